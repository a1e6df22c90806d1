"""Answers that need more than one question to the store, each asked within one read transaction.

The service, the pages, the command line and ``graph.ask`` all call these, so that a figure is the same everywhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import cast

from graph.query import Op, Query, Sort, Value, Where
from graph.results import Page, PairRow, UnitWorkload, WorkloadRow
from graph.store import Reader
from graph.types import DocumentRow, Kind, ResponsibilityRow, TargetRow, TaskRow, values_of

ROLE_NAMES = {"lead": "牵头", "responsible": "责任", "support": "配合", "supervise": "督导"}


@dataclass(frozen=True, slots=True)
class TaskWithUnits:
    """A task and every unit on it, in the order of the text."""

    task: TaskRow
    responsibilities: tuple[ResponsibilityRow, ...]

    @property
    def leads(self) -> tuple[ResponsibilityRow, ...]:
        """The leading units; empty where the text names none."""
        return tuple(r for r in self.responsibilities if r.role == "lead")

    @property
    def presumed_lead(self) -> ResponsibilityRow | None:
        """首列单位（推定，原文未明确）: the first-listed unit where nobody is named as lead. Only where asked for."""
        if self.leads:
            return None
        return next((r for r in self.responsibilities if r.role == "responsible" and r.position == 0), None)


@dataclass(frozen=True, slots=True)
class TaskPage:
    """A page of tasks with their units."""

    items: tuple[TaskWithUnits, ...]
    total: int
    after: tuple[Value, ...] | None


@dataclass(frozen=True, slots=True)
class BasisDocument:
    """A document that a figure stands on."""

    id: str
    title: str
    number: str | None


@dataclass(frozen=True, slots=True)
class StandsOn:
    """The documents that an answer stands on. ``as_of``: the day on which they are in force; None: whenever."""

    documents: int
    listed: tuple[BasisDocument, ...]  # the first 20
    as_of: str | None
    ended: int  # documents left out because they had expired or were repealed on that day
    not_yet: int  # and those not in force yet


@dataclass(frozen=True, slots=True)
class FiguresBasis:
    """What figures stand on. ``open_roles``: a list of that role ends in 等, so figures of it are floors (至少).
    A role that is not in ``roles`` is not used by these documents at all: 原文未设, which is not 0."""

    on: StandsOn
    roles: tuple[str, ...]
    open_roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two units and what they share, task by task."""

    pair: PairRow
    tasks: tuple[TaskWithUnits, ...]


def everything(reader: Reader, query: Query) -> tuple[object, ...]:
    """All rows of a bounded question, page by page within this read. The caller bounds it by its conditions."""
    rows: list[object] = []
    page = reader.list(query)
    rows.extend(page.items)
    while page.after is not None:
        page = reader.list(Query(query.kind, query.where, query.sort, query.limit, page.after))
        rows.extend(page.items)
    return tuple(rows)


def units_of(reader: Reader, tasks: tuple[str, ...]) -> dict[str, tuple[ResponsibilityRow, ...]]:
    """Every responsibility of the given tasks, by task id, in the order of the text."""
    by_task: dict[str, list[ResponsibilityRow]] = defaultdict(list)
    for start in range(0, len(tasks), 500):
        query = Query(Kind.RESPONSIBILITY, (Where("task", tasks[start : start + 500], Op.IN),), limit=1000)
        for row in everything(reader, query):
            responsibility = cast("ResponsibilityRow", row)
            by_task[responsibility.task].append(responsibility)
    return {task: tuple(rows) for task, rows in by_task.items()}


def tasks(reader: Reader, query: Query) -> TaskPage:
    """The tasks that satisfy ``query`` (of ``Kind.TASK``), each with its units."""
    page = reader.list(query)
    rows = tuple(cast("TaskRow", row) for row in page.items)
    units = units_of(reader, tuple(row.id for row in rows))
    return TaskPage(tuple(TaskWithUnits(row, units.get(row.id, ())) for row in rows), page.total, page.after)


