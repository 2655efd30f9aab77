"""CGSS 2021 files with true names, codes and gaps: each trap of the survey is one test.

Codes and missing conventions: value labels of the distributed CGSS2021.dta.
"""

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from survey_frames import cgss_frame

from netpoverty.data.codebook.survey_format import write_cgss
from netpoverty.data.load import load
from netpoverty.errors import InputError


@pytest.fixture(scope="module")
def raw(tmp_path_factory):
    path = write_cgss(cgss_frame(), tmp_path_factory.mktemp("cgss"))
    return pyreadstat.read_dta(str(path))[0]


@pytest.fixture
def read(raw, tmp_path):
    def write_and_read(change=lambda frame: frame, name="CGSS2021.dta", options=None, **choices):
        path = tmp_path / name
        pyreadstat.write_dta(change(raw.copy()), str(path), **({"version": 14} | (options or {})))
        return load("cgss", path, **choices)

    return write_and_read


def first(**values):
    """Return a change that sets raw values in the first row."""

    def change(raw):
        for name, value in values.items():
            raw.loc[0, name] = value
        return raw

    return change


@pytest.mark.parametrize("case", [str.lower, str.upper])
def test_names_match_whatever_their_case(read, case):
    data = read(lambda raw: raw.rename(columns=case))
    pd.testing.assert_frame_equal(data.frame, cgss_frame(), check_exact=True)


def test_age_is_2021_less_the_year_of_birth(read):
    assert read(first(A3_1=1980)).frame.loc[0, "age_years"] == 41


def test_health_and_use_run_upwards(read):
    row = read(first(A15=5, A28_5=5, A30_12=1)).frame.loc[0]
    assert row["health_self_rated"] == 5
    assert row["internet_frequency"] == 5
    assert row["internet_leisure_frequency"] == 5


@pytest.mark.parametrize("code", [98, 99])
def test_two_digit_missing_codes_are_missing(read, code):
    row = read(first(A15=code, A28_5=code, A33=code)).frame.loc[0]
    names = ["health_self_rated", "internet_frequency", "trust_people"]
    assert row[names].isna().all()


def test_nine_is_adult_college_not_a_missing_code(read):
    row = read(first(A7a=9)).frame.loc[0]
    assert row["education_code"] == 9
    assert row["schooling_level"] == "college"


def test_hours_998_are_missing_and_98_hours_are_hours(read):
    assert np.isnan(read(first(A53aa=998)).frame.loc[0, "hours_week"])
    assert read(first(A53aa=98)).frame.loc[0, "hours_week"] == 98


def test_hours_are_found_under_their_other_name(read):
    data = read(lambda raw: raw.rename(columns={"A53aa": "A53a"}))
    pd.testing.assert_frame_equal(data.frame, cgss_frame(), check_exact=True)


@pytest.mark.parametrize("code", [9999997, 9999998, 9999999])
def test_incomes_that_are_codes_are_missing(read, code):
    row = read(first(A8a=code, A62=code)).frame.loc[0]
    assert np.isnan(row["income_year_cny"]) and np.isnan(row["household_income_year_cny"])
    assert row["income_top_coded"] == 0


def test_the_top_code_is_marked_and_no_amount(read):
    row = read(first(A8a=9999996)).frame.loc[0]
    assert np.isnan(row["income_year_cny"])
    assert row["income_top_coded"] == 1


def test_worked_is_code_four(read):
    data = read(
        lambda raw: raw.assign(A53=4.0, A18=1.0, A58=1.0), worked_gate="sample", worked_codes=(4,)
    )
    assert (data.sample["working"] == 1).all()
    with pytest.raises(InputError, match="no row is left"):
        read(lambda raw: raw.assign(A53=1.0), worked_gate="sample")


def test_the_paper_gates_are_counted_one_by_one(read):
    data = read()
    flow = data.flow.to_frame()
    assert flow["left"].iloc[0] == 200
    assert flow["left"].iloc[-1] == len(data.sample)
    assert (flow["left"].shift().fillna(200) - flow["dropped"]).tolist() == flow["left"].tolist()
    gates = data.frame.query("hukou_code == 1 and work_history_code == 1 and 18 <= age_years <= 65")
    assert flow.set_index("rule").loc["aged 18 to 65", "left"] == len(gates)


