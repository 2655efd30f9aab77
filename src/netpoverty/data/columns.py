"""The tidy variables of each data set: name, unit, meaning, admissible values.

One row of the CFPS frame is a rural household with its respondent; of the CGSS frame a
respondent; of the panel a prefecture in a year. Numbers are float64 so that a missing answer is
NaN; yes/no variables are 1.0 and 0.0; ids are int64; words are `str`. Every scale runs so that a
higher value means more: more use, better health, more trust.
"""

from __future__ import annotations

from dataclasses import dataclass

from netpoverty.data.regions import PROVINCES, REGIONS, SIMULATED_REGIONS
from netpoverty.errors import choose

YES_NO = (0.0, 1.0)
WATER = (
    "river or lake",
    "well",
    "tap",
    "bottled or purified",
    "rain",
    "cellar",
    "pond or spring",
    "other",
)
FUEL = ("firewood", "coal", "LPG", "natural gas", "solar or biogas", "electricity", "other")
TENURE = (
    "owned",
    "partly owned",
    "work unit",
    "low-rent public",
    "public rental",
    "market rental",
    "relatives",
    "other",
)
MARITAL = ("single", "cohabiting", "married", "separated", "divorced", "widowed")
EMPLOYMENT = ("unemployed", "employed", "out of the labour force")
SCHOOLING = ("primary or below", "junior secondary", "senior secondary", "college", "postgraduate")
COMMUNITY = ("residents' committee", "village committee")
PURPOSES = ("study", "work", "social", "entertainment", "commerce")


@dataclass(frozen=True)
class Column:
    """One tidy variable: what it means, in which unit, which values it may take.

    `low` and `high` bound a number (inclusive); `values` lists the admissible ones instead;
    `required` is false for a variable that a file may lack (it is then missing throughout).
    """

    name: str
    unit: str
    meaning: str
    low: float | None = None
    high: float | None = None
    values: tuple = ()
    dtype: str = "float64"
    nullable: bool = True
    required: bool = True


def _id(name: str, meaning: str) -> Column:
    return Column(name, "id", meaning, dtype="int64", nullable=False)


def _yes(name: str, meaning: str, *, nullable: bool = True, required: bool = True) -> Column:
    return Column(name, "1 yes, 0 no", meaning, values=YES_NO, nullable=nullable, required=required)


def _word(name: str, meaning: str, values: tuple, *, nullable: bool = True) -> Column:
    return Column(name, "word", meaning, values=values, dtype="str", nullable=nullable)


def _number(name: str, unit: str, meaning: str, low=None, high=None, **more) -> Column:
    return Column(name, unit, meaning, low, high, **more)


IS_SIMULATED = Column(
    "is_simulated", "true or false", "whether the row was generated", dtype="bool", nullable=False
)
REGION = _word("region", "statistical region", REGIONS + SIMULATED_REGIONS, nullable=False)
PROVINCE = _number(
    "province_code", "GB/T 2260", "province", values=tuple(map(float, PROVINCES)), nullable=False
)
PURPOSE_COLUMNS = tuple(
    _number(
        f"internet_{purpose}_frequency",
        "0 never … 6 almost daily",
        f"how often the respondent goes online for {purpose}; users only",
        values=tuple(map(float, range(7))),
    )
    for purpose in PURPOSES
)

