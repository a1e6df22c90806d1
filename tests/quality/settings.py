"""Labelled plans set otherwise: ``python -m tests.quality.settings CORPUS …`` prints what is still read.

The same words without any line end, in lines of 30 characters (as a PDF gives them), in half-width punctuation, with a
space behind each mark. Plans with tables of tabs or of a cell a line are left out where line ends change.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from ingest.extract import extract
from ingest.lexicon import load_lexicon
from ingest.tokenize import tokenizer_of
from ingest.types import Source

SOURCE = Source("plan.txt", "0" * 64, 1, "utf-8", "txt/1")
HALF = str.maketrans("（），：；", "(),:;")
WIDTH = 30
LINES_OF_CELLS = 12  # lines in a row of at most as many characters: a table of a cell a line


class Setting(NamedTuple):
    """How each character of a text is set, given the column it stands in; ``lines`` where line ends change."""

    name: str
    set: Callable[[str, int], str]
    lines: bool


SETTINGS = (
    Setting("原样 as it is", lambda character, column: character, lines=False),
    Setting("没有换行 no line ends", lambda character, column: "" if character in "\r\n" else character, lines=True),
    Setting(
        f"每行 {WIDTH} 字 lines of {WIDTH}",
        lambda character, column: character + ("\n" if column >= WIDTH and character != "\n" else ""),
        lines=True,
    ),
    Setting("半角标点 half-width", lambda character, column: character.translate(HALF), lines=False),
    Setting(
        "标点后空格 spaces", lambda character, column: character + (" " if character in "：；，" else ""), lines=False
    ),
)


def main(corpora: list[Path]) -> None:
    """Print the table of docs/quality.md."""
    lexicon = load_lexicon()
    tokenizer = tokenizer_of(lexicon.cue_words)
    print("| 排版 setting | 关系 relations | P | R | F1 |")
    print("| --- | ---: | ---: | ---: | ---: |")
    plans = [plan for corpus in corpora for plan in _plans(corpus)]
    for setting in SETTINGS:
        right = found = wanted = 0
        for text, gold in plans:
            if setting.lines and _has_cells(text):
                continue
            words, places = _set(text, setting)
            free = {_moved(row, places)[:2] for row in gold if row.get("optional")}
            want = {row for row in (_moved(row, places) for row in gold) if row[:2] not in free}
            have = {
                (one.mention.span.start, one.mention.span.end, one.role.value)
                for one in extract(words, SOURCE, lexicon, tokenizer).responsibilities
            }
            have = {row for row in have if row[:2] not in free}
            right, found, wanted = right + len(want & have), found + len(have), wanted + len(want)
        p, r = right / found, right / wanted
        print(f"| {setting.name} | {wanted} | {p:.3f} | {r:.3f} | {2 * p * r / (p + r):.3f} |")


def _plans(corpus: Path) -> Iterator[tuple[str, list[dict]]]:
    for path in sorted((corpus / "gold").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        text = (corpus / "raw" / f"{path.stem}.txt").read_bytes().decode("utf-8-sig")
        yield text, gold["relations"] + [row | {"optional": True} for row in gold.get("standing", [])]


def _has_cells(text: str) -> bool:
    short = 0
    for line in text.split("\n"):
        short = short + 1 if 0 < len(line.strip()) <= LINES_OF_CELLS else 0
        if short >= LINES_OF_CELLS:
            return True
    return "\t" in text


def _set(text: str, setting: Setting) -> tuple[str, list[int]]:
    """The text as set, and where each of its characters, and its end, has come to."""
    pieces, column = [], 0
    for character in text:
        column = 0 if character == "\n" else column + 1
        pieces.append(setting.set(character, column))
        column = 0 if pieces[-1].endswith("\n") else column
    return "".join(pieces), list(accumulate(map(len, pieces), initial=0))


def _moved(row: dict, places: list[int]) -> tuple[int, int, str]:
    return places[row["start"]], places[row["end"] - 1] + 1, row["role"]


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]])
