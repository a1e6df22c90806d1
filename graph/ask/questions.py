"""The words and kinds of questions, as data: ``graph/data/questions.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from ingest.errors import LexiconError

#: all that one word of a question may be called: role, role=support, role=support.unit
Meaning = frozenset[str]


@dataclass(frozen=True, slots=True)
class Word:
    """What a word of a question means. ``form``: tells words of one meaning apart (配合 does, 配合单位 names a unit).
    ``beside``: only next to a word of that slot; else it is a topic."""

    slot: str
    value: str
    form: str = ""
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Intent:
    """One kind of question. ``needs``: alternatives and how many of them; ``may``: what else may stand in it. Both
    name meanings: ``role``, or only ``role=support``, or only ``role=support.unit``. ``orders``: where it depends on
    what comes first who does what to whom, the orders in which its meanings may stand; () where any will do."""

    id: str
    title: str
    needs: tuple[tuple[frozenset[str], int], ...]
    may: frozenset[str]
    wordings: tuple[str, ...]
    orders: tuple[tuple[str, ...], ...] = ()
    says: str = ""  # why it is not answered, and what to use instead

    def takes(self, meanings: Sequence[Meaning]) -> bool:
        """Whether a question with these meanings, and no others, is of this kind."""
        for names, least in self.needs:
            if sum(bool(meaning & names) for meaning in meanings) < least:
                return False
        needed = frozenset().union(*(names for names, _ in self.needs))
        most_orgs = max((least for names, least in self.needs if "org" in names), default=0)
        if "org" in needed and sum("org" in meaning for meaning in meanings) > most_orgs:
            return False
        if self.orders and not any(_in_order(meanings, order) for order in self.orders):
            return False
        return all(meaning & (needed | self.may) for meaning in meanings)

    def shares(self, meanings: Sequence[Meaning]) -> int:
        """How many of the needs these meanings meet: for the nearest questions."""
        return sum(any(meaning & names for meaning in meanings) for names, _ in self.needs)


def _in_order(meanings: Sequence[Meaning], order: tuple[str, ...]) -> bool:
    """Whether each name of ``order`` is met, and first met (``which:2``: met for the second time) in that order."""
    places = []
    for words in order:
        name, _, time = words.partition(":")
        met = [at for at, one in enumerate(meanings) if name in one][int(time or 1) - 1 :]
        places.append(met[0] if met else -1)
    return -1 not in places and places == sorted(places)


@dataclass(frozen=True, slots=True)
class Persons:
    """How a word is told to be a person's name or post: none is kept."""

    surnames: str
    not_ending: str
    posts: tuple[str, ...]
    says: str

    def named(self, word: str) -> bool:
        """刘远, 局长, 欧阳局长; not 张三局."""
        name = len(word) in {2, 3} and word[0] in self.surnames and word[-1] not in self.not_ending
        return name or word.endswith(self.posts)


@dataclass(frozen=True, slots=True)
class Questions:
    """Everything that ``ask`` knows of how people ask. ``refusals``: what it understands and does not answer."""

    words: dict[str, Word]
    intents: tuple[Intent, ...]
    refusals: tuple[Intent, ...]
    persons: Persons

    @property
    def longest(self) -> int:
        """Code points of the longest word."""
        return max(len(word) for word in self.words)


def load_questions() -> Questions:
    """The packaged table. Raises LexiconError where an entry is not well-formed."""
    path = resources.files("graph") / "data" / "questions.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    words: dict[str, Word] = {}
    for entry in table["words"]:
        _only(entry, {"slot", "value", "form", "beside", "words"}, "words")
        for word in entry["words"]:
            if word in words:
                raise LexiconError(
                    f"“{word}”有两个意思", f"{word!r} stands twice", file="questions.toml", remedy="只留一处"
                )
            words[word] = Word(entry["slot"], entry.get("value", ""), entry.get("form", ""), entry.get("beside", ""))
    _only(table["persons"], {"surnames", "not_ending", "posts", "says"}, "persons")
    persons = Persons(**{**table["persons"], "posts": tuple(table["persons"]["posts"])})
    return Questions(words, _intents(table, "intents", {"orders"}), _intents(table, "refusals", {"says"}), persons)


def _intents(table: dict[str, Any], name: str, more: set[str]) -> tuple[Intent, ...]:
    found = []
    for entry in table[name]:
        _only(entry, {"id", "title", "needs", "may", "wordings"} | more, name)
        needs = tuple(_need(need) for need in entry["needs"])
        wordings, may = tuple(entry["wordings"]), frozenset(entry["may"])
        orders = tuple(tuple(order.split()) for order in entry.get("orders", ()))
        found.append(Intent(entry["id"], entry["title"], needs, may, wordings, orders, entry.get("says", "")))
    return tuple(found)


def _need(words: str) -> tuple[frozenset[str], int]:
    """``org:2`` → ({org}, 2); ``number|topic`` → ({number, topic}, 1)."""
    names, _, least = words.partition(":")
    return frozenset(names.split("|")), int(least or 1)


def _only(entry: dict[str, object], known: set[str], table: str) -> None:
    unknown = sorted(entry.keys() - known)
    if unknown:
        raise LexiconError(
            f"{table} 中有不认识的键 {'、'.join(unknown)}",
            f"unknown keys {unknown}",
            file="questions.toml",
            remedy="核对拼写",
        )
