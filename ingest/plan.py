"""The outline with its clauses: which items are tasks, and which paragraphs are items of their own."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import accumulate

from ingest.clause import Clause, item_of
from ingest.clause_units import Found, speaks
from ingest.duties import find_duties
from ingest.flattened import read_flattened
from ingest.lexicon import Lexicon
from ingest.prose import find_prose, listed_in
from ingest.recognition import Recognizer
from ingest.responsibilities import find_clauses
from ingest.structure import Item, Mark, begins_field, outline
from ingest.tables import read_tables
from ingest.types import Basis, Role, Span
from ingest.view import View

Kind = tuple[str, int | None]
LONGEST_HEAD = 40  # code points of a line that heads a list
_ENDS = "。！？；：）〕】"
MOST_STANDING = 8  # units said once for all later tasks
LEAST_HEADED = 2  # headings that are a unit's name, in one text
_NAMED = re.compile(r"([\u4e00-\u9fff]{3,25})(?:（[共计]?\d{1,3}[项条个]）)?[：。]?")
LONGEST_PARAGRAPH = 4000  # code points looked back for where a paragraph begins


@dataclass(frozen=True, slots=True)
class Plan:
    """Items, clauses with the item of each, the indexes of items that are tasks, and where the outline begins."""

    items: tuple[Item, ...]
    clauses: tuple[tuple[Clause, Item | None], ...]
    standing: tuple[tuple[Clause, Item], ...]  # said once, for later tasks
    tasks: frozenset[int]
    body: int
    unread: tuple[Span, ...] = ()  # headers of tables in which no row was made out
    silent: tuple[Span, ...] = ()  # cells of a role's column in which no unit was made out
    headed: tuple[Span, ...] = ()  # headings that name a unit and nothing else, with items below that name nobody


def read_plan(view: View, known: Recognizer) -> Plan:
    """A task is an item with a clause, or a sibling of its style in the same section (then nobody is named for it)."""
    tables = read_tables(view, known)
    flat_rows, flat_clauses = read_flattened(view, known)
    rows, cells = (*tables.rows, *flat_rows), tuple(sorted((*tables.clauses, *flat_clauses), key=_place))

    lexicon = known.lexicon
    items = outline(view, 0, len(view.text), rows, lexicon.is_field)
    body = items[0].span.start if items else len(view.text)
    begins = body if items else 0  # a text without an outline is all body
    clauses = _all(view, cells, rows, begins, known)
    clauses = _unexplained(view.text, clauses, begins, lexicon)
    clauses = _by_mark(view, _by_order(view, clauses, rows, lexicon), lexicon)
    paragraphs = _paragraphs(view.text, clauses, items, lexicon)
    if paragraphs:
        items = outline(view, 0, len(view.text), (*rows, *paragraphs), lexicon.is_field)
    items = _titled(view.text, items, clauses)
    held = _lifted(view.text, [(clause, item_of(clause, items)) for clause in clauses], items, lexicon)
    with_clause = {item.index for _, item in held if item is not None}
    closed = {item.index for clause, item in held if item is not None and clause.kind != "prose"}
    kinds = {(items[i].style, items[i].parent) for i in closed}  # a sentence that names a unit makes no list of tasks
    tasks = {item.index for item in items if item.index in with_clause or (item.style, item.parent) in kinds}
    unread = tuple(tables.unread) if not flat_rows else ()
    headed = _headed_by_units(view, items, held, known)
    return Plan(
        items,
        held,
        tuple(_standing(view, held, known)),
        frozenset(tasks),
        body,
        unread,
        tuple(tables.silent),
        headed,
    )


def _titled(text: str, items: tuple[Item, ...], clauses: tuple[Clause, ...]) -> tuple[Item, ...]:
    """The items, each title ending where a clause begins in it: 1.加快项目建设（市发改委）."""
    ends: dict[int, int] = {}
    for clause in clauses:
        item = item_of(clause, items) if clause.kind in {"bracket", "line"} else None
        if item is not None and item.title.start < clause.whole.start < item.title.end:
            end = _stripped(text, item.title.start, clause.whole.start)
            if end > item.title.start:
                ends.setdefault(item.index, end)
    return tuple(
        replace(item, title=Span(item.title.start, ends[item.index])) if item.index in ends else item for item in items
    )


def _headed_by_units(
    view: View, items: tuple[Item, ...], held: tuple[tuple[Clause, Item | None], ...], known: Recognizer
) -> tuple[Span, ...]:
    """Headings like 一、市教育局（12项）, of which there are several: what their units are to the items below is not
    said."""
    parents = {item.parent for item in items}
    starts = sorted(clause.whole.start for clause, _ in held)
    found = []
    for item in items:
        named = _NAMED.fullmatch(view.text, item.title.start, item.title.end) if item.index in parents else None
        if named is None or bisect_right(starts, item.span.start) != bisect_right(starts, item.span.end):
            continue
        if known.is_unit(named[1]) and speaks(named[1], known):
            found.append(item.title)
    return tuple(found) if len(found) >= LEAST_HEADED else ()


def _unexplained(text: str, clauses: tuple[Clause, ...], body: int, lexicon: Lexicon) -> tuple[Clause, ...]:
    """The clauses before an explanation of the plan begins; above the outline its name is a web page's link."""
    said = lexicon.explanation.search("\n" + text, body)  # a line begins behind a line end, the first one too
    return tuple(clause for clause in clauses if said is None or clause.whole.start < said.start())


