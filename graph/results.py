"""What a store answers beyond the rows that were written: figures, pages of rows, and what a write did."""

from __future__ import annotations

from dataclasses import dataclass, field

from graph.types import (
    AliasRow,
    CitationRow,
    DocumentRow,
    FindingRow,
    Judgement,
    JurisdictionRow,
    OrganizationRow,
    ResponsibilityRow,
    SectionRow,
    TargetRow,
    TaskRow,
    TermRow,
)


@dataclass(frozen=True, slots=True)
class WorkloadRow:
    """What one unit carries (任务承担情况). Every figure counts distinct tasks; ``…_open`` says that a list behind
    the figure ends in 等, so that it reads "at least" for the *task's* other units (see docs/glossary.md)."""

    organization: str
    sort_key: str
    name: str
    short_name: str
    kind: str
    collective: bool
    jurisdiction_name: str | None
    lead: int
    lead_sole: int
    lead_joint: int
    responsible: int
    responsible_with_lead: int  # a lead is named; with and without add up to ``responsible``
    responsible_without_lead: int  # nobody is named as lead
    support: int
    supervise: int
    total: int  # distinct tasks in any role
    lead_open: bool
    lead_sole_open: bool
    lead_joint_open: bool
    responsible_open: bool
    responsible_with_lead_open: bool
    responsible_without_lead_open: bool
    support_open: bool
    supervise_open: bool
    judged: bool = False  # a judgement touched one of its tasks, or took one from it


@dataclass(frozen=True, slots=True)
class UnitWorkload(WorkloadRow):
    """任务承担情况 what one unit carries, and which roles the documents that give it tasks use at all: a figure of
    another role is not 0 but 原文未设."""

    stated_roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PairRow:
    """Two units and the tasks they share (共同承担). ``first.sort_key < second.sort_key``."""

    first: str
    second: str
    first_name: str
    second_name: str
    sort_key: str
    shared: int  # distinct tasks on which both stand, in any role
    co_lead: int  # distinct tasks that both lead
    tasks: tuple[str, ...]  # task ids in document order
    judged: bool = False  # a judgement touched one of these tasks


@dataclass(frozen=True, slots=True)
class Group:
    """One row of a count: the values of the ``by`` fields, and how many."""

    key: tuple[str | int | bool | None, ...]
    count: int


Row = (
    AliasRow
    | DocumentRow
    | SectionRow
    | TaskRow
    | OrganizationRow
    | JurisdictionRow
    | ResponsibilityRow
    | TargetRow
    | CitationRow
    | TermRow
    | FindingRow
    | Judgement
    | WorkloadRow
    | PairRow
)


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of a totally ordered answer."""

    items: tuple[Row, ...]
    total: int
    after: tuple[str | int | float | bool | None, ...] | None  # sort values of the last item; None at the end
    revision: int = field(default=0)  # of the store, when this was read


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a document: its bytes (``version``, SHA-256), the file they came from, the days that it bears."""

    document: str
    title: str
    number: str | None
    issued_on: str | None
    printed_on: str | None
    version: str
    source_name: str


@dataclass(frozen=True, slots=True)
class WriteReport:
    """What a write did. ``outcome``: created | unchanged | replaced. ``replaced``: what it took the place of."""

    document: str
    outcome: str
    tasks: int
    responsibilities: int
    replaced: Version | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """What ``judge`` did: how many judgements are new, how many known ones were undone, how many were known."""

    added: int
    undone: int
    unchanged: int
