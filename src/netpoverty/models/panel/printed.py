"""What follows from printed panel statistics alone, as intervals that rounding leaves open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import ClassVar

import numpy as np
import pandas as pd
from scipy import stats

from netpoverty.errors import refuse
from netpoverty.results import Result

Printed = float | tuple[float, float]


@dataclass(frozen=True)
class Implied(Result):
    """An implied quantity: the smallest and largest value inside the rounding boxes.

    `low` and `high` bound the value; `p_low` and `p_high` its p-value where it is a test.
    """

    what: str
    low: float
    high: float
    formula: str
    distribution: str = ""
    p_low: float = np.nan
    p_high: float = np.nan
    title: ClassVar[str] = "Implied by printed statistics"

    @property
    def convention(self) -> str:
        """The formula, and the distribution when it is a test."""
        return self.formula + (f" Compared with {self.distribution}." if self.distribution else "")

    def __contains__(self, value: object) -> bool:
        """True when a printed number, or some value of its rounding interval, agrees."""
        low, high = _pair(value)  # type: ignore[arg-type]
        return high >= self.low and low <= self.high

    def to_frame(self) -> pd.DataFrame:
        """Return one row: bounds of the value and of its p-value."""
        row = {"low": self.low, "high": self.high, "p low": self.p_low, "p high": self.p_high}
        return pd.DataFrame([row], index=[self.what])

    def plot(self, ax=None):
        """Draw the interval."""
        import matplotlib.pyplot as plt

        ax = ax or plt.subplots(figsize=(5, 1.2))[1]
        ax.plot([self.low, self.high], [0, 0], linewidth=4, solid_capstyle="butt")
        ax.set(yticks=[], xlabel=self.what)
        return ax


def _pair(value: Printed) -> tuple[float, float]:
    low, high = (value, value) if np.isscalar(value) else value
    if not (np.isfinite(low) and np.isfinite(high) and low <= high):
        raise refuse("printed value", value, "a number or a pair (low, high)")
    return float(low), float(high)


def _extremes(formula: Callable[..., float], *printed: Printed) -> tuple[float, float]:
    """Return the range over the corners, exact where the formula is monotone in each value."""
    values = [formula(*corner) for corner in product(*(_pair(value) for value in printed))]
    return min(values), max(values)


def poolability_f(
    r2_pooled: Printed,
    r2_within: Printed,
    *,
    n: int,
    units: int,
    regressors: int,
    adjusted: bool = False,
) -> Implied:
    r"""Return F for unit effects from two printed R².

    .. math:: F = \frac{(R^2_w - R^2_p)/(N-1)}{(1 - R^2_w)/(n - N - k)}

    Parameters
    ----------
    r2_pooled, r2_within : printed R² (the within one with unit effects explaining), each a number
        or its rounding interval
    n, units, regressors : unit-years, units N, slopes k
    adjusted : True if the printed R² are adjusted ones; they are unadjusted first

    Examples
    --------
    >>> poolability_f(0.8124, 0.9441, n=200, units=10, regressors=2).low.round(1)
    np.float64(49.2)
    """
    dof = (units - 1, n - units - regressors)
    if min(dof) < 1:
        raise refuse("n, units, regressors", (n, units, regressors), "n > units + regressors")

    def formula(pooled: float, within: float) -> float:
        if adjusted:
            pooled = 1 - (1 - pooled) * (n - regressors - 1) / (n - 1)
            within = 1 - (1 - within) * dof[1] / (n - 1)
        return np.float64((within - pooled) / dof[0] / ((1 - within) / dof[1]))

    low, high = _extremes(formula, r2_pooled, r2_within)
    p = [float(stats.f.sf(max(value, 0.0), *dof)) for value in (high, low)]
    words = "F = ((R2 within - R2 pooled)/(N-1)) / ((1 - R2 within)/(n-N-k))."
    return Implied("F for unit effects", low, high, words, f"F({dof[0]}, {dof[1]})", *p)


def hausman_single(
    within: Printed, within_error: Printed, random: Printed, random_error: Printed
) -> Implied:
    r"""Return the Hausman statistic of one coefficient from printed numbers.

    .. math:: H = (b_{FE} - b_{RE})^2 / (s_{FE}^2 - s_{RE}^2) \sim \chi^2(1)

    Where the within error can be at or below the random-effects one, the upper bound is infinite;
    where it must be, both bounds are nan (the statistic does not exist).

    Examples
    --------
    >>> hausman_single(1.0, 0.5, 2.0, 0.3).low
    6.25
    """
    gaps = _extremes(lambda a, b: a - b, within, random)
    smallest = 0.0 if gaps[0] <= 0 <= gaps[1] else min(map(abs, gaps))
    spread = _extremes(lambda a, b: a**2 - b**2, within_error, random_error)
    words = "H = (b_FE - b_RE)^2 / (s_FE^2 - s_RE^2)."
    if spread[1] <= 0:
        return Implied("Hausman, one coefficient", np.nan, np.nan, words, "chi2(1)")
    low = smallest**2 / spread[1]
    high = max(map(abs, gaps)) ** 2 / spread[0] if spread[0] > 0 else np.inf
    p = (float(stats.chi2.sf(high, 1)), float(stats.chi2.sf(low, 1)))
    return Implied("Hausman, one coefficient", low, high, words, "chi2(1)", *p)


def lines_cross(
    first: tuple[Printed, Printed], second: tuple[Printed, Printed]
) -> tuple[Implied, Implied]:
    r"""Return where two printed regression lines cross: x, then y.

    Lines fitted by pooled, within and random effects on a balanced panel all pass through the
    grand means, so they must cross at one common point.

    .. math:: x^* = (a_1 - a_2)/(b_2 - b_1)

    Parameters
    ----------
    first, second : (intercept, slope), each a number or a rounding interval

    Raises InputError when the slopes may be equal.

    Examples
    --------
    >>> x, y = lines_cross((0.0, 2.0), (1.0, 1.0))
    >>> x.low, y.low
    (1.0, 2.0)
    """
    slopes = _extremes(lambda a, b: b - a, first[1], second[1])
    if slopes[0] <= 0 <= slopes[1]:
        raise refuse("slopes", (first[1], second[1]), "two slopes that differ beyond rounding")
    x = _extremes(lambda a1, b1, a2, b2: (a1 - a2) / (b2 - b1), *first, *second)
    y = _extremes(lambda a1, b1, a2, b2: (a1 * b2 - a2 * b1) / (b2 - b1), *first, *second)
    words = "x = (a1 - a2)/(b2 - b1), y = a1 + b1 x."
    return Implied("regressor at the crossing", *x, words), Implied(
        "outcome at the crossing", *y, words
    )


def fallback_error_ratio(
    r2_pooled: Printed,
    r2_within: Printed,
    *,
    n: int,
    units: int,
    regressors: int,
    adjusted: bool = False,
) -> Implied:
    r"""Return random-effects over pooled error when theta = 0 was used with the within variance.

    .. math:: \frac{s_{RE}}{s_{P}} = \sqrt{\frac{\sigma^2_w}{\sigma^2_p}}
        = \sqrt{\frac{(1 - R^2_w)/(n - N - k)}{(1 - R^2_p)/(n - k - 1)}}

    Equal coefficients and errors in this one ratio for every regressor are the mark of the
    fallback. Adjusted R² give the ratio directly.

    Examples
    --------
    >>> fallback_error_ratio(0.8336, 0.9118, n=39, units=3, regressors=2).low.round(3)
    np.float64(0.749)
    """
    pooled_dof, within_dof = n - regressors - 1, n - units - regressors
    if within_dof < 1:
        raise refuse("n, units, regressors", (n, units, regressors), "n > units + regressors")
    scale = 1.0 if adjusted else pooled_dof / within_dof

    def formula(pooled: float, within: float) -> float:
        return np.sqrt(scale * (1 - within) / (1 - pooled))

    low, high = _extremes(formula, r2_pooled, r2_within)
    words = "sqrt(within variance / pooled variance), each on its own degrees of freedom."
    return Implied("random-effects error over pooled error", low, high, words)


def ratio(numerator: Printed, denominator: Printed) -> Implied:
    """Return the range of a ratio of two positive printed numbers, e.g. of two errors."""
    if _pair(denominator)[0] <= 0:
        raise refuse("denominator", denominator, "a positive number or interval")
    low, high = _extremes(lambda a, b: a / b, numerator, denominator)
    return Implied("ratio", low, high, "Quotient of the printed numbers.")


def implied_sample_sizes(
    r2: Printed, f: Printed, *, explaining: int, adjusted: bool = False, largest: int = 500
) -> list[int]:
    r"""Return every sample size that reconciles a printed R² with its printed F.

    .. math:: F = \frac{R^2/q}{(1 - R^2)/(n - q - 1)}

    Parameters
    ----------
    r2, f : printed values or rounding intervals
    explaining : q, slopes plus absorbed effects
    adjusted : read the R² as adjusted
    largest : largest n tried

    Examples
    --------
    >>> implied_sample_sizes((0.83355, 0.83365), 90.2041, explaining=2)
    [39]
    """
    wanted = _pair(f)
    sizes = []
    for n in range(explaining + 2, largest + 1):
        dof = n - explaining - 1

        def formula(value: float, n: int = n, dof: int = dof) -> float:
            plain = 1 - (1 - value) * dof / (n - 1) if adjusted else value
            return (plain / explaining) / ((1 - plain) / dof)

        low, high = _extremes(formula, r2)
        if high >= wanted[0] and low <= wanted[1]:
            sizes.append(n)
    return sizes
