"""One regression under every reasonable specification, side by side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from netpoverty.errors import InputError
from netpoverty.models.panel.data import PanelData, prepare_panel
from netpoverty.models.panel.estimate import estimate_panel

ESTIMATORS = ("pooled", "within", "two_way", "first_differences")


def try_variants(
    frame: pd.DataFrame,
    outcome: str,
    regressors: Sequence[str],
    *,
    unit: str,
    time: str,
    without: str = "",
    covariance: str = "cluster",
) -> pd.DataFrame:
    """Return the coefficient of the first regressor under each specification.

    Parameters
    ----------
    frame : long data, one row a unit and year
    outcome, regressors : column names; the first regressor is the one of interest
    unit, time : the two columns that name unit and year
    without : a unit to leave out in a second round, such as the largest city
    covariance : a named convention of ``netpoverty.models.panel.covariance``

    Returns
    -------
    DataFrame
        one row a specification: units, scale, estimator, coefficient, error, p, n, clusters.
        In logs, rows with a value that is not positive are left out.

    Raises
    ------
    InputError
        if `without` is no unit of the frame

    Examples
    --------
    >>> import statsmodels.api as sm
    >>> data = sm.datasets.grunfeld.load_pandas().data
    >>> names = {"unit": "firm", "time": "year"}
    >>> tried = try_variants(data, "invest", ["value", "capital"], **names)
    >>> len(tried), round(float(tried.query("scale == 'levels'").coefficient.iloc[1]), 4)
    (8, 0.1101)
    """
    names = [outcome, *regressors]
    frame = frame[[unit, time, *names]]
    samples = {"all": frame}
    if without:
        if without not in set(frame[unit]):
            raise InputError(f"without: got {without!r}; allowed: {sorted(set(frame[unit]))}.")
        samples[f"without {without}"] = frame[frame[unit] != without]
    rows = []
    for units, sample in samples.items():
        for scale in ("logs", "levels"):
            values = sample[names].where(sample[names] > 0) if scale == "logs" else sample[names]
            scaled = sample.assign(**(np.log(values) if scale == "logs" else values)).dropna()
            formula = f"{outcome} ~ {' + '.join(regressors)}"
            panel = prepare_panel(formula, scaled, unit=unit, time=time, gaps="keep")
            for estimator in ESTIMATORS:
                rows.append({"units": units, "scale": scale, **_row(panel, estimator, covariance)})
    return pd.DataFrame(rows)


def _row(panel: PanelData, estimator: str, covariance: str) -> dict[str, object]:
    fit = estimate_panel(panel, estimator, covariance)
    name = panel.names[0]
    return {
        "estimator": estimator,
        "coefficient": float(fit.coefficients[name]),
        "error": float(fit.errors[name]),
        "p": float(fit.p_values[name]),
        "n": fit.n,
        "clusters": fit.units,
    }
