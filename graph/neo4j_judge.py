"""Judgements in the graph: what is stored of them, and the desk that ``graph/settling.py`` works at.

Stands beside ``graph/sqlite_judge.py``. What a judgement sets aside bears ``:SET_ASIDE``; what it adds has ``added``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from typing import Any

from graph.checks import stated
from graph.contradictions import received
from graph.cypher_shapes import ASIDE, EVIDENCE, RELATION
from graph.desk import Effects, Facts, Merge, Unit, facts_of
from graph.judgements import COMPARED, document_key, key_of, names_of, undone
from graph.neo4j_writing import Writing, edge_of
from graph.results import Judged
from graph.settling import settle
from graph.types import Judgement, values_of

_COLUMNS = tuple(one.name for one in fields(Judgement))
#: how a document names a unit by itself, or because a judgement says that it does
_NAMED = "a:NAMES|ISSUED_BY"
_LINKED = "coalesce(a.added, '') <> 'same'"


def judge(writing: Writing, given: Sequence[Judgement]) -> Judged:
    """Store judgements; see ``graph.store.GraphStore.judge``."""
    writing.lock()
    known = {one.id: one for one in _judgements(writing, "g.id IN $ids", ids=[one.id for one in given])}
    new, ended = received(given, known, Neo4jDesk(writing).standing())
    writing.each(
        "CREATE (g:Judgement) SET g = row",
        [_said(one) | {"places": 0} | _present({"document_key": key_of(one)}) for one in new],
    )
    for one in ended:
        _end(writing, one)
    _settle_for(writing, [*new, *ended])
    return Judged(len(new), len(ended), len(given) - len(new) - len(ended))


def undo(writing: Writing, id: str, who: str, why: str, at: str) -> Judgement | None:
    """Undo one; see ``graph.store.GraphStore.undo``."""
    writing.lock()
    found = _judgements(writing, "g.id = $id", id=id)
    if not found or found[0].undone_at is not None:
        return found[0] if found else None
    ended = undone(found[0], who, why, at)
    _end(writing, ended)
    _settle_for(writing, [ended])
    return ended


def settle_document(writing: Writing, keys: Collection[str], came: Collection[str]) -> None:
    """After documents with these keys came or went, and units with these names."""
    if writing.run("MATCH (g:Judgement) RETURN g.id AS id LIMIT 1"):
        settle(Neo4jDesk(writing), keys, came=came)


def _settle_for(writing: Writing, changed: Sequence[Judgement]) -> None:
    if changed:
        keys = {key for one in changed if (key := key_of(one))}
        settle(Neo4jDesk(writing), keys, judged=names_of(changed))
        writing.changed()


def _end(writing: Writing, one: Judgement) -> None:
    writing.run(
        "MATCH (g:Judgement {id: $id}) SET g.undone_at = $at, g.undone_by = $who, g.undone_why = $why, g.places = 0",
        id=one.id,
        at=one.undone_at,
        who=one.undone_by,
        why=one.undone_why,
    )


def _judgements(writing: Writing, where: str, **values: object) -> tuple[Judgement, ...]:
    columns = ", ".join(f"g.{name} AS {name}" for name in _COLUMNS)
    rows = writing.run(f"MATCH (g:Judgement) WHERE {where} RETURN {columns} ORDER BY g.sort_key, g.id", **values)
    return tuple(Judgement(**row) for row in rows)


def _said(one: Judgement) -> dict[str, Any]:
    return _present(values_of(one))


def _present(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


class Neo4jDesk:
    """See ``graph.desk.Desk``."""

    def __init__(self, writing: Writing) -> None:
        self._writing = writing
        self._loose: set[str] = set()

    def standing(self) -> tuple[Judgement, ...]:
        """See ``Desk``."""
        return _judgements(self._writing, "g.undone_at IS NULL")

    def units(self, names: Collection[str]) -> tuple[Unit, ...]:
        """See ``Desk``."""
        rows = self._writing.run(
            f"MATCH (o:Organization)<-[{_NAMED}]-(:Document) WHERE o.name IN $names AND {_LINKED}"
            " RETURN o.id AS id, o.name AS name, o.jurisdiction AS jurisdiction,"
            " max(CASE WHEN a.added IS NULL THEN 1 ELSE 0 END) = 1 AS read ORDER BY o.id",
            names=sorted(names),
        )
        return tuple(Unit(**row) for row in rows)

    def merges(self) -> dict[str, Merge]:
        """See ``Desk``."""
        rows = self._writing.run(
            "MATCH (o:Organization) WHERE o.canonical IS NOT NULL"
            " RETURN o.id AS id, o.canonical AS into, o.merged_by AS judgement"
        )
        return {row["id"]: Merge(row["into"], row["judgement"]) for row in rows}

    def merge(self, changes: Mapping[str, Merge | None]) -> None:
        """See ``Desk``."""
        self._writing.each(
            "MATCH (o:Organization {id: row.id}) SET o.canonical = row.into, o.merged_by = row.judgement",
            [
                {"id": unit, "into": one and one.into, "judgement": one and one.judgement}
                for unit, one in changes.items()
            ],
        )

    def documents(self, keys: Collection[str]) -> tuple[str, ...]:
        """See ``Desk``."""
        returned = "RETURN d.id AS id, d.issuer AS issuer, d.number AS number, d.title AS title"
        rows = self._writing.run(f"MATCH (d:Document) WHERE d.number_key IN $keys {returned}", keys=list(keys))
        if any("\x1f《" in key for key in keys):
            rows += self._writing.run(f"MATCH (d:Document) WHERE d.number IS NULL {returned}")
        return tuple(row["id"] for row in rows if document_key(row["issuer"], row["number"], row["title"]) in keys)

    def documents_naming(self, units: Collection[str]) -> tuple[str, ...]:
        """See ``Desk``."""
        rows = self._writing.run(
            f"UNWIND $units AS unit MATCH (:Organization {{id: unit}})<-[{_NAMED}]-(d:Document) WHERE {_LINKED}"
            " RETURN DISTINCT d.id AS id",
            units=sorted(units),
        )
        return tuple(row["id"] for row in rows)

    def text(self, document: str) -> str:
        """See ``Desk``."""
        return str(self._writing.run("MATCH (d:Document {id: $id}) RETURN d.text AS text", id=document)[0]["text"])

    def facts(self, documents: Sequence[str]) -> tuple[Facts, ...]:
        """See ``Desk``."""
        tasks = self._by_document(
            "MATCH (t:Task {document: document}) RETURN document, t.id AS id, t.path AS path, t.title AS title,"
            " t.start AS start, t.end AS end ORDER BY t.sort_key",
            documents,
        )
        edges = self._by_document(
            f"MATCH (t:Task {{document: document}})<-[r:{EVIDENCE}|{ASIDE}]-(o:Organization) WHERE r.added IS NULL"
            f" RETURN document, t.id AS task, o.id AS organization, type(r) <> '{ASIDE}' AS active, r.id AS id,"
            " r.role AS role,"
            " r.judgement AS judgement, r.stated_task AS stated_task, r.stated_organization AS stated_organization,"
            " r.stated_role AS stated_role, r.start AS start, r.end AS end, r.quote AS quote,"
            " r.clause_start AS clause_start, r.clause_end AS clause_end, r.clause AS clause,"
            " r.sentence_start AS sentence_start, r.sentence_end AS sentence_end, r.sentence AS sentence"
            " ORDER BY r.sort_key, r.id",
            documents,
        )
        aliases = self._by_document(
            "MATCH (:Document {id: document})-[a:NAMES]->(o:Organization) WHERE a.added IS NULL"
            " RETURN document, o.id AS organization, a.name AS name, a.key AS key, a.sort_key AS sort_key"
            " ORDER BY o.id, a.key",
            documents,
        )
        findings = self._by_document(
            f"MATCH (f:Finding {{document: document}}) WHERE f.kind IN {list(COMPARED)}"
            " RETURN document, f.id AS id, f.kind AS kind, f.message AS message, f.judgement AS judgement"
            " ORDER BY f.id",
            documents,
        )
        rows = self._writing.run(
            "UNWIND $documents AS document MATCH (d:Document {id: document})"
            " RETURN d.id AS id, d.issuer AS issuer, d.number AS number, d.title AS title, d.sort_key AS sort_key,"
            " coalesce(d.places, '[]') AS places,"
            " d.jurisdiction AS jurisdiction, d.jurisdiction_name AS jurisdiction_name,"
            " EXISTS { MATCH (d)-[a:NAMES]->() WHERE a.added IS NOT NULL } OR"
            f" EXISTS {{ MATCH (:Task {{document: d.id}})<-[r:{EVIDENCE}]-() WHERE r.added }} AS derived"
            " ORDER BY d.id",
            documents=list(documents),
        )
        kinds = (tasks, edges, aliases, findings)
        return tuple(facts_of(row, *(found[row["id"]] for found in kinds)) for row in rows)

    def apply(self, effects: Sequence[Effects]) -> None:
        """See ``Desk``."""
        for one in effects:
            self._move(one)
            self._writing.each(
                "MATCH (f:Finding {id: row.id}) SET f.judgement = row.judgement",
                [{"id": finding, "judgement": judgement} for finding, judgement in one.findings.items()],
            )
            if one.renew:
                self._renew(one)
            self._writing.run(
                "MATCH (d:Document {id: $id})-[:ISSUED_BY]->(o:Organization)"
                " SET d.issuer_organization = coalesce(o.canonical, o.id)",
                id=one.document,
            )
            if one.renew or one.edges:
                keep_counts(self._writing, one.document)

    def _move(self, one: Effects) -> None:
        """A relation cannot change its type or its ends: it is made anew, and the old one goes first."""
        found = self._writing.run(
            f"MATCH (:Task {{document: $document}})<-[r:{EVIDENCE}|{ASIDE}]-() WHERE r.id IN $ids"
            " RETURN r.id AS id, type(r) AS type",
            document=one.document,
            ids=list(one.edges),
        )
        ways: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
        for row in found:
            held = one.edges[row["id"]]
            into = RELATION[held.role] if held.active else ASIDE
            values = {name: getattr(held, name) for name in ("task", "organization", "role", "judgement")}
            ways[row["type"], into].append(values | {"id": row["id"], "document": one.document})
        for (old, new), rows in sorted(ways.items()):
            # by the index of ids, which set-aside relations have not
            one_of = f"(:Task {{document: row.document}})<-[r:{old} {{id: row.id}}]-()" if old == ASIDE else ""
            self._writing.each(
                f"MATCH {one_of or f'()-[r:{old} {{id: row.id}}]->()'}"
                " WITH row, r, properties(r) AS kept DELETE r WITH row, kept"
                " MATCH (o:Organization {id: row.organization}) MATCH (t:Task {id: row.task})"
                f" CREATE (o)-[n:{new}]->(t) SET n = kept, n.role = row.role, n.judgement = row.judgement",
                rows,
            )

    def _renew(self, one: Effects) -> None:
        """Take out what judgements added to a document, and put in what they add now."""
        self._writing.run(f"MATCH (:Task {{document: $id}})<-[r:{EVIDENCE}]-() WHERE r.added DELETE r", id=one.document)
        gone = self._writing.run(
            "MATCH (:Document {id: $id})-[a:NAMES]->(o) WHERE a.added IS NOT NULL"
            " WITH a, o.id AS id, a.added AS added DELETE a RETURN DISTINCT id, added",
            id=one.document,
        )
        self._loose |= {row["id"] for row in gone if row["added"] == "linked"}
        self._writing.each("MERGE (o:Organization {id: row.id}) SET o += row", [stated(row) for row in one.made])
        self._writing.each(
            "MATCH (o:Organization {id: row.id}) MATCH (j:Jurisdiction {id: row.jurisdiction})"
            " MERGE (o)-[:WITHIN]->(j)",
            [stated(row) for row in one.made if row.jurisdiction],
        )
        self._writing.each(
            "MATCH (d:Document {id: row.document}) MATCH (o:Organization {id: row.organization})"
            " CREATE (d)-[a:NAMES]->(o) SET a = row.properties",
            [
                {
                    "document": row.document,
                    "organization": row.organization,
                    "properties": {
                        **{name: getattr(row, name) for name in ("name", "key", "sort_key")},
                        "added": "linked" if row.organization in one.linked else "same",
                    },
                }
                for row in one.aliases
            ],
        )
        for edge in one.added:
            row = edge_of(edge)
            self._writing.run(
                "MATCH (o:Organization {id: $organization}) MATCH (t:Task {id: $task})"
                f" CREATE (o)-[r:{RELATION[edge.role]}]->(t) SET r = $properties, r.added = true",
                **row,
            )

    def tidy(self) -> None:
        """See ``Desk``."""
        self._writing.each(
            "MATCH (o:Organization {id: row})"
            " WHERE NOT EXISTS { MATCH (o)<-[:NAMES|ISSUED_BY]-(:Document) } DETACH DELETE o",
            sorted(self._loose),
        )

    def placed(self, counts: Mapping[str, int]) -> None:
        """See ``Desk``."""
        self._writing.each(
            "MATCH (g:Judgement {id: row.id}) SET g.places = row.count",
            [{"id": one, "count": count} for one, count in counts.items()],
        )

    def _by_document(self, text: str, documents: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in self._writing.run(f"UNWIND $documents AS document {text}", documents=list(documents)):
            found[row.pop("document")].append(row)
        return found


def keep_counts(writing: Writing, document: str) -> None:
    """What tasks say of their effective edges, and whether a judgement touched one."""
    writing.run(
        f"OPTIONAL MATCH (s:Task {{document: $id}})<-[j:{EVIDENCE}|{ASIDE}]-() WHERE j.judgement IS NOT NULL"
        " WITH collect(s.id) + collect(j.stated_task) AS judged"
        f" MATCH (t:Task {{document: $id}}) OPTIONAL MATCH (o:Organization)-[r:{EVIDENCE}]->(t)"
        " WHERE r.basis <> 'standing' WITH judged, t, count(DISTINCT CASE WHEN type(r) = 'LEADS' THEN o END) AS leads,"
        " count(DISTINCT o) AS units, max(CASE WHEN r.open_list THEN 1 ELSE 0 END) = 1 AS open"
        " SET t.lead_count = leads, t.unit_count = units, t.open_list = open, t.judged = t.id IN judged",
        id=document,
    )
