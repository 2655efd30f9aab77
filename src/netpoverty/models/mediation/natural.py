"""Natural direct effects with natural indirect effects, on the probability scale."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from netpoverty.errors import refuse
from netpoverty.models.binary.forest import forest
from netpoverty.models.binary.inference import tidy
from netpoverty.models.binary.links import LOGIT, PROBIT, Link
from netpoverty.models.mediation.equations import Equations
from netpoverty.models.mediation.parameters import Parameters, numeric_gradient
from netpoverty.results import Result

NAMES = (
    "indirect_0", "indirect_1", "direct_0", "direct_1", "total", "indirect", "direct", "share",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Functional:
    """A mediated effect as a function of the parameters: rows, then a combination of means.

    rows(theta, nodes) : (n, m₀) values; combine(means) : (m,) effects named `names`
    """

    names: tuple[str, ...]
    rows: Callable[[Parameters, int], np.ndarray]
    combine: Callable[[np.ndarray], np.ndarray]

    def __call__(self, theta: Parameters, weights: np.ndarray, nodes: int = 60) -> np.ndarray:
        """Return the (m,) effects averaged with `weights`."""
        return self.combine(weights @ self.rows(theta, nodes) / weights.sum())


@dataclass(frozen=True, eq=False)
class NaturalEffects(Result):
    """Natural effects of moving the exposure between two levels, as changes in probability.

    estimates by name: indirect_x = E[Y(x, M(high)) − Y(x, M(low))], direct_x =
    E[Y(high, M(x)) − Y(low, M(x))], total = indirect_0 + direct_1 = indirect_1 + direct_0,
    indirect and direct their means, share = indirect/total
    """

    estimates: pd.Series
    std_errors: pd.Series
    levels: tuple[float, float]
    n: int
    notes_: tuple[str, ...]
    convention: str
    title: ClassVar[str] = "Natural effects (change in probability)"

    def to_frame(self, level: float = 0.95) -> pd.DataFrame:
        """Return estimate, std_error, statistic, p_value, low, high by effect."""
        return tidy(list(NAMES), self.estimates, self.std_errors, level=level)

    def notes(self) -> list[str]:
        """Return levels, sample, convention, assumptions as sentences."""
        low, high = self.levels
        return [
            f"Exposure from {low:g} to {high:g}.",
            *self.notes_,
            "Delta method, covariates held at their sample values.",
            "Causal only without unmeasured confounding of exposure, mediator and outcome, and "
            "without a confounder of mediator and outcome that the exposure moves.",
        ]

    def plot(self, ax: Any = None) -> Any:
        """Draw total, direct, indirect as a forest."""
        frame = self.to_frame().loc[["total", "direct", "indirect"]]
        return forest(frame, ax=ax, label="change in probability")


def natural_effects(
    model: Equations, levels: tuple[float, float] = (0, 1), nodes: int = 60
) -> NaturalEffects:
    """Return natural direct and indirect effects, averaged over the sample's covariates.

    Parameters
    ----------
    model : the equations; Gaussian mediators (one, or several taken jointly) or one 0/1 mediator
    levels : the two values of the exposure
    nodes : of the Gauss–Hermite rule, for a logit outcome

    Returns
    -------
    NaturalEffects

    Notes
    -----
    With M | x, c ~ N(γ(x, c), Σ) and linear predictor η = δ(x, c) + b(x)ᵀM, the predictor under
    Y(x, M(x′)) is normal with mean δ(x, c) + b(x)ᵀγ(x′, c), variance s² = b(x)ᵀΣb(x), so that
    P = Φ(mean/√(1+s²)) for a probit, E expit(mean + sZ) by quadrature for a logit, the mean
    itself for a linear model. For a 0/1 mediator, P is a sum over M = 0, 1.
    Source: Pearl (2001), Proc. 17th UAI, 411–420; Imai, Keele and Tingley (2010),
    doi 10.1037/a0020761; VanderWeele and Vansteelandt (2010), doi 10.1093/aje/kwq332.

    Examples
    --------
    >>> from netpoverty.models.mediation import equations
    >>> rng = np.random.default_rng(1)
    >>> x = rng.integers(0, 2, 300); m = x + rng.normal(size=300)
    >>> frame = pd.DataFrame({"x": x, "m": m, "y": (m + rng.normal(size=300) > 0) * 1})
    >>> found = natural_effects(equations(frame, outcome="y", exposure="x", mediators=["m"]))
    >>> gap = found.estimates["total"] - found.estimates[["indirect_0", "direct_1"]].sum()
    >>> abs(float(gap)) < 1e-12
    True
    """
    functional = natural_functional(model, levels)
    estimates = functional(model.parameters, model.sample.weights, nodes)
    return NaturalEffects(
        pd.Series(estimates, index=list(NAMES)),
        pd.Series(functional_errors(model, functional), index=list(NAMES)),
        tuple(levels),
        model.n,
        tuple(model.notes()),
        model.convention,
    )


def functional_errors(model: Equations, functional: Functional) -> np.ndarray:
    """Return delta-method errors of a functional, weights held fixed."""
    theta, weights = model.parameters, model.sample.weights
    scale = np.sqrt(np.diag(model.covariance))

    def value(vector: np.ndarray) -> np.ndarray:
        # a derivative needs fewer nodes than the value itself
        return functional(theta.unpack(vector), weights, 20)

    return model.error_of(numeric_gradient(value, theta.pack(), scale))


def natural_functional(model: Equations, levels: tuple[float, float]) -> Functional:
    """Return natural effects as a functional: four mean outcomes, then their contrasts."""
    low, high = levels
    if low == high:
        raise refuse("levels", levels, "two different values of the exposure")
    settings = [(low, low), (low, high), (high, low), (high, high)]

    def rows(theta: Parameters, nodes: int) -> np.ndarray:
        return mean_outcomes(model, theta, settings, nodes)

    return Functional(NAMES, rows, _contrasts)


def _contrasts(means: np.ndarray) -> np.ndarray:
    low_low, low_high, high_low, high_high = means
    indirect = np.array([low_high - low_low, high_high - high_low])
    direct = np.array([high_low - low_low, high_high - low_high])
    total = high_high - low_low
    return np.r_[indirect, direct, total, indirect.mean(), direct.mean(), indirect.mean() / total]


def mean_outcomes(
    model: Equations, theta: Parameters, settings: list[tuple[float, float]], nodes: int
) -> np.ndarray:
    """Return each row's E[Y(x, M(x′))] for each setting (x, x′), (n, settings)."""
    p, q = model.width, model.count
    controls = model.base[:, :-1]
    own = controls @ theta.beta[: p - 1]
    centre = controls @ theta.gamma[:, :-1].T
    columns = [None] * len(settings)
    # settings of one exposure share their slopes, hence their variance: one quadrature serves all
    for x in dict.fromkeys(x for x, _ in settings) if model.interaction else [None]:
        places = [i for i, (own_x, _) in enumerate(settings) if x in (None, own_x)]
        slope = theta.beta[p : p + q]
        slope = slope + x * theta.beta[p + q :] if model.interaction else slope
        direct = [own + theta.beta[p - 1] * settings[i][0] for i in places]
        mediated = [centre + theta.gamma[:, -1] * settings[i][1] for i in places]
        for i, column in zip(
            places, _means(model, theta, slope, direct, mediated, nodes), strict=True
        ):
            columns[i] = column
    return np.column_stack(columns)


