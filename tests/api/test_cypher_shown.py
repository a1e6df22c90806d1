"""The Cypher that answers, pages, the tour and the export show, pasted into a real Neo4j, gives what they say."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from graph import open_store
from graph.ask import AskedDay, ask, load_questions
from graph.build import build
from graph.checks import fingerprint
from graph.cypher_script import script, subgraph_of
from graph.query import Query
from graph.types import Kind
from tests.services import Services

ROOT = Path(__file__).parents[2]
PLAN = ROOT / "corpus" / "texts" / "000.txt"
MADE = sorted((ROOT / "corpus" / "made" / "raw").glob("*.txt"))
TOUR = (ROOT / "docs" / "cypher-tour.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"```cypher\n(.+?)```\n→ (\d+) 行", TOUR, re.S)
WORDINGS = [(intent.id, wording) for intent in load_questions().intents for wording in intent.wordings]


@pytest.fixture(scope="module")
def plan(neo4j_place, tmp_path_factory):
    """A service over 000 in Neo4j."""
    services = Services(neo4j_place, tmp_path_factory.mktemp("sources"))
    yield services.holding(PLAN)
    services.close()


def values(record):
    """Every piece of text in a record, in lists too."""
    for value in record.values() if isinstance(record, dict) else record:
        if isinstance(value, str):
            yield value
        elif isinstance(value, list | dict):
            yield from values(value)


def asked(service, question, day):
    """The answer to a question that is understood."""
    answer = service.store.read(lambda reader: ask(question, reader, service.tokenizer, service.questions, day))
    assert answer.answered
    return answer


@pytest.mark.parametrize(("intent", "wording"), WORDINGS, ids=[wording for _, wording in WORDINGS])
def test_the_cypher_of_an_answer_gives_its_rows(plan, neo4j_place, intent, wording):
    """Row by row and in their order: each table beside its statement."""
    answer = asked(plan, wording, AskedDay(plan.today))
    assert len(answer.cypher) == len(answer.tables) or not answer.tables
    for table, statement in zip(answer.tables, answer.cypher, strict=False):
        records = [list(values(record)) for record in neo4j_place.run(statement)]
        shown = [{cell.id for cell in row if cell.id} for row in table.rows]
        if len(records) == len(shown) == table.total:
            assert all(not ids or ids & set(record) for ids, record in zip(shown, records, strict=True)), wording
        else:  # the tasks of a pair are one record
            assert intent == "shared_by_two"
            assert len(records) == bool(table.total)
            tasks = {cell.id for row in table.rows for cell in row if cell.kind is Kind.TASK}
            assert tasks <= set().union(*records)


def shown_cypher(page):
    """The statements of a page's 技术详情."""
    found = re.search(r'<details class="technical">.*?<pre><code>(.*?)</code></pre>', page, re.S)
    assert found, "the page shows no Cypher"
    return html.unescape(found[1]).split(";\n\n")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/organizations",
        "/organizations/市场监管局",
        "/overlaps",
        "/overlaps?organization=市场监管局",
        "/search?q=质量",
        "/documents/{document}",
        "/tasks/{task}",
        "/ask?q=市场监管局牵头哪些任务？",
    ],
)
def test_the_cypher_of_a_page_gives_what_it_links_to(plan, neo4j_place, path):
    """Every task that the page links to is in the rows of its statements."""
    ids = plan.store.read(
        lambda reader: {
            kind.value: reader.list(Query(kind, limit=1)).items[0].id for kind in (Kind.DOCUMENT, Kind.TASK)
        }
    )
    with TestClient(create_app(plan.settings, plan), base_url="http://127.0.0.1:8000") as client:
        page = client.get(path.format(**ids), headers={"accept": "text/html"})
    assert page.status_code == 200
    rows = [record for statement in shown_cypher(page.text) for record in neo4j_place.run(statement)]
    found = {value for record in rows for value in values(record)}
    assert rows
    linked = set(re.findall(r'href="/tasks/([^"#?]+)', page.text))
    assert linked <= found, path


@pytest.mark.parametrize(("query", "rows"), QUERIES, ids=[str(at) for at in range(len(QUERIES))])
def test_the_tour(plan, neo4j_place, query, rows):
    """Each query of docs/cypher-tour.md gives as many rows as it says."""
    assert len(neo4j_place.run(query)) == int(rows)


def test_the_tour_is_one():
    """Every block of Cypher in it is among those tried."""
    assert len(QUERIES) == TOUR.count("```cypher") >= 12


def test_what_the_script_reads_is_what_was_written(many_extractions):
    """Every document of a store, as the script reads it back, has the fingerprint that it was taken in with."""
    store = open_store("sqlite://")
    given = {}
    for extraction in many_extractions:
        subgraph = build(extraction)
        store.write(subgraph)
        given[subgraph.document.id] = fingerprint(subgraph)  # of the version that came last

    def read_back(reader):
        return {row.id: fingerprint(subgraph_of(reader, row)) for row in reader.list(Query(Kind.DOCUMENT)).items}

    assert store.read(read_back) == given
    store.close()


def test_the_script_rebuilds_the_graph(neo4j_place, many_extractions):
    """From an embedded store through a script into an empty database: every row, the counts, the schema; and taking
    the same files in again changes nothing. A quarter of the plans: each statement is a question to the server."""
    embedded = open_store("sqlite://")
    some_extractions = many_extractions[::4]
    for extraction in some_extractions:
        embedded.write(build(extraction))
    lines = embedded.read(lambda reader: list(script(reader)))
    neo4j_place.raze()
    for line in lines:
        assert line.endswith(";")
        neo4j_place.run(line.removesuffix(";"))
    rebuilt = neo4j_place.open()

    def everything(reader):
        rows = {kind: reader.list(Query(kind, limit=1000)) for kind in Kind}
        texts = [reader.text(row.id) for row in rows[Kind.DOCUMENT].items]
        figures = reader.workload(limit=1000), reader.pairs(limit=1000)
        return {key: page.items for key, page in rows.items()}, texts, [page.items for page in figures]

    assert rebuilt.read(everything) == embedded.read(everything)
    standing = {row.version for row in embedded.read(lambda reader: reader.list(Query(Kind.DOCUMENT)).items)}
    for extraction in some_extractions:
        if extraction.document.source.sha256 in standing:
            assert rebuilt.write(build(extraction)).outcome == "unchanged"
    rebuilt.close()
    embedded.close()


@pytest.mark.parametrize("question", ["哪些单位配合岚海市市场监督管理局？", "岚海市商务局配合哪些单位？"])
def test_the_cypher_of_who_supports_whom(neo4j_place, tmp_path, question):
    """000 names no supporting unit; here each table has rows, and its statement gives them, figures too."""
    services = Services(neo4j_place, tmp_path)
    service = services.holding(ROOT / "corpus" / "made" / "raw" / "M05.txt")
    answer = asked(service, question, AskedDay(service.today, "all"))
    assert len(answer.cypher) == len(answer.tables) > 1
    for table, statement in zip(answer.tables, answer.cypher, strict=True):
        records = neo4j_place.run(statement)
        assert [row[0].id for row in table.rows] == [next(iter(values(record))) for record in records]
        assert records
    services.close()


@pytest.fixture(scope="module")
def many_extractions(plan):
    """000 and the made-up plans, read."""
    return [plan.read(path.name, path.read_bytes()) for path in (PLAN, *MADE)]
