"""What the commands that ask a model share: their options, and the briefer that these mean."""

from __future__ import annotations

import os
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from briefkit.cli.output import say
from briefkit.cli.progress import Watcher

if TYPE_CHECKING:
    from briefkit.briefer import Briefer
    from briefkit.models import Choice, Model
    from briefkit.run import Gate

__all__ = [
    "base_url_option",
    "budget_tokens_option",
    "budget_usd_option",
    "checks_option",
    "column_option",
    "concurrency_option",
    "desk_option",
    "draft_option",
    "input_format_option",
    "limit_option",
    "local_only_option",
    "model_option",
    "open_briefer",
    "open_gates",
    "open_judge",
    "plan_option",
    "prompt_option",
    "rpm_option",
    "store_option",
    "strict_option",
    "tpm_option",
]

PLANS = (
    "whole",
    "long",
    "stepwise",
    "summarise",
)  # as `plan.PLANS`, which is not imported for --help; a test holds them together

DESKS = ("general", "ai-infrastructure", "energy", "health", "markets", "policy")
"""As `desks.list_desks()`; the same test holds them together."""

model_option = click.option(
    "-m", "--model", help="Model: gpt-5-mini, local, local:/path/to.gguf, … Default: BRIEFKIT_MODEL."
)
base_url_option = click.option(
    "--base-url", metavar="URL", help="OpenAI-compatible endpoint. Default: BRIEFKIT_BASE_URL."
)


def _forbid_sending(context: click.Context, parameter: click.Parameter, forbidden: bool) -> None:
    """Forbid it to the whole process: whatever asks for an endpoint in it is refused."""
    if forbidden:
        os.environ["BRIEFKIT_LOCAL_ONLY"] = "1"


local_only_option = click.option(
    "--local-only",
    is_flag=True,
    expose_value=False,
    callback=_forbid_sending,
    help="Send nothing to another machine: the embedded model, or a server on this one. BRIEFKIT_LOCAL_ONLY=1 for all.",
)
budget_usd_option = click.option(
    "--budget-usd", type=click.FloatRange(min=0), metavar="N", help="Stop before this is spent."
)
budget_tokens_option = click.option(
    "--budget-tokens", type=click.IntRange(min=1), metavar="N", help="Stop before this many tokens are used."
)
store_option = click.option(
    "--store",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Keep answers in this SQLite file, and never pay for the same one twice.",
)
prompt_option = click.option(
    "--prompt", metavar="FILE|NAME", help="Prompt to use instead of the bundled one."
)
plan_option = click.option(
    "--plan", type=click.Choice(PLANS), help="How to go about it. Default: what suits the model."
)
desk_option = click.option(
    "--desk",
    default="general",
    show_default=True,
    metavar="NAME|FILE",
    help=f"Beat to write for: {', '.join(DESKS)}, auto for the one that suits the article, or a .toml file.",
)
draft_option = click.option(
    "--draft",
    metavar="FILE.py:CLASS",
    help="Draft with fields of your own, or module:CLASS. Runs the Python code that it names.",
)
strict_option = click.option(
    "--strict",
    is_flag=True,
    help="One step stricter: drop a line that still has an error, with the reason; exit 3 for warnings too.",
)
checks_option = click.option(
    "--checks",
    type=click.Choice(["code", "model"]),  # as `plan.Checks`
    default="code",
    show_default=True,
    help="Who checks: code alone, or the model too, for a second opinion that only adds warnings.",
)

column_option = click.option(
    "--column",
    type=(str, str),
    multiple=True,
    metavar="FIELD NAME",
    help="Which column or key holds a field (text, id, headline, publisher, url, published, language, kind).",
)
input_format_option = click.option(
    "--input-format", metavar="NAME", help="Format of the input, where its name and content mislead."
)
concurrency_option = click.option(
    "--concurrency",
    type=click.IntRange(min=1),
    default=16,
    show_default=True,
    metavar="N",
    help="Most articles in flight, in each worker where there are several.",
)
rpm_option = click.option(
    "--rpm", type=click.IntRange(min=1), metavar="N", help="Most requests a minute in all."
)
tpm_option = click.option(
    "--tpm", type=click.IntRange(min=1), metavar="N", help="Most tokens a minute in all."
)
limit_option = click.option(
    "--limit", type=click.IntRange(min=1), metavar="N", help="Begin no more articles than this."
)


@contextmanager
def open_briefer(
    options: dict[str, Any], progress: Watcher, *, what: str | None = "the article", **settings: Any
) -> Generator[Briefer]:
    """Give the briefer that the options mean, and say where the article goes; close everything afterwards.

    `what` is None where nothing is to be sent.
    """
    from briefkit.briefer import Briefer, find_model

    chosen = find_model(options["model"], base_url=options["base_url"])
    model = chosen.build(**_build_options(chosen.family, options, progress))
    with (
        open_gates(options, model) as gates,
        Briefer(
            model, gates=gates, on_event=progress.on_event, checks=options["checks"], **settings
        ) as briefer,
    ):
        _say_where(chosen, model, what)
        yield briefer


@contextmanager
def open_judge(options: dict[str, Any], progress: Watcher) -> Generator[tuple[Model, list[Gate]]]:
    """Give the model that `--judge` means, with what stands before it; close it afterwards."""
    from briefkit.briefer import find_model
    from briefkit.run import block_on

    chosen = find_model(options["judge"], base_url=options["base_url"])
    model = chosen.build(**_build_options(chosen.family, options, progress))
    try:
        with open_gates({**options, "store": None}, model) as gates:
            _say_where(chosen, model, "the articles and their briefs")
            yield model, gates
    finally:
        block_on(model.aclose())


def _say_where(chosen: Choice, model: Model, what: str | None) -> None:
    if chosen.family == "openai" and what is not None:
        say(f"sending {what} to {model.host} for {model.name}, because {chosen.why}.")


def _build_options(family: str, options: dict[str, Any], progress: Watcher) -> dict[str, Any]:
    """Return what a model of a family is built with; many articles share one pace, a single one needs none."""
    if family == "local":
        return {"on_progress": progress.on_tokens}
    if family != "openai" or "rpm" not in options:
        return {}
    from briefkit.models.openai import Options
    from briefkit.models.pacing import Limits, Pace

    limits = Limits(requests=options["rpm"], tokens=options["tpm"], concurrency=options["concurrency"])
    return {"options": Options(pace=Pace(limits), fast=True)}


@contextmanager
def open_gates(options: dict[str, Any], model: Model) -> Generator[list[Gate]]:
    """Give the gates that the options ask for: what is in the store never touches the budget."""
    gates: list[Gate] = []
    with ExitStack() as opened:
        if options["store"] is not None:
            from briefkit.store import Cache, Store

            gates.append(Cache(opened.enter_context(Store(options["store"])), model=model.name))
        if options["budget_usd"] is not None or options["budget_tokens"] is not None:
            from briefkit.budget import BudgetGate

            tokens, usd = options["budget_tokens"], options["budget_usd"]
            share = getattr(model, "batch_share", None) if options.get("provider_batch") else 1.0
            gates.append(BudgetGate(model=model.name, host=model.host, tokens=tokens, usd=usd, share=share))
        yield gates
