"""CFPS files with true names, codes and gaps: each trap of the survey is one test.

Codes and missing conventions: official codebook of CFPS 2018 (CFPS-39).
"""

import shutil

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from survey_frames import cfps_frame

from netpoverty.data.check_data import check_data
from netpoverty.data.codebook.survey_format import write_cfps
from netpoverty.data.load import load
from netpoverty.data.privacy import ids_shown
from netpoverty.errors import InputError

FAMECON, PERSON = "cfps2018famecon_202101.dta", "cfps2018person_202012.dta"
ROSTER = "cfps2018famconf_202008.dta"


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cfps")
    write_cfps(cfps_frame(), folder)
    return folder


@pytest.fixture
def folder(written, tmp_path):
    return shutil.copytree(written, tmp_path / "files")


def edit(folder, name, change, **options):
    """Rewrite one file after `change` altered its raw frame."""
    raw, meta = pyreadstat.read_dta(str(folder / name))
    raw = change(raw)
    labels = {n: v for n, v in meta.variable_value_labels.items() if n in raw}
    labels = {n: v for n, v in labels.items() if raw[n].dtype.kind == "f"}
    options = {"variable_value_labels": labels, "version": 14} | options
    pyreadstat.write_dta(raw, str(folder / name), **options)


def first(**values):
    """Return a change that sets raw values in the first row."""

    def change(raw):
        for name, value in values.items():
            raw.loc[0, name] = value
        return raw

    return change


def household(data, number=100_000):
    return data.frame.set_index("household_id").loc[number]


def test_upper_case_names_are_read(folder):
    edit(folder, FAMECON, lambda raw: raw.rename(columns=str.upper), variable_value_labels={})
    assert len(load("cfps", folder).frame) == 60


@pytest.mark.parametrize("release", ["cfps2018person_202512.dta", "ecfps2018person_202012.dta"])
def test_other_releases_are_found(folder, release):
    (folder / PERSON).rename(folder / release)
    assert len(load("cfps", folder).frame) == 60


def test_several_releases_are_refused(folder):
    shutil.copy(folder / PERSON, folder / "cfps2018person_201911.dta")
    with pytest.raises(InputError, match=r"several releases .*201911.*202012"):
        load("cfps", folder)
    assert len(check_data("cfps", [folder / FAMECON, folder / PERSON]).data.frame) == 60


def test_missing_residence_is_not_rural(folder):
    edit(folder, FAMECON, first(urban18=-9))
    flow = load("cfps", folder).flow.to_frame().set_index("rule")
    assert flow.loc["urban or rural known", "dropped"] == 1
    assert flow.loc["rural", "left"] == 59


def test_age_minus_eight_is_dropped(folder):
    edit(folder, PERSON, lambda raw: raw.assign(age=raw["age"].mask(raw["pid"] == 500_000, -8)))
    data = load("cfps", folder)
    assert 100_000 not in set(data.frame["household_id"])


def test_a_proxy_is_not_a_non_user(folder):
    def change(raw):
        proxy = raw["pid"] == 500_000
        return raw.assign(
            selfrpt=raw["selfrpt"].mask(proxy, 0),
            qu201=raw["qu201"].mask(proxy),
            qu202=raw["qu202"].mask(proxy),
        )

    edit(folder, PERSON, change)
    data = load("cfps", folder)
    assert 100_000 not in set(data.frame["household_id"])
    flow = data.flow.to_frame().set_index("rule")
    assert flow.loc["respondent answered in person", "dropped"] == 1


def test_zero_and_five_both_mean_no(folder):
    edit(folder, PERSON, lambda raw: raw.assign(qu202=raw["qu202"].replace(0, 5)))
    edit(folder, FAMECON, lambda raw: raw.assign(fm1=raw["fm1"].replace(5, 0)))
    pd.testing.assert_frame_equal(load("cfps", folder).frame, cfps_frame())


def test_purposes_are_of_users_and_a_skip_is_not_never(folder):
    def change(raw):
        online = raw["qu201"].eq(1) | raw["qu202"].eq(1)
        return raw.assign(qu702=np.where(online, -8.0, 7.0), qu703=np.where(online, 1.0, -8.0))

    edit(folder, PERSON, change)
    frame = load("cfps", folder).frame
    users = frame["internet_respondent"] == 1
    assert frame["internet_work_frequency"].isna().all()
    assert (frame.loc[users, "internet_social_frequency"] == 6).all()
    assert frame.loc[~users, "internet_social_frequency"].isna().all()


