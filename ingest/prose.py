"""Responsibility said in a sentence: 由A牵头，会同B、C制定…; A、B要牵头…，C配合; A要会同B做好…; A负责…，B负责….

Only where each name can be nothing but a unit's; 各部门要会同有关方面… names nobody.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from ingest.clause import Clause
from ingest.clause_units import Found
from ingest.recognition import EVERYDAY, Recognizer
from ingest.structure import behind_number
from ingest.types import Basis, OrganizationKind, Role, Span
from ingest.view import View

#: words that say a role in a sentence, behind the units they speak of; what may not follow them makes another word.
#: The set they begin with comes first: that is faster by half
_CUE = re.compile(
    r"(?=[牵负会联承配协参具作为包落组支督指监])(?:牵头(?:负责|承办|办理|落实|实施|推进)?的?(?:重点)?(?:任务|工作|事项|项目)"
    r"(?=(?:清单)?(?:（[共计]?\d{1,3}[项条个]）)?[ \r]*(?:\n|\Z))"
    r"|牵头(?!单位|部门|任务|事项|人|医院|企业|高校|院校|学校|机构|制(?![定订])|作用|情况|的|不|未|落实不|组织不|\d)"
    r"|负责(?!人|同志|制(?![定订作])|任|干部|单位|部门|解释|的|不)|会同|联合|承担(?=[，。；\r\n]|\Z|具体|相应|主要|主体责任(?!不))"
    r"|配合(?![度的不])|协助(?![的不])|参与(?![度的不])|协同|参加(?=[，。；\r\n]|\Z)|具体(?:落实|实施|承办|承担)(?!办法|方案|细则|措施|的)"
    r"|作?为(?:牵头|责任|主责|配合|协办)(?:单位|部门)(?=[，。；、\r\n]|\Z)"
    r"(?!，(?:未|没有|不(?!定期|断|折不扣)|已(?!经?建)|曾|多次|先后|连续|累计|成功|获[评得批]|去年|一并|受到?|被|在[^，。；]{0,8}会上|[^，。；]{0,6}(?:不力|不到位|滞后)))|(?:包干)?落实(?=[，。；\r\n]|\Z)|组织(?:实施|落实)(?=[，。；\r\n]|\Z)"
    r"|(?:承办|承建|协办|会办|协作|支持|督导|指导)(?=[，。；\r\n]|\Z)|监督(?:推动|落实)?(?=[，。；\r\n]|\Z))"
)
#: told of what was, or of what somebody would have: no task of this plan
_NO_TASK = re.compile(
    r"起草过程|(?:近|过去)[一二两三四五几]年(?:来|间|，)|[三五]年来，|本页面|本网站|本站|本[网报台]讯|去年|前年|昨[日天]|近日|近年来|以来，"
    r"|(?<![\d一二三四五六七八九十假作节])日前|曾(?!都)|原由|此前(?!置)|(?:如果|假如)由|(?<!代表)(?<!委员)(?<!人大)(?<!政协)建议(?!提案|办理|答复)"
    r"|提出的|存在问题[：，]|(?:督察|检查|审计)发现[，：]|截至目前|历史上|据悉|据介绍|会上，|是指|(?:文件|方案|代表|委员)(?:明确|提出)"
)
_NUMBER = "[一二三四五六七八九十]{1,3}"
#: what heads a section that tells of before, and what begins the next one of its kind
_HISTORY = re.compile(
    rf"\n[^\S\n]{{0,8}}(?:{_NUMBER}[、.]|(（){_NUMBER}）)(?:“?[十三四五六]{{2,3}}”?)?(?:发展|工作|现有|主要|基本|取得的?)?"
    r"(?:基础|现状|背景|成[效绩就]|回顾|进展情况|总结|情况)(?:和形势|与形势|及形势|与问题|分析)?[^\S\n]{0,4}\n"
)
_NEXT = re.compile(rf"\n[^\S\n]{{0,8}}(?:{_NUMBER}[、.]|第{_NUMBER}[章节部])")
_NEXT_BELOW = re.compile(rf"\n[^\S\n]{{0,8}}(?:{_NUMBER}[、.]|（{_NUMBER}）|第{_NUMBER}[章节部])")
_ROLES = {
    "牵头": Role.LEAD,
    "负责": Role.RESPONSIBLE,
    "承担": Role.RESPONSIBLE,
    "会同": Role.RESPONSIBLE,
    "联合": Role.RESPONSIBLE,
    "具体落实": Role.RESPONSIBLE,
    "具体实施": Role.RESPONSIBLE,
    "具体承办": Role.RESPONSIBLE,
    "具体承担": Role.RESPONSIBLE,
    **dict.fromkeys(("为牵头单位", "为牵头部门", "为主责单位", "为主责部门"), Role.LEAD),
    **dict.fromkeys(("为责任单位", "为责任部门"), Role.RESPONSIBLE),
    **dict.fromkeys(("为配合单位", "为配合部门", "为协办单位", "为协办部门"), Role.SUPPORT),
}
#: cues that speak of the work of another, who leads it
_FOLLOWING = dict.fromkeys(
    ("落实", "包干落实", "组织实施", "组织落实", "承办", "承建"), Role.RESPONSIBLE
) | dict.fromkeys(("督导", "指导", "监督", "监督推动", "监督落实"), Role.SUPERVISE)
_BREAK = re.compile(r"[，。；：！？\s（）“”]")
LONGEST_STRETCH = 80  # code points before a cue
LONGEST_PLAIN = 12  # code points of a name without a level
_SENTENCE_END = re.compile(r"[。；！？\n]")
#: between the units and their cue
_BETWEEN = re.compile(
    r"(?:要|应当?|将|须|需)?(?:(?:继续|切实|认真|予以|给予|充分|积极|共同|具体|主要|分别|统一|各自|分头|(?:按照?|根据|依据?)(?:各自)?职[责能](?:分工)?|分工)){0,2}"
    r"(?:做好|发挥|负责|组织|密切|跟进|全程|总)?\Z"
)
#: told of what is done already: 会同市教委起草了本方案
_DONE = re.compile(
    r"[^。；！？\n]{0,200}?(?:起草(?!方案)|(?:印发|下发)[了的《]|(?:制定|编制|形成|开展|出台|提出|召开|完成)了(?!解)|破获|负责解释)"
)
#: the same behind any cue: 牵头，…配合，对食堂进行了检查
_PAST = re.compile(
    r"[^。；！？\n]{0,80}?(?:进行|开展|举行|召开|完成|检查|组织|制定|出台|建立|成立|举办|排查|实施|推出|取得|提供|形成)了(?!解)"
)
_JOINT = re.compile(r"[^，。；：！？\n]{0,2}，? ?(会同|联合)(?=[^，。；：！？\n]{2})")
_SUPERVISES = re.compile(r"(?:做好|加强|开展|强化|对|负责|进行)?[^，。；]{0,8}?(?:指导|督查|督促|监督|督导|检查|考核)")
_ONLY_SUPERVISES = re.compile(
    r"(?:监督|督导|督促|督办|督查|指导|考核|考评)(?:指导|检查|考核|考评|评估|督办|落实|工作)?(?=[，。；、\s]|\Z)"
    r"|[^，。；！？\n]{1,24}?(?:督查|督办|督导)(?:督办|检查|考核|评估|工作)?(?=[，。；]|\Z)"
)
#: 各镇（街道）, 各县（市、区）政府, a second name before a colon: their bracket parts no names
_PLACES = re.compile(
    r"(?:各|有关|相关)[\u4e00-\u9fff]{1,6}（[\u4e00-\u9fff、]{1,8}）(?:(?:人民)?政府（[\u4e00-\u9fff]{2,6}）)?"
    r"|[\u4e00-\u9fff]（[\u4e00-\u9fff、]{2,20}）(?=：|会同|联合|牵头|负责|配合)"
    r"|[\u4e00-\u9fff]（[\u4e00-\u9fff]{2,4}）(?=[\u4e00-\u9fff]{4})"
)
#: what stands between two 、 of a list, the brackets of a name whole
_PIECE = re.compile(r"(?:[^、（）]|（[^（）]{0,20}）)+")
_INTRODUCE = ("经", "请", "以")  # 请市教育局牵头, 以市教育局为牵头单位
_STARTS = "，。；：！？） \n"
LONGEST_LIST = 80
LONGEST_BETWEEN = 30  # code points between a colon and its cue
_SHARED = ("政府", "管委会")
_COMPANY = ("有限公司", "有限责任公司", "分公司", "集团公司")  # whose name stands before it
_LOCAL = frozenset({OrganizationKind.INSTITUTION, OrganizationKind.ENTERPRISE})  # that may be known by their place
_LIABLE = ("责任", "后果")  # 赔偿责任由…承担
_SOCIETIES = frozenset({OrganizationKind.ASSOCIATION, OrganizationKind.ENTERPRISE})
_GOVERNING = frozenset({OrganizationKind.GOVERNMENT, OrganizationKind.COMMITTEE})


def listed_in(text: str, start: int, end: int) -> list[Span]:
    """What a list between two places names, piece by piece: 市发改委、区政府（管委会）."""
    return [Span(*piece.span()) for piece in _PIECE.finditer(text, start, end)]


def find_prose(view: View, known: Recognizer) -> Iterator[Clause]:
    """Such statements, in the order of the text."""
    reader = _Prose(view, known)
    for cue in _CUE.finditer(view.text):
        yield from reader.statement(cue)


class _Prose:
    """One text, and what its sentence has said so far."""

    def __init__(self, view: View, known: Recognizer) -> None:
        self.view, self.known = view, known
        self._end = 0  # of the statement before
        self._beside = (
            "与",
            *(word for word in known.lexicon.joint_words if len(word) > 1),
        )  # 与市科研院联合申报: who is left unsaid
        self._history = list(_histories(view.text))
        self._led = -1  # where the last statement that others may follow ended

    def statement(self, cue: re.Match[str]) -> Iterator[Clause]:
        """What the cue says of the units before it, and of those that 会同 puts behind it."""
        text, word = self.view.text, "牵头" if cue.group().startswith("牵头") else cue.group().removeprefix("作")
        if cue.start() < self._end or not (word in _ROLES or self._may_follow(cue.start())):
            return
        floor = max(cue.start() - LONGEST_STRETCH, self._end)
        whole = [place.span() for place in _PLACES.finditer(text, floor, cue.end()) if self._is_name(place)]
        marks = _BREAK.finditer(text, floor, cue.start())
        breaks = [floor, *(mark.end() for mark in marks if not (whole and _within(mark, whole)))]
        start, end = breaks[-1], cue.start()
        said = text[floor:start].rstrip(" ")
        headed = False
        if said.endswith("：") and _BETWEEN.fullmatch(text, start, end):  # 区教育局：牵头负责…
            end = floor + len(said) - 1
            start = max([at for at in breaks if at < end], default=floor)
            headed = True
        named = self._named(start, end, sure=word not in _ROLES, headed=headed)
        if not named or self._tells_no_task(named[0].start) or _PAST.match(text, cue.end()):
            return
        if word in _ROLES:
            yield from self._leading(named, word, cue)
        elif headed or (self._led >= 0 and _SENTENCE_END.search(text, self._led, start) is None):
            yield self._clause(named, _FOLLOWING.get(word, Role.SUPPORT), word, cue.end(), [], "")
            self._led = cue.end()

    def _is_name(self, place: re.Match[str]) -> bool:
        """Whether a bracket is a name's own: 各镇（街道）, 市委办公室（督查室）, 中国（湖南）自由贸易试验区管委会; not
        市教育局（王明）."""
        second = place.group().partition("（")[2].rstrip("）")
        if place.group()[0] in "各有相" or second in self.known.lexicon.divisions.by_short:
            return True
        return all(map(self.known.is_unit, second.split("、")))

    def _tells_no_task(self, at: int) -> bool:
        """Whether the sentence up to there tells of the past, or of what might be: 去年，由市教育局牵头…"""
        before = bisect_right(self._history, (at, len(self.view.text))) - 1
        if before >= 0 and at < self._history[before][1]:
            return True
        text, floor = self.view.text, max(at - LONGEST_STRETCH, 0)
        begun = max(text.rfind(mark, floor, at) for mark in "。；！？\n")
        return _NO_TASK.search(text, max(begun, floor), at) is not None

    def _may_follow(self, at: int) -> bool:
        """Whether 配合 and the like may speak of units there: in the sentence of one who leads, or behind a colon."""
        text = self.view.text
        led = self._led >= 0 and _SENTENCE_END.search(text, self._led, at) is None
        return led or text.find("：", max(at - LONGEST_BETWEEN, 0), at) >= 0

    def _leading(self, named: list[Span], word: str, cue: re.Match[str]) -> Iterator[Clause]:
        text, role = self.view.text, _ROLES[word]
        joint = _JOINT.match(text, cue.start() if word in {"会同", "联合"} else cue.end())
        others = self._listed(joint.end()) if joint else []
        if word in {"会同", "联合"}:
            if not others or _DONE.match(text, others[-1].end):
                return
            if _SUPERVISES.match(text, others[-1].end):
                role = Role.SUPERVISE
        elif word == "负责" and text.startswith("牵头", cue.end()):
            role, word = Role.LEAD, "负责牵头"
        elif word == "负责" and _ONLY_SUPERVISES.match(text, cue.end()):
            role = Role.SUPERVISE
        elif word == "负责" and text.endswith("牵头", 0, cue.start()):
            role, word = Role.LEAD, "牵头负责"
        at = others[-1].end if others else cue.end()
        yield self._clause(named, role, word, at, others, joint[1] if joint else "")
        self._led = at

    def _clause(self, first: list[Span], role: Role, cue: str, end: int, others: list[Span], joint: str) -> Clause:
        start = first[0].start
        end = max(end, first[-1].end)
        part = self.view.part(start, end)
        groups = ((first, role, cue), (others, Role.SUPPORT, joint))
        text, tails = self.view.text, self.known.lexicon.tails
        found = tuple(
            Found(u.start - start, u.end - start, u.of(text), r, word, Basis.VERB, is_open, position, number)
            for number, (units, r, word) in enumerate(groups)
            for is_open in (bool(units) and text.startswith(tails, units[-1].end),)
            for position, u in enumerate(units)
        )
        self._end = end
        return Clause(Span(start, end), Span(start, end), part, found, closed=True, kind="prose")

    def _named(self, start: int, end: int, *, sure: bool, headed: bool) -> list[Span]:
        """The units that ``[start, end)`` names before its cue; [] where other words stand among them, or names that
        are not ``sure`` to be meant as units. A list that is ``headed`` stands before a colon.

        What introduces them is left out: 由…, 经…, 签约仪式由…. A list may begin with a stretch's first word only.
        """
        text = self.view.text
        numbered = behind_number(text, start) - start
        start = min(start + numbered, end)
        between = _BETWEEN.search(text[start:end])
        end = start + between.start() if between else end
        end -= next((len(tail) for tail in self.known.lexicon.tails if text.endswith(tail, start, end)), 0)
        if start == self._end and text.startswith("、", start):  # 由A牵头、B配合
            start += 1
        through = text.rfind("由", start, end)
        if through >= 0 and not text.endswith("自", start, through):  # 自由贸易试验区
            if text.endswith(_LIABLE, start, through) or (
                text.startswith("由于", through) and text[through + 2] != "都"
            ):
                return []  # 由于都县教育局牵头 names one
            start = through + 1
        elif text.startswith(self._beside, start) or (not numbered and text[start - 1 : start] not in _STARTS + "、"):
            return []
        elif text.startswith(_INTRODUCE, start) and self.known.tokens(text[start:end])[0].end == 1:
            start += 1
        units = self._units(start, end, sure=sure)
        if headed:
            return units if all(self._speaks(unit) or self._is_society(unit) for unit in units) else []
        if sure or all(self._speaks(unit) for unit in units):
            return units
        mixed = [unit for unit in units if not unit.of(text).startswith("各")]  # 人才中心和各新城政务中心
        return units if mixed and all(self._speaks(unit) for unit in mixed) else []

    def _units(self, start: int, end: int, *, sure: bool) -> list[Span]:
        """The units of a list that is nothing else; [] where a piece names none. Places are units where they are
        ``sure`` to be meant, or share the 政府 of the last: 株洲市、湘潭市人民政府."""
        places = sure or self.view.text.endswith(_SHARED, start, end)
        found = []
        for piece in listed_in(self.view.text, start, end):
            piece_words = piece.of(self.view.text)
            for at, stop in self._parted(piece_words):
                words = piece_words[at:stop]
                if not (self.known.is_unit(words) or (places and self.known.is_place(words))):
                    return []
                found.append(Span(piece.start + at, piece.start + stop))
        return self.known.together(self.view.text, found)

    def _parted(self, words: str) -> list[tuple[int, int]]:
        """A piece, or the two units that 和 joins: 人才中心和各新城政务中心, not 发展和改革委员会."""
        for mark in self.known.lexicon.conjunction.finditer(words, 2):
            sides = (0, mark.start()), (mark.end(), len(words))
            if all(self.known.is_unit(words[slice(*side)]) for side in sides):
                return list(sides)
        return [(0, len(words))]

    def _listed(self, at: int) -> list[Span]:
        """The units of a list that runs into the sentence: its last ends where a unit's name does."""
        found: list[Span] = []
        stop = re.compile(r"[，。；：！？\n]").search(self.view.text, at)
        end = min(stop.start() if stop else len(self.view.text), at + LONGEST_LIST)
        for piece in re.finditer(r"[^、]+", self.view.text[at:end]):
            start, last = at + piece.start(), at + piece.end()
            while start < last:
                words = self.view.text[start:last]
                length = len(words) if self.known.is_place(words) else self.known.unit_before(words)
                units = [Span(start + a, start + b) for a, b in self._parted(words[:length])] if length else []
                if not units or (start > at + piece.start() and not self._may_join(units[0])):
                    return found
                found += units
                joined = self.known.lexicon.conjunction.match(words, length)  # 县教育局及各乡镇人民政府
                if joined is None and length < len(words):
                    return found
                start = start + joined.end() if joined is not None else last
        return found

    def _may_join(self, unit: Span) -> bool:
        """Whether a name behind 和 can only be a unit's: 有关市县政府; not 会同市卫健委及所属医院."""
        return unit.of(self.view.text).startswith(self.known.lexicon.collectives) or self._speaks(unit)

    def _is_society(self, unit: Span) -> bool:
        """团市委, 联通公司: before a colon they speak too."""
        suffix = self.known.suffix_of(unit.of(self.view.text))
        return suffix is not None and suffix.kind in _SOCIETIES

    def _speaks(self, unit: Span) -> bool:
        """A name with a level, or of an organ, or 各 with a place: never 各部门 or a body of every day."""
        words, lexicon = unit.of(self.view.text), self.known.lexicon
        if words.startswith(lexicon.collectives):
            return words.startswith("各") and self.known.plain_name(words).endswith(lexicon.governed)
        suffix = self.known.suffix_of(words)
        if suffix is not None and words[1:2] == "级" and suffix.kind in EVERYDAY:
            return False  # 县级医院: any of them
        if words.startswith((*lexicon.prefixes, *lexicon.own_heads)):
            return True
        if suffix is None:
            return self.known.is_place(words)
        if any("nation" in body.levels for body in lexicon.register.by_form.get(words, ())):
            return True  # 银监会
        if suffix.word == words and words[1:2] in lexicon.prefixes:  # 团区委
            return True
        if words.endswith(_COMPANY) or (suffix.kind in _LOCAL | _GOVERNING and self._placed(words)):
            return True
        if len(words) > LONGEST_PLAIN:
            return False
        return suffix.elides or (suffix.kind in _GOVERNING and words.endswith(lexicon.governed))

    def _placed(self, words: str) -> bool:
        """邢台学院, 马栏山（长沙）管委会: a body of every day with a place before it or in it is one of its own."""
        divisions = self.known.lexicon.divisions
        if words.partition("（")[2].partition("）")[0] in divisions.by_short:
            return True
        return divisions.leading(words) is not None or any(words[:size] in divisions.by_short for size in (3, 2))


def _histories(text: str) -> Iterator[tuple[int, int]]:
    """The sections that tell of before."""
    at = 0
    while (head := _HISTORY.search(text, at)) is not None:
        end = (_NEXT_BELOW if head[1] else _NEXT).search(text, head.end() - 1)
        at = end.start() if end is not None else len(text)
        yield head.start(), at


def _within(mark: re.Match[str], spans: list[tuple[int, int]]) -> bool:
    return any(start <= mark.start() < end for start, end in spans)
