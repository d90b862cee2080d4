"""Write the tables of the documentation anew from the code; `--check` only tells whether they are true.

python tests/write_docs.py [--check]
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
import tempfile
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

from briefkit.checks import CODES, Policy
from briefkit.checks.languages import NO, OTHERS, SCOPES
from briefkit.distributed.rows import COLUMNS as OUTPUT
from briefkit.evaluate import MEASURES
from briefkit.schema import RUBRIC
from briefkit.store import Store
from tests.examples_by_language import ARTICLES, EXAMPLES

DOCS = Path(__file__).parents[1] / "docs"


def codes() -> str:
    """Return the table of codes."""
    rows = [f"| `{code}` | {entry.severity} | {entry.meaning} |" for code, entry in CODES.items()]
    return "\n".join(["| code | severity | what it means |", "|---|---|---|", *rows])


def thresholds() -> str:
    """Return the table of thresholds, each with its docstring."""
    body = ast.parse(inspect.getsource(Policy)).body[0]
    assert isinstance(body, ast.ClassDef)
    said = {
        entry.target.id: _text(after)
        for entry, after in zip(body.body, body.body[1:], strict=False)
        if isinstance(entry, ast.AnnAssign) and isinstance(entry.target, ast.Name)
    }
    rows = [f"| `{field.name}` | {field.default} | {said[field.name]} |" for field in fields(Policy)]
    return "\n".join(["| threshold | value | what it is, and what it was set on |", "|---|---|---|", *rows])


def tables() -> str:
    """Return the tables of a store with their columns, each with what the schema says of it."""
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "briefs.db") as store:
        rows = store.connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql LIKE '%STRICT%' ORDER BY rowid"
        ).fetchall()
    return "\n\n".join(_table(name, sql) for name, sql in rows)


def _table(name: str, sql: str) -> str:
    said = re.match(r"CREATE TABLE \w+ \( *-- (.+)", sql)
    lines = [*re.findall(r"^ +([a-z_0-9]+) ([A-Z]+).*?-- (.+)$", sql, re.MULTILINE)]
    lines += [(column, kind, text) for column, text, kind in re.findall(r"(\w+) /\* (.+?) \*/ ([A-Z]+)", sql)]
    rows = [f"| `{column}` | {kind} | {text} |" for column, kind, text in lines]
    about = said[1] if said else ""
    return "\n".join(
        [f"### {name}\n\n{about.capitalize()}.\n", "| column | type | what it is |", "|---|---|---|", *rows]
    )


COLUMNS = {
    "en": "English",
    "fr": "French",
    "de": "German",
    "es": "Spanish",
    "ja": "Japanese",
    "ar": "Arabic",
    OTHERS: "others",
}
"""The languages of the documentation, and one for all that the table does not name."""


def reach() -> str:
    """Return the table of what is looked at in which language."""
    rows = [
        f"| {scope.name} | " + " | ".join(_cell(scope.of(language)) for language in COLUMNS) + " |"
        for scope in SCOPES.values()
    ]
    head = f"| what | {' | '.join(COLUMNS.values())} |"
    return "\n".join([head, "|---" * (len(COLUMNS) + 1) + "|", *rows])


def _cell(how_far: str) -> str:
    return "–" if how_far == NO else how_far


def examples() -> str:
    """Return the invented articles, each with its lines and the finding on the faulty one."""
    parts = []
    for language, text in ARTICLES.items():
        rows = [
            f"| {each.kind} | {each.sound} | {each.faulty} | `{each.code}` |"
            for each in EXAMPLES
            if each.language == language
        ]
        head = ["| what | sound line | faulty line | its finding |", "|---|---|---|---|"]
        parts.append("\n".join([f"**{COLUMNS[language]}.** {text}\n", *head, *rows]))
    return "\n\n".join(parts)


def columns() -> str:
    """Return the table of the columns that a run on a cluster writes."""
    rows = [f"| `{name}` | {kind} | {said} |" for name, (kind, said) in OUTPUT.items()]
    return "\n".join(["| column | type | what it is |", "|---|---|---|", *rows])


def measures() -> str:
    """Return the table of the measures of an evaluation."""
    rows = [
        f"| `{name}` | {each.title} | {each.better} | {each.meaning} | {each.source} |"
        for name, each in MEASURES.items()
    ]
    return "\n".join(
        ["| measure | in tables | better | what it is | source |", "|---|---|---|---|---|", *rows]
    )


def rubric() -> str:
    """Return the table of what judges go by."""
    rows = [f"| `{name}` | {each.title} | {each.weight} | {each.asks} |" for name, each in RUBRIC.items()]
    return "\n".join(["| criterion | in tables | weight | what is asked |", "|---|---|---|---|", *rows])


TABLES: dict[str, Callable[[], str]] = {
    "codes": codes,
    "thresholds": thresholds,
    "reach": reach,
    "examples": examples,
    "tables": tables,
    "columns": columns,
    "measures": measures,
    "rubric": rubric,
}


def filled(text: str) -> str:
    """Return a page with its tables written anew, between their marks."""

    def table(found: re.Match[str]) -> str:
        return f"<!-- {found[1]}:begin -->\n{TABLES[found[1]]()}\n<!-- {found[1]}:end -->"

    return re.sub(r"<!-- (\w+):begin -->.*?<!-- \1:end -->", table, text, flags=re.DOTALL)


def _text(node: ast.stmt) -> str:
    value = node.value if isinstance(node, ast.Expr) else None
    if not isinstance(value, ast.Constant) or not isinstance(value.value, str):
        return ""
    return " ".join(value.value.split()).replace("|", "\\|")


def main() -> int:
    """Write or check every page; return the exit code."""
    stale = []
    for page in sorted(DOCS.glob("*.md")):
        text = page.read_text(encoding="utf-8")
        if (true := filled(text)) != text:
            stale.append(page.name)
            if "--check" not in sys.argv:
                page.write_text(true, encoding="utf-8")
    for name in stale:
        print(f"docs/{name}: {'its tables are stale' if '--check' in sys.argv else 'written anew'}")
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
