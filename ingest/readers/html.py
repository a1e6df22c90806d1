"""Saved web pages (.html, .mht): the main text with its tables; navigation and the page's own furniture left out.

Nothing that a page refers to is fetched. The one module that imports selectolax.
"""

from __future__ import annotations

import email
import email.policy
import re
from collections import deque

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ingest.errors import BinaryFile, UndecodableFile
from ingest.limits import CELLS
from ingest.readers import txt
from ingest.readers.building import Builder, Cell, Reading, one_line, too_much
from ingest.readers.grid import load_heads, write_table
from ingest.readers.xml import check_depth, damaged

READER = "html/1"

_DROPPED = (
    "script,style,noscript,template,iframe,object,embed,svg,math,canvas,audio,video,form,button,select,input,textarea"
)
_FURNITURE = "nav,header,footer,aside,[role=navigation],[role=banner],[role=contentinfo],[hidden],[aria-hidden=true]"
#: where the systems behind government sites keep the text of a document, the surest first
_MAIN = (
    *("#UCAP-CONTENT", "#zoom", "#Zoom", ".TRS_Editor", ".TRS_UEDITOR", ".trs_editor_view", "#articleContent"),
    *(".article-content", ".article_content", ".pages_content", "#content_body", "article", "main", "[role=main]"),
)
_BLOCKS = frozenset(("address", "article", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl"))
_BLOCKS |= frozenset(("dt", "fieldset", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "html", "li"))
_BLOCKS |= frozenset(("main", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead"))
_BLOCKS |= frozenset(("tr", "ul"))
_HIDDEN = re.compile(r"display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden", re.IGNORECASE)
_NESTING = re.compile(
    r"<(/?)(?!(?:area|base|br|col|embed|hr|img|input|link|meta|source|wbr|p|li|dd|dt|t[dhr]|option)\b)[a-z]", re.I
)
_CHARSET = re.compile(rb"""charset\s{0,9}=\s{0,9}["']?\s{0,9}([-\w]{2,20})""", re.IGNORECASE)
_HEAD = 4096  # bytes in which a page names its encoding
MOST_OPEN = 2000  # elements open at once
LEAST_MAIN = 200  # code points without which an element is not the main text
SHARE = 0.6  # of the text that the main element holds
LINKED = 0.6  # a block of links: more than this share of its words
_NUMBERED = {"decimal": "{}.", "cjk-ideographic": "{}、"}


def read(data: bytes) -> Reading:
    """The text of a page. Raises UndecodableFile, BeyondLimits."""
    words, encoding = _decoded(data)
    return _read(words, encoding)


def read_mht(data: bytes) -> Reading:
    """The text of a page that a browser saved into one file. Raises DamagedFile."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for at, part in enumerate(message.walk()):
        check_depth(at // 50)
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                charset = part.get_content_charset()
                words, encoding = _decoded(payload, charset)
                return _read(words, encoding)
    raise damaged("no page in the file")


def _decoded(data: bytes, named: str | None = None) -> tuple[str, str]:
    """Unicode where it is marked or valid, then what the page says, then what it looks like."""
    found = _CHARSET.search(data[:_HEAD])
    said = named or (found.group(1).decode("ascii") if found else "")
    try:
        return txt.decode("", data)
    except (BinaryFile, UndecodableFile):
        if said.lower() in {"gb2312", "gbk", "gb18030", "big5", "utf-8", "utf8", ""}:
            encoding = {"gb2312": "gb18030", "gbk": "gb18030", "": "utf-8", "utf8": "utf-8"}.get(
                said.lower(), said.lower()
            )
            return data.decode(encoding, "replace").replace("\x00", ""), encoding
        raise


def _read(words: str, encoding: str) -> Reading:
    _check_nesting(words)
    tree = LexborHTMLParser(words)
    for node in tree.css(_DROPPED):
        node.decompose()
    body = tree.body
    if body is None:
        return Reading("", encoding=encoding)
    title = _title(tree)
    for node in body.css(_FURNITURE):
        if len(one_line(node.text())) < len(one_line(body.text())) * SHARE:
            node.decompose()
    main = _main(tree, body)
    writer = _Writer()
    writer.blocks(main, 0)
    writer.end()
    text = writer.builder.reading().text
    builder = Builder()
    if title and title not in one_line(text[: len(text) // 2 + 400]).replace(" ", ""):
        builder.line(title)
        builder.line("")
    builder.put(text)
    return builder.reading((), encoding)


def _check_nesting(words: str) -> None:
    """Before it is parsed: the parser's time grows with the square of the depth. Raises BeyondLimits."""
    depth = 0
    for tag in _NESTING.finditer(words):
        depth = max(0, depth - 1) if tag.group(1) else depth + 1
        if depth > MOST_OPEN:
            raise too_much("嵌套层数", "levels of nesting")


def _title(tree: LexborHTMLParser) -> str:
    """The heading of the page, where it has just one."""
    headings = [one_line(node.text()).replace(" ", "") for node in tree.css("h1")]
    named = [words for words in headings if words]
    return named[0] if len(named) == 1 and len(named[0]) >= 8 else ""


def _main(tree: LexborHTMLParser, body: LexborNode) -> LexborNode:
    """The element of a known system, or the innermost that holds most of the words that are not links."""
    for selector in _MAIN:
        found = tree.css(selector)
        longest = max(found, key=lambda node: len(node.text()), default=None)
        if longest is not None and len(one_line(longest.text())) >= LEAST_MAIN:
            return longest
    _drop_links(body)
    node, total = body, len(body.text())
    while True:
        inner = [
            child for child in node.iter() if child.tag in {"div", "section", "td", "tr", "tbody", "table", "center"}
        ]
        best = max(inner, key=lambda child: len(child.text()), default=None)
        if best is None or (best.tag in {"table", "tbody", "tr", "td"} and not _is_layout(best)):
            return node
        if len(best.text()) < max(total * SHARE, LEAST_MAIN):
            return node
        node = best


def _drop_links(body: LexborNode) -> None:
    """Lists whose words are links: menus, related pages."""
    for node in body.css("ul,ol,dl,table,div"):
        words = len(one_line(node.text()))
        linked = sum(len(one_line(link.text())) for link in node.css("a"))
        if words and linked > words * LINKED and len(node.css("a")) >= 2:
            node.decompose()


def _is_layout(table: LexborNode) -> bool:
    """A table that only places other things on the page."""
    if table.tag != "table":
        return True
    return len(table.css("table")) > 1 or len(table.css("td,th")) < 4 or bool(table.css("td p + p + p"))


class _Writer:
    """Walks the main element; lines are gathered until a block ends."""

    def __init__(self) -> None:
        self.builder = Builder()
        self._heads = load_heads()
        self._line: list[str] = []

    def blocks(self, node: LexborNode, depth: int, *, keep: bool = False) -> None:
        """The text below a node. ``keep``: white space as it is (pre)."""
        check_depth(depth)
        for child in node.iter(include_text=True):
            tag = child.tag or ""
            if tag == "-text":
                self._text(child.text_content or "", keep=keep)
            elif tag == "br":
                self.end(empty=keep)
            elif tag == "table" and not _is_layout(child):
                self.end()
                write_table(self.builder, _grid(child), self._heads)
            elif not _HIDDEN.search((child.attributes or {}).get("style") or ""):
                block = tag in _BLOCKS
                if block:
                    self.end()
                self._number(child, node)
                self.blocks(child, depth + 1, keep=keep or tag == "pre")
                if block:
                    self.end()

    def end(self, *, empty: bool = False) -> None:
        """A line is over."""
        words = "".join(self._line).strip(" \t\n")
        self._line = []
        if words or empty:
            self.builder.line(words)

    def _text(self, words: str, *, keep: bool) -> None:
        if keep:
            first, *rest = words.split("\n")
            self._line.append(first)
            for line in rest:
                self.end(empty=True)
                self._line.append(line)
            return
        self._line.append(re.sub(r"[ \t\r\n\f]+", " ", words))

    def _number(self, item: LexborNode, parent: LexborNode) -> None:
        """The number that a browser would draw before an item of an ordered list."""
        if item.tag != "li" or parent.tag != "ol":
            return
        items = [one for one in parent.iter() if one.tag == "li"]
        start = (parent.attributes or {}).get("start") or "1"
        at = next((n for n, one in enumerate(items) if one.mem_id == item.mem_id), 0)
        words = item.text(strip=True)
        if start.isdecimal() and not re.match(r"[\d（(一二三四五六七八九十]", words):
            self._line.append(f"{int(start) + at}.")


def _grid(table: LexborNode) -> list[list[Cell]]:
    """A table's cells with those that cover several rows or columns."""
    grid: list[list[Cell]] = []
    below: dict[int, tuple[Cell, int]] = {}  # cells that reach down: column → cell, rows left
    cells = 0
    for tr in table.css("tr"):
        row: list[Cell] = []
        waiting = deque(one for one in tr.iter() if one.tag in {"td", "th"})
        while waiting or len(row) in below:
            if len(row) in below:
                cell, left = below.pop(len(row))
                if left > 1:
                    below[len(row)] = (cell, left - 1)
                row.append(cell)
                continue
            node = waiting.popleft()
            across, down = _span(node, "colspan"), _span(node, "rowspan")
            cell = Cell(_cell_words(node))
            for _ in range(across):
                if down > 1:
                    below[len(row)] = (cell, down - 1)
                row.append(cell)
            if cells + len(row) > CELLS:
                raise too_much("单元格", "cells")
        cells += len(row)
        if cells > CELLS:
            raise too_much("单元格", "cells")
        grid.append(row)
    return grid


def _cell_words(node: LexborNode) -> str:
    for line_end in node.css("br,p,div,li"):
        line_end.insert_before(" ")
    return one_line(node.text())


def _span(node: LexborNode, name: str) -> int:
    value = (node.attributes or {}).get(name) or "1"
    return max(1, min(int(value), 200)) if value.isdecimal() else 1
