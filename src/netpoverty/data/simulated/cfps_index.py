"""The index by which the CFPS world states its true effects on poverty.

Four equally weighted dimensions, poor with deprivations of at least one third: income below half
of the median; schooling below six years; health (worst self-rating, chronic illness; half each);
living (water, fuel, no car and few durables, no insurance; a quarter each). A chapter may use any
other index on the same potential outcomes.
"""

from __future__ import annotations

import pandas as pd

K = 1 / 3
FEW_DURABLES_CNY = 3000.0
_TOLERANCE = 1e-9


def deprivations(frame: pd.DataFrame, line: float) -> pd.DataFrame:
    """Return 1 where a household is deprived, by indicator; a missing answer is no deprivation."""
    few = (frame["durables_value_cny"] < FEW_DURABLES_CNY) & (frame["has_car"] != 1)
    indicators = {
        "income": frame["income_pc_year_cny"] < line,
        "schooling": frame["schooling_years"] < 6,
        "self-rated health": frame["health_self_rated"] == 1,
        "chronic illness": frame["chronic_illness"] == 1,
        "water": ~frame["drinking_water"].isin(["tap", "bottled or purified"]),
        "fuel": frame["cooking_fuel"].isin(["firewood", "coal"]),
        "assets": few,
        "insurance": frame["insured"] == 0,
    }
    return pd.DataFrame(indicators).astype(float)


WEIGHTS = {
    "income": 0.25,
    "schooling": 0.25,
    "self-rated health": 0.125,
    "chronic illness": 0.125,
    "water": 0.0625,
    "fuel": 0.0625,
    "assets": 0.0625,
    "insurance": 0.0625,
}


def poor(frame: pd.DataFrame, line: float, k: float = K) -> pd.Series:
    """Return whether the weighted deprivations of each household reach k.

    >>> import pandas as pd
    >>> sum(WEIGHTS.values())
    1.0
    """
    score = deprivations(frame, line) @ pd.Series(WEIGHTS)
    return score >= k - _TOLERANCE
