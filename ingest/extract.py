"""File → Extraction: the one straight line of this package. Pure, and everything in it can be pickled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ingest.citations import read_citations
from ingest.clause import sentence_of
from ingest.details import read_details
from ingest.facts import read_facts, year_of
from ingest.flow import flowed, led_back
from ingest.ids import stable_id
from ingest.lexicon import Lexicon
from ingest.organizations import Namer
from ingest.plan import Plan, read_plan
from ingest.questions import Question, questions
from ingest.read import read_file
from ingest.recognition import recognizer
from ingest.structure import Item, innermost, irregular
from ingest.targets import read_targets
from ingest.tokenize import Tokenizer, keywords
from ingest.types import (
    Detail,
    Document,
    Extraction,
    Finding,
    Mention,
    Organization,
    Responsibility,
    Section,
    SectionKind,
    Source,
    Span,
    Task,
)
from ingest.view import View

KEYWORDS = 8
MOST_SILENT = 50  # cells that are named


def extract_file(path: Path, lexicon: Lexicon, tokenizer: Tokenizer) -> Extraction:
    """Read and extract one file. Raises the errors of ``ingest.read``."""
    text, source = read_file(path)
    return extract(text, source, lexicon, tokenizer)


def extract(text: str, source: Source, lexicon: Lexicon, tokenizer: Tokenizer) -> Extraction:
    """All that one document says. The same text, lexicon and tokenizer give the same value."""
    flow = flowed(text)
    if flow is not None:
        return led_back(_extract(flow.text, source, lexicon, tokenizer), text, flow)
    return _extract(text, source, lexicon, tokenizer)


def _extract(text: str, source: Source, lexicon: Lexicon, tokenizer: Tokenizer) -> Extraction:
    view = lexicon.misread.mended(View.of(text, lexicon.traditional))
    known = recognizer(tokenizer, lexicon)
    known.begin()
    plan = read_plan(view, known)
    document = read_facts(text, view, plan.body, source, lexicon)
    ids = _ids(document, plan)
    tasks = _tasks(document, plan, ids, text, tokenizer, lexicon)
    sections = _sections(document, plan, ids, text)
    year = year_of(document.number, document.issued_on, document.printed_on)
    namer = Namer(document.jurisdiction, known, year, document.id)
    units: dict[str, Organization] = {}
    responsibilities = _responsibilities(document, plan, ids, view, namer, units)
    _others(document, namer, units)
    findings = _findings(document, plan, ids, text, responsibilities)
    findings += _asked(document, questions(document, namer, units, responsibilities))
    targets = tuple(
        replace(
            target,
            task=_holder(plan, ids, target.span, tasks=True),
            section=_holder(plan, ids, target.span, tasks=False),
        )
        for target in read_targets(document, view, plan.items, plan.body, lexicon)
    )
    return Extraction(
        document=document,
        sections=sections,
        tasks=tasks,
        organizations=tuple(units.values()),
        responsibilities=responsibilities,
        targets=targets,
        citations=read_citations(document, view, lexicon),
        details=(
            *read_details(document.id, view, plan.items, {i: ids[i] for i in plan.tasks}, lexicon.details),
            *_said_once(document, plan),
        ),
        findings=findings,
        lexicon_version=lexicon.version,
    )


def _said_once(document: Document, plan: Plan) -> Iterator[Detail]:
    """Units said once for all later tasks, and what they are to do."""
    places = {clause.place(clause.units[0]): clause.units[0] for clause, _ in plan.standing}
    for span, unit in places.items():
        id_ = stable_id("x", document.id, "standing", span.start)
        yield Detail(id_, "standing", unit.words + unit.cue, None, span, None, "standing.clause")


def _ids(document: Document, plan: Plan) -> dict[int, str]:
    """Deterministic ids of items: document, outline path, ordinal among equals."""
    seen: Counter[str] = Counter()
    found = {}
    for item in plan.items:
        seen[item.path] += 1
        found[item.index] = stable_id("t" if item.index in plan.tasks else "s", document.id, item.path, seen[item.path])
    return found


def _above(plan: Plan, ids: dict[int, str], item: Item, *, tasks: bool) -> str | None:
    """The id of the innermost task (or section) above an item."""
    parent = item.parent
    while parent is not None:
        if (parent in plan.tasks) is tasks:
            return ids[parent]
        parent = plan.items[parent].parent
    return None


def _holder(plan: Plan, ids: dict[int, str], span: Span, *, tasks: bool) -> str | None:
    item = innermost(plan.items, span.start)
    if item is None:
        return None
    return ids[item.index] if (item.index in plan.tasks) is tasks else _above(plan, ids, item, tasks=tasks)


def _tasks(
    document: Document, plan: Plan, ids: dict[int, str], text: str, tokenizer: Tokenizer, lexicon: Lexicon
) -> tuple[Task, ...]:
    last = {item.index: clause.whole.end for clause, item in plan.clauses if item is not None}
    first = {item.index: clause.whole.start for clause, item in reversed(plan.clauses) if item is not None}
    tasks = []
    for item in plan.items:
        if item.index not in plan.tasks:
            continue
        end = max(last.get(item.index, item.own.end), item.title.end)
        words = text[item.title.start : first.get(item.index, end)]
        tasks.append(
            Task(
                id=ids[item.index],
                number=item.number,
                title=" ".join(item.title.of(text).split()),
                span=Span(item.span.start, end),
                title_span=item.title,
                section=_above(plan, ids, item, tasks=False),
                parent=_above(plan, ids, item, tasks=True),
                path=item.path,
                terms=keywords(words, tokenizer, lexicon.stopwords, KEYWORDS),
            )
        )
    return tuple(tasks)


def _sections(document: Document, plan: Plan, ids: dict[int, str], text: str) -> tuple[Section, ...]:
    parents = {item.parent for item in plan.items}
    return tuple(
        Section(
            id=ids[item.index],
            kind=_kind(item, leaf=item.index not in parents),
            level=item.level,
            number=item.number,
            heading=" ".join(item.title.of(text).split()),
            span=item.span,
            heading_span=item.title,
            parent=_above(plan, ids, item, tasks=False),
            path=item.path,
        )
        for item in plan.items
        if item.index not in plan.tasks
    )


def _kind(item: Item, *, leaf: bool) -> SectionKind:
    if item.style == "goal":
        return SectionKind.GOAL
    inline = item.own.end > item.title.end + 1 and item.own.end - item.own.start > 40
    same_line = leaf and inline and item.level > 1
    return SectionKind.MEASURE if same_line else SectionKind.HEADING


def _responsibilities(
    document: Document,
    plan: Plan,
    ids: dict[int, str],
    view: View,
    namer: Namer,
    units: dict[str, Organization],
) -> tuple[Responsibility, ...]:
    found = []
    before = 0  # where the clause before ends
    for clause, item in (*plan.clauses, *plan.standing):
        if item is None:
            continue
        task = ids[item.index]
        names = namer.restored(tuple([unit.words for unit in clause.units]))
        sentence = sentence_of(clause, view, max(item.own.start, before))
        before = clause.whole.end
        for unit, name in zip(clause.units, names, strict=True):
            organization = namer.organization(name)
            units.setdefault(organization.id, organization)
            span = clause.place(unit)
            mention = Mention(span, span.of(document.text), name, organization.id, organization.kind == "collective")
            found.append(
                Responsibility(
                    id=stable_id("r", task, organization.id, unit.role, span.start),
                    task=task,
                    organization=organization.id,
                    role=unit.role,
                    mention=mention,
                    clause=clause.inside,
                    sentence=sentence,
                    cue=unit.cue,
                    basis=unit.basis,
                    rule=clause.kind + "." + unit.basis,
                    open_list=unit.open_list,
                    position=unit.position,
                )
            )
    return tuple(found)


def _others(document: Document, namer: Namer, units: dict[str, Organization]) -> None:
    """Bodies that carry nothing but are known: the issuer, the collectives that the plan is addressed to, and bureaus
    whose offices are named."""
    for bureau in namer.bureaus.values():
        units.setdefault(bureau.id, bureau)
    names = [name for name in document.addressees if namer.parse(name).collective or name.endswith("办事处")]
    for name in ([document.issuer] if document.issuer else []) + names:
        organization = namer.organization(name)
        units.setdefault(organization.id, organization)


def _unread_advice(reader: str) -> str:
    """What to do about a table that was not read, by the kind of file that it stands in."""
    if reader.startswith(("txt/", "html/")):
        return "请直接读入原来的 PDF、Word 或表格文件"
    if reader.startswith(("pdf/", "ofd/")):
        return "如有原来的 Word 或表格文件，请改读那一份"
    return "请在表头写明“牵头单位”“责任单位”等，拆开合并的单元格，再重新读入"


def _findings(
    document: Document,
    plan: Plan,
    ids: dict[int, str],
    text: str,
    responsibilities: tuple[Responsibility, ...],
) -> tuple[Finding, ...]:
    found = []

    def add(kind: str, message: str, span: Span | None, task: str | None = None) -> None:
        found.append(
            Finding(stable_id("f", document.id, kind, message, span.start if span else None), kind, message, span, task)
        )

    if not responsibilities and not plan.unread and not plan.headed:
        add("no-clause", "原文没有列出牵头、责任或配合单位", None)
    for head in plan.unread:
        words = " ".join(head.of(text).split())
        message = f"表没有读出：“{words[:30]}”下面分不清哪个单位在哪一栏；{_unread_advice(document.source.reader)}"
        add("unread-table", message, head)
    for cell in plan.silent[:MOST_SILENT]:
        words = " ".join(cell.of(text).split())
        remedy = "请在原文写明是哪个单位" if "同上" in words else "是单位的请核定"
        message = f"单位一栏没有读出单位：“{words[:30]}”，这一格未计入；{remedy}"
        add("unread-cell", message, cell, _holder(plan, ids, cell, tasks=True))
    if plan.headed:
        words = "、".join(head.of(text).strip() for head in plan.headed[:3])
        message = (
            f"标题只写单位名称（{words}{'等' if len(plan.headed) > 3 else ''}），没有写牵头还是责任，其下各项未计入；"
            "如由标题里的单位承担，请在标题写明“牵头单位：”或“责任单位：”后重新读入"
        )
        add("unit-heading", message, plan.headed[0])
    for kind, before, item in irregular(plan.items):
        words = "重复" if kind == "numbering-repeat" else "不连续"
        message = f"序号{words}：“{before.number}”之后是“{item.number}”（{item.title.of(text)[:20]}）"
        add(kind, message, item.title, ids[item.index] if item.index in plan.tasks else None)
    for clause, holder in plan.clauses:
        if not clause.closed:
            message = f"括号没有闭合：{clause.whole.of(text)[:30]}"
            add("unclosed-clause", message, clause.whole, ids[holder.index] if holder else None)
        if holder is None:
            add("clause-without-item", f"条款不属于任何任务：{clause.whole.of(text)[:30]}", clause.whole)
    return tuple(found)


def _asked(document: Document, asked: list[Question]) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            stable_id("f", document.id, one.kind, one.message, one.span.start if one.span else None),
            one.kind,
            one.message,
            one.span,
            None,
            one.score,
        )
        for one in asked
    )
