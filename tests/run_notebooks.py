"""Executes the notebooks of notebooks/ and keeps their outputs: run_notebooks.py [NAME...].

They need no model and no network: replies are recorded ones, the rest is code.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Any

__all__ = ["NOTEBOOKS", "executed", "names", "read"]

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
_SECONDS = 120


def names() -> list[str]:
    """Return the names of all notebooks, in order."""
    return sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb"))


def read(name: str) -> Any:
    """Return a notebook as it is."""
    import nbformat

    return nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)  # type: ignore[no-untyped-call]


def executed(name: str) -> Any:
    """Return a notebook with the outputs of today, executed in its own folder by this interpreter."""
    from nbclient import NotebookClient

    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    notebook = read(name)
    client = NotebookClient(
        notebook,
        timeout=_SECONDS,
        kernel_name="python3",
        record_timing=False,
        extra_arguments=["--log-level=ERROR"],  # it warns that it listens on loopback
        resources={"metadata": {"path": str(NOTEBOOKS)}},
    )
    client.execute()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = _tidied(cell.outputs)
    notebook.metadata = {"kernelspec": notebook.metadata["kernelspec"], "language_info": {"name": "python"}}
    return notebook


def _tidied(outputs: list[Any]) -> list[Any]:
    """Return outputs with the pieces of a stream put together, each line as it stood last."""
    kept: list[Any] = []
    for output in outputs:
        is_more = kept and output.output_type == "stream" and kept[-1].get("name") == output.name
        if is_more:
            kept[-1].text += output.text
        else:
            kept.append(output)
    for output in kept:
        if output.output_type == "stream":
            output.text = re.sub(r"[^\n]*\r(?!\n)(?=[^\n])", "", output.text)
    return [output for output in kept if output.get("name") != "stderr" or output.text.strip()]


def main(arguments: list[str]) -> None:
    """Execute notebooks, all of them where none is named, and write them."""
    import nbformat

    for name in arguments or names():
        sys.stderr.write(f"{name}\n")
        nbformat.write(executed(name), NOTEBOOKS / f"{name}.ipynb")  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main(sys.argv[1:])
