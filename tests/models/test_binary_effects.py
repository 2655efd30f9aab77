"""Marginal effects, subgroups, grids against R's marginaleffects, brute force, closed forms."""

import numpy as np
import pandas as pd
import pytest
from estimator_data import mroz

from netpoverty.errors import InputError
from netpoverty.models.binary import (
    effects_by_group,
    fit,
    marginal_effects,
    predictions,
    scale_trap,
)

COLUMNS = "inlf ~ nwifeinc + educ + exper + expersq + age + kidslt6 + kidsge6"
SQUARE = "inlf ~ nwifeinc + educ + exper + I(exper**2) + age + kidslt6 + kidsge6"

# R 4.2.2 on wooldridge::mroz: margins on the design's columns; then exper with its square.
R_AME = [
    -0.0038118134513, 0.0394965238057, 0.0367641055957, -0.0005632587417,
    -0.0157193606415, -0.2577536551171, 0.0107348185976,
]  # fmt: skip
R_AME_SE = [
    0.0014823783534, 0.007294648287, 0.0051500221413, 0.0001773549205,
    0.0023807425434, 0.0319413669499, 0.0133329512662,
]  # fmt: skip
# R takes its covariance from one iteration before the last: 6e-6 of the error
SE_TOLERANCE = 1e-5


@pytest.fixture(scope="module")
def women():
    return mroz()


@pytest.fixture(scope="module")
def squared(women):
    return fit(SQUARE, women, errors="classical")


def test_effects_of_columns_agree_with_r(women):
    names = ["nwifeinc", "educ", "exper", "expersq", "age", "kidslt6", "kidsge6"]
    effects = marginal_effects(fit(COLUMNS, women, errors="classical"), names)
    # 4e-10 measured: six digits of nwifeinc against single precision
    np.testing.assert_allclose(effects.estimates, R_AME, atol=1e-8)
    np.testing.assert_allclose(effects.std_errors, R_AME_SE, rtol=SE_TOLERANCE)


def test_a_square_moves_with_its_variable(squared):
    effect = marginal_effects(squared, ["exper"]).to_frame().loc["exper"]
    assert effect["estimate"] == pytest.approx(0.02542544921, abs=1e-9)
    assert effect["std_error"] == pytest.approx(0.002236434712, rel=1e-4)


def test_subgroups_and_their_difference_agree_with_r(women, squared):
    young = women.kidslt6 > 0
    exper = effects_by_group(squared, "exper", young).to_frame()
    np.testing.assert_allclose(exper["estimate"], [0.0245722631, 0.02894266545], atol=1e-9)
    # the reference differentiates numerically as well: 2e-5 of the error between the two
    np.testing.assert_allclose(exper["std_error"], [0.002118663828, 0.003081080779], rtol=1e-4)
    educ = effects_by_group(squared, "educ", young)
    np.testing.assert_allclose(educ.effects.estimates, [0.0391280203, 0.04101566069], atol=1e-9)
    np.testing.assert_allclose(educ.effects.std_errors, [0.007262263518, 0.007623597652], rtol=1e-4)
    gap = educ.differences().iloc[0]
    assert gap["estimate"] == pytest.approx(0.001887640387, abs=1e-9)
    assert gap["std_error"] == pytest.approx(0.001919090248, rel=1e-4)
    assert educ.equality()["p_value"] == pytest.approx(gap["p_value"])


def test_groups_keep_the_order_of_their_categories(women, squared):
    ages = pd.cut(women.age, [29, 35, 45, 60], labels=["young", "middle", "late"])
    groups = effects_by_group(squared, "educ", ages)
    assert list(groups.effects.estimates.index) == ["young", "middle", "late"]
    assert groups.differences().index[0] == "middle − young"


def test_group_effects_average_to_the_whole(women, squared):
    groups = effects_by_group(squared, "educ", "kidslt6")
    mean = np.average(groups.effects.estimates, weights=groups.sizes)
    assert mean == pytest.approx(marginal_effects(squared, ["educ"]).estimates.iloc[0])