def tasks_by_id(reader: Reader, ids: tuple[str, ...]) -> dict[str, TaskWithUnits]:
    """The given tasks with their units."""
    found: dict[str, TaskWithUnits] = {}
    for start in range(0, len(ids), 500):
        page = tasks(reader, Query(Kind.TASK, (Where("id", ids[start : start + 500], Op.IN),), limit=500))
        found |= {item.task.id: item for item in page.items}
    return found


def targets_of(reader: Reader, task: str) -> tuple[TargetRow, ...]:
    """The targets stated within one task."""
    return cast("tuple[TargetRow, ...]", everything(reader, Query(Kind.TARGET, (Where("task", task),))))


def overlaps(reader: Reader, pairs: tuple[PairRow, ...]) -> tuple[Overlap, ...]:
    """Each pair with the tasks it shares."""
    found = tasks_by_id(reader, tuple(dict.fromkeys(task for pair in pairs for task in pair.tasks)))
    return tuple(Overlap(pair, tuple(found[task] for task in pair.tasks if task in found)) for pair in pairs)


def every_pair(reader: Reader, where: tuple[Where, ...], most: int = 20_000) -> tuple[PairRow, ...]:
    """All pairs of units (collectives apart), most shared first; at most ``most``, rounded up to a page."""
    pairs: list[PairRow] = []
    after: tuple[Value, ...] | None = None
    while len(pairs) < most:
        page = reader.pairs((*where, Where("collective", False)), (Sort("shared", descending=True),), 1000, after)
        pairs += cast("tuple[PairRow, ...]", page.items)
        after = page.after
        if after is None:
            break
    return tuple(pairs)


def stands_on(reader: Reader, where: tuple[Where, ...] = ()) -> StandsOn:
    """The documents behind an answer to these conditions (of whatever kind), and how many a day left out."""
    scope = tuple(w for w in where if w.field in _OF_DOCUMENTS)
    named = tuple(Where("id", w.value, w.op) if w.field == "document" else w for w in scope)
    page = reader.list(Query(Kind.DOCUMENT, named, limit=20))
    as_of = next((str(w.value) for w in scope if w.field == "as_of"), None)
    ended = not_yet = 0
    if as_of is not None:
        whenever = Query(Kind.DOCUMENT, tuple(w for w in named if w.field != "as_of"))
        next_day = (date.fromisoformat(as_of) + timedelta(days=1)).isoformat()
        not_yet = reader.count(whenever.plus(Where("in_from", next_day, Op.AT_LEAST)))[0].count
        ended = reader.count(whenever)[0].count - page.total - not_yet
    listed = tuple(BasisDocument(d.id, d.title, d.number) for d in page.items if isinstance(d, DocumentRow))
    return StandsOn(page.total, listed, as_of, ended, not_yet)


def ended_by(today: str) -> Where:
    """The condition that a document's last day is over."""
    return Where("in_to", (date.fromisoformat(today) - timedelta(days=1)).isoformat(), Op.AT_MOST)


def ended_documents(reader: Reader, today: str) -> frozenset[str]:
    """Ids of the documents whose last day is over."""
    rows = everything(reader, Query(Kind.DOCUMENT, (ended_by(today),), limit=1000))
    return frozenset(cast("DocumentRow", row).id for row in rows)


_OF_DOCUMENTS = frozenset(("document", "jurisdiction", "as_of"))


def figures_basis(reader: Reader, where: tuple[Where, ...] = ()) -> FiguresBasis:
    """The documents and roles behind figures over the responsibilities that satisfy ``where``."""
    scope = tuple(w for w in where if w.field in _OF_DOCUMENTS)
    roles = reader.count(Query(Kind.RESPONSIBILITY, scope), by=("role",))
    open_roles = reader.count(Query(Kind.RESPONSIBILITY, (*scope, Where("open_list", True))), by=("role",))
    return FiguresBasis(
        stands_on(reader, scope), tuple(str(g.key[0]) for g in roles), tuple(str(g.key[0]) for g in open_roles)
    )


