"""jieba's cut with HMM off, several times faster in plain Python, token for token the same.

jieba lays every dictionary word that a sentence holds into one graph and takes the likeliest path through it. Where two
neighbouring characters stand side by side in no word of the dictionary, no word crosses between them: there the path
falls into runs that can be cut each by itself. A run is one to four characters long as a rule and comes again and
again in official Chinese, so runs that were cut are remembered, and a new one costs a look at its few words.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from itertools import chain, pairwise, repeat
from math import inf, log
from operator import contains

from ingest.remembered import Remembered

#: runs remembered (some 20 MB), and the longest one that is
RUNS_KEPT, LONGEST_RUN = 80_000, 16
#: paths nearer than this are a tie, which rounding settles in jieba: then jieba itself has to say
TIE = 1e-6
#: what jieba reads words in; each other character is a token
IN_WORDS = re.compile(r"[\u4E00-\u9FD5a-zA-Z0-9+#&._%\-]+")
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
_LINE_END = "\r\n"  # one token


class Tie(Exception):
    """Two ways to cut are equally likely."""


class Runs:
    """The words of a dictionary, ready for cutting. ``frequencies``: word → frequency; 0 for what only begins one."""

    def __init__(self, frequencies: Mapping[str, int], total: int) -> None:
        self._frequencies = frequencies
        #: by themselves they lie close together in memory
        self._single = {word: n for word, n in frequencies.items() if len(word) == 1}
        #: frequency → the logarithm of its share; few differ
        self._shares = {0: -inf} | {n: log(n) - log(total) for n in {1, *frequencies.values()} if n}
        self._following = _following(frequencies)
        self._words = Remembered(self._path, RUNS_KEPT, LONGEST_RUN)

    def cut(self, text: str) -> list[str]:
        """The words of ``text`` in order; together they are the text. Raises Tie."""
        words: list[str] = []
        start = 0
        for end, inside in enumerate(self._inside(text), 1):
            if inside:
                continue
            if end - start == 1:
                words.append(text[start])
            else:
                words += self._words[text[start:end]]
            start = end
        return words + list(self._words[text[start:]])

    def count(self, text: str) -> Mapping[str, int]:
        """How often each word occurs; most of a single character are left out. Raises Tie."""
        runs: list[str] = []
        start = 0
        for end, inside in enumerate(self._inside(text), 1):
            if inside:
                continue
            if end - start > 1:
                runs.append(text[start:end])
            start = end
        runs.append(text[start:])
        return Counter(chain.from_iterable(map(self._words.__getitem__, runs)))

    def _inside(self, text: str) -> Iterator[bool]:
        """Whether each character of ``text`` but the last may stand in one word with the next."""
        return map(contains, map(self._following.get, text, repeat("")), text[1:])

    def _path(self, run: str) -> tuple[str, ...]:
        """The likeliest words of a run: jieba's own sums, from its end."""
        frequency_of, single, shares = self._frequencies.get, self._single.get, self._shares
        size = len(run)
        best, ends, tied = [0.0] * (size + 1), [0] * size, False
        for start in range(size - 1, -1, -1):
            top = second = -inf
            end = stop = start + 1
            frequency = single(run[start])
            while frequency is not None:
                likely = shares[frequency] + best[stop]
                if likely > top:
                    top, second, end = likely, top, stop
                elif likely > second:
                    second = likely
                if stop == size:
                    break
                stop += 1
                frequency = frequency_of(run[start:stop])
            if top == -inf:  # it starts no word: by itself, as if seen once
                top = best[end] + shares[1]
            elif top - second < TIE:
                tied, end = True, -end
            best[start], ends[start] = top, end
        if tied or not _LETTERS.isdisjoint(run) or run == _LINE_END:
            return tuple(_along(run, ends))
        words, at = [], 0
        while at < size:
            words.append(run[at : ends[at]])
            at = ends[at]
        return tuple(words)


def _along(run: str, ends: list[int]) -> Iterator[str]:
    """The words of a path, where some may tie (their ends negative) or be no words of the dictionary."""
    if run == _LINE_END:
        yield run
        return
    at = begun = 0  # where a row of single letters and figures began: it is one word
    while at < len(run):
        end = ends[at]
        if end < 0:
            raise Tie(run)
        if end - at > 1 or run[at] not in _LETTERS:
            if begun < at:
                yield run[begun:at]
            yield run[at:end]
            begun = end
        at = end
    if begun < at:
        yield run[begun:at]


def _following(frequencies: Mapping[str, int]) -> dict[str, str]:
    """Character → those that stand right behind it in a word, or in a row of letters and figures. Strings, as they lie
    close together in memory: pairs of characters in a set take three times as long to look up."""
    following: dict[str, set[str]] = defaultdict(set, {letter: set(_LETTERS) for letter in _LETTERS})
    following[_LINE_END[0]].add(_LINE_END[1])
    for word, frequency in frequencies.items():
        if frequency and len(word) > 1 and IN_WORDS.fullmatch(word):
            for character, behind in pairwise(word):
                following[character].add(behind)
    return {character: "".join(sorted(others)) for character, others in following.items()}
