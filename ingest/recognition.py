"""Which words name a unit: the lexicon's suffixes laid over the tokenizer's words. 产业布局 is none, 发展局 is."""

from __future__ import annotations

import re
from collections.abc import Sized
from dataclasses import dataclass
from functools import lru_cache

from ingest.lexicon import Cue, Lexicon, Suffix
from ingest.names import Named
from ingest.tokenize import Tokenizer
from ingest.types import Jurisdiction, Organization, OrganizationKind, Span

LONGEST_UNIT = 60  # code points
NAMES_KEPT = 20_000  # some 10 MB
_PLACE = re.compile(r"[\u4e00-\u9fff]{1,7}[省市县区州盟旗]")
#: words of one character that take a unit or a place behind them, and that few names begin with
_TAKEN = ("对", "受", "报", "请", "在", "赴", "以", "向", "全", "经", "按")
SHORTEST_PLACE = 3  # 新建区
LONGEST_ZONE = 12  # code points of 高铁经济试验区
#: kinds whose names are words of every day as well
EVERYDAY = frozenset({OrganizationKind.INSTITUTION, OrganizationKind.ENTERPRISE})


@dataclass(slots=True)
class Unit:
    """A unit in a clause, and what the words round it say of it."""

    start: int
    end: int
    words: str
    open_list: bool = False  # 等 ends its list
    joint: str = ""  # the 会同 it stands behind
    mark: str = ""  # the ★ beside it
    person: bool = False  # somebody's name or title stands behind it


@dataclass(frozen=True, slots=True)
class Piece:
    """Units that one verb may end; ``is_open`` where 等 ends their list; ``noted`` where brackets behind a unit hold
    the verb: it speaks of that unit only."""

    units: tuple[Unit, ...]
    verb: Cue | None
    is_open: bool
    noted: bool = False


@dataclass(frozen=True, slots=True)
class Doubt:
    """A question about a name. ``weight`` (0 to 1): how likely it is that the answer changes a figure."""

    kind: str
    message: str
    weight: float


#: name → the body it means for a government and a year, and the question about it
Resolved = dict[str, tuple[Organization, Doubt | None]]


#: where a place is governed from: 各乡镇人民政府
SEATS = ("人民政府", "政府", "管委会", "管理委员会", "办事处")


