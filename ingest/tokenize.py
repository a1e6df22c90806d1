"""Words. The only module that imports jieba or rjieba; anything with ``tokens`` can stand in its place."""

from __future__ import annotations

import logging
import math
import os
import re
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from itertools import accumulate, pairwise, takewhile
from pathlib import Path
from typing import Any, Protocol

import jieba

from ingest.remembered import Remembered
from ingest.segment import IN_WORDS, Runs, Tie
from ingest.types import Span, Term

try:
    import rjieba
except ImportError:  # an extra: pip install zeren[fast]
    rjieba = None  # type: ignore[assignment]

#: code points of what may be a name, and how many names are remembered (some 20 MB)
NAME, NAMES_KEPT = 40, 50_000
WORDS_KEPT = 50_000
#: how often a cue word is said to occur: more often than any word of the dictionary
CUE = 1_000_000
DECIMALS = 6  # of a keyword's weight


class Tokenizer(Protocol):
    """Where words begin and end. A tokenizer equals itself only."""

    def __hash__(self) -> int: ...

    def tokens(self, text: str) -> tuple[Span, ...]:
        """Spans that cover ``text`` without gaps or overlaps; code points, half-open."""
        ...

    def counts(self, text: str) -> Mapping[str, int]:
        """How often each word of ``text`` occurs; those of a single code point may be left out."""
        ...

    def words(self, text: str) -> tuple[str, ...]:
        """The words of ``text`` for searching, long ones also in their parts; white space and punctuation left out."""
        ...

    def weight(self, word: str) -> float:
        """How telling a word is: −log of its share of the dictionary's running words; larger is rarer. 0 for a single
        code point, figures, punctuation and words in Latin letters."""
        ...


class JiebaTokenizer:
    """jieba's default dictionary, HMM off (with it 36 of 1,946 labelled names are cut wrongly: 委等), plus ``cues``:
    words that must stay whole where names end (…委会同… is cut 委会/同 without 会同)."""

    def __init__(self, cues: Iterable[str] = ()) -> None:
        jieba.setLogLevel(logging.CRITICAL)
        self._jieba = jieba.Tokenizer()
        self._jieba.tmp_dir = str(_cache())
        self._cues = tuple(sorted(set(cues)))
        self._ready = threading.Lock()
        self._started = False
        #: see ``Tokenizer``; the same names come again and again within a plan: they are cut once
        self.tokens: Callable[[str], tuple[Span, ...]] = Remembered(self._spans, NAMES_KEPT, NAME).__getitem__
        #: see ``Tokenizer``
        self.weight: Callable[[str], float] = Remembered(self._weight, WORDS_KEPT, NAME).__getitem__

    def warm(self) -> JiebaTokenizer:
        """Load the dictionary now (a second) rather than at the first question."""
        if self._started:
            return self
        with self._ready:
            if not self._started:
                self._start()
                self._started = True
        return self

    def _start(self) -> None:
        """The dictionary's running words stay as many as they were: what holds no cue is cut as if there were none."""
        self._jieba.initialize()
        total = self._jieba.total
        for cue in self._cues:
            self._jieba.add_word(cue, freq=CUE)
        self._jieba.total = total
        self._runs = Runs(self._jieba.FREQ, total)

    def counts(self, text: str) -> Mapping[str, int]:
        """See ``Tokenizer``."""
        self.warm()
        try:
            return self._runs.count(text)
        except Tie:
            return Counter(self._by_jieba(text))

    def words(self, text: str) -> tuple[str, ...]:
        """See ``Tokenizer``."""
        known = self.warm()._jieba.FREQ
        found: list[str] = []
        for word in self._cut(text):
            for size in (2, 3):
                if len(word) > size:
                    parts = (word[at : at + size] for at in range(len(word) - size + 1))
                    found += (part for part in parts if known.get(part))
            found.append(word)
        return tuple(word for word in found if any(c.isalnum() for c in word))

    def _weight(self, word: str) -> float:
        self.warm()
        if len(word) < 2 or word.isascii() or not word.isalpha():
            return 0.0
        return math.log(self._jieba.total / max(self._jieba.FREQ.get(word) or 1, 1))

    def _spans(self, text: str) -> tuple[Span, ...]:
        ends = accumulate(map(len, self.warm()._cut(text)), initial=0)
        return tuple(Span(start, end) for start, end in pairwise(ends))

    def _cut(self, text: str) -> list[str]:
        try:
            return self._runs.cut(text)
        except Tie:
            return self._by_jieba(text)

    def _by_jieba(self, text: str) -> list[str]:
        return list(self._jieba.cut(text, HMM=False))

    def __reduce__(self) -> tuple[type[JiebaTokenizer], tuple[tuple[str, ...]]]:
        """Pickled as its recipe: another process makes its own."""
        return type(self), (self._cues,)


