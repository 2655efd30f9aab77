"""The codebook of CGSS 2021 (person file).

Names and codes follow the value labels of the distributed file (Chinese National Survey Data
Archive). Questions are told in our own words.
"""

from __future__ import annotations

from netpoverty.data.codebook import Item
from netpoverty.data.codebook.formulas import ProvinceName, TopCode, YearsSince
from netpoverty.data.codebook.recodes import (
    CGSS_HOURS_MISSING,
    CGSS_INCOME_MISSING,
    CGSS_MISSING,
    CGSS_TOP_CODE,
    LARGEST_ID,
    Codes,
    Number,
    reversed_scale,
    same_codes,
)
from netpoverty.data.columns import COMMUNITY, MARITAL, SCHOOLING

_NONE: dict[int, str] = {}
_INCOME = Number(
    0, 9_999_995, missing=CGSS_INCOME_MISSING | {CGSS_TOP_CODE: "above a million"}, absent=9999998
)
_ID = Number(-LARGEST_ID, LARGEST_ID, missing=_NONE)
_WEIGHT = Number(0, 1e6, missing=_NONE)
_EDUCATION = {
    1: "没有受过任何教育",
    2: "私塾、扫盲班",
    3: "小学",
    4: "初中",
    5: "职业高中",
    6: "普通高中",
    7: "中专",
    8: "技校",
    9: "大学专科（成人高等教育）",
    10: "大学专科（正规高等教育）",
    11: "大学本科（成人高等教育）",
    12: "大学本科（正规高等教育）",
    13: "研究生及以上",
    14: "其他",
}
_LEVEL = (
    dict.fromkeys((1, 2, 3), SCHOOLING[0])
    | {4: SCHOOLING[1]}
    | dict.fromkeys((5, 6, 7, 8), SCHOOLING[2])
    | dict.fromkeys((9, 10, 11, 12), SCHOOLING[3])
    | {13: SCHOOLING[4]}
)
# Usual length of each school; 2 (old-style and literacy classes) is a convention.
_YEARS = {1: 0, 2: 3, 3: 6, 4: 9, 5: 12, 6: 12, 7: 12, 8: 12, 9: 15, 10: 15, 11: 16, 12: 16, 13: 19}
_OTHER_SCHOOL = {14: "其他"}
_MARITAL = {
    1: (MARITAL[0], "未婚"),
    2: (MARITAL[1], "同居"),
    3: (MARITAL[2], "初婚有配偶"),
    4: (MARITAL[2], "再婚有配偶"),
    5: (MARITAL[3], "分居未离婚"),
    6: (MARITAL[4], "离婚"),
    7: (MARITAL[5], "丧偶"),
}


def _cgss(tidy: str, source: str, asks: str, recode, **more) -> Item:
    return Item(tidy, "cgss", (source,), asks, recode, **more)


def _scale(*labels: str) -> Codes:
    return same_codes(dict(enumerate(labels, start=1)), missing=CGSS_MISSING, absent=98)


