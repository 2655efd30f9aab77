"""Logit, probit, linear probability against R, statsmodels, and their own first-order conditions."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from estimator_data import mroz
from formulaic import Formula

from netpoverty.errors import InputError
from netpoverty.models.binary import firth, fit, predictions

FORMULA = "inlf ~ nwifeinc + educ + exper + expersq + age + kidslt6 + kidsge6"

# R 4.2.2, glm(family = binomial) on wooldridge::mroz; HC0 by sandwich::vcovHC.
R_COEF = [
    0.425452375778, -0.021345174457, 0.221170369918, 0.205869531058,
    -0.003154104013, -0.088024374628, -1.44335414252, 0.060112221822,
]  # fmt: skip
R_SE = [
    0.860364518958, 0.008421379919, 0.043439281457, 0.032056713214,
    0.001016106903, 0.0145728902, 0.203582841708, 0.074789293081,
]  # fmt: skip
R_HC0 = [
    0.859159107679, 0.00907221737, 0.044421391895, 0.03226992604,
    0.001011766523, 0.014429636204, 0.20302566421, 0.079829367195,
]  # fmt: skip
# nwifeinc is stored with six digits here, in single precision there: coefficients move by 3e-8
COEF_TOLERANCE = 1e-7
# R's glm takes its weights from one iteration before the last: imitating that gives its errors to
# 4e-11, running to the end moves them by 6e-6 (classical) and 1.1e-5 (sandwich) of themselves;
# statsmodels, which iterates to the end, is compared without that allowance
R_SE_TOLERANCE = 1.5e-5


@pytest.fixture(scope="module")
def women():
    return mroz()


@pytest.fixture(scope="module")
def matrices(women):
    return Formula(FORMULA.split("~")[1]).get_model_matrix(women), women.inlf


def test_logit_prints_what_r_prints(women):
    model = fit(FORMULA, women, errors="classical")
    np.testing.assert_allclose(model.coefficients, R_COEF, atol=COEF_TOLERANCE)
    np.testing.assert_allclose(model.std_errors, R_SE, rtol=R_SE_TOLERANCE)
    assert model.log_likelihood == pytest.approx(-401.7651511, abs=5e-7)
    assert model.mcfadden == pytest.approx(0.2196813748, abs=1e-8)
    assert model.n == 753


def test_robust_logit_errors_are_the_sandwich_of_r(women):
    np.testing.assert_allclose(fit(FORMULA, women).std_errors, R_HC0, rtol=R_SE_TOLERANCE)


@pytest.mark.parametrize("name", ["logit", "probit"])
@pytest.mark.parametrize("errors", ["classical", "HC0"])
def test_likelihood_models_agree_with_statsmodels(women, matrices, name, errors):
    design, outcome = matrices
    peer = {"logit": sm.Logit, "probit": sm.Probit}[name](outcome, design)
    kind = {"classical": "nonrobust", "HC0": "HC0"}[errors]
    other = peer.fit(disp=0, tol=1e-14, method="newton", cov_type=kind)
    model = fit(FORMULA, women, name, errors=errors)
    # two Newton iterations run to the end differ by rounding alone
    np.testing.assert_allclose(model.coefficients, other.params, rtol=1e-8)
    np.testing.assert_allclose(model.std_errors, other.bse, rtol=1e-8)
    assert model.log_likelihood == pytest.approx(other.llf, rel=1e-12)


@pytest.mark.parametrize(
    ("errors", "options"),
    [
        ("classical", {"cov_type": "nonrobust"}),
        ("HC0", {"cov_type": "HC0", "use_t": True}),
        ("HC1", {"cov_type": "HC1", "use_t": True}),
    ],
)
def test_linear_probability_agrees_with_least_squares(women, matrices, errors, options):
    design, outcome = matrices
    other = sm.OLS(outcome, design).fit(**options)
    frame = fit(FORMULA, women, "linear", errors=errors).to_frame()
    np.testing.assert_allclose(frame["std_error"], other.bse, rtol=1e-9)
    np.testing.assert_allclose(frame["p_value"], other.pvalues, rtol=1e-6, atol=1e-15)


def test_cluster_errors_agree_with_statsmodels_up_to_the_stated_factor(women, matrices):
    design, outcome = matrices
    data = women.assign(town=np.arange(len(women)) % 40)
    linear = fit(FORMULA, data, "linear", errors="cluster", clusters="town")
    other = sm.OLS(outcome, design).fit(cov_type="cluster", cov_kwds={"groups": data.town})
    np.testing.assert_allclose(linear.std_errors, other.bse, rtol=1e-9)
    logit = fit(FORMULA, data, errors="cluster", clusters="town")
    options = {"groups": data.town, "use_correction": False}
    bare = sm.Logit(outcome, design).fit(disp=0, tol=1e-14, cov_type="cluster", cov_kwds=options)
    np.testing.assert_allclose(logit.std_errors, bare.bse * np.sqrt(40 / 39), rtol=1e-8)
    assert "40 groups" in logit.convention


def test_weight_of_two_is_a_row_twice(women):
    rng = np.random.default_rng(3)
    data = women.assign(count=rng.integers(1, 4, len(women)))
    repeated = data.loc[data.index.repeat(data["count"])].reset_index(drop=True)
    for name in ("logit", "probit"):
        weighted = fit(FORMULA, data, name, errors="classical", weights="count")
        long = fit(FORMULA, repeated, name, errors="classical")
        np.testing.assert_allclose(weighted.coefficients, long.coefficients, rtol=1e-8)
        np.testing.assert_allclose(weighted.std_errors, long.std_errors, rtol=1e-8)


def test_survey_errors_reduce_to_hc0_and_to_clusters(women):
    data = women.assign(town=np.arange(len(women)) % 40, one=1)
    plain = fit(FORMULA, data, errors="survey")
    factor = np.sqrt(753 / 752)
    np.testing.assert_allclose(plain.std_errors, fit(FORMULA, data).std_errors * factor, rtol=1e-9)
    by_town = fit(FORMULA, data, errors="survey", clusters="town", strata="one")
    clustered = fit(FORMULA, data, errors="cluster", clusters="town")
    np.testing.assert_allclose(by_town.std_errors, clustered.std_errors, rtol=1e-9)
    assert by_town.dof == 39


def test_scaling_all_weights_moves_nothing_but_classical_errors(women):
    data = women.assign(w=np.linspace(0.5, 2, len(women)), w9=9 * np.linspace(0.5, 2, len(women)))
    one, nine = (fit(FORMULA, data, weights=name) for name in ("w", "w9"))
    np.testing.assert_allclose(one.coefficients, nine.coefficients, rtol=1e-8)
    np.testing.assert_allclose(one.std_errors, nine.std_errors, rtol=1e-8)


def test_tjur_is_the_difference_of_mean_fits(women):
    model = fit(FORMULA, women)
    work = women.inlf == 1
    assert model.tjur == pytest.approx(model.fitted[work].mean() - model.fitted[~work].mean())


def test_dropped_rows_are_counted_with_their_reason(women):
    holes = women.assign(
        educ=women.educ.where(women.index >= 5), age=women.age.mask(women.age > 59)
    )
    holes["w"] = np.where(women.index == 700, 0.0, 1.0)
    model = fit("inlf ~ educ + age", holes, weights="w")
    assert model.n + len(model.dropped) == 753
    assert model.dropped.loc[0].startswith("missing educ")
    assert model.dropped.loc[700] == "weight of zero"
    assert f"{len(model.dropped)} of 753 rows dropped" in model.summary()
    with pytest.raises(InputError, match="rows with missing values"):
        fit("inlf ~ educ", holes, missing="refuse")


BAD = pd.DataFrame(
    {
        "poor": [0, 1, 0, 1, 1, 0], "three": [0, 1, 2, 1, 0, 1], "age": [3, 1, 4, 1, 5, 9],
        "same": 1, "double": [6, 2, 8, 2, 10, 18], "town": "a", "minus": [1, -1, 1, 1, 1, 1],
        "word": list("abcabc"), "rich": [0, 1, 0, 1, 1, 0], "endless": [1, np.inf, 2, 0, 1, 5],
        "one": pd.Categorical(list("aaaaaa"), ["a", "b"]), "thick": [1, np.inf, 2, 1, 1, 1],
    }
)  # fmt: skip


@pytest.mark.parametrize(
    ("formula", "options", "sentence"),
    [
        ("poor ~ agee", {}, r"column: got 'agee'.*did you mean 'age'"),
        ("three ~ age", {}, r"outcome three: got values 0, 1, 2; allowed: 0 or 1\."),
        ("word ~ age", {}, r"outcome word: got values a, b, c; allowed: numbers"),
        ("same ~ age", {}, r"outcome same: got always 1; allowed: a variable that varies"),
        ("poor ~ age + same", {}, r"regressor same: got always 1"),
        ("poor ~ age + double", {}, r"regressor .*(age|double).*linear combination"),
        ("poor ~ rich", {}, r"complete separation by rich: .*Firth"),
        ("poor ~ age", {"errors": "cluster", "clusters": "town"}, r"got 1 cluster; allowed: at"),
        ("poor ~ age", {"errors": "cluster"}, r"clusters: got None"),
        ("poor ~ age", {"errors": "HC9"}, r"errors: got 'HC9'; allowed: one of classical"),
        ("poor ~ age", {"link": "logitt"}, r"did you mean 'logit'"),
        ("poor ~ age", {"weights": "minus"}, r"weights minus: got -1\.0; allowed: finite"),
        ("poor ~ age", {"weights": "thick"}, r"weights thick: got inf; allowed: finite"),
        ("poor ~ endless", {}, r"column endless: got an infinite value; allowed: finite"),
        ("endless ~ age", {}, r"column endless: got an infinite value; allowed: finite"),
        ("poor ~ np.log(endless + age)", {}, r"column endless: got an infinite value"),
        ("poor ~ np.log(three)", {}, r"regressor np\.log\(three\): got no finite number in 2 rows"),
        ("poor ~ log(three)", {}, r"regressor log\(three\): got no finite number in 2 rows"),
        (
            "poor ~ np.log(minus)",
            {},
            r"regressor np\.log\(minus\): got no finite number in some rows",
        ),
        ("poor ~ age + word.foo()", {}, r"formula: Unable to evaluate.*; allowed: terms"),
        ("poor ~ age + C(one)", {}, r"variable one: got one level 'a' in the rows used"),
        ("poor + age", {}, r"formula: got poor \+ age"),
    ],
)
def test_bad_input_gets_one_sentence(formula, options, sentence):
    with pytest.raises(InputError, match=sentence) as caught:
        fit(formula, BAD, **options)
    assert "\n" not in str(caught.value)


def test_a_stratum_with_one_cluster_is_refused(women):
    data = women.assign(stratum=np.r_[np.zeros(752), 1], unit=np.arange(753))
    with pytest.raises(InputError, match="single sampling unit"):
        fit(FORMULA, data, errors="survey", strata="stratum", clusters="unit")


def test_a_model_draws_its_coefficients(women):
    import matplotlib

    matplotlib.use("Agg")
    axes = fit(FORMULA, women).plot()
    assert next(label.get_text() for label in axes.get_yticklabels()) == "nwifeinc"
    assert axes.get_xlabel() == "logit coefficient"


REGIONS = ["west", "north", "mid", "east"]


@pytest.fixture(scope="module")
def regional(women):
    """Women of three regions, in an order of their own; a fourth is gone with its rows.

    A fifth is a category that never had a row.
    """
    rng = np.random.default_rng(5)
    region = pd.Series(rng.choice(REGIONS, len(women)), women.index)
    data = women[["inlf", "educ"]].assign(
        region=pd.Categorical(region, ["none", *REGIONS]), text=region
    )
    data.loc[data.region == "north", "educ"] = np.nan
    return data


@pytest.mark.parametrize("factor", ["region", "C(region)"])
def test_levels_without_a_row_are_none_of_the_sample_and_the_order_stays(regional, factor):
    model = fit(f"inlf ~ educ + {factor}", regional)
    names = [f"{factor}[T.{level}]" for level in ("mid", "east")]
    assert [term for term in model.coefficients.index if "[" in term] == names
    clean = regional.dropna().assign(region=lambda f: f.region.astype(str))
    other = fit("inlf ~ educ + C(region, contr.treatment('west'))", clean)
    assert model.log_likelihood == pytest.approx(other.log_likelihood)


def test_text_inside_an_expression_stays_text(regional):
    """The joined text has the same levels, the comparison is the dummy of one of them."""
    data = regional.dropna()
    plain = fit("inlf ~ educ + text", data)
    joined = fit("inlf ~ educ + I(text + 'x')", data)
    np.testing.assert_allclose(joined.coefficients, plain.coefficients)
    told = fit("inlf ~ educ + I(text == 'west')", data)
    dummy = fit("inlf ~ educ + west", data.assign(west=(data.text == "west") * 1))
    np.testing.assert_allclose(told.coefficients, dummy.coefficients)
    np.testing.assert_allclose(joined.predict(data), joined.fitted)
    both = fit("inlf ~ educ + text + educ:I(text.str.upper() == 'WEST')", data)
    assert both.coefficients.notna().all() and len(both.coefficients) == 5


@pytest.mark.parametrize("factor", ["text", "region", "C(region)"])
def test_a_level_never_seen_is_refused_by_name(regional, factor):
    data = regional.dropna()
    model = fit(f"inlf ~ educ + {factor}", data)
    np.testing.assert_allclose(model.predict(data.astype({"region": object})), model.fitted)
    name = "text" if factor == "text" else "region"
    allowed = "east, mid, west" if name == "text" else "west, mid, east"
    with pytest.raises(
        InputError, match=f"column {name}: got 'north'; allowed: levels seen: {allowed}"
    ):
        model.predict(regional.assign(educ=12.0))
    with pytest.raises(InputError, match=f"column {name}: got 'north'"):
        predictions(model, {name: ["west", "north"]})


def test_a_number_as_a_factor_has_levels_too(women):
    model = fit("inlf ~ educ + C(kidsge6)", women[women.kidsge6 < 3])
    assert model.predict(women.assign(kidsge6=2.0)).shape == (753,)
    with pytest.raises(InputError, match="column kidsge6: got 7; allowed: levels seen: 0, 1, 2"):
        model.predict(women.assign(kidsge6=7))


def test_a_row_with_a_missing_value_has_no_probability(regional):
    model = fit("inlf ~ educ + C(region)", regional.dropna())
    rows = regional[regional.region != "north"].copy()
    known = model.predict(rows)
    rows["region"] = rows.region.where(rows.index % 3 > 0)
    rows["educ"] = rows.educ.where(rows.index % 3 > 1)
    rows["hours"] = np.nan  # not in the formula
    whole = rows.index % 3 > 1
    found = model.predict(rows)
    np.testing.assert_allclose(found[whole], known[whole])
    assert np.isnan(found[~whole]).all()
    assert np.isnan(model.predict(rows.assign(educ=None))).all()
    with pytest.raises(InputError, match="column: got 'region'"):
        model.predict(rows[["educ"]])


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"educ": "twelve"}, "column educ: got a column of text; allowed: numbers"),
        ({"text": 3}, "column text: got a column of numbers; allowed: text"),
        ({"educ": np.inf}, "column educ: got an infinite value"),
        ({"age": 200}, "rows to predict: .*bounds.*; allowed: values such as"),
        ({"text": "no"}, "rows to predict: .*'nox'.*; allowed: values such as"),
    ],
)
def test_rows_unlike_the_sample_are_refused_and_leave_the_model_as_it_was(women, changed, sentence):
    data = women.assign(text=np.where(women.age > 42, "old", "young"))
    model = fit("inlf ~ educ + bs(age, df=4) + I(text + 'x')", data)
    with pytest.raises(InputError, match=sentence) as caught:
        model.predict(data.assign(**changed))
    assert "\n" not in str(caught.value)
    np.testing.assert_allclose(model.predict(data), model.fitted)


def test_firth_knows_its_levels_as_well(regional):
    model = firth("inlf ~ educ + text", regional.dropna(), intervals=False)
    with pytest.raises(InputError, match="column text: got 'north'"):
        model.predict(regional.assign(educ=12.0))
    assert np.isnan(model.predict(regional.assign(text=None))).all()
