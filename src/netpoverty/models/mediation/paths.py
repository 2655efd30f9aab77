"""Path effects through two mediators under a stated causal order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from netpoverty.errors import choose, refuse
from netpoverty.models.binary.forest import forest
from netpoverty.models.binary.inference import tidy
from netpoverty.models.mediation.equations import Equations, no_interaction
from netpoverty.models.mediation.natural import Functional, expected_response, functional_errors
from netpoverty.models.mediation.parameters import Parameters, numeric_gradient
from netpoverty.results import Result


@dataclass(frozen=True, eq=False)
class PathEffects(Result):
    """Effects along each path from exposure to outcome, for one order of the mediators.

    coefficients : on the scale of the linear predictor; they add up to the reduced coefficient
    effects : as changes in probability, switched on in the order of the rows; they add up to
        the total effect
    """

    first: str
    second: str
    coefficients: pd.DataFrame
    effects: pd.DataFrame
    n: int
    notes_: tuple[str, ...]
    convention: str
    title: ClassVar[str] = "Path effects"

    def to_frame(self) -> pd.DataFrame:
        """Return both scales, by (scale, path)."""
        return pd.concat(
            {"linear predictor": self.coefficients, "probability": self.effects}, names=["scale"]
        )

    def notes(self) -> list[str]:
        """Return order, sample, assumptions as sentences."""
        return [
            f"Order assumed: {self.first} before {self.second}; the data cannot tell it.",
            *self.notes_,
            f"Splitting what runs through {self.first} assumes that exposure shifts "
            f"{self.first} alike for everybody.",
        ]

    def plot(self, ax: Any = None) -> Any:
        """Draw the path effects on the probability scale."""
        return forest(self.effects, ax=ax, label="change in probability")


def path_effects(
    model: Equations, order: tuple[str, str], levels: tuple[float, float] = (0, 1)
) -> PathEffects:
    """Return the effects along exposure → outcome, → first, → second, → first → second.

    Parameters
    ----------
    model : equations with two Gaussian mediators, without interaction
    order : the names of the mediators, the earlier first
    levels : the two values of the exposure

    Returns
    -------
    PathEffects

    Notes
    -----
    With M₂ = a₂x + dM₁ + …: products b₁a₁, b₂a₂, b₂da₁ beside b_x, where d = Σ₁₂/Σ₁₁ and
    a₂ = γ₂ − dγ₁ follow from the joint equations without another regression. On the
    probability scale the paths are switched from low to high one after another (chain, first,
    second, direct), each through E F of the normal linear predictor. Without the assumption of a
    shift common to all, only first + chain together is identified.
    Source: Avin, Shpitser and Pearl (2005), Proc. 19th IJCAI, 357–363; Daniel et al. (2015),
    doi 10.1111/biom.12248.

    Examples
    --------
    >>> from netpoverty.models.mediation import equations
    >>> rng = np.random.default_rng(1)
    >>> x = rng.integers(0, 2, 400); a = x + rng.normal(size=400)
    >>> b = a + rng.normal(size=400); y = (b + rng.logistic(size=400) > 0) * 1
    >>> frame = pd.DataFrame({"x": x, "a": a, "b": b, "y": y})
    >>> made = equations(frame, outcome="y", exposure="x", mediators=["a", "b"])
    >>> paths = path_effects(made, ("a", "b")).effects["estimate"]
    >>> abs(float(paths.iloc[:4].sum() - paths["total"])) < 1e-12
    True
    """
    no_interaction(model, "path_effects")
    first, second = check_order(model, order)
    functional = path_functional(model, first, second, levels)
    names = list(functional.names)
    theta = model.parameters
    scale = np.sqrt(np.diag(model.covariance))
    gradient = numeric_gradient(
        lambda v: path_products(theta.unpack(v), first, second), theta.pack(), scale
    )
    products = tidy(names, path_products(theta, first, second), model.error_of(gradient))
    values = functional(theta, model.sample.weights)
    effects = tidy(names, values, functional_errors(model, functional))
    return PathEffects(*order, products, effects, model.n, tuple(model.notes()), model.convention)


def check_order(model: Equations, order: tuple[str, str]) -> tuple[int, int]:
    """Return the positions of the earlier and the later mediator."""
    if model.count != 2 or len(order) != 2 or order[0] == order[1]:
        given = f"order {tuple(order)} of mediators {model.mediators}"
        raise refuse("path_effects", given, "two mediators, each named once")
    return tuple(model.mediators.index(choose("order", m, model.mediators)) for m in order)


def path_products(theta: Parameters, first: int, second: int) -> np.ndarray:
    """Return chain, first, second, direct, total on the scale of the linear predictor."""
    tie = theta.sigma[first, second] / theta.sigma[first, first]
    a_first = theta.gamma[first, -1]
    a_second = theta.gamma[second, -1] - tie * a_first
    b = theta.beta[-2:]
    parts = [b[second] * tie * a_first, b[first] * a_first, b[second] * a_second, theta.beta[-3]]
    return np.array([*parts, sum(parts)])


def path_functional(
    model: Equations, first: int, second: int, levels: tuple[float, float]
) -> Functional:
    """Return the path effects as a functional: five mean outcomes, then their differences."""
    one, two = model.mediators[first], model.mediators[second]
    names = (f"via {one} → {two}", f"via {one}", f"via {two}", "direct", "total")
    low, high = levels

    def rows(theta: Parameters, nodes: int) -> np.ndarray:
        parts, b = path_products(theta, first, second)[:4], theta.beta[-2:]
        controls = model.base[:, :-1]
        common = controls @ (theta.beta[: model.width - 1] + b @ theta.gamma[:, :-1])
        steps = [common + parts.sum() * low]
        for part in parts:
            steps.append(steps[-1] + part * (high - low))
        variance = b @ theta.sigma @ b
        stacked = expected_response(model.link, np.concatenate(steps), variance, nodes)
        return stacked.reshape(len(steps), -1).T

    def combine(means: np.ndarray) -> np.ndarray:
        return np.r_[np.diff(means), means[-1] - means[0]]

    return Functional(names, rows, combine)
