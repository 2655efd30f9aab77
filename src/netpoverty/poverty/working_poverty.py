"""The working poor: every choice behind the headcount is a rule with a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import ClassVar

import numpy as np
import pandas as pd

from netpoverty.errors import refuse
from netpoverty.poverty.fgt import headcount
from netpoverty.poverty.lines import Line, absolute_line, relative_line
from netpoverty.poverty.working_poor_rules import WorkingPoorRules
from netpoverty.results import Result
from netpoverty.survey.design import Design, as_design
from netpoverty.survey.estimate import columns_of
from netpoverty.survey.results import Estimates


@dataclass(frozen=True, eq=False)
class WorkingPoverty(Result):
    """Headcount of the working poor with its line and the way from all rows to the poor.

    Attributes
    ----------
    rate : Estimates
        Share of workers below the line; the error includes the line's.
    line : Line
    gates : frame
        Rows left after each rule.
    poor : (n,) array
        1 working and poor, 0 working and not poor, NaN not among the workers.
    income : (n,) array
        The income that was compared with the line.
    """

    rate: Estimates
    line: Line
    gates: pd.DataFrame
    poor: np.ndarray
    income: np.ndarray
    rules: WorkingPoorRules
    design: Design
    title: ClassVar[str] = "Working poverty"

    def to_frame(self) -> pd.DataFrame:
        """Return the headcount ratio with error, by group where groups were given."""
        return self.rate.to_frame()

    def notes(self) -> list[str]:
        """Return the rules in words, then the conventions."""
        who = (
            "any work"
            if self.rules.minimum_hours is None
            else f"{self.rules.minimum_hours:g} hours or more"
        )
        unit = self.rules.income_unit
        unit += f", {self.rules.scale.replace('_', ' ')}" if unit == "household" else ""
        told = f"works: {who} {self.rules.reference}; income: {unit}; line: {self.line.definition}"
        return [told, *self.rate.notes()]

    def near_line(self, widths: Sequence[float] = (0.05, 0.1, 0.2)) -> pd.DataFrame:
        """Return how many workers have an income within a share of the line, either side.

        >>> made = working_poverty([1.0, 2, 9, 10], [1, 1, 1, 1], WorkingPoorRules(absolute=2.1))
        >>> made.near_line([0.1])["workers"].tolist()
        [1]
        """
        workers = np.isfinite(self.poor)
        away = np.abs(self.income / self.line.rows - 1)
        weight = self.design.weights
        rows = []
        for width in widths:
            inside = workers & (away <= width)
            share = weight[inside].sum() / weight[workers].sum()
            rows.append({"within": width, "workers": int(inside.sum()), "share": float(share)})
        return pd.DataFrame(rows)

    def plot(self, ax=None):
        """Draw the rows left after each rule; returns the axes."""
        import matplotlib.pyplot as plt

        ax = ax if ax is not None else plt.subplots(figsize=(6, 3))[1]
        left = self.gates["rows"]
        ax.barh(np.arange(len(left))[::-1], left, color="#7f9fbf", edgecolor="0.3")
        ax.set_yticks(np.arange(len(left))[::-1], self.gates["gate"])
        ax.set_xlabel("respondents left")
        return ax


def working_poverty(
    income: object,
    worked: object,
    rules: WorkingPoorRules | None = None,
    *,
    hours: object = None,
    household_size: object = None,
    line_group: object = None,
    population: object = None,
    design: object = None,
    by: object = None,
    line_group_label: str = "",
) -> WorkingPoverty:
    """Count the working poor under explicit rules.

    Parameters
    ----------
    income : (n,) array
        Own income, or the household's total under `income_unit="household"`; NaN unknown.
    worked : (n,) array of 0, 1, NaN
        Whether the person worked in the reference period.
    rules : WorkingPoorRules
    hours : (n,) array, needed with `minimum_hours`
    household_size : (n,) array, needed for household incomes that are scaled
    line_group : (n,) bool, optional
        Whose median; all rows with a known income when omitted.
    population : (n,) bool, optional
        Among whom the working poor are counted (say, migrant workers of working age).
    design : Design, weights or None
    by : (n,) labels, optional

    Returns
    -------
    WorkingPoverty

    Notes
    -----
    Rate = Σ w 1[works, y < z] / Σ w 1[works, y known] in the population. The error includes
    that of z, which stays a statistic of `line_group` (Osier 2009,
    doi:10.18148/srm/2009.v3i3.369). ILO (2019), *The working poor*, for the definition.

    >>> made = working_poverty([1.0, 4, 6, 8, 2], [1, 1, 1, 1, 0])
    >>> made.line.values.tolist(), made.rate.values.tolist()
    ([2.0], [0.25])
    """
    rules = rules or WorkingPoorRules()
    money = _compared_income(income, household_size, rules)
    design = as_design(design, money.size)
    known = np.isfinite(money)
    line = _line(money, known, line_group, rules, design, line_group_label)
    gates = _gates(money.size, worked, hours, population, known, rules)
    workers = gates[-1][1]
    if not workers.any():
        raise refuse("worked", "nobody who works with a known income", "at least one worker")
    filled = np.where(known, money, 0.0)
    poor = workers & (filled < line.rows)
    options = {"design": design, "negative": "keep"}
    return WorkingPoverty(
        rate=_rates(filled, line, workers, by, options),
        line=line,
        gates=_gate_frame([*gates, ("income below the line", poor)], design),
        poor=np.where(workers, poor.astype(float), np.nan),
        income=money,
        rules=rules,
        design=design,
    )


def _compared_income(income: object, household_size: object, rules: WorkingPoorRules) -> np.ndarray:
    money = columns_of(income, "income")[0][:, 0]
    if rules.income_unit == "individual" or rules.scale == "none":
        return money
    if household_size is None:
        raise refuse("household_size", "none", "one size a row, to scale household incomes")
    size = columns_of(household_size, "household_size")[0][:, 0]
    if size.size != money.size or (size < 1).any():
        raise refuse("household_size", "a wrong length or sizes below 1", "one of at least 1 a row")
    return money / (size if rules.scale == "per_capita" else np.sqrt(size))


def _line(
    money: np.ndarray,
    known: np.ndarray,
    group: object,
    rules: WorkingPoorRules,
    design: Design,
    label: str,
) -> Line:
    if rules.absolute is not None:
        return absolute_line(rules.absolute, money.size, design)
    inside = known if group is None else known & np.asarray(group, dtype=bool)
    inside = inside if rules.zero_incomes_in_line else inside & (money > 0)
    plain = replace(design, weights=np.where(design.weights > 0, 1.0, 0.0))
    made = relative_line(
        money,
        rules.line_share,
        of=rules.line_of,
        design=design if rules.weighted_line else plain,
        where=inside,
        convention=rules.convention,
        where_label=label,
    )
    if rules.weighted_line:
        return made
    # the influence is per unit of weight one; totals here run over the design's weights
    scale = np.where(design.weights > 0, 1 / np.where(design.weights > 0, design.weights, 1), 0)
    told = made.definition.replace("weighted", "unweighted")
    return replace(made, influence=made.influence * scale[:, None], design=design, definition=told)


def _gates(n, worked, hours, population, known, rules) -> list[tuple[str, np.ndarray]]:
    answer = columns_of(worked, "worked")[0][:, 0]
    if answer.size != n or not np.isin(answer[np.isfinite(answer)], (0, 1)).all():
        raise refuse("worked", "values other than 0, 1 or missing", "one answer a row")
    left = np.ones(n, dtype=bool)
    gates = [("all rows", left)]
    if population is not None:
        left = left & np.asarray(population, dtype=bool)
        gates.append(("in the population", left))
    left = left & np.isfinite(answer)
    gates.append(("work known", left))
    left = left & (np.nan_to_num(answer) == 1)
    gates.append((f"worked, {rules.reference}", left))
    if rules.minimum_hours is not None:
        if hours is None:
            raise refuse("hours", "none", "hours a row, since minimum_hours is set")
        spent = columns_of(hours, "hours")[0][:, 0]
        left = left & (np.nan_to_num(spent, nan=-1.0) >= rules.minimum_hours)
        gates.append((f"{rules.minimum_hours:g} hours or more", left))
    left = left & known
    return [*gates, ("income known", left)]


def _gate_frame(gates: list[tuple[str, np.ndarray]], design: Design) -> pd.DataFrame:
    rows = [int(mask.sum()) for _, mask in gates]
    return pd.DataFrame(
        {
            "gate": [name for name, _ in gates],
            "rows": rows,
            "lost": [0, *(before - after for before, after in pairwise(rows))],
            "weight": [float(design.weights[mask].sum()) for _, mask in gates],
        }
    )


def _rates(money, line, workers, by, options) -> Estimates:
    made = headcount(money, line, where=workers, by=by, **options)
    title = "Share of workers below the line"
    if by is None:
        return replace(made, names=pd.Index(["working poor"]), title=title)
    return replace(made, title=f"{title}, by group")
