"""Regression fitted to a survey: weighted likelihood with design-based errors."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from netpoverty.errors import choose, refuse
from netpoverty.survey.design import Design, as_design
from netpoverty.survey.estimate import columns_of, estimates_from_influence
from netpoverty.survey.results import Estimates


def regression(
    outcome: object,
    regressors: object,
    design: Design | object | None = None,
    *,
    family: str = "linear",
    constant: bool = True,
) -> Estimates:
    """Fit a linear or logit regression by weighted estimating equations.

    Parameters
    ----------
    outcome : (n,) array
        Any number for "linear"; 0/1 for "logit".
    regressors : (n, p) array or frame
    design : Design, weights or None
    family : {"linear", "logit"}
    constant : bool
        Put a constant first.

    Returns
    -------
    Estimates
        Coefficients; degrees of freedom are units − strata + 1 − parameters, as R's
        `svyglm` counts them.

    Notes
    -----
    Σ w_i x_i (y_i − μ_i) = 0, influence z_i = A⁻¹ x_i (y_i − μ_i) with A = Σ w x μ′ xᵀ.
    Binder (1983), doi:10.2307/1402588.

    >>> regression([1.0, 3.0, 5.0], [0.0, 1.0, 2.0]).values.round(6).tolist()
    [1.0, 2.0]
    """
    choose("family", family, ("linear", "logit"))
    y, _ = columns_of(outcome, "outcome")
    x, names = columns_of(regressors, "regressors")
    y = y[:, 0]
    if len(x) != len(y) or np.isnan(x).any() or np.isnan(y).any():
        raise refuse("regressors", "rows that are missing", "as many complete rows as the outcome")
    if constant:
        x, names = np.column_stack([np.ones(len(x)), x]), pd.Index(["constant", *names])
    design = as_design(design, len(y))
    fit = _least_squares if family == "linear" else logit_coefficients
    beta = fit(y, x, design.weights)
    mean = x @ beta if family == "linear" else 1 / (1 + np.exp(-(x @ beta)))
    slope = np.ones_like(y) if family == "linear" else mean * (1 - mean)
    bread = np.linalg.inv((x * (design.weights * slope)[:, None]).T @ x)
    made = estimates_from_influence(
        design, names, beta, (x * (y - mean)[:, None]) @ bread, title=f"Survey {family} regression"
    )
    freedom = design.degrees_of_freedom() + 1 - x.shape[1]
    return replace(made, degrees_of_freedom=np.full(beta.size, float(freedom)))


def _least_squares(y: np.ndarray, x: np.ndarray, weights: np.ndarray) -> np.ndarray:
    root = np.sqrt(weights)
    beta, _, rank, _ = np.linalg.lstsq(x * root[:, None], y * root, rcond=None)
    if rank < x.shape[1]:
        raise refuse("regressors", f"{x.shape[1]} columns of rank {rank}", "independent columns")
    return beta


def logit_coefficients(y: np.ndarray, x: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return weighted logit coefficients by Newton's method, (p,); separation is refused.

    >>> x = np.ones((4, 1))
    >>> logit_coefficients(np.array([1.0, 1, 1, 0]), x, np.ones(4)).round(6).tolist()
    [1.098612]
    """
    if not np.isin(y, (0.0, 1.0)).all():
        raise refuse("outcome", "values other than 0 and 1", "0 or 1 for a logit")
    beta = np.zeros(x.shape[1])
    for _ in range(50):
        mean = 1 / (1 + np.exp(-np.clip(x @ beta, -40, 40)))
        hessian = (x * (weights * mean * (1 - mean))[:, None]).T @ x
        try:
            step = np.linalg.solve(hessian, x.T @ (weights * (y - mean)))
        except np.linalg.LinAlgError:
            break
        beta = beta + step
        if np.abs(step).max() < 1e-11 * (1 + np.abs(beta).max()):
            return beta
        if np.abs(x @ beta).max() > 35:
            break
    raise refuse("outcome", "classes that the regressors separate", "overlapping classes")