def test_interactions_and_factors_follow_the_formula(women):
    data = women.assign(
        city_name=women.city.map({0: "country", 1: "town"}),
        kids=pd.Categorical(women.kidslt6.clip(upper=2)),
    )
    model = fit("inlf ~ educ * city_name + C(kids) + np.log(age)", data)
    effects = marginal_effects(model, ["educ", "city_name", "kids", "age"])
    beta, p = model.coefficients, model.fitted
    slope = beta["educ"] + beta["educ:city_name[T.town]"] * (women.city == 1)
    assert effects.estimates["educ"] == pytest.approx(float((p * (1 - p) * slope).mean()), rel=1e-8)
    aging = float((p * (1 - p) * beta["np.log(age)"] / women.age).mean())
    assert effects.estimates["age"] == pytest.approx(aging, rel=1e-8)
    town, country = (model.predict(data.assign(city_name=v)).mean() for v in ("town", "country"))
    assert effects.estimates["city_name: town vs country"] == pytest.approx(town - country)
    two, none = (
        model.predict(data.assign(kids=pd.Categorical([v] * 753, [0, 1, 2]))).mean() for v in (2, 0)
    )
    assert effects.estimates["kids: 2 vs 0"] == pytest.approx(two - none)


def test_delta_method_is_the_derivative_of_the_effect(women):
    """The gradient is compared with a numerical one in the coefficients."""
    from dataclasses import replace

    model = fit("inlf ~ educ * city + exper + I(exper**2)", women, "probit")
    effects = marginal_effects(model, ["exper", "city"])
    numeric = []
    for j in range(len(model.coefficients)):
        step = np.zeros(len(model.coefficients))
        step[j] = 1e-3 * model.std_errors.iloc[j]  # of the coefficient's own size
        up, down = (
            marginal_effects(
                replace(model, coefficients=model.coefficients + s), ["exper", "city"]
            ).estimates.to_numpy()
            for s in (step, -step)
        )
        numeric.append((up - down) / (2 * step[j]))
    jacobian = np.array(numeric).T
    expected = jacobian @ model.covariance.to_numpy() @ jacobian.T
    np.testing.assert_allclose(effects.covariance, expected, rtol=1e-5)


def test_linear_model_effects_are_its_coefficients(women):
    model = fit("inlf ~ educ + city", women, "linear")
    effects = marginal_effects(model)
    assert effects.estimates["educ"] == pytest.approx(model.coefficients["educ"])
    assert effects.std_errors["city"] == pytest.approx(model.std_errors["city"])


def test_zero_one_column_is_a_step_unless_told_otherwise(women):
    model = fit("inlf ~ educ + city", women)
    step = marginal_effects(model, ["city"]).estimates["city"]
    slope = marginal_effects(model, ["city"], discrete=[]).estimates["city"]
    one, zero = (model.predict(women.assign(city=v)).mean() for v in (1, 0))
    assert step == pytest.approx(one - zero)
    assert slope == pytest.approx(
        float((model.fitted * (1 - model.fitted)).mean() * model.coefficients["city"])
    )


