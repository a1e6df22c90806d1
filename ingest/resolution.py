"""(name, jurisdiction, year) → organisation, with the reason; what cannot be decided is kept apart and asked about.

The reasons (``Organization.rule``) and the questions (``Doubt.kind``) are listed in docs/organizations.md.
"""

from __future__ import annotations

from collections.abc import Iterator

from ingest.bodies import Bodies, Seat, distinct
from ingest.divisions import Division, nation
from ingest.ids import stable_id
from ingest.names import Named
from ingest.recognition import Doubt, Recognizer
from ingest.register import PLACE, Body
from ingest.types import Jurisdiction, Organization, OrganizationKind

_RANK = {"nation": 0, "province": 1, "city": 2, "district": 3, "zone": 3, "town": 4}
#: what a level prefix says: 市 is a city, or a municipality, or a county that is called 市
_PREFIX_LEVEL = {"省": "province", "自治区": "province", "市": "city", "州": "city", "盟": "city", "自治州": "city"}
_STEM = range(4, 1, -1)  # code points of 内蒙古, 重庆


class Resolver:
    """Resolves names for one document of ``place`` and ``year``; ``scope`` (its id) keeps apart what has no place."""

    def __init__(self, place: Jurisdiction | None, known: Recognizer, year: int | None, scope: str) -> None:
        self.place, self.year, self.scope = place, year, scope
        self.known, self.lexicon = known, known.lexicon
        self.register, self.divisions = known.lexicon.register, known.lexicon.divisions
        self.bodies = Bodies(known.lexicon, year, scope)
        self.line = self.bodies.line(place)
        self.doubts: dict[str, Doubt] = {}
        self._resolved = known.resolved.setdefault((place, year), {})

    def collective(self, name: str) -> Organization:
        """各镇街, 有关部门: no single body."""
        aliases = [name]
        for group in self.lexicon.collective_aliases:
            if name in group:
                aliases += group
        place = self.place
        full = name if place is None or place.level == "nation" else place.name + name
        id_ = self.bodies.id(place, full)
        return Organization(id_, full, name, OrganizationKind.COLLECTIVE, place, distinct(aliases), "collective")

    def office(self, name: str, words: str, bureau: Organization) -> Organization:
        """An office inside a bureau: 商务处 of 区建发局."""
        full, short = bureau.name + words, bureau.short_name + words
        id_ = self.bodies.id(bureau.jurisdiction, full)
        return Organization(
            id_,
            full,
            short,
            OrganizationKind.INSTITUTION,
            bureau.jurisdiction,
            distinct((name, full, short)),
            "office",
            bureau.registered,
            inspected="check",
            belongs_to=bureau.id,
        )

    def body(self, name: str, named: Named) -> Organization:
        """The body that a name means; the other plans of its government and year mean the same, and ask no more."""
        if name in self._resolved:
            made, doubt = self._resolved[name]
            if doubt is not None:
                self.doubts.setdefault(name, doubt)
            return made
        made, doubt = self._body(name, named), self.doubts.get(name)
        if made.jurisdiction is not None and (doubt is None or doubt.kind != "place-unclear"):  # else this plan's alone
            self._resolved[name] = made, doubt
        return made

    def _body(self, name: str, named: Named) -> Organization:
        if named.prefix:
            return self._prefixed(name, named)
        return self._placed(name) or self._bare(name) or self._unregistered(name, named)

    # --- 区市场监管局

    def _prefixed(self, name: str, named: Named) -> Organization:
        seat = self._seat(named.prefix)
        municipal = named.prefix == "市" and seat.place is None  # it may be a municipality's
        for one in (seat, Seat(None, "province", seat.rule)) if municipal else (seat,):
            for rest in _without_government(named.rest):
                body = self._find(name, rest, one)
                if body is not None:
                    return self._made(body, one, named.prefix, rest, name)
        if seat.place is not None:
            system = self._system(name, named.rest, seat.place)
            if system is not None:
                return system
        kind = self._kind(name)
        if seat.rule in {"below", "unknown"}:
            self._unclear(name, named.prefix)
            return self._apart(name, named.prefix + named.rest, kind, seat)
        if kind in {OrganizationKind.ENTERPRISE, OrganizationKind.OTHER}:
            return self._own(name, kind)
        return self._at(seat, named.rest, kind, named.prefix, f"suffix.{seat.rule}")

    def _seat(self, prefix: str) -> Seat:
        """Whose 市 or 区 it is: the document's own place, or the one above it that is called so."""
        level = _PREFIX_LEVEL.get(prefix, "district")
        for i, place in enumerate(self.line):
            if self._fits(prefix, place):
                return Seat(place, place.level, "prefix" if i == 0 else "above")
        below = self.place is not None and _RANK[self.place.level] < _RANK[level]
        return Seat(None, level, "below" if below else "unknown")

    def _fits(self, prefix: str, place: Jurisdiction) -> bool:
        municipality = place.name in self.lexicon.municipalities
        if prefix == "市":
            return place.level == "city" or municipality or place.short_name.endswith("市")
        if prefix in {"省", "自治区"}:
            return place.level == "province" and not municipality
        if prefix in {"州", "盟", "自治州"}:
            return place.level == "city"
        return place.level in {"district", "zone"}

    # --- 重庆市江北区市场监督管理局, 杭州市政府, 重庆气象局

    def _placed(self, name: str) -> Organization | None:
        place, end = self._place_of(name)
        if place is None:
            return self._by_stem(name)
        rest, seat = name[end:], Seat(place, place.level, "place")
        if not rest:
            rest = "管理委员会" if place.level == "zone" else "人民政府"
        for words in _without_government(rest):
            body = self._find(name, words, seat)
            if body is not None and PLACE not in body.name:
                return self._made(body, seat, "", words, name)
        system = self._system(name, name, None) or self._system(name, rest, place)
        if system is not None:
            return system
        kind = self._kind(name)
        if kind in {OrganizationKind.ENTERPRISE, OrganizationKind.OTHER}:
            return self._own(name, kind)
        return self._at(seat, rest, kind, "", "suffix.place")

    def _place_of(self, name: str) -> tuple[Jurisdiction | None, int]:
        """The place that the name begins with, and where the rest begins."""
        for place in self.line:
            for words in (place.name, place.short_name):
                if name.startswith(words) and place.level != "nation":
                    below = self._further(place, name, len(words))
                    return below or (place, len(words))
        leading = self.divisions.leading(name, self.year)
        if leading is None or leading.end == len(name) <= 2:
            return None, 0
        places = self._nearest(leading.places)
        if len(places) == 1:
            return places[0].jurisdiction, leading.end
        words = name[: leading.end]
        self._doubt(name, "place-unclear", f"地名不止一处：{name}（{' / '.join(row.full for row in places[:4])}）", 0.8)
        return Jurisdiction(stable_id("j", self.scope, words), words, words, places[0].level, None), leading.end

    def _further(self, place: Jurisdiction, name: str, end: int) -> tuple[Jurisdiction, int] | None:
        """重庆市|渝中区: a place below the one that was read."""
        leading = self.divisions.leading(name, self.year)
        if leading is None or leading.end <= end or len(leading.places) != 1:
            return None
        return leading.places[0].jurisdiction, leading.end

    def _nearest(self, places: tuple[Division, ...]) -> tuple[Division, ...]:
        """Of places that are called alike those in the document's line, or below it."""
        own = [place.name for place in self.line]
        for name in own:
            near = tuple(row for row in places if name in {row.full, row.superior})
            if near:
                return near
        return tuple(row for row in places if self._lies_in(row, own)) or places

    def _lies_in(self, row: Division, own: list[str]) -> bool:
        above = self.divisions.by_full.get(row.superior)
        return above is not None and above.superior in own

    def _by_stem(self, name: str) -> Organization | None:
        """重庆气象局: a place without its 市, where what stands behind it is registered there."""
        for size in _STEM:
            rest = name[size:]
            if rest not in self.register.by_form:
                continue
            own = [place for place in self.line if place.short_name.startswith(name[:size])]
            rows = self._nearest(self.divisions.by_short.get(name[:size], ()))
            known = [row.jurisdiction for row in rows if row.level in {"province", "city"} and row.until is None]
            for place in (*own, *(known if len(known) == 1 else ())):
                seat = Seat(place, place.level, "place")
                body = self._find(name, rest, seat)
                if body is not None and PLACE not in body.name:
                    return self._made(body, seat, "", rest, name)
        return None

    # --- 市场监管总局, 江苏证监局, 市场监管局 after 区教委

    def _bare(self, name: str) -> Organization | None:
        if self.place is not None:
            seat = Seat(self.place, self.place.level, "issuer")
            body = self._find(name, name, seat)
            if body is not None:
                return self._made(body, seat, "", name, name)
        seat = Seat(nation(), "nation", "nation")
        body = self._find(name, name, seat)
        if body is not None:
            return self._made(body, seat, "", name, name)
        return self._system(name, name, None) or self._zone(name) or self._anywhere(name)

    def _system(self, name: str, words: str, at: Jurisdiction | None) -> Organization | None:
        """An agency with a place in its name: 国家税务总局江北区税务局. ``at``: whose prefix stood before ``words``."""
        for body, middle in self.register.systems(words):
            if "town" in body.levels:
                return self._town(body, middle, words, at or self.place)
            place = self._meant(body, middle)
            if place is None and not body.free:
                continue
            of = self._same(body)
            short = self.divisions.by_full[place.name].short if place and place.name in self.divisions.by_full else ""
            seat = Seat(place or nation(), place.level if place else "nation", "system")
            return self._made(of, seat, "", words, name, short or middle)
        return None

    def _same(self, body: Body) -> Body:
        return next(iter(self.register.by_name.get(body.same, ())), body) if body.same else body

    def _meant(self, body: Body, middle: str) -> Jurisdiction | None:
        """The place that an agency's name means: in the document's line, else the only one at the agency's levels."""
        for place in self.line:
            if middle in {place.name, place.short_name, place.short_name[:-1]}:
                return place
        rows = self._nearest(self.divisions.meant(middle)) or self._chained(middle)
        rows = tuple(row for row in rows if row.level in body.levels) or rows
        return rows[0].jurisdiction if len(rows) == 1 else None

    def _chained(self, middle: str) -> tuple[Division, ...]:
        """重庆市江北区, 重庆江北."""
        leading = self.divisions.leading(middle, self.year)
        return leading.places if leading is not None and leading.end == len(middle) else ()

    def _town(self, body: Body, middle: str, words: str, place: Jurisdiction | None) -> Organization:
        """白鹤镇 is the government of that town of the document's place."""
        short = body.name.replace(PLACE, middle)
        full = short if place is None or place.level == "nation" else place.name + short
        names = distinct((short, full, *(form.replace(PLACE, middle) for form in body.short)))
        id_ = self.bodies.id(place, full)
        return Organization(id_, full, short, body.kind, place, names, "register.town", True, inspected=body.inspected)

    def _zone(self, name: str) -> Organization | None:
        """云川高新区管委会: the administration of a zone that only its suffix tells."""
        zone = self.divisions.zone(name)
        rest = name[len(zone) :]
        body = self._find(name, rest, Seat(None, "zone", "zone")) if zone and rest else None
        if body is None or len(zone) < 5:
            return None
        full = zone + body.name
        aliases = distinct((full, *(zone + form for form in body.short)))
        id_ = self.bodies.id(self.place, full)
        return Organization(
            id_, full, full, body.kind, self.place, aliases, "register.zone", True, inspected=body.inspected
        )

    def _anywhere(self, name: str) -> Organization | None:
        """A document without a place: the function is known, whose it is is not."""
        rows = self.register.by_form.get(name, ()) if self.place is None else ()
        names = {row.name for row in rows if row.stands(self.year)}
        if len(names) != 1:
            return None
        return self._made(rows[0], Seat(None, "", "unknown"), "", name, name)

    # --- bodies

    def _find(self, name: str, form: str, seat: Seat) -> Body | None:
        """The one body that is called ``form`` there; several are a question, and none of them is taken."""
        places = frozenset(place.name for place in self.bodies.line(seat.place))
        rows = self.register.find(form, seat.level, self.year, places)
        if len(rows) > 1:
            words = " / ".join(row.name for row in rows)
            self._doubt(name, "ambiguous-name", f"简称不止一个单位：{name}（{words}）", 0.7)
            return None
        return rows[0] if rows else None

    def _made(self, body: Body, seat: Seat, prefix: str, stated: str, name: str, middle: str = "") -> Organization:
        rule = f"register.{seat.rule}"
        if not body.stands(self.year) and body.until is not None and self.year is not None and self.year > body.until:
            now = self.bodies.successor(body, seat)
            words = f"{body.until}年前后已更名或合并"
            if now is None:
                self._doubt(name, "renamed", f"名称已不使用：{name}（{words}）", 0.5)
            else:
                self._doubt(name, "renamed", f"名称已不使用：{name}（{words}，现为{now.name}）", 0.3)
                body, rule = now, "register.renamed"
        made = self.bodies.organization(body, seat, rule, prefix, stated, middle)
        if seat.place is None:
            self._unclear(name, prefix)
        elif self._elsewhere(body, seat):
            self._doubt(name, "other-level", f"非本级单位（待核）：{name}（{made.name}）", 0.2)
        return made

    def _elsewhere(self, body: Body, seat: Seat) -> bool:
        """A body of another level or place that this plan's government cannot simply charge."""
        place = self.place
        if place is None or seat.place is None or place.level == "nation" or seat.place.name == place.name:
            return False
        return body.inspected == "yes"

    # --- what the register lacks

    def _unregistered(self, name: str, named: Named) -> Organization:
        kind = self._kind(name)
        if named.place or self.place is None or kind in {OrganizationKind.ENTERPRISE, OrganizationKind.OTHER}:
            return self._own(name, kind)
        return self._at(Seat(self.place, self.place.level, "issuer"), name, kind, "", "suffix.issuer")

    def _kind(self, name: str) -> OrganizationKind:
        suffix = self.known.suffix_of(name)
        return suffix.kind if suffix else OrganizationKind.OTHER

    def _own(self, name: str, kind: OrganizationKind) -> Organization:
        """A body under the name that it has in the text."""
        place = None if kind is OrganizationKind.OTHER else self.place
        id_ = stable_id("o", place.name if place else None, name) if self.place else self.bodies.id(None, name)
        return Organization(id_, name, name, kind, place, (name,), "own-name", inspected=_may(kind))

    def _at(self, seat: Seat, rest: str, kind: OrganizationKind, prefix: str, rule: str) -> Organization:
        """A body of a place under its functional name as stated."""
        place = seat.place
        short = prefix + rest if prefix and rest.startswith("委") else rest
        full = rest if place is None or place.level == "nation" else place.name + rest
        aliases = distinct((short, full)) if short != rest else self.bodies.names((rest,), place, prefix)
        return Organization(self.bodies.id(place, full), full, short, kind, place, aliases, rule, inspected=_may(kind))

    def _apart(self, name: str, full: str, kind: OrganizationKind, seat: Seat) -> Organization:
        """A body whose place is not known: this document's alone."""
        return Organization(
            self.bodies.id(None, full), full, full, kind, None, distinct((name, full)), f"suffix.{seat.rule}"
        )

    def _unclear(self, name: str, prefix: str) -> None:
        if self.place is not None:
            self._doubt(name, "level-unclear", f"不明是哪一级的单位：{name}（文件属{self.place.name}）", 0.6)

    def _doubt(self, name: str, kind: str, message: str, weight: float) -> None:
        self.doubts.setdefault(name, Doubt(kind, message, weight))


def _without_government(rest: str) -> Iterator[str]:
    """政府国资委 is 国资委; 政府办公室 is itself."""
    yield rest
    for head in ("人民政府", "政府"):
        if rest.startswith(head) and len(rest) > len(head) + 1:
            yield rest[len(head) :]
            return


def _may(kind: OrganizationKind) -> str:
    """Whether a kind can be 督查对象, where the register does not say."""
    if kind in {OrganizationKind.COURT, OrganizationKind.PROCURATORATE}:
        return "no"
    return "yes" if kind in {OrganizationKind.DEPARTMENT, OrganizationKind.GOVERNMENT} else "check"
