"""Linear inequalities in λ joined by and/or: what every claim on a response becomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import NamedTuple

import numpy as np

TIE = 1e-10
"""Values closer than this count as equal."""


class Affine(NamedTuple):
    """A quantity constant + slope·λ, with bounds on what rounding can change in either part.

    In stacked curves (`stacked_family`) the constant is an array, one entry a system.
    """

    constant: float | np.ndarray
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


class Inequality(NamedTuple):
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
    return float(robustness_over(formula, np.atleast_2d(np.asarray(lam, float)), rounding)[0])


def robustness_over(formula: Formula, lams: np.ndarray, rounding: int = 0) -> np.ndarray:
    """Return `robustness` at each of many λ, array (n, m) to array (n,)."""
    rows = [row.left for row in _leaves(formula)]
    if not rows:
        return np.full(len(lams), _fold(formula, [], 0, _EXTREMES)[0])
    values = np.array([row.constant for row in rows])[:, None]
    values = values + np.array([row.slope for row in rows]) @ lams.T
    if rounding:
        shift = np.array([row.constant_radius for row in rows])[:, None]
        tilt = np.array([row.slope_radius for row in rows]) @ np.abs(lams).T
        values = values + rounding * (shift + tilt)
    return _fold(formula, values, 0, _EXTREMES)[0]


def holds_at(formula: Formula, lam: Sequence[float], rounding: int = 0) -> bool:
    """Return whether the formula holds at one λ; ties fail a strict inequality."""
    if isinstance(formula, Inequality):
        value = robustness(formula, lam, rounding)
        return value > TIE if formula.strict else value >= -TIE
    pick = all if isinstance(formula, AllOf) else any
    return pick(holds_at(part, lam, rounding) for part in formula.parts)


def robustness_each(formula: Formula) -> np.ndarray:
    """Return `robustness` of each of the stacked systems that the formula was read on."""
    return _fold(formula, [row.left.constant for row in _leaves(formula)], 0, _EXTREMES)[0]


def holds_each(formula: Formula) -> np.ndarray:
    """Return `holds_at` of each of the stacked systems that the formula was read on."""
    rows = _leaves(formula)
    held = [r.left.constant > TIE if r.strict else r.left.constant >= -TIE for r in rows]
    return _fold(formula, held, 0, {AllOf: (np.logical_and, True), AnyOf: (np.logical_or, False)})[
        0
    ]


_EXTREMES = {AllOf: (np.minimum, np.inf), AnyOf: (np.maximum, -np.inf)}


def _leaves(formula: Formula) -> list[Inequality]:
    if isinstance(formula, Inequality):
        return [formula]
    return [leaf for part in formula.parts for leaf in _leaves(part)]


def _fold(formula: Formula, values, at: int, picks) -> tuple[np.ndarray | float, int]:
    """Join the values of the leaves from position `at` on; return the result and the next place."""
    if isinstance(formula, Inequality):
        return values[at], at + 1
    pick, empty = picks[type(formula)]
    found = []
    for part in formula.parts:
        value, at = _fold(part, values, at, picks)
        found.append(value)
    return reduce(pick, found, empty), at
