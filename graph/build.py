"""Extraction → subgraph: the rows that one document puts into the graph. Pure: the same extraction, the same rows.

Every ``sort_key`` is ASCII, because the stores sort other text differently: names by pinyin, then the id; places in a
document by the document's key, then their offset.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from functools import lru_cache
from operator import attrgetter

from pypinyin import Style, lazy_pinyin

from graph.types import (
    AliasRow,
    CitationRow,
    DocumentRow,
    FindingRow,
    JurisdictionRow,
    OrganizationRow,
    ResponsibilityRow,
    SectionRow,
    Subgraph,
    TargetRow,
    TaskRow,
    TermRow,
)
from ingest.ids import normalized, stable_id
from ingest.types import Detail, Extraction, Jurisdiction, Organization, OrganizationKind, Place, Span

#: code points of a task's own words that are kept and searched; an index entry of a store is bounded
LONGEST_TASK_TEXT = 8000
#: code points of a title that take part in sorting
SORTED_TITLE = 60
_SENTENCE_ENDS = "。！？；\n\r"


def build(extraction: Extraction) -> Subgraph:
    """The rows of one document. Raises nothing on a well-formed extraction."""
    document = extraction.document
    key = _document_key(extraction)
    units, issuer = _units(extraction)
    places = {unit.jurisdiction.id: unit.jurisdiction for unit in units.values() if unit.jurisdiction}
    if document.jurisdiction:
        places[document.jurisdiction.id] = document.jurisdiction
    return Subgraph(
        document=_document(extraction, key, issuer),
        text=document.text,
        jurisdictions=tuple(_jurisdiction(places[one]) for one in sorted(places)),
        organizations=tuple(_organization(units[one]) for one in sorted(units)),
        aliases=_aliases(extraction, units),
        sections=_sections(extraction, key),
        tasks=_tasks(extraction, key),
        terms=tuple(
            TermRow(task.id, term.word, term.weight, sort_key=word_key(term.word))
            for task in extraction.tasks
            for term in task.terms
        ),
        responsibilities=_responsibilities(extraction, key),
        targets=_targets(extraction, key),
        citations=_citations(extraction, key),
        findings=_findings(extraction, key),
    )


@lru_cache(maxsize=65_536)  # names recur from document to document
def pinyin(words: str) -> str:
    """Words as ASCII for sorting: pinyin without tones, lower case, other characters as six hex digits; half-width.

    >>> pinyin("重庆市〇Ａ1")
    'chong qing shi 003007 a1'
    """
    syllables = lazy_pinyin(normalized(words), style=Style.NORMAL, errors=lambda run: run)
    return " ".join(_ascii(syllable.lower()) for syllable in syllables)


def sentence_around(text: str, span: Span) -> str:
    """The sentence that holds the span: up to the sentence end before it, with the one that closes it."""
    start = max(text.rfind(end, 0, span.start) for end in _SENTENCE_ENDS) + 1
    ends = [at for at in (text.find(end, span.end) for end in _SENTENCE_ENDS) if at >= 0]
    end = min(ends) if ends else len(text)
    if end < len(text) and text[end] not in "\r\n":
        end += 1
    return text[start:end].strip()


def place_of(places: tuple[Place, ...], at: int) -> str:
    """Where the text's character ``at`` stands in its file; "" where its kind has no places."""
    index = bisect_right(places, at, key=attrgetter("start")) - 1
    return places[index].label if index >= 0 else ""


def _ascii(syllable: str) -> str:
    return "".join(c if c.isascii() and c.isprintable() else f"{ord(c):06x}" for c in syllable)


@lru_cache(maxsize=65_536)
def word_key(words: str) -> str:
    """By pinyin, then by the characters themselves."""
    return f"{pinyin(words)} {''.join([f'{ord(character):06x}' for character in words])}"


def _document_key(extraction: Extraction) -> str:
    document = extraction.document
    return f"{document.issued_on or '0000-00-00'} {pinyin(document.title[:SORTED_TITLE])} {document.id}"


def _place(key: str, start: int) -> str:
    return f"{key} {start:08d}"


def _units(extraction: Extraction) -> tuple[dict[str, Organization], str | None]:
    """Every unit by id, and the id of the one that issued the document."""
    units = {unit.id: unit for unit in extraction.organizations}
    issuer = extraction.document.issuer
    if not issuer:
        return units, None
    same = [unit.id for unit in extraction.organizations if normalized(unit.name) == normalized(issuer)]
    if same:
        return units, min(same)
    made = _issuer(issuer, extraction.document.jurisdiction)
    return units | {made.id: made}, made.id


