"""Which model is meant by a name, an address and the environment, and why. Builds nothing until asked to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, cast

from briefkit.errors import ConfigurationError
from briefkit.models.endpoints import is_local_only
from briefkit.models.interface import Model

__all__ = ["BASELINES", "DEFAULT_HOSTED", "DEFAULT_LOCAL", "RECORDED", "Choice", "choose_model"]

DEFAULT_HOSTED = "gpt-5-mini"
DEFAULT_LOCAL = "local"
RECORDED = "recorded:"
"""What stands before a file of recorded replies."""

BASELINES = ("lead", "template")
"""Names of what code makes alone, as `plan.BASELINES`; a test holds them together."""

_CLASSES = {
    "baseline": "briefkit.models.baseline:BaselineModel",
    "local": "briefkit.models.local:LocalModel",
    "openai": "briefkit.models.openai:OpenAIModel",
    "recorded": "briefkit.models.recorded:RecordedModel",
}


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A model that would be used."""

    family: str
    """`local`, `openai` for every compatible endpoint, or `baseline` and `recorded` for what asks nobody."""
    name: str
    """The model's name."""
    why: str
    """In one clause, for people."""
    base_url: str | None = None
    """The endpoint, None for OpenAI's own or none at all."""
    api_key: str | None = None
    """A key meant for exactly this endpoint; None lets the model look for its own."""

    def build(self, **options: Any) -> Model:
        """Return the model itself; this is where an SDK or an engine is imported.

        Raises:
            ConfigurationError: when something it needs is missing.

        """
        module, _, name = _CLASSES[self.family].partition(":")
        kind = cast("Callable[..., Model]", getattr(import_module(module), name))
        if self.family == "openai":
            options = {"base_url": self.base_url, "api_key": self.api_key, **options}
        return kind(self.name, **options)

    def __repr__(self) -> str:
        """Leave the key out."""
        return f"Choice(family={self.family!r}, name={self.name!r}, base_url={self.base_url!r}, why={self.why!r})"


def choose_model(
    name: str | None = None,
    *,
    base_url: str | None = None,
    api_key: str | None = None,
    env: Mapping[str, str],
    has_weights: Callable[[], bool] = lambda: False,
) -> Choice:
    """Return the model that a call means: what it names, else the environment, else a key's, else the embedded one.

    `BRIEFKIT_MODEL`, `BRIEFKIT_BASE_URL` and `BRIEFKIT_API_KEY` are read from `env`; `OPENAI_API_KEY` only decides
    for OpenAI. Under `BRIEFKIT_LOCAL_ONLY` a key decides nothing, and `build` refuses every other machine.

    Raises:
        ConfigurationError: when nothing can be used, saying what to do.

    """
    asked, said = (
        (name, "it was asked for") if name else (env.get("BRIEFKIT_MODEL"), "BRIEFKIT_MODEL names it")
    )
    if asked in BASELINES:
        return Choice(family="baseline", name=asked, why=said)
    if asked and asked.startswith(RECORDED):
        return Choice(family="recorded", name=asked, why=said)
    if asked and (asked == DEFAULT_LOCAL or asked.startswith("local:")):
        return Choice(family="local", name=asked, why=said)
    url = base_url or env.get("BRIEFKIT_BASE_URL") or None
    key = api_key or env.get("BRIEFKIT_API_KEY") or None
    if asked:
        return Choice(family="openai", name=asked, why=said, base_url=url, api_key=key)
    if url:
        raise ConfigurationError(
            f"the endpoint {url} is given, but no model.",
            hint="Name one with --model, or set BRIEFKIT_MODEL.",
        )
    local_only = is_local_only(env)
    if (key or env.get("OPENAI_API_KEY")) and not local_only:
        where = "BRIEFKIT_API_KEY" if key else "OPENAI_API_KEY"
        return Choice(
            family="openai", name=DEFAULT_HOSTED, why=f"{where} is set and no model is named", api_key=key
        )
    if has_weights():
        why = (
            "nothing may leave this machine" if local_only else "no key is set and the embedded model is here"
        )
        return Choice(family="local", name=DEFAULT_LOCAL, why=why)
    if local_only:
        raise ConfigurationError(
            "nothing may leave this machine, and the embedded model's weights are not here.",
            hint="Run `briefkit model pull` once, or name a server of this machine with --base-url and --model.",
        )
    raise ConfigurationError(
        "there is no model to ask: no key is set and the embedded model's weights are not here.",
        hint="Run `briefkit model pull` once (1.1 GB, then no key and no network is needed), "
        "or set OPENAI_API_KEY, or give --base-url and --model.",
    )
