"""The shapes at the HTTP edge: what may be asked, and what is answered. Property names are those of the graph."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from api.formats import Format
from graph.answers import FiguresBasis, Overlap, StandsOn, TaskWithUnits, left_out
from graph.judgements import content
from graph.results import PairRow, UnitWorkload
from graph.types import Judgement, ResponsibilityRow, TargetRow, TaskRow
from ingest.types import Role

T = TypeVar("T")

Words = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]*$")]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
AsOf = Annotated[str, Field(pattern=r"^(all|\d{4}-\d{2}-\d{2})$")]
Id = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]*$")]

ORGANIZATION = "单位：id、全称、简称或文中写法 an organization by id or any of its names"
JURISDICTION = "地区：id、全称或简称；与 organization 同用时用来区分同名单位 a jurisdiction; settles a shared name"
AS_OF = (
    "只计该日有效的文件，如 2024-05-01；不写为今天，指明了 document 则不论有效与否；all 为全部 "
    "plans in force on that day; today by default, unless a document is named; all: whether in force or not"
)
DOCUMENT = "文件：id、发文字号或标题 a document by id, number or title"


class NoParameters(BaseModel):
    """An address that takes no parameters: any is refused."""

    model_config = ConfigDict(extra="forbid")


class ListParameters(BaseModel):
    """What every list takes."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(50, ge=1, le=1000, description="每页行数 rows a page")
    cursor: str | None = Field(None, max_length=4000, description="上一页 next 的值 the `next` of the page before")
    sort: str | None = Field(None, max_length=200, description="排序，- 为降序 sort fields, `-` for descending")
    format: Format | None = Field(
        None, description="json、csv 或 xlsx；csv 与 xlsx 为全部行 csv and xlsx hold all rows"
    )


class Listing(BaseModel, Generic[T]):
    """一页结果 a page of a list"""

    items: list[T]
    total: int = Field(description="全部行数 rows on all pages")
    next: str | None = Field(description="下一页的 cursor；末页为 null the next page's cursor")


@dataclass(frozen=True, slots=True)
class Presumed:
    """首列单位（推定，原文未明确）: never more than a hint, and only where asked for."""

    organization: str
    organization_name: str
    responsibility: str
    note: str = "首列单位（推定，原文未明确）"


@dataclass(frozen=True, slots=True)
class TaskItem(TaskRow):
    """重点任务 a task with its units and the sentences they stand in"""

    responsibilities: tuple[ResponsibilityRow, ...] = ()
    presumed_lead: Presumed | None = None


