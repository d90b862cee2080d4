"""The command `briefkit` itself: its subcommands, and what becomes of errors: one line and an exit code."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import Any, NoReturn

import click

from briefkit.cli.approve import approve
from briefkit.cli.batch import batch
from briefkit.cli.board import board
from briefkit.cli.brief import brief
from briefkit.cli.check import check
from briefkit.cli.diff import diff
from briefkit.cli.distribute import distribute
from briefkit.cli.doctor import doctor, installed_version
from briefkit.cli.evaluation import evaluation
from briefkit.cli.exits import CRASH, INTERRUPTED, exit_of_error
from briefkit.cli.export import export
from briefkit.cli.model import model
from briefkit.cli.output import say
from briefkit.cli.prompts import prompts
from briefkit.cli.purge import purge
from briefkit.cli.recover import recover
from briefkit.cli.schema import schema
from briefkit.cli.status import status
from briefkit.errors import BriefkitError

__all__ = ["main", "program"]


class _Program(click.Group):
    """A group whose commands end as scripts expect, also where they fail."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BriefkitError as error:
            say(str(error))
            raise SystemExit(exit_of_error(error)) from None
        except (click.ClickException, click.exceptions.Exit, click.Abort, OSError):
            raise
        except Exception as error:
            if os.environ.get("BRIEFKIT_DEBUG"):
                raise
            say(
                f"unexpected {type(error).__name__}: {error}. BRIEFKIT_DEBUG=1 shows where; please report it."
            )
            raise SystemExit(CRASH) from None


def _print_version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        click.echo(f"briefkit {installed_version()}")
        context.exit()


@click.group(
    cls=_Program,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 ok, 1 crash, 2 usage, input or configuration, 3 to review, 4 failed, "
    "5 budget reached, 130 interrupted.",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Print the version.",
)
def program() -> None:
    """Editor's briefs of news articles, every line traced to the article."""


for _command in (
    brief,
    batch,
    distribute,
    status,
    board,
    recover,
    purge,
    check,
    approve,
    diff,
    evaluation,
    prompts,
    export,
    schema,
    doctor,
    model,
):
    program.add_command(_command)


def main() -> NoReturn:
    """Run the command line and leave with its exit code."""
    try:
        code = program.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        say("interrupted.")
        _leave(INTERRUPTED)
    except SystemExit as end:
        code = end.code
    if code == INTERRUPTED:
        _leave(INTERRUPTED)
    sys.exit(code if isinstance(code, int) else 0)


def _leave(code: int) -> NoReturn:
    """Leave at once: a model in another thread must not hold up whoever pressed Ctrl-C."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)
