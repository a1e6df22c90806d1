"""What one write or deletion does to the graph, within a transaction that ``graph/neo4j_store.py`` opens and ends.

Stands beside ``graph/sqlite_write.py``. A managed transaction may run twice: everything here follows from the state of
the graph and the subgraph alone.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from graph.checks import check_same_work, fingerprint, number_key, stated
from graph.cypher_shapes import EVIDENCE, RELATION
from graph.neo4j_schema import FORMER, META, OF_A_DOCUMENT
from graph.types import ResponsibilityRow, Subgraph, WriteReport

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

#: rows sent at once; a transaction's memory is bounded on the server
BATCH = 10_000


class Transaction(Protocol):
    """As much of the driver's transaction as a write needs."""

    def run(self, query: Any, parameters: dict[str, Any] | None = None) -> Any:  # noqa: ANN401 -- the driver's own types
        """One statement; its result."""
        ...


class Writing:
    """One transaction that writes."""

    def __init__(self, transaction: Transaction, batch: int = BATCH) -> None:
        self._transaction, self._batch = transaction, batch

    def run(self, text: str, **parameters: object) -> list[dict[str, Any]]:
        """One statement; its rows."""
        return [dict(record) for record in self._transaction.run(text, parameters)]

    def each(self, text: str, rows: Sequence[dict[str, Any] | str]) -> None:
        """``UNWIND $rows AS row`` before ``text``, in batches."""
        for start in range(0, len(rows), self._batch):
            some = list(rows[start : start + self._batch])
            self._transaction.run(f"UNWIND $rows AS row {text}", {"rows": some}).consume()

    def lock(self) -> None:
        """Writers take turns: whoever holds the node of the revision writes."""
        self.run(f"MATCH (m:{META} {{id: 'zeren'}}) SET m.writing = coalesce(m.writing, 0) + 1")

    def changed(self) -> None:
        """The revision grows with every change."""
        self.run(f"MATCH (m:{META} {{id: 'zeren'}}) SET m.revision = m.revision + 1")


def put(writing: Writing, subgraph: Subgraph) -> WriteReport:
    """Write one document whole; see ``graph.store.GraphStore.write``. The subgraph is complete."""
    document = subgraph.document
    mark = fingerprint(subgraph)
    size = (len(subgraph.tasks), len(subgraph.responsibilities))
    writing.lock()
    found = writing.run(
        "MATCH (d:Document) WHERE d.id = $id OR d.number_key = $number_key"
        " RETURN d.id AS id, d.version AS version, d.fingerprint AS fingerprint, d.title AS title, d.number AS number"
        " ORDER BY d.id <> $id, d.id",
        id=document.id,
        number_key=number_key(document),
    )
    if found and found[0]["id"] == document.id and found[0]["fingerprint"] == mark:
        return WriteReport(document.id, "unchanged", *size)
    for other in found:
        if other["id"] != document.id:
            check_same_work(document, other["id"], other["title"], other["number"])
    before = [(row["id"], _tasks(writing, row["id"])) for row in found]
    loose = [_remove(writing, row["id"]) for row in found]
    insert(writing, subgraph, mark)
    _redirect(writing, subgraph, before)
    _prune(writing, loose)
    writing.changed()
    if not found:
        return WriteReport(document.id, "created", *size)
    return WriteReport(document.id, "replaced", *size, previous_version=found[0]["version"])


def drop(writing: Writing, document: str) -> bool:
    """Delete one document; see ``graph.store.GraphStore.delete``."""
    writing.lock()
    if not writing.run("MATCH (d:Document {id: $id}) RETURN d.id", id=document):
        return False
    _prune(writing, [_remove(writing, document)])
    writing.changed()
    return True


def _remove(writing: Writing, document: str) -> dict[str, list[str]]:
    """Take a document's own nodes out. Answers, by label, what ``_prune`` has to look at."""
    units = writing.run(
        "MATCH (:Document {id: $id})-[:NAMES|ISSUED_BY]->(o:Organization) RETURN DISTINCT o.id AS id", id=document
    )
    places = writing.run(
        "MATCH (:Document {id: $id})-[:WITHIN]->(j:Jurisdiction) RETURN j.id AS id UNION"
        " MATCH (:Document {id: $id})-[:NAMES|ISSUED_BY]->()-[:WITHIN]->(j:Jurisdiction) RETURN j.id AS id",
        id=document,
    )
    words = writing.run("MATCH (t:Task {document: $id})-[:ABOUT]->(w:Term) RETURN DISTINCT w.word AS id", id=document)
    tasks = writing.run("MATCH (t:Task {document: $id}) RETURN t.id AS id", id=document)
    for label in (*OF_A_DOCUMENT, "Document"):
        key = "id" if label == "Document" else "document"
        writing.run(f"MATCH (n:{label} {{{key}: $id}}) DETACH DELETE n", id=document)
    found = {"Organization": units, "Jurisdiction": places, "Term": words, "Task": tasks}
    return {label: [row["id"] for row in rows] for label, rows in found.items()} | {"Document": [document]}


