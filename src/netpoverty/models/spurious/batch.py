"""The panel estimators of one regression, fitted to thousands of balanced panels at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from netpoverty.errors import choose
from netpoverty.models.panel.transform import EFFECTS

ESTIMATORS = (
    "pooled",
    "within",
    "random",
    "two_way",
    "first_differences",
    "first_differences_drift",
)


@dataclass(frozen=True)
class BatchFit:
    """Fits of D panels; D draws, N units, R rows a unit, k columns, the regressor at `place`.

    `influence` (D, N, R) is the row of (X'X)^{-1}X' that makes the coefficient of interest.
    """

    effects: str
    outcome: np.ndarray
    design: np.ndarray
    bread: np.ndarray
    coefficients: np.ndarray
    residuals: np.ndarray
    influence: np.ndarray
    place: int
    absorbed: int
    variance: np.ndarray
    r2: np.ndarray

    @property
    def rows(self) -> int:
        """Rows of one panel, N times R."""
        return self.outcome.shape[1] * self.outcome.shape[2]

    @property
    def residual_dof(self) -> int:
        """Rows minus columns minus absorbed effects."""
        return self.rows - self.design.shape[-1] - self.absorbed

    @property
    def slope(self) -> np.ndarray:
        """The coefficient of interest in each draw, shape (D,)."""
        return self.coefficients[:, self.place]


def batch_fit(outcome: np.ndarray, regressors: np.ndarray, effects: str) -> BatchFit:
    """Fit one estimator to every draw by batched least squares.

    Parameters
    ----------
    outcome : shape (D, N, T)
    regressors : shape (D, N, T, k), the regressor of interest first
    effects : pooled, within, random (Swamy–Arora, or the fallback with too few units), two_way,
        first_differences, first_differences_drift

    The results equal those of ``estimate_panel`` draw by draw.
    """
    choose("effects", effects, ESTIMATORS)
    if effects == "first_differences":
        changes = np.diff(outcome, axis=2), np.diff(regressors, axis=2)
        return _least_squares(effects, *changes, 0, 0)
    if effects in ("within", "two_way"):
        return _least_squares(effects, *_swept(outcome, regressors, effects))
    if effects == "first_differences_drift":
        outcome, regressors = np.diff(outcome, axis=2), np.diff(regressors, axis=2)
    constant = np.ones((*outcome.shape, 1))
    design = np.concatenate([constant, regressors], axis=-1)
    if effects != "random":
        return _least_squares(effects, outcome, design, 1, 0)
    return _random(outcome, regressors, design)


def _swept(outcome, regressors, effects) -> tuple:
    units, years = outcome.shape[1:]
    table = np.concatenate([outcome[..., None], regressors], axis=-1)
    table = table - table.mean(axis=2, keepdims=True)
    absorbed = units
    if effects == "two_way":
        table = table - table.mean(axis=1, keepdims=True)
        absorbed += years - 1
    return table[..., 0], table[..., 1:], 0, absorbed


def _random(outcome, regressors, design) -> BatchFit:
    units, years = outcome.shape[1:]
    within = _least_squares("within", *_swept(outcome, regressors, "within"))
    if units <= design.shape[-1]:
        return _least_squares("random", outcome, design, 1, 0, within.variance)
    means = _least_squares(
        "random", outcome.mean(axis=2)[..., None], design.mean(axis=2)[:, :, None], 1, 0
    )
    effects = np.clip(means.variance - within.variance / years, 0, None)
    theta = 1 - np.sqrt(within.variance / (within.variance + years * effects))
    share = theta[:, None, None]
    return _least_squares(
        "random",
        outcome - share * outcome.mean(axis=2, keepdims=True),
        design - share[..., None] * design.mean(axis=2, keepdims=True),
        1,
        0,
    )


def _least_squares(effects, outcome, design, place, absorbed, variance=None) -> BatchFit:
    draws, units, rows, columns = design.shape
    x, y = design.reshape(draws, units * rows, columns), outcome.reshape(draws, units * rows)
    transposed = np.swapaxes(x, 1, 2)
    bread = np.linalg.inv(transposed @ x)
    coefficients = np.einsum("dkl,drl,dr->dk", bread, x, y, optimize=True)
    residuals = y - np.einsum("drk,dk->dr", x, coefficients)
    influence = np.einsum("drk,dk->dr", x, bread[:, place])
    rss = (residuals**2).sum(axis=1)
    dof = units * rows - columns - absorbed
    if variance is None:
        variance = rss / dof
    total = ((y - y.mean(axis=1, keepdims=True)) ** 2).sum(axis=1)
    grid = (draws, units, rows)
    return BatchFit(
        effects,
        outcome,
        design,
        bread,
        coefficients,
        residuals.reshape(grid),
        influence.reshape(grid),
        place,
        absorbed,
        variance,
        1 - rss / total,
    )


def label(effects: str) -> str:
    """Return the printed name of an estimator.

    >>> label("within")
    'Fixed effects'
    """
    return EFFECTS[effects]
