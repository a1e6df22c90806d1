"""Marks of secrecy in a text (涉密、内部): a notice for whoever is about to share it. What is a mark is data."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from importlib import resources

from ingest.types import Span

LONGEST_LINE = 40  # code points; a longer line is a sentence that speaks of secrecy
SEPARATORS = re.compile(r"[，,；;]\s{0,9}(?=不得|严禁|请勿|注意)")


@dataclass(frozen=True, slots=True)
class Marking:
    """A mark where it stands."""

    kind: str  # 涉密 | 内部
    words: str
    span: Span


#: (kind, pattern) of each mark
Marks = tuple[tuple[str, re.Pattern[str]], ...]


def load_markings() -> Marks:
    """The packaged ones."""
    data = (resources.files("ingest") / "data" / "files.toml").read_bytes()
    return tuple((one["kind"], re.compile(one["pattern"])) for one in tomllib.loads(data.decode())["marking"])


def markings(text: str, marks: Marks) -> tuple[Marking, ...]:
    """The marks of a text, in its order, each line once."""
    found = []
    at = 0
    for line in text.splitlines(keepends=True):
        words = line.strip()
        if words and len(words) <= LONGEST_LINE:
            said = SEPARATORS.sub(" ", words.strip("（）()【】[]"))
            kind = next((kind for kind, pattern in marks if pattern.search(said)), None)
            if kind is not None:
                start = at + line.index(words)
                found.append(Marking(kind, words, Span(start, start + len(words))))
        at += len(line)
    return tuple(found)
