"""Bad panels are refused in one sentence that names the thing."""

import numpy as np
import pandas as pd
import pytest
from panel_frames import drawn

from netpoverty.errors import InputError
from netpoverty.models.panel import (
    compare_estimators,
    estimate_panel,
    hausman,
    pesaran_cd,
    prepare_panel,
    wooldridge_autocorrelation,
)
from netpoverty.models.panel.transform import EFFECTS

BAD = {
    "a constant regressor": (lambda f: f.assign(x=3.0), "x: got 3 in every row"),
    "a constant outcome": (lambda f: f.assign(y=1.0), "y: got 1 in every row"),
    "one unit": (lambda f: f[f.unit == "unit 00"], "unit: got 1 unit"),
    "a gap": (lambda f: f[f.year != 2003], "years of unit 00: got a gap before 2004"),
    "years as text": (lambda f: f.assign(year=f.year.astype(str)), "year: got '2000'"),
    "years with words": (lambda f: f.assign(year="year " + f.year.astype(str)), "year: got"),
    "half years": (lambda f: f.assign(year=f.year + 0.5), "whole numbers"),
    "a unit-year twice": (lambda f: pd.concat([f, f.iloc[:1]]), "unit 00 2000 twice"),
    "collinear": (lambda f: f.assign(z=2 * f.x + 1), "z: got a linear combination"),
    "words as numbers": (lambda f: f.assign(x="many"), "x: got 'many'"),
    "infinite": (lambda f: f.assign(x=f.x.where(f.x.index > 0, np.inf)), "x: got an infinite"),
    "a column of missing": (lambda f: f.assign(x=np.nan), "x: got a missing value in every row"),
    "an outcome of missing": (lambda f: f.assign(y=None), "y: got a missing value in every row"),
    "no complete row": (
        lambda f: f.assign(x=f.x.where(f.year > 2003), z=f.z.where(f.year < 2003)),
        "rows: got a missing value in each of them; allowed: rows with all of y, x, z",
    ),
    "a missing column": (lambda f: f.drop(columns="x"), "column: got 'x'"),
    "a nameless unit": (lambda f: f.assign(unit=f.unit.where(f.index > 0)), "unit: got an empty"),
}


def prepared(frame, formula="y ~ x + z", **options):
    return prepare_panel(formula, frame, unit="unit", time="year", **options)


@pytest.mark.parametrize("case", BAD)
def test_bad_frames_are_refused_in_one_sentence(case):
    spoil, told = BAD[case]
    with pytest.raises(InputError) as caught:
        prepared(spoil(drawn(units=3, years=8)))
    message = str(caught.value)
    assert told in message and "allowed" in message and "\n" not in message


def test_log_of_zero_is_named():
    with pytest.raises(InputError, match=r"log\(x\): got an infinite value"):
        prepared(drawn().assign(x=lambda f: np.where(f.index == 0, 0.0, f.x.abs())), "y ~ log(x)")


@pytest.mark.parametrize("formula", ["y", "y ~ 1", "y ~ x ~ z"])
def test_formulas_without_outcome_or_regressor_are_refused(formula):
    with pytest.raises(InputError, match="formula"):
        prepared(drawn(), formula)


def test_missing_rows_are_counted_not_hidden():
    frame = drawn(units=3, years=6)
    frame.loc[5, "x"] = np.nan
    panel = prepared(frame)
    assert panel.dropped == {"missing value": 1} and not panel.balanced
    assert "Left out: 1 row (missing value)." in estimate_panel(panel).summary()


def test_a_transformation_without_a_single_value_is_named():
    with pytest.raises(InputError, match=r"lag\(x, 9\): got a missing value in every row"):
        prepared(drawn(units=3, years=8), "y ~ lag(x, 9) + z")


def test_gaps_are_counted_by_unit_with_what_became_of_their_rows():
    frame = drawn(units=3, years=8)
    gone = frame.year.isin([2002, 2005]) & (frame.unit == "unit 00")
    gone |= (frame.year == 2002) & (frame.unit == "unit 01")
    panel = prepared(frame[~gone], gaps="keep")
    assert panel.n == 21 and panel.gaps == {"unit 00": 2, "unit 01": 1}
    told = estimate_panel(panel).summary()
    assert (
        "in their years, unit 00 (2), unit 01 (1); all rows before and after a gap are used."
        in told
    )
    assert "left out" not in told.lower()
    changes = estimate_panel(panel, "first_differences")
    assert changes.n == 21 - 3 - 3
    assert "unit 00 (2), unit 01 (1); no change is taken across a gap." in changes.summary()