def test_provinces_may_be_labelled_numbers(read):
    names = {code: name for code, name in enumerate(["北京市", "四川省", "内蒙古自治区"], 1)}
    codes = np.arange(200) % 3 + 1.0
    data = read(
        lambda raw: raw.assign(provinces=codes),
        options={"variable_value_labels": {"provinces": names}},
    )
    assert data.frame["province_code"].head(3).tolist() == [11, 51, 15]
    assert data.frame["region"].head(3).tolist() == ["East", "West", "West"]


def test_household_size_may_be_absent(read):
    data = read(lambda raw: raw.drop(columns="A63"))
    assert data.frame["household_size"].isna().all()
    assert any("A63" in remark for remark in data.remarks)


def test_old_format_in_chinese_encoding_is_read(raw, tmp_path):
    path = tmp_path / "CGSS2021.dta"
    provinces = raw["provinces"].map(lambda name: name.encode("gb18030").decode("latin-1"))
    pyreadstat.write_dta(raw.assign(provinces=provinces), str(path), version=12)
    # Stata 12 holds bytes in no named encoding: turn the UTF-8 of latin-1 back into raw bytes.
    content = path.read_bytes()
    for name in provinces.unique():
        wrong, right = name.encode("utf-8"), name.encode("latin-1")
        content = content.replace(wrong, right + b"\x00" * (len(wrong) - len(right)))
    path.write_bytes(content)
    frame = load("cgss", path).frame
    assert frame["province_code"].tolist() == cgss_frame()["province_code"].tolist()


def test_labelled_provinces_in_chinese_encoding_are_read(raw, tmp_path):
    path = tmp_path / "CGSS2021.dta"
    labels = {1: "placeholder", 2: "beijing"}
    coded = raw.assign(provinces=np.arange(200) % 2 + 1.0)
    pyreadstat.write_dta(coded, str(path), version=12, variable_value_labels={"provinces": labels})
    chinese = "四川省".encode("gb18030").ljust(len(b"placeholder"), b"\x00")
    path.write_bytes(path.read_bytes().replace(b"placeholder", chinese))
    assert load("cgss", path).frame["province_code"].head(2).tolist() == [51, 11]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda raw: raw.drop(columns="A28_5"), "column A28_5 is missing"),
        (
            lambda raw: raw.rename(columns={"A28_5": "a285", "A3_1": "a31"}),
            "another wave of CGSS (column a285)",
        ),
        (lambda raw: raw.drop(columns="A8a"), "column A8a is missing"),
        (lambda raw: raw.assign(A28_5=7.0), "A28_5 has values that no code explains"),
        (lambda raw: raw.assign(A53=0.0), "A53 has values that no code explains"),
        (lambda raw: raw.assign(id=1.0), "repeated values of id"),
        (lambda raw: raw.assign(provinces="鍥涘窛"), "provinces"),
        (lambda raw: raw.assign(A3_1=41.0), "A3_1 has values that no code explains"),
        (lambda raw: raw.head(0), "CGSS2021.dta"),
    ],
)
def test_a_wrong_file_is_refused_by_variable(read, change, words):
    with pytest.raises(InputError) as refused:
        read(change)
    message = str(refused.value)
    assert words in message and "CGSS2021.dta" in message
    assert "\n" not in message and message.endswith(".")


def test_a_file_named_for_another_wave_is_refused(read):
    with pytest.raises(InputError, match="this is CGSS 2023; expected: CGSS 2021"):
        read(name="CGSS2023.dta")


def test_a_folder_with_one_file_will_do(raw, tmp_path):
    pyreadstat.write_dta(raw, str(tmp_path / "CGSS2021_eng.dta"), version=14)
    assert len(load("cgss", tmp_path).frame) == 200
    pyreadstat.write_dta(raw, str(tmp_path / "cgss2021.dta"), version=14)
    with pytest.raises(InputError, match="several releases"):
        load("cgss", tmp_path)


def test_communities_may_be_named(read):
    data = read(lambda raw: raw.assign(community_i=["b", "a"] * 100))
    assert data.frame["community_id"].head(2).tolist() == [2, 1]
