"""Which day figures are of: the one asked for, or today."""

from __future__ import annotations

from graph.query import Where


def in_force(as_of: str | None, today: str, document: object = None) -> tuple[Where, ...]:
    """The condition that a document is in force. Who names a document means it, in force or not, unless a day is given
    as well; ``all`` asks for every document."""
    if as_of == "all" or (as_of is None and document is not None):
        return ()
    return (Where("as_of", as_of or today),)