@pytest.mark.parametrize("test", [pesaran_cd, wooldridge_autocorrelation])
def test_tests_that_need_balance_say_so(test):
    frame = drawn(units=3, years=6).iloc[:-1]
    with pytest.raises(InputError, match="5 of 6 years for unit 02"):
        test(prepared(frame))


def test_unknown_names_are_refused_with_the_nearest():
    panel = prepared(drawn())
    with pytest.raises(InputError, match="did you mean 'within'"):
        estimate_panel(panel, "witin")
    with pytest.raises(InputError, match="did you mean 'driscoll-kraay'"):
        estimate_panel(panel, covariance="driscoll-kray")
    with pytest.raises(InputError, match="bandwidth: got 40"):
        estimate_panel(panel, covariance="driscoll-kraay", bandwidth=40)
    with pytest.raises(InputError, match="comparison"):
        compare_estimators(panel, [])


def test_a_regressor_fixed_within_units_is_refused_by_within_alone():
    frame = drawn(units=6)
    frame["z"] = frame.groupby("unit").ngroup().astype(float)
    panel = prepared(frame)
    assert estimate_panel(panel, "pooled").n == 72
    with pytest.raises(InputError, match="z: got no variation within units"):
        estimate_panel(panel, "within")


@pytest.mark.parametrize(
    ("effects", "made", "told"),
    [
        ("first_differences", lambda f: f.x + f.groupby("unit").ngroup(), "combination of the oth"),
        ("first_differences", lambda f: f.groupby("unit").ngroup(), "no variation from one year"),
        ("first_differences_drift", lambda f: 3.0 * f.year, "no variation around the common"),
        ("between", lambda f: f.year.astype(float), "no variation between the means"),
        ("between", lambda f: f.groupby("unit").x.transform("mean"), "combination of the others"),
        ("within", lambda f: f.x + f.groupby("unit").ngroup(), "combination of the others within"),
        ("two_way", lambda f: f.x + f.year, "combination of the others within units and years"),
    ],
)
def test_a_regressor_without_use_in_one_comparison_is_named_there(effects, made, told):
    frame = drawn(units=6)
    panel = prepared(frame.assign(w=lambda f: made(f).astype(float)), "y ~ x + w")
    assert estimate_panel(panel, "pooled").n == len(frame)
    with pytest.raises(InputError, match=f"w: got .*{told}"):
        estimate_panel(panel, effects)


def test_a_column_without_any_number_is_named():
    with pytest.raises(InputError, match="x: got a missing value in every row"):
        prepared(drawn().assign(x=np.nan))
    halves = drawn().assign(
        x=lambda f: f.x.where(f.year % 2 == 0), z=lambda f: f.z.where(f.year % 2 == 1)
    )
    with pytest.raises(InputError, match="rows: got a missing value in each"):
        prepared(halves)


LOST = {
    "a fixed regressor, by its changes": (
        "first_differences",
        lambda f: f.groupby("unit").ngroup() * 1.0,
        "z: got no variation from one year to the next (First differences)",
    ),
    "a trend, around a drift": (
        "first_differences_drift",
        lambda f: f.year * 1.0,
        "z: got no variation around the common change from one year to the next",
    ),
    "a trend, by means": (
        "between",
        lambda f: 1e6 + 0.1 * f.year,
        "z: got no variation between the means of units (Between)",
    ),
    "a shock of each year, by means": (
        "between",
        lambda f: np.sin(f.year),
        "z: got no variation between the means of units (Between)",
    ),
    "a twin, by changes": (
        "first_differences",
        lambda f: f.x + 10 * f.groupby("unit").ngroup(),
        "z: got a linear combination of the others from one year to the next",
    ),
    "a twin, within": (
        "within",
        lambda f: f.x + 10 * f.groupby("unit").ngroup(),
        "z: got a linear combination of the others within units (Fixed effects)",
    ),
    "a twin, within both": (
        "two_way",
        lambda f: f.x + 10 * f.groupby("unit").ngroup() + np.cos(f.year),
        "z: got a linear combination of the others within units and years",
    ),
    "a twin, by means": (
        "between",
        lambda f: f.x + np.sin(f.year),
        "z: got a linear combination of the others between the means of units",
    ),
}


@pytest.mark.parametrize("case", LOST)
def test_what_a_transformation_takes_from_a_regressor_is_named(case):
    effects, made, told = LOST[case]
    frame = drawn(units=8, years=6)
    panel = prepared(frame.assign(z=made))
    assert np.isfinite(estimate_panel(panel, "pooled").errors).all()
    with pytest.raises(InputError) as caught:
        estimate_panel(panel, effects)
    assert told in str(caught.value) and "allowed" in str(caught.value)


