"""The words a person types → the one row they mean, or an error that names the candidates. Nothing is guessed."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import cast

from graph.answers import BasisDocument
from graph.query import Op, Query, Where
from graph.store import Reader
from graph.types import AliasRow, DocumentRow, JurisdictionRow, Kind, OrganizationRow
from ingest.errors import ZerenError
from ingest.ids import normalized


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of the rows that the words could mean. ``label``: what to show a person. A unit whose place is not known is
    of one document only, and told from others of its name by it: ``documents`` are given for such units alone."""

    id: str
    name: str
    jurisdiction_name: str | None = None
    label: str = ""
    documents: tuple[BasisDocument, ...] = ()


class UnsettledName(ZerenError):
    """A name that does not lead to exactly one row; ``candidates`` are the nearest or the equally good ones."""

    code = "unknown-name"

    def __init__(
        self, zh: str, en: str, *, words: str = "", candidates: tuple[Candidate, ...] = (), remedy: str = ""
    ) -> None:
        super().__init__(zh, en, remedy=remedy)
        self.words = words
        self.candidates = candidates


class UnknownName(UnsettledName):
    """No row has that name."""

    code = "unknown-name"


class AmbiguousName(UnsettledName):
    """Several jurisdictions share the name."""

    code = "ambiguous-name"


class NotFound(UnsettledName):
    """No row has that id."""

    code = "not-found"


def organization(
    reader: Reader, words: str, jurisdiction: str | None = None, document: str | None = None
) -> OrganizationRow:
    """The unit called ``words`` (an id, any alias), settled by ``jurisdiction`` (id or name), then by ``document``
    (id), where several share it.

    Raises UnknownName with the nearest names, AmbiguousName with the candidates.
    """
    found = reader.get(Kind.ORGANIZATION, words)
    if isinstance(found, OrganizationRow):
        return found
    rows = organizations_called(reader, words)
    place = ""
    if jurisdiction is not None:
        places = {row.id: row.name for row in jurisdictions_called(reader, jurisdiction)}
        rows = tuple(row for row in rows if row.jurisdiction in places)
        place = "、".join(places.values()) or jurisdiction
    if len(rows) > 1 and document is not None:
        named = Query(Kind.ALIAS, (Where("key", normalized(words)), Where("document", document)), limit=100)
        here = {cast("AliasRow", row).organization for row in reader.list(named).items}
        rows = tuple(row for row in rows if row.id in here) or rows
    if len(rows) == 1:
        return rows[0]
    if rows:
        candidates = _candidates(reader, rows)
        by_place = "用 jurisdiction= 指明地区，或写全称 (say which with jurisdiction= or the full name)"
        by_document = (
            "未定地区的单位用 document= 指明文件，或用候选的 id (where the place is not known: document=, or the id)"
        )
        raise AmbiguousName(
            f"“{words}”在本库中不止一个单位",
            f"{words!r} names {len(rows)} organizations",
            words=words,
            candidates=candidates,
            remedy="；".join([by_place, *([by_document] if any(one.documents for one in candidates) else [])]),
        )
    raise UnknownName(
        f"本库中没有名为“{words}”的单位" + (f"（地区：{place}）" if place else ""),
        f"no organization is called {words!r}",
        candidates=nearest_organizations(reader, words),
        remedy="核对名称，或从相近的名称中选择 (check the name or choose one of the nearest)",
    )


def organizations_called(reader: Reader, words: str) -> tuple[OrganizationRow, ...]:
    """Every unit that has ``words`` as its name or alias. A full name wins over an alias of another unit; the name of a
    unit whose place is not known is no full name (市教育局 of a sheet that names no city) and wins over none."""
    key = normalized(words)
    if not key:
        return ()
    page = reader.list(Query(Kind.ORGANIZATION, (Where("alias", key),), limit=100))
    rows = tuple(cast("OrganizationRow", row) for row in page.items)
    exact = tuple(row for row in rows if normalized(row.name) == key)
    return exact if len(exact) == 1 and exact[0].jurisdiction is not None else rows


def nearest_organizations(reader: Reader, words: str, most: int = 5) -> tuple[Candidate, ...]:
    """Units whose names hold the words, else those with the most alike names; at most ``most``."""
    holding = (
        reader.list(Query(Kind.ORGANIZATION, (Where("q", words, Op.CONTAINS),), limit=most)).items if words else ()
    )
    if holding:
        return _candidates(reader, tuple(cast("OrganizationRow", row) for row in holding))
    aliases = tuple(cast("AliasRow", row) for row in reader.list(Query(Kind.ALIAS, limit=1000)).items)
    by_key: dict[str, str] = {}
    for alias in aliases:
        by_key.setdefault(alias.key, alias.organization)
    keys = difflib.get_close_matches(normalized(words), by_key, n=most * 4, cutoff=0.5)
    rows = [reader.get(Kind.ORGANIZATION, found) for found in dict.fromkeys(by_key[key] for key in keys)]
    return _candidates(reader, tuple(row for row in rows if isinstance(row, OrganizationRow))[:most])


