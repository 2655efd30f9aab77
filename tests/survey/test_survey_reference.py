"""Estimates of R's survey package on the Californian school samples.

Values printed by R 4.2 with survey 4.1 (Lumley 2010, doi:10.1002/9780470580066). Both
packages compute the same closed forms, so tolerances are half a unit of the last digit printed.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from netpoverty.survey import Design, mean, ratio, regression, total
from netpoverty.survey.intervals import logit_interval
from netpoverty.survey.variance import covariance_of_totals

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.fixture(scope="module")
def districts() -> pd.DataFrame:
    return pd.read_csv(FIXTURES / "apiclus1.csv")


@pytest.fixture(scope="module")
def schools() -> pd.DataFrame:
    return pd.read_csv(FIXTURES / "apistrat.csv")


def clustered(frame: pd.DataFrame, fpc: bool) -> Design:
    return Design(frame.pw, clusters=frame.dnum, fpc=frame.fpc if fpc else None)


def stratified(frame: pd.DataFrame, fpc: bool) -> Design:
    return Design(frame.pw, strata=frame.stype, fpc=frame.fpc if fpc else None)


@pytest.mark.parametrize(
    ("fpc", "value", "se", "half_digit"),
    [(True, 644.1694, 23.54224, 5e-6), (False, 644.1693989071, 23.779010720887, 5e-11)],
)
def test_cluster_mean(districts, fpc, value, se, half_digit):
    made = mean(districts.api00, clustered(districts, fpc))
    assert made.values[0] == pytest.approx(value, abs=5e-5 if fpc else 5e-11)
    assert made.se[0] == pytest.approx(se, abs=half_digit)


@pytest.mark.parametrize(
    ("fpc", "value", "se", "half_digit"),
    [(True, 662.2873632, 9.4089408, 5e-8), (False, 662.2873631593, 9.536132296925, 5e-11)],
)
def test_stratified_mean(schools, fpc, value, se, half_digit):
    made = mean(schools.api00, stratified(schools, fpc))
    assert made.values[0] == pytest.approx(value, abs=5e-8)
    assert made.se[0] == pytest.approx(se, abs=half_digit)


OUTCOME, REGRESSORS = "sch.wide", ["ell", "meals", "mobility"]


def test_cluster_logit_regression(districts):
    """svyglm(sch.wide ~ ell + meals + mobility, quasibinomial, epsilon = 1e-15).

    Both iterate to convergence: rounding alone is left, about 1e-11 in a standard error.
    """
    outcome = (districts[OUTCOME] == "Yes").astype(float)
    made = regression(
        outcome, districts[REGRESSORS], clustered(districts, fpc=False), family="logit"
    )
    coefficients = [1.72610017370967, 0.04009480176289, -0.02078831085065, 0.01458036553598]
    errors = [0.708187394274344, 0.012699527351858, 0.009303397369076, 0.026089861989236]
    np.testing.assert_allclose(made.values, coefficients, rtol=1e-10)
    np.testing.assert_allclose(made.se, errors, rtol=1e-10)
    assert made.degrees_of_freedom[0] == 11


def scoring_as_r_stops_it(y: np.ndarray, x: np.ndarray, weights: np.ndarray):
    """R's glm.fit: scoring from (wy + ½)/(w + 1) until the deviance moves by less than 1e-8."""
    mean, deviance = (weights * y + 0.5) / (weights + 1), np.inf
    predictor = np.log(mean / (1 - mean))
    while True:
        working = weights * mean * (1 - mean)
        target = predictor + (y - mean) / (mean * (1 - mean))
        bread = np.linalg.inv((x * working[:, None]).T @ x)
        beta = bread @ (x.T @ (working * target))
        predictor = x @ beta
        mean = 1 / (1 + np.exp(-predictor))
        previous, deviance = deviance, -2 * weights @ np.log(np.where(y == 1, mean, 1 - mean))
        if abs(deviance - previous) / (abs(deviance) + 0.1) < 1e-8:
            residual = working / weights * (y - mean) / (mean * (1 - mean))
            return beta, bread, residual