def test_a_trend_is_the_drift_of_plain_differences():
    """Without a constant the change of a trend, one in every row, is a regressor like others."""
    frame = drawn(units=8, years=6)
    plain = estimate_panel(prepared(frame.assign(z=frame.year * 1.0)), "first_differences")
    drift = estimate_panel(prepared(frame, "y ~ x"), "first_differences_drift")
    assert plain.coefficients["z"] == pytest.approx(drift.coefficients["Constant"])


def test_random_effects_keep_what_all_units_share():
    """A trend is flat between the means of units; random effects compare years as well."""
    frame = drawn(units=8, years=6)
    trend = estimate_panel(prepared(frame.assign(z=frame.year * 1.0)), "random")
    centred = estimate_panel(prepared(frame.assign(z=frame.year - 2003.0)), "random")
    assert trend.coefficients["z"] == pytest.approx(centred.coefficients["z"], rel=1e-6)
    few = drawn(units=3, years=8)
    shock = estimate_panel(prepared(few.assign(z=np.sin(few.year))), "random")
    assert np.isfinite(shock.errors).all()


UNITS = {"y": 1e12, "x": 1e-3, "z": 3e13}


@pytest.mark.parametrize("covariance", ["conventional", "cluster"])
@pytest.mark.parametrize("effects", list(EFFECTS))
def test_yuan_beside_a_share_change_nothing_but_the_unit(effects, covariance):
    """Outcome and regressor in yuan, another a share: a matrix no computer inverts as it stands."""
    frame = drawn(units=8, years=6)
    large = frame.assign(**{name: frame[name] * unit for name, unit in UNITS.items()})
    plain, found = (estimate_panel(prepared(f), effects, covariance) for f in (frame, large))
    factor = pd.Series({"Constant": UNITS["y"], **{n: UNITS["y"] / UNITS[n] for n in "xz"}})
    factor = factor[plain.coefficients.index]
    assert found.coefficients.to_dict() == pytest.approx(
        (factor * plain.coefficients).to_dict(), rel=1e-8
    )
    assert found.errors.to_dict() == pytest.approx((factor * plain.errors).to_dict(), rel=1e-8)
    assert found.r2 == pytest.approx(plain.r2, rel=1e-8)


@pytest.mark.parametrize("effects", list(EFFECTS))
def test_values_that_all_lie_near_a_billion_are_compared_by_their_differences(effects):
    """1e9 + y keeps seven digits of y: so do slopes and errors, and R² stays a share."""
    frame = drawn(units=8, years=6)
    far = frame.assign(y=frame.y + 1e9, x=0.5 + 1e-3 * frame.x, z=frame.z + 1e9)
    plain, found = (estimate_panel(prepared(f), effects) for f in (frame, far))
    for made in ("coefficients", "errors"):
        slopes = getattr(found, made)[["x", "z"]] * [1e-3, 1.0]
        assert slopes.to_dict() == pytest.approx(
            getattr(plain, made)[["x", "z"]].to_dict(), rel=1e-4
        )
    assert found.r2 == pytest.approx(plain.r2, abs=1e-4)


def test_hausman_is_defined_or_not_in_any_unit():
    for seed, defined in ((1, True), (4, False)):
        frame = drawn(units=8, years=6, seed=seed)
        large = frame.assign(**{name: frame[name] * unit for name, unit in UNITS.items()})
        for made in (frame, large):
            assert bool(hausman(prepared(made))) == defined


@pytest.mark.parametrize("test", [hausman, wooldridge_autocorrelation, pesaran_cd])
def test_tests_do_not_depend_on_the_unit(test):
    frame = drawn(units=8, years=6, seed=1)
    large = frame.assign(**{name: frame[name] * unit for name, unit in UNITS.items()})
    plain, found = (test(prepared(f)) for f in (frame, large))
    assert found.statistic == pytest.approx(plain.statistic, rel=1e-6)


def test_random_effects_refuse_an_outcome_without_a_random_part():
    """The weight of the unit means would be one, and the constant gone."""
    exact = drawn(units=8, years=6).assign(y=lambda f: 2 * f.x - f.z + f.groupby("unit").ngroup())
    panel = prepared(exact)
    assert estimate_panel(panel).coefficients["x"] == pytest.approx(2)
    for scale in (1.0, 1e12):
        with pytest.raises(InputError, match="y: got an outcome that regressors and unit eff"):
            estimate_panel(prepared(exact.assign(y=scale * exact.y)), "random")


def test_more_parameters_than_rows_are_refused():
    with pytest.raises(InputError, match="more rows than parameters"):
        estimate_panel(prepared(drawn(units=3, years=4)), "between")
