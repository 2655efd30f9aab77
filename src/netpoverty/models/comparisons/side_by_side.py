"""One question, several estimators: the same sample answered in five ways."""

from __future__ import annotations

import numpy as np
import pandas as pd

from netpoverty.errors import InputError
from netpoverty.models.binary import BinaryModel, fit, marginal_effects
from netpoverty.models.binary.fit import fit_sample
from netpoverty.models.binary.links import LINEAR, LOGIT
from netpoverty.models.binary.sample import Sample, read_sample
from netpoverty.models.matching.nearest import nearest
from netpoverty.models.matching.study import Effect, Study, study
from netpoverty.models.matching.weighting import doubly_robust, weighted

ESTIMATORS = ("plain difference", "logit", "matching", "weighting", "doubly robust")


def side_by_side(
    data: pd.DataFrame, *, treatment: str, outcome: str, covariates: str, clusters: str
) -> pd.DataFrame:
    """Return the average effect of a 0/1 exposure on a 0/1 outcome by five estimators.

    Parameters
    ----------
    data : one row a unit, complete; treatment, outcome : 0/1 columns
    covariates : right-hand side of a formula; clusters : column of the errors' clusters

    Returns
    -------
    frame of estimate, low, high (95%) by estimator: difference of means (linear probability),
    average marginal effect of a logit, nearest neighbour on the score (errors without
    clusters, the score taken as known), inverse-probability weights, doubly robust mean.
    Where a logit of the outcome has no finite estimate, a linear model takes its place.

    Sources: see `binary.fit`, `nearest`, `weighted`, `doubly_robust`.

    >>> rng = np.random.default_rng(1)
    >>> made = pd.DataFrame({"age": rng.normal(size=400), "village": np.arange(400) // 8})
    >>> made["online"] = (rng.logistic(size=400) > made["age"]) * 1
    >>> made["poor"] = (rng.logistic(size=400) < made["age"] - 1) * 1
    >>> found = side_by_side(
    ...     made, treatment="online", outcome="poor", covariates="age", clusters="village")
    >>> found.loc["doubly robust", "estimate"] > found.loc["plain difference", "estimate"]
    np.True_
    """
    options = {"errors": "cluster", "clusters": clusters}
    plain = fit(f"{outcome} ~ {treatment}", data, "linear", **options)
    logit = fit_or_linear(f"{outcome} ~ {treatment} + {covariates}", data, **options)
    names = {"treatment": treatment, "outcome": outcome, "covariates": covariates}
    prepared = study(data, **names, clusters=clusters)
    rows = [
        plain.to_frame().loc[treatment],
        marginal_effects(logit, [treatment]).to_frame().iloc[0],
        nearest(study(data, **names), "ate").to_frame().iloc[0],
        weighted(prepared).to_frame().iloc[0],
        _doubly_robust(prepared).to_frame().iloc[0],
    ]
    columns = ["estimate", "low", "high"]
    values = np.array([[row[column] for column in columns] for row in rows], dtype=float)
    return pd.DataFrame(values, pd.Index(ESTIMATORS, name="estimator"), columns)


def fit_or_linear(
    formula: str, data: pd.DataFrame, errors: str = "HC0", **plan: str
) -> BinaryModel:
    """Return a logit, or a linear probability model where separation leaves no finite logit.

    >>> made = pd.DataFrame({"poor": [0, 0, 1, 1], "age": [1, 2, 3, 4]})
    >>> fit_or_linear("poor ~ age", made).link.name
    'linear'
    """
    return finite_or_linear(formula, read_sample(formula, data, **plan), errors)


def finite_or_linear(formula: str, sample: Sample, errors: str) -> BinaryModel:
    """Return the same of a sample that is read already."""
    try:
        return fit_sample(formula, sample, LOGIT, errors)
    except InputError:
        return fit_sample(formula, sample, LINEAR, errors)


def _doubly_robust(prepared: Study) -> Effect:
    try:
        return doubly_robust(prepared)
    except InputError:
        return doubly_robust(prepared, outcome_link="linear")
