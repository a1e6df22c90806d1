"""The values that reading a policy document yields. All are frozen: a reading is a fact about a text, not a state.

Offsets everywhere are **code points into ``Document.text``, half-open**, and ``text[start:end] == quote`` always holds.
Chinese terms for each type stand in ``docs/glossary.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a unit is to a task. The cue word of the text is kept beside it (``Responsibility.cue``)."""

    LEAD = "lead"  # 牵头
    RESPONSIBLE = "responsible"  # 责任
    SUPPORT = "support"  # 配合
    SUPERVISE = "supervise"  # 指导、督导、考核


class Basis(StrEnum):
    """How the role is known; nothing is inferred silently."""

    LABEL = "label"  # 责任单位：A
    VERB = "verb"  # A牵头
    ORDER = "order"  # 列第一位的为牵头单位
    COLUMN = "column"  # a table's column
    BARE = "bare"  # （A、B） after a task
    STANDING = "standing"  # 以下均需…配合，不再列出


class OrganizationKind(StrEnum):
    """What a unit is; found from its suffix (``ingest/data/organizations.toml``)."""

    DEPARTMENT = "department"  # 部门
    GOVERNMENT = "government"  # 人民政府
    COMMITTEE = "committee"  # 管委会、指挥部、领导小组
    PARTY = "party"  # 党委部门
    COURT = "court"  # 人民法院
    PROCURATORATE = "procuratorate"  # 人民检察院
    ENTERPRISE = "enterprise"  # 企业
    INSTITUTION = "institution"  # 事业单位、中心
    ASSOCIATION = "association"  # 群团、协会
    COLLECTIVE = "collective"  # 各镇街、有关部门
    OTHER = "other"


class SectionKind(StrEnum):
    """What a part of the outline is."""

    HEADING = "heading"  # 一、…  （一）…
    GOAL = "goal"  # ——产品质量水平大幅跃升。…
    MEASURE = "measure"  # a numbered paragraph that names no unit: 保障措施


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """``text[start:end]``: code points, half-open, never empty."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The text under the span."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """From ``start`` (code points) up to the next place, the text stands at ``label`` of its file: 第3页, or
    工作表“分工表”C7."""

    start: int
    label: str


@dataclass(frozen=True, slots=True)
class Source:
    """The file a document was read from."""

    name: str  # file name, without its folder
    sha256: str  # of the file's bytes; the document's version
    size: int  # bytes
    encoding: str  # of a text: utf-8, utf-8-sig, gb18030, big5 …; otherwise the kind of file: docx, pdf …
    reader: str  # reader and its version: "txt/1"
    places: tuple[Place, ...] = ()  # pages or cells, in the order of the text; () where the kind of file has none
    notes: tuple[str, ...] = ()  # what a person should know of the reading, Chinese; no part of the document


@dataclass(frozen=True, slots=True)
class Fact:
    """Where one property of a document stands in its text."""

    field: str  # name of the property of Document: "number", "issued_on" …
    value: str
    span: Span
    rule: str  # id of the rule that found it


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """A place that a government governs. ``name`` is its full name, which no other place has: from its city down
    (宁波市江北区), or from its province where no city is between (重庆市江北区)."""

    id: str
    name: str
    short_name: str  # 江北区
    level: str  # nation | province | city | district | zone (development zones, new areas)
    superior: str | None  # full name of the place above it, where known: 重庆市
    until: int | None = None  # the year in which it was merged away
    successor: str | None = None  # full name of the one place that took its place: 万盛区 → 重庆市綦江区


@dataclass(frozen=True, slots=True)
class Document:
    """A policy document: what it says of itself, and its text, unaltered."""

    id: str
    title: str
    number: str | None  # 发文字号
    issuer: str | None
    jurisdiction: Jurisdiction | None
    issued_on: str | None  # ISO date: 成文日期
    printed_on: str | None  # ISO date: 印发日期
    openness: str | None  # 此件公开发布 …
    adopted_by: str | None  # 十九届区政府第63次常务会议
    addressees: tuple[str, ...]
    horizons: tuple[str, ...]  # years the plan sets goals for: ("2027", "2035")
    valid_from: str | None
    valid_to: str | None
    status: str | None  # in_force | expired | repealed, only where the text states it
    facts: tuple[Fact, ...]
    text: str
    source: Source


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the outline that is not a task."""

    id: str
    kind: SectionKind
    level: int  # 1 for 一、; 2 for （一）…
    number: str  # as written, without punctuation: 一, （一）, ——
    heading: str
    span: Span  # from its number to the end of all it holds
    heading_span: Span
    parent: str | None  # id of a Section
    path: str  # 二/（一）


