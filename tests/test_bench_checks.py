"""The measuring of the checks measures what it says: on a tiny invented set, without the labelled sets."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks.checks.__main__ import main
from benchmarks.checks.attributions import attribution_cases, find_said
from benchmarks.checks.corpus import copied_briefs, language_lines, read_corpus
from benchmarks.checks.data import Case, Sets
from benchmarks.checks.faults import FAULTS
from benchmarks.checks.peer_rows import ROWS
from benchmarks.checks.peers import beside_peers, install_peers, row_lines
from benchmarks.checks.quoting import own_quotations, quotation_runs
from benchmarks.checks.rules import ERROR, NUMBER, Family, Run, by_base, by_claim, run, uncited
from benchmarks.checks.scores import Scored, area, balanced_accuracy, by_folds
from benchmarks.checks.table import Measure, sample_lines, table_lines
from briefkit.schema import Finding

ARTICLE = (
    "The harbour of Lindmark will close its north pier for 14 weeks from Monday. Repairs cost 3 million euros, "
    "said Hedda Brisling, who runs the port. “We could not wait for another winter storm,” she added.\n\n"
    "Fishing boats may use the south pier at no charge. Olav Trest said the catch would fall by 12 percent. "
    "The town council has not agreed to pay for the 7 lost moorings."
)
SOUND = [
    "The north pier of Lindmark will close for 14 weeks.",
    "Olav Trest said the catch would fall by 12 percent.",
    "She said: “We could not wait for another winter storm.”",
]
BAD = "The north pier of Lindmark will close for 29 weeks."
SWAPPED = "The north pier of Lindmark will close for 12 weeks."


def row(number: int, text: str, label: str, kind: str | None = None, **meta: str) -> dict[str, Any]:
    return {
        "id": f"row-{number}",
        "dataset": "ragtruth_news",
        "claim_or_summary": text,
        "label": label,
        "error_type": kind,
        "meta": meta,
        "source_id": "lindmark",
    }


def write(path: Path, rows: list[dict[str, Any]]) -> None:
    path.write_text("".join(f"{json.dumps(each)}\n" for each in rows), encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "sources.jsonl", [{"source_id": "lindmark", "text": ARTICLE}])
    sound = [row(number, text, "supported") for number, text in enumerate(SOUND)]
    write(tmp_path / "sentences_tiny.jsonl", [*sound, row(9, BAD, "unsupported", "Evident Conflict")])
    write(
        tmp_path / "responses_tiny.jsonl",
        [row(30, f"{SOUND[0]} {BAD}", "unsupported"), row(31, SOUND[0], "supported")],
    )
    write(
        tmp_path / "planted_tiny.jsonl",
        [
            row(20, BAD, "unsupported", "number_out", base=SOUND[0]),
            row(21, SWAPPED, "unsupported", "number_in_source", base=SOUND[0]),
        ],
    )
    return tmp_path


@pytest.fixture
def sets(folder: Path) -> Sets:
    return Sets(folder)


def finding(code: str, severity: str) -> Finding:
    return Finding.model_validate({"code": code, "severity": severity, "path": "", "message": "so"})


def case(name: str, *, faulty: bool) -> Case:
    return Case(name, f"Text of {name}.", "lindmark", faulty, kind="number" if faulty else "")


def test_sets_of_any_name_are_read(sets: Sets) -> None:
    assert [item.text for item in sets.sound] == SOUND
    assert [item.base for item in sets.planted_kinds("number_in_source")] == [SOUND[0]]
    assert [item.faulty for item in sets.responses] == [True, False]


def test_an_absent_figure_is_stopped_and_sound_sentences_pass(sets: Sets) -> None:
    stopped = [item.case.text for item in run(sets.sentences, sets) if item.noticed(ERROR)]
    assert stopped == [BAD]


def test_a_swapped_figure_is_noticed_against_any_evidence(sets: Sets) -> None:
    cases = sets.planted_kinds("number_in_source")
    for cite in (uncited, by_claim, by_base):
        assert run(cases, sets, cite)[0].noticed(NUMBER)


def test_evidence_is_the_best_sentence_and_its_neighbours(sets: Sets) -> None:
    spans = by_base(sets.planted[0], sets.facts("lindmark"))
    assert [span.quote[:12] for span in spans] == ["The harbour ", "Repairs cost"]


def test_a_family_is_codes_and_severities() -> None:
    family = Family(("numbers.",), ("error",))
    assert family.has(finding("numbers.absent", "error"))
    assert not family.has(finding("numbers.absent", "warning"))
    assert not family.has(finding("names.absent", "error"))


def test_a_measure_counts_caught_missed_and_alarms_and_knows_its_goals() -> None:
    noticed = (finding("numbers.absent", "error"),)
    faulty = [Run(case("a", faulty=True), noticed), Run(case("b", faulty=True), ())]
    sound = [Run(case("c", faulty=False), ()), Run(case("d", faulty=False), noticed)]
    row = Measure(1, "figures", ERROR, faulty, sound, catch=0.5, alarm=0.4, precise=0.5)
    assert ([item.case.id for item in row.caught], [item.case.id for item in row.missed]) == (["a"], ["b"])
    assert [item.case.id for item in row.alarms] == ["d"]
    assert row.met is False
    assert Measure(1, "figures", ERROR, faulty, sound, catch=0.5, alarm=0.5, precise=0.5).met is True
    assert Measure(1, "figures", ERROR, faulty, sound).met is None
    [head, line] = table_lines([row])
    assert head.split()[:3] == ["#", "measure", "faults"]
    assert line.split()[:6] == ["1", "figures", "2", "1", "50.0%", "≥50.0%"]
    assert "precision 0.50" in line
    samples = "\n".join(sample_lines(row))
    assert "caught, 1 of 1" in "\n".join(sample_lines(row, "numbers.absent"))
    assert "caught, 0 of 0" in "\n".join(sample_lines(row, "names.absent"))
    assert "Text of b." in samples and "Text of d." in samples and "Text of a." not in samples


@pytest.mark.parametrize(
    ("sentence", "who"),
    [
        ("Olav Trest said the catch would fall by 12 percent.", "Olav Trest"),
        ("According to Hedda Brisling, the repairs cost 3 million euros.", "Hedda Brisling"),
        ("The repairs will cost 3 million euros, according to Hedda Brisling.", "Hedda Brisling"),
        ("The repairs will cost 3 million euros, Brisling said.", "Brisling"),
        ("The pier will be closed for 14 weeks from Monday.", None),
        ("She said the pier will be closed for 14 weeks.", None),
    ],
)
def test_a_speaker_is_found_where_one_is_named(sentence: str, who: str | None) -> None:
    said = find_said(sentence)
    assert (said.who if said else None) == who


def test_attributions_are_turned_wrong_in_three_ways(sets: Sets) -> None:
    cases = {item.kind: item for item in attribution_cases(sets) if item.id.startswith("row-1")}
    assert cases["wrong_speaker"].text == "Hedda Brisling said the catch would fall by 12 percent."
    assert cases["verb_changed"].text.split()[2] in ("admitted", "denied", "confirmed")
    assert cases["attribution_lost"].text == "The catch would fall by 12 percent."
    assert {item.base for item in cases.values()} == {SOUND[1]}
    assert all(item.faulty for item in cases.values())


def test_attribution_cases_are_the_same_every_time(folder: Path) -> None:
    assert attribution_cases(Sets(folder)) == attribution_cases(Sets(folder))


def test_true_quotations_are_measured_one_by_one(sets: Sets) -> None:
    [found] = quotation_runs(sets.sound, sets)
    assert found.case.id == "row-2-q0"
    assert not found.findings
    assert [item.text for item in own_quotations(sets)] == [
        "It says: “We could not wait for another winter storm”"
    ]


@pytest.mark.parametrize(
    ("kind", "language", "text", "faulty"),
    [
        ("number", "en", "It costs 35 euros.", "It costs 68 euros."),
        ("number", "en", "It has 4 doors.", "It has 77 doors."),
        ("number", "ja", "昨年は30人だった。", "昨年は63人だった。"),
        ("number", "en", "See G7 and 2020-01-02.", None),
        ("name", "fr", "Hier soir, Jeanne Amiel part.", "Hier soir, Bramuel Okstad part."),
        ("name", "en", "Only the Prime Minister Jo Lund spoke.", None),
        ("name", "ar", "قال رئيس الوزراء", None),
        ("date", "es", "Llegó el lunes.", "Llegó el domingo."),
        ("quotation", "de", "Es hieß: „Das Dach war lange undicht.“", "Es hieß: „Das Dach war hollow undicht.“"),
        ("quotation", "en", 'The "so-called" plan of "Orn" fails.', None),
        ("negation", "en", "The pier is closed.", "The pier is not closed."),
        ("negation", "fr", "Le port est fermé.", "Le port n'est pas fermé."),
        ("negation", "fr", "Le port s'est vidé.", None),
        ("negation", "de", "Am Hafen hat sich nichts getan.", None),
        ("negation", "de", "Der Hafen ist zu.", "Der Hafen ist nicht zu."),
        ("negation", "es", "El puerto está cerrado.", "El puerto no está cerrado."),
        ("negation", "en", "The pier is not closed.", None),
        ("negation", "ja", "港は閉鎖された。", None),
    ],
)  # fmt: skip
def test_a_fault_is_planted_where_there_is_a_place_for_it(
    kind: str, language: str, text: str, faulty: str | None
) -> None:
    assert FAULTS[kind](text, text, language) == faulty


def test_copied_briefs_have_no_error_and_faults_in_them_do(tmp_path: Path) -> None:
    story = {"id": "lindmark", "title": "Pier closes", "text": ARTICLE, "language": "en", "kind": "news"}
    write(tmp_path / "articles.jsonl", [story])
    measures = copied_briefs(read_corpus(tmp_path))
    rows = {row.name: row for row in reversed(measures)}
    for name in (
        "lines of copied briefs, any error",
        "  as a model's own lines",
        "  as somebody's plain text",
    ):
        assert rows[name].sound and not rows[name].alarms
    for kind in ("number", "name", "date", "quotation"):
        row = rows[f"{kind} changed in a copied line"]
        assert row.faulty and not row.missed
    assert next(language_lines(measures)).split() == ["en"]


def test_a_folder_without_articles_is_an_empty_corpus(tmp_path: Path) -> None:
    assert read_corpus(tmp_path) == []


def test_rows_offer_the_storys_own_words_or_altered_ones() -> None:
    assert len({row.name for row in ROWS}) == len(ROWS)
    assert all(row.claim is None for row in ROWS if row.is_true)
    assert all(
        row.quote not in row.source for row in ROWS if not row.is_true and row.name.endswith("changed")
    )


def test_without_peers_the_rows_are_briefkits_own() -> None:
    verdicts = beside_peers(None)
    assert [each.name for each in verdicts] == ["briefkit, quoted", "briefkit, as a claim"]
    [head, first, *_] = row_lines(verdicts)
    assert head.split() == ["wanted", "quoted", "as", "a", "claim"]
    assert first.split()[-3:] == ["found", "right", "-"]


def peer_python(folder: Path, body: str) -> Path:
    """Return an interpreter that answers as a peer would."""
    python = folder / "python"
    python.write_text(f"#!{sys.executable}\n{body}", encoding="utf-8")
    python.chmod(0o755)
    return python


def test_a_peer_is_right_where_it_finds_own_words_whole_and_altered_ones_not(tmp_path: Path) -> None:
    body = "import json, sys\nfor source, quote in json.load(sys.stdin): print(json.dumps(quote))\n"
    *_, believer = beside_peers(peer_python(tmp_path, body))
    assert [believer.is_right(place) for place in range(len(ROWS))] == [row.is_true for row in ROWS]


def test_a_peer_that_takes_too_long_on_a_row_is_asked_the_next_one(tmp_path: Path) -> None:
    body = (
        "import json, os, signal, sys\n"
        "for source, quote in json.load(sys.stdin):\n"
        "    if quote == 'CFO': os.kill(os.getpid(), signal.SIGALRM)\n"
        "    print('null', flush=True)\n"
    )
    *_, doubter = beside_peers(peer_python(tmp_path, body))
    place = next(place for place, row in enumerate(ROWS) if row.quote == "CFO")
    assert doubter.stopped == {place}
    assert "over 15 s" in list(row_lines([doubter]))[place + 1]
    assert doubter.is_right(place) is False
    assert [doubter.is_right(other) for other in range(place)] == [not row.is_true for row in ROWS[:place]]


def test_peers_that_cannot_be_installed_are_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_pip(folder: Path, **_: Any) -> None:
        (folder / "bin").mkdir(parents=True)
        peer_python(folder / "bin", "import sys\nsys.exit('no route to any index')\n")

    monkeypatch.setattr("benchmarks.checks.peers.venv.create", no_pip)
    assert install_peers(tmp_path / "peers") == (
        None,
        "the other libraries could not be installed: no route to any index",
    )


def scored(*pairs: tuple[str, bool, float], writer: str = "") -> list[Scored]:
    return [
        (Case(f"{source}-{place}", "", source, faulty, writer=writer), score)
        for place, (source, faulty, score) in enumerate(pairs)
    ]


def test_the_area_is_the_share_of_pairs_in_the_right_order() -> None:
    assert area(scored(("a", True, 2.0), ("a", False, 1.0))) == 1.0
    assert area(scored(("a", True, 1.0), ("a", False, 1.0))) == 0.5
    assert area(scored(("a", True, 0.0), ("a", False, 1.0), ("b", True, 3.0), ("b", False, 2.0))) == 0.5
    assert area(scored(("a", True, 1.0))) is None


def test_balanced_accuracy_weighs_both_labels_alike() -> None:
    items = scored(("a", True, 2.0), ("b", False, 0.0), ("c", False, 0.0), ("d", False, 2.0))
    assert balanced_accuracy(items, 1.0) == pytest.approx((1 + 2 / 3) / 2)


def test_a_threshold_is_never_chosen_on_the_articles_that_it_judges() -> None:
    alike = scored(*[(f"article {number}", number % 2 == 0, float(number % 2 == 0)) for number in range(40)])
    assert by_folds(alike) == 1.0
    alone = scored(*[("one article", number % 2 == 0, float(number % 2 == 0)) for number in range(40)])
    assert by_folds(alone) == 0.5


def test_the_command_prints_one_table(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BRIEFKIT_CHECKING", str(folder))
    monkeypatch.setenv("BRIEFKIT_CORPUS", str(folder))
    monkeypatch.setattr("benchmarks.checks.speed._LONG", 800)
    assert main(["--no-peers", "--show", "unsupported sentences"]) == 0
    shown = capsys.readouterr().out
    assert "unsupported sentences, any error" in shown
    assert "numbers.absent 1/0" in shown
    assert "missed, 0 of 0" in shown
    assert "who is right on which row (not asked for)" in shown
    assert "findings counted" in shown
    assert "index: " in shown


def test_absent_sets_are_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BRIEFKIT_CHECKING", str(tmp_path))
    assert main([]) == 2
    assert "BRIEFKIT_CHECKING" in capsys.readouterr().err
