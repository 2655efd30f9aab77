"""The numbers that a mediated effect is a function of, with derivatives in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Parameters:
    """Every number that a mediated effect is a function of.

    beta : (c+1+q,) outcome equation on controls (constant first), exposure, mediators; with an
        interaction (c+1+2q,), the products exposure × mediator last
    gamma : (q, c+1) mediator equations on controls, exposure (last)
    sigma : (q, q) residual covariance of the mediators, divisor n − (c+1)
    """

    beta: np.ndarray
    gamma: np.ndarray
    sigma: np.ndarray

    def pack(self) -> np.ndarray:
        """Return all parameters as one vector (beta, gamma by row, lower half of sigma)."""
        lower = np.tril_indices(len(self.sigma))
        return np.concatenate([self.beta, self.gamma.ravel(), self.sigma[lower]])

    def unpack(self, vector: np.ndarray) -> Parameters:
        """Return the parameters that `vector` holds, in the shapes of these."""
        cut = np.cumsum([self.beta.size, self.gamma.size])
        sigma = np.zeros_like(self.sigma)
        sigma[np.tril_indices(len(sigma))] = vector[cut[1] :]
        sigma = sigma + np.tril(sigma, -1).T
        return Parameters(
            vector[: cut[0]], vector[cut[0] : cut[1]].reshape(self.gamma.shape), sigma
        )


def least_squares(
    design: np.ndarray, targets: np.ndarray, weights: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return weighted least-squares coefficients (k, q) with residuals (n, q)."""
    root = np.sqrt(weights)[:, None]
    coefficients = np.linalg.lstsq(design * root, targets * root, rcond=None)[0]
    return coefficients, targets - design @ coefficients


def numeric_gradient(
    function: Callable[[np.ndarray], np.ndarray], vector: np.ndarray, scale: np.ndarray
) -> np.ndarray:
    """Return the (m, p) derivative of `function` by central differences of 1e-4·`scale`."""
    columns = []
    for j, size in enumerate(np.where(scale > 0, scale, 1.0)):
        step = np.zeros_like(vector)
        step[j] = 1e-4 * size
        columns.append((function(vector + step) - function(vector - step)) / (2e-4 * size))
    return np.array(columns).T
