"""How the design moves with one numeric variable, and where it does not move but jumps."""

from __future__ import annotations

import numpy as np
import pandas as pd

from netpoverty.errors import InputError, refuse
from netpoverty.models.binary.sample import Sample

# A design that moves further than this share of its range for one step is looked at again.
SUSPECT = 1e-4
CLOSER = 100.0


def design_derivative(sample: Sample, variable: str) -> np.ndarray:
    """Return ∂(design)/∂(variable), shape (n, k), at the sample's own values.

    Raises InputError where the formula uses the variable through a step.

    Notes
    -----
    The slope at x of the parabola through the design at x, x + a, x + b: a and b lie on both
    sides of x, or inward at the smallest and largest values, because a spline ends there. Exact
    up to rounding for polynomials up to degree two. A column of the design that uses the variable
    and stays where it is at every row, or moves as far for a hundredth of the step, is a step.
    """
    values = sample.frame[variable].to_numpy(dtype=float)
    step = step_sizes(values)
    here, first, second, a, b = _moved(sample, variable, values, step)
    own = sample.rule.columns_of(variable)
    change = np.maximum(np.abs(first - here), np.abs(second - here))
    _refuse_still(sample, variable, own, change)
    suspect = change > SUSPECT * np.ptp(here, axis=0)
    if suspect[:, own].any():
        again = _moved(sample, variable, values, step / CLOSER)
        closer = np.maximum(np.abs(again[1] - again[0]), np.abs(again[2] - again[0]))
        _refuse_steps(sample, variable, (suspect & (closer > change / 2)).any(axis=0))
    return ((first - here) * (b / a) - (second - here) * (a / b)) / (b - a)


def step_sizes(values: np.ndarray) -> np.ndarray:
    """Return a step for each of the (n,) values, above rounding and below what it measures.

    About 1e-5 of the standard deviation, less for values near zero (a logarithm bends there),
    more where values are so large that rounding would swallow the step.

    >>> step_sizes(np.array([-1.0, 0.0, 1.0]) * 1e-7).round(14)
    array([8.2e-13, 1.0e-14, 8.2e-13])
    """
    size = np.abs(values)
    spread = float(np.std(values)) or float(size.max()) or 1.0
    near = 1e-5 * np.clip(size, 1e-2 * spread, spread)
    large = np.minimum(1e-8 * size, 1e-2 * spread)
    return np.maximum(np.maximum(near, large), 4 * np.spacing(size))


def _moved(sample: Sample, variable: str, values: np.ndarray, step: np.ndarray) -> tuple:
    """Return the design at the values, at both moved ones, and the (n, 1) moves themselves."""
    low, high = values.min(), values.max()
    if low == high:
        low, high = -np.inf, np.inf
    inward = np.where(values - step < low, step, np.where(values + step > high, -step, 0.0))
    moves = (np.where(inward == 0, step, inward), np.where(inward == 0, -step, 2 * inward))
    points = [values, values + moves[0], values + moves[1]]
    frames = [sample.frame.assign(**{variable: point}) for point in points]
    designs = np.split(_evaluated(sample, variable, pd.concat(frames, ignore_index=True)), 3)
    # what is left of a move after rounding, so that rounding does not enter the slope
    return *designs, *((point - values)[:, None] for point in points[1:])


def _evaluated(sample: Sample, variable: str, frame: pd.DataFrame) -> np.ndarray:
    try:
        design = sample.evaluate(frame)
    except ValueError as error:
        raise InputError(f"variable {variable}: has no derivative here: {error}") from error
    if not np.isfinite(design).all():
        told = "a formula that is not finite beside the observed values"
        raise refuse(f"variable {variable}", told, "a term that is smooth around every value")
    return design


def _refuse_still(sample: Sample, variable: str, own: list[int], change: np.ndarray) -> None:
    still = np.zeros(change.shape[1], bool)
    still[own] = change[:, own].max(axis=0) <= 1e-12 * np.abs(sample.design[:, own]).max(axis=0)
    _refuse_steps(sample, variable, still)


def _refuse_steps(sample: Sample, variable: str, steps: np.ndarray) -> None:
    if steps.any():
        raise refuse(
            f"marginal effect of {variable}",
            f"the step {sample.terms[int(np.argmax(steps))]}",
            f"smooth terms of {variable}, or {variable} named in `discrete`",
        )
