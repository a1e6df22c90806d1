"""The real plan, 江北府发〔2023〕32号: the figures that its readers know by heart, from the store."""

from pathlib import Path

import pytest

from graph import open_store, resolve
from graph.analytics import communities, unit_ties
from graph.archive import Archive
from graph.build import build
from graph.export import network
from graph.findings import findings
from graph.query import Query, Sort, Where
from graph.types import Kind
from graph.verify import verify
from ingest.extract import extract_file
from ingest.lexicon import load_lexicon
from ingest.tokenize import JiebaTokenizer

FILE = Path(__file__).parents[2] / "corpus" / "texts" / "000.txt"


@pytest.fixture(scope="module")
def extraction():
    """Read once: jieba's dictionary takes a second."""
    lexicon = load_lexicon()
    return extract_file(FILE, lexicon, JiebaTokenizer(lexicon.cue_words))


@pytest.fixture(scope="module", params=["sqlite", "neo4j"])
def read(request, extraction):
    """``read(work)`` on a store that holds the plan."""
    if request.param == "neo4j":
        place = request.getfixturevalue("neo4j_place")
        place.wipe()
        store = place.open()
    else:
        store = open_store("sqlite://")
    store.write(build(extraction))
    yield store.read
    store.close()


def unit(reader, words):
    return resolve.organization(reader, words)


def numbers(reader, *where):
    return [row.number for row in reader.list(Query(Kind.TASK, where)).items]


@pytest.mark.parametrize("words", ["市场监管局", "区市场监管局", "市场监督管理局", "重庆市江北区市场监督管理局"])
def test_tasks_led_by_the_market_regulator(read, words):
    """Exactly items 4, 6, 14, 17–22, whatever it is called, each with the sentence it stands in."""

    def work(reader):
        led = (Where("organization", unit(reader, words).id), Where("role", "lead"))
        return numbers(reader, *led), reader.list(Query(Kind.RESPONSIBILITY, led)).items

    tasks, evidence = read(work)
    assert tasks == ["4", "6", "14", "17", "18", "19", "20", "21", "22"]
    assert [row.task_number for row in evidence] == tasks
    assert all("牵头单位" in row.clause and row.quote == "区市场监管局" for row in evidence)


@pytest.mark.parametrize(
    ("words", "figures"),
    [
        # lead, sole, joint, responsible, with lead, without, total
        ("区市场监管局", (9, 9, 0, 17, 5, 12, 26)),
        ("区发展改革委", (0, 0, 0, 14, 8, 6, 14)),
    ],
)
def test_workload(read, words, figures):
    """26 = 9 + 5 + 12; no lead list ends in 等, so 9 is exact, and what it is responsible for reads "at least"."""

    def work(reader):
        return reader.workload((Where("organization", unit(reader, words).id),)).items

    (row,) = read(work)
    responsible = (row.responsible, row.responsible_with_lead, row.responsible_without_lead)
    assert (row.lead, row.lead_sole, row.lead_joint, *responsible, row.total) == figures
    assert (row.lead_open, row.responsible_open) == (False, True)


def test_the_pair_that_shares_ten_tasks(read):
    """区市场监管局 and 区农业农村委, in document order."""

    def work(reader):
        ends = {"organization": unit(reader, "区市场监管局").id, "other": unit(reader, "区农业农村委").id}
        (pair,) = reader.pairs(**ends).items
        return pair.shared, [reader.get(Kind.TASK, task).number for task in pair.tasks]

    assert read(work) == (10, ["2", "4", "5", "7", "11", "14", "15", "25", "26", "28"])


def test_the_plan_as_a_whole(read):
    """28 tasks, 145 responsibilities (19 lead, 126 responsible), 27 units, 15 targets."""

    def work(reader):
        evidence = Query(Kind.RESPONSIBILITY)
        roles = {role: reader.list(evidence.plus(Where("role", role))).total for role in ("lead", "responsible")}
        return (
            reader.list(Query(Kind.TASK)).total,
            roles,
            reader.workload().total,
            reader.list(Query(Kind.TARGET)).total,
        )

    assert read(work) == (28, {"lead": 19, "responsible": 126}, 27, 15)


def test_the_largest_workload_first(read):
    """Sorting by total, descending, puts 区市场监管局 first."""
    first = read(lambda reader: reader.workload(sort=(Sort("total", True),), limit=1)).items[0]
    assert (first.short_name, first.total) == ("市场监督管理局", 26)


def test_findings(read):
    """13 项仅列责任单位; 3 are led jointly; no task is without a unit."""
    groups = {group.kind: group.count for group in read(lambda reader: findings(reader, "2024-01-01"))}
    assert (groups["no-lead"], groups["joint-lead"], groups.get("no-unit")) == (13, 3, None)


def test_projections_and_network(read):
    """27 units, 28 tasks, one document; one edge for each piece of evidence and one for each task."""
    ties = read(unit_ties)
    assert ties.number_of_nodes() == 27
    assert sorted(unit for group in communities(ties) for unit in group) == sorted(ties)
    whole = read(network)
    assert (len(whole.nodes), len(whole.edges)) == (27 + 28 + 1, 145 + 28)


@pytest.mark.parametrize("words", ["检", "检验", "质量基础设施", "（责任单位", "”"])
def test_search_in_the_plan(read, words):
    """Below and above the index's minimum, and literal: what a plain search of every task finds."""
    everything = read(lambda reader: reader.list(Query(Kind.TASK, limit=1000))).items
    expected = [row.number for row in everything if words in row.text or words in row.title]
    assert 0 < len(expected) < 28
    assert read(lambda reader: numbers(reader, Where("q", words))) == expected


def test_verify_reads_the_source_again(extraction, tmp_path):
    """Every quote of the plan stands; one altered byte of the original is found."""
    store, archive = open_store("sqlite://"), Archive(tmp_path)
    store.write(build(extraction))
    sha256 = archive.put(FILE.read_bytes())
    report = verify(store, archive)
    assert (report.documents, report.differences) == (1, ())
    assert report.quotes > 3 * 145
    data = bytearray((tmp_path / sha256).read_bytes())
    data[12_345] ^= 1
    (tmp_path / sha256).write_bytes(bytes(data))
    assert not verify(store, archive).sound
    store.close()
