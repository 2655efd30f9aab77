"""Augmented Dickey–Fuller regressions, for many series at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from statsmodels.tsa.adfvalues import mackinnonp

from netpoverty.errors import choose, refuse

DETERMINISTIC = {"none": "n", "constant": "c", "trend": "ct"}
DIVISORS = ("residual_dof", "n")


@dataclass(frozen=True)
class DickeyFuller:
    """One regression a series: t of the lagged level, its coefficient, residual sigma.

    `change` and `level` are the parts of the change and of the lagged level that lagged changes
    and deterministic terms do not explain, shape (..., rows).
    """

    t: np.ndarray
    coefficient: np.ndarray
    sigma: np.ndarray
    change: np.ndarray
    level: np.ndarray
    rows: int


def dickey_fuller(
    series: np.ndarray,
    deterministic: str = "constant",
    lags: int = 1,
    *,
    divisor: str = "residual_dof",
    common: np.ndarray | None = None,
) -> DickeyFuller:
    r"""Regress changes on the lagged level, lagged changes and deterministic terms.

    .. math:: \Delta y_t = \rho y_{t-1} + \sum_j \phi_j \Delta y_{t-j} + d_t'\delta + e_t

    Parameters
    ----------
    series : shape (..., T)
    deterministic : "none", "constant" or "trend" (constant and trend)
    lags : number of lagged changes
    divisor : of the residual sum of squares: "residual_dof" (small-sample t) or "n" (plm's
        default, dfcor = FALSE)
    common : further regressors, shape (..., rows, m), rows = T - 1 - lags

    Source: Said and Dickey (1984), doi:10.1093/biomet/71.3.599.

    Examples
    --------
    >>> walk = np.cumsum(np.random.default_rng(0).normal(size=50))
    >>> dickey_fuller(walk).t.shape
    ()
    """
    choose("deterministic", deterministic, DETERMINISTIC)
    choose("divisor", divisor, DIVISORS)
    periods = series.shape[-1]
    rows = periods - 1 - lags
    controls = lagged_changes(series, lags)
    if common is not None:
        controls = np.concatenate([controls, common], axis=-1)
    terms = _terms(deterministic, rows)
    used = 1 + controls.shape[-1] + terms.shape[1]
    if lags < 0 or rows - used < 1:
        raise refuse(
            "years for a Dickey-Fuller regression",
            f"{periods} with {lags} lags",
            f"at least {lags + used + 2} years, or fewer lags",
        )
    change = _residual(np.diff(series)[..., lags:], controls, terms)
    level = _residual(series[..., lags:-1], controls, terms)
    square = (level**2).sum(axis=-1)
    coefficient = (change * level).sum(axis=-1) / square
    left = ((change - coefficient[..., None] * level) ** 2).sum(axis=-1)
    sigma = np.sqrt(left / (rows - used if divisor == "residual_dof" else rows))
    t = coefficient * np.sqrt(square) / sigma
    return DickeyFuller(t, coefficient, sigma, change, level, rows)


def lagged_changes(series: np.ndarray, lags: int) -> np.ndarray:
    """Return lags 1..p of the changes aligned with the regression rows, shape (..., rows, p)."""
    changes = np.diff(series)
    rows = changes.shape[-1] - lags
    columns = [changes[..., lags - j : lags - j + rows] for j in range(1, lags + 1)]
    if not columns:
        return np.empty((*series.shape[:-1], rows, 0))
    return np.stack(columns, axis=-1)


def p_value(t: np.ndarray, deterministic: str = "constant", variables: int = 1) -> np.ndarray:
    """Return MacKinnon's (1994) asymptotic p-values of Dickey–Fuller t statistics.

    `variables` counts the series of an Engle–Granger regression, outcome included.
    """
    kind = DETERMINISTIC[choose("deterministic", deterministic, DETERMINISTIC)]
    flat = [mackinnonp(value, kind, variables) for value in np.ravel(t)]
    return np.reshape(np.asarray(flat, float), np.shape(t))


def detrend(series: np.ndarray, deterministic: str) -> np.ndarray:
    """Return series without their mean (constant) or their linear trend."""
    terms = _terms(deterministic, series.shape[-1])
    return _residual(series, np.empty((*series.shape, 0)), terms)


def _terms(deterministic: str, rows: int) -> np.ndarray:
    powers = {"none": 0, "constant": 1, "trend": 2}[deterministic]
    return np.vander(np.arange(rows) / max(rows, 1), powers, increasing=True)


def _residual(target: np.ndarray, controls: np.ndarray, terms: np.ndarray) -> np.ndarray:
    """Return the target without what controls (..., rows, m) and common terms explain."""
    q = np.linalg.qr(terms)[0]
    target = target - (target @ q) @ q.T
    if controls.shape[-1] == 0:
        return target
    controls = controls - q @ (q.T @ controls)
    basis = np.linalg.qr(controls)[0]
    inner = np.einsum("...rm,...r->...m", basis, target)
    return target - np.einsum("...rm,...m->...r", basis, inner)
