"""The shape of the package, as rules that a machine can hold: sizes, names, docstrings, what an import costs."""

from __future__ import annotations

import ast
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

import briefkit

PACKAGE = Path(briefkit.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
HEAVY = (
    "openai",
    "httpx2",
    "tiktoken",
    "trafilatura",
    "xllamacpp",
    "huggingface_hub",
    "pyarrow",
    "lxml",
    "pandas",
    "polars",
    "ray",
    "rich",
    "aiohttp",
    "orjson",
)
BANNED = {"utils", "util", "helpers", "helper", "common", "base", "core", "manager", "handler", "misc"}


def tree(module: Path) -> ast.Module:
    return ast.parse(module.read_text(encoding="utf-8"))


def functions(module: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def relative(module: Path) -> str:
    return str(module.relative_to(PACKAGE))


def test_the_root_offers_what_it_says_and_no_more_than_twenty_names() -> None:
    assert len(briefkit.__all__) <= 20
    for name in briefkit.__all__:
        assert getattr(briefkit, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = briefkit.nothing


def test_no_name_of_the_root_is_the_name_of_a_module() -> None:
    modules = {path.stem for path in PACKAGE.iterdir()}
    assert not modules & set(briefkit.__all__)


@pytest.mark.parametrize("module", MODULES, ids=relative)
def test_a_module_says_what_it_owns_and_stays_small(module: Path) -> None:
    text = module.read_text(encoding="utf-8")
    assert ast.get_docstring(tree(module)), "a module begins with what it owns"
    assert len(text.splitlines()) <= 500
    assert module.stem not in BANNED
    assert module.stem.startswith("__") or not module.stem.startswith("_")


@pytest.mark.parametrize("module", MODULES, ids=relative)
def test_functions_are_short_and_take_few_parameters(module: Path) -> None:
    for function in functions(module):
        length = (function.end_lineno or 0) - function.lineno + 1
        taken = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
        given = [argument for argument in taken if argument.arg not in ("self", "cls")]
        # A click command's parameters are the command line's options; everything else is called by people.
        most = 20 if "cli" in module.parts else 8
        assert length <= 60, f"{function.name} has {length} lines"
        assert len(given) <= most, f"{function.name} has {len(given)} parameters"


@pytest.mark.parametrize("module", MODULES, ids=relative)
def test_everything_public_has_a_docstring(module: Path) -> None:
    exported = getattr(loaded(module), "__all__", [])
    for node in tree(module).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.name in exported:
            assert ast.get_docstring(node), node.name


@pytest.mark.parametrize("module", MODULES, ids=relative)
def test_what_a_module_exports_is_there(module: Path) -> None:
    exporting = loaded(module)
    for name in getattr(exporting, "__all__", []):
        assert hasattr(exporting, name), name


def loaded(module: Path) -> ModuleType:
    """Import a module, or skip where the extra that it needs is not installed."""
    if module.name == "fast_transport.py":
        pytest.importorskip("aiohttp", reason="the extra `fast` is not installed")
    return import_module(dotted(module))


def dotted(module: Path) -> str:
    parts = module.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


@pytest.mark.parametrize(
    "statement",
    ["import briefkit", "from briefkit import Article, Brief, Result, check", "import briefkit.cli"],
)
def test_an_import_loads_no_sdk_and_no_engine(statement: str) -> None:
    code = f"{statement}; import sys; print(sorted({set(HEAVY)!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_help_comes_at_once() -> None:
    command = [
        sys.executable,
        "-c",
        "import sys; sys.argv[1:] = ['--help']; from briefkit.cli import main; main()",
    ]
    fastest = min(_seconds(command) - _seconds([sys.executable, "-c", "pass"]) for _ in range(3))
    assert fastest < 0.3


def _seconds(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, capture_output=True, check=True)
    return time.perf_counter() - began


def test_the_package_is_typed() -> None:
    assert (PACKAGE / "py.typed").is_file()
