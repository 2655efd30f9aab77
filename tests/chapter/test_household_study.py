"""The study behind the chapter on relative poverty, and its tables and figures."""

import dataclasses

import matplotlib.pyplot as plt
import numpy as np
import pytest
from survey_frames import cfps_frame

from netpoverty.chapter import household_figures as figures
from netpoverty.chapter import household_tables as tables
from netpoverty.chapter.household_study import household_study
from netpoverty.data.codebook.survey_format import write_cfps
from netpoverty.data.load import load
from netpoverty.errors import InputError
from netpoverty.models.comparisons import side_by_side


@pytest.fixture(scope="module")
def twins():
    settings = {"seed": 2, "n": 800}
    return {
        w: household_study(load("cfps", world=w, settings=settings)) for w in ("effect", "none")
    }


def test_truth_is_nil_where_nothing_was_built_in(twins):
    assert twins["none"].true_effect == twins["none"].true_indirect == 0
    assert twins["effect"].true_effect < twins["effect"].true_indirect < 0


def test_observed_poverty_is_the_potential_poverty_of_the_use_taken(twins):
    study = twins["effect"]
    taken = study.poor_if[0, 0].where(study.frame["internet_respondent"] == 0, study.poor_if[1, 1])
    # Hidden answers are dropped, and the line of the index is the same: no row may differ.
    assert (taken == study.frame["poor"]).all()


def test_real_households_have_no_known_truth(tmp_path):
    write_cfps(cfps_frame(600, 3), tmp_path)
    study = household_study(load("cfps", tmp_path))
    assert study.kind == "real"
    assert study.true_effect is None
    assert study.frame["weight_household"].notna().all()
    assert len(study.frame) == study.flow.to_frame()["left"].iloc[-1]


def test_a_cutoff_that_nobody_reaches_is_refused():
    data = load("cfps", settings={"n": 600})
    with pytest.raises(InputError, match=r"k = 0\.95"):
        household_study(data, k=0.95)


def test_half_of_the_members_online_is_online():
    study = household_study(load("cfps", settings={"n": 600}), exposure="share")
    assert set(study.frame["online"][study.frame["exposure"] == 0.5]) <= {1.0}
    assert study.frame["online"].eq(study.frame["exposure"] >= 0.5).all()


def test_purposes_by_region_are_weighted_shares(twins):
    frame = twins["effect"].frame
    users = frame.query("internet_respondent == 1 and region == 'West'")
    ever = users["internet_social_frequency"] > 0
    by_hand = 100 * np.average(ever, weights=users["weight_household"])
    found = tables.purposes_by(twins["effect"], "region")
    assert found.loc["West", "social"] == pytest.approx(by_hand, rel=1e-12)


def test_falls_are_differences_of_headcounts(twins):
    measured = twins["effect"].measured
    found = tables.falls_along_k(twins["effect"], 0.1, 0.6).loc["all"]
    start, end = 100 * measured["H", 0.1], 100 * measured["H", 0.6]
    assert found["fall, points"] == pytest.approx(start - end)
    assert found["fall, % of start"] == pytest.approx(100 * (1 - end / start))


def test_a_separated_logit_gives_way_to_a_linear_model(twins):
    frame = twins["effect"].frame.assign(told=lambda f: f["poor"])
    assert tables.effect_row(frame, "poor ~ online + told")["model"] == "linear"
    assert tables.effect_row(frame, "poor ~ online")["model"] == "logit"


def test_a_group_that_is_all_online_or_all_offline_has_no_effect(twins):
    frame = twins["effect"].frame
    cut = np.select([frame["online"].eq(1) & frame["age_years"].lt(40)], ["young"], "others")
    cut[np.flatnonzero(frame["online"] == 0)[:30]] = "never"
    cut[(cut == "others") & (frame["age_years"] % 2 == 1)] = "odd"
    study = dataclasses.replace(twins["effect"], frame=frame.assign(cut=cut))
    found, adjusted = tables.groups_table(study, {"cut": "cut", "gender": "gender"})
    assert found.loc[("cut", "young"), "points"] == "not estimable: everybody is online"
    assert found.loc[("cut", "never"), "points"] == "not estimable: nobody is online"
    assert np.isfinite(found.loc[("cut", "odd"), "points"])
    assert set(adjusted) == {"cut", "gender"}
    alone = study.frame.assign(cut=np.where(cut == "young", "young", "others"))
    found, adjusted = tables.groups_table(dataclasses.replace(study, frame=alone), {"cut": "cut"})
    assert adjusted == {}
    assert found.loc[("cut", "others"), "points"] == "no other group to compare with"
    assert found["p, all equal"].eq("not tested").all()


def test_plain_difference_is_the_difference_of_means(twins):
    frame = twins["effect"].frame
    ask = {"treatment": "online", "outcome": "poor", "covariates": "age_years"}
    found = side_by_side(frame, **ask, clusters="cluster")
    means = frame.groupby("online")["poor"].mean()
    assert found.loc["plain difference", "estimate"] == pytest.approx(means[1] - means[0])


def test_figures_draw_a_panel_a_data_set(twins):
    frames = {name: tables.steps_of_controls(study) for name, study in twins.items()}
    figure = figures.draw_effects(frames, {n: s.true_effect for n, s in twins.items()}, "points")
    assert [ax.get_title() for ax in figure.axes] == list(twins)
    plt.close(figure)
