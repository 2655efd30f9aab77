"""Does rounding change a verdict? Bounds for the whole box first, points of the box after."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from netpoverty.models.var.formulas import Formula, holds_each, negate, robustness_each
from netpoverty.models.var.printed import PrintedVar
from netpoverty.models.var.roots import EXHAUSTIVE_CORNERS, box_points
from netpoverty.models.var.settling import Answer, best_lambda, prove, status_of

Each = Callable[[np.ndarray], Iterable[Formula]]
"""Builds the formula of a claim on each of many systems, array (n, p, k, k)."""
Stack = Callable[[np.ndarray, Sequence[float]], Formula]
"""Builds the formula of a claim on many systems, array (n, p, k, k), at one λ."""


def check_box(
    system: PrintedVar,
    formula: Formula,
    builders: tuple[Each, Stack],
    bounds: np.ndarray,
    answer: Answer,
    draws: int,
    rng: np.random.Generator | None,
) -> tuple[bool, str]:
    """Return whether the status of a claim survives rounding, and what that rests on.

    `formula` is the claim on the printed system, with its rounding bounds.

    Where interval bounds prove the status, every value of the box has it. Otherwise it is solved
    again at all corners, or, with more than 12 rounded coefficients, at the corners to which the
    gradient of the claim's slack points, and at `draws` random points: evidence, not proof.
    """
    if prove(formula, bounds, answer):
        return True, "proved for the whole box"
    directions = None
    if 2 ** int((system.high > system.low).sum()) > EXHAUSTIVE_CORNERS:
        directions = _directions(system, formula, builders[1], bounds, answer)
    points, tried = box_points(system, draws, rng, directions)
    different = _different(points, builders, bounds, answer)
    if different:
        return False, f"changes at {different} of {tried}"
    return True, f"the same at {tried}"


def _different(
    points: np.ndarray, builders: tuple[Each, Stack], bounds: np.ndarray, answer: Answer
) -> int:
    """Return at how many points of the box the status is another."""
    each, stack = builders
    if not len(bounds):  # without λ a claim holds or fails, at all points in one pass
        held = np.broadcast_to(holds_each(stack(points, ())), len(points))
        return int((held != (answer.status == "always")).sum())
    doubtful = points[~_still_sometimes(points, stack, answer)]
    return sum(status_of(formula, bounds) != answer.status for formula in each(doubtful))


def _still_sometimes(points: np.ndarray, stack: Stack, answer: Answer) -> np.ndarray:
    """Return at which points a former "sometimes" is shown to stand by its own two witnesses.

    Solving again is the slow way to learn it; False means not shown, not disproved.
    """
    if answer.status != "sometimes" or not len(points):
        return np.zeros(len(points), dtype=bool)
    holds = holds_each(stack(points, answer.witness))
    fails = np.logical_not(holds_each(stack(points, answer.counterexample)))
    return np.broadcast_to(holds & fails, len(points))


def _directions(
    system: PrintedVar, formula: Formula, stack: Stack, bounds: np.ndarray, answer: Answer
) -> np.ndarray:
    """Return the signs of the corners that most endanger the status, and their opposites.

    By the envelope theorem the slack's gradient is that of the formula's robustness at the λ
    that attains it.
    """
    if answer.status == "sometimes":
        watched = [answer.witness, answer.counterexample]
    else:
        watched = [best_lambda(negate(formula) if answer.status == "always" else formula, bounds)]
    half = (system.high - system.low) / 2
    cells = np.nonzero(half)
    moved = np.repeat(system.lags[None], len(cells[0]) + 1, axis=0)
    moved[(np.arange(len(cells[0])), *cells)] += half[cells]
    signs = []
    for lam in watched:
        strength = robustness_each(stack(moved, lam))
        gradient = np.zeros_like(half)
        gradient[cells] = strength[:-1] - strength[-1]
        signs += [np.sign(gradient), -np.sign(gradient)]
    return np.array(signs)
