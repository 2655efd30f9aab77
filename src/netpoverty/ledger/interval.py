"""Intervals: what a printed number, and anything computed from it, can be."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from netpoverty.data.published import Printed
from netpoverty.errors import refuse

_NOISE = 1e-9  # relative; ends that differ by floating-point noise alone still touch


@dataclass(frozen=True, slots=True)
class Interval:
    """A closed interval of numbers; closed at both ends, since programs round a five either way.

    low, high : its ends, which may be infinite.

    >>> Interval(1, 2) + Interval(0.5, 0.5), Interval(1, 2) / Interval(0, 4)
    (Interval(low=1.5, high=2.5), Interval(low=0.25, high=inf))
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        if not self.low <= self.high:
            raise refuse("interval", (self.low, self.high), "low at most high")

    @classmethod
    def of(cls, value: Interval | Printed | float) -> Interval:
        """Return a printed number as its rounding interval, a plain number as a point."""
        if isinstance(value, Interval):
            return value
        if isinstance(value, Printed):
            return cls(value.low, value.high)
        return cls(float(value), float(value))

    def __add__(self, other: Interval | float) -> Interval:
        other = Interval.of(other)
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Interval | float) -> Interval:
        other = Interval.of(other)
        return Interval(self.low - other.high, self.high - other.low)

    def __mul__(self, other: Interval | float) -> Interval:
        other = Interval.of(other)
        corners = [_times(a, b) for a, b in product(self.ends, other.ends)]
        return Interval(min(corners), max(corners))

    def __truediv__(self, other: Interval | float) -> Interval:
        other = Interval.of(other)
        if other.low < 0 < other.high or other.low == other.high == 0:
            return Interval(-math.inf, math.inf)
        low = -math.inf if other.high == 0 else 1 / other.high
        high = math.inf if other.low == 0 else 1 / other.low
        return self * Interval(low, high)

    @property
    def ends(self) -> tuple[float, float]:
        """Low and high."""
        return (self.low, self.high)

    @property
    def size(self) -> Interval:
        """The interval of absolute values."""
        least = 0.0 if self.low <= 0 <= self.high else min(map(abs, self.ends))
        return Interval(least, max(map(abs, self.ends)))

    def meets(self, other: Interval | Printed | float) -> bool:
        """Return whether some number lies in both.

        >>> Interval(0.5, 1.5).meets(1.5), Interval(0.5, 1.5).meets(1.6)
        (True, False)
        """
        other = Interval.of(other)
        slack = _NOISE * max(_finite(self), _finite(other), 1e-12)
        return self.low <= other.high + slack and other.low <= self.high + slack

    def within(self, other: Interval) -> bool:
        """Return whether every number of this interval lies in the other."""
        return other.low <= self.low and self.high <= other.high

    def shared(self, other: Interval) -> Interval | None:
        """Return the part that two intervals have in common, None where there is none."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        return Interval(low, high) if low <= high else None

    def whole(self) -> range:
        """Return the whole numbers inside (of a finite interval)."""
        return range(math.ceil(self.low - _NOISE), math.floor(self.high + _NOISE) + 1)

    @property
    def relation(self) -> str:
        """What a quantity in the interval is, with its sign in front.

        >>> Interval(0.01, 0.02).relation, Interval(1e-9, 0.02).relation, Interval(0, 1e-9).relation
        ('= 0.01 to 0.02', '≤ 0.02', '< 0.000001')
        """
        text = str(self)
        if text.startswith("<"):
            return f"< {text[1:]}"
        if text.startswith("at most "):
            return f"≤ {text.removeprefix('at most ')}"
        return f"≥ {text.removesuffix(' or more')}" if text.endswith(" or more") else f"= {text}"

    def __str__(self) -> str:
        low, high = shown(self.low), shown(self.high)
        if low == high:
            return low
        if high.startswith("<"):
            return high
        if math.isinf(self.high):
            return f"{low} or more"
        if math.isinf(self.low) or low.startswith("<"):
            return f"at most {high}"
        return f"{low} to {high}"


def _times(a: float, b: float) -> float:
    return 0.0 if a == 0 or b == 0 else a * b


def _finite(interval: Interval) -> float:
    return max((abs(end) for end in interval.ends if math.isfinite(end)), default=0.0)


def shown(value: float) -> str:
    """Return a number for a sentence: four significant digits, large ones in full.

    >>> shown(0.0107912), shown(126760.56), shown(1e-30), shown(float("inf"))
    ('0.01079', '126,761', '<0.000001', 'any')
    >>> shown(7.319e-06)
    '0.000007319'
    """
    if math.isinf(value):
        return "any"
    if 0 < value < 1e-6:
        return "<0.000001"
    return f"{value:,.0f}" if abs(value) >= 1e4 else f"{Decimal(f'{value:.4g}'):f}"
