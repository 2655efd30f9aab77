"""Are the errors correlated over years, or across units?"""

from __future__ import annotations

import numpy as np

from netpoverty.errors import choose, refuse
from netpoverty.models.hypothesis_test import HypothesisTest, chi2_test, f_test, normal_test
from netpoverty.models.panel.covariance import group_sums
from netpoverty.models.panel.data import PanelData, require_balanced
from netpoverty.models.panel.estimate import estimate_panel


def wooldridge_autocorrelation(panel: PanelData, form: str = "within") -> HypothesisTest:
    r"""Test for serial correlation of the idiosyncratic errors.

    Residuals are regressed on their own lag, with errors clustered by unit (no small-sample
    factor); without serial correlation the slope is :math:`-1/(T-1)` for within residuals and
    :math:`-1/2` for those of first differences.

    Parameters
    ----------
    panel : balanced
    form : "within" (plm's pwartest) or "first_differences" (Stata's xtserial, no drift)

    Source: Wooldridge (2010), Econometric Analysis of Cross Section and Panel Data, 10.5.4 and
    10.6.3; Drukker (2003), doi:10.1177/1536867X0300300206.
    """
    choose("form", form, ["within", "first_differences"])
    require_balanced(panel, "the Wooldridge test")
    if panel.periods < 4:
        raise refuse("years for the Wooldridge test", panel.periods, "at least four years")
    residuals = estimate_panel(panel, form).residuals.reshape(panel.units, -1)
    expected = -1 / (panel.periods - 1) if form == "within" else -0.5
    now, before = residuals[:, 1:].ravel(), residuals[:, :-1].ravel()
    constant = np.ones(len(before)) if form == "within" else np.zeros((len(before), 0))
    design = np.column_stack([constant, before])
    groups = np.repeat(np.arange(panel.units), residuals.shape[1] - 1)
    slope, error = _clustered_slope(now, design, groups)
    return f_test(
        f"Wooldridge serial correlation ({form})",
        ((slope - expected) / error) ** 2,
        (1, panel.units - 1),
        null="no serial correlation in the idiosyncratic errors",
        alternative="serial correlation",
        n=len(now),
        convention="Slope of residuals on their lag, clustered by unit without a factor; F(1, G-1).",
        details={"slope": slope, "slope under the null": expected},
    )


def _clustered_slope(outcome, design, groups) -> tuple[float, float]:
    inverse = np.linalg.inv(design.T @ design)
    slopes = inverse @ design.T @ outcome
    scores = group_sums(design * (outcome - design @ slopes)[:, None], groups)
    covariance = inverse @ scores.T @ scores @ inverse
    return float(slopes[-1]), float(np.sqrt(covariance[-1, -1]))


def pesaran_cd(panel: PanelData, effects: str = "within") -> HypothesisTest:
    r"""Test that residuals are uncorrelated across units.

    .. math:: CD = \sqrt{\tfrac{2T}{N(N-1)}} \sum_{i<j} \hat\rho_{ij}

    Source: Pesaran (2021), doi:10.1007/s00181-020-01875-7.
    """
    correlations, words = _pairs(panel, effects)
    pairs = panel.units * (panel.units - 1)
    statistic = np.sqrt(2 * panel.periods / pairs) * correlations.sum()
    return normal_test("Pesaran CD", statistic, "both", **words)


def breusch_pagan_cross(panel: PanelData, effects: str = "within") -> HypothesisTest:
    r"""Test that residuals are uncorrelated across units by T times the sum of squared correlations.

    .. math:: LM = T \sum_{i<j} \hat\rho_{ij}^2 \sim \chi^2(N(N-1)/2)

    Valid for T large against N. Source: Breusch and Pagan (1980), doi:10.2307/2297111.
    """
    correlations, words = _pairs(panel, effects)
    statistic = panel.periods * float(correlations @ correlations)
    return chi2_test("Breusch-Pagan cross-section LM", statistic, len(correlations), **words)


def _pairs(panel: PanelData, effects: str) -> tuple[np.ndarray, dict]:
    choose("effects", effects, ["pooled", "within", "two_way"])
    require_balanced(panel, "cross-section tests")
    residuals = estimate_panel(panel, effects).residuals.reshape(panel.units, panel.periods)
    matrix = np.corrcoef(residuals)
    above = matrix[np.triu_indices(panel.units, 1)]
    words = {
        "null": "errors of different units are uncorrelated",
        "alternative": "they move together (a common shock, a common trend)",
        "n": panel.n,
        "convention": f"Pairwise correlations of {effects} residuals.",
        "details": {"mean correlation": float(above.mean())},
    }
    return above, words
