"""Fetches one page that a person named by its address; nothing else of the loaders reaches the network.

An address can lead anywhere, so every hop is resolved first, checked and then connected to by the very address that was
checked: this machine, private networks and a cloud's metadata are out of reach. No cookies, no proxies, no scripts.
"""

from __future__ import annotations

import ipaddress
import os
import socket
import time
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Unpack
from urllib.parse import SplitResult, urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from briefkit.errors import InputError
from briefkit.loaders.loaded import Known, Loaded
from briefkit.loaders.sources import MAX_PAGE_BYTES, read_data

if TYPE_CHECKING:
    import httpx2

__all__ = ["Page", "Reach", "fetch", "is_public", "read_page"]

_AGENT = "briefkit"
_HEADERS = {"user-agent": f"{_AGENT} (one page, for a person)", "accept": "text/html, text/plain;q=0.8"}
_MOST_HOPS = 3
_SECONDS = 10.0
_ROBOTS_BYTES = 500_000
"""RFC 9309 has crawlers read at least that much of a robots.txt."""
_MEDIA = {"text/html": "html", "application/xhtml+xml": "html", "text/plain": "text"}
_ENCODINGS = ("", "identity", "gzip")
_PROTOCOLS = ipaddress.ip_network("192.0.0.0/24")
"""For protocols (RFC 6890); a cloud has its metadata in it, and older Pythons take most of it for public."""
_SAVE = "Save the page and give the file."


@dataclass(frozen=True, kw_only=True)
class Page:
    """What stands at an address, after redirects."""

    url: str
    data: bytes
    format: str
    """`html` or `text`."""


def is_public(address: str) -> bool:
    """Tell whether an IP address is of the public internet, also where it wraps one of the older kind."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or _translated(ip)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and ip not in _PROTOCOLS


def _translated(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the address behind a NAT64 prefix (RFC 6052)."""
    if ip in ipaddress.ip_network("64:ff9b::/96"):
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return None


