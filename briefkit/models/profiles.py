"""What is known of providers before the first request: a table by host and model, first match wins.

A row says which output modes are worth a try, how the cap is called, and which variable holds the key.
Rows rest on vendors' documentation and on source code; what a row does not know, `modes` finds out by asking.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

__all__ = ["LADDER", "PROFILES", "CapField", "Mode", "Profile", "find_profile"]

Mode = Literal["strict_schema", "schema", "tool", "json_object", "prompt"]
CapField = Literal["max_completion_tokens", "max_tokens"]

LADDER: tuple[Mode, ...] = ("strict_schema", "schema", "tool", "json_object", "prompt")
"""How an answer's form can be asked for, the most binding way first."""

_REASONING_MODELS = r"(?:^|/)(?:o\d|gpt-[5-9])"


@dataclass(frozen=True, kw_only=True)
class Profile:
    """Say how to talk to one kind of server."""

    name: str
    hosts: tuple[str, ...] = ()
    """Host names, `.suffixes` of them, or `:port` for servers known by their port."""
    path: str = "/v1"
    """What a base URL without a path gets."""
    models: str = ""
    """Regular expression that the model's name has to match, empty for all."""
    key_env: str = ""
    """Environment variable of the key that belongs to these hosts; empty: none does."""
    needs_key: bool = False
    """Whether nothing works without a key."""
    modes: tuple[Mode, ...] = LADDER
    """Modes worth a try, best first."""
    certain: bool = False
    """Whether the first mode is known to work, so that no request has to find it out alone."""
    shows_schema: bool = False
    """Whether the server shows an enforced schema to the model, so that the prompt need not."""
    inline: bool = False
    """Whether `$ref` has to be written out."""
    cap_field: CapField = "max_tokens"
    """How the cap on the answer is called."""
    no_temperature: str = ""
    """Regular expression of the models that refuse a temperature, empty for none."""
    extra: Mapping[str, object] = field(default_factory=dict[str, object])
    """Further fields of every request."""
    headers: tuple[str, ...] = ()
    """Further headers that may be sent."""
    batch_share: float | None = None
    """What an answer of a batch job costs, as a part of the list price, by the vendor's price list; None: not known."""


PROFILES: tuple[Profile, ...] = (
    Profile(
        name="openai",
        hosts=("api.openai.com", ".api.openai.com"),
        key_env="OPENAI_API_KEY",
        needs_key=True,
        certain=True,
        shows_schema=True,
        cap_field="max_completion_tokens",
        no_temperature=_REASONING_MODELS,
        extra={"store": False},
        headers=("openai-organization", "openai-project"),
        batch_share=0.5,
    ),
    Profile(
        name="azure",
        hosts=(".openai.azure.com", ".services.ai.azure.com", ".cognitiveservices.azure.com"),
        path="/openai/v1",
        key_env="AZURE_OPENAI_API_KEY",
        needs_key=True,
        shows_schema=True,
        cap_field="max_completion_tokens",
        no_temperature=_REASONING_MODELS,
        batch_share=0.5,
    ),
    Profile(
        name="anthropic",  # its OpenAI-compatible endpoint ignores response_format without a word
        hosts=("api.anthropic.com",),
        key_env="ANTHROPIC_API_KEY",
        needs_key=True,
        modes=("tool", "prompt"),
    ),
    Profile(
        name="gemini",
        hosts=("generativelanguage.googleapis.com",),
        path="/v1beta/openai",
        key_env="GEMINI_API_KEY",
        needs_key=True,
        modes=("schema", "tool", "json_object", "prompt"),
        inline=True,
    ),
    Profile(name="mistral", hosts=("api.mistral.ai",), key_env="MISTRAL_API_KEY", needs_key=True),
    Profile(
        name="groq",
        hosts=("api.groq.com",),
        path="/openai/v1",
        key_env="GROQ_API_KEY",
        needs_key=True,
        cap_field="max_completion_tokens",
        batch_share=0.5,
    ),
    Profile(
        name="together",
        hosts=("api.together.xyz", "api.together.ai"),
        key_env="TOGETHER_API_KEY",
        needs_key=True,
    ),
    Profile(
        name="deepseek",  # refuses json_schema, and a forced tool while thinking
        hosts=("api.deepseek.com",),
        key_env="DEEPSEEK_API_KEY",
        needs_key=True,
        modes=("json_object", "prompt"),
    ),
    Profile(
        name="openrouter",
        hosts=("openrouter.ai",),
        path="/api/v1",
        key_env="OPENROUTER_API_KEY",
        needs_key=True,
        no_temperature=_REASONING_MODELS,
        extra={"provider": {"require_parameters": True}},
    ),
    Profile(
        name="ollama cloud",  # accepts a schema and does not enforce it
        hosts=("ollama.com",),
        key_env="OLLAMA_API_KEY",
        needs_key=True,
        modes=("tool", "json_object", "prompt"),
    ),
    Profile(
        name="ollama cloud",
        hosts=(":11434",),
        models=r"[-:]cloud$",
        modes=("tool", "json_object", "prompt"),
    ),
    Profile(name="ollama", hosts=(":11434",), modes=("schema", "json_object", "prompt")),
    Profile(name="lm studio", hosts=(":1234",), modes=("schema", "tool", "prompt")),
)

_ANY = Profile(name="any")
"""Also vLLM and llama.cpp, whose ports, 8000 and 8080, are everybody's; both keep to a schema however it is asked."""


def find_profile(host: str, model: str) -> Profile:
    """Return what is known of a server by its host, with the port if it has one, and the model's name."""
    name, _, port = host.partition(":")
    for profile in PROFILES:
        if any(_is_at(place, name, port) for place in profile.hosts) and re.search(profile.models, model):
            return profile
    return _ANY


def _is_at(place: str, name: str, port: str) -> bool:
    if place.startswith(":"):
        return port == place[1:]
    return name == place or (place.startswith(".") and name.endswith(place))
