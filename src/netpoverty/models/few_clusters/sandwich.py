"""Cluster-robust covariances CR0 to CR3, with Satterthwaite degrees of freedom."""

from __future__ import annotations

import numpy as np

from netpoverty.errors import choose
from netpoverty.models.few_clusters.design import ClusterDesign

CORRECTIONS = {
    "CR0": "CR0: sums of scores by cluster, no correction; t(G-1).",
    "CR1S": "CR1S (Stata): CR0 times G/(G-1) (n-1)/(n-k); t(G-1).",
    "CR2": "CR2 (Bell and McCaffrey, as clubSandwich): unbiased if errors are independent; "
    "t with Satterthwaite degrees of freedom.",
    "CR3": "CR3 (as clubSandwich): the jackknife over clusters, no factor; t(G-1).",
    "CR3-pyfixest": "CR3 times G/(G-1) (n-1)/(n-k), as pyfixest; t(G-1).",
}


def cluster_covariance(design: ClusterDesign, correction: str = "CR2") -> np.ndarray:
    r"""Return the cluster-robust covariance matrix, shape (k, k).

    .. math:: V = (X'X)^{-1} \Big(\sum_g X_g' A_g u_g u_g' A_g X_g\Big) (X'X)^{-1},\quad
        A_g = (I - H_{gg})^{-p}

    with p = 0 (CR0), 1/2 (CR2) and 1 (CR3).

    Parameters
    ----------
    design : from ``cluster_design``
    correction : a name of ``CORRECTIONS``

    Source: Bell and McCaffrey (2002); Pustejovsky and Tipton (2018),
    doi:10.1080/07350015.2016.1247004.
    """
    choose("correction", correction, CORRECTIONS)
    residuals = design.fit()[1]
    power = {"CR2": 0.5, "CR3": 1.0, "CR3-pyfixest": 1.0}.get(correction, 0.0)
    scores = np.array(
        [adjusted.T @ residuals[rows] for rows, adjusted in _adjusted_blocks(design, power)]
    )
    factor = _stata_factor(design) if correction in ("CR1S", "CR3-pyfixest") else 1.0
    return factor * design.bread @ scores.T @ scores @ design.bread


def satterthwaite_dof(design: ClusterDesign) -> np.ndarray:
    r"""Return Satterthwaite degrees of freedom of CR2, one a coefficient.

    Under independent equal variances, the variance estimate of c'b is a quadratic form
    :math:`\sum_g (u_g'y)^2`; with P = U'U its degrees of freedom are
    :math:`(\operatorname{tr} P)^2 / \sum P_{gh}^2`.
    """
    bread, x = design.bread, design.design
    columns = np.zeros((x.shape[1], design.n, design.groups))
    for g, (rows, adjusted) in enumerate(_adjusted_blocks(design, 0.5)):
        columns[:, rows, g] = (adjusted @ bread).T
    columns -= np.einsum("nk,klg->nlg", x @ bread, np.einsum("nk,lng->klg", x, columns)).transpose(
        1, 0, 2
    )
    products = np.einsum("lng,lnh->lgh", columns, columns)
    traces = np.einsum("lgg->l", products)
    return traces**2 / (products**2).sum(axis=(1, 2))


def _adjusted_blocks(design: ClusterDesign, power: float):
    """Yield the rows of each cluster and A_g X_g."""
    for g in range(design.groups):
        rows = np.flatnonzero(design.clusters == g)
        block = design.design[rows]
        yield rows, _adjust(block, design.bread, power) if power else block


def _adjust(block: np.ndarray, bread: np.ndarray, power: float) -> np.ndarray:
    # A cluster that alone identifies a regressor has a leverage of one: the generalised inverse
    # leaves that direction out, as clubSandwich does.
    values, vectors = np.linalg.eigh(np.eye(len(block)) - block @ bread @ block.T)
    scale = np.where(values > 1e-10, np.clip(values, 1e-10, None) ** -power, 0.0)
    return vectors @ (scale[:, None] * (vectors.T @ block))


def _stata_factor(design: ClusterDesign) -> float:
    g, n, k = design.groups, design.n, design.design.shape[1]
    return g / (g - 1) * (n - 1) / (n - k)
