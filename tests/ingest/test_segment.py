"""Three ways to cut — jieba itself, ``ingest.segment`` and rjieba — and one answer, token for token."""

from __future__ import annotations

import random
from itertools import pairwise

import jieba
import pytest

from ingest.segment import Runs, Tie
from ingest.tokenize import CUE, JiebaTokenizer, RjiebaTokenizer, tokenizer_of

ODD = (
    "区市省教委财政局会同联合，、（）《》〔〕…—·abcAB 123\n\r\t\u3000\u00a0〇𠮷㐂\u9fff豈ＡT恤+#&._%-"
    "\u200b\u0300é\0\ud83d"
)
CASES = 3_000


@pytest.fixture(scope="module")
def oracle(lexicon) -> jieba.Tokenizer:
    """jieba, its dictionary and the lexicon's cue words, and nothing of ours."""
    made = jieba.Tokenizer()
    made.initialize()
    total = made.total
    for cue in lexicon.cue_words:
        made.add_word(cue, freq=CUE)
    made.total = total
    return made


@pytest.fixture(scope="module")
def dictionary(oracle) -> list[str]:
    return sorted(word for word, frequency in oracle.FREQ.items() if frequency)


@pytest.fixture(scope="module")
def rust(lexicon) -> RjiebaTokenizer:
    return RjiebaTokenizer(lexicon.cue_words).warm()


def made_up(words: list[str], cues: tuple[str, ...], seed: int) -> list[str]:
    """Words in a row, words with holes in them, what no dictionary knows, and ties: 愧赧愧 is 愧赧|愧 or 愧|赧愧."""
    chance = random.Random(seed)  # noqa: S311 - the same texts in every run
    there = set(words)
    turned = sorted(word for word in words if len(word) == 2 and word[::-1] in there and word[0] != word[1])
    texts = []
    for _ in range(CASES):
        row = "".join(chance.choices([*words[:5], *chance.choices(words, k=40), *cues], k=8))
        tie = "".join(word + word[0] + chance.choice(["", "，", "区"]) for word in chance.choices(turned, k=3))
        holes = "".join(character for character in row if chance.random() > 0.3)
        texts += [row, holes, "".join(chance.choices(ODD, k=14)), tie, row + tie + "区区区" + holes]
    return texts


def test_real_text_is_cut_as_jieba_cuts_it(corpus, oracle, tokenizer, rust):
    """Whole documents, and line by line."""
    for path in [corpus / "texts" / "000.txt", *sorted((corpus / "made" / "raw").glob("*.txt"))]:
        text = path.read_text("utf-8")
        for part in [text, *text.split("\n")]:
            wanted = list(oracle.cut(part, HMM=False))
            assert [span.of(part) for span in tokenizer.tokens(part)] == wanted
            assert [span.of(part) for span in rust.tokens(part)] == wanted


@pytest.mark.parametrize("seed", range(3))
def test_generated_text_is_cut_as_jieba_cuts_it(lexicon, oracle, dictionary, tokenizer, rust, seed):
    """Ties included: where rounding decides, jieba is asked."""
    for text in made_up(dictionary, lexicon.cue_words, seed):
        wanted = list(oracle.cut(text, HMM=False))
        for words in (tokenizer, rust):
            found = words.tokens(text)
            assert [span.of(text) for span in found] == wanted, type(words).__name__
            assert all(a.end == b.start for a, b in pairwise(found))


def test_words_are_counted_as_they_are_cut(lexicon, oracle, dictionary, tokenizer, rust):
    """``counts`` is ``tokens``, counted; of words of one character nothing is promised."""
    for text in made_up(dictionary, lexicon.cue_words, 7)[:2_000]:
        wanted: dict[str, int] = {}
        for word in oracle.cut(text, HMM=False):
            if len(word) > 1:
                wanted[word] = wanted.get(word, 0) + 1
        for words in (tokenizer, rust):
            assert {word: n for word, n in words.counts(text).items() if len(word) > 1} == wanted


def test_words_for_searching_are_jiebas(lexicon, oracle, dictionary, tokenizer, rust):
    """Long words in their parts too, in the same order."""
    for text in made_up(dictionary, lexicon.cue_words, 8)[:1_000]:
        wanted = tuple(w for w in oracle.cut_for_search(text, HMM=False) if any(c.isalnum() for c in w))
        assert tokenizer.words(text) == wanted
        assert rust.words(text) == wanted


def test_a_cue_changes_nothing_elsewhere(dictionary, lexicon, tokenizer):
    """What holds no cue is cut as if there were none."""
    plain = JiebaTokenizer()
    for text in made_up(dictionary, (), 9)[:1_000]:
        if not any(cue in text for cue in lexicon.cue_words):
            assert tokenizer.tokens(text) == plain.tokens(text)


def test_ties_are_left_to_jieba():
    """甲乙|甲 and 甲|乙甲 are equally likely."""
    runs = Runs({"甲": 5, "乙": 5, "甲乙": 3, "乙甲": 3}, 100)
    with pytest.raises(Tie):
        runs.cut("甲乙甲")
    assert runs.cut("甲乙丙") == ["甲乙", "丙"]


def test_very_long_runs_are_cut_in_linear_time(oracle, tokenizer):
    """Without a single place to part them; and they are not remembered."""
    text = "中国" * 20_000
    assert [span.of(text) for span in tokenizer.tokens(text)] == ["中国"] * 20_000
    assert len(tokenizer.tokens("a" * 100_000)) == 1


def test_the_fastest_that_is_installed_is_taken(lexicon):
    """rjieba is here in tests; jieba is the default without it."""
    assert type(tokenizer_of(lexicon.cue_words)) is RjiebaTokenizer
