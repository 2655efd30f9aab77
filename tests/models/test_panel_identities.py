"""Identities that hold exactly, up to the rounding of double precision (1e-9 relative)."""

import copy
import pickle
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from linearmodels.panel import BetweenOLS, FirstDifferenceOLS, PanelOLS, PooledOLS, RandomEffects
from panel_frames import drawn, grunfeld, grunfeld_panel

from netpoverty.models.panel import (
    compare_estimators,
    compare_outcomes,
    elasticities,
    estimate_panel,
    hausman,
    prepare_panel,
    variance_components,
)
from netpoverty.models.panel import transform as transforming
from netpoverty.models.panel.transform import EFFECTS, transform
from netpoverty.results import NotComputable

EXACT = 1e-9


def prepared(frame, formula="y ~ x + z", **options):
    return prepare_panel(formula, frame, unit="unit", time="year", **options)


def test_random_effects_with_zero_component_are_pooled():
    frame = drawn(units=6, unit_spread=0.0, seed=3)
    frame["y"] -= frame.groupby("unit")["y"].transform("mean") - frame["y"].mean()
    for name in ("x", "z"):
        frame[name] -= frame.groupby("unit")[name].transform("mean") * 0.5
    panel = prepared(frame)
    assert variance_components(panel).state == "collapsed"
    random, pooled = estimate_panel(panel, "random"), estimate_panel(panel, "pooled")
    assert random.coefficients.to_numpy() == pytest.approx(pooled.coefficients, rel=EXACT)
    assert random.errors.to_numpy() == pytest.approx(pooled.errors, rel=EXACT)
    assert "pooled OLS" in random.summary()


def test_three_units_and_two_regressors_fall_back_on_the_within_variance():
    panel = prepared(drawn(units=3))
    random, pooled = estimate_panel(panel, "random"), estimate_panel(panel, "pooled")
    within = estimate_panel(panel, "within")
    ratio = np.sqrt(within.residual_variance / pooled.residual_variance)
    assert random.components.state == "too few groups"
    assert random.coefficients.to_numpy() == pytest.approx(pooled.coefficients, rel=EXACT)
    assert (random.errors / pooled.errors).to_numpy() == pytest.approx([ratio] * 3, rel=EXACT)
    assert "theta = 0" in random.summary()


@settings(derandomize=True, max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), units=st.integers(2, 6), years=st.integers(4, 9))
def test_within_is_least_squares_on_unit_dummies(seed, units, years):
    frame = drawn(units, years, seed).sample(frac=0.9, random_state=seed)
    panel = prepared(frame, gaps="keep")
    dummies = np.eye(panel.units)[panel.unit]
    full = np.linalg.lstsq(np.column_stack([panel.regressors, dummies]), panel.outcome, rcond=None)[
        0
    ]
    found = estimate_panel(panel, "within").coefficients
    assert found[["x", "z"]].to_numpy() == pytest.approx(full[:2], rel=1e-7, abs=1e-9)


LINEARMODELS = {
    "pooled": PooledOLS,
    "within": lambda y, x: PanelOLS(y, x, entity_effects=True),
    "two_way": lambda y, x: PanelOLS(y, x, entity_effects=True, time_effects=True),
    "random": RandomEffects,
    "between": BetweenOLS,
    "first_differences": lambda y, x: FirstDifferenceOLS(y, x.drop(columns="Constant")),
}


@pytest.mark.parametrize("effects", LINEARMODELS)
@pytest.mark.parametrize("share", [1.0, 0.8])
def test_every_estimator_gives_what_linearmodels_gives(effects, share):
    """Complete panels and panels with holes at their ends: differences skip no year."""
    frame = drawn(units=7, seed=2)
    late = frame.year > frame.year.max() - 3
    frame = frame[~late | (frame.unit.isin(frame.unit.unique()[:2]) | (share == 1))]
    panel = prepared(frame)
    outcome, regressors = panel.indexed()
    regressors.insert(0, "Constant", 1.0)
    theirs = LINEARMODELS[effects](outcome, regressors).fit().params
    assert panel.balanced == (share == 1)
    assert estimate_panel(panel, effects).coefficients.to_dict() == pytest.approx(
        theirs.to_dict(), rel=1e-8
    )


def test_a_panel_is_solved_once_and_a_changed_one_anew():
    panel = prepared(drawn(units=4))
    first = estimate_panel(panel, "within")
    assert estimate_panel(panel, "within", "cluster").data is first.data
    other = estimate_panel(replace(panel, outcome=2 * panel.outcome), "within")
    assert other.coefficients["x"] == pytest.approx(2 * first.coefficients["x"])


ARRAYS = ("outcome", "regressors", "unit", "time")
COPIES = {
    "copy": copy.copy,
    "deep copy": copy.deepcopy,
    "pickle": lambda panel: pickle.loads(pickle.dumps(panel)),
}


@pytest.mark.parametrize("name", ARRAYS)
@pytest.mark.parametrize("how", [lambda panel: panel, *COPIES.values()], ids=["itself", *COPIES])
def test_nobody_writes_into_a_solved_panel(how, name):
    panel = how(prepared(drawn(units=4)))
    estimate_panel(panel, "within")
    with pytest.raises(ValueError, match="read-only"):
        getattr(panel, name)[0] = 5


