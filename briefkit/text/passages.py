"""Passages of an article that address a machine rather than a reader. A signal to show, never a filter.

An article about such things has them too. What is not worded as an order to a machine, or not hidden, is not seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

__all__ = ["Passage", "PassageKind", "find_instructions"]

PassageKind = Literal["template", "order", "hidden"]


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of text: `template` marks of a chat or data format, an `order` to a machine, or `hidden`."""

    start: int
    end: int
    text: str
    kind: PassageKind


_MACHINE = (
    r"(?:AIs?|LLMs?|GPT|(?:AI|language|foundation)\smodels?|(?:AI\s|virtual\s)?assistants?|chatbots?|bots?|crawlers?"
    r"|summari[sz](?:er|ation\stool|ing\stool)s?|automated\s(?:tools?|systems?|readers?))"
)
_VERB = (
    r"(?:write|include|add|insert|append|prepend|put|place|begin|start|end|finish|conclude|close|print|output|reply"
    r"|respond|answer|say|state|report|leave|set|cite|mention|integrate|incorporate|embed|use|make|give|return"
    r"|generate|produce|modify|augment|adapt|replace|rewrite|emphasi[sz]e|highlight|translate|repeat|prefix|claim)"
)
_PART = (
    r"(?:(?:the|a|an|every|each|all|any|your)\s(?:\w{1,20}\s)?"
    r"(?:summar(?:y|ies)|synopsis|headlines?|deks?|titles?|bullet\spoints?|key\spoints?|keywords?|tags|JSON|schema)"
    r"|(?:your|every|each)\s(?:\w{1,20}\s){0,2}?(?:answers?|repl(?:y|ies)|responses?|outputs?|fields?|briefs?)"
    r"|(?:keywords|bullet\spoints|key\spoints)|(?:JSON|all\sfields))"
)
# Each pattern with the strings of which one must stand in a text for it to be tried: this saves two thirds of the time.
_ORDERS = (
    # "ignore all previous instructions", and the like
    (
        "ignore disregard forget override bypass",
        r"\b(?:ignore|disregard|forget|override|bypass)\s(?:\w{1,20}\s){0,3}"
        r"(?:previous|prior|above|earlier|preceding|foregoing|your|system)\s(?:\w{1,20}\s){0,2}"
        r"(?:instructions?|prompts?|rules?|guidelines?|directions?|messages?)\b",
    ),
    # who the machine is to be, what it is told, what it is to give away
    (
        "",
        rf"\b(?:you are|act as|pretend to be)\s(?:now\s)?(?:an?\s|the\s)?(?:\w{{1,20}}\s){{0,2}}(?:{_MACHINE}|DAN)\b",
    ),
    (
        "reading processing summari parsing indexing",
        rf"\b{_MACHINE}\s(?:reading|processing|summari[sz]ing|parsing|indexing)\sthis\b",
    ),
    (
        "note notice instruction message memo attention",
        r"\b(?:notes?|notices?|instructions?|messages?|memo|attention)[\s:]{1,2}(?:to|for)\s"
        rf"(?:(?:all|any|every|the|other)\s){{0,2}}(?:\w{{1,20}}(?:,|\s(?:and|or))\s){{0,2}}{_MACHINE}\b",
    ),
    (
        "addressing telling instructing ordering",
        rf"\b(?:addressing|telling|instructing|ordering)\s(?:the|an|any|every)\s(?:\w{{1,20}}\s){{0,2}}?{_MACHINE}\b",
    ),
    ("prompt message", r"\b(?:system|developer)\s(?:prompt|message)\s?:"),
    (
        "prompt instructions",
        r"\b(?:reveal|print|repeat|output)\s(?:me\s)?(?:your|the)\s(?:system\s)?(?:prompt|instructions)\b",
    ),
    (
        "decode decrypt deobfuscate",
        r"\b(?:decode|decrypt|deobfuscate)\s(?:\w{1,20}\s){1,4}and\s(?:follow|obey|execute|run|do)\b",
    ),
    # what it is to write, and where: an imperative at the head of a clause
    (
        "summar synopsis headline dek title bullet key tags json schema answer repl response output field brief",
        rf"(?:^|[.:!?;>(){{}}\"'“”«»\u200b]\s{{0,3}}|\bplease\s){_VERB}\s"
        rf"(?:(?:[\w'’-]{{1,30}}[\s,:;]{{1,3}}){{0,10}}?(?:in|into|to|at|of|on|from|for|with|as|except)\s)?{_PART}\b",
    ),
    # other languages
    (
        "ignorez oubliez",
        r"\b(?:ignorez|oubliez)\s(?:\w{1,20}\s){0,3}(?:instructions|consignes)\b",
    ),
    (
        "l'assistant l’assistant l'ia l’ia",
        r"\b(?:consignes?|instructions?|note|message)\s(?:pour|à|destinée?s? à)\sl['’](?:assistant|IA)\b",
    ),
    (
        "ignoriere vergiss",
        r"\b(?:ignoriere|vergiss)\s(?:\w{1,20}\s){0,3}(?:anweisungen|instruktionen)\b",
    ),
    (
        "anweisung hinweis nachricht",
        r"\b(?:anweisung|hinweis|nachricht)\s(?:an|für)\s(?:die|den|alle)\s(?:KI|assistenten|sprachmodelle?)\b",
    ),
    ("instrucciones", r"\b(?:ignora|olvida)\s(?:\w{1,20}\s){0,3}(?:instrucciones)\b"),
    (
        "para",
        r"\b(?:instrucci(?:ón|ones)|nota|mensaje)\spara\s(?:el\s|la\s)?(?:asistente|IA|modelo de lenguaje)\b",
    ),
    ("無視 忘れ", r"(?:これまで|以前|上記)の(?:指示|命令)を(?:無視|忘れ)"),
    ("への", r"(?:AI|アシスタント)への(?:指示|命令)"),
    ("تجاهل", r"تجاهل\s(?:\w{1,20}\s){0,3}(?:التعليمات|الأوامر)"),
)
_TEMPLATES = (
    r"<\|(?:im_start|im_end|system|user|assistant|endoftext|eot_id|start_header_id|end_header_id|begin_of_text)\|>",
    r"\[/?INST\]|<</?SYS>>|</?(?:system|assistant|tool_call|function_call)>|<(?:start|end)_of_turn>",
    r"</?(?:article|document|context|source|input|untrusted|data|instructions?|prompt)>",
    r"^\s{0,3}#{2,4}\s?(?:system|instruction|assistant|human)s?\s?:",
    r"(?-i:^[ \t]{0,3}(?:SYSTEM|ASSISTANT|DEVELOPER|USER)\s?:)",
    r"^[ \t]{0,3}[\"']?[ \t]?[}\]]{1,3},?[ \t]{0,3}$|^[ \t]{0,3}[{\[]{1,2}[ \t]?[\"'][ \t]{0,3}$",
)
_TAGS = " ".join(map(chr, range(0xE0020, 0xE0080)))
_HIDDEN = (
    (_TAGS, r"(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0020-\U000e007f]{2,}"),
    (
        "\u200b \u200c \u200d \u2060 \u2061 \u2062 \u2063 \u2064 \ufeff",
        r"[\u200b\u200c\u200d\u2060-\u2064\ufeff]{4,}|(?:\w[\u200b\u2060\ufeff]){4,}",
    ),
    ("\u202d \u202e", r"[\u202d\u202e]"),
    ("<!--", r"<!--[^>]{0,400}>?"),
    (
        "<",
        r"<[a-z]{1,10}\s[^<>]{0,200}(?:display\s?:\s?none|visibility\s?:\s?hidden|font-size\s?:\s?0|opacity\s?:\s?0(?![.\d])"
        r"|color\s?:\s?(?:#fff(?:fff)?|white)\b)[^<>]{0,200}>",
    ),
    (
        "",
        r"(?<![\w/+.@-])(?=[A-Za-z+/]{0,60}\d)(?=[A-Z\d+/]{0,60}[a-z])(?=[a-z\d+/]{0,60}[A-Z])"
        r"[A-Za-z\d+/]{48,4000}={0,2}(?![\w/])",
    ),
)


