"""The plan for articles over the model's window: overlapping windows, then a merge that may only select and order.

The merge answers with ids, so no text without evidence can appear in it. No I/O.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, create_model

from briefkit.checks import Facts
from briefkit.draft import Draft, Parts, answer_schema, own_fields
from briefkit.plan.asking import ask_for, fence_of
from briefkit.plan.assembly import failed
from briefkit.plan.repairing import mend
from briefkit.plan.setup import Plan, Setup, Step, Trace, side_by_side
from briefkit.plan.whole import ask_for_parts, brief_request
from briefkit.schema import Abstention, Analysis, Article, Finding, Message, Questions, Request, Statement
from briefkit.text import Sentence, show_sentence

__all__ = ["Selection", "long", "merge_parts", "split_windows"]

_OVERLAP = 0.1
"""Share of a window that is read again in the next one, so that no fact is cut from its sentence before."""
_LISTS = {"key_points": 5, "stakes": 5, "signals": 3, "other_side": 3, "unknowns": 5}
_SINGLES = ("headline", "dek", "lede")
_QUESTIONS = ("financial", "operating", "customer")
_VIEWS = ("context", "pressure_point", "practical_read")

_T = TypeVar("_T")


class Selection(BaseModel):
    """The merged brief, as ids of lines that exist already."""

    model_config = ConfigDict(strict=True, extra="forbid", hide_input_in_errors=True)

    headline: str
    dek: str | None
    lede: str | None
    key_points: list[str]
    stakes: list[str]
    signals: list[str]
    other_side: list[str]
    unknowns: list[str]
    financial: str | None
    operating: str | None
    customer: str | None
    context: str | None
    pressure_point: str | None
    practical_read: str | None


def long(article: Article, setup: Setup) -> Plan:
    """Brief an article in windows and merge the briefs by selection."""
    trace = Trace(plan="long", article=article, setup=setup)
    facts = Facts.of(article)
    windows = split_windows(facts, _room(facts, trace), setup.count_tokens)
    found: list[Parts] = []
    problems: list[Finding] = []
    steps = [
        ask_for_parts(facts, window, trace, part=_part(number, windows))
        for number, window in _numbered(windows)
    ]
    outcomes = yield from side_by_side(steps)
    for number, outcome in _numbered(outcomes):
        if isinstance(outcome, Finding):
            problems.append(outcome)
            trace.note(f"part {number} of {len(windows)} gave no brief ({outcome.code})")
        else:
            found.append(outcome)
    if not found:
        return failed(article, trace, problems[:1])
    trace.coverage = f"{len(found)} of {len(windows)} parts"
    trace.note(f"read in {len(windows)} overlapping parts")
    parts = found[0] if len(found) == 1 else (yield from _merge(facts, found, trace))
    return (yield from mend(facts, parts, trace))


def split_windows(facts: Facts, room_tokens: int, count_tokens: Callable[[str], int]) -> list[list[Sentence]]:
    """Return windows of sentences of at most `room_tokens`, split at paragraphs, each overlapping the one before.

    A paragraph over the room is split between sentences; a sentence over the room has a window of its own.
    """
    sizes = {
        sentence.number: count_tokens(show_sentence(facts.article.text, sentence)) + 4
        for sentence in facts.sentences
    }
    windows: list[list[Sentence]] = []
    current: list[Sentence] = []
    for block in _blocks(facts.sentences, sizes, room_tokens):
        if current and _size(current, sizes) + _size(block, sizes) > room_tokens:
            windows.append(current)
            current = _tail(current, sizes, room_tokens, room_tokens - _size(block, sizes))
        current = current + block
    return [*windows, current] if current else windows


@cache
def selection_of(draft: type[Draft]) -> type[Selection]:
    """Return the selection for a draft: with ids for the fields of its own too."""
    own = own_fields(draft)
    ids: dict[str, Any] = {each.name: (list[str] if each.is_list else str | None, ...) for each in own}
    return create_model("Selection", __base__=Selection, **ids) if ids else Selection


def merge_parts(found: Sequence[Parts], chosen: Selection, draft: type[Draft] = Draft) -> Parts:
    """Return the parts that a selection names; ids that do not exist are passed over."""
    by_id = dict(_candidates(found))
    first = found[0]

    def one(field: str, otherwise: Any) -> Any:
        identifier = getattr(chosen, field)
        return by_id[identifier] if identifier and _is_of(identifier, field, by_id) else otherwise

    nothing = Abstention(abstained="no line of the parts was chosen for the whole article")
    lists = {field: _pick(getattr(chosen, field), field, by_id, most) for field, most in _LISTS.items()}
    return Parts(
        headline=one("headline", first.headline),
        dek=one("dek", nothing),
        lede=one("lede", nothing),
        key_points=lists["key_points"] or first.key_points,
        stakes=lists["stakes"],
        questions=Questions(**{name: one(name, nothing) for name in _QUESTIONS}),
        signals=lists["signals"],
        analysis=Analysis(**{name: one(name, nothing) for name in _VIEWS}, differs=first.analysis.differs),
        other_side=lists["other_side"],
        unknowns=lists["unknowns"],
        more={
            own.name: _pick(getattr(chosen, own.name), own.name, by_id, own.most)
            if own.is_list
            else one(own.name, nothing)
            for own in own_fields(draft)
        },
        topics=list(dict.fromkeys(topic for parts in found for topic in parts.topics))[:3],
        regions=list(dict.fromkeys(region for parts in found for region in parts.regions))[:5],
        kind=first.kind,
    )


def _part(number: int, windows: Sequence[object]) -> str:
    return f"Part {number} of {len(windows)}: a long article is read in parts; brief what this part says.\n"


def _numbered(items: Sequence[_T]) -> Iterator[tuple[int, _T]]:
    return enumerate(items, start=1)


def _room(facts: Facts, trace: Trace) -> int:
    """Return the tokens that a window of the article may take beside the prompt and the answer."""
    setup = trace.setup
    if setup.window_tokens is None:
        raise AssertionError("the long plan is only for models whose window is known")
    empty = brief_request(facts, [], trace)
    frame = sum(setup.count_tokens(message.content) for message in empty.messages)
    # A tenth is kept free: counts are estimates where the tokenizer is not the model's own.
    return max(200, int((setup.window_tokens - frame - setup.max_output_tokens) * 0.9))


def _blocks(sentences: Sequence[Sentence], sizes: Mapping[int, int], room: int) -> Iterator[list[Sentence]]:
    block: list[Sentence] = []
    for sentence in sentences:
        new_paragraph = block and sentence.paragraph != block[-1].paragraph
        if new_paragraph or (block and _size(block, sizes) + sizes[sentence.number] > room):
            yield block
            block = []
        block.append(sentence)
    if block:
        yield block


def _tail(window: list[Sentence], sizes: Mapping[int, int], room: int, free: int) -> list[Sentence]:
    """Return the last sentences of a window that the next one repeats."""
    most = min(int(room * _OVERLAP), free)
    tail: list[Sentence] = []
    total = 0
    for sentence in reversed(window):
        total += sizes[sentence.number]
        if total > most:
            break
        tail.insert(0, sentence)
    return tail


def _size(sentences: Sequence[Sentence], sizes: Mapping[int, int]) -> int:
    return sum(sizes[sentence.number] for sentence in sentences)


def _merge(facts: Facts, found: list[Parts], trace: Trace) -> Step[Parts]:
    prompt = trace.prompt("merge")
    draft = trace.setup.draft
    form = selection_of(draft)
    request = Request(
        purpose="the merge",
        article=facts.article.sha256,
        messages=[
            Message(role="system", content=prompt.fill("system") + _told(trace)),
            Message(
                role="user",
                content=prompt.fill("user", fence=fence_of(facts.article), candidates=_listed(found)),
            ),
        ],
        answer_schema=answer_schema(form),
        answer_name="selection",
        max_output_tokens=min(trace.setup.max_output_tokens, 2000),
    )
    outcome = yield from ask_for(form, request, trace, again="again")
    if isinstance(outcome, Finding):
        trace.note(
            f"the merge got no usable answer ({outcome.code}): lines stand in the order of the article"
        )
        outcome = _in_order(found, draft)
    return merge_parts(found, outcome, draft)


def _told(trace: Trace) -> str:
    """Return what the merge is told of a newsroom's own fields; nothing where there are none."""
    own = own_fields(trace.setup.draft)
    if not own:
        return ""
    prompt = trace.prompt("own")
    lines = [
        prompt.fill(
            "merge_list" if each.is_list else "merge_line",
            name=each.name,
            told=each.told,
            most=str(each.most),
        )
        for each in own
    ]
    return "\n\n" + prompt.fill("merge", fields="\n".join(lines))


