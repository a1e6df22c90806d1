"""Constraints, indexes and schema version in Neo4j: made at first start, brought up to date by numbered migrations.

Only these labels are touched; a database may hold other data beside them. Community Edition suffices.
"""

from __future__ import annotations

#: the node that holds the revision, the schema version, and the lock of a write
META = "ZerenMeta"
#: a redirect from a former id; see S1 of the contract
FORMER = "ZerenFormerId"

#: labels whose nodes belong to one document, in the order of their removal
OF_A_DOCUMENT = ("Finding", "Citation", "Target", "Task", "Section")
#: labels since version 1, whose ids are unique
_FIRST = ("Document", *OF_A_DOCUMENT, "Organization", "Jurisdiction", META, FORMER)
LABELS = (*_FIRST, "Term", "Judgement")

_IDS = tuple(
    f"CREATE CONSTRAINT zeren_{label.lower()}_id IF NOT EXISTS FOR (n:{label}) REQUIRE n.id IS UNIQUE"
    for label in _FIRST
)
_OF_DOCUMENT = tuple(
    f"CREATE INDEX zeren_{label.lower()}_document IF NOT EXISTS FOR (n:{label}) ON (n.document)"
    for label in OF_A_DOCUMENT
)
_SORTED = tuple(
    f"CREATE INDEX zeren_{label.lower()}_sort IF NOT EXISTS FOR (n:{label}) ON (n.sort_key, n.id)"
    for label in ("Document", *OF_A_DOCUMENT, "Organization", "Jurisdiction")
)
_EDGES = tuple(
    statement
    for relation in ("LEADS", "RESPONSIBLE_FOR", "SUPPORTS", "SUPERVISES")
    for statement in (
        f"CREATE CONSTRAINT zeren_{relation.lower()}_id IF NOT EXISTS FOR ()-[r:{relation}]-() REQUIRE r.id IS UNIQUE",
        f"CREATE INDEX zeren_{relation.lower()}_document IF NOT EXISTS FOR ()-[r:{relation}]-() ON (r.document)",
    )
)

#: version → statements that lead to it, each safe to run again
MIGRATIONS: dict[int, tuple[str, ...]] = {
    1: (
        *_IDS,
        "CREATE CONSTRAINT zeren_term_word IF NOT EXISTS FOR (n:Term) REQUIRE n.word IS UNIQUE",
        *_OF_DOCUMENT,
        *_SORTED,
        *_EDGES,
        "CREATE INDEX zeren_document_number IF NOT EXISTS FOR (n:Document) ON (n.number_key)",
        "CREATE INDEX zeren_alias_key IF NOT EXISTS FOR ()-[r:NAMES]-() ON (r.key)",
        f"CREATE INDEX zeren_former_current IF NOT EXISTS FOR (n:{FORMER}) ON (n.current)",
        "CREATE INDEX zeren_organization_name IF NOT EXISTS FOR (n:Organization) ON (n.name)",
        "CREATE INDEX zeren_jurisdiction_name IF NOT EXISTS FOR (n:Jurisdiction) ON (n.name)",
        # text of at most 8,000 code points: a TEXT index refuses values of 32 KB
        "CREATE TEXT INDEX zeren_task_text IF NOT EXISTS FOR (n:Task) ON (n.text)",
        "CREATE TEXT INDEX zeren_task_title IF NOT EXISTS FOR (n:Task) ON (n.title)",
    ),
    3: (
        "CREATE CONSTRAINT zeren_judgement_id IF NOT EXISTS FOR (n:Judgement) REQUIRE n.id IS UNIQUE",
        "CREATE INDEX zeren_judgement_sort IF NOT EXISTS FOR (n:Judgement) ON (n.sort_key, n.id)",
        "CREATE INDEX zeren_organization_canonical IF NOT EXISTS FOR (n:Organization) ON (n.canonical)",
        "CREATE INDEX zeren_citation_rule IF NOT EXISTS FOR (n:Citation) ON (n.rule)",
        "MATCH (d:Document) WHERE d.in_from IS NULL SET d.in_from = coalesce(d.valid_from, d.issued_on, d.printed_on),"
        " d.in_to = coalesce(d.valid_to, CASE WHEN d.status IN ['repealed', 'expired'] THEN '' END)",
    ),
    # what the register says of a body, and what a question is worth
    4: (
        "MATCH (o:Organization) WHERE o.registered IS NULL SET o.registered = false, o.inspected = ''",
        "MATCH (f:Finding) WHERE f.score IS NULL SET f.score = 0.0",
        "CREATE INDEX zeren_organization_superior IF NOT EXISTS FOR (n:Organization) ON (n.superior)",
        "CREATE INDEX zeren_organization_belongs_to IF NOT EXISTS FOR (n:Organization) ON (n.belongs_to)",
        "CREATE INDEX zeren_finding_score IF NOT EXISTS FOR (n:Finding) ON (n.kind, n.score)",
    ),
}
SCHEMA_VERSION = max(MIGRATIONS)
