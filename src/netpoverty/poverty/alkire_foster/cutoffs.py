"""What an estimated cutoff does to the error: it moves people across the line."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from netpoverty.poverty.alkire_foster.missing import Settled
from netpoverty.poverty.alkire_foster.population import Population
from netpoverty.survey.design import Design
from netpoverty.survey.quantiles import kernel_weights

TOLERANCE = 1e-9


def with_estimated_cutoffs(
    people: Population, settled: Settled, thresholds: np.ndarray, design: Design
) -> Population:
    """Return the population with the influence of its estimated cutoffs.

    For a cutoff z of indicator j, dt/dz = Σ_i w_i K_h(y_i − z) [v_i(deprived in j) −
    v_i(not deprived in j)], where v_i is the row's contribution to the totals t and K_h a
    Gaussian kernel; the row's linearised contribution becomes v_i + (dt/dz) · IF_i(z). The
    income line of a dual-cutoff index is thus treated as Osier (2009,
    doi:10.18148/srm/2009.v3i3.369) treats the at-risk-of-poverty line.
    """
    cutoffs = settled.deprivations.estimated
    if not cutoffs:
        return people
    columns, slopes = [], []
    for cutoff in cutoffs:
        for place in range(cutoff.line.values.size):
            faced = (cutoff.line.assignment == place) & (people.group >= 0)
            columns.append(cutoff.line.influence[:, place])
            slopes.append(_slope(people, settled, cutoff, place, faced, thresholds, design))
    return replace(people, shift=np.column_stack(columns), slopes=np.stack(slopes, axis=-1))


def _slope(
    people: Population,
    settled: Settled,
    cutoff,
    place: int,
    faced: np.ndarray,
    thresholds: np.ndarray,
    design: Design,
) -> np.ndarray:
    """Return dt/dz by group (the last is everybody) and threshold, (groups + 1, K, m)."""
    known = faced & np.isfinite(cutoff.achievements)
    y, weights = cutoff.achievements[known], design.weights[known]
    near = weights * kernel_weights(y, weights, float(cutoff.line.values[place]), wide=True)
    codes, group = people.codes[known], people.group[known]
    on, off = _switched(people, settled, cutoff.position)
    made = np.zeros((people.groups + 1, thresholds.size, people.size))
    score_weights = settled.deprivations.weights
    for level, threshold in enumerate(thresholds):
        poor_on = (on @ score_weights >= threshold - TOLERANCE).astype(float)
        poor_off = (off @ score_weights >= threshold - TOLERANCE).astype(float)
        flow = poor_on[:, None] * on - poor_off[:, None] * off
        jump = np.column_stack([np.zeros(len(on)), poor_on - poor_off, flow])[codes]
        if people.gaps is not None:
            rest = people.gaps[known]  # at the cutoff itself the gap in j is zero
            own = _own_gap(settled, cutoff.position, known, people.codes)
            jump = np.column_stack([jump, (poor_on - poor_off)[codes, None] * (rest - own)])
        moved = near[:, None] * jump
        for code in range(people.groups):
            made[code, level] = moved[group == code].sum(axis=0)
        made[-1, level] = moved.sum(axis=0)
        if people.gaps is not None:
            _add_gap_growth(made, people, settled, cutoff, place, known, level, design)
    return made if cutoff.below else -made


def _switched(people: Population, settled: Settled, position: int) -> tuple[np.ndarray, np.ndarray]:
    on, off = people.patterns.copy(), people.patterns.copy()
    on[:, position], off[:, position] = settled.reweighting, 0.0
    return on, off


def _own_gap(settled: Settled, position: int, rows: np.ndarray, codes: np.ndarray) -> np.ndarray:
    data = settled.deprivations
    gap = np.nan_to_num(data.gaps[rows, position]) * data.weights[position]
    own = gap * settled.reweighting[codes[rows]]
    return np.column_stack([own, own * np.nan_to_num(data.gaps[rows, position])])


def _add_gap_growth(
    made: np.ndarray,
    people: Population,
    settled: Settled,
    cutoff,
    place: int,
    known: np.ndarray,
    level: int,
    design: Design,
) -> None:
    """Add what a higher cutoff does to the gaps of those already poor: dg/dz = y/z²."""
    data, position = settled.deprivations, cutoff.position
    line = float(cutoff.line.values[place])
    poor = known & (people.bins[people.codes] > level) & (data.matrix[:, position] == 1)
    gap = data.gaps[poor, position]
    growth = np.maximum(cutoff.achievements[poor], 0) / line**2
    growth = growth * data.weights[position] * settled.reweighting[people.codes[poor]]
    step = design.weights[poor, None] * np.column_stack([growth, 2 * gap * growth])
    for code in range(people.groups):
        made[code, level, -2:] += step[people.group[poor] == code].sum(axis=0)
    made[-1, level, -2:] += step.sum(axis=0)
