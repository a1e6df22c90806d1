"""One read transaction on the embedded store: runs the statements of ``graph/sql.py``."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any, cast

from graph import sql
from graph.plan import Statement
from graph.statement_reader import StatementReader

_REVISION = Statement("SELECT value FROM meta WHERE key = 'revision'")
_FORMER = Statement(
    "SELECT current FROM former_id WHERE kind = :kind AND former = :id UNION ALL"
    " SELECT c.id FROM organization o JOIN organization c ON c.pk = o.canonical"
    " WHERE :kind = 'organization' AND o.id = :id"
)
_TEXT = Statement("SELECT x.text FROM document_text x JOIN document d ON d.pk = x.document WHERE d.id = :id")


class SqliteReader(StatementReader):
    """See ``graph.store.Reader``."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        super().__init__(sql, _REVISION, _FORMER, _TEXT)

    def _rows(self, statement: Statement) -> Iterable[Mapping[str, Any]]:
        parameters = {name: json.dumps(v) if isinstance(v, list) else v for name, v in statement.parameters.items()}
        return cast("Iterable[Mapping[str, Any]]", self._connection.execute(statement.text, parameters))
