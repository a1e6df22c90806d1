"""What a file is, its bytes say."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.kind import Kind, other_suffix, refined, sniffed

FORMATS = Path(__file__).parents[1] / "formats" / "files"


@pytest.mark.parametrize("path", sorted(FORMATS.iterdir()), ids=lambda path: path.name)
def test_real_files(path):
    """Every file of tests/formats, whatever it is called."""
    data = path.read_bytes()
    kind = refined(data)
    assert kind.value == path.suffix[1:]
    assert other_suffix(path.name, kind) is None
    assert other_suffix("方案.mp3", kind) == ".mp3"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        ("一、任务\n1.做好工作".encode(), Kind.TXT),
        ("<!DOCTYPE html><p>责任".encode("utf-16"), Kind.HTML),
        (b"\r\n  <HTML lang=zh><body>", Kind.HTML),
        ("本文件介绍 <html> 标签".encode(), Kind.TXT),
        (b"From: <saved>\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related", Kind.MHT),
        (b"MIME-Version: 1.0\nContent-Type: text/html", Kind.MHT),
        (b"{\\rtf1\\ansi", Kind.RTF),
        (b"%PDF-1.7", Kind.PDF),
        (b"PK\x03\x04", Kind.ZIP),
        (b"", Kind.TXT),
    ],
)
def test_by_the_first_bytes(data, kind):
    """Without opening anything."""
    assert sniffed(data) is kind


@pytest.mark.parametrize(
    ("name", "kind", "said"),
    [
        ("a.et", Kind.XLS, None),
        ("a.wps", Kind.DOC, None),
        ("a.DOCX", Kind.DOCX, None),
        ("a.doc", Kind.DOCX, ".doc"),
        ("a", Kind.PDF, "没有扩展名"),
        ("a", Kind.TXT, None),
        ("第2.3稿", Kind.TXT, None),
        ("a.pdf", Kind.TXT, ".pdf"),
    ],
)
def test_other_endings_are_told(name, kind, said):
    """Unless the ending says nothing, or says the same."""
    assert other_suffix(name, kind) == said
