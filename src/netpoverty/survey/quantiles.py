"""Weighted quantiles by a named convention, with the influence of each row."""

from __future__ import annotations

import numpy as np

from netpoverty.errors import choose, refuse
from netpoverty.survey.design import Design, as_design
from netpoverty.survey.estimate import columns_of, complete_rows, estimates_from_influence
from netpoverty.survey.results import Estimates

MOSTLY_POSITIVE = 0.9
CONVENTIONS = ("midpoint", "inverse", "interpolated")


def weighted_quantile(
    values: np.ndarray, probability: float, weights: np.ndarray, convention: str = "midpoint"
) -> float:
    """Return one weighted quantile.

    Parameters
    ----------
    values, weights : (n,) arrays
    probability : float in (0, 1)
    convention : {"midpoint", "inverse", "interpolated"}
        "inverse": the smallest value at which the cumulated weight share reaches p.
        "midpoint": the same, but the mean of two neighbours where the share is exactly p;
        with equal weights the usual median, and what Stata and SAS print by default.
        "interpolated": linear between the midpoints of the weight steps. Only this one
        changes when a row of weight two is written as two rows.

    Notes
    -----
    Hyndman & Fan (1996), doi:10.1080/00031305.1996.10473566, definitions 1, 2 and 5.

    >>> x, w = np.array([1.0, 2.0, 3.0, 10.0]), np.ones(4)
    >>> [weighted_quantile(x, 0.5, w, rule) for rule in ("inverse", "midpoint")]
    [2.0, 2.5]
    """
    choose("convention", convention, CONVENTIONS)
    if not 0 < probability < 1:
        raise refuse("probability", probability, "a share in (0, 1)")
    held = weights > 0
    order = np.argsort(values[held], kind="stable")
    ranked, weight = values[held][order], weights[held][order]
    reached = np.cumsum(weight)
    target = probability * reached[-1]
    if convention == "interpolated":
        return float(np.interp(target, reached - weight / 2, ranked))
    # a tie is meant exactly; sums of weights carry rounding, hence the tolerance
    slack = 1e-12 * reached[-1]
    first = int(np.searchsorted(reached, target - slack))
    tied = convention == "midpoint" and abs(reached[first] - target) <= slack
    after = min(first + 1, ranked.size - 1)
    return float((ranked[first] + ranked[after]) / 2 if tied else ranked[first])


def density_at(values: np.ndarray, weights: np.ndarray, point: float) -> float:
    """Return the Gaussian kernel estimate of the density of `values` at one point.

    On the logarithmic scale for amounts, see `kernel_weights`; bandwidth 0.9 min(sd, IQR/1.349) m^(−1/5), m = (Σw)²/Σw² (Silverman 1986,
    doi:10.1201/9781315140919, eq. 3.31).

    >>> grid = np.linspace(-4, 4, 2001)
    >>> round(density_at(grid, np.exp(-(grid**2) / 2), 0.0), 2)
    0.39
    """
    kernel = kernel_weights(values, weights, point)
    return float(weights @ kernel / weights.sum())


def bandwidth_of(values: np.ndarray, weights: np.ndarray) -> float:
    """Return Silverman's robust bandwidth for weighted values; a constant is refused."""
    centre = np.average(values, weights=weights)
    spread = np.sqrt(np.average((values - centre) ** 2, weights=weights))
    quarters = [weighted_quantile(values, p, weights, "inverse") for p in (0.25, 0.75)]
    robust = (quarters[1] - quarters[0]) / 1.349
    width = min(spread, robust) if robust > 0 else spread
    if width <= 0:
        raise refuse("values", "a constant", "values that vary, for the error of a quantile")
    return float(0.9 * width * (weights.sum() ** 2 / (weights @ weights)) ** -0.2)


def kernel_weights(
    values: np.ndarray, weights: np.ndarray, point: float, wide: bool = False
) -> np.ndarray:
    """Return K_h(x_i − point), the kernel at each row, (n,).

    Amounts are smoothed on the logarithmic scale, K_h(ln x_i − ln point)/point: on their own
    scale one bandwidth is too wide for the poor, too narrow for the rich. Values that are
    not mostly positive keep their scale.
    `wide` lets a constant pass: nobody is near another point, the kernel is zero there.
    """
    if wide and np.ptp(values) == 0:
        return np.zeros_like(values)
    above = values > 0
    if point <= 0 or weights[above].sum() < MOSTLY_POSITIVE * weights.sum():
        return _gaussian(values - point, bandwidth_of(values, weights))
    made = np.zeros_like(values)
    logs = np.log(values[above])
    if np.ptp(logs) == 0:
        raise refuse("values", "a constant", "values that vary, for the error of a quantile")
    made[above] = _gaussian(logs - np.log(point), bandwidth_of(logs, weights[above])) / point
    return made


def _gaussian(distance: np.ndarray, width: float) -> np.ndarray:
    return np.exp(-0.5 * (distance / width) ** 2) / (width * np.sqrt(2 * np.pi))


def quantile_influence(
    values: np.ndarray, probability: float, weights: np.ndarray, quantile: float
) -> np.ndarray:
    """Return the influence of each row on a quantile, (n,).

    z_i = (p − 1[x_i ≤ q]) / (N f(q)); Deville (1999), *Survey Methodology* 25(2);
    Osier (2009), *Survey Research Methods* 3(3), doi:10.18148/srm/2009.v3i3.369.
    """
    density = density_at(values, weights, quantile)
    if density < 1e-300:
        raise refuse("quantile", f"{quantile:g}, where no row lies near", "a denser place")
    return (probability - (values <= quantile)) / (weights.sum() * density)


def quantile(
    values: object,
    probabilities: object,
    design: Design | object | None = None,
    *,
    convention: str = "midpoint",
    where: object = None,
    missing: str = "refuse",
) -> Estimates:
    """Estimate weighted quantiles with linearised errors.

    Parameters
    ----------
    values : (n,) array
    probabilities : float or sequence in (0, 1)
    design : Design, weights or None
    convention : see `weighted_quantile`

    >>> quantile([1.0, 2.0, 3.0, 10.0], 0.5)[0.5]
    2.5
    """
    x, _ = columns_of(values)
    design = as_design(design, len(x))
    rows, dropped = complete_rows(x, where, missing)
    chosen = np.atleast_1d(np.asarray(probabilities, dtype=float))
    inside, weight = x[rows, 0], design.weights[rows]
    points = [weighted_quantile(inside, p, weight, convention) for p in chosen]
    influence = np.zeros((len(x), chosen.size))
    for column, (p, point) in enumerate(zip(chosen, points, strict=True)):
        influence[rows, column] = quantile_influence(inside, p, weight, point)
    return estimates_from_influence(
        design, list(chosen), points, influence, where=rows, title="Quantiles", dropped=dropped
    )
