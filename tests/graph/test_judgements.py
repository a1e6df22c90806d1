"""S13 of the store's contract: what a judgement does, that it finds its place again, and that undoing restores all."""

from dataclasses import replace

import pytest

from graph.build import build
from graph.contradictions import JudgementConflict, conflicts
from graph.cypher_script import script
from graph.desk import Unit
from graph.judgement_file import lines, read
from graph.judgements import InvalidJudgement, made, retold, told
from graph.query import Query, Where
from graph.settling import merged
from graph.types import Kind
from ingest.errors import FileTooLarge
from ingest.types import Finding
from tests.calls import counted

TASKS = {
    "1": {"lead": "区甲局", "responsible": "区乙局、区丙局等"},
    "2": {"lead": "区甲局、区乙局"},
    "3": {"responsible": "区乙局、区丙局、各镇街等"},
    "4": {"responsible": "区甲局", "support": "区丁局等"},
}
AT = "2026-01-01T00:00:00Z"
HERE = {"issuer": "甲区人民政府", "number": "甲府发〔2024〕1号", "title": "甲区工作方案"}


def task(number):
    return {"task_path": f"一/{number}", "task_title": f"第{number}项工作"}


def said(kind, who="张三", why="经核对", at=AT, **words):
    place = {} if kind in {"same", "different", "renamed"} else HERE
    return made(kind, who, why, at, **{**place, **words})


SAME = said("same", organization="甲区乙局", other="甲区丙局")
DIFFERENT = said("different", organization="甲区乙局", other="甲区丙局")
RENAMED = said("renamed", organization="甲区丁局", other="甲区丙局", year=2024)
ROLE = said("role", **task(1), surface="区甲局", role="lead", right_role="responsible")
NOT_UNIT = said("not_unit", surface="各镇街")
MISSING = said("missing", **task(3), surface="抓好", role="lead", organization="甲区抓好局")
WRONG_TASK = said(
    "task", **task(2), surface="区乙局", role="lead", right_task_path="一/4", right_task_title="第4项工作"
)
TOGETHER = (SAME, ROLE, NOT_UNIT, MISSING, WRONG_TASK)
ALL = (SAME, RENAMED, ROLE, NOT_UNIT, MISSING, WRONG_TASK)


def everything(store):
    """Every answer that a reader gives, judgements apart."""

    def work(reader):
        rows = {kind: reader.list(Query(kind, limit=1000)) for kind in Kind if kind is not Kind.JUDGEMENT}
        units = [row.id for row in rows[Kind.ORGANIZATION].items]
        return (
            {kind: (page.items, page.total) for kind, page in rows.items()},
            reader.workload(limit=1000).items,
            reader.pairs(limit=1000).items,
            tuple(reader.edges()),
            [reader.get(Kind.ORGANIZATION, one) for one in units],
            {kind: reader.count(Query(kind)) for kind in Kind if kind is not Kind.JUDGEMENT},
        )

    return store.read(work)


def listed(store, kind, *where):
    return store.read(lambda reader: reader.list(Query(kind, where, limit=1000))).items


def load(store, name):
    rows = store.read(lambda reader: reader.workload(limit=1000)).items
    return next((row for row in rows if row.name == name), None)


def with_finding(extraction, *names):
    """The same plan, two of its names found alike."""
    message = f"名称相近，请核对是否同一单位：{names[0]} / {names[1]}"
    return replace(
        extraction, findings=(*extraction.findings, Finding("f-near", "near-duplicate", message, None, None))
    )


def test_s13_a_role_is_corrected(store, plan):
    """S13: figures, counts of tasks and the edge itself follow, and say that they were judged."""
    store.write(build(plan(TASKS)))
    assert store.judge([ROLE]).added == 1
    (edge,) = listed(store, Kind.RESPONSIBILITY, Where("task", plan(TASKS).tasks[0].id), Where("role", "responsible"))[
        :1
    ]
    assert (edge.quote, edge.role, edge.judgement) == ("区甲局", "responsible", ROLE.id)
    first = listed(store, Kind.TASK)[0]
    assert (first.lead_count, first.unit_count, first.judged) == (0, 3, True)
    unit = load(store, "甲区甲局")
    assert (unit.lead, unit.responsible, unit.judged) == (1, 2, True)
    assert not load(store, "甲区丁局").judged
    assert listed(store, Kind.JUDGEMENT)[0].places == 1


