"""What an answer holds: how the question was understood, the figures, the sentences, and how to ask it again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from graph import cypher
from graph.answers import ROLE_NAMES, TaskWithUnits, item, left_out, stands_on
from graph.ask.reading import Reading
from graph.plan import Statement
from graph.query import Query, Sort, Where
from graph.results import UnitWorkload
from graph.store import Reader
from graph.types import Kind, ResponsibilityRow, TargetRow, TaskRow

SHOWN = 200  # rows of a table in an answer; the URL leads to all of them


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table, and the row it leads to."""

    text: str
    kind: Kind | None = None  # of what it leads to: TASK, ORGANIZATION, DOCUMENT
    id: str | None = None
    number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table of an answer. ``total`` may be more than its rows."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: int


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question, or why there is none (``answered`` False: then nothing was guessed)."""

    question: str
    answered: bool
    intent: str | None
    headline: str
    understood: tuple[tuple[str, str], ...]  # (what, how it was read)
    tables: tuple[Table, ...]
    sentences: tuple[ResponsibilityRow, ...]  # the evidence: what a person quotes
    notes: tuple[str, ...]
    url: str | None  # the equivalent request
    cypher: tuple[str, ...]  # the equivalent Cypher, ready to paste into Neo4j
    unknown: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AskedDay:
    """Which documents count: those in force today, or on the day ``given``; ``all`` of them."""

    today: str
    given: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was understood, and the transaction to answer it in."""

    reading: Reading
    reader: Reader
    day: AskedDay

    @property
    def scope(self) -> tuple[Where, ...]:
        """The document and, where no unit is named, the place that the question speaks of."""
        reading = self.reading
        where: list[Where] = []
        if reading.document:
            where.append(Where("document", reading.document.id))
        if reading.jurisdiction and not reading.organizations:
            where.append(Where("jurisdiction", reading.jurisdiction.id))
        day = self.day
        if day.given != "all" and (day.given or not reading.document):
            where.append(Where("as_of", day.given or day.today))
        return tuple(where)

    @property
    def parameters(self) -> dict[str, str]:
        """The same as parameters of a request."""
        found = self.places
        if self.day.given:
            found["as_of"] = self.day.given
        return found

    @property
    def places(self) -> dict[str, str]:
        """The document and the place alone: for requests that know no day."""
        reading = self.reading
        found = {}
        if reading.document:
            found["document"] = reading.document.number or reading.document.id
        if reading.jurisdiction and not reading.organizations:
            found["jurisdiction"] = reading.jurisdiction.name
        return found

    def answer(
        self,
        headline: str,
        *,
        tables: tuple[Table, ...] = (),
        sentences: Iterable[ResponsibilityRow] = (),
        notes: Iterable[str] = (),
        url: str | None = None,
        statements: Iterable[Statement] = (),
        dated: bool = True,
    ) -> Answer:
        """An answer to this question. ``dated``: it counts documents that are in force."""
        intent = self.reading.intent
        out = left_out(stands_on(self.reader, self.scope)) if dated else ""
        sentences = tuple(sentences)[:SHOWN]
        judged = "答案含经人工核定的责任关系。" if any(row.judgement for row in sentences) else ""
        notes = (*notes, judged, f"所据为 {out}。" if out else "")
        return Answer(
            question=self.reading.question,
            answered=True,
            intent=intent.id if intent else None,
            headline=headline,
            understood=understood(self.reading),
            tables=tables,
            sentences=sentences,
            notes=tuple(note for note in notes if note),
            url=url,
            cypher=tuple(cypher.pasteable(statement) for statement in statements),
        )


#: words that may mean several roles: each is answered apart, none is guessed
_SEVERAL = {"charge": ("lead", "responsible"), "part": ("lead", "responsible", "support"), "carry": tuple(ROLE_NAMES)}
_SEVERAL_WORDS = {
    "charge": "负责（牵头与责任分列）",
    "part": "参与（各种角色分列）",
    "carry": "承担（各种角色，同“任务承担情况”）",
}


def roles_asked(reading: Reading) -> tuple[str, ...]:
    """The roles that the question names, ambiguous words opened; () where it names none."""
    return tuple(dict.fromkeys(r for v in reading.values("role") for r in _SEVERAL.get(v, (v,))))


def several_words(reading: Reading) -> str:
    """The words of the question that may mean several roles, as they were written: “负责”; "" where there are none.
    承担 is none of them: it means any role."""
    said = dict.fromkeys(
        item.text for item in reading.items if item.slot == "role" and item.value in {"charge", "part"}
    )
    return "".join(f"“{word}”" for word in said)


def filter_words(reading: Reading) -> str:
    """The topics that narrow an answer, for its headline: （涉及“食品安全”的）."""
    topics = reading.values("topic")
    return "（涉及" + "、".join(f"“{topic}”" for topic in topics) + "的）" if topics else ""


def address(path: str, parameters: dict[str, str]) -> str:
    """A request of the service, percent-encoded, ready to paste."""
    return f"/api/v1/{path}" + (f"?{urlencode(parameters, quote_via=quote)}" if parameters else "")


