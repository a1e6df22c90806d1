"""Makes the files of ``tests/formats/files`` from corpus/texts/000.txt, with the programs that people use.

Needs LibreOffice, Chromium, Java 17 and Maven: ``python -m tests.formats.make``. The files are committed; run it again
when the plan or the list of formats changes.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from html import escape
from pathlib import Path

import pypdfium2 as pdfium
from playwright.sync_api import sync_playwright

from ingest.extract import extract_file
from ingest.lexicon import load_lexicon
from ingest.tokenize import tokenizer_of
from ingest.types import Role

HERE = Path(__file__).parent
FILES = HERE / "files"
PLAN = HERE.parents[1] / "corpus" / "texts" / "000.txt"
TABLE_TITLE = "江北区质量强区建设实施方案任务分工表"
RUNNING = '<div style="font-size:8px;width:100%;text-align:center">{}</div>'
ITEM = re.compile(r"^\s*(?:(?P<chapter>[一二三四]、)|(?P<part>（[一二三四]）)|(?P<task>\d{1,2}\.))")

PAGE_STYLE = """
<style>
body { font-family: "Noto Serif CJK SC"; font-size: 12pt; line-height: 1.6 }
p { text-indent: 2em; text-align: justify; margin: 0 }
p.middle { text-indent: 0; text-align: center }
p.right { text-align: right }
table { border-collapse: collapse; width: 100% }
td, th { border: 1px solid black; padding: 3px; vertical-align: top }
</style>
"""


def main() -> None:
    """Every file anew."""
    shutil.rmtree(FILES, ignore_errors=True)
    FILES.mkdir()
    lines = [line.strip() for line in PLAN.read_text(encoding="utf-8").splitlines() if line.strip()]
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        (work / "000.fodt").write_text(flat_text(lines), encoding="utf-8")
        for kind in ("docx", "doc", "odt", "pdf"):
            office(work, work / "000.fodt", kind)
        # LibreOffice writes the 、 of an automatic number as ? into RTF: there the numbers are typed
        (work / "typed.fodt").write_text(flat_text(lines, numbered=False), encoding="utf-8")
        office(work, work / "typed.fodt", "rtf")
        (FILES / "000.html").write_text(web_page(lines), encoding="utf-8")
        (work / "table.html").write_text(table_page(), encoding="utf-8")
        office(work, work / "table.html", "docx", "HTML (StarWriter)", "table")
        office(work, FILES / "table.docx", "pdf", "", "table")
        for kind in ("xlsx", "xls", "ods"):
            office(work, work / "table.html", kind, "HTML (StarCalc)", "table")
        (FILES / "table.html").write_text(table_page(), encoding="utf-8")
        printed(work)
        open_fixed(work, lines)
    for name in ("000.pdf", "table.pdf"):
        first_page(FILES / name, HERE.parent / "hostile" / "seeds" / name)
    for path in sorted(FILES.iterdir()):
        print(f"{path.name:28}{path.stat().st_size:>9,}")


def office(work: Path, source: Path, kind: str, filter: str = "", name: str = "000") -> None:
    """LibreOffice writes ``name.kind``."""
    command = ["soffice", f"-env:UserInstallation={(work / 'profile').as_uri()}", "--headless"]
    command += [f"--infilter={filter}"] if filter else []
    out = {"docx": "docx:MS Word 2007 XML", "xlsx": "xlsx:Calc MS Excel 2007 XML"}.get(kind, kind)
    subprocess.run([*command, "--convert-to", out, "--outdir", str(work / "out"), str(source)], check=True)
    shutil.copyfile(work / "out" / f"{source.stem}.{kind}", FILES / f"{name}.{kind}")


def flat_text(lines: list[str], *, numbered: bool = True) -> str:
    """The plan as a text document whose chapters, parts and tasks are numbered by the program. Parts of each chapter
    are a list of their own: in Word's older form LibreOffice loses where a list begins anew."""
    body = []
    chapter = 0
    last: dict[str, str] = {}  # the list that a level's numbers go on from
    for line in lines:
        found = ITEM.match(line)
        if found is None or not numbered:
            body.append(f"<text:p>{escape(line)}</text:p>")
            continue
        level = found.lastgroup or ""
        chapter += level == "part" and found.group(level) == "（一）"
        level += str(chapter) if level == "part" else ""
        goes_on = level in last
        after = f' text:continue-list="{last[level]}"' if goes_on else ""
        last[level] = f"l{len(body)}"
        body.append(
            f'<text:list xml:id="l{len(body)}" text:style-name="{level}"{after}>'
            f"<text:list-item><text:p>{escape(line[found.end() :])}</text:p></text:list-item></text:list>"
        )
    styles = "".join(
        f'<text:list-style style:name="{name}"><text:list-level-style-number text:level="1" style:num-prefix="{before}"'
        f' style:num-suffix="{after}" style:num-format="{kind}"/></text:list-style>'
        for name, before, kind, after in (
            ("chapter", "", "一, 二, 三, ...", "、"),
            *((f"part{n}", "（", "一, 二, 三, ...", "）") for n in range(1, 9)),
            ("task", "", "1", "."),
        )
    )
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{urn}:1.0"'
        for name, urn in (("office", "office"), ("text", "text"), ("style", "style"), ("fo", "xsl-fo-compatible"))
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document{spaces} office:version="1.3"'
        ' office:mimetype="application/vnd.oasis.opendocument.text">'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{''.join(body)}</office:text></office:body></office:document>"
    )


