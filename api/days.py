"""Which day figures are of: the one asked for, or today."""

from __future__ import annotations

from api.service import Service
from graph import answers
from graph.query import Where
from graph.store import Reader
from viz import models


def in_force(as_of: str | None, today: str, document: object = None) -> tuple[Where, ...]:
    """The condition that a document is in force. Who names a document means it, in force or not, unless a day is given
    as well; ``all`` asks for every document."""
    if as_of == "all" or (as_of is None and document is not None):
        return ()
    return (Where("as_of", as_of or today),)


def day_of(
    reader: Reader, service: Service, as_of: str | None, where: tuple[Where, ...] = (), **kept: str | None
) -> tuple[tuple[Where, ...], models.Day]:
    """The condition on documents, and how the page tells of it. ``kept``: what else its address says."""
    force = in_force(as_of, service.today, kept.get("document"))
    basis = answers.stands_on(reader, (*where, *force))
    told = tuple((name, value) for name, value in kept.items() if value)
    return force, models.Day(basis.as_of or service.today, not force, answers.left_out(basis), told, basis.documents)
