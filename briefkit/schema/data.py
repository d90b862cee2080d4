"""The base of every public value: strict, closed, immutable, documented once by attribute docstrings."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

__all__ = ["SCHEMA_VERSION", "Data"]

SCHEMA_VERSION = "1"
"""Version of everything briefkit writes; it changes when a reader of older files would misread a new one."""


class Data(BaseModel):
    """Refuse what is not declared, coerce nothing, and never print a rejected value in an error."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        frozen=True,
        allow_inf_nan=False,
        use_attribute_docstrings=True,
        hide_input_in_errors=True,
    )
