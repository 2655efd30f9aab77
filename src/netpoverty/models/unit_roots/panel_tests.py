"""Unit-root tests of one panel series, each with its null and its true size here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import pandas as pd

from netpoverty.errors import choose, refuse
from netpoverty.models.panel.data import require_columns, sorted_panel
from netpoverty.models.unit_roots.dickey_fuller import DETERMINISTIC, dickey_fuller, p_value
from netpoverty.models.unit_roots.moments import ips_moments, llc_adjustment
from netpoverty.models.unit_roots.size import (
    DEPENDENCE,
    is_usable,
    null_statistics,
    simulated_p,
    size,
)
from netpoverty.models.unit_roots.statistics import PANEL_STATISTICS
from netpoverty.results import NotComputable, Result


def wide_series(frame: pd.DataFrame, column: str, *, unit: str, time: str) -> pd.DataFrame:
    """Return one variable as years × units, checked to be balanced and without gaps.

    Parameters
    ----------
    frame : long data, one row a unit and year
    column, unit, time : names of the variable and of the two keys

    Raises
    ------
    InputError
        for non-numeric years, a unit-year twice, a missing cell, a gap, a constant series
    """
    require_columns(frame, [column, unit, time])
    ordered = sorted_panel(frame[[column, unit, time]].dropna(subset=[column]), unit, time)
    if not pd.api.types.is_numeric_dtype(ordered[column]):
        raise refuse(column, ordered[column].iloc[0], "numbers in every row")
    return check_wide(ordered.pivot(index=time, columns=unit, values=column))


def check_wide(wide: pd.DataFrame) -> pd.DataFrame:
    """Refuse a years × units frame with a missing year, a missing cell or a constant series."""
    if wide.shape[1] < 1 or len(wide) < 5:
        raise refuse("years of the series", len(wide), "at least five years")
    steps = np.diff(wide.index)
    if (steps != 1).any():
        year = wide.index[1:][steps != 1][0]
        raise refuse("years of the series", f"a gap before {year}", "consecutive years")
    if wide.isna().any().any():
        unit = wide.columns[wide.isna().any()][0]
        year = wide.index[wide[unit].isna()][0]
        raise refuse(f"series of {unit}", f"no value in {year}", "a value in every year")
    if not np.isfinite(wide.to_numpy(float)).all():
        raise refuse("series", "an infinite value (a log of zero?)", "finite values")
    flat = wide.columns[wide.nunique() < 2]
    if len(flat):
        raise refuse(f"series of {flat[0]}", "one value in all years", "a series that varies")
    return wide


@dataclass(frozen=True)
class UnitRootTests(Result):
    """Tests of one series over all units, side by side.

    The frame holds, by test: null, statistic, published p, simulated p (independent walks, or
    white noise for Hadri), true size of the nominal 5% test with independent units and with
    common shocks, and whether the published p is usable at this N and T.
    """

    frame: pd.DataFrame
    units: int
    periods: int
    deterministic: str
    lags: int
    by_unit: pd.DataFrame = field(repr=False)
    remarks: tuple[str, ...] = ()
    convention: str = ""
    title: ClassVar[str] = "Unit-root tests"

    def to_frame(self) -> pd.DataFrame:
        """Return one row a test."""
        return self.frame

    def notes(self) -> list[str]:
        """Return N, T, terms, convention and remarks on tables."""
        used = f"N = {self.units}, T = {self.periods}, {self.deterministic}, lags = {self.lags}."
        return [used, self.convention, *self.remarks]

    def plot(self, ax=None):
        """Draw the true size of each nominal 5% test."""
        import matplotlib.pyplot as plt

        return plot_sizes(self.frame, ax or plt.subplots(figsize=(6, 3))[1])


def plot_sizes(frame: pd.DataFrame, ax):
    """Draw sizes of nominal 5% tests, independent units and common shocks, as two marks."""
    places = np.arange(len(frame))[::-1]
    for name, mark in zip(DEPENDENCE, "os", strict=True):
        ax.plot(frame[f"size, {name}"], places, mark, label=name)
    ax.axvline(0.05, color="0.5", linestyle="--", linewidth=1)
    ax.set(yticks=places, yticklabels=frame.index)
    ax.set(xlabel="share of true nulls rejected at a nominal 5%")
    ax.legend(frameon=False)
    return ax


def unit_root_tests(
    wide: pd.DataFrame,
    deterministic: str = "constant",
    lags: int = 1,
    *,
    divisor: str = "residual_dof",
    draws: int = 2000,
    seed: int = 0,
) -> UnitRootTests:
    """Run LLC, IPS, Fisher, CIPS and Hadri with their true size at this N and T.

    Parameters
    ----------
    wide : years × units, from ``wide_series``
    deterministic : "constant" or "trend"
    lags : lagged changes in every regression
    divisor : "residual_dof", or "n" for plm's default
    draws, seed : simulated panels behind simulated p and size

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> walks = pd.DataFrame(rng.normal(size=(19, 3)).cumsum(axis=0), columns=list("ABC"))
    >>> unit_root_tests(walks, draws=200).to_frame().loc["CIPS", "usable"]
    'not usable'
    """
    choose("deterministic", deterministic, ["constant", "trend"])
    values = check_wide(wide).to_numpy(float).T
    units, periods = values.shape
    if units < 2:
        raise refuse("units of the panel", units, "at least two (one unit: adf_by_unit)")
    options = {"divisor": divisor, "draws": draws, "seed": seed}
    rows = {
        words.name: _row(test, values, deterministic, lags, options)
        for test, words in PANEL_STATISTICS.items()
    }
    words = (
        f"Residual variances divide by {divisor.replace('_', ' ')}. Simulated p: {draws} panels "
        "of independent Gaussian walks (white noise for Hadri). Usable: the nominal 5% test "
        "rejects 2.5% to 7.5% of true nulls, with independent units and with half of each "
        "shock common to all."
    )
    return UnitRootTests(
        pd.DataFrame.from_dict(rows, orient="index"),
        units,
        periods,
        deterministic,
        lags,
        adf_by_unit(wide, deterministic, lags, divisor=divisor).frame,
        _table_remarks(units, periods, lags, deterministic),
        words,
    )


def _row(test: str, values: np.ndarray, deterministic: str, lags: int, options: dict) -> dict:
    units, periods = values.shape
    entry = PANEL_STATISTICS[test]
    statistic = float(entry.statistic(values, deterministic, lags, options["divisor"]))
    sizes, nulls = {}, {}
    for name, share in DEPENDENCE.items():
        nulls[name] = null_statistics(
            test, units, periods, deterministic, lags, share=share, **options
        )
        sizes[f"size, {name}"] = size(test, nulls[name], units)
    published = entry.published
    usable = is_usable(pd.Series(sizes).dropna())
    return {
        "null": entry.null,
        "statistic": statistic,
        "published p": np.nan if published is None else float(published(statistic, units)),
        "simulated p": simulated_p(test, statistic, nulls["independent"]),
        **sizes,
        "usable": "usable" if usable else "not usable",
    }


def _table_remarks(units: int, periods: int, lags: int, deterministic: str) -> tuple[str, ...]:
    remarks = ["No published values of CIPS exist below N = 10."] if units < 10 else []
    if not llc_adjustment(periods, deterministic)[2]:
        remarks.append(f"LLC's table starts at T = 25; T = {periods} takes its first column.")
    if not ips_moments(periods - 1 - lags, lags, deterministic)[2]:
        remarks.append("The moments of IPS are not tabulated for so few rows or so many lags.")
    if units < 5:
        remarks.append(f"IPS publishes critical values from N = 5; N = {units} leans on the limit.")
    return tuple(remarks)


def panel_unit_root(
    wide: pd.DataFrame,
    test: str,
    deterministic: str = "constant",
    lags: int = 1,
    *,
    divisor: str = "residual_dof",
) -> float | NotComputable:
    """Return the statistic of one test alone, or why it does not exist.

    Parameters
    ----------
    wide : years × units
    test : llc, ips, fisher, cips or hadri
    """
    choose("test", test, PANEL_STATISTICS)
    choose("deterministic", deterministic, DETERMINISTIC)
    if deterministic == "none" and test in ("ips", "hadri"):
        return NotComputable(PANEL_STATISTICS[test].name, "it needs a constant or a trend")
    values = check_wide(wide).to_numpy(float).T
    return float(PANEL_STATISTICS[test].statistic(values, deterministic, lags, divisor))


@dataclass(frozen=True)
class UnitAdf(Result):
    """ADF tests unit by unit; the null is a unit root in that unit's series."""

    frame: pd.DataFrame
    periods: int
    convention: str = ""
    title: ClassVar[str] = "ADF by unit (null: a unit root)"

    def to_frame(self) -> pd.DataFrame:
        """Return t, asymptotic p (MacKinnon) and simulated p at this T, one row a unit."""
        return self.frame

    def plot(self, ax=None):
        """Draw t by unit with the simulated 5% critical value."""
        import matplotlib.pyplot as plt

        ax = ax or plt.subplots(figsize=(6, 0.5 * len(self.frame) + 1))[1]
        ax.plot(self.frame.t, self.frame.index.astype(str), "o")
        ax.axvline(self.frame["critical 5%"].iloc[0], color="0.5", linestyle="--", linewidth=1)
        ax.set(xlabel="ADF t")
        return ax


