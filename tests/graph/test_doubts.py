"""Questions for a person: what a doubtful unit may be, and which plans are no longer in force; on every store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from graph.build import build
from graph.doubts import doubts
from graph.findings import findings
from graph.judgements import content
from graph.judging import on_edge, on_units, said_now
from graph.types import FindingRow

TODAY = "2026-01-01"


def doubtful(subgraph, kind, quote):
    """The same subgraph, with reading in doubt of one of its units."""
    row = subgraph.document
    finding = FindingRow("find-x", row.sort_key, row.id, None, kind, f"{kind}：{quote}", 0, 1, quote, 2.0)
    return replace(subgraph, findings=(*subgraph.findings, finding))


def doubt_of(store, kind="doubtful-unit"):
    return next((one for one in store.read(lambda reader: doubts(reader, TODAY)) if one.kind == kind), None)


#: kind of doubt, the unit in doubt, units of the same plan, of another place's plan, and what is offered
CASES = [
    ("renamed", "区乙局", "区乙局、区戊局", "区甲局", ("就是“甲区戊局”",)),
    ("renamed", "区乙局", "区乙局", "区戊局", ()),  # what took its place is not here
    ("level-unclear", "区检测中心", "区检测中心", "区检测中心", ("就是“乙区检测中心”",)),
    ("level-unclear", "区丁局", "区丁局", "区丁局", ()),  # too short a name to tell by
    ("other-doubt", "区检测中心", "区检测中心", "区检测中心", ()),
]


@pytest.mark.parametrize(("kind", "quote", "here", "there", "offered"), CASES)
def test_a_doubtful_unit_is_offered_what_it_may_be(store, plan, kind, quote, here, there, offered):
    """After 读得对, before the other roles."""
    store.write(doubtful(build(plan({"1": {"lead": here}})), kind, quote))
    store.write(build(plan({"1": {"lead": there}}, where="乙区", number="乙府发〔2024〕1号", title="乙区工作方案")))
    labels = tuple(choice.label for choice in doubt_of(store).choices)
    assert labels == ("是，读得对", *offered, "不是单位", "是责任单位", "是配合单位", "是督导单位")


def test_the_offered_answer_is_a_judgement_that_holds(store, plan):
    """Chosen, the one is found under the other, and the question is closed."""
    store.write(doubtful(build(plan({"1": {"lead": "区乙局"}, "2": {"lead": "区戊局"}})), "renamed", "区乙局"))
    choice = next(choice for choice in doubt_of(store).choices if choice.label.startswith("就是"))
    given = choice.judgement

    def work(reader):
        words = on_units(reader, given["kind"], given["organization"], given["other"])
        return said_now(reader, given["kind"], "张三", "核对", datetime(2026, 1, 1, tzinfo=UTC), words)

    store.judge([store.read(work)])
    units = store.read(lambda reader: reader.workload().items)
    assert [(row.name, row.lead) for row in units] == [("甲区戊局", 2)]
    assert doubt_of(store) is None


def test_questions_and_findings_of_plans_that_ended_say_so(store, plan):
    """One plan has run out, one stands: what is asked of each is told apart, and on an earlier day is not."""
    store.write(build(plan({"1": {"responsible": "区甲局"}}, valid_to="2025-06-30")))
    other = plan({"1": {"responsible": "区甲局"}}, number="甲府发〔2024〕2号", title="甲区另一方案")
    store.write(build(other))
    for day, ended in (("2026-01-01", 1), ("2025-06-30", 0)):
        asked = store.read(lambda reader, day=day: doubts(reader, day))
        assert [one.in_force for one in asked if one.kind == "no-lead"].count(False) == ended
        items = [
            item
            for group in store.read(lambda reader, day=day: findings(reader, day))
            for item in group.items
            if group.kind == "no-lead"
        ]
        assert sorted(item.in_force for item in items) == sorted([True] * (2 - ended) + [False] * ended)
        assert all(item.in_force == (item.document == other.document.id) for item in items if ended)


MIXED = {
    "1": {"responsible": "区甲局、区乙局"},
    "2": {"responsible": "区甲局"},
    "3": {"support": "区丙局"},
    "4": {"supervise": "区丁局"},
    "5": {"lead": "区甲局", "support": "区丙局"},
}


def asked_lines(store):
    """Kind → the count, of what the graph is asked for."""
    return {one.kind: one.count for one in store.read(lambda reader: findings(reader, "2026-01-01"))}


def open_leads(store):
    """The open questions of who leads."""
    return [one for one in store.read(lambda reader: doubts(reader, "2026-01-01")) if one.kind == "no-lead"]


def say(store, choice):
    """Judge as a choice says."""
    given = choice.judgement

    def work(reader):
        words = on_edge(reader, given["responsibility"], right_role=given["right_role"])
        return said_now(reader, given["kind"], "张三", "核对", datetime(2026, 1, 1, tzinfo=UTC), words)

    one = store.read(work)
    store.judge([one])
    return one


def test_tasks_that_only_others_support_are_a_kind_of_their_own(store, plan):
    """They list no responsible unit, so that there is no first-listed one to ask about."""
    store.write(build(plan(MIXED)))
    assert asked_lines(store) == {"no-lead": 2, "support-only": 2}
    group = next(one for one in store.read(lambda reader: findings(reader, "2026-01-01")) if one.kind == "support-only")
    assert [item.task_number for item in group.items] == ["3", "4"]
    assert group.line.startswith("2项只列配合单位")


def test_who_leads_is_settled_once_a_person_said_that_none_does(store, plan):
    """Gone from the questions and from the findings together; back when it is undone."""
    store.write(build(plan(MIXED)))
    first = open_leads(store)[0]
    one = say(store, next(choice for choice in first.choices if "不设牵头" in choice.label))
    assert asked_lines(store)["no-lead"] == len(open_leads(store)) == 1
    store.undo(one.id, "张三", "再看", "2026-01-02T00:00:00Z")
    assert asked_lines(store)["no-lead"] == len(open_leads(store)) == 2


def test_another_judgement_on_the_task_leaves_the_question_open(store, plan):
    """That a name is another's, or that a word is a responsible unit wherever it stands, says nothing of who leads."""
    store.write(build(plan(MIXED)))
    edge = open_leads(store)[0].evidence[0]

    def work(reader):
        throughout = on_edge(reader, edge.id, throughout=True, right_role="responsible")
        same = on_units(reader, "same", "甲区丁局", "甲区乙局")
        now = datetime(2026, 1, 1, tzinfo=UTC)
        return [
            said_now(reader, kind, "张三", "核对", now, words) for kind, words in (("role", throughout), ("same", same))
        ]

    store.judge(store.read(work))
    assert asked_lines(store)["no-lead"] == 2


def test_marks_within_marks_are_inner_ones(store, plan):
    """A title that has quotation marks of its own stands in a question, and in what was judged, readably."""
    subgraph = build(plan({"1": {"responsible": "区甲局"}}))
    titled = tuple(replace(task, title="推进“一网通办”") for task in subgraph.tasks)
    store.write(replace(subgraph, tasks=titled))
    (first,) = open_leads(store)
    assert "“推进‘一网通办’”" in first.question
    one = say(store, first.choices[1])
    assert content(one).startswith("“推进‘一网通办’”中“区甲局”")
