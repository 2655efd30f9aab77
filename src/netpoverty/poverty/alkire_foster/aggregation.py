"""Totals of the poor for every threshold at once, with their design-based covariance.

For each group and threshold k the vector of totals is t = (N, P, Q_1 … Q_J, G_1, G_2):
people, poor people, poor people deprived in j, and their summed gap scores of order one
and two. Every measure of the family is a smooth function of t.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from netpoverty.survey.design import Design
from netpoverty.survey.variance import (
    covariance_of_totals,
    covariance_of_unit_totals,
    lonely_strata,
    sum_rows,
    unit_factors,
)

BLOCK_ROWS = 262_144
LARGEST_TABLE = 40_000_000
# above this many (pair, pattern) cells a row, summing row by row is shorter
LARGEST_PATTERN_SHARE = 0.5


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


def aggregate(people: Population, design: Design) -> Totals:
    """Return totals and covariances by whichever exact way is shortest.

    Rows that are sampling units themselves: second moments by pattern. Clusters: one table
    of unit totals. Estimated cutoffs, gaps without clusters, lonely strata without clusters:
    score by score.
    """
    simple = people.shift is None
    table = design.n_units * people.thresholds * people.size
    if simple and design.element and people.gaps is None and not lonely_strata(design).size:
        return _by_pattern(people, design)
    if simple and not design.element and table <= LARGEST_TABLE:
        return _by_unit(people, design)
    return by_score(people, design)


def by_score(people: Population, design: Design) -> Totals:
    """Totals from one score matrix a group and threshold: slow, general, plain."""
    shape = (people.groups + 1, people.thresholds, people.size)
    values, covariance = np.empty(shape), np.empty((*shape, people.size))
    poor_units = np.empty(shape[:2])
    for group in range(people.groups + 1):
        code = group if group < people.groups else -1
        for threshold in range(people.thresholds):
            plain = people.scores(code, threshold, linearised=False)
            values[group, threshold] = design.weights @ plain
            scores = plain
            if people.shift is not None:
                scores = plain + people.shift @ people.slopes[code, threshold].T
            covariance[group, threshold] = covariance_of_totals(design, scores)
            poor_units[group, threshold] = np.unique(design.unit[plain[:, 1] > 0]).size
    return Totals(values, covariance, *_presence(people, design), poor_units)


def _presence(people: Population, design: Design) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    counts = []
    for group in range(people.groups + 1):
        inside = people.group == group if group < people.groups else people.group >= 0
        units, strata = np.unique(design.unit[inside]), np.unique(design.stratum[inside])
        counts.append((inside.sum(), units.size, strata.size))
    return tuple(np.array(column, dtype=float) for column in zip(*counts, strict=True))


@dataclass(frozen=True, eq=False)
class Places:
    """Totals t of every (group, place) pair that occurs, a place being a unit or a stratum.

    Attributes
    ----------
    totals : (thresholds, pairs, m)
    place, group : (pairs,) sorted by group, then place
    rows : (pairs,) rows in each pair
    """

    totals: np.ndarray
    place: np.ndarray
    group: np.ndarray
    rows: np.ndarray

    def of(self, group: int) -> Places:
        """Return the pairs of one group."""
        low, high = np.searchsorted(self.group, [group, group + 1])
        part = slice(low, high)
        return Places(self.totals[:, part], self.place[part], self.group[part], self.rows[part])

    def everybody(self, groups: int) -> Places:
        """Return the places with their groups added together."""
        if groups == 1:
            return self
        present, number = np.unique(self.place, return_inverse=True)
        totals = np.zeros((len(self.totals), present.size, self.totals.shape[2]))
        for group in range(groups):
            part = self.of(group)
            if part.place.size == present.size:
                totals += part.totals
                continue
            low = np.searchsorted(self.group, group)
            totals[:, number[low : low + part.place.size]] += part.totals
        rows = np.bincount(number, self.rows).astype(np.intp)
        return Places(totals, present, np.zeros_like(present), rows)


def _places(
    people: Population, place: np.ndarray | None, places: int, weights: np.ndarray
) -> Places:
    """Sum t by (group, place); `place` None is one place for all."""
    pair = people.group if place is None else place
    if place is not None and people.groups > 1:
        pair = people.group * places + place
    if not people.complete:
        pair = np.where(people.group < 0, people.groups * places, pair)
    rows = np.bincount(pair, minlength=people.groups * places)[: people.groups * places]
    present = np.flatnonzero(rows)
    number = np.full(people.groups * places + 1, -1, dtype=np.int32)
    number[present] = np.arange(present.size, dtype=np.int32)
    few = present.size * len(people.patterns) <= LARGEST_PATTERN_SHARE * people.codes.size
    way = _by_pattern_counts if few and people.gaps is None else _by_rows
    totals = _accumulate(*way(people, number, pair, present.size, weights))
    return Places(totals, present % places, present // places, rows[present])


def _accumulate(weights: np.ndarray, sums: np.ndarray) -> np.ndarray:
    """Return t by threshold and pair from sums by number of thresholds reached and pair."""
    levels, pairs, width = sums.shape
    totals = np.empty((levels - 1, pairs, width + 2))
    poor, deprived = np.zeros(pairs), np.zeros((pairs, width))
    for level in range(levels - 1, 0, -1):
        poor += weights[level]
        deprived += sums[level]
        totals[level - 1, :, 1] = poor
        totals[level - 1, :, 2:] = deprived
    totals[..., 0] = poor + weights[0]
    return totals


def _by_pattern_counts(
    people: Population, number: np.ndarray, pair: np.ndarray, pairs: int, weights: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Sum weights by pair and pattern, then multiply by what each pattern is."""
    count = len(people.patterns)
    kept = slice(None) if people.complete else people.group >= 0
    cell = (number.astype(np.intp) * count)[pair[kept]]
    cell += people.codes[kept]
    held = np.bincount(cell, weights[kept], minlength=pairs * count).reshape(-1, count)
    reached = np.zeros((people.thresholds + 1, pairs))
    sums = np.zeros((people.thresholds + 1, pairs, people.size - 2))
    for level in range(people.thresholds + 1):
        inside = people.bins == level
        reached[level] = held[:, inside].sum(axis=1)
        sums[level] = held[:, inside] @ people.patterns[inside]
    return reached, sums


