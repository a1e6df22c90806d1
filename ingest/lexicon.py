"""What the program knows of the field, as data: ``ingest/data/*.toml``. Every entry has a source and an example."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from typing import Any

from ingest.errors import LexiconError
from ingest.types import OrganizationKind, Role

FILES = ("cues.toml", "organizations.toml", "functions.toml", "document.toml", "targets.toml")


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that says a role. ``kind``: label (reaches forward), verb (back), joint (forward to a verb), filler."""

    word: str
    kind: str
    role: Role | None


@dataclass(frozen=True, slots=True)
class Suffix:
    """How a unit's name ends, and what that makes of it."""

    word: str
    kind: OrganizationKind
    elides: bool  # takes the prefix of the unit before it in a list


@dataclass(frozen=True)
class Lexicon:
    """All entries, ready for use. Equal data give an equal ``version``."""

    version: str
    labels: tuple[Cue, ...]  # longest first, like all word lists here
    verbs: tuple[Cue, ...]
    joints: tuple[Cue, ...]
    fillers: tuple[str, ...]
    clause_separators: frozenset[str]
    phrase_separators: frozenset[str]
    item_separators: frozenset[str]
    tails: tuple[str, ...]
    brackets: dict[str, str]
    suffixes: tuple[Suffix, ...]
    lookalikes: frozenset[str]
    prefixes: dict[str, frozenset[str]]  # prefix → levels
    collectives: tuple[str, ...]
    collective_aliases: tuple[tuple[str, ...], ...]
    municipalities: frozenset[str]
    functions: dict[str, str]  # any form → canonical
    forms: dict[str, tuple[str, ...]]  # canonical → its short forms
    document: dict[str, Any]
    targets: dict[str, Any]

    @cached_property
    def cue_words(self) -> tuple[str, ...]:
        """Words that must stay whole where names end."""
        return tuple(cue.word for cue in self.joints if len(cue.word) > 1)


_KEYS = {
    "cue": {"words", "kind", "role", "source", "example"},
    "suffix": {"words", "kind", "elides", "source", "example"},
    "lookalike": {"words", "source", "example"},
    "prefix": {"words", "levels", "source", "example"},
    "collective": {"starts", "source", "example"},
    "collective_alias": {"names", "source", "example"},
    "place": {"words", "level", "source", "example"},
    "function": {"name", "short"},
}


def load_lexicon() -> Lexicon:
    """The packaged lexicon. Raises LexiconError with the file and the key where an entry is not well-formed."""
    folder = resources.files("ingest") / "data"
    raw = {name: (folder / name).read_bytes() for name in FILES}
    tables = {name: tomllib.loads(data.decode("utf-8")) for name, data in raw.items()}
    for file, table in tables.items():
        for name, entries in table.items():
            for entry in entries if name in _KEYS else ():
                unknown = sorted(entry.keys() - _KEYS.get(name, entry.keys()))
                if unknown:
                    raise LexiconError(
                        f"{name} 中有不认识的键 {'、'.join(unknown)}",
                        f"unknown keys {unknown}",
                        file=file,
                        remedy="核对拼写",
                    )
    version = hashlib.sha256(b"\x00".join(raw[name] for name in FILES)).hexdigest()[:16]
    return _lexicon(version, tables)


def _lexicon(version: str, tables: dict[str, dict[str, Any]]) -> Lexicon:
    cues, units = tables["cues.toml"], tables["organizations.toml"]
    known = [
        Cue(word, entry["kind"], Role(entry["role"]) if entry["role"] else None)
        for entry in cues["cue"]
        for word in entry["words"]
    ]

    def of(kind: str) -> tuple[Cue, ...]:
        return tuple(sorted((cue for cue in known if cue.kind == kind), key=lambda cue: (-len(cue.word), cue.word)))

    forms = {f["name"]: tuple(f["short"]) for f in tables["functions.toml"]["function"]}
    functions = {form: name for name, short in forms.items() for form in (*short, name)}
    suffixes = {
        word: Suffix(word, OrganizationKind(entry["kind"]), entry["elides"])
        for entry in units["suffix"]
        for word in entry["words"]
    }
    return Lexicon(
        version=version,
        labels=of("label"),
        verbs=of("verb"),
        joints=of("joint"),
        fillers=tuple(cue.word for cue in of("filler")),
        clause_separators=frozenset(cues["separators"]["clause"]),
        phrase_separators=frozenset(cues["separators"]["phrase"]),
        item_separators=frozenset(cues["separators"]["item"]),
        tails=_longest_first(cues["tails"]["words"]),
        brackets={pair[0]: pair[1] for pair in cues["brackets"]["pairs"]},
        suffixes=tuple(sorted(suffixes.values(), key=lambda s: (-len(s.word), s.word))),
        lookalikes=frozenset(word for entry in units["lookalike"] for word in entry["words"]),
        prefixes={word: frozenset(entry["levels"]) for entry in units["prefix"] for word in entry["words"]},
        collectives=_longest_first([word for entry in units["collective"] for word in entry["starts"]]),
        collective_aliases=tuple(tuple(entry["names"]) for entry in units["collective_alias"]),
        municipalities=frozenset(word for entry in units["place"] for word in entry["words"]),
        functions=functions,
        forms=forms,
        document=tables["document.toml"],
        targets=tables["targets.toml"],
    )


def _longest_first(words: list[str]) -> tuple[str, ...]:
    return tuple(sorted(set(words), key=lambda word: (-len(word), word)))
