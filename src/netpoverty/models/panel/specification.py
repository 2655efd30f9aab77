"""Which effects does the panel need? F, Breusch–Pagan and Honda, Hausman in three forms."""

from __future__ import annotations

import numpy as np

from netpoverty.errors import choose
from netpoverty.models.hypothesis_test import HypothesisTest, chi2_test, f_test, normal_test
from netpoverty.models.panel.data import PanelData
from netpoverty.models.panel.estimate import PanelEstimate, estimate_panel
from netpoverty.models.panel.transform import unit_means
from netpoverty.results import NotComputable

HAUSMAN_FORMS = ("classic", "sigmamore", "mundlak")


def f_effects(panel: PanelData, effects: str = "within") -> HypothesisTest:
    r"""Test that the fixed effects are jointly zero.

    .. math:: F = \frac{(RSS_p - RSS_w)/q}{RSS_w/(n - q - k - 1)}

    with q effects beyond the constant (units, or units and years for ``two_way``).

    Raises InputError for effects other than within and two_way.
    """
    choose("effects", effects, ["within", "two_way"])
    pooled, swept = estimate_panel(panel, "pooled"), estimate_panel(panel, effects)
    loose, tight = _rss(pooled), _rss(swept)
    dof = (swept.data.absorbed, swept.data.residual_dof)
    kind = "unit effects" if effects == "within" else "unit and year effects"
    return f_test(
        f"F for {kind}",
        (loose - tight) / dof[0] / (tight / dof[1]),
        dof,
        null=f"all {kind} are zero",
        alternative="at least one differs",
        n=panel.n,
        convention="Classical F: one error variance, no correlation over time.",
    )


def breusch_pagan(panel: PanelData) -> HypothesisTest:
    """Test by Lagrange multiplier that the unit effects have no variance (two-sided).

    Source: Breusch and Pagan (1980), doi:10.2307/2297111; unbalanced form of Baltagi and Li
    (1990).
    """
    root = _honda_root(panel)
    return chi2_test("Breusch-Pagan LM", root**2, 1, **_lm_words(panel, "a variance above zero"))


def honda(panel: PanelData) -> HypothesisTest:
    """Test that the unit effects have no variance, against a positive one (one-sided).

    Source: Honda (1985), doi:10.2307/2297491.
    """
    words = _lm_words(panel, "a variance above zero (one-sided)")
    return normal_test("Honda", _honda_root(panel), "right", **words)


def _honda_root(panel: PanelData) -> float:
    residuals = estimate_panel(panel, "pooled").residuals
    sums = np.bincount(panel.unit, residuals)
    excess = float(sums @ sums) / float(residuals @ residuals) - 1
    years = np.bincount(panel.unit)
    return excess * np.sqrt(panel.n**2 / (2 * (float(years @ years) - panel.n)))


def _lm_words(panel: PanelData, alternative: str) -> dict:
    return {
        "null": "the variance of the unit effects is zero",
        "alternative": alternative,
        "n": panel.n,
        "convention": "From pooled residuals; asymptotic in the number of units "
        f"(here {panel.units}).",
    }


def hausman(panel: PanelData, form: str = "classic") -> HypothesisTest | NotComputable:
    r"""Test that random effects are uncorrelated with the regressors.

    .. math:: H = d' (V_{FE} - V_{RE})^{-1} d,\quad d = b_{FE} - b_{RE}

    Parameters
    ----------
    panel : from ``prepare_panel``
    form : "classic" (each covariance with its own error variance), "sigmamore" (both with the
        random-effects variance, as Stata's option), "mundlak" (Wald test on the unit means added
        to the quasi-demeaned regression)

    Returns
    -------
    HypothesisTest with the smallest eigenvalue of the difference in ``details``, or
    NotComputable where the difference is not positive definite

    Source: Hausman (1978), doi:10.2307/1913827; Mundlak (1978), doi:10.2307/1913646.
    """
    choose("form", form, HAUSMAN_FORMS)
    fixed, random = estimate_panel(panel, "within"), estimate_panel(panel, "random")
    name = f"Hausman ({form})"
    words = {
        "null": "unit effects are uncorrelated with the regressors",
        "alternative": "they are correlated: only within estimates are consistent",
        "n": panel.n,
        "remarks": _fallback_remark(random),
    }
    if form == "mundlak":
        return _mundlak(panel, random, name, words)
    slopes = list(panel.names)
    scale = 1.0 if form == "classic" else random.residual_variance / fixed.residual_variance
    spread = (scale * fixed.covariance - random.covariance).loc[slopes, slopes].to_numpy()
    smallest = _smallest_eigenvalue(spread)
    if smallest <= 0:
        return NotComputable(
            name,
            "the difference of the covariance matrices is not positive definite (smallest "
            f"eigenvalue {smallest:.3g}); the Mundlak form does not need it",
        )
    gap = (fixed.coefficients - random.coefficients)[slopes].to_numpy()
    statistic = float(gap @ np.linalg.solve(spread, gap))
    words["details"] = {"smallest eigenvalue": smallest}
    own = "each with its own variance" if form == "classic" else "both with the random variance"
    return chi2_test(name, statistic, len(slopes), convention=f"Conventional, {own}.", **words)


def _smallest_eigenvalue(matrix: np.ndarray) -> float:
    """Return the smallest eigenvalue, as zero when it is zero but for rounding.

    A variance in squared yuan beside that of a share dwarfs it: then every one is first set to one.
    """
    sizes = np.sqrt(np.abs(np.diag(matrix)))
    tries = [matrix] if (sizes == 0).any() else [matrix, matrix / np.outer(sizes, sizes)]
    for values in map(np.linalg.eigvalsh, tries):
        if abs(values[0]) > 1e-12 * np.abs(values).max():
            return float(values[0])
    return 0.0


def _mundlak(panel: PanelData, random: PanelEstimate, name: str, words: dict):
    means = unit_means(panel.regressors, panel.unit, panel.units)[panel.unit]
    within = panel.regressors - means
    design = np.column_stack([random.data.design, within])
    if np.linalg.matrix_rank(design / np.abs(design).max(axis=0)) < design.shape[1]:
        return NotComputable(name, "the unit means are a combination of the other regressors")
    inverse = np.linalg.inv(design.T @ design)
    slopes = inverse @ design.T @ random.data.outcome
    residuals = random.data.outcome - design @ slopes
    variance = residuals @ residuals / (len(residuals) - design.shape[1])
    added = slice(random.data.design.shape[1], None)
    block = variance * inverse[added, added]
    statistic = float(slopes[added] @ np.linalg.solve(block, slopes[added]))
    words["details"] = {"smallest eigenvalue": _smallest_eigenvalue(block)}
    return chi2_test(
        name,
        statistic,
        len(panel.names),
        convention="Wald test on the within parts added to the quasi-demeaned regression.",
        **words,
    )


def _fallback_remark(random: PanelEstimate) -> tuple[str, ...]:
    if random.components.state == "estimated":
        return ()
    return ("Random effects are pooled OLS here: " + random.components.convention,)


def _rss(estimate: PanelEstimate) -> float:
    return float(estimate.residuals @ estimate.residuals)
