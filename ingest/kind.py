"""What a file is, told by its bytes and never by its name.

``sniffed`` looks at the first bytes only and is safe anywhere; ``refined`` opens containers and belongs where files are
read apart (``ingest/child.py``).
"""

from __future__ import annotations

import codecs
import io
import re
import zipfile
from enum import StrEnum
from pathlib import PurePath


class Kind(StrEnum):
    """A kind of file. ZIP and OLE are containers, whose contents decide."""

    TXT = "txt"
    HTML = "html"
    MHT = "mht"
    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"
    OFD = "ofd"
    DOC = "doc"
    RTF = "rtf"
    ODT = "odt"
    ZIP = "zip"
    OLE = "ole"
    ENCRYPTED = "encrypted"
    OTHER = "other"


#: the endings under which each kind is known; another ending is told to the reader
SUFFIXES: dict[Kind, tuple[str, ...]] = {
    Kind.TXT: (".txt", ".text", ".md", ".markdown", ""),
    Kind.HTML: (".html", ".htm", ".xhtml", ".shtml"),
    Kind.MHT: (".mht", ".mhtml"),
    Kind.PDF: (".pdf",),
    Kind.DOCX: (".docx", ".docm", ".dotx"),
    Kind.XLSX: (".xlsx", ".xlsm", ".xltx"),
    Kind.XLSB: (".xlsb",),
    Kind.XLS: (".xls", ".et"),
    Kind.ODS: (".ods",),
    Kind.OFD: (".ofd",),
    Kind.DOC: (".doc", ".wps", ".dot"),
    Kind.RTF: (".rtf",),
    Kind.ODT: (".odt",),
}
READABLE = frozenset(suffix for suffixes in SUFFIXES.values() for suffix in suffixes if suffix)

TEXT_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    (b"%PDF", Kind.PDF),
    (b"PK\x03\x04", Kind.ZIP),
    (b"PK\x05\x06", Kind.ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind.OLE),
    (b"{\\rtf", Kind.RTF),
)
_SPACE = b" \t\r\n\x0b\x0c"
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_HEADER = re.compile(rb"[!-9;-~]{1,60}:")
_MIME = re.compile(rb"^mime-version:[ \t]{0,9}1\.0", re.IGNORECASE | re.MULTILINE)
_SNIFFED = 4096
#: a stream's name in an OLE container, and what a file with such a stream is
_STREAMS = (
    ("EncryptedPackage", Kind.ENCRYPTED),
    ("WordDocument", Kind.DOC),
    ("Workbook", Kind.XLS),
    ("Book", Kind.XLS),
)
_FOLDERS = (("word/", Kind.DOCX), ("xl/", Kind.XLSX))
_MIMETYPES = {
    b"application/vnd.oasis.opendocument.text": Kind.ODT,
    b"application/vnd.oasis.opendocument.spreadsheet": Kind.ODS,
}


def sniffed(data: bytes) -> Kind:
    """By the first bytes: TXT where nothing says otherwise."""
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    head = _decoded_head(data)
    if _HTML.search(head) and head.lstrip(_SPACE).startswith(b"<"):
        return Kind.HTML
    head = head.lstrip(_SPACE)
    return Kind.MHT if _HEADER.match(head) and _MIME.search(head.partition(b"\n\n")[0]) else Kind.TXT


def refined(data: bytes) -> Kind:
    """The same, with containers opened. Raises zipfile.BadZipFile where a ZIP is none."""
    kind = sniffed(data)
    if kind is Kind.ZIP:
        return _of_zip(data)
    return _of_ole(data) if kind is Kind.OLE else kind


def other_suffix(name: str, kind: Kind) -> str | None:
    """The ending of ``name`` where it says another kind than the bytes do; None where they agree."""
    suffix = PurePath(name).suffix.lower()
    known = SUFFIXES.get(kind, ())
    return None if suffix in known or (kind is Kind.TXT and suffix not in READABLE) else suffix or "没有扩展名"


def _decoded_head(data: bytes) -> bytes:
    """The first bytes as ASCII, whatever Unicode form they are in."""
    head = data[:_SNIFFED]
    for mark, encoding in TEXT_MARKS:
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, "ignore").encode()
    return head


def _of_zip(data: bytes) -> Kind:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [name.replace("\\", "/") for name in archive.namelist()]
        if "mimetype" in names and archive.getinfo("mimetype").file_size < _SNIFFED:
            return _MIMETYPES.get(archive.read("mimetype").strip(), Kind.OTHER)
    if "OFD.xml" in names:
        return Kind.OFD
    if "xl/workbook.bin" in names:
        return Kind.XLSB
    return next((kind for folder, kind in _FOLDERS if any(name.startswith(folder) for name in names)), Kind.OTHER)


def _of_ole(data: bytes) -> Kind:
    """Directory entries are 128 bytes long and so aligned: a name in UTF-16, its length, its type."""
    for stream, kind in _STREAMS:
        name = stream.encode("utf-16-le") + b"\0\0"
        at = data.find(name)
        while at >= 0:
            if at % 128 == 0 and data[at + 64 : at + 66] == len(name).to_bytes(2, "little"):
                return kind
            at = data.find(name, at + 1)
    return Kind.OTHER
