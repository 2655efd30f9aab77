"""The estimation sample of a formula: what was used, what was dropped, why."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from formulaic import Formula, ModelMatrix
from formulaic.errors import FormulaicError
from scipy import linalg

from netpoverty.errors import InputError, choose, nearest, refuse
from netpoverty.models.binary.design import Design, FormulaDesign
from netpoverty.models.binary.levels import with_levels_present


@dataclass(frozen=True, eq=False)
class Sample:
    """Rows and columns that enter an estimate.

    outcome : (n,) array, 0 or 1 (any number when the caller allows it)
    design : (n, k) array of regressors, named by `terms`
    rule : makes the design again, on a changed copy of the frame
    frame : the n rows used
    weights : (n,) array, ones when the caller gave none
    clusters, strata : (n,) integer codes or None
    dropped : reason by row label, for the rows that were left out
    """

    outcome: np.ndarray
    design: np.ndarray
    terms: tuple[str, ...]
    rule: Design
    frame: pd.DataFrame
    weights: np.ndarray
    weighted: bool
    clusters: np.ndarray | None
    strata: np.ndarray | None
    dropped: pd.Series

    @property
    def n(self) -> int:
        """Number of rows used."""
        return len(self.outcome)

    def evaluate(self, frame: pd.DataFrame) -> np.ndarray:
        """Return the design at other values of the columns, with the fitted encodings."""
        return self.rule.evaluate(frame)


def need_column(data: pd.DataFrame, name: str) -> str:
    """Return `name` if `data` has that column, else refuse it with the nearest one.

    >>> need_column(pd.DataFrame({"income": [1]}), "incme")
    Traceback (most recent call last):
    netpoverty.errors.InputError: column: got 'incme'; allowed: a column of the data (did you \
mean 'income'?).
    """
    if name in data.columns:
        return name
    close = nearest(str(name), map(str, data.columns))
    hint = f" (did you mean {close!r}?)" if close else ""
    raise refuse("column", name, f"a column of the data{hint}")


def complete_rows(
    data: pd.DataFrame, columns: Iterable[str], missing: str = "drop"
) -> tuple[pd.DataFrame, pd.Series]:
    """Return the rows without a missing value in `columns`, with the reason for each dropped row.

    missing : "drop" leaves such rows out and says so in the result; "refuse" stops.
    """
    choose("missing", missing, ["drop", "refuse"])
    names = list(dict.fromkeys(need_column(data, name) for name in columns))
    absent = data[names].isna()
    bad = absent.any(axis=1).to_numpy()
    holes = absent[bad]
    reasons = ["missing " + ", ".join(holes.columns[row]) for row in holes.to_numpy()]
    if bad.any() and missing == "refuse":
        raise refuse("rows with missing values", int(bad.sum()), 'none when missing="refuse"')
    if bad.all():
        raise refuse("rows left", 0, f"at least one row complete in {', '.join(names)}")
    return data.loc[~bad], pd.Series(reasons, index=data.index[bad], dtype=object)


def dropped_note(dropped: pd.Series, kept: int) -> str:
    """Return one sentence: how many rows were used and why others were not.

    >>> dropped_note(pd.Series(["missing age", "missing age"]), 8)
    'n = 8; 2 of 10 rows dropped: missing age (2).'
    """
    if dropped.empty:
        return f"n = {kept}; no row dropped."
    parts = ", ".join(f"{why} ({count})" for why, count in dropped.value_counts().items())
    return f"n = {kept}; {len(dropped)} of {kept + len(dropped)} rows dropped: {parts}."


def read_sample(
    formula: str,
    data: pd.DataFrame,
    *,
    weights: str | None = None,
    clusters: str | None = None,
    strata: str | None = None,
    missing: str = "drop",
    binary: bool = True,
) -> Sample:
    """Return the estimation sample of `formula` in `data`.

    Levels that no used row has are no levels of the sample. Raises InputError for an unknown
    column, an outcome that is not 0/1, an infinite value, a constant or redundant regressor,
    negative weights or a single cluster, each in one sentence.
    """
    outcome_name, right = split_formula(formula)
    parsed = Formula(right)
    extra = [name for name in (weights, clusters, strata) if name]
    variables = sorted(str(variable) for variable in parsed.required_variables)
    frame, dropped = complete_rows(data, [outcome_name, *variables, *extra], missing)
    weight, positive = _weights(frame, weights)
    zero = pd.Series("weight of zero", index=frame.index[~positive], dtype=object)
    dropped = dropped if zero.empty else pd.concat([dropped, zero])
    expressions = {factor.expr for term in parsed for factor in term.factors}
    frame = with_levels_present(frame.loc[positive], variables, expressions)
    refuse_infinite(frame, [outcome_name, *variables])
    matrix = _design_of(parsed, frame)
    terms = tuple(map(str, matrix.model_spec.column_names))
    design = np.asarray(matrix, dtype=float)
    check_design(design, terms)
    return Sample(
        _outcome(frame[outcome_name], binary),
        design,
        terms,
        FormulaDesign(matrix.model_spec),
        frame,
        weight,
        weights is not None,
        _codes(frame, clusters, "clusters"),
        _codes(frame, strata, None),
        dropped,
    )


def split_formula(formula: str) -> tuple[str, str]:
    """Return the outcome's column name and the right-hand side of `outcome ~ regressors`.

    >>> split_formula("poor ~ internet + age")
    ('poor', 'internet + age')
    """
    left, tilde, right = str(formula).partition("~")
    if not tilde or not left.strip() or not right.strip():
        raise refuse("formula", formula, "text such as 'poor ~ internet + age'")
    return left.strip(), right.strip()


def _design_of(parsed: Formula, frame: pd.DataFrame) -> ModelMatrix:
    try:
        with np.errstate(divide="ignore", invalid="ignore"):
            return parsed.get_model_matrix(frame, na_action="raise", output="numpy")
    except (ValueError, FormulaicError) as error:
        empty = re.search("checking for nulls in `(.+?)`", str(error))
        if empty:
            allowed = "finite numbers (a log of zero or less?)"
            raise refuse(
                f"regressor {empty[1]}", "no finite number in some rows", allowed
            ) from error
        raise InputError(
            f"formula: {first_line(error)}; allowed: terms that are numbers in every row."
        ) from error


def first_line(error: Exception) -> str:
    """Return the first line of an error's message, without its full stop."""
    return str(error).strip().partition("\n")[0].rstrip(".")


