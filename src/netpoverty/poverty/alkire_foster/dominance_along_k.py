"""Is one group poorer than another whatever k? The whole curve, with a test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd
from scipy import stats

from netpoverty.errors import choose, refuse
from netpoverty.poverty.alkire_foster.formulas import family
from netpoverty.poverty.alkire_foster.result import AlkireFoster
from netpoverty.results import NotComputable, Result, equals_p, format_number
from netpoverty.survey.design import Design

NULL = "the first group is not poorer at every k"


@dataclass(frozen=True, eq=False)
class Dominance(Result):
    """The difference of two curves in k, with a test of dominance.

    Attributes
    ----------
    k, difference, se : (K,) arrays
        First minus second, at each threshold.
    low, high : (K,) arrays
        A band that covers the whole curve at once.
    statistic : float
        The smallest t value along the curve.
    p_value : float
        Of the null that the first is *not* poorer everywhere.
    crossings : list of thresholds at which the curves change order
    """

    k: np.ndarray
    difference: np.ndarray
    se: np.ndarray
    low: np.ndarray
    high: np.ndarray
    statistic: float
    p_value: float
    degrees_of_freedom: int
    first: object
    second: object
    measure: str
    design: Design
    draws: int
    title: ClassVar[str] = "Poverty dominance along k"

    @property
    def crossings(self) -> list[float]:
        """Thresholds from which the order of the two groups is reversed."""
        signs = np.sign(self.difference)
        held = np.flatnonzero(signs != 0)
        turns = held[1:][signs[held[1:]] != signs[held[:-1]]]
        return [float(self.k[place]) for place in turns]

    def to_frame(self) -> pd.DataFrame:
        """Return difference, error and simultaneous band at each k."""
        columns = {"difference": self.difference, "se": self.se, "low": self.low, "high": self.high}
        return pd.DataFrame(columns, index=pd.Index(self.k, name="k"))

    def notes(self) -> list[str]:
        """Return the test in words."""
        crossing = ", ".join(format_number(k) for k in self.crossings) or "none"
        return [
            f"{self.measure} of {self.first} minus {self.second}; crossings at k: {crossing}",
            f"null: {NULL}; smallest t = {format_number(self.statistic)}, "
            f"p {equals_p(self.p_value, 4)} (t with {self.degrees_of_freedom} degrees of freedom)",
            f"band: simultaneous over k, {self.draws} draws of the joint normal; {self.design.describe()}",
        ]

    def plot(self, ax=None):
        """Draw the difference along k with its simultaneous band; returns the axes."""
        import matplotlib.pyplot as plt

        ax = ax if ax is not None else plt.subplots(figsize=(6, 4))[1]
        ax.axhline(0, color="0.4", linewidth=1)
        ax.fill_between(self.k, self.low, self.high, step="mid", alpha=0.25, color="#1f4e79")
        ax.step(self.k, self.difference, where="mid", color="#1f4e79")
        ax.set_xlabel("k, share of weighted deprivations that makes poor")
        ax.set_ylabel(f"{self.measure}: {self.first} minus {self.second}")
        return ax


def dominance(
    result: AlkireFoster,
    first: object,
    second: object,
    *,
    measure: str = "H",
    rng: np.random.Generator,
    draws: int = 2000,
) -> Dominance | NotComputable:
    """Test whether one group is poorer than another at every measured k.

    Measure with `k="all"` for the whole curve: H and M0 are steps that change only at
    scores which occur.

    Parameters
    ----------
    result : AlkireFoster, by groups
    measure : {"H", "M0"}
    rng : numpy Generator
        For the critical value of the band.

    Notes
    -----
    H at every k (first-order dominance of the score) implies M0 at every k. The
    intersection–union test rejects "not poorer everywhere" when the smallest of the t values
    exceeds the critical value; each k takes its full level, so nothing is lost to their
    number. Kaur, Prakasa Rao & Singh (1994), doi:10.1017/S0266466600009130. The band
    takes the maximum of |t| over k under the estimated joint covariance.

    >>> from netpoverty.poverty.alkire_foster import alkire_foster
    >>> rng = np.random.default_rng(0)
    >>> data = (rng.random((400, 3)) < np.repeat([0.7, 0.3], 200)[:, None]).astype(float)
    >>> made = alkire_foster(data, k="all", by=np.repeat(["poor", "rich"], 200))
    >>> dominance(made, "poor", "rich", rng=rng).p_value < 0.01
    True
    """
    choose("measure", measure, ("H", "M0"))
    if first == second:
        raise refuse("second", second, "another group than the first")
    difference, covariance = _curve(result, first, second, measure)
    se = np.sqrt(np.maximum(np.diag(covariance), 0))
    if not (se > 0).all():
        where = ", ".join(format_number(k) for k in result.k[se == 0])
        return NotComputable("dominance", f"no variance at k = {where}: a curve on its edge there")
    freedom = int(min(_freedom(result, label) for label in (first, second)))
    if freedom < 1:
        return NotComputable("dominance", "a group with fewer than two sampling units")
    correlation = covariance / np.outer(se, se)
    normal = rng.multivariate_normal(np.zeros(se.size), correlation, size=draws, method="eigh")
    scale = np.sqrt(freedom / rng.chisquare(freedom, size=draws))
    critical = float(np.quantile(np.abs(normal).max(axis=1) * scale, result.level))
    statistic = float((difference / se).min())
    return Dominance(
        k=result.k,
        difference=difference,
        se=se,
        low=difference - critical * se,
        high=difference + critical * se,
        statistic=statistic,
        p_value=float(stats.t.sf(statistic, freedom)),
        degrees_of_freedom=freedom,
        first=first,
        second=second,
        measure=measure,
        design=result.design,
        draws=draws,
    )


def _freedom(result: AlkireFoster, label: object) -> float:
    row = result.place(float(result.k[0]), label)[0]
    return float(
        (result.by_group(result.totals.units) - result.by_group(result.totals.strata))[row]
    )


def _curve(result, first, second, measure) -> tuple[np.ndarray, np.ndarray]:
    """Differences at every k with their joint covariance."""
    places = [(float(k), label) for k in result.k for label in (first, second)]
    totals, covariance = result.joint(places)
    count, size = len(places), totals.size // len(places)
    names, values, slopes = family(totals.reshape(count, size), result.weights)
    column = names.index(measure)
    full = np.zeros((result.k.size, totals.size))
    for level in range(result.k.size):
        for side, sign in ((0, 1.0), (1, -1.0)):
            place = 2 * level + side
            full[level, place * size : (place + 1) * size] = sign * slopes[place, column]
    levels = values[:, column].reshape(-1, 2)
    return levels[:, 0] - levels[:, 1], full @ covariance @ full.T
