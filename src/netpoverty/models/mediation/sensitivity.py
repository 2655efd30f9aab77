"""How strong an unobserved confounder of mediator with outcome would have to be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from netpoverty.errors import refuse
from netpoverty.models.binary.forest import axes
from netpoverty.models.binary.inference import quantile
from netpoverty.models.binary.links import LOGIT, PROBIT
from netpoverty.models.mediation.equations import Equations, no_interaction
from netpoverty.models.mediation.parameters import Parameters, numeric_gradient
from netpoverty.results import NotComputable, Result

DEFAULT_GRID = tuple(round(0.1 * step, 1) for step in range(-9, 10))


@dataclass(frozen=True, eq=False)
class Sensitivity(Result):
    """The indirect effect as a function of ρ, the correlation of the equations' errors.

    frame : indirect, direct, total with interval of the indirect effect, by ρ
    zero : the ρ at which the indirect effect is nil
    residual_share : ρ² at that point: the product of the shares of unexplained variance in
        mediator and in outcome that the confounder would have to explain
    """

    frame: pd.DataFrame
    zero: float
    residual_share: float
    n: int
    notes_: tuple[str, ...]
    convention: str
    title: ClassVar[str] = "Sensitivity of the indirect effect to an unobserved confounder"

    def to_frame(self) -> pd.DataFrame:
        """Return the effects by ρ."""
        return self.frame

    def notes(self) -> list[str]:
        """Return the vanishing point, sample, convention as sentences."""
        return [
            f"Indirect effect nil at ρ = {self.zero:.3f} (ρ² = {self.residual_share:.3f}).",
            *self.notes_,
        ]

    def plot(self, ax: Any = None) -> Any:
        """Draw the indirect effect with its band over ρ."""
        ax = axes(ax)
        ax.plot(self.frame.index, self.frame["indirect"], color="#0072B2")
        ax.fill_between(
            self.frame.index, self.frame["low"], self.frame["high"], alpha=0.2, color="#0072B2"
        )
        ax.axhline(0, color="0.5", linewidth=0.8, linestyle="--")
        ax.axvline(self.zero, color="#D55E00", linewidth=0.8, linestyle=":")
        ax.set(xlabel="ρ: correlation of mediator and outcome errors", ylabel="indirect effect")
        return ax


def sensitivity(
    model: Equations,
    rho: Sequence[float] = DEFAULT_GRID,
    levels: tuple[float, float] = (0, 1),
    level: float = 0.95,
) -> Sensitivity | NotComputable:
    """Return the indirect effect under each assumed error correlation ρ.

    Parameters
    ----------
    model : one Gaussian mediator, a probit or linear outcome, no interaction
    rho : values in (−1, 1); levels : of the exposure; level : of the delta-method interval

    Returns
    -------
    Sensitivity, or NotComputable for a logit, whose error has no correlation with a normal one

    Notes
    -----
    A confounder of mediator and outcome shows as corr(ε_M, ε_Y) = ρ; ρ = 0 is what `natural_
    effects` assumes, which the data cannot test. Probit: with b, β the fitted coefficients of
    mediator and exposure and σ the mediator's residual deviation, the true ones are
    b√(1−ρ²) − ρ/σ and β√(1−ρ²) + ρa/σ, the predictor's variance (1−ρ²)(1+b²σ²); the total
    effect does not depend on ρ. Linear: the same with √(1−ρ²) replaced by 1 and 1/σ by
    τ/(σ√(1−ρ²)), τ the residual deviation of the outcome.
    Source: Imai, Keele and Yamamoto (2010), doi 10.1214/10-STS321.

    Examples
    --------
    >>> from netpoverty.models.mediation import equations
    >>> rng = np.random.default_rng(1)
    >>> x = rng.integers(0, 2, 300); m = x + rng.normal(size=300)
    >>> frame = pd.DataFrame({"x": x, "m": m, "y": (m + rng.normal(size=300) > 0) * 1})
    >>> made = equations(frame, outcome="y", exposure="x", mediators=["m"], link="probit")
    >>> found = sensitivity(made)
    >>> bool(found.zero > 0.5)
    True
    """
    if model.link is LOGIT:
        reason = "a logit's error has no defined correlation with a normal one; use link='probit'"
        return NotComputable("sensitivity to an unobserved confounder", reason)
    no_interaction(model, "sensitivity")
    if model.count != 1:
        raise refuse("sensitivity", f"{model.count} mediators", "one mediator")
    if any(not -1 < value < 1 for value in rho):
        raise refuse("rho", list(rho), "values in (−1, 1)")
    spread = outcome_spread(model)
    rows = [_row(model, value, levels, quantile(level, np.inf), spread) for value in rho]
    theta = model.parameters
    strength = theta.beta[-1] * np.sqrt(theta.sigma[0, 0]) / spread
    zero = float(strength / np.sqrt(1 + strength**2))
    return Sensitivity(
        pd.DataFrame(rows, index=pd.Index(rho, name="rho")),
        zero,
        zero**2,
        model.n,
        tuple(model.notes()),
        model.convention,
    )


def outcome_spread(model: Equations) -> float:
    """Return the standard deviation of the outcome equation's error: one for a probit."""
    if model.link is PROBIT:
        return 1.0
    residual = model.sample.outcome - model.sample.design @ model.parameters.beta
    return float(np.sqrt(np.average(residual**2, weights=model.sample.weights)))


def _row(model: Equations, rho: float, levels, critical: float, spread: float) -> dict[str, float]:
    theta = model.parameters

    def value(vector: np.ndarray) -> np.ndarray:
        return effects_at(model, theta.unpack(vector), rho, levels, spread)

    scale = np.sqrt(np.diag(model.covariance))
    found = value(theta.pack())
    error = model.error_of(numeric_gradient(value, theta.pack(), scale))[0]
    width = critical * error
    names = ("indirect", "direct", "total")
    low_high = {"low": found[0] - width, "high": found[0] + width}
    return dict(zip(names, found, strict=True)) | {"std_error": error} | low_high


def effects_at(
    model: Equations, theta: Parameters, rho: float, levels: tuple[float, float], spread: float
) -> np.ndarray:
    """Return the mean indirect, direct, total effect when the errors correlate by `rho`."""
    a, sigma = theta.gamma[0, -1], np.sqrt(theta.sigma[0, 0])
    root, p = np.sqrt(1 - rho**2), model.width
    probit = model.link is PROBIT
    # a linear outcome's own error deviation is spread/√(1−ρ²); a probit's is one by convention
    shift = rho / sigma if probit else rho * spread / (sigma * root)
    factor = root if probit else 1.0
    slope = theta.beta[-1] * factor - shift
    direct = theta.beta[p - 1] * factor + shift * a
    common = model.base[:, :-1] @ (
        factor * (theta.beta[: p - 1] + theta.beta[-1] * theta.gamma[0, :-1])
    )
    deviation = root * np.sqrt(1 + theta.beta[-1] ** 2 * theta.sigma[0, 0]) if probit else 1.0

    def mean(x: float, mediated: float) -> float:
        chance = model.link.mean((common + direct * x + slope * a * mediated) / deviation)
        return float(np.average(chance, weights=model.sample.weights))

    low, high = levels
    corners = {(x, m): mean(x, m) for x in levels for m in levels}
    indirect = sum(corners[x, high] - corners[x, low] for x in levels) / 2
    by_exposure = sum(corners[high, m] - corners[low, m] for m in levels) / 2
    return np.array([indirect, by_exposure, corners[high, high] - corners[low, low]])
