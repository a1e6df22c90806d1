"""/workload, /overlaps, /findings, /targets, /citations: figures for coordinators, each with what it stands on."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from api import tables
from api.answering import Listing as Rows
from api.answering import answer_list
from api.days import in_force
from api.models import (
    AS_OF,
    DOCUMENT,
    JURISDICTION,
    ORGANIZATION,
    AsOf,
    FigureListing,
    Listing,
    ListParameters,
    OverlapItem,
    Words,
    WorkloadListing,
    basis_item,
    overlap_item,
)
from api.paging import sorts
from api.problems import list_responses
from api.routes.tasks import ScopeParameters, scope
from api.service import ServiceDep
from graph import answers, resolve
from graph import findings as matters
from graph.findings import FindingGroup
from graph.query import Op, QueryError, Sort, Value, Where
from graph.query import Query as Question
from graph.results import PairRow
from graph.store import Reader
from graph.types import CitationRow, FindingRow, Kind, OrganizationRow, TargetRow
from ingest.types import Role

router = APIRouter(tags=["figures 统计"])

WORKLOAD_SORTS = {
    "name": "sort_key",
    "total": "total",
    "lead": "lead",
    "responsible": "responsible",
    "support": "support",
    "supervise": "supervise",
}
PAIR_SORTS = {"name": "sort_key", "shared": "shared", "co_lead": "co_lead"}
LIST = list_responses()


class WorkloadParameters(ScopeParameters):
    """Which responsibilities are counted."""

    q: Words | None = Field(None, description="单位名称包含 a name of the unit contains", examples=["市场"])
    collective: bool | None = Field(
        False, description="false 为单位，true 为集体称谓（各镇街、有关部门）units, or collectives apart from them"
    )


class OverlapParameters(ListParameters):
    """Which pairs are wanted."""

    organization: Words | None = Field(None, description=ORGANIZATION, examples=["区市场监管局"])
    other: Words | None = Field(None, description="另一单位 the other unit", examples=["区农业农村委"])
    jurisdiction: Words | None = Field(None, description=JURISDICTION)
    document: Words | None = Field(None, description=DOCUMENT)
    role: Role | None = Field(None, description="两个单位均为此角色 both stand in this role")
    at_least: int = Field(1, ge=1, le=10_000, description="至少共同承担几项 share at least so many tasks")
    collective: bool = Field(False, description="是否计入集体称谓 whether collectives take part")
    as_of: AsOf | None = Field(None, description=AS_OF)


class TargetParameters(ListParameters):
    """Conditions on targets."""

    document: Words | None = Field(None, description=DOCUMENT)
    task: str | None = Field(None, max_length=4000, description="任务 id，多个以逗号分开 task ids")
    q: Words | None = Field(None, description="指标名称包含 the metric contains", examples=["合格率"])
    deadline: Words | None = Field(None, description="期限，如 2027 deadline", examples=["2027"])
    as_of: AsOf | None = Field(None, description=AS_OF)


class CitationParameters(ListParameters):
    """Conditions on citations."""

    document: Words | None = Field(None, description=DOCUMENT)
    q: Words | None = Field(None, description="被引文件标题包含 the cited title contains")


class FindingParameters(ListParameters):
    """Conditions on findings."""

    document: Words | None = Field(None, description=DOCUMENT)
    kind: Words | None = Field(None, description="类别 kind of finding")


class FindingListing(Listing[FindingRow]):
    """待核事项 findings, and what the graph itself shows, by kind"""

    groups: list[FindingGroup]


@router.get(
    "/workload",
    summary="任务承担情况 what each unit carries",
    response_model=WorkloadListing,
    responses=LIST,
)
def workload(service: ServiceDep, request: Request, parameters: Annotated[WorkloadParameters, Query()]) -> Response:
    """数字均为不重复任务数；牵头分单独与联合，责任分有牵头的与无牵头的。

    Every figure counts distinct tasks; leads are sole or joint, responsibilities with or without a lead. Default
    order: by pinyin, which ranks nobody.
    """

    def fetch(reader: Reader, limit: int, after: tuple[Value, ...] | None) -> Rows:
        where = scope(reader, parameters, service.today)
        if parameters.q:
            where = (*where, named(reader, parameters.q))
        apart = None
        if parameters.collective is not None and not parameters.organization:
            apart = None if parameters.collective else answers.collectives(reader, where)
            where = (*where, Where("collective", parameters.collective))
        order = sorts(parameters.sort, WORKLOAD_SORTS) or (Sort("sort_key"),)  # by pinyin: no ranking
        page = answers.workload(reader, where, order, limit, after)
        basis = basis_item(answers.figures_basis(reader, where))
        more = {"basis": basis, "collectives": apart}
        return Rows(page.items, page.total, page.after, computed=True, more=more)

    return answer_list(service, request, parameters, fetch, tables.workload)


@router.get(
    "/overlaps",
    summary="共同承担 pairs of units that share tasks",
    response_model=FigureListing[OverlapItem],
    responses=LIST,
)
def overlaps(service: ServiceDep, request: Request, parameters: Annotated[OverlapParameters, Query()]) -> Response:
    """两个单位共同承担的任务，逐项列出各自角色和牵头单位；共同承担不等于职责交叉。

    Two units and the tasks they share, task by task. Default order: most shared first.
    """

    def fetch(reader: Reader, limit: int, after: tuple[Value, ...] | None) -> Rows:
        where: list[Where] = list(in_force(parameters.as_of, service.today, parameters.document))
        if parameters.document:
            where.append(Where("document", resolve.document(reader, parameters.document).id))
        if parameters.jurisdiction and not parameters.organization:
            where.append(Where("jurisdiction", resolve.jurisdiction(reader, parameters.jurisdiction).id))
        if not parameters.collective:
            where.append(Where("collective", False))
        if parameters.role:
            where.append(Where("role", parameters.role.value))
        named = [
            resolve.organization(reader, words, parameters.jurisdiction).id if words else None
            for words in (parameters.organization, parameters.other)
        ]
        if named[0] is not None and named[0] == named[1]:
            raise QueryError("请写两个不同的单位", "organization and other are the same unit", place="other")
        order = sorts(parameters.sort, PAIR_SORTS) or (Sort("shared", descending=True),)
        page = reader.pairs(tuple(where), order, limit, after, named[0], named[1], parameters.at_least)
        pairs = cast("tuple[PairRow, ...]", page.items)
        items = tuple(overlap_item(overlap) for overlap in answers.overlaps(reader, pairs))
        basis = basis_item(answers.figures_basis(reader, tuple(where)))
        return Rows(items, page.total, page.after, computed=True, more={"basis": basis})

    return answer_list(service, request, parameters, fetch, tables.overlaps)


@router.get("/targets", summary="指标分解表 list the targets", response_model=Listing[TargetRow], responses=LIST)
def targets(service: ServiceDep, request: Request, parameters: Annotated[TargetParameters, Query()]) -> Response:
    """量化指标：指标、要求、数值、单位、期限、出处。Targets with their sentences."""

    def fetch(reader: Reader, limit: int, after: tuple[Value, ...] | None) -> Rows:
        where = _of_document(reader, parameters.document)
        if parameters.task:
            where.append(Where("task", tuple(parameters.task.split(",")), Op.IN))
        where += [Where("q", word, Op.CONTAINS) for word in (parameters.q or "").split()]
        if parameters.deadline:
            where.append(Where("deadline", parameters.deadline))
        where += in_force(parameters.as_of, service.today, parameters.document or parameters.task)
        order = sorts(parameters.sort, {"order": "sort_key", "value": "value", "deadline": "deadline"})
        page = reader.list(Question(Kind.TARGET, tuple(where), order, limit, after))
        return Rows(page.items, page.total, page.after)

    return answer_list(service, request, parameters, fetch, tables.targets)


@router.get("/citations", summary="引用文件 list the citations", response_model=Listing[CitationRow], responses=LIST)
def citations(service: ServiceDep, request: Request, parameters: Annotated[CitationParameters, Query()]) -> Response:
    """文件引用的其他文件。The documents that documents name."""

    def fetch(reader: Reader, limit: int, after: tuple[Value, ...] | None) -> Rows:
        where = _of_document(reader, parameters.document)
        if parameters.q:
            where.append(Where("q", parameters.q, Op.CONTAINS))
        order = sorts(parameters.sort, {"order": "sort_key"})
        page = reader.list(Question(Kind.CITATION, tuple(where), order, limit, after))
        return Rows(page.items, page.total, page.after)

    return answer_list(service, request, parameters, fetch, tables.citations)


@router.get("/findings", summary="待核事项 list the findings", response_model=FindingListing, responses=LIST)
def findings(service: ServiceDep, request: Request, parameters: Annotated[FindingParameters, Query()]) -> Response:
    """``items`` 为读入时发现的，如编号缺漏、名称相近；``groups`` 另含未单列牵头单位、联合牵头的任务，同类合并。

    What reading left for a person to check; groups also tell of tasks without a lead and jointly led ones.
    """

    def fetch(reader: Reader, limit: int, after: tuple[Value, ...] | None) -> Rows:
        where = _of_document(reader, parameters.document)
        if parameters.kind:
            where.append(Where("kind", parameters.kind))
        order = sorts(parameters.sort, {"order": "sort_key"})
        page = reader.list(Question(Kind.FINDING, tuple(where), order, limit, after))
        document = tuple(w for w in where if w.field == "document")
        groups = matters.findings(reader, service.today, document, examples=max(limit, 50))  # a table asks for 1,000
        return Rows(page.items, page.total, page.after, more={"groups": groups})

    return answer_list(service, request, parameters, fetch, tables.findings)


def named(reader: Reader, words: str) -> Where:
    """The condition that a unit bears the words in its name or an alias."""
    found = answers.everything(reader, Question(Kind.ORGANIZATION, (Where("q", words, Op.CONTAINS),), limit=1000))
    return Where("organization", tuple(cast("OrganizationRow", row).id for row in found) or ("",), Op.IN)


def _of_document(reader: Reader, words: str | None) -> list[Where]:
    return [Where("document", resolve.document(reader, words).id)] if words else []
