"""Constants of the CFPS world, each with its standing, and its causal graph."""

from __future__ import annotations

from collections.abc import Mapping

from netpoverty.data.simulated.declared import Declared
from netpoverty.data.simulated.graph import CausalGraph, Node

CODEBOOK = "CFPS 2018 codebook, counts of the whole file"
NBS = "National Bureau of Statistics, 2018"
_OWN = "chosen for this world"

CONSTANTS: Mapping[str, Declared] = {
    "households": Declared(6700, "rural households; the file has 6,752", "official", CODEBOOK),
    "counties": Declared(162, "counties of the survey", "official", "CFPS design"),
    "persons_by_province": Declared(
        {
            11: 349, 12: 246, 13: 2154, 14: 1527, 15: 37, 21: 2922, 22: 601, 23: 1000, 31: 2029,
            32: 765, 33: 901, 34: 745, 35: 492, 36: 776, 37: 1648, 41: 4127, 42: 534, 43: 1004,
            44: 3856, 45: 797, 46: 24, 50: 384, 51: 2086, 52: 1184, 53: 1239, 54: 24, 61: 809,
            62: 4670, 63: 13, 64: 28, 65: 133,
        },
        "persons by province: counties are shared out by them",
        "official",
        CODEBOOK,
    ),
    "rural_share": Declared(
        {"East": 0.40, "Central": 0.50, "West": 0.62, "Northeast": 0.45},
        "rural part of each region's households",
        "assumed",
        _OWN,
    ),
    "income_median": Declared(13066.0, "median rural income per head, yuan", "official", NBS),
    "income_mean": Declared(14617.0, "mean rural income per head, yuan", "official", NBS),
    "income_spread_low": Declared(
        0.80, "log spread below the median, per sd of the score", "assumed", _OWN
    ),
    "income_spread_high": Declared(
        0.553, "log spread above it: what median and mean leave", "assumed", _OWN
    ),
    "no_income": Declared(0.004, "households without any income", "assumed", _OWN),
    "household_size": Declared(3.559, "mean size, town and country", "official", CODEBOOK),
    "schooling": Declared(
        {0: 0.27, 6: 0.27, 9: 0.31, 12: 0.11, 15: 0.025, 16: 0.014, 19: 0.001},
        "years of schooling of rural respondents",
        "assumed",
        _OWN,
    ),
    "health": Declared(
        (6066, 4567, 14359, 6294, 5674), "self-rated health, worst first", "official", CODEBOOK
    ),
    "chronic": Declared(0.166, "chronic illness in six months", "official", CODEBOOK),
    "uninsured": Declared(0.086, "no medical insurance", "official", CODEBOOK),
    "trust": Declared(18606 / (18606 + 14123), "most people can be trusted", "official", CODEBOOK),
    "business": Declared(0.102, "households with a business", "official", CODEBOOK),
    "gift_missing": Declared(0.017, "gift spending unknown", "official", CODEBOOK),
    "water": Declared(
        {
            "river or lake": 51, "well": 2530, "tap": 10537, "bottled or purified": 383,
            "rain": 53, "cellar": 99, "pond or spring": 500, "other": 65,
        },
        "source of water",
        "official",
        CODEBOOK,
    ),
    "water_deprived": Declared(0.34, "rural households without tap water", "assumed", _OWN),
    "fuel": Declared(
        {
            "firewood": 3155, "coal": 502, "LPG": 4238, "natural gas": 2967,
            "solar or biogas": 38, "electricity": 3231, "other": 85,
        },
        "fuel for cooking",
        "official",
        CODEBOOK,
    ),
    "fuel_deprived": Declared(0.42, "rural households with wood or coal", "assumed", _OWN),
    "tenure": Declared(
        {
            "owned": 11040, "partly owned": 359, "work unit": 377, "low-rent public": 119,
            "public rental": 169, "market rental": 912, "relatives": 590, "other": 614,
        },
        "tenure, town and country",
        "official",
        CODEBOOK,
    ),
    "car": Declared(0.24, "rural households with a car", "assumed", _OWN),
    "purposes": Declared(
        {
            "study": (0.4118, 0.0396, 0.0449, 0.0715, 0.1421, 0.1045, 0.1856),
            "work": (0.4701, 0.0132, 0.0168, 0.0286, 0.0582, 0.0612, 0.3519),
            "social": (0.0878, 0.0105, 0.0145, 0.0314, 0.1064, 0.1287, 0.6207),
            "entertainment": (0.0939, 0.0144, 0.0226, 0.0482, 0.1583, 0.1781, 0.4845),
            "commerce": (0.3373, 0.0782, 0.0875, 0.1704, 0.1496, 0.0810, 0.0961),
        },
        "frequency by purpose among users, never first",
        "official",
        CODEBOOK,
    ),
    "online": Declared(0.46, "rural respondents online", "assumed", _OWN),
    "online_on_age": Declared(-0.060, "score of use per year of age", "assumed", _OWN),
    "online_on_schooling": Declared(0.08, "score of use per year of schooling", "assumed", _OWN),
    "online_on_wealth": Declared(0.25, "score of use per sd of earlier wealth", "assumed", _OWN),
    "online_on_village": Declared(0.35, "score of use per sd of infrastructure", "assumed", _OWN),
    "online_on_ability": Declared(
        0.45, "score of use per sd of ability, times confounding", "assumed", _OWN
    ),
    "income_on_ability": Declared(0.25, "income score per sd of ability", "assumed", _OWN),
    "region_gap": Declared(
        {"East": 0.35, "Central": 0.0, "West": -0.30, "Northeast": 0.0},
        "income score by region",
        "assumed",
        _OWN,
    ),
    "effect_direct": Declared(0.18, "income score, by the respondent's use", "assumed", _OWN),
    "effect_business": Declared(0.35, "score of starting a business, by use", "assumed", _OWN),
    "effect_gifts": Declared(0.35, "log gift spending, by use", "assumed", _OWN),
    "effect_trust": Declared(0.15, "score of trust, by use", "assumed", _OWN),
    "effect_insured": Declared(0.15, "score of being insured, by use", "assumed", _OWN),
    "income_on_business": Declared(0.75, "income score, by a business", "assumed", _OWN),
    "income_on_gifts": Declared(0.16, "income score per log of gifts", "assumed", _OWN),
    "income_on_trust": Declared(0.08, "income score, by trust", "assumed", _OWN),
    "effect_old": Declared(0.6, "part of the direct effect from 60 years on", "assumed", _OWN),
    "effect_west": Declared(1.3, "multiple of the direct effect in the West", "assumed", _OWN),
    "missing": Declared(0.01, "share without an answer, each item", "assumed", _OWN),
}  # fmt: skip
GRAPH = CausalGraph(
    (
        (
            Node("age", "age", "age_years", x=0.14),
            Node("ability", "ability,\nambition", x=0.48),
            Node("region", "region", "region", x=0.86),
        ),
        (
            Node("schooling", "schooling", "schooling_years", x=0.11),
            Node("health", "health", "health_self_rated", x=0.27),
            Node("wealth", "earlier\nwealth", x=0.7),
            Node("village", "village\nnetwork", x=0.92),
        ),
        (Node("online", "respondent\nonline", "internet_respondent", x=0.22),),
        (
            Node("trust", "trust", "trusts_people", x=0.1),
            Node("gifts", "gifts", "gift_spending_year_cny", x=0.28),
            Node("business", "household\nbusiness", "household_business", x=0.46),
        ),
        (
            Node("insured", "insurance", "insured", x=0.16),
            Node("income", "income", "income_pc_year_cny", x=0.76),
        ),
        (
            Node("poor", "deprivations", "poor", x=0.42),
            Node("assets", "car, durables", "durables_value_cny", x=0.84),
        ),
    ),
    (
        ("age", "schooling", "later cohorts went to school longer"),
        ("age", "health", "ageing"),
        ("age", "online", "the young are online"),
        ("age", "income", "working age"),
        ("ability", "schooling", "the able stay longer"),
        ("ability", "wealth", "the able did better before"),
        ("ability", "online", "confounds, as strongly as the setting says"),
        ("ability", "income", "confounds: nobody observes it"),
        ("region", "wealth", "regional gap"),
        ("region", "village", "regional gap"),
        ("region", "income", "regional gap"),
        ("schooling", "online", "reading, typing"),
        ("schooling", "income", "pay"),
        ("health", "income", "days lost"),
        ("wealth", "online", "a telephone costs money"),
        ("wealth", "gifts", "who has, gives"),
        ("wealth", "business", "capital"),
        ("wealth", "income", "land, tools"),
        ("village", "online", "signal, price"),
        ("village", "income", "roads, markets"),
        ("online", "trust", "absent in the twin without effect"),
        ("online", "gifts", "ties kept; absent in the twin without effect"),
        ("online", "business", "customers found; absent in the twin without effect"),
        ("online", "insured", "information; absent in the twin without effect"),
        ("online", "income", "jobs, prices; absent in the twin without effect"),
        ("trust", "income", "deals made"),
        ("gifts", "income", "favours returned"),
        ("business", "income", "profit"),
        ("insured", "poor", "an indicator"),
        ("income", "poor", "below the line"),
        ("income", "assets", "bought"),
    ),
)
# Deprivations also count schooling, health, water and fuel; these follow from schooling, health,
# village and earlier wealth, which no use of the Internet changes.


def value(name: str):
    """Return the value of a declared constant."""
    return CONSTANTS[name].value
