"""Words. The only module that imports jieba; anything with ``tokens`` can stand in its place."""

from __future__ import annotations

import logging
import math
import os
import tempfile
import threading
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import jieba

from ingest.types import Span, Term

#: code points of what may be a name, and how many names are remembered (some 20 MB)
NAME, NAMES_KEPT = 40, 50_000


class Tokenizer(Protocol):
    """Where words begin and end."""

    def tokens(self, text: str) -> tuple[Span, ...]:
        """Spans that cover ``text`` without gaps or overlaps; code points, half-open."""
        ...

    def words(self, text: str) -> tuple[str, ...]:
        """The words of ``text`` for searching, long ones also in their parts; white space and punctuation left out."""
        ...

    def weight(self, word: str) -> float:
        """How telling a word is: −log of its share of the dictionary's running words; larger is rarer."""
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
        self._name = lru_cache(maxsize=NAMES_KEPT)(self._cut)

    def warm(self) -> JiebaTokenizer:
        """Load the dictionary now (a second) rather than at the first question."""
        if self._started:
            return self
        with self._ready:
            if not self._started:
                self._jieba.initialize()
                for cue in self._cues:
                    self._jieba.add_word(cue, freq=max(self._jieba.suggest_freq(tuple(cue)), 1_000_000))
                self._started = True
        return self

    def tokens(self, text: str) -> tuple[Span, ...]:
        """See ``Tokenizer``. The same names come again and again within a plan: they are cut once."""
        return self._name(text) if len(text) <= NAME else self._cut(text)

    def _cut(self, text: str) -> tuple[Span, ...]:
        self.warm()
        return tuple(Span(start, end) for _, start, end in self._jieba.tokenize(text, HMM=False))

    def words(self, text: str) -> tuple[str, ...]:
        """See ``Tokenizer``."""
        self.warm()
        found = self._jieba.cut_for_search(text, HMM=False)
        return tuple(word for word in found if any(c.isalnum() for c in word))

    def weight(self, word: str) -> float:
        """See ``Tokenizer``."""
        self.warm()
        return math.log(self._jieba.total / max(self._jieba.FREQ.get(word) or 1, 1))

    def __reduce__(self) -> tuple[type[JiebaTokenizer], tuple[tuple[str, ...]]]:
        """Pickled as its recipe: another process makes its own."""
        return JiebaTokenizer, (self._cues,)


class SingleCharacters:
    """Every character a word: what extraction would be without jieba (tests and the ablation)."""

    def tokens(self, text: str) -> tuple[Span, ...]:
        """See ``Tokenizer``."""
        return tuple(Span(i, i + 1) for i in range(len(text)))

    def words(self, text: str) -> tuple[str, ...]:
        """See ``Tokenizer``."""
        return tuple(c for c in text if c.isalnum())

    def weight(self, word: str) -> float:
        """See ``Tokenizer``."""
        return 1.0


def keywords(text: str, tokenizer: Tokenizer, stopwords: frozenset[str], most: int) -> tuple[Term, ...]:
    """The words that tell most of ``text`` (TF-IDF against jieba's dictionary), heaviest first, ties by the word.

    Two code points or more, no figures, no stop words.
    """
    counts = Counter(
        word
        for span in tokenizer.tokens(text)
        if len(word := span.of(text)) > 1 and word.isalpha() and not word.isascii() and word not in stopwords
    )
    total = sum(counts.values()) or 1
    scored = [Term(word, round(count / total * tokenizer.weight(word), 6)) for word, count in counts.items()]
    return tuple(sorted(scored, key=lambda term: (-term.weight, term.word))[:most])


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
