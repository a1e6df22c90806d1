"""/judgements: what people say of what was read; questions to work through; a file for a team."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, File, Query, Request, Response, UploadFile
from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import to_json

from api import tables
from api.answering import Listing as Rows
from api.answering import answer, answer_bytes, answer_list, attachment, etag
from api.formats import MEDIA, Format
from api.models import DOCUMENT, JURISDICTION, Id, Listing, ListParameters, NoParameters, Words, judgement_item
from api.models import JudgementItem as Item
from api.paging import sorts
from api.problems import list_responses, responses
from api.service import Service, ServiceDep
from graph import judgement_file, judging, resolve
from graph.doubts import Doubt, doubts
from graph.gold import gold
from graph.judgements import UNITS, InvalidJudgement, Verdict, document_key, moment
from graph.query import Query as Question
from graph.query import Value, Where
from graph.resolve import NotFound
from graph.results import Judged
from graph.store import Reader
from graph.types import Judgement, Kind
from ingest.limits import MAX_BYTES
from ingest.types import Role

router = APIRouter(prefix="/judgements", tags=["judgements 人工核定"])

JSON_LINES = "application/x-ndjson"
Reason = Annotated[str, Field(min_length=1, max_length=500, pattern=r"\S")]
Who = Annotated[str, Field(min_length=1, max_length=60, pattern=r"\S", description="核定人 who")]
WRITING = responses(
    "bad-request", "unauthorized", "forbidden-origin", "forbidden-host", "file-too-large", "invalid-judgement"
)


class JudgementParameters(ListParameters):
    """Conditions on judgements."""

    kind: Verdict | None = Field(None, description="种类 kind")
    who: Words | None = Field(None, description="核定人 who")
    document: Words | None = Field(None, description=DOCUMENT)
    organization: Words | None = Field(None, description="单位全称 full name of the unit that stands")
    active: bool | None = Field(None, description="是否有效（未撤销）whether it was not undone")
    placed: bool | None = Field(None, description="所指之处是否在库 whether what it speaks of is here")


class NewJudgement(BaseModel):
    """一条核定 a judgement: two units, or a piece of evidence, or a place in a task's words"""

    model_config = ConfigDict(extra="forbid")

    kind: Verdict
    who: Who
    why: Reason
    organization: Words | None = Field(None, description="单位；same、renamed 为沿用的名称 the unit that stands")
    other: Words | None = Field(None, description="另一单位（same、different）或原名（renamed）the other unit")
    jurisdiction: Words | None = Field(None, description=JURISDICTION)
    year: int | None = Field(None, ge=1900, le=2100, description="更名的年份 the year of a change of name")
    responsibility: Id | None = Field(None, description="所指的责任关系 id the piece of evidence that is judged")
    throughout: bool = Field(False, description="该文件中各处同样的写法 the same words throughout the document")
    right_role: Role | None = Field(None, description="正确的角色 the role that is right")
    right_task: Words | None = Field(None, description="正确的任务：id 或序号 the task that is right")
    task: Id | None = Field(None, description="missing：任务 id")
    role: Role | None = Field(None, description="missing：角色 its role")
    surface: Words | None = Field(None, description="missing：原文写法 its words in the text")
    start: int | None = Field(None, ge=0, description="missing：起（码点）where it stands, instead of its words")
    end: int | None = Field(None, ge=1)
    new_unit: Words | None = Field(None, description="missing：库中没有的单位的全称 a unit that is not known yet")


class Undoing(BaseModel):
    """撤销 who undoes it and why"""

    model_config = ConfigDict(extra="forbid")

    who: Who
    why: Reason


class QuestionParameters(BaseModel):
    """Which questions."""

    model_config = ConfigDict(extra="forbid")

    document: Words | None = Field(None, description=DOCUMENT)


class ExportParameters(BaseModel):
    """Which judgements."""

    model_config = ConfigDict(extra="forbid")

    active: bool | None = Field(None, description="只导出有效的（true）或已撤销的（false）those that stand, or do not")


class GoldParameters(BaseModel):
    """Which labels."""

    model_config = ConfigDict(extra="forbid")

    document: Words = Field(description=DOCUMENT)
    whole: bool = Field(False, description="全文都经人核对，未核定的也计分 all of it was read by a person")


