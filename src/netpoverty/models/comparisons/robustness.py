"""Robustness checks of one panel regression: what each adds, what remains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from netpoverty.errors import InputError
from netpoverty.models.panel.data import PanelData, prepare_panel
from netpoverty.models.panel.estimate import estimate_panel


def check_robustness(
    frame: pd.DataFrame,
    outcome: str,
    interest: str,
    control: str,
    *,
    extra: Mapping[str, str],
    unit: str,
    time: str,
    effects: str = "within",
    covariance: str = "cluster",
    deflated: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return the coefficient of `interest` in a regression and under each check of it.

    Checks: the regressor of the year before, each extra control and all of them, two-way effects,
    first differences without and with drift, constant prices.

    Parameters
    ----------
    frame : long data, one row a unit and year
    outcome, interest, control : columns; the regression is ``outcome ~ interest + control``
    extra : words for a reader -> column added as a further control
    unit, time : the two columns that name unit and year
    effects, covariance : of the regression checked, as in ``estimate_panel``
    deflated : the same frame at constant prices, if known

    Returns
    -------
    DataFrame
        one row a check: coefficient, error, low, high (95%), p, n, and why it could not be made

    Examples
    --------
    >>> import statsmodels.api as sm
    >>> data = sm.datasets.grunfeld.load_pandas().data
    >>> names = {"unit": "firm", "time": "year"}
    >>> made = check_robustness(data, "invest", "value", "capital", extra={}, **names)
    >>> list(made.index)[:2], round(float(made.coefficient.iloc[0]), 4)
    (['as it stands', 'value of the year before'], 0.1101)
    """
    base = f"{outcome} ~ {interest} + {control}"
    checks = {
        "as it stands": (base, effects, frame),
        f"{interest} of the year before": (
            f"{outcome} ~ lag({interest}) + {control}", effects, frame,
        ),
    }  # fmt: skip
    checks |= {f"+ {words}": (f"{base} + {name}", effects, frame) for words, name in extra.items()}
    if len(extra) > 1:
        checks["+ all of these"] = (f"{base} + {' + '.join(extra.values())}", effects, frame)
    checks |= {
        "two-way effects": (base, "two_way", frame),
        "first differences": (base, "first_differences", frame),
        "differences with drift": (base, "first_differences_drift", frame),
        "constant prices": (base, effects, deflated),
    }
    prepared: dict[tuple[str, bool], PanelData] = {}

    def prepare(formula: str, data: pd.DataFrame) -> PanelData:
        key = (formula, data is deflated)
        if key not in prepared:
            prepared[key] = prepare_panel(formula, data, unit=unit, time=time, gaps="keep")
        return prepared[key]

    rows = {
        name: _row(formula, form, data, prepare, covariance)
        for name, (formula, form, data) in checks.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("check")


def _row(formula, effects, frame, prepare, covariance) -> dict[str, object]:
    if frame is None:
        return _none("no price index")
    try:
        panel = prepare(formula, frame)
        fit = estimate_panel(panel, effects, covariance)
    except InputError as problem:
        return _none(str(problem))
    row = fit.to_frame().loc[panel.names[0]]
    values = {name: float(row[name]) for name in ("coefficient", "error", "low", "high", "p")}
    return values | {"mean outcome": float(np.mean(panel.outcome)), "n": fit.n, "why not": ""}


def _none(reason: str) -> dict[str, object]:
    names: Sequence[str] = ("coefficient", "error", "low", "high", "p", "mean outcome")
    return dict.fromkeys(names, np.nan) | {"n": 0, "why not": reason}