CFPS = (
    _id("household_id", "household"),
    _id("respondent_id", "person who answers for the household"),
    PROVINCE,
    REGION,
    _id("county_id", "county"),
    _id("community_id", "village or neighbourhood"),
    _id("psu_id", "primary sampling unit: the cluster of the design"),
    _number("stratum", "code", "sampling frame: five large provinces or the rest", 1, 6),
    _number("weight_household", "weight", "cross-section weight of the household", 0),
    _number("weight_person", "weight", "cross-section weight of the respondent", 0),
    _number("household_size", "persons", "members of the household", 1, 40),
    _number("income_members", "persons", "members among whom income is divided", 1, 40),
    _number("income_pc_year_cny", "yuan a year per head", "net household income per head", 0),
    _number("income_household_year_cny", "yuan a year", "net household income", 0),
    _number("consumption_year_cny", "yuan a year", "household consumption", 0),
    _number("net_assets_cny", "yuan", "assets less debts; may be negative"),
    _number("durables_value_cny", "yuan", "value of durable goods", 0),
    _yes("has_car", "household owns a car"),
    _word("drinking_water", "main source of water for cooking", WATER),
    _word("cooking_fuel", "main fuel for cooking", FUEL),
    _word("housing_tenure", "on what terms the dwelling is held", TENURE),
    _number("gift_spending_year_cny", "yuan a year", "spending on gifts to kin and friends", 0),
    _yes("household_business", "a member is self-employed or runs a private firm"),
    _number("age_years", "years", "age of the respondent", 9, 110, nullable=False),
    _yes("female", "respondent is a woman", nullable=False),
    _word("marital_status", "marital status of the respondent", MARITAL),
    _yes("married", "respondent lives with a spouse in marriage"),
    _number("hukou_code", "CFPS code", "household registration: 1 agricultural, 3 not", 1, 79),
    _yes("party_member", "respondent is a member of the Communist Party"),
    _number("schooling_years", "years", "completed schooling of the respondent", 0, 23),
    _word("schooling_level", "highest school of the respondent, five levels", SCHOOLING),
    _number("health_self_rated", "1 … 5 best", "self-rated health of the respondent", 1, 5),
    _yes("chronic_illness", "respondent had a chronic illness in six months"),
    _number("bmi_kg_m2", "kg/m²", "body mass index of the respondent", 5, 80),
    _yes("insured", "respondent has a medical insurance"),
    _word("employment_status", "labour-force status of the respondent", EMPLOYMENT),
    _yes("trusts_people", "respondent says most people can be trusted"),
    _number("trust_neighbours", "0 … 10", "trust in neighbours", 0, 10),
    _number(
        "members_reporting", "persons", "members who answered for themselves", 1, 40, nullable=False
    ),
    _number("members_online", "persons", "of these, members online", 0, 40, nullable=False),
    _number("members_poor_health", "persons", "of these, members in poor health", 0, 40),
    _number("members_chronic_illness", "persons", "of these, members chronically ill", 0, 40),
    _number("members_uninsured", "persons", "of these, members without insurance", 0, 40),
    _number("members_employed", "persons", "of these, members with work", 0, 40),
    _number("schooling_years_max", "years", "most schooling among these members", 0, 23),
    _yes("internet_mobile", "respondent goes online by mobile device"),
    _yes("internet_computer", "respondent goes online by computer"),
    _yes("internet_respondent", "respondent goes online", nullable=False),
    _yes("internet_any_member", "any member goes online", nullable=False),
    _number("internet_member_share", "share", "share of members online", 0, 1, nullable=False),
    *PURPOSE_COLUMNS,
    _number(
        "internet_information_importance",
        "1 … 5 most",
        "importance of the Internet as a source of information; asked of everyone",
        1,
        5,
    ),
    IS_SIMULATED,
)

