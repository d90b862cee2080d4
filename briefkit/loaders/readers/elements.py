"""XML read element by element: no entities, no document types, no network, and each element is let go of."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, BinaryIO, cast

from briefkit.errors import InputError

__all__ = ["child", "children", "iter_elements", "words_of"]

_ILLEGAL = bytes(byte for byte in range(32) if byte not in b"\t\n\r")
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00")


def iter_elements(opened: BinaryIO, tag: str, *, name: str, beside: tuple[str, ...] = ()) -> Iterator[Any]:
    """Yield the elements with a local name as each ends, and those with other names that are wanted beside.

    An element with the name is let go of when the next is asked for, with what stands before it. Control characters
    that XML forbids are dropped.

    Raises:
        InputError: when it is not XML, or stops being so.

    """
    from lxml import etree

    legal = cast("BinaryIO", io.BufferedReader(_Legal(opened)))
    try:
        events = etree.iterparse(
            legal,
            events=("end",),
            tag=tuple(f"{{*}}{one}" for one in (tag, *beside)),
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        for _, element in events:
            yield element
            if element.tag.rpartition("}")[2] == tag:
                _let_go(element)
    except etree.LxmlError as error:
        first = str(error).partition("\n")[0][:200]
        raise InputError(f"{name} is not sound XML: {first}.", hint="Export or fetch it again.") from None


def child(element: Any, *path: str) -> Any:
    """Return the first descendant along local names, None where there is none."""
    for name in path:
        if element is None:
            return None
        element = next(children(element, name), None)
    return element


def children(element: Any, name: str) -> Iterator[Any]:
    """Yield the children with a local name."""
    found: Iterator[Any] = element.iterchildren(f"{{*}}{name}")
    return found


def words_of(element: Any) -> str:
    """Return the words in an element on one line, without markup; nothing for None."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


def _let_go(element: Any) -> None:
    element.clear(keep_tail=False)
    while (before := element.getprevious()) is not None:
        before.getparent().remove(before)


class _Legal(io.RawIOBase):
    """Bytes without control characters, which old exports hold and XML refuses."""

    def __init__(self, opened: BinaryIO) -> None:
        self._opened = opened
        self._is_wide: bool | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while data := self._opened.read(len(buffer)):
            if self._is_wide is None:
                self._is_wide = data.startswith(_WIDE)
            legal = data if self._is_wide else data.translate(None, _ILLEGAL)
            if legal:
                buffer[: len(legal)] = legal
                return len(legal)
        return 0