CGSS_ITEMS = (
    _cgss("respondent_id", "id", "number of the respondent", _ID),
    _cgss("province_code", "provinces", "province", ProvinceName()),
    _cgss("community_id", "community_i", "community", _ID),
    _cgss(
        "community_type",
        "type",
        "who runs the community",
        Codes({1: (COMMUNITY[0], "居委会"), 2: (COMMUNITY[1], "村委会")}, missing=_NONE),
    ),
    _cgss("weight", "weight", "design weight", _WEIGHT),
    _cgss("weight_raking", "weight_raking", "weight raked to the 2015 census", _WEIGHT),
    _cgss("age_years", "A3_1", "year of birth", YearsSince(2021)),
    _cgss("female", "A2", "sex", Codes({1: (0.0, "男"), 2: (1.0, "女")}, missing=_NONE)),
    _cgss("marital_status", "A69", "marital status", Codes(_MARITAL, missing=_NONE)),
    _cgss(
        "married",
        "A69",
        "marital status",
        Codes({code: (float(code in (3, 4)), "") for code in _MARITAL}, missing=_NONE),
        writes=False,
    ),
    _cgss(
        "party_member",
        "A10",
        "political status",
        Codes(
            {
                1: (0.0, "群众"),
                2: (0.0, "共青团员"),
                3: (0.0, "民主党派"),
                4: (1.0, "共产党员"),
            },
            missing=CGSS_MISSING,
            absent=98,
        ),
    ),
    _cgss(
        "hukou_code",
        "A18",
        "registration status",
        same_codes(
            {
                1: "农业户口",
                2: "非农业户口",
                3: "居民户口（以前是农业户口）",
                4: "居民户口（以前是非农业户口）",
                5: "军籍",
                6: "没有户口",
                7: "其他",
            },
            missing=_NONE,
        ),
    ),
    _cgss(
        "hukou_place_code",
        "A21",
        "where one is registered",
        _scale("本乡（镇、街道）", "本县（市、区）其他乡镇街道", "本区/县/县级市以外", "户口待定"),
    ),
    _cgss(
        "worked_code",
        "A53",
        "at least one hour of paid work last week",
        same_codes(
            {1: "未从事", 2: "带薪休假、学习、停工", 3: "停薪休假、学习、停工", 4: "是"},
            missing=_NONE,
        ),
        note="4 means yes",
    ),
    _cgss(
        "work_history_code",
        "A58",
        "present and past work",
        same_codes(
            {
                1: "目前从事非农工作",
                2: "目前务农，曾经有过非农工作",
                3: "目前务农，没有过非农工作",
                4: "目前没有工作，而且只务过农",
                5: "目前没有工作，曾经有过非农工作",
                6: "从未工作过",
            },
            missing=_NONE,
        ),
    ),
    _cgss(
        "employment_type_code",
        "A59a",
        "kind of employment; asked of those in non-farm work",
        _scale(
            "自己是老板",
            "个体工商户",
            "受雇于他人",
            "劳务派遣",
            "零工、散工",
            "家庭企业，领工资",
            "家庭企业，不领工资",
            "自由职业",
            "其他",
        ),
    ),
    _cgss(
        "hours_week",
        "A53aa",
        "hours worked last week",
        Number(0, 168, missing=CGSS_HOURS_MISSING, absent=998),
        aliases=("A53a",),
    ),
    _cgss(
        "education_code",
        "A7a",
        "highest school, finished or not",
        same_codes(_EDUCATION, missing=_NONE),
        note="9 is adult college, not a missing code",
    ),
    _cgss(
        "schooling_level",
        "A7a",
        "highest school, finished or not",
        Codes({code: (level, "") for code, level in _LEVEL.items()}, missing=_OTHER_SCHOOL),
        writes=False,
    ),
    _cgss(
        "schooling_years",
        "A7a",
        "highest school, finished or not",
        Codes({code: (float(years), "") for code, years in _YEARS.items()}, missing=_OTHER_SCHOOL),
        writes=False,
        assumed=True,
        note="usual length of each school",
    ),
    _cgss(
        "health_self_rated",
        "A15",
        "how healthy one feels",
        _scale("很不健康", "比较不健康", "一般", "比较健康", "很健康"),
        note="5 is best, opposite to CFPS",
    ),
    _cgss(
        "internet_frequency",
        "A28_5",
        "use of the Internet in the past year, mobile included",
        _scale("从不", "很少", "有时", "经常", "非常频繁"),
    ),
    _cgss(
        "internet_leisure_frequency",
        "A30_12",
        "going online in free time",
        reversed_scale(
            5,
            5,
            {1: "每天", 2: "一周数次", 3: "一月数次", 4: "一年数次或更少", 5: "从不"},
            missing=CGSS_MISSING,
            absent=98,
        ),
        note="the survey's 1 is daily; turned round",
    ),
    _cgss(
        "internet_main_information",
        "A29",
        "main source of information",
        Codes(
            {
                5: (1.0, "互联网"),
                4: (0.0, "电视"),
                1: (0.0, "报纸"),
                2: (0.0, "杂志"),
                3: (0.0, "广播"),
                6: (0.0, "手机定制消息"),
            },
            missing=CGSS_MISSING,
            absent=98,
        ),
        note="5 is the Internet",
    ),
    _cgss("income_year_cny", "A8a", "all personal income of 2020", _INCOME),
    _cgss(
        "income_top_coded",
        "A8a",
        "all personal income of 2020",
        TopCode(),
        note="above a million: high for ranks, no number for means",
    ),
    _cgss("labour_income_year_cny", "A8b", "earnings of 2020", _INCOME),
    _cgss("household_income_year_cny", "A62", "household income of 2020", _INCOME),
    _cgss(
        "household_size",
        "A63",
        "persons who usually live together",
        Number(1, 40, missing=CGSS_MISSING, absent=98),
        needed=False,
        assumed=True,
    ),
    _cgss(
        "trust_people",
        "A33",
        "most people can be trusted",
        _scale("非常不同意", "比较不同意", "说不上同意不同意", "比较同意", "非常同意"),
    ),
)
