"""Matching, weighting, hidden bias: against hand counts, closed forms, moments with known truth."""

import itertools

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from netpoverty.errors import InputError
from netpoverty.models.matching import (
    balance,
    doubly_robust,
    e_value,
    nearest,
    oster,
    overlap,
    pair_differences,
    rosenbaum_bounds,
    study,
    weighted,
)
from netpoverty.models.matching.selection import oster_from_moments


def world(n=600, seed=3):
    """Two confounders; the effect is 1 + 0.5a, 1 on average among all, more among the exposed."""
    rng = np.random.default_rng(seed)
    a, b = rng.normal(size=n), rng.integers(0, 2, n)
    t = (rng.random(n) < 1 / (1 + np.exp(-0.8 * a - 0.5 * b + 0.3))).astype(int)
    y = a + b + t * (1 + 0.5 * a) + rng.normal(size=n)
    z = (y > 1).astype(int)
    town, w = rng.integers(0, 60, n), rng.uniform(0.5, 2, n)
    return pd.DataFrame({"a": a, "b": b, "t": t, "y": y, "z": z, "town": town, "w": w})


SPEC = {"treatment": "t", "outcome": "y", "covariates": "a + b"}


@pytest.fixture(scope="module")
def made():
    return study(world(), **SPEC)


@pytest.fixture(scope="module")
def large():
    return study(world(20_000, 1), **SPEC)


def test_matching_by_hand():
    """Five units on a line; matches, ties, reuse and errors counted on paper."""
    frame = pd.DataFrame({"x": [0.0, 1, 3, 0, 2], "t": [0, 0, 0, 1, 1], "y": [1.0, 2, 6, 4, 9]})
    small = study(frame, treatment="t", outcome="y", covariates="x")
    found = nearest(small, on="mahalanobis")
    # unit 3 at 0 meets unit 0; unit 4 at 2 ties between units 1 and 2 with mean 4
    assert found.estimate == pytest.approx(((4 - 1) + (9 - 4)) / 2)
    gaps = (3 - 4) ** 2 + (5 - 4) ** 2
    # σ²: unit 0 beside 1: ½(1−2)²; K = 1, K′ = 1 → nothing; units 1, 2: K = ½, K′ = ¼ → nothing
    assert found.std_error == pytest.approx(np.sqrt(gaps) / 2)
    assert found.unit_weights.tolist() == [1, 0.5, 0.5, 1, 1]


def test_reused_controls_add_variance():
    frame = pd.DataFrame(
        {"x": [0.0, 5, 0.1, 0.2, -0.1], "t": [0, 0, 1, 1, 1], "y": [1.0, 3, 2, 3, 4]}
    )
    small = study(
        frame.assign(x=[0.0, 5, 0.1, 0.2, -0.1]), treatment="t", outcome="y", covariates="x"
    )
    found = nearest(small, on="mahalanobis")
    gaps = np.array([1.0, 2, 3])
    # control 0 serves three: K = 3, K′ = 3; σ² = ½(1 − 3)² = 2, so (9 − 3)·2 comes on top
    expected = np.sqrt(((gaps - 2) ** 2).sum() + 6 * 2) / 3
    assert found.estimate == pytest.approx(2)
    assert found.std_error == pytest.approx(expected)


def test_caliper_leaves_out_and_says_so(made):
    tight = nearest(made, caliper=0.001)
    assert tight.unmatched > 0
    assert f"{tight.unmatched} exposed" in tight.summary()
    assert nearest(made).unmatched == 0


def test_nearest_agrees_with_brute_force(made):
    score = made.sample.design @ made.propensity.coefficients.to_numpy()
    t, y = made.treated, made.y
    for neighbours in (1, 3):
        total = 0.0
        for i in np.flatnonzero(t):
            order = np.argsort(np.abs(score[~t] - score[i]))[:neighbours]
            total += y[i] - y[~t][order].mean()
        found = nearest(made, neighbours=neighbours).estimate
        assert found == pytest.approx(total / t.sum(), abs=1e-9)