@pytest.mark.parametrize("how", COPIES.values(), ids=COPIES)
def test_a_copy_is_solved_anew(how):
    panel = prepared(drawn(units=4))
    first = estimate_panel(panel, "within")
    other = how(panel)
    assert other.solved == {} and other.solved is not panel.solved
    assert estimate_panel(other, "within").coefficients.equals(first.coefficients)


def test_a_panel_keeps_its_values_when_its_maker_writes_on():
    made = prepared(drawn(units=4))
    outcome = made.outcome.copy()
    panel = replace(made, outcome=outcome)
    outcome[:] = 0.0
    assert estimate_panel(panel).coefficients.equals(estimate_panel(made).coefficients)


def test_what_one_estimate_holds_no_other_changes():
    panel = prepared(drawn(units=4))
    first = estimate_panel(panel, "random")
    for array in (first.data.outcome, first.data.design):
        with pytest.raises(ValueError, match="read-only"):
            array[:] = 0.0
    kept = first.coefficients.copy()
    first.coefficients.iloc[:] = 0.0
    assert estimate_panel(panel, "random").coefficients.equals(kept)


@pytest.mark.parametrize("effects", list(EFFECTS))
def test_variation_is_checked_once(monkeypatch, effects):
    calls, check = [], transforming._require_variation
    monkeypatch.setattr(
        transforming, "_require_variation", lambda *given: calls.append(1) or check(*given)
    )
    estimate_panel(prepared(drawn(units=6)), effects)
    assert len(calls) == (effects in transforming.VARIATION)


def test_two_periods_make_within_and_differences_with_drift_of_two_way_equal():
    panel = prepared(drawn(units=9, years=2, seed=4))
    differences = estimate_panel(panel, "first_differences_drift").coefficients
    two_way = estimate_panel(panel, "two_way").coefficients
    assert differences[["x", "z"]].to_numpy() == pytest.approx(two_way[["x", "z"]], rel=EXACT)


def test_differences_skip_gaps():
    frame = drawn(units=3, years=6)
    panel = prepared(frame[frame.year != 2003], gaps="keep")
    assert len(transform(panel, "first_differences").outcome) == 3 * 3
    assert panel.dropped == {} and panel.gaps == {"unit 00": 1, "unit 01": 1, "unit 02": 1}
    told = estimate_panel(panel).summary()
    assert (
        "gaps in their years, unit 00 (1), unit 01 (1), unit 02 (1)" in told
        and "Left out" not in told
    )


def test_lag_and_diff_stay_inside_units_and_years():
    frame = drawn(units=3, years=6)
    panel = prepared(frame, "y ~ lag(x) + diff(z)")
    second = frame[frame.year > 2000].reset_index(drop=True)
    before = frame[frame.year < 2005].reset_index(drop=True)
    assert panel.n == 15
    assert panel.regressors[:, 0] == pytest.approx(before.x)
    assert panel.regressors[:, 1] == pytest.approx(second.z - before.z)


def test_hausman_forms_coincide_when_theta_is_zero_by_fallback():
    """With theta = 0 and the within variance, all three forms are the same F-type contrast."""
    panel = prepared(drawn(units=3, seed=1))
    forms = [hausman(panel, form).statistic for form in ("classic", "sigmamore", "mundlak")]
    assert forms == pytest.approx([forms[0]] * 3, rel=1e-8)


def test_hausman_says_why_it_cannot_be_computed():
    found = [hausman(prepared(drawn(units=5, years=6, seed=seed))) for seed in range(12)]
    refused = [result for result in found if isinstance(result, NotComputable)]
    assert refused, "some draw must give a difference that is not positive definite"
    assert "smallest eigenvalue" in refused[0].reason


def test_difference_of_outcomes_is_the_difference_of_coefficients():
    frame = drawn(units=4).assign(w=lambda f: 2 * f.y + f.x)
    result = compare_outcomes(prepared(frame), prepared(frame, "w ~ x + z")).to_frame()
    first, second = result.loc[("x", "y")], result.loc[("x", "w")]
    difference = result.loc[("x", "difference")]
    assert difference.coefficient == pytest.approx(first.coefficient - second.coefficient)
    assert difference.error < first.error + second.error


def test_elasticity_at_means_is_slope_times_ratio_of_means():
    panel = grunfeld_panel()
    estimate = estimate_panel(panel, "within")
    frame = grunfeld()
    expected = estimate.coefficients["capital"] * frame.capital.mean() / frame.invest.mean()
    assert elasticities(estimate).to_frame().elasticity["capital"] == pytest.approx(expected)
    assert len(elasticities(estimate, "units").to_frame()) == 20


def test_comparison_reads_like_the_printed_table():
    panel = grunfeld_panel()
    table = compare_estimators(panel, stars={0.05: "*"}, decimals=3)
    frame = table.to_frame()
    assert list(frame.columns) == ["Pooled", "Fixed effects", "Random effects"]
    assert list(frame.index[:3]) == ["value", "capital", "Constant"]
    assert frame.loc["value", "Fixed effects"] == "0.110 (0.012)*"
    assert frame.loc["n", "Pooled"] == "200"
    assert "* p < 0.05" in table.summary()
    assert len(table.tidy()) == 9


def test_plots_return_their_axes():
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    panel = grunfeld_panel()
    estimate = estimate_panel(panel, "random")
    for result in (estimate, estimate.components, elasticities(estimate), hausman(panel)):
        assert result.plot().figure is not None
    assert compare_estimators(panel).plot("capital").get_xlabel() == "coefficient of capital"
    plt.close("all")
