"""Which documents repeal which, in the tables. Stands beside ``graph/neo4j_validity.py``."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection

from graph.validity import REPEALS, last_day

#: c, of document r, repeals document x: by its number, or by its title under the same issuer where it gives none
_REPEALS = (
    f"c.rule = '{REPEALS}' AND r.pk <> x.pk AND (c.number = x.number OR (c.number IS NULL AND r.issuer = x.issuer"
    " AND instr(x.title, c.title) > 0 AND coalesce(x.in_from, '') < coalesce(r.in_from, '9')))"
)


def repealed_by(connection: sqlite3.Connection, documents: Collection[str]) -> set[str]:
    """Ids of the documents that these repeal."""
    rows = connection.execute(
        "SELECT DISTINCT x.id FROM document r JOIN citation c ON c.document = r.pk CROSS JOIN document x"
        f" WHERE r.id IN (SELECT value FROM json_each(?)) AND {_REPEALS}",
        (json.dumps(list(documents)),),
    )
    return {row["id"] for row in rows}


def keep(connection: sqlite3.Connection, documents: Collection[str]) -> None:
    """Work out the last day of these documents again."""
    for document in documents:
        found = connection.execute("SELECT pk, valid_to, status FROM document WHERE id = ?", (document,)).fetchone()
        if found is None:
            continue
        rows = connection.execute(
            "SELECT r.id, r.in_from FROM citation c JOIN document r ON r.pk = c.document JOIN document x ON x.pk = ?"
            f" WHERE {_REPEALS} ORDER BY coalesce(r.in_from, ''), r.id",
            (found["pk"],),
        ).fetchall()
        last = last_day(found["valid_to"], found["status"], [row["in_from"] for row in rows])
        by = rows[0]["id"] if rows else None
        connection.execute("UPDATE document SET in_to = ?, repealed_by = ? WHERE pk = ?", (last, by, found["pk"]))
