"""Boilerplate of our own, in the manner of automatic boards: plain, and with a name and a figure pasted in. Data.

The thresholds were set on the first list of each; on the second, written afterwards, they were only measured.
"""

from __future__ import annotations

__all__ = ["PLAIN", "PLAIN_UNSEEN", "STUFFED", "STUFFED_UNSEEN"]

PLAIN = """\
The practical issue is whether power, cooling and capacity can keep pace with demand for AI workloads.
The practical issue is whether demand can be converted into reliable capacity on schedule.
For buyers, the development matters because it affects cost, availability and the terms of long-term contracts.
For suppliers, the announcement signals continued investment and a need to prove reliability at scale.
The financial question is whether the spending will produce durable revenue before the next cycle.
The operating question is whether the team can deliver on schedule without adding complexity.
The customer question is whether the change improves performance enough to justify the switch.
Editors should watch for follow-up disclosures, regulatory filings and customer announcements.
The next signal to watch is whether other companies make similar moves in the coming months.
Will the investment deliver the expected returns?
How will stakeholders respond to the changes?
It remains to be seen whether the plan will succeed.
The decision could have far-reaching implications for the industry.
What impact will this have on customers in the long term?""".splitlines()

STUFFED = """\
The practical issue for {E} is whether power, cooling and capacity can keep pace with demand.
For buyers, the move by {E} affects cost, availability and the terms of contracts, including the {N} figure.
For suppliers, {E} signals continued investment and a need to prove reliability at scale.
The financial question for {E} is whether {N} will produce durable revenue before the next cycle.
The next signal to watch is whether {E} follows with similar moves in the coming months.
What {E} now faces in practice is a test of whether supply, staffing and infrastructure scale with appetite.
At ground level {E} must show that delivery keeps up with orders.
On money, {E} has to prove that {N} turns into lasting returns rather than a one-off.
Whether {N} pays back for {E} before sentiment turns is the issue for finance chiefs.
Keep an eye on further announcements from {E} and its rivals this year.
The test ahead is whether peers copy {E} or hold back.
Customers of {E} should review pricing, lock-in and service levels in light of {N}.
Procurement teams will ask {E} what {N} means for their own budgets.
Will {E} deliver on its {N} commitment, and at what cost to margins?
How will stakeholders of {E} respond to the {N} announcement?
It remains to be seen whether {E} can execute its strategy at scale.
The {N} figure underscores the mounting pressure on {E} to show results.
Watch for regulatory filings from {E} that would clarify the {N} number.""".splitlines()

PLAIN_UNSEEN = """\
The story is a reminder that execution risk often outweighs ambition.
Readers should treat the numbers with caution until independent confirmation is available.
Much will depend on how quickly partners can align their roadmaps and budgets.
The pressure point is the gap between promised benefits and measurable outcomes.
What does this mean for smaller competitors without comparable scale?
Investors will want evidence that margins can hold as volumes grow.
The broader context is an ecosystem racing to secure scarce inputs and talent.
Key to watch: adoption rates, pricing discipline and the tone of management commentary.
Can the rollout avoid the bottlenecks that have slowed earlier efforts?
Success will be judged by outcomes rather than headlines.
The trade-off between speed and resilience will shape procurement decisions.
Who ultimately bears the cost if timelines slip?""".splitlines()

STUFFED_UNSEEN = """\
For {E}, the pressure point is the gap between promised benefits and measurable outcomes.
{E} joins a growing list of organisations betting that {N} can unlock efficiencies.
The {N} milestone raises expectations that {E} will have to manage carefully.
Investors in {E} will want evidence that margins can hold beyond {N}.
Can {E} avoid the bottlenecks that have slowed comparable rollouts?
How {E} balances speed and resilience will shape procurement decisions.
{E} now needs to translate {N} into tangible benefits for end users.
Who ultimately bears the cost if {E} misses its timeline?
Analysts will scrutinise whether {E} can sustain momentum after {N}.
Competitors are likely to benchmark themselves against {E} and its {N} target.
A clearer roadmap from {E} would help partners align their budgets with {N}.
The takeaway: {E} is moving faster than its ecosystem, and {N} shows why that matters.""".splitlines()