@dataclass(frozen=True, slots=True)
class Term:
    """A keyword of a task, found by jieba. ``weight`` is relative within the task (TF-IDF), larger is nearer."""

    word: str
    weight: float


@dataclass(frozen=True, slots=True)
class Task:
    """One item of work that the plan hands out (重点任务)."""

    id: str
    number: str  # as written, without punctuation: "4"
    title: str
    span: Span  # from its number to its last clause
    title_span: Span
    section: str | None  # id of the innermost Section that holds it
    parent: str | None  # id of the Task that holds it (a group with a clause of its own)
    path: str  # outline path: 二/（一）/4
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Organization:
    """One body of one jurisdiction, whatever it is called in the text."""

    id: str
    name: str  # full: 重庆市江北区市场监督管理局
    short_name: str  # functional name: 市场监督管理局
    kind: OrganizationKind
    jurisdiction: Jurisdiction | None
    aliases: tuple[str, ...]  # further names under which a person may ask for it
    rule: str  # why the name means this body, see docs/organizations.md
    registered: bool = False  # the register has it
    line: str = ""  # 条线: what bodies of one function share at all levels, where the register has it
    inspected: str = ""  # whether it can be 督查对象: yes | no | check (待核)
    superior: str | None = None  # id of the body above it in its line: 市市场监管局 for 区市场监管局
    superior_name: str | None = None
    belongs_to: str | None = None  # id of the department whose office it is
    successor: str | None = None  # id of the body that took its place
    successor_name: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A unit where it stands in the text."""

    span: Span
    quote: str
    name: str  # as stated, with an elided prefix or head restored
    organization: str  # id of an Organization
    collective: bool


@dataclass(frozen=True, slots=True)
class Responsibility:
    """One unit, one role, one task, one place in the text."""

    id: str
    task: str
    organization: str
    role: Role
    mention: Mention
    clause: Span  # the clause inside its brackets, or the line, or the cell
    sentence: Span  # what a person would quote: the sentence or paragraph end that the clause closes
    cue: str  # the cue word as it stands in the text; "" for a bare list
    basis: Basis
    rule: str
    open_list: bool  # its list ends in 等: the list is a floor
    position: int  # 0 for the first unit of its list


@dataclass(frozen=True, slots=True)
class Target:
    """A goal one can check: 合格率达到98.3%以上. ``value`` is None where the text gives no number (实现双倍增)."""

    id: str
    metric: str
    comparator: str  # = | >= | <= | > | < | ~ ; "" without a number
    value: float | None
    unit: str
    deadline: str | None  # year or ISO date
    span: Span
    quote: str
    task: str | None
    section: str | None
    rule: str


@dataclass(frozen=True, slots=True)
class Detail:
    """What a task says besides: its deadline (完成时限), scope, score; or a body that the plan sets up."""

    id: str
    kind: str  # deadline | scope | score | group
    value: str  # as written, without white space: 2019年6月底前, 持续推进
    due_on: str | None  # ISO date: the last day a deadline allows, where it names its year
    span: Span
    task: str | None
    rule: str


@dataclass(frozen=True, slots=True)
class Citation:
    """Another document that this one names."""

    id: str
    title: str
    number: str | None
    document: str | None  # id the cited document would have, where its issuer and number are known
    span: Span
    rule: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A matter for a person to check (待核事项). ``kind`` is a stable code; ``message`` is Chinese for the reader."""

    id: str
    kind: str
    message: str
    span: Span | None
    task: str | None
    score: float = 0.0  # what is worth a person's time first: tasks that hang on it, times how likely they change


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that was read from one document. The same text and lexicon give the same value."""

    document: Document
    sections: tuple[Section, ...]
    tasks: tuple[Task, ...]
    organizations: tuple[Organization, ...]
    responsibilities: tuple[Responsibility, ...]
    targets: tuple[Target, ...]
    citations: tuple[Citation, ...]
    details: tuple[Detail, ...]
    findings: tuple[Finding, ...]
    lexicon_version: str

    @property
    def stated(self) -> tuple[Responsibility, ...]:
        """Without units said once for all later tasks, which count only where they are asked for."""
        return tuple(one for one in self.responsibilities if one.basis is not Basis.STANDING)

    @property
    def unread(self) -> tuple[str, ...]:
        """What a person must be told was not read though the text says it: messages, each once."""
        return tuple(
            dict.fromkeys(one.message for one in self.findings if one.kind in {"unread-table", "unit-heading"})
        )
