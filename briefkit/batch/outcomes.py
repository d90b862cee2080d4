"""What comes of one article: its plan is run, and whatever breaks is this article's failure. Writes nothing."""

from __future__ import annotations

import time

from briefkit.batch.recording import WORK
from briefkit.errors import BriefkitError, InputError
from briefkit.job import Job, crashed
from briefkit.run import Runner
from briefkit.schema import Article
from briefkit.store import Outcome

__all__ = ["outcome_of"]


async def outcome_of(article: Article, work: int, *, job: Job, runner: Runner) -> Outcome:
    """Return what comes of an article.

    Raises:
        BriefkitError: when no other article would fare better.

    """
    WORK.set(work)
    began = time.monotonic()
    try:
        job.refuse(article)
        result = await runner.arun(job.plan_of(article))
    except InputError as error:
        return Outcome(failure_code=error.code, failure=error.message)
    except BriefkitError:
        raise
    except Exception as error:  # a mistake of ours, or of a user's model: it is this article's alone
        return crashed(error)
    return Outcome(result=job.complete(result, time.monotonic() - began))
