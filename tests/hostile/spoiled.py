"""Spoils whole files, byte by byte or part by part: the same number gives the same file, on every machine."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

FORMATS = Path(__file__).parents[1] / "formats" / "files"
WHOLE = ("000.docx", "table.docx", "table.xlsx", "000.ofd", "table.xls", "000.html")
SEEDS = Path(__file__).parent / "seeds"  # the first pages of two PDFs: what has few fonts is spoiled where it matters
#: of every ten files: kinds whose libraries are in C are tried most
SHARES = ("000.pdf", "table.pdf", "000.pdf", "000.docx", "table.docx", "000.docx", "table.xlsx", "000.ofd", "table.xls")
MOST = 12  # changes to one file
NUMBERS = (b"0", b"-1", b"99999999", b"2147483648", b"18446744073709551616", b"1e309", b"NaN")
TOKENS = (
    *(b"<w:tbl>", b"</w:tbl>", b"<w:p>", b"<w:vMerge/>", b'<w:gridSpan w:val="99999"/>', b"<w:del>", b"&#0;", b"&x;"),
    *(b"]]>", b"<!--", b"<!DOCTYPE x>", b"<c r='XFD1048576'>", b"<mergeCell ref='A1:XFD9'/>", b"stream", b"endstream"),
    *(b"endobj", b"/Length 0", b"/Kids [2 0 R]", b"xref", b"trailer", b" 0 R", b"BT", b"ET", b"Do", b"<<", b">>", b"("),
    *(b"\x00", b"\xff" * 8, b"PK\x03\x04", b"PK\x05\x06", b"\xe8\xb4\xa3\xe4\xbb\xbb\xe5\x8d\x95\xe4\xbd\x8d"),
)


class Spoiled(NamedTuple):
    """A spoiled file and the whole one it was."""

    name: str
    data: bytes


class Spoiling:
    """Files by number."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    @cached_property
    def _seeds(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in (*(FORMATS / name for name in WHOLE), *SEEDS.glob("*.pdf"))}

    def file(self, number: int) -> Spoiled:
        """The file of a number."""
        chance = random.Random(f"{self._seed}:{number}")  # noqa: S311 - the same file again
        name = chance.choice((*SHARES, "000.html"))
        data = self._seeds[name]
        inside = name.endswith((".docx", ".xlsx", ".ofd")) and chance.random() < 0.75
        change = _inside if inside else _changed
        return Spoiled(name, change(data, chance))


def _inside(data: bytes, chance: random.Random) -> bytes:
    """Parts of a container are spoiled, and the container is whole."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as whole, zipfile.ZipFile(out, "w") as made:
        entries = whole.infolist()
        spoiled = set(chance.sample(range(len(entries)), k=min(len(entries), chance.choice((1, 1, 1, 2, 4)))))
        for at, entry in enumerate(entries):
            words = whole.read(entry)
            if at in spoiled and chance.random() < 0.05:
                continue  # it is lost
            made.writestr(zipfile.ZipInfo(entry.filename), _changed(words, chance) if at in spoiled else words)
    return out.getvalue()


def _changed(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, MOST)):
        data = chance.choice(WAYS)(data, chance)
    return data


def _flip(data: bytes, chance: random.Random) -> bytes:
    if not data:
        return data
    changed = bytearray(data)
    for _ in range(chance.choice((1, 2, 8, 64))):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _cut(data: bytes, chance: random.Random) -> bytes:
    at = chance.randint(0, len(data))
    return data[:at] + data[at + chance.choice((1, 4, 64, 1024)) :]


def _cut_off(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randint(0, len(data))] if chance.random() < 0.3 else _cut(data, chance)


def _put(data: bytes, chance: random.Random) -> bytes:
    at = chance.randint(0, len(data))
    return data[:at] + chance.choice(TOKENS) * chance.choice((1, 1, 3, 300)) + data[at:]


def _repeat(data: bytes, chance: random.Random) -> bytes:
    at = chance.randint(0, len(data))
    return data[:at] + data[max(0, at - chance.choice((8, 80, 800))) : at] * chance.choice((1, 2, 50)) + data[at:]


def _number(data: bytes, chance: random.Random) -> bytes:
    """A figure becomes another: lengths, counts, places."""
    at = next((i for i in range(chance.randint(0, len(data)), len(data)) if data[i : i + 1].isdigit()), None)
    if at is None:
        return _put(data, chance)
    end = at
    while data[end : end + 1].isdigit():
        end += 1
    return data[:at] + chance.choice(NUMBERS) + data[end:]


def _swap(data: bytes, chance: random.Random) -> bytes:
    first, middle, last = sorted(chance.randint(0, len(data)) for _ in range(3))
    return data[:first] + data[middle:last] + data[first:middle] + data[last:]


WAYS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    *(_flip, _flip, _flip, _cut, _cut_off, _put, _put, _repeat, _number, _number, _swap),
)
