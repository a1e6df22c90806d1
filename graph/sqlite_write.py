"""What one write or deletion does to the tables, within a transaction that ``graph/sqlite_store.py`` opens and ends."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from graph import sqlite_judge, sqlite_validity
from graph.checks import check_same_work, counts_of, fingerprint, number_key
from graph.judgements import document_key
from graph.results import Judged, WriteReport
from graph.sqlite_judge import JOINED_TO_EVIDENCE, settle_document
from graph.types import Judgement, Subgraph, values_of
from graph.validity import first_day
from graph.versions import version_of

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

#: a table's name and the column that names its document
_OF_A_DOCUMENT = ("responsibility", "target", "citation", "finding")
_SHARED_BY = ("document_organization", "document_jurisdiction", "alias")
#: rows that several documents may need: table, the link's column, and one document's links
_SHARED = (
    ("organization", "organization", "document_organization WHERE document = ?"),
    ("jurisdiction", "jurisdiction", "document_jurisdiction WHERE document = ?"),
    ("term", "term", "task_term WHERE task IN (SELECT pk FROM task WHERE document = ?)"),
)
_LINKS = {"organization": "document_organization", "jurisdiction": "document_jurisdiction", "term": "task_term"}


def put(connection: sqlite3.Connection, subgraph: Subgraph) -> WriteReport:
    """Write one document whole; see ``graph.store.GraphStore.write``. The subgraph is complete."""
    document = subgraph.document
    mark = fingerprint(subgraph)
    size = subgraph.size
    found = connection.execute(
        "SELECT pk, id, version, fingerprint, title, number, issued_on, printed_on, source_name FROM document"
        " WHERE id = ? OR number_key = ? ORDER BY id <> ?, id",
        (document.id, number_key(document), document.id),
    ).fetchall()
    if found and found[0]["id"] == document.id and found[0]["fingerprint"] == mark:
        return WriteReport(document.id, "unchanged", *size)
    for other in found:
        if other["id"] != document.id:
            check_same_work(document, other["id"], other["title"], other["number"])
    before = {row["pk"]: _tasks(connection, row["pk"]) for row in found}
    repealed = sqlite_validity.repealed_by(connection, [row["id"] for row in found])
    gone = [_spoken_of(connection, row["pk"]) for row in found]
    loose = [_remove(connection, row["pk"]) for row in found]
    _insert(connection, subgraph, mark)
    keys = {document_key(document.issuer, document.number, document.title), *(key for key, _ in gone)}
    names = {name for _, names in gone for name in names} | {row.name for row in subgraph.organizations}
    settle_document(connection, keys, names)
    sqlite_validity.keep(connection, {document.id, *repealed, *sqlite_validity.repealed_by(connection, [document.id])})
    _redirect(connection, subgraph, [(row["id"], before[row["pk"]]) for row in found])
    _prune(connection, loose)
    _changed(connection)
    if not found:
        return WriteReport(document.id, "created", *size)
    return WriteReport(document.id, "replaced", *size, replaced=version_of(found[0]))


def drop(connection: sqlite3.Connection, document: str) -> bool:
    """Delete one document; see ``graph.store.GraphStore.delete``."""
    found = connection.execute("SELECT pk FROM document WHERE id = ?", (document,)).fetchone()
    if found is None:
        return False
    key, names = _spoken_of(connection, found["pk"])
    repealed = sqlite_validity.repealed_by(connection, [document])
    loose = _remove(connection, found["pk"])
    settle_document(connection, {key}, names)
    sqlite_validity.keep(connection, repealed)
    _prune(connection, [loose])
    _changed(connection)
    return True


def judge(connection: sqlite3.Connection, given: Sequence[Judgement]) -> Judged:
    """Store judgements; see ``graph.store.GraphStore.judge``."""
    report, changed = sqlite_judge.judge(connection, given)
    if changed:
        _changed(connection)
    return report


def undo(connection: sqlite3.Connection, id: str, who: str, why: str, at: str) -> Judgement | None:
    """Undo a judgement; see ``graph.store.GraphStore.undo``."""
    found, changed = sqlite_judge.undo(connection, id, who, why, at)
    if changed:
        _changed(connection)
    return found


def make_ready(connection: sqlite3.Connection) -> None:
    """What a connection that writes needs: words to be searched wait in memory until the transaction ends, because
    FTS5 writes its pages at every savepoint."""
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute(
        "CREATE TEMP TABLE search_waiting (task INTEGER PRIMARY KEY, title TEXT NOT NULL, text TEXT NOT NULL)"
    )


def finish(connection: sqlite3.Connection) -> None:
    """The last step of a transaction: the index of words gets what waits for it."""
    connection.execute("INSERT INTO task_search (rowid, title, text) SELECT task, title, text FROM search_waiting")
    connection.execute("DELETE FROM search_waiting")


def _spoken_of(connection: sqlite3.Connection, pk: int) -> tuple[str, set[str]]:
    """How a judgement finds a document, and the names of its units."""
    row = connection.execute("SELECT issuer, number, title FROM document WHERE pk = ?", (pk,)).fetchone()
    units = connection.execute(
        "SELECT o.name FROM document_organization l JOIN organization o ON o.pk = l.organization WHERE l.document = ?",
        (pk,),
    )
    return document_key(row["issuer"], row["number"], row["title"]), {unit["name"] for unit in units}


def _changed(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE meta SET value = value + 1 WHERE key = 'revision'")


def _remove(connection: sqlite3.Connection, pk: int) -> dict[str, str]:
    """Take a document's own rows out. Answers, by table, the keys (as JSON) of what it shared, for ``_prune``."""
    loose = {
        table: str(connection.execute(f"SELECT json_group_array({column}) FROM {link}", (pk,)).fetchone()[0])
        for table, column, link in _SHARED
    }
    for table in _OF_A_DOCUMENT:
        connection.execute(f"DELETE FROM {table} WHERE document = ?", (pk,))
    connection.execute("DELETE FROM task_term WHERE task IN (SELECT pk FROM task WHERE document = ?)", (pk,))
    indexed = connection.execute(
        "SELECT pk, title, text FROM task WHERE document = ? AND pk NOT IN (SELECT task FROM search_waiting)", (pk,)
    ).fetchall()
    connection.executemany(
        "INSERT INTO task_search (task_search, rowid, title, text) VALUES ('delete', ?, ?, ?)",
        map(_searchable, indexed),
    )
    connection.execute("DELETE FROM search_waiting WHERE task IN (SELECT pk FROM task WHERE document = ?)", (pk,))
    for table in ("task", "section", *_SHARED_BY, "document_text"):
        connection.execute(f"DELETE FROM {table} WHERE document = ?", (pk,))
    connection.execute("DELETE FROM document WHERE pk = ?", (pk,))
    return loose


