"""From estimates with a covariance to a tidy frame, a test, an interval."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from netpoverty.errors import refuse


def quantile(level: float, dof: float) -> float:
    """Return the two-sided critical value at confidence `level`: t, or normal for infinite dof.

    >>> round(quantile(0.95, float("inf")), 3)
    1.96
    """
    if not 0 < level < 1:
        raise refuse("level", level, "a share in (0, 1)")
    return float(stats.t.ppf(0.5 + level / 2, dof))


def tidy(
    terms: list[str],
    estimates: np.ndarray,
    errors: np.ndarray,
    dof: float = np.inf,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return estimate, std_error, statistic, p_value, low and high, indexed by term."""
    estimates, errors = np.asarray(estimates, float), np.asarray(errors, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = estimates / errors
    width = quantile(level, dof) * errors
    return pd.DataFrame(
        {
            "estimate": estimates,
            "std_error": errors,
            "statistic": statistic,
            "p_value": 2 * stats.t.sf(np.abs(statistic), dof),
            "low": estimates - width,
            "high": estimates + width,
        },
        index=pd.Index(terms, name="term"),
    )


def wald(estimates: np.ndarray, covariance: np.ndarray, dof: float = np.inf) -> pd.Series:
    """Return the Wald test that all `estimates` are zero: F with finite dof, else chi-squared."""
    estimates = np.atleast_1d(np.asarray(estimates, float))
    covariance = np.atleast_2d(covariance)
    count = len(estimates)
    value = float(estimates @ np.linalg.solve(covariance, estimates))
    if np.isinf(dof):
        return pd.Series(
            {"statistic": value, "df": count, "p_value": float(stats.chi2.sf(value, count))}
        )
    p_value = float(stats.f.sf(value / count, count, dof))
    return pd.Series({"statistic": value / count, "df": count, "p_value": p_value})
