"""Hand-made rows, an HTML reader, and one Chromium for all tests of this folder."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import pytest

from graph.results import PairRow, UnitWorkload
from graph.types import (
    CitationRow,
    DocumentRow,
    FindingRow,
    OrganizationRow,
    ResponsibilityRow,
    SectionRow,
    TargetRow,
    TaskRow,
)

TEXT = (
    "甲府发〔2024〕3号\r\n甲市水环境整治方案\r\n"
    "一、重点任务\r\n"
    "1.清淤疏浚。到2026年达标率达到90%以上。（牵头单位：市水务局；责任单位：市财政局、市城管局等）\r\n"
    "2.排口整治。（责任单位：市水务局、市城管局）\r\n"
    "3.联合巡查。（牵头单位：市水务局、市城管局；配合单位：各街道）\r\n"
)
TITLES = ("清淤疏浚", "排口整治", "联合巡查")
UNITS = {"市水务局": "department", "市财政局": "department", "市城管局": "department", "各街道": "collective"}
DOCUMENT = DocumentRow(
    id="doc-1",
    sort_key="jia",
    title="甲市水环境整治方案",
    number="甲府发〔2024〕3号",
    issuer="甲市人民政府",
    issuer_organization="org-gov",
    jurisdiction="jur-1",
    jurisdiction_name="甲市",
    issued_on="2024-01-02",
    printed_on=None,
    openness=None,
    adopted_by=None,
    addressees=("各街道",),
    horizons=("2026",),
    valid_from=None,
    valid_to=None,
    status=None,
    version="ab" * 32,
    source_name="jia.txt",
    size=400,
    encoding="utf-8",
    reader="txt/1",
    length=len(TEXT),
    lexicon_version="1",
    facts=(("number", "甲府发〔2024〕3号", 0, TEXT.index("\r"), "number"),),
)


@dataclass(frozen=True)
class World:
    """One small plan as rows: 3 tasks, 4 units, 8 responsibilities."""

    text: str
    document: DocumentRow
    sections: tuple[SectionRow, ...]
    tasks: tuple[TaskRow, ...]
    organizations: tuple[OrganizationRow, ...]
    responsibilities: tuple[ResponsibilityRow, ...]
    workload: tuple[UnitWorkload, ...]
    pairs: tuple[PairRow, ...]
    targets: tuple[TargetRow, ...]
    citations: tuple[CitationRow, ...]
    findings: tuple[FindingRow, ...]
    names: dict[str, str] = field(default_factory=dict)


def _tasks() -> tuple[TaskRow, ...]:
    rows = []
    for index, title in enumerate(TITLES, 1):
        start = TEXT.index(f"{index}.{title}")
        end = TEXT.index("\r\n", start)
        at = start + 2
        rows.append(
            TaskRow(
                f"task-{index}", f"jia/{index}", "doc-1", "sec-1", None, str(index), title, TEXT[start:end], start, end,
                at, at + len(title), f"一/{index}", ("水", title), 0, 0, False, DOCUMENT.title, DOCUMENT.number,
            )
        )  # fmt: skip
    return tuple(rows)


def _responsibilities(tasks: tuple[TaskRow, ...], names: dict[str, str]) -> tuple[ResponsibilityRow, ...]:
    rows = []
    labels = {"牵头单位": "lead", "责任单位": "responsible", "配合单位": "support"}
    for task in tasks:
        opening = TEXT.index("（", task.start)
        closing = TEXT.index("）", opening)
        clause = TEXT[opening + 1 : closing]
        at = opening + 1
        for part in clause.split("；"):
            cue, units = part.split("：")
            place = at + len(cue) + 1
            for position, unit in enumerate(units.removesuffix("等").split("、")):
                rows.append(
                    ResponsibilityRow(
                        f"resp-{len(rows)}", f"jia/{len(rows):02}", "doc-1", task.id, names[unit], labels[cue], place,
                        place + len(unit), unit, unit, opening + 1, closing, clause, opening, closing + 1,
                        TEXT[opening : closing + 1], cue, "label", "label", units.endswith("等"), position, None,
                        f"甲{unit}", unit.removeprefix("市"), UNITS[unit], UNITS[unit] == "collective", task.number,
                        task.title, DOCUMENT.title, DOCUMENT.number,
                    )
                )  # fmt: skip
                place += len(unit) + 1
            at += len(part) + 1
    return tuple(rows)


def _work(unit: str, id: str, figures: tuple[int, ...], *, open_list: bool = False) -> UnitWorkload:
    sole, joint, with_lead, without, support, total = figures
    return UnitWorkload(
        id, unit, f"甲{unit}", unit.removeprefix("市"), UNITS[unit], UNITS[unit] == "collective", "甲市", sole + joint,
        sole, joint, with_lead + without, with_lead, without, support, 0, total, *([False] * 3),
        *([open_list] * 3), False, False,
        stated_roles=("lead", "responsible", "support"),
    )  # fmt: skip


@pytest.fixture
def world() -> World:
    """A fictional plan with a sole lead, a joint lead, a task without a lead, an open list and a collective."""
    names = {unit: f"org-{index}" for index, unit in enumerate(UNITS)}
    water, money, city, streets = names.values()
    tasks = _tasks()
    goal = TEXT.index("达标率")
    heading = TEXT.index("一、")
    return World(
        text=TEXT,
        document=DOCUMENT,
        sections=(
            SectionRow(
                "sec-1",
                "jia/0",
                "doc-1",
                None,
                "heading",
                1,
                "一",
                "重点任务",
                heading,
                len(TEXT),
                heading,
                heading + 6,
                "一",
            ),
        ),
        tasks=tasks,
        organizations=tuple(
            OrganizationRow(
                key,
                unit,
                f"甲{unit}",
                unit.removeprefix("市"),
                UNITS[unit],
                UNITS[unit] == "collective",
                "jur-1",
                "甲市",
            )
            for unit, key in names.items()
        ),
        responsibilities=_responsibilities(tasks, names),
        workload=(
            _work("市水务局", water, (1, 1, 0, 1, 0, 3)),
            _work("市财政局", money, (0, 0, 1, 0, 0, 1), open_list=True),
            _work("市城管局", city, (0, 1, 1, 1, 0, 3), open_list=True),
            _work("各街道", streets, (0, 0, 0, 0, 1, 1)),
        ),
        pairs=(
            PairRow(water, city, "甲市水务局", "甲市城管局", "1", 3, 1, ("task-1", "task-2", "task-3")),
            PairRow(water, money, "甲市水务局", "甲市财政局", "2", 1, 0, ("task-1",)),
            PairRow(money, city, "甲市财政局", "甲市城管局", "3", 1, 0, ("task-1",)),
        ),
        targets=(
            TargetRow(
                "goal-1",
                "jia/1",
                "doc-1",
                "task-1",
                None,
                "达标率",
                ">=",
                90.0,
                "%",
                "2026",
                goal,
                goal + 11,
                TEXT[goal : goal + 11],
                "",
                "target",
                "1",
                DOCUMENT.title,
            ),
        ),
        citations=(CitationRow("cite-1", "1", "doc-1", "水污染防治行动计划", None, None, 0, 4, TEXT[:4], "title"),),
        findings=tuple(
            FindingRow(
                f"find-{n}",
                str(n),
                "doc-1",
                "task-2",
                "no-lead",
                "未单列牵头单位",
                None,
                None,
                None,
                document_title="甲方案",
            )
            for n in range(10)
        ),
        names=names,
    )


VOID = frozenset({"meta", "link", "input", "br", "line", "rect", "img", "hr"})


class Reader(HTMLParser):
    """Reads a page and notes what a test asks about; unbalanced tags are collected in ``faults``."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.stack: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: dict[str, list[str]] = {}
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if len(dict(attrs)) != len(attrs):
            self.faults.append(f"an attribute twice on <{tag}>")
        if tag == "a" and "a" in self.stack:
            self.faults.append("a link in a link")
        if tag not in VOID:
            self.stack.append(tag)
            self.words.setdefault(tag, []).append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if tag in ("td", "th"):
            self.handle_data(" ")
        if not self.stack or self.stack.pop() != tag:
            self.faults.append(f"</{tag}> where something else is open")

    def handle_data(self, data: str) -> None:
        self.text += data
        for tag in set(self.stack):
            self.words[tag][-1] += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of every such element."""
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture
def read_html() -> Any:
    """A function from HTML text to a finished Reader."""

    def read(html: str) -> Reader:
        reader = Reader()
        reader.feed(html)
        reader.close()
        if reader.stack:
            reader.faults.append(f"never closed: {reader.stack}")
        return reader

    return read