def refuse_infinite(frame: pd.DataFrame, names: Iterable[str]) -> None:
    """Refuse a numeric column that holds an infinite value, by name."""
    for name in names:
        column = frame[name]
        if pd.api.types.is_numeric_dtype(column) and np.isinf(column.to_numpy(dtype=float)).any():
            raise refuse(f"column {name}", "an infinite value", "finite numbers")


def _weights(frame: pd.DataFrame, name: str | None) -> tuple[np.ndarray, np.ndarray]:
    if name is None:
        return np.ones(len(frame)), np.ones(len(frame), bool)
    weight = frame[name].to_numpy(dtype=float)
    if (weight < 0).any() or not np.isfinite(weight).all():
        bad = weight[(weight < 0) | ~np.isfinite(weight)]
        raise refuse(f"weights {name}", float(bad[0]), "finite numbers of zero or more")
    positive = weight > 0
    return weight[positive], positive


def _outcome(column: pd.Series, binary: bool) -> np.ndarray:
    try:
        values = column.to_numpy(dtype=float)
    except (TypeError, ValueError):
        shown = ", ".join(map(str, column.unique()[:3]))
        raise refuse(f"outcome {column.name}", f"values {shown}", "numbers, 0 or 1") from None
    found = np.unique(values)
    if binary and not np.isin(found, [0, 1]).all():
        shown = ", ".join(f"{value:g}" for value in found[:4])
        raise refuse(f"outcome {column.name}", f"values {shown}", "0 or 1")
    if len(found) == 1:
        raise refuse(f"outcome {column.name}", f"always {found[0]:g}", "a variable that varies")
    return values


def _codes(frame: pd.DataFrame, name: str | None, plural: str | None) -> np.ndarray | None:
    if name is None:
        return None
    codes, labels = pd.factorize(frame[name])
    if plural and len(labels) < 2:
        raise refuse(f"{plural} {name}", f"{len(labels)} cluster", "at least two clusters")
    return codes


def check_design(design: np.ndarray, terms: tuple[str, ...]) -> None:
    """Refuse a design with an infinite, constant or redundant regressor, naming it."""
    for j, term in enumerate(terms):
        endless = int((~np.isfinite(design[:, j])).sum())
        if endless:
            given = f"no finite number in {endless} row{'s' * (endless != 1)}"
            raise refuse(f"regressor {term}", given, "finite numbers (a log of zero or less?)")
        if term != "Intercept" and np.ptp(design[:, j]) == 0:
            raise refuse(f"regressor {term}", f"always {design[0, j]:g}", "a column that varies")
    if len(design) <= design.shape[1]:
        raise refuse("rows", len(design), f"more rows than the {design.shape[1]} regressors")
    size = np.linalg.norm(design, axis=0)
    _, r, pivot = linalg.qr(design / size, mode="economic", pivoting=True)
    redundant = np.flatnonzero(np.abs(np.diag(r)) < 1e-10)
    if len(redundant):
        names = ", ".join(terms[j] for j in sorted(pivot[redundant]))
        raise InputError(
            f"regressor {names}: is a linear combination of the others; allowed: columns that "
            "are not redundant."
        )
