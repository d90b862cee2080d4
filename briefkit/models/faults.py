"""From what went wrong on the wire to briefkit's errors: one table of statuses, one of broken connections.

No message ever holds a key or a stretch of what was asked.
"""

from __future__ import annotations

import email.utils
import math
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from briefkit.errors import (
    BriefkitError,
    ConfigurationError,
    Denied,
    ModelError,
    NotAnAPI,
    RateLimited,
    Rejected,
    ServerFault,
    TimedOut,
    TooLarge,
    TooLong,
    Unreachable,
)
from briefkit.models.metering import seconds_of
from briefkit.models.scrubbing import MOST_SHOWN, Scrubber
from briefkit.schema.shapes import is_array, is_object, members_of

__all__ = [
    "Signs",
    "Trouble",
    "not_an_api",
    "retry_after",
    "signs_of_body",
    "too_large",
    "trouble_of",
    "trouble_of_signs",
]


class Trouble(Exception):
    """Carry an error through the retries, with how often it is worth another try."""

    def __init__(
        self,
        error: BriefkitError,
        *,
        retries: int | None = None,
        refusal: str | None = None,
        complaint: str = "",
    ) -> None:
        super().__init__(error.message)
        self.error = error
        self.retries = retries
        """Most retries; None leaves it to the policy."""
        self.refusal = refusal
        """The filter's words, where this is no failure but a refusal."""
        self.complaint = complaint
        """What the server said against the form of the request; empty where it was about something else."""

    @property
    def retry_after(self) -> float | None:
        """Return the seconds that the server asked to wait."""
        return self.error.retry_after if isinstance(self.error, ModelError) else None


@dataclass(frozen=True, kw_only=True)
class Signs:
    """What a server said about a failure."""

    status: int
    codes: frozenset[str] = frozenset()
    text: str = ""
    retry_after: float | None = None
    moderated: bool = False

    def say(self, pattern: str) -> bool:
        """Tell whether the text matches, in any case."""
        return re.search(pattern, self.text, re.IGNORECASE) is not None


@dataclass(frozen=True)
class _Row:
    when: Callable[[Signs], bool]
    error: type[ModelError]
    says: str
    hint: str
    retries: int | None = None
    refused: bool = False


_QUOTA = {
    "insufficient_quota",
    "billing_hard_limit_reached",
    "billing_not_active",
    "account_deactivated",
    "access_terminated",
    "insufficient_credits",
}
_BAD_KEYS = {"invalid_api_key", "api_key_invalid"}
_NO_MODELS = {"model_not_found", "invalid_model", "deploymentnotfound"}
_FILTERS = {"content_filter", "content_policy_violation", "responsibleaipolicyviolation"}
_WINDOW = (
    r"context.{0,3}length|context.{0,3}size|context.{0,3}window|maximum context|prompt is too long"
    r"|too many (?:input )?tokens|input token count|exceeds the (?:model|maximum) "
    r"|max_(?:completion_)?tokens must be at least 1, got -"  # vLLM takes the prompt off the window first
)
_TOO_LONG = "Use a model with a larger window, or give window_tokens so that the article is read in parts."

