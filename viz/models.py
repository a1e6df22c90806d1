"""What each page needs: rows of the graph, and the few figures that the caller has counted.

All frozen. A page shows what its model holds and asks nobody. ``cypher``: where its rows came from, to paste.
Where a figure could mislead, its row carries what keeps it honest: ``stated_roles`` are the roles that the documents
of a unit name at all; a figure of a role that they never name is printed — (原文未设, not set by the text), not 0.
"""

from __future__ import annotations

from dataclasses import dataclass

from graph.answers import BasisDocument
from graph.doubts import Doubt
from graph.findings import FindingGroup
from graph.results import PairRow, UnitWorkload
from graph.types import (
    CitationRow,
    DocumentRow,
    FindingRow,
    Judgement,
    OrganizationRow,
    ResponsibilityRow,
    SectionRow,
    TargetRow,
    TaskRow,
)


@dataclass(frozen=True, slots=True)
class Link:
    """A place to go. ``href`` is a path of this service; anything else is refused when the page is rendered."""

    href: str
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """A document and what was found in it. ``unled``: tasks that list responsible units and no lead, as
    long as no person said that none leads; ``unowned``: tasks that list neither, nor a lead."""

    document: DocumentRow
    tasks: int
    responsibilities: int
    units: int
    unled: int = 0
    findings: int = 0
    in_force: bool = True
    unowned: int = 0


@dataclass(frozen=True, slots=True)
class Upload:
    """Whether a visitor may add files here, whether a key is asked for, and which kinds the file dialog offers."""

    allowed: bool = True
    key_required: bool = False
    accept: str = ".txt"


@dataclass(frozen=True, slots=True)
class Day:
    """Which documents the figures of a page count. ``kept``: what else its address says."""

    day: str  # YYYY-MM-DD
    everything: bool = False
    left_out: str = ""  # in words
    kept: tuple[tuple[str, str], ...] = ()
    counted: int = 0  # documents


@dataclass(frozen=True, slots=True)
class StartPage:
    """The start page. ``workload`` holds some of ``units`` units, those with most tasks, and collectives where all
    units are there; the page parts them. ``counted``: the documents behind it, the first of them."""

    documents: tuple[DocumentSummary, ...]
    workload: tuple[UnitWorkload, ...]
    questions: tuple[str, ...] = ()
    upload: Upload = Upload()
    cypher: tuple[str, ...] = ()
    day: Day | None = None
    counted: tuple[BasisDocument, ...] = ()
    units: int = 0  # in all


@dataclass(frozen=True, slots=True)
class DocumentsPage:
    """All documents."""

    documents: tuple[DocumentSummary, ...]
    upload: Upload = Upload()


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """One document. ``cited_here``: ids of the cited documents that are loaded themselves."""

    document: DocumentRow
    text: str
    sections: tuple[SectionRow, ...]
    tasks: tuple[TaskRow, ...]
    responsibilities: tuple[ResponsibilityRow, ...]
    targets: tuple[TargetRow, ...] = ()
    citations: tuple[CitationRow, ...] = ()
    findings: tuple[FindingRow, ...] = ()
    in_force: bool = True  # today
    cited_here: frozenset[str] = frozenset()
    lead_settled: frozenset[str] = frozenset()  # ids of tasks of which a person said that none leads
    cypher: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OrganizationsPage:
    """A page of 任务承担情况. ``workload``: units in the order asked for, and on the first page collectives.
    ``idle``: units that are known but carry no task, the first of them. ``documents``: what the figures stand on, the
    first of ``day.counted``."""

    workload: tuple[UnitWorkload, ...]
    documents: tuple[BasisDocument, ...] = ()
    idle: tuple[OrganizationRow, ...] = ()
    query: str = ""  # of this page, without "?": goes on to the exports
    cypher: tuple[str, ...] = ()
    day: Day | None = None
    units: int = 0  # in all
    idle_total: int = 0
    collectives_total: int = 0
    q: str = ""
    sort: str = ""
    here: str = "/organizations"  # the first page of this question
    without_words: str = "/organizations"  # the same of all units
    next: str | None = None  # the page after this one
    first: bool = True


@dataclass(frozen=True, slots=True)
class OrganizationPage:
    """One unit. ``responsibilities``: of *all* units on its tasks, its own among them."""

    organization: OrganizationRow
    workload: UnitWorkload | None
    tasks: tuple[TaskRow, ...]
    responsibilities: tuple[ResponsibilityRow, ...]
    pairs: tuple[PairRow, ...] = ()
    aliases: tuple[str, ...] = ()
    documents: tuple[DocumentRow, ...] = ()
    cypher: tuple[str, ...] = ()
    day: Day | None = None
    judgements: tuple[Judgement, ...] = ()  # that made it one with others
    key_required: bool = False
    lead_settled: frozenset[str] = frozenset()  # ids of tasks of which a person said that none leads


