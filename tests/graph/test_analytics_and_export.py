"""Projections, findings, and the network for other programs."""

import io
import json
import re
import xml.etree.ElementTree as ET

import networkx as nx
import pytest

from graph import open_store
from graph.analytics import centralities, communities, unit_ties, units_and_tasks
from graph.build import build
from graph.export import WRITERS, graphml_bytes, jsonld_bytes, multigraph, network, node_link_bytes
from graph.findings import asked_of_tasks, findings
from graph.query import Where
from graph.types import Kind

TASKS = {
    "1": {"lead": "区甲局", "responsible": "区甲局、区乙局等"},
    "2": {"lead": "区甲局、区乙局"},
    "3": {"responsible": "区丙局、区丁局"},
    "4": {"responsible": "区丙局、区丁局、区乙局"},
    "5": {},
}


@pytest.fixture
def ask(stores, plan):
    """``ask(work)``: run work in a read of a store with one plan."""
    store = stores.open()
    store.write(build(plan(TASKS, bodies={"1": "含控制字符\x01\x0b<&>\"'。"})))
    yield store.read
    store.close()


def named(graph):
    return {node: data["name"].removeprefix("甲区") for node, data in graph.nodes(data=True)}


def test_units_tied_by_shared_tasks(ask):
    """Weights count distinct tasks, in any role, and agree with the store's own pairs."""
    graph = ask(unit_ties)
    names = named(graph)
    ties = {frozenset((names[u], names[v])): w for u, v, w in graph.edges(data="weight")}
    assert ties == {
        frozenset(("甲局", "乙局")): 2,
        frozenset(("丙局", "丁局")): 2,
        frozenset(("乙局", "丙局")): 1,
        frozenset(("乙局", "丁局")): 1,
    }
    pairs = ask(lambda reader: {frozenset((row.first, row.second)): row.shared for row in reader.pairs().items})
    assert {frozenset((u, v)): w for u, v, w in graph.edges(data="weight")} == pairs


def test_units_and_tasks_is_bipartite(ask):
    """An edge carries every role of that unit on that task."""
    graph = ask(units_and_tasks)
    assert nx.is_bipartite(graph)
    roles = sorted(data["roles"] for _, _, data in graph.edges(data=True))
    assert roles == [("lead",)] * 2 + [("lead", "responsible")] + [("responsible",)] * 6
    led = ask(lambda reader: units_and_tasks(reader, (Where("role", "lead"),)))
    assert led.number_of_edges() == 3


def test_communities_are_the_same_each_time(ask):
    """Louvain with a fixed seed; the order in which nodes were added does not matter."""
    graph = ask(unit_ties)
    names = named(graph)
    groups = communities(graph)
    assert {frozenset(names[unit] for unit in group) for group in groups} == {
        frozenset(("甲局", "乙局")),
        frozenset(("丙局", "丁局")),
    }
    turned = nx.Graph()
    turned.add_nodes_from(reversed(list(graph.nodes(data=True))))
    turned.add_edges_from(reversed(list(graph.edges(data=True))))
    assert communities(turned) == groups
    assert communities(nx.Graph()) == ()


def test_centralities_mean_what_they_say(ask):
    """degree: fraction of the 3 other units; betweenness: fraction of the 3 pairs of others; strength: sum of ties."""
    found = {row.name.removeprefix("甲区"): row for row in ask(lambda reader: centralities(unit_ties(reader)))}
    assert {name: (round(r.degree, 3), round(r.betweenness, 3), r.strength) for name, r in found.items()} == {
        "甲局": (0.333, 0.0, 2),
        "乙局": (1.0, 0.667, 4),
        "丙局": (0.667, 0.0, 3),
        "丁局": (0.667, 0.0, 3),
    }
    lonely = nx.Graph()
    lonely.add_node("org-1", name="甲局")
    assert [(row.degree, row.betweenness, row.strength) for row in centralities(lonely)] == [(0.0, 0.0, 0)]


def test_findings_say_what_the_text_does_not_name(ask):
    """One line for each kind, with its count, in the words of the glossary; nobody is blamed."""
    groups = {group.kind: group for group in ask(lambda reader: findings(reader, "2026-01-01"))}
    assert {kind: (group.count, group.line) for kind, group in groups.items()} == {
        "no-lead": (2, "2项仅列责任单位，未单列牵头单位，请确认是否首列牵头"),
        "joint-lead": (1, "1项由两个以上单位联合牵头（主责未明确）"),
        "no-unit": (1, "1项未列任何单位"),
    }
    assert [item.task_number for item in groups["no-lead"].items] == ["3", "4"]
    assert not re.search(r"主责单位|兜底|%|排名", "".join(group.line for group in groups.values()))


