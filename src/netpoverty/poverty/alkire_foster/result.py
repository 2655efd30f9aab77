"""What a measurement returns: levels, breakdowns, differences, each with its error."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import ClassVar

import numpy as np
import pandas as pd

from netpoverty.errors import choose, refuse
from netpoverty.poverty.alkire_foster.formulas import family
from netpoverty.poverty.alkire_foster.population import Population, Totals
from netpoverty.results import Result, format_number
from netpoverty.survey.design import Design
from netpoverty.survey.results import INTERVAL_RULE, Estimates, estimate_frame
from netpoverty.survey.variance import covariance_of_totals

EVERYBODY = "all"
FULL = "A is 1: the poor are deprived in everything; no error"
NOBODY = "undefined: nobody is poor at this k"


@dataclass(frozen=True, eq=False)
class AlkireFoster(Result):
    """Multidimensional poverty by group and threshold.

    Index it by measure for a single estimate: `made["M0"]`, `made["M0", 0.5, "East"]`.

    Attributes
    ----------
    k : (K,) thresholds, rising
    groups : labels; the last is everybody
    names, dimension_of, weights : of the J indicators
    totals : Totals
        Weighted totals and their covariance, from which everything here follows.
    dropped, remarks : rows left out by reason; what else must be known
    """

    k: np.ndarray
    groups: tuple
    names: tuple[str, ...]
    dimension_of: tuple[str, ...]
    weights: np.ndarray
    totals: Totals = field(repr=False)
    population: Population = field(repr=False)
    design: Design
    level: float = 0.95
    dropped: Mapping[str, int] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    index: pd.Index | None = field(default=None, repr=False)
    cutoffs: Mapping[str, object] = field(default_factory=dict, repr=False)
    title: ClassVar[str] = "Multidimensional poverty (Alkire–Foster)"

    @property
    def n(self) -> int:
        """Rows used."""
        return int(self.totals.rows[-1])

    @cached_property
    def _family(self) -> tuple[tuple[str, ...], np.ndarray, np.ndarray]:
        names, values, slopes = family(self.by_group(self.totals.values), self.weights)
        covariance = self.by_group(self.totals.covariance)
        scaled = np.einsum("...rm,...ml->...rl", slopes, covariance)
        return names, values, np.einsum("...rl,...rl->...r", scaled, slopes)

    def by_group(self, array: np.ndarray) -> np.ndarray:
        """Return the part of an array of totals that belongs to the reported groups."""
        # without groups the only group and everybody are the same row
        return array[-len(self.groups) :]

    @property
    def measures(self) -> tuple[str, ...]:
        """Names of the measures: H, A, M0 and, for cardinal achievements, M1, M2."""
        return self._family[0]

    def to_frame(self) -> pd.DataFrame:
        """Return every measure with error and interval, by group, k, measure."""
        names, values, variances = self._family
        shape = values.shape
        index = pd.MultiIndex.from_product(
            [self.groups, self.k, names], names=["group", "k", "measure"]
        )
        units = np.repeat(self.by_group(self.totals.units), shape[1] * shape[2]).reshape(shape)
        units[..., 1] = self.by_group(self.totals.poor_units)
        freedom = self.by_group(self.totals.units - self.totals.strata)
        freedom = np.broadcast_to(freedom[:, None, None], shape)
        flat = [part.reshape(-1) for part in (values, variances, freedom, units)]
        share = np.ones(values.size, dtype=bool)
        frame = estimate_frame(index, *flat, share, self.level)
        return _with_intensity_notes(frame)

    def notes(self) -> list[str]:
        """Return n, dropped rows, remarks and conventions."""
        lost = [f"{count} rows dropped: {why}" for why, count in self.dropped.items()]
        weight = format_number(float(self.totals.values[-1, 0, 0]))
        head = f"n = {self.n}, weights sum to {weight}"
        told = f"{self.design.describe()}; poor when score ≥ k (tolerance 1e-9)"
        return [head, *lost, *self.remarks, told, INTERVAL_RULE]

    def __getitem__(self, key: object) -> float:
        measure, k, group = (*(key if isinstance(key, tuple) else (key,)), None, None)[:3]
        names, values, _ = self._family
        choose("measure", measure, names)
        row, column = self.place(k, group)
        return float(values[row, column, names.index(measure)])

    def place(self, k: float | None, group: object) -> tuple[int, int]:
        """Return row and column of a group and a threshold; an unknown one is refused."""
        if group is not None and group not in self.groups:
            raise refuse("group", group, f"one of {', '.join(map(str, self.groups))}")
        if k is None and self.k.size > 1:
            raise refuse("k", "none", f"one of {', '.join(f'{v:.4g}' for v in self.k)}")
        column = 0 if k is None else int(np.abs(self.k - k).argmin())
        if k is not None and abs(self.k[column] - k) > 1e-6:
            raise refuse("k", k, f"one of {', '.join(f'{v:.4g}' for v in self.k)}")
        return (len(self.groups) - 1 if group is None else self.groups.index(group)), column

    def series(self, measure: str) -> pd.DataFrame:
        """Return one measure as a table of k by group.

        Without groups there is one column, "all".
        """
        names, values, _ = self._family
        choose("measure", measure, names)
        table = values[:, :, names.index(measure)].T
        return pd.DataFrame(table, index=pd.Index(self.k, name="k"), columns=list(self.groups))

    def scores(self) -> pd.Series:
        """Return each row's weighted deprivation score; NaN for rows left out."""
        people = self.population
        values = (people.patterns @ self.weights)[people.codes]
        return pd.Series(np.where(people.group >= 0, values, np.nan), self.index, name="score")

    def poor(self, k: float | None = None) -> pd.Series:
        """Return who is poor at k: 1, 0, NaN for rows left out."""
        _, column = self.place(k, None)
        reached = (self.population.bins > column).astype(float)[self.population.codes]
        reached = np.where(self.population.group >= 0, reached, np.nan)
        return pd.Series(reached, self.index, name="poor")

    # ------------------------------------------------------------------ one place, jointly

    def estimates(self, k: float | None = None, group: object = None) -> Estimates:
        """Return all measures of one group at one k with their joint covariance."""
        row, column = self.place(k, group)
        names, values, slopes = family(self.by_group(self.totals.values)[row, column], self.weights)
        made = self.estimates_at(
            row, column, names, values, slopes, f"Poverty at k = {self.k[column]:.4g}"
        )
        units = made.units.copy()
        units[1] = self.by_group(self.totals.poor_units)[row, column]
        remarks = {1: NOBODY} if np.isnan(values[1]) else {1: FULL} if values[1] >= 1 else {}
        share = np.array([name != "A" or values[1] < 1 for name in names])
        return replace(made, units=units, share=share, remarks=remarks)

    def headcounts(
        self, k: float | None = None, group: object = None, censored: bool = True
    ) -> Estimates:
        """Return the share of people deprived in each indicator (and poor, when censored)."""
        from netpoverty.poverty.alkire_foster.indicators import indicator_headcounts

        return indicator_headcounts(self, k, group, censored)

    def contributions(
        self,
        k: float | None = None,
        group: object = None,
        of: str = "indicator",
        absolute: bool = False,
    ) -> Estimates:
        """Return each indicator's or dimension's share of M0, or its part when absolute."""
        from netpoverty.poverty.alkire_foster.indicators import indicator_contributions

        return indicator_contributions(self, k, group, of, absolute)

    def estimates_at(self, row, column, names, values, slopes, title) -> Estimates:
        """Return functions of one place's totals, given their values and gradients."""
        covariance = self.by_group(self.totals.covariance)[row, column]
        units = float(self.by_group(self.totals.units)[row])
        return Estimates(
            names=pd.Index(names),
            values=np.asarray(values, dtype=float),
            covariance=slopes @ covariance @ slopes.T,
            degrees_of_freedom=np.full(len(names), units - self.by_group(self.totals.strata)[row]),
            units=np.full(len(names), units),
            share=np.ones(len(names), dtype=bool),
            n=int(self.by_group(self.totals.rows)[row]),
            weight=float(self.by_group(self.totals.values)[row, column, 0]),
            convention=self.design.describe(),
            title=f"{title}, {self.groups[row]}",
            dropped=self.dropped,
            level=self.level,
        )

    # ------------------------------------------------------------------ several places, jointly

    def joint(self, places: list[tuple[float | None, object]]) -> tuple[np.ndarray, np.ndarray]:
        """Return the stacked totals of several (k, group) places with their covariance."""
        values, scores = [], []
        for k, group in places:
            row, column = self.place(k, group)
            code = -1 if row == len(self.groups) - 1 else row
            values.append(self.by_group(self.totals.values)[row, column])
            scores.append(self.population.scores(code, column))
        return np.concatenate(values), covariance_of_totals(self.design, np.hstack(scores))

    def difference(
        self, first: object, second: object, k: float | None = None, relative: bool = False
    ) -> Estimates:
        """Return first − second (or first/second − 1) for each measure.

        The two may share sampling units: their covariance is part of the error.
        """
        from netpoverty.poverty.alkire_foster.breakdown import difference

        return difference(self, first, second, k, relative)

    def subgroup_contributions(self, k: float | None = None, measure: str = "M0") -> Estimates:
        """Return each group's share of total poverty ("N": of the people), summing to one."""
        from netpoverty.poverty.alkire_foster.breakdown import subgroup_contributions

        return subgroup_contributions(self, k, measure)

    def plot(self, ax=None, measure: str = "M0"):
        """Draw one measure along k, a line a group with its interval; returns the axes."""
        import matplotlib.pyplot as plt

        choose("measure", measure, self.measures)
        ax = ax if ax is not None else plt.subplots(figsize=(6, 4))[1]
        frame = self.to_frame().xs(measure, level="measure")
        markers = "osD^vPX*"
        for place, group in enumerate(self.groups):
            part = frame.loc[group]
            ax.plot(part.index, part["estimate"], marker=markers[place % 8], label=str(group))
            ax.fill_between(part.index, part["low"], part["high"], alpha=0.15)
        ax.set_xlabel("k, share of weighted deprivations that makes poor")
        ax.set_ylabel(f"{measure}, {self.level:.0%} interval")
        ax.legend(title="group")
        return ax


def _with_intensity_notes(frame: pd.DataFrame) -> pd.DataFrame:
    intensity = frame.index.get_level_values("measure") == "A"
    undefined = intensity & frame["estimate"].isna().to_numpy()
    full = intensity & (frame["estimate"] >= 1).to_numpy()
    frame.loc[undefined, "note"] = NOBODY
    frame.loc[full, "note"] = FULL
    frame.loc[full, ["se", "low", "high"]] = np.nan
    return frame
