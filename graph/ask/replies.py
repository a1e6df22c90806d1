"""From a question that was understood to its answer: one function for each kind of question.

Every answer names the units in full, says 至少 where a list ends in 等, and brings the sentences it stands on.
"""

from __future__ import annotations

from collections.abc import Callable

from graph.ask import replies_documents, replies_due, replies_lacking, replies_support, replies_tasks, replies_units
from graph.ask.answer import Answer, Asked, AskedDay, understood
from graph.ask.questions import Questions
from graph.ask.reading import Reading, read_question
from graph.resolve import AmbiguousName, Candidate
from graph.store import Reader
from graph.types import OrganizationRow
from ingest.tokenize import Tokenizer

Reply = Callable[[Asked], Answer]

REPLIES: dict[str, Reply] = {
    "unit_role_count": replies_units.role_tasks,
    "unit_role_tasks": replies_units.role_tasks,
    "unit_workload": replies_units.workload,
    "unit_tasks": replies_units.all_tasks,
    "unit_task_role": replies_units.role_in_task,
    "unit_names": replies_units.unit_names,
    "shared_by_two": replies_units.shared_by_two,
    "partners": replies_units.partners,
    "unit_several_roles": replies_units.role_tasks,
    "supporters": replies_support.supporters,
    "supporters_named": replies_support.supporters,
    "supported": replies_support.supported,
    "supported_lead": replies_support.supported,
    "most_shared": replies_units.most_shared,
    "most_role": replies_units.most,
    "most_tasks": replies_units.most,
    "role_units": replies_units.most,
    "role_unit_list": replies_units.most,
    "with_lead": replies_tasks.with_lead,
    "units": replies_units.units,
    "units_workload": replies_units.units,
    "task_role_who": replies_tasks.who,
    "task_role_who_named": replies_tasks.who,
    "task_units": replies_tasks.who,
    "task_text": replies_tasks.text,
    "no_lead": replies_tasks.without_lead,
    "lacking": replies_lacking.lacking,
    "joint_lead": replies_tasks.joint_lead,
    "due_tasks": replies_due.due,
    "lasting_tasks": replies_due.lasting,
    "open_lists": replies_tasks.open_lists,
    "task_count": replies_tasks.about,
    "topic_tasks": replies_tasks.about,
    "targets": replies_tasks.targets,
    "target_of": replies_tasks.targets,
    "documents": replies_tasks.documents,
    "documents_ended": replies_documents.ended,
    "documents_valid": replies_documents.in_force,
    "document_valid": replies_documents.whether_in_force,
    "document_fact": replies_tasks.document_fact,
    "citations": replies_tasks.citations,
    "findings": replies_tasks.findings,
}


_PAIR = "市场监管局和农业农村委"  # the stock questions about two units


def ask(question: str, reader: Reader, tokenizer: Tokenizer, questions: Questions, day: AskedDay) -> Answer:
    """Answer a question in Chinese. Never guesses: where it is not understood, ``answered`` is False, ``unknown`` names
    the words without a meaning and ``suggestions`` the nearest questions. ``day``: today, and which documents count.
    Raises QuestionTooLong."""
    try:
        reading = read_question(question, reader, tokenizer, questions)
    except AmbiguousName as error:
        suggestions = tuple(_settled(question, error.words, candidate) for candidate in error.candidates)
        return _refused(question, f"{error.zh}，请选择", (), suggestions)
    if reading.intent is None:
        headline = "没有读懂这个问题：词都认识，但合在一起不是读得懂的问法"
        if reading.unknown:
            words = [f"“{word}”" for word in reading.unknown if word in question]
            headline = "没有读懂这个问题" + ("，不认识：" + "、".join(words) if words else "")
            beyond = [said for said in reading.unknown if said not in question]
            headline += f"；问题里有{'、'.join(beyond)}，请拆开或换一种问法" if beyond else ""
        persons = [word for word in reading.unknown if questions.persons.named(word)]
        note = questions.persons.says.format("、".join(persons)) if persons else ""
        return _refused(question, headline, reading.unknown, nearest(reading, reader, questions), reading, note)
    if reading.intent.says:
        return _refused(question, reading.intent.says + "。", (), nearest(reading, reader, questions), reading)
    return REPLIES[reading.intent.id](Asked(reading, reader, day))


def nearest(reading: Reading, reader: Reader, questions: Questions, most: int = 4) -> tuple[str, ...]:
    """Questions that could be meant: of the kinds whose needs the words met best, about the units that were named."""
    units = tuple({unit.id: unit for unit in reading.organizations}.values())
    scored = sorted(
        (intent for intent in questions.intents if _PAIR not in intent.wordings[0] or len(units) != 1),
        key=lambda intent: (
            len(units) < 2 or _PAIR not in intent.wordings[0],
            -_fit(intent.shares(reading.meanings), len(intent.needs)),
        ),
    )
    return tuple(_about(intent.wordings[0], units) for intent in scored[:most])


def _settled(question: str, words: str, candidate: Candidate) -> str:
    """The question about one of the rows that its words could mean: by its name in full, or by the document."""
    if not candidate.documents:
        return question.replace(words, candidate.name)
    document = candidate.documents[0]
    return f"{document.number or f'《{document.title}》'}{question}"


def _fit(met: int, needs: int) -> float:
    return met - 0.4 * (needs - met)


def _about(wording: str, units: tuple[OrganizationRow, ...]) -> str:
    """A stock question, asked about the unit that the person named, or the two."""
    if not units or not wording.startswith("市场监管局"):
        return wording
    if len(units) > 1 and wording.startswith(_PAIR):
        return f"{units[0].name}和{units[1].name}{wording.removeprefix(_PAIR)}"
    return wording.replace("市场监管局", units[0].name, 1)


def _refused(
    question: str,
    headline: str,
    unknown: tuple[str, ...],
    suggestions: tuple[str, ...],
    reading: Reading | None = None,
    note: str = "",
) -> Answer:
    return Answer(
        question=question,
        answered=False,
        intent=None,
        headline=headline,
        understood=tuple(p for p in understood(reading) if p[1] not in unknown) if reading else (),
        tables=(),
        sentences=(),
        notes=(f"{note}。",) if note else (),
        url=None,
        cypher=(),
        unknown=unknown,
        suggestions=suggestions,
    )