def test_findings_keep_to_the_document_asked_for(plan):
    """``where`` names a document or a jurisdiction; findings of reading stand under their own kinds."""
    store = open_store("sqlite://")
    one = plan({"1": {"responsible": "区甲局"}}, title="方案一", number="1号")
    two = plan({"1": {"lead": "区甲局"}}, title="方案二", number="2号", where="乙区")
    rows = build(two)
    raised = build(one).findings[0]
    gap = type(raised)(
        "find-gap", raised.sort_key, two.document.id, None, "numbering-gap", "序号不连续", None, None, None
    )
    store.write(build(one))
    store.write(type(rows)(**{name: getattr(rows, name) for name in rows.__slots__} | {"findings": (gap,)}))

    def kinds(*where):
        return store.read(lambda reader: [(group.kind, group.line) for group in findings(reader, "2026-01-01", where)])

    no_lead = ("no-lead", "1项仅列责任单位，未单列牵头单位，请确认是否首列牵头")
    assert kinds() == [no_lead, ("numbering-gap", "序号不连续")]
    assert kinds(Where("document", one.document.id)) == [no_lead]
    assert kinds(Where("jurisdiction", two.document.jurisdiction.id)) == [("numbering-gap", "序号不连续")]
    assert asked_of_tasks("no-unit").kind is Kind.TASK
    store.close()


def test_the_network_keeps_parallel_edges(ask):
    """甲局 leads task 1 and is responsible for it: two edges between the same two nodes."""
    found = ask(network)
    kinds = sorted(node.kind for node in found.nodes)
    assert kinds == ["document"] + ["organization"] * 4 + ["task"] * 4  # task 5 has no unit
    graph = multigraph(found)
    relations = sorted(edge.relation for edge in found.edges)
    assert relations == ["CONTAINS"] * 4 + ["LEADS"] * 3 + ["RESPONSIBLE_FOR"] * 7
    assert graph.number_of_edges() == len(found.edges)
    first = next(node.id for node in found.nodes if node.attributes.get("number") == "1" and node.kind == "task")
    leader = next(node.id for node in found.nodes if node.label == "甲局")
    assert graph.number_of_edges(leader, first) == 2


def test_every_format_comes_back_with_the_same_counts(ask):
    """networkx reads what was written: as many nodes, as many edges, each attribute of an edge."""
    found = ask(network)
    link = nx.node_link_graph(json.loads(node_link_bytes(found)), edges="edges")
    graphml = nx.read_graphml(io.BytesIO(graphml_bytes(found)), force_multigraph=True)
    gexf = nx.read_gexf(io.BytesIO(WRITERS["gexf"](found)))
    for graph in (link, graphml, gexf):
        assert (graph.number_of_nodes(), graph.number_of_edges()) == (9, 14)
        assert graph.is_directed()
        quotes = sorted(data["quote"] for _, _, data in graph.edges(data=True) if "quote" in data)
        assert quotes == sorted(["区甲局"] * 3 + ["区乙局"] * 3 + ["区丙局"] * 2 + ["区丁局"] * 2)
    assert {key for _, _, key in graphml.edges(keys=True)} == {edge.id for edge in found.edges}


@pytest.mark.parametrize("format", WRITERS)
def test_every_format_is_the_same_each_time(ask, format):
    """The same network, the same bytes: no day, no name of a machine, no order of a set."""
    assert ask(lambda reader: WRITERS[format](network(reader))) == ask(lambda reader: WRITERS[format](network(reader)))
    assert b"lastmodified" not in WRITERS[format](ask(network))


@pytest.mark.parametrize("format", ["graphml", "gexf"])
def test_control_characters_leave_xml_well_formed(plan, format):
    """XML 1.0 has no U+0001; the rest of the words stays, markup is escaped."""
    store = open_store("sqlite://")
    rows = build(plan({"1": {"lead": "区甲局"}}, title="方案\x01<b>&\x0b\ufffe尾"))
    store.write(rows)
    data = store.read(lambda reader: WRITERS[format](network(reader)))
    store.close()
    root = ET.fromstring(data)  # noqa: S314 -- our own bytes
    words = [*root.itertext(), *(value for element in root.iter() for value in element.attrib.values())]
    assert "方案<b>&尾" in words


def test_json_ld_names_no_other_host(ask):
    """Each piece of evidence is a node; ids and vocabulary are URNs of our own."""
    data = json.loads(jsonld_bytes(ask(network)))
    evidence = [node for node in data["@graph"] if node.get("@type") == "Responsibility"]
    assert len(evidence) == 10
    ids = {node["@id"] for node in data["@graph"]}
    assert all(node["organization"]["@id"] in ids and node["task"]["@id"] in ids for node in evidence)
    assert "http" not in json.dumps(data)


def test_an_empty_network_can_be_written(plan):
    """Nothing to show is no fault."""
    store = open_store("sqlite://")
    for write in WRITERS.values():
        assert store.read(lambda reader, w=write: w(network(reader)))
    store.close()
