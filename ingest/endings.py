"""Which of many words a stretch of text ends with: a few look-ups, however many words there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Endings(Generic[T]):
    """Words with what each means; ``lengths`` of those that end with a character, longest first."""

    meanings: Mapping[str, T]
    lengths: Mapping[str, tuple[int, ...]]

    @classmethod
    def of(cls, meanings: Mapping[str, T]) -> Endings[T]:
        """The words of ``meanings``."""
        found: dict[str, set[int]] = defaultdict(set)
        for word in meanings:
            found[word[-1]].add(len(word))
        return cls(meanings, {last: tuple(sorted(sizes, reverse=True)) for last, sizes in found.items()})

    def all(self, text: str, start: int, end: int) -> Iterator[T]:
        """What the endings of ``text[start:end]`` mean, the longest first."""
        for length in self.lengths.get(text[end - 1 : end], ()):
            if length <= end - start and (found := self.meanings.get(text[end - length : end])) is not None:
                yield found