def jurisdictions_called(reader: Reader, words: str) -> tuple[JurisdictionRow, ...]:
    """Every place with that id, full name or short name. Raises UnknownName where there is none."""
    found = reader.get(Kind.JURISDICTION, words)
    if isinstance(found, JurisdictionRow):
        return (found,)
    for field in ("name", "short_name"):
        rows = reader.list(Query(Kind.JURISDICTION, (Where(field, words),), limit=100)).items
        if rows:
            return tuple(cast("JurisdictionRow", row) for row in rows)
    known = reader.list(Query(Kind.JURISDICTION, limit=20)).items
    raise UnknownName(
        f"本库中没有名为“{words}”的地区",
        f"no jurisdiction is called {words!r}",
        candidates=tuple(Candidate(row.id, row.name) for row in known if isinstance(row, JurisdictionRow)),
        remedy="从已有地区中选择 (choose one of those known)",
    )


def jurisdiction(reader: Reader, words: str) -> JurisdictionRow:
    """The one place called ``words``; raises AmbiguousName where two cities have a district of that name."""
    rows = jurisdictions_called(reader, words)
    if len(rows) == 1:
        return rows[0]
    raise AmbiguousName(
        f"“{words}”不止一个地区",
        f"{words!r} names {len(rows)} jurisdictions",
        candidates=tuple(Candidate(row.id, row.name) for row in rows),
        remedy="写地区全称 (give the full name)",
    )


def document(reader: Reader, words: str) -> DocumentRow:
    """The document with that id, document number (发文字号) or exact title. Raises UnknownName, AmbiguousName."""
    found = reader.get(Kind.DOCUMENT, words)
    if isinstance(found, DocumentRow):
        return found
    for field in ("number", "title"):
        rows = reader.list(Query(Kind.DOCUMENT, (Where(field, words),), limit=20)).items
        if len(rows) == 1:
            return cast("DocumentRow", rows[0])
        if rows:
            raise AmbiguousName(
                f"“{words}”不止一个文件",
                f"{words!r} names {len(rows)} documents",
                candidates=tuple(Candidate(row.id, row.title) for row in rows if isinstance(row, DocumentRow)),
                remedy="用文件 id 指明 (give the document's id)",
            )
    raise UnknownName(
        f"本库中没有文件“{words}”",
        f"no document {words!r}",
        remedy="在网页“文件”或 /api/v1/documents 查看已读入的文件 (see /api/v1/documents)",
    )


def document_at(reader: Reader, words: str) -> DocumentRow:
    """The document that a path names: like ``document``, but what is not there is NotFound."""
    try:
        return document(reader, words)
    except UnknownName as error:
        raise NotFound(error.zh, error.en, remedy=error.remedy) from None


def _candidates(reader: Reader, rows: tuple[OrganizationRow, ...]) -> tuple[Candidate, ...]:
    placeless = tuple(row.id for row in rows if row.jurisdiction is None)
    of_unit = _documents_naming(reader, placeless) if placeless else {}
    return tuple(
        Candidate(
            row.id, row.name, row.jurisdiction_name, _label(row, of_unit.get(row.id, ())), of_unit.get(row.id, ())
        )
        for row in rows
    )


def _label(row: OrganizationRow, documents: tuple[BasisDocument, ...]) -> str:
    titles = "、".join(f"《{document.title}》" for document in documents)
    return f"{row.name}〔未定地区：{titles}〕" if titles else row.name


def _documents_naming(reader: Reader, units: tuple[str, ...]) -> dict[str, tuple[BasisDocument, ...]]:
    """The documents that name each unit (id)."""
    aliases = cast(
        "tuple[AliasRow, ...]", reader.list(Query(Kind.ALIAS, (Where("organization", units, Op.IN),), limit=1000)).items
    )
    ids = tuple({alias.document for alias in aliases})
    rows = reader.list(Query(Kind.DOCUMENT, (Where("id", ids, Op.IN),), limit=1000)).items
    documents = tuple(BasisDocument(row.id, row.title, row.number) for row in cast("tuple[DocumentRow, ...]", rows))
    naming = {(alias.organization, alias.document) for alias in aliases}
    return {unit: tuple(one for one in documents if (unit, one.id) in naming) for unit in units}
