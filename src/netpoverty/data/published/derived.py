"""Figures that follow from printed ones, with the range that their rounding leaves."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from netpoverty.data.published.cells import Cell
from netpoverty.errors import refuse
from netpoverty.results import format_number


@dataclass(frozen=True)
class Derived:
    """A figure computed from printed ones: its value, and its least and greatest possible value.

    `low` and `high` hold for every set of numbers that would have been printed the same.
    """

    value: float
    low: float
    high: float
    unit: str

    def holds(self, cell: Cell) -> bool:
        """Return whether a printed figure is compatible with this one."""
        low, high = cell.interval
        return low <= self.high and self.low <= high

    @property
    def span(self) -> str:
        """Return the range in words, such as "3.569 to 3.57"."""
        ends = [format_number(end) for end in (self.low, self.high)]
        return ends[0] if ends[0] == ends[1] else " to ".join(ends)


def derive(formula: Callable[..., float], cells: Sequence[Cell], unit: str = "") -> Derived:
    """Return what a formula gives for printed figures, and its range over their rounding.

    Parameters: `formula`, monotone in each of its arguments; `cells` with one reading each;
    `unit` of the result. The range is found at the corners of the box of rounding intervals,
    which is exact for a monotone formula.

    >>> from netpoverty.data import published
    >>> paper = published.load().paper("changting")
    >>> parts = [paper.cell(f"e-commerce.{name}-sites") for name in ("taobao", "mail", "supply")]
    >>> derive(lambda *sites: sum(sites), parts, "sites").value
    393.0
    """
    for cell in cells:
        if cell.value is None:
            raise refuse(cell.id, cell.printed or "a claim", "a figure with a single reading")
    # A count is exact: 53 sites are no 52.5, so its interval is not a matter of rounding.
    boxes = [(c.value, c.value) if c.kind == "count" and not c.hedge else c.interval for c in cells]
    corners = [formula(*corner) for corner in itertools.product(*boxes)]
    value = float(formula(*(cell.value for cell in cells)))
    return Derived(value, float(min(corners)), float(max(corners)), unit)
