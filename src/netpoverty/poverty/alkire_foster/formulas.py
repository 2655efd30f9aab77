"""The measures as functions of totals, with their derivatives."""

from __future__ import annotations

import numpy as np


def family(
    totals: np.ndarray, weights: np.ndarray
) -> tuple[tuple[str, ...], np.ndarray, np.ndarray]:
    """Return names, values (…, r) and gradients (…, r, m) of H, A, M0 and, with gaps, M1, M2.

    `totals` is (…, m) = (N, P, Q_1 … Q_J[, G_1, G_2]). Intensity is NaN where nobody is poor.

    >>> names, values, _ = family(np.array([4.0, 2.0, 1.0, 2.0]), np.array([0.5, 0.5]))
    >>> dict(zip(names, values.tolist()))
    {'H': 0.5, 'A': 0.75, 'M0': 0.375}
    """
    count, size = weights.size, totals.shape[-1]
    people, poor = totals[..., 0], totals[..., 1]
    score = totals[..., 2 : 2 + count] @ weights
    gapped = size > 2 + count
    names = ("H", "A", "M0", "M1", "M2") if gapped else ("H", "A", "M0")
    gradient = np.zeros((*totals.shape[:-1], len(names), size))
    with np.errstate(divide="ignore", invalid="ignore"):
        values = [poor / people, np.where(poor > 0, score / poor, np.nan), score / people]
        gradient[..., 0, 1] = 1 / people
        gradient[..., 1, 1] = np.where(poor > 0, -score / poor**2, 0)
        each = np.where(poor > 0, 1 / np.where(poor > 0, poor, 1), 0)
    gradient[..., 1, 2 : 2 + count] = each[..., None] * weights
    gradient[..., 2, 2 : 2 + count] = weights / people[..., None]
    for order in range(2 if gapped else 0):
        values.append(totals[..., 2 + count + order] / people)
        gradient[..., 3 + order, 2 + count + order] = 1 / people
    made = np.stack(values, axis=-1)
    shares = [0, *range(2, len(names))]
    gradient[..., shares, 0] = -made[..., shares] / people[..., None]
    return names, made, gradient


def headcounts(totals: np.ndarray, count: int) -> np.ndarray:
    """Return censored headcount ratios h_j = Q_j / N, (…, J).

    >>> headcounts(np.array([4.0, 2.0, 1.0, 2.0]), 2).tolist()
    [0.25, 0.5]
    """
    return totals[..., 2 : 2 + count] / totals[..., :1]


def contributions(totals: np.ndarray, weights: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Return each part's share of M0, ω_j h_j / M0 summed by `groups` (J → parts), (parts,).

    >>> contributions(np.array([4.0, 2.0, 1.0, 2.0]), np.array([0.5, 0.5]), np.eye(2)).tolist()
    [0.3333333333333333, 0.6666666666666666]
    """
    parts = groups @ (weights * totals[2 : 2 + weights.size])
    whole = parts.sum()
    return parts / whole if whole > 0 else np.full(len(parts), np.nan)
