"""P-values of the coefficient of interest in thousands of panels, under each kind of error."""

from __future__ import annotations

import numpy as np
from scipy import stats

from netpoverty.errors import choose
from netpoverty.models.few_clusters.wild import TIE, enumerate_weights
from netpoverty.models.spurious.batch import BatchFit

ERRORS = {
    "conventional": "one error variance, t(n - k)",
    "cluster": "clustered by unit, CR1S, t(G-1)",
    "CR2": "clustered by unit, CR2 with Satterthwaite degrees of freedom",
    "CR3": "clustered by unit, CR3, t(G-1)",
    "driscoll-kraay": "Driscoll-Kraay with plm's sss factor, t(T-1)",
    "wild": "wild cluster bootstrap, all Rademacher vectors, ties counted",
}

# 2^12 vectors a draw is what fits into memory for a thousand draws.
MOST_CLUSTERS = 12


def batch_p(fit: BatchFit, errors: str) -> np.ndarray:
    """Return two-sided p-values, shape (D,); nan where a method is not offered.

    CR2 and CR3 are offered for pooled, within and first differences; the wild bootstrap for
    at most 12 clusters and not for random effects.
    """
    choose("errors", errors, ERRORS)
    if errors in ("CR2", "CR3"):
        return _corrected(fit, errors)
    if errors == "wild":
        return _wild(fit)
    if errors == "conventional":
        spread = fit.bread[:, fit.place, fit.place] * fit.variance
        return _two_sided(fit.slope, spread, fit.residual_dof)
    axis = 2 if errors == "cluster" else 1
    sums = (fit.influence * fit.residuals).sum(axis=axis)
    groups = sums.shape[1]
    lags = int(np.floor(4 * (groups / 100) ** (2 / 9))) if axis == 1 else 0
    spread = (sums**2).sum(axis=1)
    for lag in range(1, lags + 1):
        spread = spread + 2 * (1 - lag / (lags + 1)) * (sums[:, lag:] * sums[:, :-lag]).sum(axis=1)
    factor = groups / (groups - 1) * (fit.rows - 1) / (fit.rows - fit.design.shape[-1])
    return _two_sided(fit.slope, factor * spread, groups - 1)


def _two_sided(slope: np.ndarray, variance: np.ndarray, dof) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return 2 * stats.t.sf(np.abs(slope) / np.sqrt(variance), dof)


def _corrected(fit: BatchFit, errors: str) -> np.ndarray:
    if fit.effects in ("random", "two_way"):
        return np.full(len(fit.slope), np.nan)
    power = 0.5 if errors == "CR2" else 1.0
    leverage = np.einsum("dgrk,dkl,dgsl->dgrs", fit.design, fit.bread, fit.design, optimize=True)
    values, vectors = np.linalg.eigh(np.eye(leverage.shape[-1]) - leverage)
    scale = np.where(values > 1e-10, np.clip(values, 1e-10, None) ** -power, 0.0)
    inner = np.einsum("dgrs,dgr->dgs", vectors, fit.influence)
    adjusted = np.einsum("dgrs,dgs->dgr", vectors, scale * inner)
    variance = ((adjusted * fit.residuals).sum(axis=2) ** 2).sum(axis=1)
    groups = fit.residuals.shape[1]
    dof = groups - 1 if errors == "CR3" else _satterthwaite(fit, adjusted)
    return _two_sided(fit.slope, variance, dof)


def _satterthwaite(fit: BatchFit, adjusted: np.ndarray) -> np.ndarray:
    """Return (tr P)²/ΣP² with P = V'(I - H)V, V block diagonal of the adjusted influences."""
    inner = np.einsum("dgrk,dgr->dgk", fit.design, adjusted)
    products = -np.einsum("dgk,dkl,dhl->dgh", inner, fit.bread, inner, optimize=True)
    place = np.arange(adjusted.shape[1])
    products[:, place, place] += (adjusted**2).sum(axis=2)
    return np.einsum("dgg->d", products) ** 2 / (products**2).sum(axis=(1, 2))


def _wild(fit: BatchFit) -> np.ndarray:
    units = fit.residuals.shape[1]
    if units > MOST_CLUSTERS or fit.effects == "random":
        return np.full(len(fit.slope), np.nan)
    restricted = _restricted_residuals(fit)
    direct = (fit.influence * restricted).sum(axis=2)
    scores = np.einsum("dgrk,dgr->dgk", fit.design, restricted)
    leverage = np.einsum("dgr,dgrk,dkl->dgl", fit.influence, fit.design, fit.bread, optimize=True)
    spread = -np.einsum("dgk,dhk->dgh", leverage, scores)
    if fit.effects == "two_way":
        # Reweighted residuals no longer sum to zero over units within a year.
        spread -= np.einsum("dgr,dhr->dgh", fit.influence, restricted) / units
    place = np.arange(units)
    spread[:, place, place] += direct
    weights = enumerate_weights(units)
    with np.errstate(divide="ignore", invalid="ignore"):
        below = np.sqrt(((weights @ np.swapaxes(spread, 1, 2)) ** 2).sum(axis=2))
        t = np.abs(direct @ weights.T) / below
        observed = np.abs(direct.sum(axis=1)) / np.sqrt((spread.sum(axis=2) ** 2).sum(axis=1))
    return (np.nan_to_num(t, nan=0.0) >= observed[:, None] * (1 - TIE)).mean(axis=1)


def _restricted_residuals(fit: BatchFit) -> np.ndarray:
    """Return residuals with the coefficient of interest set to zero, shape (D, N, R)."""
    draws, units, rows, columns = fit.design.shape
    others = np.delete(fit.design, fit.place, axis=-1).reshape(draws, units * rows, columns - 1)
    outcome = fit.outcome.reshape(draws, units * rows)
    if columns == 1:
        return fit.outcome
    q = np.linalg.qr(others)[0]
    fitted = np.einsum("drk,dk->dr", q, np.einsum("drk,dr->dk", q, outcome))
    return (outcome - fitted).reshape(draws, units, rows)
