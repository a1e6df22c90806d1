"""Plain text: bytes → the decoded text, with nothing but the byte-order mark taken away."""

from __future__ import annotations

import charset_normalizer

from ingest.errors import BinaryFile, UndecodableFile
from ingest.kind import TEXT_MARKS

READER = "txt/1"

#: what a file begins with that is something else, whatever its name says
_MAGIC = {
    b"\x89PNG": "图片",
    b"\xff\xd8\xff": "图片",
    b"GIF8": "图片",
    b"BM": "图片",
    b"II*\x00": "图片",
    b"MM\x00*": "图片",
    b"RIFF": "音像文件或图片",
    b"\x1f\x8b": "压缩包",
    b"7z\xbc\xaf": "压缩包",
    b"Rar!": "压缩包",
    b"SQLite format 3": "数据库",
    b"\x7fELF": "程序",
    b"MZ": "程序",
}


def decode(name: str, data: bytes) -> tuple[str, str]:
    """(text, encoding). UTF-8 first; then what the bytes look like, with gb18030 to settle a tie.

    Raises BinaryFile, UndecodableFile (with the place of the first byte that is no UTF-8).
    """
    for mark, encoding in TEXT_MARKS:
        if data.startswith(mark):
            return _strictly(name, data[len(mark) :], encoding), f"{encoding}-bom"
    _refuse_binary(name, data)
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        place = error.start
    guessed = _guess(data)
    if guessed is None:
        raise UndecodableFile(
            f"第 {place + 1} 个字节起无法识别文字编码",
            f"no known encoding from byte {place + 1} on",
            file=name,
            place=f"字节 {place + 1}",
            remedy="在编辑器中另存为 UTF-8 再读入 (save it as UTF-8)",
        )
    return guessed


def _guess(data: bytes) -> tuple[str, str] | None:
    """Whichever of the two Chinese encodings gives Chinese; charset-normalizer decides where both do."""
    readings = {}
    for encoding in ("gb18030", "big5"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_chinese(text):
            readings[encoding] = text
    if len(readings) > 1:
        best = charset_normalizer.from_bytes(data, cp_isolation=["gb18030", "big5"]).best()
        encoding = best.encoding if best and best.encoding in readings else "gb18030"
        return readings[encoding], encoding
    return next(((text, encoding) for encoding, text in readings.items()), None)


def _is_chinese(text: str) -> bool:
    """Mostly everyday characters: what a wrong decoding is not."""
    letters = [c for c in text if not c.isspace()]
    everyday = sum(_is_ideograph(c) or c.isascii() or c in "，。、；：（）《》“”〔〕！？—…·　" for c in letters)
    private = sum("\ue000" <= c <= "\uf8ff" for c in letters)
    return bool(letters) and everyday / len(letters) > 0.9 and private / len(letters) < 0.01


def _is_ideograph(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff" or "\U00020000" <= character <= "\U0003ffff" or character == "〇"


def _strictly(name: str, data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UndecodableFile(
            f"标明为 {encoding}，但第 {error.start + 1} 个字节不合规",
            f"marked as {encoding} but invalid at byte {error.start + 1}",
            file=name,
            place=f"字节 {error.start + 1}",
            remedy="在编辑器中另存为 UTF-8 再读入 (save it as UTF-8)",
        ) from None


def _refuse_binary(name: str, data: bytes) -> None:
    nul = b"\x00" in data[:65536]
    kind = next((words for magic, words in _MAGIC.items() if data.startswith(magic) and (nul or len(magic) > 2)), None)
    if kind is None and not nul:
        return
    remedy = "另存为 .docx、.pdf 或 .txt 后再读入 (save it as .docx, .pdf or .txt)"
    if kind == "图片":
        remedy = "用文字识别（OCR）软件转成文字后再读入 (run OCR on it first)"
    raise BinaryFile(f"这是{kind or '二进制文件'}，不是政策文本", "this is not a text", file=name, remedy=remedy)
