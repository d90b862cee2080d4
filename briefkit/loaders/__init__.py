"""From a path or standard input to an `Article`. Reads and decodes; asks no model and no network.

`load` is the front; `read` returns the same with notes on how the text came about; `check_input` judges an
article before anything is paid for.
"""

from __future__ import annotations

from briefkit.loaders.decoding import Decoded, decode
from briefkit.loaders.lint import MAX_TEXT_BYTES, MIN_WORDS, check_input, input_notes
from briefkit.loaders.loaded import Known, Loaded
from briefkit.loaders.sources import MAX_PAGE_BYTES, load, read, read_bytes
from briefkit.loaders.summaries import load_summary

__all__ = [
    "MAX_PAGE_BYTES",
    "MAX_TEXT_BYTES",
    "MIN_WORDS",
    "Decoded",
    "Known",
    "Loaded",
    "check_input",
    "decode",
    "input_notes",
    "load",
    "load_summary",
    "read",
    "read_bytes",
]
