"""Kilian's bootstrap-after-bootstrap of a VAR, all draws at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from netpoverty.models.var.estimate import VarFit
from netpoverty.models.var.roots import largest_modulus


@dataclass(frozen=True)
class VarDraws:
    """Bootstrap draws of a VAR.

    Parameters
    ----------
    lags : array (draws, p, k, k). covariance : array (draws, k, k), over n − kp − 1.
    centre : array (p, k, k), the coefficients that samples were drawn from (bias corrected).
    bias : array (p, k, k), estimated small-sample bias of OLS.
    shrunk : share of draws whose correction was shrunk to keep them stable.
    explosive : share of draws left unstable, being so before any correction.
    """

    lags: np.ndarray
    covariance: np.ndarray
    centre: np.ndarray
    bias: np.ndarray
    shrunk: float
    explosive: float


def bootstrap_var(
    fit: VarFit, draws: int, rng: np.random.Generator, correct_bias: bool = True
) -> VarDraws:
    """Return bootstrap draws of coefficients and covariance (Kilian 1998).

    Parameters
    ----------
    draws : number of samples in each of the two rounds.
    correct_bias : False gives the plain residual bootstrap.

    Round one draws samples at the OLS estimate Â and takes Ψ = mean(Â*) − Â for its bias; round
    two draws at Ã = Â − Ψ and corrects every estimate by the same Ψ. A correction that would make
    the roots explosive is shrunk step by step until it does not; estimates that are explosive
    before correction are left alone. Residuals are resampled by year, centred, and scaled by
    √(n/(n − kp − 1)); starting values are a random stretch of the data.
    Source: doi:10.1162/003465398557465.
    """
    bias = np.zeros_like(fit.lags)
    if correct_bias:
        first, _ = _refit(_simulate(fit, fit.lags, fit.intercept, draws, rng), fit.order)
        bias = first.mean(axis=0) - fit.lags
    centre = stationary_correction(fit.lags[None], bias)[0][0]
    intercept = _intercept(fit, centre)
    estimates, covariance = _refit(_simulate(fit, centre, intercept, draws, rng), fit.order)
    lags, shrunk = stationary_correction(estimates, bias)
    explosive = float((largest_modulus(lags) >= 1).mean())
    return VarDraws(lags, covariance, centre, bias, float(shrunk.mean()), explosive)


def stationary_correction(lags: np.ndarray, bias: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Subtract a bias from each system without making a stable one explosive.

    Parameters
    ----------
    lags : array (n, p, k, k). bias : array (p, k, k).

    Returns the corrected array and flags (n,) of those whose correction had to be shrunk:
    Ψ_{i+1} = δ_i Ψ_i, δ_{i+1} = δ_i − 0.01, from δ₁ = 1 (Kilian 1998, section 2).

    >>> out, flag = stationary_correction(np.array([[[[0.95]]]]), np.array([[[-0.2]]]))
    >>> bool(out[0, 0, 0, 0] < 1), flag.tolist()
    (True, [True])
    """
    factor = np.where(largest_modulus(lags) < 1, 1.0, 0.0)
    delta = np.ones(len(lags))
    shrunk = np.zeros(len(lags), dtype=bool)
    active = factor > 0
    while active.any():
        tried = lags[active] - factor[active, None, None, None] * bias
        bad = np.flatnonzero(active)[largest_modulus(tried) >= 1]
        active = np.zeros(len(lags), dtype=bool)
        active[bad] = True
        shrunk[bad] = True
        factor[bad] *= delta[bad]
        delta[bad] = np.maximum(0.0, delta[bad] - 0.01)
    return lags - factor[:, None, None, None] * bias, shrunk


def _intercept(fit: VarFit, lags: np.ndarray) -> np.ndarray:
    """Return the constant that leaves residuals with mean zero at these coefficients."""
    series, p = fit.series.to_numpy(), fit.order
    means = [series[p - lag : len(series) - lag].mean(axis=0) for lag in range(p + 1)]
    return means[0] - sum(lags[lag] @ means[lag + 1] for lag in range(p))


def _simulate(fit: VarFit, lags, intercept, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Return artificial series, array (draws, n + p, k)."""
    series, p, n = fit.series.to_numpy(), fit.order, fit.n
    k = len(fit.names)
    residuals = series[p:] - intercept
    for lag in range(p):
        residuals = residuals - series[p - lag - 1 : len(series) - lag - 1] @ lags[lag].T
    residuals = (residuals - residuals.mean(axis=0)) * np.sqrt(n / (n - k * p - 1))
    out = np.empty((n + p, draws, k))
    start = rng.integers(0, len(series) - p + 1, size=draws)
    out[:p] = series[start + np.arange(p)[:, None]]
    out[p:] = residuals[rng.integers(0, n, size=(n, draws))] + intercept
    stacked = np.concatenate([matrix.T for matrix in lags])
    for t in range(p, n + p):
        past = out[t - p : t][::-1].transpose(1, 0, 2).reshape(draws, p * k)
        out[t] += past @ stacked
    return out.transpose(1, 0, 2)


def _refit(series: np.ndarray, order: int) -> tuple[np.ndarray, np.ndarray]:
    """Return OLS lags (draws, p, k, k) and covariances (draws, k, k) of many samples."""
    draws, length, k = series.shape
    n = length - order
    past = np.concatenate(
        [series[:, order - lag - 1 : length - lag - 1] for lag in range(order)], 2
    )
    now = series[:, order:]
    past, now = past - past.mean(axis=1, keepdims=True), now - now.mean(axis=1, keepdims=True)
    scale = past.std(axis=1, keepdims=True)
    past = past / scale
    across = past.transpose(0, 2, 1)
    slope = np.linalg.solve(across @ past, across @ now)
    residual = now - past @ slope
    slope = slope / scale.transpose(0, 2, 1)
    covariance = residual.transpose(0, 2, 1) @ residual / (n - k * order - 1)
    return slope.reshape(draws, order, k, k).transpose(0, 1, 3, 2), covariance
