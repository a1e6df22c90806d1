"""Older files (.doc, .wps, .rtf, .odt) through LibreOffice, where it is installed: turned into .docx, and read as that.

It runs with a profile of its own in the folder of this one reading, with macros off, and with no network.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

from ingest.errors import BeyondLimits, MissingProgram
from ingest.limits import MAX_BYTES, OFFICE_SECONDS
from ingest.readers import docx
from ingest.readers.building import Reading
from ingest.readers.xml import damaged

READER = f"office/1+{docx.READER}"

PROGRAMS = ("soffice", "libreoffice")
#: macros never run; links to other files are never followed
_SAFE = (
    ("org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("org.openoffice.Office.Writer/Content/Update", "Link", "0"),
)


def program() -> str | None:
    """Where LibreOffice is, or None."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


def read(data: bytes, kind: str, folder: Path) -> Reading:
    """The text of an older document, converted in ``folder``. Raises MissingProgram, DamagedFile, BeyondLimits."""
    found = program()
    if found is None:
        raise MissingProgram(
            f"读 {kind} 文件需要 LibreOffice，本机没有安装",
            f"{kind} files are read with LibreOffice, which is not installed",
            remedy="在 Word 或 WPS 中另存为 .docx 再读入，或请管理员安装 LibreOffice (save it as .docx)",
        )
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(_settings(), encoding="utf-8")
    source = folder / f"document.{kind}"
    source.write_bytes(data)
    _convert(found, source, folder)
    made = folder / "out" / "document.docx"
    if not made.is_file() or made.stat().st_size > 4 * MAX_BYTES:
        raise damaged("LibreOffice could not open it")
    reading = docx.read(made.read_bytes())
    return replace(reading, encoding=kind)


def _convert(program: str, source: Path, folder: Path) -> None:
    profile = (folder / "profile").as_uri()
    command = [program, f"-env:UserInstallation={profile}", "--headless", "--norestore", "--nologo", "--nolockcheck"]
    command += ["--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder / "out"), str(source)]
    environment = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
    environment |= {"HOME": str(folder), "TMPDIR": str(folder), "SAL_USE_VCLPLUGIN": "svp"}
    try:
        subprocess.run(  # noqa: S603 - a program found by name, on a file whose name is ours
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, timeout=OFFICE_SECONDS - 10, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise BeyondLimits(
            "LibreOffice 转换超时", "LibreOffice took too long", remedy="另存为 .docx 再读入 (save it as .docx)"
        ) from None


def _settings() -> str:
    items = "".join(
        f'<item oor:path="/{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SAFE
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>'
    )