def test_pairs_are_disjoint(made):
    found = nearest(made, replace=False, caliper=0.2)
    assert set(np.unique(found.unit_weights)) <= {0.0, 1.0}
    gaps = pair_differences(made, caliper=0.2)
    assert found.estimate == pytest.approx(gaps.mean())
    assert len(gaps) + found.unmatched == made.treated.sum()


def test_every_estimator_finds_the_built_in_truth(large):
    """n = 20,000: within three of its own standard errors; the raw difference is far off."""
    effect = 1 + 0.5 * large.sample.frame["a"].to_numpy()
    truth = {"ate": effect.mean(), "att": effect[large.treated].mean()}
    raw = large.y[large.treated].mean() - large.y[~large.treated].mean()
    for estimand, method in itertools.product(truth, (weighted, doubly_robust)):
        found = method(large, estimand)
        assert found.estimate == pytest.approx(truth[estimand], abs=3 * found.std_error)
        assert raw - truth[estimand] > 10 * found.std_error


def test_weighting_error_is_that_of_stacked_equations(made):
    """The sandwich of all equations together (score and two means), differentiated numerically."""
    design, t, y = made.sample.design, made.treated.astype(float), made.y
    alpha = made.propensity.coefficients.to_numpy()
    k = len(alpha)

    def moments(theta):
        e = 1 / (1 + np.exp(-design @ theta[:k]))
        one, zero = t / e * (y - theta[k]), (1 - t) / (1 - e) * (y - theta[k + 1])
        return np.column_stack([design * (t - e)[:, None], one, zero])

    e = made.score
    theta = np.r_[alpha, np.average(y, weights=t / e), np.average(y, weights=(1 - t) / (1 - e))]
    steps = np.eye(k + 2) * 1e-6
    slope = np.array(
        [(moments(theta + s) - moments(theta - s)).sum(axis=0) / 2e-6 for s in steps]
    ).T
    inverse = np.linalg.inv(slope)
    values = moments(theta)
    covariance = inverse @ (values.T @ values) @ inverse.T
    contrast = np.r_[np.zeros(k), 1, -1]
    found = weighted(made)
    assert found.estimate == pytest.approx(theta[k] - theta[k + 1], abs=1e-12)
    # a numerical derivative of step 1e-6 leaves about 1e-8
    assert found.std_error == pytest.approx(np.sqrt(contrast @ covariance @ contrast), rel=1e-6)


def test_weighting_balances_the_score_equations(made):
    """With att weights and a logit score, exposed shares match: Σ(T − e)x = 0."""
    table = balance(made, {"overlap": weighted(made, "overlap")}).differences
    # overlap weights from a logit balance every covariate mean exactly (Li, Morgan, Zaslavsky)
    np.testing.assert_allclose(table["overlap"], 0, atol=1e-9)
    assert (table["before"].abs() > 0.1).any()


def test_doubly_robust_survives_one_wrong_model():
    """First the outcome is curved in `a` (outcome model wrong), then the exposure is (score wrong).

    Plain weighting on the wrong score misses by many standard errors.
    """
    data = world(20_000, 4)
    truth = (1 + 0.5 * data.a).mean()
    curved = doubly_robust(study(data.assign(y=data.y + np.exp(data.a)), **SPEC))
    assert curved.estimate == pytest.approx(truth, abs=4 * curved.std_error)
    rng = np.random.default_rng(6)
    t = (rng.random(20_000) < 1 / (1 + np.exp(1 - 3 * (data.a > 1)))).astype(int)
    other = data.assign(t=t, y=5 * data.a + data.b + t + rng.normal(size=20_000))
    wrong_score = study(other, **SPEC)
    right = doubly_robust(wrong_score)
    assert right.estimate == pytest.approx(1, abs=3 * right.std_error)
    assert abs(weighted(wrong_score).estimate - 1) > 5 * weighted(wrong_score).std_error


def test_linear_outcome_with_constant_score_is_regression():
    """In a randomised study without covariate adjustment DR is the difference in means."""
    rng = np.random.default_rng(2)
    data = pd.DataFrame({"t": np.tile([0, 1], 200), "a": np.repeat([0, 1], 200)})
    data["y"] = data.a + 0.3 * data.t + rng.normal(size=400)
    found = doubly_robust(study(data, treatment="t", outcome="y", covariates="a"))
    assert found.estimate == pytest.approx(data.groupby("t").y.mean().diff().iloc[1], abs=1e-9)


