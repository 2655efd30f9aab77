"""Yearly series checked before a VAR is fitted to them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from netpoverty.errors import choose, refuse


def checked_series(
    data: pd.DataFrame, variables: Sequence[str], year: str = "year"
) -> pd.DataFrame:
    """Return the variables as floats indexed by year, in order, or refuse what cannot be used.

    Parameters
    ----------
    data : one row a year; years in a column named `year`, or in the index if there is none.
    variables : columns to use, in the order of the system.

    Raises
    ------
    InputError : years not whole numbers, repeated or with a gap; a value missing or not a number;
        a series that does not vary.

    >>> frame = pd.DataFrame({"year": [2001, 2000, 2002], "x": [2.0, 1.0, 4.0]})
    >>> checked_series(frame, ["x"])["x"].tolist()
    [1.0, 2.0, 4.0]
    """
    for name in variables:
        choose("variable", name, data.columns)
    if not variables or len(set(variables)) < len(variables):
        raise refuse("variables", tuple(variables), "distinct columns, at least one")
    frame = data[list(variables)].copy()
    frame.index = _years(data, year)
    frame = frame.sort_index()
    _refuse_gaps(frame.index)
    for name in variables:
        frame[name] = _numbers(frame[name])
    return frame


def _years(data: pd.DataFrame, year: str) -> pd.Index:
    given = data[year] if year in data.columns else data.index
    if isinstance(given, pd.PeriodIndex | pd.DatetimeIndex):
        given = given.year
    numbers = pd.to_numeric(pd.Series(np.asarray(given)), errors="coerce")
    wrong = numbers.isna() | (numbers % 1 != 0)
    if wrong.any():
        raise refuse(year, str(np.asarray(given)[wrong.to_numpy()][0]), "whole years, such as 2010")
    return pd.Index(numbers.astype(int), name=year)


def _refuse_gaps(years: pd.Index) -> None:
    if years.has_duplicates:
        again = int(years[years.duplicated()][0])
        raise refuse("years", f"{again} more than once", "one row a year (one unit at a time)")
    steps = np.diff(years)
    if (steps > 1).any():
        before = int(years[:-1][steps > 1][0])
        raise refuse("years", f"a gap after {before}", "consecutive years")


def _numbers(series: pd.Series) -> pd.Series:
    values = pd.to_numeric(series, errors="coerce").astype(float)
    bad = values.isna() | ~np.isfinite(values)
    if bad.any():
        shown = f"{series[bad].iloc[0]} in {values.index[bad][0]}"
        raise refuse(str(series.name), shown, "a finite number every year")
    if np.ptp(values) <= 1e-12 * max(1.0, float(np.abs(values).max())):
        raise refuse(str(series.name), "a constant series", "a series that varies")
    return values
