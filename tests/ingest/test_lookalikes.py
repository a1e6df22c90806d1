"""What looks like responsibility and is none: told of the past, of others, of what might be; lists that explain."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    "text",
    [
        "检查情况（市教育局、市公安局、市财政局、市人社局未落实）",
        "试点情况（市教育局、市科技局、市体育局、市民委等已先行实施）",
        "方案由来（发改委、财政部、人社部联合印发）",
        "新建场馆（市图书馆、市博物馆、市美术馆、大剧院）",
        "未完成任务的单位（市公安局、市税务局、市医保局）予以通报。",
        "积极争取国家部委（国家发展改革委、工业和信息化部、科技部）支持",
        "任务来源：市政府工作报告（市发改委、市财政局）",
        "存在问题：市教育局负责不力，市财政局配合不够。",
        "市水务局牵头的治理工作滞后，市城管局配合不积极。",
        "由于市水务局负责不到位，工程延误。",
        "学生伤亡由学校负责，市教育局配合。",
        "会议由市发展改革委主任主持，市财政局、市教育局、各县区政府参加。",
        "去年，由市教育局牵头，市财政局、市人社局配合，完成了学校改造。",
        "近年来，市教育局会同市财政局积极推进校舍建设。",
        "您提出的“由市公安局牵头，市交通局配合开展整治”的建议收悉。",
        "原由市公安局牵头、市交通局配合的工作，划转市城管局。",
        "2023年由市教育局牵头的项目20个，市财政局配合的项目5个。",
        "相关部门（单位）：负责落实；",
        "龙头企业和各高校牵头，市科技局配合。",
        "建设生态经济带（涉及武汉市、襄阳市、十堰市负责",
        "落实责任\n责任单位；市教育局、市公安局加强检查。",
        "责任企业：云川化工有限公司\n违法事实：偷排",
        "责任单位：请于3月1日前将方案报市教育局、市财政局。",
        "牵头单位：每月向市政府办公室、市发改委报告进展",
    ],
)
def test_nothing_is_read(text, read):
    """A false relation is worse than one that is missed."""
    found = read(f"云川市人民政府关于做好工作的通知\n\n一、重点工作\n1.做好事情。{text}\n")
    assert [(row.role.value, row.mention.quote) for row in found.responsibilities] == []


def test_a_name_does_not_take_what_stands_before_it(read):
    """The number of a line is none of a unit's name."""
    for text in ("1.市发展改革委牵头，市税务局配合。", "（一）市发展改革委牵头，市税务局配合。"):
        found = read(f"一、重点工作\n{text}\n")
        assert [row.mention.quote for row in found.responsibilities] == ["市发展改革委", "市税务局"]
