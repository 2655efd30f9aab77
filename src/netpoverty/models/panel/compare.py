"""Estimators side by side, laid out as the papers print them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from netpoverty.errors import refuse
from netpoverty.models.panel.data import PanelData
from netpoverty.models.panel.estimate import PanelEstimate, estimate_panel
from netpoverty.models.panel.transform import COMPARISONS, EFFECTS
from netpoverty.results import Result

CONVENTIONAL_KEY = {0.01: "***", 0.05: "**", 0.1: "*"}


@dataclass(frozen=True)
class Comparison(Result):
    """Several panel regressions in one table: coefficient (error) and stars in one cell.

    `stars` maps a level to its mark; the table's key is printed under it.
    """

    estimates: tuple[PanelEstimate, ...]
    stars: Mapping[float, str]
    decimals: int = 4
    title: ClassVar[str] = "Estimators side by side"

    @property
    def convention(self) -> str:
        """The conventions used, each once."""
        return " ".join(dict.fromkeys(estimate.convention for estimate in self.estimates))

    def labels(self) -> list[str]:
        """Return one column label an estimate, with the outcome when there are several."""
        outcomes = {estimate.outcome_name for estimate in self.estimates}
        return [
            EFFECTS[e.effects] if len(outcomes) == 1 else f"{e.outcome_name}, {EFFECTS[e.effects]}"
            for e in self.estimates
        ]

    def to_frame(self) -> pd.DataFrame:
        """Return the table as the papers print it, cells as text."""
        columns = [self._column(estimate) for estimate in self.estimates]
        rows = list(dict.fromkeys(row for column in columns for row in column))
        slopes = [r for r in rows if r not in _FOOT and r != "Constant"]
        order = slopes + [r for r in ("Constant", *_FOOT) if r in rows]
        table = pd.concat([pd.Series(column, dtype=object) for column in columns], axis=1)
        table.columns = pd.Index(self.labels())
        return table.reindex(order).fillna("")

    def tidy(self) -> pd.DataFrame:
        """Return one row an estimator and regressor with all numbers unrounded."""
        frames = [
            e.to_frame()
            .rename_axis("regressor")
            .reset_index()
            .assign(
                effects=e.effects, outcome=e.outcome_name, n=e.n, r2=e.r2, covariance=e.convention
            )
            for e in self.estimates
        ]
        return pd.concat(frames, ignore_index=True)

    def notes(self) -> list[str]:
        """Return convention, star key, what each estimator compares, and components."""
        key = "; ".join(f"{mark} p < {level:g}" for level, mark in sorted(self.stars.items()))
        texts = [self.convention, f"Stars: {key}."]
        for effects in dict.fromkeys(e.effects for e in self.estimates):
            texts.append(f"{EFFECTS[effects]} compares {COMPARISONS[effects]}.")
        parts = [e.components.convention for e in self.estimates if e.components is not None]
        return texts + list(dict.fromkeys(parts))

    def plot(self, regressor: str | None = None, ax=None):
        """Draw one regressor's coefficient with its 95% interval under every estimator."""
        import matplotlib.pyplot as plt

        name = regressor or next(iter(self.estimates[0].panel.names))
        ax = ax or plt.subplots(figsize=(6, 0.5 * len(self.estimates) + 1))[1]
        for place, estimate in enumerate(self.estimates[::-1]):
            row = estimate.to_frame().loc[name]
            reach = [[row.coefficient - row.low], [row.high - row.coefficient]]
            ax.errorbar([row.coefficient], [place], xerr=reach, fmt="o", color="C0", capsize=3)
        ax.axvline(0, color="0.5", linewidth=1)
        ax.set(yticks=range(len(self.estimates)), yticklabels=self.labels()[::-1])
        ax.set(xlabel=f"coefficient of {name}")
        return ax

    def _column(self, estimate: PanelEstimate) -> dict[str, str]:
        places = self.decimals
        cells = {}
        for name, value in estimate.coefficients.items():
            mark = self._mark(estimate.p_values[name])
            cells[name] = f"{value:.{places}f} ({estimate.errors[name]:.{places}f}){mark}"
        foot = [estimate.r2, estimate.r2_adjusted, estimate.f, estimate.f_p]
        cells |= {row: f"{value:.4f}" for row, value in zip(_FOOT, foot, strict=False)}
        return cells | {"n": str(estimate.n)}

    def _mark(self, p: float) -> str:
        return next((mark for level, mark in sorted(self.stars.items()) if p < level), "")


_FOOT = ("R²", "Adjusted R²", "F-statistic", "Prob (F-statistic)", "n")


def compare_estimators(
    panels: PanelData | Sequence[PanelData],
    effects: Sequence[str] = ("pooled", "within", "random"),
    covariance: str = "conventional",
    *,
    bandwidth: int | None = None,
    stars: Mapping[float, str] | None = None,
    decimals: int = 4,
) -> Comparison:
    """Fit several estimators on one panel, or on several outcomes, into one table.

    Parameters
    ----------
    panels : one prepared panel, or one an outcome (columns run by estimator, then outcome)
    effects : estimators in the order of the columns
    covariance, bandwidth : as in ``estimate_panel``
    stars : level -> mark; default 10, 5 and 1 per cent
    decimals : digits after the point in the printed cells

    Examples
    --------
    >>> import statsmodels.api as sm
    >>> from netpoverty.models.panel.data import prepare_panel
    >>> frame = sm.datasets.grunfeld.load_pandas().data.query("firm != 'American Steel'")
    >>> panel = prepare_panel("invest ~ value + capital", frame, unit="firm", time="year")
    >>> compare_estimators(panel).to_frame().loc["value", "Pooled"]
    '0.1156 (0.0058)***'
    """
    panels = [panels] if isinstance(panels, PanelData) else list(panels)
    if not panels or not effects:
        raise refuse("comparison", "nothing to compare", "at least one panel and one estimator")
    fits = [
        estimate_panel(panel, name, covariance, bandwidth=bandwidth)
        for name in effects
        for panel in panels
    ]
    return Comparison(tuple(fits), dict(stars or CONVENTIONAL_KEY), decimals)
