"""What only the embedded store promises: its file, its migrations, its errors. Read around the store throughout."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from graph import open_store
from graph.build import build
from graph.query import Op, Query, Where
from graph.sqlite_schema import APPLICATION_ID, MIGRATIONS, SCHEMA_VERSION
from graph.sqlite_store import path_of
from graph.store import DocumentConflict, StoreTooNew, StoreUnavailable
from graph.types import Kind

DATA = Path(__file__).parent / "data"
TASKS = {"1": {"lead": "区甲局", "responsible": "区乙局、区丙局等"}, "2": {"responsible": "区甲局"}}
EVERY_TABLE = (
    *("document", "document_text", "document_organization", "document_jurisdiction", "alias", "section", "task"),
    *("term", "task_term", "responsibility", "target", "citation", "finding", "organization", "jurisdiction"),
    "former_id",
)


def url_of(path):
    return f"sqlite:///{path}"


def around(path, statement, *parameters):
    """Ask the file itself."""
    with sqlite3.connect(path) as connection:
        rows = connection.execute(statement, parameters).fetchall()
    connection.close()
    return rows


def snapshot(folder):
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in sorted(folder.iterdir())}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "plans.db"


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite://", None),
        ("sqlite:///", None),
        ("sqlite:///:memory:", None),
        ("sqlite:///data/zeren.db", Path("data/zeren.db")),
        ("sqlite:////var/zeren.db", Path("/var/zeren.db")),
        ("sqlite:///C:/zeren/责任.db", Path("C:/zeren/责任.db")),
    ],
)
def test_urls(url, path):
    """Relative with three slashes, absolute with four, memory with none."""
    assert path_of(url) == path


@pytest.mark.parametrize("url", ["sqlite://host/x.db", "sqlite:x.db", "sqlite:///a\0b", "mysql://x", "", "plans.db"])
def test_bad_urls_say_what_is_right(url):
    """The error shows how a URL is written."""
    with pytest.raises(StoreUnavailable, match="sqlite:///"):
        open_store(url)


def test_the_file_says_what_it_is(path):
    """WAL, application id and schema version stand in the file; folders on the way are made."""
    deep = path.parent / "a" / "b" / "plans.db"
    open_store(url_of(deep)).close()
    assert around(deep, "PRAGMA journal_mode") == [("wal",)]
    assert around(deep, "PRAGMA application_id") == [(APPLICATION_ID,)]
    assert around(deep, "PRAGMA user_version") == [(SCHEMA_VERSION,)]


def test_deleting_leaves_every_table_empty(path, plan):
    """S10, around the store: no table holds a row, the search index finds nothing, no foreign key dangles."""
    store = open_store(url_of(path))
    extraction = plan(TASKS, bodies={"1": "独特的词语。"})
    store.write(build(extraction))
    assert around(path, "SELECT count(*) FROM task_search WHERE task_search MATCH '独特的'") == [(1,)]
    store.delete(extraction.document.id)
    store.close()
    assert [table for table in EVERY_TABLE if around(path, f"SELECT count(*) FROM {table}") != [(0,)]] == []
    assert around(path, "SELECT count(*) FROM task_search WHERE task_search MATCH '独特的'") == [(0,)]
    assert around(path, "PRAGMA foreign_key_check") == []
    assert around(path, "PRAGMA integrity_check") == [("ok",)]


def test_every_table_is_looked_at():
    """The list of tables above is all there are but for search, revision and judgements."""
    store = open_store("sqlite://")
    rows = store._writer.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'task_search%'")
    assert {row[0] for row in rows} == {*EVERY_TABLE, "meta", "judgement"}
    store.close()


def test_stated_and_effective_columns_agree_before_any_judgement(path, plan):
    """Columns for judgements are there from the first version on, and hold what the text says."""
    store = open_store(url_of(path))
    store.write(build(plan(TASKS)))
    store.close()
    statement = """SELECT count(*), sum(active AND stated_task = task AND stated_organization = organization
                   AND stated_role = role AND judgement IS NULL) FROM responsibility"""
    assert around(path, statement) == [(4, 4)]


def test_an_inactive_edge_is_in_no_answer(path, plan):
    """What a judgement sets aside is kept in the table and left out of lists, figures, pairs and edges."""
    open_store(url_of(path)).close()
    store = open_store(url_of(path))
    store.write(build(plan(TASKS)))
    around(path, "UPDATE responsibility SET active = 0 WHERE name = '区乙局'")

    def work(reader):
        return (
            reader.list(Query(Kind.RESPONSIBILITY)).total,
            [row.short_name for row in reader.workload().items],
            [(row.first_name, row.second_name) for row in reader.pairs().items],
            [edge.name for edge in reader.edges()],
            reader.list(Query(Kind.TASK, (Where("basis", "label"), Where("role", "responsible")))).total,
        )

    total, loads, pairs, edges, tasks = store.read(work)
    store.close()
    assert (total, loads, pairs, tasks) == (3, ["丙局", "甲局"], [("甲区丙局", "甲区甲局")], 2)
    assert edges == ["区甲局", "区丙局", "区甲局"]


def test_a_newer_store_is_left_untouched(path, plan):
    """A file of a later schema: StoreTooNew, and neither the file nor its folder changes by a byte."""
    store = open_store(url_of(path))
    store.write(build(plan(TASKS)))
    store.close()
    around(path, f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    before = snapshot(path.parent)
    with pytest.raises(StoreTooNew, match=r"plans\.db.*升级"):
        open_store(url_of(path))
    assert snapshot(path.parent) == before


@pytest.mark.parametrize("content", [b"not a database, but long enough to have a header" * 4, b"x", b"SQLite format 3"])
def test_another_kind_of_file_is_left_untouched(path, content):
    """Any other file: an error that names it, and it stays as it was."""
    path.write_bytes(content)
    before = snapshot(path.parent)
    with pytest.raises(StoreUnavailable, match=r"plans\.db.*换一个文件名"):
        open_store(url_of(path))
    assert snapshot(path.parent) == before


def test_the_database_of_another_program_is_left_alone(path):
    """A SQLite file with tables that are not ours is refused."""
    around(path, "CREATE TABLE theirs (x)")
    with pytest.raises(StoreUnavailable, match="不是 zeren"):
        open_store(url_of(path))
    assert around(path, "SELECT name FROM sqlite_master") == [("theirs",)]


def test_an_empty_file_becomes_a_store(path, plan):
    """A file of no bytes, as mktemp leaves it, is a new store."""
    path.touch()
    store = open_store(url_of(path))
    assert store.write(build(plan(TASKS))).outcome == "created"
    store.close()


def test_places_that_cannot_be_written(tmp_path):
    """A folder, a path through a file, a place of the system: the error names the path and a remedy."""
    (tmp_path / "file.txt").write_text("x")
    for place in (tmp_path, tmp_path / "file.txt" / "plans.db", Path("/proc/zeren/plans.db")):
        with pytest.raises(StoreUnavailable, match="请") as caught:
            open_store(url_of(place))
        assert caught.value.file == str(place)


def test_a_locked_file_says_so(path, plan, monkeypatch):
    """Another process holds the write lock for too long: an error that says so, nothing written, and it goes by."""
    monkeypatch.setattr("graph.sqlite_store.PATIENCE", 0.05)
    store = open_store(url_of(path))
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable, match="占用"):
        store.write(build(plan(TASKS)))
    other.execute("ROLLBACK")
    other.close()
    assert store.write(build(plan(TASKS))).outcome == "created"
    store.close()


def test_a_file_damaged_under_way_says_so(path, plan):
    """A page overwritten by something else: StoreUnavailable with the file's name, not a bare sqlite3 error."""
    store = open_store(url_of(path))
    store.write(build(plan(TASKS)))
    store.close()
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    path.write_bytes(bytes(data))
    with pytest.raises(StoreUnavailable, match=r"plans\.db"):
        open_store(url_of(path)).read(lambda reader: reader.list(Query(Kind.TASK)))


