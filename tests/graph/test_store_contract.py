"""The store's contract, clause by clause (docs/store-contract.md); each test names the clause it proves.

Runs once for each store of ``conftest.STORES``. What can be looked at around the store (the file, the archive, another
connection) is; what cannot is read through a second store on the same file.
"""

import threading
from dataclasses import replace

import pytest

from graph.build import build
from graph.checks import IncompleteSubgraph
from graph.query import Op, Query, QueryError, Sort, Where
from graph.results import Version, WorkloadRow
from graph.store import DocumentConflict, StoreClosed, StoreError
from graph.types import Kind
from ingest.types import Place

TASKS = {
    "1": {"lead": "区甲局", "responsible": "区乙局、区丙局等"},
    "2": {"lead": "区甲局、区乙局"},
    "3": {"responsible": "区乙局、区丙局、各镇街等"},
    "4": {"responsible": "区甲局", "support": "区丁局等"},
}


def listed(store, kind, *where, sort=(), limit=1000):
    return store.read(lambda reader: reader.list(Query(kind, where, sort, limit))).items


def totals(store):
    return {kind: store.read(lambda reader, k=kind: reader.list(Query(k))).total for kind in Kind}


def revision(store):
    return store.read(lambda reader: reader.revision())


def everything(store):
    return {kind: listed(store, kind) for kind in Kind}


def unit_id(store, name):
    (row,) = listed(store, Kind.ORGANIZATION, Where("name", name))
    return row.id


def test_s1_writing_twice_equals_writing_once(store, plan):
    """S1: the second write says "unchanged", and neither rows nor revision differ."""
    first = store.write(build(plan(TASKS)))
    before = everything(store), revision(store)
    second = store.write(build(plan(TASKS)))
    assert (first.outcome, second.outcome) == ("created", "unchanged")
    assert (everything(store), revision(store)) == before


def test_s1_another_file_name_is_no_change(store, plan):
    """S1: the same bytes under another file name are the same document."""
    store.write(build(plan(TASKS)))
    assert store.write(build(plan(TASKS, source_name="copy.txt"))).outcome == "unchanged"


def test_s1_a_better_lexicon_replaces(store, plan):
    """S1: the same bytes read by another lexicon are another reading, and replace the first."""
    store.write(build(plan(TASKS)))
    report = store.write(build(plan(TASKS, lexicon="2")))
    assert report.outcome == "replaced"
    assert listed(store, Kind.DOCUMENT)[0].lexicon_version == "2"


def test_s1_a_new_version_replaces_the_old_one_whole(store, plan):
    """S1: nothing of the old version is left, and the report names that version."""
    old = plan(TASKS)
    store.write(build(old))
    new = plan({"1": {"lead": "区戊局"}})
    report = store.write(build(new))
    document = old.document
    replaced = Version(
        document.id, document.title, document.number, "2024-01-01", None, document.source.sha256, "plan.txt"
    )
    assert (report.outcome, report.replaced) == ("replaced", replaced)
    assert [row.name for row in listed(store, Kind.ORGANIZATION)] == ["甲区人民政府", "甲区戊局"]
    assert [row.number for row in listed(store, Kind.TASK)] == ["1"]
    assert store.read(lambda reader: reader.text(new.document.id)) == new.document.text


def test_s1_a_title_within_the_other_is_the_same_work(store, plan):
    """S1: 关于印发…的通知 and the plan itself under one number are one work; the former id leads to the new one."""
    old = plan(TASKS, title="甲区质量工作方案")
    new = plan(TASKS, title="关于印发甲区质量工作方案的通知")
    store.write(build(old))
    assert store.write(build(new)).outcome == "replaced"
    assert totals(store)[Kind.DOCUMENT] == 1
    assert store.read(lambda reader: reader.get(Kind.DOCUMENT, old.document.id)).id == new.document.id
    assert store.read(lambda reader: reader.get(Kind.TASK, old.tasks[2].id)).number == "3"


def test_s1_former_ids_do_not_run_in_circles(store, plan):
    """S1: back under its first title, the document is found under both ids."""
    first, second = plan(TASKS, title="甲区方案"), plan(TASKS, title="甲区方案（修订）")
    for extraction in (first, second, first):
        store.write(build(extraction))
    found = [store.read(lambda reader, i=one.document.id: reader.get(Kind.DOCUMENT, i)).id for one in (first, second)]
    assert found == [first.document.id, first.document.id]


