"""Models that are asked nothing: their name alone chooses the plan that makes the brief. For comparison."""

from __future__ import annotations

from briefkit.errors import ConfigurationError
from briefkit.models.interface import Capabilities
from briefkit.schema import Reply, Request

__all__ = ["BaselineModel"]


class BaselineModel:
    """Stand where a model stands, for `lead` and `template`, which code makes alone."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.host = "local"
        self.capabilities = Capabilities(plan=name, local=True)

    async def answer(self, request: Request) -> Reply:
        """Refuse: there is nobody to answer.

        Raises:
            ConfigurationError: always.

        """
        raise ConfigurationError(
            f"{self.name!r} is a baseline that code makes; it answers nothing ({request.purpose}).",
            hint="Name a model, or leave out --plan and --checks model.",
        )

    async def aclose(self) -> None:
        """Release nothing."""
