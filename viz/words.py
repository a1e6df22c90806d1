"""The words that a page says for the codes in the data: officials' own, with the English beside them.

Source: the glossary (``docs/glossary.md``). A code without an entry is shown as it is, never hidden.
"""

from __future__ import annotations

from dataclasses import dataclass

from ingest.types import OrganizationKind, Role


@dataclass(frozen=True, slots=True)
class EdgeStyle:
    """How one kind of edge is named and drawn. Width and dashes tell the kinds apart without colour."""

    key: str
    zh: str
    en: str
    color: str
    width: float
    dashes: tuple[int, ...] = ()


EDGE_STYLES: dict[str, EdgeStyle] = {
    style.key: style
    for style in (
        EdgeStyle(Role.LEAD, "牵头", "lead", "#a8071a", 3.4),
        EdgeStyle(Role.RESPONSIBLE, "责任", "responsible", "#5b8fc4", 1.3),
        EdgeStyle(Role.SUPPORT, "配合", "support", "#00705a", 1.8, (9, 6)),
        EdgeStyle(Role.SUPERVISE, "督导", "supervise", "#7a4b9a", 1.8, (2, 5)),
        EdgeStyle("co_lead", "共同承担，含联合牵头", "shared, some led jointly", "#a8071a", 1.6),
        EdgeStyle("shared", "共同承担", "shared tasks", "#5b8fc4", 1.0),
    )
}

ROLE_UNIT: dict[str, str] = {
    Role.LEAD: "牵头单位",
    Role.RESPONSIBLE: "责任单位",
    Role.SUPPORT: "配合单位",
    Role.SUPERVISE: "指导、督导、考核单位",
}

ROLE_ORDER: tuple[str, ...] = (Role.LEAD, Role.RESPONSIBLE, Role.SUPPORT, Role.SUPERVISE)

KIND_WORDS: dict[str, tuple[str, str]] = {
    OrganizationKind.DEPARTMENT: ("部门", "department"),
    OrganizationKind.GOVERNMENT: ("人民政府", "government"),
    OrganizationKind.COMMITTEE: ("管委会、议事机构", "committee"),
    OrganizationKind.PARTY: ("党委部门", "party body"),
    OrganizationKind.COURT: ("人民法院", "court"),
    OrganizationKind.PROCURATORATE: ("人民检察院", "procuratorate"),
    OrganizationKind.ENTERPRISE: ("企业", "enterprise"),
    OrganizationKind.INSTITUTION: ("事业单位", "institution"),
    OrganizationKind.ASSOCIATION: ("群团、协会", "association"),
    OrganizationKind.COLLECTIVE: ("集体称谓", "collective"),
    OrganizationKind.OTHER: ("其他", "other"),
    "task": ("重点任务", "task"),
}

BASIS_WORDS: dict[str, str] = {
    "label": "标签注明",
    "verb": "动词写明",
    "order": "按列名次序",
    "column": "表格栏目",
    "bare": "括注单位",
    "standing": "总则写明",
    "judged": "人工补上",
}

FACT_WORDS: dict[str, tuple[str, str]] = {
    "title": ("标题", "Title"),
    "number": ("发文字号", "Number"),
    "issuer": ("发文机关", "Issuer"),
    "jurisdiction": ("行政区", "Jurisdiction"),
    "issued_on": ("成文日期", "Signed on"),
    "printed_on": ("印发日期", "Printed on"),
    "openness": ("公开属性", "Openness"),
    "adopted_by": ("审议会议", "Adopted by"),
    "addressees": ("主送单位", "Addressees"),
    "addressee": ("主送单位", "Addressees"),
    "horizons": ("规划年份", "Horizon"),
    "horizon": ("规划年份", "Horizon"),
    "valid_from": ("施行日期", "Valid from"),
    "valid_to": ("失效日期", "Valid to"),
    "status": ("效力", "Status"),
}

DETAIL_WORDS: dict[str, tuple[str, str]] = {
    "deadline": ("完成时限", "deadline"),
    "scope": ("适用范围", "scope"),
    "score": ("分值", "score"),
    "group": ("拟成立的领导机构", "bodies to be set up"),
    "standing": ("统一要求的单位", "said once for all tasks"),
}

STATUS_WORDS: dict[str, str] = {"in_force": "现行有效", "expired": "已失效", "repealed": "已废止"}

COMPARATOR_WORDS: dict[str, str] = {
    "=": "＝",
    ">=": "≥（不低于）",
    "<=": "≤（不高于）",
    ">": "＞",
    "<": "＜",
    "~": "约",
    "": "原文无数值",
}


def role_word(role: str) -> str:
    """牵头, 责任, 配合, 督导."""
    style = EDGE_STYLES.get(role)
    return style.zh if style else role


def kind_word(kind: str) -> str:
    """部门, 企业, 重点任务 …"""
    return KIND_WORDS.get(kind, (kind, kind))[0]
