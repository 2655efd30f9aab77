"""Firth's penalised logit for rare events, with profile intervals, tests, FLIC."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from scipy import optimize, stats

from netpoverty.errors import InputError, choose, refuse
from netpoverty.models.binary.forest import forest
from netpoverty.models.binary.links import LOGIT
from netpoverty.models.binary.new_rows import evaluate_new
from netpoverty.models.binary.sample import Sample, dropped_note, read_sample
from netpoverty.results import Result


@dataclass(frozen=True, eq=False)
class FirthModel(Result):
    """A logit whose likelihood carries Jeffreys' penalty ½ log|I(β)|.

    std_errors : Wald, from the inverse information; the intervals and tests do not use them
    low, high : profile penalised likelihood; p_values : penalised likelihood ratio
    flic_intercept : the intercept refitted so that mean probability = observed share
    """

    formula: str
    coefficients: pd.Series
    std_errors: pd.Series
    low: pd.Series
    high: pd.Series
    p_values: pd.Series
    penalised_log_likelihood: float
    flic_intercept: float
    sample: Sample
    convention: str
    title: ClassVar[str] = "Firth's penalised logit"

    @property
    def n(self) -> int:
        """Number of rows used."""
        return self.sample.n

    def to_frame(self) -> pd.DataFrame:
        """Return estimate, std_error, p_value, low, high by term."""
        columns = [self.coefficients, self.std_errors, self.p_values, self.low, self.high]
        names = ["estimate", "std_error", "p_value", "low", "high"]
        return pd.concat(columns, axis=1, keys=names).rename_axis("term")

    def notes(self) -> list[str]:
        """Return sample, convention, bias of the mean probability as sentences."""
        shares = (self.predict(flic=False).mean(), self.predict().mean())
        return [
            f"Firth logit of {self.formula}.",
            dropped_note(self.sample.dropped, self.n),
            self.convention,
            "Mean probability {:.4f} by Firth, {:.4f} by FLIC (the observed share).".format(
                *shares
            ),
        ]

    def predict(self, frame: pd.DataFrame | None = None, flic: bool = True) -> np.ndarray:
        """Return probabilities; with FLIC's intercept unless `flic` is False.

        Firth's own probabilities are pulled towards one half, which matters when events are rare.
        Missing values and unknown levels as in `BinaryModel.predict`.
        """
        design = self.sample.design if frame is None else evaluate_new(self.sample, frame)
        beta = self.coefficients.copy()
        if flic:
            beta["Intercept"] = self.flic_intercept
        return LOGIT.mean(design @ beta.to_numpy())

    def plot(self, ax: Any = None) -> Any:
        """Draw the coefficients with profile intervals."""
        frame = self.to_frame().drop(index="Intercept", errors="ignore")
        return forest(frame, ax=ax, label="log-odds (penalised)")


def firth(
    formula: str,
    data: pd.DataFrame,
    *,
    weights: str | None = None,
    level: float = 0.95,
    standard_errors: str = "information",
    intervals: bool = True,
    missing: str = "drop",
) -> FirthModel:
    """Return Firth's logit: finite under separation, less biased when events are rare.

    Parameters
    ----------
    formula, data, missing : as in `fit`
    weights : a column of frequencies
    level : of the profile intervals
    standard_errors : "information" (XᵀWX with W = p(1−p), as brglm2) or "augmented"
        (W = p(1−p)(1+h), as logistf from version 1.24 on)
    intervals : False skips the profiles, which cost about ten fits a term

    Returns
    -------
    FirthModel

    Raises
    ------
    InputError : as `fit` does, except under separation, which is what it is for

    Notes
    -----
    ℓ*(β) = ℓ(β) + ½ log|XᵀWX|, so that the score is Xᵀ(w(y − p) + h(½ − p)) with h the
    diagonal of W^½X(XᵀWX)⁻¹XᵀW^½. The interval of β_j holds the values at which ℓ*, maximised
    over the rest, falls by less than half a χ²₁ quantile. FLIC keeps the slopes and refits the
    intercept by maximum likelihood.
    Source: Firth (1993), doi 10.1093/biomet/80.1.27; Heinze and Schemper (2002),
    doi 10.1002/sim.1047; Puhr et al. (2017), doi 10.1002/sim.7273.

    Examples
    --------
    >>> frame = pd.DataFrame({"poor": [0, 0, 0, 1, 1, 1], "remote": [0, 0, 0, 1, 1, 1]})
    >>> model = firth("poor ~ remote", frame)
    >>> round(float(model.coefficients["remote"]), 3)  # finite though separated: 2·log 7
    3.892
    """
    choose("standard_errors", standard_errors, ["information", "augmented"])
    sample = read_sample(formula, data, weights=weights, missing=missing)
    if "Intercept" not in sample.terms:
        raise refuse("formula", formula, "a formula with an intercept")
    beta, value = _maximise(sample)
    terms = list(sample.terms)
    spread = _standard_errors(sample, beta, standard_errors == "augmented")
    model = FirthModel(
        formula,
        pd.Series(beta, terms),
        pd.Series(spread, terms),
        *(pd.Series(np.nan, terms) for _ in range(3)),
        value,
        _flic(sample, beta),
        sample,
        f"Wald errors from the {standard_errors} weights; {level:.0%} profile intervals; "
        "penalised likelihood-ratio p-values.",
    )
    return _with_profiles(model, level) if intervals else model


def penalised(sample: Sample, beta: np.ndarray) -> tuple[float, np.ndarray, np.ndarray, np.ndarray]:
    """Return penalised log-likelihood, its score, the information, the leverages at `beta`."""
    design, y, w = sample.design, sample.outcome, sample.weights
    eta = design @ beta
    working = w * LOGIT.density(eta)
    information = (design * working[:, None]).T @ design
    half = np.linalg.cholesky(information)
    rotated = np.linalg.solve(half, (design * np.sqrt(working)[:, None]).T)
    leverage = (rotated**2).sum(axis=0)
    p = LOGIT.mean(eta)
    value = w @ LOGIT.log_likelihood(y, eta) + np.log(np.diag(half)).sum()
    score = design.T @ (w * (y - p) + leverage * (0.5 - p))
    return float(value), score, information, leverage


def _maximise(
    sample: Sample, fixed: dict[int, float] | None = None, start: np.ndarray | None = None
) -> tuple[np.ndarray, float]:
    beta = np.zeros(sample.design.shape[1]) if start is None else np.array(start, float)
    for j, value in (fixed or {}).items():
        beta[j] = value
    free = [j for j in range(len(beta)) if j not in (fixed or {})]
    value, score, information, _ = penalised(sample, beta)
    for _ in range(500):
        step = np.zeros_like(beta)
        step[free] = np.linalg.solve(information[np.ix_(free, free)], score[free])
        step /= max(1.0, np.abs(step).max() / 5)
        beta, value, score, information = _improve(sample, beta, step, value)
        if np.abs(step).max() < 1e-9:
            return beta, value
    raise InputError("Firth's likelihood: 500 steps did not converge; rescale the regressors.")


def _improve(sample: Sample, beta: np.ndarray, step: np.ndarray, value: float):
    for _ in range(40):
        try:
            new, score, information, _ = penalised(sample, beta + step)
        except np.linalg.LinAlgError:
            new = -np.inf
        if new >= value - 1e-10 * (1 + abs(value)):
            break
        step /= 2
    return beta + step, new, score, information


def _standard_errors(sample: Sample, beta: np.ndarray, augmented: bool) -> np.ndarray:
    _, _, information, leverage = penalised(sample, beta)
    if augmented:
        p = LOGIT.mean(sample.design @ beta)
        working = (sample.weights + leverage) * p * (1 - p)
        information = (sample.design * working[:, None]).T @ sample.design
    return np.sqrt(np.diag(np.linalg.inv(information)))


def _flic(sample: Sample, beta: np.ndarray) -> float:
    where = sample.terms.index("Intercept")
    offset = sample.design @ beta - beta[where]
    share = sample.weights / sample.weights.sum()

    def excess(intercept: float) -> float:
        return float(share @ (LOGIT.mean(offset + intercept) - sample.outcome))

    width = np.abs(offset).max() + 40
    return float(optimize.brentq(excess, -width, width, xtol=1e-12))


def _with_profiles(model: FirthModel, level: float) -> FirthModel:
    drop = stats.chi2.ppf(level, 1) / 2
    rows = {term: _profile(model, j, drop) for j, term in enumerate(model.coefficients.index)}
    frame = pd.DataFrame(rows, index=["low", "high", "p_value"]).T
    return replace(model, low=frame["low"], high=frame["high"], p_values=frame["p_value"])


def _profile(model: FirthModel, j: int, drop: float) -> tuple[float, float, float]:
    centre, top = model.coefficients.to_numpy(), model.penalised_log_likelihood
    state = {"beta": centre}

    def short(value: float) -> float:
        # each profile point starts where the last one ended
        state["beta"], reached = _maximise(model.sample, {j: value}, state["beta"])
        return reached - top + drop

    ends = []
    for sign in (-1, 1):
        state["beta"] = centre
        ends.append(_bracketed(short, centre[j], sign * 2 * float(model.std_errors.iloc[j])))
    state["beta"] = centre
    ratio = 2 * (drop - short(0.0))
    return ends[0], ends[1], float(stats.chi2.sf(max(ratio, 0.0), 1))


def _bracketed(short: Callable[[float], float], centre: float, step: float) -> float:
    outer = centre + step
    for _ in range(60):
        if short(outer) < 0:
            return float(optimize.brentq(short, centre, outer, xtol=1e-9))
        outer += step
    return float(np.sign(step) * np.inf)
