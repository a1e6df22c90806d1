"""One document after judgements: which edges hold, which were added, which names lead where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from graph.build import made_organization, sentence_around, word_key
from graph.desk import Desk, Edge, Effects, Facts, Held, Merge, TaskPlace, Unit
from graph.judgements import Verdict, grouped, key_of
from graph.types import AliasRow, Judgement, OrganizationRow, ResponsibilityRow
from ingest.ids import normalized, stable_id
from ingest.types import Span


class Settled:
    """One document, judged."""

    def __init__(
        self,
        desk: Desk,
        facts: Facts,
        standing: Sequence[Judgement],
        known: Sequence[Unit],
        merges: Mapping[str, Merge],
    ) -> None:
        self.facts, self.merges, self._desk, self._known, self._standing = facts, merges, desk, known, standing
        self._text: str | None = None
        self._groups: dict[str, set[str]] | None = None
        self._plain: dict[tuple[int, int], str] = {}  # parts of the text, for comparing
        self._tasks: dict[str, list[TaskPlace]] = {}
        self._edges: dict[str, list[Edge]] = {}
        for place in facts.tasks:
            self._tasks.setdefault(normalized(place.title), []).append(place)
        for edge in facts.edges:
            self._edges.setdefault(normalized(edge.quote), []).append(edge)
        self.placed: dict[str, int] = {}
        self._state = {one.id: Held(one.task, one.organization, one.role, True, None) for one in facts.edges}
        ours = [one for one in standing if key_of(one) == facts.key]
        for one in ours:
            if one.kind != Verdict.MISSING:
                self.placed[one.id] = self._corrected(one)
        self._added: list[ResponsibilityRow] = []
        self._made: dict[str, OrganizationRow] = {}
        self._named: list[AliasRow] = []
        for one in ours:
            if one.kind == Verdict.MISSING:
                self.placed[one.id] = self._missing(one)

    def effects(self) -> Effects:
        """What holds of the document, as far as it is not held so already."""
        edges = {}
        for edge in self.facts.edges:
            held = self._unit(self._state[edge.id])
            if held != edge.held:
                edges[edge.id] = held
        added = tuple(replace(row, organization=self._into(row.organization)) for row in self._added)
        aliases = self._aliases()
        findings = {one.id: by for one in self.facts.findings if (by := self._settles(one.message)) != one.judgement}
        linked = tuple(dict.fromkeys(row.organization for row in self._added))
        renew = self.facts.derived or bool(added or aliases)
        return Effects(self.facts.document, edges, added, tuple(self._made.values()), linked, aliases, findings, renew)

    def _into(self, unit: str) -> str:
        return self.merges[unit].into if unit in self.merges else unit

    def _unit(self, held: Held) -> Held:
        merge = self.merges.get(held.organization)
        if merge is None:
            return held
        return replace(held, organization=merge.into, judgement=held.judgement or merge.judgement)

    # --- corrected edges

    def _corrected(self, one: Judgement) -> int:
        """Do to the edges what is judged; how many places it finds. A place where the text is read so by now counts."""
        task = self._task(one.task_path, one.task_title)
        if one.task_title and task is None:
            return 0
        quoted = self._edges.get(normalized(one.surface or ""), [])
        here = [edge for edge in quoted if task is None or edge.task == task.id]
        read = [edge for edge in here if one.role is None or edge.role == one.role]
        if one.kind == Verdict.NOT_UNIT:
            for edge in read:
                self._hold(edge, one, active=False)
            return len(read) or int(self._stands(one.surface or "", task))
        if one.kind == Verdict.ROLE:
            for edge in read:
                self._hold(edge, one, role=one.right_role)
            return len(read) or sum(edge.role == one.right_role for edge in here)
        right = self._task(one.right_task_path, one.right_task_title)
        if right is None:
            return 0
        for edge in read:
            self._hold(edge, one, task=right.id)
        there = [edge for edge in quoted if edge.task == right.id]
        return len(read) or len(there)

    def _hold(self, edge: Edge, one: Judgement, **changes: object) -> None:
        self._state[edge.id] = replace(self._state[edge.id], judgement=one.id, **changes)  # type: ignore[arg-type]

    def _task(self, path: str | None, title: str | None) -> TaskPlace | None:
        """The task of that title; of that path as well, where several have it."""
        if not title:
            return None
        found = self._tasks.get(normalized(title), [])
        if len(found) > 1:
            found = [task for task in found if task.path == path]
        return found[0] if len(found) == 1 else None

    def _words(self) -> str:
        if self._text is None:
            self._text = self._desk.text(self.facts.document)
        return self._text

    def _stands(self, surface: str, task: TaskPlace | None) -> bool:
        start, end = (task.start, task.end) if task else (0, len(self._words()))
        if (start, end) not in self._plain:
            self._plain[start, end] = normalized(self._words()[start:end])
        return normalized(surface) in self._plain[start, end]

    # --- added edges

    def _missing(self, one: Judgement) -> int:
        task, surface = self._task(one.task_path, one.task_title), one.surface or ""
        span = self._occurrence(task, surface, one.nth or 0) if task else None
        if task is None or span is None:
            return 0
        for edge in self.facts.edges:  # read by now
            held = self._state[edge.id]
            if (edge.start, held.task, held.role, held.active) == (span.start, task.id, one.role, True):
                return 1
        unit = self._named_unit(one.organization or "")
        text = self._words()
        around = next((e for e in self.facts.edges if e.clause_start <= span.start and span.end <= e.clause_end), None)
        sentence = sentence_around(text, span)
        at = text.find(sentence, max(0, span.end - len(sentence))) if around is None else around.sentence_start
        before = [
            e
            for e in self.facts.edges
            if e.start < span.start and (self._state[e.id].task, self._state[e.id].role) == (task.id, one.role)
        ]
        self._added.append(
            ResponsibilityRow(
                id=stable_id("r", "judgement", one.id, self.facts.document),
                sort_key=f"{self.facts.sort_key} {span.start:08d}",
                document=self.facts.document,
                task=task.id,
                organization=unit,
                role=one.role or "",
                start=span.start,
                end=span.end,
                quote=span.of(text),
                name=span.of(text),
                clause_start=around.clause_start if around else at,
                clause_end=around.clause_end if around else at + len(sentence),
                clause=around.clause if around else sentence,
                sentence_start=at,
                sentence_end=around.sentence_end if around else at + len(sentence),
                sentence=around.sentence if around else sentence,
                cue="",
                basis="judged",
                rule="judgement",
                open_list=False,
                position=len(before),
                place=self._place(span.start),
                judgement=one.id,
            )
        )
        return 1

    def _place(self, at: int) -> str:
        """Where a character stands in the file."""
        return next((label for start, label in reversed(self.facts.places) if start <= at), "")

    def _occurrence(self, task: TaskPlace, surface: str, nth: int) -> Span | None:
        at = task.start - 1
        for _ in range(nth + 1):
            at = self._words().find(surface, at + 1, task.end)
            if at < 0:
                return None
        return Span(at, at + len(surface))

    def _named_unit(self, name: str) -> str:
        """The id of the unit with that full name; one is made where no document names it."""
        place = self.facts.jurisdiction
        read = [unit for unit in self._known if unit.name == name and unit.read]
        if read:
            return min(read, key=lambda unit: (unit.jurisdiction != place, unit.id)).id
        row = made_organization(name, place, self.facts.jurisdiction_name)
        self._made[row.id] = row
        return row.id

    # --- names and findings

    def _aliases(self) -> tuple[AliasRow, ...]:
        """Names of merged units for the one that stands, and of units that a judgement adds."""
        named = {(row.organization, row.key): row for row in self.facts.aliases}
        own = [(row.organization, name) for row in self._added for name in (row.name, self._full_name(row))]
        own += [(row.id, row.short_name) for row in self._made.values()]
        rows = [
            AliasRow(unit, self.facts.document, name, normalized(name), word_key(normalized(name)))
            for unit, name in own
            if normalized(name)
        ]
        found = {(row.organization, row.key): row for row in reversed(rows)}
        for row in sorted([*self.facts.aliases, *rows], key=lambda row: (row.organization, row.key)):
            if row.organization in self.merges:
                into = replace(row, organization=self._into(row.organization))
                found.setdefault((into.organization, into.key), into)
        return tuple(row for key, row in sorted(found.items()) if key not in named)

    def _full_name(self, row: ResponsibilityRow) -> str:
        made = self._made.get(row.organization)
        return made.name if made else next(unit.name for unit in self._known if unit.id == row.organization)

    def _settles(self, message: str) -> str | None:
        """The judgement that answers whether two names are one unit: 名称相近，…：甲 / 乙."""
        units = [self._called(name) for name in compared(message)]
        if len(units) != 2:
            return None
        first, second = units
        for one in first:
            for other in second:
                if one != other and self._into(one) == self._into(other):
                    return (self.merges.get(one) or self.merges[other]).judgement
        ours, theirs = self._also_called(first), self._also_called(second)
        for judgement in self._standing if ours and theirs else ():
            if judgement.kind == Verdict.DIFFERENT:
                ends = judgement.organization, judgement.other
                if (ends[0] in ours and ends[1] in theirs) or (ends[0] in theirs and ends[1] in ours):
                    return judgement.id
        return None

    def _also_called(self, units: Sequence[str]) -> set[str]:
        """All names of units that judgements speak of."""
        if self._groups is None:
            self._groups = grouped(self._standing)
        names = {unit.name for unit in self._known if unit.id in units}
        return {known for name in names for known in self._groups.get(name, {name})}

    def _called(self, name: str) -> list[str]:
        key = normalized(name)
        return sorted(row.organization for row in self.facts.aliases if row.key == key)


def compared(message: str) -> tuple[str, ...]:
    """The names that a near-duplicate finding sets side by side: 名称相近，请核对是否同一单位：甲 / 乙."""
    _, _, names = message.rpartition("：")
    return tuple(name.strip() for name in names.split(" / "))
