"""The columns that the chapter on working poverty needs, made of a CGSS data set."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..data.dataset import Dataset
from ..data.privacy import MINIMUM_CELL
from ..data.samples import with_derived
from ..data.simulated.cgss_calibration import paper_codes
from ..errors import choose
from ..poverty.working_poor_rules import WorkingPoorRules
from ..poverty.working_poverty import working_poverty

HEALTH = {1: "poor", 2: "poor", 3: "fair", 4: "good", 5: "good"}
LEVELS = ("primary or below", "junior secondary", "senior secondary", "college")
MEDIANS = ("all", "workers", "sample")
FREQUENT = 4


def count_poor(data: Dataset, line_share: float, median_of: str, income_unit: str) -> pd.Series:
    """Return, for each row of a CGSS sample, whether the person works and is poor.

    Parameters
    ----------
    data
        From `load("cgss", …)`; its choice of weights holds for the median.
    line_share
        Line as a share of the median, in (0, 2].
    median_of
        Whose median: all respondents, workers, or the sample.
    income_unit
        individual, or household (income per head).
    """
    choose("median_of", median_of, MEDIANS)
    people = with_derived(data.frame, data.choices)
    inside = people.index.isin(data.sample.index)
    household = income_unit == "household"
    money = people["household_income_year_cny" if household else "income_ranked_cny"]
    size = people["household_size"]
    weight = {"design": "weight", "raking": "weight_raking"}.get(data.choices["weighted_median"])
    groups = {
        "all": np.ones(len(people), bool),
        "workers": people["working"] == 1,
        "sample": inside,
    }
    made = working_poverty(
        money.where(size.notna()) if household else money,
        people["working"],
        WorkingPoorRules(
            line_share=line_share,
            income_unit=income_unit,
            zero_incomes_in_line=data.choices["zero_incomes"] == "keep",
        ),
        household_size=size.fillna(1) if household else None,
        line_group=groups[median_of],
        population=inside,
        design=people[weight].fillna(0) if weight else None,
    )
    return pd.Series(made.poor == 1, index=people.index)[data.sample.index]


def analysis_frame(
    data: Dataset, reference_health: str, reference_education: str, **rules: object
) -> pd.DataFrame:
    """Return the sample with the outcome `poor` and the groups of the models.

    `health` and `education` are categories with the reference first; `health_code` and
    `education_code_printed` are the paper's codes; `frequent` is use often or more. `rules`
    goes to `count_poor`.
    """
    sample = data.sample
    codes = paper_codes(sample)
    schooling = sample["schooling_level"].replace("postgraduate", "college")
    return sample.assign(
        poor=count_poor(data, **rules).astype(float),
        frequent=(sample["internet_frequency"] >= FREQUENT).astype(float),
        health=_first(sample["health_self_rated"].map(HEALTH), reference_health),
        education=_first(schooling, reference_education),
        health_code=codes["health"],
        education_code_printed=codes["education"],
    )


def suppressed(counts: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Return counts as they may be shown: those of few real people in words.

    >>> suppressed(pd.DataFrame({"poor": [3, 40]}), "real")["poor"].tolist()
    ['fewer than 10', 40]
    """
    if kind != "real":
        return counts
    return counts.astype(object).where(counts >= MINIMUM_CELL, f"fewer than {MINIMUM_CELL}")


def _first(labels: pd.Series, reference: str) -> pd.Categorical:
    found = sorted(labels.dropna().unique())
    choose("reference", reference, found)
    order = [reference, *(label for label in found if label != reference)]
    return pd.Categorical(labels, categories=order)
