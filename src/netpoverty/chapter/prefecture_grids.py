"""Grids behind the interactive figures of the chapter on Sichuan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from ..models import var
from .prefecture_figures import partly_demeaned

THETAS = (0.0, 0.2, 0.4, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1.0)


def theta_grid(
    frame: pd.DataFrame, thetas: Sequence[float] = THETAS
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the slope of GDP on CII for each θ, and the points and line it belongs to.

    The settings have one row a θ: `theta`, `slope`, and in words whom the slope compares. The
    dots have one row a θ and unit-year, and two for the line's ends (`unit` is "line").
    """
    settings, dots = [], []
    for theta in thetas:
        made = partly_demeaned(frame, theta)
        slope = made.attrs["slope"]
        between = round(100 * (1 - theta) ** 2)
        settings.append((theta, slope, between))
        ends = np.array([made["CII"].min(), made["CII"].max()])
        line = made["LGDP"].mean() + slope * (ends - made["CII"].mean())
        names = made["prefecture"].str.replace(" (simulated)", "", regex=False)
        dots.append(pd.DataFrame({"unit": names, "CII": made["CII"], "GDP": made["LGDP"]}))
        dots.append(pd.DataFrame({"unit": "line", "CII": ends, "GDP": line}))
        for part in dots[-2:]:
            part["theta"] = theta
    names = ["theta", "slope", "weight of differences between units, %"]
    points = pd.concat(dots, ignore_index=True).round({"CII": 4, "GDP": 1})
    return pd.DataFrame(settings, columns=names), points


def peak_grid(
    systems: Mapping[str, var.PrintedVar],
    response: str,
    horizons: Sequence[int] = (8, 12, 20, 40),
    lambdas: Sequence[float] = tuple(np.linspace(-1, 1, 9).round(2)),
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the year in which a printed response to CII peaks, and the curves.

    The settings have one row a reading, λ and horizon: `reading`, `lam`, `horizon`, the period of
    the peak (the push being period 1) and its height. The curves have one row a reading, λ and
    period, over the longest horizon. λ is the residual correlation if the residuals of both
    variables are equally large; followers share one λ.
    """
    longest, curves, settings = max(horizons), [], []
    for reading, system in systems.items():
        others = [name for name in system.names if name != "CII"]
        family = var.response_family(system, "CII", ("CII", *others), longest)
        for lam in lambdas:
            curve = family.curve(response, [lam] * len(others))
            periods = np.asarray(family.periods)
            # An explosive reading leaves any scale; beyond this its curve says only that.
            shown = np.clip(curve, -20, 20).round(4)
            curves.append(
                pd.DataFrame({"period": periods, "response": shown}).assign(
                    reading=reading, lam=lam
                )
            )
            for horizon in horizons:
                inside = periods <= horizon
                top = int(periods[inside][curve[inside].argmax()])
                settings.append((reading, lam, horizon, top, float(curve[inside].max())))
    names = ["reading", "lam", "horizon", "peak", "height"]
    return pd.DataFrame(settings, columns=names), pd.concat(curves, ignore_index=True)