_ROWS: tuple[_Row, ...] = (
    _Row(
        lambda s: s.status == 402 or bool(s.codes & _QUOTA) or s.say("credit balance is too low"),
        Denied,
        "has no credit left for this key",
        "Add credit there or use another key.",
        0,
    ),
    _Row(
        lambda s: s.moderated or bool(s.codes & _FILTERS),
        Rejected,
        "filtered the article",
        "Brief it with another provider or the local model.",
        0,
        True,
    ),
    _Row(
        lambda s: s.status == 429 and s.say("request too large"),
        TooLong,
        "allows fewer tokens per minute than this request has",
        _TOO_LONG,
        0,
    ),
    _Row(
        lambda s: (
            s.status in (400, 413, 422, 500)
            and (bool(s.codes & {"context_length_exceeded", "exceed_context_size_error"}) or s.say(_WINDOW))
        ),
        TooLong,
        "has a smaller window than this request needs",
        _TOO_LONG,
        0,
    ),
    _Row(
        lambda s: "json_validate_failed" in s.codes,
        Rejected,
        "could not make the model keep to the form",
        "Use another model, or one for which the provider enforces schemas.",
        1,
    ),
    _Row(
        lambda s: s.status == 401 or (s.status == 400 and bool(s.codes & _BAD_KEYS)),
        Denied,
        "does not accept the API key",
        "Check the key, and that it belongs to this host.",
        0,
    ),
    _Row(
        lambda s: s.status == 403,
        Denied,
        "forbids this to the key",
        "Check what the key and the region may use.",
        0,
    ),
    _Row(
        lambda s: s.status == 404 or (s.status == 400 and bool(s.codes & _NO_MODELS)),
        Denied,
        "does not know the model or the address",
        "Check the model's name, that it is installed there, and that the base URL ends in /v1 or alike.",
        0,
    ),
    _Row(
        lambda s: 300 <= s.status < 400,
        Denied,
        "redirects to another address, and an article is never sent after a redirect",
        "Give the final address as base URL.",
        0,
    ),
    _Row(lambda s: s.status == 408, TimedOut, "gave up waiting", "Try again later."),
    _Row(
        lambda s: s.status in (429, 498),
        RateLimited,
        "asks to wait",
        "Try again later or send less at a time.",
    ),
    _Row(lambda s: s.status in (409, 425), ServerFault, "was not ready", "Try again later."),
    _Row(
        lambda s: s.status in (501, 505),
        Rejected,
        "cannot do this at all",
        "Check that the address is a chat completions endpoint.",
        0,
    ),
    _Row(lambda s: s.status >= 500, ServerFault, "failed", "Try again later."),
    _Row(
        lambda s: s.status == 413,
        TooLong,
        "takes no request of this size",
        _TOO_LONG,
        0,
    ),
    _Row(
        lambda s: True,
        Rejected,
        "refused the request",
        "Its own words above say why; another model or output mode may do.",
        0,
    ),
)

_FORMAT = (
    r"response_format|response format|json_schema|json schema|json_object|structured output|\bstrict\b"
    r"|tool_choice|\btools?\b|\bgrammar\b|\bunsupported\b|max_tokens|max_completion_tokens"
    r"|temperature"
)


def trouble_of_signs(signs: Signs, *, host: str) -> Trouble:
    """Return the trouble that a status, or an error inside a 200, amounts to."""
    row = next(row for row in _ROWS if row.when(signs))
    said = f": {signs.text}" if signs.text else ""
    wait = f" for {signs.retry_after:.0f} s" if row.error is RateLimited and signs.retry_after else ""
    message = f"{host} {row.says}{wait} ({signs.status}){said}"[: MOST_SHOWN - 1]
    error = row.error(message.rstrip(".") + ".", hint=row.hint, retry_after=signs.retry_after)
    plain = row is _ROWS[-1] and signs.status in (400, 422)
    routed = signs.status == 404 and signs.say("requested parameters")
    complaint = signs.text if (plain and signs.say(_FORMAT)) or routed else ""
    retries = 1 if signs.status == 422 and host == "api.groq.com" else row.retries
    return Trouble(
        error, retries=retries, refusal=error.message if row.refused else None, complaint=complaint
    )


def trouble_of(error: Exception, *, host: str, scrub: Scrubber) -> Trouble:
    """Return the trouble behind an exception of the SDK, the transport or the deadline."""
    import openai

    if isinstance(error, openai.APIStatusError):
        return trouble_of_signs(_signs_of_response(error, scrub), host=host)
    chain = list(_chain(error))
    if any("CERTIFICATE_VERIFY_FAILED" in str(cause) for cause in chain):
        message = f"the certificate of {host} cannot be trusted."
        return _misconfigured(message, "Check the base URL and this machine's clock and certificates.")
    names = {type(cause).__name__ for cause in chain}
    for of_row, make in _CONNECTION_ROWS:
        if names & of_row:
            return make(host)
    return _unreachable(host, scrub(str(error.__cause__ or error)).strip(". "))


