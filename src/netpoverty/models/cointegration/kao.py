"""Kao's residual tests, for one panel or many drawn ones."""

from __future__ import annotations

import numpy as np

from netpoverty.models.cointegration.regression import bartlett_variance
from netpoverty.models.unit_roots.dickey_fuller import lagged_changes


def kao(y: np.ndarray, x: np.ndarray, *, bandwidth: int = 2, lags: int = 1) -> np.ndarray:
    r"""Return Kao's ADF and DF_t statistics, shape (..., 2), standard normal in the limit.

    .. math:: ADF = \frac{t_{ADF} + \sqrt{6N}\,\sigma_v/(2\sigma_{0v})}
        {\sqrt{\sigma_{0v}^2/(2\sigma_v^2) + 3\sigma_v^2/(10\sigma_{0v}^2)}},\qquad
        DF_t = \sqrt{1.25}\,t_\rho + \sqrt{1.875 N}

    where :math:`\sigma_v^2` and :math:`\sigma_{0v}^2` are the short- and long-run variances of
    the changes of y given those of x.

    Parameters
    ----------
    y : shape (..., N, T)
    x : shape (..., N, T, k)
    bandwidth : Bartlett lags of the long-run variance
    lags : lagged changes in the ADF regression

    Source: Kao (1999), doi:10.1016/S0304-4076(98)00023-2.
    """
    units = y.shape[-2]
    residuals = _pooled_within(y, x)
    short, long_run = _conditional_variances(y, x, bandwidth)
    adf = _pooled_t(residuals, lags) + np.sqrt(6 * units * short / long_run) / 2
    adf = adf / np.sqrt(long_run / (2 * short) + 3 * short / (10 * long_run))
    return np.stack([adf, np.sqrt(1.25) * _pooled_t(residuals, 0) + np.sqrt(1.875 * units)], -1)


def _pooled_within(y: np.ndarray, x: np.ndarray) -> np.ndarray:
    y = y - y.mean(axis=-1, keepdims=True)
    x = x - x.mean(axis=-2, keepdims=True)
    gram = np.einsum("...ntk,...ntl->...kl", x, x)
    slopes = np.linalg.solve(gram, np.einsum("...ntk,...nt->...k", x, y)[..., None])[..., 0]
    return y - np.einsum("...ntk,...k->...nt", x, slopes)


def _conditional_variances(y, x, bandwidth) -> tuple[np.ndarray, np.ndarray]:
    changes = np.concatenate([np.diff(y)[..., None], np.diff(x, axis=-2)], axis=-1)
    short = bartlett_variance(changes, 0).mean(axis=-3)
    long_run = bartlett_variance(changes, bandwidth).mean(axis=-3)
    return _given_x(short), _given_x(long_run)


def _given_x(matrix: np.ndarray) -> np.ndarray:
    solved = np.linalg.solve(matrix[..., 1:, 1:], matrix[..., 1:, :1])
    return matrix[..., 0, 0] - (matrix[..., :1, 1:] @ solved)[..., 0, 0]


def _pooled_t(residuals: np.ndarray, lags: int) -> np.ndarray:
    """Return t of the lagged level in one regression of changes over all units, no constant."""
    level = residuals[..., lags:-1]
    change = np.diff(residuals)[..., lags:]
    controls = lagged_changes(residuals, lags)
    rows = level.shape[-2] * level.shape[-1]
    outer = residuals.shape[:-2]
    design = np.concatenate([level[..., None], controls], axis=-1).reshape(*outer, rows, 1 + lags)
    target = change.reshape(*outer, rows)
    inverse = np.linalg.inv(np.swapaxes(design, -1, -2) @ design)
    slopes = np.einsum("...kl,...rl,...r->...k", inverse, design, target)
    left = target - np.einsum("...rk,...k->...r", design, slopes)
    dof = target.shape[-1] - design.shape[-1]
    variance = (left**2).sum(axis=-1) / dof
    return slopes[..., 0] / np.sqrt(variance * inverse[..., 0, 0])
