"""The estimation sample of a formula: what was used, what was dropped, why."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from formulaic import Formula, ModelSpec
from formulaic.errors import FactorEvaluationError
from scipy import linalg

from netpoverty.errors import InputError, choose, nearest, refuse


@dataclass(frozen=True, eq=False)
class Sample:
    """Rows and columns that enter an estimate.

    outcome : (n,) array, 0 or 1 (any number when the caller allows it)
    design : (n, k) array of regressors, named by `terms`
    frame : the n rows used; `spec` re-evaluates the design on a changed copy of them
    weights : (n,) array, ones when the caller gave none
    clusters, strata : (n,) integer codes or None
    dropped : reason by row label, for the rows that were left out
    """

    outcome: np.ndarray
    design: np.ndarray
    terms: tuple[str, ...]
    spec: ModelSpec
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
        return np.asarray(self.spec.get_model_matrix(frame, na_action="ignore"), dtype=float)

    def evaluate_new(self, frame: pd.DataFrame) -> np.ndarray:
        """Return the (n, k) design of rows that were not fitted, NaN where a value is missing.

        Raises InputError for a column that is not there and for a level that was never seen:
        it has no coefficient, and must not count as the reference.
        """
        used = [name for name in self.frame.columns if str(name) in self.used]
        for name in used:
            need_column(frame, name)
        whole = frame[used].notna().all(axis=1).to_numpy()
        rows = frame.loc[whole, used]
        for name in used:
            known = self.frame[name]
            if not is_factor(name, known, self.spec):
                continue
            unseen = rows.loc[~rows[name].isin(known), name]
            if len(unseen):
                levels = ", ".join(map(str, sorted(known.unique())))
                raise refuse(f"column {name}", unseen.tolist()[0], f"levels seen: {levels}")
            rows = rows.assign(**{name: rows[name].astype(known.dtype)})
        design = np.full((len(frame), len(self.terms)), np.nan)
        if whole.any():
            design[whole] = self.evaluate(rows)
        return design

    @property
    def used(self) -> set[str]:
        """Names that the right-hand side of the formula uses."""
        return {str(variable) for variable in self.spec.required_variables}


def is_factor(name: str, column: pd.Series, spec: ModelSpec) -> bool:
    """Whether a formula reads a column as levels: text, categories, and what stands in C()."""
    wrapped = any(_in_c(name, factor.expr) for term in spec.terms for factor in term.factors)
    return wrapped or not pd.api.types.is_numeric_dtype(column) or column.dtype == bool


def _in_c(name: str, expression: str) -> bool:
    return re.match(rf"C\(\s*{re.escape(name)}\s*[,)]", expression) is not None


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

    Raises InputError for an unknown column, an outcome that is not 0/1, a constant or redundant
    regressor, negative weights or a single cluster, each in one sentence.
    """
    outcome_name, right = split_formula(formula)
    parsed = Formula(right)
    extra = [name for name in (weights, clusters, strata) if name]
    variables = sorted(str(variable) for variable in parsed.required_variables)
    frame, dropped = complete_rows(data, [outcome_name, *variables, *extra], missing)
    weight, positive = _weights(frame, weights)
    zero = pd.Series("weight of zero", index=frame.index[~positive], dtype=object)
    dropped = dropped if zero.empty else pd.concat([dropped, zero])
    frame = _with_levels(frame.loc[positive], variables, parsed)
    _check_finite(frame[variables])
    try:
        with np.errstate(divide="ignore", invalid="ignore"):
            matrix = parsed.get_model_matrix(frame, na_action="ignore", output="numpy")
    except FactorEvaluationError as error:
        raise InputError(f"formula: {error}") from error
    terms = tuple(map(str, matrix.model_spec.column_names))
    design = np.asarray(matrix, dtype=float)
    check_design(design, terms)
    return Sample(
        _outcome(frame[outcome_name], binary),
        design,
        terms,
        matrix.model_spec,
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


def _with_levels(frame: pd.DataFrame, names: Iterable[str], parsed: Formula) -> pd.DataFrame:
    """Return the frame with factors as categories that occur, in sorted or in their own order.

    The design is evaluated again and again on copies of the frame; each time, text would be
    sorted into its levels anew. Text that a formula works on, as in `I(region == "west")`,
    stays text.
    """
    expressions = [factor.expr for term in parsed for factor in term.factors]
    changed = {}
    for name in names:
        column = frame[name]
        if isinstance(column.dtype, pd.CategoricalDtype):
            changed[name] = column.cat.remove_unused_categories()
        elif pd.api.types.is_string_dtype(column):
            word = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
            others = (e for e in expressions if e != name and not _in_c(name, e))
            if not any(word.search(expression) for expression in others):
                changed[name] = column.astype("category")
    return frame.assign(**changed)


def _check_finite(frame: pd.DataFrame) -> None:
    numbers = frame.select_dtypes("number")
    endless = np.isinf(numbers.to_numpy(dtype=float)).any(axis=0)
    if endless.any():
        name = numbers.columns[endless.argmax()]
        raise refuse(f"column {name}", "an infinite value", "finite numbers")


def _weights(frame: pd.DataFrame, name: str | None) -> tuple[np.ndarray, np.ndarray]:
    if name is None:
        return np.ones(len(frame)), np.ones(len(frame), bool)
    weight = frame[name].to_numpy(dtype=float)
    if (weight < 0).any() or not np.isfinite(weight).all():
        raise refuse(f"weights {name}", float(weight.min()), "finite numbers of zero or more")
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
    """Refuse a design with an endless, constant or redundant regressor, naming it."""
    for j, term in enumerate(terms):
        if not np.isfinite(design[:, j]).all():
            rows = int((~np.isfinite(design[:, j])).sum())
            given = f"no finite number in {rows} row{'s' * (rows != 1)}"
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