class Gold(BaseModel):
    """标注 labels as corpus/README.md describes them"""

    id: str
    relations: list[dict[str, object]]
    standing: list[dict[str, object]]
    notes: str


@dataclass(frozen=True, slots=True)
class Imported(Judged):
    """导入结果 what became of the file"""


@router.get("", summary="人工核定 list judgements", response_model=Listing[Item], responses=list_responses())
def judgements(service: ServiceDep, request: Request, parameters: Annotated[JudgementParameters, Query()]) -> Response:
    """谁、何时、为什么、核定了什么；撤销的也在内。Who said what, when and why; undone ones among them."""

    def fetch(reader: Reader, limit: int, after: tuple[Value, ...] | None) -> Rows:
        where = [
            Where(name, getattr(parameters, name))
            for name in ("who", "organization", "active", "placed")
            if getattr(parameters, name) is not None
        ]
        if parameters.kind:
            where.append(Where("kind", parameters.kind.value))
        if parameters.document:
            row = resolve.document(reader, parameters.document)
            where.append(Where("document_key", document_key(row.issuer, row.number, row.title)))
        order = sorts(parameters.sort, {"made_at": "sort_key"})
        page = reader.list(Question(Kind.JUDGEMENT, tuple(where), order, limit, after))
        return Rows(tuple(map(judgement_item, page.items)), page.total, page.after)  # type: ignore[arg-type]

    return answer_list(service, request, parameters, fetch, tables.judgements)


@router.post(
    "",
    summary="核定 judge",
    status_code=201,
    response_model=Item,
    responses={
        200: {"description": "此前已有同样的核定 it was said before: nothing changed", "model": Item},
        **WRITING,
        **responses("not-found", "unknown-name", "ambiguous-name", "judgement-conflict"),
    },
)
def judge(service: ServiceDep, _: Annotated[NoParameters, Query()], body: NewJudgement) -> Response:
    """按词语记下（文件、任务、原文写法），文件重读或换新版后仍然有效；与已有的核定矛盾的不收。

    Kept in words, so that it holds when the document is read again; one that contradicts another is refused.
    """
    now = service.clock()
    one = service.store.read(
        lambda reader: judging.said_now(reader, body.kind.value, body.who, body.why, now, words_of(reader, body))
    )
    report = service.store.judge([one])
    location = {"Location": f"/api/v1/judgements/{one.id}"}
    return _one(service, one.id, 201 if report.added else 200, location)


def words_of(reader: Reader, body: NewJudgement) -> judging.Words:
    """What the request points at, in words. Raises InvalidJudgement, and where a name leads nowhere."""
    if body.kind in UNITS:
        if not (body.organization and body.other):
            raise _lacking("organization、other")
        return judging.on_units(reader, body.kind, body.organization, body.other, body.jurisdiction, body.year)
    if body.kind == Verdict.MISSING:
        if not body.task or not body.role:
            raise _lacking("task、role")
        place = (body.start, body.end) if body.start is not None and body.end is not None else None
        return judging.on_missing(
            reader, body.task, body.role.value, body.surface, place, body.organization, body.new_unit
        )
    if not body.responsibility:
        raise _lacking("responsibility")
    right = {Verdict.ROLE: body.right_role, Verdict.TASK: body.right_task}.get(body.kind, "")
    if right is None:
        raise _lacking(f"right_{body.kind}")
    role = body.right_role.value if body.kind == Verdict.ROLE and body.right_role else None
    task = body.right_task if body.kind == Verdict.TASK else None
    throughout = body.throughout and body.kind != Verdict.TASK
    return judging.on_edge(reader, body.responsibility, throughout=throughout, right_role=role, right_task=task)


def _lacking(names: str) -> InvalidJudgement:
    return InvalidJudgement(f"缺少 {names}", f"{names} missing", place=names)


