"""The command `schema`: the JSON Schemas of what briefkit reads and writes, for other languages."""

from __future__ import annotations

import json

import click

from briefkit.cli.output import write

__all__ = ["schema"]

_HOMES = {
    "brief": "briefkit.schema:Brief",
    "result": "briefkit.schema:Result",
    "article": "briefkit.schema:Article",
    "finding": "briefkit.schema:Finding",
    "draft": "briefkit.draft.wire:Draft",
}


@click.command(short_help="Print a JSON Schema.")
@click.argument("name", type=click.Choice(list(_HOMES)), default="brief")
def schema(name: str) -> None:
    """Print the JSON Schema of a brief, result, article or finding, or of the draft a model is asked for."""
    from importlib import import_module

    from briefkit.schema import SCHEMA_VERSION

    module, _, kind = _HOMES[name].partition(":")
    described = getattr(import_module(module), kind).model_json_schema(mode="serialization")
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:briefkit:schema:{name}:{SCHEMA_VERSION}",
    }
    write(json.dumps({**head, **described}, indent=2, ensure_ascii=False) + "\n")