def test_two_stores_on_one_file_see_each_other(path, plan):
    """Two processes, or two stores of one: what one commits the other reads, by revision too."""
    one, two = open_store(url_of(path)), open_store(url_of(path))
    one.write(build(plan(TASKS)))
    two.write(build(plan(TASKS, title="另一方案", number="2号")))
    assert [store.read(lambda r: (r.revision(), r.list(Query(Kind.TASK)).total)) for store in (one, two)] == [
        (2, 4)
    ] * 2
    one.close()
    two.close()


KILLED = """
    import sys
    from graph import open_store
    from graph.build import build
    from importlib.util import module_from_spec, spec_from_file_location
    spec = spec_from_file_location("made", sys.argv[1])
    made = module_from_spec(spec)
    spec.loader.exec_module(made)
    store = open_store(sys.argv[2])
    for at in range(10_000):
        tasks = {str(n): {"lead": f"区{at}局", "responsible": "区乙局、区丙局等"} for n in range(1, 21)}
        store.write(build(made.make_plan(tasks, title=f"方案{at}", number=f"{at}号")))
        print(at, flush=True)
"""


@pytest.mark.parametrize("after", [1, 4, 9])
def test_s2_kill_9_leaves_whole_documents_only(path, after):
    """S2: killed while writing, the store holds every document that was acknowledged, whole, and no half of another."""
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(KILLED), str(Path(__file__).parent / "conftest.py"), url_of(path)],
        stdout=subprocess.PIPE,
        text=True,
    )
    for _ in range(after):
        acknowledged = int(process.stdout.readline())
    process.send_signal(signal.SIGKILL)
    rest = process.stdout.read().split()
    process.wait()
    process.stdout.close()
    acknowledged = int(rest[-1]) if rest else acknowledged
    store = open_store(url_of(path))
    documents = store.read(lambda reader: reader.list(Query(Kind.DOCUMENT, limit=1000))).items
    numbers = {int(row.number.removesuffix("号")) for row in documents}
    assert set(range(acknowledged + 1)) <= numbers <= set(range(acknowledged + 2))
    for row in documents:
        here = (Where("document", row.id),)
        found = store.read(
            lambda r, h=here: (r.list(Query(Kind.TASK, h)).total, r.list(Query(Kind.RESPONSIBILITY, h)).total)
        )
        assert found == (20, 60)
    assert around(path, "PRAGMA integrity_check") == [("ok",)]
    store.close()


