"""Which of many affine functions of λ can be the largest: keeps "largest of all" formulas short."""

from __future__ import annotations

import itertools

import numpy as np

from netpoverty.models.var.formulas import Affine


def could_be_largest(lines: list[Affine]) -> list[Affine]:
    """Return the functions that are the largest at some λ, for some rounding.

    Leaving the others out does not change the maximum at any λ. With two or more λ all are kept.

    Parameters
    ----------
    lines : functions of the same λ; of stacked curves, which have none, the largest of each system
        is returned as one line.
    """
    if lines and np.ndim(lines[0].constant):
        return [lines[0]._replace(constant=np.max([line.constant for line in lines], axis=0))]
    if not lines or len(lines[0].slope) > 1:
        return lines
    constant, slope, shift, tilt = _arrays(lines)
    corners = _envelope_corners(constant, slope)
    values = constant[:, None] + slope[:, None] * corners
    doubt = shift[:, None] + tilt[:, None] * np.abs(corners)
    # A line minus the envelope is concave, so it is highest at a corner of the envelope, or at
    # infinity, where slopes decide.
    near = (values + doubt >= (values - doubt).max(axis=0) - 1e-9 * np.abs(values).max(axis=0)).any(
        1
    )
    steep = (slope + tilt >= (slope - tilt).max()) | (slope - tilt <= (slope + tilt).min())
    keep = near | (steep & (slope != 0))
    return [line for line, kept in zip(lines, keep, strict=True) if kept]


def _arrays(lines: list[Affine]) -> tuple[np.ndarray, ...]:
    none = len(lines[0].slope) == 0
    slopes = [(0.0, 0.0) if none else (line.slope[0], line.slope_radius[0]) for line in lines]
    slope, tilt = np.array(slopes, dtype=float).T
    constant = np.array([line.constant for line in lines])
    return constant, slope, np.array([line.constant_radius for line in lines]), tilt


def _envelope_corners(constant: np.ndarray, slope: np.ndarray) -> np.ndarray:
    """Return the λ at which the upper envelope changes line, and zero (Andrew's monotone chain)."""
    order = np.lexsort((constant, slope))
    chain: list[int] = []
    for index in order:
        while chain and slope[chain[-1]] == slope[index]:
            chain.pop()
        while len(chain) > 1 and _cross(constant, slope, chain[-2], index) <= _cross(
            constant, slope, chain[-2], chain[-1]
        ):
            chain.pop()
        chain.append(int(index))
    pairs = itertools.pairwise(chain)
    return np.array([_cross(constant, slope, a, b) for a, b in pairs] + [0.0])


def _cross(constant: np.ndarray, slope: np.ndarray, a: int, b: int) -> float:
    return float((constant[a] - constant[b]) / (slope[b] - slope[a]))
