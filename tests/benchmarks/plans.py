"""Plans of about 25 KB, each unlike the others: as many tasks and units as 江北府发〔2023〕32号, words drawn from
jieba's dictionary as often as they occur. No word is known from its neighbours: nothing remembered flatters a figure.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import accumulate

import jieba

from ingest.lexicon import Lexicon

NUMBERS = "一二三四五六七八九十"
TASKS, SECTIONS, UNITS = 28, 7, 40
PARTING = "，，，、、。。；"


class Plans:
    """Makes plans; the same ``seed`` makes the same ones."""

    def __init__(self, lexicon: Lexicon, seed: int = 1) -> None:
        dictionary = jieba.Tokenizer()
        dictionary.initialize()
        known = sorted((word, n) for word, n in dictionary.FREQ.items() if n > 20 and word.isalpha() and len(word) < 5)
        self._words = [word for word, _ in known]
        self._shares = list(accumulate(n for _, n in known))
        self._units = sorted({name for name in lexicon.register.by_form if 2 < len(name) < 10})
        self._named: list[str] = []
        self._chance = random.Random(seed)  # noqa: S311 - the same plans in every run

    def some(self, count: int) -> list[bytes]:
        """So many plans, in UTF-8."""
        return [self._plan(number).encode() for number in range(1, count + 1)]

    def _plan(self, number: int) -> str:
        self._named = self._chance.sample(self._units, UNITS)  # a plan names its units again and again
        title = f"云川市人民政府关于印发{self._phrase(12)}实施方案的通知"
        head = f"{title}\n云府发〔2024〕{number}号\n\n各区人民政府，市政府各部门：\n　　{self._body(400)}\n"
        return head + "\n".join(self._lines()) + "\n云川市人民政府\n2024年5月6日\n"

    def _lines(self) -> Iterator[str]:
        for task in range(TASKS):
            if task % (TASKS // SECTIONS) == 0:
                yield f"{NUMBERS[task // (TASKS // SECTIONS)]}、{self._phrase(8)}"
            clause = f"（牵头单位：{self._list(1)}；责任单位：{self._list(4)}等）"
            yield f"{task + 1}.{self._phrase(10)}。{self._body(200)}{clause}"

    def _list(self, count: int) -> str:
        return "、".join(f"市{unit.removeprefix('市')}" for unit in self._chance.sample(self._named, count))

    def _phrase(self, length: int) -> str:
        words = ""
        while len(words) < length:
            words += self._chance.choices(self._words, cum_weights=self._shares)[0]
        return words

    def _body(self, length: int) -> str:
        found = ""
        while len(found) < length:
            found += self._phrase(self._chance.randint(4, 12)) + self._chance.choice(PARTING)
        return found[:-1] + "。"