def _lifted(
    text: str, held: list[tuple[Clause, Item | None]], items: tuple[Item, ...], lexicon: Lexicon
) -> tuple[tuple[Clause, Item | None], ...]:
    """A label line below a numbered list that is itself a field (整改措施：1.…2.…, then 责任单位：…), or that stands in
    one line, speaks of the item that has them, unless each of the list has units of its own."""
    listed: dict[Kind, list[Item]] = defaultdict(list)
    for item in items:
        listed[_kind(item)].append(item)
    with_clause = {item.index for clause, item in held if item is not None and clause.kind != "prose"}
    ended = _ended(listed, with_clause, items)

    def holder(clause: Clause, item: Item | None) -> Item | None:
        if item is None or item.parent is None or clause.kind != "line" or not clause.labelled:
            return item
        *others, last = listed[_kind(item)]
        alone = last is item and with_clause.isdisjoint(one.index for one in others)
        heads = alone and (
            _list_of(item, items) in ended
            or _below_field(text, (others or [item])[0].span.start, lexicon)
            or (len(others) > 0 and _in_one_line(text, others[0].span.start, item.span.start, clause.whole.start))
        )
        return items[item.parent] if heads else item

    return tuple((clause, holder(clause, item)) for clause, item in held)


def _ended(
    listed: dict[Kind, list[Item]], with_clause: set[int], items: tuple[Item, ...]
) -> frozenset[tuple[str, str]]:
    """Lists that name units behind the last of each only, list after list: they are the list's. By the style of the
    list and of what it stands under."""
    said: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for (_, parent), (*others, last) in listed.items():
        named = [item for item in (*others, last) if item.index in with_clause]
        if parent is not None and 0 < len(named) <= len(others):  # a list that names them everywhere says nothing
            said[_list_of(last, items)].append(named == [last])
    return frozenset(kind for kind, only_last in said.items() if len(only_last) > 1 and all(only_last))


def _list_of(item: Item, items: tuple[Item, ...]) -> tuple[str, str]:
    return item.style, items[item.parent].style if item.parent is not None else ""


def _below_field(text: str, at: int, lexicon: Lexicon) -> bool:
    """Whether the line before the one at ``at`` is a field's head and nothing else: 整改措施："""
    above = text[max(text.rfind("\n", 0, at) - LONGEST_HEAD, 0) : at].rstrip()
    line = above.rpartition("\n")[2].strip()
    return line.endswith("：") and line[:-1].endswith(lexicon.head_ends)


def _in_one_line(text: str, first: int, last: int, clause: int) -> bool:
    """Whether a list, from its first to its last item, stands in one line, and the clause in another."""
    return text.find("\n", first, last) < 0 <= text.find("\n", last, clause)


def _place(clause: Clause) -> Span:
    return clause.whole


def _all(
    view: View, cells: tuple[Clause, ...], rows: tuple[Mark, ...], body: int, known: Recognizer
) -> tuple[Clause, ...]:
    """The clauses of the text and of its tables. Before the outline begins only those with a label or verbs count; in a
    row whose columns say who does what none that is a mere list: 联系人 张立（区经信局）."""
    starts = [clause.whole.start for clause in cells]
    lines = sorted((row.start, row.until) for row in rows)
    found = list(cells)
    for clause in find_clauses(view, known):
        before = bisect_right(starts, clause.whole.start) - 1
        in_cell = before >= 0 and clause.whole.start < cells[before].whole.end
        holds_cell = before + 1 < len(cells) and starts[before + 1] < clause.whole.end
        counts = clause.whole.start >= body or clause.labelled or _says_verbs(clause)
        row = bisect_right(lines, (clause.whole.start, len(view.text))) - 1
        if row >= 0 and clause.whole.end <= lines[row][1] and clause.units[0].basis is Basis.BARE:
            continue
        if counts and not in_cell and not holds_cell:
            found.append(clause)
    found.sort(key=_place)
    starts = [clause.whole.start for clause in found]
    ends = list(accumulate((clause.whole.end for clause in found), max))  # an aside stands within its clause
    told = list(find_prose(view, known))
    said = {clause.whole.start for clause in told}  # 市教育局：负责… is a sentence
    for clause in (*told, *(one for one in find_duties(view, known) if one.whole.start not in said)):
        before = bisect_right(starts, clause.whole.end) - 1
        taken = before >= 0 and ends[before] > clause.whole.start
        if clause.whole.start >= body and not taken:
            found.append(clause)
    return tuple(sorted(found, key=_place))


