"""Formulas and rows that once gave a number without a meaning, or an error without a name."""

import numpy as np
import pandas as pd
import pytest

from netpoverty.errors import InputError
from netpoverty.models.binary import firth, fit, marginal_effects
from netpoverty.models.binary.effects import contrasts_of


@pytest.fixture(scope="module")
def frame():
    draw = np.random.default_rng(4)
    n = 600
    made = pd.DataFrame({"x": draw.normal(size=n), "age": draw.integers(20, 80, n)})
    made["region"] = draw.choice(["east", "middle", "west"], n)
    made["health"] = pd.Categorical(made.region, categories=["east", "none", "middle", "west"])
    eta = 0.5 * made.x + 0.02 * (made.age - 50) + 0.4 * (made.region == "west")
    made["poor"] = (draw.random(n) < 1 / (1 + np.exp(-eta))).astype(int)
    return made


@pytest.mark.parametrize("step", ["I(x > 0)", "I(age >= 60)", "I(age // 10)", "np.floor(age / 10)"])
def test_a_variable_that_enters_by_a_step_has_no_slope(frame, step):
    name = "x" if "x" in step else "age"
    for formula in (f"poor ~ {step}", f"poor ~ {name} + {step}"):
        with pytest.raises(InputError, match=f"marginal effect of {name}: got the step"):
            marginal_effects(fit(formula, frame))
    levels = frame.assign(old=(frame.age >= 60).astype(int))
    model = fit("poor ~ x + old", levels)
    assert list(marginal_effects(model).estimates.index) == ["x", "old"]


def test_a_step_that_is_named_discrete_has_a_difference(frame):
    data = frame.assign(twice=np.where(frame.x > 0, 2, 1))
    model = fit("poor ~ I(twice > 1)", data)
    effect = marginal_effects(model, discrete=["twice"]).estimates["twice: 2 vs 1"]
    shares = data.groupby("twice").poor.mean()
    assert effect == pytest.approx(shares[2] - shares[1], abs=1e-9)


def test_a_spline_stays_within_its_knots(frame):
    model = fit("poor ~ bs(x, df=5)", frame)
    found = contrasts_of(model, "x")[0].value
    inner = frame.x.rank().between(20, 580).to_numpy()
    step = 1e-4
    up, down = (model.predict(frame[inner].assign(x=lambda f, s=s: f.x + s)) for s in (step, -step))
    assert found[inner] == pytest.approx((up - down) / (2 * step), rel=1e-4, abs=1e-6)
    # at both ends, from inside
    for end, sign in ((frame.x.idxmin(), 1), (frame.x.idxmax(), -1)):
        row = frame.loc[[end]]
        near = model.predict(row.assign(x=row.x + sign * step)) - model.predict(row)
        assert found[end] == pytest.approx(sign * near[0] / step, rel=1e-2)


@pytest.mark.parametrize("scale", [1e-7, 1.0, 1e7])
def test_an_effect_follows_the_unit_of_its_variable(frame, scale):
    effect = marginal_effects(fit("poor ~ x + I(x**2)", frame)).estimates["x"]
    data = frame.assign(x=frame.x * scale)
    # the square is scaled back, or its column would drown in rounding
    formula = f"poor ~ I(x / {scale}) + I((x / {scale})**2)"
    other = marginal_effects(fit(formula, data)).estimates["x"]
    assert other * scale == pytest.approx(effect, rel=1e-7)


def test_levels_that_no_row_has_are_no_regressors(frame):
    by_category = fit("poor ~ x + health", frame)
    by_text = fit("poor ~ x + region", frame)
    assert by_category.coefficients.to_numpy() == pytest.approx(by_text.coefficients.to_numpy())
    holes = frame.assign(x=frame.x.where(frame.region != "west"))
    assert list(fit("poor ~ x + health", holes).coefficients.index[1:]) == ["x", "health[T.middle]"]


def test_formulas_may_work_on_text(frame):
    west = fit("poor ~ x + I(region == 'west')", frame)
    added = fit("poor ~ x + I(region + '!')", frame)
    plain = fit("poor ~ x + region", frame)
    assert added.log_likelihood == pytest.approx(plain.log_likelihood)
    assert west.log_likelihood < plain.log_likelihood


@pytest.mark.parametrize(
    "formula", ["poor ~ x + region", "poor ~ x + C(region)", "poor ~ x + health"]
)
@pytest.mark.parametrize("fitter", [fit, firth])
def test_an_unseen_level_is_no_reference(frame, formula, fitter):
    model = fitter(formula, frame)
    rows = frame.head(3).astype({"health": object})
    assert model.predict(rows) == pytest.approx(model.predict()[:3])
    name = "health" if "health" in formula else "region"
    with pytest.raises(InputError, match=f"column {name}: got 'north'; allowed: levels seen: east"):
        model.predict(rows.assign(**{name: ["east", "north", "west"]}))


def test_numbers_in_c_are_levels_when_predicted(frame):
    model = fit("poor ~ C(decade)", frame.assign(decade=frame.age // 10))
    with pytest.raises(InputError, match="column decade: got 9; allowed: levels seen: 2, 3, 4"):
        model.predict(pd.DataFrame({"decade": [3, 9]}))


def test_a_missing_value_gives_no_probability(frame):
    model = fit("poor ~ x + region", frame)
    rows = pd.DataFrame({"x": [0.0, np.nan, 0.0], "region": ["west", "west", None]})
    found = model.predict(rows)
    assert np.isnan(found).tolist() == [False, True, True]
    assert found[0] == pytest.approx(model.predict(rows.head(1))[0])
    with pytest.raises(InputError, match="column: got 'region'"):
        model.predict(rows[["x"]])


def test_endless_values_are_named(frame):
    endless = frame.assign(x=np.where(frame.index == 7, np.inf, frame.x))
    with pytest.raises(InputError, match="column x: got an infinite value"):
        fit("poor ~ x", endless)
    with pytest.raises(InputError, match=r"regressor log\(age - 20\): got no finite number in"):
        fit("poor ~ log(age - 20)", frame)
