"""Constants of the CGSS world, each with its standing, and its causal graph."""

from __future__ import annotations

from collections.abc import Mapping

from netpoverty.data.simulated.declared import Declared
from netpoverty.data.simulated.graph import CausalGraph, Node

PAPER = "working-poverty paper, Table 2"
TEXT = "working-poverty paper, conclusions"
NBS = "National Bureau of Statistics, Migrant Worker Report 2020"
_OWN = "chosen for this world"
_SURVEY = "CGSS 2021, public documentation"

CONSTANTS: Mapping[str, Declared] = {
    "respondents": Declared(8148, "respondents of the survey", "official", _SURVEY),
    "sample": Declared(1491, "migrant workers left by the rules", "published", PAPER),
    "age": Declared(("41.35", "11.17", 18, 65), "mean, sd, range of age", "published", PAPER),
    "female": Declared(("0.47", "0.50", 0, 1), "share of women", "published", PAPER),
    "married": Declared(("0.79", "0.41", 0, 1), "share married", "published", PAPER),
    "health": Declared(
        ("3.42", "1.62", 1, 5), "health in the paper's codes; printed 342", "published", PAPER
    ),
    "education": Declared(
        ("2.28", "1.20", 1, 5),
        "education; impossible on the three codes of Table 1, so on the printed range 1 to 5",
        "published",
        PAPER,
    ),
    "internet": Declared(
        ("4.18", "1.16", 1, 5),
        "Internet use; impossible on the printed range 0 to 1, so on the codes 1 to 5",
        "published",
        PAPER,
    ),
    "working_poor": Declared(("0.07", "0.25", 0, 1), "share of working poor", "published", PAPER),
    "working_poor_text": Declared("0.0698", "share of working poor, in words", "published", TEXT),
    "education_codes": Declared(
        {1: "junior secondary", 2: "college", 3: "primary or below"},
        "codes of education in Table 1",
        "published",
        "working-poverty paper, Table 1",
    ),
    "education_codes_lost": Declared(
        {4: "senior secondary", 5: "postgraduate"},
        "the two codes that the printed range 1 to 5 needs and Table 1 lacks",
        "assumed",
        _OWN,
    ),
    "health_codes": Declared(
        {1: 3, 2: 1, 3: 5, 4: 2, 5: 4},
        "code of Table 1 → answer from 1 (very unhealthy) to 5 (very healthy)",
        "published",
        "working-poverty paper, Table 1",
    ),
    "education_prior": Declared(
        (0.38, 0.24, 0.17, 0.20, 0.01), "shares near which counts are sought", "assumed", _OWN
    ),
    "health_prior": Declared(
        (0.25, 0.015, 0.28, 0.06, 0.395), "shares near which counts are sought", "assumed", _OWN
    ),
    "internet_prior": Declared(
        (0.06, 0.05, 0.08, 0.27, 0.54), "shares near which counts are sought", "assumed", _OWN
    ),
    "provinces": Declared(
        (11, 13, 15, 21, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 45, 50, 61, 62, 64),
        "19 provinces; which, is not confirmed",
        "assumed",
        _OWN,
    ),
    "community_size": Declared(20, "respondents a community", "assumed", _OWN),
    "rural_share": Declared(0.60, "share with agricultural registration", "assumed", _OWN),
    "schooling_shares": Declared(
        (0.34, 0.28, 0.19, 0.18, 0.01), "schooling of all respondents", "assumed", _OWN
    ),
    "health_shares": Declared(
        (0.04, 0.13, 0.30, 0.34, 0.19), "health of all respondents", "assumed", _OWN
    ),
    "internet_shares": Declared(
        (0.28, 0.08, 0.09, 0.22, 0.33), "Internet use of all respondents", "assumed", _OWN
    ),
    "nonfarm_share": Declared(
        0.452, "share in non-farm work among rural-registered adults to 65", "assumed", _OWN
    ),
    "internet_on_age": Declared(-0.055, "score of use per year of age", "assumed", _OWN),
    "internet_on_schooling": Declared(0.40, "score of use per level of schooling", "assumed", _OWN),
    "internet_on_network": Declared(
        0.30, "score of use per sd of the community's network", "assumed", _OWN
    ),
    "internet_on_ability": Declared(
        0.50, "score of use per sd of ability, times confounding", "assumed", _OWN
    ),
    "income_on_ability": Declared(0.25, "log income per sd of ability", "assumed", _OWN),
    "income_on_schooling": Declared(0.12, "log income per level of schooling", "assumed", _OWN),
    "income_level": Declared(10.85, "log income of a typical non-farm worker", "assumed", _OWN),
    "income_level_others": Declared(
        10.20, "log income of a typical respondent in farm work or none", "assumed", _OWN
    ),
    "income_of_town": Declared(0.40, "log income, other registration", "assumed", _OWN),
    "no_income": Declared(0.12, "share without income outside non-farm work", "assumed", _OWN),
    "income_noise": Declared(0.50, "sd of log income, given all else", "assumed", _OWN),
    "effect": Declared(
        0.08, "log income per step of Internet use, hours unchanged", "assumed", _OWN
    ),
    "effect_hours": Declared(1.0, "weekly hours per step of Internet use", "assumed", _OWN),
    "effect_work": Declared(0.008, "chance of work last week per step of use", "assumed", _OWN),
    "income_on_hours": Declared(0.5, "elasticity of income to hours", "assumed", _OWN),
    "missing": Declared(0.012, "share without an answer, each of five items", "assumed", _OWN),
}
GRAPH = CausalGraph(
    (
        (
            Node("network", "village\nnetwork", x=0.09),
            Node("ability", "ability,\nambition", x=0.32),
            Node("age", "age", "age_years", x=0.54),
            Node("town", "town", "community_type", x=0.74),
            Node("female", "woman", "female", x=0.93),
        ),
        (
            Node("schooling", "schooling", "schooling_level", x=0.4),
            Node("health", "health", "health_self_rated", x=0.67),
        ),
        (Node("internet", "Internet use", "internet_frequency", x=0.14),),
        (Node("work", "non-farm work,\nhours", "hours_week", x=0.3),),
        (Node("income", "income", "income_year_cny", x=0.76),),
        (Node("poor", "working\npoverty", "working_poor", x=0.5),),
    ),
    (
        ("ability", "schooling", "the able stay longer"),
        ("ability", "internet", "confounds, as strongly as the setting says"),
        ("ability", "income", "confounds: nobody observes it"),
        ("ability", "work", "the able leave the fields"),
        ("age", "schooling", "later cohorts went to school longer"),
        ("age", "health", "ageing"),
        ("age", "internet", "the young are online"),
        ("age", "income", "experience, then decline"),
        ("age", "work", "the middle-aged leave the fields"),
        ("town", "schooling", "schools"),
        ("town", "work", "jobs"),
        ("town", "income", "pay"),
        ("female", "work", "care at home"),
        ("female", "income", "pay gap"),
        ("network", "internet", "signal, price"),
        ("schooling", "internet", "reading, typing"),
        ("schooling", "work", "jobs that ask for it"),
        ("schooling", "income", "pay"),
        ("health", "income", "days lost"),
        ("internet", "work", "hours found; absent in the twin without effect"),
        ("internet", "income", "the claimed effect; absent in the twin without effect"),
        ("work", "income", "hours paid"),
        ("work", "poor", "only those who worked count"),
        ("income", "poor", "below half of the median"),
    ),
)


def value(name: str):
    """Return the value of a declared constant."""
    return CONSTANTS[name].value
