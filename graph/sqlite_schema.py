"""The tables of the embedded store, as numbered migrations. A migration that was published is never edited.

``PRAGMA user_version`` holds the number of the last one applied; ``application_id`` says that the file is ours.
The tables stand beside the labels of Neo4j in ``docs/graph-schema.md``.
"""

from __future__ import annotations

APPLICATION_ID = 0x7A72656E  # "zren"

_VERSION_1 = (
    """CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT""",
    """INSERT INTO meta VALUES ('revision', 0)""",
    """CREATE TABLE jurisdiction (
        pk INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, sort_key TEXT NOT NULL, name TEXT NOT NULL,
        short_name TEXT NOT NULL, level TEXT NOT NULL, superior TEXT
    ) STRICT""",
    """CREATE TABLE organization (
        pk INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, sort_key TEXT NOT NULL, name TEXT NOT NULL,
        short_name TEXT NOT NULL, kind TEXT NOT NULL, collective INTEGER NOT NULL,
        jurisdiction INTEGER REFERENCES jurisdiction (pk)
    ) STRICT""",
    """CREATE TABLE document (
        pk INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, sort_key TEXT NOT NULL, title TEXT NOT NULL,
        number TEXT, number_key TEXT, issuer TEXT, issuer_organization INTEGER REFERENCES organization (pk),
        jurisdiction INTEGER REFERENCES jurisdiction (pk),
        issued_on TEXT, printed_on TEXT, openness TEXT, adopted_by TEXT,
        addressees TEXT NOT NULL, horizons TEXT NOT NULL, valid_from TEXT, valid_to TEXT, status TEXT,
        version TEXT NOT NULL, source_name TEXT NOT NULL, size INTEGER NOT NULL, encoding TEXT NOT NULL,
        reader TEXT NOT NULL, length INTEGER NOT NULL, lexicon_version TEXT NOT NULL, facts TEXT NOT NULL,
        fingerprint TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE document_text (
        document INTEGER PRIMARY KEY REFERENCES document (pk), text TEXT NOT NULL
    ) STRICT""",
    # which documents need a shared row; a row that none needs any more goes with the last one
    """CREATE TABLE document_organization (
        document INTEGER NOT NULL REFERENCES document (pk), organization INTEGER NOT NULL REFERENCES organization (pk),
        PRIMARY KEY (document, organization)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE document_jurisdiction (
        document INTEGER NOT NULL REFERENCES document (pk), jurisdiction INTEGER NOT NULL REFERENCES jurisdiction (pk),
        PRIMARY KEY (document, jurisdiction)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE alias (
        organization INTEGER NOT NULL REFERENCES organization (pk), document INTEGER NOT NULL REFERENCES document (pk),
        key TEXT NOT NULL, name TEXT NOT NULL, sort_key TEXT NOT NULL,
        PRIMARY KEY (organization, document, key)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE section (
        pk INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, sort_key TEXT NOT NULL,
        document INTEGER NOT NULL REFERENCES document (pk), parent INTEGER REFERENCES section (pk),
        kind TEXT NOT NULL, level INTEGER NOT NULL, number TEXT NOT NULL, heading TEXT NOT NULL,
        start INTEGER NOT NULL, "end" INTEGER NOT NULL, heading_start INTEGER NOT NULL, heading_end INTEGER NOT NULL,
        path TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE task (
        pk INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, sort_key TEXT NOT NULL,
        document INTEGER NOT NULL REFERENCES document (pk), section INTEGER REFERENCES section (pk),
        parent INTEGER REFERENCES task (pk), number TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL,
        start INTEGER NOT NULL, "end" INTEGER NOT NULL, title_start INTEGER NOT NULL, title_end INTEGER NOT NULL,
        path TEXT NOT NULL, terms TEXT NOT NULL,
        lead_count INTEGER NOT NULL DEFAULT 0, unit_count INTEGER NOT NULL DEFAULT 0,
        open_list INTEGER NOT NULL DEFAULT 0
    ) STRICT""",
    # the trigram index only narrows; every hit is checked by instr
    """CREATE VIRTUAL TABLE task_search USING fts5 (title, text, content = '', tokenize = 'trigram')""",
    """CREATE TABLE term (
        pk INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE, sort_key TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE task_term (
        task INTEGER NOT NULL REFERENCES task (pk), term INTEGER NOT NULL REFERENCES term (pk), weight REAL NOT NULL,
        PRIMARY KEY (task, term)
    ) STRICT, WITHOUT ROWID""",
    # a person's word on an edge or a name; keyed by words, so that it outlives the document (S13)
    """CREATE TABLE judgement (
        pk INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, document_key TEXT, task_path TEXT,
        task_title TEXT, surface TEXT, role TEXT, verdict TEXT NOT NULL, value TEXT, who TEXT NOT NULL,
        why TEXT NOT NULL, made_at TEXT NOT NULL, undone_at TEXT
    ) STRICT""",
    # stated_* is what the text says; organization, role, task and active are what holds after judgements
    """CREATE TABLE responsibility (
        pk INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, sort_key TEXT NOT NULL,
        document INTEGER NOT NULL REFERENCES document (pk),
        stated_task INTEGER NOT NULL REFERENCES task (pk),
        stated_organization INTEGER NOT NULL REFERENCES organization (pk), stated_role TEXT NOT NULL,
        task INTEGER NOT NULL REFERENCES task (pk), organization INTEGER NOT NULL REFERENCES organization (pk),
        role TEXT NOT NULL, active INTEGER NOT NULL DEFAULT 1, judgement INTEGER REFERENCES judgement (pk),
        start INTEGER NOT NULL, "end" INTEGER NOT NULL, quote TEXT NOT NULL, name TEXT NOT NULL,
        clause_start INTEGER NOT NULL, clause_end INTEGER NOT NULL, clause TEXT NOT NULL,
        sentence_start INTEGER NOT NULL, sentence_end INTEGER NOT NULL, sentence TEXT NOT NULL,
        cue TEXT NOT NULL, basis TEXT NOT NULL, rule TEXT NOT NULL, open_list INTEGER NOT NULL,
        position INTEGER NOT NULL
    ) STRICT""",
    """CREATE TABLE target (
        pk INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, sort_key TEXT NOT NULL,
        document INTEGER NOT NULL REFERENCES document (pk), task INTEGER REFERENCES task (pk),
        section INTEGER REFERENCES section (pk), metric TEXT NOT NULL, comparator TEXT NOT NULL, value REAL,
        unit TEXT NOT NULL, deadline TEXT, start INTEGER NOT NULL, "end" INTEGER NOT NULL, quote TEXT NOT NULL,
        sentence TEXT NOT NULL, rule TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE citation (
        pk INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, sort_key TEXT NOT NULL,
        document INTEGER NOT NULL REFERENCES document (pk), title TEXT NOT NULL, number TEXT, cited TEXT,
        start INTEGER NOT NULL, "end" INTEGER NOT NULL, quote TEXT NOT NULL, rule TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE finding (
        pk INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, sort_key TEXT NOT NULL,
        document INTEGER NOT NULL REFERENCES document (pk), task INTEGER REFERENCES task (pk), kind TEXT NOT NULL,
        message TEXT NOT NULL, start INTEGER, "end" INTEGER, quote TEXT
    ) STRICT""",
    # a better lexicon or a corrected title redirects an id instead of breaking links
    """CREATE TABLE former_id (
        kind TEXT NOT NULL, former TEXT NOT NULL, current TEXT NOT NULL, PRIMARY KEY (kind, former)
    ) STRICT, WITHOUT ROWID""",
    """CREATE INDEX former_id_current ON former_id (kind, current)""",
    """CREATE INDEX alias_key ON alias (key)""",
    """CREATE INDEX alias_document ON alias (document)""",
    """CREATE INDEX document_sort ON document (sort_key, id)""",
    """CREATE INDEX document_number ON document (number_key)""",
    """CREATE INDEX document_jurisdiction_id ON document (jurisdiction)""",
    """CREATE INDEX document_issuer ON document (issuer_organization)""",
    """CREATE INDEX document_organization_back ON document_organization (organization)""",
    """CREATE INDEX document_jurisdiction_back ON document_jurisdiction (jurisdiction)""",
    """CREATE INDEX organization_sort ON organization (sort_key, id)""",
    """CREATE INDEX organization_jurisdiction ON organization (jurisdiction)""",
    """CREATE INDEX section_document ON section (document)""",
    """CREATE INDEX section_parent ON section (parent)""",
    """CREATE INDEX section_sort ON section (sort_key, id)""",
    """CREATE INDEX task_sort ON task (sort_key, id)""",
    """CREATE INDEX task_document ON task (document, sort_key)""",
    """CREATE INDEX task_section ON task (section)""",
    """CREATE INDEX task_parent ON task (parent)""",
    """CREATE INDEX task_term_term ON task_term (term)""",
    """CREATE INDEX responsibility_sort ON responsibility (sort_key, id)""",
    """CREATE INDEX responsibility_task ON responsibility (task, organization, role)""",
    """CREATE INDEX responsibility_organization ON responsibility (organization, role, task)""",
    """CREATE INDEX responsibility_document ON responsibility (document)""",
    """CREATE INDEX responsibility_stated_task ON responsibility (stated_task)""",
    """CREATE INDEX responsibility_stated_organization ON responsibility (stated_organization)""",
    """CREATE INDEX target_document ON target (document)""",
    """CREATE INDEX target_task ON target (task)""",
    """CREATE INDEX target_section ON target (section)""",
    """CREATE INDEX target_sort ON target (sort_key, id)""",
    """CREATE INDEX citation_document ON citation (document)""",
    """CREATE INDEX citation_cited ON citation (cited)""",
    """CREATE INDEX finding_document ON finding (document)""",
    """CREATE INDEX finding_task ON finding (task)""",
)

