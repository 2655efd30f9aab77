"""True size of the panel unit-root tests at the N and T in hand, by simulation."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd

from netpoverty.errors import choose, refuse
from netpoverty.models.unit_roots.statistics import PANEL_STATISTICS

# Bradley (1978), doi:10.1111/j.2044-8317.1978.tb00581.x: a 5% test that rejects a true null
# between half and one and a half times as often as it says is called robust.
LIBERAL = (0.5, 1.5)

DEPENDENCE = {"independent": 0.0, "common shocks": 0.5}


def null_panels(
    test: str, units: int, periods: int, draws: int, rng: np.random.Generator, share: float = 0.0
) -> np.ndarray:
    """Return panels (draws, N, T) for which the null of `test` is true.

    Gaussian random walks, or white noise for Hadri; `share` of each innovation's variance is a
    shock common to all units.
    """
    if not 0 <= share < 1:
        raise refuse("share of common shocks", share, "a share in [0, 1)")
    own = rng.normal(size=(draws, units, periods))
    shocks = np.sqrt(share) * rng.normal(size=(draws, 1, periods)) + np.sqrt(1 - share) * own
    return shocks if test == "hadri" else np.cumsum(shocks, axis=-1)


@lru_cache(maxsize=256)
def _null_statistics(
    test, units, periods, deterministic, lags, divisor, draws, seed, share
) -> np.ndarray:
    rng = np.random.default_rng(seed)
    panels = null_panels(test, units, periods, draws, rng, share)
    return PANEL_STATISTICS[test].statistic(panels, deterministic, lags, divisor)


def null_statistics(
    test: str,
    units: int,
    periods: int,
    deterministic: str = "constant",
    lags: int = 1,
    *,
    divisor: str = "residual_dof",
    draws: int = 2000,
    seed: int = 0,
    share: float = 0.0,
) -> np.ndarray:
    """Return the statistic of `draws` panels with a true null, kept between calls.

    Parameters
    ----------
    test : llc, ips, fisher, cips or hadri
    units, periods : N and T
    deterministic, lags, divisor : as in the test
    draws, seed : number of drawn panels and their seed
    share : share of the innovations' variance that is common to all units
    """
    choose("test", test, PANEL_STATISTICS)
    key = (test, units, periods, deterministic, lags, divisor, draws, seed, share)
    return _null_statistics(*key)


def simulated_p(test: str, value: float, null: np.ndarray) -> float:
    """Return the share of null statistics at least as extreme, the value itself counted."""
    beyond = null <= value if PANEL_STATISTICS[test].tail == "left" else null >= value
    return float((beyond.sum() + 1) / (len(null) + 1))


def size(test: str, null: np.ndarray, units: int, level: float = 0.05) -> float:
    """Return how often the published p-value falls below `level` though the null is true."""
    published = PANEL_STATISTICS[test].published
    if published is None:
        return float("nan")
    return float((published(null, units) < level).mean())


def size_table(
    units: int,
    periods: int,
    deterministic: str = "constant",
    lags: int = 1,
    *,
    level: float = 0.05,
    draws: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """Return the true size of each test by its published values, with independent units and not.

    Parameters
    ----------
    units, periods : N and T
    deterministic, lags : as in the tests
    level : nominal level
    draws, seed : Monte Carlo draws (error about sqrt(0.05 · 0.95 / draws)) and their seed
    """
    rows = {}
    for test, words in PANEL_STATISTICS.items():
        if test == "hadri" and deterministic == "none":
            continue
        sizes = {}
        for name, share in DEPENDENCE.items():
            null = null_statistics(
                test, units, periods, deterministic, lags, draws=draws, seed=seed, share=share
            )
            sizes[name] = size(test, null, units, level)
        rows[words.name] = sizes
    frame = pd.DataFrame.from_dict(rows, orient="index")
    frame["usable"] = [is_usable(row.dropna(), level) for _, row in frame.iterrows()]
    return frame


def is_usable(sizes: pd.Series, level: float = 0.05) -> bool:
    """Return True when published values exist and every size is within Bradley's bounds."""
    low, high = LIBERAL[0] * level, LIBERAL[1] * level
    return bool(len(sizes) and ((sizes >= low) & (sizes <= high)).all())
