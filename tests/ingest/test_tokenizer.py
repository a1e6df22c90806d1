"""What jieba carries: without it (every character a word) the same text is read otherwise."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.organizations import Namer
from ingest.recognition import Recognizer
from ingest.tokenize import JiebaTokenizer, SingleCharacters, keywords

WORDS = "区市省教委财政局会同，、（）《》〔〕…—·abc 123\n\r\u3000\u00a0〇𠮷"


def test_without_jieba_everyday_words_become_units(read):
    """仓库 ends in 库 and names no unit: jieba knows the word."""
    text = "一、工作\n1.建设堆场（区仓库）。（责任单位：区商务委）\n"
    assert [r.mention.quote for r in read(text).responsibilities] == ["区商务委"]
    assert [r.mention.quote for r in read(text, SingleCharacters()).responsibilities] == ["区仓库", "区商务委"]


def test_without_jieba_a_prefix_is_seen_inside_a_word(read):
    """市 is no prefix in 市场云雾局 after 省科技厅: 市场 is a word; without it the list has a 市 of its own.

    (市场监管局 is in the register.)
    """
    text = "云川省人民政府关于做好工作的通知\n一、工作\n1.做好事情。（责任单位：省科技厅、市场云雾局）\n"
    names = [r.mention.name for r in read(text).responsibilities]
    without = [r.mention.name for r in read(text, SingleCharacters()).responsibilities]
    assert names == ["省科技厅", "省市场云雾局"]
    assert without == ["省科技厅", "市场云雾局"]


def test_without_jieba_a_joining_word_is_not_told_from_a_name(read):
    """商 joins two units in 市教委商市财政局; in 市建发局商务处 it begins an office of one."""
    text = "一、工作\n1.做好事情。（市建发局商务处负责）\n2.办好事情。（市教委商市财政局负责）\n"
    found = [(r.mention.quote, r.role.value) for r in read(text).responsibilities]
    without = [(r.mention.quote, r.role.value) for r in read(text, SingleCharacters()).responsibilities]
    right = [("市教委", "responsible"), ("市财政局", "support")]
    assert found == [("市建发局商务处", "responsible"), *right]
    assert without == [("市建发局", "responsible"), ("务处", "support"), *right]


def test_without_jieba_a_task_has_no_keywords(read):
    """A single character tells nothing."""
    text = "一、工作\n1.提升测量精准性。更新计量标准器具。（责任单位：区市场监管局）\n"
    assert "计量" in {term.word for term in read(text).tasks[0].terms}
    assert read(text, SingleCharacters()).tasks[0].terms == ()


@pytest.mark.parametrize(
    ("name", "prefix"),
    [
        ("区市场监管局", "区"),
        ("市市场监管局", "市"),
        ("市场监管局", ""),
        ("市场监管总局", ""),
        ("市政管理局", ""),
        ("县域经济发展中心", ""),
        ("区法院", "区"),
        ("省科技厅", "省"),
        ("州教育局", "州"),
    ],
)
def test_prefixes_end_where_a_word_ends(lexicon, tokenizer, name, prefix):
    """市 inside 市场 is none."""
    assert Namer(None, Recognizer(tokenizer, lexicon)).parse(name).prefix == prefix


def test_cues_stay_whole_where_a_name_ends(lexicon):
    """区教委会同区财政局: with 会同 as a word, 教委 ends before it."""
    text = "区农业农村委会同区财政局"
    words = [token.of(text) for token in JiebaTokenizer(lexicon.cue_words).tokens(text)]
    assert "会同" in words
    assert "".join(words) == text


@settings(max_examples=200, derandomize=True, deadline=None)
@given(text=st.one_of(st.text(alphabet=WORDS, max_size=60), st.text(max_size=40)))
def test_tokens_cover_the_text(tokenizer, text):
    """Without gaps or overlaps, whatever the text."""
    for words in (tokenizer, SingleCharacters()):
        spans = words.tokens(text)
        assert "".join(span.of(text) for span in spans) == text
        assert all(a.end == b.start for a, b in pairwise(spans))


def test_long_words_are_searched_by_their_parts_too(tokenizer):
    """人民检察院 is found by 检察院."""
    assert {"检察院", "人民检察院"} <= set(tokenizer.words("区人民检察院"))
    assert tokenizer.words("，。 ——") == ()


def test_rare_words_weigh_more(tokenizer):
    """An unknown word weighs as much as the rarest."""
    assert tokenizer.weight("计量") > tokenizer.weight("的")
    assert tokenizer.weight("渝快办") >= tokenizer.weight("计量")


def test_keywords_are_ordered_and_bounded(tokenizer):
    """Heaviest first, ties by the word; no figures, no single characters, none of the stop words."""
    text = "计量器具计量器具，计量检测2027年，推进推进推进，好"
    terms = keywords(text, tokenizer, frozenset({"推进"}), 2)
    assert len(terms) == 2
    assert terms[0].weight >= terms[1].weight
    assert terms[0].word == "计量"
    assert "推进" not in {term.word for term in keywords(text, tokenizer, frozenset({"推进"}), 9)}


def test_a_tokenizer_is_pickled_as_its_recipe(lexicon, tokenizer):
    """Another process makes its own, with the same words; the pickle stays small."""
    data = pickle.dumps(tokenizer)
    assert len(data) < 1000
    text = "区农业农村委会同区财政局推进产业布局"
    assert pickle.loads(data).tokens(text) == tokenizer.tokens(text)  # noqa: S301
    assert pickle.loads(pickle.dumps(lexicon)).version == lexicon.version  # noqa: S301


def test_two_processes_starting_at_once_share_the_cache(tmp_path):
    """An empty cache folder, two starters: both read the same words."""
    script = (
        "from ingest.tokenize import JiebaTokenizer\n"
        "text='区市场监管局牵头推进质量强区建设'\n"
        "print([t.of(text) for t in JiebaTokenizer().tokens(text)])"
    )
    environment = os.environ | {"XDG_CACHE_HOME": str(tmp_path), "PYTHONUTF8": "1"}
    started = [
        subprocess.Popen([sys.executable, "-c", script], env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    answers = [process.communicate()[0] for process in started]
    assert [process.returncode for process in started] == [0, 0]
    assert answers[0] == answers[1] != ""
    assert [path.name for path in (tmp_path / "zeren").iterdir() if "cache" in path.name] == ["jieba.cache"]


def test_a_unit_is_a_run_of_whole_words(lexicon, tokenizer):
    """Names never seen before are found by their endings."""
    units = ["区低空飞行服务保障中心", "云川港航发展局", "市“百千万”指挥部办公室", "澄湖风景区管委会", "第三人民医院"]
    others = ["产业布局", "牵头医院", "质量", "一网通办", "链主", "百科", "车站", "下半年"]
    assert [unit for unit in units if not Recognizer(tokenizer, lexicon).is_unit(unit)] == []
    assert [word for word in others if Recognizer(tokenizer, lexicon).is_unit(word)] == []