def understood(reading: Reading) -> tuple[tuple[str, str], ...]:
    """How the question was read, in pairs for a person."""
    pairs: list[tuple[str, str]] = []
    if reading.intent:
        pairs.append(("问题类型", reading.intent.title))
    pairs += [("单位", unit.name) for unit in reading.organizations]
    pairs += [("角色", _SEVERAL_WORDS.get(v) or ROLE_NAMES[v]) for v in dict.fromkeys(reading.values("role"))]
    pairs += [("任务序号", number) for number in reading.values("number")]
    pairs += [("主题词", topic) for topic in reading.values("topic")]
    pairs += [("年份", year) for year in reading.values("year")]
    pairs += [("完成时限", item.text) for item in reading.items if item.slot == "due"]
    if reading.document:
        pairs.append(("文件", reading.document.title))
    if reading.jurisdiction:
        pairs.append(("地区", reading.jurisdiction.name))
    return tuple(pairs)


def statement(query: Query) -> Statement:
    """The Cypher of a list."""
    return cypher.select(query)


def workload_statement(where: tuple[Where, ...], sort: tuple[Sort, ...] = ()) -> Statement:
    """The Cypher of 任务承担情况."""
    return cypher.workload(where, sort, SHOWN, None)


def names(rows: Iterable[ResponsibilityRow]) -> str:
    """Units joined as officials write them; 等 where their list is open."""
    rows = tuple(rows)
    joined = "、".join(dict.fromkeys(row.organization_name for row in rows))
    return joined + ("等" if joined and any(row.open_list for row in rows) else "")


def of_role(item: TaskWithUnits, role: str) -> tuple[ResponsibilityRow, ...]:
    """The units of one role on a task."""
    return tuple(row for row in item.responsibilities if row.role == role)


def task_table(caption: str, items: tuple[TaskWithUnits, ...], total: int) -> Table:
    """任务分工表: number, title, units by role, deadlines where there are any, document."""
    roles = tuple(
        role for role in ROLE_NAMES if role in {"lead", "responsible"} or any(of_role(i, role) for i in items)
    )
    dated = any(item.task.deadline for item in items)
    columns = (
        "序号",
        "重点任务",
        *(f"{ROLE_NAMES[role]}单位" for role in roles),
        *(("完成时限",) if dated else ()),
        "文件",
    )
    rows = tuple(
        (
            Cell(item.task.number, Kind.TASK, item.task.id),
            Cell(item.task.title, Kind.TASK, item.task.id),
            *(
                Cell(names(of_role(item, role)) or ("未单列" if role == "lead" and item.responsibilities else "—"))
                for role in roles
            ),
            *((Cell(item.task.deadline or "—"),) if dated else ()),
            Cell(item.task.document_number or item.task.document_title, Kind.DOCUMENT, item.task.document),
        )
        for item in items[:SHOWN]
    )
    return Table(caption, columns, rows, total)


#: the columns of 任务承担情况, by the role that each is of
_COLUMNS = (
    ("牵头", "lead", "lead"),
    ("其中单独", "lead", "lead_sole"),
    ("其中联合", "lead", "lead_joint"),
    ("责任", "responsible", "responsible"),
    ("其中有牵头的", "responsible", "responsible_with_lead"),
    ("其中无牵头的", "responsible", "responsible_without_lead"),
    ("配合", "support", "support"),
    ("督导", "supervise", "supervise"),
)


def workload_table(caption: str, rows: tuple[UnitWorkload, ...], total: int, role: str | None = None) -> Table:
    """任务承担情况: one row a unit. A role that the documents of a unit do not use reads 原文未设. ``role``: the one
    that the rows were counted for; the others are then not shown, for they were not counted."""
    shown = [one for one in _COLUMNS if (one[1] == role if role else one[1] != "supervise")]
    last = () if role else ("合计（不重复）",)
    cells = tuple(
        (
            Cell(row.name, Kind.ORGANIZATION, row.organization),
            *(
                Cell(str(getattr(row, figure)), number=True) if of in row.stated_roles else Cell("原文未设")
                for _, of, figure in shown
            ),
            *((Cell(str(row.total), number=True),) if last else ()),
        )
        for row in rows[:SHOWN]
    )
    return Table(caption, ("单位", *(title for title, _, _ in shown), *last), cells, total)


def target_table(caption: str, rows: tuple[TargetRow, ...], total: int) -> Table:
    """指标分解表."""
    columns = ("指标", "原文", "期限", "任务", "文件")
    cells = tuple(
        (
            Cell(row.metric),
            Cell(row.quote),
            Cell(row.deadline or "原文未写"),
            Cell(row.task_number or "总体目标", Kind.TASK if row.task else None, row.task),
            Cell(row.document_title, Kind.DOCUMENT, row.document),
        )
        for row in rows[:SHOWN]
    )
    return Table(caption, columns, cells, total)


def task_name(task: TaskRow) -> str:
    """``第4项“…”`` for a headline."""
    return f"{item(task.number)}“{task.title}”"