def test_many_killed_leave_what_was_kept_and_no_half(path):
    """The same where many share a transaction, three at a time."""
    script = textwrap.dedent(KILLED)
    together = script.replace("for at", "many = store.many()\nkeep = many.__enter__()\nfor at")
    together = together.replace("    print(at,", "    at % 3 == 2 and keep() is None and print(at,")
    process = subprocess.Popen(
        [sys.executable, "-c", together, str(Path(__file__).parent / "conftest.py"), url_of(path)],
        stdout=subprocess.PIPE,
        text=True,
    )
    kept = [int(process.stdout.readline()) for _ in range(4)]
    process.send_signal(signal.SIGKILL)
    rest = process.communicate()[0].split()
    store = open_store(url_of(path))
    documents = store.read(lambda reader: reader.list(Query(Kind.DOCUMENT, limit=1000))).items
    assert kept == [2, 5, 8, 11]
    assert len(documents) % 3 == 0
    assert len(documents) > int(rest[-1] if rest else kept[-1])
    assert around(path, "PRAGMA integrity_check") == [("ok",)]
    store.close()


def test_one_of_many_that_fails_takes_only_itself_back(path, plan):
    """A document of the same number under another title, between two others; readers see nothing until it is kept."""
    store = open_store(url_of(path))

    def titles():
        return {row.title for row in store.read(lambda reader: reader.list(Query(Kind.DOCUMENT))).items}

    with store.many() as keep:
        store.write(build(plan(TASKS, title="甲方案", number="1号")))
        with pytest.raises(DocumentConflict):
            store.write(build(plan(TASKS, title="乙办法", number="1号")))
        store.write(build(plan(TASKS, title="丙方案", number="3号")))
        assert titles() == set()
        keep()
        assert titles() == {"甲方案", "丙方案"}
        store.write(build(plan(TASKS, title="丁方案", number="4号")))
    assert titles() == {"甲方案", "丙方案", "丁方案"}
    assert around(path, "PRAGMA foreign_key_check") == []
    store.write(build(plan(TASKS, title="戊方案", number="5号")))
    store.close()