def test_s1_the_same_number_under_an_unlike_title_is_a_conflict(store, plan):
    """S1: never a silent replacement; the store is as it was, and the message names both titles."""
    store.write(build(plan(TASKS, title="甲区质量工作方案")))
    before = everything(store), revision(store)
    with pytest.raises(DocumentConflict, match=r"甲区质量工作方案.*甲区消防工作方案"):
        store.write(build(plan(TASKS, title="甲区消防工作方案")))
    assert (everything(store), revision(store)) == before


def test_s1_the_same_number_of_another_issuer_is_no_conflict(store, plan):
    """S1: two places may number alike."""
    store.write(build(plan(TASKS, title="质量工作方案")))
    store.write(build(plan(TASKS, title="消防工作方案", where="乙区")))
    assert totals(store)[Kind.DOCUMENT] == 2


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ("responsibilities", {"task": "task-none"}),
        ("responsibilities", {"organization": "org-none"}),
        ("tasks", {"section": "sec-none"}),
        ("targets", {"task": "task-none"}),
        ("terms", {"task": "task-none"}),
        ("aliases", {"organization": "org-none"}),
        ("organizations", {"jurisdiction": "place-none"}),
        ("findings", {"task": "task-none"}),
    ],
)
def test_s3_an_edge_needs_both_ends(store, plan, rows, fault):
    """S3 and S2: a subgraph that lacks one end is refused, and nothing of it is written."""
    whole = build(plan(TASKS))
    first, *others = getattr(whole, rows)
    with pytest.raises(IncompleteSubgraph, match="-none"):
        store.write(replace(whole, **{rows: (replace(first, **fault), *others)}))
    assert (set(totals(store).values()), revision(store)) == ({0}, 0)


def test_s2_a_failed_write_leaves_nothing_of_it(store, plan):
    """S2: a write that fails half-way (an id that another document holds) leaves rows, search and revision alone."""
    store.write(build(plan(TASKS)))
    before = everything(store), revision(store)
    other = build(plan({"1": {"lead": "区己局"}}, title="另一方案", number="甲府发〔2024〕9号"))
    taken = listed(store, Kind.RESPONSIBILITY)[0].id
    clash = replace(other, responsibilities=(replace(other.responsibilities[0], id=taken),))
    with pytest.raises(StoreError):
        store.write(clash)
    assert (everything(store), revision(store)) == before
    assert store.write(other).outcome == "created"


def test_s4_parallel_evidence_is_kept(store, plan):
    """S4: one unit named twice in one task stands on two edges; figures count the task once."""
    store.write(build(plan({"1": {"responsible": "区甲局、区甲局", "lead": "区甲局"}})))
    rows = listed(store, Kind.RESPONSIBILITY)
    assert [(row.role, row.position) for row in rows] == [("responsible", 0), ("responsible", 1), ("lead", 0)]
    (load,) = store.read(lambda reader: reader.workload()).items
    assert (load.responsible, load.lead, load.total) == (1, 1, 1)
    assert store.read(lambda reader: reader.count(Query(Kind.RESPONSIBILITY)))[0].count == 3


BODIES = {
    "1": "完成100%_目标，“引号”与'单引号\"双引号，正则.*和[a]。",
    "2": "完成100个目标，ABC。",
    "3": "〇二三𠮷野家，全角ＡＢＣ，U+3000\u3000在此。",
    "4": "零\u0000后面还有文字。",
}


@pytest.mark.parametrize(
    ("words", "tasks"),
    [
        ("100%", ["1"]),
        ("100%_", ["1"]),
        ("%", ["1", "2", "3", "4"]),  # 合格率达到98.3%以上 stands in every task
        ("%_目", ["1"]),
        ("_", ["1"]),
        ("__", []),
        (".*", ["1"]),
        ("100.", []),
        ("[a]", ["1"]),
        ("'单引号\"", ["1"]),
        ('"', ["1"]),
        ('号"双引号', ["1"]),
        ("“引号”", ["1"]),
        ("目", ["1", "2"]),
        ("目标", ["1", "2"]),
        ("ABC", ["2"]),
        ("abc", []),
        ("ＡＢＣ", ["3"]),
        ("〇", ["3"]),
        ("𠮷", ["3"]),
        ("𠮷野家", ["3"]),
        ("\u3000", ["3"]),
        ("后面还有", ["4"]),
        ("零\u0000后面", ["4"]),
        ("第3项", ["3"]),
        ("OR", []),
        ("目标 AND 完成", []),
        ("NEAR(目标)", []),
        ("title:目标", []),
        ("*", ["1"]),
        ("\\", []),
        ("", ["1", "2", "3", "4"]),
    ],
)
def test_s5_search_terms_are_literal(store, plan, words, tasks):
    """S5: what is typed is what is found, whatever it means to SQL, Lucene, FTS or a regular expression."""
    store.write(build(plan(TASKS, bodies=BODIES)))
    assert [row.number for row in listed(store, Kind.TASK, Where("q", words, Op.CONTAINS))] == tasks


