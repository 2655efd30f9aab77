"""Whole counts near plausible shares: tilted to given moments, apportioned, repaired."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def tilt(codes: Sequence[int], prior: Sequence[float], mean: float, sd: float) -> np.ndarray:
    """Return the shares nearest to `prior` in relative entropy that have this mean and sd.

    The shares are prior·exp(a·code + b·code²), with a and b solved by Newton steps.

    >>> tilt([1, 2, 3], [1, 1, 1], 2.0, 0.5).round(3).tolist()
    [0.125, 0.75, 0.125]
    """
    x = (np.asarray(codes, float) - mean) / max(np.ptp(codes), 1)
    features = np.column_stack([x, x**2])
    goal = np.array([0.0, (sd / max(np.ptp(codes), 1)) ** 2])
    weights, log_prior = np.zeros(2), np.log(np.maximum(np.asarray(prior, float), 1e-12))
    for _ in range(200):
        shares = _softmax(log_prior + features @ weights)
        gap = goal - shares @ features
        centred = features - shares @ features
        step = np.linalg.lstsq((centred.T * shares) @ centred, gap, rcond=1e-12)[0]
        weights = weights + step * min(1.0, 5.0 / max(np.abs(step).max(), 1e-300))
        if np.abs(gap).max() < 1e-13:
            break
    return _softmax(log_prior + features @ weights)


def _softmax(logits: np.ndarray) -> np.ndarray:
    raised = np.exp(logits - logits.max())
    return raised / raised.sum()


def apportion(n: int, shares: Sequence[float]) -> np.ndarray:
    """Return whole counts with sum n nearest to the shares, by largest remainders.

    >>> apportion(10, [0.26, 0.26, 0.48]).tolist()
    [3, 2, 5]
    """
    exact = np.asarray(shares, float) * n
    counts = np.floor(exact).astype(int)
    order = np.argsort(counts - exact, kind="stable")
    counts[order[: n - counts.sum()]] += 1
    return counts


def repaired(codes: Sequence[int], counts: np.ndarray, total: int, square: int) -> np.ndarray:
    """Return counts moved, one unit at a time, towards a sum and a sum of squares.

    Each step takes the move of one unit between two codes that comes nearest, and stops when
    none comes nearer.

    >>> repaired([1, 2, 3], np.array([2, 2, 2]), total=13, square=33).tolist()
    [2, 1, 3]
    """
    x, counts = np.asarray(codes, int), np.array(counts, int)
    centre = total / max(counts.sum(), 1)
    gain = x[None, :] - x[:, None]
    gain_square = x[None, :] ** 2 - x[:, None] ** 2
    for _ in range(10 * len(x)):
        short, short_square = total - counts @ x, square - counts @ x**2

        def distance(moved, moved_square, short=short, short_square=short_square):
            left, left_square = short - moved, short_square - moved_square
            return np.abs(left_square - 2 * centre * left) + np.ptp(x) * np.abs(left)

        after = np.where(counts[:, None] > 0, distance(gain, gain_square), np.inf)
        giver, taker = np.unravel_index(np.argmin(after), after.shape)
        if after[giver, taker] >= distance(0, 0):
            break
        counts[giver] -= 1
        counts[taker] += 1
    return counts
