"""Mediation against published software, exact identities, brute force."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from estimator_data import framing, mroz
from scipy import stats

from netpoverty.errors import InputError
from netpoverty.models import binary
from netpoverty.models.mediation import (
    equations,
    khb,
    natural_effects,
    path_effects,
    sensitivity,
    steps,
)

FRAMING = {
    "outcome": "cong_mesg",
    "exposure": "treat",
    "mediators": ["emo"],
    "controls": "age + educ + gender + income",
}


def simulated(n=1500, seed=5):
    rng = np.random.default_rng(seed)
    x, c = rng.integers(0, 2, n), rng.normal(size=n)
    m1 = 0.6 * x + 0.3 * c + rng.normal(size=n)
    m2 = 0.4 * x + 0.5 * m1 + rng.normal(size=n)
    eta = -0.3 + 0.4 * x + 0.5 * m1 + 0.3 * m2 + 0.2 * c
    y = (rng.random(n) < 1 / (1 + np.exp(-eta))).astype(int)
    d = (rng.random(n) < 1 / (1 + np.exp(-(0.8 * x - 0.3 * c)))).astype(int)
    town, w = rng.integers(0, 50, n), rng.uniform(0.5, 2, n)
    return pd.DataFrame(locals() | {}).drop(columns=["n", "seed", "rng", "eta"], errors="ignore")


@pytest.fixture(scope="module")
def frame():
    return simulated()


@pytest.fixture(scope="module")
def two(frame):
    options = {"outcome": "y", "exposure": "x", "mediators": ["m1", "m2"], "controls": "c"}
    return equations(frame, **options)


def test_khb_agrees_with_r():
    """R 4.2.2, khb on wooldridge::mroz (inlf on educ through exper, given age and kidslt6).

    The data are whole numbers, so nothing but R's stopping rule separates the two: 1e-8 in
    coefficients, and 1e-5 in errors, which R takes from one iteration before its last.
    """
    options = {"outcome": "inlf", "exposure": "educ", "mediators": ["exper"]}
    found = khb(equations(mroz(), controls="age + kidslt6", **options))
    effects = found.effects
    np.testing.assert_allclose(
        effects["estimate"][["reduced", "full", "indirect"]],
        [0.2373517079, 0.1882425626, 0.04910914538],
        atol=1e-8,
    )
    np.testing.assert_allclose(
        effects["std_error"][["reduced", "full", "indirect"]],
        [0.04048747585, 0.03996961433, 0.01600243379],
        rtol=1e-5,
    )
    assert found.naive == pytest.approx(0.2025882023, abs=1e-8)
    assert found.ratio == pytest.approx(1.260882261, abs=1e-7)
    assert found.percent == pytest.approx(20.69045376, abs=1e-5)
    assert found.rescale == pytest.approx(1.171596891, abs=1e-7)


@pytest.mark.parametrize("link", ["logit", "probit", "linear"])
@pytest.mark.parametrize("weights", [None, "w"])
def test_khb_difference_is_the_sum_of_products_exactly(frame, link, weights):
    """The reduced model is fitted on its own, on residuals from least squares by statsmodels."""
    options = {"outcome": "y", "exposure": "x", "mediators": ["m1", "m2"], "controls": "c"}
    found = khb(equations(frame, link=link, weights=weights, **options)).effects["estimate"]
    data, a = frame.copy(), {}
    design = sm.add_constant(frame[["x", "c"]])
    for name in ("m1", "m2"):
        other = sm.WLS(frame[name], design, weights=1.0 if weights is None else frame["w"]).fit()
        data[f"r{name}"], a[name] = other.resid, other.params["x"]
    reduced = binary.fit("y ~ x + c + rm1 + rm2", data, link, weights=weights).coefficients
    full = binary.fit("y ~ x + c + m1 + m2", data, link, weights=weights).coefficients
    assert reduced["x"] - full["x"] == pytest.approx(
        a["m1"] * full["m1"] + a["m2"] * full["m2"], abs=1e-12
    )
    assert found["indirect"] == pytest.approx(reduced["x"] - full["x"], abs=1e-12)
    assert found["via m1"] == pytest.approx(a["m1"] * full["m1"], abs=1e-12)
    assert found["via m1"] + found["via m2"] == pytest.approx(found["indirect"], abs=1e-15)


def test_linear_khb_needs_no_rescaling(frame):
    options = {"outcome": "y", "exposure": "x", "mediators": ["m1"], "controls": "c"}
    assert khb(equations(frame, link="linear", **options)).rescale == pytest.approx(1, abs=1e-12)


def test_sobel_agrees_with_r():
    """R 4.2.2 on mediation::framing: lm for emo, glm for cong_mesg.

    Seven digits are printed; R's errors come from one iteration before the last (1e-6 here).
    """
    found = steps(equations(framing(), **FRAMING))
    a, b = found.paths.loc["a: emo"], found.paths.loc["b: emo"]
    assert a["estimate"] == pytest.approx(1.3386111796, abs=1e-9)
    assert a["std_error"] == pytest.approx(0.3597712306, abs=1e-9)
    assert b["estimate"] == pytest.approx(0.3441548189, abs=1e-7)
    assert b["std_error"] == pytest.approx(0.0628452413, rel=1e-5)
    assert found.tests.loc["emo", "sobel_z"] == pytest.approx(3.0775999, rel=1e-5)


def test_the_three_product_variances(two):
    row, paths = steps(two).tests.loc["m1"], steps(two).paths
    a, b = paths.loc["a: m1"], paths.loc["b: m1"]
    base = (a.estimate * b.std_error) ** 2 + (b.estimate * a.std_error) ** 2
    extra = (a.std_error * b.std_error) ** 2
    for name, variance in {"sobel": base, "aroian": base + extra, "goodman": base - extra}.items():
        z = a.estimate * b.estimate / np.sqrt(variance)
        assert row[f"{name}_z"] == pytest.approx(z)
        assert row[f"{name}_p"] == pytest.approx(2 * stats.norm.sf(abs(z)))


def test_negative_goodman_variance_is_not_a_number(frame):
    noise = frame.assign(m1=np.random.default_rng(0).normal(size=len(frame)))
    made = equations(noise, outcome="y", exposure="c", mediators=["m1"])
    row = steps(made).tests.loc["m1"]
    paths = steps(made).paths
    za, zb = paths.loc["a: m1", "statistic"], paths.loc["b: m1", "statistic"]
    assert np.isnan(row["goodman_z"]) == (za**2 + zb**2 <= 1)


# Closed forms evaluated in R 4.2.2 from lm and glm on mediation::framing, logit by 60 nodes.
ANALYTIC = {
    "probit": [0.08411796, 0.08514871, 0.01156223, 0.01259298, 0.09671094, 0.08463333, 0.87511644],
    "logit": [0.08360158, 0.0848784, 0.01299909, 0.01427591, 0.09787749, 0.08423999, 0.86066764],
}
ORDER = ["indirect_0", "indirect_1", "direct_0", "direct_1", "total", "indirect", "share"]


@pytest.mark.parametrize("link", ["probit", "logit"])
def test_natural_effects_agree_with_the_closed_forms(link):
    found = natural_effects(equations(framing(), link=link, **FRAMING)).estimates[ORDER]
    # eight decimals are printed; R's glm stops at 1e-8 of the deviance
    np.testing.assert_allclose(found, ANALYTIC[link], atol=2e-7, rtol=2e-7)


def test_natural_effects_agree_with_simulated_potential_outcomes(frame):
    """Brute force: a million draws of M(x′) per setting, from the fitted equations."""
    made = equations(
        frame, outcome="y", exposure="x", mediators=["m1"], controls="c", interaction=True
    )
    theta = made.parameters
    rng = np.random.default_rng(11)
    rows = frame.iloc[rng.integers(0, len(frame), 1_000_000)]
    noise = rng.normal(size=1_000_000) * np.sqrt(theta.sigma[0, 0])

    def mean(x, mediated):
        m = theta.gamma[0] @ np.array([np.ones(len(rows)), rows.c, np.full(len(rows), mediated)])
        m = m + noise
        const, c, own, b, both = theta.beta
        return (1 / (1 + np.exp(-(const + c * rows.c + own * x + b * m + both * x * m)))).mean()

    found = natural_effects(made).estimates
    # the same draws stand in both means, so that their difference has an error of 1e-4
    assert found["indirect_1"] == pytest.approx(mean(1, 1) - mean(1, 0), abs=4e-4)
    assert found["direct_0"] == pytest.approx(mean(1, 0) - mean(0, 0), abs=6e-4)


def test_quadrature_by_table_is_quadrature(frame):
    from netpoverty.models.binary.links import LOGIT
    from netpoverty.models.mediation.natural import expected_response

    mean = np.linspace(-9, 12, 5000)
    direct = np.concatenate(
        [expected_response(LOGIT, part, 2.3, 60) for part in np.split(mean, 10)]
    )
    # cubic Hermite on a grid of 0.06: h⁴/384 times a fourth derivative below 0.13
    np.testing.assert_allclose(expected_response(LOGIT, mean, 2.3, 60), direct, atol=5e-9)


def test_binary_mediator_is_a_finite_sum(frame):
    options = {"outcome": "y", "exposure": "x", "mediators": ["d"], "controls": "c"}
    made = equations(frame, mediator_link="logit", interaction=True, **options)
    model_m = binary.fit("d ~ x + c", frame)
    model_y = binary.fit("y ~ x * d + c", frame)

    def mean(x, mediated):
        chance = model_m.predict(frame.assign(x=mediated))
        ones, zeros = (model_y.predict(frame.assign(x=x, d=v)) for v in (1, 0))
        return (chance * ones + (1 - chance) * zeros).mean()

    found = natural_effects(made).estimates
    assert found["indirect_0"] == pytest.approx(mean(0, 1) - mean(0, 0), abs=1e-10)
    assert found["direct_1"] == pytest.approx(mean(1, 1) - mean(0, 1), abs=1e-10)


def test_effects_add_up(two):
    natural = natural_effects(two).estimates
    total = natural["total"]
    assert natural["indirect_0"] + natural["direct_1"] == pytest.approx(total, abs=1e-12)
    assert natural["indirect_1"] + natural["direct_0"] == pytest.approx(total, abs=1e-12)
    for order in (("m1", "m2"), ("m2", "m1")):
        paths = path_effects(two, order)
        assert paths.effects["estimate"].iloc[:4].sum() == pytest.approx(total, abs=1e-9)
        assert paths.coefficients["estimate"]["total"] == pytest.approx(
            khb(two).effects["estimate"]["reduced"], abs=1e-12
        )


def test_path_products_are_those_of_sequential_regressions(frame, two):
    later = sm.OLS(frame.m2, sm.add_constant(frame[["c", "m1", "x"]])).fit().params
    first = sm.OLS(frame.m1, sm.add_constant(frame[["c", "x"]])).fit().params
    outcome = binary.fit("y ~ c + x + m1 + m2", frame).coefficients
    found = path_effects(two, ("m1", "m2")).coefficients["estimate"]
    assert found["via m1"] == pytest.approx(first.x * outcome["m1"], abs=1e-10)
    assert found["via m2"] == pytest.approx(later.x * outcome["m2"], abs=1e-10)
    chain = first.x * later.m1 * outcome["m2"]
    assert found["via m1 → m2"] == pytest.approx(chain, abs=1e-10)


def test_delta_errors_agree_with_least_squares_where_both_exist(frame):
    """Linear outcome: the total effect is a coefficient, whose sandwich is known."""
    options = {"outcome": "y", "exposure": "x", "mediators": ["m1", "m2"], "controls": "c"}
    made = equations(frame, link="linear", errors="HC0", **options)
    other = sm.OLS(frame.y, sm.add_constant(frame[["x", "c"]])).fit(cov_type="HC0")
    found = natural_effects(made)
    assert found.estimates["total"] == pytest.approx(other.params["x"], abs=1e-10)
    # stacked influence values reproduce the reduced form's sandwich exactly; the numerical
    # derivative leaves 1e-7
    assert found.std_errors["total"] == pytest.approx(other.bse["x"], rel=1e-6)


def test_own_cluster_for_each_row_is_hc0(frame):
    data = frame.assign(row=np.arange(len(frame)))
    options = {"outcome": "y", "exposure": "x", "mediators": ["m1"], "controls": "c"}
    robust = equations(data, errors="HC0", **options).covariance
    rows = equations(data, errors="cluster", clusters="row", **options).covariance
    n = len(frame)
    np.testing.assert_allclose(rows, robust * n / (n - 1), rtol=1e-10)


def test_sensitivity_recovers_a_linear_truth_exactly():
    """Errors with sample correlation 0.4, orthogonal to x: the answer at ρ = 0.4 is a·b."""
    rng = np.random.default_rng(4)
    x = rng.normal(size=400)
    noise = rng.normal(size=(400, 2))
    design = np.column_stack([np.ones(400), x])
    noise -= design @ np.linalg.lstsq(design, noise, rcond=None)[0]
    noise = np.linalg.qr(noise)[0] * np.sqrt(400)
    first, second = noise[:, 0], 0.4 * noise[:, 0] + np.sqrt(1 - 0.16) * noise[:, 1]
    m = 0.7 * x + 1.5 * first
    data = pd.DataFrame({"x": x, "m": m, "y": 0.2 * x + 0.5 * m + 2 * second})
    made = equations(data, outcome="y", exposure="x", mediators=["m"], link="linear", errors="HC0")
    # sigma carries n/(n−2) against an outcome variance with divisor n: one part in 400
    found = sensitivity(made, rho=[0.0, 0.4]).frame
    assert found.loc[0.4, "indirect"] == pytest.approx(0.7 * 0.5, rel=5e-3)
    assert found.loc[0.0, "indirect"] > 0.6
    assert found.loc[0.4, "total"] == pytest.approx(found.loc[0.0, "total"], abs=1e-12)


def test_sensitivity_recovers_a_probit_truth():
    """Simulated with error correlation 0.5: at ρ = 0.5 the built-in effect comes back."""
    rng = np.random.default_rng(8)
    n, rho, b = 60_000, 0.5, 0.4
    x = rng.integers(0, 2, n)
    first = rng.normal(size=n)
    second = rho * first + np.sqrt(1 - rho**2) * rng.normal(size=n)
    m = 0.8 * x + first
    data = pd.DataFrame({"x": x, "m": m, "y": (0.1 * x + b * m + second > 0).astype(int)})
    made = equations(data, outcome="y", exposure="x", mediators=["m"], link="probit")
    found = sensitivity(made, rho=[0.0, rho]).frame
    spread = np.sqrt(b**2 + 1 + 2 * b * rho)
    true = np.mean(
        [
            stats.norm.cdf((0.1 * v + b * 0.8) / spread) - stats.norm.cdf(0.1 * v / spread)
            for v in (0, 1)
        ]
    )
    # three delta-method errors at n = 60,000
    assert found.loc[rho, "indirect"] == pytest.approx(true, abs=3 * found.loc[rho, "std_error"])
    assert found.loc[0.0, "indirect"] - true > 10 * found.loc[rho, "std_error"]
    assert found.loc[rho, "total"] == pytest.approx(found.loc[0.0, "total"], abs=1e-10)


def test_sensitivity_at_zero_is_the_natural_effect():
    made = equations(framing(), link="probit", **FRAMING)
    found = sensitivity(made)
    natural = natural_effects(made).estimates
    assert found.frame.loc[0.0, "indirect"] == pytest.approx(natural["indirect"], abs=1e-12)
    assert sensitivity(made, rho=[found.zero]).frame["indirect"].iloc[0] == pytest.approx(
        0, abs=1e-12
    )


def test_sensitivity_of_a_logit_is_not_computable():
    found = sensitivity(equations(framing(), **FRAMING))
    assert not found
    assert "probit" in found.reason


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"mediators": []}, "mediators: got 'none'"),
        ({"mediators": ["emoo"]}, "did you mean 'emo'"),
        ({"exposure": "gender", "controls": ""}, "column gender: got type"),
        ({"errors": "cluster"}, "clusters: got None"),
        ({"mediator_link": "logit"}, "mediator emo: got values other than 0 and 1"),
        ({"mediators": ["treat"]}, "treat"),
        ({"outcome": "emo"}, "outcome emo: got values"),
    ],
)
def test_bad_mediation_requests_get_one_sentence(change, sentence):
    with pytest.raises(InputError, match=sentence):
        equations(framing(), **{**FRAMING, **change})


def test_interactions_are_kept_to_natural_effects(frame):
    made = equations(frame, outcome="y", exposure="x", mediators=["m1"], interaction=True)
    for method in (khb, steps, sensitivity):
        if method is sensitivity:
            made = equations(
                frame, outcome="y", exposure="x", mediators=["m1"], interaction=True, link="probit"
            )
        with pytest.raises(InputError, match="without interaction"):
            method(made)
    with pytest.raises(InputError, match="two mediators"):
        path_effects(equations(frame, outcome="y", exposure="x", mediators=["m1"]), ("m1", "m2"))


def test_mediation_results_state_rows_and_convention(frame, two):
    holes = frame.assign(m1=frame.m1.where(frame.index > 3))
    made = equations(holes, outcome="y", exposure="x", mediators=["m1"])
    for result in (made, khb(made), steps(made), natural_effects(made)):
        text = result.summary()
        assert "4 of 1500 rows dropped: missing m1 (4)" in text
        assert "Errors: inverse information" in text
    assert "Order assumed: m1 before m2" in path_effects(two, ("m1", "m2")).summary()


def test_mediation_plots_return_their_axes(two):
    import matplotlib

    matplotlib.use("Agg")
    for result in (khb(two), steps(two), natural_effects(two), path_effects(two, ("m1", "m2"))):
        assert result.plot().get_xlabel()
    probit = equations(framing(), link="probit", **FRAMING)
    assert "ρ" in sensitivity(probit).plot().get_xlabel()