def _says_verbs(clause: Clause) -> bool:
    """A牵头，B参与 in brackets: a clause even above the outline, in a text whose beginning is lost."""
    return clause.kind == "bracket" and len(clause.units) > 1 and all(u.basis is Basis.VERB for u in clause.units)


def _by_order(view: View, clauses: tuple[Clause, ...], rows: tuple[Mark, ...], lexicon: Lexicon) -> tuple[Clause, ...]:
    """排在第一位的部门为牵头部门，下同: whoever is named first leads, where nobody else does; from that clause on, or
    everywhere if it is said outside a clause."""
    said = lexicon.order.search(view.text)
    if said is None:
        return clauses
    at = said.start()
    inside = next((clause.whole.start for clause in clauses if clause.whole.start <= at < clause.whole.end), 0)
    rest = lexicon.rest.search(view.text, at, at + 40)
    others = None if rest is None else Role.RESPONSIBLE if "责任" in rest[0] else Role.SUPPORT
    second = _second_columns(clauses, rows)
    later = [
        clause.kind != "prose" and clause.whole.start >= inside and clause.whole not in second for clause in clauses
    ]
    return tuple(
        replace(clause, units=_ordered(clause.units, lexicon.collectives, others)) if ruled else clause
        for clause, ruled in zip(clauses, later, strict=True)
    )


def _second_columns(clauses: tuple[Clause, ...], rows: tuple[Mark, ...]) -> frozenset[Span]:
    """The cells of a row after the first with a responsible unit: of 主管单位 and 实施单位 only the former is a list
    whose first unit may lead."""
    found: set[Span] = set()
    starts, before = sorted(row.start for row in rows), 0
    for clause in clauses:
        if clause.kind != "cell" or any(unit.role is not Role.RESPONSIBLE for unit in clause.units):
            continue
        row = bisect_right(starts, clause.whole.start)
        if row and row == before:
            found.add(clause.whole)
        before = row
    return frozenset(found)


def _by_mark(view: View, clauses: tuple[Clause, ...], lexicon: Lexicon) -> tuple[Clause, ...]:
    """带★的为牵头单位: whoever bears the sign leads, wherever the text says so."""
    if not any(unit.mark for clause in clauses for unit in clause.units):
        return clauses
    said = lexicon.marked.search(view.text)
    if said is None:
        return clauses
    sign = said.group(1)

    def told(unit: Found) -> Found:
        return unit._replace(role=Role.LEAD, cue=sign, basis=Basis.LABEL) if unit.mark == sign else unit

    return tuple(replace(clause, units=tuple(told(unit) for unit in clause.units)) for clause in clauses)


def _ordered(units: tuple[Found, ...], collectives: tuple[str, ...], rest: Role | None) -> tuple[Found, ...]:
    """Of those responsible the first leads, unless somebody else does; one that a verb or another label names alone,
    or 各有关部门, is no list, unless the plan says what the ``rest`` are."""
    mine = [unit for unit in units if unit.role is Role.RESPONSIBLE]
    mixed = len(mine) < len(units)
    if not mine or any(unit.role is Role.LEAD for unit in units) or (mixed and mine[0].basis is not Basis.LABEL):
        return units
    first, *others = mine
    named = first.basis is Basis.VERB or (first.basis is Basis.LABEL and not first.cue.startswith("责任"))
    alone = not others and not first.open_list and named
    if rest is None and (alone or first.words.startswith(collectives)):
        return units
    told = {first: first._replace(role=Role.LEAD, basis=Basis.ORDER)}
    if rest is Role.SUPPORT:
        told |= {unit: unit._replace(role=rest, basis=Basis.ORDER) for unit in others}
    return tuple(told.get(unit, unit) for unit in units)


def _standing(
    view: View, held: tuple[tuple[Clause, Item | None], ...], known: Recognizer
) -> Iterable[tuple[Clause, Item]]:
    """以下均需各区人民政府、新区管委会配合，不再列出: the units, once for each later item with a clause."""
    said = list(_standing_units(view, known))
    seen: set[int] = set()
    for _, item in held if said else ():
        if item is None or item.index in seen:
            continue
        yield from [(one, item) for one in said if one.whole.end <= item.own.start]
        seen.add(item.index)


