"""What the commands do, apart from how they are typed: files, tables, messages."""

from __future__ import annotations

import json
import os
import re
import socket
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from pydantic_core import to_json
from rich.console import Console
from rich.table import Table
from rich.text import Text

from api import models, network_pages, tables
from api.days import in_force
from api.formats import Sheet, csv_bytes, xlsx_bytes
from api.routes.network import WRITERS
from api.service import Service
from graph import answers, export, resolve
from graph.answers import ROLE_NAMES, item, numbered
from graph.ask import Answer
from graph.cypher_script import script
from graph.query import Query, Where
from graph.store import Reader, StoreUnavailable
from graph.types import Kind
from graph.verify import VerifyReport
from ingest.errors import UnreadableFile, ZerenError
from ingest.evaluate import Report as Score
from ingest.kind import READABLE, sniffed
from ingest.kind import Kind as FileKind
from ingest.serialize import to_json as extraction_json
from ingest.types import Extraction
from viz.network import render_network


class UnknownChoice(ZerenError):
    """A word of the command line that is none of those known."""

    code = "invalid-query"


#: what would tell a terminal to do something, or turn the order of what is shown; kept: tab and line end
_ORDERS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def plain(words: str) -> str:
    """Words of a file, for a terminal: a title must not clear the screen."""
    return _ORDERS.sub("", words)


class Terminal(Console):
    """Prints words as words, whatever a file put into them."""

    def print(self, *objects: Any, **options: Any) -> None:  # noqa: ANN401 - as Console says it
        """See ``Console.print``."""
        super().print(*(plain(one) if isinstance(one, str) else one for one in objects), **options)


def files_under(paths: list[Path]) -> tuple[list[Path], list[Path]]:
    """The readable files of files and folders, sorted, and the paths that do not exist. In a folder a file is taken for
    its ending, or for the first of its bytes; what belongs to a saved page (``方案_files/``) is not."""
    files: list[Path] = []
    missing: list[Path] = []
    for path in paths:
        if path.is_dir():
            files += sorted(p for p in path.rglob("*") if _readable(p.relative_to(path), p))
        elif path.exists():
            files.append(path)
        else:
            missing.append(path)
    return list(dict.fromkeys(files)), missing


def _readable(within: Path, path: Path) -> bool:
    if any(part.endswith(("_files", ".files")) for part in within.parts[:-1]) or not path.is_file():
        return False
    if path.name.startswith((".", "~$", ".~")):  # hidden files, and what Office leaves while a file is open
        return False
    return path.suffix.lower() in READABLE or (not path.suffix and _is_known(path))


def _is_known(path: Path) -> bool:
    """By its first bytes, a kind that a reader reads; text without an ending is left to whoever names the file."""
    try:
        with path.open("rb") as file:
            return sniffed(file.read(4096)) is not FileKind.TXT
    except OSError:
        return False


OUTCOMES = {"created": "新读入", "unchanged": "未变", "replaced": "已替换"}
MISSING = "文件不存在 (no such file)"
FIRST_PLACES = 3  # shown of the matters of one kind


def say_ingested(out: Console, err: Console, row: dict[str, Any]) -> None:
    """One line for a file, and one for each matter to check."""
    if row["outcome"] == "failed":
        err.print(f"失败 {row['file']}：{row['message']}", style="red", markup=False, highlight=False)
        return
    if row["outcome"] == "known":
        out.print(f"已有 {row['file']}", markup=False, highlight=False)
        return
    number = f"（{row['number']}）" if row["number"] else ""
    counts = f"{row['tasks']} 项任务，{row['responsibilities']} 条责任关系"
    out.print(f"{OUTCOMES[row['outcome']]} {row['title']}{number}：{counts}", markup=False, highlight=False)
    for warned in row.get("warnings", ()):
        err.print(f"  注意：{warned}", style="yellow", markup=False, highlight=False)
    for note in row.get("notes", ()):
        out.print(f"  注：{note}", markup=False, highlight=False)
    for line in to_check(row["findings"]):
        out.print(f"  {line}", markup=False, highlight=False)


def to_check(messages: Iterable[str]) -> list[str]:
    """待核 lines: one for each kind, with the count and the first places where a kind occurs often.

    >>> to_check(["序号重复：甲", "名称相近：乙", "名称相近：丙"])
    ['待核：序号重复：甲', '待核 2 处：名称相近：乙；丙']
    """
    kinds: dict[str, list[str]] = {}
    for message in messages:
        kind, _, place = message.partition("：")
        kinds.setdefault(kind, []).append(place)
    lines = []
    for kind, places in kinds.items():
        shown = "；".join(places[:FIRST_PLACES]) + ("等" if len(places) > FIRST_PLACES else "")
        count = f" {len(places)} 处" if len(places) > 1 else ""
        lines.append(f"待核{count}：{kind}" + (f"：{shown}" if shown else ""))
    return lines


