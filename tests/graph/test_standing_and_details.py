"""Units said once for all tasks count only where asked for; deadlines are kept, asked for and sorted by."""

from __future__ import annotations

import pytest

from graph.build import build
from graph.query import Op, Query, Sort, Where
from graph.types import Kind
from ingest.extract import extract
from ingest.lexicon import load_lexicon
from ingest.read import read_bytes
from ingest.tokenize import tokenizer_of

TEXT = """云川市人民政府关于印发云川市数字经济提升行动方案的通知

云府办发〔2024〕15号

各区人民政府：

一、重点任务

1.建设机房。（市科技局牵头，市教委配合，以下均需各区人民政府配合，不再列出）
完成时限：2025年6月底前

2.改造网络。（市教委牵头，市财政局配合）
完成时限：2024年12月

3.加强管理。（市财政局负责，分值：5分）
完成时限：持续推进

二、保障措施

成立市数字经济工作领导小组，由市长任组长。
"""


@pytest.fixture
def kept(stores):
    """A store of that plan."""
    lexicon = load_lexicon()
    found = extract(*read_bytes("plan.txt", TEXT.encode()), lexicon, tokenizer_of(lexicon.cue_words))
    store = stores.open()
    store.write(build(found))
    return store


def listed(store, query):
    return store.read(lambda reader: reader.list(query)).items


def test_a_unit_said_once_counts_only_where_it_is_asked_for(kept):
    """Evidence, tasks and figures leave it out, unless standing says otherwise; counts on tasks leave it out."""
    own = listed(kept, Query(Kind.RESPONSIBILITY))
    assert "各区人民政府" not in {row.quote for row in own}
    all_of_them = listed(kept, Query(Kind.RESPONSIBILITY, (Where("standing", True),)))
    standing = [row for row in all_of_them if row.basis == "standing"]
    assert {row.task_number for row in standing} == {"2", "3"}
    unit = standing[0].organization
    asked = (Where("organization", unit),)
    assert listed(kept, Query(Kind.TASK, asked)) == ()
    assert [t.number for t in listed(kept, Query(Kind.TASK, (*asked, Where("standing", True))))] == ["2", "3"]
    figures = kept.read(lambda reader: reader.workload((Where("standing", True),))).items
    assert [row.support for row in figures if row.organization == unit] == [2]
    assert unit not in {row.organization for row in kept.read(lambda reader: reader.workload()).items}
    assert [t.unit_count for t in listed(kept, Query(Kind.TASK))] == [2, 2, 1]


def test_deadlines_are_kept_asked_for_and_sorted_by(kept):
    """As written, and as a day where they name a year; absent before every other, ascending."""
    tasks = listed(kept, Query(Kind.TASK, sort=(Sort("due_on"),)))
    assert [(t.number, t.deadline, t.due_on) for t in tasks] == [
        ("3", "持续推进", None),
        ("2", "2024年12月", "2024-12-31"),
        ("1", "2025年6月底前", "2025-06-30"),
    ]
    late = listed(kept, Query(Kind.TASK, (Where("due_on", "2025-01-01", Op.AT_LEAST),)))
    assert [t.number for t in late] == ["1"]
    by_number = {t.number: t for t in tasks}
    assert [(d[0], d[1]) for d in by_number["3"].details] == [("score", "5分"), ("deadline", "持续推进")]
    for task in tasks:
        assert all(TEXT[start:end] == value for _, value, start, end, _ in task.details)


def test_what_belongs_to_no_task_is_the_documents(kept):
    """Bodies to be set up, and the unit said once."""
    (document,) = listed(kept, Query(Kind.DOCUMENT))
    assert [(kind, value) for kind, value, *_ in document.details] == [
        ("group", "市数字经济工作领导小组"),
        ("standing", "各区人民政府配合"),
    ]
