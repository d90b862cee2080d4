"""What is wrong with a text that is given as an article: that it is none, or that it is damaged. Reads no files.

Everything here is linear in the text's length, and cheap: no model, no language detection.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal, NamedTuple

from briefkit.schema import CHARACTERS_PER_WORD

__all__ = ["MIN_WORDS", "Damage", "DamageKind", "find_damage", "why_no_article"]

DamageKind = Literal[
    "short", "stub", "none", "furniture", "cut", "punctuation", "markup", "encoding", "hidden", "scripts"
]


class Damage(NamedTuple):
    """One thing that is wrong with a text, in words to show; `cure` where there is no article in it at all."""

    kind: DamageKind
    message: str
    cure: str = ""


MIN_WORDS = 20
"""Fewest words that can be briefed at all; the shortest articles of the development corpus have about 60."""

_STUB_WORDS = 80
"""Fewest words that must be left when the site's own furniture is taken away, once there is any."""

_FURNITURE_WORDS = 40
"""Longest paragraph that one phrase of the site's own makes furniture; longer ones need two."""


class _Furniture(NamedTuple):
    what: str
    cure: str
    phrases: tuple[str, ...]


_FURNITURE: tuple[_Furniture, ...] = (
    _Furniture(
        "a paywall's notice",
        "Log in, copy the whole article's text and give that.",
        (
            "subscribe to continue", "subscribe to read", "subscribe now to", "subscribe to keep reading",
            "subscription to continue", "continue reading with a subscription", "already a subscriber",
            "sign in to continue reading", "log in to continue reading", "to continue reading this article",
            "to read the full article", "to read the full story", "this article is for subscribers",
            "this content is for subscribers", "you have reached your limit of free articles",
            "you have read your last free article", "free articles remaining", "start your free trial",
            "register to continue reading", "become a member to read",
            "um weiterzulesen", "jetzt abonnieren", "bereits abonnent", "nur für abonnenten",
            "weiterlesen mit",
            "réservé aux abonnés", "pour lire la suite", "déjà abonné", "de cet article à lire",
            "abonnez-vous pour",
            "suscríbete para", "para seguir leyendo", "exclusivo para suscriptores", "ya eres suscriptor",
            "この記事は有料会員", "会員限定", "続きを読むには",
        ),
    ),
    _Furniture(
        "a cookie notice",
        "Copy the article's text from the page and give that.",
        (
            "we use cookies", "uses cookies", "accept all cookies", "accept cookies", "cookie policy",
            "cookie settings", "manage preferences", "manage cookies", "store and/or access information",
            "we and our partners store", "withdraw your consent", "reject all cookies",
            "wir verwenden cookies", "cookies verwenden", "alle akzeptieren", "alle cookies",
            "nous utilisons des cookies", "accepter les cookies", "tout accepter",
            "utilizamos cookies", "aceptar cookies", "クッキーを使用", "cookieを使用",
        ),
    ),
    _Furniture(
        "an error page",
        "Check the address the text was taken from.",
        (
            "page not found", "404 not found", "error 404", "404 error", "page you requested",
            "page you are looking for", "page you were looking for", "page can't be found",
            "page could not be found", "no longer available at this address", "500 internal server error",
            "503 service unavailable", "502 bad gateway",
            "seite nicht gefunden", "seite wurde nicht gefunden", "page introuvable", "page non trouvée",
            "página no encontrada", "ページが見つかりません", "お探しのページ",
        ),
    ),
    _Furniture(
        "a check for robots",
        "Open the page in a browser, copy the article's text and give that.",
        (
            "verify you are human", "are you a robot", "checking your browser", "unusual traffic from your",
            "enable javascript", "please enable cookies", "access denied", "403 forbidden",
            "complete the captcha", "javascript is disabled", "cloudflare ray id",
        ),
    ),
)  # fmt: skip

