"""Services for the tests over either store: shared ones that hold known files, and fresh ones of a test's own."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from fastapi.testclient import TestClient

from api.app import create_app
from api.service import Service, open_place
from api.settings import Settings
from ingest.apart import Apart
from tests.neo4j_server.place import Place

#: the stores that every answer is asked of
KINDS = ("sqlite", "neo4j")


def open_client(service: Service) -> TestClient:
    """A client as a browser on this machine would be."""
    return TestClient(
        create_app(service.settings, service), base_url="http://127.0.0.1:8000", raise_server_exceptions=False
    )


class Services:
    """Makes services over one kind of store. A Neo4j has one database: what a service held before is then gone."""

    def __init__(self, place: Place | None, folder: Path) -> None:
        self._place, self._folder = place, folder
        self._shared: dict[tuple[Path, ...], Service] = {}
        self._clients: dict[int, TestClient] = {}
        self._open = ExitStack()
        self._first: Service | None = None

    @property
    def store(self) -> dict[str, object]:
        """The settings that choose the store: all that differs between the two."""
        return {**self._place.settings, "sources": self._folder} if self._place else {"store": "sqlite://"}

    def holding(self, *paths: Path) -> Service:
        """A service over a store that holds these files, and no others. To be read only."""
        if paths not in self._shared:
            self._shared[paths] = self._opened(Settings(**self.store))
        service = self._shared[paths]
        if self._place is None:
            fresh = service.store.read(lambda reader: reader.revision()) == 0
        else:
            fresh = self._place.holds != paths
            if fresh:
                self._place.wipe()
        if fresh:
            self._take_in(service, paths)
        if self._place:
            self._place.holds = paths
        return service

    def client(self, *paths: Path) -> TestClient:
        """A client of ``holding(*paths)``, one for all who ask: it builds its routes once. Read only."""
        service = self.holding(*paths)
        if id(service) not in self._clients:
            self._clients[id(service)] = self._open.enter_context(open_client(service))
        self._clients[id(service)].cookies.clear()
        return self._clients[id(service)]

    def fresh(self, *paths: Path, **settings: object) -> Service:
        """A service of the test's own over an empty store, after it took in these files. The test closes it."""
        if self._place:
            self._place.wipe()
        service = self._opened(Settings(**{**self.store, **settings}))
        self._take_in(service, paths)
        return service

    def close(self) -> None:
        """Close the shared ones."""
        self._open.close()
        for service in self._shared.values():
            service.close()

    def _opened(self, settings: Settings) -> Service:
        """As ``Service.open``; the tables and the tokenizer, which nobody changes, are read once for all."""
        if self._first is None:
            self._first = Service.open(settings)
            return self._first
        store, archive = open_place(settings)
        return replace(self._first, settings=settings, store=store, archive=archive, apart=Apart())

    @staticmethod
    def _take_in(service: Service, paths: tuple[Path, ...]) -> None:
        for path in paths:
            service.take_in_file(path)
