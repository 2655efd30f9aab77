"""Comparisons across groups: differences, shares of total poverty, independent samples."""

from __future__ import annotations

import numpy as np
import pandas as pd

from netpoverty.errors import choose, refuse
from netpoverty.poverty.alkire_foster.formulas import family
from netpoverty.poverty.alkire_foster.result import AlkireFoster
from netpoverty.survey.results import Estimates


def difference(
    result: AlkireFoster, first: object, second: object, k: float | None, relative: bool = False
) -> Estimates:
    """Return the difference of each measure between two groups of one sample.

    Absolute: θ₁ − θ₂. Relative: θ₁/θ₂ − 1. Errors by the delta method on the joint totals of
    both groups, so that shared strata and clusters are respected; plain t intervals.

    >>> from netpoverty.poverty.alkire_foster import alkire_foster
    >>> made = alkire_foster([[1, 1], [0, 1], [0, 0], [1, 0]], k=0.5, by=["a", "a", "b", "b"])
    >>> difference(made, "a", "b", 0.5)["H"]
    0.5
    """
    totals, covariance = result.joint([(k, first), (k, second)])
    half = totals.size // 2
    names, one, slope_one = family(totals[:half], result.weights)
    _, two, slope_two = family(totals[half:], result.weights)
    with np.errstate(divide="ignore", invalid="ignore"):
        values = one / two - 1 if relative else one - two
        scale = np.where(two != 0, 1 / np.where(two == 0, 1, two), np.nan)
        left = slope_one * (scale[:, None] if relative else 1)
        right = -slope_two * ((one * scale**2)[:, None] if relative else 1)
    values = np.where(np.isfinite(values), values, np.nan)
    slopes = np.nan_to_num(np.hstack([left, right]))
    kind = "Relative difference" if relative else "Difference"
    return _compared(
        result, names, values, slopes @ covariance @ slopes.T, (first, second), k, kind
    )


def _compared(result, names, values, covariance, pair, k, kind) -> Estimates:
    rows = [result.place(k, label)[0] for label in pair]
    column = result.place(k, pair[0])[1]
    table = result.totals
    units = np.array([result.by_group(table.units)[row] for row in rows])
    freedom = units - np.array([result.by_group(table.strata)[row] for row in rows])
    poor = min(result.by_group(table.poor_units)[row, column] for row in rows)
    by_measure = np.full(len(names), units.min())
    by_measure[1] = poor
    return Estimates(
        names=pd.Index(names),
        values=values,
        covariance=covariance,
        degrees_of_freedom=np.full(len(names), freedom.min()),
        units=by_measure,
        share=np.zeros(len(names), dtype=bool),
        n=int(sum(result.by_group(table.rows)[row] for row in rows)),
        weight=float(sum(result.by_group(table.values)[row, column, 0] for row in rows)),
        convention=result.design.describe(),
        title=f"{kind}, {pair[0]} against {pair[1]}, k = {result.k[column]:.4g}",
        dropped=result.dropped,
        level=result.level,
    )


def subgroup_contributions(
    result: AlkireFoster, k: float | None = None, measure: str = "M0"
) -> Estimates:
    """Return each group's share of total poverty: N_g θ_g / Σ N_g θ_g, for H, M0, M1 or M2.

    With `measure="N"` its share of the population, to hold beside.

    >>> from netpoverty.poverty.alkire_foster import alkire_foster
    >>> made = alkire_foster([[1, 1], [0, 1], [0, 0], [1, 0]], k=0.5, by=["a", "a", "b", "b"])
    >>> subgroup_contributions(made)["a"]
    0.75
    """
    allowed = ["N", *(name for name in result.measures if name != "A")]
    choose("measure", measure, allowed)
    if len(result.groups) < 2:
        raise refuse("by", "no groups", "a measurement by groups")
    labels = result.groups[:-1]
    totals, covariance = result.joint([(k, label) for label in labels])
    pick = _amount(result, measure)
    amounts = totals.reshape(len(labels), -1) @ pick
    whole = amounts.sum()
    shares = amounts / whole if whole > 0 else np.full(len(labels), np.nan)
    scale = 1 / whole if whole > 0 else 0.0
    slopes = (np.eye(len(labels)) - np.nan_to_num(shares)[:, None]) * scale
    full = np.kron(slopes, pick)
    column = result.place(k, labels[0])[1]
    table = result.totals
    return Estimates(
        names=pd.Index(labels),
        values=shares,
        covariance=full @ covariance @ full.T,
        degrees_of_freedom=np.full(len(labels), table.units[-1] - table.strata[-1]),
        units=np.full(
            len(labels), table.units[-1] if measure == "N" else table.poor_units[-1, column]
        ),
        share=np.ones(len(labels), dtype=bool),
        n=result.n,
        weight=float(table.values[-1, 0, 0]),
        convention=result.design.describe(),
        title=f"Share of {'people' if measure == 'N' else f'total {measure}'} by group, "
        f"k = {result.k[column]:.4g}",
        dropped=result.dropped,
        level=result.level,
    )


def _amount(result: AlkireFoster, measure: str) -> np.ndarray:
    """Coefficients that turn the totals t into N·θ."""
    count = len(result.names)
    made = np.zeros(result.totals.values.shape[-1])
    if measure in ("N", "H"):
        made[int(measure == "H")] = 1
    elif measure == "M0":
        made[2 : 2 + count] = result.weights
    else:
        made[2 + count + int(measure[1]) - 1] = 1
    return made


def independent_difference(
    first: AlkireFoster, second: AlkireFoster, k: float | None = None, relative: bool = False
) -> Estimates:
    """Return the difference of each measure between two samples drawn independently.

    Two waves with fresh samples; waves that share clusters or people belong into one frame,
    with the year as group.

    >>> from netpoverty.poverty.alkire_foster import alkire_foster
    >>> old, new = alkire_foster([[1], [1], [0]], k=1), alkire_foster([[1], [0], [0]], k=1)
    >>> round(independent_difference(new, old)["H"], 4)
    -0.3333
    """
    if first.measures != second.measures:
        raise refuse("samples", f"{first.measures} and {second.measures}", "the same measures")
    one, two = first.estimates(k), second.estimates(k)
    size = one.values.size
    with np.errstate(divide="ignore", invalid="ignore"):
        values = one.values / two.values - 1 if relative else one.values - two.values
        left = 1 / two.values if relative else np.ones(size)
        right = one.values / two.values**2 if relative else np.ones(size)
    left, right = np.nan_to_num(left), np.nan_to_num(right)
    return Estimates(
        names=one.names,
        values=values,
        covariance=np.outer(left, left) * one.covariance + np.outer(right, right) * two.covariance,
        degrees_of_freedom=one.degrees_of_freedom + two.degrees_of_freedom,
        units=np.minimum(one.units, two.units),
        share=np.zeros(size, dtype=bool),
        n=one.n + two.n,
        weight=one.weight + two.weight,
        convention=f"independent samples; {first.design.describe()}",
        title="Relative difference between samples" if relative else "Difference between samples",
        level=first.level,
    )
