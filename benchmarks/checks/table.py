"""One table of all measures: faults and how many were noticed, sound texts and how many were stopped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from benchmarks.checks.rules import Family, Run

__all__ = ["Measure", "code_lines", "sample_lines", "table_lines"]

_SAMPLE = 10
_NAME = 46


@dataclass(frozen=True)
class Measure:
    """One row: texts with a fault and sound ones, the findings that count, and what is aimed at."""

    number: int
    name: str
    family: Family
    faulty: Sequence[Run] = ()
    sound: Sequence[Run] = ()
    catch: float | None = None
    """The share of the faults that should be noticed."""
    alarm: float | None = None
    """The share of the sound texts that may be stopped."""
    precise: float | None = None
    """The share of the faults among all that is stopped."""
    note: str = ""
    caught: list[Run] = field(init=False)
    missed: list[Run] = field(init=False)
    alarms: list[Run] = field(init=False)

    def __post_init__(self) -> None:
        noticed = [run.noticed(self.family) for run in self.faulty]
        pairs = list(zip(self.faulty, noticed, strict=True))
        object.__setattr__(self, "caught", [run for run, is_caught in pairs if is_caught])
        object.__setattr__(self, "missed", [run for run, is_caught in pairs if not is_caught])
        object.__setattr__(self, "alarms", [run for run in self.sound if run.noticed(self.family)])

    @property
    def stopped(self) -> int:
        """Return how many texts are stopped, rightly or not."""
        return len(self.caught) + len(self.alarms)

    @property
    def remark(self) -> str:
        """Return what the counts do not say at a glance."""
        if self.precise is None or not self.stopped:
            return self.note
        return (
            f"precision {len(self.caught) / self.stopped:.2f} (goal {self.precise:.2f}) {self.note}".strip()
        )

    @property
    def met(self) -> bool | None:
        """Tell whether the goals are met, None where there are none or nothing to measure them on."""
        goals = [
            len(self.caught) >= self.catch * len(self.faulty)
            if self.catch is not None and self.faulty
            else None,
            len(self.alarms) <= self.alarm * len(self.sound)
            if self.alarm is not None and self.sound
            else None,
        ]
        if self.precise is not None and self.stopped:
            goals.append(len(self.caught) >= self.precise * self.stopped)
        known = [goal for goal in goals if goal is not None]
        return all(known) if known else None


def table_lines(measures: Iterable[Measure]) -> Iterator[str]:
    """Yield the table, a line at a time."""
    yield (
        f"{'#':>2}  {'measure':{_NAME}}{'faults':>7}{'caught':>7}{'share':>8}{'goal':>8}"
        f"{'sound':>7}{'alarms':>7}{'share':>8}{'goal':>8}  met"
    )
    for row in measures:
        met = {None: "", True: "yes", False: "no"}[row.met]
        cells = _cells(len(row.faulty), len(row.caught), row.catch, "≥") + _cells(
            len(row.sound), len(row.alarms), row.alarm, "≤"
        )
        yield f"{row.number:>2}  {row.name[:_NAME]:{_NAME}}{cells}  {met:3}  {row.remark}".rstrip()


def code_lines(measures: Iterable[Measure]) -> Iterator[str]:
    """Yield which codes noticed faults and stopped sound texts, by measure; texts are counted, not findings."""
    for row in measures:
        if row.caught or row.alarms:
            caught, alarms = _codes(row.caught, row.family), _codes(row.alarms, row.family)
            codes = sorted(
                caught.keys() | alarms.keys(), key=lambda code: (-caught[code] - alarms[code], code)
            )
            parts = ", ".join(f"{code} {caught[code]}/{alarms[code]}" for code in codes)
            yield f"{row.number:>2}  {row.name[:_NAME]:{_NAME}} {parts}"


def sample_lines(row: Measure, code: str = "") -> Iterator[str]:
    """Yield ten missed faults and ten false alarms of a measure, spread evenly over it; or ten of each of a code."""
    samples = {"missed": row.missed, "false alarms": row.alarms}
    if code:
        samples = {"caught": _with(row.caught, code), "false alarms": _with(row.alarms, code)}
    for title, runs in samples.items():
        yield f"\n{row.number} {row.name.strip()}: {title}, {min(_SAMPLE, len(runs))} of {len(runs)}"
        for place in range(0, len(runs), max(1, -(-len(runs) // _SAMPLE))):
            yield from _run_lines(runs[place], row.family)


def _with(runs: Iterable[Run], code: str) -> list[Run]:
    return [run for run in runs if any(item.code == code for item in run.findings)]


def _run_lines(run: Run, family: Family) -> Iterator[str]:
    case = run.case
    yield f"  {case.id} [{case.kind or 'sound'}] article {case.source}"
    yield f"    text: {case.text}"
    if case.base not in ("", case.text):
        yield f"    base: {case.base}"
    for finding in run.findings:
        mark = "*" if family.has(finding) else " "
        yield f"   {mark}{finding.severity} {finding.code}: {finding.message}"
        if family.has(finding) and finding.nearest is not None:
            yield f"     nearest: {finding.nearest.quote}"


def _cells(count: int, hits: int, goal: float | None, sign: str) -> str:
    if not count:
        return f"{'':30}"
    aim = "" if goal is None else f"{sign}{goal:.1%}"
    return f"{count:7}{hits:7}{hits / count:8.1%}{aim:>8}"


def _codes(runs: Iterable[Run], family: Family) -> Counter[str]:
    return Counter(code for run in runs for code in {item.code for item in run.findings if family.has(item)})
