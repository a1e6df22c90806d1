"""The words and kinds of questions, as data: ``graph/data/questions.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Any

from ingest.errors import LexiconError


@dataclass(frozen=True, slots=True)
class Word:
    """What a word of a question means."""

    slot: str
    value: str


@dataclass(frozen=True, slots=True)
class Intent:
    """One kind of question. ``needs``: alternatives and how many of them; ``may``: what else may stand in it."""

    id: str
    title: str
    needs: tuple[tuple[frozenset[str], int], ...]
    may: frozenset[str]
    wordings: tuple[str, ...]
    says: str = ""  # why it is not answered, and what to use instead

    def takes(self, slots: tuple[str, ...]) -> bool:
        """Whether a question with these meanings, and no others, is of this kind."""
        for names, least in self.needs:
            if sum(slot in names for slot in slots) < least:
                return False
        needed = frozenset().union(*(names for names, _ in self.needs))
        most_orgs = max((least for names, least in self.needs if "org" in names), default=0)
        if "org" in needed and slots.count("org") > most_orgs:
            return False
        return all(slot in needed or slot in self.may for slot in slots)

    def shares(self, slots: tuple[str, ...]) -> int:
        """How many of the needs these meanings meet: for the nearest questions."""
        return sum(any(slot in names for slot in slots) for names, _ in self.needs)


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
        _only(entry, {"slot", "value", "words"}, "words")
        for word in entry["words"]:
            if word in words:
                raise LexiconError(
                    f"“{word}”有两个意思", f"{word!r} stands twice", file="questions.toml", remedy="只留一处"
                )
            words[word] = Word(entry["slot"], entry.get("value", ""))
    _only(table["persons"], {"surnames", "not_ending", "posts", "says"}, "persons")
    persons = Persons(**{**table["persons"], "posts": tuple(table["persons"]["posts"])})
    return Questions(words, _intents(table, "intents", set()), _intents(table, "refusals", {"says"}), persons)


def _intents(table: dict[str, Any], name: str, more: set[str]) -> tuple[Intent, ...]:
    found = []
    for entry in table[name]:
        _only(entry, {"id", "title", "needs", "may", "wordings"} | more, name)
        needs = tuple(_need(need) for need in entry["needs"])
        wordings = tuple(entry["wordings"])
        found.append(
            Intent(entry["id"], entry["title"], needs, frozenset(entry["may"]), wordings, entry.get("says", ""))
        )
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
