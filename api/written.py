"""Where a command writes: a file, whole or not at all, or standard output."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from api.terminal import Terminal
from ingest.errors import UnreadableFile


def emit(data: bytes, output: Path | None) -> None:
    """To a file, whole or not at all, or to standard output."""
    if output is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    write_file(output, data)
    words = f"已写入 {output}（{len(data):,} 字节 bytes）"
    Terminal(stderr=True, soft_wrap=True).print(words, markup=False, highlight=False)


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
