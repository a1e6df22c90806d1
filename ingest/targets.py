"""Goals one can check: 农产品质量安全例行监测合格率达到98.3%以上. Sentence by sentence, from the number outwards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ingest.ids import stable_id
from ingest.lexicon import Lexicon
from ingest.structure import Item, innermost, ordinal
from ingest.target_tables import read_cells
from ingest.target_words import TargetWords
from ingest.types import Document, Target
from ingest.view import View

_SENTENCE = re.compile(r"[^。；！？\n\t]{1,600}")
#: a year to come or of the plan; not one that is compared with (较2018年提高) or long past (2000年底前建成的)
_YEAR = re.compile(r"(?<![较比与和同自从\d])(20\d\d)年(?!以来|以前|度?相比|基础)(?![底末]?前建成的)")
#: by when what stands before it is to be done
_DUE = re.compile(r"(?<=[。；，、（：\n])(20\d\d)年(?:\d{1,2}月)?(?:\d{1,2}日|[底末])?之?前(?:完成|建成|实现|到位)")
#: again and again: no year's end is meant
_EACH = re.compile(r"每年|每月|每季度|每半年")
_END_OF_THOUGHT = re.compile(r"[，。；：！？]")  # 、 within a metric stays
_LEAD_IN = re.compile(
    r"(?:[（(]?[一二三四五六七八九十]{1,3}[）)、]|\d{1,2}(?:\.\d{1,2})?(?:[.、]\s?|\s))?"
    r"(?:力争|确保|预计|其中|全年|每年|年内|\d{1,2}月底?前){0,2}(?:[到至在于]?20\d\d年(?:[底末]|上半年|下半年|汛期|年底|\d{1,2}月(?:底|末)?)?(?:之?前)?)?(?:力争|确保|实现|全部|要)?(?:将(?![军领])|把)?"
)
_TAIL = re.compile(r"(?:应于|应|于|在|至|到)?(?:20\d\d年(?:[底末])?(?:前)?|全部|平均|均|总体|年均|再|将)\Z")
_RANGE = re.compile(r"20\d\d年?[—\-–~至到](20\d\d)年?")
_ONE_YEAR = re.compile(
    r"(20\d\d)年度?(?![春夏秋冬汛暑]|国庆|元旦|五一|中秋|高考|第)[^（）]{0,24}(?:工作要点|工作计划|重点工作|工作任务|目标任务|任务分工|任务分解|实事|行动计划|行动方案|攻坚方案|工作安排|工作方案|实施方案|工作清单|任务清单|责任清单|分解表|分工表|工作措施|若干措施)"
)
_ROW_YEAR = re.compile(r"\t\s*(?:到|至)?(20\d\d)年?[^\t\n]{0,8}(?=\t|\n|\Z)")
#: what is counted, where it stands behind the number
_FOLLOWING = re.compile(r"([^，。；：！？、（）\t\n]{2,40})")
#: the number says which things are meant, not what is to be reached
_CONDITION = re.compile(r"的|等(?!级)|且|时|后|在")
#: what stands between two numbers of 分别
_BOTH = re.compile(r"[和、与及，]")
_AND_NUMBER = re.compile(r"[和与及]\d")
LEAST_METRIC = 2
LONGEST_HEAD = 10  # code points of what is to be done to what is counted behind the number


@dataclass(frozen=True, slots=True)
class _Stated:
    """A number as a sentence states it. ``start`` and ``end`` count in the sentence."""

    start: int
    end: int
    metric: str
    comparator: str
    value: float
    unit: str
    bare: bool  # neither verb nor comparator: 国家标准20项


def read_targets(document: Document, view: View, items: tuple[Item, ...], start: int, lexicon: Lexicon) -> list[Target]:
    """The targets of ``view`` from ``start`` on. A deadline is the number's own, or its row's, or that of the paragraph
    which opens the group (到2027年，…), or the plan's. ``task`` and ``section`` are left to the caller."""
    words = lexicon.targets
    found: list[Target] = []
    opening: str | None = None
    group: int | None = None
    whole = _plan_year(document.title)
    tabled = "\t" in view.text
    telling = words.telling.search(view.text, start)
    for sentence in _SENTENCE.finditer(view.text, start):
        if telling is None:
            break
        if telling.start() >= sentence.end():
            continue
        telling = words.telling.search(view.text, sentence.end())
        said = sentence.group()
        item = innermost(items, sentence.start())
        holder = item.parent if item and item.style == "goal" else (item.index if item else None)
        if holder != group:
            group, opening = holder, None
        years = _years(said, words)
        if years and not view.text.startswith("——", sentence.start()):
            opening = years[0][1]  # 到2027年，… rules the goals that follow it
        row = _row_year(view.text, sentence.start()) if tabled else None
        for stated in _all_stated(said, words):
            own = next((year for at, year in reversed(years) if at < stated.start), None)
            begun = max(said.rfind("，", 0, stated.start), 0)
            each = _EACH.search(said, begun, stated.end) is not None
            deadline = own or (None if each else row or opening or _due(view.text, item) or whole)
            found.append(_target(document, view, sentence.start(), stated, deadline))
    if tabled:
        found += _in_tables(document, view, start, words, whole, {target.span.start for target in found})
    return found


