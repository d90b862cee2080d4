"""One escape per sink. Invisible and controlling characters become visible; markup becomes text."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["escape_json", "escape_markdown", "linkable_parts", "one_line", "visible"]

# Controls, soft line ends, direction marks and overrides, other invisible formatting, tags, lone surrogates.
# The joiners U+200C and U+200D stay: Persian, Indic scripts and emoji are misspelt without them.
_DANGEROUS = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\ufffe\uffff\U000e0000-\U000e007f"
)
_UNSEEN = re.compile(f"[{_DANGEROUS}]")
_SPACES = re.compile(r"[ \t\r\n\f\v\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]{1,1000}")
_MARKUP = re.compile(r"[\\`*_\[\]|~$]")
_ENTITY = re.compile(r"&(?=#?[A-Za-z0-9]{1,40};)")
_LINE_START = re.compile(r"^(?:[#+=>:-]|\d{1,9}[.)])")
# What a Markdown reader would turn into a link by itself. In a code span it stays text.
_LINKABLE = re.compile(
    r"(?:[a-z][a-z0-9+.-]{1,20}://|www\.|mailto:|xmpp:|[\w.+-]{1,64}@)[^\s`<>]{1,500}", re.IGNORECASE
)
_MAYBE_LINK = re.compile(r"://|www\.|mailto:|xmpp:|@", re.IGNORECASE)
_IN_JSON = re.compile(f"[<>{_DANGEROUS}]")


def visible(text: str) -> str:
    r"""Return the text with every character that acts instead of showing written out, such as \x1b or \u202e.

    Newlines and tabs stay.
    """
    return _UNSEEN.sub(_written_out, text)


def one_line(text: str) -> str:
    """Return the text safe for a terminal and on one line."""
    return visible(_SPACES.sub(" ", text)).strip()


def escape_markdown(text: str) -> str:
    """Return the text as Markdown that shows it: no tags, no images, no links, on one line."""
    parts = [f"`{part}`" if is_link else _escape(part) for part, is_link in linkable_parts(one_line(text))]
    return _LINE_START.sub(_escape_start, "".join(parts))


def linkable_parts(line: str) -> Iterator[tuple[str, bool]]:
    """Yield a line in parts, each with whether a reader would turn it into a link by itself."""
    end = 0
    for found in _LINKABLE.finditer(line) if _MAYBE_LINK.search(line) else ():
        link = found[0].rstrip(".,;:!?")
        yield line[end : found.start()], False
        yield link, True
        end = found.start() + len(link)
    yield line[end:], False


def escape_json(json_text: str) -> str:
    r"""Return JSON that means the same, with `<`, `>` and what acts instead of showing as \u escapes."""
    return _IN_JSON.sub(lambda found: _utf16(found[0]), json_text)


def _escape(text: str) -> str:
    text = _MARKUP.sub(r"\\\g<0>", _ENTITY.sub("&amp;", text))
    return text.replace("<", "&lt;").replace(">", "&gt;")


def _escape_start(found: re.Match[str]) -> str:
    return f"{found[0][:-1]}\\{found[0][-1]}"


def _written_out(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _utf16(char: str) -> str:
    code = ord(char)
    if code < 0x10000:
        return f"\\u{code:04x}"
    return f"\\u{0xD800 + ((code - 0x10000) >> 10):04x}\\u{0xDC00 + ((code - 0x10000) & 0x3FF):04x}"
