"""The command line: words become objects, and one call of the library. One module per command."""

from __future__ import annotations

from briefkit.cli.program import main, program

__all__ = ["main", "program"]
