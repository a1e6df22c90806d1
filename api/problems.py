"""Every way a request can fail, as RFC 9457 problem+json, in one table. Domain errors know nothing of HTTP."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from pydantic_core import to_json
from starlette.exceptions import HTTPException

from api.formats import MEDIA as FORMATS
from api.formats import Format
from graph.resolve import UnsettledName
from ingest.errors import ZerenError

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem: its status and its title."""

    status: int
    title: str
    title_en: str


KINDS: dict[str, Kind] = {
    "invalid-parameter": Kind(422, "参数不符合要求", "A parameter is not valid"),
    "invalid-query": Kind(422, "查询条件不符合要求", "A condition is not valid"),
    "invalid-cursor": Kind(400, "翻页标记无效", "The cursor is not valid"),
    "cursor-expired": Kind(410, "数据已更新，翻页标记失效", "The data changed since the first page"),
    "bad-request": Kind(400, "请求无法读懂", "The request cannot be read"),
    "unauthorized": Kind(401, "写入需要口令", "Writing needs the key"),
    "forbidden-origin": Kind(403, "不接受来自其他网页的写入", "Writes from other web pages are refused"),
    "forbidden-host": Kind(403, "不接受此主机名", "This host name is refused"),
    "not-found": Kind(404, "没有找到", "Not found"),
    "unknown-name": Kind(404, "没有这个名称", "No such name"),
    "ambiguous-name": Kind(409, "名称不唯一", "The name is shared"),
    "document-conflict": Kind(409, "发文字号相同而标题不同", "Same number, unlike title"),
    "method-not-allowed": Kind(405, "此地址不支持该方法", "Method not allowed"),
    "invalid-judgement": Kind(422, "核定不完整", "The judgement is not well-formed"),
    "judgement-conflict": Kind(409, "核定互相矛盾", "Judgements contradict each other"),
    "not-acceptable": Kind(406, "没有这种格式", "No such format here"),
    "file-too-large": Kind(413, "文件过大", "The file is too large"),
    "unsupported-format": Kind(415, "不支持的文件类型", "This kind of file is not read"),
    "binary-file": Kind(415, "不是文本文件", "Not a text file"),
    "empty-file": Kind(422, "文件没有内容", "The file is empty"),
    "undecodable-file": Kind(422, "无法识别文字编码", "The text's encoding is unknown"),
    "damaged-file": Kind(422, "文件已损坏", "The file is damaged"),
    "protected-file": Kind(422, "文件加了密码", "The file is protected"),
    "scanned-file": Kind(422, "扫描件，没有文字", "A scan without text"),
    "beyond-limits": Kind(422, "文件超出读取限度", "The file asks for more than one may"),
    "missing-program": Kind(415, "本机缺少读这种文件的程序", "A program to read it is not installed"),
    "readers-busy": Kind(503, "正在读取的文件较多", "Too many files are being read"),
    "marked-file": Kind(409, "文件标有密级或内部字样", "The document is marked as not for everyone"),
    "unreadable-file": Kind(422, "文件无法读取", "The file cannot be read"),
    "store": Kind(500, "存储出错", "The store failed"),
    "store-closed": Kind(503, "服务正在关闭", "The service is closing"),
    "store-unavailable": Kind(503, "存储暂不可用", "The store is away"),
    "store-too-new": Kind(503, "存储由更高版本建立", "The store was made by a later version"),
    "internal-error": Kind(500, "程序出错", "Internal error"),
}
_BY_STATUS = {400: "bad-request", 404: "not-found", 405: "method-not-allowed", 413: "file-too-large"}


class Problem(BaseModel):
    """出错信息 (RFC 9457). ``code`` is stable; ``title`` and ``detail`` are Chinese, their twins English."""

    type: str = Field(examples=["urn:zeren:problem:ambiguous-name"])
    title: str = Field(examples=["名称不唯一"])
    title_en: str
    status: int = Field(examples=[409])
    code: str = Field(examples=["ambiguous-name"])
    detail: str = Field(examples=["“市场监管局”在本库中不止一个单位"])
    detail_en: str
    instance: str = Field(examples=["/api/v1/tasks"])
    remedy: str | None = Field(None, examples=["用 jurisdiction= 指明地区"])
    place: str | None = None
    candidates: list[dict[str, Any]] = Field([], description="可选的单位 the rows that the name could mean")
    errors: list[dict[str, Any]] = Field([], description="逐个参数的问题 what is wrong with which parameter")


