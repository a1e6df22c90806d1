"""待核事项: what a coordinator should look at, asked of the graph, beside what reading the documents raised.

Wording: the program never says who is at fault or who must answer; it says what the text does and does not name.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import cast

from graph.answers import ended_documents
from graph.judgements import document_key, said
from graph.query import Op, Query, Sort, Value, Where
from graph.store import Reader
from graph.types import DocumentRow, FindingRow, Judgement, Kind, TaskRow


@dataclass(frozen=True, slots=True)
class FindingItem:
    """One place to look at. Offsets are code points into the document's text, half-open."""

    document: str
    document_title: str
    task: str | None
    task_number: str | None
    message: str
    quote: str | None
    start: int | None
    end: int | None
    in_force: bool = True  # False: its plan is no longer in force


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """All of one kind: one line with the count (``line``), and the first ``items``. ``count`` counts all of them."""

    kind: str
    title: str
    line: str
    count: int
    items: tuple[FindingItem, ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A finding that is a question to the graph."""

    kind: str
    title: str
    line: str  # {} stands for the count
    where: tuple[Where, ...]


ASKED = (
    _Asked(
        "no-lead",
        "未单列牵头单位",
        "{}项仅列责任单位，未单列牵头单位，请确认是否首列牵头",
        (Where("has_lead", False), Where("role", "responsible"), Where("lead_settled", False)),
    ),
    _Asked(
        "joint-lead", "联合牵头", "{}项由两个以上单位联合牵头（主责未明确）", (Where("lead_count", 2, Op.AT_LEAST),)
    ),
    _Asked(
        "support-only",
        "只列配合单位",
        "{}项只列配合单位（含指导、督导、考核的），未列牵头单位和责任单位，请确认由谁承担",
        (Where("has_lead", False), Where("has_responsible", False), Where("unit_count", 1, Op.AT_LEAST)),
    ),
    _Asked("no-unit", "未列单位", "{}项未列任何单位", (Where("unit_count", 0),)),
)


def findings(reader: Reader, today: str, where: tuple[Where, ...] = (), examples: int = 50) -> tuple[FindingGroup, ...]:
    """Every kind of finding that occurs, with its first ``examples``; ``where`` may name ``document``
    and ``jurisdiction``. Those of plans that ended by ``today`` say so.

    The graph's own questions come first, then what reading the documents raised, by kind.
    """
    of_graph = [asked.kind for asked in ASKED]
    kinds = [str(group.key[0]) for group in reader.count(Query(Kind.FINDING, where), by=("kind",))]
    raised = [kind for kind in kinds if kind not in of_graph]  # the graph's own answer is the fresher one
    found = [of_kind(reader, today, kind, where, examples)[0] for kind in (*of_graph, *raised, "judgement")]
    return tuple(group for group in found if group.count)


def of_kind(
    reader: Reader,
    today: str,
    kind: str,
    where: tuple[Where, ...] = (),
    limit: int = 50,
    after: tuple[Value, ...] | None = None,
) -> tuple[FindingGroup, tuple[Value, ...] | None]:
    """One kind with a page of its items, and where the next page begins; ``count`` is 0 where there is none."""
    asked = next((one for one in ASKED if one.kind == kind), None)
    if asked is not None:
        group, following = _of_graph(reader, asked, where, limit, after)
    elif kind == "judgement":
        group, following = _unplaced(reader, where, limit, after)
    else:
        group, following = _of_reading(reader, kind, where, limit, after)
    ended = ended_documents(reader, today) if group.items else frozenset()
    items = tuple(replace(one, in_force=one.document not in ended) for one in group.items)
    return replace(group, items=items), following


def unplaced(document: DocumentRow | None) -> Query:
    """The judgements that find no place: of a document that is here, or of all."""
    where: tuple[Where, ...] = (Where("active", True), Where("placed", False))
    if document is not None:
        key = document_key(document.issuer, document.number, document.title)
        where = (*where, Where("document_key", key))
    return Query(Kind.JUDGEMENT, where)


def of_document(reader: Reader, document: DocumentRow) -> tuple[FindingRow, ...]:
    """What reading a document raised, and the judgements on it that find no place."""
    raised = reader.list(Query(Kind.FINDING, (Where("document", document.id),), limit=1000)).items
    lost = reader.list(replace(unplaced(document), limit=1000)).items
    return (*cast("tuple[FindingRow, ...]", raised), *(_lost(cast("Judgement", one), document) for one in lost))


def _lost(one: Judgement, document: DocumentRow) -> FindingRow:
    message = f"{UNPLACED}：{said(one)}"
    key = f"{document.sort_key} {one.id}"
    return FindingRow(
        f"f-{one.id}", key, document.id, None, "judgement", message, None, None, None, document_title=document.title
    )


UNPLACED = "人工核定没有找到所指之处"


_Found = tuple[FindingGroup, tuple[Value, ...] | None]


def _unplaced(reader: Reader, where: tuple[Where, ...], limit: int, after: tuple[Value, ...] | None) -> _Found:
    named = next((str(w.value) for w in where if w.field == "document"), None)
    document = reader.get(Kind.DOCUMENT, named) if named else None
    if where and not isinstance(document, DocumentRow):
        return FindingGroup("judgement", UNPLACED, "", 0, ()), None
    page = reader.list(replace(unplaced(cast("DocumentRow | None", document)), limit=limit, after=after))
    items = tuple(
        FindingItem("", one.number or one.title or "", None, None, said(one), one.surface, None, None)
        for one in cast("tuple[Judgement, ...]", page.items)
    )
    return FindingGroup("judgement", UNPLACED, f"{page.total}条{UNPLACED}", page.total, items), page.after


def asked_of_tasks(kind: str, where: tuple[Where, ...] = ()) -> Query:
    """The question behind one of ``ASKED`` (no-lead, joint-lead, support-only, no-unit), to page through."""
    asked = next(one for one in ASKED if one.kind == kind)
    return Query(Kind.TASK, (*asked.where, *where))


def _of_graph(
    reader: Reader, asked: _Asked, where: tuple[Where, ...], limit: int, after: tuple[Value, ...] | None
) -> _Found:
    page = reader.list(replace(asked_of_tasks(asked.kind, where), limit=limit, after=after))
    items = tuple(
        FindingItem(
            task.document, task.document_title, task.id, task.number, asked.title, task.title, task.start, task.end
        )
        for task in cast("tuple[TaskRow, ...]", page.items)
    )
    return FindingGroup(asked.kind, asked.title, asked.line.format(page.total), page.total, items), page.after


def _of_reading(
    reader: Reader, kind: str, where: tuple[Where, ...], limit: int, after: tuple[Value, ...] | None
) -> _Found:
    page = reader.list(Query(Kind.FINDING, (*where, Where("kind", kind)), (Sort("score", True),), limit, after))
    rows = cast("tuple[FindingRow, ...]", page.items)
    items = tuple(
        FindingItem(row.document, row.document_title, row.task, None, row.message, row.quote, row.start, row.end)
        for row in rows
    )
    title = rows[0].message.split("：")[0] if rows else ""  # 序号不连续：“（三）”之后是“（五）”
    line = rows[0].message if rows and page.total == 1 else f"{page.total}处：{title}"
    return FindingGroup(kind, title, line, page.total, items), page.after
