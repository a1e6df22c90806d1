"""The network for other programs: node-link JSON, GraphML, GEXF (Gephi) and JSON-LD, as bytes.

Parallel edges are kept: a unit that leads a task and is responsible for it stands on two edges, and each piece of
evidence is an edge of its own. Control characters, which XML does not allow, are left out of XML.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast

import networkx as nx

from graph.query import Op, Query, Where
from graph.store import Reader
from graph.types import DocumentRow, Kind, OrganizationRow, ResponsibilityRow, TaskRow

Attribute = str | int | float | bool

#: relation of the graph for each role
RELATIONS = {"lead": "LEADS", "responsible": "RESPONSIBLE_FOR", "support": "SUPPORTS", "supervise": "SUPERVISES"}
_BATCH = 500


@dataclass(frozen=True, slots=True)
class NetworkNode:
    """A unit, a task or a document. ``kind``: organization | task | document."""

    id: str
    kind: str
    label: str
    attributes: dict[str, Attribute]  # absent values are left out


@dataclass(frozen=True, slots=True)
class NetworkEdge:
    """From unit to task with its evidence, or from document to task (``CONTAINS``). ``id`` is unique."""

    id: str
    source: str
    target: str
    relation: str
    attributes: dict[str, Attribute]


@dataclass(frozen=True, slots=True)
class Network:
    """Units, tasks and documents of one export, in the store's order."""

    nodes: tuple[NetworkNode, ...]
    edges: tuple[NetworkEdge, ...]


def network(reader: Reader, where: tuple[Where, ...] = ()) -> Network:
    """All responsibilities that satisfy ``where`` (fields of RESPONSIBILITY) with their units, tasks and documents.

    Tasks without any unit are left out; ``graph.findings`` lists them.
    """
    evidence = tuple(reader.edges(where))
    units = _rows(reader, Kind.ORGANIZATION, [edge.organization for edge in evidence])
    tasks = _rows(reader, Kind.TASK, [edge.task for edge in evidence])
    documents = _rows(reader, Kind.DOCUMENT, [edge.document for edge in evidence])
    nodes = [_document_node(cast("DocumentRow", row)) for row in documents]
    nodes += [_task_node(cast("TaskRow", row)) for row in tasks]
    nodes += [_unit_node(cast("OrganizationRow", row)) for row in units]
    edges = [
        NetworkEdge(f"in-{task.id}", task.document, task.id, "CONTAINS", {})
        for task in cast("tuple[TaskRow, ...]", tasks)
    ]
    edges += [_evidence_edge(edge) for edge in evidence]
    return Network(tuple(nodes), tuple(edges))


def multigraph(network: Network) -> nx.MultiDiGraph:
    """The network for networkx; edges are keyed by their ids, so that parallel ones stay apart."""
    graph = nx.MultiDiGraph()
    for node in network.nodes:
        graph.add_node(node.id, kind=node.kind, label=node.label, **node.attributes)
    for edge in network.edges:
        graph.add_edge(edge.source, edge.target, key=edge.id, relation=edge.relation, **edge.attributes)
    return graph


def node_link_bytes(network: Network) -> bytes:
    """JSON that ``networkx.node_link_graph(…, edges="edges")`` reads: directed, multigraph, nodes, edges. UTF-8."""
    data = nx.node_link_data(multigraph(network), edges="edges")
    return json.dumps(data, ensure_ascii=False).encode("utf-8")


def graphml_bytes(network: Network) -> bytes:
    """GraphML, UTF-8. Edge ids are the ids of the evidence."""
    file = io.BytesIO()
    nx.write_graphml_xml(_for_xml(network), file)
    return file.getvalue()


def gexf_bytes(network: Network) -> bytes:
    """GEXF 1.2 for Gephi, UTF-8, directed, with parallel edges."""
    graph = _for_xml(network)
    for _, _, key, attributes in graph.edges(keys=True, data=True):
        attributes["id"] = key
    file = io.BytesIO()
    nx.write_gexf(graph, file)
    return _TODAY.sub(b"", file.getvalue(), count=1)