def _issuer(name: str, place: Jurisdiction | None) -> Organization:
    """The issuing unit where no clause names it."""
    short = name.removeprefix(place.name) if place else name
    kind = OrganizationKind.GOVERNMENT if short.startswith("人民政府") else OrganizationKind.OTHER
    made = stable_id("o", place.name if place else None, name)  # as ingest.organizations does
    return Organization(made, name, short or name, kind, place, (), "issuer")


def made_organization(name: str, jurisdiction: str | None, place: str | None) -> OrganizationRow:
    """A unit that no document names by itself, of the place with that id and full name: added by a judgement."""
    short = (name.removeprefix(place) if place else name) or name
    made = stable_id("o", place, name)  # as ingest.organizations does
    key = f"{pinyin(name)} {made}"
    return OrganizationRow(made, key, name, short, OrganizationKind.OTHER.value, False, jurisdiction, place)


def _document(extraction: Extraction, key: str, issuer: str | None) -> DocumentRow:
    document = extraction.document
    place, source = document.jurisdiction, document.source
    return DocumentRow(
        id=document.id,
        sort_key=key,
        title=document.title,
        number=document.number,
        issuer=document.issuer,
        issuer_organization=issuer,
        jurisdiction=place.id if place else None,
        jurisdiction_name=place.name if place else None,
        issued_on=document.issued_on,
        printed_on=document.printed_on,
        openness=document.openness,
        adopted_by=document.adopted_by,
        addressees=document.addressees,
        horizons=document.horizons,
        valid_from=document.valid_from,
        valid_to=document.valid_to,
        status=document.status,
        version=source.sha256,
        source_name=source.name,
        size=source.size,
        encoding=source.encoding,
        reader=source.reader,
        length=len(document.text),
        lexicon_version=extraction.lexicon_version,
        facts=tuple((one.field, one.value, one.span.start, one.span.end, one.rule) for one in document.facts),
        details=tuple(_told(one) for one in extraction.details if one.task is None),
        places=tuple((one.start, one.label) for one in source.places),
    )


def _jurisdiction(place: Jurisdiction) -> JurisdictionRow:
    key = f"{pinyin(place.name)} {place.id}"
    return JurisdictionRow(
        place.id, key, place.name, place.short_name, place.level, place.superior, place.until, place.successor
    )


def _organization(unit: Organization) -> OrganizationRow:
    place = unit.jurisdiction
    return OrganizationRow(
        id=unit.id,
        sort_key=f"{pinyin(unit.name)} {unit.id}",
        name=unit.name,
        short_name=unit.short_name,
        kind=unit.kind.value,
        collective=unit.kind is OrganizationKind.COLLECTIVE,
        jurisdiction=place.id if place else None,
        jurisdiction_name=place.name if place else None,
        registered=unit.registered,
        inspected=unit.inspected,
        line=unit.line or None,
        superior=unit.superior,
        superior_name=unit.superior_name,
        belongs_to=unit.belongs_to,
        successor=unit.successor,
        successor_name=unit.successor_name,
    )


def _aliases(extraction: Extraction, units: dict[str, Organization]) -> tuple[AliasRow, ...]:
    """Every name one may ask by: the unit's own names and those the text uses, as stated there."""
    named: list[tuple[str, str]] = []
    for unit in units.values():
        named += [(unit.id, name) for name in (unit.name, unit.short_name, *unit.aliases)]
    named += [(one.organization, one.mention.name) for one in extraction.responsibilities]
    first: dict[tuple[str, str], str] = {}
    for organization, name in named:
        key = normalized(name)
        if key:
            first.setdefault((organization, key), name)
    return tuple(
        AliasRow(organization, extraction.document.id, name, key, sort_key=word_key(key))
        for (organization, key), name in sorted(first.items())
    )


def _sections(extraction: Extraction, key: str) -> tuple[SectionRow, ...]:
    return tuple(
        SectionRow(
            id=section.id,
            sort_key=f"{_place(key, section.span.start)} {section.level:02d}",
            document=extraction.document.id,
            parent=section.parent,
            kind=section.kind.value,
            level=section.level,
            number=section.number,
            heading=section.heading,
            start=section.span.start,
            end=section.span.end,
            heading_start=section.heading_span.start,
            heading_end=section.heading_span.end,
            path=section.path,
        )
        for section in extraction.sections
    )


