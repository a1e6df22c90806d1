"""What becomes of uploaded files: a preview that stores nothing, and a report for each in plain words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from api.problems import KINDS
from api.service import Service
from graph.build import build
from graph.checks import check_same_work, number_key
from graph.query import Query, Where
from graph.store import DocumentConflict, Reader
from graph.types import DocumentRow, Kind, WriteReport
from ingest.errors import ZerenError
from ingest.kind import SUFFIXES
from ingest.types import Extraction, Responsibility, Role

FIRST_TASKS = 20  # rows of a preview
MOST_FILES = 50  # of one request
ACCEPT = ",".join(sorted(suffix for suffixes in SUFFIXES.values() for suffix in suffixes if suffix))
OUTCOMES = {"created": "已读入", "unchanged": "此前已读入，内容未变", "replaced": "已用新版本替换"}


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


class Preview(BaseModel):
    """预览 what a file says; nothing is stored"""

    file: str
    format: str = Field(description="读它的程序及版本 the reader and its version", examples=["docx/1"])
    title: str
    number: str | None
    issuer: str | None
    issued_on: str | None
    outcome: str = Field(description="存入后将是 created、unchanged、replaced，或 conflict what storing it would do")
    tasks: int
    responsibilities: int
    units: int
    findings: list[str]
    notes: list[str] = Field(description="读取时的说明 what a person should know of the reading")
    markings: list[MarkingItem] = Field(description="密级、内部标志 marks of secrecy")
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
    findings: list[str] = []
    notes: list[str] = []
    markings: list[MarkingItem] = []
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
    found = marks(service, extraction)
    return Preview(
        file=upload.name,
        format=document.source.reader,
        title=document.title,
        number=document.number,
        issuer=document.issuer,
        issued_on=document.issued_on,
        outcome=service.store.read(lambda reader: _expected(reader, extraction)),
        tasks=len(extraction.tasks),
        responsibilities=len(extraction.responsibilities),
        units=len({row.organization for row in extraction.responsibilities}),
        findings=[finding.message for finding in extraction.findings],
        notes=list(document.source.notes),
        markings=found,
        needs_confirmation=bool(found) and service.settings.shared,
        rows=_rows(extraction),
    )


def marks(service: Service, extraction: Extraction) -> list[MarkingItem]:
    """The marks of secrecy in a document's text."""
    return [
        MarkingItem(kind=one.kind, words=one.words, start=one.span.start, end=one.span.end)
        for one in service.markings(extraction)
    ]


def reports(service: Service, uploads: Iterable[Upload], parameters: TakeParameters) -> FileReports:
    """Each file by itself: one that fails does not stop the others."""
    items = [_report(service, upload, parameters) for upload in uploads]
    return FileReports(items=items, total=len(items), failed=sum(item.outcome == "failed" for item in items))


def _report(service: Service, upload: Upload, parameters: TakeParameters) -> FileReport:
    try:
        if parameters.preview:
            shown = preview(service, upload)
            message = f"可以存入：重点任务 {shown.tasks} 项，责任记录 {shown.responsibilities} 条"
            return FileReport(
                file=upload.name, outcome="preview", message=message, preview=shown, markings=shown.markings
            )
        extraction, written = service.take_in(upload.name, upload.data, confirmed=parameters.confirmed)
    except ZerenError as error:
        return _failed(upload.name, error)
    return _taken(upload.name, extraction, written, marks(service, extraction))


def _taken(name: str, extraction: Extraction, written: WriteReport, found: list[MarkingItem]) -> FileReport:
    said = OUTCOMES.get(written.outcome, written.outcome)
    return FileReport(
        file=name,
        outcome=written.outcome,
        message=f"{said}：重点任务 {written.tasks} 项，责任记录 {written.responsibilities} 条",
        document=written.document,
        title=extraction.document.title,
        number=extraction.document.number,
        tasks=written.tasks,
        responsibilities=written.responsibilities,
        findings=[finding.message for finding in extraction.findings],
        notes=list(extraction.document.source.notes),
        markings=found,
    )


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


def _expected(reader: Reader, extraction: Extraction) -> str:
    """What storing the document would do: created, unchanged, replaced or conflict."""
    row = build(extraction).document
    stored = reader.get(Kind.DOCUMENT, row.id)
    if isinstance(stored, DocumentRow):
        same = (stored.version, stored.lexicon_version) == (row.version, row.lexicon_version)
        return "unchanged" if same else "replaced"
    if row.number is None:
        return "created"
    for other in reader.list(Query(Kind.DOCUMENT, (Where("number", row.number),), limit=1000)).items:
        if isinstance(other, DocumentRow) and number_key(other) == number_key(row):
            try:
                check_same_work(row, other.id, other.title, other.number)
            except DocumentConflict:
                return "conflict"
            return "replaced"
    return "created"


def _rows(extraction: Extraction) -> list[PreviewTask]:
    places = extraction.document.source.places
    rows = []
    for task in extraction.tasks[:FIRST_TASKS]:
        mine = [row for row in extraction.responsibilities if row.task == task.id]
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