def test_seventy_eight_is_no_insurance_and_later_columns_count(folder):
    def change(raw):
        rows = raw["pid"].isin([500_000, 500_010, 500_020])
        raw.loc[rows, "qp605_s_1"] = [78.0, -8.0, -8.0]
        raw.loc[rows, "qp605_s_2"] = [np.nan, 5.0, np.nan]
        return raw

    edit(folder, PERSON, change)
    insured = load("cfps", folder).frame["insured"].head(3)
    assert insured.iloc[:2].tolist() == [0.0, 1.0]
    assert np.isnan(insured.iloc[2])


def test_party_minus_eight_is_no_member(folder):
    edit(folder, PERSON, lambda raw: raw.assign(party=-8.0))
    assert (load("cfps", folder).frame["party_member"] == 0).all()


def test_negative_assets_are_numbers(folder):
    edit(folder, FAMECON, first(total_asset=-2_470_000))
    assert household(load("cfps", folder))["net_assets_cny"] == -2_470_000


def test_minus_eight_assets_are_eight_yuan_of_debt(folder):
    edit(folder, FAMECON, first(total_asset=-8))
    assert household(load("cfps", folder))["net_assets_cny"] == -8


def test_income_per_head_is_the_surveys_own(folder):
    edit(folder, FAMECON, first(fincome1_per=777, fincome1=9_999, familysize18=3, fml_count=4))
    assert household(load("cfps", folder))["income_pc_year_cny"] == 777


def test_health_is_turned_round(folder):
    def change(raw):
        return raw.assign(qp201=raw["qp201"].mask(raw["pid"] == 500_000, 1))

    edit(folder, PERSON, change)
    assert household(load("cfps", folder))["health_self_rated"] == 5


def test_weight_is_in_jin(folder):
    def change(raw):
        mine = raw["pid"] == 500_000
        return raw.assign(qp101=raw["qp101"].mask(mine, 170), qp102=raw["qp102"].mask(mine, 130))

    edit(folder, PERSON, change)
    # 130 jin are 65 kg; 65 / 1.7² = 22.49.
    assert household(load("cfps", folder))["bmi_kg_m2"] == 22.49


def test_registration_comes_from_the_roster_where_missing(folder):
    edit(folder, PERSON, lambda raw: raw.assign(qa301=raw["qa301"].mask(raw["pid"] == 500_000, -8)))
    edit(
        folder,
        ROSTER,
        lambda raw: raw.assign(hukou_a18_p=raw["hukou_a18_p"].mask(raw["pid"] == 500_000, 3)),
    )
    assert household(load("cfps", folder))["hukou_code"] == 3
    (folder / ROSTER).unlink()
    assert np.isnan(household(load("cfps", folder))["hukou_code"])


def test_who_stands_for_the_household_is_a_choice(folder):
    people, _ = pyreadstat.read_dta(str(folder / PERSON))
    oldest = people.sort_values("age").drop_duplicates("fid18", keep="last").set_index("fid18")
    frame = load("cfps", folder, respondent="oldest").frame.set_index("household_id")
    assert (frame["age_years"] == oldest.loc[frame.index, "age"]).all()
    edit(folder, PERSON, lambda raw: raw.assign(income=raw["pid"]))
    top = load("cfps", folder, respondent="top_earner").frame.set_index("household_id")
    assert (top["respondent_id"] == people.groupby("fid18")["pid"].max().loc[top.index]).all()


def test_who_is_rural_is_a_choice(folder):
    edit(folder, FAMECON, first(urban18=1, fa1=5))
    assert len(load("cfps", folder).frame) == 59
    assert len(load("cfps", folder, rural_by="committee").frame) == 60
    by_hukou = load("cfps", folder, rural_by="hukou").frame
    assert (by_hukou["hukou_code"] == 1).all() and 40 < len(by_hukou) < 60


def test_community_type_falls_back_to_last_wave(folder):
    edit(folder, FAMECON, lambda raw: raw.assign(fa101=5.0, fa1=-8.0))
    assert len(load("cfps", folder, rural_by="committee").frame) == 60


def test_schooling_without_imputation_is_a_choice(folder):
    edit(folder, PERSON, lambda raw: raw.assign(cfps2018eduy=np.nan))
    frame = load("cfps", folder, schooling="reported").frame
    assert frame["schooling_years"].isna().all()


def test_zero_incomes_are_a_choice(folder):
    edit(folder, FAMECON, first(fincome1_per=0))
    zeros = (load("cfps", folder).sample["income_pc_year_cny"] == 0).sum()
    assert zeros >= 1
    dropped = load("cfps", folder, zero_incomes="drop")
    assert (dropped.sample["income_pc_year_cny"] > 0).all()
    assert len(dropped.frame) == 60


