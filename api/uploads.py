"""What becomes of uploaded files: a preview that stores nothing, and a report for each in plain words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from api.problems import KINDS
from api.service import Service
from graph.build import build
from graph.results import Version
from graph.versions import expected, warning
from ingest.errors import ZerenError
from ingest.kind import SUFFIXES
from ingest.types import Extraction, OrganizationKind, Responsibility, Role

FIRST_TASKS = 20  # rows of a preview
MOST_FILES = 50  # of one request
ACCEPT = ",".join(sorted(suffix for suffixes in SUFFIXES.values() for suffix in suffixes if suffix))
#: findings that say why no task was read, the most telling first
NO_TASKS = ("unread-table", "unit-heading", "clause-without-item", "no-clause")
OUTCOMES = {"created": "已读入", "unchanged": "此前已读入，内容未变", "replaced": "已替换库中的版本"}


class TakeParameters(BaseModel):
    """How files are taken in."""

    model_config = ConfigDict(extra="forbid")

    preview: bool = Field(False, description="只看读出了什么，不存入 say what was read, store nothing")
    confirmed: bool = Field(
        False, description="已确认标有密级或内部字样的文件可以存入共用的服务 a marked document may be stored here"
    )


class MarkingItem(BaseModel):
    """密级、内部标志 a mark of secrecy in the text; code points, half-open"""

    kind: str = Field(examples=["内部"])
    words: str = Field(examples=["内部资料  注意保存"])
    start: int
    end: int


class PreviewTask(BaseModel):
    """预览中的一项任务 a task as it was read; units as stated, joined by 、, with 等 where their list ends in it"""

    number: str
    title: str
    lead: str
    responsible: str
    support: str
    supervise: str
    place: str = Field(description="页或单元格 page or cell", examples=["第3页"])


class VersionItem(BaseModel):
    """库中被替换（或将被替换）的版本 the stored version that a file takes the place of"""

    title: str
    number: str | None
    issued_on: str | None
    printed_on: str | None
    file: str = Field(description="它的文件名 the name of its file")
    sha256: str


class FileRead(BaseModel):
    """一个文件读出了什么 what was read in a file: the same in a preview, a report and an answer"""

    title: str
    number: str | None
    tasks: int
    responsibilities: int
    no_tasks: str | None = Field(
        description="没有读出任务的原因：unread-table 表没有读出，unit-heading 标题只写单位名称，"
        "clause-without-item 条款不属于任何任务，"
        "no-clause 原文没有列出单位；读出了任务则为空 why no task was read: the kind of a finding",
        examples=["no-clause"],
    )
    findings: list[str] = Field(description="待核事项 matters for a person to check")
    notes: list[str] = Field(description="读取时的说明 what a person should know of the reading")
    markings: list[MarkingItem] = Field(description="密级、内部标志 marks of secrecy in the text")
    warnings: list[str] = Field(
        description="须知，如较旧的文件替换较新的版本 what must be known: an older file in the place of a newer version"
    )
    replaces: VersionItem | None = Field(description="被替换的版本；没有则为空 what it takes the place of")


class TakenIn(FileRead):
    """读入结果 what became of an uploaded file"""

    document: str
    outcome: str = Field(description="created、unchanged 或 replaced", examples=["created"])


class Preview(FileRead):
    """预览 what a file says; nothing is stored"""

    file: str
    format: str = Field(description="读它的程序及版本 the reader and its version", examples=["docx/1"])
    issuer: str | None
    issued_on: str | None
    printed_on: str | None
    outcome: str = Field(description="存入后将是 created、unchanged、replaced，或 conflict what storing it would do")
    units: int
    collectives: int = Field(description="集体称谓（各镇街、有关部门），不计入单位数 collectives, apart from the units")
    needs_confirmation: bool = Field(description="共用服务须确认后才能存入 it must be confirmed to be stored here")
    rows: list[PreviewTask] = Field(description=f"前 {FIRST_TASKS} 项任务 the first tasks")


class FileProblem(BaseModel):
    """没有读入的原因 why a file was not taken in"""

    code: str = Field(examples=["scanned-file"])
    title: str
    detail: str
    detail_en: str
    remedy: str | None
    place: str | None


class FileReport(BaseModel):
    """一个文件的结果 what became of one of several files"""

    file: str
    outcome: str = Field(description="created、unchanged、replaced、preview 或 failed")
    message: str = Field(description="一句话 in plain words", examples=["已读入：重点任务 28 项，责任记录 145 条"])
    document: str | None = None
    title: str | None = None
    number: str | None = None
    tasks: int | None = None
    responsibilities: int | None = None
    no_tasks: str | None = None
    findings: list[str] = []
    notes: list[str] = []
    markings: list[MarkingItem] = []
    warnings: list[str] = []
    replaces: VersionItem | None = None
    preview: Preview | None = None
    problem: FileProblem | None = None


class FileReports(BaseModel):
    """各文件的结果 what became of several files, in the order given"""

    items: list[FileReport]
    total: int
    failed: int


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it arrived."""

    name: str
    data: bytes


