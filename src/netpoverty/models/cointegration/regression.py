"""The cointegrating regression of each unit, and what all residual tests take from it."""

from __future__ import annotations

import numpy as np

from netpoverty.errors import choose

TERMS = {"none": 0, "constant": 1, "trend": 2}


def unit_residuals(y: np.ndarray, x: np.ndarray, deterministic: str = "constant") -> np.ndarray:
    """Return residuals of y on x and deterministic terms, unit by unit.

    Parameters
    ----------
    y : shape (..., T)
    x : shape (..., T, k)
    deterministic : none, constant or trend
    """
    choose("deterministic", deterministic, TERMS)
    terms = np.vander(np.linspace(0, 1, y.shape[-1]), TERMS[deterministic], increasing=True)
    full = np.broadcast_to(terms, (*y.shape, terms.shape[1]))
    # Gram-Schmidt by QR keeps trending regressors of very different size apart.
    q = np.linalg.qr(np.concatenate([full, x], axis=-1))[0]
    return y - np.einsum("...tm,...m->...t", q, np.einsum("...tm,...t->...m", q, y))


def bartlett_variance(series: np.ndarray, lags: int, divisor: int | None = None) -> np.ndarray:
    """Return long-run covariance matrices of series (..., T, m) with a Bartlett kernel."""
    divisor = divisor or series.shape[-2]
    total = np.einsum("...ti,...tj->...ij", series, series) / divisor
    for lag in range(1, lags + 1):
        product = np.einsum("...ti,...tj->...ij", series[..., lag:, :], series[..., :-lag, :])
        weight = (1 - lag / (lags + 1)) / divisor
        total = total + weight * (product + np.swapaxes(product, -1, -2))
    return total


def bartlett_lags(periods: int) -> int:
    """Return the Newey–West rule floor(4 (T/100)^(2/9)).

    >>> bartlett_lags(19), bartlett_lags(100)
    (2, 4)
    """
    return int(np.floor(4 * (periods / 100) ** (2 / 9)))
