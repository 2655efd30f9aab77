"""From achievements to deprivations: cutoffs applied, gaps measured, gaps in data kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from netpoverty.errors import refuse
from netpoverty.poverty.alkire_foster.specification import (
    Indicator,
    Relative,
    Specification,
    checked_indicator_weights,
    weights_by_name,
)
from netpoverty.poverty.lines import Line, relative_line
from netpoverty.survey.design import Design, as_design


@dataclass(frozen=True, eq=False)
class EstimatedCutoff:
    """A cutoff that was estimated: which indicator, from what, with what influence."""

    position: int
    achievements: np.ndarray
    line: Line
    below: bool = True


@dataclass(frozen=True, eq=False)
class Deprivations:
    """Who is deprived in what, before anybody is called poor.

    Attributes
    ----------
    matrix : (n, J) array
        1 deprived, 0 not, NaN unknown.
    names, dimension_of : tuples of J strings
    weights : (J,) array summing to one
    gaps : (n, J) array or None
        Normalised gaps in [0, 1], 0 where not deprived; None unless all are cardinal.
    achievements : (n, J) array or None
        Kept with the gaps, for the influence of estimated cutoffs on M1 and M2.
    estimated : tuple of EstimatedCutoff
    remarks : tuple of sentences
    """

    matrix: np.ndarray
    names: tuple[str, ...]
    weights: np.ndarray
    dimension_of: tuple[str, ...]
    gaps: np.ndarray | None = None
    estimated: tuple[EstimatedCutoff, ...] = ()
    remarks: tuple[str, ...] = ()
    index: pd.Index | None = None
    cutoffs: Mapping[str, object] = field(default_factory=dict)

    @property
    def n(self) -> int:
        """Number of rows."""
        return self.matrix.shape[0]

    def to_frame(self) -> pd.DataFrame:
        """Return the deprivation matrix with its names."""
        return pd.DataFrame(self.matrix, columns=list(self.names), index=self.index)


def from_matrix(data: object, weights: object = None) -> Deprivations:
    """Return deprivations given as a 0/1 matrix or frame.

    Parameters
    ----------
    data : (n, J) array or DataFrame of 0, 1 and missing
    weights : None (equal), (J,) array, or mapping of name to weight

    >>> from_matrix([[0, 1], [1, 1]]).weights.tolist()
    [0.5, 0.5]
    """
    frame = data if isinstance(data, pd.DataFrame) else None
    try:
        matrix = _numeric(data)
    except (TypeError, ValueError):
        raise refuse("deprivations", "values that are not numbers", "0, 1 or missing") from None
    if matrix.ndim != 2 or 0 in matrix.shape:
        raise refuse("deprivations", f"shape {matrix.shape}", "(n, J) with at least one of each")
    count = matrix.shape[1]
    names = (
        tuple(map(str, frame.columns))
        if frame is not None
        else tuple(f"x{j + 1}" for j in range(count))
    )
    if isinstance(weights, Mapping):
        weights = weights_by_name(weights, names)
    equal = np.full(count, 1 / count)
    values = equal if weights is None else checked_indicator_weights(weights, count)
    index = frame.index if frame is not None else None
    return Deprivations(matrix, names, values, names, index=index)


def _numeric(data: object) -> np.ndarray:
    if isinstance(data, pd.DataFrame):
        kinds = {getattr(dtype, "kind", "O") for dtype in data.dtypes}
        plain = all(isinstance(dtype, np.dtype) for dtype in data.dtypes)
        return (
            data.to_numpy()
            if plain and len(set(data.dtypes)) == 1 and kinds <= set("biuf")
            else (data.to_numpy(dtype=float, na_value=np.nan))
        )
    array = np.asarray(data)
    return array if array.dtype.kind in "biuf" else array.astype(float)


def deprive(
    frame: pd.DataFrame, specification: Specification, design: Design | object | None = None
) -> Deprivations:
    """Apply a specification to achievements.

    Missing achievements stay missing; what to do about them is settled by `alkire_foster`.
    A number deprives strictly below (or above) it. Achievements below zero of cardinal
    indicators count as zero in gaps, so that gaps stay in [0, 1]; the remark says how many.

    Parameters
    ----------
    frame : DataFrame
        One row a person or household, one column an achievement.
    specification : Specification
    design : Design, weights or None
        Weighs relative cutoffs.

    >>> from netpoverty.poverty.alkire_foster import Dimension, Indicator, Specification
    >>> spec = Specification([Dimension("school", [Indicator("years", 6)])])
    >>> deprive(pd.DataFrame({"years": [5, 6, 7]}), spec).matrix.ravel().tolist()
    [1.0, 0.0, 0.0]
    """
    design = as_design(design, len(frame))
    columns, gaps, estimated, remarks, cutoffs = [], [], [], [], {}
    for position, indicator in enumerate(specification.indicators):
        column = _column(frame, indicator.column_name)
        line = _line(frame, indicator, column, design)
        bound = line.rows if line is not None else indicator.cutoff
        cutoffs[indicator.name] = line if line is not None else indicator.cutoff
        columns.append(_deprived(column, indicator, bound))
        if line is not None:
            below = indicator.direction == "below"
            estimated.append(EstimatedCutoff(position, column.to_numpy(float), line, below))
        if indicator.cardinal:
            gap, note = _gap(column, indicator, bound)
            gaps.append(gap)
            remarks += note
    return Deprivations(
        matrix=np.column_stack(columns),
        names=specification.names,
        weights=specification.weights,
        dimension_of=specification.dimension_of,
        gaps=np.column_stack(gaps) if len(gaps) == len(columns) else None,
        estimated=tuple(estimated),
        remarks=tuple(remarks),
        index=frame.index,
        cutoffs=cutoffs,
    )


def _column(frame: pd.DataFrame, name: str) -> pd.Series:
    if name not in frame:
        raise refuse("column", name, f"one of {', '.join(map(str, frame.columns))}")
    return frame[name]


def _line(
    frame: pd.DataFrame, indicator: Indicator, column: pd.Series, design: Design
) -> Line | None:
    rule = indicator.cutoff
    if not isinstance(rule, Relative):
        return None
    group = None if rule.where is None else _column(frame, rule.where).fillna(False).astype(bool)
    groups = None if rule.by is None else _column(frame, rule.by)
    return relative_line(
        column.to_numpy(float),
        rule.share,
        of=rule.of,
        design=design,
        where=group,
        by=groups,
        convention=rule.convention,
        missing="drop",
        where_label=rule.where or "",
    )


def _deprived(column: pd.Series, indicator: Indicator, bound: object) -> np.ndarray:
    unknown = column.isna().to_numpy()
    if callable(bound):
        found = np.asarray(bound(column))
        if found.shape != (len(column),):
            raise refuse(f"predicate of {indicator.name}", f"shape {found.shape}", "one a row")
        return np.where(unknown, np.nan, found.astype(float))
    try:
        values = column.to_numpy(dtype=float, na_value=np.nan)
    except (TypeError, ValueError):
        raise refuse(f"column {column.name}", "text", "numbers, or a predicate as cutoff") from None
    found = values < bound if indicator.direction == "below" else values > bound
    return np.where(unknown, np.nan, found.astype(float))


def _gap(column: pd.Series, indicator: Indicator, bound: object) -> tuple[np.ndarray, list[str]]:
    values = column.to_numpy(dtype=float, na_value=np.nan)
    if np.any(np.asarray(bound) <= 0):
        raise refuse(f"cutoff of {indicator.name}", bound, "above 0 where gaps are measured")
    negative = int((values < 0).sum())
    gap = np.clip((bound - values) / bound, 0, 1)
    said = [f"{indicator.name}: {negative} achievements below 0 counted as 0 in gaps"]
    return gap, said if negative else []
