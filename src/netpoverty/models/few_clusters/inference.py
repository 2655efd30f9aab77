"""One coefficient under every error a reader may meet, with the smallest p each can give."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd
from scipy import stats

from netpoverty.models.few_clusters.design import ClusterDesign, cluster_design
from netpoverty.models.few_clusters.sandwich import (
    CORRECTIONS,
    cluster_covariance,
    satterthwaite_dof,
)
from netpoverty.models.few_clusters.wild import wild_bootstrap
from netpoverty.models.panel.data import PanelData
from netpoverty.results import Result


@dataclass(frozen=True)
class FewClusterInference(Result):
    """One coefficient, its error, degrees of freedom and p-value under each method."""

    regressor: str
    frame: pd.DataFrame
    groups: int
    n: int
    convention: str
    title: ClassVar[str] = "Inference with few clusters"

    def to_frame(self) -> pd.DataFrame:
        """Return one row a method; wild rows have no error, only p at both tie rules."""
        return self.frame

    def notes(self) -> list[str]:
        """Return n, clusters, and what each method does."""
        return [f"n = {self.n}, {self.groups} clusters, unweighted.", self.convention]

    def plot(self, ax=None):
        """Draw the p-value of each method on a logarithmic scale."""
        import matplotlib.pyplot as plt

        frame = self.frame[::-1]
        ax = ax or plt.subplots(figsize=(6, 0.45 * len(frame) + 1))[1]
        ax.plot(np.clip(frame.p, 1e-12, 1), range(len(frame)), "o")
        ax.axvline(0.05, color="0.5", linestyle="--", linewidth=1)
        ax.set(xscale="log", xlabel=f"p-value of {self.regressor}")
        ax.set(yticks=range(len(frame)), yticklabels=frame.index)
        return ax


def few_cluster_inference(
    data: PanelData | ClusterDesign, regressor: str, effects: str = "within"
) -> FewClusterInference:
    """Put one coefficient under conventional, CR0–CR3 and enumerated wild-bootstrap inference.

    Parameters
    ----------
    data : a prepared panel (split by unit), or a ``ClusterDesign``
    regressor : the coefficient of interest
    effects : for a panel: pooled, within, two_way or first_differences

    Examples
    --------
    >>> import statsmodels.api as sm
    >>> from netpoverty.models.panel.data import prepare_panel
    >>> frame = sm.datasets.grunfeld.load_pandas().data.query("firm != 'American Steel'")
    >>> panel = prepare_panel("invest ~ value + capital", frame, unit="firm", time="year")
    >>> few_cluster_inference(panel, "value", "pooled").to_frame().loc["CR2", "dof"].round(2)
    np.float64(2.34)
    """
    design = cluster_design(data, effects) if isinstance(data, PanelData) else data
    place = design.column(regressor)
    coefficient = design.fit()[0][place]
    rows = {"conventional": _conventional(design, place)}
    for name in ("CR0", "CR1S", "CR2", "CR3"):
        error = np.sqrt(cluster_covariance(design, name)[place, place])
        dof = satterthwaite_dof(design)[place] if name == "CR2" else design.groups - 1
        rows[name] = (error, dof, 0.0)
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=["error", "dof", "smallest p"])
    frame.insert(0, "coefficient", coefficient)
    t = coefficient / frame.error
    frame.insert(3, "p", 2 * stats.t.sf(t.abs(), frame.dof))
    frame["p (ties left out)"] = np.nan
    for weights in ("rademacher", "webb"):
        wild = wild_bootstrap(design, regressor, weights=weights, rng=np.random.default_rng(0))
        row = [coefficient, np.nan, np.nan, wild.p_ge, wild.smallest_p, wild.p_gt]
        frame.loc[f"wild, {weights}"] = row
    words = " ".join(CORRECTIONS[name] for name in ("CR0", "CR1S", "CR2", "CR3"))
    words = f"{design.words[0].upper()}{design.words[1:]}. {words} Wild: null imposed (WCR11)."
    return FewClusterInference(regressor, frame, design.groups, design.n, words)


def _conventional(design: ClusterDesign, place: int) -> tuple[float, float, float]:
    residuals = design.fit()[1]
    dof = design.n - design.design.shape[1] - design.absorbed
    variance = residuals @ residuals / dof * design.bread[place, place]
    return float(np.sqrt(variance)), float(dof), 0.0
