"""What every request needs: store, archive of originals, lexicon, tokenizer; made once, closed once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Request

from api.settings import Settings
from graph.archive import Archive, archive_for
from graph.ask import Questions, load_questions
from graph.build import build
from graph.keeping import keep, take_out
from graph.opening import open_store
from graph.store import GraphStore
from graph.types import DocumentRow, WriteReport
from ingest.extract import extract
from ingest.lexicon import Lexicon, load_lexicon
from ingest.read import file_bytes, read_bytes
from ingest.tokenize import Tokenizer, tokenizer_of
from ingest.types import Extraction


def _now() -> datetime:
    return datetime.now().astimezone()


@dataclass(frozen=True, slots=True)
class Service:
    """The open parts that answers are made from."""

    settings: Settings
    store: GraphStore
    archive: Archive
    lexicon: Lexicon
    tokenizer: Tokenizer
    questions: Questions
    clock: Callable[[], datetime] = _now

    @property
    def today(self) -> str:
        """The day by this machine's clock, YYYY-MM-DD."""
        return self.clock().date().isoformat()

    @classmethod
    def open(cls, settings: Settings) -> Service:
        """Open the store and warm the tokenizer. Raises StoreUnavailable, StoreTooNew; a graph server is
        first asked when it is first needed."""
        store, archive = open_place(settings)
        lexicon = load_lexicon()
        return cls(
            settings,
            store,
            archive,
            lexicon,
            tokenizer_of(lexicon.cue_words).warm(),
            load_questions(),
        )

    def close(self) -> None:
        """Let go of the store."""
        self.store.close()

    def read(self, name: str, data: bytes) -> Extraction:
        """What the file ``name`` says; stores nothing. Raises the errors of ``ingest.read``."""
        text, source = read_bytes(name, data)
        return extract(text, source, self.lexicon, self.tokenizer)

    def take_in(self, name: str, data: bytes) -> tuple[Extraction, WriteReport]:
        """Read a file and put it into the graph, with its original."""
        extraction = self.read(name, data)
        subgraph = build(extraction)
        return extraction, keep(self.store, self.archive, data, subgraph)

    def take_out(self, row: DocumentRow) -> bool:
        """Remove a document and its original. False where it was gone already."""
        return take_out(self.store, self.archive, row)

    def take_in_file(self, path: Path) -> tuple[Extraction, WriteReport]:
        """The same for a file on disk. Raises UnreadableFile where it is gone."""
        return self.take_in(path.name, file_bytes(path))


def open_place(settings: Settings) -> tuple[GraphStore, Archive]:
    """The store, and the archive of originals that belongs to it."""
    password = settings.neo4j_password.get_secret_value() if settings.neo4j_password else None
    return open_store(settings.store, settings.neo4j_user, password), archive_for(settings.store, settings.sources)


def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


ServiceDep = Annotated[Service, Depends(_service)]
