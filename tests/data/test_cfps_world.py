"""The CFPS world follows its official margins, and its estimates err as they were built to."""

import hashlib
from dataclasses import replace

import numpy as np
import pytest
import statsmodels.api as sm

from netpoverty.data.load import load
from netpoverty.data.regions import PROVINCES
from netpoverty.data.schemas import check_frame
from netpoverty.data.simulated import simulate, under
from netpoverty.data.simulated.cfps_index import poor
from netpoverty.errors import InputError

TWINS = ("effect", "none")
OBSERVED = ("age_years", "female", "schooling_years", "health_self_rated", "household_size")


@pytest.mark.parametrize("world", TWINS)
def test_official_margins(world):
    frame = simulate("cfps", world).frame
    check_frame("cfps", frame)
    income = frame["income_pc_year_cny"]
    # National Bureau of Statistics, 2018: median 13,066 and mean 14,617 yuan; incomes are whole.
    assert income.median() == pytest.approx(13066, abs=2)
    assert income.mean() == pytest.approx(14617, abs=2)
    assert len(frame) == 6700
    assert frame["county_id"].nunique() == 162
    assert set(frame["province_code"]) == set(map(float, PROVINCES))
    # Codebook: 16.6 per cent chronically ill; 58.8 per cent of users study online.
    assert frame["chronic_illness"].mean() == pytest.approx(0.166, abs=0.0005)
    study = frame["internet_study_frequency"].dropna()
    assert (study > 0).mean() == pytest.approx(0.588, abs=0.001)


def test_what_happened_is_the_state_that_was():
    made = simulate("cfps", "effect")
    use = made.frame["internet_respondent"] == 1
    for name in ("income_pc_year_cny", "durables_value_cny", "has_car", "consumption_year_cny"):
        would = np.where(use, made.truth[f"{name}_x1m1"], made.truth[f"{name}_x0m0"])
        assert (would == made.frame[name]).all()
    business = np.where(
        use, made.truth["household_business_m1"], made.truth["household_business_m0"]
    )
    assert (business == made.frame["household_business"]).all()


def test_true_effects_by_brute_force():
    made = simulate("cfps", "effect", missingness=0)
    line = made.truth.attrs["line"]
    shares = {(x, m): poor(under(made, x, m), line).astype(float) for x in (0, 1) for m in (0, 1)}
    total = (shares[1, 1] - shares[0, 0]).mean()
    direct = (shares[1, 0] - shares[0, 0]).mean()
    assert made.effects["poverty"] == pytest.approx(total, abs=1e-12)
    assert made.effects["poverty, natural direct"] == pytest.approx(direct, abs=1e-12)
    assert made.effects["poverty, natural indirect"] == pytest.approx(total - direct, abs=1e-12)
    incomes = [under(made, x)["income_pc_year_cny"] for x in (0, 1)]
    earns = incomes[0] > 0
    gain = (np.log(incomes[1][earns]) - np.log(incomes[0][earns])).mean()
    assert made.effects["log income"] == pytest.approx(gain, abs=1e-12)
    assert total < direct < 0


def test_states_of_a_loaded_world():
    data = load("cfps", settings={"n": 300})
    assert data.truth.attrs["effects"]["poverty"] <= 0
    offline = under(data, 0)
    gone = data.frame["internet_respondent"] == 0
    assert (offline["income_pc_year_cny"] == data.frame["income_pc_year_cny"])[gone].all()
    with pytest.raises(InputError, match="0 or 1"):
        under(data, 2)
    with pytest.raises(InputError, match="nobody knows"):
        under(replace(data, truth=None), 1)


def test_the_twin_without_effect_has_none():
    made = simulate("cfps", "none")
    assert all(effect == 0 for effect in made.effects.values())
    assert under(made, 1).drop(columns="insured").equals(under(made, 0).drop(columns="insured"))


def test_twins_share_what_use_does_not_touch():
    effect, none = (simulate("cfps", world).frame for world in TWINS)
    for name in ("age_years", "internet_respondent", "drinking_water", "county_id"):
        assert effect[name].equals(none[name])
    assert effect["income_pc_year_cny"].median() == pytest.approx(
        none["income_pc_year_cny"].median(), abs=3
    )


def income_gap(world, controls=(), **settings):
    made = simulate("cfps", world, forced=False, missingness=0, **settings)
    frame = made.frame[made.frame["income_pc_year_cny"] > 0]
    x = sm.add_constant(frame[["internet_respondent", *controls]])
    fit = sm.OLS(np.log(frame["income_pc_year_cny"]), x).fit()
    name = "internet_respondent"
    return fit.params[name], fit.bse[name], made.effects["log income"]


@pytest.mark.parametrize("world", TWINS)
def test_by_lot_the_naive_gap_is_true(world):
    gap, error, true = income_gap(world, randomised=True, n=20_000, seed=3)
    assert abs(gap - true) < 3 * error


def test_strong_confounding_misleads_and_controls_do_not_cure_it():
    naive, error, true = income_gap("none", confounding="strong", seed=3)
    controlled, controlled_error, _ = income_gap("none", OBSERVED, confounding="strong", seed=3)
    assert true == 0
    assert naive > 10 * error
    assert controlled > 10 * controlled_error


def test_confounding_grows_with_the_setting():
    gaps = [income_gap("none", OBSERVED, confounding=c, seed=3)[0] for c in ("none", "strong")]
    assert gaps[0] < gaps[1] / 2


def test_marks_that_no_survey_has():
    frame = simulate("cfps", n=300).frame
    assert frame["is_simulated"].all()
    assert (frame["household_id"] > 9e12).all()
    assert frame["region"].str.endswith("(simulated)").all()


def test_adding_a_stream_does_not_reshuffle_others():
    # Another size of effect leaves every draw in place.
    small, large = (simulate("cfps", effect_size=size, n=400).frame for size in (0.5, 2.0))
    assert small["age_years"].equals(large["age_years"])
    assert small["internet_respondent"].equals(large["internet_respondent"])


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"n": 10}, "200 or more"),
        ({"n": 300.5}, "whole number"),
        ({"missingness": -1}, "a share from 0 to 0.2"),
        ({"effect_size": "big"}, "a number"),
        ({"sed": 1}, "did you mean 'seed'"),
    ],
)
def test_bad_settings_are_refused(settings, words):
    with pytest.raises(InputError, match=words):
        simulate("cfps", **settings)


def test_unknown_worlds_are_refused():
    with pytest.raises(InputError, match="one of effect, none"):
        simulate("cfps", "claimed")
    with pytest.raises(InputError, match="one of cfps, cgss, panel"):
        simulate("chns")


def test_values_are_stable():
    frame = simulate("cfps", "effect").frame.select_dtypes("number").round(2)
    digest = hashlib.sha256(frame.to_csv(index=False).encode()).hexdigest()[:16]
    assert digest == "bcb34779cb9d586c"
