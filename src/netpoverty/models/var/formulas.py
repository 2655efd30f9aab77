"""Linear inequalities in λ joined by and/or: what every claim on a response becomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

TIE = 1e-10
"""Values closer than this count as equal."""


@dataclass(frozen=True)
class Affine:
    """A quantity constant + slope·λ, with bounds on what rounding can change in either part."""

    constant: float
    slope: np.ndarray
    constant_radius: float
    slope_radius: np.ndarray

    def __add__(self, other: Affine) -> Affine:
        return Affine(
            self.constant + other.constant,
            self.slope + other.slope,
            self.constant_radius + other.constant_radius,
            self.slope_radius + other.slope_radius,
        )

    def __mul__(self, factor: float) -> Affine:
        return Affine(
            factor * self.constant,
            factor * self.slope,
            abs(factor) * self.constant_radius,
            abs(factor) * self.slope_radius,
        )

    __rmul__ = __mul__

    def __neg__(self) -> Affine:
        return self * -1.0

    def __sub__(self, other: Affine) -> Affine:
        return Affine(
            self.constant - other.constant,
            self.slope - other.slope,
            self.constant_radius + other.constant_radius,
            self.slope_radius + other.slope_radius,
        )


@dataclass(frozen=True)
class Inequality:
    """`left` > 0 (strict) or `left` ≥ 0."""

    left: Affine
    strict: bool = True


@dataclass(frozen=True)
class AllOf:
    """Every part holds, at one common λ."""

    parts: tuple[Formula, ...] = field(default=())


@dataclass(frozen=True)
class AnyOf:
    """At least one part holds.

    `opposite`, if given, is an equivalent of the negation with fewer branches than De Morgan's.
    """

    parts: tuple[Formula, ...] = field(default=())
    opposite: Formula | None = None


Formula = Inequality | AllOf | AnyOf


def negate(formula: Formula) -> Formula:
    """Return the formula that holds exactly where this one fails (De Morgan)."""
    if isinstance(formula, Inequality):
        return Inequality(-formula.left, strict=not formula.strict)
    if isinstance(formula, AnyOf) and formula.opposite is not None:
        return replace(formula.opposite, opposite=formula)
    other = AnyOf if isinstance(formula, AllOf) else AllOf
    return other(tuple(negate(part) for part in formula.parts))


def robustness(formula: Formula, lam: Sequence[float], rounding: int = 0) -> float:
    """Return by how much the formula holds at one λ (negative: by how much it fails).

    The minimum over "and", the maximum over "or", in units of the response to a unit shock.

    Parameters
    ----------
    rounding : −1 takes the least favourable value inside the rounding bounds, +1 the most
        favourable, 0 the printed one.
    """
    if isinstance(formula, Inequality):
        left, lam = formula.left, np.asarray(lam, dtype=float)
        value = left.constant + left.slope @ lam
        return float(value + rounding * (left.constant_radius + left.slope_radius @ np.abs(lam)))
    values = [robustness(part, lam, rounding) for part in formula.parts]
    empty = np.inf if isinstance(formula, AllOf) else -np.inf
    pick = min if isinstance(formula, AllOf) else max
    return pick(values, default=empty)


def holds_at(formula: Formula, lam: Sequence[float], rounding: int = 0) -> bool:
    """Return whether the formula holds at one λ; ties fail a strict inequality."""
    if isinstance(formula, Inequality):
        value = robustness(formula, lam, rounding)
        return value > TIE if formula.strict else value >= -TIE
    pick = all if isinstance(formula, AllOf) else any
    return pick(holds_at(part, lam, rounding) for part in formula.parts)
