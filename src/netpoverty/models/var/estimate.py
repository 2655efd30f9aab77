"""A VAR fitted to yearly data by least squares, through statsmodels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from statsmodels.tsa.api import VAR

from netpoverty.errors import choose, refuse
from netpoverty.models.var.printed import PrintedVar
from netpoverty.models.var.roots import Roots, ar_roots
from netpoverty.models.var.series import checked_series
from netpoverty.results import NotComputable, Result


@dataclass(frozen=True)
class VarFit(Result):
    """A VAR(p) with constant, y_t = ν + A₁ y_{t−1} + … + A_p y_{t−p} + u_t, fitted by OLS.

    Parameters
    ----------
    names : the k variables. n : years used, after p are lost to lags.
    lags, standard_errors : arrays (p, k, k), entry [l, i, j] for variable j at lag l + 1 in
        equation i. intercept : array (k,).
    covariance : array (k, k), residual cross products over n − kp − 1.
    series : the checked data. dropped : which years were lost and why.
    """

    names: tuple[str, ...]
    n: int
    lags: np.ndarray
    standard_errors: np.ndarray
    intercept: np.ndarray
    covariance: np.ndarray
    log_likelihood: float
    series: pd.DataFrame
    dropped: str
    fitted: object = field(repr=False, compare=False)

    title = "VAR fitted by least squares"
    convention = (
        "Classical OLS errors, residual covariance over n − kp − 1; they assume stable roots, and "
        "understate the uncertainty of short trending series."
    )

    @property
    def order(self) -> int:
        """Number of lags p."""
        return self.lags.shape[0]

    @property
    def residuals(self) -> np.ndarray:
        """Residuals, array (n, k)."""
        return np.asarray(self.fitted.resid)

    @property
    def system(self) -> PrintedVar:
        """The same coefficients as a system without rounding, for claims and responses."""
        return PrintedVar(self.names, self.lags, self.lags, self.lags, self.intercept)

    def roots(self) -> Roots:
        """Return the companion roots; they concern the model, not whether the data are stationary."""
        return ar_roots(self.system, draws=0)

    def notes(self) -> list[str]:
        """Return n, lost years, roots and convention."""
        largest = self.roots().modulus
        state = "stable" if largest < 1 else "not stable"
        per_equation = self.lags.shape[1] * self.order + 1
        return [
            f"{self.n} years used for {per_equation} coefficients an equation; {self.dropped}.",
            f"Largest companion modulus {largest:.4g}: {state}.",
            self.convention,
        ]

    def to_frame(self) -> pd.DataFrame:
        """Return one row a coefficient: equation, variable, lag, estimate, standard error."""
        frame = self.system.to_frame()[["equation", "variable", "lag", "value"]]
        errors = self.standard_errors.transpose(1, 2, 0).ravel()
        return frame.rename(columns={"value": "estimate"}).assign(standard_error=errors)

    def plot(self, ax=None):
        """Draw the companion roots with the unit circle; returns the axes."""
        return self.roots().plot(ax)


def fit_var(
    data: pd.DataFrame, variables: Sequence[str], lags: int = 2, year: str = "year"
) -> VarFit:
    """Fit a VAR with a constant to one unit's yearly series.

    Parameters
    ----------
    data : one row a year; `year` names its column (or the years are the index).
    variables : columns in the order of the system, in the units they are to be read in (logs).
    lags : whole number p ≥ 1.

    Raises
    ------
    InputError : unusable series (see `checked_series`), or more lags than the years allow.

    >>> rng = np.random.default_rng(0)
    >>> frame = pd.DataFrame(rng.normal(size=(30, 2)).cumsum(axis=0), columns=["x", "y"])
    >>> fit_var(frame.assign(year=range(1990, 2020)), ["x", "y"], lags=1).n
    29
    """
    series = _system_of(data, variables, year)
    _check_lags(lags, len(series), len(variables))
    fitted = VAR(series.to_numpy()).fit(lags, trend="c")
    k = len(variables)
    errors = np.asarray(fitted.stderr)[1:].reshape(lags, k, k).transpose(0, 2, 1)
    first = int(series.index[0])
    return VarFit(
        tuple(variables), int(fitted.nobs), np.array(fitted.coefs), errors,
        np.asarray(fitted.params)[0], np.asarray(fitted.sigma_u), float(fitted.llf), series,
        f"{first} to {first + lags - 1} serve as starting values", fitted,
    )  # fmt: skip


def _system_of(data: pd.DataFrame, variables: Sequence[str], year: str) -> pd.DataFrame:
    if len(variables) < 2:
        raise refuse("variables", list(variables), "two or more, for a vector autoregression")
    return checked_series(data, variables, year)


def most_lags(years: int, variables: int) -> int:
    """Return the largest p that leaves a residual degree of freedom: years − p > kp + 1.

    >>> most_lags(19, 2), most_lags(19, 3)
    (5, 4)
    """
    return max(0, (years - 2) // (variables + 1))


def _check_lags(lags: int, years: int, variables: int) -> None:
    most = most_lags(years, variables)
    if isinstance(lags, bool) or int(lags) != lags or not 1 <= lags <= most:
        allowed = f"1 to {most}" if most else "none: too few years"
        raise refuse("lags", lags, f"{allowed} with {years} years of {variables} variables")


@dataclass(frozen=True)
class LagChoice(Result):
    """Information criteria by number of lags, all on the same years.

    Parameters
    ----------
    criteria : frame, one row a lag. years : years available. chosen : {criterion: lag}.
    """

    criteria: pd.DataFrame
    years: int
    chosen: dict[str, int]

    title = "Lag choice"
    convention = "All lags are compared on the years that the longest leaves; lowest value wins."

    def notes(self) -> list[str]:
        """Return the choices, a warning where lags eat the sample, and the convention."""
        picks = ", ".join(f"{name} {lag}" for name, lag in self.chosen.items())
        heavy = self.criteria.loc[self.criteria["years per coefficient"] < 3].index
        eaten = (
            f"Fewer than three years a coefficient from lag {heavy[0]} on." if len(heavy) else ""
        )
        return [text for text in (f"Chosen: {picks}.", eaten, self.convention) if text]

    def to_frame(self) -> pd.DataFrame:
        """Return one row a lag: the criteria, coefficients an equation, years a coefficient."""
        return self.criteria

    def plot(self, ax=None):
        """Draw each criterion, above its minimum, against the number of lags."""
        from netpoverty.models.var.drawing_data import draw_lag_choice

        return draw_lag_choice(self, ax)


def choose_lags(
    data: pd.DataFrame, variables: Sequence[str], max_lags: int | None = None, year: str = "year"
) -> LagChoice:
    """Return AIC, BIC, HQIC and FPE for one lag up to `max_lags`.

    Parameters
    ----------
    max_lags : by default as many as leave three years a coefficient, at least one.
    """
    series = _system_of(data, variables, year)
    k, years = len(variables), len(series)
    if max_lags is None:
        max_lags = max(1, min(most_lags(years, k), (years - 3) // (3 * k + 1)))
    _check_lags(max_lags, years, k)
    order = VAR(series.to_numpy()).select_order(max_lags, trend="c")
    frame = pd.DataFrame(order.ics).iloc[1:]
    frame.index = pd.RangeIndex(1, max_lags + 1, name="lags")
    frame["coefficients an equation"] = k * frame.index + 1
    frame["years per coefficient"] = (years - max_lags) / frame["coefficients an equation"]
    chosen = {name: int(frame[name].idxmin()) for name in order.ics}
    return LagChoice(frame, years, chosen)


@dataclass(frozen=True)
class CausalityTest(Result):
    """Granger's test that lags of some variables add nothing to one equation.

    Parameters
    ----------
    null : the hypothesis in words. statistic : F. df : its two degrees of freedom. p_value.
    """

    null: str
    statistic: float
    df: tuple[int, int]
    p_value: float

    title = "Granger causality"
    convention = (
        "F test; its size is not kept when the series have unit roots (Toda & Phillips 1993, "
        "doi:10.2307/2951647). Predictive content, not a causal effect."
    )

    def to_frame(self) -> pd.DataFrame:
        """Return one row: null, F, degrees of freedom, p."""
        row = {"null": self.null, "F": self.statistic, "df": str(self.df), "p": self.p_value}
        return pd.DataFrame([row])


def granger(
    fit: VarFit, caused: str, causing: str | Sequence[str]
) -> CausalityTest | NotComputable:
    """Test whether lags of `causing` help to predict `caused` given all other lags."""
    causing = [causing] if isinstance(causing, str) else list(causing)
    for name in (caused, *causing):
        choose("variable", name, fit.names)
    if caused in causing:
        raise refuse("causing", caused, "variables other than the caused one")
    columns = [fit.names.index(name) for name in causing]
    test = fit.fitted.test_causality(fit.names.index(caused), columns, kind="f")
    null = f"lags of {', '.join(causing)} have no coefficient in the equation of {caused}"
    if not np.isfinite(test.test_statistic):
        return NotComputable("Granger causality", "the restriction covariance is singular")
    df = (int(test.df[0]), int(test.df[1]))
    return CausalityTest(null, float(test.test_statistic), df, float(test.pvalue))
