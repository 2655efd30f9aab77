"""Nearest-neighbour matching with a caliper, its errors by Abadie with Imbens."""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.spatial.distance import cdist

from netpoverty.errors import choose, refuse
from netpoverty.models.matching.study import Effect, Study

TIE = 1e-10


def nearest(
    study: Study,
    estimand: str = "att",
    *,
    neighbours: int = 1,
    caliper: float | None = None,
    on: str = "score",
    replace: bool = True,
) -> Effect:
    """Return the mean difference between units and their nearest neighbours in the other arm.

    Parameters
    ----------
    study : sample with propensity score, unweighted
    estimand : "att" (exposed units are matched) or "ate" (all are)
    neighbours : matches a unit; ties at the last distance are all taken, with equal weight
    caliper : largest distance, in standard deviations of the score's linear predictor (or in
        Mahalanobis units); units without a match are left out, which changes the estimand
    on : "score" (linear predictor of the propensity) or "mahalanobis" (covariates)
    replace : False pairs each exposed unit with its own control, from the highest score down

    Raises
    ------
    InputError : a weighted study, an impossible caliper, no match at all

    Notes
    -----
    With w_ij the weight of match j for unit i, K_j = Σ_i w_ij and K′_j = Σ_i w_ij²,
    Var(ATT) = N₁⁻²(Σ_{exposed} (Y_i − Ŷ_i − τ)² + Σ_{others} (K² − K′)σ²) and
    Var(ATE) = N⁻² Σ ((Ŷ_i(1) − Ŷ_i(0) − τ)² + (K² + 2K − K′)σ²), σ² from the nearest unit of
    the same arm. The score is treated as known: conservative for the ATE (Abadie and Imbens
    2016), of either sign for the ATT. The bootstrap is not valid here.
    Source: Abadie and Imbens (2006), doi 10.1111/j.1468-0262.2006.00655.x; (2008),
    doi 10.3982/ECTA6474; (2016), doi 10.3982/ECTA11293.

    Examples
    --------
    >>> import pandas as pd
    >>> from netpoverty.models.matching import study
    >>> frame = pd.DataFrame({"x": [1, 2, 3, 1, 2, 3, 2, 9], "t": [1, 1, 1, 0, 0, 0, 0, 1],
    ...                       "y": [2, 3, 4, 1, 2, 3, 2, 9.0]})
    >>> made = nearest(study(frame, treatment="t", outcome="y", covariates="x"), on="mahalanobis",
    ...                caliper=1)
    >>> made.estimate, made.unmatched
    (1.0, 1)
    """
    choose("estimand", estimand, ["att", "ate"])
    choose("on", on, ["score", "mahalanobis"])
    _check(study, neighbours, caliper, estimand, replace)
    places = _places(study, on)
    if not replace:
        return _paired(study, places, caliper)
    exposed = _matches(places, study.treated, neighbours, caliper)
    if estimand == "att":
        return _att(study, places, exposed, neighbours)
    return _ate(study, places, exposed + _matches(places, ~study.treated, neighbours, caliper))


def _check(study: Study, neighbours: int, caliper, estimand: str, replace: bool) -> None:
    if study.sample.weighted:
        raise refuse("weights", "a weighted study", "weighted or doubly_robust for survey weights")
    if neighbours < 1 or (caliper is not None and caliper <= 0):
        given = f"neighbours {neighbours}, caliper {caliper}"
        raise refuse("matching", given, "at least one neighbour and a caliper above 0")
    if not replace and (estimand != "att" or neighbours != 1):
        raise refuse("replace", False, "estimand 'att' with one neighbour")


def _places(study: Study, on: str) -> np.ndarray:
    if on == "score":
        eta = study.sample.design @ study.propensity.coefficients.to_numpy()
        return (eta / eta.std())[:, None]
    columns = study.columns.to_numpy()
    half = np.linalg.cholesky(np.linalg.inv(np.atleast_2d(np.cov(columns.T))))
    return columns @ half


def _matches(places, units, neighbours: int, caliper: float | None) -> sparse.csr_matrix:
    """Return the (n, n) match weights: rows of `units` point at the other arm."""
    own, others = np.flatnonzero(units), np.flatnonzero(~units)
    entries = [_closest(places, part, others, neighbours, caliper) for part in _chunks(own)]
    i, j, w = (np.concatenate(column) for column in zip(*entries, strict=True))
    return sparse.csr_matrix((w, (i, j)), shape=(len(units), len(units)))


