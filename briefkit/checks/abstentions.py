"""Whether abstentions give a reason."""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefkit.checks.codes import finding
from briefkit.checks.facts import Facts
from briefkit.checks.fields import quoted
from briefkit.checks.lengths import is_placeholder
from briefkit.schema import Abstention, Brief, Finding

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
    """Yield abstentions without a reason of their own; those that code words are no different."""
    del facts
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
