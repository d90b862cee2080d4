"""The human review of a brief: what a person examined and changed, and what the checks say of it then. No I/O.

Nothing else in briefkit may say that a person has reviewed a brief. Who it was, the caller has to know.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from briefkit.checks import CHECKS_VERSION, Facts, check_brief, in_order
from briefkit.errors import InputError
from briefkit.plan.tables import add_tables
from briefkit.render.disclosure import disclosure
from briefkit.schema import Brief, Edit, Finding, HumanReview, Result
from briefkit.schema.provenance import COMPOSITE_SYNTHETIC, TRAINED_ALGORITHMIC_MEDIA
from briefkit.schema.shapes import is_array, is_object

__all__ = ["review", "with_edits"]

_STEP = re.compile(r"(\w+)(?:\[(\d+)\])?")
_WORDS = ("text", "abstained")
_AS = "Write it as in key_points[0] or signals[0].when."


def review(
    result: Result,
    *,
    reviewer: str,
    role: str,
    at: datetime.datetime,
    note: str | None = None,
    edited: Brief | None = None,
    examined: Sequence[str] | None = None,
    rejected: bool = False,
) -> Result:
    """Return a result as a person has reviewed it, checked anew against its article.

    `edited`: the brief as it is to be, None for the one in the result. `examined`: paths of the lines that were
    looked at besides those that were changed, None for all. The status is that of the checks: errors that remain
    are for review still, whoever approves them.

    Raises:
        InputError: when there is no brief, it is not of this article, nobody is named, or a path is not in it.

    """
    if result.brief is None:
        raise InputError("there is no brief to review.", hint="Make it first.")
    if not all(each.is_of(result.article) for each in (result.brief, edited or result.brief)):
        raise InputError("the brief was made from another text.", hint="Review it against its own article.")
    if not reviewer.strip() or not role.strip():
        raise InputError("a review has a name and a role.", hint="Say who answers for it, and as what.")
    before = result.brief
    changes = list(_changes(before, edited or before))
    after = before
    if edited is not None and changes:
        after = add_tables(_worded_by_person(before, edited), Facts.of(result.article))
    findings = _findings(result, before, after, changes)
    human = HumanReview(
        status=_status(after, changes, rejected=rejected),
        reviewer=reviewer.strip(),
        role=role.strip(),
        at=at,
        note=note,
        examined=_examined(after, examined, changes),
        changes=changes,
        sha256=after.sha256,
    )
    return _with_review(result, after, findings, human)


def with_edits(brief: Brief, edits: Mapping[str, str]) -> Brief:
    """Return a brief with other words at some paths, such as `headline` or `signals[0].when`.

    Raises:
        InputError: when a path leads nowhere, to a line that abstains, or to something that is no words.

    """
    value = brief.model_dump(mode="json")
    for path, text in edits.items():
        if _home(path, brief) is None:
            raise InputError(f"there is no line {path!r} in the brief.", hint=_AS)
        holder, key = _holder(value, path)
        holder[key] = text
    try:
        return Brief.model_validate_json(json.dumps(value))
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in problem["loc"])
        raise InputError(f"{where}: {problem['msg']}.", hint="Give words that may stand there.") from None


def _holder(value: dict[str, Any], path: str) -> tuple[Any, str]:
    """Return what holds the words at a path, and under which key."""
    outer, _, last = path.rpartition(".")
    try:
        target = _at(value, path)
        holder = _at(value, outer) if outer else value
    except (KeyError, IndexError, TypeError, ValueError):
        raise InputError(f"there is no line {path!r} in the brief.", hint=_AS) from None
    if is_object(target) and "abstained" in target:
        hint = "Give a whole brief with --edit."
        raise InputError(f"{path} abstains: a line there needs its evidence.", hint=hint)
    if is_object(target) and "text" in target:
        return target, "text"
    if not outer or not isinstance(target, str | None):
        raise InputError(f"{path} holds no words.", hint=_AS)
    return holder, last


def _at(value: Any, path: str) -> Any:
    for step in path.split("."):
        value = _step(value, step)
    return value


def _step(holder: Any, step: str) -> Any:
    found = _STEP.fullmatch(step)
    if found is None:
        raise ValueError(step)
    name, index = found.groups()
    return holder[name] if index is None else holder[name][int(index)]


def _changes(before: Brief, after: Brief) -> Iterator[Edit]:
    """Yield every change of what a line says or rests on."""
    old, new = dict(_leaves(before)), dict(_leaves(after))
    for path in [*old, *(path for path in new if path not in old)]:
        was, now = old.get(path, ""), new.get(path, "")
        if was != now:
            yield Edit(path=path, before=was, after=now)


def _leaves(brief: Brief) -> Iterator[tuple[str, str]]:
    for path, item in brief.items():
        for key, value in item.model_dump(mode="json").items():
            if key in _WORDS:
                yield path, str(value)
            elif key == "evidence":
                yield f"{path}.evidence", "\n".join(span["quote"] for span in value)
            elif key != "origin":
                yield from _of_field(f"{path}.{key}", value)


def _of_field(path: str, value: Any) -> Iterator[tuple[str, str]]:
    if is_object(value):
        for key, inner in value.items():
            yield from _of_field(f"{path}.{key}", inner)
    else:
        yield path, "; ".join(value) if is_array(value) else "" if value is None else str(value)


def _home(path: str, brief: Brief) -> str | None:
    return next((known for known, _ in brief.items() if path == known or path.startswith(f"{known}.")), None)


def _worded_by_person(before: Brief, after: Brief) -> Brief:
    """Return the edited brief with the provenance it had, and its new words as a person's."""
    was = {path: item.text for path, item in before.statements()}
    value = after.model_copy(update={"provenance": before.provenance}).model_dump(mode="json")
    for path, item in after.statements():
        if was.get(path) != item.text:
            _at(value, path)["origin"] = "person"
    return Brief.model_validate_json(json.dumps(value))