def test_s13_what_is_no_unit_is_set_aside(store, plan):
    """S13: throughout the document where no task is named; what was read is still there when it is undone."""
    store.write(build(plan(TASKS)))
    store.judge([NOT_UNIT])
    assert load(store, "甲区各镇街") is None
    assert listed(store, Kind.TASK)[2].unit_count == 2
    store.undo(NOT_UNIT.id, "李四", "看错了", AT)
    assert load(store, "甲区各镇街").responsible == 1
    row = listed(store, Kind.JUDGEMENT)[0]
    assert (row.undone_by, row.undone_why, row.undone_at, row.places) == ("李四", "看错了", AT, 0)


def test_s13_a_unit_loses_a_task_and_says_so(store, plan):
    """S13: figures from which a judgement took a task are marked as well."""
    store.write(build(plan(TASKS)))
    store.judge([said("not_unit", **task(1), surface="区甲局")])
    assert (load(store, "甲区甲局").lead, load(store, "甲区甲局").judged) == (1, True)


def test_s13_another_task(store, plan):
    """S13: the edge hangs on the right task."""
    store.write(build(plan(TASKS)))
    store.judge([WRONG_TASK])
    tasks = listed(store, Kind.TASK)
    assert [row.lead_count for row in tasks] == [1, 1, 0, 1]
    assert [row.judged for row in tasks] == [False, True, False, True]


def test_s13_a_missing_unit_is_added_with_its_place(store, plan):
    """S13: text[start:end] is what the person named; a unit that no document names is made."""
    extraction = plan(TASKS)
    store.write(build(extraction))
    store.judge([MISSING])
    (edge,) = listed(store, Kind.RESPONSIBILITY, Where("basis", "judged"))
    text = extraction.document.text
    assert text[edge.start : edge.end] == edge.quote == "抓好"
    assert text[edge.clause_start : edge.clause_end] == edge.clause
    assert text[edge.sentence_start : edge.sentence_end] == edge.sentence
    assert (edge.organization_name, edge.task_number, edge.judgement) == ("甲区抓好局", "3", MISSING.id)
    (unit,) = listed(store, Kind.ORGANIZATION, Where("alias", "抓好"))
    assert (unit.id, unit.jurisdiction_name) == (edge.organization, "甲区")
    store.undo(MISSING.id, "张三", "不对", AT)
    assert listed(store, Kind.ORGANIZATION, Where("name", "甲区抓好局")) == ()


def test_s13_two_units_are_one(store, plan):
    """S13: one canonical unit; the other's id and names lead to it, and figures count once."""
    store.write(build(plan(TASKS)))
    former = listed(store, Kind.ORGANIZATION, Where("name", "甲区丙局"))[0]
    store.judge([SAME])
    canonical = listed(store, Kind.ORGANIZATION, Where("name", "甲区乙局"))[0]
    assert listed(store, Kind.ORGANIZATION, Where("name", "甲区丙局")) == ()
    assert store.read(lambda reader: reader.get(Kind.ORGANIZATION, former.id)) == canonical
    assert listed(store, Kind.ORGANIZATION, Where("alias", "区丙局")) == (canonical,)
    unit = load(store, "甲区乙局")
    assert (unit.total, unit.responsible, unit.judged) == (3, 2, True)
    assert listed(store, Kind.TASK)[0].unit_count == 2
    assert {row.judgement for row in listed(store, Kind.RESPONSIBILITY) if row.quote == "区丙局"} == {SAME.id}


def test_s13_a_renamed_unit_stands_under_its_new_name(store, plan):
    """S13: as with one body under two names."""
    store.write(build(plan(TASKS)))
    store.judge([RENAMED])
    assert load(store, "甲区丙局") is None
    assert load(store, "甲区丁局").total == 3


def test_s13_names_judged_are_no_finding_any_more(store, plan):
    """S13: same or different, the question is answered; undone, it is asked again."""
    for judgement in (DIFFERENT, SAME):
        store.write(build(with_finding(plan(TASKS), "区乙局", "区丙局")))
        store.judge([judgement])
        assert listed(store, Kind.FINDING, Where("kind", "near-duplicate")) == ()
        store.undo(judgement.id, "张三", "再看", AT)
        assert len(listed(store, Kind.FINDING, Where("kind", "near-duplicate"))) == 1


@pytest.mark.parametrize("judgement", [*ALL, DIFFERENT], ids=lambda one: one.kind)
def test_s13_undone_is_as_never_judged(store, plan, judgement):
    """S13: every answer, to the last property."""
    store.write(build(with_finding(plan(TASKS), "区乙局", "区丙局")))
    store.write(build(plan(TASKS, title="另一方案", number="甲府发〔2024〕2号")))
    before = everything(store)
    store.judge([judgement])
    assert everything(store) != before
    store.undo(judgement.id, "张三", "不对", AT)
    assert everything(store) == before


