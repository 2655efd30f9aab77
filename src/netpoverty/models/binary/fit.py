"""Logit, probit, linear probability: one formula, one result object, a stated error convention."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from netpoverty.errors import InputError
from netpoverty.models.binary.covariance import Covariance, sandwich
from netpoverty.models.binary.forest import forest
from netpoverty.models.binary.inference import tidy
from netpoverty.models.binary.links import LINEAR, Link, link_named, newton
from netpoverty.models.binary.new_rows import evaluate_new
from netpoverty.models.binary.sample import Sample, dropped_note, read_sample
from netpoverty.models.binary.separation import refuse_separated
from netpoverty.results import Result


@dataclass(frozen=True, eq=False)
class BinaryModel(Result):
    """A fitted model of a 0/1 outcome.

    coefficients : estimate by term (log-odds for a logit, latent units for a probit,
        probability for a linear model)
    covariance : (k, k) frame under `convention`; `dof` is infinite for normal inference
    log_likelihood : weighted; a pseudo log-likelihood when the weights are not frequencies
    dropped : reason by row label for rows left out
    """

    formula: str
    link: Link
    coefficients: pd.Series
    covariance: pd.DataFrame
    dof: float
    log_likelihood: float
    null_log_likelihood: float
    sample: Sample
    convention: str
    title: ClassVar[str] = "Binary model"

    @property
    def n(self) -> int:
        """Number of rows used."""
        return self.sample.n

    @property
    def dropped(self) -> pd.Series:
        """Reason by row label for the rows that were left out."""
        return self.sample.dropped

    @property
    def std_errors(self) -> pd.Series:
        """Standard error by term under `convention`."""
        return pd.Series(np.sqrt(np.diag(self.covariance)), index=self.coefficients.index)

    @property
    def fitted(self) -> np.ndarray:
        """Fitted probabilities of the n rows (a linear model's may leave 0–1)."""
        return self.link.mean(self.sample.design @ self.coefficients.to_numpy())

    @property
    def mcfadden(self) -> float:
        """McFadden's 1 − ll/ll₀; it rises with any added regressor. Not defined for linear."""
        if self.link.name == "linear":
            return float("nan")
        return 1 - self.log_likelihood / self.null_log_likelihood

    @property
    def tjur(self) -> float:
        """Tjur's coefficient of discrimination: mean fitted among ones minus among zeros.

        Source: Tjur (2009), doi 10.1198/tast.2009.08210.
        """
        y, w = self.sample.outcome, self.sample.weights
        ones = np.average(self.fitted, weights=w * y)
        return float(ones - np.average(self.fitted, weights=w * (1 - y)))

    def to_frame(self, level: float = 0.95) -> pd.DataFrame:
        """Return estimate, std_error, statistic, p_value, low, high by term."""
        names = list(self.coefficients.index)
        return tidy(names, self.coefficients, self.std_errors, self.dof, level)

    def notes(self) -> list[str]:
        """Return link, sample, weights, convention, fit as sentences."""
        weights = "weights given by the caller" if self.sample.weighted else "unweighted"
        fits = f"Tjur {self.tjur:.4f}"
        if self.link.name != "linear":
            fits = f"McFadden {self.mcfadden:.4f}, {fits}"
        return [
            f"{self.link.name} of {self.formula}; {weights}.",
            dropped_note(self.dropped, self.n),
            self.convention,
            f"Fit: {fits}.",
        ]

    def predict(self, frame: pd.DataFrame | None = None) -> np.ndarray:
        """Return probabilities for the rows of `frame` (the sample when None).

        A row with a missing value in a column of the formula gets NaN. Raises InputError for a
        level that the sample does not have: nothing is known about it.
        """
        if frame is None:
            return self.fitted
        return self.link.mean(evaluate_new(self.sample, frame) @ self.coefficients.to_numpy())

    def plot(self, ax: Any = None) -> Any:
        """Draw the coefficients other than the intercept with intervals."""
        frame = self.to_frame().drop(index="Intercept", errors="ignore")
        return forest(frame, ax=ax, label=f"{self.link.name} coefficient")


def fit(
    formula: str,
    data: pd.DataFrame,
    link: str = "logit",
    *,
    errors: str = "HC0",
    weights: str | None = None,
    clusters: str | None = None,
    strata: str | None = None,
    missing: str = "drop",
) -> BinaryModel:
    """Return a logit, probit or linear probability model by maximum likelihood.

    Parameters
    ----------
    formula : "poor ~ internet * age + I(age**2) + C(region)"; the outcome is a 0/1 column
    data : one row a unit
    link : "logit", "probit" or "linear"
    errors : "classical", "HC0", "HC1", "cluster" (needs `clusters`) or "survey" (`weights`,
        `clusters`, `strata` as the sampling plan, Taylor linearisation). Under "classical",
        weights count as frequencies; every other choice treats them as sampling weights.
    weights, clusters, strata : column names
    missing : "drop" (reported in the result) or "refuse"

    Returns
    -------
    BinaryModel

    Raises
    ------
    InputError : an unknown column, an outcome that is not 0/1, an infinite, constant or
        redundant regressor, one cluster, separation (naming the regressors)

    Notes
    -----
    The estimate solves Σ w_i s_i(β) = 0 with s_i the score of one row, so the sandwich
    A⁻¹ B A⁻¹ with A = −Σ w ∂s/∂β and B = Σ w² s sᵀ (by cluster, by stratum) is robust to a
    wrong variance, not to a wrong response curve.
    Source: Huber (1967), Proc. Fifth Berkeley Symp. 1, 221–233; Binder (1983),
    doi 10.2307/1402588.

    Examples
    --------
    >>> frame = pd.DataFrame({"poor": [0, 1, 0, 1, 1, 0, 1, 0], "age": [2, 3, 5, 7, 8, 1, 4, 6]})
    >>> round(float(fit("poor ~ age", frame).coefficients["age"]), 3)
    0.433
    """
    sample = read_sample(
        formula, data, weights=weights, clusters=clusters, strata=strata, missing=missing
    )
    return fit_sample(formula, sample, link_named(link), errors)


def fit_sample(formula: str, sample: Sample, link: Link, errors: str) -> BinaryModel:
    """Return the model of `link` on a sample already read."""
    beta = solve(sample, link)
    covariance = covariance_at(sample, link, beta, errors)
    y, w = sample.outcome, sample.weights
    share = np.average(y, weights=w)
    null = np.full(sample.n, share if link is LINEAR else _inverse(link, share))
    return BinaryModel(
        formula,
        link,
        pd.Series(beta, index=list(sample.terms), name="estimate"),
        pd.DataFrame(covariance.matrix, index=list(sample.terms), columns=list(sample.terms)),
        covariance.dof,
        float(w @ link.log_likelihood(y, sample.design @ beta)),
        float(w @ link.log_likelihood(y, null)),
        sample,
        covariance.words,
    )


def _inverse(link: Link, share: float) -> float:
    beta, _ = newton(np.ones((2, 1)), np.array([0.0, 1.0]), np.array([1 - share, share]), link)
    return float(beta[0])


def solve(sample: Sample, link: Link) -> np.ndarray:
    """Return the coefficients; refuse a separated sample by name."""
    beta, converged = newton(sample.design, sample.outcome, sample.weights, link)
    if link is LINEAR:
        return beta
    fitted = link.mean(sample.design @ beta)
    if not converged or min(fitted.min(), (1 - fitted).min()) < 1e-7:
        refuse_separated(sample.design, sample.outcome, sample.terms)
    if not converged:
        raise InputError(f"{link.name}: Newton's method did not converge; rescale the regressors.")
    return beta


def scores(sample: Sample, link: Link, beta: np.ndarray) -> np.ndarray:
    """Return the (n, k) weighted scores at `beta`."""
    residual = link.residual(sample.outcome, sample.design @ beta)
    return sample.design * (sample.weights * residual)[:, None]


def information(sample: Sample, link: Link, beta: np.ndarray) -> np.ndarray:
    """Return the (k, k) observed information at `beta`, weights included."""
    curvature = link.curvature(sample.outcome, sample.design @ beta)
    return (sample.design * (sample.weights * curvature)[:, None]).T @ sample.design


def covariance_at(sample: Sample, link: Link, beta: np.ndarray, errors: str) -> Covariance:
    """Return the covariance of `beta` under the named convention."""
    residual = sample.outcome - sample.design @ beta
    variance = float(sample.weights @ residual**2) / (sample.n - len(beta))
    return sandwich(
        errors,
        information(sample, link, beta),
        scores(sample, link, beta),
        clusters=sample.clusters,
        strata=sample.strata,
        linear=link is LINEAR,
        residual_variance=variance if link is LINEAR else 1.0,
    )