def _candidates(found: Sequence[Parts]) -> Iterator[tuple[str, Statement]]:
    """Yield every line with its id, such as `2.key_points.1`."""
    for number, parts in enumerate(found, start=1):
        singles = {name: getattr(parts, name) for name in _SINGLES}
        singles |= {name: getattr(parts.questions, name) for name in _QUESTIONS}
        singles |= {name: getattr(parts.analysis, name) for name in _VIEWS}
        singles |= parts.more
        for name, item in singles.items():
            if isinstance(item, Statement):
                yield f"{number}.{name}", item
        lists = {name: getattr(parts, name) for name in _LISTS}
        lists |= {name: own for name, own in parts.more.items() if isinstance(own, list)}
        for name, items in lists.items():
            for index, item in enumerate(items, start=1):
                yield f"{number}.{name}.{index}", item


def _listed(found: Sequence[Parts]) -> str:
    return "\n".join(
        f"{identifier}: {' '.join(item.text.split())}" for identifier, item in _candidates(found)
    )


def _pick(ids: Sequence[str], field: str, by_id: Mapping[str, Statement], most: int) -> list[Any]:
    """Return the lines of a field by id, without repetition; a line keeps the kind of statement it is."""
    chosen = [by_id[identifier] for identifier in dict.fromkeys(ids) if _is_of(identifier, field, by_id)]
    return chosen[:most]


def _is_of(identifier: str, field: str, by_id: Mapping[str, Statement]) -> bool:
    return identifier in by_id and identifier.split(".")[1] == field


def _in_order(found: Sequence[Parts], draft: type[Draft]) -> Selection:
    """Return the selection that code makes where the model made none: first things first."""
    ids = [identifier for identifier, _ in _candidates(found)]

    def of(field: str) -> list[str]:
        return [identifier for identifier in ids if identifier.split(".")[1] == field]

    def first(field: str) -> str | None:
        return next(iter(of(field)), None)

    singles = {name: first(name) for name in (*_SINGLES, *_QUESTIONS, *_VIEWS)}
    lists = {name: of(name)[:most] for name, most in _LISTS.items()}
    own = {each.name: of(each.name) if each.is_list else first(each.name) for each in own_fields(draft)}
    return selection_of(draft).model_validate({**singles, **lists, **own})
