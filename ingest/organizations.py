"""From a unit as it stands in a text to one body of one jurisdiction, with the reason.

区市场监管局 in a plan of 重庆市江北区 → 重庆市江北区市场监督管理局. A unit with a place of its own, and a company, keep
their name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ingest.ids import stable_id
from ingest.recognition import Recognizer
from ingest.types import Jurisdiction, Organization, OrganizationKind

PLACE_ENDS = ("省", "市", "区", "县", "州", "盟", "旗", "新区", "自治区")


@dataclass(frozen=True, slots=True)
class Named:
    """A stated name taken apart: ``prefix`` + ``rest``; ``place`` where it begins with a place of its own."""

    prefix: str
    rest: str
    place: bool
    collective: bool


class Namer:
    """Reads names for one document: its jurisdiction is what a bare prefix means."""

    def __init__(self, place: Jurisdiction | None, known: Recognizer) -> None:
        self.place = place
        self.known = known
        self._stems = _stems(place)
        self._parsed: dict[str, Named] = {}  # a plan names its units again and again
        self._meant: dict[str, Organization] = {}

    def parse(self, name: str) -> Named:
        """市市场监管局 → 市 + 市场监管局; 市场监管局 has no prefix: 市场 is a word."""
        if name not in self._parsed:
            self._parsed[name] = self._parse(name)
        return self._parsed[name]

    def _parse(self, name: str) -> Named:
        name = self.known.plain_name(name)
        if name.startswith(self.known.lexicon.collectives):
            return Named("", name, place=False, collective=True)
        tokens = [token.of(name) for token in self.known.tokens(name)]
        for prefix in sorted(self.known.lexicon.prefixes, key=len, reverse=True):
            rest = name[len(prefix) :]
            if name.startswith(prefix) and (rest == "委" or (len(rest) > 1 and self._ends(prefix, rest, tokens))):
                return Named(prefix, rest, place=False, collective=False)
        head = tokens[0]
        place = len(head) > 1 and (head.endswith(PLACE_ENDS) or f"{head}市" in self.known.lexicon.municipalities)
        place = place or (len(tokens) > 2 and tokens[1] in PLACE_ENDS)
        return Named("", name, place=place, collective=False)

    def _ends(self, prefix: str, rest: str, tokens: list[str]) -> bool:
        """Whether the prefix is a word by itself: a token; before 委 (省委); where a token that holds more goes on
        in a word (省公安厅). 市 is none in 市场监管局: 场 is no word that a name begins with."""
        lexicon = self.known.lexicon
        if tokens[0] in {prefix, f"{prefix}委"} or rest in lexicon.functions or rest in lexicon.alone:
            return True
        within = tokens[0][len(prefix) :]
        return len(within) > 2 and len(self.known.tokens(within)[0].of(within)) > 1

    def restored(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """A list's names with an elided prefix put back: 省科技厅、工业和信息化厅 → 省工业和信息化厅."""
        found, prefix, head = [], "", ""
        for stated in names:
            name = self.known.plain_name(stated)
            suffix = self.known.suffix_of(name)
            own = self._department(name) if suffix is not None and suffix.inner else ""
            if suffix is not None and suffix.inner and head and not own:
                name = head + name
            head = own or (head if suffix is not None and suffix.inner else "")
            parsed = self.parse(name)
            if parsed.prefix:
                prefix = parsed.prefix
            elif prefix and not parsed.place and not parsed.collective and self._elides(name):
                name = prefix + name
            found.append(name)
        return self._shared(found)

    def _shared(self, names: list[str]) -> tuple[str, ...]:
        """澄湖示范区、云川新区管委会 → 澄湖示范区管委会: an end that two units share stands behind the second only."""
        for i in range(len(names) - 2, -1, -1):
            suffix = self.known.suffix_of(names[i])
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
        return not any(token.of(name) in self.known.lexicon.own_heads for token in self.known.tokens(name))

    def organization(self, name: str) -> Organization:
        """The body that a (restored) name means in this document."""
        if name not in self._meant:
            self._meant[name] = self._organization(name)
        return self._meant[name]

    def _organization(self, name: str) -> Organization:
        parsed = self.parse(name)
        if parsed.collective:
            return self._own(name, OrganizationKind.COLLECTIVE, self.place, self._place_name() + name, "collective")
        suffix = self.known.suffix_of(name)
        kind = suffix.kind if suffix else OrganizationKind.OTHER
        own = self.place is not None and name.startswith(self.place.name) and name != self.place.name
        if own or parsed.place or kind in {OrganizationKind.ENTERPRISE, OrganizationKind.OTHER}:
            return self._placed(name, kind)
        governing = self._governing(parsed.prefix)
        short = self.known.lexicon.functions.get(parsed.rest, parsed.rest)
        if parsed.prefix and short.startswith("委"):  # 市委组织部, not 委组织部
            return self._party(parsed, short, kind, governing)
        full = (governing.name if governing and governing.level != "nation" else "") + short
        rule = f"prefix:{parsed.prefix}" if parsed.prefix else "function-of-issuer"
        forms = (*self.known.lexicon.forms.get(short, ()), parsed.rest)
        return self._named(full, short, kind, governing, forms, parsed.prefix, rule)

    def _party(self, parsed: Named, short: str, kind: OrganizationKind, governing: Jurisdiction | None) -> Organization:
        """A party committee or an organ of one: 区委组织部 in 重庆市江北区 is 重庆市江北区委组织部."""
        name = parsed.prefix + short
        full = governing.name + short if governing and governing.level != "nation" else name
        forms = [
            parsed.prefix + form if form.startswith("委") else form for form in self.known.lexicon.forms.get(short, ())
        ]
        aliases = _distinct((name, full, parsed.prefix + parsed.rest, *forms))
        id_ = stable_id("o", governing.name if governing else None, full)
        return Organization(id_, full, name, kind, governing, aliases, f"prefix:{parsed.prefix}")

    def _placed(self, name: str, kind: OrganizationKind) -> Organization:
        """A unit with its own place in its name; the document's own place is not said twice."""
        place = self.place
        if place and name.startswith(place.name):
            rest = name[len(place.name) :]
        elif place and name.startswith(place.short_name) and len(name) > len(place.short_name) + 1:
            rest = name[len(place.short_name) :]
        else:
            return self._own(name, kind, None if kind is OrganizationKind.OTHER else place, name, "own-name")
        if kind is OrganizationKind.ENTERPRISE:
            return self._own(name, kind, place, name, "own-name")
        short = self.known.lexicon.functions.get(rest, rest)
        return self._named(place.name + short, short, kind, place, (rest,), "", "own-place")

    def _governing(self, prefix: str) -> Jurisdiction | None:
        """Whose 市 or 区 it is: the document's own place, or the one above it."""
        place = self.place
        if place is None or not prefix or place.level in self.known.lexicon.prefixes[prefix]:
            if (
                place is not None
                and prefix == "市"
                and place.level == "district"
                and not place.short_name.endswith("市")
            ):
                return self._superior()
            return place
        return self._superior()

    def _superior(self) -> Jurisdiction | None:
        place = self.place
        if place is None or place.superior is None:
            return None
        level = (
            "province"
            if place.superior in self.known.lexicon.municipalities or place.superior.endswith("省")
            else "city"
        )
        return Jurisdiction(stable_id("j", place.superior), place.superior, place.superior, level, None)

    def _place_name(self) -> str:
        return self.place.name if self.place and self.place.level != "nation" else ""

    def _own(self, name: str, kind: OrganizationKind, place: Jurisdiction | None, full: str, rule: str) -> Organization:
        aliases = [name]
        if kind is OrganizationKind.COLLECTIVE:
            for group in self.known.lexicon.collective_aliases:
                if name in group:
                    aliases += group
        return Organization(
            stable_id("o", place.name if place else None, full), full, name, kind, place, _distinct(aliases), rule
        )

    def _named(
        self,
        full: str,
        short: str,
        kind: OrganizationKind,
        place: Jurisdiction | None,
        forms: Iterable[str],
        prefix: str,
        rule: str,
    ) -> Organization:
        names = _distinct((short, *forms))
        heads = [""]
        if place is not None and place.level != "nation":
            heads += [place.name, place.short_name, prefix or place.short_name[-1]]
        aliases = _distinct(head + name for head in heads for name in names)
        return Organization(
            stable_id("o", place.name if place else None, full), full, short, kind, place, aliases, rule
        )


def _stems(place: Jurisdiction | None) -> tuple[str, ...]:
    """重庆市江北区 → 重庆, 江北: how names say that they are of the place."""
    names = (place.short_name, place.name.removesuffix(place.short_name)) if place is not None else ()
    ends = tuple(sorted(PLACE_ENDS, key=len, reverse=True))
    stems = (next((name[: -len(end)] for end in ends if name.endswith(end)), name) for name in names)
    return tuple(stem for stem in stems if len(stem) > 1)


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


def _distinct(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in words if word))
