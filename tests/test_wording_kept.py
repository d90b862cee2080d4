"""Words that look like a hedge, a denial or a cause and are none, and what a line keeps in another place."""

from __future__ import annotations

import pytest

from briefkit.checks import Claim, Facts
from briefkit.checks.wording import check_wording
from briefkit.schema import Article, Checked, Finding, Statement


def codes(line: str, source: str, *, found: bool = False) -> list[str]:
    """Return the codes of what is said about a line beside an article of which it cites everything."""
    facts = Facts.of(Article(text=source, language="en"))
    statement = Statement(text=line, evidence=[facts.article.span(0, len(source))])
    claim = Claim("dek", statement, facts, found=found)
    return [item.code for item in check_wording(claim) if isinstance(item, Finding)]


KEPT = [
    (
        "a line without a subject has the hedge itself",
        "could carry as much as 9 million crowns of the dredging, the harbor union argued",
        "In a letter the harbor union argued that the plan could shift as much as 9 million crowns of the dredging.",
    ),
    (
        "the month of May is no hedge",
        "Waste of the mill dropped by a tenth.",
        "The head of the mill, who was elected in May, said that waste of the mill dropped by a tenth.",
    ),
    (
        "to appear on a stage is no doubt",
        "Singers of the opera stood on the stage of the harbor.",
        "Singers of the opera will appear on the stage of the harbor tonight.",
    ),
    (
        "what some might argue is told as what some argue",
        "While some argue that the toll helps the harbor, fees keep ships away.",
        "Some might argue that the toll helps the harbor. Fees keep ships away.",
    ),
    (
        "a headline foretells with an infinitive",
        "Harbor board to rule on the dredging by June",
        "The harbor board is expected to rule on the dredging by June.",
    ),
    (
        "a headline says due",
        "Ruling on the dredging due from the harbor board by June",
        "The harbor board is expected to issue a ruling on the dredging by June.",
    ),
    (
        "another word for maybe stands elsewhere in the line",
        "The harbor may, the union warns its members, lose the ferry line to Orsa.",
        "The harbor could lose the ferry line to Orsa, the union said.",
    ),
    (
        "a hedge holds for all that follows it",
        "Timber thought to have been lost by a ship in the storm of March drifted ashore.",
        "The timber is believed to come from a ship in the storm of March. It drifted ashore on Monday.",
    ),
    (
        "a condition is kept as a condition",
        "If the toll is raised, the ferry line will move to Orsa.",
        "The ferry line will move to Orsa if the toll is raised.",
    ),
    (
        "a condition for the reader is none",
        "The harbor will post the plans of the quay online.",
        "If you want to see the quay, the harbor will post the plans online.",
    ),
    (
        "a question of the line foretells nothing",
        "Which of the two berths will the harbor close?",
        "Which of the two berths do you think the harbor will close?",
    ),
    (
        "a hedge ends where something else begins",
        "A vote is coming up and the mayor must win the next one to keep the ferry.",
        "The vote on the quay is likely settled, but the mayor must win the next one on the ferry.",
    ),
    (
        "a newspaper that is named is no rumour",
        "The harbor board is working on a second quay.",
        "The Orsa Herald reports that the harbor board is working on a second quay.",
    ),
    (
        "what a report found is no rumour",
        "Half of the cranes of the quay were never inspected.",
        "A report found that half of the cranes of the quay were never inspected.",
    ),
    (
        "to accuse another hedges nothing of one's own",
        "The pilot refused the agreed fee at the quay.",
        "At the quay the harbor master accused the pilot when he refused the agreed fee.",
    ),
    (
        "a forecast in another word",
        "The harbor board projects that the quay will handle nearly 900 ships by June.",
        "The plan of the harbor board has a projection of nearly 900 ships at the quay by June.",
    ),
    (
        "not all is still many",
        "Many of the berths are deep berths.",
        "They are not all deep berths, but a lot of the berths are.",
    ),
    (
        "no other as famous is a superlative",
        "Orr is one of the most famous sailors of Lindmark.",
        "There has been no sailor of Lindmark more famous than Orr.",
    ),
    (
        "a question denies nothing",
        "The ferry is closed for the winter.",
        "Why is the ferry not closed for the winter? It is.",
    ),
    (
        "a contrast denies what nobody said",
        "The crane fell on the north quay, not on the ferry pier.",
        "The crane fell on the north quay, the harbor master said. The ferry pier is open.",
    ),
    (
        "what may not be is no denial",
        "These fees may not be enough to keep the ferry.",
        "The fees keep the ferry running.",
    ),
    (
        "what somebody is blamed for leaving undone",
        "The union blamed the harbor for not repairing the cranes of the quay.",
        "The union said the harbor should have repaired the cranes of the quay.",
    ),
    (
        "nothing was in danger, in other words",
        "The hold was ventilated, so the stowaway was not in any danger.",
        "The stowaway was never in any danger. The hold was ventilated.",
    ),
]