def test_a_factor_does_not_make_its_namesake_one(women):
    data = women.assign(age_group=women.age // 10)
    effects = marginal_effects(fit("inlf ~ age + C(age_group) + educ", data), ["age", "age_group"])
    assert next(iter(effects.estimates.index)) == "age"
    assert list(effects.estimates.index)[1] == "age_group: 4 vs 3"
    text = fit("inlf ~ kind", data.assign(kind=data.city.map({0: "a", 1: "b"})))
    assert marginal_effects(text, discrete=[]).estimates.index.tolist() == ["kind: b vs a"]


# Ages are whole: 42.5 lies between values, 42 is one, 30 the smallest.
STEPS = {
    "alone, between values": ("I(age > 42.5)", r"I\(age > 42\.5\)"),
    "alone, on a value": ("I(age > 42)", r"I\(age > 42\)"),
    "beside its slope": ("age + I(age > 42.5)", r"I\(age > 42\.5\)"),
    "beside its slope, on a value": ("age + I(age >= 42)", r"I\(age >= 42\)"),
    "in a product": ("age + educ:I(age > 42.5)", r"educ:I\(age > 42\.5\)"),
    "rounded": ("np.floor(age / 10)", r"np\.floor\(age / 10\)"),
    "divided to whole numbers": ("I(age // 10)", r"I\(age // 10\)"),
    "a jump on a value inside a smooth column": ("I(age + 9 * (age > 42))", r"I\(age \+ 9"),
    "at the smallest": ("I(age > 30)", r"I\(age > 30\)"),
}


@pytest.mark.parametrize("case", STEPS)
def test_a_step_has_no_derivative_and_is_refused(women, case):
    term, told = STEPS[case]
    model = fit(f"inlf ~ educ + {term}", women)
    sentence = rf"marginal effect of age: got the step {told}.*named in `discrete`\.$"
    with pytest.raises(InputError, match=sentence):
        marginal_effects(model, ["age"])
    levels = marginal_effects(model, ["age"], discrete=["age"])
    assert len(levels.estimates) == women.age.nunique() - 1
    assert np.isfinite(marginal_effects(model, ["educ"]).estimates["educ"])


@pytest.mark.parametrize("slope", ["", "nwifeinc + "])
def test_a_step_of_a_continuous_variable_is_refused(women, slope):
    model = fit(f"inlf ~ {slope}I(nwifeinc > 20.5)", women)
    with pytest.raises(InputError, match=r"marginal effect of nwifeinc: got the step"):
        marginal_effects(model)


def test_a_step_that_is_named_discrete_has_a_difference(women):
    data = women.assign(twice=np.where(women.age > 42, 2, 1))
    model = fit("inlf ~ I(twice > 1)", data)
    effect = marginal_effects(model, discrete=["twice"]).estimates["twice: 2 vs 1"]
    shares = data.groupby("twice").inlf.mean()
    assert effect == pytest.approx(shares[2] - shares[1], abs=1e-9)


def test_a_kink_is_no_step(women):
    model = fit("inlf ~ educ + np.maximum(age - 42.5, 0)", women)
    p, beta = model.fitted, model.coefficients.iloc[2]
    expected = (p * (1 - p) * beta * (women.age > 42.5)).mean()
    assert marginal_effects(model, ["age"]).estimates["age"] == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize("scale", [1e-7, 1.0, 1e7])
@pytest.mark.parametrize("degree", [1, 2, 3])
def test_a_spline_is_followed_up_to_its_ends(women, degree, scale):
    """The derivative of the basis is that of scipy's; a kink at a knot gets the mean of both."""
    from scipy.interpolate import BSpline

    data = women.assign(age=women.age * scale)
    model = fit(f"inlf ~ educ + bs(age, df={degree + 2}, degree={degree})", data)
    state = next(iter(model.sample.rule.spec.transform_state.values()))
    state = next(iter(state.values())) if "knots" not in state else state
    knots, low, high = np.array(state["knots"]), data.age.min(), data.age.max()
    knots = np.r_[
        [low] * (degree + 1), knots[(knots > low) & (knots < high)], [high] * (degree + 1)
    ]
    slope = np.zeros(len(data))
    for j in range(1, degree + 3):
        unit = np.eye(degree + 3)[j]
        one = BSpline(knots, unit, degree).derivative()
        below, above = (np.clip(data.age + s * 1e-9 * scale, low, high) for s in (-1, 1))
        slope += model.coefficients.iloc[1 + j] * (one(below) + one(above)) / 2
    p = model.fitted
    found = marginal_effects(model, ["age"]).estimates["age"]
    # where the curvature jumps, at a knot of degree two, the difference errs by a step of 1e-5 sd
    assert found == pytest.approx(float((p * (1 - p) * slope).mean()), rel=2e-6)


@pytest.mark.parametrize("scale", [1e-7, 1e7])
@pytest.mark.parametrize("term", ["age + I(age**2)", "np.log(age)", "I(1 / age)"])
def test_the_unit_of_a_variable_scales_its_effect(women, term, scale):
    plain = marginal_effects(fit(f"inlf ~ educ + {term}", women), ["age"])
    # the square of a tiny number is scaled back, so that the fit itself keeps its digits
    inside = term.replace("age", f"I(age / {scale})") if "2" not in term else term
    inside = f"I(age / {scale}) + I((age / {scale})**2)" if "2" in term else inside
    scaled = fit(f"inlf ~ educ + {inside}", women.assign(age=women.age * scale))
    found = marginal_effects(scaled, ["age"])
    assert found.estimates["age"] * scale == pytest.approx(plain.estimates["age"], rel=1e-8)
    assert found.std_errors["age"] * scale == pytest.approx(plain.std_errors["age"], rel=1e-7)


def test_quadratics_are_exact_at_the_ends_as_well(women):
    model = fit("inlf ~ educ + age + I(age**2)", women, "linear")
    slopes = model.coefficients["age"] + 2 * model.coefficients["I(age ** 2)"] * women.age
    for rows in (women.age == women.age.min(), women.age == women.age.max()):
        found = effects_by_group(model, "age", rows).effects.estimates["True"]
        assert found == pytest.approx(slopes[rows].mean(), rel=1e-8)


def test_small_values_of_a_long_tail_keep_their_logarithm(women):
    """Most of the effect of log(income) comes from incomes far below the standard deviation."""
    rng = np.random.default_rng(2)
    data = women.assign(income=np.exp(rng.normal(8, 2.5, len(women))))
    model = fit("inlf ~ educ + np.log(income)", data)
    p, beta = model.fitted, model.coefficients["np.log(income)"]
    expected = float((p * (1 - p) * beta / data.income).mean())
    assert marginal_effects(model, ["income"]).estimates["income"] == pytest.approx(
        expected, rel=1e-6
    )


def test_predictions_stay_inside_the_unit_interval(women):
    model = fit(SQUARE, women)
    grid = predictions(model, {"kidslt6": [0, 3], "educ": [5, 17]}).to_frame()
    assert ((grid["low"] > 0) & (grid["high"] < 1)).all()
    assert ((grid["low"] < grid["estimate"]) & (grid["estimate"] < grid["high"])).all()
    point = model.predict(women.assign(kidslt6=3, educ=5)).mean()
    assert grid.query("kidslt6 == 3 and educ == 5")["estimate"].item() == pytest.approx(point)


def test_typical_person_is_predicted_at_the_means(women):
    model = fit("inlf ~ educ + age", women)
    beta = model.coefficients
    expected = beta["Intercept"] + beta["educ"] * 12 + beta["age"] * women.age.mean()
    found = predictions(model, {"educ": [12]}, others="typical").estimates[0]
    assert found == pytest.approx(1 / (1 + np.exp(-expected)))


def test_logit_coefficients_shrink_where_effects_do_not():
    trap = scale_trap(slope=1.0, spread=2.0)
    assert trap.loc["plain", "logit_coefficient"] == pytest.approx(1, abs=1e-9)
    # attenuation by about 1/√(1 + 0.346·σ²) (Zeger, Liang and Albert 1988): an approximation
    assert trap.loc["mixed", "logit_coefficient"] == pytest.approx(1 / np.sqrt(2.384), abs=0.05)
    assert trap.loc["mixed", "effect"] == pytest.approx(trap.loc["mixed", "true_effect"], abs=2e-4)


def test_bad_requests_get_one_sentence(women, squared):
    with pytest.raises(InputError, match=r"variable: got 'city'; allowed: one of"):
        marginal_effects(squared, ["city"])
    with pytest.raises(InputError, match=r"groups: got 'only \w+'|groups: got only"):
        effects_by_group(squared, "educ", women.educ > -1)
    with pytest.raises(InputError, match="grid educ: got no values"):
        predictions(squared, {"educ": []})
    several = fit("inlf ~ C(kidslt6)", women[women.kidslt6 < 3])
    with pytest.raises(InputError, match="variable kidslt6: got 3 levels"):
        effects_by_group(several, "kidslt6", "city")


def test_plots_return_their_axes(women, squared):
    import matplotlib

    matplotlib.use("Agg")
    assert "probability" in marginal_effects(squared).plot().get_xlabel()
    assert "educ" in effects_by_group(squared, "educ", "city").plot().get_xlabel()
    curves = predictions(squared, {"age": [30, 45, 60], "kidslt6": [0, 1]}).plot()
    assert len(curves.lines) == 2