#: where the text of a document stands in its file: pages, or cells of a sheet
_VERSION_2 = (
    """ALTER TABLE document ADD COLUMN places TEXT NOT NULL DEFAULT '[]'""",
    """ALTER TABLE responsibility ADD COLUMN place TEXT NOT NULL DEFAULT ''""",
    """ALTER TABLE target ADD COLUMN place TEXT NOT NULL DEFAULT ''""",
)

#: judgements in words, and what they change; on which days a document is in force
_VERSION_3 = (
    """DROP TABLE judgement""",  # never filled before
    """CREATE TABLE judgement (
        pk INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, sort_key TEXT NOT NULL, kind TEXT NOT NULL,
        who TEXT NOT NULL, why TEXT NOT NULL, made_at TEXT NOT NULL, organization TEXT, other TEXT, year INTEGER,
        issuer TEXT, number TEXT, title TEXT, task_path TEXT, task_title TEXT, surface TEXT, nth INTEGER, role TEXT,
        right_role TEXT, right_task_path TEXT, right_task_title TEXT, undone_at TEXT, undone_by TEXT, undone_why TEXT,
        places INTEGER NOT NULL DEFAULT 0, document_key TEXT
    ) STRICT""",
    """CREATE INDEX judgement_sort ON judgement (sort_key, id)""",
    """CREATE INDEX judgement_document ON judgement (document_key)""",
    # what a judgement put there, beside what was read
    """ALTER TABLE responsibility ADD COLUMN added INTEGER NOT NULL DEFAULT 0""",
    """ALTER TABLE alias ADD COLUMN added INTEGER NOT NULL DEFAULT 0""",
    """ALTER TABLE document_organization ADD COLUMN added INTEGER NOT NULL DEFAULT 0""",
    """ALTER TABLE task ADD COLUMN judged INTEGER NOT NULL DEFAULT 0""",
    """ALTER TABLE finding ADD COLUMN judgement INTEGER REFERENCES judgement (pk)""",
    """ALTER TABLE organization ADD COLUMN canonical INTEGER REFERENCES organization (pk)""",
    """ALTER TABLE organization ADD COLUMN merged_by INTEGER REFERENCES judgement (pk)""",
    """CREATE INDEX organization_name ON organization (name)""",
    """CREATE INDEX organization_canonical ON organization (canonical)""",
    # the days on which a document is in force, both among them; '' before every day
    """ALTER TABLE document ADD COLUMN in_from TEXT""",
    """ALTER TABLE document ADD COLUMN in_to TEXT""",
    """ALTER TABLE document ADD COLUMN repealed_by TEXT""",
    """UPDATE document SET in_from = coalesce(valid_from, issued_on, printed_on),
        in_to = coalesce(valid_to, CASE WHEN status IN ('repealed', 'expired') THEN '' END)""",
    """CREATE INDEX citation_rule ON citation (rule)""",
)

