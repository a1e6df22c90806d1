"""Figures that must not mislead."""

from __future__ import annotations

import dataclasses

import pytest

from viz.figures import figure, workload_figures

BOTH = ("lead", "responsible")


@pytest.mark.parametrize(
    ("number", "open_list", "stated", "expected"),
    [
        (9, False, True, "9"),
        (17, True, True, "至少 17"),
        (0, True, True, "0"),
        (0, False, False, "原文未设"),
        (2, False, False, "2"),
    ],
)
def test_a_figure_is_printed_as_what_it_is(number, open_list, stated, expected):
    """等 makes a floor; a role that no text names is 原文未设; a counted figure is never hidden."""
    assert str(figure(number, open_list, stated)) == expected


def test_market_supervision_of_000(world):
    """26 = 9 sole + 5 under another's lead + 12 where nobody leads; the lead is exact, the rest are floors, each by its
    own lists."""
    row = dataclasses.replace(
        world.workload[0], lead=9, lead_sole=9, lead_joint=0, responsible=17, responsible_with_lead=5,
        responsible_without_lead=12, support=0, total=26, lead_open=False, responsible_open=True,
        responsible_with_lead_open=True, responsible_without_lead_open=True, stated_roles=BOTH,
    )  # fmt: skip
    f = workload_figures(row)
    printed = [str(x) for x in (f.lead_sole, f.lead_joint, f.with_lead, f.without_lead, f.support, f.total)]
    assert printed == ["9", "0", "至少 5", "至少 12", "原文未设", "至少 26"]
    apart = workload_figures(dataclasses.replace(row, responsible_without_lead_open=False))
    assert [str(x) for x in (apart.with_lead, apart.without_lead, apart.total)] == ["至少 5", "12", "至少 26"]
