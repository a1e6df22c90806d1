"""``zeren judge``: 人工核定 at a prompt. The same functions as /api/v1/judgements."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, cast

import typer
from pydantic import ValidationError
from pydantic_core import to_json

from api import terminal, written
from api.models import judgement_item
from api.options import JsonOption, OutOption, StoreOption
from api.routes.judgements import NewJudgement, words_of
from api.service import Service
from api.settings import Settings
from graph import judgement_file, resolve
from graph.answers import everything
from graph.gold import gold, judged_documents
from graph.judgements import UNITS, InvalidJudgement, Verdict, moment, said
from graph.judging import said_now
from graph.query import Query, Where
from graph.resolve import NotFound
from graph.store import Reader
from graph.types import DocumentRow, Judgement, Kind, ResponsibilityRow, TaskRow
from ingest.read import file_bytes
from ingest.types import Role

app = typer.Typer(
    help="人工核定：列出、核定、撤销、导出、导入。What people say of what was read.", no_args_is_help=True
)
out = terminal.Terminal(soft_wrap=True)

Who = Annotated[str, typer.Option("--who", help="核定人 who")]
Why = Annotated[str, typer.Option("--why", help="理由 why")]
DocumentOption = Annotated[str | None, typer.Option("--document", help="文件 id、发文字号或标题 a document")]


def _open(store: str | None) -> Service:
    return Service.open(Settings.given(store=store or None))


def _say(words: str) -> None:
    out.print(words, markup=False, highlight=False)


@app.command(name="list", epilog="例 example：zeren judge list")
def list_(store: StoreOption = None, as_json: JsonOption = False) -> None:
    """列出全部核定，撤销的也在内。All judgements, undone ones among them."""
    service = _open(store)
    try:
        rows = cast(
            "tuple[Judgement, ...]",
            service.store.read(lambda reader: everything(reader, Query(Kind.JUDGEMENT, limit=1000))),
        )
    finally:
        service.close()
    if as_json:
        written.emit(to_json([judgement_item(row) for row in rows], indent=1) + b"\n", None)
        return
    for row in rows:
        state = f"（{row.undone_by} {str(row.undone_at)[:10]} 撤销：{row.undone_why}）" if row.undone_at else ""
        lost = "" if row.undone_at or row.places else "（没有找到所指之处）"
        _say(f"{row.id} {said(row)}；理由：{row.why}{state}{lost}")
    _say(f"共 {len(rows)} 条")


@app.command(
    epilog="例 example：zeren judge add role --task 1 --unit 区市场监管局 --right-role support --who 张三 --why 核对"
)
def add(
    kind: Annotated[Verdict, typer.Argument(metavar="KIND", help="、".join(Verdict))],
    who: Who,
    why: Why,
    unit: Annotated[
        str | None, typer.Option("--unit", help="单位：名称或原文写法 the unit; the one that stands")
    ] = None,
    other: Annotated[str | None, typer.Option("--other", help="另一单位或原名 the other unit")] = None,
    year: Annotated[int | None, typer.Option("--year", help="更名的年份 year of a change of name")] = None,
    document: DocumentOption = None,
    task: Annotated[str | None, typer.Option("--task", help="任务序号或 id the task")] = None,
    role: Annotated[Role | None, typer.Option("--role", help="读出的角色 the role as read")] = None,
    right_role: Annotated[Role | None, typer.Option("--right-role", help="正确的角色")] = None,
    right_task: Annotated[str | None, typer.Option("--right-task", help="正确的任务：序号或 id")] = None,
    throughout: Annotated[bool, typer.Option("--throughout", help="该文件各处 throughout the document")] = False,
    surface: Annotated[str | None, typer.Option("--surface", help="missing：原文写法 words in the text")] = None,
    new_unit: Annotated[str | None, typer.Option("--new-unit", help="missing：库中没有的单位的全称")] = None,
    store: StoreOption = None,
) -> None:
    """核定一条。Judge: units by their names, a place by task, unit and role."""
    given: dict[str, object] = {
        "kind": kind,
        "who": who,
        "why": why,
        "right_role": right_role,
        "right_task": right_task,
    }
    service = _open(store)
    try:

        def work(reader: Reader) -> Judgement:
            if kind in UNITS:
                place: dict[str, object] = {"organization": unit, "other": other, "year": year}
            elif kind == Verdict.MISSING:
                here = _task(reader, document, task)
                place = {"task": here.id, "role": role, "surface": surface, "organization": unit, "new_unit": new_unit}
            else:
                edge = _edge(reader, _task(reader, document, task), unit or "", role)
                place = {"responsibility": edge.id, "throughout": throughout}
            try:
                words = words_of(reader, NewJudgement.model_validate({**given, **place}))
            except ValidationError as error:
                names = "、".join(str(one["loc"][0]) for one in error.errors())
                raise InvalidJudgement(f"请核对：{names}", f"check {names}") from None
            return said_now(reader, kind.value, who, why, service.clock(), words)

        one = service.store.read(work)
        report = service.store.judge([one])
    finally:
        service.close()
    _say(f"{'已核定' if report.added else '此前已核定'} {one.id} {said(one)}")


def _task(reader: Reader, document: str | None, task: str | None) -> TaskRow:
    found = reader.get(Kind.TASK, task or "")
    if isinstance(found, TaskRow):
        return found
    where = [Where("number", task or "")]
    if document:
        where.append(Where("document", resolve.document(reader, document).id))
    rows = reader.list(Query(Kind.TASK, tuple(where), limit=2)).items
    if len(rows) != 1:
        raise NotFound(
            f"没有（或不止一项）任务“{task or ''}”",
            f"no single task {task!r}",
            remedy="用 --document 指明文件 (say which document)",
        )
    return cast("TaskRow", rows[0])


def _edge(reader: Reader, task: TaskRow, unit: str, role: Role | None) -> ResponsibilityRow:
    rows = cast(
        "tuple[ResponsibilityRow, ...]",
        reader.list(Query(Kind.RESPONSIBILITY, (Where("task", task.id),), limit=1000)).items,
    )
    found = [row for row in rows if unit in {row.quote, row.name, row.organization_name, row.organization_short_name}]
    found = [row for row in found if role is None or row.role == role]
    if not found or len({row.role for row in found}) > 1:
        raise NotFound(
            f"任务“{task.title}”中没有（或不止一处）单位“{unit}”",
            f"no single place of {unit!r} in that task",
            remedy="用 --role 指明角色，或核对写法 (say which role, or check the words)",
        )
    return found[0]


@app.command(epilog="例 example：zeren judge undo jd-0123456789abcdef0123 --who 李四 --why 看错了")
def undo(
    id: Annotated[str, typer.Argument(metavar="ID", help="核定的编号 its id")],
    who: Who,
    why: Why,
    store: StoreOption = None,
) -> None:
    """撤销一条；记录仍在。Undo one; the record stays."""
    service = _open(store)
    try:
        one = service.store.undo(id, who, why, moment(service.clock()))
    finally:
        service.close()
    if one is None:
        raise NotFound(f"没有编号为 {id} 的核定", f"no judgement {id}", remedy="用 zeren judge list 查看")
    _say(f"已撤销 {one.id} {said(one)}（{one.undone_by}：{one.undone_why}）")


@app.command(epilog="例 example：zeren judge export -o 人工核定.jsonl")
def export(output: OutOption = None, store: StoreOption = None) -> None:
    """导出全部核定，每行一条。All judgements as JSON lines."""
    service = _open(store)
    try:
        data = service.store.read(judgement_file.exported)
    finally:
        service.close()
    written.emit(data, output)


@app.command(name="import", epilog="例 example：zeren judge import 人工核定.jsonl")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="export 的文件 a file of export")],
    store: StoreOption = None,
) -> None:
    """导入；与已有的核定矛盾时一条也不导入。All of it, or, where judgements contradict each other, nothing."""
    service = _open(store)
    try:
        report = service.store.judge(judgement_file.read(file_bytes(file), file.name))
    finally:
        service.close()
    _say(f"新增 {report.added} 条，撤销 {report.undone} 条，已有 {report.unchanged} 条")


@app.command(name="gold", epilog="例 example：zeren judge gold data/gold && zeren score data/gold")
def gold_(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="写入此文件夹 gold/、raw/")],
    document: DocumentOption = None,
    whole: Annotated[bool, typer.Option("--whole", help="全文都经人核对 all of it was read by a person")] = False,
    store: StoreOption = None,
) -> None:
    """核定所得的标注，供 zeren score。What judgements corrected, as labels for ``zeren score``."""
    service = _open(store)
    try:

        def work(reader: Reader) -> list[tuple[DocumentRow, dict[str, object], str]]:
            rows = (resolve.document(reader, document),) if document else judged_documents(reader)
            return [(row, gold(reader, row, whole=whole), reader.text(row.id) or "") for row in rows]

        found = service.store.read(work)
    finally:
        service.close()
    for row, labels, text in found:
        data = json.dumps(labels, ensure_ascii=False, indent=1).encode() + b"\n"
        written.write_file(folder / "gold" / f"{row.id}.json", data)
        written.write_file(folder / "raw" / f"{row.id}.txt", text.encode("utf-8", "surrogatepass"))
    _say(f"已写入 {len(found)} 个文件的标注到 {folder}")
