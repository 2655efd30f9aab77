"""Panel unit-root statistics, for one panel or for thousands of drawn ones at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import stats

from netpoverty.models.unit_roots.dickey_fuller import (
    detrend,
    dickey_fuller,
    lagged_changes,
    p_value,
)
from netpoverty.models.unit_roots.moments import ips_moments, llc_adjustment


@dataclass(frozen=True)
class PanelStatistic:
    """How one test works: its statistic, its published tail, its null, its source."""

    name: str
    statistic: Callable[..., np.ndarray]
    tail: str
    null: str
    alternative: str
    source: str
    published: Callable[[np.ndarray, int], np.ndarray] | None
    distribution: str


def llc(panel: np.ndarray, deterministic: str, lags: int, divisor: str) -> np.ndarray:
    r"""Return the Levin–Lin–Chu adjusted t, shape (...,), of panels (..., N, T).

    .. math:: t^* = \frac{t_\delta - N\tilde T \hat S_N \hat\sigma^{-2} s_\delta \mu^*}{\sigma^*}

    The long-run variance uses a Bartlett kernel with round(3.21 T^(1/3)) lags, as in the
    paper: with changes taken from their mean it is biased downwards by about lags/T, so that the
    test rejects too often in short panels.
    """
    units, periods = panel.shape[-2:]
    fit = dickey_fuller(panel, deterministic, lags, divisor=divisor)
    change, level = fit.change / fit.sigma[..., None], fit.level / fit.sigma[..., None]
    square = (level**2).sum(axis=(-2, -1))
    slope = (change * level).sum(axis=(-2, -1)) / square
    left = ((change - slope[..., None, None] * level) ** 2).sum(axis=(-2, -1))
    count = units * fit.rows
    error = np.sqrt(left / (count - 1 if divisor == "residual_dof" else count) / square)
    ratio = (np.sqrt(_long_run_variance(panel, deterministic)) / fit.sigma).mean(axis=-1)
    mean, spread, _ = llc_adjustment(periods, deterministic)
    return (slope / error - count * ratio / (left / count) * error * mean) / spread


def _long_run_variance(panel: np.ndarray, deterministic: str) -> np.ndarray:
    changes = detrend(np.diff(panel), deterministic)
    rows = changes.shape[-1]
    lags = min(round(3.21 * panel.shape[-1] ** (1 / 3)), rows - 1)
    total = (changes**2).sum(axis=-1) / rows
    for lag in range(1, lags + 1):
        product = (changes[..., lag:] * changes[..., :-lag]).sum(axis=-1) / rows
        total = total + 2 * (1 - lag / (lags + 1)) * product
    return np.clip(total, 0, None)


def ips(panel: np.ndarray, deterministic: str, lags: int, divisor: str) -> np.ndarray:
    r"""Return the Im–Pesaran–Shin W statistic of panels (..., N, T).

    .. math:: W = \sqrt{N}\,(\bar t - E[t]) / \sqrt{\operatorname{Var}[t]}
    """
    fit = dickey_fuller(panel, deterministic, lags, divisor=divisor)
    mean, variance, _ = ips_moments(fit.rows, lags, deterministic)
    return np.sqrt(panel.shape[-2] / variance) * (fit.t.mean(axis=-1) - mean)


def fisher(panel: np.ndarray, deterministic: str, lags: int, divisor: str) -> np.ndarray:
    r"""Return Maddala–Wu's :math:`-2\sum\ln p_i` with MacKinnon's p-values."""
    t = dickey_fuller(panel, deterministic, lags, divisor=divisor).t
    return -2 * np.log(np.clip(p_value(t, deterministic), 1e-300, 1)).sum(axis=-1)


def cips(panel: np.ndarray, deterministic: str, lags: int, divisor: str) -> np.ndarray:
    """Return Pesaran's CIPS: the mean t of ADF regressions with cross-section averages added.

    The averages of the lagged level, of the change and of its lags stand in for one common
    factor. Not truncated.
    """
    average = panel.mean(axis=-2, keepdims=True)
    changes = np.diff(average)[..., lags:]
    parts = [average[..., lags:-1, None], changes[..., None], lagged_changes(average, lags)]
    common = np.broadcast_to(
        np.concatenate(parts, axis=-1), (*panel.shape[:-1], changes.shape[-1], 2 + lags)
    )
    return dickey_fuller(panel, deterministic, lags, divisor=divisor, common=common).t.mean(axis=-1)


def hadri(panel: np.ndarray, deterministic: str, lags: int, divisor: str) -> np.ndarray:
    r"""Return Hadri's Z, robust to variances that differ by unit; `lags` plays no part.

    .. math:: Z = \sqrt N (\overline{LM} - \xi)/\zeta,\quad
        LM_i = T^{-2} \sum_t S_{it}^2 / \hat\sigma_i^2
    """
    units, periods = panel.shape[-2:]
    residuals = detrend(panel, deterministic)
    lost = (1 if deterministic == "constant" else 2) if divisor == "residual_dof" else 0
    variance = (residuals**2).sum(axis=-1) / (periods - lost)
    sums = (np.cumsum(residuals, axis=-1) ** 2).sum(axis=-1)
    mean, spread = (1 / 6, 1 / 45) if deterministic == "constant" else (1 / 15, 11 / 6300)
    return np.sqrt(units / spread) * ((sums / periods**2 / variance).mean(axis=-1) - mean)


_WALKS = "every series has a unit root"

PANEL_STATISTICS = {
    "llc": PanelStatistic(
        "Levin-Lin-Chu",
        llc,
        "left",
        _WALKS,
        "all are stationary, with one common root",
        "Levin, Lin and Chu (2002), doi:10.1016/S0304-4076(01)00098-7",
        lambda s, n: stats.norm.cdf(s),
        "N(0, 1), left tail",
    ),
    "ips": PanelStatistic(
        "Im-Pesaran-Shin W",
        ips,
        "left",
        _WALKS,
        "some are stationary",
        "Im, Pesaran and Shin (2003), doi:10.1016/S0304-4076(03)00092-7",
        lambda s, n: stats.norm.cdf(s),
        "N(0, 1), left tail",
    ),
    "fisher": PanelStatistic(
        "Fisher (Maddala-Wu)",
        fisher,
        "right",
        _WALKS,
        "some are stationary",
        "Maddala and Wu (1999), doi:10.1111/1468-0084.0610s1631",
        lambda s, n: stats.chi2.sf(s, 2 * n),
        "chi2(2N)",
    ),
    "cips": PanelStatistic(
        "CIPS",
        cips,
        "left",
        _WALKS + ", one common factor allowed",
        "some are stationary",
        "Pesaran (2007), doi:10.1002/jae.951",
        None,
        "no published values below N = 10",
    ),
    "hadri": PanelStatistic(
        "Hadri",
        hadri,
        "right",
        "every series is stationary",
        "some have a unit root",
        "Hadri (2000), doi:10.1111/1368-423X.00043",
        lambda s, n: stats.norm.sf(s),
        "N(0, 1), right tail",
    ),
}
