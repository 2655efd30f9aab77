"""Categories cut from latent scores so that given counts come out exactly."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.stats import norm

from netpoverty.data.apportion import apportion


def by_counts(score: np.ndarray, values: Sequence, counts: Sequence[int]) -> np.ndarray:
    """Return values in rising order of the score, each as often as its count says.

    >>> by_counts(np.array([0.3, -1.0, 2.0]), [1, 5], [2, 1]).tolist()
    [1, 1, 5]
    """
    ordered = np.repeat(np.asarray(values), np.asarray(counts, int))
    result = np.empty(len(score), dtype=ordered.dtype)
    result[np.argsort(score, kind="stable")] = ordered
    return result


def by_shares(score: np.ndarray, values: Sequence, shares: Sequence[float]) -> np.ndarray:
    """Return values in rising order of the score, in the given shares of the sample."""
    shares = np.asarray(shares, float)
    return by_counts(score, values, apportion(len(score), shares / shares.sum()))


def by_cuts(score: np.ndarray, values: Sequence, shares: Sequence[float]) -> np.ndarray:
    """Return values by fixed cut points of a standard normal score: shares hold on average."""
    shares = np.cumsum(np.asarray(shares, float) / np.sum(shares))[:-1]
    return np.asarray(values)[np.searchsorted(norm.ppf(shares), score)]


def standardised(score: np.ndarray) -> np.ndarray:
    """Return a score with mean zero and variance one."""
    return (score - score.mean()) / score.std()


def yes(probability: np.ndarray, uniform: np.ndarray) -> np.ndarray:
    """Return 1.0 where a uniform draw falls below the probability."""
    return (uniform < probability).astype(float)
