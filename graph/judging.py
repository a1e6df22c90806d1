"""From what a person points at (ids, names, a place in the text) to the words of a judgement."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast

from graph import resolve
from graph.judgements import MERGING, InvalidJudgement, made, moment
from graph.query import Query, Where
from graph.resolve import NotFound
from graph.store import Reader
from graph.types import DocumentRow, Judgement, Kind, ResponsibilityRow, TaskRow

Words = dict[str, str | int | None]


def on_units(
    reader: Reader, kind: str, organization: str, other: str, jurisdiction: str | None = None, year: int | None = None
) -> Words:
    """Two units by any of their names; of ``same`` and ``renamed``, ``organization`` is the one that stands."""
    names = [resolve.organization(reader, words, jurisdiction).name for words in (organization, other)]
    if kind not in MERGING:
        names.sort()
    return {"organization": names[0], "other": names[1], "year": year}


def on_edge(
    reader: Reader,
    responsibility: str,
    *,
    throughout: bool = False,
    right_role: str | None = None,
    right_task: str | None = None,
) -> Words:
    """One piece of evidence, or its words throughout the document. ``right_task``: id or number of a task of it."""
    edge = reader.get(Kind.RESPONSIBILITY, responsibility)
    if not isinstance(edge, ResponsibilityRow):
        raise NotFound(f"没有编号为 {responsibility} 的责任关系", f"no responsibility {responsibility}")
    if edge.basis == "judged":
        raise InvalidJudgement(
            "这一条是人工核定补上的", "a judgement added this one", remedy="撤销那条核定 (undo that judgement)"
        )
    task = _task(reader, edge.task)
    words = _document(reader, edge.document) | {"surface": edge.quote, "role": _role_as_read(reader, edge)}
    if not throughout:
        words |= {"task_path": task.path, "task_title": task.title}
    if right_role is not None:
        words["right_role"] = right_role
    if right_task is not None:
        right = _task_of(reader, edge.document, right_task)
        words |= {"right_task_path": right.path, "right_task_title": right.title}
    return words


def on_missing(
    reader: Reader,
    task: str,
    role: str,
    surface: str | None = None,
    place: tuple[int, int] | None = None,
    organization: str | None = None,
    new_unit: str | None = None,
) -> Words:
    """A unit that stands in a task's words, by its words or by their place in the document (code points, half-open).

    ``organization`` is one that is known; ``new_unit`` the full name of one that is not.
    """
    row = _task(reader, task)
    text = reader.text(row.document) or ""
    if place is not None:
        start, end = place
        if not row.start <= start < end <= row.end:
            raise InvalidJudgement("所指之处不在该任务的原文中", "the place is not in the task's words", place="start")
        surface = text[start:end]
        nth = text.count(surface, row.start, start) if surface else 0
    else:
        nth = 0
    if not surface or surface not in text[row.start : row.end]:
        raise InvalidJudgement(
            f"该任务的原文中没有“{surface or ''}”",
            "the task's words do not hold it",
            place="surface",
            remedy="照抄原文里的写法；原文没有写的单位，程序不能代为指定 (copy the words as they stand in the text)",
        )
    document = cast("DocumentRow", reader.get(Kind.DOCUMENT, row.document))
    name = new_unit or resolve.organization(reader, organization or surface, document.jurisdiction).name
    return _document(reader, row.document) | {
        "task_path": row.path,
        "task_title": row.title,
        "surface": surface,
        "nth": nth or None,
        "role": role,
        "organization": name,
    }


def said_now(reader: Reader, kind: str, who: str, why: str, now: datetime, words: Words) -> Judgement:
    """The judgement, made now. What was said and undone within this very second is said a second later."""
    while True:
        one = made(kind, who, why, moment(now), **words)
        known = reader.get(Kind.JUDGEMENT, one.id)
        if not isinstance(known, Judgement) or known.undone_at is None:
            return one
        now += timedelta(seconds=1)


def _role_as_read(reader: Reader, edge: ResponsibilityRow) -> str:
    """A judgement goes by the role that the text was read to give, whatever holds by now."""
    judged = reader.get(Kind.JUDGEMENT, edge.judgement) if edge.judgement else None
    role = getattr(judged, "role", None) if getattr(judged, "kind", "") == "role" else None
    return role or edge.role


def _document(reader: Reader, document: str) -> Words:
    row = reader.get(Kind.DOCUMENT, document)
    assert isinstance(row, DocumentRow)  # noqa: S101 - an edge has its document (S3)
    return {"issuer": row.issuer, "number": row.number, "title": row.title}


def _task(reader: Reader, task: str) -> TaskRow:
    row = reader.get(Kind.TASK, task)
    if not isinstance(row, TaskRow):
        raise NotFound(f"没有编号为 {task} 的任务", f"no task {task}")
    return row


def _task_of(reader: Reader, document: str, words: str) -> TaskRow:
    for field in ("id", "number"):
        found = reader.list(Query(Kind.TASK, (Where("document", document), Where(field, words)), limit=2)).items
        if len(found) == 1:
            return cast("TaskRow", found[0])
    raise NotFound(f"该文件中没有（或不止一项）任务“{words}”", f"no single task {words!r} in the document")
