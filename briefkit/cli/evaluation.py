"""The command `eval`: models and prompts on one set of articles, as a table, and the floors under it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from briefkit.cli.asking import (
    base_url_option,
    budget_tokens_option,
    budget_usd_option,
    checks_option,
    column_option,
    concurrency_option,
    desk_option,
    draft_option,
    input_format_option,
    local_only_option,
    open_briefer,
    plan_option,
    rpm_option,
    tpm_option,
)
from briefkit.cli.batch import run_batch
from briefkit.cli.exits import FAILED, OK, REVIEW
from briefkit.cli.judging import judge_runs
from briefkit.cli.output import refuse_unwritable, say, write
from briefkit.errors import InputError

if TYPE_CHECKING:
    from briefkit.evaluate import Evaluation
    from briefkit.schema import Result

__all__ = ["evaluation"]

_BASELINES = ("lead", "template")
"""As `models.BASELINES`, which is not imported for --help; a test holds them together."""
_AS_BATCH = {
    "processes": 1,
    "limit": None,
    "reread": False,
    "retry": (),
    "only": None,
    "grace": 10.0,
    "log_jsonl": None,
    "strict": False,
    "provider_batch": False,
}
"""How a run goes about it: as a batch without options."""


@click.command("eval", short_help="Compare models and prompts on a set of articles.")
@click.option("--set", "source", metavar="INPUT", help="Articles to brief: any input of `briefkit batch`.")
@click.option(
    "--store",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="SQLite file for all runs: nothing in it is asked again. Without --set, what is there is evaluated.",
)
@click.option(
    "-m",
    "--model",
    "models",
    multiple=True,
    help="A model, or a baseline that asks nobody: template, lead. Repeat to compare. Default: BRIEFKIT_MODEL.",
)
@click.option("--prompt", "prompts", multiple=True, metavar="FILE|NAME", help="A prompt. Repeat to compare.")
@base_url_option
@local_only_option
@plan_option
@desk_option
@draft_option
@checks_option
@budget_usd_option
@budget_tokens_option
@concurrency_option
@rpm_option
@tpm_option
@column_option
@input_format_option
@click.option(
    "--judge",
    metavar="MODEL",
    help="Let this model compare each run's briefs with the first run's, blind, by the rubric of docs/evaluation.md.",
)
@click.option(
    "--judge-again",
    type=click.IntRange(min=0),
    default=20,  # as `judging.AGAIN`; a test holds them together
    show_default=True,
    metavar="N",
    help="Pairs that it is shown again, swapped and once more as they were, to see how far it agrees with itself.",
)
@click.option("--by", type=click.Choice(["kind", "desk", "language"]), help="Add a table for each of these.")
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="How to print the table; JSON has every row.",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write to a file.")
@click.option(
    "--floors",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="TOML file of what the first run must reach; exit 3 where it does not.",
)
@click.option("--write-floors", is_flag=True, help="Write what the first run stands on to that file.")
@click.option("--lower-floors", is_flag=True, help="Let --write-floors lower a floor.")
@click.pass_context
def evaluation(context: click.Context, /, **options: Any) -> None:
    """Brief the articles of a set by every model with every prompt, and print what each is worth.

    Each model with each prompt is a run into the store; the first is what the others are compared with. The same
    command goes on where it stopped and asks nothing twice. A budget is that of each run, and of the judge.
    docs/evaluation.md says what is measured. What judges said before is in the table without being asked again.

    Exit codes: 0; 3 below a floor; 4 there is nothing to evaluate, or the judge left some unanswered; 5 budget
    reached; 130 interrupted.
    """
    from briefkit.evaluate import evaluate, show
    from briefkit.store.judgements import stored_judgements

    _refuse_at_odds(options)
    setups = None
    if options["source"] is not None:
        setups, code = _run_all(options)
        if code not in (OK, REVIEW, FAILED):
            context.exit(code)
    runs = _stored_runs(options["store"], setups)
    if not runs:
        say(f"there is no brief in {options['store']} to evaluate. Give articles with --set.")
        context.exit(FAILED)
    code = judge_runs(runs, options) if options["judge"] else OK
    found = evaluate(runs, judgements=stored_judgements(options["store"]))
    floors = _read_floors(options["floors"]) if options["floors"] and not options["write_floors"] else None
    write(show(found, options["form"], by=options["by"] or "all", floors=floors), options["output"])
    context.exit(code or _floors(found, options))


def _refuse_at_odds(options: dict[str, Any]) -> None:
    """Refuse options that would do nothing together, before anything is paid for."""
    if options["source"] is None and (options["models"] or options["prompts"]):
        raise click.UsageError("--model and --prompt need articles: give them with --set.")
    if options["judge"] in _BASELINES:
        raise click.UsageError(
            f"--judge needs a model; {options['judge']} is a baseline, which answers nothing."
        )
    if (options["write_floors"] or options["lower_floors"]) and options["floors"] is None:
        raise click.UsageError("--write-floors and --lower-floors need a file: give it with --floors.")
    if options["source"] is None and not options["store"].exists():
        raise InputError(
            f"there is no store {str(options['store'])!r}.", hint="Give articles to brief with --set."
        )
    for path in (options["output"], options["floors"] if options["write_floors"] else None):
        if path is not None:
            refuse_unwritable(path, source=options["source"])
    if options["floors"] is not None and not options["write_floors"]:
        _read_floors(options["floors"])


def _run_all(options: dict[str, Any]) -> tuple[list[str], int]:
    """Brief the set by every model and prompt; return the hashes of their setups, and the last run's code."""
    setups: list[str] = []
    code = OK
    pairs = list(_pairs(options["models"] or (None,), options["prompts"] or (None,)))
    for number, (model, prompt) in enumerate(pairs, 1):
        what = " with ".join(each for each in (model or "the default model", prompt) if each)
        say(f"run {number} of {len(pairs)}: {what}.")
        setup, code = _run_one({**options, **_AS_BATCH, "model": model}, prompt)
        setups.append(setup)
        if code not in (OK, REVIEW, FAILED):
            break
    return setups, code


