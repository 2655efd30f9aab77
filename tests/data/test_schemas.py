"""The schemas take a good frame and name what is wrong with a bad one."""

import numpy as np
import pandas as pd
import pytest

from netpoverty.data.columns import COLUMNS
from netpoverty.data.regions import PROVINCES, REGIONS
from netpoverty.data.schemas import check_frame, schema, tidy
from netpoverty.errors import InputError


def households(n=4, *, is_simulated=False, **changes):
    """A CFPS frame that keeps the schema, with the given variables replaced."""
    given = {
        "household_id": range(1, n + 1),
        "respondent_id": range(101, 101 + n),
        "province_code": [51.0] * n,
        "region": ["West"] * n,
        "county_id": [1] * n,
        "community_id": [1] * n,
        "psu_id": [1] * n,
        "stratum": [6.0] * n,
        "age_years": np.linspace(20, 80, n),
        "female": [0.0] * n,
        "members_reporting": [2.0] * n,
        "members_online": [1.0] * n,
        "internet_respondent": [1.0] * n,
        "internet_any_member": [1.0] * n,
        "internet_member_share": [0.5] * n,
    }
    return tidy("cfps", given | changes, is_simulated=is_simulated)


def test_a_good_frame_is_returned_unchanged():
    frame = households()
    pd.testing.assert_frame_equal(check_frame("cfps", frame), frame)


def test_simulated_rows_carry_the_mark_in_their_region():
    frame = check_frame("cfps", households(is_simulated=True))
    assert set(frame["region"]) == {"West (simulated)"}
    with pytest.raises(InputError, match="marked"):
        check_frame("cfps", frame.assign(is_simulated=False))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"age_years": [-8.0, 30, 40, 50]}, "age_years: got -8.0"),
        ({"cooking_fuel": ["coal", "dung", None, "LPG"]}, "cooking_fuel: got 'dung'"),
        ({"female": [np.nan, 0, 1, 0]}, "female"),
        ({"household_id": [1, 1, 2, 3]}, "household_id"),
        ({"internet_member_share": [0.9] * 4}, "equal to members_online / members_reporting"),
        ({"internet_any_member": [0.0] * 4}, "internet_any_member true exactly"),
    ],
)
def test_a_bad_frame_is_refused_by_variable(changes, words):
    with pytest.raises(InputError) as refused:
        check_frame("cfps", households(**changes), "somebody's file")
    assert words in str(refused.value)
    assert str(refused.value).startswith("somebody's file")
    assert "\n" not in str(refused.value)


def test_a_missing_or_unknown_column_is_refused():
    with pytest.raises(InputError, match="bmi_kg_m2"):
        check_frame("cfps", households().drop(columns="bmi_kg_m2"))
    with pytest.raises(InputError, match="wealth"):
        check_frame("cfps", households().assign(wealth=1.0))


@pytest.mark.parametrize("kind", COLUMNS)
def test_every_variable_has_a_meaning_and_a_unit(kind):
    assert all(column.meaning and column.unit for column in COLUMNS[kind])
    assert len(schema(kind).columns) == len({column.name for column in COLUMNS[kind]})


def test_the_31_provinces_make_four_regions():
    # Counts per region: National Bureau of Statistics, division of 13 June 2011.
    counts = pd.Series([entry[2] for entry in PROVINCES.values()]).value_counts()
    assert [counts[region] for region in REGIONS] == [10, 6, 12, 3]