def _chunks(rows: np.ndarray) -> list[np.ndarray]:
    return np.array_split(rows, max(1, len(rows) // 256))


def _closest(places, own, others, neighbours: int, caliper: float | None):
    distance = cdist(places[own], places[others])
    rank = min(neighbours, len(others)) - 1
    edge = np.partition(distance, rank, axis=1)[:, rank]
    taken = distance <= edge[:, None] + TIE
    if caliper is not None:
        taken &= distance <= caliper + TIE
    i, j = np.nonzero(taken)
    return own[i], others[j], 1.0 / taken.sum(axis=1)[i]


def _same_arm_variance(study: Study, places: np.ndarray) -> np.ndarray:
    variance = np.zeros(study.n)
    for arm in (study.treated, ~study.treated):
        rows = np.flatnonzero(arm)
        for part in _chunks(rows):
            distance = cdist(places[part], places[rows])
            distance[np.arange(len(part)), np.searchsorted(rows, part)] = np.inf
            near = distance <= distance.min(axis=1)[:, None] + TIE
            count = near.sum(axis=1)
            mean = near @ study.y[rows] / count
            variance[part] = count / (count + 1) * (study.y[part] - mean) ** 2
    return variance


def _att(study: Study, places, match: sparse.csr_matrix, neighbours: int) -> Effect:
    used = _used(match)
    gap = study.y[used] - (match @ study.y)[used]
    estimate, size = float(gap.mean()), len(gap)
    k, k2 = np.asarray(match.sum(axis=0)).ravel(), np.asarray(match.power(2).sum(axis=0)).ravel()
    variance = _same_arm_variance(study, places)
    total = ((gap - estimate) ** 2).sum() + ((k**2 - k2) * variance).sum()
    weights = np.where(np.isin(np.arange(study.n), used), 1.0, k)
    weights[study.treated & ~np.isin(np.arange(study.n), used)] = 0
    lost = int(study.treated.sum()) - size
    return _effect(study, "att", estimate, np.sqrt(total) / size, weights, lost)


def _ate(study: Study, places, match: sparse.csr_matrix) -> Effect:
    used = _used(match)
    sign = np.where(study.treated, 1.0, -1.0)
    gap = sign[used] * (study.y[used] - (match @ study.y)[used])
    estimate, size = float(gap.mean()), len(gap)
    k, k2 = np.asarray(match.sum(axis=0)).ravel(), np.asarray(match.power(2).sum(axis=0)).ravel()
    variance = _same_arm_variance(study, places)
    total = ((gap - estimate) ** 2).sum() + ((k**2 + 2 * k - k2) * variance).sum()
    weights = k + np.isin(np.arange(study.n), used)
    return _effect(study, "ate", estimate, np.sqrt(total) / size, weights, study.n - size)


def _used(match: sparse.csr_matrix) -> np.ndarray:
    used = np.flatnonzero(np.diff(match.indptr))
    if not len(used):
        raise refuse("caliper", "no unit with a match", "a wider caliper")
    return used


def _effect(study: Study, estimand, estimate, error, weights, lost) -> Effect:
    words = "Errors: Abadie–Imbens (2006), one neighbour of the same arm, score taken as known."
    return Effect(
        study, "nearest neighbour", estimand, estimate, float(error), weights, lost, words
    )


def pairs(study: Study, places: np.ndarray, caliper: float | None) -> np.ndarray:
    """Return (pairs, 2) row numbers, exposed then control, greedily from the highest score."""
    free = np.flatnonzero(~study.treated)
    order = np.flatnonzero(study.treated)[np.argsort(-study.score[study.treated], kind="stable")]
    found = []
    for unit in order:
        if not len(free):
            break
        distance = np.linalg.norm(places[free] - places[unit], axis=1)
        best = int(distance.argmin())
        if caliper is None or distance[best] <= caliper + TIE:
            found.append((unit, free[best]))
            free = np.delete(free, best)
    return np.array(found, dtype=int).reshape(-1, 2)


def _paired(study: Study, places: np.ndarray, caliper: float | None) -> Effect:
    couples = pairs(study, places, caliper)
    if len(couples) < 2:
        raise refuse("caliper", f"{len(couples)} pairs", "at least two pairs")
    gap = study.y[couples[:, 0]] - study.y[couples[:, 1]]
    weights = np.zeros(study.n)
    weights[couples.ravel()] = 1
    lost = int(study.treated.sum()) - len(couples)
    words = "Errors: standard deviation of pair differences over √pairs; pairs taken as given."
    error = float(gap.std(ddof=1) / np.sqrt(len(gap)))
    return Effect(study, "pairs", "att", float(gap.mean()), error, weights, lost, words)


def pair_differences(study: Study, caliper: float | None = None, on: str = "score") -> np.ndarray:
    """Return the outcome differences of disjoint pairs, exposed minus control, for `rosenbaum`."""
    couples = pairs(study, _places(study, choose("on", on, ["score", "mahalanobis"])), caliper)
    return study.y[couples[:, 0]] - study.y[couples[:, 1]]
