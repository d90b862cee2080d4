"""Brief the bundled sample with a real model through the installed command, away from the sources: `make wheel`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import briefkit
from briefkit.schema import Result


def main(model: str) -> None:
    """Fail loudly unless the command makes a sound brief."""
    assert "site-packages" in str(briefkit.__file__), f"not the installed package: {briefkit.__file__}"
    command = [
        str(Path(sys.executable).parent / "briefkit"),
        "brief",
        "--sample",
        "--model",
        model,
        "--format",
        "json",
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode in (0, 3), f"exit {done.returncode}: {done.stderr[-2000:]}"
    result = Result.model_validate_json(done.stdout)
    assert result.brief is not None
    for path, statement in result.brief.statements():
        for span in statement.evidence:
            assert result.article.text[span.start : span.end] == span.quote, path
    assert result.usage.output_tokens > 0, "no model was asked"
    spent = f"{result.provenance.seconds} s, {result.usage.output_tokens} tokens written"
    print(f"end to end: {result.status}, {result.brief.headline.text!r}, {spent}")


if __name__ == "__main__":
    main(sys.argv[1])
