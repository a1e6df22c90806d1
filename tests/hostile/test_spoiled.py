"""A few hundred spoiled files in each run; ``make fuzz`` reads ten thousand."""

from __future__ import annotations

from ingest.apart import Apart
from tests.hostile.fuzz import left, tried
from tests.hostile.spoiled import Spoiling

CASES = 200


def test_spoiled_files_are_read_or_refused():
    """Nothing but readings within bounds and refusals in plain words; each kind is among them."""
    before = left()
    with Apart() as apart:
        found = tried(range(CASES), Spoiling(seed=2), apart)
    assert found.faults == {}
    assert found.outcomes.total() == CASES
    assert {kind for kind, _ in found.outcomes} == {"docx", "pdf", "xlsx", "xls", "ofd", "html"}
    assert min(sum(n for (_, one), n in found.outcomes.items() if one == became) for became in ("read", "refused")) > 20
    assert left() == before


def test_the_same_number_is_the_same_file():
    """A fault can be found again by its number."""
    assert [Spoiling(1).file(n) for n in range(20)] == [Spoiling(1).file(n) for n in range(20)]
    assert len({Spoiling(1).file(n).data for n in range(20)}) == 20
