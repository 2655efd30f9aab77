"""Rosenbaum bounds: how much hidden bias a matched comparison withstands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from scipy import optimize, stats

from netpoverty.errors import choose, refuse
from netpoverty.models.binary.forest import axes
from netpoverty.results import NotComputable, Result


@dataclass(frozen=True, eq=False)
class RosenbaumBounds(Result):
    """Bounds of the one-sided p-value when hidden bias multiplies the odds of exposure by up to Γ.

    frame : lowest and highest p by Γ; tipping : the Γ at which the highest p reaches alpha
    """

    frame: pd.DataFrame
    tipping: float
    alpha: float
    pairs: int
    convention: str
    title: ClassVar[str] = "Rosenbaum bounds"

    def to_frame(self) -> pd.DataFrame:
        """Return the bounds by Γ."""
        return self.frame

    def notes(self) -> list[str]:
        """Return pairs, tipping point, convention as sentences."""
        told = f"The highest p reaches {self.alpha:g} at Γ = {self.tipping:.3g}."
        return [f"{self.pairs} pairs that differ.", told, self.convention]

    def plot(self, ax: Any = None) -> Any:
        """Draw the highest p over Γ."""
        ax = axes(ax)
        ax.plot(self.frame.index, self.frame["p_high"], marker="o", markersize=3, color="#0072B2")
        ax.axhline(self.alpha, color="0.5", linewidth=0.8, linestyle="--")
        ax.set(xlabel="Γ: odds of exposure within a pair", ylabel="highest one-sided p")
        return ax


def rosenbaum_bounds(
    differences: Sequence[float],
    gamma: Sequence[float] = tuple(np.arange(1, 6.01, 0.25)),
    *,
    alternative: str = "greater",
    alpha: float = 0.05,
) -> RosenbaumBounds | NotComputable:
    """Return how much hidden bias a matched comparison withstands.

    Parameters
    ----------
    differences : outcome of exposed minus control in disjoint pairs (`pair_differences`)
    gamma : values ≥ 1; alternative : "greater" or "less"; alpha : one-sided level

    Returns
    -------
    RosenbaumBounds, or NotComputable when no pair differs

    Notes
    -----
    Within a pair the exposed unit's chance of being the one exposed lies in
    [1/(1+Γ), Γ/(1+Γ)]. For differences of −1, 0, 1 the test is McNemar's, exact binomial on the
    pairs that differ; otherwise Wilcoxon's signed rank by its normal approximation, with average
    ranks for ties and zeros left out.
    Source: Rosenbaum (2002), Observational Studies, doi 10.1007/978-1-4757-3692-2, ch. 4.

    Examples
    --------
    >>> smoking = [1] * 110 + [-1] * 12  # Hammond (1964): pairs with one death from lung cancer
    >>> rosenbaum_bounds(smoking, [1, 5, 6]).frame["p_high"].round(3).tolist()
    [0.0, 0.023, 0.097]
    """
    choose("alternative", alternative, ["greater", "less"])
    if any(value < 1 for value in gamma):
        raise refuse("gamma", list(gamma), "values of 1 or more")
    values = np.asarray(differences, float) * (1 if alternative == "greater" else -1)
    values = values[values != 0]
    if not len(values):
        return NotComputable("Rosenbaum bounds", "no pair differs in the outcome")
    binary = bool(np.isin(values, [-1, 1]).all())
    test = _mcnemar if binary else _signed_rank

    def highest(odds: float) -> float:
        return test(values, odds / (1 + odds))

    rows = {g: {"p_low": test(values, 1 / (1 + g)), "p_high": highest(g)} for g in gamma}
    words = "McNemar, exact" if binary else "Wilcoxon signed rank, normal approximation"
    frame = pd.DataFrame(rows).T.rename_axis("gamma")
    return RosenbaumBounds(
        frame, _tipping(highest, alpha), alpha, len(values), f"{words}; one-sided, {alternative}."
    )


def _mcnemar(values: np.ndarray, chance: float) -> float:
    return float(stats.binom.sf((values > 0).sum() - 1, len(values), chance))


def _signed_rank(values: np.ndarray, chance: float) -> float:
    ranks = stats.rankdata(np.abs(values))
    mean = chance * ranks.sum()
    spread = np.sqrt(chance * (1 - chance) * (ranks**2).sum())
    return float(stats.norm.sf((ranks[values > 0].sum() - mean) / spread))


def _tipping(highest, alpha: float) -> float:
    if highest(1.0) > alpha:
        return 1.0
    upper = 2.0
    while highest(upper) < alpha and upper < 1e6:
        upper *= 2
    return (
        float(optimize.brentq(lambda g: highest(g) - alpha, 1.0, upper)) if upper < 1e6 else np.inf
    )
