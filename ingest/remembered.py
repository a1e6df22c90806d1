"""What was found out about a word, kept for when the word comes again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Remembered(dict[str, T]):
    """Word → what ``of`` says of it, asked once; ``words[word]`` of a known one is a look-up and no call.

    Words longer than ``longest`` are not kept; where ``most`` are, all are forgotten. Any number of threads may ask.
    """

    def __init__(self, of: Callable[[str], T], most: int, longest: int) -> None:
        super().__init__()
        self._of, self._most, self._longest = of, most, longest

    def __missing__(self, word: str) -> T:
        found = self._of(word)
        if len(word) <= self._longest:
            if len(self) >= self._most:
                self.clear()
            self[word] = found
        return found
