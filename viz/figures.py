"""Figures that must not mislead: a floor is called one, and a role that a text never names is not a zero.

等 belongs to the list it ends, so a figure made from such lists is a floor (至少); in 000 no list of 牵头单位 ends
in 等, so 牵头 9 项 is exact, while 责任 17 项 is at least 17.
"""

from __future__ import annotations

from dataclasses import dataclass

from graph.results import UnitWorkload
from ingest.types import Role

UNSTATED = "原文未设"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it is printed: ``floor`` puts 至少 before it, ``unstated`` puts 原文未设 in its place."""

    number: int
    floor: bool = False
    unstated: bool = False

    def __str__(self) -> str:
        if self.unstated:
            return UNSTATED
        return f"至少 {self.number}" if self.floor else str(self.number)


def figure(number: int, open_list: bool = False, stated: bool = True) -> Figure:
    """A floor only where there is something to count; unstated only where nothing was counted."""
    return Figure(number, floor=open_list and number > 0, unstated=not stated and number == 0)


@dataclass(frozen=True, slots=True)
class WorkloadFigures:
    """One row of 任务承担情况, ready to print."""

    row: UnitWorkload
    lead_sole: Figure
    lead_joint: Figure
    with_lead: Figure
    without_lead: Figure
    support: Figure
    supervise: Figure
    total: Figure

    @property
    def unset(self) -> bool:
        """A figure among them is none: the unit's documents use no such role."""
        return any(one.unstated for one in (self.lead_sole, self.with_lead, self.support))


def workload_figures(row: UnitWorkload) -> WorkloadFigures:
    """The figures of one unit; the total is a floor as soon as one of its roles is."""
    stated = row.stated_roles
    lead, responsible = Role.LEAD in stated, Role.RESPONSIBLE in stated
    any_open = row.lead_open or row.responsible_open or row.support_open or row.supervise_open
    return WorkloadFigures(
        row,
        figure(row.lead_sole, row.lead_sole_open, lead),
        figure(row.lead_joint, row.lead_joint_open, lead),
        figure(row.responsible_with_lead, row.responsible_with_lead_open, responsible),
        figure(row.responsible_without_lead, row.responsible_without_lead_open, responsible),
        figure(row.support, row.support_open, Role.SUPPORT in stated),
        figure(row.supervise, row.supervise_open, Role.SUPERVISE in stated),
        figure(row.total, any_open),
    )
