"""Services for the tests over either store: shared ones that hold known files, and fresh ones of a test's own."""

from __future__ import annotations

from pathlib import Path

from api.service import Service
from api.settings import Settings
from tests.neo4j_server.place import Place

#: the stores that every answer is asked of
KINDS = ("sqlite", "neo4j")


class Services:
    """Makes services over one kind of store. A Neo4j has one database: what a service held before is then gone."""

    def __init__(self, place: Place | None, folder: Path) -> None:
        self._place, self._folder = place, folder
        self._shared: dict[tuple[Path, ...], Service] = {}

    @property
    def store(self) -> dict[str, object]:
        """The settings that choose the store: all that differs between the two."""
        return {**self._place.settings, "sources": self._folder} if self._place else {"store": "sqlite://"}

    def holding(self, *paths: Path) -> Service:
        """A service over a store that holds these files, and no others. To be read only."""
        if paths not in self._shared:
            self._shared[paths] = Service.open(Settings(**self.store))
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

    def fresh(self, *paths: Path, **settings: object) -> Service:
        """A service of the test's own over an empty store, after it took in these files. The test closes it."""
        if self._place:
            self._place.wipe()
        service = Service.open(Settings(**{**self.store, **settings}))
        self._take_in(service, paths)
        return service

    def close(self) -> None:
        """Close the shared ones."""
        for service in self._shared.values():
            service.close()

    @staticmethod
    def _take_in(service: Service, paths: tuple[Path, ...]) -> None:
        for path in paths:
            service.take_in_file(path)