def resolve(host: str, port: int) -> list[str]:
    """Return the IP addresses of a host. Raises OSError where it has none."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


@dataclass(frozen=True, kw_only=True)
class Reach:
    """Where a fetch may go, and for how long."""

    resolve: Callable[[str, int], Sequence[str]] = resolve
    allows: Callable[[str], bool] = is_public
    seconds: float = _SECONDS
    """For all hops together."""
    most_bytes: int = MAX_PAGE_BYTES
    """Of the page, once unpacked."""


def read_page(url: str, /, *, reach: Reach | None = None, **known: Unpack[Known]) -> Loaded:
    """Return the article at an address, as `read` does for a file.

    Raises:
        InputError: when the address may not be fetched, or what stands there is no article.

    """
    page = fetch(url, reach=reach)
    known["url"] = known.get("url") or page.url
    return read_data(page.data, format_name=page.format, name=_shown(url), known=known)


def fetch(url: str, *, reach: Reach | None = None) -> Page:
    """Return the page at an http or https address, after at most three redirects.

    Raises:
        InputError: for another kind of address, one that leads to a private network, a page that its site keeps from
            robots, one that is too large or too slow, or no page at all.

    """
    if os.environ.get("BRIEFKIT_LOCAL_ONLY", "0").strip() not in ("", "0"):
        raise InputError("no page is fetched where nothing may be sent to another machine.", hint=_SAVE)
    reach = reach or Reach()
    deadline = time.monotonic() + reach.seconds
    for _ in range(_MOST_HOPS + 1):
        parts = _checked(url)
        _ask_robots(url, parts, reach, deadline)
        page = _get(url, parts, reach, deadline, reach.most_bytes)
        if isinstance(page, Page):
            return page
        if page.status >= 400:
            raise InputError(f"{parts.hostname} answered {page.status} for {_shown(url)}.", hint=_SAVE)
        url = urljoin(url, page.location)
    raise InputError(f"{_shown(url)} redirects more than {_MOST_HOPS} times.", hint=_SAVE)


@dataclass(frozen=True)
class _NoPage:
    status: int
    location: str


def _checked(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise InputError(f"{_shown(url)} is no address that can be read.") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise InputError(f"{_shown(url)} is no http or https address.", hint=_SAVE)
    if parts.username or parts.password:
        raise InputError(f"the address of {parts.hostname} holds a name or a password.", hint="Leave it out.")
    return parts


def _ask_robots(url: str, parts: SplitResult, reach: Reach, deadline: float) -> None:
    """Refuse what the site keeps from robots; a site without such rules allows all (RFC 9309)."""
    address = f"{parts.scheme}://{parts.netloc}/robots.txt"
    found = _get(address, urlsplit(address), reach, deadline, _ROBOTS_BYTES, cut=True)
    if isinstance(found, _NoPage):
        if found.status >= 500:
            raise InputError(f"{parts.hostname} does not say what robots may fetch.", hint=_SAVE)
        return
    rules = RobotFileParser()
    rules.parse(found.data.decode("utf-8", "replace").splitlines())
    if not rules.can_fetch(_AGENT, url):
        raise InputError(f"{parts.hostname} keeps {_shown(url)} from robots.", hint=_SAVE)


def _get(
    url: str, parts: SplitResult, reach: Reach, deadline: float, most_bytes: int, *, cut: bool = False
) -> Page | _NoPage:
    """Return what one hop answers; `cut`: take the beginning of what is too large."""
    import httpx2

    address = _address(parts, reach)
    left = deadline - time.monotonic()
    if left <= 0:
        raise _too_slow(url, reach)
    try:
        with (
            httpx2.Client(trust_env=False, follow_redirects=False, timeout=left) as client,
            client.stream(
                "GET",
                httpx2.URL(url).copy_with(host=address),
                headers={**_HEADERS, "host": parts.netloc, "accept-encoding": "gzip"},
                extensions={"sni_hostname": parts.hostname},
            ) as response,
        ):
            if response.status_code != 200:
                return _NoPage(response.status_code, response.headers.get("location", ""))
            form = "text" if cut else _format_of(url, response)
            data = _read(url, response, reach, deadline, most_bytes, cut=cut)
            return Page(url=url, data=data, format=form)
    except httpx2.TimeoutException:
        raise _too_slow(url, reach) from None
    except (httpx2.HTTPError, httpx2.InvalidURL, zlib.error, UnicodeError) as error:
        raise InputError(f"{_shown(url)} cannot be fetched: {type(error).__name__}.", hint=_SAVE) from None


def _address(parts: SplitResult, reach: Reach) -> str:
    """Return the IP address to connect to; none is good where one of several is not."""
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        addresses = reach.resolve(host, port)
    except (OSError, UnicodeError):
        raise InputError(f"there is no host {host[:80]!r}.", hint="Check the address.") from None
    if not addresses or not all(map(reach.allows, addresses)):
        raise InputError(f"{host[:80]!r} is not on the public internet.", hint=_SAVE)
    return addresses[0]


def _format_of(url: str, response: httpx2.Response) -> str:
    media = response.headers.get("content-type", "text/html").partition(";")[0].strip().lower()
    if media not in _MEDIA:
        raise InputError(f"{_shown(url)} is {media[:60] or 'nothing'}, not a page.", hint=_SAVE)
    return _MEDIA[media]


def _read(
    url: str, response: httpx2.Response, reach: Reach, deadline: float, most_bytes: int, *, cut: bool
) -> bytes:
    encoding = response.headers.get("content-encoding", "").strip().lower()
    if encoding not in _ENCODINGS:
        raise InputError(f"{_shown(url)} is packed as {encoding[:40]!r}.", hint=_SAVE)
    unpack = zlib.decompressobj(wbits=31) if encoding == "gzip" else None
    out = bytearray()
    for chunk in response.iter_raw():
        if time.monotonic() > deadline:
            raise _too_slow(url, reach)
        room = most_bytes + 1 - len(out)
        out += unpack.decompress(chunk, room) if unpack else chunk[:room]
        if len(out) > most_bytes:
            if cut:
                break
            raise InputError(f"{_shown(url)} has more than {most_bytes:,} bytes.", hint=_SAVE)
    return bytes(out[:most_bytes])


def _too_slow(url: str, reach: Reach) -> InputError:
    return InputError(f"{_shown(url)} did not arrive within {reach.seconds:g} s.", hint=_SAVE)


def _shown(url: str) -> str:
    return repr(url[:120])