#: what the register says of a body, what became of a place, and what a question is worth
_VERSION_4 = (
    """ALTER TABLE organization ADD COLUMN registered INTEGER NOT NULL DEFAULT 0""",
    """ALTER TABLE organization ADD COLUMN inspected TEXT NOT NULL DEFAULT ''""",
    *(
        f"ALTER TABLE organization ADD COLUMN {name} TEXT"
        for name in ("line", "superior", "superior_name", "belongs_to", "successor", "successor_name")
    ),
    """ALTER TABLE jurisdiction ADD COLUMN until INTEGER""",
    """ALTER TABLE jurisdiction ADD COLUMN successor TEXT""",
    """ALTER TABLE finding ADD COLUMN score REAL NOT NULL DEFAULT 0""",
    """CREATE INDEX organization_superior ON organization (superior)""",
    """CREATE INDEX organization_belongs_to ON organization (belongs_to)""",
    """CREATE INDEX finding_score ON finding (kind, score, sort_key, id)""",
)

#: what a task says besides who does it
_VERSION_5 = (
    """ALTER TABLE document ADD COLUMN details TEXT NOT NULL DEFAULT '[]'""",
    """ALTER TABLE task ADD COLUMN deadline TEXT""",
    """ALTER TABLE task ADD COLUMN due_on TEXT""",
    """ALTER TABLE task ADD COLUMN details TEXT NOT NULL DEFAULT '[]'""",
    """CREATE INDEX task_due ON task (due_on, id) WHERE due_on IS NOT NULL""",
)

#: number → statements that lead to it from the number before
MIGRATIONS: dict[int, tuple[str, ...]] = {1: _VERSION_1, 2: _VERSION_2, 3: _VERSION_3, 4: _VERSION_4, 5: _VERSION_5}

SCHEMA_VERSION = max(MIGRATIONS)
