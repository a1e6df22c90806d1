"""000 in every format that people hold, made with the programs they use (``make.py``): one plan, whatever it comes in.

Each file is read once; what was read is written to either store. A file is one more entry of ``tests/formats/files``.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from graph.build import build
from graph.keeping import keep
from graph.query import Query, Where
from graph.types import Kind
from graph.verify import verify
from ingest.apart import Apart
from ingest.extract import extract
from ingest.lexicon import load_lexicon
from ingest.read import read_bytes
from ingest.tokenize import tokenizer_of

FILES = Path(__file__).parent / "files"
PLAN = Path(__file__).parents[2] / "corpus" / "texts" / "000.txt"
NAMES = sorted(path.name for path in FILES.iterdir())
PAGED, SHEETS = (".pdf", ".ofd"), (".xlsx", ".xls", ".ods")


@pytest.fixture(scope="module")
def apart():
    with Apart() as one:
        yield one


@pytest.fixture(scope="module")
def readings(apart):
    """name → (bytes, extraction), each read once."""
    lexicon = load_lexicon()
    tokenizer = tokenizer_of(lexicon.cue_words)
    found = {}
    for path in (PLAN, *(FILES / name for name in NAMES)):
        data = path.read_bytes()
        found[path.name] = data, extract(*read_bytes(path.name, data, apart), lexicon, tokenizer)
    return found


def relations(extraction):
    """(number of the task, role, name as stated, whether its list is open), in the order of the text."""
    numbers = {task.id: task.number for task in extraction.tasks}
    return [(numbers[r.task], r.role, r.mention.name, r.open_list) for r in extraction.responsibilities]


def test_every_format_is_there():
    """The ten kinds, each of a real program; the table in each kind that holds tables."""
    kinds = {path.suffix for path in FILES.glob("000*")}
    assert kinds == {".docx", ".doc", ".odt", ".rtf", ".pdf", ".html", ".ofd"}
    assert {path.suffix for path in FILES.glob("table*")} == {".docx", ".xlsx", ".xls", ".ods", ".pdf", ".html"}


@pytest.mark.parametrize("name", NAMES)
def test_the_same_plan_in_any_format(readings, name):
    """145 relations and 28 tasks, equal in number, title, role, name and openness to those of the text file."""
    _, wanted = readings["000.txt"]
    _, found = readings[name]
    assert (len(found.responsibilities), len(found.tasks)) == (145, 28)
    assert relations(found) == relations(wanted)
    assert [task.title for task in found.tasks] == [task.title for task in wanted.tasks]
    for row in found.responsibilities:
        assert row.mention.span.of(found.document.text) == row.mention.quote


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("000")])
def test_what_the_document_says_of_itself(readings, name):
    """Number, title, issuer, dates, targets: the head and the goals are read, too."""
    _, wanted = readings["000.txt"]
    _, found = readings[name]
    fields = ("id", "title", "number", "issuer", "issued_on", "printed_on", "addressees", "openness", "jurisdiction")
    assert [getattr(found.document, one) for one in fields] == [getattr(wanted.document, one) for one in fields]
    assert [(t.metric, t.value, t.unit) for t in found.targets] == [(t.metric, t.value, t.unit) for t in wanted.targets]
    assert [s.path for s in found.sections] == [s.path for s in wanted.sections]


@pytest.mark.parametrize("name", NAMES)
def test_evidence_says_page_or_cell(readings, name):
    """Formats that know pages or cells say which; the others nothing."""
    _, found = readings[name]
    graph = build(found)
    places = [row.place for row in graph.responsibilities]
    if name.endswith(PAGED):
        assert places[0].startswith("第")
        assert places[-1] == f"第{found.document.source.places[-1].label[1:-1]}页" != places[0]
    elif name.endswith(SHEETS):
        assert places[0].startswith("工作表“")
        first = {row.role: row.place for row in reversed(graph.responsibilities) if row.task == graph.tasks[0].id}
        assert first["lead"].endswith("C3")
        assert first["responsible"].endswith("D3")
    else:
        assert set(places) == {""}


def test_both_stores_give_the_same(services, readings, apart):
    """Each is written, counted, and its original re-read by the same reader; no quote differs."""
    service = services.fresh()
    try:
        for name, (data, extraction) in readings.items():
            report = keep(service.store, service.archive, data, build(extraction))
            where = (Where("document", report.document),)
            rows = service.store.read(lambda reader, where=where: tuple(reader.edges(where)))
            document = service.store.read(lambda reader, at=report.document: reader.get(Kind.DOCUMENT, at))
            assert (name, len(rows), report.tasks) == (name, 145, 28)
            assert [row.place for row in rows] == [row.place for row in build(extraction).responsibilities]
            assert document.places == build(extraction).document.places
        total = service.store.read(lambda reader: reader.list(Query(Kind.DOCUMENT)).total)
        tables = [name for name in NAMES if name.startswith("table")]
        assert total == 1 + len(tables)
        checked = verify(service.store, service.archive, partial(read_bytes, apart=apart))
        assert (checked.documents, checked.differences) == (total, ())
    finally:
        service.close()


def test_a_wps_file_is_read_as_what_it_is(apart, readings):
    """WPS Writer keeps .wps in Word's older form; the name does not matter, and a wrong one is told."""
    data, wanted = readings["000.doc"]
    text, source = read_bytes("方案.wps", data, apart)
    assert (text, source.notes) == (wanted.document.text, ())
    text, source = read_bytes("方案.docx", data, apart)
    assert text == wanted.document.text
    assert "扩展名是 .docx，内容实为 .doc" in source.notes[0]
