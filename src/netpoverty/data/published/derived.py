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


def total(*parts: float) -> float:
    """Return the sum of its arguments.

    >>> total(1, 2, 3)
    6
    """
    return sum(parts)


def ratio(numerator: float, denominator: float) -> float:
    """Return numerator over denominator.

    >>> ratio(3, 2)
    1.5
    """
    return numerator / denominator if denominator != float("inf") else 0.0


def percent(part: float, whole: float) -> float:
    """Return a part as a percentage of the whole.

    >>> percent(1, 4)
    25.0
    """
    return 100 * ratio(part, whole)


def growth(start: float, end: float, years: float = 1) -> float:
    """Return the growth from start to end in per cent a year.

    >>> round(growth(100, 121, 2), 9)
    10.0
    """
    return 100 * ((end / start) ** (1 / years) - 1)


def fall(decrease: float, left: float) -> float:
    """Return a decrease in per cent of what there was before it, given what is left.

    >>> fall(10, 90)
    10.0
    """
    return 100 * decrease / (decrease + left)


def told(paper, names: Sequence[str]) -> str:
    """Return printed figures with what they are about, and their year, as one text.

    >>> from netpoverty.data import published
    >>> told(published.load().paper("changting"), ["tourism.visitors"])
    'more than 30,000 visitors of the ecological farm (2018)'
    """
    cells = [paper.cell(name) for name in names]
    dated = (f" ({cell.year})" if cell.year else "" for cell in cells)
    return "; ".join(
        f"{cell.hedge} {cell.printed} {cell.about}{when}".strip()
        for cell, when in zip(cells, dated, strict=True)
    )
