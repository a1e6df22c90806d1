"""From a unit as it stands in a text to one body of one jurisdiction, with the reason.

区市场监管局 in a plan of 重庆市江北区 → 重庆市江北区市场监督管理局. A unit with a place of its own, and a company, keep
their name.
"""

from __future__ import annotations

import re

from ingest.divisions import Divisions
from ingest.names import Named
from ingest.recognition import Recognizer
from ingest.resolution import Resolver
from ingest.types import Jurisdiction, Organization

#: a name that begins with a place of its own, though no register knows it
_PLACED = re.compile(r"[\u4e00-\u9fff]{2,3}(?:省|市(?![场政容民属直])|县)(?=[\u4e00-\u9fff]{2})")
_GOVERNED = re.compile(r"[市区县州盟旗](人民政府|政府)\Z")
PLACE_ENDS = ("省", "市", "区", "县", "州", "盟", "旗", "新区", "自治区")


class Namer:
    """Reads names for one document: its jurisdiction is what a bare prefix means."""

    def __init__(self, place: Jurisdiction | None, known: Recognizer, year: int | None = None, scope: str = "") -> None:
        self.place = place
        self.known = known
        self.resolver = Resolver(place, known, year, scope)
        self.bureaus: dict[str, Organization] = {}  # whose offices are named, by name
        self._stems = _stems(place, known.lexicon.divisions)
        self._meant: dict[str, Organization] = {}  # a plan names its units again and again

    def parse(self, name: str) -> Named:
        """市市场监管局 → 市 + 市场监管局; 市场监管局 has no prefix: 市场 is a word."""
        found = self.known.named.get(name)
        if found is None:
            found = self.known.named[name] = self._parse(name)
        return found

    def _parse(self, name: str) -> Named:
        name = self.known.plain_name(name)
        if name.startswith(self.known.lexicon.collectives):
            return Named("", name, place=False, collective=True)
        tokens = [token.of(name) for token in self.known.tokens(name)]
        forms = self.known.lexicon.register.by_form
        for prefix in self.known.lexicon.prefixes:
            rest = name[len(prefix) :]
            if not name.startswith(prefix) or (name in forms and rest not in forms):
                continue  # 市监局 is 市场监管局
            if rest == "委" or (len(rest) > 1 and self._ends(prefix, rest, tokens)):
                return Named(prefix, rest, place=False, collective=False)
        head = tokens[0]
        place = len(head) > 1 and (head.endswith(PLACE_ENDS) or f"{head}市" in self.known.lexicon.municipalities)
        place = place or (len(tokens) > 2 and tokens[1] in PLACE_ENDS)
        return Named("", name, place=place, collective=False)

    def _ends(self, prefix: str, rest: str, tokens: list[str]) -> bool:
        """Whether the prefix is a word by itself: it is, but for 市场 and the like, which are words that begin so; of
        those a token tells (市政 in 市政公司, 市 in 市政协办), or the register (市政数局)."""
        lexicon = self.known.lexicon
        if not (prefix + rest).startswith(lexicon.own_words):
            return True
        organs = {prefix + organ for organ in ("", "委", "政府", "人大", "政协")}
        return tokens[0] in organs or rest in lexicon.register.by_form or rest in lexicon.alone

    def restored(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """A list's names with an elided prefix put back: 省科技厅、工业和信息化厅 → 省工业和信息化厅."""
        found: list[str] = []
        prefix = head = ""
        for stated in names:
            together = stated.startswith(self.known.lexicon.collectives)
            name = stated if together else self.known.plain_name(stated)  # 各镇（街道） are both
            suffix = self.known.suffix_of(name)
            inner = suffix is not None and suffix.inner
            own = self._department(name) if inner else ""
            if inner and head and not own:
                name = head + name
            head = own or (head if inner else "")
            parsed = self.parse(name)
            beside = found[-1] if found and parsed.rest in {"政府", "人民政府"} else ""
            if beside.endswith(f"{parsed.prefix}委") and len(beside) > len(parsed.prefix) + 1:
                name = beside[:-1] + parsed.rest  # 龙城区委、区政府
            elif parsed.prefix or self._of_zone(name):
                prefix = parsed.prefix or self._of_zone(name)
            elif prefix and not parsed.place and not parsed.collective and self._elides(name):
                name = prefix + self._of_committee(name)
            found.append(name)
        return self._shared(found)

    def _of_committee(self, name: str) -> str:
        """委宣传部 where the register knows 宣传部 as the committee's only: 市教育局、宣传部 → 市委宣传部."""
        bodies = self.known.lexicon.register.by_form.get(name, ())
        return f"委{name}" if bodies and all(body.name.startswith("委") for body in bodies) else name

    def _of_zone(self, name: str) -> str:
        """新区 of 新区财政局 in a plan of a 新区: what stands for the place there as 区 does in a district's."""
        if self.place is None or self.place.level != "zone":
            return ""
        ends = self.known.lexicon.divisions.zone_suffixes
        zone = next((end for end in ends if name.startswith(end) and self.place.name.endswith(end)), "")
        return zone if zone and self.known.suffix_of(name[len(zone) :]) is not None else ""

    def _shared(self, names: list[str]) -> tuple[str, ...]:
        """澄湖示范区、云川新区管委会 → 澄湖示范区管委会, 九江市、上饶市人民政府 → 九江市人民政府: an end that units
        share stands behind the last only."""
        for i in range(len(names) - 2, -1, -1):
            suffix = self.known.suffix_of(names[i])
            governed = _GOVERNED.search(names[i + 1])
            if governed is not None and names[i][-1] in "市区县州盟旗" and self.known.is_place(names[i]):
                names[i] += governed[1]
                continue
            if suffix is not None and suffix.shares and names[i + 1].endswith(f"区{suffix.shares}"):
                names[i] += suffix.shares
        return tuple(names)

    def _department(self, name: str) -> str:
        """The department in front of an inner office: 区建发局 of 区建发局商务处; "" where none is stated."""
        for token in reversed(self.known.tokens(name)[:-1]):
            suffix = self.known.suffix_of(name[: token.end])
            if suffix is not None and not suffix.inner:
                return name[: token.end]
        return ""

    def _elides(self, name: str) -> bool:
        suffix = self.known.suffix_of(name)
        if suffix is None or not suffix.elides:
            return False
        if any(stem in name for stem in self._stems):
            return False  # 澄湖风景区管理处 in a plan of 澄湖区 says where it is
        if _PLACED.match(name) is not None or self._below(name) or name.startswith(self.known.lexicon.level_words):
            return False  # 云川省税务局, 贵阳大数据交易所 in a plan of 贵州, 区级机关工委
        leading = self.known.lexicon.divisions.leading(name, None)
        if leading is not None and leading.end > 2:
            return False  # 建平县委
        heads = self.known.lexicon.own_heads
        return not (name.startswith(tuple(heads)) or any(token.of(name) in heads for token in self.known.tokens(name)))

    def _below(self, name: str) -> bool:
        """Whether the name begins with a place of the plan's own, without its 市: 凯里供电局 in one of 黔东南州."""
        own = self.place.name if self.place is not None else ""
        divisions = self.known.lexicon.divisions
        rows = (row for size in (3, 2) for row in divisions.by_short.get(name[:size], ()))
        return (
            bool(own)
            and name not in self.known.lexicon.register.by_form
            and any(own in {place.name for place in divisions.line(row.jurisdiction)[1:]} for row in rows)
        )

    def organization(self, name: str) -> Organization:
        """The body that a (restored) name means in this document."""
        found = self._meant.get(name)
        if found is None:
            found = self._meant[name] = self._organization(name)
        return found

    def _organization(self, name: str) -> Organization:
        parsed = self.parse(name)
        if parsed.collective:
            return self.resolver.collective(name)
        plain = self.known.plain_name(name)
        suffix = self.known.suffix_of(plain)
        office = suffix is not None and suffix.inner and parsed.rest not in self.known.lexicon.register.by_form
        head = self._department(plain) if office else ""
        if head:
            bureau = self.bureaus[head] = self.organization(head)
            return self.resolver.office(name, plain[len(head) :], bureau)
        return self.resolver.body(plain, parsed)


def _stems(place: Jurisdiction | None, divisions: Divisions) -> tuple[str, ...]:
    """重庆市江北区 → 重庆, 江北: how names say that they are of the place."""
    names = (place.short_name, place.name.removesuffix(place.short_name)) if place is not None else ()
    ends = tuple(sorted(PLACE_ENDS, key=len, reverse=True))
    stems = (next((name[: -len(end)] for end in ends if name.endswith(end)), name) for name in names)
    row = divisions.by_full.get(place.name) if place is not None else None
    return tuple(stem for stem in (*stems, row.short if row else "") if len(stem) > 1)


def near_duplicates(names: tuple[str, ...]) -> list[tuple[str, str]]:
    """Pairs that look like one body spelt twice, a word left out: 区公共交易中心 / 区公共资源交易中心."""
    alike: dict[tuple[str, str], list[str]] = {}
    pairs = []
    for second in names:
        group = alike.setdefault((second[:2], second[-3:]), [])
        for first in group:
            short, long = sorted((first, second), key=len)
            if 5 <= len(short) < len(long) <= len(short) + 4 and _left_out(short, long):
                pairs.append((first, second))
        group.append(second)
    return pairs


def _left_out(short: str, long: str) -> bool:
    """Whether ``long`` is ``short`` with one run of characters put in, both ends of three or more being the same."""
    head = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    tail = len(short) - head
    return head >= 2 and tail >= 3 and long.endswith(short[head:])