class Report:
    """Tells what became of each file, as it is known: lines for a person, or one JSON array."""

    def __init__(self, out: Console, err: Console, *, as_json: bool) -> None:
        self.out, self.err, self.as_json = out, err, as_json
        self.done = self.failed = 0

    def add(self, row: dict[str, Any]) -> None:
        """One more file."""
        if self.as_json:
            self._write(b"[\n" if not self.done else b",\n", to_json(row))
        else:
            say_ingested(self.out, self.err, row)
        self.done += 1
        self.failed += row["outcome"] == "failed"

    def end(self) -> None:
        """No more files."""
        if self.as_json:
            self._write(b"\n]\n" if self.done else b"[]\n")

    def _write(self, *parts: bytes) -> None:
        sys.stdout.buffer.write(b"".join(parts))
        sys.stdout.buffer.flush()


def extracted(extraction: Extraction, format: str, indent: int | None = None) -> bytes:
    """An extraction as ``json`` (in one line unless indented) or as a ``table``, with the line end."""
    if format == "table":
        lines = (plain(line) for line in extraction_table(extraction).split("\n"))
        return "\n".join(lines).encode("utf-8", "surrogatepass")
    text = json.dumps(extraction_json(extraction), ensure_ascii=False, indent=indent)
    return f"{text}\n".encode("utf-8", "surrogatepass")


def extraction_table(extraction: Extraction) -> str:
    """What was read, line by line, for a person at a terminal."""
    document = extraction.document
    lines = [
        document.title,
        f"{document.number or '无发文字号'}  {document.issuer or ''}  {document.issued_on or ''}".rstrip(),
    ]
    by_task: dict[str, list[str]] = {}
    for row in extraction.responsibilities:
        by_task.setdefault(row.task, []).append(f"{ROLE_NAMES[row.role]} {row.mention.name}")
    for task in extraction.tasks:
        lines.append(numbered(task.number, task.title))
        lines += [f"    {words}" for words in by_task.get(task.id, ["（没有单位）"])]
    lines.append(f"共 {len(extraction.tasks)} 项任务，{len(extraction.responsibilities)} 条责任关系")
    lines += to_check(finding.message for finding in extraction.findings)
    return "\n".join(lines) + "\n"


def say_answer(out: Console, answer: Answer) -> None:
    """An answer for a terminal: the headline, tables, sentences, how to ask again."""

    def say(words: str, style: str | None = None) -> None:
        out.print(words, style=style, markup=False, highlight=False)

    say(answer.headline, style="bold")
    for what, how in answer.understood:
        say(f"  {what}：{how}", style="dim")
    for table in answer.tables:
        grid = Table(title=f"{table.caption}（{table.total}）", title_justify="left")
        for name in table.columns:
            grid.add_column(name, overflow="fold")  # a name cut short is no answer
        for row in table.rows:
            grid.add_row(*(Text(plain(cell.text)) for cell in row))
        out.print(grid)
    for evidence in answer.sentences:
        who = f"{evidence.organization_name} {ROLE_NAMES[evidence.role]}"
        say(f"  {item(evidence.task_number)} {who}：{evidence.clause}")
    for note in answer.notes:
        say(f"注：{note}")
    if answer.url:
        say(f"等效地址：{answer.url}")
    for suggestion in answer.suggestions:
        say(f"可以问：{suggestion}")


def network_page(reader: Reader, what: str, name: str | None, document: str | None, jurisdiction: str | None) -> str:
    """The self-contained page of ``zeren view``."""
    chosen = resolve.document(reader, document) if document else None
    if what == "unit" and name is not None:
        model = network_pages.unit_model(reader, resolve.organization(reader, name, jurisdiction))
    elif what == "ties":
        model = network_pages.ties_model(reader, chosen)
    else:
        documents = reader.list(Query(Kind.DOCUMENT, limit=2)).items
        only = documents[0] if len(documents) == 1 else None
        shown = chosen or (resolve.document(reader, getattr(only, "id")) if only else None)  # noqa: B009 - any row has one
        model = network_pages.plan_model(reader, (Where("document", shown.id),) if shown else (), shown)
    return render_network(model, inline=True)


def exported(service: Service, format: str, table: str, document: str | None, as_of: str | None = None) -> bytes:
    """The bytes of ``zeren export``."""

    def work(reader: Reader) -> bytes:
        where: tuple[Where, ...] = (Where("document", resolve.document(reader, document).id),) if document else ()
        if format == "cypher":
            documents = tuple(Where("id", one.value) for one in where)
            return "".join(f"{line}\n" for line in script(reader, documents)).encode()
        where = (*where, *in_force(as_of, service.today, document))
        for known, writer in WRITERS.items():
            if known.value == format:
                return writer(export.network(reader, where))
        sheet = _sheet(reader, table, where)
        return csv_bytes(sheet) if format == "csv" else xlsx_bytes([sheet])

    known = {*(f.value for f in WRITERS), "cypher", "csv", "xlsx"}
    if format not in known:
        raise UnknownChoice(
            f"没有 {format} 格式", f"unknown format {format}", remedy=f"改用 {'、'.join(sorted(known))}"
        )
    return service.store.read(work)


