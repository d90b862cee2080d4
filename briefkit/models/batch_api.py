"""The Batch API of an OpenAI-compatible endpoint: files and jobs, through the official SDK and the guard on the wire.

It knows nothing of articles and stores. To be used inside one event loop, and closed there.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

from briefkit.errors import BriefkitError, ConfigurationError
from briefkit.models.batch_lines import ENDPOINT, LineRead, make_line, read_line
from briefkit.models.endpoints import Endpoint
from briefkit.models.faults import Trouble, not_an_api, trouble_of
from briefkit.models.modes import Dialect
from briefkit.models.portable import NotPortable
from briefkit.models.retrying import Patience, persist
from briefkit.models.scrubbing import Scrubber
from briefkit.schema import Request
from briefkit.schema.shapes import items_of, members_of

if TYPE_CHECKING:
    import httpx2
    from openai import AsyncOpenAI

__all__ = ["OVER", "BatchAPI", "BatchState"]

_Out = TypeVar("_Out")

OVER = frozenset({"completed", "failed", "expired", "cancelled"})
"""The provider's words for a job that changes no more."""
_SECONDS = 300.0
"""How long the provider may keep silent: an upload of 200 MB is answered after it has been looked through."""
_MOST_BYTES = 4 * 2**30
"""Bytes of one answer after which it is given up: 50,000 briefs of 6 kB are 0.3 GB."""
_MOST_LINE = 2 * 2**20
"""Bytes of one line, as of one answer that is asked for by itself."""
_ABSENT = (404, 405, 501)
_TAG = "briefkit"
_PAGE = 100
_MOST_LOOKED_AT = 5000
"""Jobs, the latest first, among which one of ours is looked for."""


@dataclass(frozen=True, kw_only=True)
class BatchState:
    """What a provider says of a job."""

    id: str
    status: str
    output_file_id: str | None = None
    error_file_id: str | None = None
    completed: int = 0
    failed: int = 0
    total: int = 0
    codes: frozenset[str] = frozenset()
    """What was wrong with the job's file as a whole."""
    problem: str = ""
    """The same in the provider's words."""
    name: str | None = None
    """The name that we gave it."""

    @property
    def is_over(self) -> bool:
        """Tell whether the job changes no more."""
        return self.status in OVER


