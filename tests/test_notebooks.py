"""The notebooks run, and what they show is true: executed again, they say what their committed outputs say.

Pictures are not compared, nor what is written to standard error, nor seconds. `make notebooks` executes them anew.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.run_notebooks import NOTEBOOKS, executed, names, read

_PASSING = re.compile(r"\b0x[0-9a-f]+|\b\d[\d.,]* s\b|\d{4}-\d\d-\d\dT[\d:+Z]+")
_MACHINE = re.compile(r"(?<![\w.])/(?:home|root|work|tmp|Users|opt|var)/|site-packages")
_SHOWN = ("text/plain", "text/markdown")


def code_cells(notebook: Any) -> list[Any]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def said(cell: Any) -> list[str]:
    """Return what a cell says in words."""
    texts = [output.text for output in cell.outputs if output.get("name") == "stdout"]
    data = [output.data for output in cell.outputs if "data" in output]
    texts += [each[form] for each in data for form in _SHOWN if form in each]
    return [_PASSING.sub("…", text) for text in texts]


@pytest.mark.parametrize("name", names())
def test_a_notebook_says_today_what_it_says_in_its_file(name: str) -> None:
    before, after = code_cells(read(name)), code_cells(executed(name))
    for old, new in zip(before, after, strict=True):
        assert said(new) == said(old), f"{old.source}\n\nIf that is right: make notebooks"
        assert ["image/png" in output.get("data", {}) for output in new.outputs if "data" in output] == [
            "image/png" in output.get("data", {}) for output in old.outputs if "data" in output
        ]


@pytest.mark.parametrize("name", names())
def test_the_outputs_are_there_in_order_and_without_a_mistake(name: str) -> None:
    cells = code_cells(read(name))
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert sum(bool(cell.outputs) for cell in cells) > len(cells) / 2
    assert {output.output_type for cell in cells for output in cell.outputs} <= {
        "display_data",
        "execute_result",
        "stream",
    }


@pytest.mark.parametrize("name", names())
def test_nothing_of_the_machine_that_ran_it_stands_in_it(name: str) -> None:
    text = (NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8")
    assert _MACHINE.findall(text) == []
    assert re.findall(r"\w+Warning\b", text) == []


@pytest.mark.parametrize("name", names())
def test_the_first_cell_says_in_words_what_it_is_about_and_every_second_one_is_prose(name: str) -> None:
    first, *_ = cells = read(name).cells
    assert first.cell_type == "markdown"
    assert first.source.startswith("# ")
    assert sum(cell.cell_type == "markdown" for cell in cells) >= 0.4 * len(cells)


def test_there_are_notebooks() -> None:
    assert len(names()) >= 4
    assert {Path(name).suffix for name in names()} == {""}
