"""Sets an estimate as text: what a batch would do, and what it would cost."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from briefkit.cli.counting import duration

if TYPE_CHECKING:
    from briefkit.batch import Estimate, Limits, Range
    from briefkit.models import Model

__all__ = ["foreseen_lines"]


def foreseen_lines(
    found: Estimate, model: Model, limits: Limits, *, in_rounds: bool = False
) -> Iterator[str]:
    """Yield the lines of an estimate. `in_rounds`: through the provider's Batch API."""
    unreadable = sum(found.unreadable.values())
    yield f"{found.source}: {found.records:,} records, {unreadable:,} unreadable, {found.duplicates:,} duplicates"
    about = "about " if found.looked_into < found.to_do else ""
    yield (
        f"articles   {found.done:,} done before, {found.to_do:,} to do,"
        f" {about}{found.refused:,} of them nothing to brief"
    )
    yield f"model      {model.name} at {model.host}"
    yield f"requests   {_range(found.requests)}; {about}{found.in_store:,} first ones the store answers"
    yield f"tokens     {_range(found.input_tokens)} in, {_range(found.output_tokens)} out"
    yield f"cost       {_cost(found.usd)}{_share(model) if in_rounds else ''}"
    if in_rounds:
        yield from _rounds(found)
    else:
        yield f"time       {_time(found.seconds, limits)}"
    yield f"           {_how(found)}"
    yield from _listed("notes", found.notes, about)
    yield from _listed("unreadable", found.unreadable, "")


def _how(found: Estimate) -> str:
    made = (
        f"by what {found.learnt_from:,} articles done before took"
        if found.learnt_from
        else "from first requests answered tersely, to all answers at their cap and asked again twice"
    )
    if found.looked_into < found.to_do:
        made += f"; {found.looked_into:,} of {found.to_do:,} articles were looked into"
    return f"({made})"


def _cost(usd: Range | None) -> str:
    if usd is None:
        return "unpriced: no price is known for this model at this host"
    if not usd.high:
        return "no charge"
    return f"${usd.low:,.2f} to ${usd.high:,.2f}"


def _share(model: Model) -> str:
    share: float | None = getattr(model, "batch_share", None)
    if share is None:
        return "; what a batch job costs there is not known"
    return f", {share:.0%} of the list price by the vendor's price list"


def _rounds(found: Estimate) -> Iterator[str]:
    """Yield how often the provider is to be waited for, and what it is sent first."""
    from briefkit.provider_batch import Caps

    caps = Caps()
    asked = found.first_requests
    files = max(math.ceil(asked / caps.requests), math.ceil(found.first_bytes / caps.bytes))
    size = f"{found.first_bytes / 1e6:,.1f} MB"
    yield "rounds     1 to 3 of up to 24 hours each; more where articles are long or answers are cut"
    yield (
        f"files      {files:,} in the first round: {asked:,.0f} requests, {size};"
        f" at most {caps.requests:,} and {caps.bytes / 1e6:,.0f} MB each"
    )


def _time(seconds: float | None, limits: Limits) -> str:
    if seconds is None:
        return "not known without --rpm or --tpm"
    given = [
        f"{limit:,} {name} a minute"
        for limit, name in ((limits.rpm, "requests"), (limits.tpm, "tokens"))
        if limit
    ]
    return f"at least {duration(seconds)} at {' and '.join(given)}"


def _range(span: Range) -> str:
    low, high = round(span.low), round(span.high)
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def _listed(title: str, counts: dict[str, int], about: str) -> Iterator[str]:
    for number, (name, count) in enumerate(counts.items()):
        yield f"{title if number == 0 else '':<10} {about}{count:,} × {name}"
