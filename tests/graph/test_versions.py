"""Which version stands, what is told of it, and what becomes of the originals; on every store."""

from __future__ import annotations

import pytest

from graph.archive import Archive
from graph.build import build
from graph.keeping import keep, take_out
from graph.query import Query
from graph.store import DocumentConflict
from graph.types import DocumentRow, Kind
from graph.versions import doubt, expected, warning

TASKS = {"1": {"lead": "区甲局"}}
#: days of the stored version and of the file read after it, and what is doubtful about that
CASES = [
    ("2023-05-01", "2022-01-01", "older"),
    ("2023-05-01", "2023-05-01", "same-day"),
    ("2023-05-01", "2024-01-01", ""),
    ("2023-05-01", None, "undated"),
    (None, "2023-05-01", "undated"),
    (None, None, "undated"),
]


def data(extraction):
    return extraction.document.text.encode()


@pytest.mark.parametrize(("stored", "given", "wanted"), CASES)
def test_the_later_version_is_the_one_of_the_later_day(store, plan, stored, given, wanted):
    """What is read last stands; whether it should is told by the days, before and after."""
    old, new = plan(TASKS, issued_on=stored, source_name="先.txt"), plan({"1": {"lead": "区乙局"}}, issued_on=given)
    store.write(build(old))
    row = build(new).document
    outcome, replaces = store.read(lambda reader: expected(reader, row))
    report = store.write(build(new))
    assert (outcome, report.outcome) == ("replaced", "replaced")
    assert replaces == report.replaced
    assert doubt(row, report.replaced) == wanted
    for done in (False, True):
        words = warning(row, report.replaced, stored=done)
        assert bool(words) == bool(wanted)
        assert ("先.txt" in words) == bool(wanted)


def test_an_unlike_printing_day_settles_equal_days_of_signing(plan):
    """Signed on one day, printed on two: the later printing is the later version."""
    old = build(plan(TASKS)).document
    versions = [
        type("V", (), {"issued_on": "2024-01-01", "printed_on": day, "version": day})
        for day in ("2024-01-02", "2024-01-09")
    ]
    assert (doubt(versions[0], versions[1]), doubt(versions[1], versions[0])) == ("older", "")
    assert doubt(versions[0], old) == "same-day"


def test_the_same_bytes_raise_no_doubt(store, plan):
    """A better lexicon over the same bytes is no other version."""
    store.write(build(plan(TASKS)))
    row = build(plan(TASKS, lexicon="2"))
    report = store.write(row)
    assert report.outcome == "replaced"
    assert warning(row.document, report.replaced, stored=True) == ""


def test_what_is_expected_of_a_file(store, plan):
    """created, unchanged, and conflict, without a version that would go."""
    one = build(plan(TASKS)).document
    assert store.read(lambda reader: expected(reader, one)) == ("created", None)
    store.write(build(plan(TASKS)))
    assert store.read(lambda reader: expected(reader, one)) == ("unchanged", None)
    other = build(plan(TASKS, title="甲区消防办法")).document
    assert store.read(lambda reader: expected(reader, other)) == ("conflict", None)


def test_an_original_that_may_be_the_better_one_is_set_aside_until_one_goes_back(store, plan, tmp_path):
    """After an older file the newer original is kept, with its ending; read again, it stands and nothing is left."""
    archive = Archive(tmp_path / "sources")
    new, old = plan(TASKS, issued_on="2024-05-01", source_name="新.DOCX"), plan({"1": {}}, issued_on="2023-01-01")
    kept = tmp_path / "sources" / "replaced" / new.document.id / f"{new.document.source.sha256}.docx"
    keep(store, archive, data(new), build(new))
    keep(store, archive, data(old), build(old))
    assert kept.read_bytes() == data(new)
    assert kept.stat().st_mode & 0o077 == 0
    assert archive.get(new.document.source.sha256) is None
    keep(store, archive, kept.read_bytes(), build(new))
    assert not kept.parent.exists()
    assert [path.name for path in archive.folder.iterdir() if path.is_file()] == [new.document.source.sha256]


def test_what_was_set_aside_goes_with_its_document(store, plan, tmp_path):
    """Who removes a document removes all of it."""
    archive = Archive(tmp_path / "sources")
    new, old = plan(TASKS, issued_on="2024-05-01"), plan({"1": {}}, issued_on="2023-01-01")
    keep(store, archive, data(new), build(new))
    keep(store, archive, data(old), build(old))
    (row,) = store.read(lambda reader: reader.list(Query(Kind.DOCUMENT))).items
    assert isinstance(row, DocumentRow)
    assert take_out(store, archive, row)
    assert [path for path in archive.folder.rglob("*") if path.is_file()] == []


def test_an_original_without_its_document_goes_at_the_next_turn(store, plan, tmp_path):
    """Killed between original and graph, and never resumed: the next one that writes tidies up. What a document
    stands on stays, whoever put it there last."""
    killed = Archive(tmp_path / "sources")
    stays, lost = plan(TASKS), plan(TASKS, title="甲区另一方案", number="甲府发〔2024〕2号")
    keep(store, killed, data(stays), build(stays))
    with killed.turn():
        killed.put(data(lost))
        killed.put(data(stays))
    next_one = Archive(tmp_path / "sources")
    third = plan(TASKS, title="甲区第三方案", number="甲府发〔2024〕3号")
    keep(store, next_one, data(third), build(third))
    names = {path.name for path in next_one.folder.iterdir() if path.is_file()}
    assert names == {stays.document.source.sha256, third.document.source.sha256}


def test_a_refused_document_leaves_no_original(store, plan, tmp_path):
    """The same number under an unlike title: neither rows nor file."""
    archive = Archive(tmp_path / "sources")
    first, other = plan(TASKS), plan({"1": {}}, title="甲区消防办法")
    keep(store, archive, data(first), build(first))
    with pytest.raises(DocumentConflict):
        keep(store, archive, data(other), build(other))
    assert archive.get(other.document.source.sha256) is None
    assert archive.get(first.document.source.sha256) == data(first)