@router.get(
    "/questions",
    summary="待核定的问题 questions to work through",
    response_model=list[Doubt],
    responses=responses("unknown-name", "ambiguous-name"),
)
def questions(service: ServiceDep, request: Request, parameters: Annotated[QuestionParameters, Query()]) -> Response:
    """名称相近的、类别不明的单位，未单列牵头单位的任务，找不到所指之处的核定；牵涉任务多的在前。

    What reading left open, those on which most tasks hang first; each with the answers that may be given.
    """

    def work(reader: Reader) -> object:
        chosen = resolve.document(reader, parameters.document).id if parameters.document else None
        return doubts(reader, service.today, chosen)

    return answer(service, request, work)


@router.get(
    "/export",
    summary="导出 all judgements as a file",
    response_class=Response,
    responses={200: {"content": {JSON_LINES: {"schema": {"type": "string"}}}}},
)
def export(service: ServiceDep, request: Request, parameters: Annotated[ExportParameters, Query()]) -> Response:
    """JSON 行，一行一条，次序固定；导入两次与一次相同。JSON lines in a fixed order."""

    def work(reader: Reader) -> Response:
        headers = {"ETag": etag(request, reader.revision()), "Vary": "Accept", "Cache-Control": "no-cache"}
        headers["Content-Disposition"] = attachment("人工核定.jsonl")
        return Response(judgement_file.exported(reader, parameters.active), headers=headers, media_type=JSON_LINES)

    return service.store.read(work)


@router.post(
    "/import",
    summary="导入 take in a file of judgements",
    response_model=Imported,
    responses={**WRITING, **responses("judgement-conflict")},
)
def take_in(
    service: ServiceDep,
    _: Annotated[NoParameters, Query()],
    file: Annotated[UploadFile, File(description="export 的文件 a file of /export")],
) -> Response:
    """全部导入，或在有矛盾时一条也不导入。All of it, or, where judgements contradict each other, nothing."""
    data = file.file.read(MAX_BYTES + 1)
    report = service.store.judge(judgement_file.read(data, file.filename or ""))
    return Response(to_json(report), 200, media_type=MEDIA[Format.JSON])


@router.get(
    "/gold",
    summary="核定所得的标注 corrected relations as labels",
    response_model=Gold,
    responses=responses("unknown-name", "ambiguous-name"),
)
def labels(service: ServiceDep, request: Request, parameters: Annotated[GoldParameters, Query()]) -> Response:
    """供 zeren score 使用；未经核定的关系标为 optional，不计分。For ``zeren score``."""

    def work(reader: Reader) -> bytes:
        row = resolve.document(reader, parameters.document)
        return to_json(gold(reader, row, whole=parameters.whole))

    return answer_bytes(service, request, Format.JSON, "标注", work)


@router.get("/{judgement}", summary="一条核定 one judgement", response_model=Item, responses=responses("not-found"))
def judgement(service: ServiceDep, request: Request, judgement: Id, _: Annotated[NoParameters, Query()]) -> Response:
    """谁、何时、为什么；撤销的附撤销人和理由。Who, when, why; and who undid it."""
    return answer(service, request, lambda reader: judgement_item(found(reader, judgement)))


@router.post(
    "/{judgement}/undo",
    summary="撤销 undo",
    response_model=Item,
    responses={**WRITING, **responses("not-found")},
)
def undo(service: ServiceDep, judgement: Id, _: Annotated[NoParameters, Query()], body: Undoing) -> Response:
    """撤销后一切如未核定；记录仍在。Everything is as if it had not been said; the record stays."""
    if service.store.undo(judgement, body.who, body.why, moment(service.clock())) is None:
        raise _unknown(judgement)
    return _one(service, judgement, 200, {})


def found(reader: Reader, id: str) -> Judgement:
    """The judgement with that id. Raises NotFound."""
    row = reader.get(Kind.JUDGEMENT, id)
    if not isinstance(row, Judgement):
        raise _unknown(id)
    return row


def _unknown(id: str) -> NotFound:
    return NotFound(f"没有编号为 {id} 的核定", f"no judgement {id}", remedy="从 /api/v1/judgements 取得编号")


def _one(service: Service, id: str, status: int, headers: dict[str, str]) -> Response:
    item = service.store.read(lambda reader: judgement_item(found(reader, id)))
    return Response(to_json(item), status, headers, MEDIA[Format.JSON])