def _standing_units(view: View, known: Recognizer) -> Iterable[Clause]:
    """A clause for each unit of which that is said, MOST_STANDING at most, each name once."""
    names: set[str] = set()
    for place in known.lexicon.standing.finditer(view.text):
        joined = view.part(*place.span()).joined()
        match = known.lexicon.standing.search(joined.text)
        if match is None:
            continue
        verb = next((cue for cue in known.lexicon.verbs if cue.word == match.group(2)), None)
        role = verb.role if verb is not None and verb.role is not None else Role.SUPPORT
        whole = Span(*place.span())
        listed = listed_in(joined.text, *match.span(1))
        if not all(known.is_named(span.of(joined.text)) for span in listed):
            continue  # 坚持市委领导、市政府负责
        for span in known.together(joined.text, listed):
            words = span.of(joined.text)
            if len(names) < MOST_STANDING and words not in names:
                names.add(words)
                unit = Found(span.start, span.end, words, role, match.group(2), Basis.STANDING, False, 0, 0)
                yield Clause(whole, whole, joined, (unit,), closed=True, kind="bracket")


def _paragraphs(text: str, clauses: tuple[Clause, ...], items: tuple[Item, ...], lexicon: Lexicon) -> list[Mark]:
    """Paragraphs that are items of their own: one with a clause under no item, and each of several with clauses under
    one item. A single paragraph below its heading belongs to the heading, unless headings of its kind hold several. A
    field (整改措施：…) is none."""
    places: dict[int | None, dict[int, bool]] = defaultdict(dict)  # starts; whether right below the item's title
    ends = {clause.whole.end: clause.whole.start for clause in clauses if clause.kind != "prose"}
    for clause in clauses:
        if clause.kind == "cell":  # its row is an item already, wherever the column of tasks stands
            continue
        item = item_of(clause, items)
        floor = max(item.own.start if item else 0, clause.whole.start - LONGEST_PARAGRAPH)
        said = clause.whole.end if clause.kind == "prose" else clause.whole.start  # a sentence names its units first
        start, below = _paragraph(text, said, floor, ends), False
        start = _above_fields(text, start, floor, ends, lexicon)
        if item is not None and begins_field(text, start, lexicon.is_field):
            start = item.own.start
        elif item is not None and start == item.own.start and _opens_line(text, clause, item):
            start, below = clause.whole.start, True
        places[item.index if item else None][start] = below
    parted = {_kind(items[index]) for index, starts in places.items() if index is not None and len(starts) > 1}
    return [
        Mark("paragraph", start, start, 0, "")
        for index, starts in places.items()
        for start, below in starts.items()
        if index is None
        or (_kind(items[index]) in parted and start != items[index].own.start and (len(starts) > 1 or not below))
    ]


def _opens_line(text: str, clause: Clause, item: Item) -> bool:
    """Whether a sentence begins with its units, on a line below the item's title: 县水务局：负责…"""
    before = text[item.title.end : clause.whole.start]
    return clause.kind == "prose" and "\n" in before and not before.rpartition("\n")[2].strip()


def _kind(item: Item) -> Kind:
    """Items of one kind are read alike."""
    return item.style, item.parent


def _paragraph(text: str, start: int, floor: int, ends: dict[int, int]) -> int:
    """Where the paragraph of the clause at ``start`` begins: not before ``floor``.

    A line of clauses alone belongs to the paragraph above it; a line that begins in the middle of a sentence, to the
    line above it. ``ends``: where each clause ends → where it starts.
    """
    at = _stripped(text, floor, start)
    while at in ends and ends[at] >= floor:
        at = _stripped(text, floor, ends[at])
    if at <= floor:
        return start
    while True:
        line = max(text.rfind("\n", floor, at) + 1, floor)
        above = _stripped(text, floor, line)
        indented = text[line].isspace()
        apart = floor in {line, above} or indented or text.count("\n", above, line) > 1 or above in ends
        if apart or text[above - 1] in _ENDS:
            return line + len(text[line:at]) - len(text[line:at].lstrip())
        at = above


def _above_fields(text: str, start: int, floor: int, ends: dict[int, int], lexicon: Lexicon) -> int:
    """Where the task begins whose fields stand one on a line: 整改时限：… belongs to what stands above 整改目标：…"""
    if not begins_field(text, start, lexicon.is_field):
        return start
    while True:
        above = _stripped(text, floor, start)
        if above <= floor or above in ends or text.count("\n", above, start) > 1:
            return start
        line = max(text.rfind("\n", floor, above) + 1, floor)
        start = line + len(text[line:above]) - len(text[line:above].lstrip())


def _stripped(text: str, floor: int, end: int) -> int:
    while end > floor and text[end - 1].isspace():
        end -= 1
    return end
