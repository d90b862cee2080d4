"""A model that says what it was told to: for tests, demonstrations and recorded replies. Never touches a network."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

from briefkit.errors import ModelError
from briefkit.models.interface import Capabilities
from briefkit.schema import Reply, Request, Usage

__all__ = ["ScriptedModel"]

Answer = Reply | str | Exception
Script = Iterable[Answer] | Mapping[str, Answer] | Callable[[Request], Answer]


class ScriptedModel:
    """Answer from a script: a list in order, a mapping by `Request.purpose`, or a function of the request.

    A text becomes a reply that stopped normally, an exception is raised. `requests` holds all that was asked.
    """

    def __init__(
        self, script: Script, *, name: str = "scripted", capabilities: Capabilities | None = None
    ) -> None:
        self.name = name
        self.host = "local"
        self.capabilities = capabilities or Capabilities(local=True)
        self.requests: list[Request] = []
        self._pick = _picker(script)

    async def answer(self, request: Request) -> Reply:
        """Return the scripted answer.

        Raises:
            ModelError: when the script has no answer for this request.

        """
        self.requests.append(request)
        answer = self._pick(request)
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, Reply):
            return answer
        usage = Usage(requests=1, attempts=1, estimated=True)
        return Reply(text=answer, usage=usage, model=self.name, host=self.host, output_mode="scripted")

    async def aclose(self) -> None:
        """Release nothing."""


def _picker(script: Script) -> Callable[[Request], Answer]:
    if callable(script):
        return script
    if isinstance(script, Mapping):
        answers = cast("Mapping[str, Answer]", script)
        return lambda request: answers.get(request.purpose, _nothing(request))
    queue = iter(script)
    return lambda request: next(queue, _nothing(request))


def _nothing(request: Request) -> Any:
    return ModelError(f"the script has no answer for the request {request.purpose!r}.")
