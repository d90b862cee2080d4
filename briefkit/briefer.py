"""The front of the library: text in, result out. Thin: it chooses, and hands on."""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypedDict, Unpack, cast, get_args

from pydantic import ValidationError

from briefkit.batch import Results as BatchResults
from briefkit.budget import billed, count_tokens
from briefkit.checks import CHECKS_VERSION, report
from briefkit.desks import AUTO, choose_desk, list_desks, load_desk
from briefkit.draft import Draft, own_fields
from briefkit.drafts import draft_sha256, load_draft
from briefkit.errors import ConfigurationError, InputError
from briefkit.job import Articles, Input, Job, Options, Results
from briefkit.loaders import check_input
from briefkit.loaders.frames import DataFrame, Frame, is_frame
from briefkit.models import Choice, Model, choose_model
from briefkit.plan import BASELINES, PLANS, Checks, Plan, Setup, choose_plan, opinion
from briefkit.prompts import PURPOSES, Prompt, load_prompt, purpose_of
from briefkit.provider_batch import ProviderBatch
from briefkit.run import Event, Gate, Runner, block_on
from briefkit.schema import Article, Brief, Cost, Provenance, Report, Result, Summary, Tally, Usage
from briefkit.store import Store

__all__ = ["Briefer", "find_model"]

_MOST_OUTPUT_TOKENS = 8000
_FIELDS = f"An article has: {', '.join(Article.model_fields)}."
_SHARE_FOR_OUTPUT = 3
"""At most one part in three of a small window is kept for the answer."""


_WEAK = "the second opinion is a small model's: where it has no doubt, that means nothing"
"""The default local model found none of three faults in a summary made for the trial."""
_OWN_PROMPT = {"stepwise": "stepwise", "summarise": "summarise"}
"""Plans that read a prompt of their own; the others read `brief`."""


class Standards(TypedDict, total=False):
    """By what a brief is judged before it is handed out."""

    checks: Checks
    strict: bool


class Wanted(Standards, total=False):
    """What a brief is to hold, and by what it is judged."""

    draft: type[Draft] | str | None


