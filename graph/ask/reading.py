"""What a question says: its words, each with a meaning, and the kind of question that takes them all.

jieba gives the boundaries; names come from the graph, other words from ``questions.toml``. The longest wins.
What has no meaning is kept as a topic or named as unknown: nothing is passed over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import cast

from graph import resolve
from graph.ask.dues import due_at
from graph.ask.questions import Intent, Meaning, Questions
from graph.query import Op, Query, Value, Where
from graph.store import Reader
from graph.types import AliasRow, DocumentRow, JurisdictionRow, Kind, OrganizationRow
from ingest.errors import ZerenError
from ingest.ids import normalized
from ingest.tokenize import Tokenizer

MAX_QUESTION = 200  # code points
MAX_NAME = 40  # code points of a name that is looked up

_NUMBER = re.compile(
    r"第\s{0,2}(\d{1,4}|[〇零一二三四五六七八九十百]{1,7})\s{0,2}[项条号个]?|任务\s{0,2}(\d{1,4})(?![\d年])|(\d{1,4})号任务"
)
#: 第1项到第5项, 1-5项
_RANGE = re.compile(
    r"(?:第\s?)?[\d一二三四五六七八九十]{1,4}\s?[项条号个]?\s?[到至\-—~～]\s?(?:第\s?)?[\d一二三四五六七八九十]{1,4}\s?[项条号个]"
)
#: a number is no topic: 10项, 60%, 20个以上
_COUNT = re.compile(r"[第]?[\d.．,，%％‰]{1,12}[项个条件家份次]?(?:以上|以下|左右)?|百分之.{1,6}")
_YEAR = re.compile(r"(20\d\d)年?")
_TITLE = re.compile(r"《([^《》]{1,120})》")
_DOCUMENT_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,12}[〔\[（(]\d{4}[〕\]）)]\d{1,5}号")
_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0}
_PUNCTUATION = re.compile(r"[\s，。？！、；：,.?!;:“”\"'‘’（）()…—\-~～·]+")


class QuestionTooLong(ZerenError):
    """A question of more than MAX_QUESTION code points."""

    code = "invalid-parameter"


@dataclass(frozen=True, slots=True)
class Item:
    """One meaning and the words that carry it."""

    slot: str
    value: str
    text: str
    form: str = ""

    @property
    def meaning(self) -> Meaning:
        """All that a kind of question may call it by."""
        return frozenset((self.slot, f"{self.slot}={self.value}", f"{self.slot}={self.value}.{self.form}"))


@dataclass(frozen=True, slots=True)
class Reading:
    """How a question was understood; ``intent`` is None where it was not."""

    question: str
    items: tuple[Item, ...]
    intent: Intent | None
    organizations: tuple[OrganizationRow, ...]
    jurisdiction: JurisdictionRow | None
    document: DocumentRow | None
    unknown: tuple[str, ...]

    def values(self, slot: str) -> tuple[str, ...]:
        """The values of one meaning, in the order of the question."""
        return tuple(item.value for item in self.items if item.slot == slot)

    @property
    def meanings(self) -> tuple[Meaning, ...]:
        """What each word may be called, in the order of the question."""
        return tuple(item.meaning for item in self.items)

    @property
    def slots(self) -> tuple[str, ...]:
        """The meanings, in the order of the question."""
        return tuple(item.slot for item in self.items)


def read_question(question: str, reader: Reader, tokenizer: Tokenizer, questions: Questions) -> Reading:
    """Understand ``question``. Raises AmbiguousName where nothing in it settles a shared name, QuestionTooLong."""
    if len(question) > MAX_QUESTION:
        raise QuestionTooLong(
            f"问题超过 {MAX_QUESTION} 字", "the question is too long", remedy="拆成几个短问题 (ask several short ones)"
        )
    names = _Names(question, reader, tokenizer)
    items = _merged_topics(_beside(_items(question, names, questions), questions))
    _settled_places(items, names)
    jurisdiction = next((names.places[i.value] for i in items if i.slot == "jurisdiction"), None)
    document = next((names.documents[i.value] for i in items if i.slot == "document"), None)
    place, within = jurisdiction.id if jurisdiction else None, document.id if document else None
    organizations = tuple(
        resolve.organization(reader, item.text, place, within) for item in items if item.slot == "org"
    )
    unknown = tuple(i.text for i in items if i.slot == "topic" and not _occurs(i.value, reader))
    meanings = tuple(item.meaning for item in items)
    fitting = [intent for intent in (*questions.intents, *questions.refusals) if intent.takes(meanings)]
    unknown += unsupported(question, items, organizations, told_apart=any(intent.orders for intent in fitting))
    fitting = fitting if not unknown else []
    intent = max(fitting, key=lambda one: (len(one.needs), bool(one.orders)), default=None)  # the first of equals
    if intent is None and not unknown:
        unknown = tuple(i.text for i in items if i.slot in {"negation", "absent"})
    return Reading(question, items, intent, organizations, jurisdiction, document, unknown)


class _Names:
    """The names of the graph that stand in one question, by where they start."""

    def __init__(self, question: str, reader: Reader, tokenizer: Tokenizer) -> None:
        spans = tokenizer.tokens(question)
        self.starts = frozenset(span.start for span in spans)
        self.ends = frozenset(span.end for span in spans)
        self.token_end = {span.start: span.end for span in spans}
        runs = {
            question[a.start : b.end]
            for i, a in enumerate(spans)
            for b in spans[i : i + 16]
            if 2 <= b.end - a.start <= MAX_NAME
        }
        self.units = _known_units(reader, runs)
        self.places = {row.name: row for row in _known_places(reader, runs)}
        self.place_names = {row.short_name: row.name for row in self.places.values()}
        self.place_names |= {row.name: row.name for row in self.places.values()}
        self.shared_places: dict[str, tuple[JurisdictionRow, ...]] = {
            short: tuple(row for row in self.places.values() if row.short_name == short)
            for short in {row.short_name for row in self.places.values()} - self.places.keys()
        }
        self.documents: dict[str, DocumentRow] = {}
        self.document_spans: dict[int, tuple[int, str]] = {}
        self.absent: dict[int, tuple[int, str]] = {}  # numbers of documents that are not here
        for pattern in (_TITLE, _DOCUMENT_NUMBER):
            for match in pattern.finditer(question):
                row = _document(reader, match.group(match.lastindex or 0))
                if row is not None:
                    self.documents[row.id] = row
                    self.document_spans.setdefault(match.start(), (match.end(), row.id))
                elif pattern is _DOCUMENT_NUMBER:
                    self.absent[match.start()] = match.end(), match.group()

    def longest(self, question: str, start: int, questions: Questions) -> tuple[str, str, int] | None:
        """(slot, value, end) of the longest name at ``start``; a unit before a place of the same length."""
        for end in range(min(len(question), start + MAX_NAME), start + 1, -1):
            if end not in self.ends:
                continue
            words = question[start:end]
            if words in self.units and not self._everybody(words, questions):
                return "org", words, end
            if words in self.place_names:
                return "jurisdiction", self.place_names[words], end
        return None

    def _everybody(self, words: str, questions: Questions) -> bool:
        """各单位, 渚州市各单位: in a question these are all units, also where a document addresses them as one."""
        return any(
            (word := questions.words.get(words[at:])) and word.slot in {"units", "who"}
            for at in range(len(words))
            if not at or words[:at] in self.place_names
        )


def _items(question: str, names: _Names, questions: Questions) -> list[Item]:
    """Every part of the question with its meaning, from left to right."""
    items: list[Item] = []
    at = 0
    while at < len(question):
        gap = _PUNCTUATION.match(question, at)
        if gap:
            items.append(Item("gap", "", gap.group()))
            at = gap.end()
            continue
        item, at = _item_at(question, at, names, questions)
        items.append(item)
    return items


def _item_at(question: str, at: int, names: _Names, questions: Questions) -> tuple[Item, int]:
    if at in names.document_spans:
        end, value = names.document_spans[at]
        return Item("document", value, question[at:end]), end
    if at in names.absent:
        end, value = names.absent[at]
        return Item("absent", value, question[at:end]), end
    due = due_at(question, at)
    if due:
        return Item("due", due[0], question[at : due[1]]), due[1]
    number = _NUMBER.match(question, at)
    if number:
        return Item("number", _plain_number(next(g for g in number.groups() if g)), number.group()), number.end()
    year = _YEAR.match(question, at)
    if year:
        return Item("year", year.group(1), year.group()), year.end()
    name = names.longest(question, at, questions) if at in names.starts else None
    word_end = next(
        (
            end
            for end in range(min(len(question), at + questions.longest), at, -1)
            if question[at:end] in questions.words and (end - at > 1 or (at in names.starts and end in names.ends))
        ),
        at,
    )
    if name and name[2] >= word_end:
        return Item(name[0], name[1], question[at : name[2]]), name[2]
    if word_end > at:
        word = questions.words[question[at:word_end]]
        return Item(word.slot, word.value, question[at:word_end], word.form), word_end
    end = names.token_end.get(at, at + 1)
    return Item("topic", question[at:end], question[at:end]), end


def _beside(items: list[Item], questions: Questions) -> list[Item]:
    """A word that means something only beside another (支持 beside a unit) is a topic where that one is not there."""
    telling = [at for at, item in enumerate(items) if item.slot not in {"filler", "gap"}]
    for place, at in enumerate(telling):
        word = questions.words.get(items[at].text) if items[at].slot not in {"org", "topic"} else None
        near = {items[one].slot for one in (*telling[max(place - 1, 0) : place], *telling[place + 1 : place + 2])}
        if word and word.beside and word.beside not in near:
            items[at] = Item("topic", items[at].text, items[at].text)
    return items


def _merged_topics(items: list[Item]) -> tuple[Item, ...]:
    """Neighbouring unknown words are one topic (食品 + 安全); fillers and gaps part them and are dropped. A lone
    character before a unit makes it another, unknown unit: 市科技局 is not the district's 科技局."""
    merged: list[Item] = []
    joined = False
    for item in items:
        unknown_unit = item.slot == "org" and joined and len(merged[-1].value) == 1
        if (item.slot == "topic" and joined) or unknown_unit:
            words = merged[-1].value + item.text
            merged[-1] = Item("topic", words, words)
        elif item.slot not in {"filler", "gap"}:
            merged.append(item)
        joined = item.slot == "topic"
    return tuple(merged)