def web_page(lines: list[str]) -> str:
    """The plan as a government's site shows it, with what stands round it."""
    paragraphs = "\n".join(f"<p>{escape(line)}</p>" for line in lines)
    menu = "".join(
        f'<li><a href="/{n}">{word}</a></li>' for n, word in enumerate(("首页", "政务公开", "办事服务", "互动交流"))
    )
    related = "".join(f'<li><a href="/r{n}">关于印发工作要点的通知（牵头单位：区教委）</a></li>' for n in range(5))
    return (
        '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8">'
        f"<title>重庆市江北区人民政府关于印发江北区质量强区建设实施方案的通知_重庆市江北区人民政府网</title>{PAGE_STYLE}"
        '<script>document.title += "";</script></head><body>'
        f'<div class="top"><ul class="menu">{menu}</ul></div>'
        '<div class="crumbs">当前位置：<a href="/">首页</a> &gt; <a href="/zw">政务公开</a></div>'
        f'<div class="layout"><div class="main"><div class="article">{paragraphs}</div></div>'
        f'<div class="side"><h3>相关文件</h3><ul>{related}</ul></div></div>'
        "<footer><p>主办：重庆市江北区人民政府办公室</p><p>网站标识码 5001050001</p></footer></body></html>"
    )


def table_page() -> str:
    """The plan's tasks as 任务分工表."""
    lexicon = load_lexicon()
    plan = extract_file(PLAN, lexicon, tokenizer_of(lexicon.cue_words))
    rows = []
    for task in plan.tasks:
        mine = [row for row in plan.responsibilities if row.task == task.id]
        words = plan.document.text[task.title_span.start : min(row.clause.start for row in mine) - 1]
        cells = [escape(task.number), escape(" ".join(words.split()))]
        for role in (Role.LEAD, Role.RESPONSIBLE):
            named = [row for row in mine if row.role == role]
            etc = "等" if any(row.open_list for row in named) else ""
            cells.append(escape("、".join(row.mention.quote for row in named) + etc))
        rows.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    heads = "".join(f"<th>{head}</th>" for head in ("序号", "重点任务", "牵头单位", "责任单位"))
    return (
        f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>{TABLE_TITLE}</title>{PAGE_STYLE}</head>'
        f'<body><table border="1" width="100%"><thead><tr><th colspan="4">{TABLE_TITLE}</th></tr>'
        f"<tr>{heads}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table></body></html>"
    )


def printed(work: Path) -> None:
    """Chromium prints both pages to PDF, with running heads and page numbers."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--headless", "--no-sandbox", "--disable-gpu"]
        )
        for source, name in ((FILES / "000.html", "000-printed.pdf"), (FILES / "table.html", "table-printed.pdf")):
            page = browser.new_page()
            page.goto(source.as_uri())
            page.add_style_tag(content=".top, .crumbs, .side, footer { display: none }")
            page.pdf(
                path=str(FILES / name),
                format="A4",
                display_header_footer=True,
                header_template=RUNNING.format("江北区质量强区建设实施方案"),
                footer_template=RUNNING.format('— <span class="pageNumber"></span> —'),
                margin={"top": "2cm", "bottom": "2cm", "left": "2cm", "right": "2cm"},
            )
            page.close()
        browser.close()


def open_fixed(work: Path, lines: list[str]) -> None:
    """ofdrw lays the plan out as OFD; the JDK's compiler runs its one source file."""
    text = work / "lines.txt"
    text.write_text("\n".join(lines), encoding="utf-8")
    pom = HERE / "ofd" / "pom.xml"
    jars = work / "jars"
    subprocess.run(
        ["mvn", "-B", "-ntp", "-q", "-f", str(pom), "dependency:copy-dependencies", f"-DoutputDirectory={jars}"],
        check=True,
    )
    font = next(Path("/usr/share/fonts").rglob("NotoSerifCJK-Regular.ttc"))
    command = [
        "java",
        "-cp",
        f"{jars}/*",
        str(HERE / "ofd" / "Make.java"),
        str(text),
        str(FILES / "000.ofd"),
        str(font),
    ]
    subprocess.run(command, check=True)


def first_page(source: Path, out: Path) -> None:
    """What tests/hostile spoils."""
    with pdfium.PdfDocument.new() as made, pdfium.PdfDocument(source) as whole:
        made.import_pages(whole, [0])
        made.save(out)


if __name__ == "__main__":
    main()
