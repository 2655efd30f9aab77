"""A comparison of exposed with unexposed units: the sample with its propensity score."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from netpoverty.errors import refuse
from netpoverty.models.binary.covariance import cluster_sums
from netpoverty.models.binary.fit import BinaryModel, fit_sample, information, scores
from netpoverty.models.binary.forest import forest
from netpoverty.models.binary.inference import tidy
from netpoverty.models.binary.links import link_named
from netpoverty.models.binary.sample import Sample, dropped_note, need_column, read_sample
from netpoverty.results import Result


@dataclass(frozen=True, eq=False)
class Study(Result):
    """Exposure, outcome, covariates on one sample, with the fitted propensity score.

    propensity : model of the exposure on the covariates
    y : (n,) outcome
    """

    treatment: str
    outcome: str
    covariates: str
    propensity: BinaryModel
    y: np.ndarray
    title: ClassVar[str] = "Propensity score"

    @property
    def sample(self) -> Sample:
        """The estimation sample."""
        return self.propensity.sample

    @property
    def treated(self) -> np.ndarray:
        """(n,) True for exposed rows."""
        return self.sample.outcome == 1

    @property
    def score(self) -> np.ndarray:
        """(n,) estimated probabilities of exposure."""
        return self.propensity.fitted

    @property
    def n(self) -> int:
        """Number of rows used."""
        return self.sample.n

    @property
    def dropped(self) -> pd.Series:
        """Reason by row label for rows left out."""
        return self.sample.dropped

    @cached_property
    def score_influence(self) -> np.ndarray:
        """(n, k) influence of each row on the propensity model's coefficients."""
        beta = self.propensity.coefficients.to_numpy()
        bread = np.linalg.inv(information(self.sample, self.propensity.link, beta))
        return scores(self.sample, self.propensity.link, beta) @ bread

    @property
    def columns(self) -> pd.DataFrame:
        """Covariates as the design has them, without the constant."""
        frame = pd.DataFrame(self.sample.design, columns=list(self.sample.terms))
        return frame.drop(columns="Intercept", errors="ignore")

    def error_of(self, influence: np.ndarray) -> tuple[float, str]:
        """Return the standard error of an estimate from influence values, with its convention."""
        clusters = self.sample.clusters
        if clusters is None:
            return float(np.sqrt(influence @ influence)), "Errors: influence values, HC0."
        sums = cluster_sums(influence[:, None], clusters)[:, 0]
        count = len(sums)
        words = f"Errors: influence values summed in {count} clusters, factor G/(G−1)."
        return float(np.sqrt(count / (count - 1) * (sums @ sums))), words

    def to_frame(self) -> pd.DataFrame:
        """Return the propensity model's coefficients."""
        return self.propensity.to_frame()

    def notes(self) -> list[str]:
        """Return sample, shares, convention as sentences."""
        share = np.average(self.treated, weights=self.sample.weights)
        return [
            f"{self.propensity.link.name} of {self.treatment} on {self.covariates}; "
            f"exposed share {share:.3f}.",
            dropped_note(self.dropped, self.n),
            self.propensity.convention,
        ]


def study(
    data: pd.DataFrame,
    *,
    treatment: str,
    outcome: str,
    covariates: str,
    link: str = "logit",
    weights: str | None = None,
    clusters: str | None = None,
    missing: str = "drop",
) -> Study:
    """Return a study whose propensity score is fitted on the rows complete in all columns.

    Parameters
    ----------
    data : one row a unit; treatment : a 0/1 column; outcome : a numeric column
    covariates : right-hand side of a formula, of things that came before the treatment
    link : "logit" or "probit"
    weights, clusters : column names; missing : "drop" (reported) or "refuse"

    Raises
    ------
    InputError : as `binary.fit`; covariates that separate exposed from unexposed mean that no
        overlap exists, and are named

    Source: Rosenbaum and Rubin (1983), doi 10.1093/biomet/70.1.41.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> age = rng.normal(size=200); online = (rng.normal(size=200) > age) * 1
    >>> frame = pd.DataFrame({"age": age, "online": online, "income": age + online})
    >>> made = study(frame, treatment="online", outcome="income", covariates="age")
    >>> made.n
    200
    """
    if link == "linear":
        raise refuse("link", link, "logit or probit: a probability must stay inside 0–1")
    need_column(data, outcome)
    complete = data[data[outcome].notna()]
    options = {"weights": weights, "clusters": clusters, "missing": missing}
    formula = f"{treatment} ~ {covariates}"
    sample = read_sample(formula, complete, **options)
    gone = data.index[data[outcome].isna()]
    if len(gone) and missing == "refuse":
        raise refuse("rows with missing values", len(gone), 'none when missing="refuse"')
    reasons = pd.Series(f"missing {outcome}", index=gone, dtype=object)
    if len(gone):
        sample = replace(sample, dropped=pd.concat([reasons, sample.dropped]))
    try:
        y = sample.frame[outcome].to_numpy(dtype=float)
    except (TypeError, ValueError):
        raise refuse(f"outcome {outcome}", "text", "numbers") from None
    errors = "HC0" if clusters is None else "cluster"
    model = fit_sample(formula, sample, link_named(link), errors)
    return Study(treatment, outcome, covariates, model, y)


@dataclass(frozen=True, eq=False)
class Effect(Result):
    """An average effect of the exposure on the outcome.

    unit_weights : (n,) weight of each row in its arm's mean, for balance tables
    method, estimand : how, and for whom
    """

    study: Study
    method: str
    estimand: str
    estimate: float
    std_error: float
    unit_weights: np.ndarray
    unmatched: int
    convention: str
    title: ClassVar[str] = "Average effect of the exposure"

    def to_frame(self, level: float = 0.95) -> pd.DataFrame:
        """Return one row: estimate, std_error, statistic, p_value, low, high."""
        label = f"{self.method} ({self.estimand.upper()})"
        return tidy([label], np.array([self.estimate]), np.array([self.std_error]), level=level)

    def notes(self) -> list[str]:
        """Return sample, unmatched rows, convention as sentences."""
        lost = f"{self.unmatched} exposed or compared rows without a match within the caliper."
        return [
            dropped_note(self.study.dropped, self.study.n),
            *([lost] if self.unmatched else []),
            self.convention,
            "Causal only if the covariates hold every common cause of exposure and outcome.",
        ]

    def plot(self, ax: Any = None) -> Any:
        """Draw the effect with its interval."""
        return forest(self.to_frame(), ax=ax, label=f"effect on {self.study.outcome}")
