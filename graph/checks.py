"""What every store asks of a subgraph before it writes, and of a document beside those it holds. No store in here."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import fields, replace
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from graph.store import DocumentConflict, StoreError
from graph.types import DocumentRow, ResponsibilityRow, Subgraph, TaskRow, values_of
from ingest.ids import normalized

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


class IncompleteSubgraph(StoreError):
    """An edge without one of its ends (S3), or two rows under one id. A fault of the caller; nothing was written."""

    code = "incomplete-subgraph"


def check_complete(subgraph: Subgraph) -> None:
    """Both ends of every edge are in the subgraph, and every id once. Raises IncompleteSubgraph."""
    document = {subgraph.document.id}
    places = _ids("jurisdiction", [row.id for row in subgraph.jurisdictions])
    units = _ids("organization", [row.id for row in subgraph.organizations])
    sections = _ids("section", [row.id for row in subgraph.sections])
    tasks = _ids("task", [row.id for row in subgraph.tasks])
    _ids("alias", [f"{row.organization} {row.key}" for row in subgraph.aliases])
    _ids("term", [f"{row.task} {row.word}" for row in subgraph.terms])
    _ends("document → jurisdiction", [subgraph.document.jurisdiction], places)
    _ends("document → organization", [subgraph.document.issuer_organization], units)
    _ends("organization → jurisdiction", (row.jurisdiction for row in subgraph.organizations), places)
    _ends("section → section", (row.parent for row in subgraph.sections), sections)
    _ends("task → section", (row.section for row in subgraph.tasks), sections)
    _ends("task → task", (row.parent for row in subgraph.tasks), tasks)
    _ends("alias → organization", (row.organization for row in subgraph.aliases), units)
    _ends("term → task", (row.task for row in subgraph.terms), tasks)
    _ends("target → section", (row.section for row in subgraph.targets), sections)
    _ends("responsibility → organization", (row.organization for row in subgraph.responsibilities), units)
    for name in ("responsibilities", "targets", "findings", "citations"):
        rows = getattr(subgraph, name)
        _ids(name, [row.id for row in rows])
        _ends(f"{name} → document", (row.document for row in rows), document)
        if name != "citations":
            _ends(f"{name} → task", (row.task for row in rows), tasks)
    for name in ("sections", "tasks", "aliases"):
        _ends(f"{name} → document", (row.document for row in getattr(subgraph, name)), document)


_OF_NEIGHBOURS = frozenset(("document_title", "document_number", "task_number", "task_title")) | frozenset(
    ("organization_name", "organization_short_name", "organization_kind")
)
_NOT_STATED = {
    TaskRow: _OF_NEIGHBOURS | {"lead_count", "unit_count", "open_list", "judged"},
    ResponsibilityRow: _OF_NEIGHBOURS | {"collective"},
}


def stated(row: DataclassInstance) -> dict[str, Any]:
    """What a row says of itself: without what a store looks up in its neighbours, or counts by itself."""
    skipped = _NOT_STATED.get(type(row), _OF_NEIGHBOURS)
    return {name: value for name, value in values_of(row).items() if name not in skipped}


def fingerprint(subgraph: Subgraph) -> str:
    """SHA-256 over all that was read, in whatever order; the name of the file is no part of it."""
    parts = [repr(replace(subgraph.document, source_name="")), repr(subgraph.text)]
    for one in fields(subgraph):
        if one.name not in {"document", "text"}:
            rows = getattr(subgraph, one.name)
            kinds: set[type[DataclassInstance]] = {type(row) for row in rows}  # one, or none
            parts += [one.name, *sorted(repr(said) for kind in kinds for said in map(_reading(kind), rows))]
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


@lru_cache(maxsize=64)  # there are a dozen types of rows
def _reading(kind: type[DataclassInstance]) -> attrgetter[tuple[Any, ...]]:
    """Reads what rows of a kind say of themselves, as a tuple: there are hundreds of rows in a document."""
    skipped = _NOT_STATED.get(kind, _OF_NEIGHBOURS)
    return attrgetter(*(one.name for one in fields(kind) if one.name not in skipped))


def counts_of(subgraph: Subgraph) -> dict[str, tuple[int, int, bool]]:
    """Of each task before any judgement: distinct leads, distinct units, whether one of its lists ends in 等. A unit
    said once for all tasks is none of a task's own."""
    leads: dict[str, set[str]] = defaultdict(set)
    units: dict[str, set[str]] = defaultdict(set)
    opened = set()
    for row in subgraph.responsibilities:
        if row.basis == "standing":
            continue
        units[row.task].add(row.organization)
        if row.role == "lead":
            leads[row.task].add(row.organization)
        if row.open_list:
            opened.add(row.task)
    return {row.id: (len(leads[row.id]), len(units[row.id]), row.id in opened) for row in subgraph.tasks}


def number_key(document: DocumentRow) -> str | None:
    """What two documents of one number share: issuer and number, compared without width, case and spaces."""
    if not document.number:
        return None
    return f"{normalized(document.issuer or '')}\x1f{normalized(document.number)}"


def check_same_work(document: DocumentRow, id: str, title: str, number: str | None) -> None:
    """A document that holds the same number is the same work where one title holds the other; else it is a conflict.

    江北区质量强区建设实施方案 and 关于印发江北区质量强区建设实施方案的通知 are one work.
    """
    old, new = normalized(title), normalized(document.title)
    if old in new or new in old:
        return
    raise DocumentConflict(
        f"文号{document.number}已用于另一文件《{title}》（{id}），与《{document.title}》不符",
        f"document number {number} already belongs to a document of another title",
        file=document.source_name,
        remedy="核对文号和标题；确为更正时先删除原文件 (check number and title; delete the other document first)",
    )


def _ids(what: str, ids: list[str]) -> set[str]:
    once = set(ids)
    if len(once) != len(ids):
        double = next(one for one in ids if ids.count(one) > 1)
        raise IncompleteSubgraph(f"{what} 重复：{double}", f"{what} twice under one id: {double}")
    return once


def _ends(edge: str, ends: Iterable[str | None], known: set[str]) -> None:
    for end in ends:
        if end is not None and end not in known:
            raise IncompleteSubgraph(f"关系 {edge} 缺少一端：{end}", f"edge {edge} lacks its end {end}")
