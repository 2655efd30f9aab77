"""Totals of the poor for every threshold at once, with their design-based covariance.

For each group and threshold k the vector of totals is t = (N, P, Q_1 … Q_J, G_1, G_2):
people, poor people, poor people deprived in j, and their summed gap scores of order one
and two. Every measure of the family is a smooth function of t.
"""

from __future__ import annotations

from dataclasses import dataclass

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


def _pairs(people: Population, place: np.ndarray, places: int) -> tuple[np.ndarray, np.ndarray]:
    """Number the (place, group) pairs that occur; rows left out get the number −1."""
    pair = place * people.groups + people.group if people.groups > 1 else place
    out = people.group < 0
    pair = np.where(out, -1, pair) if people.group.min() < 0 else pair
    present = np.bincount(pair + 1, minlength=places * people.groups + 1)[1:] > 0
    number = np.concatenate([np.cumsum(present) - 1, [-1]])
    return number[pair], np.flatnonzero(present)


def _table(people: Population, cell: np.ndarray, cells: int, weights: np.ndarray) -> np.ndarray:
    """Sum (1, effective deprivations, gap scores) by cell, (cells, m − 1)."""
    kept = cell >= 0
    everybody = bool(kept.all())
    if people.matrix is not None and people.gaps is None and everybody:
        sums = sum_rows(cell, cells, people.matrix, weights)
        return np.column_stack([np.bincount(cell, weights, cells), sums])
    made = np.zeros((cells, people.size - 1))
    for start in range(0, cell.size, BLOCK_ROWS):
        part = np.flatnonzero(kept[start : start + BLOCK_ROWS]) + start
        rows = people.patterns[people.codes[part]]
        if people.gaps is not None:
            rows = np.column_stack([rows, people.gaps[part]])
        made[:, 1:] += sum_rows(cell[part], cells, rows, weights[part])
        made[:, 0] += np.bincount(cell[part], weights[part], cells)
    return made


