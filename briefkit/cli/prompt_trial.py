"""The command `prompts test`: whether a prompt still works, tried on a few articles beside the bundled one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from briefkit.cli.asking import (
    base_url_option,
    budget_tokens_option,
    budget_usd_option,
    local_only_option,
    model_option,
    open_briefer,
    plan_option,
    store_option,
)
from briefkit.cli.brief import sample
from briefkit.cli.exits import OK, REVIEW
from briefkit.cli.output import say, write
from briefkit.cli.progress import watch
from briefkit.errors import InputError

if TYPE_CHECKING:
    from briefkit.evaluate.trial import Trial
    from briefkit.schema import Article, Result

__all__ = ["try_prompt"]


@click.command("test", short_help="Try a prompt on a few articles, beside the bundled one.")
@click.argument("name", required=False, metavar="[NAME|FILE]")
@click.option(
    "--set", "source", metavar="INPUT", help="Articles: any input of `briefkit batch`. Default: the sample."
)
@model_option
@base_url_option
@local_only_option
@plan_option
@store_option
@budget_usd_option
@budget_tokens_option
@click.pass_context
def try_prompt(context: click.Context, /, name: str | None, source: str | None, **options: Any) -> None:
    """Brief a few articles with a prompt and with the bundled one that it is a variant of, and say whether it works.

    It fails where fewer articles come to a brief, more answers have to be asked again, or more errors are found than
    by the bundled prompt; the bundled one, which is tried alone where none is named, fails at the first of these. For
    which prompt is better, with intervals: `briefkit eval`.

    Exit code 3: it fails.
    """
    from briefkit.evaluate.trial import Trial

    bundled = _bundled_beside(name)
    articles = list(_articles(source))
    own = _briefed(articles, name, options)
    trial = Trial(own=own, bundled=_briefed(articles, bundled, options) if bundled else [])
    write("".join(f"{line}\n" for line in _lines(trial)))
    context.exit(OK if trial.passed else REVIEW)


def _bundled_beside(name: str | None) -> str | None:
    """Return the bundled prompt that a prompt is held against, None where it is that one itself."""
    from briefkit.prompts import load_prompt, purpose_of

    if name is None:
        return None
    prompt = load_prompt(name)
    bundled = load_prompt(purpose_of(prompt))
    return bundled.name if bundled.sha256 != prompt.sha256 else None


def _articles(source: str | None) -> Iterator[Article]:
    if source is None:
        yield sample()
        return
    from briefkit.loaders.archive import open_archive

    found = 0
    for record in open_archive(source).records():
        if record.article is None:
            say(f"note: {record.place}: {record.failure}")
            continue
        found += 1
        yield record.article
    if not found:
        raise InputError(f"there is no article in {source!r}.", hint="Give any input of `briefkit batch`.")


def _briefed(articles: list[Article], prompt: str | None, options: dict[str, Any]) -> list[Result]:
    settings = {"prompt": prompt, "plan": options["plan"]}
    count = "1 article" if len(articles) == 1 else f"{len(articles)} articles"
    say(f"briefing {count} with {prompt or 'the bundled prompt'}.")
    with (
        watch("starting") as progress,
        open_briefer({**options, "checks": "code"}, progress, what="the articles", **settings) as briefer,
    ):
        return [briefer.brief(article) for article in articles]


def _lines(trial: Trial) -> Iterator[str]:
    beside = f" beside {_made_with(trial.bundled[0])}" if trial.bundled else ""
    made = trial.own[0].provenance
    yield f"{_made_with(trial.own[0])}{beside}, by {made.model_answered or made.model_asked}"
    for verdict in trial.verdicts:
        yield f"  {verdict.what:8}{'passed' if verdict.passed else 'failed'}: {verdict.said}."
        yield from (f"            {reason}" for reason in verdict.reasons)
    for number, line in enumerate(trial.cost()):
        yield f"  {'cost' if number == 0 else '':8}{line}"


def _made_with(result: Result) -> str:
    """Return the prompt of a result with its hash, as other tables call it."""
    return ", ".join(f"{prompt.name}@{prompt.sha256[:8]}" for prompt in result.provenance.prompts[:1])
