"""Originals kept by their hash, and the proof that the store still says what they say."""

import hashlib
import re
import sqlite3

import pytest

from graph import open_store
from graph.archive import Archive, MemoryArchive, archive_for
from graph.build import build
from graph.store import StoreUnavailable
from graph.verify import VerifyReport, verify
from ingest.errors import UndecodableFile
from ingest.types import Source

TASKS = {"1": {"lead": "区甲局", "responsible": "区乙局、区丙局等"}, "2": {"responsible": "区甲局"}}


def read_utf8(name, data):
    """A reader of the tests' own: what is proved here is the comparison."""
    return data.decode("utf-8"), Source(name, hashlib.sha256(data).hexdigest(), len(data), "utf-8", "txt/1")


@pytest.fixture(params=["folder", "memory"])
def archive(request, tmp_path):
    return MemoryArchive() if request.param == "memory" else Archive(tmp_path / "plans-sources")


def test_bytes_come_back_by_their_hash(archive):
    """put, get, drop; the same bytes twice are kept once."""
    data = b"\x00\xff\r\n\xe9"
    sha256 = archive.put(data)
    assert sha256 == hashlib.sha256(data).hexdigest() == archive.put(data)
    assert archive.get(sha256) == data
    assert (archive.drop(sha256), archive.drop(sha256), archive.get(sha256)) == (True, False, None)


@pytest.mark.parametrize("name", ["", "../secret", "/etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "\n"])
def test_only_hashes_name_a_file(archive, name):
    """What is no SHA-256 names nothing, wherever it points."""
    assert (archive.get(name), archive.drop(name)) == (None, False)


def test_a_file_cut_short_is_mended_and_nothing_else_lies_about(tmp_path):
    """A file of the wrong length is written again; no temporary file stays."""
    archive = Archive(tmp_path)
    sha256 = archive.put(b"whole")
    (tmp_path / sha256).write_bytes(b"who")
    archive.put(b"whole")
    archive.settled()
    assert [path.name for path in tmp_path.iterdir()] == [sha256]
    assert archive.get(sha256) == b"whole"


def test_an_archive_that_cannot_be_written_says_so(tmp_path):
    """The error names the folder and the remedy."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreUnavailable, match="请检查") as caught:
        Archive(tmp_path / "file").put(b"x")
    assert caught.value.file == str(tmp_path / "file")


def test_the_archive_of_a_store(tmp_path):
    """``plans-sources`` beside ``plans.db``; in memory for a store in memory."""
    assert archive_for(f"sqlite:///{tmp_path}/plans.db", tmp_path / "x").folder == tmp_path / "plans-sources"
    assert isinstance(archive_for("sqlite://", tmp_path / "x"), MemoryArchive)
    assert archive_for("neo4j://graph:7687", tmp_path / "x").folder == tmp_path / "x"


@pytest.fixture
def kept(tmp_path, plan):
    """A store on a file with one document, its archive, and what was read."""
    url = f"sqlite:///{tmp_path}/plans.db"
    store, archive = open_store(url), archive_for(url, tmp_path)
    extraction = plan(TASKS)
    store.write(build(extraction))
    archive.put(extraction.document.text.encode())
    yield store, archive, extraction, tmp_path / "plans.db"
    store.close()


def test_a_sound_store_is_sound(kept):
    """Nothing differs, and every quote was compared."""
    store, archive, _, _ = kept
    report = verify(store, archive, read_utf8)
    assert report.sound
    # 1 number, 1 heading, 2 × 2 of tasks, 4 × 3 of evidence, 2 targets, 1 citation, 1 finding
    assert (report.documents, report.quotes, report.differences) == (1, 22, ())


@pytest.mark.parametrize("at", [0, 40, 200, -1])
def test_one_altered_byte_in_the_archive_is_found(kept, at):
    """Any byte: the hash differs, and the message names the document."""
    store, archive, extraction, _ = kept
    path = archive.folder / extraction.document.source.sha256
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(bytes(data))
    (difference,) = verify(store, archive, read_utf8).differences
    assert (difference.place, difference.title) == ("原文 sha256", "甲区工作方案")
    assert difference.expected == extraction.document.source.sha256


def test_a_missing_original_is_found(kept):
    """The archive lost the file."""
    store, archive, extraction, _ = kept
    archive.drop(extraction.document.source.sha256)
    (difference,) = verify(store, archive, read_utf8).differences
    assert "缺失" in difference.message


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        ("UPDATE document_text SET text = replace(text, '抓好', '抓紧')", "正文 text"),
        ("UPDATE responsibility SET quote = '区丁局' WHERE position = 1", "区乙局|quote"),
        ("UPDATE responsibility SET clause = clause || '）'", "clause"),
        ("UPDATE responsibility SET sentence = replace(sentence, '98.3', '98.4')", "sentence"),
        ("UPDATE responsibility SET start = start + 1", "quote"),
        ("UPDATE task SET title = '第9项工作' WHERE number = '1'", "task 1 title"),
        ("UPDATE task SET text = replace(text, '抓好', '抓紧')", "task 1 text"),
        ("UPDATE target SET quote = '合格率达到99.3%以上'", "target"),
        ("UPDATE target SET sentence = '合格率达到99.3%以上。'", "target .* sentence"),
        ('UPDATE citation SET "end" = "end" - 1', "citation"),
        ("UPDATE section SET heading = '重点工作'", "section 一"),
        ("UPDATE finding SET quote = '改过'", "finding"),
        ("UPDATE document SET facts = replace(facts, '1号', '2号')", "fact number"),
        ("UPDATE document SET version = 'f' || substr(version, 2)", "原文 source"),
    ],
)
def test_one_altered_value_in_the_store_is_found(kept, statement, place):
    """Whatever the store quotes, altered around it: the first difference is told with its place."""
    store, archive, _, path = kept
    with sqlite3.connect(path) as connection:
        connection.execute(statement)
    connection.close()
    report = verify(store, archive, read_utf8)
    assert not report.sound
    assert len(report.differences) == 1
    assert re.search(place, report.differences[0].place)
    assert report.differences[0].expected != report.differences[0].found


def test_each_document_is_told_once(kept, plan):
    """Two documents, one at fault: the other is still compared."""
    store, archive, first, _ = kept
    other = plan(TASKS, title="另一方案", number="2号")
    store.write(build(other))
    archive.put(other.document.text.encode())
    archive.drop(first.document.source.sha256)
    report = verify(store, archive, read_utf8)
    assert (report.documents, [difference.document for difference in report.differences]) == (2, [first.document.id])


def test_a_reader_that_fails_is_a_difference(kept):
    """A source that can no longer be read is told, not raised."""

    def fails(name, data):
        raise UndecodableFile("编码不明", "unknown encoding", file=name)

    store, archive, _, _ = kept
    (difference,) = verify(store, archive, fails).differences
    assert "编码不明" in difference.found


def test_an_empty_store_is_sound():
    """Nothing to compare, nothing differs."""
    store = open_store("sqlite://")
    assert verify(store, MemoryArchive(), read_utf8) == VerifyReport(0, 0, ())
    store.close()


def test_what_a_killed_process_left_is_swept_away(tmp_path):
    """By the next that writes; originals stay."""
    archive = Archive(tmp_path / "plans-sources")
    kept = archive.put(b"a")
    archive.settled()
    (archive.folder / ".writing-left").write_bytes(b"half")
    with Archive(archive.folder).turn():
        pass
    assert [path.name for path in archive.folder.iterdir()] == [kept]
