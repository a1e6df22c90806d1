"""What one write or deletion does to the graph, within a transaction that ``graph/neo4j_store.py`` opens and ends.

Stands beside ``graph/sqlite_write.py``. A managed transaction may run twice: everything here follows from the state of
the graph and the subgraph alone.
"""

from __future__ import annotations

from typing import Any

from graph import neo4j_validity
from graph.checks import check_same_work, fingerprint, number_key
from graph.cypher_shapes import ASIDE, EVIDENCE, RELATION
from graph.judgements import document_key
from graph.neo4j_judge import judge, keep_counts, settle_document, undo
from graph.neo4j_schema import FORMER, OF_A_DOCUMENT
from graph.neo4j_writing import Writing, edge_of, properties
from graph.results import WriteReport
from graph.types import Subgraph
from graph.validity import first_day
from graph.versions import version_of

__all__ = ["Writing", "drop", "insert", "judge", "put", "undo"]


def put(writing: Writing, subgraph: Subgraph) -> WriteReport:
    """Write one document whole; see ``graph.store.GraphStore.write``. The subgraph is complete."""
    document = subgraph.document
    mark = fingerprint(subgraph)
    size = subgraph.size
    writing.lock()
    found = writing.run(
        "MATCH (d:Document) WHERE d.id = $id OR d.number_key = $number_key"
        " RETURN d.id AS id, d.version AS version, d.fingerprint AS fingerprint, d.title AS title, d.number AS number,"
        " d.issued_on AS issued_on, d.printed_on AS printed_on, d.source_name AS source_name"
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
    repealed = neo4j_validity.repealed_by(writing, [row["id"] for row in found])
    gone = [_spoken_of(writing, row["id"]) for row in found]
    loose = [_remove(writing, row["id"]) for row in found]
    insert(writing, subgraph, mark)
    keys = {document_key(document.issuer, document.number, document.title), *(key for key, _ in gone)}
    names = {name for _, names in gone for name in names} | {row.name for row in subgraph.organizations}
    settle_document(writing, keys, names)
    neo4j_validity.keep(writing, {document.id, *repealed, *neo4j_validity.repealed_by(writing, [document.id])})
    _redirect(writing, subgraph, before)
    _prune(writing, loose)
    writing.changed()
    if not found:
        return WriteReport(document.id, "created", *size)
    return WriteReport(document.id, "replaced", *size, replaced=version_of(found[0]))


def drop(writing: Writing, document: str) -> bool:
    """Delete one document; see ``graph.store.GraphStore.delete``."""
    writing.lock()
    if not writing.run("MATCH (d:Document {id: $id}) RETURN d.id", id=document):
        return False
    key, names = _spoken_of(writing, document)
    repealed = neo4j_validity.repealed_by(writing, [document])
    loose = _remove(writing, document)
    settle_document(writing, {key}, names)
    neo4j_validity.keep(writing, repealed)
    _prune(writing, [loose])
    writing.changed()
    return True


def _spoken_of(writing: Writing, document: str) -> tuple[str, set[str]]:
    """How a judgement finds a document, and the names of its units."""
    (row,) = writing.run(
        "MATCH (d:Document {id: $id}) RETURN d.issuer AS issuer, d.number AS number, d.title AS title,"
        " [(d)-[:NAMES|ISSUED_BY]->(o) | o.name] AS names",
        id=document,
    )
    return document_key(row["issuer"], row["number"], row["title"]), set(row["names"])


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
    "Organization": ("id", ("(n)<-[:NAMES|ISSUED_BY]-(:Document)", f"(n)-[:{EVIDENCE}|{ASIDE}]->(:Task)")),
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
        writing.each(f"MERGE (n:{label} {{id: row.id}}) SET n += row", [properties(row) for row in shared])
    writing.each(
        "MATCH (o:Organization {id: row.id}) MATCH (j:Jurisdiction {id: row.jurisdiction}) MERGE (o)-[:WITHIN]->(j)",
        [{"id": row.id, "jurisdiction": row.jurisdiction} for row in subgraph.organizations if row.jurisdiction],
    )
    own = {"fingerprint": mark, "number_key": number_key(document), "text": subgraph.text}
    if first := first_day(document):
        own["in_from"] = first
    writing.run("CREATE (d:Document) SET d = $properties", properties=properties(document) | own)
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
        [properties(row) for row in subgraph.aliases],
    )
    _insert_outline(writing, subgraph)
    _insert_evidence(writing, subgraph)
    keep_counts(writing, document.id)


def _insert_outline(writing: Writing, subgraph: Subgraph) -> None:
    for label, rows in (("Section", subgraph.sections), ("Task", subgraph.tasks)):
        writing.each(f"CREATE (n:{label}) SET n = row", [properties(row) for row in rows])
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
        [properties(row) for row in subgraph.terms],
    )


def _insert_evidence(writing: Writing, subgraph: Subgraph) -> None:
    document = subgraph.document.id
    for role, relation in RELATION.items():
        writing.each(
            "MATCH (o:Organization {id: row.organization}) MATCH (t:Task {id: row.task})"
            f" CREATE (o)-[r:{relation}]->(t) SET r = row.properties",
            [edge_of(row) for row in subgraph.responsibilities if row.role == role],
        )
    writing.each("CREATE (g:Target) SET g = row", [properties(row) for row in subgraph.targets])
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
        [properties(row) for row in subgraph.citations],
    )
    writing.run(  # both ways: those cited here that are loaded, and those loaded that cite this one
        "MATCH (c:Citation) WHERE c.document = $id OR c.cited = $id"
        " MATCH (a:Document {id: c.document}) MATCH (b:Document {id: c.cited}) MERGE (a)-[:CITES]->(b)",
        id=document,
    )
    writing.each(
        "MATCH (d:Document {id: row.document}) CREATE (d)-[:HAS_FINDING]->(f:Finding) SET f = row",
        [properties(row) for row in subgraph.findings],
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
