"""Curves in k compared, rankings challenged."""

import numpy as np
import pytest

from netpoverty.errors import InputError
from netpoverty.poverty.alkire_foster import alkire_foster, dominance, rank_robustness
from netpoverty.survey import Design


def regions(chances, n=300, seed=0, **options):
    rng = np.random.default_rng(seed)
    p = np.repeat(chances, n)[:, None]
    data = (rng.random((n * len(chances), 4)) < p).astype(float)
    return alkire_foster(data, by=np.repeat([f"r{i}" for i in range(len(chances))], n), **options)


def test_a_clear_order_is_found_and_its_reverse_is_not():
    made = regions([0.6, 0.4], k="all")
    forward = dominance(made, "r0", "r1", rng=np.random.default_rng(1))
    backward = dominance(made, "r1", "r0", rng=np.random.default_rng(1))
    assert forward.p_value < 0.01
    assert backward.p_value > 0.99
    assert forward.crossings == []
    np.testing.assert_allclose(forward.difference, -backward.difference)


def test_crossings_are_located():
    rng = np.random.default_rng(4)
    wide = np.column_stack([rng.random(500) < 0.8, rng.random((500, 3)) < 0.1])
    deep = np.repeat(rng.random((500, 1)) < 0.35, 4, axis=1) | (rng.random((500, 4)) < 0.05)
    made = alkire_foster(
        np.vstack([wide, deep]).astype(float), k="all", by=np.repeat(["wide", "deep"], 500)
    )
    found = dominance(made, "wide", "deep", rng=rng)
    assert found.p_value > 0.5
    assert len(found.crossings) == 1
    assert 0.25 < found.crossings[0] <= 0.75


def test_the_band_is_wider_than_pointwise_intervals():
    made = regions([0.55, 0.45], k="all")
    found = dominance(made, "r0", "r1", rng=np.random.default_rng(3))
    point = made.difference("r0", "r1", k=0.5)
    low, high = point.interval()
    column = int(np.flatnonzero(np.isclose(found.k, 0.5))[0])
    assert found.difference[column] == pytest.approx(point["H"])
    assert found.se[column] == pytest.approx(point.se[0])
    assert found.low[column] < low[0]
    assert found.high[column] > high[0]


def test_dominance_needs_variance_and_two_groups():
    made = alkire_foster(np.zeros((6, 2)), k=0.5, by=["a", "b"] * 3)
    assert not dominance(made, "a", "b", rng=np.random.default_rng(0))
    with pytest.raises(InputError, match="another group"):
        dominance(made, "a", "a", rng=np.random.default_rng(0))


def test_size_of_the_test_where_it_is_largest():
    """Equal groups, one threshold: a t test, which rejects in 5% of 300 samples (sd 1.3%)."""
    rejections = 0
    for seed in range(300):
        made = regions([0.5, 0.5], n=40, seed=seed, k=0.5)
        found = dominance(made, "r0", "r1", rng=np.random.default_rng(0), draws=2)
        rejections += found.p_value < 0.05
    assert 0.015 < rejections / 300 < 0.09


def test_ranks_that_hold_and_ranks_that_do_not():
    clear = regions([0.2, 0.5, 0.8], k=[0.25, 0.5, 0.75])
    held = rank_robustness({str(k): (clear, k) for k in clear.k})
    assert held.robust_pairs == 1
    assert held.significant_pairs == 3
    assert held.to_frame()["kendall"].tolist() == pytest.approx([1, 1])
    assert held.ranks.loc["r2"].eq(1).all()
    rng = np.random.default_rng(8)
    first = np.column_stack([rng.random(400) < 0.9, rng.random(400) < 0.1])
    second = first[:, ::-1]
    data, by = np.vstack([first, second]).astype(float), np.repeat(["a", "b"], 400)
    one = alkire_foster(data, [0.9, 0.1], k=0.5, by=by)
    two = alkire_foster(data, [0.1, 0.9], k=0.5, by=by)
    turned = rank_robustness({"one": (one, None), "two": (two, None)})
    assert turned.robust_pairs == 0
    assert turned.to_frame()["kendall"].tolist() == [-1]


def test_rank_robustness_refuses():
    made = regions([0.2, 0.5], k=0.5)
    with pytest.raises(InputError, match="at least one alternative"):
        rank_robustness({"one": (made, None)})
    with pytest.raises(InputError, match="the same two or more groups"):
        rank_robustness({"one": (made, None), "two": (regions([0.2] * 3, k=0.5), None)})


def test_years_that_share_clusters_are_compared_with_their_covariance():
    """A panel: the same people twice. Ignoring the covariance would overstate the error."""
    rng = np.random.default_rng(12)
    person = rng.random((200, 1))
    data = np.vstack([(person + 0.2 * rng.random((200, 3)) > cut) for cut in (0.5, 0.6)])
    design = Design(np.ones(400), clusters=np.tile(np.arange(200), 2))
    made = alkire_foster(data.astype(float), k=0.5, design=design, by=np.repeat([2018, 2020], 200))
    gap = made.difference(2020, 2018)
    apart = np.hypot(*(made.estimates(group=year).se[0] for year in (2018, 2020)))
    assert gap.se[0] < 0.6 * apart
