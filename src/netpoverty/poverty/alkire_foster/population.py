"""People in the form in which they are summed, with what the sums are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np


@dataclass(frozen=True, eq=False)
class Population:
    """Rows in the form in which they are summed.

    Attributes
    ----------
    codes : (n,) pattern of each row
    patterns : (patterns, J) effective deprivations, counted with their reweighting
    bins : (patterns,) how many of the thresholds each pattern reaches
    thresholds : int
    group : (n,) code of each row, −1 for rows left out
    groups : int
    gaps : (n, 2) gap scores of order one and two, or None
    shift : (n, e) influence values of estimated cutoffs, or None
    slopes : (groups + 1, thresholds, m, e) derivative of t in each cutoff, or None
    matrix : (n, J) float array equal to patterns[codes], or None
    """

    codes: np.ndarray
    patterns: np.ndarray
    bins: np.ndarray
    thresholds: int
    group: np.ndarray
    groups: int
    gaps: np.ndarray | None = None
    shift: np.ndarray | None = None
    slopes: np.ndarray | None = None
    matrix: np.ndarray | None = None

    @cached_property
    def complete(self) -> bool:
        """Whether no row is left out."""
        return bool(self.group.min() >= 0)

    @property
    def augmented(self) -> np.ndarray:
        """Patterns with a column of ones before them, (patterns, J + 1)."""
        return np.column_stack([np.ones(len(self.patterns)), self.patterns])

    @property
    def size(self) -> int:
        """Length m of the vector of totals."""
        return 2 + self.patterns.shape[1] + (0 if self.gaps is None else 2)

    def scores(self, group: int, threshold: int, linearised: bool = True) -> np.ndarray:
        """Return the rows whose weighted sum is t, (n, m); group −1 stands for everybody.

        With `linearised`, the influence of estimated cutoffs is added.
        """
        inside = (self.group >= 0) if group < 0 else (self.group == group)
        poor = inside & (self.bins[self.codes] > threshold)
        columns = [inside[:, None], poor[:, None], poor[:, None] * self.patterns[self.codes]]
        if self.gaps is not None:
            columns.append(poor[:, None] * self.gaps)
        made = np.hstack([np.asarray(column, dtype=float) for column in columns])
        if linearised and self.shift is not None:
            made += self.shift @ self.slopes[group, threshold].T
        return made


@dataclass(frozen=True, eq=False)
class Totals:
    """Totals t and their covariance, by group (the last is everybody) and threshold.

    Attributes
    ----------
    values : (groups + 1, thresholds, m)
    covariance : (groups + 1, thresholds, m, m)
    rows, units, strata : (groups + 1,)
        Rows, sampling units, strata that hold the group.
    poor_units : (groups + 1, thresholds)
        Sampling units that hold a poor person.
    """

    values: np.ndarray
    covariance: np.ndarray
    rows: np.ndarray
    units: np.ndarray
    strata: np.ndarray
    poor_units: np.ndarray