def _prune(connection: sqlite3.Connection, loose: list[dict[str, str]]) -> None:
    """Drop what no document needs any more (S10). Looks only at what the removed documents shared."""
    for keys in loose:
        for table, column, _ in _SHARED:
            link = _LINKS[table]
            connection.execute(
                f"DELETE FROM {table} WHERE pk IN (SELECT value FROM json_each(?))"
                f" AND NOT EXISTS (SELECT 1 FROM {link} l WHERE l.{column} = {table}.pk)",
                (keys[table],),
            )
    for table in ("document", "task") if loose else ():
        connection.execute(
            f"DELETE FROM former_id WHERE kind = '{table}'"
            f" AND NOT EXISTS (SELECT 1 FROM {table} x WHERE x.id = former_id.current)"
        )


def _insert(connection: sqlite3.Connection, subgraph: Subgraph, mark: str) -> None:
    places = _share(connection, "jurisdiction", (values_of(row) for row in subgraph.jurisdictions))
    units = _share(
        connection,
        "organization",
        (
            _values(row, jurisdiction=places.get(row.jurisdiction or ""), jurisdiction_name=_NO_COLUMN)
            for row in subgraph.organizations
        ),
    )
    document = _document(connection, subgraph, mark, places, units)
    for column, pks in (("organization", units), ("jurisdiction", places)):
        connection.executemany(
            f"INSERT INTO document_{column} (document, {column}) VALUES (?, ?)", [(document, pk) for pk in pks.values()]
        )
    _rows(
        connection,
        "alias",
        [_values(row, organization=units[row.organization], document=document) for row in subgraph.aliases],
    )
    sections = _numbered(connection, "section", [row.id for row in subgraph.sections])
    _rows(
        connection,
        "section",
        [
            _values(row, pk=sections[row.id], document=document, parent=sections.get(row.parent or ""))
            for row in subgraph.sections
        ],
    )
    tasks = _insert_tasks(connection, subgraph, document, sections)
    _insert_evidence(connection, subgraph, document, tasks, units, sections)


