"""From bytes to text without losing any. Whatever had to be guessed or replaced is said in a note."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from briefkit.errors import InputError

__all__ = ["Decoded", "declared_encoding", "decode", "refuse_binary"]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s{0,5}=\s{0,5}["']?\s{0,5}([A-Za-z0-9_:.-]{1,40})""", re.IGNORECASE
)
_DECLARED_XML = re.compile(
    rb"""^\s{0,20}<\?xml[^>]{0,100}?encoding\s{0,5}=\s{0,5}["']([A-Za-z0-9_:.-]{1,40})"""
)
_AS_BROWSERS_DO = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "shift_jis": "cp932",
    "gb2312": "gb18030",
    "gbk": "gb18030",
}
_CANDIDATES = [
    "cp1252", "iso8859_15", "cp1250", "cp1251", "koi8_r", "cp1253", "cp1254", "cp1255", "cp1256",
    "cp932", "euc_jp", "gb18030", "big5", "cp949",
]  # fmt: skip
_SIGNS = "“”„‘’‚«»–—…•°§€ "
_LATIN = {  # the likeliest first: it wins a tie
    "cp1252": "àáâãäåæçèéêëìíîïñòóôõöøùúûüÿßœÀÁÂÄÅÆÇÈÉÊËÍÎÑÓÔÖØÚÜŒ¡¿£·ºª" + _SIGNS,
    "cp1250": "ąćęłńóśźżáčďéěíňřšťúůýžőűöüăâîşţäôĺľŕđĄĆĘŁŃÓŚŹŻČĎĚŇŘŠŤŮŽŐŰÖÜÁÉÍÝ" + _SIGNS,
    "cp1254": "çğıöşüâîûÇĞİÖŞÜ" + _SIGNS,
    "iso8859_15": "àáâäåæçèéêëíîïñóôöøùúûüßœÀÁÂÄÅÆÇÈÉÊÍÎÑÓÔÖØÚÜŒ«»°§€",
}
# As browsers read it: the five bytes that cp1252 leaves open keep their value.
_CP1252 = {
    byte: char
    for byte in range(0x80, 0xA0)
    if (char := bytes([byte]).decode("cp1252", "replace")) != "\ufffd"
}
_SAMPLE = 65_536

_SAVE_AS_TEXT = "Save its text as .txt or .html and give that."
_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "a PDF", "Export its text, for example with pdftotext, and give the .txt file."),
    (
        b"PK\x03\x04",
        "a ZIP archive or an Office document",
        "Unpack it, or save the document as .txt or .html.",
    ),
    (b"\xd0\xcf\x11\xe0", "an old Office document", _SAVE_AS_TEXT),
    (b"{\\rtf", "an RTF document", _SAVE_AS_TEXT),
    (b"\x1f\x8b", "compressed by gzip", "Unpack it first, for example with gunzip."),
    (b"BZh", "compressed by bzip2", "Unpack it first."),
    (b"\xfd7zXZ", "compressed by xz", "Unpack it first."),
    (b"7z\xbc\xaf", "a 7-Zip archive", "Unpack it first."),
    (b"Rar!", "a RAR archive", "Unpack it first."),
    (b"\x89PNG", "a PNG image", "Give the text; briefkit reads no pictures."),
    (b"\xff\xd8\xff", "a JPEG image", "Give the text; briefkit reads no pictures."),
    (b"GIF8", "a GIF image", "Give the text; briefkit reads no pictures."),
    (b"RIFF", "an image, a sound or a video", "Give the text; briefkit reads no pictures."),
    (b"ID3", "a sound recording", "Give a transcript."),
    (b"OggS", "a sound recording", "Give a transcript."),
    (b"SQLite format 3", "an SQLite database", "Give one article."),
    (b"GGUF", "a model's weights", "Give an article; weights go to --model local:PATH."),
    (b"\x7fELF", "a program", "Give an article."),
    (b"MZ\x90", "a program", "Give an article."),
)
_NOT_TEXT = bytes(byte for byte in range(32) if byte not in b"\t\n\r\f\x1b") + b"\x7f"


@dataclass(frozen=True)
class Decoded:
    """Text, the encoding it was in, and what was peculiar."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


def decode(data: bytes, *, name: str = "the input", html: bool = False) -> Decoded:
    """Return the text of some bytes: byte order mark, then UTF-8, then what the page declares, then a guess.

    Newlines stay as they are; a byte order mark is no text and goes. `name` is how messages call the input.

    Raises:
        InputError: when the bytes are no text.

    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _whole(data[len(mark) :], encoding, name=name)
    if utf16 := _utf16_without_mark(data):
        return _whole(data, utf16, name=name, notes=(f"read as {utf16}, which it does not declare",))
    refuse_binary(data, name=name)
    if b"\x1b$" in data and (text := _strictly(data, "iso2022_jp")) is not None:
        return Decoded(text, "iso2022_jp")
    if (text := _strictly(data, "utf-8")) is not None:
        return Decoded(text, "utf-8")
    return (_as_declared(data) if html else None) or _nearly_utf8(data) or _guessed(data)


