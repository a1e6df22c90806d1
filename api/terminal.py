"""What is said at a terminal: files as they are taken in, answers, extractions, differences."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable
from typing import Any

from pydantic_core import to_json
from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.service import Service
from graph.answers import ROLE_NAMES, item, numbered
from graph.ask import Answer
from graph.store import StoreUnavailable
from graph.verify import VerifyReport
from ingest.serialize import to_json as extraction_json
from ingest.types import Extraction

OUTCOMES = {"created": "新读入", "unchanged": "未变", "replaced": "已替换"}
FIRST_PLACES = 3  # shown of the matters of one kind
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
    for row in extraction.stated:
        by_task.setdefault(row.task, []).append(f"{ROLE_NAMES[row.role]} {row.mention.name}")
    for task in extraction.tasks:
        lines.append(numbered(task.number, task.title))
        lines += [f"    {words}" for words in by_task.get(task.id, ["（没有单位）"])]
    lines.append(f"共 {len(extraction.tasks)} 项任务，{len(extraction.stated)} 条责任关系")
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
