"""Confidence intervals: logit for shares strictly inside 0–1, stated alternatives elsewhere."""

from __future__ import annotations

import numpy as np
from scipy import stats

from netpoverty.errors import refuse


def checked_level(level: float) -> float:
    """Return a confidence level, refused outside (0, 1)."""
    if not 0 < level < 1:
        raise refuse("level", level, "a confidence level in (0, 1)")
    return float(level)


def t_quantile(level: float, df: np.ndarray | float) -> np.ndarray:
    """Return the two-sided t quantile; NaN without degrees of freedom.

    >>> round(float(t_quantile(0.95, 4)), 4)
    2.7764
    """
    df = np.asarray(df, dtype=float)
    return np.where(df >= 1, stats.t.ppf((1 + checked_level(level)) / 2, np.maximum(df, 1)), np.nan)


def plain_interval(
    value: np.ndarray, se: np.ndarray, df: np.ndarray | float, level: float = 0.95
) -> tuple[np.ndarray, np.ndarray]:
    """Return value ± t·se: the interval of means, differences, ratios.

    >>> [round(float(v), 4) for v in plain_interval(1.0, 0.5, 4)]
    [-0.3882, 2.3882]
    """
    reach = t_quantile(level, df) * np.asarray(se, dtype=float)
    return np.asarray(value) - reach, np.asarray(value) + reach


def logit_interval(
    value: np.ndarray, se: np.ndarray, df: np.ndarray | float, level: float = 0.95
) -> tuple[np.ndarray, np.ndarray]:
    """Return the interval of a share, symmetric in log-odds: logit(p) ± t·se/(p(1 − p)).

    >>> [round(float(v), 5) for v in logit_interval(0.3262411348, 0.05526557827, 4)]
    [0.19414, 0.49321]
    """
    share = np.asarray(value, dtype=float)
    inside = np.where((share > 0) & (share < 1), share, np.nan)
    reach = t_quantile(level, df) * np.asarray(se, dtype=float) / (inside * (1 - inside))
    odds = np.log(inside / (1 - inside))
    return 1 / (1 + np.exp(reach - odds)), 1 / (1 + np.exp(-reach - odds))


def edge_interval(
    value: np.ndarray, units: np.ndarray | float, level: float = 0.95
) -> tuple[np.ndarray, np.ndarray]:
    """Return the exact binomial interval of a share of 0 or 1 seen in `units` sampling units.

    The linearised error is zero at an edge whatever the truth. Counting each sampling unit
    as one trial is cautious: rows in a unit repeat each other at worst. (Korn & Graubard
    1998, *Survey Methodology* 24(2), use the same bound with the effective sample size.)

    >>> [round(float(v), 4) for v in edge_interval(0.0, 10)]
    [0.0, 0.3085]
    """
    reach = 1 - ((1 - checked_level(level)) / 2) ** (1 / np.maximum(np.asarray(units, float), 1))
    low = np.where(np.asarray(value) >= 1, 1 - reach, 0.0)
    return low, np.where(np.asarray(value) >= 1, 1.0, reach)
