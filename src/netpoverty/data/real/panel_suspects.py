"""Cells of a panel that a rule, not a name, calls suspect.

For each variable let g be the yearly difference of logarithms and e = g less the median of g
over the units in that year. The scale of a year is the larger of 1.4826 × the median |e| of that
year, the same over all years, and 0.05. A *spike* is a cell whose e in that year and the next
have opposite signs and both exceed 3 scales; a *shift* is a cell whose e exceeds 5 scales and is
no part of a spike. Both need |e| > 0.3, a third above or below the others. A shift that fewer
than two later years confirm makes its later cells suspect too.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

SPIKE_SCALES = 3.0
SHIFT_SCALES = 5.0
LEAST_LOG_JUMP = 0.3
LEAST_SCALE = 0.05
CONFIRMING_YEARS = 2
_TO_SIGMA = 1.4826  # median absolute deviation of a normal variable


def jumps(panel: pd.DataFrame, variable: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return log jumps against the other units, raw and in robust scales.

    Parameters
    ----------
    panel
        One row a prefecture-year, with `prefecture`, `year` and `variable`.
    variable
        A positive quantity; zero and negative values are missing.

    Returns
    -------
    tuple of pandas.DataFrame
        e and e / scale, shape (prefectures, years − 1 with data).
    """
    wide = panel.pivot(index="prefecture", columns="year", values=variable)
    wide = np.log(wide.where(wide > 0)).dropna(axis=1, how="all")
    growth = wide.diff(axis=1).iloc[:, 1:]
    if growth.empty or growth.shape[0] < 3:
        return growth * np.nan, growth * np.nan
    excess = growth.sub(growth.median(axis=0), axis=1)
    of_year = _TO_SIGMA * excess.abs().median(axis=0)
    overall = _TO_SIGMA * np.nanmedian(excess.abs().to_numpy())
    scale = of_year.clip(lower=max(overall, LEAST_SCALE))
    return excess, excess.div(scale, axis=1)


def suspect_cells(panel: pd.DataFrame, variables: Iterable[str]) -> pd.DataFrame:
    """Return the suspect cells: prefecture, year, variable, pattern, log_jump, scales.

    The rule is the module's; it needs three units. `pattern` is spike, shift or unconfirmed.
    """
    rows = []
    for variable in variables:
        excess, scaled = jumps(panel, variable)
        for unit in excess.index:
            rows += [
                (unit, year, variable, pattern, excess.loc[unit, year], scaled.loc[unit, year])
                for year, pattern in _patterns(excess.loc[unit], scaled.loc[unit])
            ]
    names = ["prefecture", "year", "variable", "pattern", "log_jump", "scales"]
    return pd.DataFrame(rows, columns=names)


def _patterns(excess: pd.Series, scaled: pd.Series) -> list[tuple[int, str]]:
    years, e, z = list(excess.index), excess.to_numpy(), scaled.to_numpy()
    found, back = [], set()
    for t in range(len(years) - 1):
        if _is_spike(e[t : t + 2], z[t : t + 2]) and t not in back:
            found.append((years[t], "spike"))
            back |= {t, t + 1}
    for t, year in enumerate(years):
        if t in back or not (abs(z[t]) > SHIFT_SCALES and abs(e[t]) > LEAST_LOG_JUMP):
            continue
        found.append((year, "shift"))
        if len(years) - 1 - t < CONFIRMING_YEARS:
            found += [(later, "unconfirmed") for later in years[t + 1 :]]
    return sorted(found)


def _is_spike(e: np.ndarray, z: np.ndarray) -> bool:
    large = np.all(np.abs(z) > SPIKE_SCALES) and np.all(np.abs(e) > LEAST_LOG_JUMP)
    return bool(large and e[0] * e[1] < 0)


def boundary_changes(cells: pd.DataFrame) -> dict[str, int]:
    """Return units whose population and GDP shift in the same year, with that year.

    >>> import pandas as pd
    >>> rows = [("Ziyang", 2016, "population_10k", "shift"), ("Ziyang", 2016, "gdp_100m_cny", "shift")]
    >>> columns = ["prefecture", "year", "variable", "pattern"]
    >>> boundary_changes(pd.DataFrame(rows, columns=columns))
    {'Ziyang': 2016}
    """
    shifts = cells[cells["pattern"] == "shift"]
    both = shifts[shifts["variable"].isin(["population_10k", "gdp_100m_cny"])]
    counts = both.groupby(["prefecture", "year"])["variable"].nunique()
    return {unit: int(year) for (unit, year), count in counts.items() if count == 2}
