"""One panel regression: least squares through linearmodels, errors under a named convention."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy import stats

from netpoverty.errors import choose, refuse
from netpoverty.models.panel.components import VarianceComponents, variance_components
from netpoverty.models.panel.covariance import panel_covariance
from netpoverty.models.panel.data import PanelData
from netpoverty.models.panel.least_squares import least_squares
from netpoverty.models.panel.transform import (
    COMPARISONS,
    EFFECTS,
    Transformed,
    require_identified,
    transform,
)
from netpoverty.results import Result


@dataclass(frozen=True)
class PanelEstimate(Result):
    """A fitted panel regression.

    `coefficients` and `covariance` carry names; `dof` are the degrees of freedom of the t
    distribution; `r2` counts unit effects as explaining (the dummy-variable R²), and F tests all
    slopes and effects together, as EViews prints them.
    """

    effects: str
    outcome_name: str
    coefficients: pd.Series
    covariance: pd.DataFrame
    dof: float
    n: int
    units: int
    periods: int
    r2: float
    r2_adjusted: float
    f: float
    f_dof: tuple[int, int]
    residual_variance: float
    convention: str
    components: VarianceComponents | None = None
    dropped: dict[str, int] = field(default_factory=dict)
    panel: PanelData | None = field(default=None, repr=False)
    data: Transformed | None = field(default=None, repr=False)
    residuals: np.ndarray | None = field(default=None, repr=False)

    @property
    def title(self) -> str:
        """Estimator and outcome."""
        return f"{EFFECTS[self.effects]}: {self.outcome_name}"

    @property
    def errors(self) -> pd.Series:
        """Standard errors under the stated convention."""
        variances = np.clip(np.diag(self.covariance), 0, None)
        return pd.Series(np.sqrt(variances), self.coefficients.index)

    @property
    def p_values(self) -> pd.Series:
        """Two-sided p-values from t with `dof` degrees of freedom."""
        t = (self.coefficients / self.errors).abs()
        return pd.Series(2 * stats.t.sf(t, self.dof), t.index)

    @property
    def f_p(self) -> float:
        """P-value of F."""
        return float(stats.f.sf(self.f, *self.f_dof))

    def to_frame(self) -> pd.DataFrame:
        """Return coefficient, error, t, p and 95% interval, one row a regressor."""
        reach = stats.t.ppf(0.975, self.dof) * self.errors
        return pd.DataFrame(
            {
                "coefficient": self.coefficients,
                "error": self.errors,
                "t": self.coefficients / self.errors,
                "p": self.p_values,
                "low": self.coefficients - reach,
                "high": self.coefficients + reach,
            }
        )

    def notes(self) -> list[str]:
        """Return sample, comparison made, convention, variance components, dropped cases."""
        sample = f"n = {self.n} ({self.units} units, {self.periods} years), unweighted."
        texts = [sample, f"It compares {COMPARISONS[self.effects]}.", self.convention]
        if self.components is not None:
            texts.append(self.components.convention)
        for reason, count in self.dropped.items():
            texts.append(f"Left out: {count} row{'s' * (count != 1)} ({reason}).")
        return texts + self._about_gaps()

    def _about_gaps(self) -> list[str]:
        if self.panel is None or not self.panel.gaps:
            return []
        units = ", ".join(f"{name} ({count})" for name, count in self.panel.gaps.items())
        used = "all rows before and after a gap are used"
        if self.effects.startswith("first_differences"):
            used = "no change is taken across a gap"
        return [f"Kept: units with gaps in their years, {units}; {used}."]

    def plot(self, ax=None):
        """Draw slopes with 95% intervals."""
        import matplotlib.pyplot as plt

        frame = self.to_frame().drop(index="Constant", errors="ignore")[::-1]
        ax = ax or plt.subplots(figsize=(6, 0.6 * len(frame) + 1))[1]
        reach = [frame.coefficient - frame.low, frame.high - frame.coefficient]
        ax.errorbar(frame.coefficient, range(len(frame)), xerr=reach, fmt="o", capsize=3)
        ax.axvline(0, color="0.5", linewidth=1)
        ax.set(yticks=range(len(frame)), yticklabels=frame.index)
        ax.set(xlabel=f"units of {self.outcome_name} per unit of the regressor", title=self.title)
        return ax


def estimate_panel(
    panel: PanelData,
    effects: str = "within",
    covariance: str = "conventional",
    *,
    bandwidth: int | None = None,
) -> PanelEstimate:
    """Fit one panel regression.

    Parameters
    ----------
    panel : from ``prepare_panel``
    effects : pooled, within, random, between, two_way, first_differences,
        first_differences_drift
    covariance : a named convention, see ``netpoverty.models.panel.covariance.CONVENTIONS``
    bandwidth : lags for Driscoll–Kraay errors

    Returns
    -------
    PanelEstimate

    Raises
    ------
    InputError
        for an unknown name, a regressor that the transformation leaves without variation or makes
        redundant, no degree of freedom, or random effects of an outcome that unit effects and
        regressors explain to the last digit

    Source: Baltagi (2021), Econometric Analysis of Panel Data, doi:10.1007/978-3-030-53953-5.

    Examples
    --------
    >>> import statsmodels.api as sm
    >>> from netpoverty.models.panel.data import prepare_panel
    >>> frame = sm.datasets.grunfeld.load_pandas().data.query("firm != 'American Steel'")
    >>> panel = prepare_panel("invest ~ value + capital", frame, unit="firm", time="year")
    >>> estimate_panel(panel, "within").coefficients["value"].round(4)
    np.float64(0.1101)
    """
    choose("effects", effects, EFFECTS)
    if effects not in panel.solved:
        panel.solved[effects] = _solve(panel, effects)
    components, data, coefficients = panel.solved[effects]
    residuals = data.outcome - data.design @ coefficients
    variance = float(residuals @ residuals) / data.residual_dof
    if components is not None and components.fallback:
        variance = components.within
    matrix, dof, words = panel_covariance(
        data, residuals, covariance, bandwidth=bandwidth, residual_variance=variance
    )
    names = pd.Index(data.names)
    return PanelEstimate(
        effects,
        panel.outcome_name,
        pd.Series(coefficients, names),
        pd.DataFrame(matrix, names, names),
        dof,
        len(data.outcome),
        panel.units,
        len(np.unique(data.time)),
        *_fit_statistics(panel, effects, data, residuals),
        variance,
        words,
        components,
        panel.dropped,
        panel,
        data,
        residuals,
    )


def _solve(
    panel: PanelData, effects: str
) -> tuple[VarianceComponents | None, Transformed, np.ndarray]:
    """Return variance components (of random effects), the data transformed, least squares on them.

    linearmodels' panel classes transform by frames, which takes many times as long as the fit
    itself; the tests hold every estimator against them.
    """
    components = variance_components(panel) if effects == "random" else None
    data = transform(panel, effects, None if components is None else components.theta)
    if data.residual_dof < 1:
        used = f"{len(data.outcome)} rows for {data.design.shape[1] + data.absorbed} parameters"
        raise refuse(f"panel for {EFFECTS[effects].lower()}", used, "more rows than parameters")
    require_identified(panel, data, effects)
    coefficients = least_squares(data)
    coefficients.setflags(write=False)
    return components, data, coefficients


def _fit_statistics(panel, effects, data, residuals) -> tuple:
    """R² with absorbed effects explaining, its adjusted form, F and its degrees of freedom."""
    constant = "Constant" in data.names
    reference = panel.outcome if data.absorbed else data.outcome
    if constant and effects == "random":
        column = data.design[:, [0]]
        fitted = column @ np.linalg.lstsq(column, data.outcome, rcond=None)[0]
        total = float(((data.outcome - fitted) ** 2).sum())
    else:
        centre = reference.mean() if constant else 0.0
        total = float(((reference - centre) ** 2).sum())
    rss = float(residuals @ residuals)
    explaining = data.design.shape[1] + data.absorbed - constant
    r2 = 1 - rss / total
    adjusted = 1 - (rss / data.residual_dof) / (total / (len(residuals) - constant))
    f = (r2 / explaining) / ((1 - r2) / data.residual_dof) if r2 < 1 else np.inf
    return r2, adjusted, f, (explaining, data.residual_dof)