def test_only_the_codebooks_columns_are_read(folder, monkeypatch):
    wide = pd.DataFrame(0.0, index=range(400), columns=[f"unused_{n}" for n in range(300)])
    edit(folder, PERSON, lambda raw: raw.join(wide))
    seen = []
    plain = pyreadstat.read_dta
    monkeypatch.setattr(pyreadstat, "read_dta", lambda *a, **k: seen.append(k) or plain(*a, **k))
    load("cfps", folder)
    assert all(k.get("metadataonly") or k.get("usecols") for k in seen)
    assert not any("unused_1" in k.get("usecols", []) for k in seen)


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        (PERSON, lambda raw: raw.drop(columns="qu201"), "column qu201 is missing"),
        (FAMECON, lambda raw: raw.drop(columns="fa4"), "column fa4 is missing"),
        (FAMECON, lambda raw: raw.drop(columns="urban18"), "column urban18 is missing"),
        (
            FAMECON,
            lambda raw: raw.rename(columns={"fid18": "fid16"}),
            "this is wave 2016 (column fid16)",
        ),
        (PERSON, lambda raw: raw.assign(fid20=1.0), "this is wave 2020 (column fid20)"),
        (FAMECON, lambda raw: raw.assign(fa4=9.0), "fa4 has values that no code explains"),
        (PERSON, lambda raw: raw.assign(qu201="是"), "qu201 holds text ('是')"),
        (FAMECON, lambda raw: raw.assign(fid18=1.0), "repeated values of household_id"),
        (FAMECON, lambda raw: raw.assign(fincome1_per=1e12), "fincome1_per"),
    ],
)
def test_a_wrong_file_is_refused_by_name_and_variable(folder, name, change, words):
    edit(folder, name, change)
    with pytest.raises(InputError) as refused:
        load("cfps", folder)
    message = str(refused.value)
    assert words in message and name in message
    assert "\n" not in message and message.endswith(".")


def test_a_rare_unknown_code_is_missing_and_told(tmp_path):
    write_cfps(cfps_frame(300, seed=5), tmp_path)
    edit(tmp_path, FAMECON, first(fa4=9.0))
    data = load("cfps", tmp_path)
    assert pd.isna(household(data)["cooking_fuel"])
    assert any("fa4" in remark for remark in data.remarks)


def test_another_wave_in_the_folder_is_named(folder):
    (folder / PERSON).rename(folder / "cfps2016person_201807.dta")
    with pytest.raises(InputError, match="cfps2016person_201807"):
        load("cfps", folder)


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"expected a file named like .*cfps2018famecon"):
        load("cfps", tmp_path)


def test_check_data_prints_the_flow_without_small_cells(folder):
    edit(folder, FAMECON, first(urban18=-9))
    check = check_data("cfps", folder)
    assert "rural" in check.summary()
    printed = check.to_frame()
    assert not printed["dropped"].dropna().between(1, 9).any()
    assert "● real" in check.summary() and "sha256" in check.summary()
    assert str(folder) not in check.summary() + check._repr_html_()
    assert set(check.variables()["variable"]) == set(check.data.frame.columns)


def test_real_rows_are_never_previewed(folder):
    data = load("cfps", folder)
    shares = data.preview()["mean"]
    members = data.sample["party_member"].sum()
    assert 0 < members < 10 and np.isnan(shares["party_member"])
    assert 0 < shares["trusts_people"] < 1
    assert not any(name.endswith("_id") for name in data.preview().index)
    shown = data._repr_html_() + data.summary() + repr(data) + data.preview().to_html()
    assert ids_shown(shown, data.frame) == []
    assert len(ids_shown(data.frame.to_html(), data.frame)) == 120


def test_reading_leaves_nothing_behind(folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    check_data("cfps", folder)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_one_person_may_answer_for_two_households(folder):
    edit(folder, FAMECON, first(resp1pid=500_010))
    frame = load("cfps", folder).frame.set_index("household_id")
    pair = frame.loc[[100_000, 100_001]]
    assert (pair["respondent_id"] == 500_010).all()
    assert (pair["internet_respondent"] <= pair["internet_any_member"]).all()
    plain = cfps_frame().set_index("household_id")
    assert pair["members_reporting"].iloc[0] == plain["members_reporting"].iloc[0] + 1
    assert pair["members_reporting"].iloc[1] == plain["members_reporting"].iloc[1]


def test_children_are_no_members_unless_chosen(folder):
    def change(raw):
        return raw.assign(age=raw["age"].mask(raw["pid"] % 10 != 0, 12))

    edit(folder, PERSON, change)
    adults = load("cfps", folder).frame["members_reporting"].sum()
    everyone = load("cfps", folder, member_age_min=10).frame["members_reporting"].sum()
    assert adults < everyone == cfps_frame()["members_reporting"].sum()


def test_numbers_of_earlier_waves_may_be_there(folder):
    edit(folder, PERSON, lambda raw: raw.assign(fid10=1.0, fid16=1.0))
    assert len(load("cfps", folder).frame) == 60
