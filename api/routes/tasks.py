"""/tasks and /responsibilities: who carries what, with the sentence."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from api import tables
from api.answering import Listing as Rows
from api.answering import answer, answer_list
from api.days import in_force
from api.models import (
    AS_OF,
    DOCUMENT,
    JURISDICTION,
    ORGANIZATION,
    AsOf,
    Day,
    DocumentListing,
    Id,
    ListParameters,
    NoParameters,
    TaskDetail,
    TaskItem,
    Words,
    documents_item,
    task_detail,
    task_item,
)
from api.paging import sorts
from api.problems import list_responses, responses
from api.service import ServiceDep
from graph import answers, resolve
from graph.plan import BESIDE
from graph.query import Op, Value, Where
from graph.query import Query as Question
from graph.resolve import NotFound
from graph.store import Reader
from graph.types import Kind, ResponsibilityRow
from ingest.types import Basis, Role

router = APIRouter(tags=["tasks 任务"])

STANDING = "总则中一次说完的单位（以下均需……配合）是否计入各项任务 count units said once for all tasks"
TASK_SORTS = {"order": "sort_key", "due_on": "due_on", "leads": "lead_count", "units": "unit_count"}
RESPONSIBILITY_SORTS = {"order": "sort_key", "position": "position"}


class ScopeParameters(ListParameters):
    """Conditions that tasks, responsibilities and figures share."""

    organization: Words | None = Field(None, description=ORGANIZATION, examples=["市场监管局"])
    jurisdiction: Words | None = Field(None, description=JURISDICTION, examples=["重庆市江北区"])
    document: Words | None = Field(None, description=DOCUMENT, examples=["江北府发〔2023〕32号"])
    role: Role | None = Field(
        None, description="lead 牵头、responsible 责任、support 配合、supervise 督导", examples=["lead"]
    )
    as_of: AsOf | None = Field(None, description=AS_OF, examples=["2024-05-01"])
    standing: bool = Field(False, description=STANDING)
    led_by: Words | None = Field(
        None, description="任务由该单位牵头 a unit that leads the task, whoever is asked for", examples=["市场监管局"]
    )
    responsible_by: Words | None = Field(None, description="该单位是任务的责任单位 a unit responsible for the task")
    supported_by: Words | None = Field(None, description="任务由该单位配合 a unit that supports the task")


_ROLE = "|".join(Role)


class TaskParameters(ScopeParameters):
    """Conditions on tasks; those on unit and role hold on one and the same responsibility."""

    section: Id | None = Field(None, description="章节 id，含其下级 in this section or below")
    number: Words | None = Field(None, description="任务序号，如 4；多个以逗号分开 task numbers", examples=["4"])
    q: Words | None = Field(None, description="标题或正文包含，多个词以空格分开 literal words in title or text")
    term: Words | None = Field(None, description="关键词（jieba 提取）a keyword", examples=["食品安全"])
    has_lead: bool | None = Field(None, description="是否列有牵头单位 whether a lead is named")
    lacks: str | None = Field(
        None,
        pattern=f"^({_ROLE})(,({_ROLE}))*$",
        description="未列这种角色的单位，多个以逗号分开 roles in which nobody is named",
        examples=["lead,responsible"],
    )
    joint_lead: bool | None = Field(None, description="是否有两个以上牵头单位 whether several units lead")
    open_list: bool | None = Field(None, description="名单是否以“等”结尾 whether one of its lists ends in 等")
    deadline: str | None = Field(
        None,
        max_length=2000,
        description="完成时限的原文写法，多个以逗号分开 deadlines as written",
        examples=["长期坚持"],
    )
    due_after: Day | None = Field(None, description="完成时限不早于 due on that day or later", examples=["2025-01-01"])
    due_before: Day | None = Field(
        None, description="完成时限不晚于 due on that day or before", examples=["2025-06-30"]
    )
    presumed: bool = Field(False, description="未列牵头单位时给出首列单位（推定）offer the first-listed unit, marked")


class ResponsibilityParameters(ScopeParameters):
    """Conditions on single pieces of evidence."""

    task: Id | None = Field(None, description="任务 id the task's id")
    basis: Basis | None = Field(None, description="角色依据 how the role is known")
    open_list: bool | None = Field(None, description="所在名单是否以“等”结尾 whether its list ends in 等")
    has_lead: bool | None = Field(None, description="任务是否列有牵头单位 whether its task has a lead")


def scope(reader: Reader, parameters: ScopeParameters, today: str) -> tuple[Where, ...]:
    """Names turned into ids. A jurisdiction settles the unit's name where one is given, else it is the document's."""
    where: list[Where] = []
    document = resolve.document(reader, parameters.document).id if parameters.document else None
    for field in ("organization", *BESIDE):
        if words := getattr(parameters, field):
            unit = resolve.organization(reader, words, parameters.jurisdiction, document)
            where.append(Where(field, unit.id))
    if parameters.jurisdiction and not where:
        where.append(Where("jurisdiction", resolve.jurisdiction(reader, parameters.jurisdiction).id))
    if document:
        where.append(Where("document", document))
    if parameters.role:
        where.append(Where("role", parameters.role.value))
    if parameters.standing:
        where.append(Where("standing", True))
    return (*where, *in_force(parameters.as_of, today, parameters.document))


def task_where(reader: Reader, parameters: TaskParameters, today: str) -> tuple[Where, ...]:
    """Every condition of a request for tasks."""
    where = list(scope(reader, parameters, today))
    if parameters.section:
        where.append(Where("section", parameters.section))
    if parameters.number:
        where.append(Where("number", tuple(n.strip() for n in parameters.number.split(",")), Op.IN))
    if parameters.term:
        where.append(Where("term", parameters.term))
    where += [Where("q", word, Op.CONTAINS) for word in (parameters.q or "").split()]
    if parameters.has_lead is not None:
        where.append(Where("has_lead", parameters.has_lead))
    where += [Where("lacks", role) for role in (parameters.lacks or "").split(",") if role]
    if parameters.joint_lead is not None:
        where.append(
            Where("lead_count", 2, Op.AT_LEAST) if parameters.joint_lead else Where("lead_count", 1, Op.AT_MOST)
        )
    if parameters.open_list is not None:
        where.append(Where("open_list", parameters.open_list))
    if parameters.deadline:
        where.append(Where("deadline", tuple(parameters.deadline.split(",")), Op.IN))
    if parameters.due_after:
        where.append(Where("due_on", parameters.due_after, Op.AT_LEAST))
    if parameters.due_before:
        where.append(Where("due_on", parameters.due_before, Op.AT_MOST))
    return tuple(where)


LIST = list_responses()


@router.get("/tasks", summary="任务清单 list tasks", response_model=DocumentListing[TaskItem], responses=LIST)
def tasks(service: ServiceDep, request: Request, parameters: Annotated[TaskParameters, Query()]) -> Response:
    """例：``/api/v1/tasks?organization=市场监管局&role=lead`` 为该局牵头的任务，各带原文。

    The tasks that satisfy every condition, each with all its units and their sentences.
    """

    unit: str | None = None

    def fetch(reader: Reader, limit: int, after: tuple[Value, ...] | None) -> Rows:
        nonlocal unit
        order = sorts(parameters.sort, TASK_SORTS)
        where = task_where(reader, parameters, service.today)
        unit = next((str(one.value) for one in where if one.field == "organization"), None)
        page = answers.tasks(reader, Question(Kind.TASK, where, order, limit, after))
        items = tuple(task_item(item, presumed=parameters.presumed) for item in page.items)
        more = {"basis": documents_item(answers.stands_on(reader, where))}
        return Rows(items, page.total, page.after, computed=bool(order), more=more)

    return answer_list(service, request, parameters, fetch, lambda rows, more: tables.tasks(rows, more, unit))


@router.get("/tasks/{task}", summary="一项任务 one task", response_model=TaskDetail, responses=responses("not-found"))
def task(service: ServiceDep, request: Request, task: Id, _: Annotated[NoParameters, Query()]) -> Response:
    """任务的正文、各单位及出处、量化指标。Its text, its units with their evidence, its targets."""

    def work(reader: Reader) -> object:
        found = answers.tasks_by_id(reader, (task,)).get(task)
        if found is None:
            raise NotFound(f"没有编号为 {task} 的任务", f"no task {task}", remedy="从 /api/v1/tasks 取得编号")
        return task_detail(found, answers.targets_of(reader, task))

    return answer(service, request, work)


@router.get(
    "/responsibilities",
    summary="责任关系明细 list the evidence",
    response_model=DocumentListing[ResponsibilityRow],
    responses=LIST,
)
def responsibilities(
    service: ServiceDep, request: Request, parameters: Annotated[ResponsibilityParameters, Query()]
) -> Response:
    """一行一处原文：单位、角色、任务、起止位置、提示词、依据。One row for one place in a text."""

    def fetch(reader: Reader, limit: int, after: tuple[Value, ...] | None) -> Rows:
        where = list(scope(reader, parameters, service.today))
        for field in ("task", "basis", "open_list", "has_lead"):
            value = getattr(parameters, field)
            if value is not None:
                where.append(Where(field, value.value if isinstance(value, Basis) else value))
        order = sorts(parameters.sort, RESPONSIBILITY_SORTS)
        page = reader.list(Question(Kind.RESPONSIBILITY, tuple(where), order, limit, after))
        more = {"basis": documents_item(answers.stands_on(reader, tuple(where)))}
        return Rows(page.items, page.total, page.after, more=more)

    return answer_list(service, request, parameters, fetch, tables.responsibilities)
