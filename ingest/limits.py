"""How much of a file is read: beyond that it is refused (``ingest.errors.BeyondLimits``), whatever it holds."""

from __future__ import annotations

MAX_BYTES = 20 * 1024 * 1024  # of a file

ENTRIES = 5_000  # in a ZIP container
UNPACKED = 256 * 1024 * 1024  # bytes of all entries together
RATIO = 200  # unpacked bytes for a packed one, where an entry is larger than RATIO_FROM
RATIO_FROM = 4 * 1024 * 1024
XML_BYTES = 64 * 1024 * 1024  # of one part
PAGES = 1_000
CELLS = 400_000
CHARACTERS = 2_000_000  # of the text of one document: some ten seconds of reading; no plan comes near
PLACES = 5_000  # kept with a document; beyond that a row stands for its cells
DEPTH = 100  # tables within tables, elements within elements

MEMORY = 1024 * 1024 * 1024  # bytes of address space of the process that reads
OFFICE_MEMORY = 6 * 1024 * 1024 * 1024  # the same while LibreOffice converts: it maps far more than it uses
WRITTEN = 256 * 1024 * 1024  # bytes of one file that it may write
SECONDS = 30  # of the clock, for one file
OFFICE_SECONDS = 90
ANSWER = 64 * 1024 * 1024  # bytes that it may answer
