"""What of a Word document is read, and how it stands in the text. The documents are made by hand, part by part."""

from __future__ import annotations

from ingest.readers import docx
from tests.hostile.files import XML, R, W, paragraph, relation, word

INSERTED = '<w:ins w:id="1" w:author="a">{}</w:ins>'
RUN = "<w:r><w:t>{}</w:t></w:r>"
DELETED = '<w:del w:id="2" w:author="a"><w:r><w:delText>{}</w:delText></w:r></w:del>'


def read(body, **more):
    return docx.read(word(body, **more))


def test_tracked_changes_as_accepted():
    """Inserted words stay, deleted ones go, moved ones stand where they went; it is said."""
    body = "<w:p>" + RUN.format("牵头单位：") + DELETED.format("区教委") + INSERTED.format(RUN.format("区科技局"))
    body += '<w:moveFrom w:id="3">' + RUN.format("旧处") + '</w:moveFrom><w:moveTo w:id="4">' + RUN.format("新处")
    reading = read(body + "</w:moveTo></w:p>")
    assert reading.text == "牵头单位：区科技局新处\n"
    assert "全部接受修订" in reading.notes[0]
    assert read(paragraph("没有修订")).notes == ()


def test_a_deleted_paragraph_end_joins_what_it_parted():
    """And a deleted row of a table is gone."""
    end = "<w:pPr><w:rPr><w:del w:id='5'/></w:rPr></w:pPr>"
    assert read(f"<w:p>{end}{RUN.format('做好')}</w:p>" + paragraph("工作")).text == "做好工作\n"
    row = "<w:tr>{}<w:tc>" + paragraph("{}") + "</w:tc><w:tc>" + paragraph("乙") + "</w:tc></w:tr>"
    rows = row.format("", "甲") + row.format("<w:trPr><w:del w:id='6'/></w:trPr>", "丙")
    assert read(f"<w:tbl>{rows}</w:tbl>").text == "甲\t乙\n"


def test_what_is_not_on_the_page_is_not_in_the_text():
    """Hidden words, field codes, comments' marks, phonetic guides, a generated table of contents."""
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>"
    shown = '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>不隐藏</w:t></w:r>'
    field = '<w:r><w:instrText> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    ruby = f"<w:r><w:ruby><w:rt>{RUN.format('zhòng')}</w:rt><w:rubyBase>{RUN.format('重')}</w:rubyBase></w:ruby></w:r>"
    contents = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent>{paragraph('一、总体要求……1')}</w:sdtContent></w:sdt>"
    )
    assert (
        read(f"{contents}<w:p>{hidden}{shown}{field}{ruby}庆</w:p>".replace("庆", RUN.format("庆"))).text
        == "不隐藏重庆\n"
    )


def test_content_controls_hyperlinks_and_breaks():
    """Words within them are words; a line break is one, a page break is none."""
    inside = f"<w:sdt><w:sdtContent>{paragraph('控件里的段落')}</w:sdtContent></w:sdt>"
    link = f'<w:p><w:hyperlink r:id="x">{RUN.format("链接")}</w:hyperlink><w:r><w:br/><w:t>下一行</w:t></w:r></w:p>'
    page = '<w:p><w:r><w:br w:type="page"/><w:t>新页</w:t><w:tab/><w:t>制表</w:t><w:noBreakHyphen/></w:r></w:p>'
    assert read(inside + link + page).text == "控件里的段落\n链接\n下一行\n新页\t制表-\n"


def test_text_boxes_once_after_their_paragraph():
    """Word keeps a second form of each for older programs: it is not read twice."""
    box = f"<w:txbxContent>{paragraph('重庆市江北区人民政府文件')}</w:txbxContent>"
    space = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    both = (
        f"<mc:AlternateContent {space}><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent>"
    )
    assert read(f"<w:p><w:r><w:t>正文</w:t>{both}</w:r></w:p>").text == "正文\n重庆市江北区人民政府文件\n"


