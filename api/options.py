"""What the commands of ``zeren`` share: options, exit codes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api import arguments

OK, FAULT, USAGE, DIFFERENT, INTERRUPTED = 0, 1, 2, 3, 130
EXIT_CODES = (
    "退出码 exit codes：0 成功 done，1 出错 a fault，2 用法不对 wrong usage，"
    "3 有差异、未读懂或有文件失败 a difference, a question not understood, or a file that failed，"
    "130 中断 interrupted"
)

StoreOption = Annotated[
    str | None,
    typer.Option("--store", metavar="URL", help="存储地址 store: sqlite:///文件, neo4j://主机:7687 (ZEREN_STORE)"),
]
JsonOption = Annotated[bool, typer.Option("--json", help="以 JSON 输出 print JSON")]
JobsOption = Annotated[int, typer.Option("--jobs", "-j", min=0, help="进程数 processes；0：每核一个 one a core")]
OutOption = Annotated[Path | None, typer.Option("-o", "--output", metavar="FILE", help="写入文件 write to a file")]
AsOfOption = Annotated[
    str | None,
    typer.Option("--as-of", callback=arguments.checked_day, help="只计该日有效的文件 YYYY-MM-DD；默认今天；all 全部"),
]
