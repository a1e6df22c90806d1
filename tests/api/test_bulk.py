"""Folders of files: every one accounted for, in order, whatever some of them do; interrupted and taken up again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from api import bulk
from api.bulk import Extracting, Failed, Readers, ReadIn, Reading, ingested, known_versions
from graph.answers import everything
from graph.archive import Archive, MemoryArchive
from graph.opening import open_store
from graph.query import Query
from graph.sqlite_store import SqliteStore
from graph.store import GraphStore
from graph.types import Kind

PLAN = """云川市人民政府关于做好第{n}批工作的通知
云府发〔2024〕{n}号

各区人民政府：
一、重点工作
1.做好第一件事。（牵头单位：市财政局；配合单位：市教委、市民政局）
2.做好第{n}件事。（责任单位：市科技局）
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Twelve plans, an empty file, one that is no text, and one whose name is a folder's."""
    place = tmp_path / "plans"
    place.mkdir()
    for n in range(12):
        (place / f"{n:02}.txt").write_text(PLAN.format(n=n + 1), "utf-8")
    (place / "03a-empty.txt").write_bytes(b"")
    (place / "07a-zip.txt").write_bytes(b"PK\x03\x04\x00\x00\x00\x00" * 50)
    return place


def files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


def contents(store: GraphStore) -> list[object]:
    """All rows of documents, tasks and responsibilities."""
    kinds = (Kind.DOCUMENT, Kind.TASK, Kind.RESPONSIBILITY, Kind.ORGANIZATION)
    return store.read(lambda reader: [everything(reader, Query(kind, limit=1000)) for kind in kinds])


@pytest.mark.parametrize("jobs", [1, 2])
def test_each_file_is_accounted_for_in_order(folder, jobs):
    """Those that fail are named and stop nothing; as many processes as you like give the same graph."""
    with_one, store = open_store("sqlite://"), open_store("sqlite://")
    list(ingested(with_one, MemoryArchive(), files(folder), 1))
    rows = list(ingested(store, MemoryArchive(), files(folder), jobs))
    assert [row["file"] for row in rows] == [str(path) for path in files(folder)]
    failed = {Path(str(row["file"])).name for row in rows if row["outcome"] == "failed"}
    assert failed == {"03a-empty.txt", "07a-zip.txt"}
    assert all("03a-empty.txt" in str(row["message"]) for row in rows if "empty" in str(row["file"]))
    assert contents(store) == contents(with_one)
    assert len(known_versions(store)) == 12


def test_extraction_is_the_same_with_more_processes(folder):
    """The same bytes in the same order."""
    alone, together = (list(Readers(Extracting("json"), jobs).each(files(folder))) for jobs in (1, 3))
    assert alone == together
    found = [json.loads(found) for _, found in alone if not isinstance(found, Failed)]
    assert [len(one["tasks"]) for one in found] == [2] * 12


def falls_over(path: Path) -> str:
    """As a reader might: out of memory, or a fault of ours."""
    if path.name == "05.txt":
        os._exit(9)
    if path.name == "02.txt":
        raise IndexError("too far")
    return path.name


def test_a_process_that_dies_fails_its_file_only(folder):
    """Also when several files were at work with it."""
    some = [folder / name for name in ("01.txt", "02.txt", "05.txt", "06.txt", "08.txt")]
    results = dict(Readers(falls_over, 2).each(some))
    assert list(results) == some
    failed = {path.name: found.message for path, found in results.items() if isinstance(found, Failed)}
    assert set(failed) == {"02.txt", "05.txt"}
    assert "IndexError" in failed["02.txt"]


def test_no_more_is_read_ahead_than_a_few_files(folder):
    """Memory is bounded by the processes, not by the folder."""
    asked = []

    class Watched(list[Path]):
        def __iter__(self) -> Iterator[Path]:
            for path in super().__iter__():
                asked.append(path)
                yield path

    readings = Readers(Reading(), 2).each(Watched(files(folder) * 10))
    next(readings)
    readings.close()
    assert len(asked) <= 2 * bulk.AHEAD + 1


def test_what_was_written_before_an_interruption_stays(folder, tmp_path, monkeypatch):
    """Ctrl-C in the middle of a write takes that one back, and no other."""
    store = open_store(f"sqlite:///{tmp_path}/s/z.db")
    write: Callable[..., object] = store.write
    done = []

    def interrupted(subgraph):
        if len(done) == 5:
            raise KeyboardInterrupt
        done.append(write(subgraph))
        return done[-1]

    monkeypatch.setattr(store, "write", interrupted)
    with pytest.raises(KeyboardInterrupt):
        list(ingested(store, Archive(tmp_path / "a"), files(folder), 2))
    monkeypatch.undo()
    assert len(known_versions(store)) == 5
    rows = list(ingested(store, Archive(tmp_path / "a"), files(folder), 2, known_versions(store)))
    outcomes = [row["outcome"] for row in rows]
    assert (outcomes.count("known"), outcomes.count("created"), outcomes.count("failed")) == (5, 7, 2)
    store.close()


