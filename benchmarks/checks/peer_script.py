"""Ask one other library which of the offered words it finds in a source. Runs in the throw-away environment alone.

Reads a JSON list of `[source, quote]` from standard input and writes a line of JSON each: the text it found, null, or
false where the library failed. An alarm ends the process when a row takes too long; whoever reads misses its line.
"""

import json
import signal
import sys
from collections.abc import Callable
from importlib import import_module

Find = Callable[[str, str], "str | None"]


def langextract() -> Find:
    data, resolver = import_module("langextract.data"), import_module("langextract.resolver")

    def find(source: str, quote: str) -> str | None:
        [[found]] = resolver.WordAligner().align_extractions([[data.Extraction("quotation", quote)]], source)
        place = found.char_interval
        return None if place is None else source[place.start_pos : place.end_pos]

    return find


def instructor() -> Find:
    mixin = import_module("instructor").CitationMixin

    def find(source: str, quote: str) -> str | None:
        offered = {"substring_quotes": [quote]}
        found = mixin.model_validate(offered, context={"context": source}).substring_quotes
        return found[0] if found else None

    return find


def gtrex() -> Find:
    package = import_module("gtrex")

    def find(source: str, quote: str) -> str | None:
        found = package.Verifier(source, package.Policy()).verify(quote)
        return found.span_text if found.grounded else None

    return find


def main(name: str, seconds: int) -> None:
    find: Find = {"langextract": langextract, "instructor": instructor, "gtrex": gtrex}[name]()
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    for source, quote in json.load(sys.stdin):
        signal.alarm(seconds)
        try:
            found: str | bool | None = find(source, quote)
        except Exception:  # whatever a library raises, the other rows are still to be asked
            found = False
        print(json.dumps(found), flush=True)
    signal.alarm(0)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