#: what keeps a shared node: its key, and the patterns of which one suffices
_NEEDED = {
    "Term": ("word", ("(:Task)-[:ABOUT]->(n)",)),
    "Organization": ("id", ("(n)<-[:NAMES|ISSUED_BY]-(:Document)", f"(n)-[:{EVIDENCE}]->(:Task)")),
    "Jurisdiction": ("id", ("(n)<-[:WITHIN]-()",)),
}


def _prune(writing: Writing, loose: list[dict[str, list[str]]]) -> None:
    """Drop what no document needs any more (S10). Looks only at what the removed documents shared."""
    for label, (key, patterns) in _NEEDED.items():
        absent = " AND ".join(f"NOT EXISTS {{ {pattern} }}" for pattern in patterns)
        writing.each(f"MATCH (n:{label} {{{key}: row}}) WHERE {absent} DETACH DELETE n", _all(loose, label))
    for label in ("Document", "Task"):
        gone = f"MATCH (f:{FORMER} {{current: row}}) WHERE f.kind = '{label.lower()}'"
        writing.each(f"{gone} AND NOT EXISTS {{ MATCH (:{label} {{id: row}}) }} DELETE f", _all(loose, label))


def _all(loose: list[dict[str, list[str]]], label: str) -> list[str]:
    return sorted({one for shared in loose for one in shared[label]})


def insert(writing: Writing, subgraph: Subgraph, mark: str) -> None:
    """The nodes and relations of one document that is not there yet. ``mark``: its fingerprint."""
    document = subgraph.document
    for label, shared in (("Jurisdiction", subgraph.jurisdictions), ("Organization", subgraph.organizations)):
        writing.each(f"MERGE (n:{label} {{id: row.id}}) SET n += row", [_properties(row) for row in shared])
    writing.each(
        "MATCH (o:Organization {id: row.id}) MATCH (j:Jurisdiction {id: row.jurisdiction}) MERGE (o)-[:WITHIN]->(j)",
        [{"id": row.id, "jurisdiction": row.jurisdiction} for row in subgraph.organizations if row.jurisdiction],
    )
    own = {"fingerprint": mark, "number_key": number_key(document), "text": subgraph.text}
    writing.run("CREATE (d:Document) SET d = $properties", properties=_properties(document) | own)
    writing.run(
        "MATCH (d:Document {id: $id}) MATCH (o:Organization {id: d.issuer_organization}) CREATE (d)-[:ISSUED_BY]->(o)",
        id=document.id,
    )
    writing.run(
        "MATCH (d:Document {id: $id}) UNWIND $places AS place MATCH (j:Jurisdiction {id: place})"
        " MERGE (d)-[:WITHIN]->(j)",
        id=document.id,
        places=[row.id for row in subgraph.jurisdictions],
    )
    writing.each(
        "MATCH (d:Document {id: row.document}) MATCH (o:Organization {id: row.organization})"
        " CREATE (d)-[:NAMES {name: row.name, key: row.key, sort_key: row.sort_key}]->(o)",
        [_properties(row) for row in subgraph.aliases],
    )
    _insert_outline(writing, subgraph)
    _insert_evidence(writing, subgraph)
    _keep_counts(writing, document.id)


def _insert_outline(writing: Writing, subgraph: Subgraph) -> None:
    for label, rows in (("Section", subgraph.sections), ("Task", subgraph.tasks)):
        writing.each(f"CREATE (n:{label}) SET n = row", [_properties(row) for row in rows])
    links: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for section in subgraph.sections:
        above = ("Section", section.parent) if section.parent else ("Document", section.document)
        links.setdefault((above[0], "Section"), []).append({"above": above[1], "id": section.id})
    for task in subgraph.tasks:
        held = [("Task", task.parent), ("Section", task.section), ("Document", task.document)]
        label, above_id = next((label, above_id) for label, above_id in held if above_id)
        links.setdefault((label, "Task"), []).append({"above": above_id, "id": task.id})
        if task.parent and task.section:  # "in this section or below" asks sections only
            links.setdefault(("Section", "Task"), []).append({"above": task.section, "id": task.id})
    for (above_label, label), pairs in links.items():
        writing.each(
            f"MATCH (a:{above_label} {{id: row.above}}) MATCH (b:{label} {{id: row.id}}) MERGE (a)-[:CONTAINS]->(b)",
            pairs,
        )
    words = {row.word: row.sort_key for row in subgraph.terms}
    writing.each(
        "MERGE (w:Term {word: row.word}) SET w.sort_key = row.sort_key",
        [{"word": word, "sort_key": key} for word, key in words.items()],
    )
    writing.each(
        "MATCH (t:Task {id: row.task}) MATCH (w:Term {word: row.word}) CREATE (t)-[:ABOUT {weight: row.weight}]->(w)",
        [_properties(row) for row in subgraph.terms],
    )


