"""What a command is given: files and folders, a day, a port; each checked before anything is opened."""

from __future__ import annotations

import errno
import socket
from datetime import date
from pathlib import Path

from ingest.errors import ZerenError
from ingest.kind import READABLE, sniffed
from ingest.kind import Kind as FileKind

PORTS_TRIED = 50
_REASONS = {
    errno.EADDRINUSE: "端口已被占用",
    errno.EACCES: "没有使用这个端口的权限",
    errno.EADDRNOTAVAIL: "本机没有这个地址",
}
MISSING = "文件不存在 (no such file)"


class UnknownChoice(ZerenError):
    """A word of the command line that is none of those known."""

    code = "invalid-query"


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


def check_port(host: str, port: int) -> None:
    """Raises where the port is taken, before the store is opened and half a minute is lost; names one that is free."""
    fault = _fault_at(host, port)
    if fault is None:
        return
    reason = _REASONS.get(fault.errno or 0, fault.strerror)
    beyond = range(port + 1, min(port + PORTS_TRIED, 65535) + 1)
    free = next((one for one in beyond if _fault_at(host, one) is None), None)
    remedy = f"换一个端口：make run PORT={free}，或 zeren serve --port {free}" if free else "换一个地址或端口"
    raise ZerenError(f"不能监听 {host}:{port}：{reason}", "cannot listen there: choose another port", remedy=remedy)


def _fault_at(host: str, port: int) -> OSError | None:
    """Why it is not possible to listen there; None where it is."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error
    return None
