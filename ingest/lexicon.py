"""What the program knows of the field, as data: ``ingest/data/*.toml``. Every entry has a source and an example."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from typing import Any

from ingest.detail_words import DetailWords
from ingest.divisions import Divisions
from ingest.endings import Endings
from ingest.entries import read_entries
from ingest.misread import Misread
from ingest.register import Register
from ingest.target_words import TargetWords
from ingest.types import OrganizationKind, Role
from ingest.view import Traditional

REGISTER = tuple(
    f"register/{family}.toml"
    for family in (
        *("state_council", "party", "congress_and_cppcc", "courts_and_procuratorates", "local", "former", "vertical"),
        *("mass_organisations", "institutions", "committees", "enterprises"),
    )
)
TABLES = (
    *("cues.toml", "organizations.toml", "document.toml", "targets.toml", "details.toml", "traditional.toml"),
    "divisions.toml",
)
FILES = (*TABLES, *REGISTER, "divisions.tsv")


QUOTES = ("“", "”")  # what stands within them is one
COPULAS = ("为", "是")  # behind a label


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that says a role. ``kind``: label (reaches forward), verb (back), joint (forward to a verb), filler."""

    word: str
    kind: str
    role: Role | None
    bracketed: bool = False  # a label inside brackets only: outside them it is a web page's footer


@dataclass(frozen=True, slots=True)
class Suffix:
    """How a unit's name ends, and what that makes of it."""

    word: str
    kind: OrganizationKind
    elides: bool  # takes the prefix of the unit before it in a list
    shares: str = ""  # what it takes from the end of the next unit: 高新区、经开区管委会
    inner: bool = False  # an office inside a department: takes the department's name too


