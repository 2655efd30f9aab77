"""Predicted probabilities over a grid of values, with bands."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from netpoverty.errors import choose, refuse
from netpoverty.models.binary.effects import changed, used_variables
from netpoverty.models.binary.fit import BinaryModel
from netpoverty.models.binary.forest import HUES, MARKERS, axes
from netpoverty.models.binary.inference import quantile
from netpoverty.models.binary.new_rows import refuse_unseen
from netpoverty.models.binary.sample import dropped_note, refuse_infinite
from netpoverty.results import Result


@dataclass(frozen=True, eq=False)
class Predictions(Result):
    """Average predicted probabilities at each point of a grid.

    grid : one row a point, one column a variable
    estimates, std_errors, low, high : probability by point
    """

    grid: pd.DataFrame
    estimates: np.ndarray
    std_errors: np.ndarray
    low: np.ndarray
    high: np.ndarray
    n: int
    dropped: pd.Series
    convention: str
    title: ClassVar[str] = "Predicted probabilities"

    def to_frame(self) -> pd.DataFrame:
        """Return the grid with estimate, std_error, low, high."""
        return self.grid.assign(
            estimate=self.estimates, std_error=self.std_errors, low=self.low, high=self.high
        )

    def notes(self) -> list[str]:
        """Return sample and convention as sentences."""
        return [dropped_note(self.dropped, self.n), self.convention]

    def plot(self, ax: Any = None) -> Any:
        """Draw the probability along the grid's first variable, one curve a combination."""
        ax, frame = axes(ax), self.to_frame()
        first, *others = self.grid.columns
        parts = frame.groupby(others, sort=False) if others else [((), frame)]
        for number, (key, part) in enumerate(parts):
            name = ", ".join(f"{o} = {k}" for o, k in zip(others, key, strict=True))
            style = {"color": HUES[number % 6], "marker": MARKERS[number % 6]}
            ax.plot(part[first], part["estimate"], label=name or None, markersize=4, **style)
            ax.fill_between(
                part[first], part["low"], part["high"], alpha=0.15, color=style["color"]
            )
        ax.set(xlabel=first, ylabel="predicted probability")
        if others:
            ax.legend(frameon=False)
        return ax


def predictions(
    model: BinaryModel,
    grid: Mapping[str, Sequence[object]],
    *,
    others: str = "observed",
    level: float = 0.95,
) -> Predictions:
    """Return predicted probabilities on the product of the values in `grid`.

    Parameters
    ----------
    model : a fitted BinaryModel
    grid : values by variable, such as {"age": [20, 40, 60], "internet": [0, 1]}
    others : "observed" averages over the sample's own values of the rest; "typical" sets
        numbers to their mean, the rest to the most frequent value (nobody may be like that)
    level : of the pointwise band

    Returns
    -------
    Predictions : for logit and probit the band is symmetric on the log-odds scale, so that it
        stays within 0–1; for a linear model it is symmetric and may leave it

    Raises
    ------
    InputError : a variable that the formula does not use, an empty list of values, a level that
        the sample does not have, a missing or infinite value

    Notes
    -----
    p = Σ w_i F(x_i β) at the changed columns; error by the delta method; with L = log(p/(1−p)),
    the band is expit(L ± z·se/(p(1−p))).

    Examples
    --------
    >>> from netpoverty.models.binary.fit import fit
    >>> frame = pd.DataFrame({"poor": [0, 1, 0, 1, 1, 0, 1, 0], "age": [2, 3, 5, 7, 8, 1, 4, 6]})
    >>> predictions(fit("poor ~ age", frame), {"age": [2, 8]}).estimates.round(2).tolist()
    [0.25, 0.82]
    """
    choose("others", others, ["observed", "typical"])
    for name, values in grid.items():
        choose("grid variable", name, used_variables(model))
        _check_values(model, name, pd.Series(list(values)))
    base = model.sample.frame if others == "observed" else _typical(model.sample.frame)
    weights = model.sample.weights if others == "observed" else np.ones(1)
    points = pd.DataFrame(list(itertools.product(*grid.values())), columns=list(grid))
    rows = [_point(model, changed(base, row), weights) for row in points.to_dict("records")]
    estimates, errors = np.array(rows).T
    low, high = _band(model, estimates, errors, quantile(level, model.dof))
    words = f"Others {others}; delta method; pointwise {level:.0%} band. {model.convention}"
    return Predictions(points, estimates, errors, low, high, model.n, model.dropped, words)


def _check_values(model: BinaryModel, name: str, values: pd.Series) -> None:
    if values.empty:
        raise refuse(f"grid {name}", "no values", "at least one value")
    if values.isna().any():
        raise refuse(f"grid {name}", "a missing value", "values without a gap")
    levels = model.sample.rule.levels(model.sample.frame)
    if name in levels:
        refuse_unseen(name, values, levels[name])
    refuse_infinite(values.to_frame(name), [name])


def _point(model: BinaryModel, frame: pd.DataFrame, weights: np.ndarray) -> tuple[float, float]:
    design, share = model.sample.evaluate(frame), weights / weights.sum()
    eta = design @ model.coefficients.to_numpy()
    gradient = (share * model.link.density(eta)) @ design
    variance = gradient @ model.covariance.to_numpy() @ gradient
    return float(share @ model.link.mean(eta)), float(np.sqrt(variance))


def _band(model: BinaryModel, p: np.ndarray, se: np.ndarray, critical: float):
    if model.link.name == "linear":
        return p - critical * se, p + critical * se
    odds, width = np.log(p / (1 - p)), critical * se / (p * (1 - p))
    return 1 / (1 + np.exp(width - odds)), 1 / (1 + np.exp(-width - odds))


def _typical(frame: pd.DataFrame) -> pd.DataFrame:
    row = {}
    for name, column in frame.items():
        numeric = pd.api.types.is_numeric_dtype(column) and not column.isin([0, 1]).all()
        row[name] = column.mean() if numeric else column.mode().iloc[0]
    typical = pd.DataFrame(row, index=[0])
    return typical.astype(
        {n: c.dtype for n, c in frame.items() if isinstance(c.dtype, pd.CategoricalDtype)}
    )
