"""/organizations: the units, one unit, its tasks by role."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from api import tables
from api.answering import Listing as Rows
from api.answering import answer, answer_list
from api.days import in_force
from api.models import AS_OF, JURISDICTION, AsOf, Id, Listing, ListParameters, TaskItem, Words, task_item
from api.paging import sorts
from api.problems import list_responses, responses
from api.redirects import MOVED, check_current
from api.service import ServiceDep
from graph import answers, resolve
from graph.query import Op, Value, Where
from graph.query import Query as Question
from graph.results import UnitWorkload
from graph.store import Reader
from graph.types import AliasRow, Kind, OrganizationRow
from ingest.types import OrganizationKind, Role

router = APIRouter(prefix="/organizations", tags=["organizations 单位"])


class OrganizationParameters(ListParameters):
    """Conditions on units."""

    q: Words | None = Field(None, description="名称包含 a name contains", examples=["市场"])
    name: Words | None = Field(None, description="名称或简称 exactly this name or alias", examples=["市场监管局"])
    kind: OrganizationKind | None = Field(None, description="类别 kind")
    jurisdiction: Words | None = Field(None, description="地区 id、全称或简称 jurisdiction")
    document: Words | None = Field(None, description="在此文件中承担任务 carries a task in this document")
    collective: bool | None = Field(None, description="是否集体称谓（各镇街、有关部门）whether it is a collective")


class UnitParameters(BaseModel):
    """How the unit of the path is settled."""

    model_config = {"extra": "forbid"}

    jurisdiction: Words | None = Field(None, description=JURISDICTION)
    as_of: AsOf | None = Field(None, description=AS_OF)


@dataclass(frozen=True, slots=True)
class OrganizationDetail(OrganizationRow):
    """一个单位 a unit with its names and figures; ``workload`` is null where no document gives it a task"""

    names: tuple[str, ...] = ()
    workload: UnitWorkload | None = None


class UnitTasks(BaseModel):
    """该单位的任务，按角色 its tasks by role; a task may stand under several roles"""

    organization: OrganizationRow
    total: int = Field(description="不重复任务数 distinct tasks")
    lead: list[TaskItem]
    responsible: list[TaskItem]
    support: list[TaskItem]
    supervise: list[TaskItem]


NAMES = {**responses("unknown-name", "ambiguous-name"), **MOVED}


@router.get("", summary="单位名录 list the units", response_model=Listing[OrganizationRow], responses=list_responses())
def organizations(
    service: ServiceDep, request: Request, parameters: Annotated[OrganizationParameters, Query()]
) -> Response:
    """文件中出现的单位。The units that documents name."""

    def fetch(reader: Reader, limit: int, after: tuple[Value, ...] | None) -> Rows:
        where: list[Where] = []
        if parameters.q:
            where.append(Where("q", parameters.q, Op.CONTAINS))
        if parameters.name:
            ids = tuple(row.id for row in resolve.organizations_called(reader, parameters.name))
            where.append(Where("id", ids, Op.IN))
        if parameters.kind:
            where.append(Where("kind", parameters.kind.value))
        if parameters.jurisdiction:
            where.append(Where("jurisdiction", resolve.jurisdiction(reader, parameters.jurisdiction).id))
        if parameters.document:
            where.append(Where("document", resolve.document(reader, parameters.document).id))
        if parameters.collective is not None:
            where.append(Where("collective", parameters.collective))
        order = sorts(parameters.sort, {"name": "sort_key"})
        page = reader.list(Question(Kind.ORGANIZATION, tuple(where), order, limit, after))
        return Rows(page.items, page.total, page.after)

    return answer_list(service, request, parameters, fetch, tables.organizations)


@router.get("/{organization}", summary="一个单位 one unit", response_model=OrganizationDetail, responses=NAMES)
def organization(
    service: ServiceDep, request: Request, organization: Id, parameters: Annotated[UnitParameters, Query()]
) -> Response:
    """单位的各种名称和任务承担情况。Its names and what it carries."""

    def work(reader: Reader) -> object:
        row = resolve.organization(reader, organization, parameters.jurisdiction)
        check_current(row, organization)
        aliases = answers.everything(reader, Question(Kind.ALIAS, (Where("organization", row.id),), limit=1000))
        day = in_force(parameters.as_of, service.today)
        figures = answers.workload(reader, (Where("organization", row.id), *day), limit=1).items
        return OrganizationDetail(
            **{name: getattr(row, name) for name in row.__dataclass_fields__},
            names=tuple(sorted({cast("AliasRow", alias).name for alias in aliases})),
            workload=cast("UnitWorkload", figures[0]) if figures else None,
        )

    return answer(service, request, work)


@router.get(
    "/{organization}/tasks", summary="该单位的任务 its tasks by role", response_model=UnitTasks, responses=NAMES
)
def organization_tasks(
    service: ServiceDep, request: Request, organization: Id, parameters: Annotated[UnitParameters, Query()]
) -> Response:
    """按牵头、责任、配合、督导分列。Set apart by lead, responsible, support, supervise."""

    def work(reader: Reader) -> object:
        row = resolve.organization(reader, organization, parameters.jurisdiction)
        check_current(row, organization)
        day = in_force(parameters.as_of, service.today)
        ids = tuple(
            getattr(t, "id")  # noqa: B009 - rows of everything() are typed as object
            for t in answers.everything(reader, Question(Kind.TASK, (Where("organization", row.id), *day), limit=1000))
        )
        found = answers.tasks_by_id(reader, ids)
        by_role = {
            role.value: [
                task_item(found[task])
                for task in ids
                if any(r.organization == row.id and r.role == role for r in found[task].responsibilities)
            ]
            for role in Role
        }
        return {"organization": row, "total": len(ids), **by_role}

    return answer(service, request, work)
