"""Separation: when a binary outcome is predicted so well that no finite estimate exists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd
from scipy.optimize import linprog

from netpoverty.errors import InputError
from netpoverty.models.binary.sample import read_sample
from netpoverty.results import Result


@dataclass(frozen=True, eq=False)
class Separation(Result):
    """Which coefficients of a logit or probit run to infinity in this sample.

    kind : "none", "quasi-complete" or "complete"
    infinite : sign of infinity by term, for the terms without a finite estimate
    """

    kind: str
    infinite: pd.Series
    n: int
    title: ClassVar[str] = "Separation"
    convention: str = "Found by linear programming, exactly: no threshold on the estimates."

    def __bool__(self) -> bool:
        return self.kind != "none"

    def to_frame(self) -> pd.DataFrame:
        """Return one row a term whose estimate is infinite, with its direction."""
        return pd.DataFrame({"direction": self.infinite.map({1: "+∞", -1: "−∞"})})

    def sentence(self) -> str:
        """Return the finding as one sentence."""
        if not self:
            return "No separation: every coefficient has a finite estimate."
        names = ", ".join(map(str, self.infinite.index))
        return f"{self.kind} separation by {names}"


def separation(formula: str, data: pd.DataFrame, weights: str | None = None) -> Separation:
    """Return whether `formula` separates the outcome in `data`, naming the regressors.

    A sample is separated when some β ≠ 0 has (2y_i − 1)·x_iβ ≥ 0 for every row and > 0 for one;
    the likelihood then rises for ever along β. The linear programme maximises
    Σ (2y_i − 1)·x_iβ under those constraints and |β_j| ≤ 1.

    Source: Albert and Anderson (1984), doi 10.1093/biomet/71.1.1; Konis (2007), thesis, Oxford.

    >>> frame = pd.DataFrame({"poor": [0, 0, 1, 1, 0, 1], "remote": [0, 0, 1, 1, 0, 0]})
    >>> separation("poor ~ remote", frame).sentence()
    'quasi-complete separation by remote'
    """
    sample = read_sample(formula, data, weights=weights)
    return find_separation(sample.design, sample.outcome, sample.terms)


def find_separation(design: np.ndarray, outcome: np.ndarray, terms: tuple[str, ...]) -> Separation:
    """Return the separation of a (n, k) design with a 0/1 outcome."""
    scale = np.abs(design).max(axis=0)
    # repeated rows constrain nothing twice; dropping them keeps the programme small
    signed = np.unique((2 * outcome - 1)[:, None] * design / scale, axis=0)
    solved = linprog(
        -signed.sum(axis=0),
        A_ub=-signed,
        b_ub=np.zeros(len(signed)),
        bounds=[(-1, 1)] * design.shape[1],
        method="highs",
    )
    direction = np.where(np.abs(solved.x) > 1e-7, np.sign(solved.x), 0).astype(int)
    if -solved.fun < 1e-7 or not direction.any():
        return Separation("none", pd.Series(dtype=int), len(design))
    kind = "complete" if (signed @ solved.x > 1e-9).all() else "quasi-complete"
    infinite = pd.Series(direction, index=list(terms))
    named = infinite[(infinite != 0) & (infinite.index != "Intercept")]
    return Separation(kind, named, len(design))


def refuse_separated(design: np.ndarray, outcome: np.ndarray, terms: tuple[str, ...]) -> None:
    """Raise InputError naming the regressors when the sample is separated."""
    found = find_separation(design, outcome, terms)
    if found:
        raise InputError(
            f"{found.sentence()}: maximum likelihood has no finite estimate; allowed: another "
            "set of regressors, or Firth's penalised likelihood (binary.firth)."
        )
