"""Tidy frames with every kind of answer and gap, from which tests write survey files."""

import numpy as np

from netpoverty.data.codebook.cgss import _LEVEL, _YEARS
from netpoverty.data.columns import (
    COMMUNITY,
    EMPLOYMENT,
    FUEL,
    MARITAL,
    PURPOSES,
    SCHOOLING,
    TENURE,
    WATER,
)
from netpoverty.data.regions import PROVINCES
from netpoverty.data.schemas import check_frame, tidy


class Draws:
    """Random answers with gaps."""

    def __init__(self, seed, n):
        self.rng, self.n = np.random.default_rng(seed), n

    def gaps(self, values, share=0.08):
        values = np.asarray(values)
        if values.dtype.kind in "US":
            values = values.astype(object)
            values[self.rng.random(self.n) < share] = None
            return values
        return np.where(self.rng.random(self.n) < share, np.nan, values)

    def yes(self, p=0.5, share=0.08):
        return self.gaps((self.rng.random(self.n) < p).astype(float), share)

    def code(self, low, high, share=0.08):
        return self.gaps(self.rng.integers(low, high + 1, self.n).astype(float), share)

    def word(self, words, share=0.08):
        return self.gaps(self.rng.choice(words, self.n), share)

    def yuan(self, scale, share=0.08):
        return self.gaps(np.round(self.rng.lognormal(np.log(scale), 1, self.n), 2), share)


def cfps_frame(n=60, seed=1, is_simulated=False):
    """Rural households whose counts of members fit the respondent's own answers."""
    d = Draws(seed, n)
    rng = d.rng
    mobile, computer = d.yes(share=0), d.yes(0.2, share=0)
    online = np.maximum(mobile, computer)
    reporting = rng.integers(1, 5, n).astype(float)
    health, chronic, insured = d.code(1, 5), d.yes(0.2), d.yes(0.9)
    work, schooling = d.word(EMPLOYMENT), d.code(0, 15)
    marital = d.word([word for word in MARITAL if word != "separated"])
    province = rng.choice(list(PROVINCES), n).astype(float)

    def count(own):
        own = np.asarray(own, dtype=float)
        others = rng.binomial((reporting - 1).astype(int), 0.4)
        total = np.nan_to_num(own) + others
        return np.where(np.isnan(own) & (reporting == 1), np.nan, total)

    def known(values, test):
        return np.array([np.nan if v is None or v != v else float(test(v)) for v in values])

    members_online = count(online)
    most = np.fmax(schooling, rng.integers(0, 16, n))
    given = {
        "household_id": 100_000 + np.arange(n),
        "respondent_id": 500_000 + np.arange(n) * 10,
        "province_code": province,
        "region": [PROVINCES[int(code)][2] for code in province],
        "county_id": rng.integers(1, 30, n),
        "community_id": rng.integers(1000, 1100, n),
        "psu_id": rng.integers(1, 177, n),
        "stratum": d.code(1, 6, 0),
        "weight_household": d.yuan(1),
        "weight_person": d.yuan(1),
        "household_size": d.code(1, 9, 0),
        "income_members": d.code(1, 9, 0),
        "income_pc_year_cny": d.yuan(12_000, 0) * d.yes(0.95, 0),
        "income_household_year_cny": d.yuan(40_000),
        "consumption_year_cny": d.yuan(30_000),
        "net_assets_cny": d.gaps(np.round(rng.normal(200_000, 300_000, n))),
        "durables_value_cny": d.yuan(5_000),
        "has_car": d.yes(0.3),
        "drinking_water": d.word(WATER),
        "cooking_fuel": d.word(FUEL),
        "housing_tenure": d.word(TENURE),
        "gift_spending_year_cny": d.yuan(2_000),
        "household_business": d.yes(0.1),
        "age_years": rng.integers(16, 90, n).astype(float),
        "female": d.yes(share=0),
        "marital_status": marital,
        "married": known(marital, lambda status: status == "married"),
        "hukou_code": d.gaps(rng.choice([1.0, 3.0, 5.0, 79.0], n, p=[0.9, 0.08, 0.01, 0.01])),
        "party_member": d.yes(0.08),
        "schooling_years": schooling,
        "schooling_level": d.word(SCHOOLING),
        "health_self_rated": health,
        "chronic_illness": chronic,
        "bmi_kg_m2": d.gaps(np.round(rng.normal(23, 3, n), 2)),
        "insured": insured,
        "employment_status": work,
        "trusts_people": d.yes(),
        "trust_neighbours": d.code(0, 10),
        "members_reporting": reporting,
        "members_online": members_online,
        "members_poor_health": count(known(health, lambda value: value == 1)),
        "members_chronic_illness": count(chronic),
        "members_uninsured": count(1 - insured),
        "members_employed": count(known(work, lambda word: word == "employed")),
        "schooling_years_max": np.where(reporting == 1, schooling, most),
        "internet_mobile": mobile,
        "internet_computer": computer,
        "internet_respondent": online,
        "internet_any_member": (members_online > 0).astype(float),
        "internet_member_share": members_online / reporting,
        "internet_information_importance": d.code(1, 5),
    }
    for purpose in PURPOSES:
        given[f"internet_{purpose}_frequency"] = np.where(online == 1, d.code(0, 6), np.nan)
    return check_frame("cfps", tidy("cfps", given, is_simulated=is_simulated))


def cgss_frame(n=200, seed=2, is_simulated=False):
    """Respondents with every code of the codebook, and gaps."""
    d = Draws(seed, n)
    rng = d.rng
    province = rng.choice(list(PROVINCES), n).astype(float)
    education = d.code(1, 14)
    marital = d.word(MARITAL)
    income, top = d.yuan(30_000), d.yes(0.04, share=0)
    given = {
        "respondent_id": np.arange(n) + 1,
        "province_code": province,
        "region": [PROVINCES[int(code)][2] for code in province],
        "community_id": rng.integers(1, 400, n),
        "community_type": d.word(COMMUNITY),
        "weight": d.yuan(1, 0),
        "weight_raking": d.yuan(1, 0),
        "age_years": d.gaps(rng.integers(18, 90, n).astype(float)),
        "female": d.yes(share=0),
        "marital_status": marital,
        "married": [np.nan if m is None else float(m == "married") for m in marital],
        "party_member": d.yes(0.1),
        "hukou_code": d.gaps(
            rng.choice(np.arange(1.0, 8), n, p=[0.6, 0.2, 0.1, 0.07] + [0.01] * 3)
        ),
        "hukou_place_code": d.code(1, 4),
        "worked_code": d.gaps(rng.choice([1.0, 2, 3, 4], n, p=[0.2, 0.1, 0.05, 0.65])),
        "work_history_code": d.gaps(rng.choice(np.arange(1.0, 7), n, p=[0.6] + [0.08] * 5)),
        "employment_type_code": d.code(1, 9),
        "hours_week": d.code(0, 100),
        "education_code": education,
        "schooling_level": [_LEVEL.get(code) for code in education],
        "schooling_years": [_YEARS.get(code, np.nan) for code in education],
        "health_self_rated": d.code(1, 5),
        "internet_frequency": d.code(1, 5),
        "internet_leisure_frequency": d.code(1, 5),
        "internet_main_information": d.yes(),
        "income_year_cny": np.where(top == 1, np.nan, income),
        "income_top_coded": top,
        "labour_income_year_cny": d.yuan(25_000),
        "household_income_year_cny": d.yuan(80_000),
        "household_size": d.code(1, 8),
        "trust_people": d.code(1, 5),
    }
    return check_frame("cgss", tidy("cgss", given, is_simulated=is_simulated))