def test_footnotes_at_the_end_in_their_order():
    """As the text refers to them; headers and footers are left out."""
    notes = "".join(
        f'<w:footnote w:id="{n}">{paragraph(words)}</w:footnote>' for n, words in ((1, "第二条注"), (2, "第一条注"))
    )
    mark = '<w:p><w:r><w:t>{}</w:t></w:r><w:r><w:footnoteReference w:id="{}"/></w:r></w:p>'
    reading = read(
        mark.format("甲", 2) + mark.format("乙", 1),
        relations=relation("footnotes", "footnotes.xml", outside=False),
        more={
            "word/footnotes.xml": f'{XML}<w:footnotes xmlns:w="{W}">{notes}</w:footnotes>',
            "word/header1.xml": f'{XML}<w:hdr xmlns:w="{W}">{paragraph("页眉")}</w:hdr>',
        },
    )
    assert reading.text == "甲\n乙\n注1：第一条注\n注2：第二条注\n"


def test_numbers_by_style_and_by_paragraph():
    """Heading styles that number, a level of its own, numId 0 for none; empty paragraphs count nothing."""
    level = '<w:lvl w:ilvl="{}"><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="{}"/></w:lvl>'
    numbering = (
        f'{XML}<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="1">'
        + level.format(0, "%1、")
        + level.format(1, "（%2）")
        + '</w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    )
    numbered = '<w:pPr><w:numPr><w:ilvl w:val="{}"/><w:numId w:val="{}"/></w:numPr></w:pPr>'
    styles = (
        f'{XML}<w:styles xmlns:w="{W}"><w:style w:styleId="a">{numbered.format(0, 7)}</w:style>'
        '<w:style w:styleId="b"><w:basedOn w:val="a"/><w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>'
        "</w:styles>"
    )

    def styled(style, words, more=""):
        return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{RUN.format(words)}</w:p>'

    body = styled("a", "总体要求") + styled("b", "指导思想") + styled("b", "") + styled("b", "主要目标")
    body += (
        styled("a", "不编号", '<w:numPr><w:numId w:val="0"/></w:numPr>') + styled("a", "重点任务") + styled("b", "产业")
    )
    around = relation("styles", "styles.xml", outside=False) + relation("numbering", "numbering.xml", outside=False)
    reading = read(body, relations=around, more={"word/styles.xml": styles, "word/numbering.xml": numbering})
    assert reading.text.split("\n") == [
        *("一、总体要求", "（一）指导思想", "", "（二）主要目标", "不编号", "二、重点任务", "（一）产业", "")
    ]


def test_a_table_with_merged_cells_and_paragraphs():
    """vMerge and gridSpan; several paragraphs of a cell stand in one line."""
    cell = "<w:tc><w:tcPr>{}</w:tcPr>{}</w:tc>"
    down, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    title = "<w:tr>" + cell.format('<w:gridSpan w:val="3"/>', paragraph("任务分工表")) + "</w:tr>"
    head = "<w:tr>" + "".join(cell.format("", paragraph(w)) for w in ("序号", "任务", "责任单位")) + "</w:tr>"
    first = "<w:tr>" + cell.format(down, paragraph("1")) + cell.format(down, paragraph("做好工作"))
    first += cell.format("", paragraph("区教委") + paragraph("区财政局")) + "</w:tr>"
    second = "<w:tr>" + cell.format(on, "<w:p/>") + cell.format(on, "<w:p/>") + cell.format("", paragraph("区民政局"))
    reading = read(f"<w:tbl>{title}{head}{first}{second}</w:tr></w:tbl>")
    assert reading.text == "任务分工表\n序号\t任务\t责任单位\n1\t做好工作\t区教委 区财政局、区民政局\n"


def test_relations_that_lead_elsewhere_are_not_followed():
    """An outside footnotes part is no part."""
    assert R
    outside = relation("footnotes", "http://127.0.0.1:9/f.xml")
    assert read(paragraph("正文"), relations=outside).text == "正文\n"
