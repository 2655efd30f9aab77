"""VAR from data: Lütkepohl's reference values, bootstrap identities, refusals."""

import importlib.resources

import numpy as np
import pandas as pd
import pytest

from netpoverty.errors import InputError
from netpoverty.models.var import (
    bootstrap_var,
    choose_lags,
    fit_var,
    granger,
    impulse_responses,
    largest_modulus,
    most_lags,
    orthogonalised_responses,
    peak,
    positive,
    response_bands,
    stationary_correction,
    variance_shares,
)
from netpoverty.models.var.bands import joint
from netpoverty.models.var.bootstrap import _refit, _simulate

NAMES = ["invest", "income", "cons"]


@pytest.fixture(scope="module")
def e1():
    """Lütkepohl (2005) data set E1, log differences 1960Q2-1978Q4, as shipped by statsmodels.

    Source: Deutsche Bundesbank; quarters are numbered, since the package speaks of years.
    """
    text = importlib.resources.files("statsmodels.tsa.vector_ar.tests.results") / "e1.dat"
    rows = [line.split() for line in text.read_text().splitlines()]
    levels = np.array([row for row in rows if len(row) == 3 and row[0].isdigit()], dtype=float)
    growth = np.diff(np.log(levels), axis=0)[:75]
    return pd.DataFrame(growth, columns=NAMES).assign(year=np.arange(75))


def walk(n=40, k=2, seed=0):
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(n, k)).cumsum(axis=0)
    return pd.DataFrame(values, columns=list("xyzw")[:k]).assign(year=np.arange(n) + 1980)


def test_lutkepohl_e1_estimates(e1):
    # R vars 1.6-1: nu, first rows of A1 and A2, Sigma (df-adjusted, times 1e4), log likelihood.
    fit = fit_var(e1, NAMES, 2)
    assert fit.n == 73
    printed = 1e-8  # references carry eight decimals
    assert fit.intercept == pytest.approx([-0.01672199, 0.01576719, 0.01292586], abs=printed)
    assert fit.lags[0, 0] == pytest.approx([-0.31963097, 0.14598883, 0.96121903], abs=printed)
    assert fit.lags[1, 2] == pytest.approx([0.03388041, 0.35491237, -0.02223012], abs=printed)
    assert 1e4 * fit.covariance[0] == pytest.approx(
        [21.29628919, 0.71616667, 1.23240364], abs=printed
    )
    assert fit.log_likelihood == pytest.approx(606.3069675270687, rel=1e-10)  # same arithmetic


def test_lutkepohl_e1_roots(e1):
    moduli = np.abs(fit_var(e1, NAMES, 2).roots().inverse_roots)
    reference = [0.57046889, 0.55127445, 0.55127445, 0.49171941, 0.49171941, 0.37119061]
    assert moduli == pytest.approx(reference, abs=1e-8)  # eight decimals in the reference


def test_lutkepohl_e1_orthogonalised(e1):
    fit = fit_var(e1, NAMES, 2)
    theta = orthogonalised_responses(fit.lags, fit.covariance, NAMES, NAMES, 1)[1]
    reference = [
        [-0.01195675, 0.00643856, 0.00730312],
        [0.00256076, -0.00035062, 0.00219197],
        [-0.00046785, 0.00130896, -0.00200557],
    ]
    assert theta == pytest.approx(np.array(reference), abs=1e-8)  # eight decimals


def test_lutkepohl_e1_shares(e1):
    fit = fit_var(e1, NAMES, 2)
    shares = variance_shares(fit.lags, fit.covariance, NAMES, NAMES, 8)
    reference = [0.12870406, 0.33968217, 0.53161377]
    assert shares.shares[7, 2] == pytest.approx(reference, abs=1e-8)  # eight decimals
    assert shares.shares.sum(axis=2) == pytest.approx(1.0, abs=1e-12)


def test_standard_errors_stand_beside_their_coefficients(e1):
    fit = fit_var(e1, NAMES, 2)
    # By hand: OLS of income on a constant and two lags of all three, covariance over n − 7.
    values = e1[NAMES].to_numpy()
    design = np.column_stack([np.ones(73), values[1:-1], values[:-2]])
    target = values[2:, 1]
    slope, *_ = np.linalg.lstsq(design, target)
    residual = target - design @ slope
    errors = np.sqrt(np.diag(np.linalg.inv(design.T @ design)) * (residual @ residual) / 66)
    row = fit.to_frame().query("equation == 'income' and variable == 'cons'").set_index("lag")
    assert row.loc[1, ["estimate", "standard_error"]].tolist() == pytest.approx(
        [slope[3], errors[3]], rel=1e-8
    )
    assert row.loc[2, "standard_error"] == pytest.approx(errors[6], rel=1e-8)


