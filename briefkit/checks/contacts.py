"""Whether the links, addresses, telephone numbers and handles of a statement come from the article."""

from __future__ import annotations

from collections.abc import Iterator

from briefkit.checks.claims import Claim
from briefkit.checks.codes import finding
from briefkit.checks.fields import quoted
from briefkit.schema import Finding

__all__ = ["check_contacts"]


def check_contacts(claim: Claim) -> Iterator[Finding]:
    """Yield contact details that neither the article nor its metadata has to the letter."""
    path, facts = claim.path, claim.facts
    for field in claim.fields:
        for contact in claim.contacts_of(field.text):
            if contact.text.casefold() not in facts.plain_text:
                yield finding(
                    "contacts.absent",
                    path,
                    f"{quoted(contact.text)} is not in the article.",
                    hint="Leave it out.",
                    offending=contact.text,
                )
