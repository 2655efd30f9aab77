"""What has not been seen yet: the chance of poverty tomorrow, and poverty when all are online."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ..data.privacy import few
from ..models import binary
from ..poverty.diffusion import diffusion
from ..poverty.vulnerability import vulnerability
from .household_study import CONTROLS, HouseholdStudy

KNOWN = ["age_years", "female", "schooling_years", "household_size", "online"]
FLOOR_CNY = 100.0
ENDS = ["line fixed", "line moving"]


def chance_of_poverty(study: HouseholdStudy) -> pd.Series:
    """Return each household's vulnerability: its estimated chance of an income below the line.

    Incomes below 100 yuan count as 100, so that they have a logarithm.
    """
    regions = pd.get_dummies(study.frame["region"], drop_first=True, dtype=float)
    made = vulnerability(
        study.frame["income_pc_year_cny"],
        study.frame[KNOWN].join(regions),
        study.line,
        design=study.design,
        variance="log",
        nonpositive="floor",
        floor=FLOOR_CNY,
    )
    return pd.Series(made.probability, study.frame.index)


def by_use(
    studies: Mapping[str, HouseholdStudy], values: Mapping[str, pd.Series]
) -> dict[str, pd.Series]:
    """Return the mean of values among those not online (0) and online (1), by data set.

    Of a real file, the share of those for whom something holds is missing where it rests on 1
    to 9 households.
    """
    made = {}
    for name, value in values.items():
        groups = value.groupby(studies[name].frame["online"])
        made[name] = groups.mean()
        if value.dtype == bool and studies[name].kind == "real":
            made[name] = made[name].mask(few(groups.sum(), groups.size()))
    return made


def spread_of_use(
    study: HouseholdStudy, line_share: float, assumed_gain: float
) -> dict[str, pd.DataFrame]:
    """Return poverty as the share online goes from none to all, by who goes first.

    line_share : share of the median; assumed_gain : a user's gain in income, used where the
    incomes with and without use are not known

    Frames as in `diffusion`, for the households likeliest to be online going first, and for the
    poorest going first. Of a real file, a point that rests on 1 to 9 households is missing.
    """
    income = study.frame["income_pc_year_cny"]
    without = study.income_if.get(0, income / (1 + assumed_gain * study.frame["online"]))
    having = study.income_if.get(1, without * (1 + assumed_gain))
    likely = binary.fit(f"online ~ {CONTROLS}", study.frame).fitted
    options = {"line_share": line_share, "weights": study.design.weights}
    orders = {"likeliest first": -likely, "poorest first": without}
    made = {name: diffusion(without, having, order, **options) for name, order in orders.items()}
    if study.kind == "real":
        for frame in made.values():
            counts = frame[[f"rows below {end}" for end in ENDS]].set_axis(ENDS, axis=1)
            frame[ENDS] = frame[ENDS].mask(few(counts, len(income)))
    return {name: frame[[*ENDS, "median"]] for name, frame in made.items()}


def change_at_the_end(curves: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Return the change in poverty from nobody to everybody online, at both kinds of line."""
    frame = next(iter(curves.values()))
    return (frame.iloc[-1] - frame.iloc[0])[ENDS]


def halfway(curves: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Return the share below the moving line when half are online, by who goes first."""
    return pd.Series({name: frame.loc[0.5, "line moving"] for name, frame in curves.items()})


def rise_on_the_way(curves: Mapping[str, pd.DataFrame]) -> float:
    """Return the most that the moving line counts above its start, over all orders."""
    moving = [frame["line moving"] for frame in curves.values()]
    return float(np.max([line.max() - line.iloc[0] for line in moving]))
