"""The printed regressions of three prefectures as functions of a few moments.

Pooled and within regressions on the same two regressors follow from the means, the within moments
and the between moments of (CII, LGDP, outcome). Three prefectures give between moments of rank
two, which ties the sums of squares of each outcome to its products.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import t as student

from netpoverty.data.simulated.prefecture_print import (
    ADJUSTED,
    OUTCOMES,
    PREFECTURES,
    REGRESSORS,
)


@dataclass(frozen=True, eq=False)
class Moments:
    """Means and moments of (CII, LGDP) and of the three outcomes given them.

    `within` and `between`, shape (2, 2): sums of squares and products of the regressors inside
    prefectures and between them (weighted by years). For each outcome: its mean, the within
    slopes (2,), the pooled slopes (2,) and the within residual sum of squares.
    """

    years: int
    regressor_means: np.ndarray
    within: np.ndarray
    between: np.ndarray
    means: dict[str, float]
    within_slopes: dict[str, np.ndarray]
    pooled_slopes: dict[str, np.ndarray]
    within_residual: dict[str, float]

    @property
    def n(self) -> int:
        """Return the number of prefecture-years."""
        return PREFECTURES * self.years

    @property
    def total(self) -> np.ndarray:
        """Return the pooled moments of the regressors, shape (2, 2)."""
        return self.within + self.between

    def between_products(self, outcome: str) -> np.ndarray:
        """Return the between products of the regressors with an outcome, shape (2,)."""
        pooled = self.total @ self.pooled_slopes[outcome]
        return pooled - self.within @ self.within_slopes[outcome]

    def sums_of_squares(self, outcome: str) -> tuple[float, float]:
        """Return the within and the total sum of squares of an outcome.

        Three prefectures leave two directions between them, so the between sum of squares of an
        outcome follows from its products with the two regressors.
        """
        slopes, products = self.within_slopes[outcome], self.between_products(outcome)
        inside = self.within_residual[outcome] + slopes @ self.within @ slopes
        return inside, inside + products @ np.linalg.solve(self.between, products)


def _two_regressors(moments: Moments, outcome: str) -> dict[tuple[str, str], dict[str, float]]:
    n, inside_total = moments.n, moments.sums_of_squares(outcome)
    lines, scale = {}, {}
    for method, squares, dummies in (("pooled", moments.total, 0), ("within", moments.within, 2)):
        slopes = getattr(moments, f"{method}_slopes")[outcome]
        left = n - REGRESSORS - 1 - dummies
        residual = inside_total[method == "pooled"] - slopes @ squares @ slopes
        scale[method] = np.sqrt(residual / left)
        r2 = 1 - residual / inside_total[1]
        lines[outcome, method] = {
            **_line(moments, outcome, slopes, scale[method], np.linalg.inv(squares)),
            "R2": 1 - (1 - r2) * (n - 1) / left if ADJUSTED[outcome, method] else r2,
            "F": r2 / (REGRESSORS + dummies) / ((1 - r2) / left),
        }
    lines[outcome, "random"] = _random_effects(lines[outcome, "pooled"], scale, n, outcome)
    return lines


def _line(moments, outcome, slopes, scale, inverse) -> dict[str, float]:
    means = moments.regressor_means
    errors = scale * np.sqrt(np.diag(inverse))
    return {
        "CII": slopes[0],
        "se CII": errors[0],
        "LGDP": slopes[1],
        "se LGDP": errors[1],
        "constant": moments.means[outcome] - slopes @ means,
        "se constant": scale * np.sqrt(1 / moments.n + means @ inverse @ means),
    }


def _random_effects(pooled: dict, scale: dict, n: int, outcome: str) -> dict[str, float]:
    """Return the random-effects column: pooled slopes, errors with the within scale.

    The between regression of three prefectures on a constant and two regressors has no degrees
    of freedom left; with the variance of the effects at zero the slopes are the pooled ones, and
    the errors use the within residual variance.
    """
    ratio = scale["within"] / scale["pooled"]
    fits = {"R2", "F"}
    line = {
        name: value * ratio if name.startswith("se") else value
        for name, value in pooled.items()
        if name not in fits
    }
    r2 = 2 * pooled["F"] / (2 * pooled["F"] + n - REGRESSORS - 1)
    return {**line, "R2": r2, "F": pooled["F"]}


def _lgdp_lines(moments: Moments) -> dict[tuple[str, str], dict[str, float]]:
    """Return LGDP on CII: pooled, within, random effects with Swamy–Arora variances."""
    inside, between, n = moments.within, moments.between, moments.n
    residual = inside[1, 1] - inside[0, 1] ** 2 / inside[0, 0]
    within_variance = residual / (n - PREFECTURES - 1)
    between_residual = between[1, 1] - between[0, 1] ** 2 / between[0, 0]
    shrunk = min(within_variance / (between_residual / (PREFECTURES - 2)), 1.0)
    methods = {
        "pooled": (moments.total, 1.0, n - 2, None),
        "within": (inside, 1.0, n - PREFECTURES - 1, None),
        "random": (inside + shrunk * between, shrunk, n - 2, within_variance),
    }
    lines = {}
    for method, (squares, weight, left, variance) in methods.items():
        slope = squares[0, 1] / squares[0, 0]
        if variance is None:
            variance = (squares[1, 1] - slope * squares[0, 1]) / left
        mean = moments.regressor_means
        constant = mean[1] - slope * mean[0]
        error = np.sqrt(variance * (1 / (weight * n) + mean[0] ** 2 / squares[0, 0]))
        lines["LGDP", method] = {
            "constant": constant,
            "CII": slope,
            "p constant": 2 * student.sf(abs(constant) / error, left),
            "p CII": 2 * student.sf(abs(slope) / np.sqrt(variance / squares[0, 0]), left),
        }
    return lines


def regressions(moments: Moments) -> dict[tuple[str, str], dict[str, float]]:
    """Return every regression of the two tables and of the LGDP lines from moments alone."""
    lines = _lgdp_lines(moments)
    for outcome in OUTCOMES:
        lines |= _two_regressors(moments, outcome)
    return lines