def test_words_are_found_as_they_are_when_many_are_kept(path, plan, monkeypatch):
    """Replaced before and after it was kept, and one that failed: the index of words holds what stands, once."""
    store = open_store(url_of(path))

    def found(words):
        query = Query(Kind.TASK, (Where("q", words, Op.CONTAINS),))
        return [row.number for row in store.read(lambda reader: reader.list(query)).items]

    with store.many() as keep:
        store.write(build(plan(TASKS, bodies={"1": "最早的词语。"})))
        store.write(build(plan(TASKS, bodies={"1": "后来的词语。"})))
        with monkeypatch.context() as patch:
            patch.setattr("graph.sqlite_write._changed", lambda connection: 1 / 0)  # its last step
            with pytest.raises(ZeroDivisionError):
                store.write(build(plan(TASKS, bodies={"1": "不收的词语。"})))
        keep()
        assert [found(words) for words in ("最早的词语", "后来的词语", "不收的词语")] == [[], ["1"], []]
        store.write(build(plan(TASKS, bodies={"2": "最后的词语。"})))
    assert [found(words) for words in ("后来的词语", "最后的词语")] == [[], ["2"]]
    indexed = around(path, "SELECT count(*) FROM task_search WHERE task_search MATCH '\"的词语\"'")
    assert indexed == [(1,)]
    assert around(path, "INSERT INTO task_search (task_search) VALUES ('integrity-check')") == []
    store.close()


def make_store_v1(path, plan):
    """How ``data/store-v1.db`` was made, by the program of schema 1; never made again."""
    store = open_store(url_of(path))
    store.write(build(plan(TASKS, bodies={"1": "〇𠮷，独特的词语。"})))
    store.write(build(plan(TASKS, title="关于印发甲区工作方案的通知")))
    store.write(
        build(plan({"1": {"support": "区丁局等", "supervise": "区戊局"}}, title="乙方案", number="2号", where="乙区"))
    )
    store._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store._writer.execute("PRAGMA journal_mode = DELETE")
    store._writer.execute("PRAGMA page_size = 1024")
    store._writer.execute("VACUUM")
    store.close()


def test_a_store_of_version_1_opens(tmp_path):
    """Every later version opens the committed file of version 1 and finds all of it."""
    path = tmp_path / "old.db"
    shutil.copy(DATA / "store-v1.db", path)
    assert around(path, "PRAGMA user_version") == [(1,)]
    store = open_store(url_of(path))

    def work(reader):
        return {
            "totals": [reader.list(Query(kind)).total for kind in Kind],
            "units": [row.name for row in reader.list(Query(Kind.ORGANIZATION)).items],
            "places": [row.places for row in reader.list(Query(Kind.DOCUMENT)).items],
            "place": {row.place for row in (*reader.edges(()), *reader.list(Query(Kind.TARGET)).items)},
            "loads": [(row.short_name, row.lead, row.responsible, row.total) for row in reader.workload().items],
            "revision": reader.revision(),
            "found": [row.number for row in reader.list(Query(Kind.TASK, (Where("q", "抓好落实"),))).items],
        }

    assert store.read(work) == {
        "totals": [2, 2, 3, 7, 2, 6, 3, 2, 3, 2, 19, 0],
        "units": ["甲区丙局", "甲区甲局", "甲区人民政府", "甲区乙局", "乙区丁局", "乙区人民政府", "乙区戊局"],
        "places": [(), ()],  # of version 2
        "place": {""},
        "loads": [("丙局", 0, 1, 1), ("甲局", 1, 1, 2), ("乙局", 0, 1, 1), ("丁局", 0, 0, 1), ("戊局", 0, 0, 1)],
        "revision": 3,
        "found": ["1", "2", "1"],
    }
    store.close()
    assert around(path, "PRAGMA user_version") == [(SCHEMA_VERSION,)]
    assert around(path, "PRAGMA integrity_check") == [("ok",)]


def test_migrations_are_applied_in_their_order():
    """Each leads from the one before; a number may be left out."""
    assert list(MIGRATIONS) == sorted(MIGRATIONS)
    assert max(MIGRATIONS) == SCHEMA_VERSION


def test_a_new_store_is_for_its_owner_alone(tmp_path, plan):
    """The file and what SQLite puts beside it, whatever the umask; one that is there keeps its mode."""
    place = tmp_path / "plans.db"
    before = os.umask(0o022)
    try:
        store = open_store(f"sqlite:///{place}")
        store.write(build(plan({"1": {"lead": "区甲局"}})))
        modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.glob("plans.db*")}
        assert modes == dict.fromkeys(("plans.db", "plans.db-wal", "plans.db-shm"), 0o600)
        store.close()
        place.chmod(0o640)
        open_store(f"sqlite:///{place}").close()
        assert place.stat().st_mode & 0o777 == 0o640
    finally:
        os.umask(before)
