"""Sets of one λ: unions of intervals with exact ends."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import reduce

from netpoverty.models.var.formulas import TIE, AllOf, AnyOf, Formula, Inequality
from netpoverty.results import format_number


@dataclass(frozen=True, order=True)
class Interval:
    """The λ from `low` to `high`; an end belongs to it if its flag says so."""

    low: float
    high: float
    low_in: bool = False
    high_in: bool = False

    def is_empty(self) -> bool:
        """Return whether no number lies in it."""
        if self.low == self.high:
            return not (self.low_in and self.high_in)
        return self.low > self.high

    def __contains__(self, value: float) -> bool:
        above = self.low < value or (self.low_in and self.low == value)
        return above and (value < self.high or (self.high_in and self.high == value))

    def __str__(self) -> str:
        if self.low == self.high:
            return f"{{{format_number(self.low)}}}"
        left, right = "[" if self.low_in else "(", "]" if self.high_in else ")"
        return f"{left}{format_number(self.low)}, {format_number(self.high)}{right}"


LINE = Interval(-math.inf, math.inf)


@dataclass(frozen=True)
class LambdaSet:
    """A union of disjoint intervals in increasing order.

    >>> half = LambdaSet((Interval(0, math.inf),))
    >>> str(half & LambdaSet((Interval(-1, 2, True, True),))), 0.5 in half
    ('(0, 2]', True)
    """

    intervals: tuple[Interval, ...] = ()

    def __and__(self, other: LambdaSet) -> LambdaSet:
        met = [_meet(a, b) for a in self.intervals for b in other.intervals]
        return LambdaSet(tuple(sorted(x for x in met if not x.is_empty())))

    def __or__(self, other: LambdaSet) -> LambdaSet:
        merged: list[Interval] = []
        for item in sorted(self.intervals + other.intervals):
            if merged and _touch(merged[-1], item):
                merged[-1] = _hull(merged[-1], item)
            else:
                merged.append(item)
        return LambdaSet(tuple(merged))

    def __contains__(self, value: float) -> bool:
        return any(value in interval for interval in self.intervals)

    def __bool__(self) -> bool:
        return bool(self.intervals)

    def __str__(self) -> str:
        return " ∪ ".join(map(str, self.intervals)) or "∅"

    def least(self) -> float:
        """Return the smallest |λ| in the closure; infinite if the set is empty."""
        ends = [
            0.0 if item.low <= 0 <= item.high else min(abs(item.low), abs(item.high))
            for item in self.intervals
        ]
        return min(ends, default=math.inf)

    def example(self) -> float:
        """Return one λ well inside the set, near zero where it can be."""
        inside = min(self.intervals, key=lambda item: LambdaSet((item,)).least())
        low, high = max(inside.low, -1e12), min(inside.high, 1e12)
        if math.isinf(inside.low) and math.isinf(inside.high):
            return 0.0
        if math.isinf(inside.high):
            return low + max(1.0, abs(low))
        if math.isinf(inside.low):
            return high - max(1.0, abs(high))
        return (low + high) / 2


def _meet(a: Interval, b: Interval) -> Interval:
    low, high = max(a.low, b.low), min(a.high, b.high)
    low_in = all(x.low_in or x.low < low for x in (a, b))
    high_in = all(x.high_in or x.high > high for x in (a, b))
    return Interval(low, high, low_in, high_in)


def _touch(a: Interval, b: Interval) -> bool:
    return b.low < a.high or (b.low == a.high and (b.low_in or a.high_in))


def _hull(a: Interval, b: Interval) -> Interval:
    low_in = a.low_in or (b.low == a.low and b.low_in)
    ends = max(a.high, b.high)
    high_in = any(x.high_in for x in (a, b) if x.high == ends)
    return Interval(a.low, ends, low_in, high_in)


def solve_line(formula: Formula, within: Interval = LINE, rounding: int = 0) -> LambdaSet:
    """Return the exact set of λ in one dimension at which a formula holds.

    Parameters
    ----------
    formula : with a slope of at most one entry; without any, λ is irrelevant.
    within : admissible λ.
    rounding : 0 for the printed coefficients; +1 for a set that contains, −1 for one contained in,
        the set of every system inside the rounding box.
    """
    if rounding:
        halves = (Interval(-math.inf, 0.0, False, True), Interval(0.0, math.inf, True, False))
        solved = (
            _solve(formula, sign, rounding) & LambdaSet((half,))
            for sign, half in zip((-1, 1), halves, strict=True)
        )
        return reduce(LambdaSet.__or__, solved) & LambdaSet((within,))
    return _solve(formula, 1, 0) & LambdaSet((within,))


def _solve(formula: Formula, sign: int, rounding: int) -> LambdaSet:
    if isinstance(formula, Inequality):
        return LambdaSet(_half_line(formula, sign, rounding))
    parts = [_solve(part, sign, rounding) for part in formula.parts]
    if isinstance(formula, AllOf):
        return reduce(LambdaSet.__and__, parts, LambdaSet((LINE,)))
    assert isinstance(formula, AnyOf)
    return reduce(LambdaSet.__or__, parts, LambdaSet())


def _half_line(row: Inequality, sign: int, rounding: int) -> tuple[Interval, ...]:
    left = row.left
    constant = left.constant + rounding * left.constant_radius
    slope = 0.0
    if len(left.slope):
        slope = float(left.slope[0] + rounding * sign * left.slope_radius[0])
    if abs(slope) <= TIE:
        holds = constant > TIE if row.strict else constant >= -TIE
        return (LINE,) if holds else ()
    end = -constant / slope + 0.0
    if slope > 0:
        return (Interval(end, math.inf, not row.strict, False),)
    return (Interval(-math.inf, end, False, not row.strict),)
