"""Randomisation inference, only for schemes under which the panel is exchangeable."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import permutations
from math import factorial
from typing import ClassVar

import numpy as np
import pandas as pd

from netpoverty.errors import choose, refuse
from netpoverty.models.few_clusters.wild import TIE
from netpoverty.models.panel.data import PanelData, require_balanced
from netpoverty.results import NotComputable, Result

SCHEMES = {
    "units": "whole paths of the regressor are dealt anew to the units; exact if the paths were "
    "assigned to units without regard to their outcomes",
    "years": "years are permuted, the same way in every unit; exact only if years are "
    "exchangeable, so neither series may trend or remember",
    "shifts": "years are shifted around a circle; exact only if both series are stationary",
}

# A lag-one autocorrelation above this leaves so few independent years that permuting them
# rejects a true null far more often than it says (see the recorded sizes).
MOST_PERSISTENCE = 0.5


@dataclass(frozen=True)
class RandomisationTest(Result):
    """P-value of a within slope by re-dealing the regressor."""

    regressor: str
    statistic: float
    p: float
    smallest_p: float
    arrangements: int
    scheme: str
    persistence: float
    n: int
    statistics: np.ndarray = field(repr=False)
    convention: str = ""
    title: ClassVar[str] = "Randomisation inference"

    def to_frame(self) -> pd.DataFrame:
        """Return one row: correlation, p-value, smallest p possible, arrangements."""
        row = {
            "partial correlation": self.statistic,
            "p": self.p,
            "smallest p possible": self.smallest_p,
            "arrangements": self.arrangements,
            "persistence": self.persistence,
        }
        return pd.DataFrame([row], index=[self.regressor])

    def plot(self, ax=None):
        """Draw the absolute partial correlations over all arrangements."""
        import matplotlib.pyplot as plt

        ax = ax or plt.subplots(figsize=(6, 3))[1]
        ax.hist(self.statistics, bins=min(40, len(self.statistics)), color="0.7")
        ax.axvline(abs(self.statistic), color="C3")
        ax.set(xlabel="|partial correlation| under re-dealing", ylabel="arrangements")
        return ax


def arrangements(
    units: int, years: int, scheme: str, draws: int = 999, rng: np.random.Generator | None = None
) -> np.ndarray:
    """Return index arrays (arrangements, units, years) into the flattened panel, identity first."""
    choose("scheme", scheme, SCHEMES)
    cells = np.arange(units * years).reshape(units, years)
    if scheme == "shifts":
        return np.stack([np.roll(cells, shift, axis=1) for shift in range(years)])
    if scheme == "units" and factorial(units) <= 5040:
        return np.stack([cells[list(order)] for order in permutations(range(units))])
    rng = rng or np.random.default_rng()
    axis = 0 if scheme == "units" else 1
    size = units if scheme == "units" else years
    orders = [np.arange(size), *(rng.permutation(size) for _ in range(draws))]
    return np.stack([np.take(cells, order, axis=axis) for order in orders])


def permuted_correlations(y: np.ndarray, x: np.ndarray, deals: np.ndarray) -> np.ndarray:
    """Return |within correlation| of y with x re-dealt, shape (..., arrangements).

    Parameters
    ----------
    y, x : shape (..., units, years)
    deals : from ``arrangements``
    """
    y = y - y.mean(axis=-1, keepdims=True)
    x = x - x.mean(axis=-1, keepdims=True)
    flat = x.reshape(*x.shape[:-2], -1)[..., deals.reshape(len(deals), -1)]
    products = np.einsum("...c,...pc->...p", y.reshape(*y.shape[:-2], -1), flat)
    norms = np.sqrt((y**2).sum(axis=(-2, -1)) * (x**2).sum(axis=(-2, -1)))
    return np.abs(products) / norms[..., None]


def permutation_p(correlations: np.ndarray) -> np.ndarray:
    """Return p-values, ties counting, from statistics whose first entry is the observed one."""
    return (correlations >= correlations[..., :1] * (1 - TIE)).mean(axis=-1)


def randomise(
    panel: PanelData,
    regressor: str,
    scheme: str = "units",
    *,
    despite_trends: bool = False,
    draws: int = 999,
    rng: np.random.Generator | None = None,
) -> RandomisationTest | NotComputable:
    """Test a within slope by re-dealing the regressor, controls partialled out of both sides.

    Parameters
    ----------
    panel : balanced
    regressor : the regressor re-dealt
    scheme : "units", "years" or "shifts"
    despite_trends : compute "years" or "shifts" although a series is persistent, to show how
        wrong it is
    draws, rng : used when the arrangements cannot be listed

    Returns
    -------
    RandomisationTest, or NotComputable where years of persistent series would be permuted
    """
    require_balanced(panel, "randomisation")
    choose("regressor", regressor, panel.names)
    choose("scheme", scheme, SCHEMES)
    y, x = _partial(panel, panel.names.index(regressor))
    persistence = max(_persistence(y), _persistence(x))
    if scheme != "units" and persistence > MOST_PERSISTENCE and not despite_trends:
        return NotComputable(
            f"randomisation by {scheme}",
            f"years are not exchangeable: the series remember their past (lag-one "
            f"autocorrelation {persistence:.2f}), and permuting or shifting trending years "
            "rejects true nulls far too often",
        )
    deals = arrangements(panel.units, panel.periods, scheme, draws, rng)
    if len(deals) < 2:
        raise refuse("panel for randomisation", "one arrangement", "at least two")
    correlations = permuted_correlations(y, x, deals)
    return RandomisationTest(
        regressor,
        float(_signed(y, x)),
        float(permutation_p(correlations)),
        1 / len(deals),
        len(deals),
        scheme,
        persistence,
        panel.n,
        correlations,
        f"Randomisation by {scheme}: {SCHEMES[scheme]}. Ties count; no errors are estimated.",
    )


def _partial(panel: PanelData, place: int) -> tuple[np.ndarray, np.ndarray]:
    shape = (panel.units, panel.periods)
    others = np.delete(panel.regressors, place, axis=1)
    controls = np.column_stack([np.eye(panel.units)[panel.unit], others])
    both = np.column_stack([panel.outcome, panel.regressors[:, place]])
    rest = both - controls @ np.linalg.lstsq(controls, both, rcond=None)[0]
    return rest[:, 0].reshape(shape), rest[:, 1].reshape(shape)


def _persistence(series: np.ndarray) -> float:
    centred = series - series.mean(axis=1, keepdims=True)
    return float((centred[:, 1:] * centred[:, :-1]).sum() / (centred**2).sum())


def _signed(y: np.ndarray, x: np.ndarray) -> float:
    return (y * x).sum() / np.sqrt((y**2).sum() * (x**2).sum())