def _due(text: str, item: Item | None) -> str | None:
    """The year by which an item is to be done as a whole: …。2026年12月底前完成."""
    due = _DUE.search(text, item.own.start, item.own.end) if item is not None else None
    return due[1] if due is not None else None


def _in_tables(
    document: Document, view: View, start: int, words: TargetWords, whole: str | None, taken: set[int]
) -> Iterator[Target]:
    for cell in read_cells(view, start, words):
        stated = _Stated(0, cell.end - cell.start, cell.metric, cell.comparator, cell.value, cell.unit, bare=False)
        target = _target(document, view, cell.start, stated, cell.year or whole)
        if target.span.start not in taken:
            yield replace(target, rule="target.cell")


def _plan_year(title: str) -> str | None:
    """The year a title plans for: 2024年工作要点, the last of 2022—2024年; None where it says neither."""
    span = _RANGE.search(title)
    if span:
        return span.group(1)
    named = _ONE_YEAR.findall(title)
    return named[0] if len(named) == 1 else None


def _years(said: str, words: TargetWords) -> list[tuple[int, str]]:
    """Where a sentence names a year, or a five-year plan for its last."""
    found = [(match.start(), match.group(1)) for match in _YEAR.finditer(said)] if "20" in said else []
    found += [(said.index(name), year) for name, year in words.periods.items() if name in said]
    return sorted(found)


def _row_year(text: str, at: int) -> str | None:
    """The year in a cell of its own of the row."""
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    row = text[start : end if end >= 0 else len(text)]
    found = _ROW_YEAR.findall(row) if "\t" in row else []
    return found[-1] if found else None


def _all_stated(said: str, words: TargetWords) -> Iterator[_Stated]:
    yield from _stated(said, words)
    for match in words.vague.finditer(said):
        yield _Stated(match.start(1), match.end(1), _metric(said[: match.start()]), "", 0.0, "", bare=True)


def _stated(sentence: str, words: TargetWords) -> list[_Stated]:
    """The numbers of a sentence. Bare counts of one unit in a row share the verb before the first:
    主导或参与制修订国际标准2项，国家标准20项; 分别增长5%和7.5% says two numbers of what stands before."""
    found: list[_Stated] = []
    head, unit, ended = "", "", 0
    for match in words.number.finditer(sentence):
        stated = _number(sentence, match, words, ended, head)
        if stated is None and found and _BOTH.fullmatch(sentence, ended, match.start()) and "分别" in found[-1].metric:
            stated = _second(sentence, match, words, found[-1])
        if stated is None:
            head = ""
            continue
        ended = stated.end
        headed = stated.metric.startswith(words.heads)
        own = next(word for word in words.heads if stated.metric.startswith(word)) if headed else ""
        if own or not stated.bare or stated.unit != unit:
            head, unit = own, stated.unit
        elif head:
            stated = _Stated(
                stated.start, stated.end, head + stated.metric, stated.comparator, stated.value, unit, bare=True
            )
        found.append(stated)
    return found


def _second(sentence: str, match: re.Match[str], words: TargetWords, first: _Stated) -> _Stated | None:
    value, after = _value(match), words.after.match(sentence, match.end())
    if value is None:
        return None
    end, sign = (after.end(), words.signs[after.group()]) if after is not None else (match.end(), first.comparator)
    return _Stated(match.start(), end, first.metric, sign, *value, bare=False)