class Recognizer:
    """What tells units: it remembers what it said of each name, for a plan, and the plans of one government, name their
    units again and again. Any number of threads may ask."""

    def __init__(self, tokenizer: Tokenizer, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        #: see ``Tokenizer``
        self.tokens = tokenizer.tokens
        self.pieces: dict[str, tuple[Piece, ...]] = {}  # see ``ingest.pieces``
        self.named: dict[str, Named] = {}  # see ``ingest.organizations``
        self.resolved: dict[tuple[Jurisdiction | None, int | None], Resolved] = {}  # see ``ingest.resolution``
        self._suffixes: dict[str, Suffix | None] = {}
        self._units: dict[str, bool] = {}
        self._places: dict[str, bool] = {}

    def begin(self) -> None:
        """Before each document: forget all names where there are NAMES_KEPT."""
        kept: list[Sized] = [self.pieces, self.named, self._suffixes, self._units, self._places, self.resolved]
        if sum(map(len, [*kept, *self.resolved.values()])) > NAMES_KEPT:
            self.pieces, self.named, self.resolved = {}, {}, {}
            self._suffixes, self._units, self._places = {}, {}, {}

    def is_unit(self, words: str) -> bool:
        """Whether the words name a unit: a collective, or a run of tokens that ends in a suffix. 布局 is none, nor is
        牵头医院: it says a role, not a name."""
        known = self._units.get(words)
        if known is None:
            known = self._units[words] = self._is_unit(words)
        return known

    def _is_unit(self, words: str) -> bool:
        name = self.plain_name(words)
        phrase = "的" in name and not any(word in name for word in self.lexicon.with_de)
        if self.begins_with_deed(words) or phrase or ("由" in name and "自由" not in name):
            return False  # 改造后的小区由…, 学生伤亡由学校: a sentence
        if words[:1] in _TAKEN and words.startswith((*self.lexicon.prefixes, *self.lexicon.collectives), 1):
            return not self.is_unit(words[1:]) and self.suffix_of(words) is not None  # 受市审计局, 对各市州
        if words.startswith(self.lexicon.collectives):
            return name.endswith(self.lexicon.collective_ends)
        return not words.startswith(self.lexicon.role_words) and self.suffix_of(words) is not None

    def begins_with_deed(self, words: str) -> bool:
        """加强…, 新建…: no name; 新建区人民政府 is that of a place called so."""
        if not words.startswith(self.lexicon.deeds):
            return False
        place = self.lexicon.divisions.leading(words)
        return place is None or place.end < SHORTEST_PLACE

    def is_place(self, words: str) -> bool:
        """Whether the words name a place or a zone, which stands for its government where units are listed: 杭州市,
        上饶经开区."""
        known = self._places.get(words)
        if known is None:
            known = self._places[words] = self._is_place(words)
        return known

    def _is_place(self, words: str) -> bool:
        leading = self.lexicon.divisions.leading(words)
        if leading is not None and leading.end == len(words):
            return True
        if words.startswith((*self.lexicon.deeds, *self.lexicon.collectives, *_TAKEN)):
            return False  # 赴上海市, 全市
        if words.endswith(self.lexicon.divisions.zone_suffixes) and 3 < len(words) <= LONGEST_ZONE:
            return True
        return _PLACE.fullmatch(words) is not None and not words.endswith(self.lexicon.no_places)

    def is_named(self, words: str) -> bool:
        """Whether the words name a unit, or a place that stands for its government."""
        return self.is_unit(words) or self.is_place(words)

    def together(self, text: str, units: list[Span]) -> list[Span]:
        """The units of a list, those of one collective put together: 各镇人民政府、街道办事处."""
        found: list[Span] = []
        for unit in units:
            if found and text[found[-1].end : unit.start] == "、":
                words = found[-1].of(text), unit.of(text)
                if any(a.fullmatch(words[0]) and b.fullmatch(words[1]) for a, b in self.lexicon.enumerations):
                    found[-1] = Span(found[-1].start, unit.end)
                    continue
            found.append(unit)
        return found

    def suffix_of(self, words: str) -> Suffix | None:
        """The longest suffix with which the words end as a unit's name does; None where they name no unit.

        The suffix is a run of whole tokens (发展|局), or ends a longer word of jieba's (财政局). 仓库 and 车站 are
        everyday words of two characters, and no institutions for that.
        """
        kept = self._suffixes  # another thread may begin anew
        if words not in kept:
            kept[words] = self._suffix_of(words)
        return kept[words]

    def _suffix_of(self, words: str) -> Suffix | None:
        name = self.plain_name(words)
        if len(name) < 2 or len(name) > LONGEST_UNIT or name in self.lexicon.generic:
            return None
        return self._by_ending(name) or self._by_register(name)

    def _by_register(self, name: str) -> Suffix | None:
        """A name of the register whose end tells nothing, with its place or without: 市人大常委会, 中国移动, 新华社."""
        for form in self.lexicon.registered.all(name, 0, len(name)):
            before = name[: len(name) - len(form.word)]
            if not before or before in self.lexicon.prefixes:
                return form
            place = self.lexicon.divisions.leading(before)
            if place is not None and place.end == len(before):
                return form
        return None

    def _by_ending(self, name: str) -> Suffix | None:
        lexicon = self.lexicon
        suffixes = list(lexicon.suffix_endings.all(name, 0 if name in lexicon.alone else 1, len(name)))
        if not suffixes:
            return None
        if name in lexicon.alone:
            return suffixes[0]
        longest = len(suffixes[0].word)
        if name.endswith(lexicon.lookalikes) and any(
            name.endswith(word) for word in lexicon.lookalikes if len(word) >= longest
        ):
            return None
        tokens = self.tokens(name)
        starts = {token.start for token in tokens}
        last = tokens[-1].end - tokens[-1].start
        for suffix in suffixes:
            if len(suffix.word) == 1 and name[-2].isdigit():
                continue  # 更新电梯46部, 新建快检室60个
            everyday = last == 2 and suffix.kind is OrganizationKind.INSTITUTION
            if len(name) - len(suffix.word) in starts or (last > len(suffix.word) and not everyday):
                return suffix
            if len(suffix.word) > 1 and suffix.kind is OrganizationKind.GOVERNMENT:
                return suffix  # 滨|江街|道: no other word ends so
        return None

    def plain_name(self, words: str) -> str:
        """The name without a second one in brackets behind it: 市交通委（市道运局） → 市交通委."""
        if words[-1:] not in self.lexicon.closings:
            return words
        for opening, closing in self.lexicon.brackets.items():
            if words.endswith(closing) and opening in words[1:]:
                return words[: words.rindex(opening)]
        return words

    def unit_before(self, words: str) -> int:
        """How many of the characters name a unit, before other words begin: 区建发局商务处|积极推进…"""
        best = missed = 0
        most = 0 if words.startswith(self.lexicon.collectives) else 1  # 各有关部门|编制全省…
        for token in self.tokens(words):
            if self.is_unit(words[: token.end]):
                best, missed = token.end, 0
            elif best:
                missed += 1
            if missed > most:
                break
        return best


@lru_cache(maxsize=2)  # a process reads with one lexicon and one tokenizer
def recognizer(tokenizer: Tokenizer, lexicon: Lexicon) -> Recognizer:
    """The one that read the document before with the same words."""
    return Recognizer(tokenizer, lexicon)
