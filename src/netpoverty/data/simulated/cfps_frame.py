"""The tidy variables of the CFPS world, from its households and their state."""

from __future__ import annotations

import numpy as np
import pandas as pd

from netpoverty.data.columns import PURPOSES, SCHOOLING
from netpoverty.data.simulated.cfps_constants import value
from netpoverty.data.simulated.cfps_households import Households
from netpoverty.data.simulated.cfps_outcomes import Potential
from netpoverty.data.simulated.ranks import by_cuts, by_shares, standardised
from netpoverty.data.simulated.streams import Streams

# Numbers that no household, person, county, village or sampling unit of the survey has.
_HOUSEHOLD, _PERSON, _COUNTY, _COMMUNITY, _UNIT = 9.9e12, 9.8e12, 990_000, 9_900_000, 99_000
_STRATA = {31: 1.0, 21: 2.0, 41: 3.0, 62: 4.0, 44: 5.0}


def columns(
    homes: Households, made: Potential, use: np.ndarray, score: np.ndarray, draws: Streams
) -> dict[str, object]:
    """Return the variables of the schema, with nothing missing but what is not asked."""
    online = use == 1
    observed = {
        name: np.where(online, made.outcomes(1, 1)[name], made.outcomes(0, 0)[name])
        for name in made.outcomes(0, 0)
    }
    observed |= {
        name: np.where(online, made.mediators(1)[name], made.mediators(0)[name])
        for name in made.mediators(0)
    }
    observed["insured"] = np.where(online, made.insured(1), made.insured(0))
    respondent = _respondent(homes, draws)
    return {
        **_places(homes, draws),
        **observed,
        "income_household_year_cny": observed["income_pc_year_cny"] * homes.size,
        **_living(homes, draws),
        **respondent,
        **_internet(homes, use, score, respondent["employment_status"], draws),
        **_members(homes, use, score, observed["insured"], respondent, draws),
    }


def _places(homes: Households, draws: Streams) -> dict[str, object]:
    order = np.arange(1, homes.n + 1)
    weight = np.exp(0.5 * draws.normal("weight", homes.n))
    return {
        "household_id": (_HOUSEHOLD + order).astype("int64"),
        "respondent_id": (_PERSON + order).astype("int64"),
        "province_code": homes.province.astype(float),
        "region": homes.region,
        "county_id": _COUNTY + homes.county,
        "community_id": _COMMUNITY + homes.community,
        "psu_id": _UNIT + homes.county,
        "stratum": np.array([_STRATA.get(int(code), 6.0) for code in homes.province]),
        "weight_household": (weight / weight.mean()).round(4),
        "weight_person": (weight * homes.size / (weight * homes.size).mean()).round(4),
        "household_size": homes.size,
        "income_members": homes.size,
    }


def _of_two(name: str, deprived: tuple, share: float, score: np.ndarray, draws: Streams):
    """Return categories with the codebook's shares inside a deprived and an undeprived part."""
    counts = value(name)
    lacking = score < np.quantile(score, share)
    result = np.empty(len(score), dtype=object)
    for part, inside in ((lacking, True), (~lacking, False)):
        names = [key for key in counts if (key in deprived) == inside]
        cut = draws.normal(f"{name} {inside}", len(score))[part]
        result[part] = by_shares(cut, names, [counts[key] for key in names])
    return result


def _living(homes: Households, draws: Streams) -> dict[str, object]:
    n = homes.n
    no_tap = ("river or lake", "well", "rain", "cellar", "pond or spring", "other")
    water = homes.village + 0.2 * homes.wealth + draws.normal("water score", n)
    fuel = 0.5 * homes.wealth + 0.4 * homes.village + draws.normal("fuel score", n)
    assets = np.exp(11.6 + 0.6 * homes.wealth + 0.9 * draws.normal("assets", n))
    debts = np.where(draws.uniform("debts", n) < 0.25, np.exp(10 + draws.normal("debt", n)), 0)
    tenure = value("tenure")
    return {
        "drinking_water": _of_two("water", no_tap, value("water_deprived"), water, draws),
        "cooking_fuel": _of_two("fuel", ("firewood", "coal"), value("fuel_deprived"), fuel, draws),
        "housing_tenure": by_shares(
            draws.normal("tenure", n), list(tenure), list(tenure.values())
        ).astype(object),
        "net_assets_cny": np.round(assets - debts, -3),
    }


