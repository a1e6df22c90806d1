"""The process that reads one file after another, and may do nothing else: ``python -m ingest.child``.

``ingest/apart.py`` starts it and speaks to it over its standard input and output: a line of JSON and the file's bytes
in, a line of JSON out. It opens no socket, writes into the folder of the file it reads only, and lives within limits.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
import zipfile
from pathlib import Path
from typing import Any, BinaryIO

from ingest.errors import BeyondLimits, DamagedFile, ProtectedFile, UnsupportedFormat, ZerenError
from ingest.kind import Kind, refined, sniffed
from ingest.limits import MEMORY, OFFICE_MEMORY, SECONDS, WRITTEN
from ingest.readers.building import Reading

try:
    import resource
except ImportError:  # not on Windows: there the clock and the job's size are all that bounds it
    resource = None  # type: ignore[assignment]

_NEW_USERS, _NEW_NETWORK = 0x10000000, 0x40000000  # linux/sched.h: CLONE_NEWUSER, CLONE_NEWNET
_ROOT = "Root Entry".encode("utf-16-le")  # of an OLE container that is whole
OFFICE = frozenset((Kind.DOC, Kind.RTF, Kind.ODT))
SHEETS = frozenset((Kind.XLSX, Kind.XLSB, Kind.XLS, Kind.ODS))


class Refusing:
    """An audit hook: what a reader may not do raises, whatever library asks for it."""

    def __init__(self) -> None:
        self.folder = ""  # the only place to write to
        self.programs = False  # whether another program may be started

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Raises PermissionError."""
        if event.startswith(("socket.", "urllib.", "http.client", "ftplib.", "smtplib.", "ssl.")):
            raise PermissionError(f"a reader opens no connection: {event}")
        starts = event in {"subprocess.Popen", "os.exec", "os.posix_spawn", "os.system", "os.fork", "os.forkpty"}
        if starts and not self.programs:
            raise PermissionError(f"a reader starts no program: {event}")
        if event == "open" and _writes(arguments) and not self._inside(arguments[0]):
            raise PermissionError("a reader writes into its own folder only")
        changes = event in {"os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.chmod"}
        if changes and not self._inside(arguments[0]):
            raise PermissionError(f"a reader changes its own folder only: {event}")

    def _inside(self, path: object) -> bool:
        if isinstance(path, int):
            return True
        if not isinstance(path, str | bytes | os.PathLike) or not self.folder:
            return False
        place = os.path.abspath(os.fsdecode(path))  # noqa: PTH100 - resolve() would itself look at the disk
        return place == os.devnull or place.startswith(self.folder + os.sep)


def _writes(arguments: tuple[Any, ...]) -> bool:
    _, mode, flags = arguments
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax+")
    return bool(isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


def main() -> None:
    """Answers until its input ends."""
    asking, answering = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    _bound()
    _cut_off()
    sys.dont_write_bytecode = True
    refusing = Refusing()
    sys.addaudithook(refusing)
    while line := asking.readline():
        request = json.loads(line)
        data = asking.read(request["size"])
        refusing.folder, refusing.programs = request["folder"], False
        _answer(answering, _read(data, Path(request["folder"]), refusing))


def _bound() -> None:
    """Limits that this process cannot raise again; the memory's is raised up to its hard one for LibreOffice."""
    if resource is None:
        return
    for what, soft, hard in (
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_FSIZE, WRITTEN, WRITTEN),
        (resource.RLIMIT_AS, MEMORY, OFFICE_MEMORY),
    ):
        try:
            resource.setrlimit(what, (soft, hard))
        except (ValueError, OSError):  # a system that keeps its own, lower ones
            continue


def _more_time() -> None:
    """Seconds of the processor for the next file."""
    if resource is not None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + SECONDS, resource.RLIM_INFINITY))


