"""Separation, Firth's logit, nested models, power: against R, enumeration, simulation."""

import itertools

import numpy as np
import pandas as pd
import pytest
from estimator_data import mroz, sex2

from netpoverty.errors import InputError
from netpoverty.models.binary import (
    detectable_from,
    firth,
    fit,
    forest,
    marginal_effects,
    minimum_detectable_effect,
    nested,
    separation,
)

SEX2 = "case ~ age + oc + vic + vicl + vis + dia"


@pytest.fixture(scope="module")
def students():
    return sex2()


@pytest.fixture(scope="module")
def penalised(students):
    return firth(SEX2, students)


def test_firth_agrees_with_logistf(penalised):
    """R 4.2.2, logistf 1.26.1 on logistf::sex2; tolerance: logistf stops at 1e-5 of the score."""
    published = {
        "Intercept": 0.12025404588, "age": -1.10598130817, "oc": -0.06881673039,
        "vic": 2.26887464426, "vicl": -2.11140817257, "vis": -0.78831694498, "dia": 3.09601166089,
    }  # fmt: skip
    for term, value in published.items():
        assert penalised.coefficients[term] == pytest.approx(value, abs=1e-6)
    assert penalised.penalised_log_likelihood == pytest.approx(-132.5393795, abs=1e-6)


def test_firth_profiles_agree_with_logistf(penalised):
    """Same source; logistf ends its profile search at 1e-5, hence the tolerance of 2e-4."""
    frame = penalised.to_frame()
    np.testing.assert_allclose(
        frame.loc["age", ["low", "high"]], [-1.97378838, -0.30742514], atol=2e-4
    )
    np.testing.assert_allclose(
        frame.loc["dia", ["low", "high"]], [0.77456817, 8.03029352], atol=2e-4
    )
    assert frame.loc["age", "p_value"] == pytest.approx(0.006143471845, rel=1e-5)
    assert frame.loc["dia", "p_value"] == pytest.approx(0.004951873386, rel=1e-5)


def test_both_error_conventions_of_firth_are_those_of_r(students, penalised):
    """brglm2 0.9 takes W = p(1−p), logistf 1.26.1 the augmented weights; ten digits printed."""
    np.testing.assert_allclose(
        penalised.std_errors[["Intercept", "age", "dia"]],
        [0.4855415053, 0.4236601286, 1.6750088383],
        rtol=1e-6,
    )
    other = firth(SEX2, students, standard_errors="augmented", intervals=False)
    np.testing.assert_allclose(
        other.std_errors[["Intercept", "age", "dia"]],
        [0.4763429318, 0.4149020763, 1.5052196719],
        rtol=1e-6,
    )


def test_frequencies_are_rows(students, penalised):
    patterns = students.value_counts().rename("count").reset_index()
    counted = firth(SEX2, patterns, weights="count", intervals=False)
    np.testing.assert_allclose(counted.coefficients, penalised.coefficients, atol=1e-8)


def test_flic_reproduces_the_observed_share(students, penalised):
    assert penalised.predict().mean() == pytest.approx(students.case.mean(), abs=1e-10)
    assert penalised.predict(flic=False).mean() != pytest.approx(students.case.mean(), abs=1e-4)


def test_firth_of_a_two_by_two_table_adds_one_half():
    """With one dummy, Jeffreys' prior adds ½ to each cell (Firth 1993): a closed form."""
    cells = {(0, 0): 7, (0, 1): 2, (1, 0): 5, (1, 1): 0}
    frame = pd.DataFrame(
        [{"x": x, "y": y} for (x, y), count in cells.items() for _ in range(count)]
    )
    odds = {x: (cells[x, 1] + 0.5) / (cells[x, 0] + 0.5) for x in (0, 1)}
    model = firth("y ~ x", frame, intervals=False)
    assert model.coefficients["Intercept"] == pytest.approx(np.log(odds[0]), abs=1e-8)
    assert model.coefficients["x"] == pytest.approx(np.log(odds[1] / odds[0]), abs=1e-8)


def test_separation_names_the_regressor(students):
    found = separation(SEX2, students)
    assert found.kind == "quasi-complete"
    assert list(found.infinite.index) == ["dia"]
    assert found.infinite["dia"] == 1
    with pytest.raises(InputError, match=r"separation by dia: .*binary\.firth"):
        fit(SEX2, students)


