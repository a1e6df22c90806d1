"""Which words of a web page are its text."""

from __future__ import annotations

import pytest

from ingest.readers import html

BODY = "".join(
    f"<p>{n}.做好第{n}项工作，抓好各项措施的落实，确保取得实效。（责任单位：区教委、区财政局）</p>" for n in range(1, 9)
)
TITLE = "某区人民政府关于印发工作方案的通知"


def read(words, charset="utf-8"):
    return html.read(f'<html><head><meta charset="{charset}"></head><body>{words}</body></html>'.encode(charset))


def lines(words):
    return [line for line in read(words).text.splitlines() if line]


@pytest.mark.parametrize(
    "frame",
    [
        '<nav><a href="/">首页</a></nav>{}<footer>版权所有</footer>',
        '<ul><li><a href="/">首页</a><li><a href="/b">公开</a></ul><div id="UCAP-CONTENT">{}</div>',
        '<table><tr><td><a href="/">首页</a><td><a href="/a">公开</a></table><table><tr><td>{}</table>',
        '<div><div class="TRS_Editor">{}</div><div><h3>相关</h3><p>关于做好其他工作的通知</p></div></div>',
        '<div hidden><p>隐藏的段落</p></div><div><div><div>{}</div></div></div><script>var a = "责任单位";</script>',
    ],
)
def test_the_main_text_and_nothing_round_it(frame):
    """Navigation, footers, scripts, what else a site puts on the page."""
    found = lines(frame.format(BODY))
    assert len(found) == 8
    assert all(line.startswith(f"{n}.做好第{n}项工作") for n, line in enumerate(found, 1))


def test_the_heading_of_the_page_stands_first():
    """It often stands outside the text; one that is said in the text is not said twice."""
    assert lines(f"<h1>{TITLE}</h1><div id=zoom>{BODY}</div>")[0] == TITLE
    found = lines(f"<h1>{TITLE}</h1><div id=zoom><p>{TITLE}</p>{BODY}</div>")
    assert found.count(TITLE) == 1


def test_white_space_is_the_pages_not_the_texts():
    """Line ends in the source are none; <br> is one; pre keeps what it has."""
    assert lines("<p>做好\n  工作<br>再<b>做</b>好</p>") == ["做好 工作", "再做好"]
    assert read("<pre>一、任务\n\n  1.做好</pre>").text == "一、任务\n\n1.做好\n"


def test_items_of_an_ordered_list_have_their_numbers():
    """As a browser draws them; those that are typed are not doubled."""
    assert lines("<ol start=3><li>做好<li>再做好</ol><ol><li>1.已有编号</ol>") == ["3.做好", "4.再做好", "1.已有编号"]


def test_a_table_with_spans():
    """colspan and rowspan; a merged number is one task."""
    found = read(
        "<table><tr><th colspan=3>任务分工表</th></tr><tr><th>序号<th>任务<th>责任单位</tr>"
        "<tr><td rowspan=2>1<td rowspan=2>做好<br>工作<td>区教委</tr><tr><td>区财政局</tr></table>"
    )
    assert found.text == "任务分工表\n序号\t任务\t责任单位\n1\t做好 工作\t区教委、区财政局\n"


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "gbk", "gb18030"])
def test_encodings(charset):
    """Marked, guessed, or said by the page."""
    reading = read(BODY, charset)
    assert "做好第1项工作" in reading.text
    assert reading.encoding == ("utf-8" if charset == "utf-8" else "gb18030")


def test_a_page_saved_into_one_file():
    """.mht: the first HTML part, whatever its transfer encoding."""
    import base64

    page = base64.encodebytes(f"<html><body>{BODY}</body></html>".encode("gb18030")).decode()
    mht = (
        'From: <saved>\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n--b\n'
        f'Content-Type: text/html; charset="gb2312"\nContent-Transfer-Encoding: base64\n\n{page}\n--b\n'
        "Content-Type: image/png\n\nxxxx\n--b--\n"
    )
    assert html.read_mht(mht.encode()).text == read(BODY).text
