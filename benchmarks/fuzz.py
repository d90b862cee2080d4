"""Give every parser mutated and hostile inputs, and see that each ends in its result or in a typed refusal, in time.

    python -m benchmarks.fuzz [--seconds 120] [--seed 1] [--only NAME] [--keep FOLDER]

Seeds are the sample archives and briefs of the tests. An input that ends in anything but a result, a `BriefkitError` or
the parser's own documented refusal is a crash; one that takes longer than its limit is slow. Both are printed, and kept
in a folder where one is given. The exit code is 1 where there was one.
"""

from __future__ import annotations

import argparse
import bz2
import gzip
import io
import json
import lzma
import random
import signal
import sys
import tempfile
import time
import traceback
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from briefkit.checks import check
from briefkit.checks.facts import Facts
from briefkit.desks import load_desk
from briefkit.draft import Draft, DraftError, parse_answer
from briefkit.draft.wire import DraftOpinion, Repairs
from briefkit.errors import BriefkitError
from briefkit.loaders import check_input, load, load_summary
from briefkit.loaders.archive import open_archive
from briefkit.loaders.formats import FORMATS
from briefkit.loaders.results import open_results
from briefkit.models.batch_lines import read_line
from briefkit.models.faults import Trouble
from briefkit.models.replies import read_answer, read_usage, refuse_error, unpack
from briefkit.models.scrubbing import Scrubber
from briefkit.prompts import PROMPTS, load_prompt
from briefkit.render import export
from briefkit.schema import Article, Record, Result
from briefkit.store import Archive, Outcome, Store
from briefkit.store.recover import recover
from briefkit.store.results import stored_results

DATA = Path(__file__).parents[1] / "tests" / "data"
LIMIT = 10.0
"""Seconds that an input may take; the machine that this was tuned on was shared by nine."""
_TYPED = (BriefkitError, DraftError, Trouble)
_ARTICLE = Article(text=(DATA / "article.txt").read_text(encoding="utf-8"))
_SCRUB = Scrubber(secrets=(), asked=())


@dataclass(frozen=True)
class Parser:
    """Something that reads bytes, with the endings of names by which it is reached and what it usually is given."""

    read: Callable[[Path], object]
    seeds: tuple[bytes, ...]
    ending: str = ""


# What is read


def _article(path: Path) -> None:
    check_input(load(path))


def _judged(path: Path) -> None:
    """Read a text, and cut it into all that the checks know of it."""
    article = load(path)
    check_input(article)
    Facts.of(article)
    check(article.text[:2000], article)


def _records(form: str | None) -> Callable[[Path], None]:
    def read(path: Path) -> None:
        for record in open_archive(path, format=form).records():
            assert (record.article is None) == (record.failure_code is not None)

    return read


def _summary(path: Path) -> None:
    check(load_summary(path), _ARTICLE)


def _results(path: Path) -> None:
    for found in open_results(path):
        brief = found.brief if isinstance(found, Result) else found
        if brief is not None:
            check(brief, found.article if isinstance(found, Result) else _ARTICLE)


def _drafts(path: Path) -> None:
    text = path.read_bytes().decode("utf-8", "surrogateescape")
    for form in (Draft, Repairs, DraftOpinion):
        try:
            parse_answer(text, form)
        except DraftError:
            continue


def _answers(path: Path) -> None:
    payload = unpack(data := path.read_bytes(), host="server")
    read_usage(payload)
    refuse_error(payload, host="server", scrub=_SCRUB)
    read_answer(payload, host="server", tool="brief", scrub=_SCRUB)
    read_line(data, host="server", mode=None, scrub=_SCRUB)


def _lines(path: Path) -> None:
    for line in path.read_bytes().splitlines():
        read_line(line, host="server", mode=None, scrub=_SCRUB)


def _prompt(path: Path) -> None:
    prompt = load_prompt(path)
    for section in prompt.sections:
        prompt.fill(section, **dict.fromkeys(prompt.variables(section), "x"))


def _desk(path: Path) -> None:
    load_desk(path).told()


def _store(path: Path) -> None:
    with suppress(BriefkitError):
        list(stored_results(path))
    with suppress(BriefkitError):
        recover(path, path.with_name("recovered.db"))
    Store(path).close()


# What it is given


def _file(name: str) -> bytes:
    return (DATA / name).read_bytes()


def _samples(*endings: str) -> tuple[bytes, ...]:
    files = sorted(path for path in (DATA / "archive").rglob("*") if path.is_file())
    return tuple(path.read_bytes() for path in files if path.suffix in endings)


def _completion() -> bytes:
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "{}"}}
    usage = {"prompt_tokens": 9, "completion_tokens": 3}
    return json.dumps({"id": "x", "model": "m", "choices": [choice], "usage": usage}).encode()