def adf_by_unit(
    wide: pd.DataFrame,
    deterministic: str = "constant",
    lags: int = 1,
    *,
    divisor: str = "residual_dof",
    draws: int = 5000,
    rng: np.random.Generator | None = None,
) -> UnitAdf:
    """Run one ADF regression a unit, with critical values simulated at this T.

    Parameters
    ----------
    wide : years × units
    deterministic : none, constant or trend
    lags, divisor : as in ``unit_root_tests``
    draws, rng : Gaussian walks behind the simulated p and critical value (seed 0 by default)
    """
    values = check_wide(wide).to_numpy(float).T
    t = dickey_fuller(values, deterministic, lags, divisor=divisor).t
    rng = rng or np.random.default_rng(0)
    walks = np.cumsum(rng.normal(size=(draws, values.shape[1])), axis=1)
    null = dickey_fuller(walks, deterministic, lags, divisor=divisor).t
    frame = pd.DataFrame(
        {
            "t": t,
            "p (asymptotic)": p_value(t, deterministic),
            "p (simulated)": [(np.sum(null <= value) + 1) / (draws + 1) for value in t],
            "critical 5%": np.quantile(null, 0.05),
        },
        index=wide.columns,
    )
    words = (
        f"{deterministic}, {lags} lagged changes, T = {len(wide)}; residual variance over "
        f"{divisor.replace('_', ' ')}; p by MacKinnon (1994) and by {draws} simulated walks."
    )
    return UnitAdf(frame, len(wide), words)
