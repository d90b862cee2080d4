"""Where reading goes on: what the position of a record says, in the words of its reader."""

from __future__ import annotations

from typing import NamedTuple

from briefkit.errors import InputError

__all__ = ["Mark", "NoPosition", "number_of"]


class NoPosition(InputError):
    """Say that a position is not one of the input's."""

    def __init__(self, position: object) -> None:
        super().__init__(f"{position!r} is no position in this input.", hint="Read it from its start.")


class Mark(NamedTuple):
    """A place in a file to go on from: its offset in bytes and the number of the line before it."""

    offset: int
    line: int

    def __str__(self) -> str:
        return f"{self.offset}:{self.line}"

    @classmethod
    def of(cls, position: str | None) -> Mark:
        """Return the mark that a position is, the start for None.

        Raises:
            NoPosition: when it is none.

        """
        try:
            offset, line = map(int, (position or "0:0").split(":"))
            if min(offset, line) < 0:
                raise ValueError
        except ValueError:
            raise NoPosition(position) from None
        return cls(offset, line)


def number_of(position: str | None) -> int:
    """Return the number that a position is, 0 for None.

    Raises:
        NoPosition: when it is no number.

    """
    try:
        number = int(position or "0")
    except ValueError:
        number = -1
    if number < 0:
        raise NoPosition(position)
    return number
