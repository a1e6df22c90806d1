"""Questions for a person: what a doubtful unit may be, and which plans are no longer in force; on every store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from graph.build import build
from graph.doubts import doubts
from graph.findings import findings
from graph.judging import on_units, said_now
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
