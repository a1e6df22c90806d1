"""A table as rows of cells divided by tabs, whatever file it is from: what a merged cell means is decided here.

``docs/adr/0009-tables-as-text.md`` says why.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib import resources

from ingest.readers.building import Builder, Cell

Row = list[Cell]

LONGEST_HEAD = 24  # code points of a header's cell
MOST_HEADERS = 4  # rows that may belong to a header, titles apart
OTHER_JOINT = "；"
_ENDS = "。；！？;"
_NUMBER = re.compile(r"[（(]?(?:\d{1,4}(?:\.\d{1,3})*|[一二三四五六七八九十百]{1,5})[）)]?[、.．]?")


@dataclass(frozen=True)
class Heads:
    """The words of ``data/files.toml`` that say what a column is."""

    numbers: frozenset[str]
    joints: tuple[tuple[re.Pattern[str], str], ...]  # of columns that say who and when

    def joint(self, head: str) -> str | None:
        """How the parts of such a column's cell are joined; None for another column."""
        return next((joint for pattern, joint in self.joints if pattern.search(head)), None)

    @cached_property
    def who(self) -> re.Pattern[str]:
        """What names a column of units."""
        return self.joints[0][0]


def load_heads() -> Heads:
    """The packaged ones."""
    data = tomllib.loads((resources.files("ingest") / "data" / "files.toml").read_bytes().decode())
    entries = [*data["who_head"], *data["when_head"]]
    return Heads(
        frozenset(word for entry in data["number_head"] for word in entry["words"]),
        tuple((re.compile(entry["pattern"]), entry["joint"]) for entry in entries),
    )


def write_table(builder: Builder, grid: list[Row], heads: Heads) -> None:
    """The table as text: titles above and notes below as lines, the header, a line for each task.

    A row of one cell amid the others (一、强化创新) is a heading: a line, below which the header stands again.
    """
    rows = _upright(grid)
    first = next((at for at, row in enumerate(rows) if len(_said(row)) > 1), len(rows))
    last = next((at for at in range(len(rows), first, -1) if len(_said(rows[at - 1])) > 1), first)
    header = _header(rows[first:last], heads)
    for row in rows[:first]:
        _line(builder, row)
    columns = [cell.text.replace(" ", "") for cell in rows[first + header - 1]] if header else []
    joints = [heads.joint(column) or OTHER_JOINT for column in columns] or [OTHER_JOINT] * len(rows[0] if rows else ())
    due = False  # the header is to be said again
    for at, parts in enumerate(_tasks(rows[first:last], columns, heads, header)):
        single = [cell for column in parts for cell in column]
        if at >= header and header and len(single) == 1 and len(parts) > 1:
            _line(builder, single)
            due = True
            continue
        if due:
            builder.row([[Cell(cell.text)] for cell in rows[first + header - 1]], joints)
            due = False
        builder.row(parts, joints)
    for row in rows[last:]:
        _line(builder, row)


def _upright(grid: list[Row]) -> list[Row]:
    """Rows of one width, without empty rows and columns, a cell merged across standing in its first column only."""
    width = max((len(row) for row in grid), default=0)
    rows = [[*row, *(Cell("") for _ in range(width - len(row)))] for row in grid]
    rows = [row for row in rows if any(cell.text for cell in row)]
    rows = [[cell if at == 0 or row[at - 1] is not cell else Cell("") for at, cell in enumerate(row)] for row in rows]
    kept = [at for at in range(width) if any(row[at].text for row in rows)]
    return [[row[at] for at in kept] for row in rows]


def _said(row: Row) -> list[Cell]:
    return [cell for cell in row if cell.text]


def _line(builder: Builder, row: Row) -> None:
    for cell in _said(row):
        builder.at(cell.label)
        builder.line(cell.text)


def _header(rows: list[Row], heads: Heads) -> int:
    """How many rows the header has: up to the last of the first rows that has short cells only and names units."""
    found = 0
    for at, row in enumerate(rows[:MOST_HEADERS]):
        said = [cell.text.replace(" ", "") for cell in _said(row)]
        if any(len(words) > LONGEST_HEAD for words in said) or _NUMBER.fullmatch(row[0].text):
            break
        under = at > 0 and any(cell is above for cell, above in zip(row, rows[at - 1], strict=True) if cell.text)
        named = any(heads.who.search(words) for words in said)
        if (named and not found) or (found == at and under):
            found = at + 1
    return found


def _tasks(rows: list[Row], columns: list[str], heads: Heads, header: int) -> Iterator[list[list[Cell]]]:
    """Rows, those of one task together: for each column its cells, in their order, a merged one once."""
    together: list[Row] = []
    for at, row in enumerate(rows):
        if together and at > header and _same_task(together[-1], row, columns, heads):
            together.append(row)
            continue
        if together:
            yield _parts(together)
        together = [row]
    if together:
        yield _parts(together)


def _same_task(above: Row, row: Row, columns: list[str], heads: Heads) -> bool:
    """Whether a row goes on with the task above it: its number is merged, or all is but who and when."""
    merged = {at for at, (one, other) in enumerate(zip(above, row, strict=True)) if one is other and one.text}
    if not merged or not columns:
        return False
    if any(columns[at] in heads.numbers for at in merged):
        return True
    numbered = any(column in heads.numbers for column in columns)
    apart = [at for at in range(len(row)) if at not in merged and (row[at].text or above[at].text)]
    return not numbered and all(heads.joint(columns[at]) is not None for at in apart)


def _parts(rows: list[Row]) -> list[list[Cell]]:
    parts = []
    for cells in zip(*rows, strict=True):
        once = [cell for cell in dict.fromkeys(cells) if cell.text]
        texts = {cell.text: cell for cell in reversed(once)}  # the same words twice are said once
        parts.append([cell for cell in once if texts[cell.text] is cell])
    return parts
