"""The stepwise mediation test of Baron with Kenny, by Sobel, Aroian or Goodman."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from scipy import stats

from netpoverty.models.binary.fit import covariance_at, solve
from netpoverty.models.binary.forest import forest
from netpoverty.models.binary.inference import tidy
from netpoverty.models.mediation.equations import Equations, no_interaction
from netpoverty.results import Result, format_number


@dataclass(frozen=True, eq=False)
class Steps(Result):
    """The three regressions, with the product test for each mediator.

    paths : total (outcome on exposure), a (mediator on exposure), b (outcome on mediator),
        direct (outcome on exposure given mediators)
    tests : z and p of a·b by mediator under three variances
    """

    paths: pd.DataFrame
    tests: pd.DataFrame
    n: int
    notes_: tuple[str, ...]
    convention: str
    title: ClassVar[str] = "Mediation step by step"

    def to_frame(self) -> pd.DataFrame:
        """Return the coefficients of the steps, by path."""
        return self.paths

    def summary(self) -> str:
        """Return steps, tests, notes as text."""
        tests = self.tests.map(format_number).to_string()
        return f"{super().summary()}\n\n{tests}"

    def notes(self) -> list[str]:
        """Return sample and convention, with what the steps cannot show."""
        return list(self.notes_)

    def plot(self, ax: Any = None) -> Any:
        """Draw the paths as a forest."""
        return forest(self.paths, ax=ax, label="coefficient")


def steps(model: Equations) -> Steps:
    """Return Baron–Kenny's steps with the tests of the product a·b.

    Parameters
    ----------
    model : the equations of `mediation.equations`

    Returns
    -------
    Steps : `tests` has `product`, and z with p for each variance of a·b:
        Sobel a²s_b² + b²s_a², Aroian adds s_a²s_b², Goodman subtracts it (NaN where negative)

    Notes
    -----
    With a logit or probit outcome, total − direct ≠ Σ a·b: dropping the mediators changes the
    scale of the coefficients. Use `khb` for a decomposition that adds up. The product of two
    normal estimates is not normal, so these tests are conservative in small samples; the
    bootstrap is not. "Total effect significant" is no precondition of mediation.
    Source: Baron and Kenny (1986), doi 10.1037/0022-3514.51.6.1173; Sobel (1982),
    doi 10.2307/270723; Goodman (1960), doi 10.1080/01621459.1960.10483369; MacKinnon et al.
    (2002), doi 10.1037/1082-989X.7.1.83.

    Examples
    --------
    >>> from netpoverty.models.mediation import equations
    >>> rng = np.random.default_rng(1)
    >>> x = rng.integers(0, 2, 300); m = x + rng.normal(size=300)
    >>> frame = pd.DataFrame({"x": x, "m": m, "y": (m + rng.normal(size=300) > 0) * 1})
    >>> made = steps(equations(frame, outcome="y", exposure="x", mediators=["m"]))
    >>> bool(made.tests.loc["m", "sobel_p"] < 0.01)
    True
    """
    no_interaction(model, "steps")
    theta, errors = model.parameters, np.sqrt(np.diag(model.covariance))
    k, q, p = len(theta.beta), model.count, model.base.shape[1]
    a, b = theta.gamma[:, -1], theta.beta[-q:]
    error_a = errors[k + p - 1 : k + q * p : p]
    total, total_error = total_effect(model)
    names = ["total", *(f"a: {m}" for m in model.mediators), *(f"b: {m}" for m in model.mediators)]
    values = np.r_[total, a, b, theta.beta[p - 1]]
    spreads = np.r_[total_error, error_a, errors[k - q : k], errors[p - 1]]
    scale = "log-odds" if model.link.name == "logit" else f"{model.link.name} units"
    words = f"Outcome paths in {scale}; mediator paths in the mediator's units."
    return Steps(
        tidy([*names, "direct"], values, spreads),
        pd.DataFrame(
            [_products(*row) for row in zip(a, b, error_a, errors[k - q : k], strict=True)],
            index=pd.Index(model.mediators, name="mediator"),
        ),
        model.n,
        (*model.notes(), words),
        model.convention,
    )


def total_effect(model: Equations) -> tuple[float, float]:
    """Return the exposure's coefficient, with its error, in the model without mediators."""
    short = replace(
        model.sample, design=model.base, terms=tuple(model.sample.terms[: -model.count])
    )
    beta = solve(short, model.link)
    covariance = covariance_at(short, model.link, beta, model.errors)
    return float(beta[-1]), float(np.sqrt(covariance.matrix[-1, -1]))


def _products(a: float, b: float, error_a: float, error_b: float) -> dict[str, float]:
    first, second = (a * error_b) ** 2 + (b * error_a) ** 2, (error_a * error_b) ** 2
    variances = {"sobel": first, "aroian": first + second, "goodman": first - second}
    row = {"product": a * b}
    for name, variance in variances.items():
        z = a * b / np.sqrt(variance) if variance > 0 else np.nan
        row |= {f"{name}_z": z, f"{name}_p": float(2 * stats.norm.sf(abs(z)))}
    return row
