"""``zeren``: the same functions as the service, at a prompt. Messages in Chinese first; exit codes in ``--help``."""

from __future__ import annotations

import logging
import os
import sys
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from pydantic_core import to_json
from rich.table import Table

from api import arguments, exports, judge_cli, reading_cli, scores, terminal, written
from api.marked import marked as marked_documents
from api.marked import say_marked, warn_of_marked
from api.options import DIFFERENT, EXIT_CODES, FAULT, OK, AsOfOption, JsonOption, OutOption, StoreOption
from api.service import Service
from api.settings import LOOPBACK, Settings
from graph import resolve
from graph.ask import AskedDay
from graph.ask import ask as answer_question
from graph.verify import verify as verify_store
from ingest.errors import ZerenError
from ingest.evaluate import evaluate
from ingest.lexicon import load_lexicon
from ingest.read import read_bytes
from ingest.tokenize import tokenizer_of

app = typer.Typer(
    name="zeren",
    help="责任：政策文件的责任知识图谱 · who leads, who is responsible, who supports.\n\n" + EXIT_CODES,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command(epilog="例 example：zeren extract --format json corpus/texts/000.txt")(reading_cli.extract)
app.command(epilog="例 example：zeren ingest corpus/texts --store sqlite:///data/zeren.db")(reading_cli.ingest)
app.add_typer(judge_cli.app, name="judge")
out = terminal.Terminal(soft_wrap=True)
err = terminal.Terminal(stderr=True, soft_wrap=True)


def main() -> None:
    """The command line; every known fault becomes a message and an exit code."""
    logging.getLogger("neo4j").addHandler(logging.NullHandler())  # its faults are told in our words
    try:
        app()
    except ZerenError as error:
        err.print(f"出错：{error}", style="red", markup=False, highlight=False)
        raise SystemExit(FAULT) from None
    except BrokenPipeError:  # zeren … | head
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(OK) from None


def _settings(store: str | None, **more: str | int | None) -> Settings:
    return Settings.given(store=store, **more)


@app.command(epilog="例 example：zeren serve --host 127.0.0.1 --port 8000")
def serve(
    store: StoreOption = None,
    host: Annotated[str | None, typer.Option("--host", help="监听地址 address (ZEREN_HOST)")] = None,
    port: Annotated[int | None, typer.Option("--port", min=0, max=65535, help="端口 port (ZEREN_PORT)")] = None,
) -> None:
    """打开网页和接口服务。Serve the pages and the API. 监听本机以外的地址须先设 ZEREN_KEY。"""
    import uvicorn  # noqa: PLC0415 - half a second that only this command needs

    from api.app import create_app  # noqa: PLC0415

    settings = _settings(store, host=host, port=port)
    if settings.shared and settings.key is None:
        where = settings.hosts if settings.on_loopback else settings.host
        raise ZerenError(
            f"以 {where} 提供服务会让其他机器也能写入",
            f"serving {where} without a key would let other machines write",
            remedy=f"先设写入口令 ZEREN_KEY，或只监听 {'、'.join(sorted(LOOPBACK))} (set ZEREN_KEY first)",
        )
    arguments.check_port(settings.host, settings.port)
    service = Service.open(settings)
    try:
        terminal.greet_store(err, service)
        if settings.shared:
            warn_of_marked(err, service)
        service.apart.warm()
        shown = "127.0.0.1" if settings.host in {"0.0.0.0", "::"} else settings.host  # noqa: S104 - only compared
        err.print(f"责任 zeren：http://{shown}:{settings.port}/  （按 Ctrl+C 停止 stop）", highlight=False)
        uvicorn.run(
            create_app(settings, service),
            host=settings.host,
            port=settings.port,
            log_level="warning",
            timeout_graceful_shutdown=5,
        )
    finally:
        service.close()


@app.command(epilog="例 example：zeren ask 市场监管局牵头哪些任务？")
def ask(
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="中文问题 a question")],
    as_of: AsOfOption = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """用中文提问，回答附原文出处。Ask in Chinese; the answer brings its sentences."""
    service = Service.open(_settings(store))
    try:
        answer = service.store.read(
            lambda reader: answer_question(
                question, reader, service.tokenizer, service.questions, AskedDay(service.today, as_of)
            )
        )
    finally:
        service.close()
    if as_json:
        written.emit(to_json(answer, indent=1) + b"\n", None)
    else:
        terminal.say_answer(out, answer)
    if not answer.answered:
        raise typer.Exit(DIFFERENT)