class HttpFault(ZerenError):
    """A fault of the framework's own (no such address …), told like ours."""

    def __init__(self, code: str) -> None:
        super().__init__(KINDS[code].title, KINDS[code].title_en)
        self.code = code


class UnreadableRequest(ZerenError):
    """Parameters that do not fit, for a person."""

    code = "invalid-parameter"

    def __init__(self, names: str) -> None:
        super().__init__(
            f"请核对：{names}", f"check the parameters: {names}", remedy="改短或改正后再试 (mend and try again)"
        )


def responses(*codes: str) -> dict[int | str, dict[str, Any]]:
    """The OpenAPI entries for these kinds of problem."""
    found: dict[int | str, dict[str, Any]] = {}
    for code in codes:
        kind = KINDS[code]
        known = found.get(kind.status)
        words = f"{kind.title} ({kind.title_en})"
        if known:
            known["description"] += "；" + words
        else:
            content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
            found[kind.status] = {"description": words, "content": content}
    return found


def list_responses() -> dict[int | str, dict[str, Any]]:
    """The OpenAPI entries of a list: its other formats, and names that lead nowhere or to several rows."""
    table = {"type": "string", "format": "binary"}
    formats = {
        FORMATS[Format.CSV].partition(";")[0]: {"schema": {"type": "string"}},
        FORMATS[Format.XLSX]: {"schema": table},
    }
    return {200: {"content": formats}, **responses("unknown-name", "ambiguous-name")}


def problem_response(
    request: Request, code: str, detail: str, detail_en: str, *, headers: dict[str, str] | None = None, **more: object
) -> Response:
    """One problem as a response."""
    kind = KINDS[code]
    body = {
        "type": f"urn:zeren:problem:{code}",
        "title": kind.title,
        "title_en": kind.title_en,
        "status": kind.status,
        "code": code,
        "detail": detail,
        "detail_en": detail_en,
        "instance": request.url.path,
        **{key: value for key, value in more.items() if value},
    }
    extra = dict(headers or {})
    if kind.status == 503:
        extra.setdefault("Retry-After", "5")
    if kind.status == 401:
        extra.setdefault("WWW-Authenticate", 'Bearer realm="zeren"')
    return Response(to_json(body), kind.status, extra, MEDIA_TYPE)


def install(app: FastAPI, page: Callable[[Request, ZerenError], Response | None]) -> None:
    """Let every fault of ``app`` answer as a problem, or as the page that ``page`` makes of it for a person."""

    @app.exception_handler(ZerenError)
    def _zeren(request: Request, error: ZerenError) -> Response:
        shown = page(request, error)
        if shown is not None:
            return shown
        candidates = [asdict(c) for c in error.candidates] if isinstance(error, UnsettledName) else []
        code = error.code if error.code in KINDS else "internal-error"
        place = "：".join(part for part in (error.file, error.place) if part)
        return problem_response(
            request, code, error.zh, error.en, remedy=error.remedy, place=place, candidates=candidates
        )

    @app.exception_handler(RequestValidationError)
    def _invalid(request: Request, error: RequestValidationError) -> Response:
        errors = [
            {"in": str(e["loc"][0]), "name": ".".join(str(p) for p in e["loc"][1:]), "message": str(e["msg"])}
            for e in error.errors()
        ]
        names = "、".join(dict.fromkeys(e["name"] for e in errors if e["name"]))
        shown = page(request, UnreadableRequest(names))
        if shown is not None:
            return shown
        return problem_response(
            request, "invalid-parameter", f"请核对参数：{names}", f"check the parameters: {names}", errors=errors
        )

    @app.exception_handler(HTTPException)
    def _http(request: Request, error: HTTPException) -> Response:
        code = _BY_STATUS.get(error.status_code, "bad-request" if error.status_code < 500 else "internal-error")
        shown = page(request, HttpFault(code))
        if shown is not None:
            return shown
        headers = dict(error.headers) if error.headers else None
        return problem_response(request, code, KINDS[code].title, str(error.detail), headers=headers)

    @app.exception_handler(Exception)
    def _unexpected(request: Request, error: Exception) -> Response:
        return problem_response(
            request,
            "internal-error",
            "程序出错，未作任何改动",
            type(error).__name__,
            remedy="把日志交给维护人员 (see the log)",
        )