CGSS = (
    _id("respondent_id", "respondent"),
    PROVINCE,
    REGION,
    _id("community_id", "community: the cluster of the design"),
    _word("community_type", "who runs the community", COMMUNITY),
    _number("weight", "weight", "design weight", 0),
    _number("weight_raking", "weight", "weight raked to the 2015 census margins", 0),
    _number("age_years", "years", "2021 less year of birth", 16, 110),
    _yes("female", "respondent is a woman", nullable=False),
    _word("marital_status", "marital status", MARITAL),
    _yes("married", "lives with a spouse in marriage"),
    _yes("party_member", "member of the Communist Party"),
    _number(
        "hukou_code",
        "CGSS code",
        "household registration: 1 agricultural, 2 not, 3 resident (was agricultural), "
        "4 resident (was not), 5 military, 6 none, 7 other",
        1,
        7,
    ),
    _number(
        "hukou_place_code",
        "CGSS code",
        "registered in: 1 this township, 2 this county, 3 elsewhere, 4 pending",
        1,
        4,
    ),
    _number(
        "worked_code",
        "CGSS code",
        "work for pay last week: 1 none, 2 paid leave, 3 unpaid leave, 4 at least one hour",
        1,
        4,
    ),
    _number("work_history_code", "CGSS code", "1 in non-farm work now … 6 never worked", 1, 6),
    _number("employment_type_code", "CGSS code", "1 owner … 9 other", 1, 9),
    _number("hours_week", "hours a week", "usual hours of work", 0, 168),
    _number("education_code", "CGSS code", "1 none … 13 postgraduate, 14 other", 1, 14),
    _word("schooling_level", "highest school, five levels", SCHOOLING),
    _number("schooling_years", "years", "years that this level takes", 0, 23),
    _number("health_self_rated", "1 … 5 best", "self-rated health", 1, 5),
    _number("internet_frequency", "1 never … 5 very often", "Internet use last year", 1, 5),
    _number("internet_leisure_frequency", "1 never … 5 daily", "online in free time", 1, 5),
    _yes("internet_main_information", "the Internet is the main source of information"),
    _number("income_year_cny", "yuan a year", "total personal income of 2020", 0, 9_999_995),
    _number("labour_income_year_cny", "yuan a year", "earnings of 2020", 0, 9_999_995),
    _number("household_income_year_cny", "yuan a year", "household income of 2020", 0, 9_999_995),
    _yes("income_top_coded", "personal income is above a million, amount not recorded"),
    _number("household_size", "persons", "persons living together", 1, 40, required=False),
    _number("trust_people", "1 … 5 most", "most people can be trusted", 1, 5),
    IS_SIMULATED,
)

PANEL = (
    Column("prefecture", "name", "prefecture or city", dtype="str", nullable=False),
    _number("year", "year", "calendar year", 1978, 2100, dtype="int64", nullable=False),
    _number("gdp_100m_cny", "100 million yuan", "gross domestic product", 0),
    _number("gdp_real_growth_pct", "per cent", "real growth of GDP", -60, 60, required=False),
    _number("budget_revenue_100m_cny", "100 million yuan", "general public budget revenue", 0),
    _number("internet_share", "per resident", "see internet_measure", 0, 3),
    Column("internet_measure", "word", "what internet_share counts", dtype="str", nullable=False),
    _number(
        "income_town_pc_year_cny", "yuan a year", "income per town resident", 0, required=False
    ),
    _number("income_village_pc_year_cny", "yuan a year", "income per villager", 0, required=False),
    _number("population_10k", "10 thousand persons", "population", 0, required=False),
    _number("urban_share", "share", "urbanisation rate", 0, 1, required=False),
    _number(
        "retail_sales_100m_cny", "100 million yuan", "retail sales: market size", 0, required=False
    ),
    _number("road_passengers_10k", "10 thousand trips", "road passengers", 0, required=False),
    _number("price_index", "first year = 100", "consumer prices", 0, required=False),
    Column("suspect", "words", "variables whose value looks wrong", dtype="str", nullable=False),
    IS_SIMULATED,
)

COLUMNS: dict[str, tuple[Column, ...]] = {"cfps": CFPS, "cgss": CGSS, "panel": PANEL}


def columns_of(kind: str) -> tuple[Column, ...]:
    """Return the declared variables of the data set `kind`: cfps, cgss or panel.

    >>> [column.name for column in columns_of("panel")][:2]
    ['prefecture', 'year']
    """
    return COLUMNS[choose("data set", kind, COLUMNS)]


def column(kind: str, name: str) -> Column:
    """Return one declared variable, or say which names there are.

    >>> column("cgss", "internet_frequency").unit
    '1 never … 5 very often'
    """
    found = {entry.name: entry for entry in columns_of(kind)}
    return found[choose(f"{kind} variable", name, found)]