def test_s5_search_forgets_what_was_replaced(store, plan):
    """S5: after a new version the old words find nothing and the new ones do, below and above the index's minimum."""
    store.write(build(plan(TASKS, bodies={"1": "旧词语在此。"})))
    store.write(build(plan(TASKS, bodies={"1": "新说法在此。"})))
    found = {word: len(listed(store, Kind.TASK, Where("q", word))) for word in ("旧词", "旧词语", "新说", "新说法")}
    assert found == {"旧词": 0, "旧词语": 0, "新说": 1, "新说法": 1}


def test_s6_text_comes_back_code_point_for_code_point(store, plan):
    """S6: no normalisation, no trimming, no line-end conversion."""
    words = "〇𠮷ＡＢ\u3000\u00a0①\r\n\r\t é e\u0301 \u0000 \ufeff 𝒜 👩‍👩‍👧\n"
    extraction = plan(TASKS, bodies={"2": words})
    store.write(build(extraction))
    assert store.read(lambda reader: reader.text(extraction.document.id)) == extraction.document.text
    (task,) = listed(store, Kind.TASK, Where("number", "2"))
    assert task.text == extraction.document.text[task.start : task.end]
    assert words in task.text


def test_s6_every_quote_stands_where_its_offsets_say(store, plan):
    """S6: quote, clause and sentence equal the text between their offsets."""
    extraction = plan(TASKS)
    store.write(build(extraction))
    text = extraction.document.text
    for row in listed(store, Kind.RESPONSIBILITY):
        assert text[row.start : row.end] == row.quote
        assert text[row.clause_start : row.clause_end] == row.clause
        assert text[row.sentence_start : row.sentence_end] == row.sentence


def test_s6_places_of_a_file_come_back(store, plan):
    """S6: pages and cells of the document, and the place of each piece of evidence; none where its kind has none."""
    extraction = plan(TASKS)
    middle = extraction.responsibilities[1].mention.span.start
    places = (Place(0, "第1页"), Place(middle, '工作表“分工 "表"”C7'))
    source = replace(extraction.document.source, places=places)
    paged = replace(extraction, document=replace(extraction.document, source=source))
    for one, wanted in ((paged, places), (extraction, ())):
        store.write(build(one))
        (document,) = listed(store, Kind.DOCUMENT)
        assert document.places == tuple((place.start, place.label) for place in wanted)
        for row in (*listed(store, Kind.RESPONSIBILITY), *listed(store, Kind.TARGET)):
            assert row.place == next((p.label for p in reversed(wanted) if p.start <= row.start), "")


@pytest.mark.parametrize("kind", list(Kind))
def test_s7_absent_is_none_or_empty(store, kind):
    """S7: an empty store answers, and so does an id that nobody has, or that no store could hold."""
    page = store.read(lambda reader: reader.list(Query(kind)))
    assert (page.items, page.total, page.after) == ((), 0, None)
    for one in ("none", "", "'; DROP TABLE task; --", "\ud800", "x" * 10_000):
        assert store.read(lambda reader, i=one: reader.get(kind, i)) is None


def test_s7_absent_elsewhere(store):
    """S7: text, workload, pairs, counts, edges and deletion of what is not there."""
    assert store.read(lambda reader: reader.text("none")) is None
    assert store.read(lambda reader: reader.workload()).items == ()
    assert store.read(lambda reader: reader.pairs()).items == ()
    assert store.read(lambda reader: tuple(reader.edges())) == ()
    assert store.read(lambda reader: reader.count(Query(Kind.TASK)))[0].count == 0
    assert store.read(lambda reader: reader.count(Query(Kind.TASK), ("document",))) == ()
    assert store.delete("none") is False
    assert revision(store) == 0


def test_s8_the_order_is_total_and_by_pinyin(store, plan):
    """S8: units by pinyin of the full name, tasks by document and place, whatever the order of writing."""
    store.write(
        build(plan({"1": {"lead": "区卫生健康委、区财政局、区教委、区公安分局"}}, where="乙区", number="乙1号"))
    )
    names = [row.name for row in listed(store, Kind.ORGANIZATION)]
    assert names == ["乙区财政局", "乙区公安分局", "乙区教委", "乙区人民政府", "乙区卫生健康委"]
    keys = [(row.sort_key, row.id) for row in listed(store, Kind.ORGANIZATION)]
    assert keys == sorted(keys)
    assert all(key.isascii() for key, _ in keys)


