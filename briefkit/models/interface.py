"""What a model is to the rest of briefkit: something that answers one request. One seam, many sides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from briefkit.schema import Reply, Request

__all__ = ["Capabilities", "Model"]


@dataclass(frozen=True, kw_only=True)
class Capabilities:
    """What a plan must know of a model to choose and shape its requests."""

    window_tokens: int | None = None
    """Input and output together; None where nobody knows."""
    plan: str = "whole"
    """The plan that suits it: `whole` for models that write a brief at once, `stepwise` for small ones."""
    local: bool = False
    """Whether nothing leaves this machine and nobody bills."""
    notes_sends: bool = False
    """Whether it enters `sending` around each of its sends; else a request counts as sent once it is asked."""


class Model(Protocol):
    """Answer requests. One implementation serves blocking and asynchronous callers: `run` drives both."""

    name: str
    """The model's name as asked for; part of every cache key."""
    host: str
    """Where it runs: `local`, or the endpoint's host."""
    capabilities: Capabilities

    async def answer(self, request: Request) -> Reply:
        """Return the answer, with its usage.

        Raises:
            ModelError: when there is none, after all retries.
            ConfigurationError: when nothing could be sent.

        """
        ...

    async def aclose(self) -> None:
        """Release connections and memory."""
        ...
