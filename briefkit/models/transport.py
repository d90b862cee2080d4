"""The guard on the wire: no redirects, no compression, no stray headers, no answer without end.

Imports httpx2, so only what is about to send imports this module.
"""

from __future__ import annotations

import urllib.request
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import httpx2

from briefkit.models.endpoints import Endpoint, is_loopback

__all__ = [
    "GuardTransport",
    "ResponseTooLarge",
    "UnaskedEncoding",
    "open_client",
    "open_transport",
    "proxy_for",
]

_POOL = httpx2.Limits(max_connections=1000, max_keepalive_connections=256)
"""More than there are requests in flight: a smaller pool would make each of the others a connection of its own."""
_HEADERS = frozenset(
    {
        "accept",
        "accept-encoding",
        "authorization",
        "connection",
        "content-length",
        "content-type",
        "host",
        "transfer-encoding",
        "user-agent",
    }
)


class ResponseTooLarge(httpx2.RemoteProtocolError):
    """Say that an answer passed the cap."""


class UnaskedEncoding(httpx2.RemoteProtocolError):
    """Say that an answer is compressed though that was ruled out."""


class _Capped(httpx2.AsyncByteStream):
    def __init__(self, stream: httpx2.AsyncByteStream, *, most_bytes: int) -> None:
        self._stream = stream
        self._most_bytes = most_bytes

    async def __aiter__(self) -> AsyncIterator[bytes]:
        seen = 0
        async for chunk in self._stream:
            seen += len(chunk)
            if seen > self._most_bytes:
                raise ResponseTooLarge(f"more than {self._most_bytes} bytes")
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()


class GuardTransport(httpx2.AsyncBaseTransport):
    """Pass requests on with the permitted headers only, and cap what comes back."""

    def __init__(
        self,
        inner: httpx2.AsyncBaseTransport,
        *,
        most_bytes: int,
        headers: tuple[str, ...] = (),
    ) -> None:
        self._inner = inner
        self._most_bytes = most_bytes
        self._headers = _HEADERS | set(headers)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send the request.

        Raises:
            UnaskedEncoding: when the answer is compressed.
            ResponseTooLarge: while reading an answer without end.

        """
        response = await self._inner.handle_async_request(self._permitted(request))
        encoding = response.headers.get("content-encoding", "identity").strip().lower()
        if encoding not in ("", "identity"):
            await response.aclose()
            raise UnaskedEncoding(f"content-encoding {encoding[:40]!r}")
        if not isinstance(response.stream, httpx2.AsyncByteStream):
            raise AssertionError("an asynchronous transport answers with an asynchronous stream")
        response.stream = _Capped(response.stream, most_bytes=self._most_bytes)
        return response

    def _permitted(self, request: httpx2.Request) -> httpx2.Request:
        """Return a copy to send; the SDK reads its own headers back from the original."""
        headers = [(name, value) for name, value in request.headers.multi_items() if name in self._headers]
        permitted = httpx2.Request(
            request.method,
            request.url,
            headers=headers,
            stream=request.stream,
            extensions=request.extensions,
        )
        permitted.headers["accept-encoding"] = "identity"
        return permitted

    async def aclose(self) -> None:
        """Close the connections."""
        await self._inner.aclose()


def open_client(
    endpoint: Endpoint, *, deadline: float, inner: httpx2.AsyncBaseTransport | None, most_bytes: int
) -> httpx2.AsyncClient:
    """Return a guarded client for one server; `inner` carries the requests, `open_transport` where it is None."""
    inner = inner or open_transport(endpoint)
    transport = GuardTransport(inner, most_bytes=most_bytes, headers=endpoint.profile.headers)
    timeout = httpx2.Timeout(deadline, connect=min(10.0, deadline))
    return httpx2.AsyncClient(transport=transport, timeout=timeout, follow_redirects=False, trust_env=False)


def open_transport(endpoint: Endpoint, *, fast: bool = False) -> httpx2.AsyncBaseTransport:
    """Return what carries requests to a server, through the proxy that the environment names.

    Raises:
        ImportError: when it is to be `fast` and the extra of that name is not installed.

    """
    proxy = proxy_for(endpoint.base_url)
    if not fast:
        return httpx2.AsyncHTTPTransport(proxy=proxy, limits=_POOL)
    from briefkit.models.fast_transport import FastTransport

    return FastTransport(proxy=proxy)


def proxy_for(base_url: str) -> str | None:
    """Return the proxy that the environment names for an address; none for this machine itself."""
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    if is_loopback(host) or urllib.request.proxy_bypass(host):
        return None
    proxies = urllib.request.getproxies()
    return proxies.get(parts.scheme) or proxies.get("all")
