"""Income poverty: Foster–Greer–Thorbecke, Watts, Sen, with the line's own error."""

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


def _estimate(
    incomes: Incomes,
    line: Line,
    name: str,
    value: float,
    influence: np.ndarray,
    slope: np.ndarray,
    share: bool,
    title: str,
) -> Estimates:
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
    incomes = _without_negatives(prepare(income, design, where, missing), negative)
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


def _without_negatives(incomes: Incomes, rule: str) -> Incomes:
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
    return _estimate(incomes, line, "Watts", value, influence, slope, False, "Watts index")


def sen(
    income: object,
    line: Line | float,
    *,
    design: object = None,
    where: object = None,
    missing: str = "refuse",
    negative: str = "zero",
) -> Estimates:
    """Estimate the Sen index: H [I + (1 − I) G], with the Gini G of the poor.

    One line for all; with several lines there is no single ranking of the poor.

    Notes
    -----
    Written as S = 2 φ/(z H), φ = ∫_0^z (z − y)(H − F(y)) dF with mid-ranks: its influence follows
    from that of φ and H, its slope is dS/dz = (H − S)/z + (f(z)/H)(2 P_1 − S).
    Sen (1976), doi:10.2307/1912718, in its replication-invariant form.

    >>> round(sen([541.0, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261], 2000.0)["Sen"], 5)
    0.12285
    """
    incomes = _without_negatives(prepare(income, design, where, missing), negative)
    line = as_line(line, incomes.design)
    if line.values.size > 1:
        raise refuse("line", f"{line.values.size} lines", "one line for the Sen index")
    z, y, people = float(line.values[0]), incomes.values, incomes.people
    poor = incomes.used & (y < z)
    head = float(incomes.weights @ poor) / people
    if head == 0:
        influence = np.zeros_like(y)
        return _estimate(incomes, line, "Sen", 0.0, influence, np.zeros(1), True, "Sen index")
    rank, lower = midranks(y, np.where(poor, incomes.weights, 0.0))
    rank, lower = rank / people, lower / people
    short = np.where(poor, z - y, 0.0)
    phi = float(incomes.weights @ (short * (head - rank) * poor)) / people
    value = 2 * phi / (z * head)
    # those ranked above i lose (z − y_j) when i is added below them
    above = np.where(poor, (incomes.weights @ short) / people - (z * rank - lower), 0.0)
    mean_short = float(incomes.weights @ short) / people
    reach = short * (head - rank) * poor + poor * mean_short - above
    phi_influence = (reach - 2 * phi) / people
    head_influence = (poor - head) / people
    influence = 2 * phi_influence / (z * head) - value / head * head_influence
    slope = np.zeros(1)
    if line.influence is not None:
        gap = mean_short / z
        near = kernel_weights(y[incomes.used], incomes.design.weights[incomes.used], z)
        density = float(incomes.design.weights[incomes.used] @ near) / people
        slope[0] = (head - value) / z + density / head * (2 * gap - value)
    return _estimate(incomes, line, "Sen", value, influence, slope, True, "Sen index")


def midranks(values: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return each row's cumulated weight and weighted amount, half of ties counted, (n,) each.

    >>> midranks(np.array([3.0, 1.0, 3.0]), np.ones(3))[0].tolist()
    [2.0, 0.5, 2.0]
    """
    order = np.argsort(values, kind="stable")
    ranked, weight = values[order], weights[order]
    starts = np.flatnonzero(np.diff(ranked, prepend=np.nan) != 0)
    tied = np.cumsum(np.diff(ranked, prepend=np.nan) != 0) - 1
    mass, amount = (np.add.reduceat(part, starts) for part in (weight, weight * ranked))
    rank, lower = np.empty_like(values), np.empty_like(values)
    rank[order] = (np.cumsum(mass) - mass / 2)[tied]
    lower[order] = (np.cumsum(amount) - amount / 2)[tied]
    return rank, lower