@dataclass
class BatchAPI:
    """Upload, create, look, download; each with retries, none of them twice where that would cost twice."""

    endpoint: Endpoint
    model: str
    dialect: Dialect
    patience: Patience = field(default_factory=Patience)
    transport: Callable[[], httpx2.AsyncBaseTransport] | None = None
    listing: float = 20.0
    """Seconds after which the provider lists a job for certain, if it was made."""
    _client: AsyncOpenAI | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        self.host = self.endpoint.host
        self.scrub = Scrubber(secrets=[self.endpoint.key], asked=[])

    def make_line(self, request: Request) -> bytes:
        """Return the line that asks a request.

        Raises:
            ConfigurationError: when the answer's schema cannot be sent.

        """
        try:
            return make_line(request, model=self.model, dialect=self.dialect, profile=self.endpoint.profile)
        except NotPortable as error:
            raise ConfigurationError(f"the answer's schema cannot be sent: {error}.") from None

    def read_line(self, line: bytes, *, mode: str | None) -> LineRead | None:
        """Return what a line of an answer says, None where that cannot be told; `mode` is the job's output mode."""
        return read_line(line, host=self.host, mode=mode, scrub=self.scrub)

    async def upload(self, file: BinaryIO, name: str) -> str:
        """Upload a file of requests and return its id. What a broken try left behind there costs nothing."""

        async def send() -> str:
            file.seek(0)
            named = (f"{name}.jsonl", file, "application/jsonl")
            return _id(await self._open().files.create(file=named, purpose="batch"), self.host)

        return await self._persist(send)

    async def create(self, file_id: str, name: str) -> BatchState:
        """Create the job of a file, once: where a try may have come through, it is looked for before another."""
        is_again = False

        async def send() -> BatchState:
            nonlocal is_again
            if is_again and (found := await self._find(name) or await self._find_later(name)):
                return found
            is_again = True
            made = await self._open().batches.create(
                input_file_id=file_id,
                endpoint=ENDPOINT,
                completion_window="24h",
                metadata={_TAG: name},
            )
            return _state(made, self.host)

        return await self._persist(send)

    async def find(self, name: str) -> BatchState | None:
        """Return the job of a name, None where the provider has none."""
        return await self._persist(lambda: self._find(name))

    async def find_file(self, name: str, size: int) -> str | None:
        """Return the file of a name that was uploaded whole, None where the provider has none."""

        async def look() -> str | None:
            async for file in await self._listed(self._open().files.list(purpose="batch", limit=_PAGE)):
                if (
                    getattr(file, "filename", None) == f"{name}.jsonl"
                    and getattr(file, "bytes", None) == size
                ):
                    return _id(file, self.host)
            return None

        return await self._persist(look)

    async def state(self, batch_id: str) -> BatchState:
        """Return how far a job is."""

        async def look() -> BatchState:
            return _state(await self._open().batches.retrieve(batch_id), self.host)

        return await self._persist(look, absent=self._unknown(batch_id))

    async def lines(self, file_id: str) -> AsyncIterator[bytes]:
        """Yield the lines of a file as they arrive, a cut last one too.

        Raises:
            BriefkitError: when the download breaks; what came before it was whole.

        """
        rest = b""
        try:
            async with self._open().files.with_streaming_response.content(file_id) as response:
                async for chunk in response.iter_bytes():
                    *whole, rest = (rest + chunk).split(b"\n")
                    for line in whole:
                        yield line
                    if len(rest) > _MOST_LINE:
                        raise not_an_api(self.host, "a line without an end")
        except Trouble as trouble:
            raise trouble.error from None
        except self._failures() as error:
            raise trouble_of(error, host=self.host, scrub=self.scrub).error from None
        if rest:
            yield rest

    async def aclose(self) -> None:
        """Close the connections."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    async def _find_later(self, name: str) -> BatchState | None:
        await asyncio.sleep(self.listing)
        return await self._find(name)

    async def _find(self, name: str) -> BatchState | None:
        looked_at = 0
        async for batch in await self._listed(self._open().batches.list(limit=_PAGE)):
            state = _state(batch, self.host)
            looked_at += 1
            if state.name == name:
                return state
            if looked_at == _MOST_LOOKED_AT:
                break
        return None

    async def _listed(self, asked: Any) -> AsyncIterator[Any]:
        """Return what goes through a list, page by page."""
        page = await asked
        if not hasattr(page, "__aiter__"):
            raise not_an_api(self.host, "something that is no list")
        return aiter(page)

    async def _persist(
        self, send: Callable[[], Awaitable[_Out]], *, absent: BriefkitError | None = None
    ) -> _Out:
        try:
            return await persist(lambda: self._once(send, absent), self.patience)
        except Trouble as trouble:
            raise trouble.error from None

    async def _once(self, send: Callable[[], Awaitable[_Out]], absent: BriefkitError | None) -> _Out:
        import openai

        try:
            return await send()
        except openai.APIStatusError as error:
            if error.status_code in _ABSENT:
                raise Trouble(absent or self._no_batch_api(error.status_code), retries=0) from None
            raise trouble_of(error, host=self.host, scrub=self.scrub) from None
        except self._failures() as error:
            raise trouble_of(error, host=self.host, scrub=self.scrub) from None
        except (ValueError, TypeError, AttributeError):  # the SDK could not read what came
            raise not_an_api(self.host, "something that is no answer of a Batch API") from None

    def _failures(self) -> tuple[type[Exception], ...]:
        import httpx2
        import openai

        return openai.OpenAIError, httpx2.HTTPError, OSError

    def _no_batch_api(self, status: int) -> ConfigurationError:
        return ConfigurationError(
            f"{self.host} has no Batch API ({status}).",
            hint="Leave out --provider-batch (provider_batch=False): the same store goes on, one request at a time.",
        )

    def _unknown(self, batch_id: str) -> ConfigurationError:
        return ConfigurationError(
            f"{self.host} does not know the job {batch_id}.",
            hint="Use the key of the project that it was made in.",
        )

    def _open(self) -> AsyncOpenAI:
        """Return the client; every setting is given, so that no variable leaks in."""
        if self._client is None:
            import openai

            from briefkit.models.transport import open_client

            http_client = open_client(
                self.endpoint,
                deadline=_SECONDS,
                inner=self.transport() if self.transport else None,
                most_bytes=_MOST_BYTES,
            )
            self._client = openai.AsyncOpenAI(
                base_url=self.endpoint.base_url,
                api_key=self.endpoint.key,
                admin_api_key="",
                webhook_secret="",
                default_headers={"Authorization": f"Bearer {self.endpoint.key}"},
                max_retries=0,
                timeout=http_client.timeout,
                http_client=http_client,
            )
        return self._client


def _id(made: Any, host: str) -> str:
    found = getattr(made, "id", None)
    if not isinstance(found, str) or not found:
        raise not_an_api(host, "something without an id")
    return found


def _state(batch: Any, host: str) -> BatchState:
    """Return a job's state; every field may be missing."""
    status = getattr(batch, "status", None)
    if not isinstance(status, str):
        raise not_an_api(host, "something that is no job")
    counts, errors = getattr(batch, "request_counts", None), getattr(batch, "errors", None)
    listed = items_of(getattr(errors, "data", None))
    return BatchState(
        id=_id(batch, host),
        status=status,
        output_file_id=getattr(batch, "output_file_id", None) or None,
        error_file_id=getattr(batch, "error_file_id", None) or None,
        completed=getattr(counts, "completed", 0) or 0,
        failed=getattr(counts, "failed", 0) or 0,
        total=getattr(counts, "total", 0) or 0,
        codes=frozenset(str(getattr(each, "code", "") or "") for each in listed),
        problem=" ".join(
            dict.fromkeys(str(getattr(each, "message", "") or "") for each in listed[:5])
        ).strip(),
        name=members_of(getattr(batch, "metadata", None)).get(_TAG),
    )
