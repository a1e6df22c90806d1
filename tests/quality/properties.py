"""What holds of every extraction, whatever the text. ``broken`` names what does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

from ingest.extract import extract
from ingest.lexicon import Lexicon
from ingest.tokenize import Tokenizer
from ingest.types import Extraction, Source, Span
from ingest.view import View

SOURCE = Source("plan.txt", "0" * 64, 0, "utf-8", "txt/1")
#: a paragraph that is about nothing: no unit, no cue, no number, no label, no bracket, no figure
UNRELATED = "\n\n湖边的柳树绿了，游人慢慢走着。\n"

SIMPLIFIED, TRADITIONAL = "头单责门实务财发会办", "頭單責門實務財發會辦"
WIDE, HALF = "（）：；", "():;"
PLAIN = str.maketrans(TRADITIONAL + HALF, SIMPLIFIED + WIDE)
#: how else the same plan may be written
GUISES: dict[str, Callable[[str], str]] = {
    "line ends of Windows": lambda text: text if "\r" in text else text.replace("\n", "\r\n"),
    "half-width marks": lambda text: text.translate(str.maketrans(WIDE, HALF)),
    "traditional characters": lambda text: text.translate(str.maketrans(SIMPLIFIED, TRADITIONAL)),
    "blank lines before it": lambda text: "\n\n" + text,
}


class Readers(NamedTuple):
    """One lexicon; two tokenizers, so that what one remembers from text to text shows."""

    lexicon: Lexicon
    first: Tokenizer
    second: Tokenizer


def read(text: str, readers: Readers, *, second: bool = False) -> Extraction:
    """Extract a text as it stands."""
    return extract(text, SOURCE, readers.lexicon, readers.second if second else readers.first)


def broken(text: str, readers: Readers) -> list[str]:
    """Which properties do not hold of ``text``."""
    return examined(text, readers)[0]


def examined(text: str, readers: Readers) -> tuple[list[str], int]:
    """Which properties do not hold of ``text``, and how many relations were read in it."""
    try:
        found = read(text, readers)
    except Exception as error:  # whatever it is, it must not escape
        return [f"raises {type(error).__name__}"], 0
    return _examined(found, text, readers), len(found.responsibilities)


def _examined(found: Extraction, text: str, readers: Readers) -> list[str]:
    faults = list(dict.fromkeys(_misplaced(found, text)))
    try:
        if read(text, readers, second=True) != found:
            faults.append("not deterministic")
        longer = read(text + UNRELATED, readers)
    except Exception as error:
        return [*faults, f"raises {type(error).__name__} when read again"]
    faults += _otherwise(found, text, readers)
    before, after = _facts(found, len(text)), _facts(longer, len(text))
    return faults + [f"an unrelated paragraph changes {name}" for name in before if before[name] != after[name]]


def _otherwise(found: Extraction, text: str, readers: Readers) -> list[str]:
    """The same plan in another guise names the same units: one guise for each text."""
    name = list(GUISES)[len(text) % len(GUISES)]
    try:
        other = read(GUISES[name](text), readers)
    except Exception as error:
        return [f"raises {type(error).__name__} with {name}"]
    return [f"{name} change relations"] if _relations(found) != _relations(other) else []


def _relations(found: Extraction) -> Counter[tuple]:
    paths = {task.id: task.path for task in found.tasks}

    def plain(words: str) -> str:
        return "".join(words.split()).translate(PLAIN)

    return Counter(
        (plain(r.mention.quote), r.role, plain(r.mention.name), plain(paths[r.task]), r.basis, r.open_list)
        for r in found.responsibilities
    )


def _misplaced(found: Extraction, text: str) -> Iterator[str]:
    """Spans inside the text, quotes equal, ends of relations known, ids distinct."""
    body = found.document.text
    if body != text:
        yield "the text is altered"
    tasks, units = {task.id: task for task in found.tasks}, {unit.id for unit in found.organizations}
    sections = {section.id for section in found.sections}
    for name, spans in _spans(found).items():
        if not all(0 <= span.start < span.end <= len(body) for span in spans):
            yield f"a span of {name} is empty or outside"
    for row in found.responsibilities:
        if row.mention.span.of(body) != row.mention.quote or not row.mention.name:
            yield "a unit is misquoted"
        if not _within(row.mention.span, row.clause):
            yield "a unit stands outside its clause"
        if row.task not in tasks or row.organization not in units:
            yield "a relation has no end"
    for target in found.targets:
        if target.span.of(body) != target.quote:
            yield "a target is misquoted"
        if not {target.task} <= {None, *tasks} or not {target.section} <= {None, *sections}:
            yield "a target has no end"
    for task in found.tasks:
        if not _within(task.title_span, task.span) or not task.title:
            yield "a title stands outside its task"
        if not {task.section} <= {None, *sections} or not {task.parent} <= {None, *tasks}:
            yield "a task has no end"
    for name, rows in (
        ("tasks", found.tasks),
        ("sections", found.sections),
        ("relations", found.responsibilities),
        ("targets", found.targets),
        ("citations", found.citations),
        ("findings", found.findings),
        ("units", found.organizations),
    ):
        if len({row.id for row in rows}) != len(rows):
            yield f"ids of {name} are not distinct"


def _spans(found: Extraction) -> dict[str, list[Span]]:
    return {
        "sections": [span for row in found.sections for span in (row.span, row.heading_span)],
        "tasks": [span for row in found.tasks for span in (row.span, row.title_span)],
        "units": [row.mention.span for row in found.responsibilities],
        "clauses": [row.clause for row in found.responsibilities],
        "sentences": [row.sentence for row in found.responsibilities],
        "targets": [row.span for row in found.targets],
        "citations": [row.span for row in found.citations],
        "facts": [row.span for row in found.document.facts],
        "findings": [row.span for row in found.findings if row.span is not None],
    }


def _within(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _facts(found: Extraction, end: int) -> dict[str, list[tuple]]:
    """What was read before ``end``, without ids (they may hold the text's hash). An item that is open at the end of the
    text takes in what is appended, so spans are cut at ``end``, and its key words are left out; a text without a title
    takes one from what is appended, and its other facts go by the title."""
    number = {task.id: task.path for task in found.tasks} | {section.id: section.path for section in found.sections}

    words = View.of(found.document.text).text  # what only adorns the end is white space

    def cut(span: Span) -> tuple[int, int]:
        stop = len(words[: min(span.end, end)].rstrip())
        return span.start, stop

    units = {unit.id: unit.name for unit in found.organizations}
    document = found.document
    titled = any(f.field == "title" and f.span.start < end for f in document.facts)
    return {
        "tasks": [
            (t.path, t.title, t.title_span, cut(t.span), number.get(t.section or ""), number.get(t.parent or ""))
            for t in found.tasks
        ],
        "sections": [
            (s.path, s.heading, s.heading_span, cut(s.span), number.get(s.parent or "")) for s in found.sections
        ],
        "relations": [
            (r.mention.span, r.role, r.mention.name, number[r.task], units[r.organization], r.clause, r.sentence, how)
            for r in found.responsibilities
            for how in [(r.cue, r.basis, r.rule, r.open_list, r.position)]
        ],
        "targets": [
            (t.span, t.metric, t.comparator, t.value, t.unit, t.deadline, number.get(t.task or ""), t.rule)
            for t in found.targets
        ],
        "citations": [(c.span, c.title, c.number) for c in found.citations],
        "facts of the document": [
            (f.field, f.value, f.span, f.rule) for f in document.facts if titled and f.span.start < end
        ],
        "findings": [
            (f.kind, f.message, f.span) for f in found.findings if titled or f.kind != "jurisdiction-undecided"
        ],
    }
