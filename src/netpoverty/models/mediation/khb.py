"""The KHB decomposition: how much of a logit or probit coefficient runs through mediators."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from netpoverty.models.binary.forest import forest
from netpoverty.models.binary.inference import tidy
from netpoverty.models.mediation.equations import Equations, no_interaction
from netpoverty.models.mediation.parameters import Parameters
from netpoverty.models.mediation.steps import total_effect
from netpoverty.results import Result, format_number


@dataclass(frozen=True, eq=False)
class Khb(Result):
    """Reduced, full and indirect coefficient on one scale.

    effects : `reduced`, `full`, `indirect`, then one row a mediator (`via …`); `share` is the
        part of the reduced coefficient, `effect` the same on the probability scale
    ratio : reduced/full; percent : 100·indirect/reduced; rescale : reduced/naive, the factor by
        which the mediators' residuals change the scale of the coefficients
    naive : coefficient of the model without mediators, not comparable with `full`
    """

    effects: pd.DataFrame
    ratio: float
    percent: float
    rescale: float
    naive: float
    n: int
    notes_: tuple[str, ...]
    convention: str
    title: ClassVar[str] = "KHB decomposition"

    def to_frame(self) -> pd.DataFrame:
        """Return the decomposition, one row a component."""
        return self.effects

    def notes(self) -> list[str]:
        """Return ratio, rescaling, sample, convention as sentences."""
        return [
            f"Reduced/full {format_number(self.ratio)}; mediated {format_number(self.percent)}% of "
            f"the reduced coefficient; rescaling factor {format_number(self.rescale)}.",
            *self.notes_,
        ]

    def plot(self, ax: Any = None) -> Any:
        """Draw the components as a forest."""
        return forest(self.effects, ax=ax, label="coefficient on the full model's scale")


def khb(model: Equations) -> Khb:
    """Return the decomposition of Karlson, Holm and Breen.

    The reduced model holds the exposure, the controls, and the mediators' *residuals* given
    those: it fits exactly as well as the full model, so its coefficients have the same scale.

    Parameters
    ----------
    model : equations with a logit, probit or linear outcome, one or several mediators

    Returns
    -------
    Khb

    Notes
    -----
    reduced − full = Σ_j a_j b_j, exactly, with a_j from least squares of mediator j under the
    outcome's weights. Its error is the delta method's over both equations. The reduced
    coefficient's error takes the residuals as given, as Stata's and R's khb do. `effect` is the
    average of F′(x_iβ) times each coefficient: components on the probability scale that add up.
    Source: Karlson, Holm and Breen (2012), doi 10.1177/0081175012444861; Breen, Karlson and
    Holm (2013), doi 10.1177/0049124113494572.

    Examples
    --------
    >>> from netpoverty.models.mediation import equations
    >>> rng = np.random.default_rng(1)
    >>> x = rng.integers(0, 2, 300); m = x + rng.normal(size=300)
    >>> frame = pd.DataFrame({"x": x, "m": m, "y": (m + rng.normal(size=300) > 0) * 1})
    >>> table = khb(equations(frame, outcome="y", exposure="x", mediators=["m"])).to_frame()
    >>> gap = table.loc["reduced", "estimate"] - table.loc["full", "estimate"]
    >>> abs(float(gap - table.loc["indirect", "estimate"])) < 1e-12
    True
    """
    no_interaction(model, "khb")
    theta, q = model.parameters, model.count
    k, p = len(theta.beta), model.base.shape[1]
    parts = theta.gamma[:, -1] * theta.beta[-q:]
    values = khb_components(theta)
    gradient = _gradient(theta)
    errors = model.error_of(gradient)
    given = np.r_[np.zeros(p - 1), 1.0, theta.gamma[:, -1]]
    errors[0] = np.sqrt(given @ model.covariance[:k, :k] @ given)
    naive, _ = total_effect(model)
    names = ["reduced", "full", "indirect", *(f"via {name}" for name in model.mediators)]
    eta = model.sample.design @ theta.beta
    density = np.average(model.link.density(eta), weights=model.sample.weights)
    frame = tidy(names, values, errors).assign(share=values / values[0], effect=density * values)
    return Khb(
        frame,
        float(values[0] / values[1]),
        float(100 * parts.sum() / values[0]),
        float(values[0] / naive),
        naive,
        model.n,
        tuple(model.notes()),
        model.convention,
    )


def khb_components(theta: Parameters) -> np.ndarray:
    """Return reduced, full, indirect, and one component a mediator: (3+q,)."""
    q = len(theta.gamma)
    parts = theta.gamma[:, -1] * theta.beta[-q:]
    full = theta.beta[-q - 1]
    return np.r_[full + parts.sum(), full, parts.sum(), parts]


def _gradient(theta: Parameters) -> np.ndarray:
    q, p = theta.gamma.shape
    k = len(theta.beta)
    by_part = np.zeros((q, len(theta.pack())))
    for j in range(q):
        by_part[j, k - q + j] = theta.gamma[j, -1]
        by_part[j, k + j * p + p - 1] = theta.beta[k - q + j]
    full = np.zeros(by_part.shape[1])
    full[k - q - 1] = 1.0
    total = by_part.sum(axis=0)
    return np.vstack([full + total, full, total, by_part])