def _value(match: re.Match[str]) -> tuple[float, str] | None:
    """(value, unit): 98.3%, 九成 → 90 %, 百分之百 → 100 %, 三十个."""
    if match["figure"]:
        unit = match.group()[len(match["figure"]) :].strip()
        return float(match["figure"]), unit.replace("％", "%")
    words = match["percent"] or match["tenths"] or match["words"]
    number = ordinal(words.replace("两", "二")) if words != "百" else 100
    if number is None or (number < 2 and match["words"]):  # 一批
        return None
    return float(number * 10 if match["tenths"] else number), match["counted"] or "%"


def _number(sentence: str, match: re.Match[str], words: TargetWords, ended: int, head: str) -> _Stated | None:
    """What a number says of what; None where it is no goal. ``ended``: where the number before it ended; ``head``: the
    deed said of that one, which may rule this: 培育3家平台，20家企业."""
    value = _value(match)
    if value is None or _in_brackets(sentence, match.start()):
        return None
    start, end, sign = match.start(), match.end(), "="
    after = words.after.match(sentence, end)
    if after is not None:
        sign, end = words.signs[after.group()], after.end()
    said = len(sentence[:start].rstrip(" "))  # 突破 1000 亿元
    compared = next(words.before.all(sentence, 0, said), None)
    if compared is not None:
        sign, start = sign if after is not None else words.signs[compared], said - len(compared)
        said = start
    verb = next(words.verbs.all(sentence, 0, said), "")
    before = sentence[ended : said - len(verb)]
    if ended and not _END_OF_THOUGHT.search(before) and "、" in before:  # 示范村1000个、示范企业300家
        before = before.rpartition("、")[2]
    metric = _metric(before)
    following = _FOLLOWING.match(sentence, end) if not _AND_NUMBER.match(sentence, end) else None
    if following is not None and match["words"] and words.number.search(following.group(1)) is not None:
        return None  # 引进三类500强企业项目30个: which projects are meant
    if following is not None and not metric and head:
        metric = verb = head + following.group(1)
    elif following is not None and metric.endswith(words.heads) and len(metric) <= LONGEST_HEAD:  # 打造100个知名品牌
        metric += following.group(1)
        verb = verb or metric
    elif following is not None and (not verb or _CONDITION.match(sentence, end) or value[1] not in words.measures):
        return None  # 超过150公斤的大型航空器, 19座及以下飞机: which things are meant
    if value[1].endswith("元") and words.no_goals.search(sentence):
        return None
    told = bool(verb) or compared is not None or after is not None
    told = told or metric.endswith(words.changes) or (value[1] == "%" and metric.endswith(words.shares))
    # a count right behind what it counts, ended by a mark: 建设标准化试点示范项目3个
    closed = sentence[match.end() : match.end() + 1] in {"", "，", "、", "）", "（"}
    counted = value[1] in words.counts and closed and match["words"] is None
    if len(metric) < LEAST_METRIC or words.no_goals.search(metric) or not (told or (counted and len(metric) >= 3)):
        return None
    return _Stated(start, end, metric, sign, value[0], value[1], not told)


def _in_brackets(sentence: str, at: int) -> bool:
    """Whether a number is an aside: （每户不超过2000元）."""
    return sentence.count("（", 0, at) > sentence.count("）", 0, at)


def _metric(before: str) -> str:
    """The words before the number, back to the last mark that ends a thought, without the year they begin with."""
    cut = max((m.end() for m in _END_OF_THOUGHT.finditer(before)), default=0)
    words = before[cut:].strip(" ")
    lead_in = _LEAD_IN.match(words)
    rest = words[lead_in.end() :] if lead_in else words
    rest = rest if len(rest) >= LEAST_METRIC else words
    return _paired(_TAIL.sub("", rest).strip("、 "))


def _paired(words: str) -> str:
    """Without a quotation mark that has lost its fellow."""
    return words if words.count("“") == words.count("”") else words.strip("“”")


def _target(document: Document, view: View, offset: int, stated: _Stated, deadline: str | None) -> Target:
    span = view.span(offset + stated.start, offset + stated.end)
    return Target(
        id=stable_id("g", document.id, span.start),
        metric=stated.metric,
        comparator=stated.comparator,
        value=stated.value if stated.comparator else None,
        unit=stated.unit,
        deadline=deadline,
        span=span,
        quote=span.of(document.text),
        task=None,
        section=None,
        rule="target.number" if stated.comparator else "target.vague",
    )
