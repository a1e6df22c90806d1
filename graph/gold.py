"""What judgements corrected, as labels for ``zeren score``: the format of corpus/README.md.

Relations that nobody judged are there as read, marked ``optional``: they count neither for nor against, so that a score
says how reading does where people corrected it.
"""

from __future__ import annotations

from typing import cast

from graph.answers import everything
from graph.query import Query, Where
from graph.store import Reader
from graph.types import DocumentRow, Kind, ResponsibilityRow, TaskRow


def gold(reader: Reader, document: DocumentRow, *, whole: bool = False) -> dict[str, object]:
    """The labels of one document. ``whole``: a person has read all of it, so that nothing is optional."""
    here = (Where("document", document.id),)
    tasks = {row.id: row for row in cast("tuple[TaskRow, ...]", everything(reader, Query(Kind.TASK, here, limit=1000)))}
    rows = tuple(reader.edges(here))
    return {
        "id": document.id,
        "relations": [_relation(row, tasks[row.task], optional=not whole and row.judgement is None) for row in rows],
        "standing": [],
        "notes": f"{document.number or document.title}，人工核定",
    }


def judged_documents(reader: Reader) -> tuple[DocumentRow, ...]:
    """The documents with a task that a judgement touched."""
    rows = cast("tuple[DocumentRow, ...]", everything(reader, Query(Kind.DOCUMENT, limit=1000)))
    where = Where("judged", True)
    return tuple(
        row for row in rows if reader.list(Query(Kind.TASK, (Where("document", row.id), where), limit=1)).total
    )


def _relation(row: ResponsibilityRow, task: TaskRow, *, optional: bool) -> dict[str, object]:
    label: dict[str, object] = {
        "surface": row.quote,
        "start": row.start,
        "end": row.end,
        "role": row.role,
        "organization": row.name,
        "collective": row.collective,
        "item_start": task.start,
        "basis": "label" if row.basis == "judged" else row.basis,
        "clause_start": row.clause_start,
        "clause_end": row.clause_end,
    }
    return label | ({"optional": True} if optional else {})