def test_weights_and_clusters_enter(made):
    data = world()
    heavy = study(data, weights="w", **SPEC)
    doubled = study(data.assign(w=2 * data.w), weights="w", **SPEC)
    for method in (weighted, doubly_robust):
        assert method(heavy).estimate != pytest.approx(method(made).estimate, abs=1e-6)
        assert method(heavy).std_error == pytest.approx(method(doubled).std_error, rel=1e-8)
    rows = study(data.assign(row=range(600)), clusters="row", **SPEC)
    factor = np.sqrt(600 / 599)
    assert weighted(rows).std_error == pytest.approx(weighted(made).std_error * factor)
    assert "60 clusters" in weighted(study(data, clusters="town", **SPEC)).convention


def test_balance_by_hand(made):
    table = balance(made).differences["before"]
    one, zero = made.columns[made.treated], made.columns[~made.treated]
    spread = np.sqrt((one.var(ddof=0) + zero.var(ddof=0)) / 2)
    np.testing.assert_allclose(table, (one.mean() - zero.mean()) / spread)


def test_overlap_counts_who_has_no_counterpart(made):
    found = overlap(made)
    e, t = made.score, made.treated
    assert found.outside["exposed"] == ((e[t] > e[~t].max()) | (e[t] < e[~t].min())).mean()
    assert found.frame["n"].sum() == made.n
    assert "no row dropped" in found.summary()


def test_e_value_agrees_with_its_paper():
    """VanderWeele and Ding (2017): RR 3.9 (1.8–8.7) gives 7.2 and 3.0, printed to one decimal."""
    found = e_value(3.9, 1.8, 8.7)
    assert found.point == pytest.approx(7.2, abs=0.1)
    assert found.interval == pytest.approx(3.0, abs=0.05)
    assert e_value(1 / 3.9, 1 / 8.7, 1 / 1.8).point == pytest.approx(found.point)
    assert e_value(1.2, 0.9, 1.5).interval == 1.0
    assert e_value(4.0, measure="odds ratio, common").point == pytest.approx(e_value(2.0).point)


def test_mcnemar_bounds_are_binomial_tails():
    """Hammond's 122 discordant pairs (Rosenbaum 2002, ch. 4), summed term by term."""
    from math import comb

    found = rosenbaum_bounds([1] * 110 + [-1] * 12, [1, 6])
    p = 6 / 7
    exact = sum(comb(122, k) * p**k * (1 - p) ** (122 - k) for k in range(110, 123))
    assert found.frame.loc[6, "p_high"] == pytest.approx(exact, rel=1e-9)
    assert found.pairs == 122


def test_signed_rank_bounds_are_those_of_all_sign_patterns():
    """Ten pairs: the exact distribution under Γ, by all 2¹⁰ signs, has the moments used."""
    values = np.array([0.3, -0.5, 1.2, 2.0, -0.1, 0.8, 1.7, 0.9, -0.4, 1.1])
    ranks = np.argsort(np.argsort(np.abs(values))) + 1.0
    p = 2 / 3
    signs = np.array(list(itertools.product([0, 1], repeat=10)))
    mass = p ** signs.sum(axis=1) * (1 - p) ** (10 - signs.sum(axis=1))
    exact = mass[signs @ ranks >= ranks[values > 0].sum()].sum()
    found = rosenbaum_bounds(values, [1, 2]).frame.loc[2, "p_high"]
    # a normal approximation at ten pairs
    assert found == pytest.approx(exact, abs=0.03)


def test_bounds_open_with_gamma():
    rng = np.random.default_rng(5)
    found = rosenbaum_bounds(rng.normal(0.8, 1, 80))
    assert found.frame["p_high"].is_monotonic_increasing
    assert found.frame["p_low"].is_monotonic_decreasing
    assert found.frame.loc[1.0, "p_low"] == pytest.approx(found.frame.loc[1.0, "p_high"])
    assert not rosenbaum_bounds([0, 0, 0])


