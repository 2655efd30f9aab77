"""Average marginal effects that follow a variable through squares, interactions, factors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from netpoverty.errors import choose, refuse
from netpoverty.models.binary.derivative import design_derivative
from netpoverty.models.binary.fit import BinaryModel
from netpoverty.models.binary.forest import forest
from netpoverty.models.binary.inference import tidy
from netpoverty.models.binary.levels import is_wrapped, levels_of
from netpoverty.models.binary.sample import dropped_note, need_column
from netpoverty.results import Result


@dataclass(frozen=True, eq=False)
class MarginalEffects(Result):
    """Average effects on the probability, with their joint covariance.

    estimates : change in probability by name (per unit, or against the reference level)
    covariance : by the delta method, regressors held at their sample values
    """

    estimates: pd.Series
    covariance: np.ndarray
    dof: float
    n: int
    weighted: bool
    dropped: pd.Series
    convention: str
    title: ClassVar[str] = "Average marginal effects (change in probability)"

    @property
    def std_errors(self) -> pd.Series:
        """Standard error by name."""
        return pd.Series(np.sqrt(np.diag(self.covariance)), index=self.estimates.index)

    def to_frame(self, level: float = 0.95) -> pd.DataFrame:
        """Return estimate, std_error, statistic, p_value, low, high by effect."""
        names = list(self.estimates.index)
        return tidy(names, self.estimates, self.std_errors, self.dof, level)

    def notes(self) -> list[str]:
        """Return sample, weights, convention as sentences."""
        averaged = "Averaged with the model's weights." if self.weighted else "Averaged unweighted."
        return [dropped_note(self.dropped, self.n), averaged, self.convention]

    def plot(self, ax: Any = None) -> Any:
        """Draw the effects with intervals as a forest."""
        return forest(self.to_frame(), ax=ax, label="change in probability")


@dataclass(frozen=True, eq=False)
class Contrast:
    """One variable's effect on each row: values with their derivative in the coefficients.

    value : (n,) change in probability; gradient : (n, k) derivative of `value` in β
    """

    name: str
    value: np.ndarray
    gradient: np.ndarray

    def averaged(self, weights: np.ndarray) -> tuple[float, np.ndarray]:
        """Return the weighted mean effect with its (k,) gradient."""
        share = weights / weights.sum()
        return float(share @ self.value), share @ self.gradient


def marginal_effects(
    model: BinaryModel,
    variables: Iterable[str] | None = None,
    *,
    discrete: Iterable[str] | None = None,
) -> MarginalEffects:
    """Return average marginal effects of the model's variables on the probability.

    The variable, not the column of the design, is changed, and the formula is evaluated again:
    `exper` moves `I(exper**2)`, `internet:rural` and a spline of `exper` along with it. A number
    gets the average of ∂P/∂v; a factor, a text column or a 0/1 column gets the average change in
    P between each level and the first, everything else as observed.

    Parameters
    ----------
    model : a fitted BinaryModel
    variables : column names; all of the formula's when None
    discrete : numeric columns to treat as levels; when None, those that hold only 0 and 1. Text,
        categories and what the formula wraps in C() are levels always

    Returns
    -------
    MarginalEffects : the covariance is J V Jᵀ with V the model's, J = mean ∂effect/∂β

    Raises
    ------
    InputError : a variable that the formula does not use; a number that enters through a step
        such as I(v > 0), alone or beside other terms

    Notes
    -----
    effect_i = F′(x_iβ)·(∂x_i/∂v)β, or F(x_i|v=b β) − F(x_i|v=a β). ∂x_i/∂v is a difference
    within the range of v, exact up to rounding for polynomials up to degree two. A step is known
    by a column of the design that does not move, or moves at once. A jump inside a column that is
    smooth around every observed value, such as I(v + (v > 0)), cannot be seen from them: the
    derivative leaves it out.
    `statsmodels`' get_margeff moves one column of the design at a time, which gives a
    separate "effect" for a square.
    Source: Ai and Norton (2003), doi 10.1016/S0165-1765(03)00032-6.

    Examples
    --------
    >>> from netpoverty.models.binary.fit import fit
    >>> frame = pd.DataFrame({"poor": [0, 1, 0, 1, 1, 0, 1, 0], "age": [2, 3, 5, 7, 8, 1, 4, 6]})
    >>> effects = marginal_effects(fit("poor ~ age + I(age**2)", frame))
    >>> list(effects.estimates.index)
    ['age']
    """
    contrasts = [
        contrast
        for variable in (variables or used_variables(model))
        for contrast in contrasts_of(model, variable, discrete)
    ]
    return average(model, contrasts, model.sample.weights)


def average(
    model: BinaryModel, contrasts: Sequence[Contrast], weights: np.ndarray
) -> MarginalEffects:
    """Return the weighted averages of contrasts with their joint covariance."""
    pairs = [contrast.averaged(weights) for contrast in contrasts]
    jacobian = np.array([gradient for _, gradient in pairs])
    return MarginalEffects(
        pd.Series([value for value, _ in pairs], index=[c.name for c in contrasts]),
        jacobian @ model.covariance.to_numpy() @ jacobian.T,
        model.dof,
        int((weights > 0).sum()),
        model.sample.weighted,
        model.dropped,
        f"Delta method, regressors held at their sample values. {model.convention}",
    )


def used_variables(model: BinaryModel) -> list[str]:
    """Return the columns that the right-hand side of the model uses, in order of the data."""
    used = model.sample.rule.variables
    return [str(name) for name in model.sample.frame.columns if str(name) in used]


def contrasts_of(
    model: BinaryModel, variable: str, discrete: Iterable[str] | None = None
) -> list[Contrast]:
    """Return the row-wise effects of one variable: one for a number, one a level for a factor."""
    need_column(model.sample.frame, variable)
    choose("variable", variable, used_variables(model))
    if not _is_discrete(model, variable, discrete):
        return [_derivative(model, variable)]
    column = model.sample.frame[variable]
    levels = levels_of(column)
    if len(levels) < 2:
        raise refuse(f"variable {variable}", f"one level {levels[0]!r}", "at least two levels")
    binary = set(levels) == {0, 1}
    names = [variable if binary else f"{variable}: {b} vs {levels[0]}" for b in levels[1:]]
    return [
        difference(model, {variable: levels[0]}, {variable: level}, name)
        for name, level in zip(names, levels[1:], strict=True)
    ]


def difference(
    model: BinaryModel, before: dict[str, object], after: dict[str, object], name: str
) -> Contrast:
    """Return each row's change in probability when columns move from `before` to `after`."""
    beta, link = model.coefficients.to_numpy(), model.link
    frame = model.sample.frame
    low, high = _two_designs(model, changed(frame, before), changed(frame, after))
    gradient = link.density(high @ beta)[:, None] * high - link.density(low @ beta)[:, None] * low
    return Contrast(name, link.mean(high @ beta) - link.mean(low @ beta), gradient)