@dataclass(frozen=True, eq=False)
class Lexicon:
    """All entries, ready for use. Equal data give an equal ``version``; a lexicon equals itself only."""

    version: str
    labels: tuple[Cue, ...]  # longest first, like all word lists here
    label_prefixes: tuple[str, ...]  # 市级 before 牵头单位
    conjunctions: frozenset[str]
    table_heads: frozenset[str]  # heads of columns that say no role
    columns: frozenset[str]  # heads of columns that are no fields
    head_ends: tuple[str, ...]  # how such heads end
    name_heads: frozenset[str]  # of the column that says what a task is called
    duty: re.Pattern[str]  # how a duty begins behind the units that have it
    works: tuple[str, ...]  # what units do that 会同 joins, longest first
    faults: tuple[str, ...]  # words right before 责任单位 that say whose fault it is
    listed: tuple[str, ...]  # words whose brackets list what they are
    contacts: tuple[str, ...]  # ends of fields whose brackets say whose number it is
    beside_heads: tuple[str, ...]  # ends of heads of columns that never say what a task is
    verbs: tuple[Cue, ...]
    verb_with_work: re.Pattern[str]
    joints: tuple[Cue, ...]
    fillers: tuple[str, ...]
    clause_separators: frozenset[str]
    phrase_separators: frozenset[str]
    item_separators: frozenset[str]
    tails: tuple[str, ...]
    brackets: dict[str, str]
    suffixes: tuple[Suffix, ...]
    lookalikes: tuple[str, ...]  # endings that make no unit
    no_places: tuple[str, ...]  # words that end like a place
    own_words: tuple[str, ...]  # words that begin like a level's prefix and are none
    level_words: tuple[str, ...]  # those of them that state a level themselves
    with_de: tuple[str, ...]  # words with 的 that names may hold
    name_ends: tuple[str, ...]  # how a name ends that stands last in a list, though no suffix tells it
    alone: frozenset[str]  # names that are a suffix and nothing else
    deeds: tuple[str, ...]  # words that no name begins with
    surnames: frozenset[str]
    titles: tuple[str, ...]
    generic: frozenset[str]  # names that say of nobody which unit
    openings: re.Pattern[str]  # a bracket, or what stands behind a label: a colon, 为: where a clause may begin
    enumerations: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]  # pieces that begin one unit, and go on
    own_heads: frozenset[str]  # words with which a name needs no prefix
    remarks: re.Pattern[str]
    order: re.Pattern[str]
    rest: re.Pattern[str]
    standing: re.Pattern[str]
    signs: frozenset[str]  # ★ beside a unit
    marked: re.Pattern[str]  # which sign means 牵头
    prefixes: dict[str, frozenset[str]]  # prefix → levels; longest first
    collectives: tuple[str, ...]
    collective_ends: tuple[str, ...]
    governed: tuple[str, ...]  # ends of collectives of places
    collective_aliases: tuple[tuple[str, ...], ...]
    municipalities: frozenset[str]
    register: Register
    divisions: Divisions
    document: dict[str, Any]
    targets: TargetWords
    details: DetailWords
    traditional: Traditional
    misread: Misread

    @cached_property
    def suffix_endings(self) -> Endings[Suffix]:
        """Suffixes, to be found at the end of a name."""
        return Endings.of({suffix.word: suffix for suffix in self.suffixes})

    @cached_property
    def registered(self) -> Endings[Suffix]:
        """The names of the register, to be found at the end of a name that no suffix tells. One of the nation's, and a
        company's, needs no level before it."""
        company = OrganizationKind.ENTERPRISE
        firsts = {form: bodies[0] for form, bodies in self.register.by_form.items() if len(form) > 1}
        return Endings.of(
            {
                form: Suffix(form, body.kind, elides=body.kind is not company and "nation" not in body.levels)
                for form, body in firsts.items()
                if form not in self.generic
            }
        )

    @cached_property
    def verb_endings(self) -> Endings[Cue]:
        """Verbs, to be found at the end of a piece."""
        return Endings.of({verb.word: verb for verb in self.verbs})

    @cached_property
    def label_of(self) -> dict[str, Cue]:
        """Labels by their word."""
        return {label.word: label for label in self.labels}

    def is_field(self, words: str) -> bool:
        """Whether the words before a colon are a field's: a label, or a head that says no role."""
        return words in self.table_heads or self.label_named(words) is not None

    def label_named(self, words: str) -> Cue | None:
        """The label that the words are: 牵头单位为, 市级牵头单位, 责任单位（第一个为牵头单位）; None for none."""
        found = self.label_of.get(words)
        if found is None and words.endswith(COPULAS):
            found = self.label_of.get(words[:-1])
        if found is None and words.endswith("）") and "（" in words:
            found = self.label_of.get(words[: words.index("（")])
        if found is None and words.startswith(self.label_prefixes):
            prefix = next((prefix for prefix in self.label_prefixes if words.startswith(prefix)), None)
            found = self.label_named(words[len(prefix) :]) if prefix else None
        return found

    @cached_property
    def stopwords(self) -> frozenset[str]:
        """Words that are no keywords."""
        return frozenset(self.document["stopwords"]["words"])

    @cached_property
    def label_endings(self) -> Endings[Cue]:
        """Labels that need no bracket, to be found before a colon: 牵头： is one inside brackets only."""
        return Endings.of({label.word: label for label in self.labels if len(label.word) > 2 and not label.bracketed})

    @cached_property
    def label_begins(self) -> re.Pattern[str]:
        """Labels of a role, 单位 or 部门 among their words, at the beginning of a phrase."""
        words = [label.word for label in self.labels if len(label.word) > 3 and label.role is not None]
        return re.compile("|".join(map(re.escape, _longest_first(words))))

    @cached_property
    def bracketed_endings(self) -> Endings[Cue]:
        """Labels that count inside brackets, or among the fields of a task."""
        return Endings.of({label.word: label for label in self.labels if len(label.word) > 2 and label.bracketed})

    @cached_property
    def label_head(self) -> re.Pattern[str]:
        """What the head of a unit's column holds at least: a quick look before a table is looked for."""
        return re.compile("单位|部门|主体|分工|处室|科室|股室|机构|司局|局办|责任|牵头|主办")

    @cached_property
    def conjunction(self) -> re.Pattern[str]:
        """Any word that may join two units."""
        return re.compile("|".join(map(re.escape, _longest_first(list(self.conjunctions)))))

    @cached_property
    def closings(self) -> frozenset[str]:
        """What closes a bracket."""
        return frozenset(self.brackets.values())

    @cached_property
    def header_begins(self) -> re.Pattern[str]:
        """Where a table's header may begin that has lost its separators: at 序号, or behind a line end."""
        heads = "|".join(map(re.escape, _longest_first([*self.columns])))
        return re.compile(rf"序(?=号)|\n[^\S\n]{{0,40}}(?=(?:{heads})[\u4e00-\u9fff])")

    @cached_property
    def enumeration_begins(self) -> re.Pattern[str]:
        """The first piece of any unit that is enumerated: a quick look."""
        return re.compile("|".join(first.pattern for first, _ in self.enumerations))

    @cached_property
    def explanation(self) -> re.Pattern[str]:
        """The line with which an explanation of a plan begins, behind a line end: that is searched for faster."""
        return re.compile(rf"\n{self.document['explanation']['pattern']}", re.MULTILINE)

    @cached_property
    def aside(self) -> re.Pattern[str]:
        """A bracket right behind a verb, at the end of what the verb says."""
        verbs = "|".join(map(re.escape, _longest_first([cue.word for cue in self.verbs])))
        opens, closes = (re.escape("".join(sorted(marks))) for marks in (self.brackets, self.closings))
        return re.compile(rf"(?:{verbs})([{opens}][^{opens}{closes}]{{4,200}}[{closes}])(?=[，；。]|\Z)")

    @cached_property
    def name_alone(self) -> re.Pattern[str]:
        """A piece that is one name and nothing else: no word that joins, ends a list or says a role stands in it."""
        within = "".join(
            [*self.joint_words, *self.conjunctions, *self.signs, *self.brackets, *self.closings, "等", "由"]
        )
        last = within + "".join(word[-1] for word in (*self.verb_words, *self.tails))
        first = within + "".join(filler[0] for filler in self.fillers)
        inside = re.escape("".join(sorted(set(within))))
        ends = [re.escape("".join(sorted(set(end)))) for end in (first, last)]
        return re.compile(rf"(?=[\u4e00-\u9fff])[^{ends[0]}][^{inside}负责牵头配合参与指导落实]{{0,40}}[^{ends[1]}]")

    @cached_property
    def bracket_or_break(self) -> re.Pattern[str]:
        """What opens or closes a bracket, or ends a line."""
        return re.compile(f"[{re.escape(''.join(sorted({*self.brackets, *self.closings})))}\\n]")

    @cached_property
    def verb_words(self) -> tuple[str, ...]:
        """Verbs by their words."""
        return tuple(cue.word for cue in self.verbs)

    @cached_property
    def joint_words(self) -> tuple[str, ...]:
        """Words that join two units."""
        return tuple(cue.word for cue in self.joints)

    @cached_property
    def joint(self) -> re.Pattern[str]:
        """Any of them."""
        return re.compile("|".join(map(re.escape, self.joint_words)) or "(?!)")

    @cached_property
    def marks(self) -> dict[frozenset[str], re.Pattern[str]]:
        """Where a text may be cut: the separators of each kind, and brackets."""
        brackets = {*self.brackets, *self.closings, *QUOTES}
        kinds = (self.clause_separators, self.phrase_separators, self.item_separators)
        return {kind: re.compile(f"[{re.escape(''.join(sorted(kind | brackets)))}]") for kind in kinds}

    @cached_property
    def role_words(self) -> tuple[str, ...]:
        """Verbs that no unit's name begins with: 牵头医院 says a role. (监督 begins 监督管理局.)"""
        return tuple(cue.word for cue in self.verbs if cue.role is not Role.SUPERVISE)

    @cached_property
    def person(self) -> re.Pattern[str]:
        """Who stands behind a unit: 局长王明, 张立, 主要负责人."""
        titles = "|".join(map(re.escape, self.titles))
        name = rf"[{re.escape(''.join(sorted(self.surnames)))}][\u4e00-\u9fff]{{1,2}}"
        return re.compile(rf"(?:{titles})(?:{name})?|{name}")

    @cached_property
    def cue_words(self) -> tuple[str, ...]:
        """Words that must stay whole where names end: those that join, and ends of names that begin with one of them
        (供销合作社联合社)."""
        joints = tuple(word for word in self.joint_words if len(word) > 1)
        return (*joints, *(suffix.word for suffix in self.suffixes if suffix.word.startswith(joints)))


