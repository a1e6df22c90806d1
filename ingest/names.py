"""A unit's name taken apart: what stands before it, and what it is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Named:
    """A stated name taken apart: ``prefix`` + ``rest``; ``place`` where it begins with a place of its own."""

    prefix: str
    rest: str
    place: bool
    collective: bool
