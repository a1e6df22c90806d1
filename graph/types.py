"""The rows of the graph, as they are written and read back; what is worked out from them is in ``graph/results.py``.

A row's fields are the graph's property names, and the JSON names, snake_case throughout. ``…Row`` types are what a
reader returns; fields below the line "joined" are looked up by the store in the same statement.
All offsets are code points, half-open. ``sort_key`` is ASCII (pinyin or zero-padded numbers), so that both stores sort
alike.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from ingest.types import Basis

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


class Kind(StrEnum):
    """What a query asks for."""

    DOCUMENT = "document"
    SECTION = "section"
    TASK = "task"
    ORGANIZATION = "organization"
    JURISDICTION = "jurisdiction"
    RESPONSIBILITY = "responsibility"
    TARGET = "target"
    CITATION = "citation"
    TERM = "term"
    FINDING = "finding"
    ALIAS = "alias"
    JUDGEMENT = "judgement"


@dataclass(frozen=True, slots=True)
class JurisdictionRow:
    """(:Jurisdiction)"""

    id: str
    sort_key: str
    name: str
    short_name: str
    level: str
    superior: str | None  # full name
    until: int | None = None  # the year in which it was merged away
    successor: str | None = None  # full name of the one place that took its place


@dataclass(frozen=True, slots=True)
class OrganizationRow:
    """(:Organization)-[:WITHIN]->(:Jurisdiction). Every document that names it writes the same row."""

    id: str
    sort_key: str
    name: str
    short_name: str
    kind: str
    collective: bool
    jurisdiction: str | None  # id
    jurisdiction_name: str | None
    registered: bool = False  # the register has it
    inspected: str = ""  # whether it can be 督查对象: yes | no | check (待核)
    line: str | None = None  # 条线: what bodies of one function share at all levels
    superior: str | None = None  # id of the body above it in its line, in the graph or not
    superior_name: str | None = None
    belongs_to: str | None = None  # id of the bureau whose office it is
    successor: str | None = None  # id of the body that took its place, in the graph or not
    successor_name: str | None = None


@dataclass(frozen=True, slots=True)
class AliasRow:
    """One name under which an organisation may be asked for, and the document it was learnt from."""

    organization: str
    document: str
    name: str  # as written
    key: str  # ingest.ids.normalized(name): compared when asked
    sort_key: str = ""  # of ``key``; ASCII, one for each key


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """(:Document) without its text."""

    id: str
    sort_key: str
    title: str
    number: str | None
    issuer: str | None
    issuer_organization: str | None  # id, (:Document)-[:ISSUED_BY]->(:Organization)
    jurisdiction: str | None
    jurisdiction_name: str | None
    issued_on: str | None
    printed_on: str | None
    openness: str | None
    adopted_by: str | None
    addressees: tuple[str, ...]
    horizons: tuple[str, ...]
    valid_from: str | None
    valid_to: str | None
    status: str | None
    version: str  # sha256 of the file's bytes
    source_name: str
    size: int  # bytes
    encoding: str
    reader: str
    length: int  # code points of its text
    lexicon_version: str
    facts: tuple[tuple[str, str, int, int, str], ...]  # (field, value, start, end, rule)
    details: tuple[tuple[str, str, int, int, str], ...] = ()  # of no task: bodies to be set up; (kind, value, …)
    places: tuple[tuple[int, str], ...] = ()  # (start, 第3页): where the text stands in its file, up to the next start


@dataclass(frozen=True, slots=True)
class SectionRow:
    """(:Section)"""

    id: str
    sort_key: str  # document order within a document
    document: str
    parent: str | None
    kind: str
    level: int
    number: str
    heading: str
    start: int
    end: int
    heading_start: int
    heading_end: int
    path: str


@dataclass(frozen=True, slots=True)
class TaskRow:
    """(:Task). ``lead_count`` and ``open_list`` are kept by the store from the effective edges."""

    id: str
    sort_key: str  # document's sort_key, then place in the document
    document: str
    section: str | None
    parent: str | None
    number: str
    title: str
    text: str  # the item's own words, at most 8,000 code points
    start: int
    end: int
    title_start: int
    title_end: int
    path: str
    terms: tuple[str, ...]  # keywords, heaviest first
    deadline: str | None = None  # its first 完成时限, as written: 2019年6月底前, 持续推进
    due_on: str | None = None  # ISO date: the last day that deadline allows, where it names its year
    details: tuple[
        tuple[str, str, int, int, str], ...
    ] = ()  # (kind, value, start, end, rule): deadline, scope, score …
    # --- kept by the store; what a writer puts here is ignored
    lead_count: int = 0
    unit_count: int = 0  # distinct organisations in any role
    open_list: bool = False  # one of its lists ends in 等
    judged: bool = False  # a judgement touched one of its edges: 经人工核定
    # --- joined
    document_title: str = ""
    document_number: str | None = None


@dataclass(frozen=True, slots=True)
class TermRow:
    """(:Task)-[:ABOUT {weight}]->(:Term)"""

    task: str
    word: str
    weight: float
    sort_key: str = ""  # pinyin of ``word``, then its code points: ASCII, one for each word


@dataclass(frozen=True, slots=True)
class ResponsibilityRow:
    """One edge, one piece of evidence: (:Organization)-[:LEADS|RESPONSIBLE_FOR|SUPPORTS|SUPERVISES]->(:Task).

    ``stated_*`` is what the document says; ``organization``, ``role`` and ``task`` are what holds after judgements.
    """

    id: str
    sort_key: str  # document's sort_key, then place in the document
    document: str
    task: str
    organization: str
    role: str
    start: int
    end: int
    quote: str
    name: str
    clause_start: int
    clause_end: int
    clause: str
    sentence_start: int
    sentence_end: int
    sentence: str
    cue: str
    basis: str
    rule: str
    open_list: bool
    position: int
    judgement: str | None = None  # id of the judgement that touched it
    # --- joined
    organization_name: str = ""
    organization_short_name: str = ""
    organization_kind: str = ""
    collective: bool = False
    task_number: str = ""
    task_title: str = ""
    document_title: str = ""
    document_number: str | None = None
    # --- its own again
    place: str = ""  # of the file: 第3页, 工作表“分工表”C7; "" where its kind has none


@dataclass(frozen=True, slots=True)
class TargetRow:
    """(:Task|:Document)-[:HAS_TARGET]->(:Target)"""

    id: str
    sort_key: str
    document: str
    task: str | None
    section: str | None
    metric: str
    comparator: str
    value: float | None
    unit: str
    deadline: str | None
    start: int
    end: int
    quote: str
    sentence: str  # the sentence it stands in
    rule: str
    # --- joined
    task_number: str | None = None
    document_title: str = ""
    document_number: str | None = None
    # --- its own again
    place: str = ""  # of the file: 第3页


@dataclass(frozen=True, slots=True)
class CitationRow:
    """(:Document)-[:CITES]->(:Document), also where the cited one is not loaded."""

    id: str
    sort_key: str
    document: str
    title: str
    number: str | None
    cited: str | None  # id of the cited document, loaded or not
    start: int
    end: int
    quote: str
    rule: str
    # --- joined: the document that cites
    document_title: str = ""
    document_number: str | None = None


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A matter for a person to check (待核事项)."""

    id: str
    sort_key: str
    document: str
    task: str | None
    kind: str
    message: str
    start: int | None
    end: int | None
    quote: str | None
    score: float = 0.0  # what is worth a person's time first
    # --- joined
    document_title: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A person's word on what the documents say (人工核定), keyed by words: see ``graph/judgements.py``.

    ``kind`` says which of these are given: units by full name (``organization`` is the one that stands), or a place
    in a document by its issuer, number or title, the task's path and title, the words and the role as read.
    """

    id: str
    sort_key: str  # made_at, then id
    kind: str
    who: str
    why: str
    made_at: str  # ISO, UTC, to the second
    organization: str | None = None
    other: str | None = None
    year: int | None = None
    issuer: str | None = None
    number: str | None = None
    title: str | None = None  # of the document; part of its key only where it has no number
    task_path: str | None = None
    task_title: str | None = None
    surface: str | None = None
    nth: int | None = None  # which occurrence of ``surface`` in the task's words, from 0
    role: str | None = None
    right_role: str | None = None
    right_task_path: str | None = None
    right_task_title: str | None = None
    undone_at: str | None = None
    undone_by: str | None = None
    undone_why: str | None = None
    # --- kept by the store; what a writer puts here is ignored
    places: int = 0  # units or edges that it speaks of and that are there now


@dataclass(frozen=True, slots=True)
class Subgraph:
    """All that one document puts into the graph; written in one transaction or not at all."""

    document: DocumentRow
    text: str
    jurisdictions: tuple[JurisdictionRow, ...]
    organizations: tuple[OrganizationRow, ...]
    aliases: tuple[AliasRow, ...]
    sections: tuple[SectionRow, ...]
    tasks: tuple[TaskRow, ...]
    terms: tuple[TermRow, ...]
    responsibilities: tuple[ResponsibilityRow, ...]
    targets: tuple[TargetRow, ...]
    citations: tuple[CitationRow, ...]
    findings: tuple[FindingRow, ...]

    @property
    def size(self) -> tuple[int, int]:
        """Tasks, and responsibilities without those of units said once for all later tasks."""
        return len(self.tasks), sum(row.basis != Basis.STANDING for row in self.responsibilities)


def values_of(row: DataclassInstance) -> dict[str, Any]:
    """A row's fields by name, in their order."""
    names, values = _fields(type(row))
    return dict(zip(names, values(row), strict=True))


@lru_cache(maxsize=64)  # there are a dozen types of rows
def _fields(kind: type[DataclassInstance]) -> tuple[tuple[str, ...], attrgetter[tuple[Any, ...]]]:
    names = tuple(one.name for one in fields(kind))
    return names, attrgetter(*names)
