"""The CGSS world keeps the paper's moments under the paper's rules, and knows its own truth."""

import hashlib

import numpy as np
import pytest
import statsmodels.api as sm

from netpoverty.data import published
from netpoverty.data.choices import settle
from netpoverty.data.load import load
from netpoverty.data.samples import line_population
from netpoverty.data.schemas import check_frame
from netpoverty.data.simulated import simulate
from netpoverty.data.simulated.cgss_calibration import paper_codes
from netpoverty.data.simulated.cgss_constants import value
from netpoverty.errors import InputError

TWINS = ("effect", "none")


def sample_of(world):
    data = load("cgss", world=world)
    population = line_population(data.frame, settle("cgss", {}))
    line = 0.5 * population["income_ranked_cny"].median()
    poor = (data.sample["working"] == 1) & (data.sample["income_ranked_cny"] < line)
    return data, poor.astype(float)


@pytest.mark.parametrize("world", TWINS)
def test_the_papers_rules_leave_the_printed_table(world):
    data, poor = sample_of(world)
    sample = data.sample
    assert data.flow.start == 8148
    assert len(sample) == 1491
    codes = paper_codes(sample)
    columns = {
        "41.35 11.17": sample["age_years"],
        "0.47 0.50": sample["female"],
        "0.79 0.41": sample["married"],
        "3.42 1.62": codes["health"],
        "2.28 1.20": codes["education"],
        "4.18 1.16": sample["internet_frequency"],
        "0.07 0.25": poor,
    }
    for printed, column in columns.items():
        assert f"{column.mean():.2f} {column.std():.2f}" == printed
    assert poor.sum() == 104  # 6.98 per cent of 1,491
    assert (sample["age_years"].min(), sample["age_years"].max()) == (18, 65)


@pytest.mark.parametrize("world", TWINS)
def test_what_happened_is_what_would_have_happened(world):
    made = simulate("cgss", world)
    known = made.frame["internet_frequency"].notna() & made.frame["income_year_cny"].notna()
    use = made.frame.loc[known, "internet_frequency"].astype(int)
    potential = np.array([made.truth.loc[i, f"income_{level}"] for i, level in use.items()])
    assert potential == pytest.approx(made.frame.loc[known, "income_year_cny"].to_numpy(), abs=0.5)


def test_true_effects_by_brute_force():
    made = simulate("cgss", "effect")
    inside = made.truth[made.truth["in_sample"]]
    total = inside["poor_5"].astype(float).mean() - inside["poor_1"].astype(float).mean()
    direct = (inside["poor_5_hours_1"].astype(float) - inside["poor_1"].astype(float)).mean()
    assert made.effects["working poverty, use 5 against 1"] == pytest.approx(total, abs=1e-12)
    assert made.effects["working poverty, natural direct"] == pytest.approx(direct, abs=1e-12)
    parts = (
        made.effects["working poverty, natural direct"]
        + made.effects["working poverty, natural indirect"]
    )
    assert parts == pytest.approx(total, abs=1e-12)
    assert total < -0.02


def test_the_twin_without_effect_has_none():
    truth = simulate("cgss", "none").truth
    for level in (2, 3, 4, 5):
        assert (truth[f"income_{level}"] == truth["income_1"]).all()
        assert (truth[f"poor_{level}"] == truth["poor_1"]).all()


def slope_of_log_income(world, controls=(), **settings):
    made = simulate("cgss", world, forced=False, missingness=0, **settings)
    work = made.frame[made.frame["work_history_code"] == 1].dropna(subset=["income_year_cny"])
    x = sm.add_constant(work[["internet_frequency", *controls]])
    fit = sm.OLS(np.log(work["income_year_cny"]), x).fit()
    return fit.params["internet_frequency"], fit.bse["internet_frequency"]


@pytest.mark.parametrize("world", TWINS)
def test_by_lot_the_naive_slope_is_true(world):
    # 0.08 directly and 0.5 · log((48 + 1)/48) ≈ 0.010 through hours, a step of use.
    true = (0.08 + 0.5 * np.log(49 / 48)) * (world == "effect")
    slope, error = slope_of_log_income(world, randomised=True, n=30_000, seed=4)
    assert abs(slope - true) < 3 * error


def test_strong_confounding_misleads_even_with_controls():
    controls = ("age_years", "female", "schooling_years", "health_self_rated")
    strong, error = slope_of_log_income("none", controls, confounding="strong", seed=4)
    none, _ = slope_of_log_income("none", controls, confounding="none", seed=4)
    assert strong > 5 * error
    assert abs(none) < strong / 3


def test_free_worlds_vary_and_forced_ones_do_not():
    sizes = [simulate("cgss", forced=False, seed=s).truth["in_sample"].sum() for s in (1, 2, 3)]
    assert len(set(sizes)) > 1
    assert all(1300 < size < 1700 for size in sizes)
    assert simulate("cgss", seed=9).truth["in_sample"].sum() == 1491


def test_marks_that_no_survey_has():
    frame = simulate("cgss").frame
    check_frame("cgss", frame)
    assert frame["is_simulated"].all()
    assert (frame["respondent_id"] < 0).all()
    assert frame["region"].str.endswith("(simulated)").all()


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"n": 100}, "forced=False"),
        ({"n": 100, "forced": False}, "200 or more"),
        ({"missingness": 0.5}, "a share from 0 to 0.2"),
        ({"confounding": "huge"}, "one of none, default, strong"),
        ({"randomised": 1}, "True or False"),
    ],
)
def test_bad_settings_are_refused(settings, words):
    with pytest.raises(InputError, match=words):
        simulate("cgss", **settings)


def test_values_are_stable():
    frame = simulate("cgss", "effect").frame.select_dtypes("number").round(2)
    digest = hashlib.sha256(frame.to_csv(index=False).encode()).hexdigest()[:16]
    assert digest == "28bf9ffb8d100fe1"


def test_targets_are_those_of_the_registry():
    table = published.load().paper("working-poverty").tables["table-2"].rows
    names = {
        "age": "age",
        "female": "gender",
        "married": "Marital status",
        "education": "Educational attainment",
        "working_poor": "State of working poverty",
    }
    for name, row in names.items():
        mean, sd, low, high = value(name)
        assert table[row] == ["1491", mean, sd, str(low), str(high)]
    # Read otherwise than printed: a lost decimal point, and a range that cannot hold the mean.
    assert table["Health status"][1].replace("3", "3.", 1) == value("health")[0]
    assert table["Frequency of Internet use"][1:3] == list(value("internet")[:2])
