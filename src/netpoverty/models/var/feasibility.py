"""Claims over two or more λ, settled by linear programming."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from netpoverty.models.var.formulas import TIE, AllOf, Formula, Inequality

SLACK_CAP = 1.0
"""Slack beyond one unit of the shock variable's own impact is not looked for."""
RESOLUTION = 1e-8
"""A linear program settles a strict inequality only beyond this; smaller counts as a tie."""
_PRECISE = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}


@dataclass(frozen=True)
class Slack:
    """Best value that every inequality can have at once, and a λ that gives it.

    `slack` > 0: a strict claim holds there by that much. `slack` < 0: whatever λ is, some
    inequality fails by at least this much. `holds` settles ties (0 is enough for weak rows).
    """

    slack: float
    lam: np.ndarray
    holds: bool


@dataclass(frozen=True)
class _System:
    """Rows constant + slope·λ (> or ≥ 0) on a box of λ."""

    constant: np.ndarray
    slope: np.ndarray
    strict: np.ndarray
    box: np.ndarray


def largest_slack(
    formula: Formula, bounds: np.ndarray, rounding: int = 0, first: bool = False
) -> Slack:
    """Return max over λ of the formula's robustness, capped at `SLACK_CAP`.

    Parameters
    ----------
    bounds : array (m, 2) of admissible λ, entries may be infinite.
    rounding : +1 takes the most favourable coefficients inside the rounding bounds, so that a
        negative slack is a proof for the whole box; 0 the printed ones.
    first : stop at the first λ at which the formula holds, instead of the best one.

    "Or" is resolved by branch and bound: a branch whose relaxation is no better than the best
    complete one is dropped. Solved with HiGHS (Huangfu & Hall 2018,
    doi:10.1007/s12532-017-0130-5).
    """
    return _search(formula, bounds, rounding, _maximise_slack, first)


def smallest_lambda(formula: Formula, bounds: np.ndarray) -> float:
    """Return the smallest max_k |λ_k| at which the formula holds (infinite if nowhere)."""
    found = _search(formula, bounds, 0, _minimise_lambda)
    return -found.slack


def _search(formula, bounds, rounding, solver: Callable, first: bool = False) -> Slack:
    best = Slack(-np.inf, np.zeros(len(bounds)), False)
    signs = itertools.product((-1, 1), repeat=len(bounds)) if rounding else [(0,) * len(bounds)]
    for orthant in signs:
        box = _clip(bounds, orthant)
        if (box[:, 0] <= box[:, 1]).all():
            mark = rounding * np.array(orthant, dtype=float)

            def solve(rows, box=box, mark=mark):
                return solver(_system(rows, box, mark, rounding))

            best = _branch([formula], [], solve, best, first)
    return best


def _clip(bounds: np.ndarray, orthant: tuple[int, ...]) -> np.ndarray:
    box = np.array(bounds, dtype=float).reshape(-1, 2)
    for k, sign in enumerate(orthant):
        if sign > 0:
            box[k, 0] = max(box[k, 0], 0.0)
        if sign < 0:
            box[k, 1] = min(box[k, 1], 0.0)
    return box


def _branch(todo: list, rows: list, solve: Callable, best: Slack, first: bool) -> Slack:
    rows, choices = _flatten(todo, list(rows))
    relaxed = solve(rows)
    if (first and best.holds) or (
        relaxed.slack <= best.slack + TIE and not relaxed.holds > best.holds
    ):
        return best
    if not choices:
        return relaxed
    nearest, *others = sorted(choices, key=lambda choice: len(choice.parts))
    for part in nearest.parts:
        best = _branch([part, *others], rows, solve, best, first)
    return best


def _flatten(todo: list, rows: list) -> tuple[list, list]:
    choices, stack = [], list(todo)
    while stack:
        item = stack.pop()
        if isinstance(item, Inequality):
            rows.append(item)
        elif isinstance(item, AllOf) or len(item.parts) == 1:
            stack.extend(item.parts)
        else:
            choices.append(item)
    return rows, choices