def not_an_api(host: str, what: str) -> Trouble:
    """Return the trouble of an answer that no model's server would give."""
    error = NotAnAPI(
        f"{host} answered with {what} where a model's answer was expected.",
        hint="Check the base URL; a login page or a proxy may stand in between.",
    )
    return Trouble(error, retries=2)


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__


def _misconfigured(message: str, hint: str) -> Trouble:
    return Trouble(ConfigurationError(message, hint=hint), retries=0)


def _unreachable(host: str, reason: str = "") -> Trouble:
    said = f": {reason}" if reason else ""
    hint = "Check that the server is running, the base URL and the network."
    return Trouble(Unreachable(f"the connection to {host} failed{said}.", hint=hint))


def _timed_out(host: str) -> Trouble:
    hint = "Try again, or allow more time by a longer deadline; it may be billed all the same."
    # One more try and no five: each may be billed, and each takes the whole deadline again.
    return Trouble(TimedOut(f"{host} gave no whole answer in time.", hint=hint), retries=1)


def too_large(host: str) -> Trouble:
    """Return the trouble of an answer that no model gives."""
    hint = "Check that the address is a model's server."
    return Trouble(TooLarge(f"the answer of {host} is larger than any sane one.", hint=hint), retries=0)


def _unsendable(host: str) -> Trouble:
    return _misconfigured(
        f"the request to {host} cannot be sent as set up.", "Check the base URL and the key."
    )


_CONNECTION_ROWS: tuple[tuple[frozenset[str], Callable[[str], Trouble]], ...] = (
    (frozenset({"ResponseTooLarge", "UnaskedEncoding"}), too_large),
    (frozenset({"UnsupportedProtocol", "LocalProtocolError", "InvalidURL"}), _unsendable),
    (frozenset({"ConnectTimeout"}), _unreachable),
    (frozenset({"APITimeoutError", "TimeoutError"}), _timed_out),
)


def _signs_of_response(error: Any, scrub: Scrubber) -> Signs:
    return signs_of_body(
        error.body, status=int(error.status_code), scrub=scrub, wait=retry_after(error.response.headers)
    )


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that a server asks to wait, None where it does not say or cannot be read."""
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            seconds = float(headers[name]) * unit
        except (KeyError, ValueError):
            continue
        if math.isfinite(seconds) and seconds >= 0:
            return seconds
    try:
        parsed = email.utils.parsedate_tz(headers.get("retry-after", ""))
        return None if parsed is None else max(0.0, email.utils.mktime_tz(parsed) - time.time())
    except (ValueError, OverflowError):
        return None


def signs_of_body(body: object, *, status: int, scrub: Scrubber, wait: float | None = None) -> Signs:
    """Return the signs in an error's body, whatever shape a provider gives it."""
    inner = _error_object(body)
    codes = {str(value).lower() for key, value in _leaves(inner) if key in _CODES}
    words = [str(value) for key, value in _leaves(inner) if key in _WORDS]
    waits = [seconds_of(str(value)) for key, value in _leaves(inner) if key == "retryDelay"]  # Gemini
    metadata = members_of(members_of(inner).get("metadata"))
    return Signs(
        status=status,
        codes=frozenset(codes),
        text=scrub(" ".join(dict.fromkeys(words))),
        retry_after=next(iter(waits), None) if wait is None else wait,
        moderated=status == 403 and bool(metadata.get("reasons")),
    )


_CODES = ("code", "type", "status", "reason")
_WORDS = ("", "message", "msg", "detail", "error", "reason", "param", "loc")
"""Keys whose texts are the server's own words; others, such as `input`, echo the question."""


def _error_object(body: object) -> object:
    if is_array(body) and len(body) == 1:
        body = body[0]
    error = members_of(body).get("error")
    return error if is_object(error) or isinstance(error, str) else body


def _leaves(value: object, key: str = "", depth: int = 0) -> Iterator[tuple[str, object]]:
    if depth > 6:
        return
    if is_object(value):
        for name, inner in list(value.items())[:50]:
            yield from _leaves(inner, str(name), depth + 1)
    elif is_array(value):
        for inner in value[:50]:
            yield from _leaves(inner, key, depth + 1)
    elif isinstance(value, str | int):
        yield key, value
