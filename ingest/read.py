"""Files → text: the one door. What a file is, its bytes say; offsets count in the text that its reader makes.

Plain text is decoded here. Every other kind is read apart, in a process with limits (``ingest/apart.py``).
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from ingest.apart import Answer, Apart
from ingest.errors import EmptyFile, FileTooLarge, UnreadableFile, ZerenError
from ingest.kind import SUFFIXES, Kind, other_suffix, sniffed
from ingest.limits import CHARACTERS, MAX_BYTES
from ingest.readers import txt
from ingest.readers.building import too_much
from ingest.types import Source


def read_file(path: Path, apart: Apart | None = None) -> tuple[str, Source]:
    """The text of a file and where it came from. Raises the errors of ``ingest.errors``, each naming the file."""
    return read_bytes(path.name, file_bytes(path), apart)


def file_bytes(path: Path) -> bytes:
    """A file's bytes, at most MAX_BYTES. Raises UnreadableFile, FileTooLarge."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UnreadableFile(
            f"文件无法读取（{error.strerror}）",
            "the file cannot be read",
            file=str(path),
            remedy="确认文件还在原处并有读取权限 (check that it exists and may be read)",
        ) from None
    return data


def read_bytes(name: str, data: bytes, apart: Apart | None = None) -> tuple[str, Source]:
    """The text of a file's bytes. ``name`` is for messages only. Without ``apart`` a process is started for this file
    alone, where its kind needs one."""
    name = Path(name.strip()).name
    name = name if name.strip(".") else "未命名.txt"
    if len(data) > MAX_BYTES:
        raise FileTooLarge(
            f"文件超过 {MAX_BYTES // 1024 // 1024} MB",
            f"the file is larger than {MAX_BYTES // 1024 // 1024} MB",
            file=name,
            remedy="拆成几个文件，或只保留正文 (split it, or keep the main text only)",
        )
    if not data:
        raise _empty(name)
    answer = _read(name, data, apart)
    if not answer.text.strip():
        raise _empty(name)
    source = Source(
        name, hashlib.sha256(data).hexdigest(), len(data), answer.encoding, answer.reader, answer.places,
        (*_other_kind(name, answer.kind), *answer.notes),
    )  # fmt: skip
    return answer.text, source


def _read(name: str, data: bytes, apart: Apart | None) -> Answer:
    if sniffed(data) is Kind.TXT:
        text, encoding = txt.decode(name, data)
        if len(text) > CHARACTERS:
            error = too_much("文字", "characters")
            error.file = name
            raise error
        return Answer(Kind.TXT, text, (), (), encoding, txt.READER)
    try:
        if apart is not None:
            return apart.read(name, data)
        with Apart() as own:
            return own.read(name, data)
    except ZerenError as error:
        error.file = error.file or name
        raise


def _other_kind(name: str, kind: Kind) -> tuple[str, ...]:
    """Says so where a file's name promises another kind than its bytes are."""
    suffix = other_suffix(name, kind)
    if suffix is None:
        return ()
    return (f"扩展名是 {suffix}，内容实为 {SUFFIXES[kind][0]}，已按内容读入 (read as what it is, not as it is named)",)


def _empty(name: str) -> EmptyFile:
    return EmptyFile("文件没有内容", "the file is empty", file=name, remedy="检查是否选错了文件 (check the file)")
