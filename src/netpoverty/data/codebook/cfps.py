"""The codebook of CFPS 2018: famecon (households), person, famconf (family roster).

Names, codes and missing conventions follow the official codebook of the survey (Institute of
Social Science Survey, Peking University, CFPS 2018, report CFPS-39). Questions are told in our
own words.
"""

from __future__ import annotations

from netpoverty.data.codebook import Item
from netpoverty.data.codebook.formulas import BodyMassIndex
from netpoverty.data.codebook.recodes import (
    CFPS_MISSING,
    LARGEST_ID,
    Codes,
    Number,
    Several,
    reversed_scale,
    same_codes,
    yes_no,
)
from netpoverty.data.columns import EMPLOYMENT, FUEL, PURPOSES, SCHOOLING, TENURE, WATER
from netpoverty.data.regions import PROVINCES

_PROVINCE_LABELS = {code: entry[1] for code, entry in PROVINCES.items()}
_NONE: dict[int, str] = {}
_NO_MINUS_8 = {code: reason for code, reason in CFPS_MISSING.items() if code != -8}
_ID = Number(1, LARGEST_ID)
_YUAN = Number(0, 1e9)


def _household(tidy: str, source: str, asks: str, recode, **more) -> Item:
    return Item(tidy, "famecon", (source,), asks, recode, **more)


def _person(tidy: str, source: str, asks: str, recode, **more) -> Item:
    return Item(tidy, "person", (source,), asks, recode, **more)


def _listed(values: tuple[str, ...], labels: tuple[str, ...], last: int = 77) -> Codes:
    codes = [*range(1, len(values)), last]
    return Codes(dict(zip(codes, zip(values, labels, strict=True), strict=True)), absent=-1)


