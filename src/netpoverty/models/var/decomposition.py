"""Orthogonalised responses and variance shares where the residual covariance is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from netpoverty.errors import choose, refuse
from netpoverty.models.var.responses import check_ordering, impulse_responses
from netpoverty.results import Result

SCALES = ("sd", "unit")


def cholesky_in_order(
    covariance: np.ndarray, names: Sequence[str], ordering: Sequence[str], scale: str = "sd"
) -> np.ndarray:
    """Return the impact matrix of a recursive ordering, rows and columns in the order of `names`.

    Parameters
    ----------
    covariance : array (..., k, k) of the residuals.
    ordering : variables, causally first one first.
    scale : "sd" (one standard deviation of the orthogonal shock) or "unit" (own impact is one).

    >>> sigma = np.array([[4.0, 2.0], [2.0, 5.0]])
    >>> cholesky_in_order(sigma, ["x", "y"], ["x", "y"]).tolist()
    [[2.0, 0.0], [1.0, 2.0]]
    """
    choose("scale", scale, SCALES)
    order = [list(names).index(name) for name in check_ordering(ordering, names)]
    permuted = np.asarray(covariance, dtype=float)[..., order, :][..., order]
    try:
        factor = np.linalg.cholesky(permuted)
    except np.linalg.LinAlgError:
        raise refuse("covariance", "a matrix", "a positive definite matrix") from None
    if scale == "unit":
        factor = factor / np.diagonal(factor, axis1=-2, axis2=-1)[..., None, :]
    back = np.argsort(order)
    return factor[..., back, :][..., back]


def orthogonalised_responses(
    lags: np.ndarray,
    covariance: np.ndarray,
    names: Sequence[str],
    ordering: Sequence[str],
    steps: int,
    scale: str = "sd",
) -> np.ndarray:
    """Return Θ_h = Φ_h P, array (..., steps + 1, k, k): variable i, shock j.

    With a diagonal covariance this is the unit response, each column times its shock's standard
    deviation, whatever the ordering (Lütkepohl 2005, section 2.3.2,
    doi:10.1007/978-3-540-27752-1).
    """
    impact = cholesky_in_order(covariance, names, ordering, scale)
    return impulse_responses(lags, steps) @ impact[..., None, :, :]


@dataclass(frozen=True)
class VarianceShares(Result):
    """Shares of each variable's forecast error variance that each shock accounts for.

    Parameters
    ----------
    names, ordering : variables; recursive ordering of the shocks.
    shares : array (steps, k, k), entry [h − 1, i, j] the share of shock j in variable i, h steps
        ahead; rows sum to one.
    """

    names: tuple[str, ...]
    ordering: tuple[str, ...]
    shares: np.ndarray

    title = "Forecast error variance decomposition"
    convention = (
        "Point estimates under one recursive ordering, coefficients and covariance taken as known."
    )

    def to_frame(self) -> pd.DataFrame:
        """Return one row a variable and forecast step, one column a shock."""
        steps, k, _ = self.shares.shape
        frame = pd.DataFrame(self.shares.transpose(1, 0, 2).reshape(-1, k), columns=self.names)
        frame.insert(0, "step", np.tile(np.arange(1, steps + 1), k))
        frame.insert(0, "variable", np.repeat(self.names, steps))
        return frame

    def plot(self, variable: str | None = None, ax=None):
        """Draw the shares in one variable (by default the last) by forecast step, stacked."""
        from netpoverty.models.var.drawing_data import draw_shares

        return draw_shares(self, variable or self.names[-1], ax)


def variance_shares(
    lags: np.ndarray,
    covariance: np.ndarray,
    names: Sequence[str],
    ordering: Sequence[str],
    horizon: int,
) -> VarianceShares:
    """Return the forecast error variance decomposition, 1 to `horizon` steps ahead.

    ω_ij(h) = Σ_{s<h} Θ_s[i, j]² / Σ_{s<h} Σ_m Θ_s[i, m]².

    >>> lags = np.array([[[0.5, 0.0], [0.5, 0.5]]])
    >>> shares = variance_shares(lags, np.eye(2), ["x", "y"], ["x", "y"], 2).shares
    >>> shares[1, 1].round(4).tolist()  # 0.25 of 0.25 + 1 + 0.25
    [0.1667, 0.8333]
    """
    if isinstance(horizon, bool) or int(horizon) != horizon or horizon < 1:
        raise refuse("horizon", horizon, "a whole number of at least 1")
    theta = orthogonalised_responses(lags, covariance, names, ordering, int(horizon) - 1)
    squares = (theta**2).cumsum(axis=0)
    shares = squares / squares.sum(axis=2, keepdims=True)
    return VarianceShares(tuple(names), tuple(ordering), shares)