@pytest.mark.parametrize("ordering", [["x", "y", "z"], ["z", "x", "y"]])
def test_diagonal_covariance_scales_the_unit_responses(ordering):
    rng = np.random.default_rng(1)
    lags = rng.normal(scale=0.2, size=(2, 3, 3))
    deviations = np.array([0.5, 2.0, 3.0])
    theta = orthogonalised_responses(lags, np.diag(deviations**2), ["x", "y", "z"], ordering, 6)
    assert np.array_equal(theta, impulse_responses(lags, 6) * deviations)


def test_lag_choice_counts_years_against_coefficients():
    choice = choose_lags(walk(19, 3), ["x", "y", "z"], max_lags=3)
    assert choice.criteria["coefficients an equation"].tolist() == [4, 7, 10]
    assert choice.criteria["years per coefficient"].tolist() == pytest.approx([4, 16 / 7, 1.6])
    assert "Fewer than three years" in choice.summary()
    # AIC of one lag by hand, on the 16 years that three lags leave.
    values = walk(19, 3)[["x", "y", "z"]].to_numpy()
    design = np.column_stack([np.ones(16), values[2:-1]])
    residual = values[3:] - design @ np.linalg.lstsq(design, values[3:])[0]
    by_hand = np.log(np.linalg.det(residual.T @ residual / 16)) + 2 * 12 / 16
    assert choice.criteria.loc[1, "aic"] == pytest.approx(by_hand, rel=1e-9)


def test_granger_is_the_f_test_of_one_equation():
    frame = walk(40, 2)
    fit = fit_var(frame, ["x", "y"], 1)
    values = frame[["x", "y"]].to_numpy()
    target, full = values[1:, 1], np.column_stack([np.ones(39), values[:-1]])

    def rss(design):
        residual = target - design @ np.linalg.lstsq(design, target)[0]
        return residual @ residual

    by_hand = (rss(full[:, [0, 2]]) - rss(full)) / (rss(full) / 36)
    test = granger(fit, "y", "x")
    assert test.statistic == pytest.approx(by_hand, rel=1e-8)  # two least-squares routes
    assert test.df[0] == 1 and "equation of y" in test.null


def test_vectorised_refit_is_statsmodels():
    fit = fit_var(walk(30, 2), ["x", "y"], 2)
    samples = _simulate(fit, fit.lags, fit.intercept, 3, np.random.default_rng(2))
    lags, covariance = _refit(samples, 2)
    for draw, sample in enumerate(samples):
        again = fit_var(pd.DataFrame(sample, columns=["x", "y"]), ["x", "y"], 2)
        assert lags[draw] == pytest.approx(again.lags, abs=1e-9)  # normal equations against QR
        assert covariance[draw] == pytest.approx(again.covariance, rel=1e-9)


def test_simulated_samples_follow_the_recursion():
    fit = fit_var(walk(30, 2), ["x", "y"], 2)
    samples = _simulate(fit, fit.lags, fit.intercept, 4, np.random.default_rng(3))
    residuals = fit.residuals * np.sqrt(28 / (28 - 5))
    for t in range(2, 30):
        expected = (
            fit.intercept + samples[:, t - 1] @ fit.lags[0].T + samples[:, t - 2] @ fit.lags[1].T
        )
        shock = samples[:, t] - expected
        distance = np.abs(shock[:, None] - residuals).max(axis=2).min(axis=1)
        assert distance.max() < 1e-9  # every shock is one of the scaled residuals


def test_bias_correction_moves_a_persistent_root_up():
    """OLS understates persistence; on average over samples the correction undoes most of it."""
    rng = np.random.default_rng(4)
    truth, plain, corrected = 0.9, [], []
    for _ in range(60):
        values = np.zeros((60, 2))
        for t in range(1, 60):
            values[t] = [truth, 0.0] * values[t - 1] + rng.normal(size=2)
        fit = fit_var(pd.DataFrame(values[20:], columns=["x", "y"]), ["x", "y"], 1)
        plain.append(fit.lags[0, 0, 0])
        corrected.append(bootstrap_var(fit, 100, rng).centre[0, 0, 0])
    assert np.mean(plain) < 0.86
    assert abs(np.mean(corrected) - truth) < 0.6 * abs(np.mean(plain) - truth)


def test_correction_never_makes_a_stable_system_explosive():
    rng = np.random.default_rng(5)
    lags = rng.normal(scale=0.4, size=(300, 2, 2, 2))
    bias = -0.3 * np.eye(2) * np.array([1.0, 0.2])[:, None, None]
    corrected, shrunk = stationary_correction(lags, bias)
    before, after = largest_modulus(lags), largest_modulus(corrected)
    assert (after[before < 1] < 1).all()
    assert np.array_equal(corrected[before >= 1], lags[before >= 1])
    assert 0 < shrunk.sum() < 300
    full = ~shrunk & (before < 1)
    assert corrected[full] == pytest.approx(lags[full] - bias, abs=0)


