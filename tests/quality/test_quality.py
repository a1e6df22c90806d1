"""What the figures of ``make quality`` mean: groups, intervals, faults, and what a change gained and lost."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import pytest

from ingest.evaluate import Outcome, Relation, Report, Score, Share
from ingest.lexicon import load_lexicon
from ingest.quality import Fault, all_relations, by_notation, by_role, changes, faults, mean_f1
from tests.quality.page import pasted
from tests.quality.resolution import VERDICTS, kept, verdicts
from tests.quality.run import without_names

MARKS = {"+": Outcome.RIGHT, "-": Outcome.MISSED, "!": Outcome.WRONG}


def row(words: str) -> Relation:
    """``+10-14 lead bracket.label``: outcome, span, role, notation."""
    place, role, notation = words.split()
    start, end = map(int, place[1:].split("-"))
    return Relation(start, end, role, MARKS[place[0]], notation, "区教委", "（区教委）")


def document(name: str, *words: str) -> Score:
    rows = tuple(row(line) for line in words)
    outcomes = [r.outcome for r in rows]
    right = outcomes.count(Outcome.RIGHT)
    share = Share(right, right + outcomes.count(Outcome.WRONG), right + outcomes.count(Outcome.MISSED))
    return Score(name, share, share, Share(right, right, right), Share(right, right, right), None, rows)


def report(*scores: Score) -> Report:
    return Report.of(json.loads(json.dumps(asdict(Report(scores, scores[0])))))


ONE = document("A", "+0-3 lead bracket.label", "+4-7 support bracket.label", "-9-12 lead line.verb")
OTHER = document("B", "+0-3 lead bracket.label", "!9-12 support bracket.verb")


def test_a_report_survives_json():
    """What ``zeren score --json`` writes is what a later run is compared with."""
    assert report(ONE, OTHER).documents == (ONE, OTHER)
    assert report(ONE, OTHER).total.relations == Share(3, 4, 4)


def test_by_role_and_by_notation():
    """What is wrong counts where it was found, what is missed where it is labelled."""
    found = report(ONE, OTHER)
    assert {g.name: g.share for g in by_role(found)} == {"lead": Share(2, 2, 3), "support": Share(1, 2, 1)}
    assert {g.name: g.share for g in by_notation(found)} == {
        "bracket.label": Share(3, 3, 3),
        "line.verb": Share(0, 0, 1),
        "bracket.verb": Share(0, 1, 0),
    }


def test_intervals():
    """They hold the figure, are the same in every run, and shrink with more documents."""
    few = all_relations(report(ONE, OTHER))
    many = all_relations(report(*[replace(s, id=f"{s.id}{i}") for i in range(20) for s in (ONE, OTHER)]))
    assert few == all_relations(report(ONE, OTHER))
    assert few.f1.low <= few.share.f1 <= few.f1.high
    assert few.f1.low < many.f1.low <= many.share.f1 <= many.f1.high < few.f1.high
    assert mean_f1(report(ONE, OTHER)) == pytest.approx((ONE.relations.f1 + OTHER.relations.f1) / 2)


def test_faults():
    """Another role, other ends, or nothing that stands against it."""
    score = document(
        "A",
        "-0-3 lead bracket.label",
        "!0-3 support bracket.label",
        "-10-13 lead bracket.label",
        "!9-13 lead bracket.label",
        "-20-23 lead line.verb",
        "+30-33 lead line.label",
        "!30-33 responsible line.label",
    )
    assert [fault for _, fault in faults(score)] == [
        Fault.ROLE,
        Fault.ROLE,
        Fault.EDGE,
        Fault.EDGE,
        Fault.ALONE,
        Fault.ROLE,
    ]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("-0-3 lead x.label", "+0-3 lead x.label", [True]),
        ("+0-3 lead x.label", "-0-3 lead x.label", [False]),
        ("+0-3 lead x.label", "+0-3 lead x.verb", []),
        ("-0-3 lead x.label", "-0-3 lead x.label", []),
        ("!0-3 lead x.label", "", [True]),
        ("", "!0-3 lead x.label", [False]),
        ("!0-3 lead x.label", "!0-3 support x.label", [True, False]),
        ("-0-3 lead x.label", "", []),
        ("", "-0-3 lead x.label", []),
    ],
)
def test_changes(before, after, told):
    """Gained: found at last, or wrong no longer. A label that came or went is no change of reading."""
    old, new = (report(document("A", *filter(None, [words]))) for words in (before, after))
    assert [change.gained for change in changes(old, new)] == told


def test_right_but_elsewhere():
    """Under another task, or with another name: a fault of its own, and a change when it is mended."""
    whole = replace(row("+0-3 lead x.label"), task=True, name=True)
    elsewhere = replace(whole, task=False)
    old, new = (report(replace(document("A"), rows=(r,))) for r in (elsewhere, whole))
    assert [fault for _, fault in faults(old.documents[0])] == [Fault.TASK]
    assert faults(new.documents[0]) == ()
    assert [(change.gained, change.fault) for change in changes(old, new)] == [(True, Fault.TASK)]
    assert [(change.gained, change.fault) for change in changes(new, old)] == [(False, Fault.TASK)]


def test_tables_are_pasted_between_their_marks():
    """The rest of the page stays; a page without the marks is refused."""
    page = "# 质量\n<!-- figures -->\nold\n<!-- /figures -->\nrest\n"
    assert pasted(page, "figures", "new") == "# 质量\n<!-- figures -->\n\nnew\n\n<!-- /figures -->\nrest\n"
    with pytest.raises(ValueError, match="first-sight"):
        pasted(page, "first-sight", "new")


def test_changes_are_told_of_documents_that_both_hold():
    """A corpus that has grown is not all gain."""
    assert changes(report(ONE), report(ONE, OTHER)) == ()
    assert changes(report(OTHER), report(ONE)) == ()


def test_the_ablation_takes_names_alone():
    """Suffixes and cues stay."""
    lexicon = load_lexicon()
    without = without_names(lexicon)
    assert lexicon.register.bodies
    assert not without.register.bodies
    assert (without.suffixes, without.verbs) == (lexicon.suffixes, lexicon.verbs)


def test_the_committed_sample_can_be_told():
    """Every case has a verdict that is known, and ``make resolution`` counts them."""
    cases = kept()
    assert {case.verdict for case in cases} <= {*VERDICTS}
    assert "right" in verdicts(cases)
