"""The CGSS world: 8,148 respondents, of whom the paper's rules leave 1,491 as printed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from netpoverty.data.columns import COMMUNITY, SCHOOLING
from netpoverty.data.regions import region_of
from netpoverty.data.schemas import tidy
from netpoverty.data.simulated.cgss_calibration import calibration
from netpoverty.data.simulated.cgss_constants import CONSTANTS, GRAPH, value
from netpoverty.data.simulated.cgss_outcomes import LEVELS, Outcomes, internet_use, outcomes
from netpoverty.data.simulated.cgss_people import People, people
from netpoverty.data.simulated.ranks import by_cuts
from netpoverty.data.simulated.streams import Streams
from netpoverty.data.simulated.world import CONFOUNDING, World
from netpoverty.errors import refuse

_EDUCATION = {0: (3, 3, 3, 1, 2), 1: (4,), 2: (6, 7, 6, 5, 8), 3: (10, 12, 9, 12, 11), 4: (13,)}
_YEARS = {1: 0, 2: 3, 3: 6, 4: 9, 5: 12, 6: 12, 7: 12, 8: 12, 9: 15, 10: 15, 11: 16, 12: 16, 13: 19}


def cgss_world(
    world: str = "effect",
    seed: int = 1,
    *,
    n: int = 8148,
    confounding: str = "default",
    randomised: bool = False,
    effect_size: float = 1.0,
    missingness: float = 0.012,
) -> World:
    """Return respondents of whom the paper's rules leave 1,491 with the printed moments.

    Parameters
    ----------
    world
        effect or none.
    seed
        Seed of every draw.
    n
        Respondents; 8,148 unless the world is unforced.
    confounding
        How strongly unobserved ability drives both use and income: none, default, strong.
    randomised
        Whether use is drawn by lot: nothing but chance decides who is online.
    effect_size
        Multiple of the declared effect.
    missingness
        Share without an answer, each of five items; from 0 to 0.2.
    """
    if n != value("respondents"):
        raise refuse("n", n, f"{value('respondents')}; other sizes with forced=False")
    return _world(world, seed, n, confounding, randomised, effect_size, missingness, forced=True)


def free_cgss_world(
    world: str = "effect",
    seed: int = 1,
    *,
    n: int = 8148,
    confounding: str = "default",
    randomised: bool = False,
    effect_size: float = 1.0,
    missingness: float = 0.012,
) -> World:
    """Return respondents drawn freely: a new sample each seed, for experiments with sampling.

    The settings are those of `cgss_world`; `n` is any number from 200.
    """
    if n < 200:
        raise refuse("n", n, "200 or more respondents")
    return _world(world, seed, n, confounding, randomised, effect_size, missingness, forced=False)


def _world(world, seed, n, confounding, randomised, effect_size, missingness, forced) -> World:
    if not 0 <= missingness <= 0.2:
        raise refuse("missingness", missingness, "a share from 0 to 0.2")
    draws, strength = Streams(seed), CONFOUNDING[confounding]
    effect = effect_size * (world == "effect")
    made = people(n, missingness, forced, draws)
    use = internet_use(made, strength, randomised, forced, draws)
    made_so, income, line = outcomes(made, use, strength, effect, forced, draws)
    frame = _frame(made, made_so, income, draws)
    truth = _truth(frame, made, made_so, line)
    return World(
        name="cgss",
        world=world,
        frame=frame,
        truth=truth,
        effects=true_effects(truth),
        graph=GRAPH,
        calibration=calibration(frame, made.sample, made_so.worked(use), income, line),
        constants=CONSTANTS,
        settings={
            "seed": seed,
            "n": n,
            "confounding": confounding,
            "randomised": randomised,
            "forced": forced,
        },
    )


def _truth(frame: pd.DataFrame, made: People, made_so: Outcomes, line: float) -> pd.DataFrame:
    """Return each respondent's outcomes under every level of use, and who is in the sample.

    `income_5_hours_1`: income under use 5 with the hours of use 1; likewise `poor_5_hours_1`.
    """
    columns = {
        "respondent_id": frame["respondent_id"],
        "in_sample": made.sample,
        "ability": made.ability.round(4),
        "network": made.network.round(4),
    }
    for level in LEVELS:
        columns[f"income_{level}"] = made_so.income(level).round(1)
        columns[f"hours_{level}"] = made_so.hours(level)
        columns[f"poor_{level}"] = made_so.poor(level, line)
    for use, hours in ((5, 1), (1, 5)):
        columns[f"income_{use}_hours_{hours}"] = made_so.income(use, hours).round(1)
        columns[f"poor_{use}_hours_{hours}"] = made_so.poor(use, line, hours)
    truth = pd.DataFrame(columns)
    truth.attrs["line"] = line
    return truth


def true_effects(truth: pd.DataFrame) -> dict[str, float]:
    """Return true average effects in the sample: use 5 against use 1, and its parts.

    total = natural direct (hours of use 1 kept) + natural indirect (through hours).
    """
    people_in = truth[truth["in_sample"]]
    poor = {name: float(people_in[name].mean()) for name in people_in if name.startswith("poor")}
    total = poor["poor_5"] - poor["poor_1"]
    direct = poor["poor_5_hours_1"] - poor["poor_1"]
    gain = np.log(people_in["income_5"] / people_in["income_1"]).mean()
    return {
        "working poverty, use 5 against 1": total,
        "working poverty, natural direct": direct,
        "working poverty, natural indirect": total - direct,
        "log income, use 5 against 1": float(gain),
    }


def _frame(made: People, made_so: Outcomes, income: np.ndarray, draws: Streams) -> pd.DataFrame:
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