@dataclass(frozen=True, slots=True)
class TaskDetail(TaskItem):
    """重点任务（含指标） a task with its targets"""

    targets: tuple[TargetRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a searched word stands in a task's text: code points, half-open."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SearchItem(TaskItem):
    """检索结果 a task that holds every searched word"""

    hits: tuple[Hit, ...] = ()


@dataclass(frozen=True, slots=True)
class SharedTask:
    """One task of an overlap: how each of the two units stands on it, and who leads."""

    id: str
    document: str
    document_title: str
    document_number: str | None
    number: str
    title: str
    first_roles: tuple[Role, ...]
    second_roles: tuple[Role, ...]
    leads: tuple[str, ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OverlapItem(PairRow):
    """共同承担 two units with the tasks they share; ``tasks_shared`` explains each"""

    tasks_shared: tuple[SharedTask, ...] = ()


@dataclass(frozen=True, slots=True)
class Documents(StandsOn):
    """数据依据 the documents that an answer stands on, and how many it left out"""

    note: str = ""


@dataclass(frozen=True, slots=True)
class Basis(Documents):
    """数据依据 the documents and roles that figures stand on"""

    roles: tuple[str, ...] = ()
    open_roles: tuple[str, ...] = ()


class DocumentListing(Listing[T], Generic[T]):
    """一页结果 a page of a list, with the documents that it stands on"""

    basis: Documents


class FigureListing(Listing[T], Generic[T]):
    """一页统计 figures, with what they stand on"""

    basis: Basis


class WorkloadListing(FigureListing[UnitWorkload]):
    """一页任务承担情况 what units carry, and how many collectives are listed apart"""

    collectives: int | None = Field(
        None, description="另列的集体称谓个数（collective=true）；没有另列的为 null collectives that are listed apart"
    )


def _copied(row: object) -> dict[str, object]:
    """A row's fields, one level deep."""
    return {f.name: getattr(row, f.name) for f in fields(row)}  # type: ignore[arg-type]


def task_item(item: TaskWithUnits, *, presumed: bool = False) -> TaskItem:
    """A task on its way out; its presumed lead only where ``presumed`` was asked for."""
    return TaskItem(
        **_copied(item.task),  # type: ignore[arg-type]
        responsibilities=item.responsibilities,
        presumed_lead=_presumed(item) if presumed else None,
    )


def task_detail(item: TaskWithUnits, targets: tuple[TargetRow, ...], *, presumed: bool = False) -> TaskDetail:
    """A task with its targets."""
    return TaskDetail(**_copied(task_item(item, presumed=presumed)), targets=targets)  # type: ignore[arg-type]


def search_item(item: TaskWithUnits, words: tuple[str, ...]) -> SearchItem:
    """A found task, with the first 20 places of each word in its text."""
    hits: list[Hit] = []
    for word in words:
        at = item.task.text.find(word)
        while at >= 0 and sum(h.word == word for h in hits) < 20:
            hits.append(Hit(word, at, at + len(word)))
            at = item.task.text.find(word, at + len(word))
    return SearchItem(**_copied(task_item(item)), hits=tuple(hits))  # type: ignore[arg-type]


def overlap_item(overlap: Overlap) -> OverlapItem:
    """Two units, explained task by task."""
    pair = overlap.pair
    return OverlapItem(
        **_copied(pair),  # type: ignore[arg-type]
        tasks_shared=tuple(_shared(pair, item) for item in overlap.tasks),
    )


def _shared(pair: PairRow, item: TaskWithUnits) -> SharedTask:
    ours = [r for r in item.responsibilities if r.organization in {pair.first, pair.second}]
    return SharedTask(
        id=item.task.id,
        document=item.task.document,
        document_title=item.task.document_title,
        document_number=item.task.document_number,
        number=item.task.number,
        title=item.task.title,
        first_roles=_roles(ours, pair.first),
        second_roles=_roles(ours, pair.second),
        leads=tuple(dict.fromkeys(r.organization_name for r in item.leads)),
        sentences=tuple(dict.fromkeys(r.sentence for r in ours)),
    )


def _roles(rows: list[ResponsibilityRow], organization: str) -> tuple[Role, ...]:
    return tuple(dict.fromkeys(Role(r.role) for r in rows if r.organization == organization))


def _presumed(item: TaskWithUnits) -> Presumed | None:
    first = item.presumed_lead
    return Presumed(first.organization, first.organization_name, first.id) if first else None


@dataclass(frozen=True, slots=True)
class JudgementItem(Judgement):
    """人工核定 what a person said, also as one sentence; ``active`` until it is undone"""

    content: str = ""
    active: bool = True


def judgement_item(row: Judgement) -> JudgementItem:
    """A judgement on its way out."""
    return JudgementItem(**_copied(row), content=content(row), active=row.undone_at is None)  # type: ignore[arg-type]


def documents_item(on: StandsOn) -> Documents:
    """What an answer stands on, in words."""
    return Documents(**_copied(on), note=_note(on, ""))  # type: ignore[arg-type]


def basis_item(basis: FiguresBasis) -> Basis:
    """What figures stand on, in words."""
    note = "；各项数字为不重复任务数"
    if basis.open_roles:
        names = {"lead": "牵头", "responsible": "责任", "support": "配合", "supervise": "督导"}
        note += "；" + "、".join(names[r] for r in basis.open_roles) + "名单有以“等”结尾的，相应数字为至少"
    on = _copied(basis.on)
    return Basis(**on, note=_note(basis.on, note), roles=basis.roles, open_roles=basis.open_roles)  # type: ignore[arg-type]


def _note(on: StandsOn, more: str) -> str:
    out = left_out(on)
    return f"依据本库 {on.documents} 个文件{more}" + (f"；所据为 {out}（as_of=all 一并计入）" if out else "")