def test_accumulated_bands_are_quantiles_of_sums():
    fit = fit_var(walk(30, 2), ["x", "y"], 1)
    plain = response_bands(fit, "x", horizon=6, draws=200, rng=np.random.default_rng(6))
    options = {"horizon": 6, "draws": 200, "accumulated": True}
    summed = response_bands(fit, "x", **options, rng=np.random.default_rng(6))
    expected = np.quantile(plain.draws.cumsum(axis=1), [0.05, 0.95], axis=0)
    assert summed.low == pytest.approx(expected[0], rel=1e-12)  # the same sums, other memory order
    assert summed.high == pytest.approx(expected[1], rel=1e-12)
    assert not np.allclose(summed.low, plain.low.cumsum(axis=0))


def test_joint_band_holds_whole_curves():
    rng = np.random.default_rng(7)
    draws = rng.normal(size=(1000, 8, 2)).cumsum(axis=1)
    draws[:, 0, 0] = 1.0  # an impact fixed by normalisation
    low, high = joint(draws, 0.9)
    inside = ((draws >= low) & (draws <= high)).all(axis=1).mean(axis=0)
    assert (inside >= 0.9).all() and (inside < 0.93).all()
    wide = np.quantile(draws, 0.05, axis=0)
    assert (low[1:] < wide[1:]).all()


def test_frequency_of_a_claim_counts_whole_curves():
    fit = fit_var(walk(30, 2), ["x", "y"], 1)
    bands = response_bands(fit, "x", horizon=5, draws=60, rng=np.random.default_rng(8))
    tops = bands.draws[:, :, 1].argmax(axis=1)
    assert bands.frequency(peak("y", 2)) == pytest.approx((tops == 1).mean())
    own = (bands.draws[:, :3, 0] > 0).all(axis=1).mean()
    assert bands.frequency(positive("x", 1, 3)) == pytest.approx(own)


def test_results_show_and_draw():
    import matplotlib

    matplotlib.use("Agg")
    frame = walk(30, 2)
    fit = fit_var(frame, ["x", "y"], 1)
    bands = response_bands(fit, "x", horizon=4, draws=50, rng=np.random.default_rng(9))
    shares = variance_shares(fit.lags, fit.covariance, fit.names, fit.names, 4)
    assert "Kilian" in bands.summary() and "29 years used" in fit.summary()
    assert "Granger" in granger(fit, "y", "x").summary()
    for result in (bands, shares, fit, choose_lags(frame, ["x", "y"], 3)):
        axes = result.plot()
        assert axes.get_xlabel() and axes.get_ylabel()
        matplotlib.pyplot.close(axes.figure)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda f: fit_var(f.drop(5), ["x", "y"], 1), "years: got a gap after 1984"),
        (
            lambda f: fit_var(f.assign(year=f["year"].astype(str) + "E"), ["x", "y"], 1),
            "year: got .*1980E",
        ),
        (lambda f: fit_var(pd.concat([f, f.tail(1)]), ["x", "y"], 1), "2009 more than once"),
        (lambda f: fit_var(f.assign(x=3.0), ["x", "y"], 1), "x: got a constant series"),
        (
            lambda f: fit_var(f.assign(x=f["x"].where(f["year"] != 1990)), ["x", "y"], 1),
            "nan in 1990",
        ),
        (lambda f: fit_var(f, ["x", "yy"], 1), "variable: got 'yy'.*did you mean"),
        (lambda f: fit_var(f, ["x", "y"], 10), r"lags: got 10; allowed: 1 to 9 with 30 years"),
        (lambda f: fit_var(f, ["x", "y"], 0), "lags: got 0"),
        (lambda f: fit_var(f, ["x"], 1), "variables: got .*two or more"),
        (lambda f: choose_lags(f, ["x", "y"], 12), "lags: got 12"),
        (lambda f: granger(fit_var(f, ["x", "y"], 1), "x", "x"), "causing: got 'x'"),
        (lambda f: _bands(f, horizon=0), "horizon: got 0"),
        (lambda f: _bands(f, ordering=["x", "z"]), "variable in ordering: got 'z'"),
        (lambda f: _bands(f, kind="jointt"), "did you mean 'joint'"),
        (lambda f: _bands(f, level=90), "level: got 90"),
        (lambda f: _bands(f, draws=3), "draws: got 3"),
        (
            lambda f: variance_shares(np.zeros((1, 2, 2)), np.ones((2, 2)), "xy", "xy", 3),
            "positive definite",
        ),
    ],
)
def test_unusable_input_gets_one_sentence(change, message):
    with pytest.raises(InputError, match=message) as caught:
        change(walk(30, 2))
    assert str(caught.value).count("; allowed: ") == 1


def _bands(frame, **options):
    rng = np.random.default_rng(0)
    return response_bands(fit_var(frame, ["x", "y"], 1), "x", rng=rng, **options)


def test_most_lags_leave_a_degree_of_freedom():
    for years, k in [(19, 2), (19, 3), (12, 2), (8, 1)]:
        p = most_lags(years, k)
        assert years - p > k * p + 1
        assert years - (p + 1) <= k * (p + 1) + 1
