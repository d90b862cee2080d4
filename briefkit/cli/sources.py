"""Where the commands that take briefs find them: a file of results, briefs with their article, or a store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from briefkit.cli.output import say
from briefkit.errors import InputError

if TYPE_CHECKING:
    from briefkit.schema import Article, Brief, Result

__all__ = ["one_result", "results_of"]


def results_of(
    source: str,
    *,
    article: str | None = None,
    only: Sequence[str] = (),
    statuses: Sequence[str] = (),
    setup: int | None = None,
) -> Iterator[Result]:
    """Yield the results of a source one by one; only in a store something can be looked up.

    Raises:
        InputError: when there is nothing that was meant, or a brief stands alone.

    """
    from briefkit.store.results import is_store, stored_results

    if is_store(source):
        for stored in stored_results(source, only=only, statuses=statuses, setup=setup):
            if stored.result is None:
                say(f"note: the brief of work {stored.work_id} cannot be read and is left out.")
            else:
                yield stored.result
        return
    if setup is not None:
        raise InputError("--setup is for a store.", hint="Leave it out.")
    for result in _of_file(source, article):
        if (not statuses or result.status in statuses) and (
            not only or result.article.id.startswith(tuple(only))
        ):
            yield result


def one_result(source: str, *, article: str | None = None) -> Result:
    """Return the result of a file that holds one.

    Raises:
        InputError: when it holds several, or a brief stands alone.

    """
    found = list(_of_file(source, article))
    if len(found) != 1:
        raise InputError(f"{source} holds {len(found)} briefs.", hint="Give a file with one.")
    return found[0]


def _of_file(source: str, article: str | None) -> Iterator[Result]:
    from briefkit.loaders import load
    from briefkit.loaders.results import open_results
    from briefkit.schema import Result

    beside = load(article) if article is not None else None
    for found in open_results(source):
        if isinstance(found, Result):
            yield found
        elif beside is None:
            raise InputError(
                f"{source} is a brief alone, without its article and its findings.",
                hint="Give the article with --article; the brief is checked against it.",
            )
        else:
            yield _checked(found, beside)


def _checked(brief: Brief, article: Article) -> Result:
    """Return a brief that stands alone with what the checks find in it.

    Raises:
        InputError: when it was made from another text.

    """
    from briefkit.checks import check
    from briefkit.schema import Result

    if not brief.is_of(article):
        raise InputError(
            f"the brief was made from another text: {brief.article_sha256[:12]}, not {article.id}.",
            hint="Give the text it was made from; `briefkit check` holds it against a later one.",
        )
    findings = check(brief, article)
    is_bad = any(each.severity == "error" for each in findings)
    return Result(
        status="review" if is_bad else "ok",
        brief=brief,
        findings=findings,
        article=article,
        provenance=brief.provenance,
    )