class RjiebaTokenizer(JiebaTokenizer):
    """The same words from rjieba (an extra, written in Rust), several times faster.

    Its dictionary stays as it is: adding a word to it also shifts how it settles a tie between two ways to cut. What
    holds a cue is left to jieba; words never cross what jieba does not read words in, so that is a phrase at a time.
    """

    def _start(self) -> None:
        super()._start()
        self._rust: Any = rjieba.Jieba()
        self._cue = re.compile("|".join(map(re.escape, self._cues)) or "(?!)")

    def counts(self, text: str) -> Mapping[str, int]:
        """See ``Tokenizer``."""
        return Counter(self.warm()._cut(text))

    def _cut(self, text: str) -> list[str]:
        if self._cue.search(text) is None:
            return self._by_rjieba(text)
        words: list[str] = []
        done = 0
        for phrase in IN_WORDS.finditer(text):
            if self._cue.search(text, *phrase.span()):
                words += self._by_rjieba(text[done : phrase.start()])
                words += super()._cut(phrase.group())
                done = phrase.end()
        return words + self._by_rjieba(text[done:])

    def _by_rjieba(self, text: str) -> list[str]:
        try:
            found: list[str] = self._rust.cut(text, hmm=False)
        except UnicodeEncodeError:  # half a surrogate pair: no text for Rust
            return super()._cut(text)
        return found


def tokenizer_of(cues: Iterable[str]) -> JiebaTokenizer:
    """The fastest tokenizer that is installed; all cut alike."""
    return JiebaTokenizer(cues) if rjieba is None else RjiebaTokenizer(cues)


class SingleCharacters:
    """Every character a word: what extraction would be without jieba (tests and the ablation)."""

    def tokens(self, text: str) -> tuple[Span, ...]:
        """See ``Tokenizer``."""
        return tuple(Span(i, i + 1) for i in range(len(text)))

    def counts(self, text: str) -> Mapping[str, int]:
        """See ``Tokenizer``."""
        return Counter(text)

    def words(self, text: str) -> tuple[str, ...]:
        """See ``Tokenizer``."""
        return tuple(c for c in text if c.isalnum())

    def weight(self, word: str) -> float:
        """See ``Tokenizer``."""
        return float(len(word) > 1)


def keywords(text: str, tokenizer: Tokenizer, stopwords: frozenset[str], most: int) -> tuple[Term, ...]:
    """The words that tell most of ``text`` (TF-IDF against jieba's dictionary), heaviest first, ties by the word.

    Two code points or more, no figures, no stop words.
    """
    weight = tokenizer.weight
    counts = tokenizer.counts(text)
    found = [
        (count * telling, word, count, telling)
        for word, count in counts.items()
        if (telling := weight(word)) and word not in stopwords
    ]
    found.sort(reverse=True)
    total = sum([count for _, _, count, _ in found])
    # only what may come first is divided and rounded: ties after rounding go by the word
    least = found[most - 1][0] - 2 * total / 10**DECIMALS if len(found) > most else 0.0
    first = [
        (-round(count / total * telling, DECIMALS), word)
        for _, word, count, telling in takewhile(lambda one: one[0] >= least, found)
    ]
    return tuple([Term(word, -value) for value, word in sorted(first)[:most]])


def _cache() -> Path:
    """A private folder for jieba's cache; its shared one in the temp folder clashes between users."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(base) / "zeren"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        folder = Path(tempfile.gettempdir()) / f"zeren-{os.getuid() if hasattr(os, 'getuid') else 'user'}"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder
