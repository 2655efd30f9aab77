"""The laboratory: batched fits equal single ones, and known results of spurious regression."""

import numpy as np
import pandas as pd
import pytest

from netpoverty.errors import InputError
from netpoverty.models.few_clusters import few_cluster_inference
from netpoverty.models.panel import estimate_panel, prepare_panel
from netpoverty.models.spurious import (
    WORLDS,
    draw_world,
    randomisation_sizes,
    spurious_laboratory,
)
from netpoverty.models.spurious.batch import ESTIMATORS, batch_fit
from netpoverty.models.spurious.errors import batch_p


def one_panel(drawn, draw):
    units, years = drawn.shape[2:]
    frame = pd.DataFrame(
        {
            "unit": np.repeat(np.arange(units), years),
            "year": np.tile(np.arange(2000, 2000 + years), units),
            **{
                name: drawn[draw, place].ravel()
                for place, name in enumerate("yxz"[: drawn.shape[1]])
            },
        }
    )
    formula = "y ~ x + z" if drawn.shape[1] == 3 else "y ~ x"
    return prepare_panel(formula, frame, unit="unit", time="year")


def batch(drawn, effects):
    return batch_fit(drawn[:, 0], np.moveaxis(drawn[:, 1:], 1, -1), effects)


@pytest.mark.parametrize("units", [3, 6])
@pytest.mark.parametrize("effects", ESTIMATORS)
def test_batched_fits_equal_panel_estimates(units, effects):
    drawn = draw_world("drifting walks", units, 12, 3, 3, np.random.default_rng(1))
    fit = batch(drawn, effects)
    for draw in range(3):
        panel = one_panel(drawn, draw)
        for errors in ("conventional", "cluster", "driscoll-kraay"):
            single = estimate_panel(panel, effects, errors)
            assert fit.slope[draw] == pytest.approx(single.coefficients["x"], rel=1e-7)
            assert batch_p(fit, errors)[draw] == pytest.approx(single.p_values["x"], rel=1e-6)


@pytest.mark.parametrize("effects", ["pooled", "within", "two_way", "first_differences_drift"])
def test_batched_few_cluster_p_equals_the_single_one(effects):
    drawn = draw_world("walks", 5, 10, 3, 3, np.random.default_rng(2))
    fit = batch(drawn, effects)
    for draw in range(3):
        frame = few_cluster_inference(one_panel(drawn, draw), "x", effects).to_frame()
        wild = batch_p(fit, "wild")[draw]
        assert wild == pytest.approx(frame.loc["wild, rademacher", "p"], rel=1e-9)
        if effects != "two_way":
            for name in ("CR2", "CR3"):
                p = batch_p(fit, name)[draw]
                assert p == pytest.approx(frame.loc[name, "p"], rel=1e-6)


def test_white_noise_keeps_its_level():
    """2,000 draws: the Monte Carlo error at 5% is 0.5%, so four of them are allowed.

    Differences of white noise remember the year before, so differenced regressions do not.
    """
    lab = spurious_laboratory(["noise"], units=6, draws=2000, errors=["conventional"])
    rates = lab.to_frame().set_index("estimator").found
    differenced = rates.index.str.startswith("First differences")
    assert rates[~differenced].between(0.03, 0.07).all()
    assert (rates[differenced] > 0.08).all()


def test_walks_are_found_related_and_differences_do_not_find_them():
    """Granger and Newbold's result in a panel: levels mislead, first differences do not."""
    table = spurious_laboratory(["walks"], draws=1000, errors=["conventional"]).table()
    rates = table["conventional"].loc["walks"]
    assert (rates[["Pooled", "Fixed effects", "Two-way effects"]] > 0.4).all()
    assert 0.03 < rates["First differences"] < 0.07


def test_trends_are_found_nearly_always_and_with_a_high_fit():
    lab = spurious_laboratory(
        ["linear trends"], controls=0, draws=300, drift=1.0, errors=["conventional"]
    ).to_frame()
    within = lab[lab.estimator == "Fixed effects"].iloc[0]
    assert within.found > 0.99 and within["found positive"] > 0.99
    assert within["median R²"] > 0.8


def test_three_clusters_never_reject_by_the_wild_bootstrap():
    lab = spurious_laboratory(["walks"], draws=200, errors=["wild"]).to_frame()
    rates = lab.set_index("estimator").found
    assert (rates.drop("Random effects") == 0).all() and np.isnan(rates["Random effects"])


def test_fallback_random_effects_find_more_than_pooled():
    """Same coefficients, smaller errors: at three units random effects reject more often."""
    table = spurious_laboratory(["walks"], draws=500, errors=["conventional"]).table()
    rates = table["conventional"].loc["walks"]
    assert rates["Random effects"] > rates["Pooled"]


def test_shifting_years_of_walks_rejects_too_often():
    frame = randomisation_sizes(["noise", "walks", "linear trends"], draws=300, deals=99)
    assert (frame["units"] == 0).all()
    assert frame.loc["noise", "years"] < 0.09
    assert frame.loc["walks", "years"] > 0.3
    assert frame.loc["linear trends", "years"] > 0.9


@pytest.mark.parametrize("world", WORLDS)
def test_worlds_are_seeded(world):
    first, second = (draw_world(world, 3, 6, 2, 4, np.random.default_rng(7)) for _ in range(2))
    assert np.array_equal(first, second) and first.shape == (4, 2, 3, 6)


def test_bad_settings_are_refused():
    with pytest.raises(InputError, match="did you mean 'walks'"):
        spurious_laboratory(["walk"], draws=10)
    with pytest.raises(InputError, match="units: got 1"):
        spurious_laboratory(units=1, draws=10)
    with pytest.raises(InputError, match="controls"):
        spurious_laboratory(controls=-1, draws=10)


def test_summary_and_plot():
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    lab = spurious_laboratory(["walks", "noise"], draws=50)
    assert "nothing else" in lab.summary() and "Monte Carlo" in lab.convention
    assert "share of panels" in lab.plot().get_xlabel()
    plt.close("all")
