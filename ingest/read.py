"""Files → text. One reader for each format under ``ingest/readers``; the kind is told by content, not only by name."""

from __future__ import annotations

import hashlib
from pathlib import Path

from ingest.errors import EmptyFile, FileTooLarge, UnreadableFile, UnsupportedFormat
from ingest.readers import txt
from ingest.types import Source

MAX_BYTES = 20 * 1024 * 1024
TEXT_NAMES = frozenset({".txt", ".text", ""})


def read_file(path: Path) -> tuple[str, Source]:
    """The text of a file and where it came from. Raises the errors of ``ingest.errors``, each naming the file."""
    return read_bytes(path.name, file_bytes(path))


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


def read_bytes(name: str, data: bytes) -> tuple[str, Source]:
    """The text of a file's bytes. ``name`` is for messages and for the kind of file."""
    name = Path(name).name if Path(name).name.strip(".") else "未命名.txt"
    if len(data) > MAX_BYTES:
        raise FileTooLarge(
            f"文件超过 {MAX_BYTES // 1024 // 1024} MB",
            f"the file is larger than {MAX_BYTES // 1024 // 1024} MB",
            file=name,
            remedy="拆成几个文件，或只保留正文 (split it, or keep the main text only)",
        )
    if not data:
        raise _empty(name)
    text, encoding = txt.decode(name, data)
    suffix = Path(name).suffix.lower()
    if suffix not in TEXT_NAMES:
        raise UnsupportedFormat(
            f"暂不能读 {suffix} 文件",
            f"{suffix} files are not read",
            file=name,
            remedy="另存为 .txt 后再读入 (save it as .txt)",
        )
    if not text.strip():
        raise _empty(name)
    return text, Source(name, hashlib.sha256(data).hexdigest(), len(data), encoding, txt.READER)


def _empty(name: str) -> EmptyFile:
    return EmptyFile("文件没有内容", "the file is empty", file=name, remedy="检查是否选错了文件 (check the file)")
