"""Passages of an article that address a machine rather than a reader. A signal to show, never a filter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

__all__ = ["Passage", "PassageKind", "find_instructions"]

PassageKind = Literal["template", "order", "hidden"]


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of text: `template` tokens of a chat format, an `order` to a machine, or `hidden`."""

    start: int
    end: int
    text: str
    kind: PassageKind


_TEMPLATE = re.compile(
    r"<\|(?:im_start|im_end|system|user|assistant|endoftext|eot_id|start_header_id|end_header_id"
    r"|begin_of_text)\|>"
    r"|\[/?INST\]|<</?SYS>>|</?(?:system|assistant|tool_call|function_call)>|<(?:start|end)_of_turn>"
    r"|^\s{0,3}#{2,4}\s?(?:system|instruction|assistant|human)s?\s?:",
    re.IGNORECASE | re.MULTILINE,
)
_ORDER = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\s(?:\w+\s){0,3}"
    r"(?:previous|prior|above|earlier|preceding|foregoing|your|system)\s(?:\w+\s){0,2}"
    r"(?:instructions?|prompts?|rules?|guidelines?|directions?|messages?)\b"
    r"|\b(?:you are|act as|pretend to be)\s(?:now\s)?(?:an?\s|the\s)?(?:\w+\s){0,2}(?:AI|LLM"
    r"|language model|assistant|chatbot|DAN)\b"
    r"|\b(?:AI|LLM|language models?|assistants?|chatbots?|summari[sz]ers?)\s(?:reading|processing"
    r"|summari[sz]ing|parsing)\sthis\b"
    r"|\b(?:note|instructions?|message|attention)\s(?:to|for)\s(?:all\s|any\s|the\s)?(?:AI|LLM"
    r"|language model|assistant|chatbot)s?\b"
    r"|\b(?:system|developer)\s(?:prompt|message)\s?:"
    r"|\b(?:reveal|print|repeat|output)\s(?:me\s)?(?:your|the)\s(?:system\s)?(?:prompt|instructions)\b"
    r"|\b(?:ignorez|oubliez)\s(?:\w+\s){0,3}(?:instructions|consignes)\b"
    r"|\b(?:ignoriere|vergiss)\s(?:\w+\s){0,3}(?:anweisungen|instruktionen)\b"
    r"|\b(?:ignora|olvida)\s(?:\w+\s){0,3}(?:instrucciones)\b"
    r"|(?:これまで|以前|上記)の(?:指示|命令)を(?:無視|忘れ)"
    r"|تجاهل\s(?:\w+\s){0,3}(?:التعليمات|الأوامر)",
    re.IGNORECASE,
)
_HIDDEN = re.compile(
    r"[\U000e0020-\U000e007f]{2,}|[\u200b\u200c\u200d\u2060\u2061-\u2064\ufeff]{4,}|[\u202d\u202e]"
)
_FLAG = re.compile(r"\U0001f3f4$")


def find_instructions(text: str) -> list[Passage]:
    """Return the passages in order; an article about such things has them too."""
    return sorted(_passages(text), key=lambda passage: passage.start)


def _passages(text: str) -> Iterator[Passage]:
    patterns: tuple[tuple[PassageKind, re.Pattern[str]], ...] = (
        ("template", _TEMPLATE),
        ("order", _ORDER),
        ("hidden", _HIDDEN),
    )
    for kind, pattern in patterns:
        for found in pattern.finditer(text):
            is_flag = kind == "hidden" and _FLAG.search(text[max(0, found.start() - 1) : found.start()])
            if not is_flag:
                yield Passage(found.start(), found.end(), found.group(), kind)
