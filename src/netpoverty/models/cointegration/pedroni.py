"""Pedroni's seven residual statistics, for one panel or many drawn ones."""

from __future__ import annotations

import numpy as np

from netpoverty.models.cointegration.regression import bartlett_variance, unit_residuals
from netpoverty.models.unit_roots.dickey_fuller import dickey_fuller

STATISTICS = (
    "panel v",
    "panel rho",
    "panel PP",
    "panel ADF",
    "group rho",
    "group PP",
    "group ADF",
)

# Mean and variance for one regressor, by deterministic terms of the cointegrating regression:
# Pedroni (1999), Table 2, doi:10.1111/1468-0084.0610s1653. PP and ADF forms share theirs.
_MOMENTS = {
    "constant": {
        "v": (8.62, 60.75),
        "rho": (-6.02, 31.27),
        "t": (-1.73, 0.93),
        "group rho": (-9.05, 35.98),
        "group t": (-2.03, 0.66),
    },
    "trend": {
        "v": (17.86, 101.68),
        "rho": (-10.54, 39.52),
        "t": (-2.29, 0.66),
        "group rho": (-13.65, 50.91),
        "group t": (-2.53, 0.56),
    },
}

_MOMENT_OF = dict(
    zip(STATISTICS, ("v", "rho", "t", "t", "group rho", "group t", "group t"), strict=True)
)


def pedroni_raw(
    y: np.ndarray,
    x: np.ndarray,
    deterministic: str = "constant",
    *,
    bandwidth: int = 2,
    lags: int = 1,
) -> np.ndarray:
    r"""Return Pedroni's seven statistics before standardisation, shape (..., 7).

    Parameters
    ----------
    y : shape (..., N, T)
    x : shape (..., N, T, k)
    deterministic : "constant" or "trend"
    bandwidth : Bartlett lags K of the long-run variances
    lags : lagged changes of the two ADF forms

    Notes
    -----
    With residuals e, :math:`L_i^2` the long-run variance of the residual of the differenced
    regression, :math:`\lambda_i` half the gap between long- and short-run variance of the
    residual's autoregression:

    .. math:: Z_\rho = T\sqrt N\,
        \frac{\sum_i L_i^{-2} \sum_t (e_{t-1}\Delta e_t - \lambda_i)}
        {\sum_i L_i^{-2} \sum_t e_{t-1}^2}

    Source: Pedroni (1999), doi:10.1111/1468-0084.0610s1653; (2004),
    doi:10.1017/S0266466604203073.
    """
    units, periods = y.shape[-2:]
    parts = _parts(y, x, deterministic, bandwidth)
    scale, square, corrected, long_run = parts[:4]
    weighted = (square / scale).sum(axis=-1)
    total = (corrected / scale).sum(axis=-1)
    pooled = (long_run / scale).mean(axis=-1)
    adf_cross, adf_square, adf_variance = _adf_parts(parts[4], lags)
    adf_total = (adf_cross / scale).sum(axis=-1)
    adf_pooled = (adf_variance / scale).mean(axis=-1) * (adf_square / scale).sum(axis=-1)
    return np.stack(
        [
            periods**2 * units**1.5 / weighted,
            periods * np.sqrt(units) * total / weighted,
            total / np.sqrt(pooled * weighted),
            adf_total / np.sqrt(adf_pooled),
            periods / np.sqrt(units) * (corrected / square).sum(axis=-1),
            (corrected / np.sqrt(long_run * square)).sum(axis=-1) / np.sqrt(units),
            (adf_cross / np.sqrt(adf_variance * adf_square)).sum(axis=-1) / np.sqrt(units),
        ],
        axis=-1,
    )


def standardise(raw: np.ndarray, units: int, deterministic: str) -> np.ndarray:
    r"""Return (raw - mean √N)/sd with Pedroni's moments for one regressor."""
    moments = np.array([_MOMENTS[deterministic][_MOMENT_OF[name]] for name in STATISTICS])
    return (raw - moments[:, 0] * np.sqrt(units)) / np.sqrt(moments[:, 1])


def _parts(y, x, deterministic, bandwidth) -> tuple[np.ndarray, ...]:
    """Return L², Σe², Σ(e Δe) - Tλ, σ² by unit, and the residuals."""
    terms = "none" if deterministic == "constant" else "constant"
    differences = unit_residuals(np.diff(y), np.diff(x, axis=-2), terms)
    scale = bartlett_variance(differences[..., None], bandwidth)[..., 0, 0]
    residuals = unit_residuals(y, x, deterministic)
    level, change = residuals[..., :-1], np.diff(residuals)
    square = (level**2).sum(axis=-1)
    cross = (level * change).sum(axis=-1)
    left = change - (cross / square)[..., None] * level
    rows = left.shape[-1]
    short = (left**2).mean(axis=-1)
    long_run = bartlett_variance(left[..., None], bandwidth)[..., 0, 0]
    return scale, square, cross - rows * (long_run - short) / 2, long_run, residuals


def _adf_parts(residuals: np.ndarray, lags: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    fit = dickey_fuller(residuals, "none", lags, divisor="n")
    return (fit.change * fit.level).sum(axis=-1), (fit.level**2).sum(axis=-1), fit.sigma**2