def load_lexicon() -> Lexicon:
    """The packaged lexicon. Raises LexiconError with the file and the key where an entry is not well-formed."""
    folder = resources.files("ingest") / "data"
    return read_lexicon({name: (folder / name).read_bytes() for name in FILES})


def read_lexicon(raw: dict[str, bytes]) -> Lexicon:
    """The lexicon that ``raw`` (the bytes of each of FILES) holds. Raises LexiconError."""
    tables = {name: read_entries(name, raw[name]) for name in (*TABLES, *REGISTER)}
    version = hashlib.sha256(b"\x00".join(raw[name] for name in FILES)).hexdigest()[:16]
    return _lexicon(version, tables, Divisions.of(raw["divisions.tsv"], tables["divisions.toml"]))


def _lexicon(version: str, tables: dict[str, dict[str, Any]], divisions: Divisions) -> Lexicon:
    cues, units = tables["cues.toml"], tables["organizations.toml"]
    folding = tables["traditional.toml"]["traditional"]
    known = [
        Cue(word, entry["kind"], Role(entry["role"]) if entry["role"] else None, entry.get("bracketed", False))
        for entry in cues["cue"]
        for word in (*entry["words"], *(s + n for s in entry.get("stems", ()) for n in entry.get("nouns", ())))
    ]
    # 区科技局为牵头单位: a label after 为 or 是 is a verb
    known += [
        Cue(copula + cue.word, "verb", cue.role)
        for cue in known
        if cue.kind == "label" and cue.word.endswith(("单位", "部门"))
        for copula in ("为", "是", "作为")
    ]

    copulas = (f"{word}(?<=单位{word}|部门{word})(?!牵头|责任|配合)" for word in "为是")
    levels = {word: frozenset(entry["levels"]) for entry in units["prefix"] for word in entry["words"]}

    def of(kind: str) -> tuple[Cue, ...]:
        return tuple(sorted((cue for cue in known if cue.kind == kind), key=lambda cue: (-len(cue.word), cue.word)))

    suffixes = {
        word: Suffix(
            word, OrganizationKind(entry["kind"]), entry["elides"], entry.get("shares", ""), entry.get("inner", False)
        )
        for entry in units["suffix"]
        for word in entry["words"]
    }
    misread = cues["misread"]
    labels = [cue.word for cue in known if cue.kind == "label"]
    return Lexicon(
        misread=Misread.of(labels, misread["ends"], misread["colons"], misread["semicolons"]),
        version=version,
        labels=of("label"),
        label_prefixes=_longest_first(cues["label_prefix"]["words"]),
        conjunctions=frozenset(cues["conjunction"]["words"]),
        table_heads=frozenset(cues["table_head"]["words"]),
        columns=frozenset((*cues["table_head"]["words"], *cues["table_head"]["columns"])),
        head_ends=tuple(cues["table_head"]["ends"]),
        name_heads=frozenset(cues["table_head"]["names"]),
        duty=re.compile(rf"[^\S\n]{{0,4}}(?:{'|'.join(cues['duty']['begins'])})[\u4e00-\u9fff“《]"),
        works=_longest_first(cues["work"]["words"]),
        listed=tuple(cues["listed"]["words"]),
        contacts=tuple(cues["contact"]["words"]),
        faults=tuple(cues["fault"]["words"]),
        beside_heads=tuple(cues["table_head"]["beside"]),
        verbs=of("verb"),
        verb_with_work=re.compile(cues["verb_with_work"]["pattern"]),
        joints=of("joint"),
        fillers=tuple(cue.word for cue in of("filler")),
        clause_separators=frozenset(cues["separators"]["clause"]),
        phrase_separators=frozenset(cues["separators"]["phrase"]),
        item_separators=frozenset(cues["separators"]["item"]),
        tails=_longest_first(cues["tails"]["words"]),
        brackets={pair[0]: pair[1] for pair in cues["brackets"]["pairs"]},
        suffixes=tuple(sorted(suffixes.values(), key=lambda s: (-len(s.word), s.word))),
        lookalikes=_longest_first([word for entry in units["lookalike"] for word in entry["words"]]),
        no_places=tuple(word for entry in units["no_place"] for word in entry["words"]),
        own_words=tuple(word for entry in units["own_word"] for word in entry["words"]),
        level_words=tuple(word for entry in units["own_word"] if entry.get("level") for word in entry["words"]),
        with_de=tuple(word for entry in units["with_de"] for word in entry["words"]),
        name_ends=tuple(word for entry in units["name_end"] for word in entry["words"]),
        alone=frozenset(word for entry in units["alone"] for word in entry["words"]),
        deeds=_longest_first([word for entry in units["deed"] for word in entry["words"]]),
        surnames=frozenset(units["person"]["surnames"]),
        titles=_longest_first(units["person"]["titles"]),
        generic=frozenset(word for entry in units["generic"] for word in entry["words"]),
        openings=re.compile("|".join((*(re.escape(pair[0]) for pair in cues["brackets"]["pairs"]), "：", *copulas))),
        enumerations=tuple((re.compile(one["first"]), re.compile(one["next"])) for one in units["enumeration"]),
        own_heads=frozenset(word for entry in units["own_head"] for word in entry["words"]),
        remarks=re.compile("|".join(pattern for entry in cues["remark"] for pattern in entry["patterns"])),
        order=re.compile(cues["order"]["pattern"]),
        rest=re.compile(cues["order"]["rest"]),
        signs=frozenset(cues["marked"]["signs"]),
        marked=re.compile(cues["marked"]["pattern"]),
        standing=re.compile(cues["standing"]["pattern"]),
        prefixes={word: levels[word] for word in _longest_first([*levels])},
        collectives=_longest_first([word for entry in units["collective"] for word in entry["starts"]]),
        collective_ends=_longest_first([word for entry in units["collective"] for word in entry["ends"]]),
        governed=tuple(word for entry in units["governed"] for word in entry["words"]),
        collective_aliases=tuple(tuple(entry["names"]) for entry in units["collective_alias"]),
        municipalities=frozenset(word for entry in units["place"] for word in entry["words"]),
        register=Register.of({name: tables[name] for name in REGISTER}),
        divisions=divisions,
        document=tables["document.toml"],
        targets=TargetWords.of(tables["targets.toml"]),
        details=DetailWords.of(tables["details.toml"]),
        traditional=Traditional.of("".join(folding["characters"]), "".join(folding["simplified"])),
    )


def _longest_first(words: list[str]) -> tuple[str, ...]:
    return tuple(sorted(set(words), key=lambda word: (-len(word), word)))