def _findings(result: Result, before: Brief, after: Brief, changes: Sequence[Edit]) -> list[Finding]:
    """Return what the checks find now, with what they did not find before: a model's opinions, older rules' findings.

    That stays until somebody changes the line: a review alone takes nothing away.
    """
    facts = Facts.of(result.article)
    changed = {_home(edit.path, after) or edit.path for edit in changes}
    ours = {_told(each) for each in check_brief(before, facts)}
    others = [
        each
        for each in result.findings
        if _told(each) not in ours and (_home(each.path, after) or each.path) not in changed
    ]
    return in_order([*check_brief(after, facts), *others], [path for path, _ in after.items()])


def _told(finding: Finding) -> tuple[str, str, str]:
    return finding.code, finding.path, finding.message


def _status(after: Brief, changes: Sequence[Edit], *, rejected: bool) -> Any:
    if rejected:
        return "rejected"
    has_words = any(line.origin == "person" for _, line in after.statements())
    return "edited" if changes or has_words else "reviewed"


def _examined(after: Brief, examined: Sequence[str] | None, changes: Sequence[Edit]) -> list[str]:
    known = [path for path, _ in after.items()]
    if examined is None:
        return known
    if unknown := [path for path in examined if path not in known]:
        raise InputError(f"there is no line {unknown[0]!r} in the brief.", hint=_AS)
    looked_at = {*examined, *(_home(edit.path, after) for edit in changes)}
    return [path for path in known if path in looked_at]


def _with_review(result: Result, after: Brief, findings: list[Finding], human: HumanReview) -> Result:
    made = result.provenance
    is_mixed = human.status == "edited" and made.digital_source_type == TRAINED_ALGORITHMIC_MEDIA
    made = made.model_copy(
        update={
            "human_review": human,
            "checks": CHECKS_VERSION,
            "digital_source_type": COMPOSITE_SYNTHETIC if is_mixed else made.digital_source_type,
        }
    )
    reviewed = result.model_copy(
        update={
            "status": "review" if any(each.severity == "error" for each in findings) else "ok",
            "brief": after,
            "findings": findings,
            "provenance": made,
        }
    )
    made = made.model_copy(update={"disclosure": disclosure(reviewed)})
    return reviewed.model_copy(
        update={"brief": after.model_copy(update={"provenance": made}), "provenance": made}
    )