def _place_totals(
    people: Population, place: np.ndarray, places: int, weights: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return t by (place, group) pair and threshold, with each pair's place, group, rows."""
    number, pairs = _pairs(people, place, places)
    width = people.thresholds + 1
    cell = number * width
    cell += people.bins[people.codes]
    if people.group.min() < 0:
        cell[number < 0] = -1
    table = _table(people, cell, pairs.size * width, weights).reshape(pairs.size, width, -1)
    tail = np.cumsum(table[:, ::-1], axis=1)[:, ::-1]
    totals = np.empty((pairs.size, people.thresholds, people.size))
    totals[..., 0] = tail[:, :1, 0]
    totals[..., 1:] = tail[:, 1:]
    rows = np.bincount(number[number >= 0] if people.group.min() < 0 else number)
    return totals, pairs // people.groups, pairs % people.groups, rows


def _by_unit(people: Population, design: Design) -> Totals:
    """Totals from one table of sampling-unit totals."""
    totals, units, groups, rows = _place_totals(people, design.unit, design.n_units, design.weights)
    made = []
    for group in range(people.groups + 1):
        if group < people.groups:
            chosen = groups == group
            part, whose = totals[chosen], units[chosen]
        else:
            chosen, (part, whose) = slice(None), _merge(totals, units)
        by_threshold = np.ascontiguousarray(np.moveaxis(part, 1, 0))
        made.append(
            (
                part.sum(axis=0),
                covariance_of_unit_totals(design, by_threshold, whose),
                float(rows[chosen].sum()),
                float(whose.size),
                float(np.unique(design.unit_stratum[whose]).size),
                (part[..., 1] > 0).sum(axis=0).astype(float),
            )
        )
    return Totals(*(np.array(column) for column in zip(*made, strict=True)))


def _merge(totals: np.ndarray, units: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Add the groups of each unit together (pairs are sorted by unit)."""
    starts = np.flatnonzero(np.diff(units, prepend=-1))
    if starts.size == units.size:
        return totals, units
    return np.add.reduceat(totals, starts, axis=0), units[starts]


def _by_pattern(people: Population, design: Design) -> Totals:
    """Totals when each row is a sampling unit: second moments by pattern.

    V = Σ_i a_i v_i v_iᵀ − Σ_h (q_h/n_h) t_h t_hᵀ with a_i = q_h w_i², q_h the stratum's factor;
    v_i depends on the pattern alone, so the first sum runs over patterns.
    """
    factors, weights = unit_factors(design), design.weights
    squares = weights * weights
    squares *= factors[design.stratum] if design.strata is not None else factors[0]
    totals, strata, groups, rows = _place_totals_by_pattern(people, design)
    second, poor_rows = _second_moments(people, squares)
    made = []
    for group in range(people.groups + 1):
        chosen = groups == group if group < people.groups else slice(None)
        part, where = totals[chosen], strata[chosen]
        if group == people.groups:
            part, where = _merge(part, where)
        scaled = part * (factors / design.units_per_stratum)[where][:, None, None]
        between = np.einsum("hkm,hkl->kml", scaled, part)
        count = float(rows[chosen].sum())
        inner = second[group] if group < people.groups else second.sum(axis=0)
        poor = poor_rows[group] if group < people.groups else poor_rows.sum(axis=0)
        values = part.sum(axis=0)
        made.append((values, inner - between, count, count, float(where.size), poor))
    return Totals(*(np.array(column) for column in zip(*made, strict=True)))


def _place_totals_by_pattern(people: Population, design: Design):
    if design.strata is not None:
        return _place_totals(people, design.stratum, design.n_strata, design.weights)
    table, rows = _pattern_table(people, design.weights), _pattern_table(people, None)
    tail = _tail_sums(people, table[:, :, None] * _augmented(people))
    totals = np.empty((people.groups, people.thresholds, people.size))
    totals[..., 0] = tail[:, :1, 0]
    totals[..., 1:] = tail[:, 1:]
    zeros = np.zeros(people.groups, dtype=np.intp)
    return totals, zeros, np.arange(people.groups), rows.sum(axis=1)


def _augmented(people: Population) -> np.ndarray:
    return np.column_stack([np.ones(len(people.patterns)), people.patterns])


def _pattern_table(people: Population, weights: np.ndarray | None) -> np.ndarray:
    """Sum weights (or count rows) by group and pattern, (groups, patterns)."""
    count = len(people.patterns)
    if people.groups == 1 and people.group.min() >= 0:
        return np.bincount(people.codes, weights, minlength=count)[None, :]
    cell = people.group * count + people.codes
    if people.group.min() < 0:
        kept = people.group >= 0
        cell, weights = cell[kept], None if weights is None else weights[kept]
    return np.bincount(cell, weights, minlength=people.groups * count).reshape(-1, count)


def _tail_sums(people: Population, values: np.ndarray) -> np.ndarray:
    """Sum over the patterns that reach at least b thresholds, (groups, thresholds + 1, …)."""
    flat = values.reshape(people.groups, len(people.patterns), -1)
    made = np.zeros((people.groups, people.thresholds + 1, flat.shape[2]))
    order = np.argsort(people.bins, kind="stable")
    starts = np.searchsorted(people.bins[order], np.arange(people.thresholds + 1))
    held = np.diff(starts, append=order.size) > 0
    made[:, held] = np.add.reduceat(flat[:, order], starts[held], axis=1)
    return np.cumsum(made[:, ::-1], axis=1)[:, ::-1].reshape(
        people.groups, people.thresholds + 1, *values.shape[2:]
    )


def _second_moments(people: Population, squares: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return Σ a v vᵀ by group and threshold, with the number of poor rows."""
    table = _pattern_table(people, squares)
    augmented = _augmented(people)
    size, count = people.size, people.thresholds
    tail = np.zeros((people.groups, count + 1, size - 1, size - 1))
    for level in range(count + 1):
        inside = people.bins == level
        rows = augmented[inside]
        for group in range(people.groups):
            tail[group, level] = rows.T @ (rows * table[group, inside][:, None])
    tail = np.cumsum(tail[:, ::-1], axis=1)[:, ::-1]
    made = np.empty((people.groups, count, size, size))
    made[..., 1:, 1:] = tail[:, 1:]
    made[..., 0, 1:] = made[..., 1:, 0] = tail[:, 1:, 0, :]
    made[..., 0, 0] = tail[:, :1, 0, 0]
    poor = _tail_sums(people, _pattern_table(people, None)[:, :, None])[:, 1:, 0]
    return made, poor