def _patterns(
    kind: PassageKind, table: Iterable[tuple[str, str]], flags: re.RegexFlag
) -> Iterator[tuple[PassageKind, tuple[str, ...], re.Pattern[str]]]:
    for needed, pattern in table:
        yield kind, tuple(needed.split()) or ("",), re.compile(pattern, flags | re.MULTILINE)


_PATTERNS = (
    *_patterns("template", [("", "|".join(_TEMPLATES))], re.IGNORECASE),
    *_patterns("order", _ORDERS, re.IGNORECASE),
    *_patterns("hidden", _HIDDEN, re.NOFLAG),
)
"""What is looked for, and of which strings one must stand in the folded text for that to be worth the time."""


def find_instructions(text: str) -> list[Passage]:
    """Return the passages in order; an article about such things has them too."""
    folded = _folded(text)
    passages = [
        Passage(found.start(), found.end(), found.group(), kind)
        for kind, needed, pattern in _PATTERNS
        if any(part in folded for part in needed)
        for found in pattern.finditer(text)
    ]
    return list(_apart(sorted(passages, key=lambda passage: (passage.start, -passage.end))))


def _folded(text: str) -> str:
    """Return a text as patterns without regard to case see it: every i is one."""
    return text.casefold().replace("ı", "i").replace("i\u0307", "i")


def _apart(passages: Iterable[Passage]) -> Iterator[Passage]:
    """Yield the passages without those that begin within one of their kind."""
    ends: dict[PassageKind, int] = {}
    for passage in passages:
        if passage.start >= ends.get(passage.kind, 0):
            ends[passage.kind] = passage.end
            yield passage