@pytest.mark.parametrize("delta", [0.5, 1.0, 2.0])
def test_oster_recovers_the_selection_that_was_built_in(delta):
    """Moments built exactly: Y = βX + W₁ + W₂ + ε with selection on W₂ δ times that on W₁."""
    beta, v1, v2, noise, vx = 0.4, 1.0, 0.6, 0.5, 2.0
    c1 = 0.5
    c2 = delta * c1 / v1 * v2
    vy = beta**2 * vx + v1 + v2 + noise + 2 * beta * (c1 + c2)
    cxy = beta * vx + c1 + c2
    b0, r0 = cxy / vx, cxy**2 / vx / vy
    gram = np.array([[vx, c1], [c1, v1]])
    against = np.array([cxy, beta * c1 + v1])
    coefficients = np.linalg.solve(gram, against)
    r1 = against @ coefficients / vy
    found, _ = oster_from_moments(
        (b0, r0), (coefficients[0], r1), vy, vx, vx - c1**2 / v1, 1 - noise / vy, target=beta
    )
    assert found == pytest.approx(delta, rel=1e-9)
    if delta == 1.0:
        _, adjusted = oster_from_moments(
            (b0, r0), (coefficients[0], r1), vy, vx, vx - c1**2 / v1, 1 - noise / vy
        )
        assert adjusted == pytest.approx(beta, abs=1e-9)


def test_oster_reads_its_moments_from_least_squares(made):
    data = world()
    found = oster(data, outcome="y", treatment="t", controls="a + b")
    other = sm.OLS(data.y, sm.add_constant(data[["t", "a", "b"]])).fit()
    assert found.controlled == pytest.approx((other.params["t"], other.rsquared))
    assert found.r_max == pytest.approx(min(1, 1.3 * other.rsquared))
    with pytest.raises(InputError, match=r"r_max: got 0\.01"):
        oster(data, outcome="y", treatment="t", controls="a", r_max=0.01)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"treatment": "y"}, "outcome y: got values"),
        ({"covariates": "a + bb"}, "did you mean 'b'"),
        ({"link": "linear"}, "link: got 'linear'"),
        ({"covariates": "t0"}, "complete separation by t0"),
        ({"outcome": "word"}, "outcome word: got 'text'"),
        ({"covariates": "a + one"}, "regressor one: got always 1"),
    ],
)
def test_bad_studies_get_one_sentence(change, sentence):
    data = world().assign(one=1, word="x")
    data["t0"] = data["t"]
    with pytest.raises(InputError, match=sentence):
        study(data, **{**SPEC, **change})


def test_bad_matching_requests_get_one_sentence(made):
    heavy = study(world(), weights="w", **SPEC)
    for call, sentence in [
        (lambda: nearest(heavy), "weights: got a weighted study"),
        (lambda: nearest(made, caliper=-1), "caliper above 0"),
        (lambda: nearest(made, "atu"), "estimand: got 'atu'"),
        (lambda: nearest(made, "ate", replace=False), "estimand 'att'"),
        (lambda: e_value(-1), "numbers above 0"),
        (lambda: rosenbaum_bounds([1.0], [0.5]), "values of 1 or more"),
    ]:
        with pytest.raises(InputError, match=sentence):
            call()


def test_matching_drops_are_reported():
    data = world()
    data.loc[:4, "y"] = np.nan
    data.loc[10, "a"] = np.nan
    found = study(data, **SPEC)
    assert found.n == 594
    assert "missing y (5), missing a (1)" in weighted(found).summary()


def test_matching_plots_return_their_axes(made):
    import matplotlib

    matplotlib.use("Agg")
    love = balance(made, {"weighted": weighted(made)}).plot()
    assert "standardised" in love.get_xlabel()
    assert overlap(made).plot().get_xlabel() == "propensity score"
    assert "Γ" in rosenbaum_bounds([1.0, 2, 3, -1], [1, 2]).plot().get_xlabel()
    assert "confounder" in e_value(2.0).plot().get_xlabel()
    assert "y" in nearest(made).plot().get_xlabel()
