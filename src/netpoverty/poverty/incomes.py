"""Incomes ready to be measured: valid rows, stated rules for zero and negative amounts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from netpoverty.errors import choose, refuse
from netpoverty.poverty.lines import Line, absolute_line
from netpoverty.survey.design import Design, as_design
from netpoverty.survey.estimate import columns_of, complete_rows

LOG_RULES = ("refuse", "drop", "floor")


@dataclass(frozen=True, eq=False)
class Incomes:
    """Incomes of the rows that are used.

    Attributes
    ----------
    values : (n,) array; rows not used hold zero
    used : (n,) bool
    design : Design
    dropped : rows left out, by reason
    remarks : sentences
    """

    values: np.ndarray
    used: np.ndarray
    design: Design
    dropped: dict[str, int]
    remarks: tuple[str, ...] = ()

    @property
    def weights(self) -> np.ndarray:
        """Weights of the rows used, zero elsewhere, (n,)."""
        return np.where(self.used, self.design.weights, 0.0)

    @property
    def people(self) -> float:
        """Sum of the weights of the rows used."""
        return float(self.weights.sum())


def prepare(
    income: object, design: object, where: object = None, missing: str = "refuse"
) -> Incomes:
    """Return incomes with missing rows refused or dropped, as chosen.

    >>> prepare([1.0, np.nan], None, missing="drop").used.tolist()
    [True, False]
    """
    values, _ = columns_of(income, "income")
    design = as_design(design, len(values))
    used, dropped = complete_rows(values, where, missing)
    if not used.any():
        raise refuse("income", "no usable row", "at least one")
    return Incomes(np.where(used, values[:, 0], 0.0), used, design, dropped)


def positive(incomes: Incomes, rule: str, floor: float | None, below: float = 0.0) -> Incomes:
    """Return incomes fit for logarithms.

    Parameters
    ----------
    rule : {"refuse", "drop", "floor"}
        What to do with amounts of at most `below` (0, or anything negative where a zero is
        harmless): stop; leave the rows out; or set them to `floor`.

    >>> positive(prepare([0.0, 2.0], None), "floor", 1.0).values.tolist()
    [1.0, 2.0]
    """
    choose("nonpositive", rule, LOG_RULES)
    lacking = incomes.used & (incomes.values <= below)
    count = int(lacking.sum())
    if not count:
        return incomes
    if rule == "refuse":
        raise refuse(
            "income",
            f"{count} amounts of at most {below:g}",
            "amounts above it, or nonpositive='drop' or nonpositive='floor' with a floor",
        )
    if rule == "drop":
        why = {"no positive income": count}
        return Incomes(
            np.where(lacking, 0.0, incomes.values),
            incomes.used & ~lacking,
            incomes.design,
            {**incomes.dropped, **why},
        )
    if floor is None or not floor > 0:
        raise refuse("floor", floor, "an amount above 0 that replaces zero and negative incomes")
    said = f"{count} incomes of at most {below:g} were set to {floor:g}"
    values = np.where(lacking, floor, incomes.values)
    return Incomes(values, incomes.used, incomes.design, incomes.dropped, (*incomes.remarks, said))


def as_line(line: Line | float, design: Design) -> Line:
    """Return a Line, given one or a number."""
    if isinstance(line, Line):
        if line.assignment.size != design.n:
            raise refuse("line", f"one for {line.assignment.size} rows", f"{design.n} rows")
        return line
    return absolute_line(float(line), design.n, design)
