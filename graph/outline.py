"""A document's outline as a tree, for people who read a plan from its chapters down."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import cast

from graph.answers import everything
from graph.query import Query, Where
from graph.store import Reader
from graph.types import Kind, SectionRow, TaskRow


@dataclass(frozen=True, slots=True)
class OutlineNode:
    """A section or a task (exactly one of them), and what it holds in the order of the text."""

    section: SectionRow | None
    task: TaskRow | None
    children: tuple[OutlineNode, ...]


def outline(reader: Reader, document: str) -> tuple[OutlineNode, ...]:
    """The tree of one document; () where it has neither sections nor tasks."""
    where = (Where("document", document),)
    sections = cast("tuple[SectionRow, ...]", everything(reader, Query(Kind.SECTION, where, limit=1000)))
    tasks = cast("tuple[TaskRow, ...]", everything(reader, Query(Kind.TASK, where, limit=1000)))
    held: dict[str | None, list[SectionRow | TaskRow]] = defaultdict(list)
    for section in sections:
        held[section.parent].append(section)
    for task in tasks:
        held[task.parent or task.section].append(task)

    def nodes(parent: str | None) -> tuple[OutlineNode, ...]:
        inside = sorted(held[parent], key=lambda row: row.start)
        return tuple(
            OutlineNode(
                row if isinstance(row, SectionRow) else None,
                row if isinstance(row, TaskRow) else None,
                nodes(row.id),
            )
            for row in inside
        )

    return nodes(None)
