"""Headings of yearbook tables: which measure, in which unit, by which factor to the tidy one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from netpoverty.data.columns import columns_of
from netpoverty.errors import InputError, choose, refuse

_MONEY_100M = {"100m yuan": 1.0, "1m yuan": 1e-2, "10k yuan": 1e-4, "1k yuan": 1e-5, "yuan": 1e-8}
_MONEY_YUAN = {"yuan": 1.0, "10k yuan": 1e4}
_PERSONS_10K = {"10k persons": 1.0, "persons": 1e-4}
_SHARE = {"share": 1.0, "per cent": 0.01}
_PLAIN = {"": 1.0}


@dataclass(frozen=True)
class Measure:
    """One column of the panel: `pattern` finds its heading, `units` gives factors to tidy units.

    `unlike` excludes headings; `default` is the unit of a heading that names none (None refuses).
    """

    tidy: str
    pattern: str
    units: Mapping[str, float]
    unlike: str = r"(?!)"
    default: str | None = None


_NO_TOTAL = r"growth|per.?capita|index|人均|增长|增速|指数"
MEASURES = (
    Measure("gdp_100m_cny", r"\bgdp\b|gross domestic product|生产总值", _MONEY_100M, _NO_TOTAL),
    Measure(
        "gdp_real_growth_pct",
        r"gdp.*growth|growth.*gdp|生产总值.*(增长|增速)",
        {"per cent": 1.0},
        default="per cent",
    ),
    Measure(
        "budget_revenue_100m_cny",
        r"budget.*revenue|revenue.*budget|财政.*收入|预算收入",
        _MONEY_100M,
        _NO_TOTAL,
    ),
    Measure(
        "internet_share",
        r"internet (share|rate|penetration)|share of.*internet|互联网普及率",
        _SHARE,
    ),
    Measure(
        "internet_users",
        r"internet (users|persons)|互联网(用户|上网)?人数|网民",
        _PERSONS_10K,
        r"household|户",
    ),
    Measure(
        "internet_households",
        r"(internet|broadband).*household|(互联网|宽带).*(户|用户)",
        {"10k households": 1.0, "households": 1e-4},
        r"人数",
    ),
    Measure(
        "income_town_pc_year_cny",
        r"income town|(urban|town).*income|income.*(urban|town)|城镇.*收入",
        _MONEY_YUAN,
        r"growth|增长",
        "yuan",
    ),
    Measure(
        "income_village_pc_year_cny",
        r"income village|(rural|village|farm).*income|income.*(rural|village)|农(村|民).*收入",
        _MONEY_YUAN,
        r"growth|增长",
        "yuan",
    ),
    Measure(
        "population_10k", r"population|人口", _PERSONS_10K, r"urban|density|growth|城镇|密度|增长"
    ),
    Measure("urban_share", r"urban(i[sz]ation|.*share)|城镇化|城市化", _SHARE),
    Measure("retail_sales_100m_cny", r"retail|零售", _MONEY_100M, _NO_TOTAL),
    Measure(
        "road_passengers_10k",
        r"(highway|road) passengers|公路客运",
        {"10k trips": 1.0},
        default="10k trips",
    ),
    Measure("price_index", r"\bcpi\b|price index|消费价格", _PLAIN, default=""),
)
_NAMES = (r"^prefecture$", r"^city en$|^city$", r"市州|^城市$|^地区$|^市$", r"^city|^unit$|^name$")
_YEAR = r"^year$|^年份?$"
_UNITS = (
    ("100m yuan", r"100m (yuan|cny)|100 million (yuan|cny|rmb)|亿元"),
    ("10k yuan", r"10k (yuan|cny)|10,?000 (yuan|cny|rmb)|万元"),
    ("1m yuan", r"(1m|million) (yuan|cny|rmb)|百万元"),
    ("1k yuan", r"1k (yuan|cny)|1,?000 (yuan|cny|rmb)|千元"),
    ("10k households", r"10k households|10,?000 households|万户"),
    ("10k persons", r"10k|10,?000 (persons|people)|万人"),
    ("households", r"households|户"),
    ("yuan", r"yuan|cny|rmb|元"),
    ("per cent", r"pct|percent|per cent|%|%"),
    ("persons", r"persons|people|人"),
    ("share", r"share"),
)


def plain(heading: object) -> str:
    """Return a heading in lower case with single spaces in place of underscores.

    >>> plain("GDP_10k_yuan")
    'gdp 10k yuan'
    """
    return re.sub(r"[\s_]+", " ", str(heading)).strip().lower()


def unit_in(heading: str, allowed: Iterable[str]) -> str | None:
    """Return the unit that a heading names, among the allowed ones, or None.

    >>> unit_in("一般公共预算收入（万元）", ["100m yuan", "10k yuan"])
    '10k yuan'
    """
    words, options = plain(heading), set(allowed)
    for unit, pattern in _UNITS:
        if unit in options and re.search(pattern, words):
            return unit
    return None


@dataclass(frozen=True)
class Match:
    """A column of the file, the measure that it holds, the unit, the factor to the tidy unit."""

    column: object
    tidy: str
    unit: str
    factor: float


def keys_of(headings: Iterable[object]) -> tuple[object, object] | None:
    """Return the columns that hold the name of the unit and the year, or None."""
    columns = {plain(heading): heading for heading in headings}
    year = next((c for words, c in columns.items() if re.search(_YEAR, words)), None)
    for pattern in _NAMES:
        found = [column for words, column in columns.items() if re.search(pattern, words)]
        if found and year is not None:
            return found[0], year
    return None


def match(
    headings: Iterable[object], declared: Mapping[str, tuple[str, str]], file: str
) -> list[Match]:
    """Return which column holds which measure in which unit.

    Parameters
    ----------
    headings
        The column headings of the file.
    declared
        What the user declares: tidy name → (heading, unit); wins over what headings say.
    file
        Name of the file, for errors.

    Raises
    ------
    InputError
        If a heading names no unit, or two columns hold the same measure.
    """
    headings = list(headings)
    found = [_declared(tidy, *entry, headings, file) for tidy, entry in declared.items()]
    for measure in MEASURES:
        if measure.tidy not in declared:
            found += _matched(measure, headings, file)
    return found


def _declared(tidy: str, column: str, unit: str, headings: list, file: str) -> Match:
    measures = {measure.tidy: measure for measure in MEASURES}
    measure = measures[choose(f"{file}, measure", tidy, measures)]
    column = choose(f"{file}, column", column, [str(heading) for heading in headings])
    unit = choose(f"{file}, unit of {column}", unit, measure.units)
    return Match(column, tidy, unit, measure.units[unit])


def _matched(measure: Measure, headings: list, file: str) -> list[Match]:
    fitting = [
        heading
        for heading in headings
        if re.search(measure.pattern, plain(heading))
        and not re.search(measure.unlike, plain(heading))
    ]
    exact = [heading for heading in fitting if plain(heading) == plain(measure.tidy)]
    fitting = exact or fitting
    if len(fitting) > 1:
        names = ", ".join(map(str, fitting))
        raise refuse(f"{file}, {measure.tidy}", names, "one column, or a declared one")
    return [_with_unit(measure, heading, file) for heading in fitting]


def _with_unit(measure: Measure, heading: object, file: str) -> Match:
    unit = unit_in(str(heading), measure.units) or measure.default
    if unit is None:
        allowed = ", ".join(measure.units)
        raise InputError(
            f"{file}: the heading {str(heading)!r} names no unit; expected one of {allowed} in the "
            "heading, or a declared unit."
        )
    return Match(heading, measure.tidy, unit, measure.units[unit])


def headings_frame() -> pd.DataFrame:
    """Return the measures that headings are searched for: variable, tidy unit, accepted units.

    >>> headings_frame().columns.tolist()
    ['variable', 'unit', 'meaning', 'units in a heading']
    """
    declared = {entry.name: entry for entry in columns_of("panel")}
    rows = []
    for measure in MEASURES:
        entry = declared.get(measure.tidy)
        unit = entry.unit if entry else "10 thousand"
        meaning = entry.meaning if entry else "counts that are divided by the population"
        units = ", ".join(unit or "none needed" for unit in measure.units)
        rows.append((measure.tidy, unit, meaning, units))
    return pd.DataFrame(rows, columns=["variable", "unit", "meaning", "units in a heading"])