def _respondent(homes: Households, draws: Streams) -> dict[str, np.ndarray]:
    n, age = homes.n, homes.age
    chance = 0.93 / (1 + np.exp(-(age - 25) / 2.5)) * (1 - 0.4 / (1 + np.exp(-(age - 77) / 4)))
    married = draws.uniform("married", n) < chance
    kind = draws.uniform("kind of union", n)
    young = np.where(kind < 0.95, "single", "cohabiting")
    alone = np.where(age < 35, young, np.where((age < 60) & (kind < 0.5), "divorced", "widowed"))
    work = 0.9 - 0.008 * np.maximum(age - 58, 0) - 0.08 * (homes.health == 1)
    at_work = draws.uniform("employed", n) < work
    without = np.where(draws.uniform("seeking", n) < 0.05, "unemployed", "out of the labour force")
    level = np.searchsorted([6, 9, 12, 16], homes.schooling)
    return {
        "age_years": age,
        "female": homes.female,
        "marital_status": np.where(married, "married", alone),
        "married": married.astype(float),
        "hukou_code": by_cuts(draws.normal("hukou", n), [1.0, 3.0, 5.0], [93.5, 6.3, 0.2]),
        "party_member": (draws.uniform("party", n) < 0.03 + 0.006 * homes.schooling).astype(float),
        "schooling_years": homes.schooling,
        "schooling_level": np.array(SCHOOLING)[level],
        "health_self_rated": homes.health,
        "chronic_illness": homes.chronic,
        "bmi_kg_m2": np.clip(23.2 + 3.3 * draws.normal("bmi", n), 14, 45).round(2),
        "employment_status": np.where(at_work, "employed", without),
        "trust_neighbours": np.clip(np.round(6.7 + 2.1 * draws.normal("neighbours", n)), 0, 10),
    }


def _internet(homes, use, score, status, draws: Streams) -> dict[str, np.ndarray]:
    n, online = homes.n, use == 1
    computer = online & (draws.uniform("computer", n) < 0.05 + 0.02 * homes.schooling)
    mobile = online & (~computer | (draws.uniform("mobile", n) < 0.95))
    importance = by_cuts(
        draws.normal("importance", n) + 1.3 * use, [1.0, 2.0, 3.0, 4.0, 5.0], [52, 14, 16, 11, 7]
    )
    made = {
        "internet_mobile": mobile.astype(float),
        "internet_computer": computer.astype(float),
        "internet_respondent": use,
        "internet_information_importance": importance,
    }
    for purpose in PURPOSES:
        asked = online & ((status == "employed") | (purpose != "work"))
        habit = 0.4 * standardised(score) + draws.normal(f"for {purpose}", n)
        answers = np.full(n, np.nan)
        answers[asked] = by_shares(habit[asked], np.arange(7.0), value("purposes")[purpose])
        made[f"internet_{purpose}_frequency"] = answers
    return made


def _members(homes, use, score, insured, respondent, draws: Streams) -> dict[str, np.ndarray]:
    """Return counts over the members who answered, the respondent among them."""
    others = draws["others"].binomial(np.maximum(homes.size - 1, 0).astype(int), 0.62)

    def count(name: str, own: np.ndarray, chance) -> np.ndarray:
        return own + draws[name].binomial(others, np.broadcast_to(chance, homes.n)).astype(float)

    online = count("members online", use, 1 / (1 + np.exp(-(0.35 + 0.8 * score))))
    reporting = 1.0 + others
    better = np.maximum(
        homes.schooling,
        by_shares(
            draws.normal("others' schooling", homes.n) + 0.3 * homes.wealth,
            [0.0, 6.0, 9.0, 12.0, 15.0, 16.0],
            [10, 20, 38, 20, 8, 4],
        ),
    )
    employed = (respondent["employment_status"] == "employed").astype(float)
    return {
        "members_reporting": reporting,
        "members_online": online,
        "members_poor_health": count("members ill", (homes.health == 1).astype(float), 0.14),
        "members_chronic_illness": count("members chronic", homes.chronic, 0.14),
        "members_uninsured": count("members uninsured", 1 - insured, value("uninsured")),
        "members_employed": count("members employed", employed, 0.72),
        "schooling_years_max": np.where(others > 0, better, homes.schooling),
        "internet_any_member": (online > 0).astype(float),
        "internet_member_share": online / reporting,
    }


def tidy_numbers(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the numeric variables of a frame, ids left out."""
    return frame.select_dtypes("number").loc[:, lambda f: ~f.columns.str.endswith("_id")]