def test_s13_it_holds_after_the_document_was_read_again(store, plan):
    """S13: deleted and read again, as another version, and when judged before it was read at all."""
    extraction = plan(TASKS)
    store.write(build(extraction))
    store.judge([SAME, ROLE, NOT_UNIT, MISSING, WRONG_TASK])
    judged = everything(store)
    store.delete(extraction.document.id)
    assert {row.places for row in listed(store, Kind.JUDGEMENT)} == {0}
    assert listed(store, Kind.ORGANIZATION) == ()
    store.write(build(extraction))
    assert everything(store) == judged
    assert {row.places for row in listed(store, Kind.JUDGEMENT)} == {1}
    store.write(build(plan({"0": {"lead": "区戊局"}, **TASKS}, lexicon="2")))
    assert {row.places for row in listed(store, Kind.JUDGEMENT)} == {1}
    assert [row.lead_count for row in listed(store, Kind.TASK)] == [1, 0, 1, 1, 1]


def test_s13_the_order_of_judging_and_reading_is_nothing(stores, plan):
    """S13: another store, judged first, answers alike."""
    first = stores.open()
    first.write(build(plan(TASKS)))
    first.judge(TOGETHER)
    expected = everything(first)
    first.close()
    second = stores.open()
    second.judge(TOGETHER[::-1])
    second.write(build(plan(TASKS)))
    assert everything(second) == expected


def test_s13_a_judgement_known_changes_nothing(store, plan):
    """S13: neither rows nor revision; one that comes undone is undone here."""
    store.write(build(plan(TASKS)))
    store.judge(TOGETHER)
    before = everything(store), store.read(lambda reader: reader.revision())
    report = store.judge([retold(told(one)) for one in TOGETHER])
    assert (report.added, report.unchanged) == (0, len(TOGETHER))
    assert (everything(store), store.read(lambda reader: reader.revision())) == before
    store.undo(ROLE.id, "李四", "不对", AT)
    gone = told(listed(store, Kind.JUDGEMENT, Where("id", ROLE.id))[0])
    assert store.judge([ROLE]).unchanged == 1  # an older file does not bring it back
    assert listed(store, Kind.JUDGEMENT, Where("id", ROLE.id), Where("active", True)) == ()
    assert retold(gone).undone_by == "李四"


CONTRADICTIONS = [
    (SAME, DIFFERENT),
    (SAME, said("same", organization="甲区丙局", other="甲区乙局", who="李四")),
    (SAME, said("same", organization="甲区丁局", other="甲区丙局", who="李四")),
    (RENAMED, said("renamed", organization="甲区丁局", other="甲区丙局", year=2023, who="李四")),
    (ROLE, said("role", **task(1), surface="区甲局", role="lead", right_role="support", who="李四")),
    (ROLE, said("not_unit", surface="区甲局", who="李四")),
    (
        WRONG_TASK,
        said("task", **task(2), surface="区乙局", role="lead", right_task_title="第3项工作", right_task_path="一/3"),
    ),
]


@pytest.mark.parametrize(("one", "other"), CONTRADICTIONS)
def test_s13_contradictions_are_told_and_nothing_is_kept(store, plan, one, other):
    """S13: in either order, together with what would be right, and within one file."""
    store.write(build(plan(TASKS)))
    for at, (first, second) in enumerate(((one, other), (other, one))):
        stands = later(first, at)
        store.judge([stands])
        before = everything(store), store.read(lambda reader: reader.revision())
        with pytest.raises(JudgementConflict, match=r"张三 .{10} 核定"):
            store.judge([MISSING, later(second, at)])
        assert (everything(store), store.read(lambda reader: reader.revision())) == before
        store.undo(stands.id, "张三", "再看", AT)
    with pytest.raises(JudgementConflict):
        store.judge([later(one, 7), later(other, 8)])


def later(judgement, day):
    """The same, judged on another day."""
    return retold({**told(judgement), "made_at": f"2026-02-0{day + 1}T00:00:00Z"})


def test_s13_three_judged_two_by_two(store, plan):
    """S13: a chain ends in the unit that no judgement gives up; undoing its middle parts it again."""
    store.write(build(plan(TASKS)))
    middle = said("same", organization="甲区丁局", other="甲区乙局")
    store.judge([SAME, middle])
    assert load(store, "甲区丁局").total == 4
    store.undo(middle.id, "张三", "不对", AT)
    assert load(store, "甲区乙局").total == 3
    with pytest.raises(JudgementConflict):
        store.judge([later(middle, 1), said("different", organization="甲区丁局", other="甲区丙局")])


