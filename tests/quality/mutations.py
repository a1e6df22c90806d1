"""Spoils plans: the same number gives the same text, on every machine."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

from tests.quality.seeds import CLAUSES, HEAD, PARAGRAPHS, SEEDS, SIGNED, TABLES

CORPUS = Path(__file__).parents[2] / "corpus"
PLANS = (CORPUS / "texts" / "000.txt", *sorted((CORPUS / "made" / "raw").glob("*.txt")))
NOTATIONS = Path(__file__).parents[1] / "ingest" / "notations.toml"
MARK = re.compile(r"\{.:([^{}]+)\}")
SEED, NOTED = 0.4, 0.4  # the shares of plans of our own, and of those made of examples; the rest are windows
WINDOW = 600  # code points of a real plan
MOST = 6  # mutations of one text
OPENING, CLOSING = "（(〔【〈《“", "）)〕】〉》”"
MARKS = "、，；。：,;:　 \n"
WORDS = (
    *"等和及与同由会商按为是无各市区县省委局〇𠮷1２.—①至到年％-/|",
    *(
        "牵头",
        "责任单位",
        "配合单位：",
        "负责",
        "会同",
        "下同",
        "牵头单位",
        "按职责分工",
        "以下均需",
        "不再列出",
        "第一位",
    ),
    *(
        "各区人民政府",
        "有关部门",
        "市教委",
        "市财政局",
        "人民政府",
        "2027年",
        "98.3%",
        "12月底前",
        "一、",
        "（一）",
        "1.",
        "——",
    ),
    *(
        "\t",
        "\r",
        "\r\n",
        "\n\n",
        "\u3000",
        "\xa0",
        "\u200b",
        "\ufeff",
        "\x00",
        "\x0b",
        "\u2028",
        "\u0301",
        "\U0010ffff",
    ),
)
TRADITIONAL = str.maketrans("头单责门实务财发会办", "頭單責門實務財發會辦")
WIDE = str.maketrans("（）：；，、1234567890.", "():;,､１２３４５６７８９０．")


class Mutations:
    """Texts by number."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._plans = [path.read_bytes().decode("utf-8") for path in PLANS]
        self._noted = noted()

    def text(self, number: int) -> str:
        """The text of a number."""
        chance = random.Random(f"{self._seed}:{number}")  # noqa: S311 - the same text again
        text = self._whole(chance)
        for _ in range(chance.randint(1, MOST)):
            text = chance.choice(WAYS)(text, chance)
        return text

    def _whole(self, chance: random.Random) -> str:
        kind = chance.random()
        if kind < SEED:
            return chance.choice(SEEDS)
        if kind < SEED + NOTED:
            words = chance.sample(self._noted, chance.randint(1, 4))
            return HEAD + "一、重点工作\n" + "".join(f"{at}.{word}\n" for at, word in enumerate(words, 1)) + SIGNED
        plan = chance.choice(self._plans)
        at = chance.randrange(len(plan))
        return "云川市人民政府关于做好工作的通知\n" + plan[at : at + WINDOW]


def noted() -> list[str]:
    """Every example of a notation, and what looks like one, without the marks."""
    entries = tomllib.loads(NOTATIONS.read_text(encoding="utf-8"))["notation"]
    return [MARK.sub(r"\1", words) for entry in entries for words in (*entry["cases"], *entry["nothing"])]


def _cut(text: str, chance: random.Random) -> str:
    at = chance.randint(0, len(text))
    return text[:at] + text[at + chance.randint(1, 20) :]


def _cut_off(text: str, chance: random.Random) -> str:
    return text[: chance.randint(1, max(len(text), 1))]


def _put(text: str, chance: random.Random) -> str:
    return _inserted(text, "".join(chance.choices(WORDS, k=chance.randint(1, 4))), chance)


def _repeat(text: str, chance: random.Random) -> str:
    at = chance.randint(0, len(text))
    return text[:at] + text[max(at - chance.randint(1, 30), 0) : at] * chance.randint(1, 6) + text[at:]


def _clause(text: str, chance: random.Random) -> str:
    return _inserted(text, chance.choice((*CLAUSES, *PARAGRAPHS, *TABLES)), chance)


def _swap(text: str, chance: random.Random) -> str:
    """Two neighbouring pieces change places."""
    first, middle, last = sorted(chance.randint(0, len(text)) for _ in range(3))
    return text[:first] + text[middle:last] + text[first:middle] + text[last:]


def _bracket(text: str, chance: random.Random) -> str:
    """A bracket is lost, or becomes another."""
    places = [i for i, character in enumerate(text) if character in OPENING + CLOSING]
    if not places:
        return _put(text, chance)
    at = chance.choice(places)
    return text[:at] + chance.choice(("", *OPENING, *CLOSING)) + text[at + 1 :]


def _mark(text: str, chance: random.Random) -> str:
    """One kind of mark becomes another, everywhere."""
    return text.replace(chance.choice(MARKS), chance.choice(MARKS))


def _broken(text: str, chance: random.Random) -> str:
    """A line end after every so many characters, as in a PDF."""
    size = chance.randint(3, 40)
    return "\n".join(text[at : at + size] for at in range(0, len(text), size))


def _unbroken(text: str, chance: random.Random) -> str:
    return text.replace("\n", chance.choice(("", " ", "\t", "\r\n", "\n\n")))


def _other_forms(text: str, chance: random.Random) -> str:
    return text.translate(chance.choice((TRADITIONAL, WIDE)))


def _inserted(text: str, words: str, chance: random.Random) -> str:
    at = chance.randint(0, len(text))
    return text[:at] + words + text[at:]


WAYS: tuple[Callable[[str, random.Random], str], ...] = (
    *(_cut, _cut, _cut_off, _put, _put, _put, _repeat, _clause, _clause),
    *(_swap, _bracket, _bracket, _mark, _broken, _unbroken, _other_forms),
)
