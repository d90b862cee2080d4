"""Measure how much memory a bomb costs: answers of a hostile server, and packed input, of a gigabyte each.

    python -m benchmarks.bombs [--megabytes 1000] [--only NAME ...]

Each bomb goes off in a process of its own, which has taken a harmless one before; what counts is by how much its
resident memory peaks above what it was just before. Each has to end in a refusal, and to cost less than 32 MB; the
exit code is 1 where one does not. Linux only, which tells the peak and forgets it on demand.
"""

from __future__ import annotations

import argparse
import asyncio
import bz2
import gzip
import json
import lzma
import subprocess
import sys
import tempfile
import threading
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
MOST = 32_000_000
"""Bytes above what the process took before."""
_PIECE = 2**20
_CAP = 2 * 2**20
"""Bytes that an answer may have: what comes within it is taken in, and has to be refused by its form."""


# Answers


def _spaces(size: int) -> Iterator[bytes]:
    for _ in range(size // _PIECE):
        yield b" " * _PIECE


def _packed_spaces(size: int) -> Iterator[bytes]:
    packer = zlib.compressobj(wbits=31)
    for piece in _spaces(size):
        yield packer.compress(piece)
    yield packer.flush()


def _within(body: Callable[[int], bytes]) -> Callable[[int], Iterator[bytes]]:
    return lambda size: iter([body(_CAP - 1000)])


def _answer(content: str) -> bytes:
    choice = {"finish_reason": "stop", "message": {"role": "assistant", "content": content}}
    return json.dumps({"object": "chat.completion", "choices": [choice]}, ensure_ascii=False).encode()


ANSWERS: dict[str, tuple[str, Callable[[int], Iterator[bytes]]]] = {
    "an answer without end": ("", _spaces),
    "a packed answer": ("content-encoding: gzip\r\n", _packed_spaces),
    "empty objects": ("", _within(lambda room: b'{"choices":[' + b"{}," * (room // 3) + b"{}]}")),
    "empty arrays": ("", _within(lambda room: b'{"choices":[' + b"[]," * (room // 3) + b"[]]}")),
    "numbers": ("", _within(lambda room: b'{"choices":[' + b"1e9," * (room // 4) + b"0]}")),
    "brackets": ("", _within(lambda room: b"[" * room)),
    "a wide character": ("", _within(lambda room: _answer("😀" + "a" * (room - 200)))),
    "empty objects as text": ("", _within(lambda room: _answer('{"sum": [' + "{}," * 330_000 + "{}]}"))),
}
"""Headers and body by name."""


@contextmanager
def served(head: str, body: Iterator[bytes]) -> Iterator[str]:
    """Serve one body to the second question, and something harmless to the first."""
    loop = asyncio.new_event_loop()
    asked = 0

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        asked_for = (await reader.readuntil(b"\r\n\r\n")).lower()
        await reader.readexactly(int(asked_for.partition(b"content-length:")[2].split()[0]))
        asked += 1
        pieces = body if asked > 1 else iter([_answer('{"sum": 4}')])
        more = head if asked > 1 else ""
        try:
            writer.write(f"HTTP/1.1 200 X\r\ncontent-type: application/json\r\n{more}\r\n".encode())
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.close()

    server = loop.run_until_complete(asyncio.start_server(answer, "127.0.0.1", 0))
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        server.close()
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()


# Packed input


def _line(size: int) -> Iterator[bytes]:
    yield b'{"text": "'
    for piece in _spaces(size):
        yield piece.replace(b" ", b"a")


def _gzip(path: Path, size: int) -> None:
    with gzip.open(path, "wb", compresslevel=1) as packed:
        for piece in _line(size):
            packed.write(piece)


def _bzip2(path: Path, size: int) -> None:
    with bz2.open(path, "wb") as packed:
        for piece in _line(size // 10):  # its packer is slow
            packed.write(piece)


def _xz(path: Path, size: int) -> None:
    with lzma.open(path, "wb", preset=0) as packed:
        for piece in _line(size // 10):
            packed.write(piece)


def _zstd(path: Path, size: int) -> None:
    import zstandard

    with path.open("wb") as file, zstandard.ZstdCompressor().stream_writer(file) as packed:
        for piece in _line(size):
            packed.write(piece)


def _zip(path: Path, size: int) -> None:
    packed = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
    with packed, packed.open("a.txt", "w", force_zip64=True) as member:
        for piece in _line(size):
            member.write(piece)


def _lines(path: Path, size: int) -> None:
    with gzip.open(path, "wb", compresslevel=1) as packed:
        for _ in range(size // _PIECE):
            packed.write(b"\n" * _PIECE)


def _entities(path: Path, size: int) -> None:
    more = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 10))
    body = "<nitf><body><body.content><p>&b9;</p></body.content></body></nitf>"
    path.write_text(f'<!DOCTYPE nitf [<!ENTITY b0 "bomb">{more}]>{body}')


INPUTS: dict[str, tuple[str, Callable[[Path, int], None]]] = {
    "gzip": ("a.jsonl.gz", _gzip),
    "bzip2": ("a.jsonl.bz2", _bzip2),
    "xz": ("a.jsonl.xz", _xz),
    "zstandard": ("a.jsonl.zst", _zstd),
    "zip": ("a.zip", _zip),
    "blank lines in gzip": ("b.jsonl.gz", _lines),
    "entities": ("a.xml", _entities),
}
"""Name of the file, and what writes it."""


# Measuring


def _peak(run: Callable[[], str]) -> tuple[int, str]:
    """Return by how many bytes resident memory peaks while something runs, and how that ended."""
    Path("/proc/self/clear_refs").write_text("5")
    before = _memory("VmRSS")
    ended = run()
    return _memory("VmHWM") - before, ended


def _memory(field: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(field))


def measure_answer(address: str) -> tuple[int, str]:
    """Return what a hostile answer costs, after a harmless one."""
    from briefkit.draft.extract import NotOneObject, extract_object
    from briefkit.errors import BriefkitError
    from briefkit.models.openai import OpenAIModel, Options
    from briefkit.schema import Message, Request

    model = OpenAIModel("m", base_url=address, attempts=1, options=Options(output_mode="prompt"))
    request = Request(purpose="bomb", messages=[Message(role="user", content="2 + 2")])
    loop = asyncio.new_event_loop()

    def ask() -> str:
        try:
            text = loop.run_until_complete(model.answer(request)).text
            extract_object(text)
        except (BriefkitError, NotOneObject) as error:
            return type(error).__name__
        return "accepted"

    ask()
    return _peak(ask)


def measure_input(path: Path) -> tuple[int, str]:
    """Return what a hostile input costs, after a harmless one."""
    from briefkit.errors import InputError
    from briefkit.loaders.archive import open_archive

    def read(source: Path) -> str:
        accepted = 0
        try:
            accepted = sum(one.article is not None for one in open_archive(source).records())
        except InputError:
            return "refused"
        return "accepted" if accepted else "refused"

    with tempfile.TemporaryDirectory() as folder:
        harmless = Path(folder) / path.name
        _harmless(harmless)
        read(harmless)
    return _peak(lambda: read(path))


def _harmless(path: Path) -> None:
    data = b'{"text": "The port of Marrow closed its gate on Tuesday."}\n'
    packers: dict[str, Callable[[bytes], bytes]] = {
        ".gz": gzip.compress,
        ".bz2": bz2.compress,
        ".xz": lzma.compress,
    }
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as packed:
            packed.writestr("a.txt", b"The port of Marrow closed its gate on Tuesday.")
        return
    if path.suffix == ".zst":
        import zstandard

        data = zstandard.ZstdCompressor().compress(data)
    path.write_bytes(packers.get(path.suffix, bytes)(data))


def _child(*options: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "benchmarks.bombs", *options]
    run = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    peak, ended = json.loads(run.stdout.splitlines()[-1])
    return peak, ended


def rows(megabytes: int, only: list[str]) -> Iterator[tuple[str, int, str]]:
    """Yield bombs by name, with what they cost in bytes and how they ended."""
    size = megabytes * 1_000_000
    for name, (head, body) in ANSWERS.items():
        if name in only:
            with served(head, body(size)) as address:
                yield name, *_child("--answer", address)
    for name, (file, write) in INPUTS.items():
        if name in only:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / file
                write(path, size)
                yield name, *_child("--input", str(path))


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--megabytes", type=int, default=1000)
    parser.add_argument("--only", nargs="+", choices=[*ANSWERS, *INPUTS], default=[*ANSWERS, *INPUTS])
    parser.add_argument("--answer", help=argparse.SUPPRESS)
    parser.add_argument("--input", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.answer or given.input:
        print(json.dumps(measure_answer(given.answer) if given.answer else measure_input(given.input)))
        return 0
    failed = False
    for name, peak, ended in rows(given.megabytes, given.only):
        bad = ended == "accepted" or peak > MOST
        failed |= bad
        print(f"{name:24} {peak / 1e6:7.1f} MB  {ended}{'  <-- too much' if bad else ''}", flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
