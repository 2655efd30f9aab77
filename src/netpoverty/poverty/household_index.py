"""The book's index of a rural household's deprivations: four dimensions, eight indicators."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from netpoverty.errors import refuse
from netpoverty.poverty.alkire_foster import Dimension, Indicator, Relative, Specification

FEW_DURABLES_CNY = 3000.0
WEIGHTINGS = {"dimensions": "nested", "indicators": "equal"}
# Columns that `with_assets` adds or that the tidy frame of a household survey has.
INPUTS = {
    "income": "income_pc_year_cny",
    "schooling": "schooling_years",
    "poor-health": "health_self_rated",
    "chronic-illness": "chronic_illness",
    "water": "drinking_water",
    "fuel": "cooking_fuel",
    "assets": "lacks_assets",
    "insurance": "insured",
}


def household_index(
    income_cutoff: float | Relative,
    indicators: Sequence[str] = tuple(INPUTS),
    weighting: str = "dimensions",
) -> Specification:
    """Return the index as a specification for `alkire_foster`.

    Parameters
    ----------
    income_cutoff : Relative or float
        Line for yearly income per head, yuan.
    indicators : some of the names of `INPUTS`
    weighting : {"dimensions", "indicators"}
        Dimensions share one equally, then indicators their dimension's weight; or every
        indicator weighs the same.

    Raises
    ------
    InputError
        For an unknown indicator, or indicators of fewer than two dimensions.

    Source: Alkire & Foster (2011), doi:10.1016/j.jpubeco.2010.11.006. Cutoffs are the book's.

    >>> household_index(6000.0).weights.tolist()[:3]
    [0.25, 0.25, 0.125]
    """
    spec = Specification(_dimensions(income_cutoff), WEIGHTINGS[weighting]).select(list(indicators))
    if len(spec.dimensions) < 2:
        raise refuse("indicators", list(indicators), "indicators of at least two dimensions")
    return spec


def _dimensions(income_cutoff: float | Relative) -> list[Dimension]:
    income = Indicator("income", income_cutoff, column=INPUTS["income"])
    schooling = Indicator("schooling", 6, column=INPUTS["schooling"])
    return [
        Dimension("income", [income]),
        Dimension("education", [schooling]),
        Dimension(
            "health",
            [
                Indicator("poor-health", 2, column=INPUTS["poor-health"]),
                Indicator("chronic-illness", 0, "above", column=INPUTS["chronic-illness"]),
            ],
        ),
        Dimension(
            "living",
            [
                Indicator("water", _unsafe_water, column=INPUTS["water"]),
                Indicator("fuel", _solid_fuel, column=INPUTS["fuel"]),
                Indicator("assets", 0, "above", column=INPUTS["assets"]),
                Indicator("insurance", 1, column=INPUTS["insurance"]),
            ],
        ),
    ]


def _unsafe_water(source: pd.Series) -> pd.Series:
    return ~source.isin(["tap", "bottled or purified"])


def _solid_fuel(fuel: pd.Series) -> pd.Series:
    return fuel.isin(["firewood", "coal"])


def with_assets(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with `lacks_assets`: no car, and durables worth less than 3,000 yuan.

    Missing where car or durables are unknown and the other does not settle it.

    >>> few = pd.DataFrame({"has_car": [0.0, 1.0], "durables_value_cny": [100.0, 100.0]})
    >>> with_assets(few)["lacks_assets"].tolist()
    [1.0, 0.0]
    """
    car, value = frame["has_car"], frame["durables_value_cny"]
    rich = (car == 1) | (value >= FEW_DURABLES_CNY)
    lacks = (~rich).astype(float).mask(~rich & (car.isna() | value.isna()))
    return frame.assign(lacks_assets=lacks)