def _is_surer(one: Detail, other: Detail) -> bool:
    """整改时限：2025年12月底前 says a task's deadline, though its goal names a year before."""
    return one.rule == "deadline.label" != other.rule


def _told(one: Detail) -> tuple[str, str, int, int, str]:
    return one.kind, one.value, one.span.start, one.span.end, one.rule


def _tasks(extraction: Extraction, key: str) -> tuple[TaskRow, ...]:
    text = extraction.document.text
    details: dict[str | None, list[Detail]] = defaultdict(list)
    deadlines: dict[str | None, Detail] = {}
    for one in extraction.details:
        details[one.task].append(one)
        if one.kind == "deadline" and (one.task not in deadlines or _is_surer(one, deadlines[one.task])):
            deadlines[one.task] = one
    return tuple(
        TaskRow(
            id=task.id,
            sort_key=_place(key, task.span.start),
            document=extraction.document.id,
            section=task.section,
            parent=task.parent,
            number=task.number,
            title=task.title,
            text=task.span.of(text)[:LONGEST_TASK_TEXT],
            start=task.span.start,
            end=task.span.end,
            title_start=task.title_span.start,
            title_end=task.title_span.end,
            path=task.path,
            terms=tuple(term.word for term in sorted(task.terms, key=lambda term: (-term.weight, term.word))),
            deadline=deadlines[task.id].value if task.id in deadlines else None,
            due_on=deadlines[task.id].due_on if task.id in deadlines else None,
            details=tuple(map(_told, details[task.id])),
        )
        for task in extraction.tasks
    )


def _responsibilities(extraction: Extraction, key: str) -> tuple[ResponsibilityRow, ...]:
    text = extraction.document.text
    return tuple(
        ResponsibilityRow(
            id=one.id,
            sort_key=_place(key, one.mention.span.start),
            document=extraction.document.id,
            task=one.task,
            organization=one.organization,
            role=one.role.value,
            start=one.mention.span.start,
            end=one.mention.span.end,
            quote=one.mention.quote,
            name=one.mention.name,
            clause_start=one.clause.start,
            clause_end=one.clause.end,
            clause=one.clause.of(text),
            sentence_start=one.sentence.start,
            sentence_end=one.sentence.end,
            sentence=one.sentence.of(text),
            cue=one.cue,
            basis=one.basis.value,
            rule=one.rule,
            open_list=one.open_list,
            position=one.position,
            place=place_of(extraction.document.source.places, one.mention.span.start),
        )
        for one in extraction.responsibilities
    )


def _targets(extraction: Extraction, key: str) -> tuple[TargetRow, ...]:
    return tuple(
        TargetRow(
            id=target.id,
            sort_key=_place(key, target.span.start),
            document=extraction.document.id,
            task=target.task,
            section=target.section,
            metric=target.metric,
            comparator=target.comparator,
            value=target.value,
            unit=target.unit,
            deadline=target.deadline,
            start=target.span.start,
            end=target.span.end,
            quote=target.quote,
            sentence=sentence_around(extraction.document.text, target.span),
            rule=target.rule,
            place=place_of(extraction.document.source.places, target.span.start),
        )
        for target in extraction.targets
    )


def _citations(extraction: Extraction, key: str) -> tuple[CitationRow, ...]:
    return tuple(
        CitationRow(
            id=one.id,
            sort_key=_place(key, one.span.start),
            document=extraction.document.id,
            title=one.title,
            number=one.number,
            cited=one.document,
            start=one.span.start,
            end=one.span.end,
            quote=one.span.of(extraction.document.text),
            rule=one.rule,
        )
        for one in extraction.citations
    )


def _findings(extraction: Extraction, key: str) -> tuple[FindingRow, ...]:
    return tuple(
        FindingRow(
            id=one.id,
            sort_key=_place(key, one.span.start if one.span else 0),
            document=extraction.document.id,
            task=one.task,
            kind=one.kind,
            message=one.message,
            start=one.span.start if one.span else None,
            end=one.span.end if one.span else None,
            quote=one.span.of(extraction.document.text) if one.span else None,
            score=one.score,
        )
        for one in extraction.findings
    )