def unsupported(
    question: str, items: tuple[Item, ...], units: tuple[OrganizationRow, ...], *, told_apart: bool
) -> tuple[str, ...]:
    """What a question says that no kind of question takes, though each word is known: two questions in one, a range of
    numbers, a unit with itself, several units or roles whose parts would have to be told apart. ``told_apart``: a kind
    of question does, by their order."""
    found = [match.group() for match in _RANGE.finditer(question)]
    if len([part for part in re.split(r"[？?！!；;。]", question) if part.strip()]) > 1:
        found.append("两个问题")
    slots = {item.slot for item in items}
    roles = {item.value for item in items if item.slot == "role"}
    said = "和".join(item.text for item in items if item.slot == "role")
    if len(units) > 1 and len({unit.id for unit in units}) < len(units):
        found.append("同一个单位写了两次")
    elif len(units) > 1 and not slots & {"shared", "joint"}:
        found.append("几个单位分别的角色" if roles else "几个单位")
    elif len(roles) > 1 and units and not told_apart:
        found.append(said)
    lacking = {item.value: item.text for item in items if item.slot == "lacking"}
    if len(lacking) > 1:
        found.append("、".join(lacking.values()))
    if len({item.value for item in items if item.slot == "jurisdiction"}) > 1:
        found.append("几个地区")
    return tuple(found)


