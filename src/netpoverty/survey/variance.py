"""The variance of weighted totals under a design, from sampling-unit totals."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from netpoverty.errors import refuse
from netpoverty.survey.design import Design


def unit_factors(design: Design) -> np.ndarray:
    """Return (1 − f_h) n_h / (n_h − 1) for each stratum; 0 where no variance can arise.

    A stratum that was taken completely (f_h = 1) adds nothing; one with a single unit is
    left to the design's rule on lonely units.

    >>> unit_factors(Design([1, 1, 1, 1], strata=[0, 0, 1, 1])).tolist()
    [2.0, 2.0]
    """
    counts = design.units_per_stratum
    open_share = 1.0 - design.sampled_fraction
    return np.where(counts > 1, open_share * counts / np.maximum(counts - 1, 1), 0.0)


def lonely_strata(design: Design) -> np.ndarray:
    """Return the codes of strata with one unit that the rule has to settle.

    >>> lonely_strata(Design([1, 1, 1], strata=["a", "a", "b"], lonely="scale")).tolist()
    [1]
    """
    lonely = (design.units_per_stratum == 1) & (design.sampled_fraction < 1)
    codes = np.flatnonzero(lonely)
    if codes.size and design.lonely == "fail":
        names = ", ".join(str(design.stratum_labels[code]) for code in codes[:3])
        raise refuse(
            "strata",
            f"{codes.size} with a single sampling unit ({names}), which carries no variance",
            "at least two units a stratum, or a Design with lonely='centre' or lonely='scale'",
        )
    return codes


def unit_totals(design: Design, scores: np.ndarray) -> np.ndarray:
    """Return the weighted totals of each column of `scores` by sampling unit, (units, m).

    >>> unit_totals(Design([1, 2, 3], clusters=[0, 0, 1]), [[1.0], [1.0], [1.0]]).ravel().tolist()
    [3.0, 3.0]
    """
    scores = np.asarray(scores, dtype=float)
    scores = scores[:, None] if scores.ndim == 1 else scores
    if design.element:
        return design.weights[:, None] * scores
    return sum_rows(design.unit, design.n_units, scores, design.weights)


def sum_rows(cell: np.ndarray, cells: int, rows: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return Σ weight·row over the rows of each cell, (cells, columns), in one pass.

    >>> sum_rows(np.array([1, 1]), 2, np.array([[1.0], [2.0]]), np.array([1.0, 3.0])).tolist()
    [[0.0], [7.0]]
    """
    matrix = sparse.csc_matrix(
        (weights, cell.astype(np.int32, copy=False), np.arange(cell.size + 1, dtype=np.int32)),
        shape=(cells, cell.size),
    )
    return matrix @ rows


def covariance_of_unit_totals(
    design: Design, totals: np.ndarray, units: np.ndarray | None = None
) -> np.ndarray:
    """Return the covariance matrix of the sum of unit totals.

    Parameters
    ----------
    design : Design
    totals : (..., rows, m) array
        Weighted totals by sampling unit; leading axes are separate problems.
    units : (rows,) array of unit codes, optional
        The units the rows belong to; units not listed have totals of zero (a domain).

    Returns
    -------
    (..., m, m) array

    Notes
    -----
    V = Σ_h (1 − f_h) n_h/(n_h − 1) Σ_c (t_hc − t̄_h)(t_hc − t̄_h)ᵀ, with n_h units in stratum h.
    Särndal, Swensson & Wretman (1992), doi:10.1007/978-1-4612-4378-6, ch. 4.

    >>> float(covariance_of_unit_totals(Design([1, 1]), np.array([[1.0], [3.0]]))[0, 0])
    4.0
    """
    units = np.arange(design.n_units) if units is None else units
    lonely = lonely_strata(design)
    strata = design.unit_stratum[units]
    factors, counts = unit_factors(design), design.units_per_stratum
    sums = sum_by_stratum(totals, strata, design.n_strata)
    missing = counts - np.bincount(strata, minlength=design.n_strata)
    means = sums / counts[:, None]
    # centred before squaring: subtracting squares afterwards would lose digits
    centred = totals - means[..., strata, :]
    covariance = _outer(centred, factors[strata]) + _outer(means, factors * missing)
    if lonely.size and design.lonely == "scale":
        if lonely.size == design.n_strata:
            raise refuse("strata", "strata that all have a single unit", "one with two units")
        return covariance * (design.n_strata / (design.n_strata - lonely.size))
    if lonely.size:
        grand = sums.sum(axis=-2, keepdims=True) / design.n_units
        covariance = covariance + _outer(
            sums[..., lonely, :] - grand, 1.0 - design.sampled_fraction[lonely]
        )
    return covariance


def sum_by_stratum(totals: np.ndarray, strata: np.ndarray, n_strata: int) -> np.ndarray:
    """Return sums over the units of each stratum, (…, units, m) to (…, strata, m).

    >>> sum_by_stratum(np.array([[1.0], [2.0], [4.0]]), np.array([0, 1, 1]), 2).ravel().tolist()
    [1.0, 6.0]
    """
    if n_strata == 1:
        return totals.sum(axis=-2, keepdims=True)
    rows = np.arange(strata.size)
    member = sparse.csr_matrix((np.ones(strata.size), (strata, rows)), (n_strata, strata.size))
    moved = np.moveaxis(totals, -2, 0)
    sums = member @ moved.reshape(strata.size, -1)
    return np.moveaxis(sums.reshape(n_strata, *moved.shape[1:]), 0, -2)


def _outer(rows: np.ndarray, factors: np.ndarray) -> np.ndarray:
    return np.swapaxes(rows, -1, -2) @ (rows * factors[:, None])


def covariance_of_totals(design: Design, scores: np.ndarray) -> np.ndarray:
    """Return the design-based covariance of the weighted totals of `scores`, (m, m).

    With influence values as scores this is the linearised covariance of any smooth
    statistic: Var(θ̂) ≈ Var(Σ w_i z_i).

    Parameters
    ----------
    design : Design
    scores : (n,) or (n, m) array
        One column a total or an influence function; zero outside a domain.

    >>> round(float(covariance_of_totals(Design([1, 1, 1]), np.array([1.0, 2.0, 3.0]))[0, 0]), 6)
    3.0
    """
    return covariance_of_unit_totals(design, unit_totals(design, scores))
