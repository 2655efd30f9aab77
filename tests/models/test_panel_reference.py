"""Grunfeld under R 4.2.2 with plm 2.6-2, linearmodels 7.1 and pyfixest: coefficients and errors.

Tolerances: the references carry 7 to 12 significant digits, and every step here is least squares
in double precision; 2e-7 relative is the last digit of those with seven, and half a unit of the
eighth decimal is all that errors printed to eight decimals can be held to.
"""

import numpy as np
import pytest
from panel_frames import grunfeld_panel

from netpoverty.models.panel import (
    breusch_pagan,
    breusch_pagan_cross,
    estimate_panel,
    f_effects,
    hausman,
    honda,
    pesaran_cd,
    variance_components,
    wooldridge_autocorrelation,
)

DIGITS = 2e-7
EIGHT_DECIMALS = 5e-9

COEFFICIENTS = {
    "pooled": {"Constant": -42.7143694366, "value": 0.1155621564, "capital": 0.2306784887},
    "within": {"value": 0.1101238041, "capital": 0.3100653413},
    "two_way": {"value": 0.1177158551, "capital": 0.3579162731},
    "random": {"Constant": -57.834414905, "value": 0.1097811522, "capital": 0.3081129828},
    "between": {"Constant": -8.52711372173, "value": 0.13464608697, "capital": 0.03203147433},
    "first_differences": {"value": 0.08906283, "capital": 0.27869402},
    "first_differences_drift": {
        "Constant": -1.81889015859,
        "value": 0.08976249499,
        "capital": 0.29176671969,
    },
}

CONVENTIONAL_ERRORS = {
    "pooled": {"Constant": 9.511676031424, "value": 0.005835709557, "capital": 0.025475801477},
    "within": {"value": 0.01185669421, "capital": 0.01735450278},
    "two_way": {"value": 0.013751283, "capital": 0.02271901088},
    "random": {"Constant": 28.89893526029, "value": 0.01049266355, "capital": 0.01718046909},
}

WITHIN_ERRORS = {
    "driscoll-kraay-plm": (0.01881107647, 0.03453252853),
    "driscoll-kraay": (0.01934843262, 0.03551898279),
    "driscoll-kraay-linearmodels": (0.01940214, 0.03561758),
    "driscoll-kraay-pyfixest": (0.019856351850884572, 0.03645139808317881),
    "cluster-plm": (0.01434214371, 0.04979260872),
    "cluster": (0.01515607544, 0.05261839159),
    "cluster-linearmodels": (0.01445094, 0.05017031),
}


@pytest.fixture(scope="module")
def panel():
    return grunfeld_panel()


@pytest.mark.parametrize("effects", COEFFICIENTS)
def test_coefficients_are_those_of_plm(panel, effects):
    ours = estimate_panel(panel, effects).coefficients
    for name, value in COEFFICIENTS[effects].items():
        assert ours[name] == pytest.approx(value, rel=DIGITS)


@pytest.mark.parametrize("effects", CONVENTIONAL_ERRORS)
def test_conventional_errors_are_those_of_plm(panel, effects):
    ours = estimate_panel(panel, effects).errors
    for name, value in CONVENTIONAL_ERRORS[effects].items():
        assert ours[name] == pytest.approx(value, rel=DIGITS)


@pytest.mark.parametrize("convention", WITHIN_ERRORS)
def test_named_conventions_reproduce_their_packages(panel, convention):
    ours = estimate_panel(panel, "within", convention, bandwidth=3)
    expected = WITHIN_ERRORS[convention]
    found = ours.errors[["value", "capital"]].to_numpy()
    assert found == pytest.approx(expected, rel=DIGITS, abs=EIGHT_DECIMALS)
    assert "Lags: 3" in ours.convention or "unit" in ours.convention


def test_pooled_cluster_errors_are_those_of_clubsandwich(panel):
    plain = estimate_panel(panel, "pooled", "cluster-plm").errors.to_numpy()
    stata = estimate_panel(panel, "pooled", "cluster").errors.to_numpy()
    assert plain == pytest.approx([19.27943088, 0.01500272808, 0.08020079805], rel=DIGITS)
    assert stata == pytest.approx([20.42520293, 0.01589433669, 0.08496711264], rel=DIGITS)


def test_variance_components_are_swamy_arora(panel):
    components = variance_components(panel)
    assert components.state == "estimated"
    assert components.within == pytest.approx(2784.45823, rel=DIGITS)
    assert components.effects == pytest.approx(7089.8001, rel=DIGITS)
    assert np.unique(components.theta.round(7)) == pytest.approx([0.8612236], rel=DIGITS)


@pytest.mark.parametrize(
    ("test", "statistic"),
    [
        (f_effects, 49.176625),
        (breusch_pagan, 798.16155),
        (honda, 28.251753),
        (pesaran_cd, 4.6611925),
        (breusch_pagan_cross, 246.32878),
        (wooldridge_autocorrelation, 76.928562),
    ],
)
def test_statistics_are_those_of_plm(panel, test, statistic):
    assert test(panel).statistic == pytest.approx(statistic, rel=DIGITS)


def test_f_for_effects_has_the_degrees_of_freedom_of_plm(panel):
    assert f_effects(panel).distribution == "F(9, 188)"


def test_hausman_classic_and_by_auxiliary_regression(panel):
    classic, mundlak = hausman(panel, "classic"), hausman(panel, "mundlak")
    assert classic.statistic == pytest.approx(2.3303668937, rel=DIGITS)
    assert classic.p == pytest.approx(0.3118654461, rel=DIGITS)
    assert mundlak.statistic == pytest.approx(2.1313662, rel=DIGITS)
    assert mundlak.p == pytest.approx(0.3444924, rel=DIGITS)
    assert classic.details["smallest eigenvalue"] > 0


def test_linearmodels_own_errors_are_met(panel):
    """White and conventional errors equal those that linearmodels itself prints."""
    from linearmodels.panel import PanelOLS

    outcome, regressors = panel.indexed()
    model = PanelOLS(outcome, regressors.assign(Constant=1.0), entity_effects=True)
    for ours, theirs in [("robust", "robust"), ("conventional", "unadjusted")]:
        expected = model.fit(cov_type=theirs).std_errors
        found = estimate_panel(panel, "within", ours).errors
        assert found[expected.index].to_numpy() == pytest.approx(expected.to_numpy(), rel=1e-9)