def _settled_places(items: tuple[Item, ...], names: _Names) -> None:
    """Raises AmbiguousName where a place's short name is that of several."""
    for item in items:
        rows = names.shared_places.get(item.text, ()) if item.slot == "jurisdiction" else ()
        if len(rows) > 1:
            raise resolve.AmbiguousName(
                f"“{item.text}”在本库中不止一个地区",
                f"{item.text} is the name of several places",
                words=item.text,
                candidates=tuple(resolve.Candidate(row.id, row.name) for row in rows),
                remedy="写出全称 (write the full name)",
            )


def _occurs(topic: str, reader: Reader) -> bool:
    """Whether any task or target speaks of it; a single character is no topic, nor is a number."""
    if len(topic) < 2 or _COUNT.fullmatch(topic):
        return False
    where = (Where("q", topic, Op.CONTAINS),)
    return any(reader.count(Query(kind, where))[0].count for kind in (Kind.TASK, Kind.TARGET))


def _known_units(reader: Reader, runs: set[str]) -> frozenset[str]:
    """The runs that name a unit."""
    keys = {normalized(run): run for run in runs}
    known: set[str] = set()
    for chunk in _chunks(sorted(keys)):
        page = reader.list(Query(Kind.ALIAS, (Where("key", chunk, Op.IN),), limit=1000))
        known |= {cast("AliasRow", row).key for row in page.items}
    return frozenset(run for run in runs if normalized(run) in known)


def _known_places(reader: Reader, runs: set[str]) -> tuple[JurisdictionRow, ...]:
    rows: dict[str, JurisdictionRow] = {}
    for chunk in _chunks(sorted(runs)):
        for field in ("name", "short_name"):
            page = reader.list(Query(Kind.JURISDICTION, (Where(field, chunk, Op.IN),), limit=1000))
            rows |= {row.id: row for row in page.items if isinstance(row, JurisdictionRow)}
    return tuple(rows.values())


def _chunks(values: list[str]) -> list[tuple[Value, ...]]:
    return [tuple(values[i : i + 400]) for i in range(0, len(values), 400)]


def _document(reader: Reader, words: str) -> DocumentRow | None:
    """The one document with that number, title, or part of a title; None otherwise."""
    try:
        return resolve.document(reader, words)
    except resolve.UnsettledName:
        rows = reader.list(Query(Kind.DOCUMENT, (Where("q", words, Op.CONTAINS),), limit=2)).items
        return cast("DocumentRow", rows[0]) if len(rows) == 1 else None


def _plain_number(words: str) -> str:
    """``十二`` → ``12``; digits stay."""
    if words.isdecimal():
        return str(int(words))
    hundreds, _, rest = words.rpartition("百")
    total = _DIGITS.get(hundreds, 1) * 100 if "百" in words else 0
    tens, ten, ones = rest.rpartition("十")
    if ten:
        total += _DIGITS.get(tens.lstrip("零〇"), 1) * 10
    return str(total + (_DIGITS.get(ones.lstrip("零〇") or "零", 0)))
