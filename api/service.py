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
from graph.results import WriteReport
from graph.store import GraphStore
from graph.types import DocumentRow
from ingest.apart import Apart
from ingest.errors import MarkedFile
from ingest.extract import extract
from ingest.lexicon import Lexicon, load_lexicon
from ingest.markings import Marking, Marks, load_markings, markings
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
    apart: Apart
    marks: Marks
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
            Apart(),
            load_markings(),
        )

    def close(self) -> None:
        """Let go of the store, and of the processes that read."""
        self.apart.close()
        self.store.close()

    def read(self, name: str, data: bytes) -> Extraction:
        """What the file ``name`` says; stores nothing. Raises the errors of ``ingest.read``."""
        text, source = read_bytes(name, data, self.apart)
        return extract(text, source, self.lexicon, self.tokenizer)

    def markings(self, extraction: Extraction) -> tuple[Marking, ...]:
        """What in its text says that a document is not for everyone (涉密、内部)."""
        return markings(extraction.document.text, self.marks)

    def take_in(self, name: str, data: bytes, *, confirmed: bool = True) -> tuple[Extraction, WriteReport]:
        """Read a file and put it into the graph, with its original. Raises MarkedFile where others reach this service,
        the document is marked 涉密 or 内部, and nobody has ``confirmed`` it."""
        extraction = self.read(name, data)
        found = self.markings(extraction) if self.settings.shared and not confirmed else ()
        if found:
            raise MarkedFile(
                f"文中有“{found[0].words}”字样，本服务由多人共用，没有存入",
                f"the document is marked as {found[0].kind}, and others reach this service",
                file=name,
                remedy="确认可以公开后加参数 confirmed=true 再存入 (confirm it with confirmed=true)",
            )
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
