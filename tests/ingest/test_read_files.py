"""Bytes → text: what circulates is read as it is; what is no text is refused in words that help."""

from __future__ import annotations

import hashlib

import pytest

from ingest import errors
from ingest.limits import CHARACTERS, MAX_BYTES
from ingest.read import file_bytes, read_bytes, read_file

PLAN = "江北府发〔2023〕32号\r\n\r\n一、工作\r\n1.做好质量工作，提升服务水平。（责任单位：区教委、区财政局等）\r\n"
TRADITIONAL = "一、工作目標\n1.推動產業發展，提升服務品質，加強組織領導。（責任單位：區教委、區財政局等）\n"


@pytest.mark.parametrize(
    ("text", "data", "encoding"),
    [
        (PLAN, PLAN.encode(), "utf-8"),
        (PLAN, PLAN.encode("utf-8-sig"), "utf-8-bom"),
        (PLAN, b"\xff\xfe" + PLAN.encode("utf-16-le"), "utf-16-le-bom"),
        (PLAN, b"\xfe\xff" + PLAN.encode("utf-16-be"), "utf-16-be-bom"),
        (PLAN, PLAN.encode("gb18030"), "gb18030"),
        (TRADITIONAL, TRADITIONAL.encode("big5"), "big5"),
        ("〇𠮷（区教委）\u3000\u00a0", "〇𠮷（区教委）\u3000\u00a0".encode(), "utf-8"),
        ("〇𠮷号文件的责任单位是区教育委员会", "〇𠮷号文件的责任单位是区教育委员会".encode("gb18030"), "gb18030"),
    ],
)
def test_encodings(text, data, encoding):
    """The text comes back code point for code point; nothing but the mark is taken away."""
    got, source = read_bytes("plan.txt", data)
    assert got == text
    assert source.encoding == encoding
    assert (source.name, source.size, source.sha256) == ("plan.txt", len(data), hashlib.sha256(data).hexdigest())


@pytest.mark.parametrize(
    ("name", "data", "error", "words"),
    [
        ("a.txt", b"", errors.EmptyFile, "没有内容"),
        ("a.txt", b"\xef\xbb\xbf \r\n", errors.EmptyFile, "没有内容"),
        ("a.txt", "\u3000\n".encode(), errors.EmptyFile, "没有内容"),
        ("a.txt", b"PK\x03\x04" + b"x" * 90, errors.DamagedFile, "已损坏"),
        ("a.txt", b"%PDF-1.7\n", errors.DamagedFile, "已损坏"),
        ("a.txt", b"\x89PNG\r\n\x1a\n", errors.BinaryFile, "图片"),
        ("a.txt", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", errors.DamagedFile, "已损坏"),
        ("a.txt", b"Rar!\x1a\x07\x01\x00", errors.BinaryFile, "压缩包"),
        ("a.txt", "工作\x00方案".encode(), errors.BinaryFile, "二进制文件"),
        ("a.txt", "工作方案".encode() + b"\xff\xfe\xff\xff", errors.UndecodableFile, "第 13 个字节"),
        ("a.txt", b"\xef\xbb\xbf\xff", errors.UndecodableFile, "utf-8"),
        ("a.txt", b"\xff\xfe\x00\xd8", errors.UndecodableFile, "utf-16-le"),
        pytest.param("a.txt", b"x" * (MAX_BYTES + 1), errors.FileTooLarge, "20 MB", id="large"),  # not of 20 MB itself
    ],
)
def test_what_is_refused(name, data, error, words):
    """The message names the file and says what is wrong and what to do, in Chinese and English."""
    with pytest.raises(error) as raised:
        read_bytes(name, data)
    message = str(raised.value)
    assert name in message
    assert words in message
    assert raised.value.remedy
    assert raised.value.en in message


def test_a_file_that_vanished(tmp_path):
    """Named with its path."""
    with pytest.raises(errors.UnreadableFile) as raised:
        read_file(tmp_path / "没有.txt")
    assert "没有.txt" in str(raised.value)


def test_a_folder_is_no_file(tmp_path):
    """Nor is anything that cannot be opened."""
    with pytest.raises(errors.UnreadableFile):
        read_file(tmp_path)


def test_a_large_file_is_not_read_whole(tmp_path):
    """One byte more than allowed is enough to know."""
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES * 3)
    assert len(file_bytes(path)) == MAX_BYTES + 1
    with pytest.raises(errors.FileTooLarge):
        read_file(path)


def test_the_plan_is_read_byte_for_byte(corpus):
    """Encoding its text again gives the file."""
    data = (corpus / "texts" / "000.txt").read_bytes()
    text, source = read_file(corpus / "texts" / "000.txt")
    assert text.encode() == data
    assert source.encoding == "utf-8"


@pytest.mark.parametrize("name", ["../../etc/passwd.txt", "/home/a.txt", "..", ""])
def test_a_name_never_keeps_its_folder(name):
    """What is shown and stored is the file's own name."""
    _, source = read_bytes(name, "工作方案".encode())
    assert "/" not in source.name
    assert source.name not in {"", ".."}


def test_a_wrong_ending_is_read_as_what_it_is_and_said():
    """Text under .docx; a right or an unknown ending says nothing."""
    text, source = read_bytes("方案.docx", PLAN.encode())
    assert (text, source.reader) == (PLAN, "txt/1")
    assert source.notes[0].startswith("扩展名是 .docx，内容实为 .txt，已按内容读入")
    for name in ("方案.txt", "方案.md", "方案", "方案.2024年稿"):
        assert read_bytes(name, PLAN.encode())[1].notes == ()


def test_a_text_longer_than_any_document_is_refused():
    """The limit of what readers make holds for plain text as well."""
    with pytest.raises(errors.BeyondLimits) as told:
        read_bytes("a.txt", b"a" * (CHARACTERS + 1))
    assert told.value.file == "a.txt"
