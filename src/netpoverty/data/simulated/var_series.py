"""Yearly series drawn from the printed equations of a vector autoregression."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from netpoverty.data.published import System
from netpoverty.data.simulated.streams import Streams
from netpoverty.errors import refuse

# The paper prints no residual covariance: this size is assumed.
RESIDUAL_SD = 0.05


def var_series(
    system: System,
    reading: str | Mapping[str, str] = "",
    *,
    years: int = 19,
    seed: int = 1,
    start: Mapping[str, float],
    residual_sd: float = RESIDUAL_SD,
    correlation: float = 0.0,
    exogenous: tuple[str, ...] = (),
) -> pd.DataFrame:
    """Return logarithms of the variables of a printed system, one row a year.

    y_t = c + A₁ y_{t−1} + … + A_p y_{t−p} + u_t with normal u_t of equal variance and equal
    correlation; the first p rows are the start.

    Parameters
    ----------
    system
        Printed equations, from the registry.
    reading
        Which reading of each doubtful sign.
    years
        Rows, more than the number of lags.
    start
        Starting logarithm of each variable.
    residual_sd, correlation
        Of the shocks; both assumed, since none is printed.
    exogenous
        Variables whose own equation loses the other variables' lags: the twin without effects.
    """
    if years <= system.order:
        raise refuse("years", years, f"more than {system.order}, the number of lags")
    names = system.variables
    lags = _matrices(system, reading, exogenous)
    constants = np.array([eq.values(reading).get("constant", 0.0) for eq in system.equations])
    shocks = _shocks(Streams(seed), (years, len(names)), residual_sd, correlation)
    path = np.tile([float(start[name]) for name in names], (years, 1))
    for year in range(system.order, years):
        past = sum(lag @ path[year - back] for back, lag in enumerate(lags, start=1))
        path[year] = constants + past + shocks[year]
    return pd.DataFrame(path, columns=[f"log_{name}" for name in names])


def _matrices(system: System, reading, exogenous: tuple[str, ...]) -> list[np.ndarray]:
    names = system.variables
    values = system.coefficients(reading)
    matrices = []
    for lag in range(1, system.order + 1):
        matrix = np.array([[values.get((y, x, lag), 0.0) for x in names] for y in names])
        for name in exogenous:
            row = names.index(name)
            matrix[row] = np.where(np.arange(len(names)) == row, matrix[row], 0.0)
        matrices.append(matrix)
    return matrices


def _shocks(draws: Streams, shape, sd: float, correlation: float) -> np.ndarray:
    k = shape[1]
    if not -1 / max(k - 1, 1) < correlation < 1:
        raise refuse("correlation of the shocks", correlation, f"above -1/{k - 1} and below 1")
    factor = np.linalg.cholesky((1 - correlation) * np.eye(k) + correlation)
    return sd * draws.normal("var shocks", shape) @ factor.T
