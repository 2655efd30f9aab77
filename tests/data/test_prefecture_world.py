"""The prefecture world prints the paper's tables; its twins differ in what causes what."""

import hashlib
import re

import numpy as np
import pytest
from linearmodels.panel import PanelOLS, PooledOLS

from netpoverty.data import published
from netpoverty.data.schemas import check_frame
from netpoverty.data.simulated import simulate
from netpoverty.data.simulated.prefecture_print import implied_sizes, printed_numbers, readings
from netpoverty.data.simulated.prefecture_recovery import recover, stored_moments
from netpoverty.data.simulated.var_series import var_series
from netpoverty.errors import InputError

TWINS = ("effect", "none")
# Printed numbers that no moments can show with the rest: a standard error of PCIV that disagrees
# with the pooled and random-effects ones, an adjusted R² of .98924960 by its own F that was
# rounded twice, and one slope printed as 3.9889 and as 3.9888.
CANNOT = {
    ("PCIV", "within", "se CII"),
    ("LGR", "within", "R2"),
    ("PCIV", "random", "CII"),
}


def with_units(world):
    frame = world.frame.dropna(subset=["internet_share"]).set_index(["prefecture", "year"])
    return frame.assign(
        constant=1.0,
        PCIR=frame["income_town_pc_year_cny"] / 1e4,
        PCIV=frame["income_village_pc_year_cny"] / 1e4,
        LGR=frame["budget_revenue_100m_cny"],
    )


def printed(outcome, method):
    return {p.quantity: p for p in printed_numbers() if (p.outcome, p.method) == (outcome, method)}


@pytest.mark.parametrize("world", TWINS)
@pytest.mark.parametrize("outcome", ["PCIR", "PCIV", "LGR"])
@pytest.mark.parametrize("method", ["pooled", "within"])
def test_linearmodels_prints_the_paper(world, outcome, method):
    data = with_units(simulate("panel", world))
    x = data[["constant", "internet_share", "gdp_100m_cny"]]
    if method == "pooled":
        fit = PooledOLS(data[outcome], x).fit()
    else:
        fit = PanelOLS(data[outcome], x, entity_effects=True).fit()
    names = {"constant": "constant", "CII": "internet_share", "LGDP": "gdp_100m_cny"}
    expected = printed(outcome, method)
    for short, name in names.items():
        assert expected[short].shows(fit.params[name])
        if (outcome, method, f"se {short}") not in CANNOT:
            assert expected[f"se {short}"].shows(fit.std_errors[name])


@pytest.mark.parametrize("world", TWINS)
def test_calibration_shows_all_but_three_printed_numbers(world):
    table = simulate("panel", world).calibration
    missed = table[(table["kind"] == "published") & (table["target"] != table["achieved"])]
    expected = {f"{outcome}, {method}: {quantity}" for outcome, method, quantity in CANNOT}
    assert set(missed["quantity"]) == expected


def test_r2_and_f_imply_39_rows():
    # F = (R²/2)/((1 − R²)/(n − 3)): the incomes as plain R², the revenue as adjusted R².
    assert implied_sizes("0.8336", "90.2041", 2)["unadjusted"][0] == pytest.approx(39, abs=0.03)
    assert implied_sizes("0.9314", "244.3164", 2)["unadjusted"] == pytest.approx((39, 39), abs=0.05)
    low, high = implied_sizes("0.9772", "815.6414", 2)["adjusted"]
    assert low < 39 < high


def test_57_rows_cannot_print_the_tables():
    as_stated, as_implied = recover(19), recover(13)
    assert len(as_stated.missed) > 40
    assert len(as_implied.missed) == len(CANNOT)


def test_stored_moments_are_the_recovered_ones():
    # Ten digits are stored; least squares repeats itself to about eight on other processors.
    stored, fresh = stored_moments(), recover().moments
    assert stored.regressor_means == pytest.approx(fresh.regressor_means, rel=1e-6)
    assert stored.within == pytest.approx(fresh.within, rel=1e-6)
    assert stored.between == pytest.approx(fresh.between, rel=1e-6)


def first_differences(world, outcome):
    data = with_units(world)
    names = [outcome, "internet_share", "gdp_100m_cny"]
    change = data[names].groupby(level=0).diff().dropna()
    x = np.column_stack([np.ones(len(change)), change[names[1:]]])
    slopes, squares = np.linalg.lstsq(x, change[outcome], rcond=None)[:2]
    error = np.sqrt(squares[0] / (len(change) - 3) * np.linalg.inv(x.T @ x)[1, 1])
    return slopes[1], error


@pytest.mark.parametrize("outcome", ["PCIR", "PCIV"])
def test_yearly_changes_tell_the_twins_apart(outcome):
    true = stored_moments().within_slopes[outcome][0]
    with_effect, error = first_differences(simulate("panel", "effect"), outcome)
    without, _ = first_differences(simulate("panel", "none"), outcome)
    # Built in: the printed within slope, and zero. Three errors, since trends leave some bias.
    assert abs(with_effect - true) < 3 * error
    assert abs(without) < abs(with_effect) / 2