class Briefer:
    """Make editor's briefs with one model.

    `model` is a name (`gpt-5-mini`, `local`, `local:/path/to.gguf`) or a `Model`; None asks the environment.
    `prompt` is the name of a bundled prompt or a file of your own; `plan` is `whole`, `long`, `stepwise` or
    `summarise`, None lets model, prompt and article decide. `desk` is the beat to write for: a bundled one, `auto` for
    the one that suits the article, or a TOML file of your own. `gates` stand around every request; `on_event` is told
    what happens, from another thread.
    `checks="model"` asks the model for a second opinion beside the checks of code: it adds doubts, as warnings, and
    approves nothing. `strict=True` drops a line that still has errors after the repairs, with its reason, instead of
    marking it; headline and last key point stay.
    `draft` is a subclass of `briefkit.draft.Draft` with fields of your own, or where its class is, such as
    `desk.py:MyDraft`, whose code is then run.

    Raises:
        ConfigurationError: when there is no such model, or something it needs is missing.

    """

    def __init__(
        self,
        model: str | Model | None = None,
        *,
        base_url: str | None = None,
        api_key: str | None = None,
        prompt: str | Path | None = None,
        plan: str | None = None,
        desk: str | Path = "general",
        gates: Sequence[Gate] = (),
        on_event: Callable[[Event], None] | None = None,
        **wanted: Unpack[Wanted],
    ) -> None:
        self._standards = _known(wanted)
        self._asked_draft = wanted.get("draft") or Draft
        self._draft = _draft_of(self._asked_draft)
        if plan is not None and plan not in PLANS:
            raise InputError(f"there is no plan {plan!r}.", hint=f"Choose one of: {', '.join(PLANS)}.")
        self._desk = None if desk == AUTO else load_desk(desk)
        if model is None or isinstance(model, str):
            model = find_model(model, base_url=base_url, api_key=api_key).build()
        self.model: Model = model
        self._plan = plan or _suited_plan(prompt, model)
        _refuse_unused(prompt, self._plan)
        self._prompts = _prompts(prompt, self._plan)
        if self._draft is not Draft:
            self._prompts["own"] = load_prompt("own")
        self._gates = tuple(gates)
        self._runner = Runner(model, gates=gates, on_event=on_event)

    def brief(self, article: str | Article, **details: Any) -> Result:
        """Return the brief of an article, blocking; works inside a running event loop too.

        `details` are fields of `Article`, such as `publisher`, for an article given as text.
        A bad brief does not raise.

        Raises:
            InputError: when the text is nothing to brief; nothing was sent.
            ModelError: when no article could be briefed now: wrong key, wrong address, no payment.

        """
        return block_on(self.abrief(article, **details))

    async def abrief(self, article: str | Article, **details: Any) -> Result:
        """Return the brief of an article. As `brief`, to be awaited."""
        given = _article(article, details)
        check_input(given)
        began = time.monotonic()
        result = await self._runner.arun(self.plan(given))
        return self._complete(result, seconds=time.monotonic() - began)

    def batch(
        self,
        articles: Iterable[str | Article] | DataFrame | Input,
        *,
        store: Store | str | Path,
        options: Options | None = None,
        on_tally: Callable[[Tally], None] | None = None,
        provider_batch: bool = False,
    ) -> Results:
        """Return the results of many articles, as they come, to be read with `for` or `async for`.

        Articles may be an archive as `open_archive` returns it, or a data frame of pandas or Polars with a
        column of a usual name for the text. What the store holds from earlier runs is not made again and not
        yielded. Articles that came to no
        brief are results of status `failed`, or rows of the store where nothing could be asked for them.
        `provider_batch`: through the provider's Batch API, which takes up to a day a round; leave the loop at any
        time, and the same call goes on with the jobs that the store knows of.

        Raises:
            StoreError: when the store cannot be opened.

        """
        given, options = _input_of(articles), options or Options()
        if provider_batch:
            job = self.job(provider_batch=True)
            return Results(
                lambda opened, tell: ProviderBatch(job, opened, options=options, on_tally=tell),
                given,
                store,
                on_tally,
            )
        return BatchResults(self.job(), given, store, options, on_tally)

    def job(self, *, provider_batch: bool = False) -> Job:
        """Return what the articles of a batch have in common: for those who drive one themselves.

        `provider_batch`: its answers have the price of the provider's batch jobs.
        """
        share = getattr(self.model, "batch_share", None) if provider_batch else 1.0
        detail = {
            "plan": self._plan,
            "prompts": {purpose: prompt.sha256 for purpose, prompt in self._prompts.items()},
            "desk": AUTO if self._desk is None else self._desk.name,
            "standards": {name: str(value) for name, value in sorted(self._standards.items())},
            "window_tokens": self.model.capabilities.window_tokens,
        }
        desks = [self._desk] if self._desk else [load_desk(name) for name in list_desks()]
        if self._draft is not Draft:
            detail["draft"] = {self._draft.__name__: draft_sha256(self._draft)}
        if told := {desk.name: desk.sha256 for desk in desks if desk.told()}:
            detail["desks"] = told
        identity = json.dumps([self.model.name, self.model.host, detail], sort_keys=True)
        return Job(
            model=self.model,
            plan_of=self.plan,
            complete=lambda result, seconds: self._complete(result, seconds=seconds, share=share),
            refuse=check_input,
            setup_sha256=hashlib.sha256(identity.encode()).hexdigest(),
            setup_detail=detail,
            checks=CHECKS_VERSION,
            price=lambda reply: self._price(reply.usage, reply.model, share),
            gates=self._gates,
            again=self.job,
        )

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what belongs to this process: gates, who watches, and classes that no other can import."""
        draft = self._asked_draft
        if not isinstance(draft, str) and draft.__module__ == "__main__":
            raise ConfigurationError(
                f"the draft {draft.__name__!r} stands in the program itself, where other processes cannot find it.",
                hint=f"Put it into a file of its own and give draft='FILE.py:{draft.__name__}'.",
            )
        own = ("_gates", "_runner", "_draft")
        return {name: value for name, value in vars(self).items() if name not in own}

    def __setstate__(self, state: dict[str, Any]) -> None:
        draft = _draft_of(state["_asked_draft"])
        vars(self).update(state, _gates=(), _runner=Runner(state["model"]), _draft=draft)

    def plan(self, article: Article) -> Plan:
        """Return the plan for an article, not yet begun: for those who drive it themselves."""
        return choose_plan(article, self._setup(article), suited=self._plan)

    def check(self, brief: Brief | Summary | str, article: str | Article, **details: Any) -> Report:
        """Return what the checks make of a brief, or of anybody's summary, of an article.

        With `checks="model"` the model's second opinion is among the findings, and the report's provenance says what
        it cost; else nothing is asked. `details` are as for `brief`.

        Raises:
            InputError: when the article is no text.
            ModelError: when nothing could be asked now: wrong key, wrong address, no payment.

        """
        return block_on(self.acheck(brief, article, **details))

    async def acheck(self, brief: Brief | Summary | str, article: str | Article, **details: Any) -> Report:
        """Return what the checks make of a brief or summary. As `check`, to be awaited."""
        given = _article(article, details)
        setup = self._setup(given)
        if setup.checks == "code":
            return report(brief, given)
        began = time.monotonic()
        found = await self._runner.arun(opinion(brief, given, setup))
        provenance = found.provenance and self._completed(found.provenance, seconds=time.monotonic() - began)
        return found.model_copy(update={"provenance": provenance})

    def _setup(self, article: Article) -> Setup:
        window = self.model.capabilities.window_tokens
        most_output = (
            _MOST_OUTPUT_TOKENS if window is None else min(_MOST_OUTPUT_TOKENS, window // _SHARE_FOR_OUTPUT)
        )
        return Setup(
            model=self.model.name,
            prompts=self._prompts,
            desk=self._desk or choose_desk(article.text, article.headline),
            window_tokens=window,
            max_output_tokens=most_output,
            count_tokens=lambda text: count_tokens(text, self.model.name).tokens,
            draft=self._draft,
            **self._standards,
        )

    def close(self) -> None:
        """Release connections and memory."""
        block_on(self.model.aclose())

    def __enter__(self) -> Briefer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _price(self, usage: Usage, model_answered: str | None, share: float | None = 1.0) -> Cost:
        """Return what was billed by whoever answered."""
        return billed(usage, model=model_answered or self.model.name, host=self.model.host, share=share)

    def _complete(self, result: Result, *, seconds: float, share: float | None = 1.0) -> Result:
        provenance = self._completed(result.provenance, seconds=seconds, share=share)
        brief = result.brief and result.brief.model_copy(update={"provenance": provenance})
        return result.model_copy(update={"provenance": provenance, "brief": brief})

    def _completed(self, known: Provenance, *, seconds: float, share: float | None = 1.0) -> Provenance:
        """Add what only the outside knows: time, price, the day."""
        is_weak = known.opinions and self.model.capabilities.plan == "stepwise"
        return known.model_copy(
            update={
                "notes": [*known.notes, _WEAK] if is_weak else known.notes,
                "seconds": round(seconds, 2),
                "created_at": datetime.datetime.now(datetime.UTC).replace(microsecond=0),
                "host": known.host or self.model.host,
                "cost": self._price(known.usage, known.model_answered, share),
            }
        )


def _input_of(articles: Iterable[str | Article] | DataFrame | Input) -> Input:
    if is_frame(articles):
        return Frame(articles)
    if isinstance(articles, Iterable):
        return Articles(articles)
    return cast("Input", articles)


def find_model(name: str | None = None, *, base_url: str | None = None, api_key: str | None = None) -> Choice:
    """Return the model that a name, an address and this process's environment mean, and why; nothing is built.

    Raises:
        ConfigurationError: when nothing can be used, saying what to do.

    """
    return choose_model(name, base_url=base_url, api_key=api_key, env=os.environ, has_weights=_has_weights)


def _has_weights() -> bool:
    from briefkit.models import weights

    return weights.find(weights.DEFAULT) is not None


def _draft_of(asked: type[Draft] | str) -> type[Draft]:
    draft = load_draft(asked) if isinstance(asked, str) else asked
    own_fields(draft)  # a mistake in it must not show after something was paid for
    return draft


def _known(wanted: Wanted) -> Standards:
    unknown = sorted(wanted.keys() - Wanted.__annotations__.keys())
    if unknown:
        raise TypeError(f"Briefer() has no argument {unknown[0]!r}")
    checks = wanted.get("checks", "code")
    if checks not in get_args(Checks):
        raise InputError(
            f"nobody called {checks!r} checks a brief.", hint=f"Choose one of: {', '.join(get_args(Checks))}."
        )
    standards: dict[str, Any] = {name: value for name, value in wanted.items() if name != "draft"}
    return cast("Standards", standards)


def _suited_plan(prompt: str | Path | None, model: Model) -> str:
    """Return the plan of a model; a prompt for a summary has its own, which any model can follow."""
    suited = model.capabilities.plan
    is_summary = prompt is not None and purpose_of(load_prompt(prompt)) == "summarise"
    return "summarise" if is_summary and suited not in BASELINES else suited


def _prompts(prompt: str | Path | None, plan: str) -> dict[str, Prompt]:
    """Return the prompts by purpose; a prompt of the user's own stands before the one that it is a variant of.

    That of the plan `summarise` is left out elsewhere: their hashes tell the setups of a store apart.
    """
    prompts = {
        purpose: load_prompt(purpose) for purpose in PURPOSES if purpose != "summarise" or plan == purpose
    }
    if prompt is None:
        return prompts
    own = load_prompt(prompt)
    purpose = purpose_of(own)
    prompts[purpose] = own.over(prompts[purpose])
    if purpose == "brief":
        prompts["brief"].fill(
            "again", problems=""
        )  # a mistake in it must not show after something was paid for
    return prompts


def _refuse_unused(prompt: str | Path | None, plan: str) -> None:
    """A prompt that the plan never reads is a mistake, not a wish.

    Raises:
        ConfigurationError: naming the plan that would read it.

    """
    if prompt is None:
        return
    if plan in BASELINES:
        raise ConfigurationError(f"{plan!r} asks nothing and reads no prompt.", hint="Leave out the prompt.")
    purpose, read = purpose_of(load_prompt(prompt)), _OWN_PROMPT.get(plan, "brief")
    if purpose == read or (read == "brief" and purpose not in _OWN_PROMPT):
        return
    fitting = purpose if purpose in _OWN_PROMPT else "whole"
    raise ConfigurationError(
        f"the prompt {str(prompt)!r} is not read by the plan {plan!r}, which suits this model.",
        hint=f"Add --plan {fitting} (plan={fitting!r}), or write sections of the prompt {read!r}.",
    )


def _article(article: str | Article, details: dict[str, Any]) -> Article:
    if isinstance(article, Article):
        # The fields alone: what an article has worked out about itself, its hash, is no detail of it.
        known: dict[str, Any] = {name: getattr(article, name) for name in Article.model_fields}
    else:
        known = {"text": article}
    try:
        return Article(**{**known, **details})
    except ValidationError as error:
        problem = error.errors(include_input=False, include_url=False)[0]
        field = ".".join(str(part) for part in problem["loc"])
        raise InputError(f"the article's {field} cannot be used: {problem['msg']}.", hint=_FIELDS) from None
