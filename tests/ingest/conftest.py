"""Texts with the units marked in them, so that nobody counts offsets:

（牵头单位：[区科技局]；责任单位：[区教委]、[财政局=区财政局]等）
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from ingest.extract import extract, extract_file
from ingest.lexicon import Lexicon, load_lexicon
from ingest.read import read_bytes
from ingest.tokenize import JiebaTokenizer, Tokenizer
from ingest.types import Extraction

CORPUS = Path(__file__).parents[2] / "corpus"
MARK = re.compile(r"\[([^\[\]=]+)(?:=([^\[\]]+))?\]")
LETTERS = {"lead": "L", "responsible": "R", "support": "S", "supervise": "V"}
HEAD = "云川市人民政府关于做好工作的通知\n\n一、重点工作\n1.做好第一件事。办好事情。"


class Unit(NamedTuple):
    """A unit as found or wanted. ``role``: L R S V, in lower case where its list ends in 等."""

    surface: str
    start: int
    role: str
    name: str


@pytest.fixture(scope="session")
def corpus() -> Path:
    return CORPUS


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return load_lexicon()


@pytest.fixture(scope="session")
def tokenizer(lexicon: Lexicon) -> JiebaTokenizer:
    return JiebaTokenizer(lexicon.cue_words).warm()


@pytest.fixture(scope="session")
def plan(lexicon: Lexicon, tokenizer: JiebaTokenizer) -> Extraction:
    """江北府发〔2023〕32号."""
    return extract_file(CORPUS / "texts" / "000.txt", lexicon, tokenizer)


@pytest.fixture(scope="session")
def read(lexicon: Lexicon, tokenizer: JiebaTokenizer) -> Callable[..., Extraction]:
    """Extract a text; another tokenizer may stand in for jieba."""

    def read_text(text: str, words: Tokenizer = tokenizer) -> Extraction:
        decoded, source = read_bytes("plan.txt", text.encode("utf-8", "surrogatepass"))
        return extract(decoded, source, lexicon, words)

    return read_text


@pytest.fixture(scope="session")
def marks(read: Callable[..., Extraction]) -> Callable[..., tuple[list[Unit], list[Unit]]]:
    """(found, wanted) for a clause with its units marked, read in a small plan; ``roles`` as in ``Unit``."""

    def compare(marked: str, roles: str, *, head: str = HEAD, tail: str = "\n") -> tuple[list[Unit], list[Unit]]:
        text, wanted, at = head, [], 0
        for mark, role in zip(MARK.finditer(marked), roles, strict=True):
            text += marked[at : mark.start()]
            at = mark.end()
            surface = mark.group(1)
            wanted.append(Unit(surface, len(text), role, mark.group(2) or "".join(surface.split())))
            text += surface
        text += marked[at:] + tail
        return found_units(read(text)), wanted

    return compare


def found_units(extraction: Extraction) -> list[Unit]:
    """Every unit found, in the order of the text."""
    found = []
    for row in sorted(extraction.responsibilities, key=lambda row: (row.mention.span, row.role)):
        letter = LETTERS[row.role]
        letter = letter.lower() if row.open_list else letter
        found.append(Unit(row.mention.quote, row.mention.span.start, letter, row.mention.name))
    return found