def test_s8_absent_sorts_before_everything(store, plan):
    """S8: a document without a date stands first, and last when descending."""
    for at, day in enumerate(("2024-02-01", None, "2023-01-01")):
        store.write(build(plan({"1": {"lead": "区甲局"}}, title=f"方案{at}", number=f"{at}号", issued_on=day)))
    up = [row.issued_on for row in listed(store, Kind.DOCUMENT, sort=(Sort("issued_on"),))]
    down = [row.issued_on for row in listed(store, Kind.DOCUMENT, sort=(Sort("issued_on", True),))]
    assert (up, down) == ([None, "2023-01-01", "2024-02-01"], ["2024-02-01", "2023-01-01", None])


SORTED = [
    (Kind.TASK, ()),
    (Kind.TASK, (Sort("lead_count", True),)),
    (Kind.TASK, (Sort("unit_count"), Sort("lead_count", True))),
    (Kind.DOCUMENT, (Sort("issued_on", True),)),
    (Kind.DOCUMENT, (Sort("printed_on"),)),
    (Kind.TARGET, (Sort("value"),)),
    (Kind.TARGET, (Sort("deadline", True),)),
    (Kind.TERM, (Sort("weight", True),)),
    (Kind.TERM, (Sort("word"),)),
    (Kind.ALIAS, ()),
    (Kind.RESPONSIBILITY, (Sort("position"),)),
    (Kind.ORGANIZATION, ()),
]


def pages(store, kind, sort, limit, between=lambda: None):
    seen, after = [], None
    while True:
        page = store.read(lambda reader, a=after: reader.list(Query(kind, (), sort, limit, a)))
        seen += page.items
        after = page.after
        if after is None:
            return seen
        between()


@pytest.mark.parametrize(("kind", "sort"), SORTED)
def test_s9_paging_meets_each_row_once(store, plan, kind, sort):
    """S9: page by page gives what one large page gives, in that order, for every sort with absent values."""
    for at, day in enumerate(("2024-02-01", None, "2024-02-01")):
        store.write(
            build(plan(TASKS, title=f"方案{at}", number=f"{at}号", issued_on=day, terms={"1": ("质量", "安全")}))
        )
    assert pages(store, kind, sort, 2) == list(listed(store, kind, sort=sort))


def test_s9_paging_while_another_document_is_written(store, plan):
    """S9: rows that were there throughout are met once each, though documents come and go between the pages."""
    for at in range(3):
        store.write(build(plan(TASKS, title=f"方案{at}", number=f"{at}号", issued_on=f"2024-0{at + 2}-01")))
    there = {row.id for row in listed(store, Kind.TASK)}
    days = iter(("2024-01-01", "2024-03-15", "2024-12-31", "2023-01-01", "2024-02-02", "2024-05-05", "2025-01-01"))

    def write_another():
        day = next(days, None)
        if day:
            store.write(build(plan({"9": {"lead": "区甲局"}}, title=f"插入{day}", number=day, issued_on=day)))

    met = [row.id for row in pages(store, Kind.TASK, (), 2, write_another) if row.id in there]
    assert (len(met), set(met)) == (len(there), there)


def test_s9_workload_and_pairs_page_too(store, plan):
    """S9: computed orders page as well while nothing changes; the page carries the revision that a cursor needs."""
    store.write(build(plan(TASKS)))
    for ask, sort in (("workload", "total"), ("pairs", "shared"), ("workload", "sort_key"), ("pairs", "co_lead")):
        order = (Sort(sort, True),)
        whole = store.read(lambda reader, a=ask, o=order: getattr(reader, a)(sort=o))
        seen, after = [], None
        while True:
            page = store.read(lambda r, a=ask, o=order, c=after: getattr(r, a)(sort=o, limit=1, after=c))
            seen += page.items
            after = page.after
            assert (page.total, page.revision) == (whole.total, revision(store))
            if after is None:
                break
        assert tuple(seen) == whole.items


def test_s10_deleting_removes_only_what_nobody_else_needs(store, plan):
    """S10: what two documents share stays until the last of them goes; then nothing is left at all."""
    one = plan({"1": {"lead": "区甲局、区乙局"}}, title="方案一", number="1号", terms={"1": ("质量", "安全")})
    two = plan({"1": {"lead": "区乙局、区丙局"}}, title="方案二", number="2号", terms={"1": ("安全",)})
    store.write(build(one))
    alone = everything(store)
    store.write(build(two))
    assert store.delete(two.document.id) is True
    assert everything(store) == alone
    assert store.delete(one.document.id) is True
    assert set(totals(store).values()) == {0}
    assert revision(store) == 4


