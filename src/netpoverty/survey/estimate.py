"""Means, totals, ratios of a survey, by domain, with Taylor-linearised errors."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from netpoverty.errors import choose, refuse
from netpoverty.survey.design import Design, as_design, label_codes
from netpoverty.survey.results import Estimates, jacobian
from netpoverty.survey.variance import covariance_of_totals


def columns_of(values: object, thing: str = "values") -> tuple[np.ndarray, pd.Index]:
    """Return a float matrix (n, m) and its column names from a vector, matrix or frame."""
    names = values.columns if isinstance(values, pd.DataFrame) else None
    try:
        array = np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        raise refuse(thing, f"values of type {type(values).__name__}", "numbers") from None
    if array.ndim not in (1, 2) or not array.shape[0]:
        raise refuse(thing, f"shape {array.shape}", "(n,) or (n, m) with at least one row")
    array = array[:, None] if array.ndim == 1 else array
    if names is None:
        one = getattr(values, "name", None) or "value"
        names = [one] if array.shape[1] == 1 else [f"x{j + 1}" for j in range(array.shape[1])]
    return array, pd.Index(names)


def complete_rows(array: np.ndarray, where: object, missing: str) -> tuple[np.ndarray, dict]:
    """Return the mask of rows to use, with what was dropped; missing values by stated choice."""
    choose("missing", missing, ("refuse", "drop"))
    wanted = np.ones(len(array), bool) if where is None else np.asarray(where, dtype=bool)
    if wanted.shape != (len(array),):
        raise refuse("where", f"shape {wanted.shape}", f"one truth value a row, ({len(array)},)")
    lacking = wanted & np.isnan(array).any(axis=1)
    count = int(lacking.sum())
    if count and missing == "refuse":
        raise refuse("values", f"{count} rows with missing values", "none, or missing='drop'")
    return wanted & ~lacking, ({"missing value": count} if count else {})


def estimates_from_influence(
    design: Design,
    names: object,
    values: np.ndarray,
    influence: np.ndarray,
    *,
    where: np.ndarray | None = None,
    domains: list[np.ndarray] | None = None,
    share: object = False,
    title: str = "Estimates",
    dropped: Mapping[str, int] | None = None,
    remarks: Mapping[int, str] | None = None,
    level: float = 0.95,
) -> Estimates:
    """Return estimates whose errors come from influence values, (n, m).

    The door for measures defined elsewhere: θ̂ with influence z_i = dθ̂/dw_i has
    Var(θ̂) ≈ Var(Σ w_i z_i) (Deville 1999, *Survey Methodology* 25(2), 193–203).

    Parameters
    ----------
    where : (n,) bool, optional
        Rows behind all estimates; degrees of freedom are counted among their units.
    domains : list of (n,) bool, optional
        Rows behind each single estimate, where they differ.

    >>> z = np.array([-0.25, 0.25])  # of the mean of 1 and 2
    >>> estimates_from_influence(Design([1, 1]), ["m"], [1.5], z).se.round(3).tolist()
    [0.5]
    """
    values = np.atleast_1d(np.asarray(values, dtype=float))
    influence = np.asarray(influence, dtype=float).reshape(design.n, -1)
    rows = np.ones(design.n, bool) if where is None else where
    masks = [rows] if domains is None else domains
    freedom = [design.degrees_of_freedom(mask) for mask in masks]
    units = [np.unique(design.unit[mask]).size for mask in masks]
    size = values.size
    return Estimates(
        names=names if isinstance(names, pd.Index) else pd.Index(names),
        values=values,
        covariance=covariance_of_totals(design, influence),
        degrees_of_freedom=np.broadcast_to(np.asarray(freedom), size).astype(float),
        units=np.broadcast_to(np.asarray(units), size).astype(float),
        share=np.broadcast_to(np.asarray(share, dtype=bool), size),
        n=int(rows.sum()),
        weight=float(design.weights[rows].sum()),
        convention=design.describe(),
        title=title,
        dropped=dropped or {},
        remarks=remarks or {},
        level=level,
    )


def by_domain(by: object, rows: np.ndarray) -> tuple[list[np.ndarray], list]:
    """Return a mask for each group with its label; an empty group is refused.

    >>> by_domain(["a", "b"], np.array([True, True]))[1]
    ['a', 'b']
    """
    if by is None:
        return [rows], [None]
    codes, labels = label_codes(by, "by")
    if codes.size != rows.size:
        raise refuse("by", f"{codes.size} labels", f"one label for each of {rows.size} rows")
    masks = [rows & (codes == code) for code in range(len(labels))]
    empty = [str(name) for name, mask in zip(labels, masks, strict=True) if not mask.any()]
    if empty:
        raise refuse("by", f"empty group {empty[0]}", "groups with at least one usable row")
    return masks, list(labels)


def ratio(
    numerator: object,
    denominator: object,
    design: Design | object | None = None,
    *,
    by: object = None,
    where: object = None,
    missing: str = "refuse",
    share: bool = False,
    level: float = 0.95,
    title: str = "Ratio",
) -> Estimates:
    """Estimate Σ w y / Σ w x for each column of y, by domain.

    Parameters
    ----------
    numerator : (n,) or (n, m)
    denominator : (n,) or scalar 1
    design : Design, weights or None
    by : (n,) labels, optional
        Domains; the whole design stays in the variance, as it must.
    where : (n,) bool, optional
        The subpopulation to use.
    missing : {"refuse", "drop"}

    Notes
    -----
    Influence: z_i = (y_i − R̂ x_i)/X̂ inside the domain, zero outside. Särndal, Swensson &
    Wretman (1992), doi:10.1007/978-1-4612-4378-6, section 5.6.

    >>> ratio([2.0, 4.0], [1.0, 1.0])["value"]
    3.0
    """
    y, columns = columns_of(numerator, "numerator")
    x = np.broadcast_to(np.asarray(denominator, dtype=float), (len(y),))
    design = as_design(design, len(y))
    rows, dropped = complete_rows(np.column_stack([y, x]), where, missing)
    masks, labels = by_domain(by, rows)
    values, influence, names, domains = [], [], [], []
    for mask, label in zip(masks, labels, strict=True):
        weight = design.weights[mask]
        base = weight @ x[mask]
        if base == 0:
            raise refuse("denominator", f"a total of zero in {label or 'the sample'}", "not zero")
        part = (weight @ y[mask]) / base
        z = np.zeros_like(y)
        z[mask] = (y[mask] - part * x[mask, None]) / base
        values.append(part)
        influence.append(z)
        names += [column if label is None else (label, column) for column in columns]
        domains += [mask] * len(columns)
    index = columns if labels == [None] else pd.MultiIndex.from_tuples(names)
    return estimates_from_influence(
        design,
        index,
        np.concatenate(values),
        np.hstack(influence),
        where=rows,
        domains=domains,
        share=share,
        title=title,
        dropped=dropped,
        level=level,
    )


def mean(values: object, design: Design | object | None = None, **options: object) -> Estimates:
    """Estimate the mean of each column, by domain.

    Takes the options of `ratio`; `share=True` for 0/1 columns gives logit intervals.

    Source: Särndal, Swensson & Wretman (1992), doi:10.1007/978-1-4612-4378-6.

    >>> mean([1.0, 2.0, 3.0], [1, 1, 2])["value"]
    2.25
    """
    return ratio(values, 1.0, design, title="Mean", **options)


def total(
    values: object, design: Design, *, where: object = None, missing: str = "refuse"
) -> Estimates:
    """Estimate the population total of each column: Σ w y.

    >>> total([1.0, 2.0], Design([10, 10])).to_frame()[["estimate", "se"]].values.tolist()
    [[30.0, 10.0]]
    """
    y, columns = columns_of(values)
    design = as_design(design, len(y))
    rows, dropped = complete_rows(y, where, missing)
    scores = np.where(rows[:, None], np.nan_to_num(y), 0.0)
    return estimates_from_influence(
        design, columns, design.weights @ scores, scores, where=rows, title="Total", dropped=dropped
    )


def smooth(
    function: Callable[[np.ndarray], np.ndarray],
    values: object,
    design: Design | object | None = None,
    *,
    names: object = None,
    where: object = None,
    missing: str = "refuse",
    share: bool = False,
    title: str = "Function of totals",
) -> Estimates:
    """Estimate any smooth function of weighted totals.

    Parameters
    ----------
    function : callable
        Takes the (m,) vector of weighted totals of the columns; returns a number or vector.
    values : (n, m) array or frame

    Notes
    -----
    Influence z_i = ∇f(t̂)ᵀ y_i, the gradient by central differences.

    >>> x = np.array([[1.0, 1.0], [3.0, 1.0]])
    >>> smooth(lambda t: t[0] / t[1], x, names=["mean"])["mean"]
    2.0
    """
    y, _ = columns_of(values)
    design = as_design(design, len(y))
    rows, dropped = complete_rows(y, where, missing)
    scores = np.where(rows[:, None], np.nan_to_num(y), 0.0)
    totals = design.weights @ scores
    made = np.atleast_1d(function(totals))
    labels = [f"f{j + 1}" for j in range(made.size)] if names is None else names
    slope = jacobian(function, totals)
    return estimates_from_influence(
        design,
        labels,
        made,
        scores @ slope.T,
        where=rows,
        share=share,
        title=title,
        dropped=dropped,
    )