def _by_rows(
    people: Population, number: np.ndarray, pair: np.ndarray, pairs: int, weights: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Sum weights, effective deprivations, gap scores row by row, in blocks where rows are made."""
    levels, width = people.thresholds + 1, people.size - 2
    cell = number[pair]
    cell += (people.bins * pairs).astype(np.int32)[people.codes]
    if people.matrix is not None and people.gaps is None and people.complete:
        reached = np.bincount(cell, weights, levels * pairs)
        sums = sum_rows(cell, levels * pairs, people.matrix, weights)
        return reached.reshape(levels, pairs), sums.reshape(levels, pairs, width)
    reached, sums = np.zeros(levels * pairs), np.zeros((levels * pairs, width))
    for start in range(0, cell.size, BLOCK_ROWS):
        part = np.flatnonzero(people.group[start : start + BLOCK_ROWS] >= 0) + start
        rows = people.patterns[people.codes[part]]
        if people.gaps is not None:
            rows = np.column_stack([rows, people.gaps[part]])
        sums += sum_rows(cell[part], levels * pairs, rows, weights[part])
        reached += np.bincount(cell[part], weights[part], levels * pairs)
    return reached.reshape(levels, pairs), sums.reshape(levels, pairs, width)


def _by_unit(people: Population, design: Design) -> Totals:
    """Totals from one table of sampling-unit totals."""
    places = _places(people, design.unit, design.n_units, design.weights)
    made = []
    for group in range(people.groups + 1):
        part = places.of(group) if group < people.groups else places.everybody(people.groups)
        made.append(
            (
                part.totals.sum(axis=1),
                covariance_of_unit_totals(design, part.totals, part.place),
                float(part.rows.sum()),
                float(part.place.size),
                float(np.unique(design.unit_stratum[part.place]).size),
                (part.totals[..., 1] > 0).sum(axis=1).astype(float),
            )
        )
    return Totals(*(np.array(column) for column in zip(*made, strict=True)))


def _by_pattern(people: Population, design: Design) -> Totals:
    """Totals when each row is a sampling unit: second moments by pattern.

    V = Σ_i a_i v_i v_iᵀ − Σ_h (q_h/n_h) t_h t_hᵀ with a_i = q_h w_i², q_h the stratum's factor;
    v_i depends on the pattern alone, so the first sum runs over patterns.
    """
    factors, weights = unit_factors(design), design.weights
    stratum = None if design.strata is None else design.stratum
    squares = weights * weights
    squares *= factors[0] if stratum is None else factors[stratum]
    places = _places(people, stratum, design.n_strata, weights)
    inner, poor_rows = _second_moments(people, squares)
    made = []
    for group in range(people.groups + 1):
        whole = group == people.groups
        part = places.everybody(people.groups) if whole else places.of(group)
        scaled = part.totals * (factors / design.units_per_stratum)[part.place][:, None]
        between = np.swapaxes(scaled, -1, -2) @ part.totals
        count = float(part.rows.sum())
        second = inner.sum(axis=0) if whole else inner[group]
        poor = poor_rows.sum(axis=0) if whole else poor_rows[group]
        values = part.totals.sum(axis=1)
        made.append((values, second - between, count, count, float(part.place.size), poor))
    return Totals(*(np.array(column) for column in zip(*made, strict=True)))


def _second_moments(people: Population, squares: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return Σ a v vᵀ by group and threshold, with the number of poor rows."""
    patterns = len(people.patterns)
    kept = slice(None) if people.complete else people.group >= 0
    cell = people.codes[kept] if people.groups == 1 else people.group[kept] * patterns
    cell = cell if people.groups == 1 else cell + people.codes[kept]
    shape = (people.groups, patterns)
    table = np.bincount(cell, squares[kept], minlength=people.groups * patterns).reshape(shape)
    counts = np.bincount(cell, minlength=people.groups * patterns).reshape(shape)
    size, levels, augmented = people.size, people.thresholds + 1, people.augmented
    tail = np.zeros((people.groups, levels, size - 1, size - 1))
    poor = np.zeros((people.groups, levels))
    for level in range(levels):
        inside = people.bins == level
        rows = augmented[inside]
        poor[:, level] = counts[:, inside].sum(axis=1)
        for group in range(people.groups):
            tail[group, level] = rows.T @ (rows * table[group, inside][:, None])
    tail = np.cumsum(tail[:, ::-1], axis=1)[:, ::-1]
    made = np.empty((people.groups, people.thresholds, size, size))
    made[..., 1:, 1:] = tail[:, 1:]
    made[..., 0, 1:] = made[..., 1:, 0] = tail[:, 1:, 0, :]
    made[..., 0, 0] = tail[:, :1, 0, 0]
    return made, np.cumsum(poor[:, ::-1], axis=1)[:, ::-1][:, 1:]