@pytest.mark.parametrize(("line", "source"), [row[1:] for row in KEPT], ids=[row[0] for row in KEPT])
def test_a_line_that_keeps_it_has_no_finding(line: str, source: str) -> None:
    assert codes(line, source) == []


LOST = [
    (
        "wording.hedge",
        "The pilot waved at a boat after he was trying to dock without a light.",
        "The pilot waved at a boat after he was allegedly trying to dock without a light.",
    ),
    (
        "wording.negation",
        "The company may not close two berths in Orsa.",
        "“We will close two berths in Orsa,” she told reporters.",
    ),
    (
        "wording.direction",
        "Revenue fell to 4 million crowns in the year to June.",
        "Tarvik said that revenue rose to 4 million crowns in the year to June, while costs fell from a year earlier.",
    ),
]


@pytest.mark.parametrize(("code", "line", "source"), LOST, ids=[row[1] for row in LOST])
def test_what_is_turned_round_beside_like_words_of_its_own_is_an_error(
    code: str, line: str, source: str
) -> None:
    assert codes(line, source) == [code]


FIRMED = [
    (
        "a condition is lost",
        "The harbor will name Orsa, which will become the first free port of the coast.",
        "Orsa will become the first free port of the coast if this plan remains intact.",
    ),
    (
        "the other sentence foretells the contrary",
        "Far out, a moored boat will not receive the alert.",
        "Most boats will receive the alert. Boats that are moored far out might not get the alert.",
    ),
    (
        "what somebody thinks will happen",
        "The toll will prompt the ferry line to leave Orsa.",
        "I guess the toll will prompt the ferry line to leave Orsa.",
    ),
    (
        "what the police believe was one",
        "The night began with a theft from the harbor.",
        "It began with what the police believe was a theft from the harbor, the mayor said.",
    ),
    (
        "somebody is accused of it",
        "The pilot, who is back at sea, sank the ferry deliberately last week.",
        "The pilot is back at sea with the ferry line, whose boat he is accused of deliberately sinking last week.",
    ),
    (
        "a report that nobody stands for",
        "The board has a new head, and the harbor is working on a second quay for Orsa.",
        "A report revealed that the harbor is working on a second quay for Orsa.",
    ),
    (
        "a projection is told as a count",
        "The quay has nearly 900 ships, the board says, and it is building cranes.",
        "Other things in the plan include a projection of nearly 900 ships at the quay, as well as cranes.",
    ),
]


@pytest.mark.parametrize(("line", "source"), [row[1:] for row in FIRMED], ids=[row[0] for row in FIRMED])
def test_a_line_that_is_surer_than_its_source_has_a_warning(line: str, source: str) -> None:
    assert codes(line, source) == ["wording.hedge_likely"]


def test_an_order_is_not_doubted_where_code_found_the_evidence() -> None:
    line, source = (
        "The crew was warned before the crane fell.",
        "The crane fell at noon. The crew was warned by the harbor master.",
    )
    assert codes(line, source) == ["wording.time"]
    assert codes(line, source, found=True) == []


def test_only_words_that_say_how_a_thing_moves_or_compares_are_listed_as_kept() -> None:
    source = "The Harbor Board said the agreement from May raised fees, and ships grew larger."
    line = "The agreement from May, said the Harbor Board, raised fees; ships grew larger."
    facts = Facts.of(Article(text=source, language="en"))
    statement = Statement(text=line, evidence=[facts.article.span(0, len(source))])
    noticed = check_wording(Claim("dek", statement, facts))
    kept = [item.text for item in noticed if isinstance(item, Checked) and item.kind == "direction"]
    assert kept == ["raised", "grew", "larger"]
