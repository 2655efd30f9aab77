"""Does rounding change a verdict? Bounds for the whole box first, points of the box after."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from netpoverty.models.var.formulas import Formula, negate, robustness
from netpoverty.models.var.printed import PrintedVar
from netpoverty.models.var.roots import EXHAUSTIVE_CORNERS, box_points
from netpoverty.models.var.settling import Answer, best_lambda, prove, status_of, still_sometimes

Read = Callable[[PrintedVar, bool], Formula]
"""Builds the formula of a claim on one system, with (True) or without rounding bounds."""


def check_box(
    system: PrintedVar,
    read: Read,
    bounds: np.ndarray,
    answer: Answer,
    draws: int,
    rng: np.random.Generator | None,
) -> tuple[bool, str]:
    """Return whether the status of a claim survives rounding, and what that rests on.

    Where interval bounds prove the status, every value of the box has it. Otherwise it is solved
    again at all corners, or, with more than 12 rounded coefficients, at the corners to which the
    gradient of the claim's slack points, and at `draws` random points: evidence, not proof.
    """
    if prove(read(system, True), bounds, answer):
        return True, "proved for the whole box"
    directions = None
    if 2 ** int((system.high > system.low).sum()) > EXHAUSTIVE_CORNERS:
        directions = _directions(system, read, bounds, answer)
    points, tried = box_points(system, draws, rng, directions)
    different = sum(
        _changed(read(system.with_lags(lags), False), bounds, answer) for lags in points
    )
    if different:
        return False, f"changes at {different} of {tried}"
    return True, f"the same at {tried}"


def _changed(formula: Formula, bounds: np.ndarray, answer: Answer) -> bool:
    return not still_sometimes(formula, answer) and status_of(formula, bounds) != answer.status


def _directions(system: PrintedVar, read: Read, bounds: np.ndarray, answer: Answer) -> np.ndarray:
    """Return the signs of the corners that most endanger the status, and their opposites.

    By the envelope theorem the slack's gradient is that of the formula's robustness at the λ
    that attains it.
    """
    formula = read(system, False)
    if answer.status == "sometimes":
        watched = [answer.witness, answer.counterexample]
    else:
        watched = [best_lambda(negate(formula) if answer.status == "always" else formula, bounds)]
    half = (system.high - system.low) / 2
    signs = []
    for lam in watched:
        gradient = np.zeros_like(half)
        start = robustness(formula, lam)
        for cell in zip(*np.nonzero(half), strict=True):
            lags = system.lags.copy()
            lags[cell] += half[cell]
            moved = read(system.with_lags(lags), False)
            gradient[cell] = robustness(moved, lam) - start
        signs += [np.sign(gradient), -np.sign(gradient)]
    return np.array(signs)
