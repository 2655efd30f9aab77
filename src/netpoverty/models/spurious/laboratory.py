"""How often does each estimator find an effect where there is none?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from netpoverty.errors import choose, refuse
from netpoverty.models.few_clusters.randomisation import (
    SCHEMES,
    arrangements,
    permutation_p,
    permuted_correlations,
)
from netpoverty.models.spurious.batch import ESTIMATORS, batch_fit, label
from netpoverty.models.spurious.errors import ERRORS, batch_p
from netpoverty.models.spurious.worlds import WORLDS, draw_world
from netpoverty.results import Result


@dataclass(frozen=True)
class SpuriousLaboratory(Result):
    """Shares of drawn panels without any relation in which a method reports one."""

    frame: pd.DataFrame
    units: int
    years: int
    controls: int
    draws: int
    level: float
    title: ClassVar[str] = "Spurious-regression laboratory"

    @property
    def convention(self) -> str:
        """The kinds of error used, and the Monte Carlo error."""
        used = [f"{name}: {ERRORS[name]}" for name in ERRORS if name in set(self.frame.errors)]
        error = np.sqrt(self.level * (1 - self.level) / self.draws)
        return (
            "; ".join(used) + f". {self.draws} drawn panels; a method that keeps its level shows "
            f"{self.level:g} with a Monte Carlo error of {error:.2g}."
        )

    def to_frame(self) -> pd.DataFrame:
        """Return one row a world, estimator and kind of error.

        Columns: share found, share found with a positive sign, median R² of the transformed
        regression, Monte Carlo error of the share.
        """
        return self.frame

    def table(self) -> pd.DataFrame:
        """Return shares found as a table: worlds and estimators down, errors across."""
        wide = self.frame.pivot(index=["world", "estimator"], columns="errors", values="found")
        order = self.frame[["world", "estimator"]].drop_duplicates()
        columns = list(dict.fromkeys(self.frame.errors))
        return wide.loc[list(order.itertuples(index=False, name=None)), columns]

    def notes(self) -> list[str]:
        """Return what was drawn, the convention, and what it licenses."""
        drawn = f"{self.units} units, {self.years} years, {self.controls} unrelated control(s)."
        return [f"Simulated: {drawn}", self.convention, "It says how methods behave, nothing else."]

    def plot(self, ax=None):
        """Draw shares found by estimator, one panel row a world, marks by kind of error."""
        import matplotlib.pyplot as plt

        table = self.table()
        ax = ax or plt.subplots(figsize=(7, 0.32 * len(table) + 1.2))[1]
        places = np.arange(len(table))[::-1]
        for name, mark in zip(table.columns, "os^Dv*", strict=False):
            ax.plot(table[name], places, mark, label=name, alpha=0.85)
        ax.axvline(self.level, color="0.4", linestyle="--", linewidth=1)
        ax.set(yticks=places, yticklabels=[f"{world}: {name}" for world, name in table.index])
        ax.set(xlabel=f"share of panels with p < {self.level:g}", xlim=(-0.02, 1.02))
        ax.legend(frameon=False, fontsize="small")
        return ax


def spurious_laboratory(
    worlds: Sequence[str] = ("walks", "drifting walks", "linear trends", "national trend"),
    *,
    units: int = 3,
    years: int = 19,
    controls: int = 1,
    estimators: Sequence[str] = ESTIMATORS,
    errors: Sequence[str] = ("conventional", "cluster", "driscoll-kraay", "wild"),
    draws: int = 1000,
    level: float = 0.05,
    drift: float = 0.5,
    rng: np.random.Generator | None = None,
) -> SpuriousLaboratory:
    """Draw panels whose series are unrelated and count how often an effect is found.

    Parameters
    ----------
    worlds : names of ``WORLDS``
    units, years : N and T of each panel
    controls : unrelated series added as controls (the Sichuan regressions have one)
    estimators : pooled, within, random (with the fallback at too few units), two_way,
        first_differences, first_differences_drift (with a constant: growth common to all units)
    errors : names of ``ERRORS``
    draws, level : panels a world, and the level of the tests
    drift : mean growth a year in standard deviations of the yearly shock
    rng : source of draws (seed 0 by default)

    Source: Granger and Newbold (1974), doi:10.1016/0304-4076(74)90034-7; Entorf (1997),
    doi:10.1016/S0304-4076(97)00028-3 for panels.

    Examples
    --------
    >>> lab = spurious_laboratory(["walks"], draws=200, errors=["conventional"])
    >>> bool(lab.table().loc[("walks", "Pooled"), "conventional"] > 0.3)
    True
    """
    for given, allowed, thing in (
        (worlds, WORLDS, "world"),
        (estimators, ESTIMATORS, "estimator"),
        (errors, ERRORS, "errors"),
    ):
        for name in given:
            choose(thing, name, allowed)
    if controls < 0 or not 0 < level < 1:
        raise refuse("controls, level", (controls, level), "controls >= 0, level in (0, 1)")
    rng = rng or np.random.default_rng(0)
    rows = []
    for world in worlds:
        drawn = draw_world(world, units, years, controls + 2, draws, rng, drift=drift)
        outcome, regressors = drawn[:, 0], np.moveaxis(drawn[:, 1:], 1, -1)
        for name in estimators:
            rows += _rows(world, outcome, regressors, name, errors, level)
    return SpuriousLaboratory(pd.DataFrame(rows), units, years, controls, draws, level)


def _rows(world, outcome, regressors, estimator, errors, level) -> list[dict]:
    fit = batch_fit(outcome, regressors, estimator)
    rows = []
    for kind in errors:
        p = batch_p(fit, kind)
        known = not np.isnan(p).all()
        found = float((p < level).mean()) if known else np.nan
        rows.append(
            {
                "world": world,
                "estimator": label(estimator),
                "errors": kind,
                "found": found,
                "found positive": float(((p < level) & (fit.slope > 0)).mean()) if known else found,
                "median R²": float(np.median(fit.r2)),
                "Monte Carlo error": np.sqrt(found * (1 - found) / len(p)),
            }
        )
    return rows


def randomisation_sizes(
    worlds: Sequence[str] = tuple(WORLDS),
    *,
    units: int = 3,
    years: int = 19,
    draws: int = 500,
    deals: int = 199,
    level: float = 0.05,
    rng: np.random.Generator | None = None,
) -> pd.DataFrame:
    """Return how often randomisation by units, years and shifts rejects a true null.

    Parameters
    ----------
    worlds : names of ``WORLDS``
    units, years, draws, level : as in ``spurious_laboratory``
    deals : random permutations of years in each panel
    rng : source of draws (seed 0 by default)

    Returns
    -------
    frame: one row a world, one column a scheme; with three units no deal of paths can give a
    p-value below 1/6, so that scheme never rejects at 5%
    """
    rng = rng or np.random.default_rng(0)
    schemes = {name: arrangements(units, years, name, deals, rng) for name in SCHEMES}
    rows = {}
    for world in worlds:
        drawn = draw_world(world, units, years, 2, draws, rng)
        rows[world] = {
            name: float(
                (
                    permutation_p(permuted_correlations(drawn[:, 0], drawn[:, 1], table)) <= level
                ).mean()
            )
            for name, table in schemes.items()
        }
    return pd.DataFrame.from_dict(rows, orient="index")
