"""The command `doctor`: which model would be used, whether it can be, and a cure for each problem."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

import click

from briefkit.cli.asking import local_only_option
from briefkit.cli.exits import OK, USAGE
from briefkit.cli.output import terminal_width, write
from briefkit.cli.progress import watch
from briefkit.errors import BriefkitError

if TYPE_CHECKING:
    from briefkit.models.choice import Choice
    from briefkit.models.local import LocalModel
    from briefkit.models.local_state import LocalState
    from briefkit.models.openai import OpenAIModel, Probe

__all__ = ["doctor", "installed_version"]

State = Literal["ok", "note", "problem"]
_MOST_NAMES = 8


@dataclass(frozen=True)
class Look:
    """What one look found: `problem` stands in the way of a brief, `note` does not."""

    topic: str
    state: State
    found: str
    cure: str = ""


@click.command(short_help="Say which model would be used, and what is wrong.")
@click.option("-m", "--model", help="Model to look at. Default: what `brief` would use.")
@click.option("--base-url", metavar="URL", help="OpenAI-compatible endpoint. Default: BRIEFKIT_BASE_URL.")
@local_only_option
@click.option("--offline", is_flag=True, help="Send nothing.")
@click.pass_context
def doctor(context: click.Context, /, model: str | None, base_url: str | None, offline: bool) -> None:
    """Look at everything a brief needs, with the cure for each problem.

    An endpoint is asked for its models and one tiny question, which may cost a fraction of a cent; --offline
    leaves that out. Exit code 0: a brief could be made; 2: something has to be set up first.
    """
    looks: list[Look] = []
    for look in _looks(model, base_url, offline=offline):
        looks.append(look)
        write(_shown(look))
    ready = all(look.state != "problem" for look in looks)
    write("A brief can be made.\n" if ready else "No brief can be made before the problems are cured.\n")
    context.exit(OK if ready else USAGE)


def installed_version() -> str:
    """Return briefkit's version, as the installer knows it."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("briefkit")
    except PackageNotFoundError:
        return "of a source tree that is not installed"


def _shown(look: Look) -> str:
    from briefkit.render.escape import one_line
    from briefkit.render.layout import wrap

    head = f"{look.state:<8} {look.topic:<9} "
    lines = wrap(one_line(look.found), terminal_width(), first=head)
    if look.cure:
        lines += wrap(one_line(f"to do: {look.cure}"), terminal_width(), first=" " * len(head))
    return "\n".join(lines) + "\n"


def _looks(name: str | None, base_url: str | None, *, offline: bool) -> Iterator[Look]:
    from briefkit.briefer import find_model

    yield Look("briefkit", "ok", f"{installed_version()} on Python {platform.python_version()}")
    try:
        choice = find_model(name, base_url=base_url)
    except BriefkitError as error:
        yield _problem("model", error)
        return
    yield Look("model", "ok", f"{choice.name}, because {choice.why}")
    look_at: Callable[..., Iterator[Look]] = _look_at_local if choice.family == "local" else _look_at_endpoint
    yield from look_at(choice, offline=offline)
    yield _look_at_tokens(choice.name)


def _problem(topic: str, error: BriefkitError) -> Look:
    return Look(topic, "problem", error.message, error.hint)


def _look_at_tokens(name: str) -> Look:
    from briefkit.budget import count_tokens

    count = count_tokens("How many tokens is this sentence?", name)
    if count.by != "bytes":
        return Look(
            "tokens",
            "ok",
            f"counted with {count.by}" + (", an estimate for this model" if count.estimated else ""),
        )
    found = "no tokenizer table can be loaded here, so tokens are estimated from bytes"
    return Look("tokens", "note", found, "For exact counts offline: pip install 'briefkit[offline-tokens]'")


def _look_at_local(choice: Choice, *, offline: bool) -> Iterator[Look]:
    from briefkit.models.local_state import inspect_local
    from briefkit.models.weights import KNOWN

    del offline  # nothing leaves the machine either way
    state = inspect_local(choice.name, check_hash=True)
    yield from (_problem("embedded", fault) for fault in state.faults)
    if state.engine_version is not None:
        yield Look("engine", "ok", f"xllamacpp {state.engine_version}")
    if state.path is None or state.sha256 is None:
        return
    is_known = any(weights.sha256 == state.sha256 for weights in KNOWN.values())
    published = "as published" if is_known else "of no weights that briefkit knows"
    yield Look("weights", "ok", f"{state.path}, SHA-256 {state.sha256[:12]}…, {published}")
    yield Look("memory", "ok", _memory(state))
    if not state.faults:
        model = cast("LocalModel", choice.build())
        yield Look(
            "window", "ok", f"{model.window_tokens} tokens; answers are held to their form by a grammar"
        )


def _memory(state: LocalState) -> str:
    needed = f"about {(state.needed_memory_bytes or 0) / 1e9:.1f} GB needed"
    return (
        needed
        if state.free_memory_bytes is None
        else f"{needed}, {state.free_memory_bytes / 1e9:.1f} GB free"
    )


def _look_at_endpoint(choice: Choice, *, offline: bool) -> Iterator[Look]:
    try:
        model = cast("OpenAIModel", choice.build())
    except BriefkitError as error:
        yield _problem("key", error)
        return
    yield Look("key", "ok", f"everything that {model.host} needs is set; the key goes nowhere else")
    if offline:
        yield Look("endpoint", "note", f"{model.base_url} was not asked")
        return
    from briefkit.run import block_on

    with watch(f"asking {model.host}"):
        probe = block_on(_probe(model))
    yield from _probed(probe, model)


async def _probe(model: OpenAIModel) -> Probe:
    try:
        return await model.probe()
    finally:
        await model.aclose()


def _probed(probe: Probe, model: OpenAIModel) -> Iterator[Look]:
    if not probe.answers:
        yield Look("endpoint", "problem", probe.problem, probe.hint)
        if probe.lists_model is False:
            some = ", ".join(sorted(probe.models)[:_MOST_NAMES]) + (
                ", …" if len(probe.models) > _MOST_NAMES else ""
            )
            yield Look("models", "note", f"{probe.host} does not list {model.name!r}.", f"It has: {some}")
        return
    yield Look("endpoint", "ok", f"{probe.host} answers")
    yield Look(
        "output", "ok", f"answers are held to their form by: {probe.output_mode or 'the prompt alone'}"
    )
    window = probe.window_tokens
    yield Look("window", "ok", f"{window:,} tokens" if window else "the server does not say how long it is")
