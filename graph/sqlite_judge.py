"""Judgements in the tables: what is stored of them, and the desk that ``graph/settling.py`` works at.

Stands beside ``graph/neo4j_judge.py``.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any

from graph.contradictions import received
from graph.desk import Effects, Facts, Merge, Unit, facts_of
from graph.judgements import COMPARED, document_key, key_of, names_of, undone
from graph.results import Judged
from graph.settling import settle
from graph.types import Judgement, values_of

_COLUMNS = tuple(one.name for one in fields(Judgement))
#: documents by pk, as the key of a judgement finds them
_KEYED = "SELECT pk, id, issuer, number, title FROM document"


def judge(connection: sqlite3.Connection, given: Sequence[Judgement]) -> tuple[Judged, bool]:
    """Store judgements; see ``graph.store.GraphStore.judge``. Also whether anything changed."""
    known = {one.id: one for one in _judgements(connection, "id IN (SELECT value FROM json_each(?))", _ids(given))}
    new, ended = received(given, known, SqliteDesk(connection).standing())
    for one in new:
        values = {**values_of(one), "places": 0, "document_key": key_of(one)}
        marks = ", ".join(f":{name}" for name in values)
        connection.execute(f"INSERT INTO judgement ({', '.join(values)}) VALUES ({marks})", values)
    for one in ended:
        _end(connection, one)
    _settle_for(connection, [*new, *ended])
    return Judged(len(new), len(ended), len(given) - len(new) - len(ended)), bool(new or ended)


def undo(connection: sqlite3.Connection, id: str, who: str, why: str, at: str) -> tuple[Judgement | None, bool]:
    """Undo one; see ``graph.store.GraphStore.undo``. Also whether anything changed."""
    found = _judgements(connection, "id = ?", id)
    if not found or found[0].undone_at is not None:
        return (found[0] if found else None), False
    ended = undone(found[0], who, why, at)
    _end(connection, ended)
    _settle_for(connection, [ended])
    return ended, True


def settle_document(connection: sqlite3.Connection, keys: Collection[str], came: Collection[str]) -> None:
    """After documents with these keys came or went, and units with these names."""
    if connection.execute("SELECT EXISTS (SELECT 1 FROM judgement)").fetchone()[0]:
        settle(SqliteDesk(connection), keys, came=came)


def _settle_for(connection: sqlite3.Connection, changed: Sequence[Judgement]) -> None:
    if changed:
        keys = {key for one in changed if (key := key_of(one))}
        settle(SqliteDesk(connection), keys, judged=names_of(changed))


def _end(connection: sqlite3.Connection, one: Judgement) -> None:
    connection.execute(
        "UPDATE judgement SET undone_at = ?, undone_by = ?, undone_why = ?, places = 0 WHERE id = ?",
        (one.undone_at, one.undone_by, one.undone_why, one.id),
    )


def _judgements(connection: sqlite3.Connection, where: str, *values: str) -> tuple[Judgement, ...]:
    rows = connection.execute(
        f"SELECT {', '.join(_COLUMNS)} FROM judgement WHERE {where} ORDER BY sort_key, id", values
    )
    return tuple(Judgement(**dict(row)) for row in rows)


def _ids(rows: Iterable[Judgement]) -> str:
    return json.dumps([row.id for row in rows])


class SqliteDesk:
    """See ``graph.desk.Desk``."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._loose: set[int] = set()

    def standing(self) -> tuple[Judgement, ...]:
        """See ``Desk``."""
        return _judgements(self._connection, "undone_at IS NULL")

    def units(self, names: Collection[str]) -> tuple[Unit, ...]:
        """See ``Desk``."""
        rows = self._all(
            "SELECT o.id, o.name, j.id AS jurisdiction, min(l.added) = 0 AS read FROM organization o"
            " JOIN document_organization l ON l.organization = o.pk LEFT JOIN jurisdiction j ON j.pk = o.jurisdiction"
            " WHERE o.name IN (SELECT value FROM json_each(?)) GROUP BY o.pk ORDER BY o.id",
            sorted(names),
        )
        return tuple(Unit(row["id"], row["name"], row["jurisdiction"], bool(row["read"])) for row in rows)

    def merges(self) -> dict[str, Merge]:
        """See ``Desk``."""
        rows = self._connection.execute(
            "SELECT o.id, c.id AS into_id, g.id AS judgement FROM organization o"
            " JOIN organization c ON c.pk = o.canonical JOIN judgement g ON g.pk = o.merged_by"
        )
        return {row["id"]: Merge(row["into_id"], row["judgement"]) for row in rows}

    def merge(self, changes: Mapping[str, Merge | None]) -> None:
        """See ``Desk``."""
        self._connection.executemany(
            "UPDATE organization SET canonical = (SELECT pk FROM organization WHERE id = ?),"
            " merged_by = (SELECT pk FROM judgement WHERE id = ?) WHERE id = ?",
            [(one and one.into, one and one.judgement, unit) for unit, one in changes.items()],
        )

    def documents(self, keys: Collection[str]) -> tuple[str, ...]:
        """See ``Desk``."""
        rows = self._all(f"{_KEYED} WHERE number_key IN (SELECT value FROM json_each(?))", list(keys))
        if any("\x1f《" in key for key in keys):
            rows += self._connection.execute(f"{_KEYED} WHERE number IS NULL").fetchall()
        return tuple(row["id"] for row in rows if document_key(row["issuer"], row["number"], row["title"]) in keys)

    def documents_naming(self, units: Collection[str]) -> tuple[str, ...]:
        """See ``Desk``."""
        rows = self._all(
            "SELECT DISTINCT d.id FROM document_organization l JOIN document d ON d.pk = l.document"
            " JOIN organization o ON o.pk = l.organization WHERE o.id IN (SELECT value FROM json_each(?))",
            sorted(units),
        )
        return tuple(row["id"] for row in rows)

    def text(self, document: str) -> str:
        """See ``Desk``."""
        text = "SELECT x.text FROM document_text x JOIN document d ON d.pk = x.document WHERE d.id = ?"
        return str(self._connection.execute(text, (document,)).fetchone()[0])

    def facts(self, documents: Sequence[str]) -> tuple[Facts, ...]:
        """See ``Desk``."""
        tasks = self._by_document(
            'SELECT d.id AS document, t.id, t.path, t.title, t.start, t."end" FROM document d'
            " JOIN task t ON t.document = d.pk WHERE {} ORDER BY t.sort_key",
            documents,
        )
        edges = self._by_document(
            "SELECT d.id AS document, r.id, st.id AS stated_task, so.id AS stated_organization, r.stated_role, r.start,"
            ' r."end", r.quote, r.clause_start, r.clause_end, r.clause, r.sentence_start, r.sentence_end, r.sentence,'
            " t.id AS task, o.id AS organization, r.role, r.active, g.id AS judgement"
            " FROM document d JOIN responsibility r ON r.document = d.pk JOIN task t ON t.pk = r.task"
            " JOIN task st ON st.pk = r.stated_task JOIN organization so ON so.pk = r.stated_organization"
            " JOIN organization o ON o.pk = r.organization LEFT JOIN judgement g ON g.pk = r.judgement"
            " WHERE r.added = 0 AND {} ORDER BY r.sort_key, r.id",
            documents,
        )
        aliases = self._by_document(
            "SELECT d.id AS document, o.id AS organization, a.name, a.key, a.sort_key FROM document d"
            " JOIN alias a ON a.document = d.pk JOIN organization o ON o.pk = a.organization"
            " WHERE a.added = 0 AND {} ORDER BY o.id, a.key",
            documents,
        )
        findings = self._by_document(
            "SELECT d.id AS document, f.id, f.kind, f.message, g.id AS judgement FROM document d"
            " JOIN finding f ON f.document = d.pk LEFT JOIN judgement g ON g.pk = f.judgement"
            f" WHERE f.kind IN {COMPARED} AND {{}} ORDER BY f.id",
            documents,
        )
        rows = self._all(
            "SELECT d.id, d.issuer, d.number, d.title, d.sort_key, d.places, j.id AS jurisdiction,"
            " j.name AS jurisdiction_name,"
            " EXISTS (SELECT 1 FROM responsibility r WHERE r.document = d.pk AND r.added = 1)"
            " OR EXISTS (SELECT 1 FROM alias a WHERE a.document = d.pk AND a.added = 1) AS derived"
            " FROM document d LEFT JOIN jurisdiction j ON j.pk = d.jurisdiction"
            " WHERE d.id IN (SELECT value FROM json_each(?)) ORDER BY d.id",
            list(documents),
        )
        kinds = (tasks, edges, aliases, findings)
        return tuple(facts_of(dict(row), *(found.get(row["id"], []) for found in kinds)) for row in rows)

    def apply(self, effects: Sequence[Effects]) -> None:
        """See ``Desk``."""
        run = self._connection.executemany
        for one in effects:
            run(
                "UPDATE responsibility SET task = (SELECT pk FROM task WHERE id = ?),"
                " organization = (SELECT pk FROM organization WHERE id = ?), role = ?, active = ?,"
                " judgement = (SELECT pk FROM judgement WHERE id = ?) WHERE id = ?",
                [
                    (held.task, held.organization, held.role, int(held.active), held.judgement, edge)
                    for edge, held in one.edges.items()
                ],
            )
            run(
                "UPDATE finding SET judgement = (SELECT pk FROM judgement WHERE id = ?) WHERE id = ?",
                [(judgement, finding) for finding, judgement in one.findings.items()],
            )
            if one.renew:
                self._renew(one)
            if one.renew or one.edges:
                keep_counts(self._connection, self._pk("document", one.document))

    def _renew(self, one: Effects) -> None:
        """Take out what judgements added to a document, and put in what they add now."""
        document = self._pk("document", one.document)
        linked = "SELECT organization AS pk FROM document_organization WHERE document = ? AND added = 1"
        self._loose |= {row["pk"] for row in self._all(linked, document)}
        for table in ("responsibility", "alias", "document_organization"):
            self._connection.execute(f"DELETE FROM {table} WHERE document = ? AND added = 1", (document,))
        for row in one.made:
            values = {**values_of(row), "jurisdiction": row.jurisdiction and self._pk("jurisdiction", row.jurisdiction)}
            del values["jurisdiction_name"]
            keep = ", ".join(f"{name} = excluded.{name}" for name in values if name != "id")
            self._connection.execute(
                f"INSERT INTO organization ({', '.join(values)}) VALUES ({', '.join(f':{name}' for name in values)})"
                f" ON CONFLICT (id) DO UPDATE SET {keep}",
                values,
            )
        self._connection.executemany(
            "INSERT INTO document_organization (document, organization, added)"
            " SELECT ?, pk, 1 FROM organization WHERE id = ? ON CONFLICT DO NOTHING",
            [(document, unit) for unit in one.linked],
        )
        self._connection.executemany(
            "INSERT INTO alias (organization, document, key, name, sort_key, added)"
            " SELECT pk, ?, ?, ?, ?, 1 FROM organization WHERE id = ?",
            [(document, row.key, row.name, row.sort_key, row.organization) for row in one.aliases],
        )
        for edge in one.added:
            task, unit = self._pk("task", edge.task), self._pk("organization", edge.organization)
            values = {name: value for name, value in values_of(edge).items() if name not in JOINED_TO_EVIDENCE}
            values |= {"document": document, "task": task, "organization": unit, "added": 1}
            values |= {"stated_task": task, "stated_organization": unit, "stated_role": edge.role}
            values["judgement"] = self._pk("judgement", edge.judgement or "")
            names = ", ".join(f'"{name}"' for name in values)
            self._connection.execute(
                f"INSERT INTO responsibility ({names}) VALUES ({', '.join(f':{name}' for name in values)})", values
            )

    def tidy(self) -> None:
        """See ``Desk``."""
        self._connection.executemany(
            "DELETE FROM organization WHERE pk = ?"
            " AND NOT EXISTS (SELECT 1 FROM document_organization l WHERE l.organization = organization.pk)",
            [(pk,) for pk in sorted(self._loose)],
        )

    def placed(self, counts: Mapping[str, int]) -> None:
        """See ``Desk``."""
        self._connection.executemany(
            "UPDATE judgement SET places = ? WHERE id = ?", [(count, one) for one, count in counts.items()]
        )

    def _pk(self, table: str, id: str) -> int:
        return int(self._connection.execute(f"SELECT pk FROM {table} WHERE id = ?", (id,)).fetchone()[0])

    def _all(self, text: str, value: object) -> list[sqlite3.Row]:
        return self._connection.execute(text, (json.dumps(value) if isinstance(value, list) else value,)).fetchall()

    def _by_document(self, text: str, documents: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = {}
        for row in self._all(text.format("d.id IN (SELECT value FROM json_each(?))"), list(documents)):
            found.setdefault(row["document"], []).append(dict(row))
        return found


def keep_counts(connection: sqlite3.Connection, document: int) -> None:
    """What tasks say of their effective edges, and whether a judgement touched one."""
    of_task = "FROM responsibility r WHERE r.task = task.pk AND r.active = 1 AND r.basis <> 'standing'"
    connection.execute(
        f"UPDATE task SET lead_count = (SELECT count(DISTINCT r.organization) {of_task} AND r.role = 'lead'),"
        f" unit_count = (SELECT count(DISTINCT r.organization) {of_task}),"
        f" open_list = EXISTS (SELECT 1 {of_task} AND r.open_list = 1),"
        " judged = EXISTS (SELECT 1 FROM responsibility r WHERE r.task = task.pk AND r.judgement IS NOT NULL)"
        " OR EXISTS (SELECT 1 FROM responsibility r WHERE r.stated_task = task.pk AND r.judgement IS NOT NULL)"
        " WHERE document = ?",
        (document,),
    )


#: what a row says of its neighbours, and no column holds
JOINED_TO_EVIDENCE = (
    *("organization_name", "organization_short_name", "organization_kind", "collective"),
    *("task_number", "task_title", "document_title", "document_number"),
)
