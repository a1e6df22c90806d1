"""Where rows come from in SQLite: tables, and the column behind each field.

Stands beside ``graph/cypher_shapes.py``.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from graph.types import Judgement, Kind


@dataclass(frozen=True, slots=True)
class Shape:
    """Where the rows of a kind come from: FROM clause, the row's attributes, and the fields one may ask for."""

    source: str
    columns: dict[str, str]
    fields: dict[str, str]
    text: tuple[str, ...] = ()  # what ``q`` looks in


def _plain(table: str, *names: str) -> dict[str, str]:
    return {name: f'{table}."{name}"' if name == "end" else f"{table}.{name}" for name in names}


_RESPONSIBLE = (
    "SELECT 1 FROM responsibility x{} WHERE x.task = t.pk AND x.active = 1 AND x.basis <> 'standing'"
    " AND x.role = 'responsible'"
)
#: said of one task, in the role as read: 并列负责，不设牵头 (graph.doubts)
_SETTLED = _RESPONSIBLE.format(" JOIN judgement y ON y.pk = x.judgement") + (
    " AND y.kind = 'role' AND y.role = 'responsible' AND y.right_role = 'responsible' AND y.task_title IS NOT NULL"
)

SHAPES: dict[Kind, Shape] = {
    Kind.DOCUMENT: Shape(
        "document d LEFT JOIN jurisdiction j ON j.pk = d.jurisdiction"
        " LEFT JOIN organization ii ON ii.pk = d.issuer_organization"
        " LEFT JOIN organization i ON i.pk = coalesce(ii.canonical, ii.pk)",
        _plain("d", "id", "sort_key", "title", "number", "issuer")
        | {"issuer_organization": "i.id", "jurisdiction": "j.id", "jurisdiction_name": "j.name"}
        | _plain("d", "issued_on", "printed_on", "openness", "adopted_by", "addressees", "horizons", "valid_from")
        | _plain("d", "valid_to", "status", "version", "source_name", "size", "encoding", "reader", "length")
        | _plain("d", "lexicon_version", "facts", "details", "places"),
        _plain(
            "d", "id", "title", "number", "issuer", "issued_on", "printed_on", "status", "version", "in_from", "in_to"
        )
        | {"jurisdiction": "j.id"},
        ("d.title", "d.number"),
    ),
    Kind.SECTION: Shape(
        "section s JOIN document d ON d.pk = s.document LEFT JOIN section p ON p.pk = s.parent",
        _plain("s", "id", "sort_key")
        | {"document": "d.id", "parent": "p.id"}
        | _plain("s", "kind", "level", "number", "heading", "start", "end", "heading_start", "heading_end", "path"),
        _plain("s", "id", "kind", "level", "number") | {"document": "d.id", "parent": "p.id"},
        ("s.heading",),
    ),
    Kind.TASK: Shape(
        "task t JOIN document d ON d.pk = t.document LEFT JOIN jurisdiction j ON j.pk = d.jurisdiction"
        " LEFT JOIN section s ON s.pk = t.section LEFT JOIN task p ON p.pk = t.parent",
        _plain("t", "id", "sort_key")
        | {"document": "d.id", "section": "s.id", "parent": "p.id"}
        | _plain("t", "number", "title", "text", "start", "end", "title_start", "title_end", "path", "terms")
        | _plain("t", "deadline", "due_on", "details")
        | _plain("t", "lead_count", "unit_count", "open_list", "judged")
        | {"document_title": "d.title", "document_number": "d.number"},
        _plain("t", "id", "number", "deadline", "due_on", "lead_count", "unit_count", "open_list", "judged")
        | {"document": "d.id", "jurisdiction": "j.id", "parent": "p.id", "has_lead": "(t.lead_count > 0)"}
        | {"section": "s.id"}
        | {"has_responsible": f"(EXISTS ({_RESPONSIBLE.format('')}))", "lead_settled": f"(EXISTS ({_SETTLED}))"},
        ("t.title", "t.text"),
    ),
    Kind.ORGANIZATION: Shape(
        "organization o LEFT JOIN jurisdiction j ON j.pk = o.jurisdiction",
        _plain("o", "id", "sort_key", "name", "short_name", "kind", "collective")
        | {"jurisdiction": "j.id", "jurisdiction_name": "j.name"}
        | _plain("o", "registered", "inspected", "line", "superior", "superior_name", "belongs_to")
        | _plain("o", "successor", "successor_name"),
        _plain("o", "id", "name", "short_name", "kind", "collective")
        | {"jurisdiction": "j.id", "jurisdiction_name": "j.name"}
        | _plain("o", "registered", "inspected", "line", "superior", "belongs_to", "successor"),
        ("o.name",),
    ),
    Kind.JURISDICTION: Shape(
        "jurisdiction j",
        _plain("j", "id", "sort_key", "name", "short_name", "level", "superior", "until", "successor"),
        _plain("j", "id", "name", "short_name", "level", "superior"),
    ),
    Kind.RESPONSIBILITY: Shape(
        "responsibility r JOIN organization o ON o.pk = r.organization JOIN task t ON t.pk = r.task"
        " JOIN document d ON d.pk = r.document LEFT JOIN jurisdiction j ON j.pk = d.jurisdiction"
        " LEFT JOIN judgement g ON g.pk = r.judgement",
        _plain("r", "id", "sort_key")
        | {"document": "d.id", "task": "t.id", "organization": "o.id"}
        | _plain("r", "role", "start", "end", "quote", "name", "clause_start", "clause_end", "clause")
        | _plain("r", "sentence_start", "sentence_end", "sentence", "cue", "basis", "rule", "open_list", "position")
        | {
            "place": "r.place",
            "judgement": "g.id",
            "organization_name": "o.name",
            "organization_short_name": "o.short_name",
        }
        | {"organization_kind": "o.kind", "collective": "o.collective"}
        | {"task_number": "t.number", "task_title": "t.title"}
        | {"document_title": "d.title", "document_number": "d.number"},
        _plain("r", "id", "role", "basis", "cue", "open_list")
        | {"document": "d.id", "jurisdiction": "j.id", "task": "t.id", "organization": "o.id"}
        | {"organization_kind": "o.kind", "collective": "o.collective", "has_lead": "(t.lead_count > 0)"},
    ),
    Kind.TARGET: Shape(
        "target g JOIN document d ON d.pk = g.document LEFT JOIN jurisdiction j ON j.pk = d.jurisdiction"
        " LEFT JOIN task t ON t.pk = g.task LEFT JOIN section s ON s.pk = g.section",
        _plain("g", "id", "sort_key")
        | {"document": "d.id", "task": "t.id", "section": "s.id"}
        | _plain("g", "metric", "comparator", "value", "unit", "deadline", "start", "end", "quote", "sentence", "rule")
        | {"place": "g.place", "task_number": "t.number"}
        | {"document_title": "d.title", "document_number": "d.number"},
        _plain("g", "id", "metric", "comparator", "unit", "deadline", "value")
        | {"document": "d.id", "jurisdiction": "j.id", "task": "t.id"},
        ("g.metric",),
    ),
    Kind.CITATION: Shape(
        "citation c JOIN document d ON d.pk = c.document",
        _plain("c", "id", "sort_key")
        | {"document": "d.id"}
        | _plain("c", "title", "number", "cited", "start", "end", "quote", "rule")
        | {"document_title": "d.title", "document_number": "d.number"},
        _plain("c", "id", "title", "number", "cited") | {"document": "d.id"},
        ("c.title", "c.number"),
    ),
    Kind.TERM: Shape(
        "task_term a JOIN term w ON w.pk = a.term JOIN task t ON t.pk = a.task JOIN document d ON d.pk = t.document",
        {"task": "t.id", "word": "w.word", "weight": "a.weight", "sort_key": "w.sort_key"},
        {"task": "t.id", "document": "d.id", "word": "w.word"},
    ),
    Kind.FINDING: Shape(
        "finding f JOIN document d ON d.pk = f.document LEFT JOIN jurisdiction j ON j.pk = d.jurisdiction"
        " LEFT JOIN task t ON t.pk = f.task",
        _plain("f", "id", "sort_key")
        | {"document": "d.id", "task": "t.id"}
        | _plain("f", "kind", "message", "start", "end", "quote", "score")
        | {"document_title": "d.title"},
        _plain("f", "id", "kind") | {"document": "d.id", "jurisdiction": "j.id", "task": "t.id"},
    ),
    Kind.ALIAS: Shape(
        "alias a JOIN organization o ON o.pk = a.organization JOIN document d ON d.pk = a.document",
        {"organization": "o.id", "document": "d.id", "name": "a.name", "key": "a.key", "sort_key": "a.sort_key"},
        {"organization": "o.id", "document": "d.id", "name": "a.name", "key": "a.key"},
    ),
    Kind.JUDGEMENT: Shape(
        "judgement g",
        _plain("g", *(one.name for one in fields(Judgement))),
        _plain("g", "id", "kind", "who", "organization", "other", "document_key", "surface", "role")
        | {"active": "(g.undone_at IS NULL)", "placed": "(g.places > 0)"},
    ),
}
#: what is there, but no longer answers: set aside by a judgement
STANDS: dict[Kind, str] = {
    Kind.RESPONSIBILITY: "r.active = 1",
    Kind.ORGANIZATION: "o.canonical IS NULL",
    Kind.ALIAS: "o.canonical IS NULL",
    Kind.FINDING: "f.judgement IS NULL",
}