@pytest.mark.parametrize("world", TWINS)
def test_truth_is_the_effect_row_by_row(world):
    made = simulate("panel", world)
    gained = made.truth["income_town_pc_year_cny_one_point_more_total"]
    difference = (gained - made.frame["income_town_pc_year_cny"]).dropna()
    built = made.effects["income_town_pc_year_cny, total"]
    assert difference.to_numpy() == pytest.approx(built, abs=1e-6)
    assert (built == 0) == (world == "none")


def test_any_seed_keeps_the_tables():
    table = simulate("panel", "effect", seed=5).calibration
    missed = table[(table["kind"] == "published") & (table["target"] != table["achieved"])]
    assert len(missed) == len(CANNOT)


def test_the_free_world_takes_any_size():
    made = simulate("panel", "effect", forced=False, units=5, start=1995, end=2004, seed=3)
    check_frame("panel", made.frame)
    assert made.frame["prefecture"].nunique() == 5
    assert made.frame["year"].nunique() == 10
    without = made.truth["income_town_no_internet"] / made.frame["income_town_pc_year_cny"]
    # exp(−0.4 · share), the declared effect, by hand.
    assert without.to_numpy() == pytest.approx(np.exp(-0.4 * made.frame["internet_share"]), 1e-9)


def test_the_free_world_confounds_as_told():
    def pooled_slope(confounding):
        made = simulate(
            "panel", "none", forced=False, units=60, confounding=confounding, seed=2
        ).frame
        last = made[made["year"] == 2018]
        return np.polyfit(last["internet_share"], np.log(last["income_town_pc_year_cny"]), 1)[0]

    # Nothing is built in. 60 units scatter the slope by about 0.35 where nothing confounds.
    assert abs(pooled_slope("none")) < 0.7
    assert 0.7 < pooled_slope("default") < pooled_slope("strong")


def test_var_series_follow_the_printed_equations():
    system = published.load().paper("sichuan").system("cii-lgr-pcir")
    series = var_series(system, years=30, start=dict.fromkeys(system.variables, 1.0), residual_sd=0)
    rows = series.to_numpy()
    values = system.equations[0].values()
    # Equation (6) by hand for the last year.
    named = {name: rows[:, i] for i, name in enumerate(system.variables)}
    by_hand = values["constant"] + sum(
        values[f"log{name}(-{lag})"] * named[name][-1 - lag] for name in named for lag in (1, 2)
    )
    assert named["LGR"][-1] == pytest.approx(by_hand, rel=1e-12)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"units": 1, "forced": False}, "2 units"),
        ({"confoundin": "none", "forced": False}, "did you mean 'confounding'"),
        ({"confounding": "strong"}, "False for a panel world that takes confounding"),
        ({"seed": -1}, "whole number from 0"),
        ({"seed": "one"}, "a number"),
        ({"forced": "no"}, "True or False"),
    ],
)
def test_bad_settings_are_refused(settings, words):
    with pytest.raises(InputError, match=words):
        simulate("panel", **settings)


def test_values_are_stable():
    frame = simulate("panel", "none").frame.select_dtypes("number").round(4)
    digest = hashlib.sha256(frame.to_csv(index=False).encode()).hexdigest()[:16]
    assert digest == "17c8f2c601d06088"


def test_the_print_decides_between_readings_of_the_text():
    # The text calls the within slope of LGR negative; with a minus 25 numbers would not fit.
    missed = {name: len(recover(13, numbers).missed) for name, numbers in readings().items()}
    assert missed.pop("as printed") == len(CANNOT)
    assert min(missed.values()) > 4 * len(CANNOT)


def test_printed_numbers_are_those_of_the_registry():
    paper = published.load().paper("sichuan")
    for table in ("table-2", "table-3"):
        layout = paper.tables[table]
        for place, column in enumerate(layout.columns):
            outcome = layout.header["dependent"][place]
            method = {"fixed": "within"}.get(
                layout.header["model"][place], layout.header["model"][place]
            )
            for row, names in (
                ("CII", ("CII", "se CII")),
                ("LGDP", ("LGDP", "se LGDP")),
                ("Constant", ("constant", "se constant")),
                ("Adjusted-R2", ("R2",)),
                ("F-statistic", ("F",)),
            ):
                shown = layout.rows[row][place].replace("− ", "-")
                for name, digits in zip(names, re.findall(r"-?\d+\.\d+", shown), strict=True):
                    assert printed(outcome, method)[name].digits == digits, (column, name)


def test_printed_lines_are_those_of_the_registry():
    paper = published.load().paper("sichuan")
    for method, line in (("pooled", "lgdp-a"), ("within", "lgdp-b"), ("random", "lgdp-c")):
        equation = paper.equations[line].values("minus" if line == "lgdp-a" else "")
        assert equation["constant"] == printed("LGDP", method)["constant"].value
        (slope,) = [value for name, value in equation.items() if name != "constant"]
        assert slope == printed("LGDP", method)["CII"].value
