"""The batched bootstrap against refits one by one, the jackknife, and itself."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from netpoverty.errors import InputError
from netpoverty.models.mediation import bootstrap, equations, khb, natural_effects, path_effects
from netpoverty.models.mediation.batch import Refitter, resampled_weights
from netpoverty.models.mediation.bootstrap import _target, influence_values


def sample(n=400, seed=7):
    rng = np.random.default_rng(seed)
    x, c = rng.integers(0, 2, n), rng.normal(size=n)
    m1 = 0.6 * x + 0.3 * c + rng.normal(size=n)
    m2 = 0.4 * x + 0.5 * m1 + rng.normal(size=n)
    y = (rng.random(n) < 1 / (1 + np.exp(0.3 - 0.4 * x - 0.5 * m1 - 0.3 * m2))).astype(int)
    d = (rng.random(n) < 0.3 + 0.3 * x).astype(int)
    columns = {"x": x, "c": c, "m1": m1, "m2": m2, "y": y, "d": d}
    return pd.DataFrame(columns | {"town": rng.integers(0, 40, n), "w": rng.uniform(0.5, 2, n)})


OPTIONS = {"outcome": "y", "exposure": "x", "mediators": ["m1", "m2"], "controls": "c"}


@pytest.fixture(scope="module")
def frame():
    return sample()


@pytest.mark.parametrize(
    ("link", "weights"), [("logit", None), ("logit", "w"), ("probit", None), ("linear", "w")]
)
def test_every_draw_is_the_full_refit_of_statsmodels(frame, link, weights):
    model = equations(frame, link=link, weights=weights, **OPTIONS)
    draws = resampled_weights(model.sample.weights, None, 40, np.random.default_rng(0))
    chunk = next(draws).copy()
    refits = Refitter(model).refit(chunk)
    families = {
        "logit": sm.families.Binomial(),
        "probit": sm.families.Binomial(sm.families.links.Probit()),
        "linear": sm.families.Gaussian(),
    }
    for i in (0, 7, 15):
        kept = chunk[i] > 0
        other = sm.GLM(
            model.sample.outcome[kept], model.sample.design[kept], families[link],
            var_weights=chunk[i][kept],
        ).fit(tol=1e-13, maxiter=100)  # fmt: skip
        # iteration ends where the next step is below 1e-6 in a predictor; it lands far closer
        np.testing.assert_allclose(refits.beta[i], other.params, atol=2e-6)
        least = sm.WLS(model.mediator_values[kept], model.base[kept], weights=chunk[i][kept]).fit()
        np.testing.assert_allclose(refits.gamma[i].T, least.params, atol=1e-9)
    assert refits.converged.all()


def test_full_weights_give_back_the_estimate(frame):
    model = equations(frame, **OPTIONS)
    refits = Refitter(model).refit(np.ones((2, model.n)))
    np.testing.assert_allclose(refits.one(1).pack(), model.parameters.pack(), atol=1e-10)


def test_draws_are_multinomial(frame):
    n, draws = 400, 800
    chunks = resampled_weights(np.ones(n), None, draws, np.random.default_rng(1))
    counts = np.concatenate([chunk.copy() for chunk in chunks])
    assert counts.shape == (draws, n)
    assert (counts.sum(axis=1) == n).all()
    # a count is Binomial(n, 1/n): mean 1, variance 1 − 1/n; 320,000 counts give 0.003 of error
    assert counts.mean(axis=0).std() == pytest.approx(np.sqrt(0.9975 / draws), rel=0.15)
    assert counts.var() == pytest.approx(0.9975, abs=0.015)
    assert (counts == 0).mean() == pytest.approx((1 - 1 / n) ** n, abs=0.004)


def test_whole_clusters_are_drawn(frame):
    codes = frame.town.to_numpy()
    chunk = next(resampled_weights(np.ones(400), codes, 16, np.random.default_rng(1)))
    for town in range(40):
        assert (np.ptp(chunk[:, codes == town], axis=1) == 0).all()


def test_bootstrap_errors_agree_with_the_delta_method(frame):
    model = equations(sample(2000, 3), errors="HC0", **OPTIONS)
    found = bootstrap(model, rng=np.random.default_rng(2), draws=2000).to_frame()
    # 2,000 draws estimate an error to 1.6% of itself; three of those and the delta's own 2%
    delta = khb(model).effects["std_error"]
    np.testing.assert_allclose(found["std_error"].iloc[1:], delta.iloc[1:], rtol=0.07)
    # KHB's own error of the reduced coefficient takes the mediators' residuals as given
    assert found["std_error"]["reduced"] > delta["reduced"]


def test_accelerations_follow_from_the_jackknife(frame):
    """Influence values are compared with n−1 times the change when one row is left out."""
    small = sample(120, 9)
    model = equations(small, **OPTIONS)
    for effects in ("khb", "natural"):
        target = _target(model, effects, (0, 1), None)
        values = influence_values(model, target)
        at = target.at(model.parameters, model.sample.weights)
        for row in (0, 50, 119):
            fewer = equations(small.drop(index=row), **OPTIONS)
            without = _target(fewer, effects, (0, 1), None)
            moved = without.at(fewer.parameters, fewer.sample.weights)
            # the infinitesimal and the finite jackknife differ by leverage: some 10% at n = 120
            np.testing.assert_allclose(values[row], at - moved, rtol=0.25, atol=6e-4)
        # to rounding: scores sum to zero at the estimate; the numerical derivative adds 1e-8
        np.testing.assert_allclose(values.sum(axis=0), 0, atol=1e-7)


def test_interval_ends_follow_from_their_definitions(frame):
    from scipy import stats

    found = bootstrap(equations(frame, **OPTIONS), rng=np.random.default_rng(3), draws=500)
    plain = found.to_frame("percentile")
    np.testing.assert_allclose(plain["low"], np.quantile(found.draws, 0.025, axis=0))
    z0, a, z = found.bias[2], found.acceleration[2], stats.norm.ppf(0.975)
    share = stats.norm.cdf(z0 + (z0 + z) / (1 - a * (z0 + z)))
    assert found.to_frame("bca")["high"].iloc[2] == pytest.approx(
        np.quantile(found.draws[:, 2], share)
    )
    assert (found.to_frame()["low"] < found.estimates).all()


def test_bootstrap_estimates_are_the_estimators(frame):
    model, rng = equations(frame, **OPTIONS), np.random.default_rng(4)
    natural = bootstrap(model, "natural", rng=rng, draws=60)
    np.testing.assert_allclose(natural.estimates, natural_effects(model).estimates, atol=1e-9)
    paths = bootstrap(model, "paths", rng=rng, draws=60, order=("m1", "m2"))
    expected = path_effects(model, ("m1", "m2")).effects["estimate"]
    np.testing.assert_allclose(paths.estimates, expected, atol=1e-9)
    products = bootstrap(model, "path_products", rng=rng, draws=60, order=("m1", "m2"))
    assert products.estimates["total"] == pytest.approx(khb(model).effects["estimate"]["reduced"])


def test_binary_mediators_and_clusters_are_refitted_too(frame):
    options = {"outcome": "y", "exposure": "x", "mediators": ["d"], "mediator_link": "logit"}
    model = equations(frame, clusters="town", errors="cluster", **options)
    found = bootstrap(model, "natural", rng=np.random.default_rng(5), draws=400)
    assert "draws of clusters" in found.convention
    direct = natural_effects(model).std_errors["total"]
    # 40 clusters and 400 draws: 4% for the draws, 10% for 40 clusters under the delta method
    assert found.to_frame().loc["total", "std_error"] == pytest.approx(direct, rel=0.2)


def test_same_seed_same_draws_and_another_seed_others(frame):
    model = equations(frame, **OPTIONS)
    one, two, three = (
        bootstrap(model, rng=np.random.default_rng(seed), draws=80).draws for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(one, two)
    assert not np.allclose(one, three)


def test_separated_draws_are_counted_and_left_out():
    """One success among the exposed: a third of the draws miss it and are separated."""
    rng = np.random.default_rng(6)
    x = np.repeat([0, 1], [40, 20])
    y = np.r_[rng.integers(0, 2, 40), 1, np.zeros(19, int)]
    data = pd.DataFrame({"x": x, "m": rng.normal(size=60), "y": y})
    model = equations(data, outcome="y", exposure="x", mediators=["m"])
    found = bootstrap(model, rng=rng, draws=300)
    assert 50 < found.failed < 170
    assert len(found.draws) == 300 - found.failed
    assert f"{found.failed} draws had no finite estimate" in found.summary()
    assert np.abs(found.draws).max() < 50


def test_bad_bootstrap_requests_get_one_sentence(frame):
    model, rng = equations(frame, **OPTIONS), np.random.default_rng(0)
    with pytest.raises(InputError, match="draws: got 10"):
        bootstrap(model, rng=rng, draws=10)
    with pytest.raises(InputError, match="effects: got 'kbh'"):
        bootstrap(model, "kbh", rng=rng)
    with pytest.raises(InputError, match="order: got None"):
        bootstrap(model, "paths", rng=rng)
    with pytest.raises(InputError, match="rng: got 'int'"):
        bootstrap(model, rng=7)


def test_bootstrap_plots_its_intervals(frame):
    import matplotlib

    matplotlib.use("Agg")
    found = bootstrap(equations(frame, **OPTIONS), rng=np.random.default_rng(1), draws=60)
    assert len(found.plot().get_yticklabels()) == 5
