"""XML out of untrusted containers: no entities, no document types, nothing fetched. Only this module imports lxml."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any, Protocol, cast

from lxml import etree

from ingest.errors import DamagedFile, ProtectedFile
from ingest.limits import DEPTH, ENTRIES, RATIO, RATIO_FROM, UNPACKED, XML_BYTES
from ingest.readers.building import too_much


class Element(Protocol):
    """As much of lxml's element as readers need. ``tag`` of a comment is no string."""

    tag: Any
    text: str | None

    def __iter__(self) -> Iterator[Element]: ...
    def __len__(self) -> int: ...
    def items(self) -> Iterable[tuple[str, str]]: ...  # noqa: D102
    def iter(self) -> Iterator[Element]: ...  # noqa: D102


def opened_zip(data: bytes) -> zipfile.ZipFile:
    """The container, once its directory promises no bomb. Nothing is ever unpacked to disk.

    Raises DamagedFile, ProtectedFile, BeyondLimits.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError) as error:
        raise damaged(str(error)) from None
    if any(entry.flag_bits & 1 for entry in entries):
        raise ProtectedFile(
            "文件加了密码", "the file is protected by a password", remedy="去掉密码后再读入 (remove the password)"
        )
    if len(entries) > ENTRIES:
        raise too_much("压缩包内的文件", "entries in the container")
    if sum(entry.file_size for entry in entries) > UNPACKED:
        raise too_much("解压后的内容", "bytes when unpacked")
    for entry in entries:
        if entry.file_size > RATIO_FROM and entry.file_size > RATIO * max(entry.compress_size, 1):
            raise too_much("解压后的内容（压缩比异常）", "bytes for so small a container")
    return archive


def member(archive: zipfile.ZipFile, name: str) -> bytes | None:
    """One entry's bytes, or None where there is none. Raises DamagedFile, BeyondLimits."""
    try:
        entry = archive.getinfo(name)
    except KeyError:
        return None
    if entry.file_size > XML_BYTES:
        raise too_much("其中一个部件的内容", "bytes in one part")
    try:
        return archive.read(entry)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
        raise damaged(str(error)) from None


def parsed(data: bytes) -> Element:
    """The root element. Raises DamagedFile where it is not well-formed, or brings a document type with it."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise damaged(str(error)) from None
    if root.getroottree().docinfo.doctype:
        raise damaged("document type declarations are not read")
    return cast("Element", root)


def local(element: Element) -> str:
    """The name of an element without its namespace; "" for a comment."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Element, name: str) -> str | None:
    """An attribute by its name without namespace."""
    return next((value for key, value in element.items() if key.rpartition("}")[2] == name), None)


def below(element: Element, name: str) -> Iterator[Element]:
    """Elements below of a local name."""
    return (one for one in element.iter() if local(one) == name)


def check_depth(depth: int) -> None:
    """Raises BeyondLimits where things are nested too deep."""
    if depth > DEPTH:
        raise too_much("嵌套层数", "levels of nesting")


def damaged(detail: str) -> DamagedFile:
    """The refusal of a file that is not well-formed."""
    return DamagedFile(
        "文件已损坏或不完整",
        f"the file is damaged: {detail[:200]}",
        remedy="用原来的软件打开并另存一份再读入 (open it and save it again)",
    )