_WATER = _listed(
    WATER, ("江河湖水", "井水", "自来水", "桶装水/纯净水", "雨水", "窖水", "池塘水/山泉水", "其他")
)
_FUEL = Codes(
    {
        1: (FUEL[0], "柴草"),
        2: (FUEL[1], "煤炭"),
        3: (FUEL[2], "煤气/液化气"),
        4: (FUEL[3], "天然气"),
        5: (FUEL[4], "太阳能/沼气"),
        6: (FUEL[5], "电"),
        77: (FUEL[6], "其他"),
    },
    absent=-1,
)
_TENURE = _listed(
    TENURE,
    ("完全自有", "部分产权", "公房", "廉租房", "公租房", "市场租房", "亲友住房", "其他"),
)
_EDUCATION = Codes(
    {
        2: (SCHOOLING[0], "小学"),
        1: (SCHOOLING[0], "文盲/半文盲"),
        3: (SCHOOLING[1], "初中"),
        4: (SCHOOLING[2], "高中/中专/技校/职高"),
        6: (SCHOOLING[3], "大学本科"),
        5: (SCHOOLING[3], "大专"),
        7: (SCHOOLING[4], "硕士"),
        8: (SCHOOLING[4], "博士"),
    }
)
_MARITAL = Codes(
    {
        1: ("single", "未婚"),
        2: ("married", "在婚"),
        3: ("cohabiting", "同居"),
        4: ("divorced", "离婚"),
        5: ("widowed", "丧偶"),
    },
    absent=-8,
)
_FREQUENCY_LABELS = {
    1: "几乎每天",
    2: "一周3-4次",
    3: "一周1-2次",
    4: "一月2-3次",
    5: "一月一次",
    6: "几个月一次",
    7: "从不",
}
_HOUSEHOLD = (
    _household("household_id", "fid18", "household number", _ID),
    _household("respondent_id", "resp1pid", "who answered on the household's finances", _ID),
    _household(
        "province_code",
        "provcd18",
        "province of the dwelling",
        same_codes(_PROVINCE_LABELS),
    ),
    _household("county_id", "countyid18", "county of the dwelling", _ID),
    _household("community_id", "cid18", "village or neighbourhood", _ID),
    _household(
        "weight_household", "fswt_natcs18n", "national cross-section weight", Number(0, 1e6)
    ),
    _household("household_size", "familysize18", "members of the household", Number(1, 40)),
    _household("income_members", "fml_count", "members who share income", Number(1, 40)),
    _household(
        "income_pc_year_cny",
        "fincome1_per",
        "net income per head last year",
        _YUAN,
        note="already divided by fml_count, not by familysize18",
    ),
    _household("income_household_year_cny", "fincome1", "net household income last year", _YUAN),
    _household("consumption_year_cny", "pce", "household consumption last year", _YUAN),
    _household(
        "net_assets_cny",
        "total_asset",
        "all assets less debts",
        Number(-1e9, 1e10, missing=_NONE),
        note="real negatives: only Stata's own missing is missing",
    ),
    _household("durables_value_cny", "durables_asset", "value of durable goods", _YUAN),
    _household("has_car", "fp5070", "whether the household has a car", yes_no(absent=-1)),
    _household("drinking_water", "fa3", "water mostly used for cooking", _WATER),
    _household("cooking_fuel", "fa4", "fuel mostly used for cooking", _FUEL),
    _household("housing_tenure", "fq2", "who owns the dwelling", _TENURE),
    _household(
        "gift_spending_year_cny",
        "fu201",
        "money given to kin and friends on social occasions last year",
        Number(0, 1e7, absent=-1),
    ),
    _household(
        "household_business",
        "fm1",
        "whether any member is self-employed or runs a private firm",
        yes_no(absent=-1),
    ),
)
_RESPONDENT = (
    _person("psu_id", "psu", "primary sampling unit", Number(1, 1e6)),
    _person("stratum", "subpopulation", "sampling frame", Number(1, 6)),
    _person("weight_person", "rswt_natcs18n", "national cross-section weight", Number(0, 1e6)),
    _person("age_years", "age", "age in years", Number(9, 110)),
    _person("female", "gender", "sex", Codes({0: (1.0, "女"), 1: (0.0, "男")})),
    _person("marital_status", "qea0", "marital status", _MARITAL),
    _person(
        "married",
        "qea0",
        "marital status",
        Codes({code: (float(code == 2), "") for code in range(1, 6)}),
        writes=False,
    ),
    _person(
        "hukou_code",
        "qa301",
        "registration status",
        same_codes({1: "农业户口", 3: "非农户口", 5: "没有户口", 79: "非中国国籍"}, absent=-8),
        note="where missing, hukou_a18_p of the roster is used",
    ),
    _person(
        "party_member",
        "party",
        "whether a member of the Communist Party",
        Codes({1: (1.0, "党员"), -8: (0.0, "不适用")}, missing=_NO_MINUS_8),
        note="there is no code 0: −8 means not a member",
    ),
    _person(
        "schooling_years",
        "cfps2018eduy_im",
        "completed years of schooling, imputed",
        Number(0, 23),
        note="or cfps2018eduy, by choice",
    ),
    _person("schooling_level", "cfps2018edu", "highest school", _EDUCATION),
    _person(
        "health_self_rated",
        "qp201",
        "how healthy one feels",
        reversed_scale(
            5, 5, {1: "非常健康", 2: "很健康", 3: "比较健康", 4: "一般", 5: "不健康"}, absent=-8
        ),
        note="the survey's 1 is best; turned round",
    ),
    _person(
        "chronic_illness",
        "qp401",
        "a chronic illness in the last six months",
        yes_no(no=(0, 5), absent=-8),
    ),
    Item(
        "bmi_kg_m2",
        "person",
        ("qp101", "qp102"),
        "height in cm and weight in jin",
        BodyMassIndex(),
    ),
    Item(
        "insured",
        "person",
        tuple(f"qp605_s_{number}" for number in range(1, 6)),
        "which medical insurances one has",
        Several({1: "公费医疗", 2: "城镇职工医保", 3: "城镇居民医保", 4: "补充医保", 5: "新农合"}),
    ),
    _person(
        "employment_status",
        "employ",
        "current work status",
        Codes(
            {
                0: (EMPLOYMENT[0], "失业"),
                1: (EMPLOYMENT[1], "在业"),
                3: (EMPLOYMENT[2], "退出劳动力市场"),
            }
        ),
    ),
    _person(
        "trusts_people",
        "qn1001",
        "most people can be trusted, or one must be careful",
        yes_no(no=(5,), labels=("大多数人可信", "越小心越好"), absent=-8),
    ),
    _person("trust_neighbours", "qn10022", "trust in neighbours", Number(0, 10, absent=-8)),
    _person(
        "internet_mobile",
        "qu201",
        "online by phone or tablet",
        yes_no(no=(0, 5), absent=-8),
    ),
    _person(
        "internet_computer",
        "qu202",
        "online by computer",
        yes_no(no=(0, 5), absent=-8),
    ),
    *(
        _person(
            f"internet_{purpose}_frequency",
            f"qu70{number}",
            f"how often online for {purpose}",
            reversed_scale(7, 6, _FREQUENCY_LABELS, absent=-8),
            note="asked of users only; the survey's 1 is daily; turned round",
        )
        for number, purpose in enumerate(PURPOSES, start=1)
    ),
    _person(
        "internet_information_importance",
        "qu802",
        "importance of the Internet as a source of information",
        Number(1, 5, absent=-8),
    ),
)
CFPS_ITEMS = _HOUSEHOLD + _RESPONDENT

# Raw variables that steer the reading but make no tidy variable by themselves.
CFPS_STEERING = {
    "famecon": {
        "urban18": "urban 1 or rural 0 dwelling",
        "fa1": "who runs the community: 1 residents' committee, 5 village committee",
    },
    "person": {
        "pid": "person number",
        "fid18": "household number",
        "selfrpt": "whether the person answered for themselves",
        "income": "wage income after tax, all jobs",
    },
}
CFPS_OPTIONAL = {
    "famecon": ("fa101",),
    "person": ("cfps2018eduy",),
    "famconf": ("pid", "hukou_a18_p"),
}
