"""Say what of the public interface was added, removed or broken since `docs/api.txt` was written; `--write` writes it.

python -m tests.public_api [--write]

Public is what the modules named below list in `__all__`, and their classes' names without an underscore. A line of the
file is a name, or a parameter and how it is given; types are left to the type checkers. Removed lines break callers,
and so do parameters that are new and required.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import griffe

ROOT = Path(__file__).parents[1]
FILE = ROOT / "docs" / "api.txt"
MODULES = (
    "", "batch", "briefer", "budget", "checks", "comparing", "desks", "distributed", "errors", "evaluate", "loaders",
    "models", "plan", "prompts", "provider_batch", "render", "review", "run", "schema", "store",
)  # fmt: skip


@dataclass(frozen=True)
class Changes:
    """What became of an interface."""

    added: list[str]
    broken: list[str]
    """Lines that are gone, and new parameters of old functions that have to be given."""

    def __str__(self) -> str:
        lines = [f"broken: {line}" for line in self.broken] + [f"added: {line}" for line in self.added]
        return "\n".join(lines or ["nothing has changed"])


def changes(before: list[str], after: list[str]) -> Changes:
    """Compare two interfaces."""
    old, new = set(before), set(after)
    gone = [line for line in before if line not in new]
    needed = [
        line for line in after if line not in old and line.endswith(" required") and _owner(line) in old
    ]
    return Changes(
        added=[line for line in after if line not in old and line not in needed],
        broken=[*(f"{line} (gone)" for line in gone), *(f"{line} (new)" for line in needed)],
    )


def _owner(line: str) -> str:
    return line.partition("(")[0] + "()"


def interface(package: griffe.Object | griffe.Alias | None = None) -> list[str]:
    """Return the lines of the interface as the sources have it; nothing is imported."""
    package = package or griffe.load("briefkit", search_paths=[ROOT], resolve_aliases=True)
    found: dict[str, None] = {}
    for name in MODULES:
        module = package[name] if name else package
        for exported in module.exports or ():
            path = f"{module.path}.{exported}"
            found |= dict.fromkeys(_of(module[str(exported)], path))
    return sorted(found)


def _of(item: griffe.Object | griffe.Alias, path: str) -> Iterator[str]:
    target = item.final_target if isinstance(item, griffe.Alias) else item
    if isinstance(target, griffe.Function):
        yield f"{path}()"
        yield from (f"{path}({name}) {how}" for name, how in _parameters(target))
        return
    yield path
    if isinstance(target, griffe.Class):
        for name, member in sorted(target.all_members.items()):
            if not name.startswith("_") and _is_ours(member):
                yield from _of(member, f"{path}.{name}")
        made = target.all_members.get("__init__")
        if made is not None and _is_ours(made):
            yield from _of(made, f"{path}.__init__")


def _is_ours(member: griffe.Object | griffe.Alias) -> bool:
    return (member.final_target if isinstance(member, griffe.Alias) else member).path.startswith("briefkit.")


def _parameters(function: griffe.Function) -> Iterator[tuple[str, str]]:
    for parameter in function.parameters:
        if parameter.name not in ("self", "cls"):
            by_name = "=" if parameter.kind == griffe.ParameterKind.keyword_only else ""
            yield f"{parameter.name}{by_name}", "required" if parameter.required else "optional"


def snapshot() -> list[str]:
    """Return the lines of the interface as it was written down."""
    return FILE.read_text(encoding="utf-8").splitlines()


def main() -> None:
    now = interface()
    print(changes(snapshot() if FILE.exists() else [], now))
    if "--write" in sys.argv:
        FILE.write_text("\n".join(now) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
