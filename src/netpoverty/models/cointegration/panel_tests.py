"""Cointegration tests of a short panel: published p, simulated p, and true size."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import ClassVar

import numpy as np
import pandas as pd
from scipy import stats

from netpoverty.errors import choose, refuse
from netpoverty.models.cointegration.kao import kao
from netpoverty.models.cointegration.pedroni import STATISTICS, pedroni_raw, standardise
from netpoverty.models.cointegration.regression import bartlett_lags, unit_residuals
from netpoverty.models.panel.data import PanelData, require_balanced
from netpoverty.models.unit_roots.dickey_fuller import dickey_fuller, p_value
from netpoverty.models.unit_roots.panel_tests import plot_sizes
from netpoverty.models.unit_roots.size import DEPENDENCE, is_usable
from netpoverty.results import Result

NULL = "no cointegration: the residual of every unit wanders"
KAO = ("Kao ADF", "Kao DF t")


def as_cube(panel: PanelData) -> tuple[np.ndarray, np.ndarray]:
    """Return outcome (N, T) and regressors (N, T, k) of a balanced panel without gaps."""
    require_balanced(panel, "cointegration")
    steps = np.diff(panel.time_labels)
    if (steps != 1).any():
        year = panel.time_labels[1:][int(np.argmax(steps != 1))]
        raise refuse("years of the panel", f"a gap before {year}", "consecutive years")
    shape = (panel.units, panel.periods)
    return panel.outcome.reshape(shape), panel.regressors.reshape(*shape, -1)


@dataclass(frozen=True)
class EngleGranger(Result):
    """Engle–Granger tests unit by unit; the null is no cointegration in that unit."""

    frame: pd.DataFrame
    periods: int
    convention: str = ""
    title: ClassVar[str] = "Engle-Granger by unit (null: no cointegration)"

    def to_frame(self) -> pd.DataFrame:
        """Return t, asymptotic p, simulated p and simulated 5% critical value by unit."""
        return self.frame

    def plot(self, ax=None):
        """Draw t by unit with the simulated 5% critical value."""
        import matplotlib.pyplot as plt

        ax = ax or plt.subplots(figsize=(6, 0.5 * len(self.frame) + 1))[1]
        ax.plot(self.frame.t, self.frame.index.astype(str), "o")
        ax.axvline(self.frame["critical 5%"].iloc[0], color="0.5", linestyle="--", linewidth=1)
        ax.set(xlabel="Engle-Granger t")
        return ax


def engle_granger(
    panel: PanelData,
    deterministic: str = "constant",
    lags: int = 1,
    *,
    draws: int = 5000,
    rng: np.random.Generator | None = None,
) -> EngleGranger:
    """Test each unit's residual for a unit root, with critical values simulated at this T.

    Parameters
    ----------
    panel : balanced, from ``prepare_panel``
    deterministic : "constant" or "trend" in the cointegrating regression
    lags : lagged changes in the residual's ADF regression
    draws, rng : independent Gaussian walks behind simulated values (seed 0 by default)

    Source: Engle and Granger (1987), doi:10.2307/1913236; MacKinnon (1994) for asymptotic p.
    """
    choose("deterministic", deterministic, ["constant", "trend"])
    y, x = as_cube(panel)
    t = _residual_t(y, x, deterministic, lags)
    rng = rng or np.random.default_rng(0)
    walks = np.cumsum(rng.normal(size=(draws, panel.periods, x.shape[-1] + 1)), axis=1)
    null = _residual_t(walks[..., 0], walks[..., 1:], deterministic, lags)
    variables = x.shape[-1] + 1
    frame = pd.DataFrame(
        {
            "t": t,
            "p (asymptotic)": p_value(t, deterministic, variables) if variables <= 6 else np.nan,
            "p (simulated)": [(np.sum(null <= value) + 1) / (draws + 1) for value in t],
            "critical 5%": np.quantile(null, 0.05),
        },
        index=pd.Index(panel.unit_labels, name="unit"),
    )
    words = (
        f"{deterministic}, {lags} lagged changes, T = {panel.periods}; residual dof; p by "
        f"MacKinnon (1994) and by {draws} sets of {variables} independent simulated walks."
    )
    return EngleGranger(frame, panel.periods, words)


def _residual_t(y, x, deterministic, lags) -> np.ndarray:
    return dickey_fuller(unit_residuals(y, x, deterministic), "none", lags).t


def panel_statistics(
    y: np.ndarray, x: np.ndarray, deterministic: str, lags: int, bandwidth: int
) -> np.ndarray:
    """Return Kao's two and Pedroni's seven raw statistics, shape (..., 9)."""
    parts = [
        kao(y, x, bandwidth=bandwidth, lags=lags),
        pedroni_raw(y, x, deterministic, bandwidth=bandwidth, lags=lags),
    ]
    return np.concatenate(parts, axis=-1)


def published_p(
    raw: np.ndarray, units: int, regressors: int, deterministic: str
) -> tuple[np.ndarray, np.ndarray]:
    """Return standardised statistics and p-values by published moments, (..., 9) each.

    Pedroni's are nan for more than one regressor: the moments used here are those for one.
    """
    standard = raw.copy()
    if regressors == 1:
        standard[..., 2:] = standardise(raw[..., 2:], units, deterministic)
    else:
        standard[..., 2:] = np.nan
    p = stats.norm.cdf(standard)
    p[..., 2] = stats.norm.sf(standard[..., 2])
    return standard, p


@lru_cache(maxsize=64)
def null_statistics(
    units: int,
    periods: int,
    regressors: int = 1,
    deterministic: str = "constant",
    lags: int = 1,
    bandwidth: int = 2,
    draws: int = 2000,
    seed: int = 0,
    share: float = 0.0,
) -> np.ndarray:
    """Return the nine raw statistics of drawn panels of walks that are not cointegrated.

    `share` of each innovation's variance is common to all units (one shock a variable).
    """
    rng = np.random.default_rng(seed)
    shape = (draws, units, periods, regressors + 1)
    shocks = np.sqrt(1 - share) * rng.normal(size=shape)
    if share:
        common = rng.normal(size=(draws, 1, periods, regressors + 1))
        shocks = shocks + np.sqrt(share) * common
    walks = np.cumsum(shocks, axis=2)
    return panel_statistics(walks[..., 0], walks[..., 1:], deterministic, lags, bandwidth)


@dataclass(frozen=True)
class CointegrationTests(Result):
    """Kao's and Pedroni's statistics with published p, simulated p and true size."""

    frame: pd.DataFrame
    units: int
    periods: int
    by_unit: EngleGranger = field(repr=False)
    convention: str = ""
    remarks: tuple[str, ...] = ()
    title: ClassVar[str] = "Panel cointegration tests"

    def to_frame(self) -> pd.DataFrame:
        """Return one row a test."""
        return self.frame

    def notes(self) -> list[str]:
        """Return null, N and T, convention and remarks."""
        used = f"Null: {NULL}. N = {self.units}, T = {self.periods}."
        return [used, self.convention, *self.remarks]

    def plot(self, ax=None):
        """Draw the true size of each nominal 5% test."""
        import matplotlib.pyplot as plt

        return plot_sizes(self.frame, ax or plt.subplots(figsize=(6, 4))[1])


def cointegration_tests(
    panel: PanelData,
    deterministic: str = "constant",
    lags: int = 1,
    *,
    bandwidth: int | None = None,
    draws: int = 2000,
    seed: int = 0,
) -> CointegrationTests:
    """Run Kao's and Pedroni's tests with their true size, and Engle–Granger unit by unit.

    Parameters
    ----------
    panel : balanced, from ``prepare_panel``
    deterministic : "constant" or "trend" (Kao's tests always take unit constants)
    lags : lagged changes of the ADF forms
    bandwidth : Bartlett lags; default floor(4 (T/100)^(2/9))
    draws, seed : simulated panels of independent walks behind simulated p and size
    """
    choose("deterministic", deterministic, ["constant", "trend"])
    y, x = as_cube(panel)
    regressors = x.shape[-1]
    kernel = bartlett_lags(panel.periods) if bandwidth is None else bandwidth
    key = (panel.units, panel.periods, regressors, deterministic, lags, kernel, draws, seed)
    raw = panel_statistics(y, x, deterministic, lags, kernel)
    standard, p = published_p(raw, panel.units, regressors, deterministic)
    nulls = {name: null_statistics(*key, share) for name, share in DEPENDENCE.items()}
    frame = pd.DataFrame({"statistic": raw, "standardised": standard, "published p": p})
    frame.index = pd.Index([*KAO, *STATISTICS])
    frame["simulated p"] = _simulated_p(raw, nulls["independent"])
    for name, null in nulls.items():
        frame[f"size, {name}"] = sizes(null, panel.units, regressors, deterministic)
    columns = [f"size, {name}" for name in DEPENDENCE]
    usable = [is_usable(row.dropna()) for _, row in frame[columns].iterrows()]
    frame["usable"] = np.where(usable, "usable", "not usable")
    words = (
        f"{deterministic}, Bartlett lags {kernel}, {lags} lagged changes; large panel v and "
        f"small others reject. Simulated p: {draws} panels of independent walks. Usable: the "
        "nominal 5% test rejects 2.5% to 7.5% of true nulls, with independent units and with "
        "half of each shock common to all."
    )
    remarks = (
        ()
        if regressors == 1
        else (
            "Pedroni's moments are kept for one regressor only: with more, read the simulated p.",
        )
    )
    by_unit = engle_granger(panel, deterministic, lags)
    return CointegrationTests(frame, panel.units, panel.periods, by_unit, words, remarks)


def _simulated_p(raw: np.ndarray, null: np.ndarray) -> np.ndarray:
    beyond = null <= raw
    beyond[:, 2] = null[:, 2] >= raw[2]
    return (beyond.sum(axis=0) + 1) / (len(null) + 1)


def sizes(
    null: np.ndarray, units: int, regressors: int, deterministic: str, level: float = 0.05
) -> np.ndarray:
    """Return the share of drawn true nulls that the published p-values reject, shape (9,)."""
    p = published_p(null, units, regressors, deterministic)[1]
    return np.where(np.isnan(p).all(axis=0), np.nan, (p < level).mean(axis=0))


def size_table(
    units: int,
    periods: int,
    regressors: int = 1,
    deterministic: str = "constant",
    lags: int = 1,
    *,
    draws: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """Return the true size of nominal 5% tests by published values, one row a test."""
    kernel = bartlett_lags(periods)
    key = (units, periods, regressors, deterministic, lags, kernel, draws, seed)
    columns = {
        name: sizes(null_statistics(*key, share), units, regressors, deterministic)
        for name, share in DEPENDENCE.items()
    }
    return pd.DataFrame(columns, index=pd.Index([*KAO, *STATISTICS]))
