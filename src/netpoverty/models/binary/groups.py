"""Effects by subgroup, with the test that they differ: on the probability scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from netpoverty.errors import refuse
from netpoverty.models.binary.effects import (
    Contrast,
    MarginalEffects,
    average,
    contrasts_of,
)
from netpoverty.models.binary.fit import BinaryModel
from netpoverty.models.binary.forest import forest
from netpoverty.models.binary.inference import tidy, wald
from netpoverty.models.binary.levels import levels_of
from netpoverty.models.binary.links import LOGIT, newton
from netpoverty.models.binary.sample import need_column
from netpoverty.results import Result


@dataclass(frozen=True, eq=False)
class GroupEffects(Result):
    """One variable's average effect in each subgroup, with their differences.

    effects : average marginal effect by group (joint covariance included)
    sizes : rows by group
    """

    variable: str
    effects: MarginalEffects
    sizes: pd.Series
    convention: str
    title: ClassVar[str] = "Average marginal effect by subgroup (change in probability)"

    def to_frame(self, level: float = 0.95) -> pd.DataFrame:
        """Return the effect by group, with n."""
        return self.effects.to_frame(level).assign(n=self.sizes.to_numpy())

    def differences(self, level: float = 0.95) -> pd.DataFrame:
        """Return every group's effect minus the first group's, with its test."""
        contrast = self._against_first()
        values = contrast @ self.effects.estimates.to_numpy()
        errors = np.sqrt(np.diag(contrast @ self.effects.covariance @ contrast.T))
        groups = list(map(str, self.effects.estimates.index))
        names = [f"{group} − {groups[0]}" for group in groups[1:]]
        return tidy(names, values, errors, self.effects.dof, level)

    def equality(self) -> pd.Series:
        """Return the Wald test that the effect is the same in all groups."""
        contrast = self._against_first()
        return wald(
            contrast @ self.effects.estimates.to_numpy(),
            contrast @ self.effects.covariance @ contrast.T,
            self.effects.dof,
        )

    def _against_first(self) -> np.ndarray:
        count = len(self.effects.estimates)
        return np.column_stack([-np.ones(count - 1), np.eye(count - 1)])

    def notes(self) -> list[str]:
        """Return the effect's notes with the test of equality."""
        test = self.equality()
        sentence = f"Equal effects: Wald {test.statistic:.3g}, df {test.df:g}, p {test.p_value:.3g}"
        return [f"Effect of {self.variable}.", *self.effects.notes(), f"{sentence}."]

    def plot(self, ax: Any = None) -> Any:
        """Draw the group effects as a forest."""
        label = f"effect of {self.variable} (change in probability)"
        return forest(self.effects.to_frame(), ax=ax, label=label)


def effects_by_group(model: BinaryModel, variable: str, by: str | pd.Series) -> GroupEffects:
    """Return the average marginal effect of `variable` within each group of `by`.

    One model serves all groups: each group's effect averages over its own rows, so two groups
    can differ because of an interaction in the formula, or because they stand at other points of
    the response curve. Put `variable * group` into the formula to let the data speak on the
    first; the second is there in any logit.

    Parameters
    ----------
    model : a fitted BinaryModel
    variable : a number or a two-level variable of the formula
    by : a column name, or a series of labels over the rows of the data

    Returns
    -------
    GroupEffects : `differences()` and `equality()` use the joint delta-method covariance, since
        effects from one model are correlated

    Raises
    ------
    InputError : a variable with several levels, a grouping with fewer than two groups

    Notes
    -----
    Do not compare logit *coefficients* across groups: each is the effect divided by the spread
    of what the model leaves out, and that spread differs between groups. `scale_trap` shows it.
    Source: Allison (1999), doi 10.1177/0049124199028002003; Mood (2010),
    doi 10.1093/esr/jcp006; Long and Mustillo (2021), doi 10.1177/0049124118799374.

    Examples
    --------
    >>> from netpoverty.models.binary.fit import fit
    >>> frame = pd.DataFrame({"poor": [0, 1, 0, 1, 1, 0, 1, 0] * 2, "old": [0] * 8 + [1] * 8,
    ...                       "age": [2, 3, 5, 7, 8, 1, 4, 6] * 2})
    >>> groups = effects_by_group(fit("poor ~ age", frame), "age", "old")
    >>> abs(float(groups.differences()["estimate"].iloc[0])) < 1e-12
    True
    """
    contrasts = contrasts_of(model, variable)
    if len(contrasts) > 1:
        raise refuse(f"variable {variable}", f"{len(contrasts) + 1} levels", "two levels or number")
    column = _labels(model, by)
    labels = column.to_numpy()
    parts = [_within(model, contrasts[0], labels == group, group) for group in levels_of(column)]
    joined = average(model, [part for part, _ in parts], model.sample.weights)
    sizes = pd.Series([size for _, size in parts], index=joined.estimates.index)
    return GroupEffects(variable, joined, sizes, joined.convention)


def _labels(model: BinaryModel, by: str | pd.Series) -> pd.Series:
    frame = model.sample.frame
    column = frame[need_column(frame, by)] if isinstance(by, str) else by.reindex(frame.index)
    if column.isna().any():
        raise refuse("groups", f"{int(column.isna().sum())} rows without a group", "a label each")
    if column.nunique() < 2:
        raise refuse("groups", f"only {column.iloc[0]!r}", "at least two groups")
    return column


def _within(model: BinaryModel, contrast: Contrast, rows: np.ndarray, group: object):
    # scaled so that the average over all rows is the average over this group's
    weights = model.sample.weights
    scale = np.where(rows, weights.sum() / weights[rows].sum(), 0.0)
    part = Contrast(str(group), contrast.value * scale, contrast.gradient * scale[:, None])
    return part, int(rows.sum())


def scale_trap(slope: float = 1.0, spread: float = 2.0, points: int = 201) -> pd.DataFrame:
    """Return two groups with one and the same effect whose logit coefficients differ.

    In both groups the log-odds rise by `slope` a unit of x ~ N(0, 1). In group "mixed" a second
    cause u ~ N(0, spread²), unrelated to x, is at work and not observed. The population logit of
    y on x alone is computed by quadrature: no sample, no noise.

    Returns
    -------
    frame indexed by group: `true_log_odds`, `logit_coefficient` (of the short model),
    `true_effect` (the average marginal effect in the full model), `effect` (in the short one).
    The coefficient shrinks with u although nothing about x changed. The short model's average
    effect is that of the full one: an unrelated cause left out distorts the coefficient, not the
    effect on the probability.

    >>> trap = scale_trap()
    >>> trap.round(2).loc["mixed", ["logit_coefficient", "true_effect", "effect"]].tolist()
    [0.61, 0.14, 0.14]
    """
    nodes, mass = np.polynomial.hermite_e.hermegauss(points)
    mass = mass / mass.sum()
    rows = {}
    for name, sigma in {"plain": 0.0, "mixed": spread}.items():
        eta = slope * nodes[:, None] + sigma * nodes[None, :]
        chance = LOGIT.mean(eta) @ mass
        design = np.column_stack([np.ones_like(nodes), nodes])
        beta, _ = newton(design, chance, mass, LOGIT)
        rows[name] = {
            "true_log_odds": slope,
            "logit_coefficient": beta[1],
            "true_effect": float(mass @ (LOGIT.density(eta) @ mass) * slope),
            "effect": float(mass @ LOGIT.density(design @ beta) * beta[1]),
        }
    return pd.DataFrame(rows).T