def _cut_off() -> None:
    """No network at all, where the system lets a process give it up."""
    if sys.platform != "linux":
        return
    library = ctypes.CDLL(None, use_errno=True)
    if library.unshare(_NEW_NETWORK) != 0:
        library.unshare(_NEW_USERS | _NEW_NETWORK)


def _read(data: bytes, folder: Path, refusing: Refusing) -> dict[str, object]:
    kind = Kind.OTHER
    try:
        _more_time()
        kind = refined(data)
        reading, reader = _reading(kind, data, folder, refusing)
    except ZerenError as error:
        said = {"code": error.code, "zh": error.zh, "en": error.en, "place": error.place, "remedy": error.remedy}
        return {"kind": kind.value, "error": said, "spent": kind in OFFICE}
    except (MemoryError, RecursionError):
        return {"kind": kind.value, "error": _said(_beyond()), "spent": True}
    except Exception as error:  # whatever a library makes of a hostile file
        return {"kind": kind.value, "error": _said(_damaged(error))}
    places = [[place.start, place.label] for place in reading.places]
    return {
        "kind": kind.value,
        "reader": reader,
        "text": reading.text.encode("utf-8", "replace").decode(),
        "places": places,
        "notes": reading.notes,
        "encoding": reading.encoding,
        "spent": kind in OFFICE,  # LibreOffice may leave processes behind: they end with this one
    }


def _reading(kind: Kind, data: bytes, folder: Path, refusing: Refusing) -> tuple[Reading, str]:
    """Each reader is loaded when the first file of its kind comes."""
    if kind in SHEETS:
        from ingest.readers import excel as reader  # noqa: PLC0415

        return reader.read(data, kind.value), reader.READER
    if kind in OFFICE:
        from ingest.readers import office  # noqa: PLC0415

        refusing.programs = True
        _more_memory()
        return office.read(data, kind.value, folder), office.READER
    if kind in {Kind.HTML, Kind.MHT}:
        from ingest.readers import html  # noqa: PLC0415

        return (html.read_mht if kind is Kind.MHT else html.read)(data), html.READER
    if kind is Kind.DOCX:
        from ingest.readers import docx  # noqa: PLC0415

        return docx.read(data), docx.READER
    if kind is Kind.PDF:
        from ingest.readers import pdf  # noqa: PLC0415

        return pdf.read(data), pdf.READER
    if kind is Kind.OFD:
        from ingest.readers import ofd  # noqa: PLC0415

        return ofd.read(data), ofd.READER
    if kind is Kind.ENCRYPTED:
        raise ProtectedFile(
            "文件加了密码", "the file is protected by a password", remedy="去掉密码后再读入 (remove the password)"
        )
    if sniffed(data) is Kind.OLE and _ROOT not in data:
        raise _damaged(ValueError("no directory in the container"))
    raise UnsupportedFormat(
        "这种文件里没有可读的政策文本",
        "this kind of container is not read",
        remedy="解压后逐个读入，或另存为 .docx、.xlsx、.pdf (unpack it, or save it as .docx)",
    )


def _more_memory() -> None:
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, (OFFICE_MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _beyond() -> BeyondLimits:
    return BeyondLimits(
        "读取它所需的内存超出限度", "it asks for more memory than one file may", remedy="拆成几个文件 (split the file)"
    )


def _damaged(error: Exception) -> ZerenError:
    if isinstance(error, zipfile.BadZipFile):
        detail = "not a whole ZIP container"
    else:
        detail = f"{type(error).__name__}: {error}"[:200]
    return DamagedFile(
        "文件已损坏或不合规范",
        f"the file is damaged: {detail}",
        remedy="用原来的软件打开并另存一份再读入 (open it and save it again)",
    )


def _said(error: ZerenError) -> dict[str, str]:
    return {"code": error.code, "zh": error.zh, "en": error.en, "place": error.place, "remedy": error.remedy}


def _answer(out: BinaryIO, value: dict[str, object]) -> None:
    body = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
    out.write(len(body).to_bytes(8, "big") + body)
    out.flush()


if __name__ == "__main__":
    main()