def changed(frame: pd.DataFrame, values: dict[str, object]) -> pd.DataFrame:
    """Return a copy of `frame` with whole columns set to `values`, their types kept."""
    copy = frame.copy()
    for name, value in values.items():
        column = pd.Series([value] * len(frame), index=frame.index)
        keep = isinstance(frame[name].dtype, pd.CategoricalDtype)
        copy[name] = column.astype(frame[name].dtype) if keep else column
    return copy


def _two_designs(
    model: BinaryModel, first: pd.DataFrame, second: pd.DataFrame
) -> tuple[np.ndarray, np.ndarray]:
    """Return the designs of two copies of the sample; the formula is evaluated once for both."""
    both = model.sample.evaluate(pd.concat([first, second], ignore_index=True))
    return both[: len(first)], both[len(first) :]


def _derivative(model: BinaryModel, variable: str) -> Contrast:
    beta, link = model.coefficients.to_numpy(), model.link
    move = design_derivative(model.sample, variable)
    eta, pace = model.sample.design @ beta, move @ beta
    gradient = (link.slope(eta) * pace)[:, None] * model.sample.design
    return Contrast(
        variable, link.density(eta) * pace, gradient + link.density(eta)[:, None] * move
    )


def _is_discrete(model: BinaryModel, variable: str, discrete: Iterable[str] | None) -> bool:
    column = model.sample.frame[variable]
    wrapped = is_wrapped(model.formula, variable)
    if wrapped or not pd.api.types.is_numeric_dtype(column) or column.dtype == bool:
        return True
    return variable in set(discrete) if discrete is not None else bool(column.isin([0, 1]).all())
