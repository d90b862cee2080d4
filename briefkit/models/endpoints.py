"""Which server is asked, and with which key. A key is bound to a host: no other host ever gets to see it."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from briefkit.errors import ConfigurationError
from briefkit.models.profiles import Profile, find_profile

__all__ = ["DEFAULT_BASE_URL", "Endpoint", "find_endpoint", "is_local_only", "is_loopback"]

DEFAULT_BASE_URL = "https://api.openai.com/v1"
_NO_KEY = "none"
"""What servers without keys are sent, because the SDK insists on some key."""


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """Name a server, the key for it and what is known of it."""

    base_url: str
    host: str
    """Host, with the port where the address has one."""
    key: str = field(repr=False)
    profile: Profile


def find_endpoint(
    base_url: str | None, api_key: str | None, *, model: str, environ: Mapping[str, str] | None = None
) -> Endpoint:
    """Settle address and key from the arguments, else from the environment.

    Where `BRIEFKIT_LOCAL_ONLY` is set to anything but 0, only this machine will do: copy under embargo stays on it.

    `BRIEFKIT_BASE_URL` and `BRIEFKIT_API_KEY` belong together; a provider's own variable, such as
    `OPENAI_API_KEY`, is read for that provider's hosts only. An address without a path gets its provider's, else `/v1`.

    Raises:
        ConfigurationError: for an address that is none or not allowed, or a key that is missing or cannot be sent.

    """
    environ = os.environ if environ is None else environ
    url, host = _address(base_url or environ.get("BRIEFKIT_BASE_URL") or DEFAULT_BASE_URL)
    if is_local_only(environ) and not is_loopback(host):
        raise ConfigurationError(
            f"{host} is not this machine, and nothing may be sent anywhere else.",
            hint="Use the model `local` or a server at 127.0.0.1, or leave out --local-only (BRIEFKIT_LOCAL_ONLY).",
        )
    profile = find_profile(host, model)
    if not urlsplit(url).path:
        url += profile.path
    key = api_key or environ.get("BRIEFKIT_API_KEY") or environ.get(profile.key_env) or ""
    return Endpoint(base_url=url, host=host, key=_key(key, profile, host), profile=profile)


def is_local_only(environ: Mapping[str, str]) -> bool:
    """Tell whether an environment forbids to send anything to another machine."""
    return environ.get("BRIEFKIT_LOCAL_ONLY", "0").strip() not in ("", "0")


def is_loopback(host: str) -> bool:
    """Tell whether a host, with or without a port, is this machine."""
    name = urlsplit(f"//{host}").hostname or ""
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _address(base_url: str) -> tuple[str, str]:
    base_url = base_url.strip().rstrip("/")
    try:
        parts = urlsplit(base_url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise _bad_address("cannot be read") from None
    if parts.scheme not in ("http", "https") or not host:
        raise _bad_address(f"{base_url[:80]!r} is not an http or https address")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise _bad_address(f"of {host} holds a user, a query or a fragment")
    name = f"[{host}]" if ":" in host else host
    return base_url, name if port is None else f"{name}:{port}"


def _bad_address(what: str) -> ConfigurationError:
    return ConfigurationError(
        f"the base URL {what}.", hint=f"Give one such as {DEFAULT_BASE_URL} or http://127.0.0.1:11434/v1."
    )


def _key(key: str, profile: Profile, host: str) -> str:
    key = key.strip()
    if not key and profile.needs_key:
        raise ConfigurationError(
            f"there is no API key for {host}.",
            hint=f"Set {profile.key_env} or BRIEFKIT_API_KEY, pass api_key, or use the model `local`.",
        )
    if not (key.isascii() and key.isprintable()) or " " in key:
        raise ConfigurationError(
            f"the API key for {host} holds characters that no key has.", hint="Copy it again, as one line."
        )
    return key or _NO_KEY
