"""Totals of the poor for every threshold at once, with their design-based covariance.

For each group and threshold k the vector of totals is t = (N, P, Q_1 … Q_J, G_1, G_2):
people, poor people, poor people deprived in j, and their summed gap scores of order one
and two. Every measure of the family is a smooth function of t.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
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

BLOCK_ROWS = 65_536
ROWS_PER_CELL = 8
SPREAD = ("values", "covariance", "poor_units")
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
    if people.shift is None:
        distinct, place = _distinct_thresholds(people)
        if distinct.thresholds < people.thresholds:
            made = aggregate(distinct, design)
            spread = {name: getattr(made, name)[:, place] for name in SPREAD}
            return replace(made, **spread)
    simple = people.shift is None
    table = design.n_units * people.thresholds * people.size
    if simple and design.element and people.gaps is None and not lonely_strata(design).size:
        return _by_pattern(people, design)
    if simple and not design.element and table <= LARGEST_TABLE:
        return _by_unit(people, design)
    return by_score(people, design)


def _distinct_thresholds(people: Population) -> tuple[Population, np.ndarray]:
    """Return the population with thresholds that tell people apart, and which each old one is.

    Twelve equal weights give thirteen scores: most of twenty thresholds repeat another.
    """
    reached = np.unique(people.bins)
    first = np.searchsorted(reached, np.arange(people.thresholds), side="right")
    kept, place = np.unique(first, return_inverse=True)
    ranks = np.searchsorted(reached, people.bins)
    bins = np.searchsorted(kept, ranks, side="right")
    return replace(people, bins=bins, thresholds=kept.size), place


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
    counts = np.zeros(people.groups * places + 1, dtype=np.intp)
    for part in _blocks(people.codes.size, BLOCK_ROWS):
        counts += np.bincount(_pairs(people, place, places, part), minlength=counts.size)
    present = np.flatnonzero(counts[:-1])
    number = np.zeros(counts.size, dtype=np.int32)
    number[present] = np.arange(present.size, dtype=np.int32)
    few = present.size * len(people.patterns) <= LARGEST_PATTERN_SHARE * people.codes.size
    way = _by_pattern_counts if few and people.gaps is None else _by_rows
    totals = _accumulate(*way(people, place, places, number, present.size, weights))
    return Places(totals, present % places, present // places, counts[present])


def _blocks(n: int, step: int) -> list[slice]:
    return [slice(start, start + step) for start in range(0, n, step)]


def _pairs(people: Population, place: np.ndarray | None, places: int, part: slice) -> np.ndarray:
    """(group, place) of some rows as one number; the last number is for rows left out."""
    group = people.group[part]
    if people.groups == 1:
        pair = np.zeros_like(group) if place is None else place[part]
    else:
        pair = group if place is None else group * places + place[part]
    return pair if people.complete else np.where(group < 0, people.groups * places, pair)


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
    people: Population,
    place: np.ndarray | None,
    places: int,
    number: np.ndarray,
    pairs: int,
    weights: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Sum weights by pair and pattern, then multiply by what each pattern is."""
    count = len(people.patterns)
    start_of = number.astype(np.intp) * count
    held = np.zeros(pairs * count)
    for part in _blocks(people.codes.size, max(BLOCK_ROWS, held.size)):
        cell = start_of[_pairs(people, place, places, part)]
        cell += people.codes[part]
        kept = slice(None) if people.complete else people.group[part] >= 0
        held += np.bincount(cell[kept], weights[part][kept], minlength=held.size)
    held = held.reshape(pairs, count)
    reached = np.zeros((people.thresholds + 1, pairs))
    sums = np.zeros((people.thresholds + 1, pairs, people.size - 2))
    for level in range(people.thresholds + 1):
        inside = people.bins == level
        reached[level] = held[:, inside].sum(axis=1)
        sums[level] = held[:, inside] @ people.patterns[inside]
    return reached, sums


def _by_rows(
    people: Population,
    place: np.ndarray | None,
    places: int,
    number: np.ndarray,
    pairs: int,
    weights: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Sum weights, effective deprivations, gap scores row by row.

    In blocks: large enough that the sums are not re-read too often, small enough that what
    is made for a block stays in the processor's cache.
    """
    cells, width = (people.thresholds + 1) * pairs, people.size - 2
    bins = (people.bins * pairs).astype(np.int32)
    reached, sums = np.zeros(cells), np.zeros((cells, width))
    for part in _blocks(people.codes.size, max(BLOCK_ROWS, ROWS_PER_CELL * cells)):
        cell = number[_pairs(people, place, places, part)]
        cell += bins[people.codes[part]]
        rows, weight = _row_values(people, part), weights[part]
        if not people.complete:
            kept = people.group[part] >= 0
            cell, rows, weight = cell[kept], rows[kept], weight[kept]
        reached += np.bincount(cell, weight, cells)
        sums += sum_rows(cell, cells, rows, weight)
    levels = people.thresholds + 1
    return reached.reshape(levels, pairs), sums.reshape(levels, pairs, width)


def _row_values(people: Population, part: slice) -> np.ndarray:
    if people.matrix is not None and people.gaps is None:
        return people.matrix[part]
    rows = people.patterns[people.codes[part]]
    return rows if people.gaps is None else np.column_stack([rows, people.gaps[part]])


def _summed(totals: np.ndarray) -> np.ndarray:
    """Σ over pairs; as a matrix product, since short rows make a plain sum slow."""
    return np.ones(totals.shape[1]) @ totals


def _by_unit(people: Population, design: Design) -> Totals:
    """Totals from one table of sampling-unit totals."""
    places = _places(people, design.unit, design.n_units, design.weights)
    made = []
    for group in range(people.groups + 1):
        part = places.of(group) if group < people.groups else places.everybody(people.groups)
        made.append(
            (
                _summed(part.totals),
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
        values = _summed(part.totals)
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