def test_s10_aliases_go_with_their_document(store, plan):
    """S10: a name that only the deleted document used no longer leads to the unit."""
    store.write(build(plan({"1": {"lead": "区甲局"}}, title="方案一", number="1号")))
    two = plan({"1": {"lead": "甲区甲局"}}, title="方案二", number="2号")
    renamed = build(two)
    alias = replace(renamed.aliases[0], organization=unit_id(store, "甲区甲局"), name="老名称", key="老名称")
    store.write(replace(renamed, aliases=(*renamed.aliases, alias)))
    assert [row.name for row in listed(store, Kind.ORGANIZATION, Where("alias", "老名称"))] == ["甲区甲局"]
    store.delete(two.document.id)
    assert listed(store, Kind.ORGANIZATION, Where("alias", "老名称")) == ()


def test_s11_it_survives_re_opening(stores, plan):
    """S11: another store on the same place gives the same rows, text, search and revision."""
    if not stores.lasting:
        fresh = stores.open()
        assert set(totals(fresh).values()) == {0}
        return
    url = stores.url()
    first = stores.open(url)
    first.write(build(plan(TASKS, bodies=BODIES)))
    before = everything(first), revision(first)
    first.close()
    second = stores.open(url)
    assert (everything(second), revision(second)) == before
    assert [row.number for row in listed(second, Kind.TASK, Where("q", "𠮷野家"))] == ["3"]


