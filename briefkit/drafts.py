"""A newsroom's own draft, found by the name under which its class can be imported. Importing runs the code it names.

Only what the user names on the command line or in a program is ever imported: no article, store or prompt names code.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

from briefkit.draft import Draft, answer_schema, own_fields
from briefkit.errors import ConfigurationError

__all__ = ["draft_sha256", "load_draft"]

_AS = "Write FILE.py:Class, or module:Class for a module that Python finds."


def load_draft(name: str) -> type[Draft]:
    """Return the draft that `FILE.py:Class` or `module:Class` names. This runs the code of that file or module.

    Raises:
        ConfigurationError: when there is no such class, importing it fails, or it is no usable draft.

    """
    home, _, kind = name.rpartition(":")
    if not home or not kind.isidentifier():
        raise ConfigurationError(f"{name!r} names no draft.", hint=_AS)
    module = _module(home)
    draft = getattr(module, kind, None)
    if not (isinstance(draft, type) and issubclass(draft, Draft)):
        there = [each for each, value in vars(module).items() if _is_own(value)]
        hint = f"It has: {', '.join(there)}." if there else "Write one as a subclass of briefkit.draft.Draft."
        raise ConfigurationError(f"there is no draft {kind!r} in {home!r}.", hint=hint)
    own_fields(draft)
    return draft


def draft_sha256(draft: type[Draft]) -> str:
    """Return the hash of all that a draft asks for: what is made with another one is another brief."""
    caps = {own.name: own.most for own in own_fields(draft)}
    asked = json.dumps([answer_schema(draft), caps], sort_keys=True)
    return hashlib.sha256(asked.encode()).hexdigest()


def _is_own(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, Draft) and value is not Draft


def _module(home: str) -> ModuleType:
    try:
        return _of_file(Path(home)) if home.endswith(".py") else importlib.import_module(home)
    except ConfigurationError:
        raise
    except Exception as error:  # whatever the user's code may raise
        raise ConfigurationError(
            f"importing {home!r} failed: {type(error).__name__}: {error}.",
            hint=f"See to that code, or to the name. {_AS}",
        ) from error


def _of_file(path: Path) -> ModuleType:
    """Return a file as a module, run once in a process: who imports it by its name has the same classes."""
    try:
        real = str(path.resolve(strict=True))
        path.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"{str(path)!r} cannot be read: {error.strerror}.", hint=_AS) from None
    for known in list(sys.modules.values()):
        file = getattr(known, "__file__", None) or ""
        if Path(file).name == path.name and str(Path(file).resolve()) == real:
            return known
    name = f"briefkit_draft_{hashlib.sha256(real.encode()).hexdigest()[:16]}"
    spec = importlib.util.spec_from_file_location(name, real)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[name] = importlib.util.module_from_spec(spec)  # pydantic looks up its names there
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module