def _batch_line() -> bytes:
    body = json.loads(_completion())
    said = {"id": "b", "custom_id": "k" * 64, "response": {"status_code": 200, "body": body}, "error": None}
    return json.dumps(said).encode()


def _filled_store() -> bytes:
    result = Result.model_validate_json(_file("result.json"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "briefs.db"
        with Store(path) as store, store.writing() as connection:
            archive = Archive(connection)
            setup = archive.setup("f" * 64, model="m", host="local", detail={})
            work = archive.add(Record(source="wire", place="line 1", article=result.article), setup)
            assert work is not None
            archive.settle(work.id, Outcome(result=result))
        return path.read_bytes()


def parsers() -> dict[str, Parser]:
    """Return every parser by name."""
    text, result = _file("article.txt"), _file("result.json")
    every = _samples(".json", ".jsonl", ".csv", ".xml", ".atom", ".rss", ".warc", ".gz", ".db", ".parquet")
    pages = _samples(".html")
    found = {
        "text": Parser(_judged, (text,), ".txt"),
        "markdown": Parser(_article, _samples(".md"), ".md"),
        "html": Parser(_article, pages, ".html"),
        "json": Parser(_article, (result, b'{"text": "A council met.", "headline": "Met"}'), ".json"),
        "any": Parser(_article, (text, result, *pages), ""),
        "archive": Parser(_records(None), every, ""),
        "zip": Parser(_records(None), _samples(".wacz"), ".zip"),
        "summary.md": Parser(_summary, (_file("brief.md"),), ".md"),
        "summary.txt": Parser(_summary, (_file("brief_80.txt"),), ".txt"),
        "summary.json": Parser(_summary, (result,), ".json"),
        "results": Parser(_results, (result, *_exports()), ".jsonl"),
        "draft": Parser(_drafts, (_file("draft.json"), b"```json\n{}\n```", b"<think>no</think> {}")),
        "answer": Parser(_answers, (_completion(),)),
        "batch line": Parser(_lines, (_batch_line(),)),
        "prompt": Parser(_prompt, tuple(path.read_bytes() for path in sorted(PROMPTS.glob("*/*.md"))), ".md"),
        "desk": Parser(
            _desk, tuple(path.read_bytes() for path in sorted((PROMPTS / "desks").glob("*.toml"))), ".toml"
        ),
        "store": Parser(_store, (_filled_store(), _file("archive/stories.db")), ".db"),
    }
    for form in FORMATS:
        if seeds := _samples(*form.endings, *_ALSO.get(form.name, ())):
            found[f"archive.{form.name}"] = Parser(_records(form.name), seeds, form.endings[0])
    for ending, pack in PACKERS.items():
        found[f"packed{ending}"] = Parser(
            _records(None), (pack(_file("archive/stories.jsonl")),), f".jsonl{ending}"
        )
    return found


_ALSO = {"wxr": (".xml",), "nitf": (".xml",), "newsml": (".xml",), "feed": (".xml",), "warc": (".gz",)}
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gzip.compress,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
}


def _exports() -> Iterator[bytes]:
    results = [Result.model_validate_json(_file("result.json"))]
    return (b"".join(export(results, form)) for form in ("ninjs", "ans"))


# What is done to it

_TOKENS = (
    b"\x00", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\\ud800", b"&#xD800;", b"&#0;", b"<!--",
    b"-->", b"<![CDATA[", b"]]>", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;", b"<?xml version='1.0'?>", b"{", b"[",
    b"}", b"]", b'"', b"'", b"\\", b",", b"\r", b"\n\n", b"\x1a", b"\x1b[31m", b"1e999", b"-1", b"NaN", b"null",
    b"true", b"9" * 400, b"0" * 30, "\u202e".encode(), "\u200b".encode(), "\U000e0041".encode(), b"{{", b"}}", b"# ",
    b"---\n", b"WARC/1.0\r\n", b"Content-Length: 99999999999\r\n", b"\x1f\x8b\x08", b"PK\x03\x04", b"a" * 5000,
    b"(" * 300, b"\xe2\x80\x9c" * 300, b" " * 3000, b"1," * 800, b"2026-13-45", b"0000-00-00", b"$" * 200,
)  # fmt: skip


def mutated(seed: bytes, other: bytes, chance: random.Random) -> bytes:
    """Return an input with some things wrong with it."""
    data = bytearray(seed)
    for _ in range(chance.choice((1, 1, 2, 3, 6))):
        chance.choice(_MUTATIONS)(data, other, chance)
    return bytes(data[:300_000])


def _place(data: bytearray, chance: random.Random) -> int:
    return chance.randint(0, len(data))


def _flip(data: bytearray, other: bytes, chance: random.Random) -> None:
    for _ in range(chance.choice((1, 1, 4, 30))):
        if data:
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _insert(data: bytearray, other: bytes, chance: random.Random) -> None:
    at = _place(data, chance)
    data[at:at] = chance.choice(_TOKENS) * chance.choice((1, 1, 1, 2, 50))


def _random(data: bytearray, other: bytes, chance: random.Random) -> None:
    at = _place(data, chance)
    data[at : at + chance.choice((0, 5, 50))] = chance.randbytes(chance.choice((1, 4, 40)))


def _cut(data: bytearray, other: bytes, chance: random.Random) -> None:
    at = _place(data, chance)
    del data[at : at + chance.choice((1, 3, 20, 200, 100_000))]


def _double(data: bytearray, other: bytes, chance: random.Random) -> None:
    at = _place(data, chance)
    data[at:at] = data[at : at + chance.choice((1, 10, 100, 1000))] * chance.choice((1, 1, 3, 60))


def _splice(data: bytearray, other: bytes, chance: random.Random) -> None:
    at, there = _place(data, chance), chance.randint(0, len(other))
    data[at : at + chance.choice((0, 30, 300))] = other[there : there + chance.choice((10, 100, 2000))]


def _recode(data: bytearray, other: bytes, chance: random.Random) -> None:
    text = bytes(data).decode("utf-8", "replace")
    data[:] = text.encode(chance.choice(("utf-16", "utf-32-be", "cp1252", "utf-7", "cp932")), "replace")


def _replace(data: bytearray, other: bytes, chance: random.Random) -> None:
    words = bytes(data).split(b'"')
    if len(words) > 2:
        words[chance.randrange(len(words))] = chance.choice(_TOKENS)
        data[:] = b'"'.join(words)


_MUTATIONS = (_flip, _insert, _random, _cut, _double, _splice, _recode, _replace)


# What is built to hurt


def hostile() -> dict[str, bytes]:
    """Return inputs that are made to exhaust a parser, by name."""
    deep = 100_000
    laughs = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 12))
    return {
        "nothing": b"",
        "spaces": b" " * 1_000_000,
        "NULs": b"\x00" * 1_000_000,
        "JSON arrays 100k deep": b"[" * deep + b"]" * deep,
        "JSON objects 100k deep": b'{"a":' * deep + b"1" + b"}" * deep,
        "JSON open 100k deep": b'{"text":' * deep,
        "article 100k deep": b'{"text": "A council met.", "bodies": ' + b"[" * deep + b"]" * deep + b"}",
        "XML 100k deep": b"<?xml version='1.0'?><rss>" + b"<item>" * deep + b"</item>" * deep + b"</rss>",
        "NITF 100k deep": b"<nitf><body>" + b"<p>" * deep + b"x" + b"</p>" * deep + b"</body></nitf>",
        "HTML 100k deep": b"<!doctype html><html><body>"
        + b"<div>" * deep
        + b"A council met."
        + b"</div>" * deep,
        "Markdown 100k deep": b">" * deep + b" A council met.",
        "lists 10k deep": b"".join(b" " * (2 * n) + b"- a\n" for n in range(1500)),
        "brackets": b"[" * deep + b"](" * deep,
        "emphasis": b"*a_ " * deep,
        "a line of 10 MB": b"A council met. " * 700_000,
        "a word of 10 MB": b"a" * 10_000_000,
        "10 MB of quotes": b'"' * 10_000_000,
        "a JSON line of 10 MB": b'{"text": "' + b"a " * 5_000_000 + b'"}',
        "a CSV cell of 10 MB": b'id,text\n1,"' + b"a " * 5_000_000 + b'"\n',
        "a million columns": b"a," * 1_000_000 + b"\n" + b"1," * 1_000_000,
        "a million keys": b"{" + b",".join(b'"k%d":1' % n for n in range(300_000)) + b"}",
        "a number of 1 MB": b'{"text": ' + b"9" * 1_000_000 + b"}",
        "lone surrogates": b'{"text": "' + b"\\ud800\\udfff\\udc00" * 1000 + b'"}\n',
        "surrogates in UTF-8": b"A council met. \xed\xa0\x80\xed\xbf\xbf" * 1000,
        "bidi and tags": "A council \u202emet\u202c.\U000e0041 \u200b".encode() * 1000,
        "combining marks": ("a" + "\u0301" * 100_000).encode(),
        "billion laughs": f"<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY l0 'ha'>{laughs}]>"
        "<rss><channel><item><title>&l11;</title></item></channel></rss>".encode(),
        "quadratic entities": b"<!DOCTYPE rss [<!ENTITY a '"
        + b"a" * 100_000
        + b"'>]><rss><channel><item><title>"
        + b"&a;" * 20_000
        + b"</title></item></channel></rss>",
        "a file as an entity": b"<!DOCTYPE rss [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><rss><channel><item>"
        b"<title>&a;</title><description>&a;</description></item></channel></rss>",
        "comments without end": b"<!--" * deep,
        "CDATA without end": b"<rss><channel><item><title><![CDATA[" * 10_000,
        "attributes": b"<rss " + b" ".join(b"a%d='b'" % n for n in range(deep)) + b"></rss>",
        "a bomb in gzip": gzip.compress(b"\x00" * 100_000_000),
        "a bomb in bzip2": bz2.compress(b"\x00" * 100_000_000),
        "a bomb in xz": lzma.compress(b"\x00" * 100_000_000),
        "a bomb in zip": _zip({"a.txt": b"\x00" * 100_000_000}),
        "a zip in a zip": _zip({"a.zip": _zip({"a.zip": _zip({"a.txt": b"A council met."})})}),
        "paths in a zip": _zip({"../../etc/a.txt": b"A council met.", "/a.txt": b"x", "C:\\a.txt": b"x"}),
        "a WARC length": b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 999999999999999999\r\n\r\nHTTP/1.1 200",
        "a negative WARC length": b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: -5\r\n\r\nHTTP/1.1 200",
        "WARC headers": b"WARC/1.0\r\n" + b"A: b\r\n" * deep,
    }


def _zip(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


# What comes of it


@dataclass
class Outcomes:
    """What inputs came to."""

    inputs: int = 0
    refused: int = 0
    slowest: tuple[float, str] = (0.0, "")
    bad: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    """A crash or a slow input by its place, with what was said and the input."""


class _TooSlow(BaseException):
    pass


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise _TooSlow


def give(name: str, parser: Parser, data: bytes, outcomes: Outcomes, *, limit: float = LIMIT) -> None:
    """Let a parser read an input, and note what came of it."""
    outcomes.inputs += 1
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"input{parser.ending}"
        path.write_bytes(data)
        try:
            _limited(parser.read, path, limit)
        except _TYPED as error:
            outcomes.refused += 1
            if len(str(error)) > 4000:
                outcomes.bad.setdefault(f"{name}: long message", (str(error)[:300], data))
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            outcomes.bad.setdefault(f"{name}: {_where(error)}", (traceback.format_exc()[-1500:], data))
    seconds = time.monotonic() - began
    outcomes.slowest = max(outcomes.slowest, (seconds, name))
    if seconds > limit:
        outcomes.bad.setdefault(f"{name}: {seconds:.0f} s", ("slow", data))


def _limited(read: Callable[[Path], object], path: Path, limit: float) -> None:
    signal.signal(signal.SIGALRM, _interrupt)
    signal.setitimer(signal.ITIMER_REAL, limit)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            read(path)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _where(error: BaseException) -> str:
    """Return the kind of an error and our line that it came through last."""
    lines = [frame for frame in traceback.extract_tb(error.__traceback__) if "briefkit/" in frame.filename]
    line = lines[-1] if lines else None
    return (
        f"{type(error).__name__} at {Path(line.filename).name}:{line.lineno}"
        if line
        else type(error).__name__
    )


def run(seconds: float, *, seed: int, only: str | None = None) -> tuple[Outcomes, Counter[str]]:
    """Give hostile inputs to all parsers once, then mutated ones in turn until the time is over."""
    chance, outcomes, count = random.Random(seed), Outcomes(), Counter[str]()
    chosen = {name: parser for name, parser in parsers().items() if only is None or only in name}
    for what, data in hostile().items():
        for name, parser in chosen.items():
            count[name] += 1
            give(f"{name} <- {what}", parser, data, outcomes)
    every = [seed for parser in chosen.values() for seed in parser.seeds]
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        for name, parser in chosen.items():
            data = mutated(chance.choice(parser.seeds), chance.choice(every), chance)
            count[name] += 1
            give(name, parser, data, outcomes)
    return outcomes, count


def main() -> int:
    """Run, print what came of it, and return the exit code."""
    cli = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    cli.add_argument("--seconds", type=float, default=120)
    cli.add_argument("--seed", type=int, default=1)
    cli.add_argument("--only", help="only parsers with this in their name")
    cli.add_argument("--keep", type=Path, help="folder to keep bad inputs in")
    given = cli.parse_args()
    outcomes, count = run(given.seconds, seed=given.seed, only=given.only)
    for number, (place, (said, data)) in enumerate(outcomes.bad.items()):
        print(f"\n{place}\n{said}")
        if given.keep is not None:
            given.keep.mkdir(exist_ok=True)
            (given.keep / f"{number}.bin").write_bytes(data)
    print(f"\n{outcomes.inputs:,} inputs to {len(count)} parsers, {outcomes.refused:,} refused")
    print(
        f"slowest {outcomes.slowest[0]:.1f} s ({outcomes.slowest[1]}); {len(outcomes.bad)} crashed or were slow"
    )
    return 1 if outcomes.bad else 0


if __name__ == "__main__":
    sys.exit(main())
