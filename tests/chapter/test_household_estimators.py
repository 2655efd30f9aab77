"""Users against others, and what has not been seen yet: the chapter's own arithmetic."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.multitest import multipletests
from survey_frames import cfps_frame

from netpoverty.chapter import household_estimators as comparing
from netpoverty.chapter import household_future as future
from netpoverty.chapter import household_tables as tables
from netpoverty.chapter.household_study import household_study, open_studies
from netpoverty.data.codebook.survey_format import write_cfps
from netpoverty.data.load import load


@pytest.fixture(scope="module")
def twins():
    return open_studies(settings={"seed": 2, "n": 800})


def test_a_twin_or_a_file_that_is_named_stands_alone(twins, tmp_path):
    assert list(twins) == ["effect built in", "no effect"]
    assert list(open_studies(world="none", settings={"n": 300})) == ["no effect"]
    write_cfps(cfps_frame(600, 3), tmp_path)
    only = open_studies(str(tmp_path), indicators=["income", "schooling"])
    assert list(only) == ["your file"]
    assert only["your file"].measured.names == ("income", "schooling")


def test_holm_is_the_adjustment_of_statsmodels():
    p = np.random.default_rng(3).uniform(size=9) ** 2
    assert tables.holm(p) == pytest.approx(multipletests(p, method="holm")[1], rel=1e-12)


def test_a_group_keeps_its_p_value_and_gets_an_adjusted_one(twins):
    study = twins["no effect"]
    shown, adjusted = tables.groups_table(study, {"region": "region", "gender": "gender"})
    _, p = tables.effects_in_groups(study, "region")
    told = shown.loc["region", "p, all equal"].tolist()
    assert told == [p] * len(shown.loc["region"])
    assert adjusted["region"] >= p


def test_contributions_to_m0_add_up_in_every_region(twins):
    parts = tables.contributions(twins["no effect"])
    assert parts.sum(axis=1).to_numpy() == pytest.approx(1)


def test_others_online_leave_the_household_itself_out(twins):
    study = twins["no effect"]
    others = comparing.others_online(study)
    row = study.frame.index[5]
    county = study.frame[study.frame["county_id"] == study.frame.loc[row, "county_id"]]
    rest = county["online"].drop(row)
    assert others[row] == pytest.approx(rest.mean()) if len(rest) else np.isnan(others[row])


def test_a_truth_stands_beside_the_instrument_only_in_the_worlds(twins, tmp_path):
    assert comparing.instrument(twins).loc["no effect", "built in"] == 0
    write_cfps(cfps_frame(600, 3), tmp_path)
    real = {"your file": household_study(load("cfps", tmp_path))}
    assert "built in" not in comparing.instrument(real)


def test_the_risk_ratio_undoes_the_effect(twins):
    study = twins["effect built in"]
    users = study.frame.loc[study.frame["online"] == 1, "poor"].mean()
    assert comparing.risk_ratio(study, -0.1) == pytest.approx(users / (users + 0.1))
    assert comparing.risk_ratio(study, 0.0) == 1
    # harm: as much of it as there is poverty among users, or more, leaves nobody else poor
    assert comparing.risk_ratio(study, users / 2) == pytest.approx(2)
    for effect in (users, users + 0.01, 1.0):
        assert comparing.risk_ratio(study, effect) == 100
    assert comparing.risk_ratio(study, -1.0) == pytest.approx(users)  # all would be poor
    spared = dataclasses.replace(study, frame=study.frame.assign(poor=0))
    assert [comparing.risk_ratio(spared, effect) for effect in (-0.1, 0.0, 0.1)] == [0.01, 1, 100]


def test_balance_improves_by_either_way(twins):
    worst = comparing.balance(twins["effect built in"]).differences.abs().max()
    assert worst["matched"] < worst["before"] > worst["weighted"]


def test_every_household_has_a_chance_of_poverty(twins):
    study = twins["effect built in"]
    chance = future.chance_of_poverty(study)
    assert chance.index.equals(study.frame.index)
    assert chance.between(0, 1).all()
    means = future.by_use({"a": study}, {"a": chance})["a"]
    assert means[1] == pytest.approx(chance[study.frame["online"] == 1].mean())


def test_where_nobody_gains_spreading_changes_nothing(twins):
    curves = future.spread_of_use(twins["no effect"], 0.5, 0.2)
    assert future.change_at_the_end(curves).tolist() == [0, 0]
    assert future.rise_on_the_way(curves) == 0


def test_an_assumed_gain_of_everybody_leaves_relative_poverty_where_it_was(tmp_path):
    write_cfps(cfps_frame(600, 3), tmp_path)
    study = household_study(load("cfps", tmp_path))
    change = future.change_at_the_end(future.spread_of_use(study, 0.5, 0.2))
    assert change["line moving"] == pytest.approx(0, abs=1e-12)
    assert change["line fixed"] < 0


def test_the_printed_years_end_at_nil():
    from netpoverty.data import published

    context = published.load().paper("context")
    incidence = tables.official_incidence(context)
    assert incidence[2020] == 0 < incidence[2018]
    ever = tables.printed_purposes(context)
    assert ever.is_monotonic_increasing and isinstance(ever, pd.Series)
