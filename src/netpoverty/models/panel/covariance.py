"""Errors of a panel regression under conventions that are named, since packages differ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from netpoverty.errors import choose, refuse
from netpoverty.models.panel.least_squares import inverse_product
from netpoverty.models.panel.transform import Transformed


@dataclass(frozen=True)
class Convention:
    """A kind of error: its middle matrix, its factor, its degrees of freedom, its words."""

    meat: str
    factor: Callable[[int, int, int, int], float]
    dof: str
    words: str


def _stata(groups: int, n: int, swept: int, absorbed_total: int) -> float:
    return groups / (groups - 1) * (n - 1) / (n - swept)


# Factors take (groups, n, columns without absorbed constant, columns with every absorbed effect).
CONVENTIONS = {
    "conventional": Convention(
        "homoskedastic",
        lambda g, n, k, full: 1.0,
        "residual",
        "Conventional errors: one error variance, no correlation; residual degrees of freedom.",
    ),
    "robust": Convention(
        "white",
        lambda g, n, k, full: n / (n - full),
        "residual",
        "Heteroskedasticity-robust (White) errors times n/(n - k), k with absorbed effects.",
    ),
    "cluster": Convention(
        "cluster",
        _stata,
        "clusters",
        "Clustered by unit (CR1S, as Stata): factor G/(G-1) (n-1)/(n-k), compared with t(G-1).",
    ),
    "cluster-plm": Convention(
        "cluster",
        lambda g, n, k, full: 1.0,
        "clusters",
        "Clustered by unit (Arellano, plm's HC0): no small-sample factor, compared with t(G-1).",
    ),
    "cluster-linearmodels": Convention(
        "cluster",
        lambda g, n, k, full: n / (n - k - 1) if full > k else n / (n - k),
        "clusters",
        "Clustered by unit (linearmodels): factor n/(n-k), k with the constant but without "
        "effects nested in clusters, compared with t(G-1).",
    ),
    "driscoll-kraay": Convention(
        "driscoll-kraay",
        _stata,
        "years",
        "Driscoll-Kraay (Bartlett, plm's sss): factor T/(T-1) (n-1)/(n-k), compared with t(T-1).",
    ),
    "driscoll-kraay-plm": Convention(
        "driscoll-kraay",
        lambda g, n, k, full: 1.0,
        "years",
        "Driscoll-Kraay (Bartlett, plm's HC0): no small-sample factor, compared with t(T-1).",
    ),
    "driscoll-kraay-linearmodels": Convention(
        "driscoll-kraay",
        lambda g, n, k, full: n / (n - full),
        "years",
        "Driscoll-Kraay (Bartlett, linearmodels): factor n/(n-k), k with absorbed effects, "
        "compared with t(T-1).",
    ),
    "driscoll-kraay-pyfixest": Convention(
        "driscoll-kraay",
        lambda g, n, k, full: g / (g - 1) * (n - 1) / (n - full),
        "years",
        "Driscoll-Kraay (Bartlett, pyfixest): factor T/(T-1) (n-1)/(n-k), k with absorbed "
        "effects, compared with t(T-1).",
    ),
}


def panel_covariance(
    data: Transformed,
    residuals: np.ndarray,
    covariance: str = "conventional",
    *,
    bandwidth: int | None = None,
    residual_variance: float | None = None,
) -> tuple[np.ndarray, float, str]:
    r"""Return covariance matrix, degrees of freedom and the convention in words.

    Parameters
    ----------
    data : transformed outcome and design, n rows and k columns
    residuals : shape (n,)
    covariance : a name of ``CONVENTIONS``
    bandwidth : lags of the Bartlett kernel for Driscoll–Kraay; default floor(4 (T/100)^(2/9))
    residual_variance : replaces RSS/dof in conventional errors (random-effects fallback)

    Notes
    -----
    .. math:: \widehat V = c\,(X'X)^{-1} M (X'X)^{-1}

    with M from squared residuals, from sums by unit, or from sums by year with Bartlett weights
    (Driscoll and Kraay 1998, doi:10.1162/003465398557825).
    """
    choose("covariance", covariance, CONVENTIONS)
    convention = CONVENTIONS[covariance]
    bread = inverse_product(data.design)
    n, full = len(residuals), data.design.shape[1] + data.absorbed
    if convention.meat == "homoskedastic":
        variance = residual_variance or float(residuals @ residuals) / data.residual_dof
        return variance * bread, data.residual_dof, convention.words
    groups = data.time if convention.meat == "driscoll-kraay" else data.unit
    count = len(np.unique(groups))
    if convention.meat != "white" and count < 2:
        raise refuse(f"groups for {covariance} errors", count, "at least two groups")
    scores = data.design * residuals[:, None]
    lags = _lags(bandwidth, count) if convention.meat == "driscoll-kraay" else 0
    meat = _meat(scores, groups, convention.meat, lags)
    factor = convention.factor(count, n, data.swept_columns, full)
    dof = data.residual_dof if convention.dof == "residual" else count - 1
    words = convention.words + (f" Lags: {lags}." if convention.meat == "driscoll-kraay" else "")
    return factor * bread @ meat @ bread, dof, words


def _lags(bandwidth: int | None, years: int) -> int:
    if bandwidth is None:
        return int(np.floor(4 * (years / 100) ** (2 / 9)))
    if not 0 <= bandwidth < years:
        raise refuse("bandwidth", bandwidth, f"a number of lags in [0, {years - 1}]")
    return bandwidth


def group_sums(values: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Return column sums by group, groups in sorted order."""
    _, codes = np.unique(groups, return_inverse=True)
    sums = np.zeros((codes.max() + 1, values.shape[1]))
    np.add.at(sums, codes, values)
    return sums


def _meat(scores: np.ndarray, groups: np.ndarray, kind: str, lags: int) -> np.ndarray:
    if kind == "white":
        return scores.T @ scores
    sums = group_sums(scores, groups)
    meat = sums.T @ sums
    for lag in range(1, lags + 1):
        product = sums[lag:].T @ sums[:-lag]
        meat += (1 - lag / (lags + 1)) * (product + product.T)
    return meat
