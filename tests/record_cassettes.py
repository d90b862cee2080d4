"""Records what a real server answers in every output mode: record_cassettes.py [BASE_URL MODEL].

Without arguments the embedded engine serves its small model on loopback. Nothing is ever written by hand.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

__all__ = ["CASSETTES", "MODEL", "REQUEST", "ask", "open_recorder"]

CASSETTES = Path(__file__).parent / "cassettes"
MODEL = "smollm2-135m"

os.environ.setdefault("OMP_WAIT_POLICY", "passive")

from briefkit.models.openai import OpenAIModel, Options  # noqa: E402  (the engine reads the variable first)
from briefkit.models.profiles import LADDER, Mode  # noqa: E402
from briefkit.schema import Message, Reply, Request  # noqa: E402

REQUEST = Request(
    purpose="a cassette",
    messages=[
        Message(role="system", content="You read news. Answer shortly."),
        Message(
            role="user",
            content="[1] The port of Marrow closed its northern gate on Tuesday.\n"
            "[2] A crane had fallen; nobody was hurt.\n\nWhich sentence says that a gate was closed?",
        ),
    ],
    answer_schema={
        "type": "object",
        "properties": {
            "sentence": {"type": "integer", "enum": [1, 2]},
            "gate": {"type": "string", "maxLength": 40},
        },
    },
    max_output_tokens=64,
    temperature=0.0,
)
_SECRET_HEADERS = ("authorization", "api-key", "openai-organization", "openai-project", "cookie")
_NOISY_HEADERS = re.compile(
    r"x-|host|user-agent|date|server|set-cookie|keep-alive|cf-|openai-", re.IGNORECASE
)


def open_recorder(record_mode: str) -> Any:
    """Return vcrpy set up so that the whole question, and no key, decides which answer is replayed."""
    import vcr

    return vcr.VCR(
        cassette_library_dir=str(CASSETTES),
        record_mode=record_mode,
        match_on=["method", "path", "body"],
        filter_headers=list(_SECRET_HEADERS),
        decode_compressed_response=True,
        before_record_request=_without_place,
        before_record_response=_without_noise,
    )


def _without_place(request: Any) -> Any:
    """Leave out what differs between two recordings of the same: the port and the headers of the runtime."""
    request.uri = re.sub(r"^https?://[^/]+", "http://recorded.invalid", request.uri)
    request.headers = {
        name: value for name, value in request.headers.items() if not _NOISY_HEADERS.match(name)
    }
    return request


def _without_noise(response: Any) -> Any:
    headers = response["headers"]
    return {
        **response,
        "headers": {name: headers[name] for name in headers if not _NOISY_HEADERS.match(name)},
    }


async def ask(base_url: str, model: str, mode: Mode | None) -> Reply:
    """Ask the one question in one output mode, None for the way down the ladder."""
    client = OpenAIModel(model, base_url=base_url, attempts=1, options=Options(output_mode=mode))
    try:
        return await client.answer(REQUEST)
    finally:
        await client.aclose()


@contextlib.contextmanager
def _served() -> Iterator[str]:
    from briefkit.models import engine, weights

    with engine.serve(weights.verify(MODEL), context_tokens=2048, alias=MODEL) as base_url:
        yield base_url


def main(arguments: list[str]) -> None:
    """Record one cassette for each mode, over whatever was there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base_url", nargs="?", help="an OpenAI-compatible server; none: the embedded engine")
    parser.add_argument("model", nargs="?", default=MODEL)
    parsed = parser.parse_args(arguments)
    recorder = open_recorder("all")
    with _served() if parsed.base_url is None else contextlib.nullcontext(parsed.base_url) as base_url:
        for mode in LADDER:
            (CASSETTES / f"{mode}.yaml").unlink(missing_ok=True)
            with recorder.use_cassette(f"{mode}.yaml"):
                reply = asyncio.run(ask(base_url, parsed.model, mode))
            sys.stderr.write(f"{mode}: {reply.finish}, {reply.usage.output_tokens} tokens: {reply.text!r}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
