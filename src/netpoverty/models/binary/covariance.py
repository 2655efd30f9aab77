"""Error conventions of an estimating equation: classical, robust, clustered, survey."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from netpoverty.errors import choose, refuse
from netpoverty.survey.design import Design
from netpoverty.survey.variance import covariance_of_unit_totals, unit_totals

KINDS = ("classical", "HC0", "HC1", "cluster", "survey")


@dataclass(frozen=True, eq=False)
class Covariance:
    """A (k, k) covariance matrix with its degrees of freedom and its convention in words."""

    matrix: np.ndarray
    dof: float
    words: str


def meat(scores: np.ndarray, clusters: np.ndarray | None) -> tuple[np.ndarray, int]:
    """Return Σ s sᵀ over clusters (over rows without clusters), with the number of clusters."""
    if clusters is not None:
        scores = cluster_sums(scores, clusters)
    return scores.T @ scores, len(scores)


def cluster_sums(values: np.ndarray, clusters: np.ndarray) -> np.ndarray:
    """Return the (G, k) sums of the rows of `values` by cluster code."""
    total = np.zeros((int(clusters.max()) + 1, values.shape[1]))
    np.add.at(total, clusters, values)
    return total


def stratified_meat(
    scores: np.ndarray, clusters: np.ndarray | None, strata: np.ndarray | None
) -> tuple[np.ndarray, float]:
    """Return the design variance of Σ s under with-replacement sampling, with its dof.

    Per stratum h with n_h clusters: n_h/(n_h−1) Σ (t − t̄)(t − t̄)ᵀ over cluster totals t
    (Binder 1983, doi 10.2307/1402588). The degrees of freedom are clusters minus strata.
    """
    # the scores carry the sampling weights already
    design = Design(np.ones(len(scores)), strata=strata, clusters=clusters)
    totals = unit_totals(design, scores)
    return covariance_of_unit_totals(design, totals), float(design.degrees_of_freedom())


def sandwich(
    kind: str,
    information: np.ndarray,
    scores: np.ndarray,
    *,
    clusters: np.ndarray | None = None,
    strata: np.ndarray | None = None,
    linear: bool = False,
    residual_variance: float = 1.0,
) -> Covariance:
    """Return the covariance of an estimate that solves Σ s_i = 0.

    kind : "classical" (inverse information), "HC0", "HC1" (n/(n−k)), "cluster" (G/(G−1),
        and (n−1)/(n−k) beside it for a linear model), "survey" (Taylor linearisation)
    information : (k, k); scores : (n, k), weights included; clusters, strata : (n,) codes
    """
    choose("errors", kind, KINDS)
    bread = np.linalg.inv(information)
    n, k = scores.shape
    small = float(n - k) if linear else np.inf
    if kind == "classical":
        return Covariance(bread * residual_variance, small, _classical_words(linear))
    if kind in ("HC0", "HC1"):
        factor = n / (n - k) if kind == "HC1" else 1.0
        words = "with factor n/(n−k)" if kind == "HC1" else "without a small-sample factor"
        core, _ = meat(scores, None)
        return Covariance(
            factor * bread @ core @ bread, small, f"Errors: sandwich {kind}, {words}."
        )
    if kind == "cluster":
        return _clustered(bread, scores, clusters, linear)
    core, dof = stratified_meat(scores, clusters, strata)
    words = "Errors: Taylor linearisation, with replacement; t with clusters − strata"
    return Covariance(bread @ core @ bread, dof, f"{words} = {dof:g} degrees of freedom.")


def _classical_words(linear: bool) -> str:
    if linear:
        return "Errors: classical, residual variance with n−k; no heteroskedasticity allowed for."
    return "Errors: classical, inverse of the observed information."


def _clustered(bread, scores, clusters, linear: bool) -> Covariance:
    if clusters is None:
        raise refuse("clusters", None, 'a column name when errors="cluster"')
    n, k = scores.shape
    core, groups = meat(scores, clusters)
    factor = groups / (groups - 1) * ((n - 1) / (n - k) if linear else 1.0)
    extra = "·(n−1)/(n−k)" if linear else ""
    words = f"Errors: clustered in {groups} groups (CR1, factor G/(G−1){extra}); t with G−1"
    few = " Few clusters: prefer the methods of few_clusters." if groups < 30 else ""
    return Covariance(factor * bread @ core @ bread, groups - 1.0, f"{words}.{few}")
