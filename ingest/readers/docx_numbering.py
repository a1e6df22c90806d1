"""Which list a Word paragraph stands in, by itself or by its style, and what number it therefore shows."""

from __future__ import annotations

from collections.abc import Iterator

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE

from ingest.readers.numbering import LEVELS, Counter, Level, Listing
from ingest.readers.xml import Element, attribute, local

_OFF = frozenset(("0", "false", "off"))
MOST_ANCESTORS = 12  # of a style


class Numbers:
    """Labels of one document's paragraphs, asked for in the order of the text."""

    def __init__(self, document: Document) -> None:
        self._styles = _Styles(_part(document, RELATIONSHIP_TYPE.STYLES))
        self._counter = Counter(_listings(_part(document, RELATIONSHIP_TYPE.NUMBERING)))

    def label(self, paragraph: Element) -> str:
        """Its automatic number, or ""."""
        style = _style(paragraph)
        listing, level = _list_of(_child(paragraph, "pPr"))
        if listing is None or level is None:
            inherited, inherited_level = self._styles.list_of(style)
            listing = inherited if listing is None else listing
            level = inherited_level if level is None else level
        if listing in {None, "0"}:
            return ""
        return self._counter.label(listing or "", min(level or 0, LEVELS - 1))

    def is_contents(self, paragraph: Element) -> bool:
        """Whether it is a line of a table of contents."""
        return self._styles.name(_style(paragraph)).startswith(("toc ", "目录"))


class _Styles:
    def __init__(self, root: Element | None) -> None:
        self._found = {attribute(one, "styleId") or "": one for one in _children(root, "style")}

    def name(self, style: str) -> str:
        named = _child(self._found.get(style), "name")
        return (attribute(named, "val") or "").lower() if named is not None else ""

    def list_of(self, style: str) -> tuple[str | None, int | None]:
        listing: str | None = None
        level: int | None = None
        for _ in range(MOST_ANCESTORS):
            found = self._found.get(style)
            if found is None:
                break
            here, here_level = _list_of(_child(found, "pPr"))
            listing = here if listing is None else listing
            level = here_level if level is None else level
            based = _child(found, "basedOn")
            style = (attribute(based, "val") or "") if based is not None else ""
        return listing, level


def _part(document: Document, kind: str) -> Element | None:
    relation = next((r for r in document.part.rels.values() if r.reltype == kind and not r.is_external), None)
    return getattr(relation.target_part, "element", None) if relation is not None else None


def _listings(root: Element | None) -> dict[str, Listing]:
    abstract = {}
    for one in _children(root, "abstractNum"):
        levels = {_integer(level, "ilvl"): _level(level) for level in _children(one, "lvl")}
        abstract[attribute(one, "abstractNumId") or ""] = levels
    found = {}
    for one in _children(root, "num"):
        of = _value(one, "abstractNumId") or ""
        levels = dict(abstract.get(of, {}))
        starts = {}
        for over in _children(one, "lvlOverride"):
            at = _integer(over, "ilvl")
            own = _child(over, "lvl")
            if own is not None:
                levels[at] = _level(own)
            start = _value(over, "startOverride")
            if start is not None and start.isdecimal() and 0 <= at < LEVELS:
                starts[at] = min(int(start), 100_000)
        found[attribute(one, "numId") or ""] = Listing(of, levels, starts)
    return found


def _level(element: Element) -> Level:
    start = _value(element, "start") or "1"
    restart = _value(element, "lvlRestart")
    legal = _child(element, "isLgl")
    return Level(
        format=_value(element, "numFmt") or "decimal",
        text=(_value(element, "lvlText") or "")[:40],
        start=min(int(start), 100_000) if start.isdecimal() else 1,
        suffix=_value(element, "suff") or "tab",
        restart=int(restart) if restart is not None and restart.isdecimal() else None,
        legal=legal is not None and (attribute(legal, "val") or "1") not in _OFF,
    )


def _list_of(properties: Element | None) -> tuple[str | None, int | None]:
    numbered = _child(properties, "numPr")
    if numbered is None:
        return None, None
    level = _value(numbered, "ilvl")
    return _value(numbered, "numId"), int(level) if level is not None and level.isdecimal() else None


def _style(paragraph: Element) -> str:
    return _value(_child(paragraph, "pPr"), "pStyle") or ""


def _children(element: Element | None, name: str) -> Iterator[Element]:
    return (one for one in element if local(one) == name) if element is not None else iter(())


def _child(element: Element | None, name: str) -> Element | None:
    return next(_children(element, name), None)


def _value(element: Element | None, name: str) -> str | None:
    child = _child(element, name)
    return attribute(child, "val") if child is not None else None


def _integer(element: Element, name: str) -> int:
    value = attribute(element, name) or "0"
    return int(value) if value.isdecimal() else 0
