"""What can go wrong while reading a file, in words for the person who chose the file.

Raised low, with file, place and remedy; ``api/problems.py`` turns them into HTTP and the command line into exit codes.
"""

from __future__ import annotations


class ZerenError(Exception):
    """A fault that a person can understand and mend. ``code`` is stable and names the problem type."""

    code = "error"

    def __init__(self, zh: str, en: str, *, file: str = "", place: str = "", remedy: str = "") -> None:
        self.zh, self.en, self.file, self.place, self.remedy = zh, en, file, place, remedy
        super().__init__(str(self))

    def __str__(self) -> str:
        where = "：".join(part for part in (self.file, self.place) if part)
        text = f"{where}：{self.zh}" if where else self.zh
        if self.remedy:
            text += f"。请{self.remedy}"
        return f"{text} ({self.en})"


class EmptyFile(ZerenError):
    """No text at all."""

    code = "empty-file"


class BinaryFile(ZerenError):
    """Bytes that are no text: an image, an archive, a Word file under a .txt name."""

    code = "binary-file"


class UndecodableFile(ZerenError):
    """Text in no encoding that we read."""

    code = "undecodable-file"


class FileTooLarge(ZerenError):
    """More bytes than we read in one document."""

    code = "file-too-large"


class UnreadableFile(ZerenError):
    """A file that is missing, vanished or may not be opened."""

    code = "unreadable-file"


class UnsupportedFormat(ZerenError):
    """A kind of file that no reader reads."""

    code = "unsupported-format"


class DamagedFile(ZerenError):
    """A file that says it is of a kind and is not well-formed."""

    code = "damaged-file"


class ProtectedFile(ZerenError):
    """A file that only a password opens."""

    code = "protected-file"


class ScannedFile(ZerenError):
    """Pictures of pages: no text to read."""

    code = "scanned-file"


class BeyondLimits(ZerenError):
    """A file that asks for more time, memory, entries, pages or cells than one document may."""

    code = "beyond-limits"


class MissingProgram(ZerenError):
    """A kind of file that is read with a program that is not installed here."""

    code = "missing-program"


class ReadersBusy(ZerenError):
    """More files at once than are read at once."""

    code = "readers-busy"


class MarkedFile(ZerenError):
    """A document that says it is not for everyone, on its way into a service that others reach."""

    code = "marked-file"


class LexiconError(ZerenError):
    """An entry of the lexicon that is not well-formed."""

    code = "lexicon"
