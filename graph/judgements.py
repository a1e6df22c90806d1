"""人工核定: what a person may say of what was read, in words that find their place again.

A judgement names units by their full names, and a place by document, task and words, never by an id: so it holds after
the document was deleted and read again, in a new version of it, and in another store. Judgements are never edited, only
undone; the id is a hash of what was said, by whom and when, so that the same file imported twice changes nothing.
What they do to the graph: ``graph/settling.py``. Pure; no store in here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import UTC, datetime
from enum import StrEnum

from graph.answers import ROLE_NAMES, inner
from graph.types import Judgement, values_of
from ingest.errors import ZerenError
from ingest.ids import normalized, stable_id
from ingest.types import Role


class Verdict(StrEnum):
    """Kinds of judgement."""

    SAME = "same"  # ``other`` and ``organization`` are one unit, called ``organization``
    DIFFERENT = "different"  # they are two, however alike their names
    RENAMED = "renamed"  # ``other`` has been called ``organization`` since ``year``
    ROLE = "role"  # the unit's role is ``right_role``; the role as read says: it was read rightly
    NOT_UNIT = "not_unit"  # the words are no unit
    MISSING = "missing"  # ``organization`` stands at ``surface`` in ``role``, and was not read
    TASK = "task"  # the unit belongs to another task of the document


UNITS = frozenset((Verdict.SAME, Verdict.DIFFERENT, Verdict.RENAMED))
MERGING = frozenset((Verdict.SAME, Verdict.RENAMED))
PLACES = frozenset(Verdict) - UNITS
#: findings that ask whether two names are one unit, and end in both: …：甲 / 乙
COMPARED = ("near-duplicate", "same-function")

#: what each kind must name, besides who and why; nothing else may be given
_NEEDS: dict[Verdict, tuple[str, ...]] = {
    Verdict.SAME: ("organization", "other"),
    Verdict.DIFFERENT: ("organization", "other"),
    Verdict.RENAMED: ("organization", "other", "year"),
    Verdict.ROLE: ("surface", "role", "right_role"),
    Verdict.NOT_UNIT: ("surface",),
    Verdict.MISSING: ("task_title", "surface", "role", "organization"),
    Verdict.TASK: ("task_title", "surface", "role", "right_task_title"),
}
_MAY: dict[Verdict, tuple[str, ...]] = {
    Verdict.ROLE: ("task_path", "task_title"),
    Verdict.NOT_UNIT: ("task_path", "task_title", "role"),
    Verdict.MISSING: ("task_path", "nth"),
    Verdict.TASK: ("task_path", "right_task_path"),
}
_DOCUMENT = ("issuer", "number", "title")
_SAID = tuple(one.name for one in fields(Judgement) if one.name not in {"id", "sort_key", "places"})
_UNDOING = ("undone_at", "undone_by", "undone_why")
LONGEST = 2000  # code points of one word of a judgement


class InvalidJudgement(ZerenError):
    """A judgement that lacks what its kind needs, or says more than it may."""

    code = "invalid-judgement"


def made(kind: str, who: str, why: str, made_at: str, **words: str | int | None) -> Judgement:
    """A judgement of well-formed words. Raises InvalidJudgement, which names what is wrong."""
    try:
        verdict = Verdict(kind)
    except ValueError:
        known = "、".join(Verdict)
        raise InvalidJudgement(f"没有“{kind}”这种核定", f"no such kind; one of {known}", place="kind") from None
    given = {name: _plain(name, value) for name, value in words.items() if value is not None and value != ""}
    given |= {"who": _plain("who", who), "why": _plain("why", why), "made_at": _moment("made_at", made_at)}
    needed = ("who", "why", *_NEEDS[verdict])
    allowed = {*needed, "made_at", *_MAY.get(verdict, ()), *_UNDOING, *(_DOCUMENT if verdict in PLACES else ())}
    for name in needed:
        if not given.get(name):
            raise InvalidJudgement(f"核定“{KIND_NAMES[verdict]}”缺少 {name}", f"{name} is missing", place=name)
    for name in given.keys() - allowed:
        raise InvalidJudgement(f"核定“{KIND_NAMES[verdict]}”不用 {name}", f"{name} has no meaning here", place=name)
    _check(verdict, given)
    if given.get("undone_at"):
        given["undone_at"] = _moment("undone_at", given["undone_at"])
    identity = [given.get(name) for name in _SAID if name not in _UNDOING and name != "kind"]
    found = stable_id("jd", verdict.value, *identity)
    return Judgement(id=found, sort_key=f"{given['made_at']} {found}", kind=verdict.value, **given)  # type: ignore[arg-type]


def _check(verdict: Verdict, given: Mapping[str, object]) -> None:
    if verdict in UNITS and given["organization"] == given["other"]:
        raise InvalidJudgement("两个单位是同一个名称", "both units have the same name", place="other")
    if verdict in PLACES and not (given.get("number") or given.get("title")):
        raise InvalidJudgement("缺少文件的发文字号或标题", "the document's number or title is missing", place="number")
    for name in ("role", "right_role"):
        if given.get(name) and given[name] not in set(Role):
            raise InvalidJudgement(f"没有“{given[name]}”这种角色", f"no such role: {given[name]}", place=name)
    if isinstance(given.get("year"), int) and not 1900 <= int(str(given["year"])) <= 2100:
        raise InvalidJudgement("年份须在 1900 至 2100 之间", "the year must be 1900 to 2100", place="year")
    undoing = [name for name in _UNDOING if given.get(name)]
    if undoing and len(undoing) < len(_UNDOING):
        raise InvalidJudgement("撤销须写明时间、人和理由", "undone: by whom, when and why", place=undoing[0])


def _plain(name: str, value: object) -> str | int:
    """Words as they are typed: one line, trimmed; numbers as they are."""
    if name in {"year", "nth"}:
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 1_000_000:
            raise InvalidJudgement(f"{name} 须为数字", f"{name} must be a number", place=name)
        return value
    if not isinstance(value, str) or any("\ud800" <= c <= "\udfff" or c == "\0" for c in value):
        raise InvalidJudgement(f"{name} 须为文字", f"{name} must be text", place=name)
    words = value if name == "surface" else " ".join(value.split())
    if len(words) > LONGEST:
        raise InvalidJudgement(f"{name} 超过 {LONGEST} 字", f"{name} is too long", place=name)
    return words


def _moment(name: str, value: object) -> str:
    try:
        found = datetime.fromisoformat(str(value))
        if found.tzinfo is None:
            raise ValueError
        return moment(found)
    except (ValueError, OverflowError):
        raise InvalidJudgement(
            f"{name} 须为带时区的时间，如 2024-05-01T08:00:00Z", f"{name} must be an ISO time with its zone", place=name
        ) from None


def moment(when: datetime) -> str:
    """ISO, UTC, to the second: ASCII, one form for one moment."""
    return when.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def undone(judgement: Judgement, who: str, why: str, at: str) -> Judgement:
    """The same, undone; what was said stays. Raises InvalidJudgement without a name and a reason."""
    if not who.strip() or not why.strip():
        raise InvalidJudgement("撤销须写明人和理由", "say who undoes it and why", place="who" if why.strip() else "why")
    return replace(
        judgement,
        undone_at=_moment("undone_at", at),
        undone_by=str(_plain("who", who)),
        undone_why=str(_plain("why", why)),
        places=0,
    )


def document_key(issuer: str | None, number: str | None, title: str | None) -> str:
    """What finds a document again: issuer and number, or, without a number, issuer and title."""
    words = normalized(number) if number else f"《{normalized(title or '')}》"
    return f"{normalized(issuer or '')}\x1f{words}"


def key_of(judgement: Judgement) -> str | None:
    """The key of its document; None where it speaks of units."""
    if judgement.kind in UNITS:
        return None
    return document_key(judgement.issuer, judgement.number, judgement.title)


def told(judgement: Judgement) -> dict[str, object]:
    """What it says, for a file: absent words left out, nothing that a store adds."""
    return {name: value for name in _SAID if (value := values_of(judgement)[name]) is not None}


def retold(values: dict[str, object]) -> Judgement:
    """The judgement that ``told`` told. Raises InvalidJudgement."""
    unknown = sorted(values.keys() - set(_SAID))
    if unknown:
        raise InvalidJudgement(f"不认识的项 {'、'.join(unknown)}", f"unknown keys {unknown}", place=unknown[0])
    known = {"kind", "who", "why", "made_at"}
    first = (str(values.get(name) or "") for name in ("kind", "who", "why", "made_at"))
    return made(*first, **{k: v for k, v in values.items() if k not in known})  # type: ignore[arg-type]


def names_of(judgements: Iterable[Judgement]) -> set[str]:
    """The full names of the units that they speak of."""
    return {name for one in judgements for name in (one.organization, one.other) if name}


def grouped(judgements: Iterable[Judgement]) -> dict[str, set[str]]:
    """Name → all names that are said to be the same unit, itself among them."""
    groups: dict[str, set[str]] = {}
    for one in judgements:
        if one.kind in MERGING and one.undone_at is None and one.organization and one.other:
            ends = (groups.setdefault(name, {name}) for name in (one.organization, one.other))
            small, large = sorted(ends, key=len)
            if small is not large:  # each name moves seldom: always into the larger group
                large |= small
                groups.update(dict.fromkeys(small, large))
    return groups


# --- in words ----------------------------------------------------------------------------------------------------

KIND_NAMES: dict[str, str] = {
    Verdict.SAME: "同一单位",
    Verdict.DIFFERENT: "不同单位",
    Verdict.RENAMED: "更名",
    Verdict.ROLE: "角色",
    Verdict.NOT_UNIT: "不是单位",
    Verdict.MISSING: "补一个",
    Verdict.TASK: "任务",
}


def content(one: Judgement) -> str:
    """What was said, in one sentence without its end."""
    task = f"“{inner(one.task_title)}”中" if one.task_title else "各处"
    words = inner(one.surface or "")
    role = ROLE_NAMES.get(one.role or "", "")
    if one.kind == Verdict.SAME:
        return f"{one.other} 与 {one.organization} 是同一单位，以后者为准"
    if one.kind == Verdict.DIFFERENT:
        return f"{one.other} 与 {one.organization} 是两个单位"
    if one.kind == Verdict.RENAMED:
        return f"{one.other} {one.year} 年更名为 {one.organization}"
    if one.kind == Verdict.ROLE:
        right = ROLE_NAMES.get(one.right_role or "", "")
        if one.role != one.right_role:
            return f"{task}“{words}”不是{role}单位，是{right}单位"
        settles = one.task_title is not None and one.role == Role.RESPONSIBLE  # 并列负责，不设牵头
        return f"{task}“{words}”是{right}单位，" + ("原文没有列牵头的，不设牵头" if settles else "读得对")
    if one.kind == Verdict.NOT_UNIT:
        return f"{task}“{words}”不是单位"
    if one.kind == Verdict.MISSING:
        return f"{task}漏了{role}单位“{words}”（{one.organization}）"
    return f"{task}“{words}”属于“{inner(one.right_task_title or '')}”"


def said(one: Judgement) -> str:
    """Who said what, and when."""
    return f"{one.who} {one.made_at[:10]} 核定：{content(one)}"