def jsonld_bytes(network: Network) -> bytes:
    """JSON-LD, UTF-8: each piece of evidence is a node of its own (``Responsibility``), so that none is lost."""
    graph: list[dict[str, object]] = [
        {"@id": _iri(node.id), "@type": node.kind.capitalize(), "name": node.label, **node.attributes}
        for node in network.nodes
    ]
    for edge in network.edges:
        if edge.relation == "CONTAINS":
            graph.append({"@id": _iri(edge.target), "isPartOf": {"@id": _iri(edge.source)}})
        else:
            ends = {"organization": {"@id": _iri(edge.source)}, "task": {"@id": _iri(edge.target)}}
            graph.append({"@id": _iri(edge.id), "@type": "Responsibility", **ends, **edge.attributes})
    return json.dumps({"@context": CONTEXT, "@graph": graph}, ensure_ascii=False).encode("utf-8")


#: no address of another host: a vocabulary of our own under a URN, and ids that are URNs
CONTEXT: dict[str, object] = {"@vocab": "urn:zeren:vocabulary#", "id": "@id"}

#: format → writer
WRITERS: dict[str, Callable[[Network], bytes]] = {
    "json": node_link_bytes,
    "graphml": graphml_bytes,
    "gexf": gexf_bytes,
    "jsonld": jsonld_bytes,
}


def _iri(id: str) -> str:
    return f"urn:zeren:{id}"


def _rows(reader: Reader, kind: Kind, ids: list[str]) -> tuple[object, ...]:
    wanted = tuple(dict.fromkeys(ids))
    found: list[object] = []
    for at in range(0, len(wanted), _BATCH):
        found += reader.list(Query(kind, (Where("id", wanted[at : at + _BATCH], Op.IN),), limit=_BATCH)).items
    return tuple(found)


def _document_node(row: DocumentRow) -> NetworkNode:
    given = {"number": row.number, "issuer": row.issuer, "issued_on": row.issued_on, "version": row.version}
    return NetworkNode(row.id, "document", row.title, _present(given | {"jurisdiction": row.jurisdiction_name}))


def _task_node(row: TaskRow) -> NetworkNode:
    given: dict[str, Attribute] = {
        "number": row.number,
        "document": row.document,
        "path": row.path,
        "lead_count": row.lead_count,
        "unit_count": row.unit_count,
        "open_list": row.open_list,
        "judged": row.judged,
        "start": row.start,
        "end": row.end,
    }
    return NetworkNode(row.id, "task", row.title, given)


def _unit_node(row: OrganizationRow) -> NetworkNode:
    given: dict[str, Attribute | None] = {
        "name": row.name,
        "organization_kind": row.kind,
        "collective": row.collective,
        "jurisdiction": row.jurisdiction_name,
    }
    return NetworkNode(row.id, "organization", row.short_name, _present(given))


_OF_EVIDENCE = (
    "role",
    "cue",
    "basis",
    "rule",
    "quote",
    "sentence",
    "open_list",
    "position",
    "document",
    "start",
    "end",
)


def _evidence_edge(row: ResponsibilityRow) -> NetworkEdge:
    attributes = _present({name: getattr(row, name) for name in (*_OF_EVIDENCE, "judgement")})
    return NetworkEdge(row.id, row.organization, row.task, RELATIONS[row.role], attributes)


def _present(values: Mapping[str, Attribute | None]) -> dict[str, Attribute]:
    return {name: value for name, value in values.items() if value is not None}


#: what XML 1.0 does not allow in a document
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _for_xml(network: Network) -> nx.MultiDiGraph:
    graph = nx.MultiDiGraph()
    for node in network.nodes:
        graph.add_node(node.id, kind=node.kind, label=_allowed(node.label), **_clean(node.attributes))
    for edge in network.edges:
        graph.add_edge(edge.source, edge.target, key=edge.id, relation=edge.relation, **_clean(edge.attributes))
    return graph


def _clean(attributes: dict[str, Attribute]) -> dict[str, Attribute]:
    """Attributes for XML. "start" and "end" mean time in GEXF, so offsets go by other names."""
    renamed = {_OFFSETS.get(name, name): value for name, value in attributes.items()}
    return {name: _allowed(value) if isinstance(value, str) else value for name, value in renamed.items()}


def _allowed(text: str) -> str:
    return _NOT_XML.sub("", text)


#: networkx writes the day into a GEXF file; the same network gives the same bytes
_TODAY = re.compile(rb' lastmodifieddate="[^"]*"')
_OFFSETS = {"start": "start_offset", "end": "end_offset"}