def workload(
    reader: Reader,
    where: tuple[Where, ...] = (),
    sort: tuple[Sort, ...] = (),
    limit: int = 50,
    after: tuple[Value, ...] | None = None,
) -> Page:
    """A page of UnitWorkload: see ``Reader.workload``."""
    page = reader.workload(where, sort, limit, after)
    rows = cast("tuple[WorkloadRow, ...]", page.items)
    stated = _stated_roles(reader, tuple(w for w in where if w.field in _OF_PLACES), [row.organization for row in rows])
    items = tuple(UnitWorkload(**values_of(row), stated_roles=stated.get(row.organization, ())) for row in rows)
    return replace(page, items=items)


def every_workload(
    reader: Reader, where: tuple[Where, ...] = (), sort: tuple[Sort, ...] = ()
) -> tuple[UnitWorkload, ...]:
    """The whole of it."""
    rows: list[UnitWorkload] = []
    after: tuple[Value, ...] | None = None
    while True:
        page = workload(reader, where, sort, 1000, after)
        rows += cast("tuple[UnitWorkload, ...]", page.items)
        after = page.after
        if after is None:
            return tuple(rows)


def collectives(reader: Reader, where: tuple[Where, ...]) -> int:
    """How many 集体称谓 (各镇街, 有关部门) carry a task under these conditions: they are counted apart from units."""
    return reader.workload((*where, Where("collective", True)), limit=1).total


_OF_PLACES = _OF_DOCUMENTS | {"standing"}


def _stated_roles(reader: Reader, scope: tuple[Where, ...], units: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """By unit (id): the roles that the documents which give it tasks use."""
    documents: dict[str, set[str]] = defaultdict(set)
    for some in _few(units):
        of_units = Query(Kind.RESPONSIBILITY, (*scope, Where("organization", some, Op.IN)))
        for group in reader.count(of_units, by=("organization", "document")):
            documents[str(group.key[0])].add(str(group.key[1]))
    roles: dict[str, set[str]] = defaultdict(set)
    for some in _few(sorted(set().union(*documents.values()))):
        of_documents = Query(Kind.RESPONSIBILITY, (*scope, Where("document", some, Op.IN)))
        for group in reader.count(of_documents, by=("document", "role")):
            roles[str(group.key[0])].add(str(group.key[1]))
    used = {unit: set().union(*(roles[one] for one in given)) for unit, given in documents.items()}
    return {unit: tuple(role for role in ROLE_NAMES if role in found) for unit, found in used.items()}


def _few(values: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(values[start : start + 400]) for start in range(0, len(values), 400))


def numbered(number: str, title: str) -> str:
    """A task's number before its title, with the mark that its kind of number has.

    >>> numbered("4", "强化安全"), numbered("（一）", "排查"), numbered("一", "准备"), numbered("第2行", "建设机房")
    ('4. 强化安全', '（一）排查', '一、准备', '第2行 建设机房')
    """
    if not number or number.endswith(("）", ")", "、", ".", "．")):
        return number + title
    if number.endswith(("行", "段")):
        return f"{number} {title}"
    return f"{number}. {title}" if number[-1].isascii() else f"{number}、{title}"


def inner(words: str) -> str:
    """Words that stand in quotation marks: their own become inner ones.

    >>> inner("推进“一网通办”")
    '推进‘一网通办’'
    """
    return words.translate(str.maketrans("“”", "‘’"))


def item(number: str) -> str:
    """A task as a sentence calls it, by its number.

    >>> item("4"), item("（一）"), item("第2行"), item("")
    ('第4项', '第（一）项', '第2行', '')
    """
    return number if not number or number.endswith(("行", "段")) else f"第{number}项"


def document_called(number: str | None, title: str | None) -> str:
    """What officials call a document: its number, or its title where it has none."""
    return number or f"《{title}》"


def left_out(basis: StandsOn) -> str:
    """Which documents figures do not stand on, in words; "" where none was left out."""
    parts = [f"{basis.ended} 个已失效或已废止"] if basis.ended else []
    parts += [f"{basis.not_yet} 个尚未施行"] if basis.not_yet else []
    return f"{basis.as_of} 有效的文件；另有 {'、'.join(parts)}，未计入" if parts else ""