#: what ``--table`` takes
TABLES = "tasks、responsibilities、workload（单位）、collectives（集体称谓）、overlaps、targets"


def _sheet(reader: Reader, table: str, where: tuple[Where, ...]) -> Sheet:
    basis: dict[str, object] = {"basis": models.basis_item(answers.figures_basis(reader, where))}
    if table == "tasks":
        ids = tuple(getattr(t, "id") for t in answers.everything(reader, Query(Kind.TASK, where, limit=1000)))  # noqa: B009
        found = answers.tasks_by_id(reader, ids)
        return tables.tasks(tuple(models.task_item(found[task]) for task in ids), {})
    if table == "responsibilities":
        return tables.responsibilities(tuple(reader.edges(where)), {})
    if table == "targets":
        return tables.targets(answers.everything(reader, Query(Kind.TARGET, where, limit=1000)), {})
    if table in {"workload", "collectives"}:
        rows = answers.every_workload(reader, (*where, Where("collective", table == "collectives")))
        return tables.workload(rows, basis | {"collectives": answers.collectives(reader, where)})
    if table == "overlaps":
        pairs = answers.every_pair(reader, where)
        return tables.overlaps(tuple(models.overlap_item(o) for o in answers.overlaps(reader, pairs)), basis)
    raise UnknownChoice(f"没有 {table} 表", f"unknown table {table}", remedy=f"改用 {TABLES}")


def emit(data: bytes, output: Path | None) -> None:
    """To a file, whole or not at all, or to standard output."""
    if output is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    write_file(output, data)
    words = f"已写入 {output}（{len(data):,} 字节 bytes）"
    Terminal(stderr=True, soft_wrap=True).print(words, markup=False, highlight=False)


def checked_day(words: str | None) -> str | None:
    """A day or ``all``, as ``--as-of`` takes it. Raises UnknownChoice."""
    if words is None or words == "all":
        return words
    try:
        if date.fromisoformat(words).isoformat() == words:
            return words
    except ValueError:
        pass
    raise UnknownChoice(f"“{words}”不是日期", f"{words!r} is no day", remedy="写成 2024-05-01，或 all")


def write_file(path: Path, data: bytes) -> None:
    """The whole file or nothing. Raises UnreadableFile."""
    with writing(path) as file:
        file.write(data)


@contextmanager
def writing(path: Path | None) -> Iterator[BinaryIO]:
    """A file that is there once all is written, and not before: written beside it, then renamed. None: standard output.

    Raises UnreadableFile.
    """
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                yield file
            os.chmod(temporary, 0o644)  # noqa: PTH101 - what the user would get from open()
            os.replace(temporary, path)  # noqa: PTH105 - atomic
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise UnreadableFile(
            f"无法写入：{error.strerror}",
            "cannot write",
            file=str(path),
            remedy="换一个有写权限的位置 (choose a writable place)",
        ) from None


def check_port(host: str, port: int) -> None:
    """Raises where the port is taken, before the store is opened and half a minute is lost."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ZerenError(
                f"不能监听 {host}:{port}：{error.strerror}",
                "cannot listen there",
                remedy="换一个端口：make run PORT=8001，或 zeren serve --port 8001 (choose another port)",
            ) from None


def greet_store(err: Console, service: Service) -> None:
    """Ask the store once before serving. One that is away may come back; one that is too new will not."""
    try:
        service.store.ping()
    except StoreUnavailable as error:
        err.print(f"注意：{error}。服务照常启动，存储恢复后自动可用。", style="yellow", markup=False, highlight=False)


def say_verified(out: Console, err: Console, report: VerifyReport) -> None:
    """What was checked, and each first difference."""
    for difference in report.differences:
        err.print(f"不符：{difference.message}", style="red", markup=False, highlight=False)
    words = f"已核对 {report.documents} 个文件、{report.quotes} 处引文"
    out.print(
        f"{words}，全部相符" if report.sound else f"{words}，{len(report.differences)} 个文件不符", highlight=False
    )


def score_rows(report: Score) -> Iterator[tuple[str, ...]]:
    """A line for each document and one for all: relations with P, R, F1; units; tasks; names; targets."""
    for score in (*report.documents, report.total):
        relations = score.relations
        targets = score.targets
        yield (
            score.id,
            str(relations.wanted),
            *(f"{value:.3f}" for value in (relations.precision, relations.recall, relations.f1)),
            *(f"{value:.3f}" for value in (score.units.f1, score.tasks.recall, score.names.recall)),
            *((f"{targets.precision:.3f}", f"{targets.recall:.3f}") if targets else ("—", "—")),
        )