def test_cluster_logit_regression_as_r_prints_it(districts):
    """R's default stops early, with the working weights of the step before in its errors.

    Doing the same gives the twelve digits it prints; half a unit of the last is allowed.
    """
    y = (districts[OUTCOME] == "Yes").to_numpy(float)
    x = np.column_stack([np.ones(len(y)), districts[REGRESSORS]])
    design = clustered(districts, fpc=False)
    beta, bread, residual = scoring_as_r_stops_it(y, x, design.weights / design.weights.mean())
    influence = (x * residual[:, None]) @ bread / design.weights.mean()
    se = np.sqrt(np.diag(covariance_of_totals(design, influence)))
    coefficients = [1.72610017372, 0.04009480176, -0.02078831085, 0.01458036554]
    errors = [0.708186343289, 0.012699522005, 0.009303389699, 0.026089758284]
    np.testing.assert_allclose(beta, coefficients, rtol=0, atol=5.1e-12)
    np.testing.assert_allclose(se, errors, rtol=0, atol=5.1e-13)


def test_total_ratio_domains(districts, schools):
    """svytotal, svyratio and svyby; degrees of freedom of each domain as R's degf(subset())."""
    assert total(districts.api00, clustered(districts, False)).se[0] == pytest.approx(
        907398.705597, abs=5e-7
    )
    fit = ratio(schools.api00, schools.api99, stratified(schools, True))
    assert fit.values[0] == pytest.approx(1.05226054622, abs=5e-12)
    assert fit.se[0] == pytest.approx(0.00364392223084, abs=5e-15)
    by = mean(districts.api00, clustered(districts, False), by=districts.stype)
    np.testing.assert_allclose(by.values, [648.868055556, 618.571428571, 631.44], atol=5e-10)
    np.testing.assert_allclose(by.se, [22.5873130662, 38.4026282327, 31.9273692890], atol=5e-11)
    assert by.degrees_of_freedom.tolist() == [14, 7, 11]


def test_logit_interval_of_a_share(districts):
    """svyciprop(method='logit')."""
    made = mean(
        (districts["sch.wide"] == "No").astype(float), clustered(districts, False), share=True
    )
    low, high = made.interval()
    # R takes this error from an iterated fit stopped at 1e-8
    assert low[0] == pytest.approx(0.0877793758549, rel=1e-10)
    assert high[0] == pytest.approx(0.1767819732107, rel=1e-10)
    assert logit_interval(made.values, made.se, 14)[0][0] == low[0]


@pytest.fixture
def lonely() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "y": [3.0, 5, 4, 8, 1, 9, 2, 6],
            "w": [1, 2, 1.5, 1, 2, 1, 1, 3],
            "stratum": [1, 1, 1, 1, 2, 2, 3, 3],
            "cluster": [1, 1, 2, 2, 3, 3, 4, 5],
        }
    )


def test_lonely_unit_rules(lonely):
    """survey.lonely.psu = 'adjust' and 'average', R 4.2: 12 digits printed."""

    def design(rule: str) -> Design:
        return Design(lonely.w, strata=lonely.stratum, clusters=lonely.cluster, lonely=rule)

    assert mean(lonely.y, design("centre")).se[0] == pytest.approx(0.643526285399, abs=5e-13)
    scaled = design("scale")
    assert mean(lonely.y, scaled).se[0] == pytest.approx(0.734394771223, abs=5e-13)
    assert total(lonely.y, scaled).se[0] == pytest.approx(19.634153916072, abs=5e-12)


def test_centre_rule_by_hand(lonely):
    """The lonely unit's total is compared with the mean of all unit totals.

    R's 'adjust' compares a total with zero instead; the manual's words are followed here.
    """
    design = Design(lonely.w, strata=lonely.stratum, clusters=lonely.cluster, lonely="centre")
    units = np.array([3 + 10, 6 + 8, 2 + 9, 2, 18.0])
    variance = 2 * ((13 - 13.5) ** 2 * 2) + (11 - units.mean()) ** 2 + 2 * ((2 - 10) ** 2 * 2)
    assert total(lonely.y, design).se[0] ** 2 == pytest.approx(variance, rel=1e-12)