def _pairs(
    models: tuple[str | None, ...], prompts: tuple[str | None, ...]
) -> Iterator[tuple[str | None, str | None]]:
    """Yield every model with every prompt, each once; a baseline reads none."""
    every = ((model, None if model in _BASELINES else prompt) for model, prompt in product(models, prompts))
    yield from dict.fromkeys(every)


def _run_one(options: dict[str, Any], prompt: str | None) -> tuple[str, int]:
    from briefkit.cli.batch import Quiet
    from briefkit.cli.counting import watch_counts
    from briefkit.loaders.archive import open_archive

    given = open_archive(options["source"], columns=dict(options["column"]), format=options["input_format"])
    is_baseline = options["model"] in _BASELINES
    plan = None if is_baseline or _is_for_summary(prompt) else options["plan"]
    settings = {"prompt": prompt, "plan": plan, "desk": options["desk"], "draft": options["draft"]}
    shared = {**options, "store": None}  # the store stands around the whole run, not around one article
    shared |= {"checks": "code"} if is_baseline else {}
    with open_briefer(shared, Quiet(), what="the articles", **settings) as briefer:
        job = briefer.job()
        with watch_counts(total=given.total, rpm=options["rpm"]) as counting:
            return job.setup_sha256, run_batch(job, given, options, counting)


def _is_for_summary(prompt: str | None) -> bool:
    """Tell whether a prompt brings its own plan, whatever the others are run with."""
    from briefkit.prompts import load_prompt, purpose_of

    return prompt is not None and purpose_of(load_prompt(prompt)) == "summarise"


def _stored_runs(store: Path, setups: list[str] | None) -> dict[str, list[Result]]:
    """Return the results of some setups of a store by name, in their order; of all, where None are named."""
    from briefkit.evaluate import name_of
    from briefkit.store.results import stored_results, unbriefed_results

    numbers = _numbers(store, setups)
    found: dict[int, list[Result]] = {number: [] for number in numbers}
    for stored in (*stored_results(store), *unbriefed_results(store)):
        if stored.setup_id in found and stored.result is not None:
            found[stored.setup_id].append(stored.result)
    runs: dict[str, list[Result]] = {}
    for number, results in found.items():
        if results:
            name = name_of(results[0])
            runs[name if name not in runs else f"{name}, setup {number}"] = results
    return runs


def _numbers(store: Path, setups: list[str] | None) -> list[int]:
    from contextlib import closing

    from briefkit.store import Archive, open_readonly, overview

    if setups is None:
        return sorted(setup.id for setup in overview(store).setups)
    with closing(open_readonly(store)) as connection:
        archive = Archive(connection)
        numbers = [archive.find_setup(sha256) for sha256 in setups]
    return [number for number in numbers if number is not None]


def _floors(found: Evaluation, options: dict[str, Any]) -> int:
    """Hold the first run against the floors, or write new ones; return the exit code."""
    from briefkit.evaluate import below

    path: Path | None = options["floors"]
    if path is None:
        return OK
    if options["write_floors"]:
        _write_floors(found, path, may_lower=options["lower_floors"])
        return OK
    floors = _read_floors(path)
    falls = below(found, floors)
    for fall in falls:
        say(f"below the floor: {fall}.")
    if not falls:
        say(f"{found.runs[0].name} holds all {len(floors.values)} floors.")
    return REVIEW if falls else OK


def _write_floors(found: Evaluation, path: Path, *, may_lower: bool) -> None:
    from briefkit.evaluate import Floors

    new = Floors.of(found)
    if path.exists():
        old = _read_floors(path)
        new = new.keeping(old)
        lowered = old.lowered(new)
        if old.digest != new.digest:
            lowered.insert(0, "the articles are others")
        if lowered and not may_lower:
            raise InputError(
                f"floors would be lowered: {', '.join(lowered)}.", hint="Say --lower-floors if that is meant."
            )
    write(new.to_toml(), path)
    say(f"{len(new.values)} floors of {found.runs[0].name} written to {path}.")


def _read_floors(path: Path) -> Any:
    from briefkit.evaluate import Floors

    try:
        return Floors.parse(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"the floors {str(path)!r} cannot be read: {error}.", hint="Write them with --write-floors."
        ) from None
