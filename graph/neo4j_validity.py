"""Which documents repeal which, in the graph. Stands beside ``graph/sqlite_validity.py``."""

from __future__ import annotations

from collections.abc import Collection

from graph.neo4j_writing import Writing
from graph.validity import REPEALS, last_day

#: c, of document r, repeals document x: by its number, or by its title under the same issuer where it gives none
_REPEALS = (
    "r.id <> x.id AND (c.number = x.number OR (c.number IS NULL AND r.issuer = x.issuer"
    " AND x.title CONTAINS c.title AND coalesce(x.in_from, '') < coalesce(r.in_from, '9')))"
)


def repealed_by(writing: Writing, documents: Collection[str]) -> set[str]:
    """Ids of the documents that these repeal."""
    rows = writing.run(
        f"UNWIND $documents AS id MATCH (r:Document {{id: id}})-[:MAKES]->(c:Citation {{rule: '{REPEALS}'}})"
        f" MATCH (x:Document) WHERE {_REPEALS} RETURN DISTINCT x.id AS id",
        documents=list(documents),
    )
    return {row["id"] for row in rows}


def keep(writing: Writing, documents: Collection[str]) -> None:
    """Work out the last day of these documents again."""
    for document in documents:
        rows = writing.run(
            "MATCH (x:Document {id: $id}) OPTIONAL MATCH"
            f" (r:Document)-[:MAKES]->(c:Citation {{rule: '{REPEALS}'}}) WHERE {_REPEALS}"
            " RETURN x.valid_to AS valid_to, x.status AS status, r.id AS id, r.in_from AS in_from"
            " ORDER BY coalesce(r.in_from, ''), r.id",
            id=document,
        )
        if rows:
            others = [row for row in rows if row["id"]]
            last = last_day(rows[0]["valid_to"], rows[0]["status"], [row["in_from"] for row in others])
            writing.run(
                "MATCH (x:Document {id: $id}) SET x.in_to = $last, x.repealed_by = $by",
                id=document,
                last=last,
                by=others[0]["id"] if others else None,
            )
