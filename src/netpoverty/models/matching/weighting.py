"""Weighting by the inverse propensity, alone or with an outcome model."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from netpoverty.errors import InputError, choose
from netpoverty.models.binary.links import LINEAR, LOGIT, newton
from netpoverty.models.matching.study import Effect, Study

ESTIMANDS = ("ate", "att", "overlap")


def tilts(score: np.ndarray, estimand: str) -> tuple[np.ndarray, ...]:
    """Return the weights of exposed and unexposed rows, with their derivatives in the score.

    ate : 1/e, 1/(1−e); att : 1, e/(1−e); overlap : 1−e, e.

    >>> [part.tolist() for part in tilts(np.array([0.5]), "ate")]
    [[2.0], [2.0], [-4.0], [4.0]]
    """
    one, rest = np.ones_like(score), 1 - score
    return {
        "ate": (1 / score, 1 / rest, -1 / score**2, 1 / rest**2),
        "att": (one, score / rest, 0 * one, 1 / rest**2),
        "overlap": (rest, score, -one, one),
    }[choose("estimand", estimand, ESTIMANDS)]


def weighted(study: Study, estimand: str = "ate") -> Effect:
    """Return the difference of weighted means (Hájek), its error allowing for the fitted score.

    Parameters
    ----------
    study : sample with propensity score; survey weights multiply the tilts
    estimand : "ate", "att" or "overlap" (units who could have gone either way)

    Notes
    -----
    τ = Σ w T h₁Y/Σ w T h₁ − Σ w (1−T)h₀Y/Σ w (1−T)h₀. The influence value of a row adds to the
    two residual terms the derivative of τ in the score's coefficients times that row's influence
    on them: a fitted score gives smaller errors than a known one.
    Source: Hirano, Imbens and Ridder (2003), doi 10.1111/1468-0262.00442; Li, Morgan and
    Zaslavsky (2018), doi 10.1080/01621459.2016.1260466.

    Examples
    --------
    >>> import pandas as pd
    >>> from netpoverty.models.matching import study
    >>> rng = np.random.default_rng(1)
    >>> age = rng.normal(size=500); online = (rng.logistic(size=500) < age) * 1
    >>> frame = pd.DataFrame({"age": age, "online": online, "income": age + online})
    >>> made = study(frame, treatment="online", outcome="income", covariates="age")
    >>> abs(weighted(made).estimate - 1) < 0.15
    True
    """
    h1, h0, d1, d0 = tilts(study.score, estimand)
    w, t, y = study.sample.weights, study.treated, study.y
    eta = study.sample.design @ study.propensity.coefficients.to_numpy()
    pace = study.propensity.link.density(eta)
    one, zero = w * t * h1, w * ~t * h0
    mean1, mean0 = np.average(y, weights=one), np.average(y, weights=zero)
    left, right = one * (y - mean1) / one.sum(), zero * (y - mean0) / zero.sum()
    moved = w * t * d1 * (y - mean1) / one.sum() - w * ~t * d0 * (y - mean0) / zero.sum()
    gradient = (moved * pace) @ study.sample.design
    error, words = study.error_of(left - right + study.score_influence @ gradient)
    words = f"{words} The score's own estimation is allowed for."
    gap = float(mean1 - mean0)
    return Effect(study, "weighting", estimand, gap, error, one + zero, 0, words)


def doubly_robust(study: Study, estimand: str = "ate", outcome_link: str | None = None) -> Effect:
    """Return the augmented weighting estimate: right if either of two models is.

    Parameters
    ----------
    study : sample with propensity score
    estimand : "ate" or "att"
    outcome_link : "linear" or "logit" model of the outcome on the covariates, fitted in each
        arm; by default logit for a 0/1 outcome

    Notes
    -----
    ATE: mean of φ = m₁ − m₀ + T(Y−m₁)/e − (1−T)(Y−m₀)/(1−e); ATT: mean of
    (T − (1−T)e/(1−e))(Y−m₀), over the exposed share. The error is that of the mean of the
    influence values, valid when both models are right.
    Source: Robins, Rotnitzky and Zhao (1994), doi 10.1080/01621459.1994.10476818; Lunceford and
    Davidian (2004), doi 10.1002/sim.1903.

    Examples
    --------
    >>> import pandas as pd
    >>> from netpoverty.models.matching import study
    >>> rng = np.random.default_rng(1)
    >>> age = rng.normal(size=500); online = (rng.logistic(size=500) < age) * 1
    >>> frame = pd.DataFrame({"age": age, "online": online, "income": age + online})
    >>> made = study(frame, treatment="online", outcome="income", covariates="age")
    >>> abs(doubly_robust(made).estimate - 1) < 1e-9
    True
    """
    choose("estimand", estimand, ["ate", "att"])
    binary = bool(np.isin(study.y, [0, 1]).all())
    name = choose("outcome_link", outcome_link or ("logit" if binary else "linear"),
                  ["linear", "logit"])  # fmt: skip
    t, e, y = study.treated, study.score, study.y
    share = study.sample.weights / study.sample.weights.sum()
    m0 = _arm_mean(study, ~t, name)
    if estimand == "ate":
        m1 = _arm_mean(study, t, name)
        values = m1 - m0 + t * (y - m1) / e - ~t * (y - m0) / (1 - e)
        estimate = float(share @ values)
        influence = share * (values - estimate)
    else:
        values = (t - ~t * e / (1 - e)) * (y - m0)
        exposed = float(share @ t)
        estimate = float(share @ values) / exposed
        influence = share * (values - t * estimate) / exposed
    error, words = study.error_of(influence)
    h1, h0, _, _ = tilts(e, estimand)
    weights = study.sample.weights * np.where(t, h1, h0)
    words = f"{words} Outcome model: {name} in each arm."
    return Effect(study, "doubly robust", estimand, estimate, error, weights, 0, words)


def _arm_mean(study: Study, arm: np.ndarray, name: str) -> np.ndarray:
    link = LOGIT if name == "logit" else LINEAR
    part = replace(study.sample, outcome=study.y)
    design = part.design[arm]
    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise InputError(
            f"outcome model: the covariates {study.covariates} do not all vary within one arm; "
            "allowed: covariates that vary in both arms."
        )
    beta, converged = newton(design, study.y[arm], part.weights[arm], link)
    if not converged or (link is LOGIT and np.abs(design @ beta).max() > 30):
        raise InputError(
            "outcome model: the covariates separate the outcome within one arm; allowed: "
            'outcome_link="linear", or fewer covariates.'
        )
    return link.mean(study.sample.design @ beta)