def _document(
    connection: sqlite3.Connection, subgraph: Subgraph, mark: str, places: dict[str, int], units: dict[str, int]
) -> int:
    row = subgraph.document
    values = _values(
        row,
        number_key=number_key(row),
        issuer_organization=units.get(row.issuer_organization or ""),
        jurisdiction=places.get(row.jurisdiction or ""),
        jurisdiction_name=_NO_COLUMN,
        addressees=_json(row.addressees),
        horizons=_json(row.horizons),
        facts=_json(row.facts),
        details=_json(row.details),
        places=_json(row.places),
        fingerprint=mark,
        in_from=first_day(row),
    )
    pk = _numbered(connection, "document", [row.id])[row.id]
    _rows(connection, "document", [values | {"pk": pk}])
    connection.execute("INSERT INTO document_text (document, text) VALUES (?, ?)", (pk, subgraph.text))
    return pk


def _insert_tasks(
    connection: sqlite3.Connection, subgraph: Subgraph, document: int, sections: dict[str, int]
) -> dict[str, int]:
    tasks = _numbered(connection, "task", [row.id for row in subgraph.tasks])
    counts = counts_of(subgraph)
    rows = [
        _values(
            row,
            pk=tasks[row.id],
            document=document,
            section=sections.get(row.section or ""),
            parent=tasks.get(row.parent or ""),
            terms=_json(row.terms),
            details=_json(row.details),
            **dict(zip(("lead_count", "unit_count", "open_list"), counts[row.id], strict=True)),
            judged=0,
            **dict.fromkeys(("document_title", "document_number"), _NO_COLUMN),
        )
        for row in subgraph.tasks
    ]
    _rows(connection, "task", rows)
    connection.executemany(
        "INSERT INTO search_waiting (task, title, text) VALUES (?, ?, ?)",
        [_searchable((tasks[row.id], row.title, row.text)) for row in subgraph.tasks],
    )
    words = {row.word: row.sort_key for row in subgraph.terms}
    connection.executemany(
        "INSERT INTO term (word, sort_key) VALUES (?, ?) ON CONFLICT (word) DO UPDATE SET sort_key = excluded.sort_key",
        list(words.items()),
    )
    found = connection.execute(
        "SELECT word, pk FROM term WHERE word IN (SELECT value FROM json_each(?))", (_json(tuple(words)),)
    )
    terms = {row["word"]: row["pk"] for row in found}
    links = sorted((tasks[row.task], terms[row.word], row.weight) for row in subgraph.terms)
    connection.executemany("INSERT INTO task_term (task, term, weight) VALUES (?, ?, ?)", links)
    return tasks


