"""``zeren extract`` and ``zeren ingest``: many files, each told as it is done, on several processes."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import chain, islice
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from api import arguments, bulk, terminal, written
from api.options import DIFFERENT, FAULT, INTERRUPTED, JobsOption, JsonOption, OutOption, StoreOption
from api.service import open_place
from api.settings import Settings

T = TypeVar("T")

LEAST_FOR_A_PROCESS = 4  # files
out = terminal.Terminal(soft_wrap=True)
err = terminal.Terminal(stderr=True, soft_wrap=True)


def extract(
    paths: Annotated[list[Path], typer.Argument(metavar="FILE…", help="文件或文件夹 files or folders")],
    format: Annotated[str, typer.Option("--format", help="json（多个文件时每行一个 one a line）或 table")] = "table",
    jobs: JobsOption = 0,
    output: OutOption = None,
) -> None:
    """读文件，给出任务和责任关系；不存入任何地方。Read files; store nothing."""
    if format not in {"json", "table"}:
        raise typer.BadParameter("只有 json 和 table (json or table)", param_hint="--format")
    files, missing = arguments.files_under(paths)
    if len(paths) == 1 and files == paths:
        written.emit(terminal.extracted(bulk.read(files[0]), format, indent=1), output)
        return
    failed = [(path, arguments.MISSING) for path in missing]
    readers = bulk.Readers(bulk.Extracting(format), _processes(jobs, files))
    with closing(readers.each(files)) as readings, written.writing(output) as file:
        for path, found in _progress("抽取", readings, len(files)):
            if isinstance(found, bulk.Failed):
                failed.append((path, found.message))
            else:
                file.write(found)
    for path, message in failed:
        err.print(f"失败 {path}：{message}", style="red", markup=False, highlight=False)
    if failed:
        raise typer.Exit(DIFFERENT if files else FAULT)


def ingest(
    paths: Annotated[list[Path], typer.Argument(metavar="FILE…", help="文件或文件夹 files or folders")],
    store: StoreOption = None,
    as_json: JsonOption = False,
    jobs: JobsOption = 0,
    resume: Annotated[bool, typer.Option("--resume", help="接着上次：跳过已读入的文件 leave what is there")] = False,
) -> None:
    """把文件读入图谱；出错的文件列出名称，其余照常读入。A bad file does not stop the others.

    中断（Ctrl+C）后已读入的都在，加 --resume 接着读。Interrupt it when you like, and go on with --resume.
    """
    files, missing = arguments.files_under(paths)
    place, archive = open_place(Settings.given(store=store))
    report = terminal.Report(out, err, as_json=as_json)
    try:
        place.ping()  # a store that is away is told once, not for each file
        known = bulk.known_versions(place) if resume else frozenset()
        for path in missing:
            report.add({"file": str(path), "outcome": "failed", "message": arguments.MISSING})
        with closing(bulk.ingested(place, archive, files, _processes(jobs, files), known)) as rows:
            for row in _progress("读入", rows, len(files)):
                report.add(row)
    except KeyboardInterrupt:
        report.end()
        words = f"已中断，处理了 {report.done} 个，共 {len(files)} 个文件；加 --resume 接着读 (interrupted)"
        err.print(words, style="yellow", highlight=False)
        raise typer.Exit(INTERRUPTED) from None
    finally:
        place.close()
    report.end()
    if not files and not missing:
        err.print("没有可读的文件 (no file of a kind that is read)")
        raise typer.Exit(FAULT)
    if report.failed:
        raise typer.Exit(DIFFERENT if report.done > 1 else FAULT)


def _processes(jobs: int, files: list[Path]) -> int:
    """As many as were asked for, or as there are cores; none that would have next to nothing to do."""
    return min(jobs or bulk.cores(), max(len(files) // LEAST_FOR_A_PROCESS, 1))


def _progress(what: str, rows: Iterable[T], total: int) -> Iterator[T]:
    """The same rows, with a bar for a person who waits. Lines printed meanwhile stand above it.

    The first is awaited before the bar begins: that starts the processes, and a bar has a thread, which must not run
    when a process is forked.
    """
    rest = iter(rows)
    first = list(islice(rest, 1))
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(
        *columns, console=err, transient=True, disable=total < 2, redirect_stdout=sys.stdout.isatty()
    ) as progress:
        yield from progress.track(chain(first, rest), total=total)