def preview(service: Service, upload: Upload) -> Preview:
    """What the file says; stores nothing. Raises the errors of ``ingest.read``."""
    extraction = service.read(upload.name, upload.data)
    document = extraction.document
    outcome, replaces = service.store.read(lambda reader: expected(reader, build(extraction).document))
    said = _read(service, extraction, replaces, stored=False)
    units = {row.organization for row in extraction.stated}
    collectives = {unit.id for unit in extraction.organizations if unit.kind == OrganizationKind.COLLECTIVE}
    return Preview(
        **said,
        file=upload.name,
        format=document.source.reader,
        issuer=document.issuer,
        issued_on=document.issued_on,
        printed_on=document.printed_on,
        outcome=outcome,
        units=len(units - collectives),
        collectives=len(units & collectives),
        needs_confirmation=bool(said["markings"]) and service.settings.shared,
        rows=_rows(extraction),
    )


def take_in(service: Service, upload: Upload, *, confirmed: bool) -> TakenIn:
    """What became of one file. Raises the errors of ``Service.take_in``."""
    extraction, written = service.take_in(upload.name, upload.data, confirmed=confirmed)
    said = _read(service, extraction, written.replaced, stored=True)
    return TakenIn(**said, document=written.document, outcome=written.outcome)


def _read(service: Service, extraction: Extraction, replaces: Version | None, *, stored: bool) -> dict[str, Any]:
    """The fields of ``FileRead``."""
    document = extraction.document
    told = warning(build(extraction).document, replaces, stored=stored) if replaces else ""
    kinds = {finding.kind for finding in extraction.findings}
    return {
        "title": document.title,
        "number": document.number,
        "tasks": len(extraction.tasks),
        "responsibilities": len(extraction.stated),
        "no_tasks": None if extraction.tasks else next((kind for kind in NO_TASKS if kind in kinds), None),
        "findings": [finding.message for finding in extraction.findings],
        "notes": list(document.source.notes),
        "markings": [
            MarkingItem(kind=one.kind, words=one.words, start=one.span.start, end=one.span.end)
            for one in service.markings(extraction)
        ],
        "warnings": [line for line in (told, *extraction.unread) if line],
        "replaces": _version(replaces) if replaces and replaces.version != document.source.sha256 else None,
    }


def _version(one: Version) -> VersionItem:
    return VersionItem(
        title=one.title,
        number=one.number,
        issued_on=one.issued_on,
        printed_on=one.printed_on,
        file=one.source_name,
        sha256=one.version,
    )


def reports(service: Service, uploads: Iterable[Upload], parameters: TakeParameters) -> FileReports:
    """Each file by itself: one that fails does not stop the others."""
    items = [_report(service, upload, parameters) for upload in uploads]
    return FileReports(items=items, total=len(items), failed=sum(item.outcome == "failed" for item in items))


def _report(service: Service, upload: Upload, parameters: TakeParameters) -> FileReport:
    try:
        if parameters.preview:
            shown = preview(service, upload)
            message = f"可以存入：{_counts(shown)}"
            return FileReport(
                file=upload.name,
                outcome="preview",
                message="。".join([message, *shown.warnings]),
                markings=shown.markings,
                warnings=shown.warnings,
                replaces=shown.replaces,
                preview=shown,
            )
        taken = take_in(service, upload, confirmed=parameters.confirmed)
    except ZerenError as error:
        return _failed(upload.name, error)
    message = f"{OUTCOMES.get(taken.outcome, taken.outcome)}：{_counts(taken)}"
    return FileReport(file=upload.name, message="。".join([message, *taken.warnings]), **dict(taken))


def _counts(said: FileRead) -> str:
    return f"重点任务 {said.tasks} 项，责任记录 {said.responsibilities} 条"


def _failed(name: str, error: ZerenError) -> FileReport:
    kind = KINDS.get(error.code, KINDS["internal-error"])
    remedy = f"。请{error.remedy}" if error.remedy else ""
    return FileReport(
        file=name,
        outcome="failed",
        message=f"没有读入：{error.zh}{remedy}",
        problem=FileProblem(
            code=error.code if error.code in KINDS else "internal-error",
            title=kind.title,
            detail=error.zh,
            detail_en=error.en,
            remedy=error.remedy or None,
            place=error.place or None,
        ),
    )


def _rows(extraction: Extraction) -> list[PreviewTask]:
    places = extraction.document.source.places
    rows = []
    for task in extraction.tasks[:FIRST_TASKS]:
        mine = [row for row in extraction.stated if row.task == task.id]
        units = {role.value: _units([row for row in mine if row.role is role]) for role in Role}
        place = next((one.label for one in reversed(places) if one.start <= task.title_span.start), "")
        rows.append(
            PreviewTask(
                number=task.number,
                title=task.title,
                **units,
                place=place,
            )
        )
    return rows


def _units(rows: list[Responsibility]) -> str:
    return "、".join(dict.fromkeys(row.mention.name for row in rows)) + ("等" if any(r.open_list for r in rows) else "")
