"""The tidy variables of the CGSS world, from its people and their outcomes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from netpoverty.data.columns import COMMUNITY, SCHOOLING
from netpoverty.data.regions import region_of
from netpoverty.data.schemas import tidy
from netpoverty.data.simulated.cgss_outcomes import Outcomes
from netpoverty.data.simulated.cgss_people import People
from netpoverty.data.simulated.ranks import by_cuts
from netpoverty.data.simulated.streams import Streams

_EDUCATION = {0: (3, 3, 3, 1, 2), 1: (4,), 2: (6, 7, 6, 5, 8), 3: (10, 12, 9, 12, 11), 4: (13,)}
_YEARS = {1: 0, 2: 3, 3: 6, 4: 9, 5: 12, 6: 12, 7: 12, 8: 12, 9: 15, 10: 15, 11: 16, 12: 16, 13: 19}


def tidy_frame(made: People, made_so: Outcomes, income: np.ndarray, draws: Streams) -> pd.DataFrame:
    """Return the respondents in the schema of cgss, unanswered items missing."""
    n = made.n
    columns = {
        # No survey numbers its respondents below zero.
        "respondent_id": -np.arange(1, n + 1),
        "community_id": -(made.community + 1),
        "province_code": made.province.astype(float),
        "region": region_of(pd.Series(made.province)),
        "community_type": np.where(made.urban == 1, *COMMUNITY),
        "age_years": made.age,
        "female": made.female,
        "hukou_code": made.hukou,
        **_weights(made, draws),
        **_schooling(made, draws),
        **_family(made, income, draws),
        **_work(made, made_so, draws),
        **_internet(made, made_so, draws),
    }
    columns["health_self_rated"] = made.health
    columns["income_year_cny"] = income
    columns["income_top_coded"] = (income > 999_999).astype(float)
    columns["labour_income_year_cny"] = np.where(made.nonfarm, np.round(income * 0.96, -2), income)
    frame = tidy("cgss", columns, is_simulated=True)
    frame.loc[frame["income_top_coded"] == 1, "income_year_cny"] = np.nan
    frame.loc[frame["labour_income_year_cny"] > 999_999, "labour_income_year_cny"] = np.nan
    return _without_answers(frame, made.answered)


def _without_answers(frame: pd.DataFrame, answered: np.ndarray) -> pd.DataFrame:
    """Return the frame with the items that nobody answered set to missing."""
    items = (
        ["worked_code"],
        ["income_year_cny", "labour_income_year_cny"],
        ["internet_frequency", "internet_leisure_frequency"],
        ["health_self_rated"],
        ["marital_status", "married"],
    )
    for names, known in zip(items, answered, strict=True):
        frame.loc[~known, names] = np.nan
    return frame


def _weights(made: People, draws: Streams) -> dict[str, np.ndarray]:
    design = np.exp(0.35 * draws.normal("weight", made.n))
    raked = design * np.exp(0.25 * (made.age < 40) - 0.15 * (made.urban == 0))
    return {
        "weight": (design / design.mean()).round(4),
        "weight_raking": (raked / raked.mean()).round(4),
    }


def _schooling(made: People, draws: Streams) -> dict[str, np.ndarray]:
    pick = draws["kind of school"].integers(0, 5, made.n)
    codes = np.array(
        [
            _EDUCATION[level][k % len(_EDUCATION[level])]
            for level, k in zip(made.schooling, pick, strict=True)
        ]
    )
    return {
        "education_code": codes.astype(float),
        "schooling_level": np.array(SCHOOLING)[made.schooling],
        "schooling_years": np.array([_YEARS[code] for code in codes], float),
    }


def _family(made: People, income: np.ndarray, draws: Streams) -> dict[str, np.ndarray]:
    kind = draws.uniform("kind of union", made.n)
    alone = np.select(
        [made.age < 32, made.age < 65],
        [
            np.where(kind < 0.93, "single", "cohabiting"),
            np.where(kind < 0.55, "divorced", "single"),
        ],
        np.where(kind < 0.9, "widowed", "separated"),
    )
    others = np.round(
        income.mean() * np.exp(0.9 * draws.normal("others' income", made.n) - 0.6), -3
    )
    size = 1 + by_cuts(draws.normal("size", made.n), range(6), (12, 28, 25, 20, 10, 5))
    size = np.maximum(size, 1 + made.married)
    return {
        "marital_status": np.where(made.married == 1, "married", alone),
        "married": made.married,
        "household_size": size,
        "household_income_year_cny": np.minimum(income + others * (size > 1), 9_999_000),
        "party_member": (
            draws.uniform("party", made.n) < 0.04 + 0.05 * (made.schooling >= 3)
        ).astype(float),
        "trust_people": by_cuts(
            draws.normal("trust", made.n), (1.0, 2.0, 3.0, 4.0, 5.0), (5, 14, 17, 50, 14)
        ),
    }


def _work(made: People, made_so: Outcomes, draws: Streams) -> dict[str, np.ndarray]:
    n, worked = made.n, made_so.worked(made_so.use)
    farmer = ~made.nonfarm & (made.hukou == 1) & (draws.uniform("farm", n) < 0.45)
    leave = by_cuts(draws.normal("leave", n), (2.0, 3.0, 1.0), (4, 1, 2))
    history = np.where(
        farmer,
        by_cuts(draws.normal("past", n), (2.0, 3.0), (3, 7)),
        by_cuts(draws.normal("past work", n), (4.0, 5.0, 6.0), (22, 62, 16)),
    )
    place = by_cuts(draws.normal("registered", n), (1.0, 2.0, 3.0, 4.0), (66, 13, 20.7, 0.3))
    kind = by_cuts(
        draws.normal("kind of work", n),
        (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0),
        (4, 17, 55, 2, 13, 2, 3, 3, 1),
    )
    return {
        "worked_code": np.where(worked | farmer, 4.0, np.where(made.nonfarm, leave, 1.0)),
        "work_history_code": np.where(made.nonfarm, 1.0, history),
        "hukou_place_code": place,
        "employment_type_code": np.where(made.nonfarm, kind, np.nan),
        "hours_week": np.where(worked, made_so.hours(made_so.use), np.nan),
    }


def _internet(made: People, made_so: Outcomes, draws: Streams) -> dict[str, np.ndarray]:
    use = made_so.use
    leisure = np.clip(np.round(use + 0.6 * draws.normal("leisure", made.n)), 1, 5)
    main = (
        draws.uniform("main source", made.n)
        < np.array([0.02, 0.15, 0.3, 0.55, 0.8])[use.astype(int) - 1]
    )
    return {
        "internet_frequency": use,
        "internet_leisure_frequency": leisure,
        "internet_main_information": main.astype(float),
    }
