"""Wild cluster bootstrap with the null imposed, by full enumeration where clusters are few."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import pandas as pd

from netpoverty.errors import choose, refuse
from netpoverty.models.few_clusters.design import ClusterDesign
from netpoverty.models.panel.covariance import group_sums
from netpoverty.results import Result

WEIGHTS = {
    "rademacher": np.array([-1.0, 1.0]),
    "webb": np.array([-np.sqrt(1.5), -1.0, -np.sqrt(0.5), np.sqrt(0.5), 1.0, np.sqrt(1.5)]),
}

# Enumerations beyond this many vectors are replaced by random draws.
LARGEST_ENUMERATION = 300_000

# Sign vectors w and -w give the same |t| up to rounding: equality within this relative distance.
TIE = 1e-9


@dataclass(frozen=True)
class WildBootstrap(Result):
    """P-values of one coefficient by the restricted wild cluster bootstrap (WCR).

    `p_ge` counts bootstrap statistics at least as large as the observed one (ties against the
    null hypothesis being rejected), `p_gt` only larger ones; the truth lies between. `smallest_p`
    is the smallest `p_ge` that this many clusters can give whatever the data.
    """

    regressor: str
    t: float
    p_ge: float
    p_gt: float
    smallest_p: float
    vectors: int
    enumerated: bool
    weights: str
    groups: int
    n: int
    statistics: np.ndarray = field(repr=False)
    convention: str = ""
    title: ClassVar[str] = "Wild cluster bootstrap, null imposed"

    def to_frame(self) -> pd.DataFrame:
        """Return one row: t, both p-values, the smallest possible p, vectors used."""
        row = {
            "t": self.t,
            "p (ties count)": self.p_ge,
            "p (ties left out)": self.p_gt,
            "smallest p possible": self.smallest_p,
            "clusters": self.groups,
            "weight vectors": self.vectors,
        }
        return pd.DataFrame([row], index=[self.regressor])

    def plot(self, ax=None):
        """Draw the bootstrap |t| with the observed one."""
        import matplotlib.pyplot as plt

        ax = ax or plt.subplots(figsize=(6, 3))[1]
        finite = self.statistics[np.isfinite(self.statistics)]
        ax.hist(finite, bins=min(60, max(5, len(np.unique(finite.round(9))))), color="0.7")
        ax.axvline(abs(self.t), color="C3")
        ax.set(xlabel="|t| under the null", ylabel="weight vectors")
        return ax


def smallest_p(groups: int, weights: str = "rademacher") -> float:
    r"""Return the smallest p-value that G clusters can give when ties count.

    The statistic does not change when all weights are multiplied by one number, so every vector
    with equal weights reproduces the observed one: 2 of :math:`2^G` (Rademacher), 6 of
    :math:`6^G` (Webb).

    >>> smallest_p(3), round(smallest_p(3, "webb"), 4)
    (0.25, 0.0278)
    """
    points = len(WEIGHTS[choose("weights", weights, WEIGHTS)])
    if groups < 2:
        raise refuse("clusters", groups, "at least two clusters")
    return float(points) ** (1 - groups)


def wild_bootstrap(
    design: ClusterDesign,
    regressor: str,
    *,
    weights: str = "rademacher",
    null: float = 0.0,
    draws: int = 9999,
    rng: np.random.Generator | None = None,
) -> WildBootstrap:
    r"""Test one coefficient by the restricted wild cluster bootstrap (WCR11).

    Residuals under the null are multiplied by one random weight a cluster; the statistic is t
    with CR0 errors (a constant factor would cancel).

    Parameters
    ----------
    design : from ``cluster_design``
    regressor : the coefficient tested
    weights : "rademacher" (2^G vectors) or "webb" (6^G)
    null : value of the coefficient under the null
    draws, rng : used only when full enumeration exceeds 300,000 vectors

    Returns
    -------
    WildBootstrap, with both p-values at ties

    Source: Cameron, Gelbach and Miller (2008), doi:10.1162/rest.90.3.414; Webb (2023),
    doi:10.1111/caje.12661.

    Examples
    --------
    >>> import statsmodels.api as sm
    >>> from netpoverty.models.panel.data import prepare_panel
    >>> from netpoverty.models.few_clusters.design import cluster_design
    >>> frame = sm.datasets.grunfeld.load_pandas().data.query("firm != 'American Steel'")
    >>> panel = prepare_panel("invest ~ value + capital", frame, unit="firm", time="year")
    >>> result = wild_bootstrap(cluster_design(panel, "pooled"), "capital")
    >>> result.p_ge, result.p_gt
    (0.0234375, 0.021484375)
    """
    choose("weights", weights, WEIGHTS)
    place = design.column(regressor)
    table, enumerated = _vectors(design.groups, weights, draws, rng)
    influence, spread = _influence(design, place, null)
    statistics = _bootstrap_t(table, influence, spread)
    observed = float(_bootstrap_t(np.ones((1, design.groups)), influence, spread)[0])
    sizes = np.nan_to_num(np.abs(statistics), nan=0.0, posinf=np.inf)
    # Among random vectors the observed one is counted too, so that p is never zero.
    own = 0 if enumerated else 1
    at_least = (sizes >= abs(observed) * (1 - TIE)).sum() + own
    above = (sizes > abs(observed) * (1 + TIE)).sum() + own
    count = len(table) + own
    least = max(smallest_p(design.groups, weights), own / count)
    how = "every weight vector" if enumerated else f"{draws} random weight vectors"
    words = (
        f"WCR11, {weights} weights, {how}; t with CR0 errors; both counts at ties are given. "
        f"{design.groups} clusters and these vectors cannot give p below {least:.4g}."
    )
    return WildBootstrap(
        regressor,
        observed,
        float(at_least / count),
        float(above / count),
        least,
        len(table),
        enumerated,
        weights,
        design.groups,
        design.n,
        sizes,
        words,
    )


def _vectors(groups, weights, draws, rng) -> tuple[np.ndarray, bool]:
    points = WEIGHTS[weights]
    if len(points) ** groups > LARGEST_ENUMERATION:
        rng = rng or np.random.default_rng()
        return points[rng.integers(len(points), size=(draws, groups))], False
    return enumerate_weights(groups, weights), True


def enumerate_weights(groups: int, weights: str = "rademacher") -> np.ndarray:
    """Return every weight vector, shape (points^G, G)."""
    points = WEIGHTS[weights]
    codes = np.arange(len(points) ** groups)
    digits = codes[:, None] // len(points) ** np.arange(groups) % len(points)
    return points[digits]


def _influence(design: ClusterDesign, place: int, null: float) -> tuple[np.ndarray, np.ndarray]:
    """Return a (G,) and M (G, G): numerator a'w, cluster scores M w for weights w."""
    x, bread = design.design, design.bread
    others = np.delete(x, place, axis=1)
    target = design.outcome - null * x[:, place]
    residuals = target - others @ np.linalg.lstsq(others, target, rcond=None)[0]
    scores = group_sums(x * residuals[:, None], design.clusters)
    direct = scores @ bread[place]
    leverage = np.array(
        [bread[place] @ x[rows].T @ x[rows] @ bread for rows in _cluster_rows(design)]
    )
    return direct, np.diag(direct) - leverage @ scores.T


def _cluster_rows(design: ClusterDesign):
    return [design.clusters == g for g in range(design.groups)]


def _bootstrap_t(table: np.ndarray, influence: np.ndarray, spread: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return table @ influence / np.sqrt(((table @ spread.T) ** 2).sum(axis=1))
