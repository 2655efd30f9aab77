"""Levels models read in per cent, and one regressor's effect on two outcomes compared."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import ClassVar

import numpy as np
import pandas as pd
from scipy import stats

from netpoverty.errors import choose, refuse
from netpoverty.models.panel.data import PanelData
from netpoverty.models.panel.estimate import PanelEstimate, estimate_panel
from netpoverty.results import Result


@dataclass(frozen=True)
class Elasticities(Result):
    """Elasticities of a levels model, one row a regressor (or a unit)."""

    frame: pd.DataFrame
    n: int
    convention: str = ""
    dropped: dict[str, int] = field(default_factory=dict)
    title: ClassVar[str] = "Elasticities of a model in levels"

    def to_frame(self) -> pd.DataFrame:
        """Return elasticity, error and 95% interval."""
        return self.frame

    def notes(self) -> list[str]:
        """Return n and the convention."""
        return [f"n = {self.n}, unweighted.", self.convention]

    def plot(self, ax=None):
        """Draw elasticities with 95% intervals."""
        import matplotlib.pyplot as plt

        frame = self.frame[::-1]
        ax = ax or plt.subplots(figsize=(6, 0.5 * len(frame) + 1))[1]
        reach = [frame.elasticity - frame.low, frame.high - frame.elasticity]
        ax.errorbar(frame.elasticity, range(len(frame)), xerr=reach, fmt="o", capsize=3)
        ax.axvline(0, color="0.5", linewidth=1)
        ax.set(yticks=range(len(frame)), yticklabels=frame.index, xlabel="per cent per per cent")
        return ax


def elasticities(estimate: PanelEstimate, at: str = "means") -> Elasticities:
    r"""Return the elasticities that a levels model implies.

    .. math:: \varepsilon_k = b_k\, \bar x_k / \bar y

    Parameters
    ----------
    estimate : a fitted model whose outcome and regressors are in levels
    at : "means", "medians" (over all unit-years), or "units" (at each unit's own means)

    The error is the delta method with the evaluation point held fixed.

    Examples
    --------
    >>> import statsmodels.api as sm
    >>> from netpoverty.models.panel.data import prepare_panel
    >>> frame = sm.datasets.grunfeld.load_pandas().data.query("firm != 'American Steel'")
    >>> panel = prepare_panel("invest ~ value + capital", frame, unit="firm", time="year")
    >>> elasticities(estimate_panel(panel, "within")).to_frame().loc["value", "elasticity"].round(3)
    np.float64(0.816)
    """
    choose("at", at, ["means", "medians", "units"])
    panel = estimate.panel
    table = pd.DataFrame(panel.regressors, columns=list(panel.names))
    table.insert(0, panel.outcome_name, panel.outcome)
    if at == "units":
        points = table.groupby(np.asarray(panel.unit_labels, object)[panel.unit]).mean()
    else:
        points = (table.mean() if at == "means" else table.median()).to_frame().T
    rows = {}
    reach = stats.t.ppf(0.975, estimate.dof)
    for place, point in points.iterrows():
        for name in panel.names:
            rate = point[name] / point[panel.outcome_name]
            value, error = estimate.coefficients[name] * rate, estimate.errors[name] * abs(rate)
            key = name if at != "units" else f"{name}, {place}"
            rows[key] = (value, error, value - reach * error, value + reach * error)
    frame = pd.DataFrame.from_dict(rows, orient="index")
    frame.columns = ["elasticity", "error", "low", "high"]
    where = {"means": "the means", "medians": "the medians", "units": "each unit's means"}[at]
    words = f"Evaluated at {where}, held fixed in the errors. {estimate.convention}"
    return Elasticities(frame, estimate.n, words, estimate.dropped)


@dataclass(frozen=True)
class OutcomeDifference(Result):
    """Effects of the same regressors on two outcomes, and their difference."""

    frame: pd.DataFrame
    scale: str
    n: int
    convention: str
    title: ClassVar[str] = "The same regressors, two outcomes"

    def to_frame(self) -> pd.DataFrame:
        """Return coefficient, error, t and p for first, second and first minus second."""
        return self.frame

    def notes(self) -> list[str]:
        """Return scale, n and convention."""
        units = {
            "levels": "Coefficients are in units of the outcomes: comparable only if both have one "
            "unit and one starting level.",
            "share_of_mean": "Coefficients are shares of each outcome's own mean (0.1 = 10%).",
        }
        return [units[self.scale], f"n = {self.n}, unweighted.", self.convention]

    def plot(self, ax=None):
        """Draw the three estimates of each regressor with 95% intervals."""
        import matplotlib.pyplot as plt

        frame = self.frame[::-1]
        ax = ax or plt.subplots(figsize=(6, 0.45 * len(frame) + 1))[1]
        ax.errorbar(frame.coefficient, range(len(frame)), xerr=1.96 * frame.error, fmt="o")
        ax.axvline(0, color="0.5", linewidth=1)
        labels = [" · ".join(map(str, key)) for key in frame.index]
        ax.set(yticks=range(len(frame)), yticklabels=labels, xlabel="coefficient")
        return ax


def compare_outcomes(
    first: PanelData,
    second: PanelData,
    *,
    effects: str = "within",
    scale: str = "levels",
    covariance: str = "conventional",
) -> OutcomeDifference:
    """Compare the effect of the same regressors on two outcomes, with a test of the difference.

    With the same regressors and rows, the difference of the two coefficients is the coefficient
    of the difference of the two outcomes, so its error takes their correlation into account.

    Parameters
    ----------
    first, second : prepared with the same regressors and the same unit-years
    effects, covariance : as in ``estimate_panel`` (random effects are refused: each outcome would
        have its own theta)
    scale : "levels", or "share_of_mean": each outcome divided by its own mean (held fixed)
    """
    choose("scale", scale, ["levels", "share_of_mean"])
    if effects == "random":
        raise refuse("effects", effects, "an estimator with the same weights for both outcomes")
    same = first.names == second.names and np.array_equal(first.regressors, second.regressors)
    if not same:
        raise refuse("the two panels", "different regressors or rows", "the same regressors, rows")
    divide = [p.outcome.mean() if scale == "share_of_mean" else 1.0 for p in (first, second)]
    outcomes = {
        first.outcome_name: first.outcome / divide[0],
        second.outcome_name: second.outcome / divide[1],
        "difference": first.outcome / divide[0] - second.outcome / divide[1],
    }
    fits = {
        name: estimate_panel(_with_outcome(first, name, values), effects, covariance)
        for name, values in outcomes.items()
    }
    frame = pd.concat({name: fit.to_frame().loc[list(first.names)] for name, fit in fits.items()})
    frame = frame.swaplevel().sort_index(level=0, sort_remaining=False)
    words = fits["difference"].convention
    return OutcomeDifference(frame, scale, first.n, words)


def _with_outcome(panel: PanelData, name: str, values: np.ndarray) -> PanelData:
    return replace(panel, outcome=values, outcome_name=name)
