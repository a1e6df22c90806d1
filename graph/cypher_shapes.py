"""Where rows come from in Neo4j: patterns, and the property behind each field. Stands beside ``graph/sql_shapes.py``.

A node carries the attributes of its row, references to other nodes as their ids beside the relations; only what a row
says of its neighbours is looked up.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from graph.types import Judgement, Kind

#: role → relation
RELATION = {"lead": "LEADS", "responsible": "RESPONSIBLE_FOR", "support": "SUPPORTS", "supervise": "SUPERVISES"}
EVIDENCE = "|".join(RELATION.values())
#: an edge that a judgement set aside
ASIDE = "SET_ASIDE"


@dataclass(frozen=True, slots=True)
class Shape:
    """Where the rows of a kind come from: patterns, the row's attributes, and the fields one may ask for."""

    pattern: str  # ``{relations}`` stands for the relations that the asked roles leave
    columns: dict[str, str]
    fields: dict[str, str]
    text: tuple[str, ...] = ()  # what ``q`` looks in
    joined: str = ""  # matched after the conditions, for columns only
    by_evidence: str = ""  # the pattern where ``{held}`` is asked of one responsibility: from the unit, each row once


def _plain(variable: str, *names: str) -> dict[str, str]:
    return {name: f"{variable}.{name}" for name in names}


_OF_DOCUMENT = "\nMATCH (d:Document {{id: {0}.document}})"
#: absent from what an earlier version wrote
_JUDGED = "coalesce(t.judged, false)"
_TITLED = {"document_title": "d.title", "document_number": "d.number"}

_RESPONSIBLE = "MATCH (:Organization)-[x:RESPONSIBLE_FOR]->(t) WHERE x.basis <> 'standing'"
#: said of one task, in the role as read: 并列负责，不设牵头 (graph.doubts)
_SETTLED = (
    _RESPONSIBLE + " AND EXISTS { MATCH (y:Judgement {id: x.judgement}) WHERE y.kind = 'role'"
    " AND y.role = 'responsible' AND y.right_role = 'responsible' AND y.task_title IS NOT NULL }"
)

