"""How a brief comes about: generators that yield requests, are sent replies and return a result. No I/O."""

from briefkit.plan.baselines import BASELINES
from briefkit.plan.choice import PLANS, choose_plan
from briefkit.plan.judging import judge, judging_basis
from briefkit.plan.linting import Linted, Problem, lint_prompt
from briefkit.plan.long import long
from briefkit.plan.opinion import opinion
from briefkit.plan.setup import Checks, Plan, Setup, Step, Trace, estimate_tokens
from briefkit.plan.stepwise import stepwise
from briefkit.plan.summarise import summarise
from briefkit.plan.whole import whole

__all__ = [
    "BASELINES",
    "PLANS",
    "Checks",
    "Linted",
    "Plan",
    "Problem",
    "Setup",
    "Step",
    "Trace",
    "choose_plan",
    "estimate_tokens",
    "judge",
    "judging_basis",
    "lint_prompt",
    "long",
    "opinion",
    "stepwise",
    "summarise",
    "whole",
]
