"""Deadlines, scopes, scores and bodies to be set up. ``[…]`` marks the words that say it."""

from __future__ import annotations

import re

import pytest

from ingest.details import due_on

HEAD = "云川市人民政府关于印发云川市质量提升行动方案的通知\n\n云府发〔2024〕15号\n\n各区人民政府：\n\n一、重点任务\n\n"


@pytest.mark.parametrize(
    ("marked", "kind", "day"),
    [
        ("1.建设机房。（责任单位：市科技局）\n完成时限：[2019年6月底前]\n", "deadline", "2019-06-30"),
        ("1.建设机房。责任单位：市科技局。完成时限：[2025年9月]。\n", "deadline", "2025-09-30"),
        ("1.建设机房。（[6月底完成]，牵头单位：市科技局）\n", "deadline", None),
        ("1.建设机房。（牵头单位：市科技局；完成时限：[长期坚持]）\n", "deadline", None),
        ("1.建设机房。（市科技局负责，[2025年6月底前完成]）\n", "deadline", "2025-06-30"),
        ("1.[2019年6月底前]，印发实施方案。（市科技局）\n", "deadline", "2019-06-30"),
        ("序号\t任务\t责任单位\t完成时限\n1\t建设机房\t市科技局\t[2024年第二季度]\n", "deadline", "2024-06-30"),
        ("序号\t任务\t责任单位\t完成时限\n1\t建设机房\t市科技局\t[持续推进]\n", "deadline", None),
        ("1.建设机房。\n完成时限：[立行立改，2025年6月底前完成]\n责任单位：市科技局\n", "deadline", "2025-06-30"),
        ("1.建设机房。各区[于2019年底前]完成改造。（市科技局）\n", "deadline", "2019-12-31"),
        ("1.[2025年3月底前]，完成普查。（市科技局）\n", "deadline", "2025-03-31"),
        ("序号  任务  责任单位  时限\n1  建设机房  市科技局  [2024年9月]\n", "deadline", "2024-09-30"),
        ("1.建设机房。（负责部门：市科技局，适用范围：[全市]）\n", "scope", None),
        ("1.建设机房。（[0.5分]）（责任单位：市科技局）\n", "score", None),
        ("1.建设机房。成立[市机房建设领导小组]，由市长任组长。（市科技局）\n", "group", None),
    ],
)
def test_what_is_marked_is_told(read, marked, kind, day):
    """One detail, of the task, at its place."""
    (quote,) = re.findall(r"\[([^\[\]]+)\]", marked)
    text = HEAD + re.sub(r"[\[\]]", "", marked)
    found = read(text)
    (detail,) = found.details
    assert (detail.kind, detail.span.of(text), detail.due_on) == (kind, quote, day)
    assert detail.task == found.tasks[0].id


@pytest.mark.parametrize(
    "text",
    [
        "1.建设机房，到2026年，建成机房5个。（市科技局）\n",
        "1.建设机房。（市科技局）\n\n云川市人民政府\n2024年6月3日\n",
        "1.建设机房。（市科技局）\n\n        云川市人民政府  2024年6月3日\n",
        "1.建设机房。2023年以来，成效明显。（市科技局）\n",
        "1.建设机房。原有机房已于2019年底前拆除。（市科技局）\n",
        "1.建设机房。充分发挥领导小组作用。（市科技局）\n",
        "1.建设机房。（市科技局）\n重要情况请于2024年12月15日前报送市政府。\n",
    ],
)
def test_what_tells_nothing(read, text):
    """Years of goals and the past, the date of signing, bodies that exist."""
    assert read(HEAD + text).details == ()


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2019年6月底前", "2019-06-30"),
        ("2024年2月", "2024-02-29"),
        ("2025年", "2025-12-31"),
        ("2025年上半年", "2025-06-30"),
        ("2025年12月15日前", "2025-12-15"),
        ("2025年3月上旬", "2025-03-10"),
        ("2025年13月", None),
        ("12月", None),
        ("持续推进", None),
    ],
)
def test_the_last_day_that_a_deadline_allows(words, day):
    """None without a year: nothing is guessed."""
    assert due_on(words) == day


def test_a_part_of_a_task_tells_of_the_task(read):
    """A clause for a group makes the group the task; the deadlines of its parts are the task's."""
    found = read(HEAD + "（一）建设机房。（市科技局）\n1.2024年6月底前，完成选址。\n2.2025年底前，建成机房。\n")
    (task,) = found.tasks
    assert [(detail.value, detail.task) for detail in found.details] == [
        ("2024年6月底前", task.id),
        ("2025年底前", task.id),
    ]
