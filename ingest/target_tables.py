"""Targets in tables: 指标 / 单位 / 2020年 / 2025年, whose cells are parted by tabs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.target_words import TargetWords
from ingest.view import View

_YEAR = re.compile(r"(?:到|至)?(20\d\d)年?(?:目标值?|规划值?|预期值?|末|底)?")
_GOAL = re.compile(r"(?:规划|预期)?目标(?:值|任务)?|规划值|预期值")
_VALUE = re.compile(
    r"(?P<sign>[≥≤><＞＜=＝]|不低于|不少于|不高于|不超过|大于|小于|超过|约)?\s*"
    r"(?P<figure>\d{1,9}(?:\.\d{1,6})?)\s*(?P<unit>[^\d\s以左上下]{0,8})?(?P<after>以上|以下|以内|左右|及以上)?"
)
_UNIT_IN_NAME = re.compile(r"[（(]([^（）()]{1,8})[)）]\Z")
_SIGNS = {"＞": ">", "＜": "<", "＝": "=", "=": "="}
MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that states a goal. ``start`` and ``end`` count in the view."""

    start: int
    end: int
    metric: str
    comparator: str
    value: float
    unit: str
    year: str | None


def read_cells(view: View, start: int, words: TargetWords) -> Iterator[Cell]:
    """The goals in tables of indicators from ``start`` on."""
    lines = _rows(view.text, start)
    at = 0
    while at < len(lines):
        columns = _columns(view.text, lines[at], words)
        at += 1
        if columns is None:
            continue
        name, unit, goals = columns
        for _ in range(MOST_ROWS):
            if at >= len(lines) or len(lines[at]) < max(goals) + 1:
                break
            yield from _row(view.text, lines[at], name, unit, goals, words)
            at += 1


def _rows(text: str, start: int) -> list[list[tuple[int, int]]]:
    """The lines with tabs, cut into cells; an empty list for each other line."""
    rows = []
    for line in re.finditer(r"[^\n]+", text[start:]):
        cells = []
        if "\t" in line.group():
            for cell in re.finditer(r"[^\t]*(?:\t|\Z)", line.group()):
                words = cell.group().strip("\t")
                first = start + line.start() + cell.start() + len(words) - len(words.lstrip())
                cells.append((first, first + len(words.strip())))
        rows.append(cells)
    return rows


def _columns(
    text: str, cells: list[tuple[int, int]], words: TargetWords
) -> tuple[int, int | None, dict[int, str | None]] | None:
    """(the column of names, of units, those of goals with their years) where the row is such a header."""
    heads = ["".join(text[a:b].split()) for a, b in cells]
    name = next((i for i, head in enumerate(heads) if head in words.indicator_heads), None)
    if name is None:
        return None
    unit = next((i for i, head in enumerate(heads) if head in {"单位", "计量单位"}), None)
    years = {i: match.group(1) for i, head in enumerate(heads) if (match := _YEAR.fullmatch(head))}
    if len(set(years.values())) > 1:  # the first year is where things stand
        years = {i: year for i, year in years.items() if year != min(years.values())}
    goals: dict[int, str | None] = dict(years)
    goals |= {i: None for i, head in enumerate(heads) if _GOAL.fullmatch(head)}
    return (name, unit, goals) if goals else None


def _row(
    text: str,
    cells: list[tuple[int, int]],
    name: int,
    unit: int | None,
    goals: dict[int, str | None],
    words: TargetWords,
) -> Iterator[Cell]:
    metric = text[slice(*cells[name])]
    for column, year in goals.items():
        value = _VALUE.fullmatch(text, *cells[column])
        if value is None or not metric:
            continue
        said = value["unit"] or (text[slice(*cells[unit])] if unit is not None and unit < len(cells) else "")
        noted = _UNIT_IN_NAME.search(metric)
        sign = words.signs.get(value["after"] or "") or words.signs.get(value["sign"] or "")
        sign = sign or _SIGNS.get(value["sign"] or "", "=")
        plain = metric[: noted.start()] if noted and not said else metric
        figure = float(value["figure"])
        yield Cell(*cells[column], plain, sign, figure, said or (noted.group(1) if noted else ""), year)