def test_separation_agrees_with_enumeration():
    """All 2⁶ outcomes on one regressor: separated iff a threshold splits zeros from ones."""
    x = np.array([0.0, 1, 2, 2, 3, 4])
    for y in itertools.product([0, 1], repeat=6):
        y = np.array(y)
        if y.std() == 0:
            continue
        low, high = x[y == 1], x[y == 0]
        split = low.max() <= high.min() or high.max() <= low.min()
        assert bool(separation("y ~ x", pd.DataFrame({"y": y, "x": x}))) == split


def test_no_separation_is_false_and_says_so():
    found = separation("inlf ~ educ + age", mroz())
    assert not found
    assert "finite" in found.sentence()


def test_nested_models_share_their_rows():
    data = mroz()
    data.loc[:9, "huseduc"] = np.nan
    models = nested(["inlf ~ educ", "inlf ~ educ + age", "inlf ~ educ + age + huseduc"], data)
    fits = models.fits()
    assert (fits["n"] == 743).all()
    assert len(models.dropped) == 10
    assert fits["mcfadden"].is_monotonic_increasing
    assert models.table().loc["huseduc"].tolist()[:2] == ["", ""]
    assert models.effects("educ").shape[0] == 3
    ratio = 2 * (models.models[1].log_likelihood - models.models[0].log_likelihood)
    from scipy.stats import chi2

    assert fits["likelihood_ratio_p"].iloc[1] == pytest.approx(chi2.sf(ratio, 1))
    assert "743" in models.summary()


def test_nested_models_that_are_not_are_refused():
    with pytest.raises(InputError, match="each within the next"):
        nested(["inlf ~ educ", "inlf ~ age"], mroz())
    with pytest.raises(InputError, match="one outcome"):
        nested(["inlf ~ educ", "city ~ educ + age"], mroz())


def test_detectable_effect_has_the_power_it_promises():
    """Simulated: at the detectable size the t-test on proportions rejects in 80% of samples."""
    found = minimum_detectable_effect(2_000_000, 0.10, 0.8)
    rng = np.random.default_rng(20)
    treated, control = 1_600_000, 400_000  # so many that the normal test is exact
    one = rng.binomial(treated, 0.10 + found.rise, 20_000) / treated
    zero = rng.binomial(control, 0.10, 20_000) / control
    error = np.sqrt(one * (1 - one) / treated + zero * (1 - zero) / control)
    # three standard errors of a share from 20,000 draws
    assert np.mean(np.abs(one - zero) > 1.959964 * error) == pytest.approx(0.8, abs=0.0085)


def test_clusters_and_controls_cost_power():
    base = minimum_detectable_effect(1491, 0.3, 0.5).rise
    assert minimum_detectable_effect(1491, 0.3, 0.5, design_effect=2).rise > base
    assert minimum_detectable_effect(1491, 0.3, 0.5, explained=0.5).rise > base
    assert np.isnan(minimum_detectable_effect(30, 0.05, 0.5).fall)


def test_detectable_from_errors_is_their_multiple():
    effects = marginal_effects(fit("inlf ~ educ + city", mroz()))
    frame = detectable_from(effects)
    np.testing.assert_allclose(frame["detectable"] / frame["std_error"], 2.801585, rtol=1e-6)


@pytest.mark.parametrize("bad", [{"baseline": 0.0}, {"share_exposed": 1.2}, {"n": 2}])
def test_impossible_designs_are_refused(bad):
    with pytest.raises(InputError, match="allowed"):
        minimum_detectable_effect(**{"n": 100, "baseline": 0.2, "share_exposed": 0.5, **bad})


def test_plots_return_their_axes(penalised):
    import matplotlib

    matplotlib.use("Agg")
    assert penalised.plot().get_xlabel() == "log-odds (penalised)"
    assert minimum_detectable_effect(500, 0.3, 0.5).plot().get_xscale() == "log"
    frame = penalised.to_frame()
    both = forest({"one": frame, "two": frame})
    assert len(both.get_legend().get_texts()) == 2