@pytest.mark.parametrize(
    "words",
    [
        {"kind": "other"},
        {"kind": "same", "organization": "甲"},
        {"kind": "same", "organization": "甲", "other": "甲"},
        {"kind": "renamed", "organization": "甲", "other": "乙", "year": 12},
        {"kind": "role", "surface": "甲", "role": "lead", "right_role": "boss"},
        {"kind": "not_unit", "surface": ""},
        {"kind": "not_unit", "surface": "甲", "year": 2020},
        {"kind": "missing", "surface": "甲", "role": "lead", "organization": "甲"},
        {"kind": "not_unit", "surface": "甲", "who": " "},
        {"kind": "not_unit", "surface": "甲", "at": "昨天"},
    ],
)
def test_a_judgement_lacks_nothing_and_says_no_more_than_it_may(words):
    """What is wrong is named."""
    with pytest.raises(InvalidJudgement):
        said(**words)


def test_s13_a_task_is_found_by_its_title_wherever_it_went(store, plan):
    """S13: under another number and path; where several have the title, by the path as well."""
    extraction = plan(TASKS)
    moved = tuple(replace(task, path=f"二/{task.path}") for task in extraction.tasks)
    store.write(build(replace(extraction, tasks=moved)))
    store.judge([ROLE])
    assert listed(store, Kind.JUDGEMENT)[0].places == 1
    alike = tuple(replace(task, title="同一标题") for task in extraction.tasks)
    store.write(build(replace(extraction, tasks=alike)))
    assert listed(store, Kind.JUDGEMENT)[0].places == 0
    titled = said("not_unit", task_path="一/4", task_title="同一标题", surface="区甲局")
    store.judge([titled])
    assert [row.unit_count for row in listed(store, Kind.TASK)] == [3, 2, 3, 1]


def test_s13_what_is_read_rightly_by_now_counts_as_found(store, plan):
    """S13: a better reading that agrees with a judgement does not lose it, and is not marked."""
    store.judge([ROLE, said("missing", **task(2), surface="区丁局", role="support", organization="甲区丁局")])
    store.write(build(plan({**TASKS, "1": {"responsible": "区甲局"}, "2": {"lead": "区甲局", "support": "区丁局"}})))
    assert [row.places for row in listed(store, Kind.JUDGEMENT)] == [1, 1]
    assert {row.judgement for row in listed(store, Kind.RESPONSIBILITY)} == {None}
    assert not any(row.judged for row in listed(store, Kind.TASK))


def test_s13_a_script_of_the_graph_tells_what_holds(store, plan):
    """S13: judged edges stand in the Cypher script as they hold, with the judgement that touched them."""
    store.write(build(plan(TASKS)))
    store.judge([ROLE, NOT_UNIT])
    lines = store.read(lambda reader: list(script(reader)))
    assert sum(ROLE.id in line for line in lines) == 1
    assert not any("RETURN" in line for line in lines)
    assert not any("`quote`: '各镇街'" in line for line in lines)


@pytest.mark.parametrize("kind", ["same", "different"])
def test_a_file_of_many_judgements_is_looked_through_once(kind):
    """A chain of units: what is done for each does not grow with those before it."""
    many = [said(kind, organization=f"单位{n + 1:04}", other=f"单位{n:04}") for n in range(600)]
    units = [Unit(f"o-{n:04}", f"单位{n:04}", None, read=True) for n in range(601)]
    (found, groups), calls = counted(lambda: (conflicts(many, []), merged(many, units)))
    assert found == []
    assert len(groups) == (600 if kind == "same" else 0)
    assert calls < 300 * len(many)


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00Z", "0999-12-31T23:59:59Z"])
def test_a_time_that_was_taken_is_taken_again(at):
    """What a store exports another imports, whatever clock it was made by."""
    one = said("same", at=at, organization="甲", other="乙")
    assert one.made_at == at
    assert retold(told(one)) == one


def test_the_time_of_undoing_is_in_one_form():
    """In UTC, like that of judging."""
    words = told(SAME) | {"undone_at": "2026-02-01T08:00:00+08:00", "undone_by": "李四", "undone_why": "看错"}
    assert retold(words).undone_at == "2026-02-01T00:00:00Z"


def test_a_file_cut_at_the_limit_is_no_whole_one(monkeypatch):
    """Whoever read it stopped at the limit, perhaps at the end of a line: nothing of it is taken."""
    data = lines([SAME, ROLE])
    monkeypatch.setattr("graph.judgement_file.MAX_BYTES", len(data) - 1)
    with pytest.raises(FileTooLarge):
        read(data, "a.jsonl")