@dataclass(frozen=True, slots=True)
class TaskPage:
    """One task. ``sections``: the headings above it, outermost first."""

    task: TaskRow
    document: DocumentRow
    responsibilities: tuple[ResponsibilityRow, ...]
    sections: tuple[SectionRow, ...] = ()
    targets: tuple[TargetRow, ...] = ()
    findings: tuple[FindingRow, ...] = ()
    subtasks: tuple[TaskRow, ...] = ()
    previous: TaskRow | None = None
    next: TaskRow | None = None
    cypher: tuple[str, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    key_required: bool = False
    lead_settled: bool = False  # a person said that none leads


@dataclass(frozen=True, slots=True)
class OverlapsPage:
    """共同承担. ``tasks`` and ``responsibilities`` are those of the pairs shown; ``organizations`` fill the filter.
    ``several``: more than one document counts, so that a short name says too little."""

    pairs: tuple[PairRow, ...]
    total: int
    tasks: tuple[TaskRow, ...]
    responsibilities: tuple[ResponsibilityRow, ...]
    organizations: tuple[OrganizationRow, ...] = ()
    selected: OrganizationRow | None = None
    more: Link | None = None
    cypher: tuple[str, ...] = ()
    day: Day | None = None
    several: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of an answer."""

    text: str
    href: str | None = None
    number: bool = False


@dataclass(frozen=True, slots=True)
class AnswerTable:
    """One table of an answer. ``total`` may be more than its rows."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: int | None = None


@dataclass(frozen=True, slots=True)
class AskPage:
    """A question and its answer. ``understood``: (what, how it was read). ``answered`` False: nothing was guessed."""

    question: str
    answered: bool
    headline: str = ""
    understood: tuple[tuple[str, str], ...] = ()
    tables: tuple[AnswerTable, ...] = ()
    sentences: tuple[ResponsibilityRow, ...] = ()
    notes: tuple[str, ...] = ()
    url: str | None = None
    cypher: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Literal search."""

    query: str
    tasks: tuple[TaskRow, ...] = ()
    organizations: tuple[OrganizationRow, ...] = ()
    documents: tuple[DocumentRow, ...] = ()
    tasks_total: int = 0
    cypher: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FindingsPage:
    """待核事项: ``groups`` as ``graph.findings.findings`` answers, or, without them, the rows that reading raised
    and the ``tasks`` that they point at."""

    findings: tuple[FindingRow, ...] = ()
    tasks: tuple[TaskRow, ...] = ()
    groups: tuple[FindingGroup, ...] = ()


@dataclass(frozen=True, slots=True)
class FindingKindPage:
    """待核事项 of one kind, a page of them. ``next``: the address of the page that follows; ``first``: whether none
    came before."""

    group: FindingGroup
    next: str | None = None
    first: bool = True


@dataclass(frozen=True, slots=True)
class JudgementsPage:
    """人工核定: open questions, and the latest of ``total`` judgements."""

    doubts: tuple[Doubt, ...]
    judgements: tuple[Judgement, ...]
    total: int
    key_required: bool = False


@dataclass(frozen=True, slots=True)
class JudgementPage:
    """One judgement; ``document`` where it is here, ``evidence`` what it touches."""

    judgement: Judgement
    document: DocumentRow | None = None
    evidence: tuple[ResponsibilityRow, ...] = ()
    key_required: bool = False


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """Something went wrong, in words for the visitor. ``candidates`` settle a name that several places share."""

    status: int
    title: str
    title_en: str
    detail: str = ""
    remedy: str = ""
    candidates: tuple[Link, ...] = ()


# --- networks -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words behind an edge. ``before + quote + after`` is the clause as it stands in the document."""

    before: str
    quote: str
    after: str
    note: str = ""  # role, cue, task …
    source: str = ""  # document's number or title
    href: str | None = None
    place: str = ""  # page or cell of the file
    judgement: str | None = None  # id of the judgement that touched it


@dataclass(frozen=True, slots=True)
class Node:
    """A unit or a task. ``x``, ``y``: where it stands; ``column``: where in the two-column view."""

    id: str
    label: str  # short, may hold line breaks
    name: str  # in full
    kind: str  # "task" or an organisation kind
    x: int
    y: int
    column: tuple[int, int] | None = None
    note: str = ""
    href: str | None = None
    weight: int = 1
    focus: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """One piece of evidence (or, between units, their shared tasks). ``role``: a key of ``viz.words.EDGE_STYLES``."""

    id: str
    source: str
    target: str
    role: str
    label: str
    evidence: tuple[Evidence, ...]
    weight: int = 1


@dataclass(frozen=True, slots=True)
class NetworkModel:
    """A network ready to be drawn. ``columns``: heads of the table twin (source, role, target, words)."""

    title: str
    subtitle: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    columns: tuple[str, str, str, str] = ("单位", "角色", "任务", "出处（原文）")
    notice: str = ""
    sources: tuple[str, ...] = ()  # the documents it stands on
    weighted: bool = False  # offer "at least n shared tasks"


@dataclass(frozen=True, slots=True)
class NetworkPage:
    """A served network: the picture, other pictures, and the choice of document."""

    network: NetworkModel
    links: tuple[Link, ...] = ()
    documents: tuple[DocumentRow, ...] = ()
    selected: str | None = None
    day: Day | None = None
    path: str = "/network"  # of this page
    export: tuple[tuple[str, str], ...] = ()  # the parameters of /api/v1/graph with the same scope
    exported: str = ""  # what the export holds, where it is not what is drawn
