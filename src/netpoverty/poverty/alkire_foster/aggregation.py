"""Totals of the poor for every threshold at once, with their design-based covariance.

For each group and threshold k the vector of totals is t = (N, P, Q_1 … Q_J, G_1, G_2):
people, poor people, poor people deprived in j, and their summed gap scores of order one
and two. Every measure of the family is a smooth function of t.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from netpoverty.poverty.alkire_foster.population import Population, Totals
from netpoverty.poverty.alkire_foster.summation import places_of
from netpoverty.survey.design import Design
from netpoverty.survey.variance import (
    covariance_of_totals,
    covariance_of_unit_totals,
    lonely_strata,
    sum_by_stratum,
    unit_factors,
)

SPREAD = ("values", "covariance", "poor_units")
# tables of more units than this leave the processor's cache
UNITS_AT_ONCE = 4_000


def aggregate(people: Population, design: Design) -> Totals:
    """Return totals and covariances by whichever exact way is shortest.

    Rows that are sampling units themselves: second moments by pattern. Clusters: one table
    of unit totals, or one a block of units when they are many. Estimated cutoffs, gaps without clusters, lonely strata without clusters:
    score by score.
    """
    if people.shift is None:
        distinct, place = _distinct_thresholds(people)
        if distinct.thresholds < people.thresholds:
            made = aggregate(distinct, design)
            spread = {name: getattr(made, name)[:, place] for name in SPREAD}
            return replace(made, **spread)
    simple = people.shift is None
    if simple and design.element and people.gaps is None and not lonely_strata(design).size:
        return _by_pattern(people, design)
    if simple and not design.element and design.n_units <= UNITS_AT_ONCE:
        return _by_unit(people, design)
    if simple and not design.element and not lonely_strata(design).size:
        return _by_unit_blocks(people, design)
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


def _summed(totals: np.ndarray) -> np.ndarray:
    """Σ over pairs; as a matrix product, since short rows make a plain sum slow."""
    return np.ones(totals.shape[1]) @ totals


def _by_unit(people: Population, design: Design) -> Totals:
    """Totals from one table of sampling-unit totals."""
    places = places_of(people, design.unit, design.n_units, design.weights)
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


def _by_unit_blocks(people: Population, design: Design) -> Totals:
    """Totals from tables of unit totals, a few thousand units at a time.

    V = Σ_c q_h t_c t_cᵀ − Σ_h (q_h/n_h) t_h t_hᵀ, both sums growing block by block.
    """
    order = np.argsort(design.unit, kind="stable")
    unit, weights = design.unit[order], design.weights[order]
    codes, group = people.codes[order], people.group[order]
    gaps = None if people.gaps is None else people.gaps[order]
    shape = (people.groups + 1, people.thresholds, people.size)
    values, cross = np.zeros(shape), np.zeros((*shape, people.size))
    strata = np.zeros((people.groups + 1, people.thresholds, design.n_strata, people.size))
    rows, units = np.zeros(shape[0]), np.zeros(shape[0])
    poor_units, seen = np.zeros(shape[:2]), np.zeros((shape[0], design.n_strata), dtype=bool)
    factors = unit_factors(design)
    for first in range(0, design.n_units, UNITS_AT_ONCE):
        low, high = np.searchsorted(unit, [first, first + UNITS_AT_ONCE])
        part = slice(low, high)
        some = Population(
            codes[part],
            people.patterns,
            people.bins,
            people.thresholds,
            group[part],
            people.groups,
            None if gaps is None else gaps[part],
        )
        places = places_of(some, unit[part] - first, UNITS_AT_ONCE, weights[part])
        for code in range(people.groups + 1):
            own = places.of(code) if code < people.groups else places.everybody(people.groups)
            whose = design.unit_stratum[own.place + first]
            values[code] += _summed(own.totals)
            cross[code] += np.swapaxes(own.totals, 1, 2) @ (own.totals * factors[whose][:, None])
            strata[code] += sum_by_stratum(own.totals, whose, design.n_strata)
            rows[code] += own.rows.sum()
            units[code] += own.place.size
            poor_units[code] += (own.totals[..., 1] > 0).sum(axis=1)
            seen[code, whose] = True
    scaled = strata * (factors / design.units_per_stratum)[:, None]
    covariance = cross - np.swapaxes(strata, -1, -2) @ scaled
    return Totals(values, covariance, rows, units, seen.sum(axis=1).astype(float), poor_units)


def _by_pattern(people: Population, design: Design) -> Totals:
    """Totals when each row is a sampling unit: second moments by pattern.

    V = Σ_i a_i v_i v_iᵀ − Σ_h (q_h/n_h) t_h t_hᵀ with a_i = q_h w_i², q_h the stratum's factor;
    v_i depends on the pattern alone, so the first sum runs over patterns.
    """
    factors, weights = unit_factors(design), design.weights
    stratum = None if design.strata is None else design.stratum
    squares = weights * weights
    squares *= factors[0] if stratum is None else factors[stratum]
    places = places_of(people, stratum, design.n_strata, weights)
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
