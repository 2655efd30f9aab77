"""The codebook covers the schema, names true variables, and speaks for pages and errors."""

import pandas as pd
import pytest

from netpoverty.data.codebook import DERIVED, codebook_frame, item, items_of
from netpoverty.data.columns import columns_of
from netpoverty.errors import InputError

SURVEYS = ["cfps", "cgss"]


@pytest.mark.parametrize("name", SURVEYS)
def test_every_tidy_variable_is_declared_or_derived(name):
    declared = {entry.tidy for entry in items_of(name)}
    schema = {column.name for column in columns_of(name)}
    assert declared <= schema
    assert schema - declared <= set(DERIVED)
    assert not declared & set(DERIVED)


@pytest.mark.parametrize("name", SURVEYS)
def test_the_page_table_is_complete(name):
    table = codebook_frame(name)
    assert table.notna().all(axis=None)
    assert (table.drop(columns="standing") != "").all(axis=None)
    assert set(table["standing"]) <= {"official", "assumed", "derived"}
    assert table["variable"].tolist() == [column.name for column in columns_of(name)]


# Official codebook of CFPS 2018 (CFPS-39) and value labels of CGSS2021.dta.
@pytest.mark.parametrize(
    ("name", "tidy", "source"),
    [
        ("cfps", "internet_mobile", ("qu201",)),
        ("cfps", "internet_computer", ("qu202",)),
        ("cfps", "internet_commerce_frequency", ("qu705",)),
        ("cfps", "drinking_water", ("fa3",)),
        ("cfps", "cooking_fuel", ("fa4",)),
        ("cfps", "income_pc_year_cny", ("fincome1_per",)),
        ("cfps", "household_business", ("fm1",)),
        ("cfps", "gift_spending_year_cny", ("fu201",)),
        ("cfps", "hukou_code", ("qa301",)),
        ("cgss", "internet_frequency", ("A28_5",)),
        ("cgss", "worked_code", ("A53",)),
        ("cgss", "income_year_cny", ("A8a",)),
    ],
)
def test_variables_have_their_official_names(name, tidy, source):
    assert item(name, tidy).source == source


# The scale of each answer, code by code, from the same codebooks.
@pytest.mark.parametrize(
    ("name", "tidy", "raw", "values"),
    [
        ("cfps", "female", [0, 1], [1.0, 0.0]),
        ("cfps", "health_self_rated", [1, 5], [5.0, 1.0]),
        ("cfps", "internet_social_frequency", [1, 2, 6, 7], [6.0, 5.0, 1.0, 0.0]),
        ("cfps", "drinking_water", [3, 4, 77], ["tap", "bottled or purified", "other"]),
        ("cfps", "cooking_fuel", [1, 2, 6, 77], ["firewood", "coal", "electricity", "other"]),
        ("cfps", "housing_tenure", [1, 7, 77], ["owned", "relatives", "other"]),
        (
            "cfps",
            "schooling_level",
            [1, 2, 3, 4, 5, 6, 7, 8],
            ["primary or below"] * 2
            + ["junior secondary", "senior secondary"]
            + ["college"] * 2
            + ["postgraduate"] * 2,
        ),
        ("cfps", "employment_status", [0, 1], ["unemployed", "employed"]),
        ("cgss", "female", [1, 2], [0.0, 1.0]),
        ("cgss", "health_self_rated", [1, 5], [1.0, 5.0]),
        ("cgss", "party_member", [1, 4], [0.0, 1.0]),
        ("cgss", "internet_main_information", [4, 5], [0.0, 1.0]),
        (
            "cgss",
            "schooling_level",
            [3, 4, 9, 13],
            ["primary or below", "junior secondary", "college", "postgraduate"],
        ),
        ("cgss", "married", [1, 2, 3, 4, 5, 6, 7], [0, 0, 1, 1, 0, 0, 0]),
    ],
)
def test_codes_mean_what_the_codebook_says(name, tidy, raw, values):
    recode = item(name, tidy).recode
    assert recode.read(pd.DataFrame({"raw": raw})).tolist() == values
    assert recode.strange(pd.DataFrame({"raw": [float(code) for code in raw]})).empty


@pytest.mark.parametrize("name", SURVEYS)
def test_what_is_written_is_never_strange(name):
    for entry in items_of(name):
        if not entry.writes or entry.recode.labels() == {}:
            continue
        known = (
            pd.Series([1.0, None])
            if not hasattr(entry.recode, "table")
            else pd.Series([value for value, _ in entry.recode.table.values()])
        )
        raw = pd.DataFrame(dict(enumerate(entry.recode.write(known))))
        if entry.tidy != "age_years" and entry.tidy != "bmi_kg_m2":
            assert entry.recode.strange(raw).empty, entry.tidy


def test_an_unknown_variable_is_refused_with_the_nearest():
    with pytest.raises(InputError, match="did you mean 'cooking_fuel'"):
        item("cfps", "coking_fuel")
