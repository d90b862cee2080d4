"""Replies kept in a file of JSON lines, and given again: plans then run as with the model that gave them. Asks nobody.

`Recorder` stands around a model while replies are recorded, `RecordedModel` in its place afterwards. Only the hash of
a request is kept: whatever changes a request leaves it without a reply, and that is an error, never a guess.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from briefkit.errors import ConfigurationError
from briefkit.models.choice import RECORDED
from briefkit.models.interface import Capabilities, Model
from briefkit.schema import Reply, Request
from briefkit.schema.data import Data

__all__ = ["RecordedModel", "Recorder", "Recording"]

_NOTE = "answered from recorded replies"


class _Head(Data):
    """The first line: whose replies these are, and how they come about."""

    model: str
    host: str
    plan: str
    window_tokens: int | None
    local: bool
    again: str
    """The command that records them."""


class _Line(Data):
    """One reply."""

    key: str
    """Hash of the request with the model's name."""
    purpose: str
    article: str
    reply: Reply


class Recording:
    """The replies of one model to the requests of some articles."""

    def __init__(self, head: _Head, lines: dict[str, _Line]) -> None:
        self.head = head
        self._lines = lines

    @classmethod
    def of(cls, model: Model, *, again: str) -> Recording:
        """Return an empty one for a model; `again` is what to do when a request changes."""
        known = model.capabilities
        head = _Head(
            model=model.name,
            host=model.host,
            plan=known.plan,
            window_tokens=known.window_tokens,
            local=known.local,
            again=again,
        )
        return cls(head, {})

    @classmethod
    def read(cls, path: Path) -> Recording:
        """Return what a file holds.

        Raises:
            ConfigurationError: when there is none, or it is no recording.

        """
        try:
            first, *others = path.read_text(encoding="utf-8").splitlines()
            lines = [_Line.model_validate_json(line) for line in others]
            return cls(_Head.model_validate_json(first), {line.key: line for line in lines})
        except (OSError, ValueError, ValidationError) as error:
            problem = error.strerror if isinstance(error, OSError) else "it is no recording of replies"
            raise ConfigurationError(
                f"the recorded replies {str(path)!r} cannot be read: {problem}.",
                hint="Give a file that a Recorder wrote.",
            ) from None

    def write(self, path: Path) -> None:
        """Write the file, its lines in an order that does not depend on who answered first."""
        ordered = sorted(self._lines.values(), key=lambda line: (line.article, line.purpose, line.key))
        text = [
            self.head.model_dump_json(),
            *(line.model_dump_json(exclude_defaults=True) for line in ordered),
        ]
        path.write_text("".join(f"{line}\n" for line in text), encoding="utf-8")

    def __len__(self) -> int:
        return len(self._lines)

    def find(self, request: Request) -> Reply | None:
        """Return the reply to an equal request, None where there is none."""
        line = self._lines.get(request.key(self.head.model))
        return line.reply if line else None

    def keep(self, request: Request, reply: Reply) -> None:
        """Keep a reply."""
        key = request.key(self.head.model)
        self._lines[key] = _Line(key=key, purpose=request.purpose, article=request.article, reply=reply)

    def with_all_of(self, other: Recording) -> Recording:
        """Return these replies with those of another recording that are not among them."""
        return Recording(self.head, {**other._lines, **self._lines})


class RecordedModel:
    """Answer from a file, given as `recorded:FILE`, as the model did whose replies it holds."""

    def __init__(self, name: str) -> None:
        self._file = name.removeprefix(RECORDED)
        self._recording = Recording.read(Path(self._file))
        head = self._recording.head
        self.name = head.model
        self.host = head.host
        self.capabilities = Capabilities(window_tokens=head.window_tokens, plan=head.plan, local=head.local)

    async def answer(self, request: Request) -> Reply:
        """Return the recorded answer, with a note that it is one.

        Raises:
            ConfigurationError: when none is recorded, because article, prompt or plan have changed since.

        """
        reply = self._recording.find(request)
        if reply is None:
            raise ConfigurationError(
                f"{self._file} has no reply for {request.purpose!r} of the article {request.article[:12]}: "
                "the article, the prompt or the request has changed since it was recorded.",
                hint=f"Record again: {self._recording.head.again}",
            )
        return reply.model_copy(update={"notes": [*reply.notes, _NOTE]})

    async def aclose(self) -> None:
        """Release nothing."""


class Recorder:
    """Ask a model and keep what it answers; what the file has already is not asked again.

    Closing writes the file. `prune` leaves out what nobody has asked for since it was opened.
    """

    def __init__(self, model: Model, path: str | Path, *, again: str) -> None:
        self._model = model
        self._path = Path(path)
        self.recording = Recording.of(model, again=again)
        self._known = self.recording
        if self._path.exists() and (known := Recording.read(self._path)).head.model == model.name:
            self._known = known
        self.name, self.host, self.capabilities = model.name, model.host, model.capabilities

    async def answer(self, request: Request) -> Reply:
        """Return the kept answer, or the model's, and keep it. Raises what the model raises."""
        reply = self._known.find(request) or await self._model.answer(request)
        self.recording.keep(request, reply)
        return reply

    def prune(self) -> None:
        """Write the file with the replies that were used, and no others."""
        self._known = self.recording
        self.recording.write(self._path)

    async def aclose(self) -> None:
        """Write the file, so that nothing is lost where a run was stopped, and close the model."""
        self.recording.with_all_of(self._known).write(self._path)
        await self._model.aclose()
