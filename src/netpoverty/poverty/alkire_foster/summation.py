"""Totals by sampling unit or stratum, group, threshold, in one pass over the rows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from netpoverty.poverty.alkire_foster.population import Population
from netpoverty.survey.variance import sum_rows

BLOCK_ROWS = 65_536
ROWS_PER_CELL = 8
# above this many (pair, pattern) cells a row, summing row by row is shorter
LARGEST_PATTERN_SHARE = 0.5


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


def places_of(
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
