"""What a design refuses, counts and says."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netpoverty.errors import InputError
from netpoverty.survey import Design, bootstrap, mean, quantile, ratio, smooth, weighted_quantile
from netpoverty.survey.variance import covariance_of_totals

QUICK = settings(derandomize=True, deadline=None, max_examples=40)


@pytest.mark.parametrize(
    ("build", "sentence"),
    [
        (lambda: Design([1, -1]), "1 negative weights"),
        (lambda: Design([1, np.nan]), "1 missing or infinite weights"),
        (lambda: Design([0, 0]), "all zero"),
        (lambda: Design([[1, 1]]), "one weight a row"),
        (lambda: Design([1, 1], strata=["a"]), "one label for each of 2 rows"),
        (lambda: Design([1, 1], strata=["a", None]).stratum, "missing labels"),
        (lambda: Design([1, 1], lonely="ignore"), "one of fail, centre, scale"),
        (lambda: Design([1, 1], fpc=[5, 6]).sampled_fraction, "one number a stratum"),
        (lambda: Design([1, 1, 1], fpc=2).sampled_fraction, "at least the units drawn"),
        (lambda: mean([1.0, np.nan]), "1 rows with missing values"),
        (lambda: mean([1.0, 2.0], [1, 1], where=[False, False]), "a total of zero"),
        (lambda: mean([1.0, 2.0], [1, 1, 1]), "as many rows as the data"),
        (lambda: mean(["a", "b"]), "numbers"),
    ],
)
def test_bad_input_gets_one_sentence(build, sentence):
    with pytest.raises(InputError, match=sentence) as told:
        build()
    assert "\n" not in str(told.value)


def test_a_stratum_with_one_cluster_is_named():
    design = Design([1, 1, 1], strata=["east", "east", "west"], clusters=[1, 2, 3])
    with pytest.raises(InputError, match=r"west.*lonely='centre'"):
        mean([1.0, 2.0, 3.0], design)


def test_labels_are_read_inside_their_stratum():
    repeated = Design(np.ones(8), strata=[0] * 4 + [1] * 4, clusters=[1, 1, 2, 2] * 2)
    assert repeated.n_units == 4
    assert repeated.unit_stratum.tolist() == [0, 0, 1, 1]


def test_a_group_of_one_unit_has_no_error_but_a_reason():
    design = Design(np.ones(6), clusters=[1, 1, 2, 2, 3, 3])
    made = mean(np.arange(6.0), design, by=["a", "a", "b", "b", "b", "b"])
    frame = made.to_frame()
    assert np.isnan(frame.loc[("a", "value"), "se"])
    assert "fewer than two sampling units" in frame.loc[("a", "value"), "note"]
    assert frame.loc[("b", "value"), "se"] > 0
    assert "fewer than two sampling units" in made.summary()


def test_a_share_on_the_edge_gets_the_exact_bound():
    made = mean(np.zeros(10), share=True)
    low, high = made.interval()
    assert np.isnan(made.se[0])
    assert low[0] == 0
    assert high[0] == pytest.approx(1 - 0.025**0.1)  # Clopper–Pearson at 0 of 10


def test_an_error_of_zero_is_not_printed():
    """Rows that are all alike tell nothing about those that were not drawn."""
    row = mean(np.full(12, 3.7), np.linspace(1, 2, 12)).to_frame().iloc[0]
    assert row["estimate"] == pytest.approx(3.7)
    assert np.isnan(row["se"])
    assert "nothing varies" in row["note"]


def test_missing_rows_are_counted_not_hidden():
    made = mean([1.0, np.nan, 3.0], missing="drop")
    assert made["value"] == 2
    assert "1 rows dropped: missing value" in made.summary()
    assert made.n == 2


def test_a_domain_keeps_the_whole_design():
    """Zeros outside the domain count as units: dropping them understates the variance."""
    rng = np.random.default_rng(3)
    clusters, y = np.repeat(np.arange(20), 5), rng.normal(size=100)
    inside = rng.random(100) < 0.3
    design = Design(np.ones(100), clusters=clusters)
    influence = np.where(inside, y - y[inside].mean(), 0) / inside.sum()
    sums = np.bincount(clusters, influence)
    by_hand = 20 / 19 * ((sums - sums.mean()) ** 2).sum()
    assert mean(y, design, where=inside).se[0] ** 2 == pytest.approx(by_hand, rel=1e-12)


def test_smooth_function_agrees_with_the_ratio_formula():
    rng = np.random.default_rng(1)
    y, x = rng.gamma(3, size=(2, 60))
    design = Design(rng.uniform(1, 3, 60), clusters=np.arange(60) // 4)
    exact = ratio(y, x, design)
    by_totals = smooth(lambda t: t[0] / t[1], np.column_stack([y, x]), design, names=["r"])
    assert by_totals["r"] == pytest.approx(exact["value"], rel=1e-14)
    # the gradient is taken by central differences, good to about ten digits
    assert by_totals.se[0] == pytest.approx(exact.se[0], rel=1e-8)


def test_differences_use_the_covariance_between_domains():
    rng = np.random.default_rng(2)
    group, y = np.tile([0, 1], 30), rng.normal(size=60)
    design = Design(np.ones(60), clusters=np.arange(60) // 6)
    by = mean(y, design, by=group)
    direct = mean(np.where(group == 0, 2.0, -2.0) * y, design)  # groups of equal size
    gap = by.difference((0, "value"), (1, "value"))
    assert gap.values[0] == pytest.approx(direct["value"])
    assert gap.se[0] ** 2 == pytest.approx(
        by.covariance[0, 0] + by.covariance[1, 1] - 2 * by.covariance[0, 1], rel=1e-7
    )


def test_bootstrap_finds_the_linearised_error():
    """4,000 draws: the bootstrap standard error has a relative noise of about 1/√8000 = 1.1%."""
    rng = np.random.default_rng(11)
    y = rng.normal(size=120) + np.repeat(rng.normal(size=24), 5)
    design = Design(
        rng.uniform(1, 2, 120), strata=np.arange(120) // 60, clusters=np.arange(120) // 5
    )
    exact = mean(y, design)
    drawn = bootstrap(design, 4000, rng=rng).estimate(lambda w: w @ y / w.sum())
    assert drawn.values[0] == pytest.approx(exact.values[0], rel=1e-12)
    assert drawn.se[0] == pytest.approx(exact.se[0], rel=0.045)


def test_bootstrap_keeps_the_finite_population_correction():
    rng = np.random.default_rng(5)
    y, design = rng.normal(size=40), Design(np.ones(40), fpc=0.75)
    drawn = bootstrap(design, 4000, rng=rng).estimate(lambda w: w @ y / w.sum())
    assert drawn.se[0] == pytest.approx(mean(y, design).se[0], rel=0.045)


def test_median_error_against_the_bootstrap():
    """The kernel density and the bootstrap are two estimates of one error: within 10%."""
    rng = np.random.default_rng(8)
    y = rng.lognormal(size=1500)
    design = Design(rng.uniform(1, 3, 1500), clusters=np.arange(1500) // 5)
    linear = quantile(y, 0.5, design)
    drawn = bootstrap(design, 600, rng=rng).estimate(lambda w: weighted_quantile(y, 0.5, w))
    assert linear.se[0] == pytest.approx(drawn.se[0], rel=0.10)


@QUICK
@given(st.lists(st.tuples(st.integers(-9, 9), st.integers(1, 4)), min_size=2, max_size=12))
def test_weight_two_is_a_row_twice(pairs):
    values, weights = np.array(pairs, dtype=float).T
    repeated = np.repeat(values, weights.astype(int))
    ones = np.ones(repeated.size)
    assert mean(values, weights)["value"] == pytest.approx(repeated.mean(), abs=1e-12)
    for rule in ("midpoint", "inverse"):
        for p in (0.1, 0.25, 0.5, 0.9):
            assert weighted_quantile(values, p, weights, rule) == weighted_quantile(
                repeated, p, ones, rule
            )
    assert weighted_quantile(repeated, 0.5, ones) == np.median(repeated)


@QUICK
@given(st.permutations(range(8)), st.integers(0, 99))
def test_order_and_labels_do_not_matter(order, seed):
    rng = np.random.default_rng(seed)
    y, w, c = rng.normal(size=8), rng.uniform(1, 2, 8), np.array([0, 0, 1, 1, 2, 2, 3, 3])
    order = np.array(order)
    names = pd.Categorical.from_codes(c, ["d", "a", "c", "b"])
    one = covariance_of_totals(Design(w, clusters=c), y)
    two = covariance_of_totals(Design(w[order], clusters=names[order]), y[order])
    assert one[0, 0] == pytest.approx(two[0, 0], rel=1e-10, abs=1e-14)
