"""What settling judgements asks of a store, and the values that pass between them. See ``graph/settling.py``."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from graph.judgements import document_key
from graph.types import AliasRow, Judgement, OrganizationRow, ResponsibilityRow


@dataclass(frozen=True, slots=True)
class Merge:
    """A unit that is another one, by which judgement (ids)."""

    into: str
    judgement: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that documents name. ``read``: one names it itself; else a judgement added it."""

    id: str
    name: str
    jurisdiction: str | None
    read: bool


@dataclass(frozen=True, slots=True)
class TaskPlace:
    """A task as read."""

    id: str
    path: str
    title: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Held:
    """What holds of one edge. An edge that is set aside is not ``active``."""

    task: str
    organization: str
    role: str
    active: bool
    judgement: str | None


@dataclass(frozen=True, slots=True)
class Edge:
    """One piece of evidence as read, and what holds of it so far."""

    id: str
    task: str
    organization: str
    role: str
    start: int
    end: int
    quote: str
    clause_start: int
    clause_end: int
    clause: str
    sentence_start: int
    sentence_end: int
    sentence: str
    held: Held


@dataclass(frozen=True, slots=True)
class Raised:
    """A finding, and the judgement that settled it so far."""

    id: str
    kind: str
    message: str
    judgement: str | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What one document states, as far as judgements can touch it."""

    document: str
    key: str  # ``judgements.document_key``
    sort_key: str
    jurisdiction: str | None
    jurisdiction_name: str | None
    places: tuple[tuple[int, str], ...]  # of its file: see DocumentRow
    tasks: tuple[TaskPlace, ...]
    edges: tuple[Edge, ...]
    aliases: tuple[AliasRow, ...]  # as read
    findings: tuple[Raised, ...]  # of the kinds that a judgement settles
    derived: bool  # whether judgements added anything to it so far


@dataclass(frozen=True, slots=True)
class Effects:
    """What holds of one document."""

    document: str
    edges: Mapping[str, Held]  # only those that change
    added: tuple[ResponsibilityRow, ...]
    made: tuple[OrganizationRow, ...]  # units that only a judgement names
    linked: tuple[str, ...]  # units that the document names by a judgement alone
    aliases: tuple[AliasRow, ...]  # besides those read
    findings: Mapping[str, str | None]  # only those that change
    renew: bool  # whether what was added before is to be taken out, and this put in


class Desk(Protocol):
    """What a store lends, within one transaction that writes."""

    def standing(self) -> tuple[Judgement, ...]:
        """Every judgement that was not undone, by sort_key."""
        ...

    def units(self, names: Collection[str]) -> tuple[Unit, ...]:
        """The units with these full names that a document names, itself or by a judgement."""
        ...

    def merges(self) -> dict[str, Merge]:
        """Which units are another one so far, by id."""
        ...

    def merge(self, changes: Mapping[str, Merge | None]) -> None:
        """Have these units be another one, or themselves again (None)."""
        ...

    def documents(self, keys: Collection[str]) -> tuple[str, ...]:
        """Ids of the documents with these keys."""
        ...

    def documents_naming(self, units: Collection[str]) -> tuple[str, ...]:
        """Ids of the documents that name one of these units (ids)."""
        ...

    def facts(self, documents: Sequence[str]) -> tuple[Facts, ...]:
        """What these documents state."""
        ...

    def text(self, document: str) -> str:
        """A document's whole text."""
        ...

    def apply(self, effects: Sequence[Effects]) -> None:
        """Have these hold; counts of the tasks follow."""
        ...

    def tidy(self) -> None:
        """Let units go that only a judgement named, and no longer does."""
        ...

    def placed(self, counts: Mapping[str, int]) -> None:
        """In how many places each of these judgements holds now."""
        ...


def facts_of(
    row: Mapping[str, Any],
    tasks: Sequence[Mapping[str, Any]],
    edges: Sequence[Mapping[str, Any]],
    aliases: Sequence[Mapping[str, Any]],
    findings: Sequence[Mapping[str, Any]],
) -> Facts:
    """What a document states, from the rows of a store: each has its columns under the names of these values."""
    return Facts(
        document=row["id"],
        key=document_key(row["issuer"], row["number"], row["title"]),
        sort_key=row["sort_key"],
        jurisdiction=row["jurisdiction"],
        jurisdiction_name=row["jurisdiction_name"],
        places=tuple((start, label) for start, label in json.loads(row["places"])),
        tasks=tuple(TaskPlace(*(one[name] for name in _OF_TASK)) for one in tasks),
        edges=tuple(_edge(one) for one in edges),
        aliases=tuple(
            AliasRow(one["organization"], row["id"], one["name"], one["key"], one["sort_key"]) for one in aliases
        ),
        findings=tuple(Raised(one["id"], one["kind"], one["message"], one["judgement"]) for one in findings),
        derived=bool(row["derived"]),
    )


_OF_TASK = ("id", "path", "title", "start", "end")
_OF_EDGE = ("id", "start", "end", "quote", "clause_start", "clause_end", "clause", "sentence_start", "sentence_end")


def _edge(row: Mapping[str, Any]) -> Edge:
    held = Held(row["task"], row["organization"], row["role"], bool(row["active"]), row["judgement"])
    return Edge(
        **{name: row[name] for name in _OF_EDGE},
        task=row["stated_task"],
        organization=row["stated_organization"],
        role=row["stated_role"],
        sentence=row["sentence"],
        held=held,
    )
