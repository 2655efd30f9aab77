"""Variance components of random effects, told plainly when they cannot be estimated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd
from linearmodels.panel import RandomEffects

from netpoverty.errors import refuse
from netpoverty.models.panel.data import PanelData
from netpoverty.models.panel.least_squares import least_squares
from netpoverty.models.panel.transform import require_identified, transform
from netpoverty.results import Result


@dataclass(frozen=True)
class VarianceComponents(Result):
    r"""Within variance, variance of the unit effects, and the weight theta they give.

    `state` is "estimated", "collapsed" (the variance of the effects came out at or below zero
    and is set to zero) or "too few groups" (the between regression has no degree of freedom).

    .. math:: \theta_i = 1 - \sqrt{\sigma^2_e / (\sigma^2_e + T_i \sigma^2_u)}
    """

    within: float
    effects: float
    theta: np.ndarray
    state: str
    units: int
    regressors: int
    n: int
    title: ClassVar[str] = "Variance components (Swamy-Arora)"

    @property
    def fallback(self) -> bool:
        """True when theta = 0 was assumed instead of estimated."""
        return self.state == "too few groups"

    @property
    def convention(self) -> str:
        """What the numbers mean here, in one or two sentences."""
        if self.state == "estimated":
            return "Swamy-Arora: within and between residual variances, each on its own dof."
        if self.state == "collapsed":
            return (
                "The variance of the unit effects came out at or below zero and is set to zero: "
                "random effects are pooled OLS here, coefficients and conventional errors alike."
            )
        return (
            f"{self.units} units do not support a between regression on {self.regressors} "
            f"regressors and a constant (at least {self.regressors + 2} units needed): the "
            "variance of the unit effects is not estimable. Fallback: theta = 0, so the "
            "coefficients are those of pooled OLS, and the within error variance stands in the "
            "conventional errors, which differ from pooled ones by that factor alone."
        )

    def to_frame(self) -> pd.DataFrame:
        """Return one row: the two variances, theta (its range when units differ) and state."""
        row = {
            "within variance": self.within,
            "variance of effects": self.effects,
            "theta (smallest)": self.theta.min(),
            "theta (largest)": self.theta.max(),
            "state": self.state,
        }
        return pd.DataFrame([row])

    def plot(self, ax=None):
        """Draw the two variances as one stacked bar."""
        import matplotlib.pyplot as plt

        ax = ax or plt.subplots(figsize=(5, 1.6))[1]
        ax.barh([0], [self.within], color="0.35", label="within")
        between = 0.0 if np.isnan(self.effects) else self.effects
        ax.barh([0], [between], left=[self.within], color="0.75", label="unit effects")
        ax.set(yticks=[], xlabel="variance (squared units of the outcome)", title=self.state)
        ax.legend(loc="best", frameon=False)
        return ax


def within_variance(panel: PanelData) -> float:
    """Return RSS/(n - N - k) of the within regression."""
    data = transform(panel, "within")
    require_identified(panel, data, "within")
    residuals = data.outcome - data.design @ least_squares(data)
    return float(residuals @ residuals) / data.residual_dof


def _require_unexplained(panel: PanelData, within: float, effects: float) -> None:
    """Refuse unit effects beside which nothing is left but rounding: theta would be one."""
    rounding = 1e3 * np.finfo(float).eps * float(np.abs(panel.outcome).max())
    if within <= rounding**2 < effects:
        given = "an outcome that regressors and unit effects explain to the last digit"
        raise refuse(panel.outcome_name, given, "one with a random part (Random effects)")


def variance_components(panel: PanelData) -> VarianceComponents:
    """Return the Swamy–Arora components, or the labelled fallback theta = 0.

    Source: Swamy and Arora (1972), doi:10.2307/1909405, through linearmodels.

    Examples
    --------
    >>> from netpoverty.models.panel.data import prepare_panel
    >>> rng = np.random.default_rng(1)
    >>> frame = pd.DataFrame({"unit": np.repeat(list("abc"), 6), "year": np.tile(range(6), 3),
    ...                       "y": rng.normal(size=18), "x": rng.normal(size=18),
    ...                       "z": rng.normal(size=18)})
    >>> variance_components(prepare_panel("y ~ x + z", frame, unit="unit", time="year")).state
    'too few groups'
    """
    count = len(panel.names)
    calm = panel.conditioned()
    means = transform(calm, "between").design
    if panel.units <= np.linalg.matrix_rank(means):
        zero = np.zeros(panel.units)
        within = within_variance(panel)
        state = "too few groups"
        return VarianceComponents(within, np.nan, zero, state, panel.units, count, panel.n)
    outcome, regressors = calm.indexed()
    regressors.insert(0, "Constant", 1.0)
    fit = RandomEffects(outcome, regressors).fit()
    effects, within = (float(value) for value in fit.variance_decomposition.iloc[:2])
    _require_unexplained(panel, within, effects)
    theta = fit.theta.iloc[:, 0].reindex(list(panel.unit_labels)).to_numpy()
    state = "estimated" if effects > 0 else "collapsed"
    return VarianceComponents(within, effects, theta, state, panel.units, count, panel.n)
