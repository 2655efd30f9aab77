"""Response functions of a binary model: the probability curve with its derivatives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import special, stats

from netpoverty.errors import choose


@dataclass(frozen=True)
class Link:
    """A response function F with what Newton's method and the delta method need.

    `mean` is F(η), `density` F′(η), `slope` F″(η). `residual(y, η)` is the derivative of one
    observation's log-likelihood in η and `curvature(y, η)` minus its second derivative, so that
    score = Xᵀ(w·residual) and observed information = Xᵀ diag(w·curvature) X.
    """

    name: str
    mean: Callable[[np.ndarray], np.ndarray]
    density: Callable[[np.ndarray], np.ndarray]
    slope: Callable[[np.ndarray], np.ndarray]
    residual: Callable[[np.ndarray, np.ndarray], np.ndarray]
    curvature: Callable[[np.ndarray, np.ndarray], np.ndarray]
    log_likelihood: Callable[[np.ndarray, np.ndarray], np.ndarray]


def _logit_density(eta: np.ndarray) -> np.ndarray:
    return special.expit(eta) * special.expit(-eta)


def _logit_slope(eta: np.ndarray) -> np.ndarray:
    return _logit_density(eta) * (1 - 2 * special.expit(eta))


def _probit_density(eta: np.ndarray) -> np.ndarray:
    return np.exp(-0.5 * eta**2) / np.sqrt(2 * np.pi)


def _probit_residual(y: np.ndarray, eta: np.ndarray) -> np.ndarray:
    sign = 2 * y - 1
    # the ratio is formed in logs: both terms underflow far out in the tail
    return sign * np.exp(stats.norm.logpdf(eta) - special.log_ndtr(sign * eta))


def _probit_curvature(y: np.ndarray, eta: np.ndarray) -> np.ndarray:
    residual = _probit_residual(y, eta)
    return residual * (residual + eta)


LOGIT = Link(
    "logit",
    special.expit,
    _logit_density,
    _logit_slope,
    lambda y, eta: y - special.expit(eta),
    lambda y, eta: _logit_density(eta),
    lambda y, eta: y * special.log_expit(eta) + (1 - y) * special.log_expit(-eta),
)
PROBIT = Link(
    "probit",
    special.ndtr,
    _probit_density,
    lambda eta: -eta * _probit_density(eta),
    _probit_residual,
    _probit_curvature,
    lambda y, eta: y * special.log_ndtr(eta) + (1 - y) * special.log_ndtr(-eta),
)
LINEAR = Link(
    "linear",
    lambda eta: eta,
    np.ones_like,
    np.zeros_like,
    lambda y, eta: y - eta,
    lambda y, eta: np.ones_like(eta),
    lambda y, eta: -0.5 * (y - eta) ** 2,
)
LINKS = {link.name: link for link in (LOGIT, PROBIT, LINEAR)}


def link_named(name: str) -> Link:
    """Return the response function called `name`: "logit", "probit" or "linear".

    >>> float(link_named("logit").mean(0.0))
    0.5
    """
    return LINKS[choose("link", name, LINKS)]


def newton(
    design: np.ndarray,
    outcome: np.ndarray,
    weights: np.ndarray,
    link: Link,
    start: np.ndarray | None = None,
    steps: int = 60,
) -> tuple[np.ndarray, bool]:
    """Return the weighted maximum-likelihood coefficients, with whether Newton converged.

    Converged means that the last step moved no linear predictor by more than 1e-10. A step that
    lowers the likelihood is halved, which a separated sample survives as well.
    """
    beta = np.zeros(design.shape[1]) if start is None else np.array(start, float)
    value = weights @ link.log_likelihood(outcome, design @ beta)
    for _ in range(steps):
        eta = design @ beta
        score = design.T @ (weights * link.residual(outcome, eta))
        information = (design * (weights * link.curvature(outcome, eta))[:, None]).T @ design
        try:
            step = np.linalg.solve(information, score)
        except np.linalg.LinAlgError:
            return beta, False
        beta, value, moved = _halved(design, outcome, weights, link, beta, step, value)
        if moved < 1e-10:
            return beta, True
    return beta, False


def _halved(design, outcome, weights, link, beta, step, value):
    for _ in range(30):
        trial = beta + step
        new = weights @ link.log_likelihood(outcome, design @ trial)
        if new >= value - 1e-9 * (1 + abs(value)):
            break
        step = step / 2
    return trial, new, float(np.max(np.abs(design @ step)))