def refuse_binary(data: bytes, *, name: str) -> None:
    """Refuse what is no text, saying what it is and what to do.

    Raises:
        InputError: for known file types and for bytes that no text has.

    """
    for magic, what, cure in _MAGIC:
        if data.startswith(magic):
            raise InputError(f"{name} is {what}, not text.", hint=cure)
    sample = data[:_SAMPLE]
    odd = len(sample) - len(sample.translate(None, _NOT_TEXT))
    if odd * 50 > len(sample):  # 2 %: text in any 8-bit encoding has next to none
        raise InputError(f"{name} is binary, not text.", hint=_SAVE_AS_TEXT)


def declared_encoding(data: bytes) -> str | None:
    """Return Python's name of the encoding that an HTML page declares, None where none is that exists."""
    head = data[:4096]
    found = _DECLARED.search(head) or _DECLARED_XML.search(head)
    if found is None:
        return None
    try:
        name = codecs.lookup(found[1].decode("ascii")).name
        b"a".decode(name)
    except (
        LookupError,
        ValueError,
    ):  # no such encoding; one that makes no text; or UTF-16, which a tag cannot name
        return None
    return _AS_BROWSERS_DO.get(name, name)


def _whole(data: bytes, encoding: str, *, name: str, notes: tuple[str, ...] = ()) -> Decoded:
    text = data.decode(encoding, "backslashreplace")
    if encoding == "utf-8":
        refuse_binary(data, name=name)
    if _strictly(data, encoding) is None:
        notes = (*notes, f"some bytes are not valid {encoding} and stand as \\xNN in the text")
    return Decoded(text, encoding, notes)


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _utf16_without_mark(data: bytes) -> str | None:
    """Tell UTF-16 from binary by where its zero bytes are: in Latin text every second byte is one."""
    sample = data[: _SAMPLE // 2 * 2]
    if len(data) % 2 or len(sample) < 4:
        return None
    half = len(sample) // 2
    for encoding, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
        low = sample[0::2] if encoding == "utf-16-le" else sample[1::2]
        if high.count(0) * 10 >= half * 7 and low.count(0) * 100 <= half:
            return encoding
    return None


def _as_declared(data: bytes) -> Decoded | None:
    encoding = declared_encoding(data)
    text = None if encoding is None else _strictly(data, encoding)
    return None if encoding is None or text is None else Decoded(text, encoding)


def _nearly_utf8(data: bytes) -> Decoded | None:
    """Keep UTF-8 where a few bytes are broken: another encoding would break all the good ones."""
    text = data.decode("utf-8", "backslashreplace")
    good = sum(not char.isascii() for char in text)
    bad = data.decode("utf-8", "replace").count("\ufffd") - text.count("\ufffd")
    if bad * 10 > good:
        return None
    plural = "byte is" if bad == 1 else "bytes are"
    return Decoded(text, "utf-8", (f"{bad} {plural} not valid UTF-8 and stand as \\xNN in the text",))


def _guessed(data: bytes) -> Decoded:
    encoding = _best_guess(data)
    text = None if encoding is None else _strictly(data, encoding)
    if encoding is not None and text is not None:
        return Decoded(text, encoding, (f"not UTF-8; read as {encoding}, which is a guess",))
    note = "not UTF-8 and nothing declared; read as cp1252 (Western European), which may be wrong"
    return Decoded(data.decode("latin-1").translate(_CP1252), "cp1252", (note,))


def _best_guess(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    sample = data[:_SAMPLE]
    # A few typographic signs among ASCII say little: two of them in a row look like Japanese to a detector.
    if sum(byte > 0x7F for byte in sample) * 100 < len(sample) and _strictly(data, "cp1252") is not None:
        return "cp1252"
    found = from_bytes(sample, cp_isolation=_CANDIDATES, preemptive_behaviour=False, enable_fallback=False)
    best = found.best()
    if best is None:
        return None
    latin = [encoding for encoding in _LATIN if _strictly(data, encoding) is not None]
    return _likeliest(sample, latin) if latin and best.encoding in _LATIN else best.encoding


def _likeliest(sample: bytes, encodings: list[str]) -> str:
    """Choose among Latin encodings, alike to a detector, by the letters that their languages use."""
    high = bytes(byte for byte in sample if byte > 0x7F)

    def usual(encoding: str) -> int:
        return sum(char in _LATIN[encoding] for char in high.decode(encoding, "replace"))

    return max(encodings, key=usual)