def test_s12_many_threads_may_read_while_one_writes(store, plan):
    """S12: every read sees whole documents only, and no thread sees an error."""
    faults, done = [], threading.Event()

    def reading():
        while not done.is_set():
            try:
                tasks, evidence = store.read(
                    lambda r: (r.list(Query(Kind.TASK)).total, r.list(Query(Kind.RESPONSIBILITY)).total)
                )
                if tasks % 4 or evidence % 10:
                    faults.append((tasks, evidence))
            except Exception as error:
                faults.append(error)

    def writing(number):
        try:
            for at in range(5):
                extraction = plan(TASKS, title=f"方案{number}-{at}", number=f"{number}-{at}号")
                store.write(build(extraction))
                if at % 2:
                    store.delete(extraction.document.id)
        except Exception as error:
            faults.append(error)

    readers = [threading.Thread(target=reading) for _ in range(4)]
    writers = [threading.Thread(target=writing, args=(number,)) for number in range(3)]
    for thread in (*readers, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    for thread in readers:
        thread.join()
    assert faults == []
    assert totals(store)[Kind.DOCUMENT] == 9


def test_s12_one_read_is_of_one_moment(stores, plan):
    """S12: what is read in one transaction does not move, though another thread writes meanwhile."""
    store = stores.open()
    store.write(build(plan(TASKS, title="方案一", number="1号")))
    started, written = threading.Event(), threading.Event()

    def writing():
        started.wait()
        store.write(build(plan(TASKS, title="方案二", number="2号")))
        written.set()

    thread = threading.Thread(target=writing)
    thread.start()

    def work(reader):
        before = reader.list(Query(Kind.TASK)).total, reader.revision()
        started.set()
        written.wait(0.3)
        return before == (reader.list(Query(Kind.TASK)).total, reader.revision())

    assert store.read(work)
    thread.join()
    assert totals(store)[Kind.DOCUMENT] == 2


def test_s12_closed_says_so(store, plan):
    """S12: every method says that the store is closed; closing again is no fault."""
    store.close()
    store.close()
    for use in (
        lambda: store.write(build(plan(TASKS))),
        lambda: store.delete("x"),
        lambda: store.read(lambda reader: reader.revision()),
        store.ping,
    ):
        with pytest.raises(StoreClosed, match="关闭"):
            use()


def test_s12_a_reader_kept_too_long_says_so(store):
    """S12: a reader is of no use after its transaction."""
    kept = store.read(lambda reader: reader)
    with pytest.raises(StoreError, match="结束"):
        kept.list(Query(Kind.TASK))


def test_a_fault_in_the_work_ends_the_transaction(store, plan):
    """S12: an error of the caller comes through as it is, and the store goes on."""
    with pytest.raises(ZeroDivisionError):
        store.read(lambda reader: 1 // 0)
    assert store.write(build(plan(TASKS))).outcome == "created"


def test_figures_of_workload(store, plan):
    """Figures count distinct tasks: sole and joint leads apart, responsible with and without a lead apart."""
    store.write(build(plan(TASKS)))
    rows = {row.short_name: row for row in store.read(lambda reader: reader.workload()).items}
    assert all(isinstance(row, WorkloadRow) for row in rows.values())
    figures = {
        name: (r.lead_sole, r.lead_joint, r.responsible_with_lead, r.responsible_without_lead, r.support, r.total)
        for name, r in rows.items()
    }
    assert figures == {
        "甲局": (1, 1, 0, 1, 0, 3),
        "乙局": (0, 1, 1, 1, 0, 3),
        "丙局": (0, 0, 1, 1, 0, 2),
        "丁局": (0, 0, 0, 0, 1, 1),
        "各镇街": (0, 0, 0, 1, 0, 1),
    }
    parts = {name: (r.responsible_with_lead_open, r.responsible_without_lead_open) for name, r in rows.items()}
    assert all(rows[name].responsible_open == any(two) for name, two in parts.items())
    assert parts["甲局"] == (False, False)
    assert {one for two in parts.values() for one in two} == {True, False}
    assert {name: (r.lead_open, r.responsible_open, r.support_open) for name, r in rows.items()} == {
        "甲局": (False, False, False),
        "乙局": (False, True, False),
        "丙局": (False, True, False),
        "丁局": (False, False, True),
        "各镇街": (False, True, False),
    }


def test_figures_of_pairs(store, plan):
    """Two units and the tasks they share, in document order, with those they lead together."""
    extraction = plan(TASKS)
    store.write(build(extraction))
    rows = store.read(lambda reader: reader.pairs((Where("collective", False),))).items
    numbers = {task.id: task.number for task in extraction.tasks}
    found = {
        frozenset((r.first_name[2:], r.second_name[2:])): (r.shared, r.co_lead, [numbers[t] for t in r.tasks])
        for r in rows
    }
    assert found == {
        frozenset(("甲局", "乙局")): (2, 1, ["1", "2"]),
        frozenset(("甲局", "丙局")): (1, 0, ["1"]),
        frozenset(("乙局", "丙局")): (2, 0, ["1", "3"]),
        frozenset(("甲局", "丁局")): (1, 0, ["4"]),
    }
    assert all(r.sort_key.split("|")[0] < r.sort_key.split("|")[1] for r in rows)


def test_pairs_of_one_unit_and_of_two(store, plan):
    """``organization`` and ``other`` keep the pairs in which they take part; ``at_least`` those that share enough."""
    store.write(build(plan(TASKS)))
    one, two = unit_id(store, "甲区甲局"), unit_id(store, "甲区乙局")

    def asked(**how):
        return store.read(lambda reader: reader.pairs(**how))

    assert asked(organization=one).total == 3
    assert [row.shared for row in asked(organization=two, other=one).items] == [2]
    assert asked(at_least=2).total == 2
    assert asked(where=(Where("role", "lead"),)).total == 1


def test_conditions_on_a_task_hold_on_one_responsibility(store, plan):
    """role=lead with organization=乙 asks for tasks that 乙 leads, not for tasks with 乙 that somebody leads."""
    store.write(build(plan(TASKS)))
    unit = unit_id(store, "甲区乙局")
    led = listed(store, Kind.TASK, Where("organization", unit), Where("role", "lead"))
    assert [row.number for row in led] == ["2"]
    assert [(r.number, r.lead_count, r.unit_count, r.open_list) for r in listed(store, Kind.TASK)] == [
        ("1", 1, 3, True),
        ("2", 2, 2, False),
        ("3", 0, 3, True),
        ("4", 0, 2, True),
    ]


def test_a_unit_beside_another_is_asked_for_by_its_role(store, plan):
    """``led_by`` and its like speak of whoever else stands on the task: with rows, tasks, figures and pairs alike."""
    store.write(build(plan(TASKS)))
    one, two = unit_id(store, "甲区甲局"), unit_id(store, "甲区乙局")

    def beside(**fields):
        where = tuple(Where(name, value) for name, value in fields.items())
        rows = listed(store, Kind.RESPONSIBILITY, *where)
        assert {row.task for row in rows} == {row.id for row in listed(store, Kind.TASK, *where)}
        figures = store.read(lambda reader: reader.workload(where)).items
        assert {row.name for row in figures} == {row.organization_name for row in rows}
        return [(row.task_number, row.organization_name[2:]) for row in rows]

    assert beside(led_by=one, role="responsible") == [("1", "乙局"), ("1", "丙局")]
    assert beside(led_by=one, role="support") == []
    assert beside(responsible_by=one, role="support") == [("4", "丁局")]
    assert beside(supported_by=unit_id(store, "甲区丁局"), has_lead=False, role="responsible") == [("4", "甲局")]
    assert beside(led_by=one, organization=two) == [("1", "乙局"), ("2", "乙局")]
    assert [row.number for row in listed(store, Kind.TASK, Where("led_by", (one, two), Op.IN))] == ["1", "2"]
    assert store.read(lambda reader: reader.pairs((Where("led_by", two),))).total == 1


def test_a_role_in_which_nobody_stands_is_asked_for(store, plan):
    """``lacks`` leaves the tasks that ``role`` does not find; several hold together; all lack a role that is none."""
    store.write(build(plan(TASKS)))
    every = {row.id for row in listed(store, Kind.TASK)}
    having = {}
    for role in ("lead", "responsible", "support", "supervise"):
        having[role] = {row.id for row in listed(store, Kind.TASK, Where("role", role))}
        assert {row.id for row in listed(store, Kind.TASK, Where("lacks", role))} == every - having[role]
    assert having["lead"] < every > having["support"] > set()
    both = listed(store, Kind.TASK, Where("lacks", "lead"), Where("lacks", "support"))
    assert {row.id for row in both} == every - having["lead"] - having["support"]
    assert len(listed(store, Kind.TASK, Where("lacks", "no role"))) == len(every)
    with pytest.raises(QueryError):
        listed(store, Kind.TASK, Where("lacks", None))


def test_counts_by_group_count_tasks_not_evidence(store, plan):
    """Responsibilities grouped by role count distinct tasks; groups come by key, None first."""
    store.write(build(plan(TASKS)))
    groups = store.read(lambda reader: reader.count(Query(Kind.RESPONSIBILITY), ("role",)))
    assert [(group.key, group.count) for group in groups] == [(("lead",), 2), (("responsible",), 3), (("support",), 1)]
    groups = store.read(lambda reader: reader.count(Query(Kind.TASK), ("has_lead", "open_list")))
    assert [(group.key, group.count) for group in groups] == [
        ((False, True), 2),
        ((True, False), 1),
        ((True, True), 1),
    ]


def test_edges_stream_all_evidence_in_order(store, plan):
    """``edges`` gives what ``list`` gives, whatever the number."""
    store.write(build(plan(TASKS)))
    assert store.read(lambda reader: tuple(reader.edges())) == listed(store, Kind.RESPONSIBILITY)
    led = store.read(lambda reader: [edge.role for edge in reader.edges((Where("role", "lead"),))])
    assert led == ["lead"] * 3


def test_section_means_in_it_or_below(store, plan):
    """section=一 finds the tasks of 一 and of （一） below it."""
    whole = build(plan(TASKS))
    (top,) = whole.sections
    below = replace(top, id="sec-below", parent=top.id, path="一/（一）", level=2)
    moved = tuple(replace(task, section=below.id if task.number in "34" else top.id) for task in whole.tasks)
    store.write(replace(whole, sections=(below, top), tasks=moved))
    assert [row.number for row in listed(store, Kind.TASK, Where("section", top.id))] == ["1", "2", "3", "4"]
    assert [row.number for row in listed(store, Kind.TASK, Where("section", below.id))] == ["3", "4"]
    assert {row.id: row.parent for row in listed(store, Kind.SECTION)} == {top.id: None, below.id: top.id}
    assert {row.id: row.parent for row in listed(store, Kind.SECTION)} == {top.id: None, below.id: top.id}


def test_tasks_within_tasks(store, plan):
    """A group that has a clause of its own contains its tasks."""
    whole = build(plan(TASKS))
    first, second, *others = whole.tasks
    store.write(replace(whole, tasks=(replace(second, parent=first.id), first, *others)))
    assert [row.number for row in listed(store, Kind.TASK, Where("parent", first.id))] == ["2"]
    assert [row.number for row in listed(store, Kind.TASK, Where("parent", None))] == ["1", "3", "4"]


def test_a_unit_by_any_alias_and_by_part_of_a_name(store, plan):
    """alias is exact over normalised names; q is a literal part of the name or of an alias."""
    store.write(build(plan(TASKS)))
    for alias in ("甲区甲局", "甲局", "区甲局"):
        assert [row.name for row in listed(store, Kind.ORGANIZATION, Where("alias", alias))] == ["甲区甲局"]
    assert [row.name for row in listed(store, Kind.ORGANIZATION, Where("q", "丁"))] == ["甲区丁局"]
    assert listed(store, Kind.ORGANIZATION, Where("alias", "局")) == ()


def test_what_the_register_says_comes_back(store, plan):
    """Whether a body is registered, its line, the body above, its bureau and what took its place; asked by each."""
    subgraph = build(plan(TASKS))
    store.write(subgraph)
    assert listed(store, Kind.ORGANIZATION) == tuple(sorted(subgraph.organizations, key=lambda row: row.sort_key))
    assert listed(store, Kind.JURISDICTION) == subgraph.jurisdictions
    (office,) = (row for row in subgraph.organizations if row.belongs_to)
    assert listed(store, Kind.ORGANIZATION, Where("belongs_to", office.belongs_to)) == (office,)
    assert listed(store, Kind.ORGANIZATION, Where("superior", office.superior)) == (office,)
    assert listed(store, Kind.ORGANIZATION, Where("line", office.line)) == (office,)
    (after,) = listed(store, Kind.ORGANIZATION, Where("successor", None, Op.IS), Where("registered", False), limit=2)[
        :1
    ]
    assert after.line is None
    groups = store.read(lambda reader: reader.count(Query(Kind.ORGANIZATION), by=("registered",)))
    assert sum(group.count for group in groups) == len(subgraph.organizations)


def test_findings_come_by_what_they_are_worth(store, plan):
    """The highest score first; those of one score in the order of the text."""
    subgraph = build(plan(TASKS))
    store.write(subgraph)
    rows = listed(store, Kind.FINDING, sort=(Sort("score", True),))
    assert len(rows) > 1
    assert [row.id for row in rows] == [
        row.id for row in sorted(subgraph.findings, key=lambda row: (-row.score, row.sort_key, row.id))
    ]
    assert {row.score for row in rows} == {row.score for row in subgraph.findings}


# --- figures of a day ------------------------------------------------------------------------------------------------


def numbers_on(store, day):
    where = (Where("as_of", day),)
    return store.read(
        lambda reader: (
            sorted(row.number for row in reader.list(Query(Kind.DOCUMENT, where)).items),
            {row.short_name: row.total for row in reader.workload(where).items},
            reader.list(Query(Kind.TASK, where)).total,
            len(list(reader.edges(where))),
            sum(row.shared for row in reader.pairs(where).items),
        )
    )


def test_s14_a_plan_counts_from_its_first_to_its_last_day(store, plan):
    """S14: in force on both ends, and without an end where it states none."""
    one = {"1": {"lead": "区甲局", "support": "区乙局"}}
    store.write(build(plan(one, title="甲方案", number="1号", issued_on="2023-01-01", valid_to="2023-12-31")))
    store.write(build(plan(one, title="乙方案", number="2号", issued_on="2023-06-01")))
    store.write(build(plan(one, title="丙方案", number="3号", issued_on=None)))
    expected = {
        "2022-12-31": ["3号"],
        "2023-01-01": ["1号", "3号"],
        "2023-12-31": ["1号", "2号", "3号"],
        "2024-01-01": ["2号", "3号"],
    }
    for day, numbers in expected.items():
        count = len(numbers)
        assert numbers_on(store, day) == (numbers, {"甲局": count, "乙局": count}, count, count * 2, count)


def test_s14_a_repealed_plan_ends_before_the_one_that_repeals_it(store, plan):
    """S14: whichever was written first, by its number or by its title; it is in force again without that one."""
    one = {"1": {"lead": "区甲局"}}
    old = plan(one, title="旧方案", number="1号", issued_on="2020-01-01")
    new = plan(one, title="新方案", number="2号", issued_on="2024-01-01", repeals=("旧方案", "1号"))
    titled = plan(one, title="再新方案", number="3号", issued_on="2025-01-01", repeals=("新方案", None))
    for order in ((old, new, titled), (titled, new, old)):
        for extraction in order:
            store.write(build(extraction))
        days = ("2023-12-31", "2024-01-01", "2025-01-01")
        assert [numbers_on(store, day)[0] for day in days] == [["1号"], ["2号"], ["3号"]]
        store.delete(new.document.id)
        assert numbers_on(store, "2025-01-01")[0] == ["1号", "3号"]
        store.delete(old.document.id)
        store.delete(titled.document.id)


def test_s14_a_plan_that_says_it_is_repealed_counts_on_no_day(store, plan):
    """S14: nobody says since when."""
    extraction = plan({"1": {"lead": "区甲局"}})
    store.write(build(replace(extraction, document=replace(extraction.document, status="repealed"))))
    assert numbers_on(store, "2024-06-01") == ([], {}, 0, 0, 0)
    assert totals(store)[Kind.TASK] == 1
