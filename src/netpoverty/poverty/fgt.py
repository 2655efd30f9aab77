"""Income poverty: Foster–Greer–Thorbecke, Watts, with the line's own error."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from netpoverty.errors import choose, refuse
from netpoverty.poverty.incomes import Incomes, as_line, positive, prepare
from netpoverty.poverty.lines import Line
from netpoverty.survey.estimate import by_domain, estimates_from_influence
from netpoverty.survey.quantiles import kernel_weights
from netpoverty.survey.results import Estimates

NEGATIVE_RULES = ("zero", "keep", "refuse")


def _slope(incomes: Incomes, line: Line, per_row: np.ndarray, at_line: float) -> np.ndarray:
    """Return d(θ)/dz for each line, (lines,): growth of those below plus those who cross."""
    made = np.zeros(line.values.size)
    if line.influence is None:
        return made
    for place, value in enumerate(line.values):
        faced = incomes.used & (line.assignment == place)
        if not faced.any():
            continue
        weight = incomes.design.weights[faced]
        made[place] = weight @ per_row[faced]
        if at_line:
            density = kernel_weights(incomes.values[faced], weight, float(value), wide=True)
            made[place] += at_line * (weight @ density)
    return made / incomes.people


def estimate_with_line(
    incomes: Incomes,
    line: Line,
    name: str,
    value: float,
    influence: np.ndarray,
    slope: np.ndarray,
    share: bool,
    title: str,
) -> Estimates:
    """Return one estimate whose influence is completed by dθ/dz times that of each line z."""
    influence = np.where(incomes.used, influence, 0.0)
    if line.influence is not None:
        influence = influence + line.influence @ slope
    made = estimates_from_influence(
        incomes.design,
        [name],
        [value],
        influence,
        where=incomes.used,
        share=share,
        title=title,
        dropped=incomes.dropped,
    )
    return _with_line(made, incomes, line)


def _with_line(made: Estimates, incomes: Incomes, line: Line) -> Estimates:
    said = "; ".join([line.definition, *incomes.remarks])
    return replace(made, convention=f"{made.convention}; line: {said}")


def fgt(
    income: object,
    line: Line | float,
    order: float = 0,
    *,
    design: object = None,
    where: object = None,
    missing: str = "refuse",
    negative: str = "zero",
    by: object = None,
) -> Estimates:
    """Estimate the Foster–Greer–Thorbecke index of any order of at least 0.

    Order 0 is the headcount ratio, 1 the poverty gap, 2 the squared gap.

    Parameters
    ----------
    income : (n,) array
        In the unit of the line; poor strictly below it.
    line : Line or float
        From `relative_line` the error includes the line's.
    order : float
    design : Design, weights or None
    where : (n,) bool, optional
        Whose poverty is measured; the line keeps its own reference group.
    missing : {"refuse", "drop"}
    negative : {"zero", "keep", "refuse"}
        Negative incomes count as zero (a gap of one, reported), as they are (gaps above
        one), or stop the measurement.
    by : (n,) labels, optional
        Groups, whose estimates come with their joint covariance.

    Notes
    -----
    P_α = Σ w ((z − y)/z)^α 1[y < z] / Σ w. Influence (g_i − P_α)/N + (dP_α/dz)·IF_i(z), where
    dP_0/dz = f(z) and dP_α/dz = (α/z)(P_{α−1} − P_α). Foster, Greer & Thorbecke (1984),
    doi:10.2307/1913475; Osier (2009), doi:10.18148/srm/2009.v3i3.369.

    >>> fgt([1.0, 2.0, 3.0, 4.0], 2.5, 1)["FGT1"]
    0.2
    """
    if not order >= 0:
        raise refuse("order", order, "a number of at least 0")
    incomes = without_negatives(prepare(income, design, where, missing), negative)
    line = as_line(line, incomes.design)
    masks, labels = by_domain(by, incomes.used)
    parts = [_order(replace(incomes, used=mask), line, order) for mask in masks]
    names = [f"FGT{order:g}"] if by is None else labels
    made = estimates_from_influence(
        incomes.design,
        names,
        [value for value, _ in parts],
        np.column_stack([influence for _, influence in parts]),
        where=incomes.used,
        domains=masks,
        share=order == 0 or negative != "keep",
        title=f"Foster–Greer–Thorbecke index of order {order:g}",
        dropped=incomes.dropped,
    )
    return _with_line(made, incomes, line)


def _order(incomes: Incomes, line: Line, order: float) -> tuple[float, np.ndarray]:
    """Return P_α among the rows used, with the influence of every row."""
    z, y = line.rows, incomes.values
    poor = incomes.used & (y < z)
    gap = np.where(poor, (z - y) / z, 0.0)
    score = np.where(poor, gap**order, 0.0)
    value = float(incomes.weights @ score) / incomes.people
    growth = np.zeros_like(y)
    if order > 0:
        growth[poor] = order / z[poor] * (gap[poor] ** (order - 1) - score[poor])
    influence = np.where(incomes.used, (score - value) / incomes.people, 0.0)
    if line.influence is None:
        return value, influence
    slope = _slope(incomes, line, growth, at_line=float(order == 0))
    return value, influence + line.influence @ slope


def headcount(income: object, line: Line | float, **options: object) -> Estimates:
    """Estimate the share of people below the line: FGT of order 0.

    Takes the options of `fgt`. Foster, Greer & Thorbecke (1984), doi:10.2307/1913475.

    >>> headcount([1.0, 2.0, 3.0, 4.0], 2.5)["FGT0"]
    0.5
    """
    return fgt(income, line, 0, **options)


def without_negatives(incomes: Incomes, rule: str) -> Incomes:
    """Return incomes under the rule for negative amounts: zero, keep, refuse.

    >>> without_negatives(prepare([-1.0, 2.0], None), "zero").values.tolist()
    [0.0, 2.0]
    """
    choose("negative", rule, NEGATIVE_RULES)
    below = incomes.used & (incomes.values < 0)
    count = int(below.sum())
    if not count or rule == "keep":
        return incomes
    if rule == "refuse":
        raise refuse("income", f"{count} negative amounts", "none, or negative='zero' or 'keep'")
    said = f"{count} negative incomes counted as zero"
    values = np.where(below, 0.0, incomes.values)
    return Incomes(values, incomes.used, incomes.design, incomes.dropped, (said,))


def watts(
    income: object,
    line: Line | float,
    *,
    design: object = None,
    where: object = None,
    missing: str = "refuse",
    nonpositive: str = "refuse",
    floor: float | None = None,
) -> Estimates:
    """Estimate the Watts index: the mean log shortfall of the poor.

    Parameters
    ----------
    nonpositive : {"refuse", "drop", "floor"}
        What to do with incomes of zero or less, which have no logarithm.
    floor : float, optional
        The amount that replaces them.

    Notes
    -----
    W = Σ w ln(z/y) 1[y < z] / Σ w, dW/dz = H/z. Watts (1968); Zheng (1993),
    doi:10.1016/0165-1765(93)90177-E.

    >>> round(watts([1.0, 4.0], 2.0)["Watts"], 6)
    0.346574
    """
    incomes = positive(prepare(income, design, where, missing), nonpositive, floor)
    line = as_line(line, incomes.design)
    z, y = line.rows, incomes.values
    poor = incomes.used & (y < z)
    score = np.zeros_like(y)
    score[poor] = np.log(z[poor] / y[poor])
    value = float(incomes.weights @ score) / incomes.people
    slope = _slope(incomes, line, np.where(poor, 1 / z, 0.0), at_line=0.0)
    influence = (score - value) / incomes.people
    return estimate_with_line(incomes, line, "Watts", value, influence, slope, False, "Watts index")
