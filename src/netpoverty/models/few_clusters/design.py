"""A regression split into its clusters, the form all few-cluster methods take."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from formulaic import Formula

from netpoverty.errors import choose, refuse
from netpoverty.models.panel.data import PanelData
from netpoverty.models.panel.transform import transform, unit_means

ESTIMATORS = ("pooled", "within", "two_way", "first_differences", "first_differences_drift")


@dataclass(frozen=True)
class ClusterDesign:
    """Outcome (n,), design (n, k), cluster codes (n,), after effects were swept out.

    `absorbed` counts the swept effects; `words` says which regression this is.
    """

    outcome: np.ndarray
    design: np.ndarray
    names: tuple[str, ...]
    clusters: np.ndarray
    labels: tuple
    absorbed: int = 0
    words: str = ""
    reported: tuple[str, ...] = field(default=())

    @property
    def n(self) -> int:
        """Rows."""
        return len(self.outcome)

    @property
    def groups(self) -> int:
        """Number of clusters G."""
        return len(self.labels)

    @property
    def bread(self) -> np.ndarray:
        """The inverse of X'X."""
        return np.linalg.inv(self.design.T @ self.design)

    def column(self, name: str) -> int:
        """Return the place of a regressor."""
        return self.names.index(choose("regressor", name, self.names))

    def fit(self) -> tuple[np.ndarray, np.ndarray]:
        """Return least-squares coefficients and residuals."""
        coefficients = self.bread @ self.design.T @ self.outcome
        return coefficients, self.outcome - self.design @ coefficients


def cluster_design(panel: PanelData, effects: str = "within") -> ClusterDesign:
    """Return one panel regression split by unit.

    Parameters
    ----------
    panel : from ``prepare_panel``
    effects : pooled, within, two_way (year dummies stand in the design), first_differences or
        first_differences_drift
    """
    choose("effects", effects, ESTIMATORS)
    words = f"{effects} regression of {panel.outcome_name}, clustered by unit"
    if effects not in ("within", "two_way"):
        data = transform(panel, effects)
        parts = data.outcome, data.design, data.names, data.unit
        return _checked(*parts, panel.unit_labels, 0, words, data.names)
    table = np.column_stack([panel.outcome, panel.regressors])
    names = list(panel.names)
    if effects == "two_way":
        table = np.column_stack([table, np.eye(panel.periods)[panel.time][:, 1:]])
        names += [str(year) for year in panel.time_labels[1:]]
    table = table - unit_means(table, panel.unit, panel.units)[panel.unit]
    parts = table[:, 0], table[:, 1:], tuple(names), panel.unit
    return _checked(*parts, panel.unit_labels, panel.units, words, panel.names)


def cluster_design_from_formula(formula: str, frame: pd.DataFrame, cluster: str) -> ClusterDesign:
    """Return a least-squares regression by formula, split by the column `cluster`."""
    choose("cluster", cluster, [str(name) for name in frame.columns])
    matrices = Formula(formula).get_model_matrix(frame, na_action="drop")
    outcome, design = pd.DataFrame(matrices.lhs), pd.DataFrame(matrices.rhs)
    codes, labels = pd.factorize(frame.loc[outcome.index, cluster], sort=True)
    names = tuple("Constant" if name == "Intercept" else name for name in design.columns)
    words = f"least squares {formula}, clustered by {cluster}"
    values = outcome.iloc[:, 0].to_numpy(float), design.to_numpy(float)
    return _checked(*values, names, codes, tuple(labels), 0, words, names)


def _checked(outcome, design, names, clusters, labels, absorbed, words, reported) -> ClusterDesign:
    if len(labels) < 2:
        raise refuse("clusters", f"{len(labels)} cluster", "at least two clusters")
    if np.linalg.matrix_rank(design / np.abs(design).max(axis=0)) < design.shape[1]:
        raise refuse("design", "collinear columns", "independent regressors")
    order = np.argsort(clusters, kind="stable")
    return ClusterDesign(
        outcome[order],
        design[order],
        tuple(names),
        clusters[order],
        tuple(labels),
        absorbed,
        words,
        tuple(reported),
    )
