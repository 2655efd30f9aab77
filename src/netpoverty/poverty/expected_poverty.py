"""What a vulnerability analysis returns: chances of poverty, shares above thresholds, causes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import ClassVar

import numpy as np
import pandas as pd

from netpoverty.errors import choose, refuse
from netpoverty.results import Result, format_number
from netpoverty.survey.design import Design
from netpoverty.survey.estimate import mean
from netpoverty.survey.results import Estimates

RATE = "poverty rate"
ABSENT = "risk-induced is empty by construction: with normal errors V > 0.5 says that the mean lies below the line"


@dataclass(frozen=True, eq=False)
class Vulnerability(Result):
    """Probabilities of poverty with the shares above a threshold.

    Attributes
    ----------
    probability : (n,) array
        Chance of poverty next period; NaN for rows not used.
    expected_poor : (n,) bool
        Whether the expected outcome itself is poor.
    thresholds : mapping of name to probability
    poverty_rate : float
        Observed share of poor among the rows used, weighted.
    coefficients : frame of the fitted models, for the record
    negative_share : float
        Share of rows whose fitted variance was not positive.
    """

    probability: np.ndarray
    expected_poor: np.ndarray
    thresholds: Mapping[str, float]
    poverty_rate: float
    coefficients: pd.DataFrame
    design: Design
    model: str
    negative_share: float = 0.0
    normal: bool = False
    dropped: Mapping[str, int] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    replicated: Estimates | None = None
    title: ClassVar[str] = "Vulnerability as expected poverty"

    @property
    def used(self) -> np.ndarray:
        """Rows with a probability, (n,)."""
        return np.isfinite(self.probability)

    @property
    def mean_probability(self) -> float:
        """Weighted mean probability of poverty."""
        return float(
            np.average(self.probability[self.used], weights=self.design.weights[self.used])
        )

    def vulnerable(self, threshold: str | float) -> np.ndarray:
        """Return who is vulnerable: probability strictly above the threshold, (n,)."""
        bound = self.thresholds[threshold] if threshold in self.thresholds else float(threshold)
        return self.used & (np.nan_to_num(self.probability) > bound)

    @cached_property
    def shares(self) -> Estimates:
        """Share vulnerable at each threshold, split by cause, with errors."""
        if self.replicated is not None:
            return self.replicated
        columns = indicators_of(self.probability, self.expected_poor, self.thresholds)
        made = mean(columns, self.design, where=self.used, share=True)
        return replace(
            made, names=columns.columns, convention=f"{made.convention}; fit taken as given"
        )

    def to_frame(self) -> pd.DataFrame:
        """Return share vulnerable, poverty-induced, risk-induced, by threshold."""
        frame = self.shares.to_frame()
        frame.insert(0, "above", [self.thresholds[name[0]] for name in frame.index])
        if self.normal:
            empty = [
                value >= 0.5 and cause == "risk-induced"
                for value, (_, cause) in zip(frame["above"], frame.index, strict=True)
            ]
            frame.loc[empty, "note"] = ABSENT
            frame.loc[empty, ["low", "high"]] = np.nan
        return frame

    def notes(self) -> list[str]:
        """Return the model, its failures, the conventions."""
        told = [
            f"model: {self.model}",
            f"observed poverty rate {format_number(self.poverty_rate)}, "
            f"mean probability {format_number(self.mean_probability)}",
            f"fitted variances not positive: {format_number(100 * self.negative_share)} % of rows",
        ]
        return [*told, *self.remarks, *self.shares.notes()]

    def plot(self, ax=None):
        """Draw the distribution of the probabilities with the thresholds; returns the axes."""
        import matplotlib.pyplot as plt

        ax = ax if ax is not None else plt.subplots(figsize=(6, 4))[1]
        weights = self.design.weights[self.used]
        ax.hist(
            self.probability[self.used], bins=40, weights=weights / weights.sum(), color="#7f9fbf"
        )
        for (name, bound), style in zip(
            self.thresholds.items(), ("--", ":", "-.") * 3, strict=False
        ):
            ax.axvline(bound, color="0.2", linestyle=style, label=f"{name}: {format_number(bound)}")
        ax.set_xlabel("probability of poverty next period")
        ax.set_ylabel("share of people")
        ax.legend()
        return ax


def indicators_of(
    probability: np.ndarray, expected_poor: np.ndarray, thresholds: Mapping[str, float]
) -> pd.DataFrame:
    """Return who is vulnerable at each threshold, for which cause, as columns of 0 and 1.

    >>> indicators_of(np.array([0.6]), np.array([False]), {"0.5": 0.5}).iloc[0].tolist()
    [1.0, 0.0, 1.0]
    """
    columns = {}
    for name, bound in thresholds.items():
        above = np.nan_to_num(probability) > bound
        columns[name, "vulnerable"] = above
        columns[name, "poverty-induced"] = above & expected_poor
        columns[name, "risk-induced"] = above & ~expected_poor
    return pd.DataFrame(columns).astype(float)


def named_thresholds(thresholds: Sequence[float | str], rate: float) -> dict[str, float]:
    """Return thresholds by name; "poverty rate" takes the observed one.

    >>> named_thresholds(["poverty rate", 0.5], 0.1)
    {'poverty rate': 0.1, '0.5': 0.5}
    """
    made = {}
    for one in thresholds:
        if isinstance(one, str):
            choose("thresholds", one, [RATE])
        elif not 0 < one < 1:
            raise refuse("thresholds", one, "probabilities in (0, 1), or 'poverty rate'")
        made[str(one)] = rate if one == RATE else float(one)
    return made
