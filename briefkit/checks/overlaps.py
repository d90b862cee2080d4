"""Which of several findings about the same words of a line is shown: the more telling. It finds nothing itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from briefkit.schema import Checked, Finding

__all__ = ["without_overlaps"]

_MORE_TELLING: dict[str, tuple[str, ...]] = {
    "attribution.changed": ("quotations.speaker",),
    "attribution.speaker": ("quotations.speaker",),
    "names.changed": ("quotations.speaker", "attribution.changed"),
    "names.elsewhere": ("quotations.speaker", "attribution.changed", "attribution.speaker"),
}
"""What says the same and more, by code: that a name is another, and that another person says it."""


def without_overlaps(noticed: Iterable[Finding | Checked]) -> Iterator[Finding | Checked]:
    """Yield what was noticed on one line, without findings that another one outdoes on the same words."""
    items = list(noticed)
    findings = [item for item in items if isinstance(item, Finding)]
    for item in items:
        if not (isinstance(item, Finding) and any(_outdoes(other, item) for other in findings)):
            yield item


def _outdoes(other: Finding, one: Finding) -> bool:
    if other.code not in _MORE_TELLING.get(one.code, ()):
        return False
    mine, theirs = one.offending or "", other.offending or ""
    return bool(mine and theirs) and (mine in theirs or theirs in mine)