def test_an_original_outlives_a_version_that_comes_back(tmp_path):
    """The same plan, corrected, then as it was: what is in the graph has its original."""
    first, second = PLAN.format(n=1), PLAN.format(n=1).replace("第一件事", "第二件事")
    paths = []
    for n, text in enumerate([first, second, first]):
        paths.append(tmp_path / f"{n}.txt")
        paths[-1].write_text(text, "utf-8")
    store, archive = open_store("sqlite://"), Archive(tmp_path / "a")
    assert [row["outcome"] for row in ingested(store, archive, paths, 2)] == ["created", "replaced", "replaced"]
    (version,) = known_versions(store)
    assert archive.get(version) == first.encode()


def test_interrupting_the_command_and_going_on(tmp_path):
    """A real Ctrl-C: exit code 130, no process left behind, and --resume ends with the graph of one go."""
    place = tmp_path / "plans"
    place.mkdir()
    for n in range(400):
        (place / f"{n:04}.txt").write_text(PLAN.format(n=n + 1), "utf-8")
    url = f"sqlite:///{tmp_path}/z.db"
    # What a shell starts in the background ignores Ctrl-C, and so would the command: it starts as from a terminal.
    program = "from signal import *; signal(SIGINT, default_int_handler); from api.cli import main; main()"
    command = [sys.executable, "-c", program, "ingest", str(place), "--jobs", "2"]
    running = subprocess.Popen(
        [*command, "--store", url], stdout=subprocess.PIPE, text=True, errors="replace", start_new_session=True
    )
    assert running.stdout is not None
    for _ in range(20):
        assert running.stdout.readline().startswith("新读入")
    os.killpg(running.pid, signal.SIGINT)  # as a terminal does: to every process
    running.communicate(timeout=30)
    assert running.returncode == 130
    time.sleep(0.2)
    with pytest.raises(ProcessLookupError):
        os.killpg(running.pid, 0)
    again = subprocess.run([*command, "--store", url, "--resume"], capture_output=True, text=True, check=False)
    assert again.returncode == 0, again.stderr
    known = again.stdout.count("已有")
    assert known >= 20
    assert known + again.stdout.count("新读入") == 400
    whole = open_store("sqlite://")
    list(ingested(whole, MemoryArchive(), files(place), 1))
    assert contents(open_store(url)) == contents(whole)


def test_a_slow_file_holds_up_nobody_who_writes(folder, tmp_path):
    """While a file is waited for, neither the turn nor the store is held."""
    held = []

    class Watched(Archive):
        @contextmanager
        def turn(self) -> Iterator[None]:
            held.append(True)
            with super().turn():
                yield
            held.pop()

    class Slow(Reading):
        def __call__(self, path: Path) -> ReadIn | None:
            assert not held
            assert not store.writing()
            return super().__call__(path)

    class Store(SqliteStore):
        def writing(self) -> bool:
            return self._writer.in_transaction

    store = Store.open(f"sqlite:///{tmp_path}/z.db")
    archive = Watched(tmp_path / "a")
    with closing(Readers(Slow(), 1).each(files(folder))) as readings, store.many() as keep:
        taking = bulk.Taking(store, archive, keep)
        rows = []
        while some := taking.some(readings):
            rows += some
    assert [row["outcome"] for row in rows].count("created") == 12
    store.close()


def test_processes_end_with_the_one_that_was_killed(folder, tmp_path):
    """They would wait for ever for work that never comes."""
    for n in range(12, 400):
        (folder / f"{n:03}.txt").write_text(PLAN.format(n=n + 1) * 20, "utf-8")
    command = [sys.executable, "-c", "from api.cli import main; main()", "ingest", str(folder), "--jobs", "2"]
    command += ["--store", f"sqlite:///{tmp_path}/z.db"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True)
    assert process.stdout is not None
    process.stdout.readline()  # they are at work
    process.kill()
    process.wait()
    until = time.monotonic() + 20
    while _of_session(process.pid) and time.monotonic() < until:
        time.sleep(0.1)
    left = _of_session(process.pid)
    for one in left:
        os.kill(one, signal.SIGKILL)
    assert left == []


def _of_session(session: int) -> list[int]:
    """Processes that still run in a session."""
    found = []
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, its = place.read_text().rpartition(")")[2].split()[:4]
        except OSError:
            continue
        if int(its) == session and state != "Z":
            found.append(int(place.parent.name))
    return found
