"""Whether abstentions give a reason, and one that brings nothing in from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeGuard

from briefkit.checks.claims import Claim
from briefkit.checks.codes import finding
from briefkit.checks.contacts import check_contacts
from briefkit.checks.dates import check_dates
from briefkit.checks.facts import Facts
from briefkit.checks.fields import quoted
from briefkit.checks.lengths import is_placeholder
from briefkit.checks.names import check_names
from briefkit.checks.numbers import check_numbers
from briefkit.checks.quotations import check_quotations
from briefkit.schema import Abstention, Brief, Checked, Finding, Statement

__all__ = ["check_abstentions"]

_STOCK = re.compile(
    r"\W*(?:(?:there\sis\s|there\sare\s)?(?:nothing|no\sinformation|no\sdetails?|not\senough\s(?:information|detail)"
    r"|insufficient\s(?:information|detail|data)|no\sspecific\s(?:information|detail)s?)"
    r"(?:\s(?:specific|available|given|provided|found|mentioned))?(?:\s(?:in|from|by)\s(?:the|this)\s(?:article|text|story))?"
    r"|(?:the|this)\s(?:article|text|story)\s(?:does\snot|doesn['’]t)\s(?:say|mention|specify|provide|state)"
    r"(?:\s(?:this|it|that|anything|enough|(?:any\s)?(?:information|details?)))?"
    r"|not\s(?:addressed|mentioned|specified|stated|provided)(?:\sin\s(?:the|this)\s(?:article|text|story))?"
    r"|more\s(?:details|information)\s(?:is|are)\sneeded)\W*",
    re.IGNORECASE,
)


def check_abstentions(brief: Brief, facts: Facts) -> Iterator[Finding]:
    """Yield abstentions without a reason of their own, or with one that the article does not bear out.

    A reason that code words is no different: who reads a brief cannot know whose it is.
    """
    for path, item in brief.items():
        if not isinstance(item, Abstention):
            continue
        if not any(map(str.isalnum, item.abstained)) or is_placeholder(item.abstained):
            yield finding(
                "abstentions.empty",
                path,
                "The abstention gives no reason.",
                hint="Say what the article lacks.",
            )
        elif _STOCK.fullmatch(item.abstained):
            yield finding(
                "abstentions.stock",
                path,
                f"The reason {quoted(item.abstained)} would fit any article.",
                hint="Say what this article lacks.",
                offending=item.abstained,
            )
        yield from _brought_in(Claim(path, Statement(text=item.abstained, evidence=[]), facts, found=True))


def _brought_in(reason: Claim) -> Iterator[Finding]:
    """Yield what a reason has that the article lacks: an honest one may name it, but an editor should look."""
    for family in (check_contacts, check_quotations):
        yield from (found for found in family(reason) if _is_error(found))
    for others in (check_numbers, check_dates, check_names):
        for found in others(reason):
            if _is_error(found):
                yield finding(
                    "abstentions.unsupported",
                    reason.path,
                    found.message,
                    hint="See that the reason says what the article lacks, and nothing else.",
                    nearest=found.nearest,
                    offending=found.offending,
                )


def _is_error(found: Finding | Checked) -> TypeGuard[Finding]:
    return isinstance(found, Finding) and found.severity == "error"