def _insert_evidence(
    connection: sqlite3.Connection,
    subgraph: Subgraph,
    document: int,
    tasks: dict[str, int],
    units: dict[str, int],
    sections: dict[str, int],
) -> None:
    evidence = []
    for row in subgraph.responsibilities:
        task, unit = tasks[row.task], units[row.organization]
        held = {"task": task, "organization": unit, "role": row.role}
        stated = {f"stated_{name}": value for name, value in held.items()}
        evidence.append(_values(row, document=document, judgement=None, **held, **stated))
    _rows(connection, "responsibility", evidence, *JOINED_TO_EVIDENCE)
    targets = [
        _values(row, document=document, task=tasks.get(row.task or ""), section=sections.get(row.section or ""))
        for row in subgraph.targets
    ]
    _rows(connection, "target", targets, "task_number", "document_title", "document_number")
    citations = [_values(row, document=document) for row in subgraph.citations]
    _rows(connection, "citation", citations, "document_title", "document_number")
    findings = [_values(row, document=document, task=tasks.get(row.task or "")) for row in subgraph.findings]
    _rows(connection, "finding", findings, "document_title")


def _redirect(connection: sqlite3.Connection, subgraph: Subgraph, before: list[tuple[str, dict[str, str]]]) -> None:
    """Former ids lead to what took their place: a document under a corrected title, its tasks by outline path."""
    now = {row.path: row.id for row in subgraph.tasks}
    moves = [("document", former, subgraph.document.id) for former, _ in before]
    moves += [("task", former, now[path]) for _, tasks in before for path, former in tasks.items() if path in now]
    for kind, former, current in moves:
        if former == current:
            continue
        connection.execute("UPDATE former_id SET current = ? WHERE kind = ? AND current = ?", (current, kind, former))
        connection.execute("INSERT OR REPLACE INTO former_id VALUES (?, ?, ?)", (kind, former, current))
    standing = [("document", subgraph.document.id), *(("task", row.id) for row in subgraph.tasks)]
    connection.executemany("DELETE FROM former_id WHERE kind = ? AND former = ?", standing)


def _tasks(connection: sqlite3.Connection, document: int) -> dict[str, str]:
    rows = connection.execute("SELECT path, id FROM task WHERE document = ? ORDER BY sort_key DESC", (document,))
    return {row["path"]: row["id"] for row in rows}


def _share(connection: sqlite3.Connection, table: str, rows: Iterable[dict[str, Any]]) -> dict[str, int]:
    """Write rows that other documents may have written too; what one of them knows and another does not is kept."""
    given = [_without(values) for values in rows]
    if not given:
        return {}
    names = list(given[0])
    keep = ", ".join(f"{name} = coalesce(excluded.{name}, {name})" for name in names if name != "id")
    marks = ", ".join(f":{name}" for name in names)
    connection.executemany(
        f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks}) ON CONFLICT (id) DO UPDATE SET {keep}", given
    )
    ids = json.dumps([values["id"] for values in given])
    found = connection.execute(f"SELECT id, pk FROM {table} WHERE id IN (SELECT value FROM json_each(?))", (ids,))
    return {row["id"]: row["pk"] for row in found}


def _numbered(connection: sqlite3.Connection, table: str, ids: Sequence[str]) -> dict[str, int]:
    """Integer keys for new rows, given beforehand so that rows may refer to one another in any order."""
    last = connection.execute(f"SELECT coalesce(max(pk), 0) FROM {table}").fetchone()[0]
    return {one: last + at for at, one in enumerate(ids, 1)}


def _rows(connection: sqlite3.Connection, table: str, rows: list[dict[str, Any]], *joined: str) -> None:
    """Insert rows that name the same columns; ``joined`` are looked up in neighbours and not stored."""
    if not rows:
        return
    names = [name for name, value in rows[0].items() if value is not _NO_COLUMN and name not in joined]
    columns = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join("?" for _ in names)
    connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", map(itemgetter(*names), rows))


_NO_COLUMN = object()


def _values(row: DataclassInstance, **instead: object) -> dict[str, Any]:
    return values_of(row) | instead


def _without(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not _NO_COLUMN}


def _json(values: tuple[object, ...]) -> str:
    return json.dumps(values, ensure_ascii=False)


def _searchable(row: Sequence[Any]) -> tuple[int, str, str]:
    """What the index is given; it stops at U+0000, so that character is no part of it."""
    pk, title, text = row
    return pk, title.replace("\0", " "), text.replace("\0", " ")
