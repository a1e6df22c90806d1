"""The tests' own Neo4j as a place to keep stores in: one database, so one store at a time, emptied for each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import neo4j

from graph import open_store
from graph.neo4j_schema import META
from graph.store import GraphStore
from tests.neo4j_server.server import Server


class Place:
    """A server that these tests started, what its database holds, and a bare driver to look at it."""

    def __init__(self, server: Server) -> None:
        self.server = server
        #: what a fixture has put there and nobody has touched since; None: anything
        self.holds: object = None
        self._driver = neo4j.GraphDatabase.driver(
            server.url, auth=server.auth, notifications_min_severity="OFF", telemetry_disabled=True
        )

    @property
    def certificate(self) -> Path:
        """What its TLS side shows."""
        return self.server.home / "certificates" / "certificate.pem"

    @property
    def settings(self) -> dict[str, str]:
        """As ``api.settings.Settings`` takes them."""
        return {"store": self.server.url, "neo4j_user": self.server.user, "neo4j_password": self.server.password or ""}

    def open(self) -> GraphStore:
        """A store over what is there."""
        return open_store(self.server.url, self.server.user, self.server.password)

    def run(self, text: str, **parameters: object) -> list[dict[str, Any]]:
        """The rows of a statement, by a bare driver."""
        with self._driver.session() as session:
            return [record.data() for record in session.run(text, parameters)]  # type: ignore[arg-type]

    def plan_of(self, text: str, **parameters: object) -> dict[str, Any]:
        """The executed plan of a statement (PROFILE)."""
        with self._driver.session() as session:
            profile = session.run("PROFILE " + text, parameters).consume().profile  # type: ignore[arg-type]
        assert profile is not None
        return profile

    def wipe(self) -> None:
        """An empty graph, the schema still there; as a new database but quicker."""
        self.holds = None
        self.run(f"MATCH (n) WHERE NOT n:{META} CALL (n) {{ DETACH DELETE n }} IN TRANSACTIONS OF 5000 ROWS")
        self.run(f"MATCH (m:{META}) SET m.revision = 0")

    def raze(self) -> None:
        """A new database: no node, no constraint, no index."""
        self.holds = None
        self.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS")
        for row in self.run("SHOW CONSTRAINTS YIELD name"):
            self.run(f"DROP CONSTRAINT {row['name']}")
        for row in self.run("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name"):
            self.run(f"DROP INDEX {row['name']}")

    def close(self) -> None:
        """Close the bare driver."""
        self._driver.close()