_URL = re.compile(r"(?:https?://|www\.)\S")
_SPACE = re.compile(r"\s")
_KANA = re.compile(r"[\u3040-\u30ff]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_THAI = re.compile(r"[\u0e00-\u0e7f]")
_HTML_TAG = re.compile(r"</?(?:p|div|span|a|br|h[1-6]|ul|li|table|td|script)\b[^<>]{0,300}>", re.IGNORECASE)
_MOJIBAKE = re.compile("Ã[\u0080-\u00bf©¨ª¤¶¼±³¡­]|â€[œ\u009d™˜“”\u0093\u0094]|Â[\u00a0£©®°»«]")
_NOT_LATIN = re.compile(r"[^\W\d_\u0000-\u024f]")
_HIDDEN = re.compile("[\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")
_CUT = re.compile(
    r"(?:\[\s?(?:\.{3}|…)\s?\]|…|\.{3}|read more|continue reading|\bmehr lesen|lire la suite)\W{0,5}\Z",
    re.IGNORECASE,
)
_PUNCTUATION = re.compile(r"[.,;:!?。、，．！？؟،।]")


def why_no_article(text: str) -> Damage | None:
    """Return why there is no article in a text, with what to do about it; None where there is one."""
    return _too_short(text) or _only_furniture(text) or _only_lists(text)


def find_damage(text: str) -> list[Damage]:
    """Return what looks damaged about a text, nothing where all is well."""
    return [Damage(kind, message) for kind, rule in _RULES if (message := rule(text))]


def _too_short(text: str) -> Damage | None:
    words = _count_words(text)
    if not words:
        return Damage("short", "the article is empty.", "Give the article's text.")
    if words >= MIN_WORDS:
        return None
    counted = "1 word" if words == 1 else f"{words} words"
    cure = f"A brief needs at least {MIN_WORDS}; give the whole article."
    return Damage("short", f"the article has only {counted}.", cure)


def _only_furniture(text: str) -> Damage | None:
    found, left = _furniture(text)
    if not found or left >= _STUB_WORDS:
        return None
    if found.what == "a paywall's notice" and left >= MIN_WORDS:
        return Damage("stub", f"the article stops at {found.what} after {left} words.", found.cure)
    return Damage("none", f"the text is {found.what}, not an article.", found.cure)


def _only_lists(text: str) -> Damage | None:
    tokens = text.split()
    links = sum(1 for token in tokens if _URL.match(token.lstrip("(<[")))
    if links * 3 > len(tokens):
        message = f"the text is mostly links ({links} of {len(tokens)} words)."
        return Damage("none", message, "Give the text of one of the pages.")
    visible = len(_SPACE.sub("", text))
    letters = sum(map(str.isalpha, text))
    if letters * 2 < visible:  # the most numerical bulletin of the development corpus has 72 % letters
        message = "the text is mostly figures and signs, not sentences."
        return Damage("none", message, "Give the text that goes with the table.")
    if _is_menu(text):
        message = "the text is a list of short lines, like a menu, not an article."
        return Damage("none", message, "Give one article.")
    return None


def _is_menu(text: str) -> bool:
    """Tell a page's navigation: many lines, nearly all of a few words, without punctuation at their end."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    short = sum(1 for line in lines if len(line.split()) <= 4 and line[-1].isalpha())
    return len(lines) >= 20 and short * 10 >= len(lines) * 9


def _furniture(text: str) -> tuple[_Furniture | None, int]:
    """Return the first sort of furniture found, and how many words the text has without any of it."""
    whole = _plain(text)
    if not any(phrase in whole for kind in _FURNITURE for phrase in kind.phrases):
        return None, 0
    found: list[_Furniture] = []
    left = 0
    for paragraph in filter(str.strip, text.splitlines()):
        kind = _kind_of_furniture(paragraph)
        if kind is None:
            left += _count_words(paragraph)
        else:
            found.append(kind)
    return (found[0] if found else None), left


def _kind_of_furniture(paragraph: str) -> _Furniture | None:
    folded = _plain(paragraph)
    needed = 1 if _count_words(folded) <= _FURNITURE_WORDS else 2
    for kind in _FURNITURE:
        if sum(phrase in folded for phrase in kind.phrases) >= needed:
            return kind
    return None


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).replace("’", "'")


def _count_words(text: str) -> int:
    """Count words; in scripts without spaces by characters, as the length limits do."""
    for language, script in () if text.isascii() else _UNSPACED:
        if len(script.findall(text)) * 5 > len(text):
            return round(len(_SPACE.sub("", text)) / CHARACTERS_PER_WORD[language])
    return len(text.split())


_UNSPACED = (("ja", _KANA), ("th", _THAI), ("zh", _HAN))


def _furniture_left(text: str) -> str | None:
    found, left = _furniture(text)
    return f"the text holds {found.what}: the article may be cut ({left} words are left)" if found else None


def _cut_off(text: str) -> str | None:
    end = text.rstrip()
    last = end[-2000:].rsplit("\n", 1)[-1]
    stops_in_mid_sentence = _count_words(last) >= 12 and (end[-1].isalpha() or end[-1] in ",;–-")
    if _CUT.search(end[-80:]) or stops_in_mid_sentence:
        return f"the text ends without a full stop ({end[-40:].splitlines()[-1]!r}): it may be cut off"
    return None


def _without_punctuation(text: str) -> str | None:
    words = _count_words(text)
    if words >= 100 and len(_PUNCTUATION.findall(text)) * 60 < words:
        return "the text has almost no punctuation: sentences cannot be told apart well"
    return None


def _markup(text: str) -> str | None:
    if len(_HTML_TAG.findall(text)) >= 5:
        return "the text holds HTML tags: give it as .html to have the article taken out"
    return None


def _wrong_encoding(text: str) -> str | None:
    found = _MOJIBAKE.findall(text)
    if len(found) >= 2:
        return f"the text looks wrongly decoded (such as {found[0]!r}): save it as UTF-8"
    lost = text.count("\ufffd")
    return f"{lost} characters of the text were lost before it came here (U+FFFD)" if lost else None


def _hidden(text: str) -> str | None:
    count = len(_HIDDEN.findall(text))
    return f"the text holds {count} invisible control characters" if count else None


def _scripts_mixed(text: str) -> str | None:
    """Note a text of which many paragraphs are in another script, as on a page in two languages."""
    if _NOT_LATIN.search(text) is None:
        return None
    in_latin = in_other = 0
    for paragraph in text.splitlines():
        letters = [char for char in paragraph if char.isalpha()]
        latin = sum(char < "\u0250" for char in letters)
        in_latin += len(letters) if latin * 10 > len(letters) * 9 else 0
        in_other += len(letters) if latin * 10 < len(letters) * 3 else 0
    if min(in_latin, in_other) * 3 > in_latin + in_other >= 300:
        return "the text is in two scripts in like parts: it may be two texts, or one and its translation"
    return None


_RULES: tuple[tuple[DamageKind, Callable[[str], str | None]], ...] = (
    ("furniture", _furniture_left),
    ("cut", _cut_off),
    ("punctuation", _without_punctuation),
    ("markup", _markup),
    ("encoding", _wrong_encoding),
    ("hidden", _hidden),
    ("scripts", _scripts_mixed),
)
