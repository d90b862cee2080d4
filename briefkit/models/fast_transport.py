"""Carries requests by aiohttp instead of httpx2, for less than half the processor time; the extra `fast` brings it.

It stands inside the guard of `transport` and must do as the other does: no redirects, no cookies, nothing unpacked,
errors by the same classes. Imports aiohttp, so only what is about to send imports this module.
"""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Generator
from contextlib import contextmanager

import aiohttp
import httpx2

__all__ = ["FastTransport"]

_ERRORS: tuple[tuple[type[Exception], type[httpx2.RequestError]], ...] = (
    (aiohttp.ConnectionTimeoutError, httpx2.ConnectTimeout),
    (aiohttp.ServerTimeoutError, httpx2.ReadTimeout),
    (aiohttp.ClientProxyConnectionError, httpx2.ProxyError),
    (aiohttp.ClientHttpProxyError, httpx2.ProxyError),
    (aiohttp.ClientConnectorError, httpx2.ConnectError),
    (aiohttp.InvalidURL, httpx2.UnsupportedProtocol),
    (aiohttp.ServerDisconnectedError, httpx2.RemoteProtocolError),
    (aiohttp.ClientOSError, httpx2.ReadError),
    (aiohttp.ClientError, httpx2.RemoteProtocolError),
    (OSError, httpx2.ReadError),
    (ValueError, httpx2.LocalProtocolError),  # a header that cannot be sent
)
"""The first row that fits; narrower classes stand before wider ones."""


@contextmanager
def _as_httpx2(request: httpx2.Request) -> Generator[None]:
    try:
        yield
    except (aiohttp.ClientError, OSError, ValueError) as error:
        kind = next(kind for of_row, kind in _ERRORS if isinstance(error, of_row))
        raise kind(str(error), request=request) from error


class _Body(httpx2.AsyncByteStream):
    def __init__(self, response: aiohttp.ClientResponse, request: httpx2.Request) -> None:
        self._response = response
        self._request = request

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _as_httpx2(self._request):
            async for chunk in self._response.content.iter_any():
                yield chunk

    async def aclose(self) -> None:
        self._response.close()  # a body that was read to its end has given its connection back already


class FastTransport(httpx2.AsyncBaseTransport):
    """Send by one aiohttp session, which is opened in the event loop of the first request."""

    def __init__(self, *, proxy: str | None = None) -> None:
        self._proxy = proxy
        self._session: aiohttp.ClientSession | None = None

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send the request; raises the transport errors of httpx2."""
        timeout = request.extensions.get("timeout", {})
        with _as_httpx2(request):
            response = await self._open().request(
                request.method,
                str(request.url),
                headers=request.headers.multi_items(),
                data=await request.aread(),
                allow_redirects=False,
                proxy=self._proxy,
                timeout=aiohttp.ClientTimeout(
                    total=None, sock_connect=timeout.get("connect"), sock_read=timeout.get("read")
                ),
            )
        return httpx2.Response(
            response.status,
            headers=list(response.raw_headers),
            stream=_Body(response, request),
            request=request,
        )

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            # the certificates are those of httpx2, so that both transports trust the same
            context: ssl.SSLContext = httpx2.create_ssl_context()
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0, ssl=context),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                trust_env=False,
                skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
            )
        return self._session

    async def aclose(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
