"""What pages ask of a store, typed by what comes back, and the Cypher of it. One reader, one moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from graph import answers, cypher
from graph.findings import asked_of_tasks
from graph.judgements import MERGING, document_key
from graph.plan import Statement
from graph.query import Op, Query, Sort, Value, Where
from graph.results import PairRow, UnitWorkload
from graph.store import Reader
from graph.types import DocumentRow, Judgement, Kind, ResponsibilityRow, TaskRow
from viz import models

PAIRS_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Workload:
    """A page of figures, and how many units there are in all."""

    items: tuple[UnitWorkload, ...]
    total: int
    after: tuple[Value, ...] | None


class Rows:
    """Questions of pages to one reader, typed by what they return. ``asked`` keeps their Cypher for 技术详情."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self._asked: list[str] = []

    @property
    def asked(self) -> tuple[str, ...]:
        """The Cypher of the tasks, evidence, figures and pairs asked for so far, ready to paste."""
        return tuple(dict.fromkeys(self._asked))

    def _note(self, statement: Statement) -> None:
        self._asked.append(cypher.pasteable(statement))

    def all(self, kind: Kind, *where: Where) -> tuple[object, ...]:
        """Every row of a kind that satisfies the conditions."""
        return answers.everything(self.reader, Query(kind, where, limit=1000))

    def documents(self, *where: Where) -> tuple[DocumentRow, ...]:
        """Documents."""
        return cast("tuple[DocumentRow, ...]", self.all(Kind.DOCUMENT, *where))

    def tasks(self, *where: Where) -> tuple[TaskRow, ...]:
        """Tasks."""
        self._note(cypher.select(Query(Kind.TASK, where, limit=1000)))
        return cast("tuple[TaskRow, ...]", self.all(Kind.TASK, *where))

    def responsibilities(self, *where: Where) -> tuple[ResponsibilityRow, ...]:
        """Evidence."""
        self._note(cypher.select(Query(Kind.RESPONSIBILITY, where, limit=1000)))
        return cast("tuple[ResponsibilityRow, ...]", self.all(Kind.RESPONSIBILITY, *where))

    def workload(
        self,
        *where: Where,
        most: int = 1000,
        sort: tuple[Sort, ...] = (Sort("total", descending=True),),
        after: tuple[Value, ...] | None = None,
    ) -> Workload:
        """Figures, most tasks first unless another order is given."""
        self._note(cypher.workload(where, sort, most, after))
        page = answers.workload(self.reader, where, sort, most, after)
        return Workload(cast("tuple[UnitWorkload, ...]", page.items), page.total, page.after)

    def pairs(
        self, *where: Where, organization: str | None = None, most: int = PAIRS_SHOWN
    ) -> tuple[tuple[PairRow, ...], int]:
        """Pairs of units, most shared first, and how many there are."""
        units, sort = (*where, Where("collective", False)), (Sort("shared", descending=True),)
        self._note(cypher.pairs(units, sort, most, None, organization, None, 1))
        page = self.reader.pairs(units, sort, most, None, organization)
        return cast("tuple[PairRow, ...]", page.items), page.total

    def merges(self, name: str) -> tuple[Judgement, ...]:
        """The judgements that made a unit, by its full name, one with others."""
        where = (Where("organization", name), Where("kind", tuple(sorted(MERGING)), Op.IN), Where("active", True))
        return cast("tuple[Judgement, ...]", self.all(Kind.JUDGEMENT, *where))

    def judged(self, task: TaskRow, document: DocumentRow) -> tuple[Judgement, ...]:
        """The judgements that touch a task: on its words, on another task's that moved here, on its units."""
        key = document_key(document.issuer, document.number, document.title)
        found = cast(
            "tuple[Judgement, ...]", self.all(Kind.JUDGEMENT, Where("document_key", key), Where("active", True))
        )
        here = [j for j in found if j.task_title in {None, task.title} or j.right_task_title == task.title]
        known = {one.id for one in here}
        units = {row.judgement for row in self.responsibilities(Where("task", task.id)) if row.judgement} - known
        merged = [self.reader.get(Kind.JUDGEMENT, one) for one in sorted(units)]
        return (*here, *(one for one in merged if isinstance(one, Judgement)))

    def number(self, kind: Kind, *where: Where) -> int:
        """How many rows."""
        return self.reader.count(Query(kind, where))[0].count

    def summaries(self, today: str) -> tuple[models.DocumentSummary, ...]:
        """Every document with what was found in it, by a handful of grouped counts."""

        def by_document(kind: Kind, *where: Where) -> dict[object, int]:
            return {group.key[0]: group.count for group in self.reader.count(Query(kind, where), by=("document",))}

        tasks, unled = by_document(Kind.TASK), by_document(Kind.TASK, *asked_of_tasks("no-lead").where)
        helped, bare = (by_document(Kind.TASK, *asked_of_tasks(kind).where) for kind in ("support-only", "no-unit"))
        findings = by_document(Kind.FINDING)
        standing = {row.id for row in self.documents(Where("as_of", today))}
        return tuple(
            models.DocumentSummary(
                document=row,
                tasks=tasks.get(row.id, 0),
                responsibilities=self.reader.list(
                    Query(Kind.RESPONSIBILITY, (Where("document", row.id),), limit=1)
                ).total,
                units=self.number(Kind.ORGANIZATION, Where("document", row.id), Where("collective", False)),
                unled=unled.get(row.id, 0),
                unowned=helped.get(row.id, 0) + bare.get(row.id, 0),
                findings=findings.get(row.id, 0),
                in_force=row.id in standing,
            )
            for row in self.documents()
        )
