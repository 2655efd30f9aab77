"""The Sen index: how many, how poor, how unequal among the poor."""

from __future__ import annotations

import numpy as np

from netpoverty.errors import refuse
from netpoverty.poverty.fgt import estimate_with_line, without_negatives
from netpoverty.poverty.incomes import as_line, prepare
from netpoverty.poverty.lines import Line
from netpoverty.survey.quantiles import kernel_weights
from netpoverty.survey.results import Estimates


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
    incomes = without_negatives(prepare(income, design, where, missing), negative)
    line = as_line(line, incomes.design)
    if line.values.size > 1:
        raise refuse("line", f"{line.values.size} lines", "one line for the Sen index")
    z, y, people = float(line.values[0]), incomes.values, incomes.people
    poor = incomes.used & (y < z)
    head = float(incomes.weights @ poor) / people
    if head == 0:
        influence = np.zeros_like(y)
        return estimate_with_line(
            incomes, line, "Sen", 0.0, influence, np.zeros(1), True, "Sen index"
        )
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
    return estimate_with_line(incomes, line, "Sen", value, influence, slope, True, "Sen index")


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
