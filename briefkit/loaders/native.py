"""briefkit's own JSON: an article, or a result with its article inside."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from briefkit.errors import InputError
from briefkit.loaders.decoding import decode
from briefkit.loaders.loaded import Loaded
from briefkit.schema import Article, Result

__all__ = ["read_json"]

_SHAPE = 'Give an article as {"text": ...}, a result as briefkit writes it, or the text as .txt.'


def read_json(data: bytes, *, name: str) -> Loaded:
    """Return the article of a JSON file.

    Raises:
        InputError: when it is not JSON, or neither an article nor a result.

    """
    from pydantic_core import from_json

    decoded = decode(data, name=name)
    try:
        value = from_json(decoded.text)
    except ValueError as error:
        raise InputError(f"{name} is not valid JSON: {error}.", hint=_SHAPE) from None
    return Loaded(
        article=_article(value, decoded.text, name=name),
        format="json",
        encoding=decoded.encoding,
        notes=decoded.notes,
    )


def _article(value: Any, text: str, *, name: str) -> Article:
    if not isinstance(value, dict) or not value.keys() & {"text", "article"}:
        raise InputError(f"{name} holds neither an article nor a result.", hint=_SHAPE)
    try:
        return (
            Result.model_validate_json(text).article
            if "article" in value
            else Article.model_validate_json(text)
        )
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in problem["loc"])[:200] or "the file"
        raise InputError(
            f"{name} is not as briefkit writes it: {where}: {problem['msg']}.", hint=_SHAPE
        ) from None
