"""Few-cluster inference: clubSandwich, pyfixest and full enumeration on Grunfeld.

References: R 4.2.2 with clubSandwich, pyfixest, and an independent enumeration of all 1,024 sign
vectors. Tolerance 1e-8 relative: they carry ten significant digits; degrees of freedom were
printed with two decimals.
"""

import numpy as np
import pytest
from panel_frames import drawn, grunfeld, grunfeld_panel

from netpoverty.errors import InputError
from netpoverty.models.few_clusters import (
    cluster_covariance,
    cluster_design,
    cluster_design_from_formula,
    few_cluster_inference,
    randomise,
    satterthwaite_dof,
    smallest_p,
    wild_bootstrap,
)
from netpoverty.models.few_clusters.wild import enumerate_weights
from netpoverty.models.panel import estimate_panel, prepare_panel
from netpoverty.results import NotComputable

ERRORS = {
    "CR0": (19.27943088, 0.01500272808, 0.08020079805),
    "CR1S": (20.42520293, 0.01589433669, 0.08496711264),
    "CR2": (25.60740377, 0.01624507778, 0.1104676209),
    "CR3": (36.69652691, 0.01700248346, 0.1553003815),
    "CR3-pyfixest": (38.877392882, 0.018012937051, 0.164529846627),
}


@pytest.fixture(scope="module")
def design():
    return cluster_design(grunfeld_panel(), "pooled")


def prepared(frame, formula="y ~ x + z"):
    return prepare_panel(formula, frame, unit="unit", time="year")


@pytest.mark.parametrize("correction", ERRORS)
def test_corrections_are_those_of_clubsandwich_and_pyfixest(design, correction):
    errors = np.sqrt(np.diag(cluster_covariance(design, correction)))
    assert errors == pytest.approx(ERRORS[correction], rel=1e-8)


def test_satterthwaite_degrees_of_freedom_are_those_of_clubsandwich(design):
    assert satterthwaite_dof(design) == pytest.approx([6.39, 2.34, 2.86], abs=0.005)


@pytest.mark.parametrize(
    ("regressor", "t", "p_ge", "p_gt"),
    [
        ("value", 7.270649831813562, 0.00390625, 0.001953125),
        ("capital", 2.714915001542372, 0.0234375, 0.021484375),
    ],
)
def test_full_enumeration_counts_both_tie_rules(design, regressor, t, p_ge, p_gt):
    wild = wild_bootstrap(design, regressor)
    factor = 10 / 9 * 199 / 197  # the reference's t uses CR1S errors, ours CR0
    assert wild.t / np.sqrt(factor) == pytest.approx(t, rel=1e-9)
    assert (wild.p_ge, wild.p_gt, wild.vectors) == (p_ge, p_gt, 1024)


def test_enumeration_equals_bootstrap_samples_fitted_one_by_one():
    """Brute force: build each outcome, refit, take t with CR0 errors."""
    design = cluster_design(prepared(drawn(units=4, years=8)), "within")
    place, others = 0, design.design[:, [1]]
    slope = np.linalg.lstsq(others, design.outcome, rcond=None)[0]
    fitted = others @ slope
    statistics = []
    for weights in enumerate_weights(4):
        outcome = fitted + weights[design.clusters] * (design.outcome - fitted)
        b = design.bread @ design.design.T @ outcome
        u = outcome - design.design @ b
        scores = [design.design[design.clusters == g].T @ u[design.clusters == g] for g in range(4)]
        covariance = design.bread @ np.transpose(scores) @ np.array(scores) @ design.bread
        statistics.append(abs(b[place]) / np.sqrt(covariance[place, place]))
    found = wild_bootstrap(design, "x").statistics
    assert found == pytest.approx(statistics, rel=1e-8)


@pytest.mark.parametrize(("weights", "smallest"), [("rademacher", 0.25), ("webb", 1 / 36)])
def test_three_clusters_cannot_give_a_smaller_p(weights, smallest):
    frame = drawn(units=3, years=20)
    frame["y"] = 100 * frame.x + 0.01 * frame.y
    wild = wild_bootstrap(cluster_design(prepared(frame, "y ~ x"), "within"), "x", weights=weights)
    assert smallest_p(3, weights) == pytest.approx(smallest)
    assert wild.p_ge == pytest.approx(smallest)