def _insert_evidence(writing: Writing, subgraph: Subgraph) -> None:
    document = subgraph.document.id
    for role, relation in RELATION.items():
        writing.each(
            "MATCH (o:Organization {id: row.organization}) MATCH (t:Task {id: row.task})"
            f" CREATE (o)-[r:{relation}]->(t) SET r = row.properties",
            [_edge(row) for row in subgraph.responsibilities if row.role == role],
        )
    writing.each("CREATE (g:Target) SET g = row", [_properties(row) for row in subgraph.targets])
    writing.each(
        "MATCH (g:Target {id: row.id}) MATCH (t:Task {id: row.task}) CREATE (t)-[:HAS_TARGET]->(g)",
        [{"id": row.id, "task": row.task} for row in subgraph.targets if row.task],
    )
    own = [{"id": row.id, "document": document} for row in subgraph.targets if not row.task]
    writing.each(
        "MATCH (g:Target {id: row.id}) MATCH (d:Document {id: row.document}) CREATE (d)-[:HAS_TARGET]->(g)", own
    )
    writing.each(
        "MATCH (d:Document {id: row.document}) CREATE (d)-[:MAKES]->(c:Citation) SET c = row",
        [_properties(row) for row in subgraph.citations],
    )
    writing.run(  # both ways: those cited here that are loaded, and those loaded that cite this one
        "MATCH (c:Citation) WHERE c.document = $id OR c.cited = $id"
        " MATCH (a:Document {id: c.document}) MATCH (b:Document {id: c.cited}) MERGE (a)-[:CITES]->(b)",
        id=document,
    )
    writing.each(
        "MATCH (d:Document {id: row.document}) CREATE (d)-[:HAS_FINDING]->(f:Finding) SET f = row",
        [_properties(row) for row in subgraph.findings],
    )


def _keep_counts(writing: Writing, document: str) -> None:
    """What tasks say of their effective edges; the same statement will serve judgements."""
    writing.run(
        "MATCH (t:Task {document: $id})"
        f" OPTIONAL MATCH (o:Organization)-[r:{EVIDENCE}]->(t)"
        " WITH t, count(DISTINCT CASE WHEN type(r) = 'LEADS' THEN o END) AS leads, count(DISTINCT o) AS units,"
        " max(CASE WHEN r.open_list THEN 1 ELSE 0 END) = 1 AS open"
        " SET t.lead_count = leads, t.unit_count = units, t.open_list = open",
        id=document,
    )


def _redirect(writing: Writing, subgraph: Subgraph, before: list[tuple[str, dict[str, str]]]) -> None:
    """Former ids lead to what took their place: a document under a corrected title, its tasks by outline path."""
    now = {row.path: row.id for row in subgraph.tasks}
    moves = [("document", former, subgraph.document.id) for former, _ in before]
    moves += [("task", former, now[path]) for _, tasks in before for path, former in tasks.items() if path in now]
    rows = [
        {"id": f"{kind}|{former}", "kind": kind, "former": former, "current": current}
        for kind, former, current in moves
        if former != current
    ]
    writing.each(f"MATCH (f:{FORMER} {{kind: row.kind, current: row.former}}) SET f.current = row.current", rows)
    writing.each(f"MERGE (f:{FORMER} {{id: row.id}}) SET f = row", rows)
    standing = [f"document|{subgraph.document.id}", *(f"task|{row.id}" for row in subgraph.tasks)]
    writing.each(f"MATCH (f:{FORMER} {{id: row}}) DELETE f", standing)


def _tasks(writing: Writing, document: str) -> dict[str, str]:
    rows = writing.run(
        "MATCH (t:Task {document: $id}) RETURN t.path AS path, t.id AS id ORDER BY t.sort_key DESC", id=document
    )
    return {row["path"]: row["id"] for row in rows}


def _properties(row: DataclassInstance) -> dict[str, Any]:
    """A row as a node's properties: absent ones left out, facts and places as JSON."""
    return {name: _stored(name, value) for name, value in stated(row).items() if value is not None}


def _stored(name: str, value: Any) -> Any:  # noqa: ANN401 -- what a property may hold
    if name in {"facts", "places"}:
        return json.dumps(value, ensure_ascii=False)
    return list(value) if isinstance(value, tuple) else value


def _edge(row: ResponsibilityRow) -> dict[str, Any]:
    held = {"stated_task": row.task, "stated_organization": row.organization, "stated_role": row.role}
    properties = {k: v for k, v in _properties(row).items() if k not in {"task", "organization"}}
    return {"organization": row.organization, "task": row.task, "properties": properties | held}
