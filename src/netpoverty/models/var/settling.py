"""One claim, one family of curves: always, sometimes or never true over all λ."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from netpoverty.models.var.feasibility import largest_slack, smallest_lambda
from netpoverty.models.var.formulas import (
    TIE,
    Formula,
    holds_at,
    negate,
    robustness,
    robustness_over,
)
from netpoverty.models.var.lambda_sets import Interval, LambdaSet, solve_line


@dataclass(frozen=True)
class Answer:
    """What a formula does over the admissible λ; see `verdicts.Case` for the fields."""

    status: str
    where: LambdaSet | None
    witness: tuple[float, ...] | None
    counterexample: tuple[float, ...] | None
    margin: float
    least: float


def settle(formula: Formula, bounds: np.ndarray) -> Answer:
    """Return where a formula holds: exactly for up to one λ, by linear programming for more.

    Parameters
    ----------
    bounds : array (m, 2) of admissible λ.
    """
    return (_on_line if len(bounds) <= 1 else _on_space)(formula, bounds)


def _on_line(formula: Formula, bounds: np.ndarray) -> Answer:
    within = _within(bounds)
    where = solve_line(formula, within)
    fails = solve_line(negate(formula), within)
    free = len(bounds)
    witness = (where.example(),) * free if where else None
    counterexample = (fails.example(),) * free if fails else None
    margin = robustness(formula, witness) if where else -largest_slack(formula, bounds).slack
    return Answer(
        _status(bool(where), bool(fails)),
        where if free else None,
        witness,
        counterexample,
        max(margin, 0.0),
        where.least() if free else (0.0 if where else np.inf),
    )


def _within(bounds: np.ndarray) -> Interval:
    if not len(bounds):
        return Interval(-np.inf, np.inf)
    low, high = bounds[0]
    return Interval(float(low), float(high), bool(np.isfinite(low)), bool(np.isfinite(high)))


def _status(holds: bool, fails: bool) -> str:
    return "never" if not holds else "sometimes" if fails else "always"


def _on_space(formula: Formula, bounds: np.ndarray) -> Answer:
    best = largest_slack(formula, bounds)
    if not best.holds:
        anywhere = tuple(np.clip(np.zeros(len(bounds)), *bounds.T))
        return Answer("never", None, None, anywhere, max(0.0, -best.slack), np.inf)
    least = smallest_lambda(formula, bounds)
    reach = 2 * least + 1
    near = largest_slack(formula, np.clip(bounds, -reach, reach))
    counterexample = _failure(negate(formula), bounds)
    status = _status(True, counterexample is not None)
    witness = tuple(map(float, near.lam))
    return Answer(status, None, witness, counterexample, robustness(formula, witness), least)


def _failure(negation: Formula, bounds: np.ndarray) -> tuple[float, ...] | None:
    """Return a λ where the negation holds: a coarse grid first, since it is nearly free."""
    ticks = (0.0, 1.0, -1.0, 10.0, -10.0, 1e3, -1e3)
    grid = np.clip(list(itertools.product(ticks, repeat=len(bounds))), *bounds.T)
    values = robustness_over(negation, grid)
    if values.max() > TIE:
        return tuple(map(float, grid[int(values.argmax())]))
    found = largest_slack(negation, bounds, first=True)
    return tuple(map(float, found.lam)) if found.holds else None


def status_of(formula: Formula, bounds: np.ndarray) -> str:
    """Return the status alone, without margin, set or examples."""
    if len(bounds) <= 1:
        within = _within(bounds)
        holds = bool(solve_line(formula, within))
        return _status(holds, holds and bool(solve_line(negate(formula), within)))
    holds = largest_slack(formula, bounds, first=True).holds
    return _status(holds, holds and _failure(negate(formula), bounds) is not None)


def best_lambda(formula: Formula, bounds: np.ndarray) -> tuple[float, ...]:
    """Return the λ at which the formula comes closest to holding, or holds by most."""
    return tuple(map(float, largest_slack(formula, bounds).lam))


def prove(formula: Formula, bounds: np.ndarray, answer: Answer) -> bool:
    """Return whether interval bounds prove the status for every value in the rounding box.

    "Never" and "always" are proved when even the most favourable rounding of every inequality,
    each on its own, cannot be met; "sometimes" when its witness and its counterexample both
    survive the least favourable one. False means not proved, not disproved.
    """
    if answer.status == "sometimes":
        return holds_at(formula, answer.witness, -1) and holds_at(
            negate(formula), answer.counterexample, -1
        )
    against = formula if answer.status == "never" else negate(formula)
    if len(bounds) <= 1:
        return not solve_line(against, _within(bounds), rounding=1)
    return not largest_slack(against, bounds, rounding=1, first=True).holds
