"""What ``zeren score`` and ``make quality`` say, as Markdown: read in a terminal, or pasted into docs/quality.md."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from ingest.errors import UnreadableFile
from ingest.evaluate import Outcome, Report, Share
from ingest.quality import Fault, Group, all_relations, by_notation, by_role, changes, faults, mean_f1

ROLES = {
    "lead": "牵头 lead",
    "responsible": "责任 responsible",
    "support": "配合 support",
    "supervise": "督导 supervise",
}
PLACES = {"bracket": "括号 bracket", "cell": "表格 cell", "line": "行首 line", "text": "行内 text"}
BASES = {
    "label": "标签 label",
    "verb": "动词 verb",
    "order": "排序 order",
    "column": "列 column",
    "bare": "只列单位 bare",
    "standing": "说一次 standing",
}
FAULTS = {
    Fault.ROLE: "角色不同 another role",
    Fault.EDGE: "起止不同 other ends",
    Fault.ALONE: "单独 by itself",
    Fault.TASK: "任务不同 another task",
    Fault.NAME: "名称不同 another name",
}


def rows(report: Report) -> Iterator[tuple[str, ...]]:
    """A line for each document and one for all: relations with P, R, F1; units; tasks; names; targets."""
    for score in (*report.documents, report.total):
        relations = score.relations
        targets = score.targets
        yield (
            score.id,
            str(relations.wanted),
            *(f"{value:.3f}" for value in (relations.precision, relations.recall, relations.f1)),
            *(f"{value:.3f}" for value in (score.units.f1, score.tasks.recall, score.names.recall)),
            *((f"{targets.precision:.3f}", f"{targets.recall:.3f}") if targets else ("—", "—")),
        )


def saved_report(path: Path) -> Report:
    """A report that ``zeren score --json`` wrote. Raises UnreadableFile."""
    try:
        return Report.of(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise UnreadableFile("没有这个文件", "no such file", file=str(path)) from None
    except (KeyError, TypeError, ValueError, AttributeError):
        raise UnreadableFile(
            "不是核对结果", "not a result of scoring", file=str(path), remedy="用 zeren score --json 另存一份"
        ) from None


def details(report: Report) -> Iterator[str]:
    """The tables: all, by role, by notation, what is wrong."""
    everything = all_relations(report)
    total = report.total
    yield f"{len(report.documents)} 份文件、{total.relations.wanted} 条关系 documents and relations"
    yield ""
    yield from _table(
        ("全部 all", "P", "R", "F1", "95%"),
        [
            ("关系 relations", *_figures(total.relations), _interval(everything)),
            ("关系，各文件平均 mean of the documents", "", "", f"{mean_f1(report):.3f}", ""),
            ("单位 units", *_figures(total.units), ""),
            ("任务 tasks（对的关系中 of the right ones）", "", f"{total.tasks.recall:.3f}", "", ""),
            ("名称 names（对的关系中 of the right ones）", "", f"{total.names.recall:.3f}", "", ""),
            *([("指标 targets", *_figures(total.targets), "")] if total.targets and total.targets.wanted else []),
        ],
    )
    yield from _groups("角色 role", by_role(report), ROLES)
    notations = by_notation(report)
    yield from _groups("写法 notation", notations, {group.name: notation_name(group.name) for group in notations})
    yield from _wrong(report)


def differences(before: Report, after: Report) -> Iterator[str]:
    """Each relation gained or lost: document, offsets, role, quote."""
    found = changes(before, after)
    gained = sum(change.gained for change in found)
    shared = {score.id for score in before.documents} & {score.id for score in after.documents}
    yield f"与先前相比（{len(shared)} 份文件）：得 gained {gained}，失 lost {len(found) - gained}"
    for change in found:
        row = change.relation
        sign, state = ("+", "") if change.gained else ("-", "")
        if row.outcome is Outcome.WRONG:
            state = " 多出 found wrongly" if not change.gained else " 不再多出 no longer found wrongly"
        if change.fault is not None:
            state = f" {FAULTS[change.fault]}" + ("，已对 right now" if change.gained else "")
        quote = " ".join(row.quote.split())
        yield f"{sign} {change.document} {row.start}-{row.end} {row.role} {quote}{state}  [{row.rule or row.notation}]"


def notation_name(notation: str) -> str:
    """括号·标签 for bracket.label."""
    place, _, basis = notation.partition(".")
    return f"{PLACES.get(place, place)} · {BASES.get(basis, basis)}" if basis else PLACES.get(place, place)


def _groups(title: str, groups: Iterable[Group], names: dict[str, str]) -> Iterator[str]:
    rows = [
        (names.get(g.name, g.name), str(g.share.wanted), *_figures(g.share), _interval(g))
        for g in sorted(groups, key=lambda g: -g.share.wanted)
    ]
    yield from _table((title, "关系 relations", "P", "R", "F1", "95%"), rows)


def _wrong(report: Report) -> Iterator[str]:
    kinds: Counter[tuple[str, Fault, Outcome]] = Counter()
    for score in report.documents:
        kinds.update((row.notation, fault, row.outcome) for row, fault in faults(score))
    rows = [
        (
            notation_name(notation),
            FAULTS[fault],
            str(kinds[notation, fault, Outcome.MISSED]),
            str(kinds[notation, fault, Outcome.WRONG]),
            str(kinds[notation, fault, Outcome.RIGHT]),
        )
        for notation, fault in dict.fromkeys((n, f) for (n, f, _), _ in kinds.most_common())
    ]
    if rows:
        yield from _table(("仍然不对的 still wrong", "种类 kind", "漏 missed", "多 wrong", "归错 misplaced"), rows)


def _figures(share: Share) -> tuple[str, str, str]:
    return f"{share.precision:.3f}", f"{share.recall:.3f}", f"{share.f1:.3f}"


def _interval(group: Group) -> str:
    return f"{group.f1.low:.3f}–{group.f1.high:.3f}"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """A Markdown table and an empty line; figures stand to the right."""
    yield f"| {' | '.join(head)} |"
    yield f"| --- |{' ---: |' * (len(head) - 1)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""
