"""Poverty lines: absolute ones are given, relative ones are statistics with an error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from netpoverty.errors import choose, refuse
from netpoverty.results import Result
from netpoverty.survey.design import Design, as_design, label_codes
from netpoverty.survey.estimate import columns_of, complete_rows, estimates_from_influence
from netpoverty.survey.quantiles import CONVENTIONS, quantile_influence, weighted_quantile
from netpoverty.survey.results import Estimates


@dataclass(frozen=True, eq=False)
class Line(Result):
    """One or several poverty lines, with the line that each row faces.

    Attributes
    ----------
    values : (lines,) array
        The lines, in the unit of the income.
    labels : Index
        Whose line each is.
    assignment : (n,) int array
        Position of the line that each row faces.
    influence : (n, lines) array or None
        Influence of each row on each line; None for absolute lines, which have no error.
    definition : str
        The rule in words.
    """

    values: np.ndarray
    labels: pd.Index
    assignment: np.ndarray
    influence: np.ndarray | None
    definition: str
    design: Design
    rows_used: np.ndarray
    convention: str = ""
    title: ClassVar[str] = "Poverty line"

    @property
    def rows(self) -> np.ndarray:
        """The line that each row faces, (n,)."""
        return self.values[self.assignment]

    def estimates(self) -> Estimates:
        """Return the lines with linearised errors; an absolute line has none."""
        influence = self.influence
        remarks = {}
        if influence is None:
            influence = np.zeros((self.design.n, self.values.size))
            remarks = dict.fromkeys(range(self.values.size), "a given number: no sampling error")
        return estimates_from_influence(
            self.design,
            self.labels,
            self.values,
            influence,
            where=self.rows_used,
            title=self.title,
            remarks=remarks,
        )

    def to_frame(self) -> pd.DataFrame:
        """Return each line with its standard error and interval."""
        return self.estimates().to_frame()

    def notes(self) -> list[str]:
        """Return the definition in words, then the conventions."""
        return [self.definition, *self.estimates().notes()]

    def plot(self, ax=None):
        """Draw the lines with their intervals; returns the axes."""
        return self.estimates().plot(ax)


def absolute_line(value: float, n: int, design: Design | object | None = None) -> Line:
    """Return one given line for n rows.

    Parameters
    ----------
    value : float
        The line, above zero, in the unit of the income.

    >>> absolute_line(2300.0, 3).rows.tolist()
    [2300.0, 2300.0, 2300.0]
    """
    if not np.isfinite(value) or value <= 0:
        raise refuse("line", value, "a finite amount above 0")
    design = as_design(design, n)
    return Line(
        values=np.array([float(value)]),
        labels=pd.Index(["line"]),
        assignment=np.zeros(n, dtype=np.intp),
        influence=None,
        definition=f"absolute line of {value:g}",
        design=design,
        rows_used=np.ones(n, dtype=bool),
    )


def relative_line(
    income: object,
    share: float = 0.5,
    *,
    of: str = "median",
    design: Design | object | None = None,
    where: object = None,
    by: object = None,
    convention: str = "midpoint",
    missing: str = "refuse",
    where_label: str = "",
) -> Line:
    """Estimate a line as a share of the mean or median.

    Parameters
    ----------
    income : (n,) array
        In any unit; the line comes back in the same.
    share : float in (0, 2]
    of : {"median", "mean"}
    design : Design, weights or None
    where : (n,) bool, optional
        The reference group (all respondents, rural residents); every row faces its line.
    by : (n,) labels, optional
        One line a group instead, faced by the members of that group.
    convention : {"midpoint", "inverse", "interpolated"}
        Of the weighted median; see `netpoverty.survey.weighted_quantile`.
    missing : {"refuse", "drop"}
        Rows of the reference group without an income.

    Notes
    -----
    ẑ = share · q̂(½), influence share · (½ − 1[y ≤ q̂])/(N f̂(q̂)); of the mean:
    share · (y − ȳ)/N. Deville (1999), *Survey Methodology* 25(2), 193–203; Osier (2009),
    doi:10.18148/srm/2009.v3i3.369.

    >>> relative_line([1.0, 2.0, 4.0, 8.0, 9.0], 0.5).values.tolist()
    [2.0]
    """
    choose("of", of, ("median", "mean"))
    choose("convention", convention, CONVENTIONS)
    if not 0 < share <= 2:
        raise refuse("share", share, "a share in (0, 2]")
    y = columns_of(income, "income")[0][:, 0]
    design = as_design(design, y.size)
    used, _ = complete_rows(y[:, None], where, missing)
    assignment, labels = _groups(by, y.size)
    values, influence = np.empty(len(labels)), np.zeros((y.size, len(labels)))
    for code, label in enumerate(labels):
        rows = used & (assignment == code)
        if not rows.any():
            raise refuse("by" if by is not None else "where", f"empty group {label}", "some rows")
        values[code], influence[rows, code] = _central(
            y[rows], design.weights[rows], of, convention
        )
    whose = (
        f" of {where_label}"
        if where_label
        else (" of the reference group" if where is not None else "")
    )
    rule = f" ({convention} convention)" if of == "median" else ""
    each = " of each group" if by is not None else whose
    return Line(
        values=share * values,
        labels=labels,
        assignment=assignment,
        influence=share * influence,
        definition=f"{share:g} of the weighted {of}{each}{rule}",
        design=design,
        rows_used=used,
    )


def _groups(by: object, n: int) -> tuple[np.ndarray, pd.Index]:
    if by is None:
        return np.zeros(n, dtype=np.intp), pd.Index(["line"])
    codes, labels = label_codes(by, "by")
    if codes.size != n:
        raise refuse("by", f"{codes.size} labels", f"one label for each of {n} rows")
    return codes, labels


def _central(
    y: np.ndarray, weights: np.ndarray, of: str, convention: str
) -> tuple[float, np.ndarray]:
    if of == "mean":
        centre = float(np.average(y, weights=weights))
        return centre, (y - centre) / weights.sum()
    centre = weighted_quantile(y, 0.5, weights, convention)
    if np.ptp(y) == 0:
        return centre, np.zeros_like(y)
    return centre, quantile_influence(y, 0.5, weights, centre)