def _system(rows: list, box: np.ndarray, mark: np.ndarray, rounding: int) -> _System:
    lefts, m = [row.left for row in rows], len(box)
    constant, slope, shift, tilt = (
        np.array([left[part] for left in lefts], dtype=float) for part in range(4)
    )
    strict = np.array([row.strict for row in rows], dtype=bool)
    shape = (len(rows), m)
    slopes = slope.reshape(shape) + mark * tilt.reshape(shape)
    return _System(constant + rounding * shift, slopes, strict, box)


def _maximise_slack(rows: _System) -> Slack:
    """Maximise s with every row ≥ s; once all can be met, only strict rows need the slack."""
    m = len(rows.box)
    if not len(rows.constant):
        return Slack(SLACK_CAP, np.clip(np.zeros(m), *rows.box.T), True)
    first = _failing_on_line(rows)
    if first is None and rows.strict.all():  # what is asked first and second is then the same
        only = _program(rows, np.ones(len(rows.strict)), SLACK_CAP)
        return Slack(only.slack, only.lam, only.slack > RESOLUTION)
    first = first or _program(rows, np.ones(len(rows.strict)), cap=0.0)
    if first.slack < -RESOLUTION:
        return first
    if not rows.strict.any():
        return Slack(first.slack, first.lam, True)
    second = _program(rows, rows.strict.astype(float), SLACK_CAP, max(0.0, -first.slack))
    return Slack(second.slack, second.lam, second.slack > RESOLUTION)


def _failing_on_line(rows: _System) -> Slack | None:
    """Return the largest slack in closed form if it is negative and there is at most one free λ.

    By duality it is the lowest of the heights at which a falling and a rising row cross.
    """
    if len(rows.box) > 1 or np.isfinite(rows.box).any():
        return None
    slope = rows.slope[:, 0] if len(rows.box) else np.zeros(len(rows.constant))
    down, up = np.flatnonzero(slope <= 0), np.flatnonzero(slope >= 0)
    if not len(down) or not len(up):
        return None
    fall, rise = -slope[down][:, None], slope[up][None, :]
    flat = fall + rise < TIE
    total = np.where(flat, 1.0, fall + rise)
    share = np.where(flat, 1.0, rise / total)
    heights = share * rows.constant[down][:, None] + (1 - share) * rows.constant[up][None, :]
    i, j = np.unravel_index(heights.argmin(), heights.shape)
    if heights[i, j] >= -RESOLUTION:
        return None
    gap = rows.constant[down[i]] - rows.constant[up[j]]
    lam = 0.0 if flat[i, j] else gap / total[i, j]
    return Slack(float(heights[i, j]), np.full(len(rows.box), lam), False)


def _program(rows: _System, weight: np.ndarray, cap: float, ease: float = 0.0) -> Slack:
    m = len(rows.box)
    answer = linprog(
        np.r_[np.zeros(m), -1.0],
        A_ub=np.column_stack([-rows.slope, weight]),
        b_ub=rows.constant + ease * (weight == 0),
        bounds=[*map(tuple, rows.box), (None, cap)],
        method="highs",
        options=_PRECISE,
    )
    if answer.status != 0:
        return Slack(-np.inf, np.zeros(m), False)
    return Slack(-float(answer.fun), answer.x[:m], False)


def _minimise_lambda(rows: _System) -> Slack:
    m = len(rows.box)
    within = np.vstack([np.hstack([sign * np.eye(m), -np.ones((m, 1))]) for sign in (-1, 1)])
    answer = linprog(
        np.r_[np.zeros(m), 1.0],
        A_ub=np.vstack([np.column_stack([-rows.slope, np.zeros(len(rows.constant))]), within]),
        b_ub=np.r_[rows.constant - RESOLUTION * rows.strict, np.zeros(2 * m)],
        bounds=[*map(tuple, rows.box), (0.0, None)],
        method="highs",
        options=_PRECISE,
    )
    if answer.status != 0:
        return Slack(-np.inf, np.zeros(m), False)
    return Slack(-float(answer.fun), answer.x[:m], True)