def _means(model, theta, slope, direct, mediated, nodes) -> list[np.ndarray]:
    if model.gaussian:
        stacked = np.concatenate([d + m @ slope for d, m in zip(direct, mediated, strict=True)])
        variance = slope @ theta.sigma @ slope
        return np.split(expected_response(model.link, stacked, variance, nodes), len(direct))
    found = []
    for own, centre in zip(direct, mediated, strict=True):
        chance = model.mediator_link.mean(centre[:, 0])
        with_it, without = model.link.mean(own + slope[0]), model.link.mean(own)
        found.append(chance * with_it + (1 - chance) * without)
    return found


def expected_response(link: Link, mean: np.ndarray, variance: float, nodes: int) -> np.ndarray:
    """Return E F(mean + √variance·Z), Z standard normal, for each mean.

    >>> round(float(expected_response(PROBIT, np.array([1.0]), 3.0, 20)[0]), 4)  # Φ(1/2)
    0.6915
    """
    if link is PROBIT:
        return PROBIT.mean(mean / np.sqrt(1 + variance))
    if link is not LOGIT:
        return mean
    if mean.size > 1000 and np.ptp(mean) < 60:
        return _tabulated(mean, variance, nodes)
    points, mass = _rule(nodes)
    return LOGIT.mean(mean[:, None] + np.sqrt(variance) * points) @ mass


@lru_cache
def _rule(nodes: int) -> tuple[np.ndarray, np.ndarray]:
    points, mass = np.polynomial.hermite_e.hermegauss(nodes)
    return points, mass / mass.sum()


def _tabulated(mean: np.ndarray, variance: float, nodes: int) -> np.ndarray:
    """Interpolate the quadrature by cubic Hermite polynomials: error below h⁴/384·|F⁗| = 5e-9."""
    step = 0.06
    start = mean.min() - step
    grid = start + step * np.arange(int(np.ptp(mean) / step) + 4)
    points, mass = _rule(nodes)
    chance = LOGIT.mean(grid[:, None] + np.sqrt(variance) * points)
    value, slope = chance @ mass, (chance * (1 - chance)) @ mass * step
    place = (mean - start) / step
    cell = place.astype(np.int64)
    t = place - cell
    rise = np.diff(value)
    second = 3 * rise - 2 * slope[:-1] - slope[1:]
    third = slope[:-1] + slope[1:] - 2 * rise
    return value[cell] + t * (slope[cell] + t * (second[cell] + t * third[cell]))