@app.command(epilog="例 example：zeren view plan -o 责任网络.html")
def view(
    what: Annotated[str, typer.Argument(metavar="WHAT", help="plan 全部、unit 一个单位、ties 单位之间")] = "plan",
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="单位名称（unit 时）the unit")] = None,
    document: Annotated[str | None, typer.Option("--document", help="文件 id、发文字号或标题 a document")] = None,
    jurisdiction: Annotated[str | None, typer.Option("--jurisdiction", help="地区 settles a shared name")] = None,
    output: OutOption = None,
    store: StoreOption = None,
) -> None:
    """把网络画成一个独立的 HTML 文件，断网也能打开。Draw a network as one self-contained HTML file."""
    if what not in {"plan", "unit", "ties"}:
        raise typer.BadParameter("只有 plan、unit、ties", param_hint="WHAT")
    if (what == "unit") != (name is not None):
        raise typer.BadParameter("unit 后须写单位名称，其余不写 (a name goes with unit only)", param_hint="NAME")
    service = Service.open(_settings(store))
    try:
        page = service.store.read(lambda reader: exports.network_page(reader, what, name, document, jurisdiction))
    finally:
        service.close()
    written.emit(page.encode(), output)


@app.command(epilog="例 example：zeren export --format gexf -o 责任网络.gexf")
def export(
    format: Annotated[
        str, typer.Option("--format", help="网络 json、graphml、gexf、jsonld、cypher；表 csv、xlsx")
    ] = "graphml",
    table: Annotated[str, typer.Option("--table", help=f"csv、xlsx 时：{exports.TABLES}")] = "tasks",
    document: Annotated[str | None, typer.Option("--document", help="文件 a document")] = None,
    as_of: AsOfOption = None,
    output: OutOption = None,
    store: StoreOption = None,
) -> None:
    """导出网络（Gephi、Python）或表（Excel）。Export the network or a table."""
    service = Service.open(_settings(store))
    try:
        data = exports.exported(service, format, table, document, as_of)
    finally:
        service.close()
    if output is None and format == "xlsx":
        raise typer.BadParameter("xlsx 须用 -o 指定文件 (give a file)", param_hint="-o")
    written.emit(data, output)


@app.command(epilog="例 example：zeren verify --store sqlite:///data/zeren.db")
def verify(store: StoreOption = None, as_json: JsonOption = False) -> None:
    """按哈希重读每个原文件，逐条核对引文；发现第一处不符即失败。Re-read every original and compare each quote."""
    service = Service.open(_settings(store))
    try:
        report = verify_store(service.store, service.archive, partial(read_bytes, apart=service.apart))
    finally:
        service.close()
    if as_json:
        written.emit(to_json(asdict(report), indent=1) + b"\n", None)
    else:
        terminal.say_verified(out, err, report)
    if not report.sound:
        raise typer.Exit(DIFFERENT)


@app.command(epilog="例 example：zeren marked --store sqlite:///data/zeren.db")
def marked(store: StoreOption = None) -> None:
    """列出库中标有涉密、内部字样的文件。List the stored documents that bear a mark of secrecy."""
    service = Service.open(_settings(store))
    try:
        say_marked(out, marked_documents(service))
    finally:
        service.close()


@app.command(epilog="例 example：zeren remove 江北府发〔2023〕32号")
def remove(
    documents: Annotated[list[str], typer.Argument(metavar="DOCUMENT…", help="文件 id、发文字号或标题 a document")],
    store: StoreOption = None,
) -> None:
    """从库中移除文件，连同留存的原件；人工核定保留。Take documents out, with their originals."""
    service = Service.open(_settings(store))
    try:
        for words in documents:
            row = service.store.read(lambda reader, words=words: resolve.document(reader, words))  # type: ignore[misc]
            service.take_out(row)
            out.print(f"已移除 {row.title}（{row.number or '无发文字号'}）", markup=False, highlight=False)
    finally:
        service.close()


@app.command(epilog="例 example：zeren score corpus/made --details")
def score(
    corpus: Annotated[Path, typer.Argument(metavar="CORPUS", help="含 raw/（或 texts/）、gold/、targets/ 的文件夹")],
    only: Annotated[list[str] | None, typer.Option("--only", metavar="ID", help="只核对这些文件 these only")] = None,
    without: Annotated[list[str] | None, typer.Option("--without", metavar="ID", help="不打开这些 not these")] = None,
    full: Annotated[bool, typer.Option("--details", help="按角色、写法分列 by role and notation")] = False,
    save: Annotated[Path | None, typer.Option("--save", metavar="FILE", help="另存结果 keep the result")] = None,
    against: Annotated[
        Path | None,
        typer.Option("--against", metavar="FILE", help="与另存的结果比较得失 gained and lost since"),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """用人工标注核对抽取结果：关系、单位、任务、指标。Score extraction against labelled documents."""
    before = scores.saved_report(against) if against else None
    lexicon = load_lexicon()
    report = evaluate(corpus, lexicon, tokenizer_of(lexicon.cue_words), only=only or (), without=without or ())
    data = to_json(asdict(report), indent=1) + b"\n"
    if save:
        written.emit(data, save)
    if as_json:
        written.emit(data, None)
        return
    grid = Table("文件", "关系", "P", "R", "F1", "单位 F1", "任务", "名称", "指标 P", "指标 R")
    for row in scores.rows(report):
        grid.add_row(*row)
    out.print(grid)
    lines = [*(scores.details(report) if full else ()), *(scores.differences(before, report) if before else ())]
    for line in lines:
        out.print(line, markup=False, highlight=False)