def test_absorbed_unit_effects_give_the_errors_of_unit_dummies():
    """CR2 with effects swept out equals CR2 with dummies (Pustejovsky and Tipton 2018)."""
    frame = drawn(units=5, years=6)
    swept = cluster_design(prepared(frame), "within")
    dummies = cluster_design_from_formula("y ~ x + z + C(unit) - 1", frame, "unit")
    for correction in ("CR0", "CR2", "CR3"):
        full = cluster_covariance(dummies, correction)
        places = [dummies.column("x"), dummies.column("z")]
        assert cluster_covariance(swept, correction) == pytest.approx(
            full[np.ix_(places, places)], rel=1e-8, abs=1e-12
        )


def test_table_of_methods_agrees_with_the_panel_estimates():
    panel = grunfeld_panel()
    frame = few_cluster_inference(panel, "value", "within").to_frame()
    conventional = estimate_panel(panel, "within").to_frame().loc["value"]
    clustered = estimate_panel(panel, "within", "cluster").to_frame().loc["value"]
    assert frame.loc["conventional", ["coefficient", "error", "p"]].tolist() == pytest.approx(
        conventional[["coefficient", "error", "p"]].tolist(), rel=1e-7
    )
    assert frame.loc["CR1S", "p"] == pytest.approx(clustered["p"], rel=1e-7)
    assert frame.loc["wild, rademacher", "smallest p"] == 2**-9


def test_two_way_and_differenced_designs_give_the_panel_coefficients():
    panel = prepared(drawn(units=6))
    for effects in ("two_way", "first_differences"):
        table = few_cluster_inference(panel, "x", effects).to_frame()
        expected = estimate_panel(panel, effects).coefficients["x"]
        assert table.coefficient["CR0"] == pytest.approx(expected, rel=1e-8)


def test_random_draws_replace_enumeration_when_there_are_many_clusters():
    design = cluster_design(prepared(drawn(units=20, years=4)), "pooled")
    wild = wild_bootstrap(design, "x", draws=199, rng=np.random.default_rng(1))
    assert not wild.enumerated and wild.vectors == 199
    assert wild.smallest_p == 1 / 200 and wild.p_gt >= 1 / 200
    assert "199 random weight vectors" in wild.summary()


def test_one_cluster_is_refused():
    with pytest.raises(InputError, match="clusters: got 1 cluster; allowed: at least two"):
        cluster_design_from_formula("invest ~ value", grunfeld().query("firm == 'IBM'"), "firm")
    with pytest.raises(InputError, match="clusters"):
        smallest_p(1)
    with pytest.raises(InputError, match="did you mean 'webb'"):
        smallest_p(3, "web")


def test_randomisation_by_units_lists_every_deal():
    frame = drawn(units=3, years=10)
    result = randomise(prepared(frame), "x")
    assert (result.arrangements, result.smallest_p) == (6, 1 / 6)
    assert result.p * 6 == pytest.approx(round(result.p * 6))


def test_years_of_trending_series_are_not_permuted():
    frame = drawn(units=3, years=19)
    frame["x"] += 2 * (frame.year - 2000)
    frame["y"] += 2 * (frame.year - 2000)
    refused = randomise(prepared(frame, "y ~ x"), "x", "shifts")
    assert isinstance(refused, NotComputable) and "not exchangeable" in refused.reason
    shown = randomise(prepared(frame, "y ~ x"), "x", "shifts", despite_trends=True)
    assert shown.p == pytest.approx(1 / 19)


def test_identity_comes_first_and_is_the_panel_slope():
    frame = drawn(units=4, years=6)
    result = randomise(prepared(frame), "x", "years", rng=np.random.default_rng(0), draws=50)
    assert result.statistics[0] == pytest.approx(abs(result.statistic))
    assert np.sign(result.statistic) == np.sign(
        estimate_panel(prepared(frame), "within").coefficients["x"]
    )


def test_plots_return_axes():
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    panel = prepared(drawn(units=4))
    results = [
        few_cluster_inference(panel, "x"),
        wild_bootstrap(cluster_design(panel), "x"),
        randomise(panel, "x"),
    ]
    assert all(result.plot().get_xlabel() for result in results)
    assert all(result._repr_html_() for result in results)
    plt.close("all")