SHAPES: dict[Kind, Shape] = {
    Kind.DOCUMENT: Shape(
        "MATCH (d:Document)",
        _plain("d", "id", "sort_key", "title", "number", "issuer", "issuer_organization", "jurisdiction")
        | _plain(
            "d", "jurisdiction_name", "issued_on", "printed_on", "openness", "adopted_by", "addressees", "horizons"
        )
        | _plain("d", "valid_from", "valid_to", "status", "version", "source_name", "size", "encoding", "reader")
        | _plain("d", "length", "lexicon_version", "facts")
        | {
            "details": "coalesce(d.details, '[]')",
            "places": "coalesce(d.places, '[]')",
        },  # absent from what an earlier version wrote
        _plain("d", "id", "title", "number", "issuer", "issued_on", "printed_on", "status", "version", "jurisdiction")
        | _plain("d", "in_from", "in_to"),
        ("d.title", "d.number"),
    ),
    Kind.SECTION: Shape(
        "MATCH (s:Section)",
        _plain("s", "id", "sort_key", "document", "parent", "kind", "level", "number", "heading", "start", "end")
        | _plain("s", "heading_start", "heading_end", "path"),
        _plain("s", "id", "kind", "level", "number", "document", "parent"),
        ("s.heading",),
    ),
    Kind.TASK: Shape(
        "MATCH (t:Task)" + _OF_DOCUMENT.format("t"),
        _plain("t", "id", "sort_key", "document", "section", "parent", "number", "title", "text", "start", "end")
        | _plain("t", "title_start", "title_end", "path", "terms", "deadline", "due_on")
        | {"details": "coalesce(t.details, '[]')"}
        | _plain("t", "lead_count", "unit_count", "open_list")
        | {"judged": _JUDGED}
        | _TITLED,
        _plain("t", "id", "number", "deadline", "due_on", "lead_count", "unit_count", "open_list", "document", "parent")
        | _plain("t", "section")
        | {"jurisdiction": "d.jurisdiction", "has_lead": "(t.lead_count > 0)", "judged": _JUDGED}
        | {"has_responsible": f"(EXISTS {{ {_RESPONSIBLE} }})", "lead_settled": f"(EXISTS {{ {_SETTLED} }})"},
        ("t.title", "t.text"),
        by_evidence="MATCH (o:Organization)-[r:{relations}]->(t:Task){held}\nWITH DISTINCT t"
        + _OF_DOCUMENT.format("t"),
    ),
    Kind.ORGANIZATION: Shape(
        "MATCH (o:Organization)",
        _plain("o", "id", "sort_key", "name", "short_name", "kind", "collective", "jurisdiction", "jurisdiction_name")
        | _plain("o", "registered", "inspected", "line", "superior", "superior_name", "belongs_to")
        | _plain("o", "successor", "successor_name"),
        _plain("o", "id", "name", "short_name", "kind", "collective", "jurisdiction", "jurisdiction_name")
        | _plain("o", "registered", "inspected", "line", "superior", "belongs_to", "successor"),
        ("o.name",),
    ),
    Kind.JURISDICTION: Shape(
        "MATCH (j:Jurisdiction)",
        _plain("j", "id", "sort_key", "name", "short_name", "level", "superior", "until", "successor"),
        _plain("j", "id", "name", "short_name", "level", "superior"),
    ),
    Kind.RESPONSIBILITY: Shape(
        "MATCH (o:Organization)-[r:{relations}]->(t:Task)" + _OF_DOCUMENT.format("r"),
        _plain("r", "id", "sort_key", "document")
        | {"task": "t.id", "organization": "o.id"}
        | _plain("r", "role", "start", "end", "quote", "name", "clause_start", "clause_end", "clause")
        | _plain("r", "sentence_start", "sentence_end", "sentence", "cue", "basis", "rule", "open_list", "position")
        | {
            "place": "coalesce(r.place, '')",
            "judgement": "r.judgement",
            "organization_name": "o.name",
            "organization_short_name": "o.short_name",
        }
        | {"organization_kind": "o.kind", "collective": "o.collective"}
        | {"task_number": "t.number", "task_title": "t.title"}
        | _TITLED,
        _plain("r", "id", "role", "basis", "cue", "open_list", "document")
        | {"jurisdiction": "d.jurisdiction", "task": "t.id", "organization": "o.id"}
        | {"organization_kind": "o.kind", "collective": "o.collective", "has_lead": "(t.lead_count > 0)"},
    ),
    Kind.TARGET: Shape(
        "MATCH (g:Target)" + _OF_DOCUMENT.format("g"),
        _plain("g", "id", "sort_key", "document", "task", "section", "metric", "comparator", "value", "unit")
        | _plain("g", "deadline", "start", "end", "quote", "sentence", "rule")
        | {"place": "coalesce(g.place, '')", "task_number": "t.number"}
        | _TITLED,
        _plain("g", "id", "metric", "comparator", "unit", "deadline", "value", "document", "task")
        | {"jurisdiction": "d.jurisdiction"},
        ("g.metric",),
        "\nOPTIONAL MATCH (t:Task)-[:HAS_TARGET]->(g)",
    ),
    Kind.CITATION: Shape(
        "MATCH (c:Citation)" + _OF_DOCUMENT.format("c"),
        _plain("c", "id", "sort_key", "document", "title", "number", "cited", "start", "end", "quote", "rule")
        | _TITLED,
        _plain("c", "id", "title", "number", "cited", "document"),
        ("c.title", "c.number"),
    ),
    Kind.TERM: Shape(
        "MATCH (t:Task)-[a:ABOUT]->(w:Term)",
        {"task": "t.id", "word": "w.word", "weight": "a.weight", "sort_key": "w.sort_key"},
        {"task": "t.id", "document": "t.document", "word": "w.word"},
    ),
    Kind.FINDING: Shape(
        "MATCH (f:Finding)" + _OF_DOCUMENT.format("f"),
        _plain("f", "id", "sort_key", "document", "task", "kind", "message", "start", "end", "quote", "score")
        | {"document_title": "d.title"},
        _plain("f", "id", "kind", "document", "task") | {"jurisdiction": "d.jurisdiction"},
    ),
    Kind.ALIAS: Shape(
        "MATCH (d:Document)-[a:NAMES]->(o:Organization)",
        {"organization": "o.id", "document": "d.id", "name": "a.name", "key": "a.key", "sort_key": "a.sort_key"},
        {"organization": "o.id", "document": "d.id", "name": "a.name", "key": "a.key"},
    ),
    Kind.JUDGEMENT: Shape(
        "MATCH (g:Judgement)",
        _plain("g", *(one.name for one in fields(Judgement))),
        _plain("g", "id", "kind", "who", "organization", "other", "document_key", "surface", "role")
        | {"active": "(g.undone_at IS NULL)", "placed": "(g.places > 0)"},
    ),
}
#: what is there, but no longer answers: set aside by a judgement. Edges that are bear another type
STANDS: dict[Kind, str] = {
    Kind.ORGANIZATION: "o.canonical IS NULL",
    Kind.ALIAS: "o.canonical IS NULL",
    Kind.FINDING: "f.judgement IS NULL",
}
