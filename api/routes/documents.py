"""/documents: the plans that were read; one, its text, its outline; taking one in and out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Query, Request, Response, UploadFile
from pydantic import BaseModel, Field
from pydantic_core import to_json

from api import tables
from api.answering import Listing as Rows
from api.answering import answer, answer_list, etag
from api.formats import MEDIA, Format
from api.models import Id, Listing, ListParameters, NoParameters, Words
from api.paging import sorts
from api.problems import list_responses, responses
from api.service import ServiceDep
from api.uploads import (
    MOST_FILES,
    FileReports,
    Preview,
    TakenIn,
    TakeParameters,
    Upload,
    preview,
    reports,
    take_in,
)
from graph import answers, findings, outline, resolve
from graph.query import Op, Where
from graph.query import Query as Question
from graph.store import Reader
from graph.types import DocumentRow, FindingRow, Kind
from ingest.limits import MAX_BYTES

router = APIRouter(prefix="/documents", tags=["documents 文件"])

SORTS = {"name": "sort_key", "issued_on": "issued_on", "printed_on": "printed_on", "length": "length"}


class DocumentParameters(ListParameters):
    """Conditions on documents."""

    q: Words | None = Field(None, description="标题或发文字号包含 title or number contains", examples=["质量强区"])
    jurisdiction: Words | None = Field(None, description="地区 id、全称或简称 jurisdiction", examples=["重庆市江北区"])
    number: Words | None = Field(None, description="发文字号 document number", examples=["江北府发〔2023〕32号"])
    ended: bool | None = Field(
        None, description="true 今天已失效或已废止的；false 今天有效的 no longer in force today, or in force"
    )


class Text(BaseModel):
    """正文 the stored text; offsets of all evidence are code points into it"""

    document: str
    text: str
    length: int


@router.get("", summary="文件清单 list the documents", response_model=Listing[DocumentRow], responses=list_responses())
def documents(service: ServiceDep, request: Request, parameters: Annotated[DocumentParameters, Query()]) -> Response:
    """本库已读入的文件。The documents that were read."""

    def fetch(reader: Reader, limit: int, after: tuple[object, ...] | None) -> Rows:
        where: list[Where] = []
        if parameters.q:
            where.append(Where("q", parameters.q, Op.CONTAINS))
        if parameters.number:
            where.append(Where("number", parameters.number))
        if parameters.ended is not None:
            where.append(answers.ended_by(service.today) if parameters.ended else Where("as_of", service.today))
        if parameters.jurisdiction:
            where.append(Where("jurisdiction", resolve.jurisdiction(reader, parameters.jurisdiction).id))
        page = reader.list(
            Question(Kind.DOCUMENT, tuple(where), sorts(parameters.sort, SORTS), limit, after)  # type: ignore[arg-type]
        )
        return Rows(page.items, page.total, page.after)

    return answer_list(service, request, parameters, fetch, tables.documents)


@router.post(
    "",
    summary="读入文件 take in files",
    status_code=201,
    response_model=TakenIn,
    responses={
        200: {
            "description": "内容未变；预览；多个文件的逐个结果 nothing changed; a preview; a report for each file",
            "model": TakenIn | Preview | FileReports,
        },
        **responses(
            "bad-request",
            "unauthorized",
            "forbidden-origin",
            "forbidden-host",
            "document-conflict",
            "marked-file",
            "file-too-large",
            "unsupported-format",
            "binary-file",
            "missing-program",
            "empty-file",
            "undecodable-file",
            "damaged-file",
            "protected-file",
            "scanned-file",
            "beyond-limits",
            "invalid-parameter",
            "readers-busy",
            "store-unavailable",
        ),
    },
)
def upload(
    service: ServiceDep,
    parameters: Annotated[TakeParameters, Query()],
    file: Annotated[
        list[UploadFile],
        File(
            description="docx、doc、wps、pdf、ofd、xlsx、xls、html、txt 等，每个不超过 20 MB；可以多个 one or several",
            min_length=1,
            max_length=MOST_FILES,
        ),
    ],
) -> Response:
    """一个文件：整个在一个事务中读入，要么全部，要么没有。多个文件：逐个读入，各给结果，一个出错不影响其余。
    ``preview=true`` 只看读出了什么，不存入。文件是什么，按内容判断，不看扩展名。

    One file is taken in whole or not at all; of several, each by itself. A document marked 涉密 or 内部 is refused by a
    service that others reach, unless ``confirmed=true``.
    """
    uploads = (Upload(one.filename or "未命名.txt", one.file.read(MAX_BYTES + 1)) for one in file)
    if len(file) > 1:
        return Response(to_json(reports(service, uploads, parameters)), 200, None, MEDIA[Format.JSON])
    one = next(uploads)
    if parameters.preview:
        return Response(to_json(preview(service, one)), 200, None, MEDIA[Format.JSON])
    taken = take_in(service, one, confirmed=parameters.confirmed)
    status = 200 if taken.outcome == "unchanged" else 201
    location = {"Location": f"/api/v1/documents/{taken.document}"}
    return Response(to_json(taken), status, location, MEDIA[Format.JSON])


@router.get(
    "/{document}",
    summary="一个文件 one document",
    response_model=DocumentRow,
    responses=responses("not-found", "ambiguous-name"),
)
def document(service: ServiceDep, request: Request, document: Id, _: Annotated[NoParameters, Query()]) -> Response:
    """文件的发文字号、发文单位、日期等，各带出处。What the document says of itself, each fact with its place."""
    return answer(service, request, lambda reader: resolve.document_at(reader, document))


@router.delete(
    "/{document}",
    summary="移除一个文件 take a document out",
    status_code=204,
    response_class=Response,
    responses=responses("not-found", "ambiguous-name", "unauthorized", "forbidden-origin", "forbidden-host"),
)
def delete(service: ServiceDep, document: Id, _: Annotated[NoParameters, Query()]) -> Response:
    """移除文件及只属于它的任务、单位和关系。Removes it with all that nobody else needs."""
    row = service.store.read(lambda reader: resolve.document_at(reader, document))
    if not service.take_out(row):
        raise resolve.NotFound(f"文件 {document} 已被移除", f"document {document} is gone already")
    return Response(status_code=204)


@router.get(
    "/{document}/text",
    summary="正文 its text",
    response_model=Text,
    responses={
        200: {"content": {"text/plain": {"schema": {"type": "string"}}}},
        **responses("not-found", "ambiguous-name"),
    },
)
def text(service: ServiceDep, request: Request, document: Id, _: Annotated[NoParameters, Query()]) -> Response:
    """原样正文，逐字不改；``Accept: text/plain`` 得到纯文本。The text as stored, code point for code point."""

    def work(reader: Reader) -> object:
        row = resolve.document_at(reader, document)
        return Text(document=row.id, text=reader.text(row.id) or "", length=row.length)

    if request.headers.get("accept", "").startswith("text/plain"):

        def plain(reader: Reader) -> Response:
            found = reader.text(resolve.document_at(reader, document).id) or ""
            headers = {"ETag": etag(request, reader.revision()), "Vary": "Accept", "Cache-Control": "no-cache"}
            return Response(found.encode(), headers=headers, media_type="text/plain; charset=utf-8")

        return service.store.read(plain)
    return answer(service, request, work)


@router.get(
    "/{document}/outline",
    summary="目录 its outline",
    response_model=list[outline.OutlineNode],
    responses=responses("not-found", "ambiguous-name"),
)
def document_outline(
    service: ServiceDep, request: Request, document: Id, _: Annotated[NoParameters, Query()]
) -> Response:
    """章、节、目标、任务的层级。Chapters, sections, goals and tasks as a tree."""
    return answer(service, request, lambda reader: outline.outline(reader, resolve.document_at(reader, document).id))


@router.get(
    "/{document}/findings",
    summary="待核事项 its findings",
    response_model=list[FindingRow],
    responses=responses("not-found", "ambiguous-name"),
)
def document_findings(
    service: ServiceDep, request: Request, document: Id, _: Annotated[NoParameters, Query()]
) -> Response:
    """读入时发现、需要人核对的事项。What reading it left for a person to check."""

    def work(reader: Reader) -> object:
        return findings.of_document(reader, resolve.document_at(reader, document))

    return answer(service, request, work)
