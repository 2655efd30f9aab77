"""Are the compared units alike? Balance before, balance after, overlap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from netpoverty.models.binary.forest import HUES, MARKERS, axes
from netpoverty.models.binary.sample import dropped_note
from netpoverty.models.matching.study import Effect, Study
from netpoverty.results import Result


@dataclass(frozen=True, eq=False)
class Balance(Result):
    """Differences between the arms, covariate by covariate, under several weightings.

    differences : standardised mean difference, one column a weighting (first: before)
    ratios : ratio of variances, exposed over unexposed
    effective : effective sample size by (weighting, arm)
    """

    differences: pd.DataFrame
    ratios: pd.DataFrame
    effective: pd.DataFrame
    n: int
    dropped: pd.Series
    convention: str
    title: ClassVar[str] = "Balance: standardised mean differences"

    def to_frame(self) -> pd.DataFrame:
        """Return the standardised differences by covariate."""
        return self.differences

    def notes(self) -> list[str]:
        """Return sample, worst difference, convention as sentences."""
        worst = self.differences.abs().max()
        told = ", ".join(f"{name} {value:.3f}" for name, value in worst.items())
        return [
            dropped_note(self.dropped, self.n),
            f"Largest |difference|: {told}.",
            self.convention,
        ]

    def plot(self, ax: Any = None) -> Any:
        """Draw the love plot: absolute differences before and after, one row a covariate."""
        ax = axes(ax)
        order = self.differences.iloc[:, 0].abs().sort_values().index
        for number, name in enumerate(self.differences.columns):
            ax.plot(
                self.differences.loc[order, name].abs(), range(len(order)), linestyle="none",
                marker=MARKERS[number % 6], color=HUES[number % 6], label=name,
                fillstyle="none" if number == 0 else "full",
            )  # fmt: skip
        ax.axvline(0.1, color="0.5", linewidth=0.8, linestyle="--")
        ax.set_yticks(range(len(order)), order)
        ax.set_xlabel("absolute standardised mean difference")
        ax.legend(frameon=False)
        return ax


def balance(study: Study, effects: Mapping[str, Effect] | None = None) -> Balance:
    """Return standardised differences before and after each way of comparing.

    Parameters
    ----------
    study : the sample; effects : estimates by name, whose `unit_weights` are used

    Notes
    -----
    d = (x̄₁ − x̄₀)/√((s₁² + s₀²)/2) with the *unadjusted* variances throughout, so that a
    difference can only shrink because means move. The line at 0.1 is a habit, not a test;
    p-values are not used, since they shrink with the sample.
    Source: Austin (2009), doi 10.1002/sim.3697; Stuart (2010), doi 10.1214/09-STS313.
    """
    weightings = {"before": study.sample.weights}
    for name, effect in (effects or {}).items():
        weightings[name] = effect.unit_weights
    columns, treated = study.columns, study.treated
    spread = _spread(columns, treated, study.sample.weights)
    differences, ratios, effective = {}, {}, {}
    for name, weights in weightings.items():
        one, zero = (_moments(columns, weights * arm) for arm in (treated, ~treated))
        differences[name] = (one[0] - zero[0]) / spread
        ratios[name] = one[1] / zero[1]
        effective[name] = {
            arm: _effective(weights[rows])
            for arm, rows in {"exposed": treated, "unexposed": ~treated}.items()
        }
    return Balance(
        pd.DataFrame(differences, index=columns.columns),
        pd.DataFrame(ratios, index=columns.columns),
        pd.DataFrame(effective).T,
        study.n,
        study.dropped,
        "Standardised by the pooled standard deviation before adjustment.",
    )


def _moments(columns: pd.DataFrame, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    values = columns.to_numpy()
    mean = np.average(values, axis=0, weights=weights)
    return mean, np.average((values - mean) ** 2, axis=0, weights=weights)


def _spread(columns: pd.DataFrame, treated: np.ndarray, weights: np.ndarray) -> np.ndarray:
    parts = [_moments(columns, weights * arm)[1] for arm in (treated, ~treated)]
    return np.sqrt(sum(parts) / 2)


def _effective(weights: np.ndarray) -> float:
    return float(weights.sum() ** 2 / (weights**2).sum())


@dataclass(frozen=True, eq=False)
class Overlap(Result):
    """The propensity scores of the two arms, with how far they share their range.

    frame : n, minimum, quartiles, maximum of the score by arm
    outside : share of exposed (unexposed) units beyond the other arm's range
    """

    frame: pd.DataFrame
    outside: pd.Series
    scores: dict[str, np.ndarray]
    n: int
    dropped: pd.Series
    convention: str
    title: ClassVar[str] = "Overlap of the propensity score"

    def to_frame(self) -> pd.DataFrame:
        """Return the score's distribution by arm."""
        return self.frame.assign(outside=self.outside)

    def notes(self) -> list[str]:
        """Return sample and convention as sentences."""
        return [dropped_note(self.dropped, self.n), self.convention]

    def plot(self, ax: Any = None) -> Any:
        """Draw the two histograms of the score, exposed upwards, unexposed downwards."""
        ax = axes(ax)
        bins = np.linspace(0, 1, 26)
        for number, (name, sign) in enumerate({"exposed": 1, "unexposed": -1}.items()):
            share = np.histogram(self.scores[name], bins)[0] / len(self.scores[name])
            ax.bar(
                bins[:-1], sign * share, width=0.04, align="edge", color=HUES[number],
                label=name, hatch="//" if number else None, edgecolor="white",
            )  # fmt: skip
        ax.axhline(0, color="0.3", linewidth=0.8)
        ax.set(xlabel="propensity score", ylabel="share of the arm (unexposed downwards)")
        ax.legend(frameon=False)
        return ax


def overlap(study: Study) -> Overlap:
    """Return how far exposed and unexposed share the range of the propensity score.

    Source: Crump et al. (2009), doi 10.1093/biomet/asn055.
    """
    scores = {"exposed": study.score[study.treated], "unexposed": study.score[~study.treated]}
    rows, outside = {}, {}
    for name, other in (("exposed", "unexposed"), ("unexposed", "exposed")):
        own = scores[name]
        quartiles = np.quantile(own, [0, 0.25, 0.5, 0.75, 1])
        rows[name] = dict(zip(["min", "q1", "median", "q3", "max"], quartiles, strict=True))
        beyond = (own < scores[other].min()) | (own > scores[other].max())
        outside[name] = beyond.mean()
    frame = pd.DataFrame(rows).T
    frame.insert(0, "n", [len(scores["exposed"]), len(scores["unexposed"])])
    words = "Unweighted distribution of the fitted score; range of the other arm as observed."
    return Overlap(frame, pd.Series(outside), scores, study.n, study.dropped, words)
