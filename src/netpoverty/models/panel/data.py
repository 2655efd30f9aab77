"""The panel that every estimator of this room takes: checked once, then only read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields, replace

import numpy as np
import pandas as pd
from formulaic import Formula
from formulaic.errors import FactorEvaluationError

from netpoverty.errors import InputError, choose, refuse


@dataclass(frozen=True)
class PanelData:
    """Outcome and regressors of a panel, sorted by unit and year.

    Parameters
    ----------
    outcome : array of shape (n,)
    regressors : array of shape (n, k), without the constant
    names : the k regressors as the formula writes them
    unit, time : integer codes of shape (n,)
    unit_labels, time_labels : what the codes stand for
    dropped : reason -> number of rows left out
    gaps : number of gaps in the years of each unit that has any; the rows around them are kept
    solved : what ``estimate_panel`` found for each estimator, so that it is found once
    """

    outcome: np.ndarray
    regressors: np.ndarray
    outcome_name: str
    names: tuple[str, ...]
    unit: np.ndarray
    time: np.ndarray
    unit_labels: tuple
    time_labels: tuple[int, ...]
    dropped: dict[str, int] = field(default_factory=dict)
    gaps: dict[str, int] = field(default_factory=dict)
    solved: dict[str, tuple] = field(init=False, default_factory=dict, repr=False, compare=False)

    @property
    def n(self) -> int:
        """Number of unit-years used."""
        return len(self.outcome)

    @property
    def units(self) -> int:
        """Number of units N."""
        return len(self.unit_labels)

    @property
    def periods(self) -> int:
        """Number of distinct years T."""
        return len(self.time_labels)

    @property
    def balanced(self) -> bool:
        """True when every unit is seen in every year."""
        return self.n == self.units * self.periods

    def design(self) -> np.ndarray:
        """Return the regressors with a leading constant, shape (n, k + 1)."""
        return np.column_stack([np.ones(self.n), self.regressors])

    def conditioned(self) -> PanelData:
        """Return the panel with each regressor centred on zero, its largest value one.

        Fit, residuals and variances are the same; coefficients and constant are not.
        """
        centred = self.regressors - self.regressors.mean(axis=0)
        return replace(self, regressors=centred / np.abs(centred).max(axis=0))

    def __post_init__(self) -> None:
        # What was solved stays true only as long as nobody writes into the arrays.
        for name in ("outcome", "regressors", "unit", "time"):
            array = np.array(getattr(self, name))
            array.setflags(write=False)
            object.__setattr__(self, name, array)

    def __reduce__(self) -> tuple:
        """Be copied or unpickled as a new panel, with its own arrays, nothing solved."""
        return type(self), tuple(getattr(self, part.name) for part in fields(self) if part.init)

    def indexed(self) -> tuple[pd.Series, pd.DataFrame]:
        """Return outcome and regressors with a (unit, year) index, as linearmodels wants them."""
        years = np.asarray(self.time_labels)[self.time]
        labels = np.asarray(self.unit_labels, dtype=object)[self.unit]
        index = pd.MultiIndex.from_arrays([labels, years], names=["unit", "year"])
        outcome = pd.Series(self.outcome, index, name=self.outcome_name)
        return outcome, pd.DataFrame(self.regressors, index, list(self.names))


def prepare_panel(
    formula: str, frame: pd.DataFrame, *, unit: str, time: str, gaps: str = "refuse"
) -> PanelData:
    """Check a long frame once so that every estimator may trust it.

    Parameters
    ----------
    formula : outcome and regressors, e.g. ``"LGR ~ CII + LGDP"`` or ``"log(LGR) ~ log(CII)"``;
        a constant is always understood; ``log``, ``exp``, ``lag(x)`` or ``lag(x, 2)`` within each
        unit, and ``diff(x)``, the change since the year before, may be used
    frame : long data, one row a unit and year
    unit, time : the two columns that name unit and year
    gaps : "refuse" a unit whose years have a hole, or "keep" its rows and count its gaps;
        differences are then taken over adjacent years only

    Returns
    -------
    PanelData

    Raises
    ------
    InputError
        for a missing column, one that is all missing, non-numeric years, a unit-year seen twice, one single unit, a gap,
        infinite values (the log of zero), a regressor that does not vary or is a linear
        combination of the others

    Examples
    --------
    >>> rows = [("Aba", 2000, 1.0, 2.0), ("Aba", 2001, 2.0, 3.5),
    ...         ("Ganzi", 2000, 1.5, 1.0), ("Ganzi", 2001, 2.5, 4.0)]
    >>> frame = pd.DataFrame(rows, columns=["prefecture", "year", "income", "internet"])
    >>> panel = prepare_panel("income ~ internet", frame, unit="prefecture", time="year")
    >>> panel.units, panel.periods, panel.balanced
    (2, 2, True)
    """
    choose("gaps", gaps, ["refuse", "keep"])
    require_columns(frame, [unit, time])
    frame = sorted_panel(frame, unit, time)
    outcome, regressors = _evaluate(formula, frame, unit, time)
    complete = _complete_rows(outcome, regressors)
    shifted = "lag(" in formula or "diff(" in formula
    reason = "missing value or lost to a lag" if shifted else "missing value"
    dropped = {reason: int((~complete).sum())} if not complete.all() else {}
    frame, outcome, regressors = frame[complete], outcome[complete], regressors[complete]
    _check_values(outcome, regressors)
    unit_codes, unit_labels = pd.factorize(frame[unit], sort=True)
    time_codes, time_labels = pd.factorize(frame[time], sort=True)
    if len(unit_labels) < 2:
        raise refuse(unit, f"{len(unit_labels)} unit", "at least two units with complete rows")
    holes = _holes(frame, unit, time)
    if holes and gaps == "refuse":
        raise refuse(f"years of {holes[0][0]}", holes[0][1], "no gap (or gaps='keep')")
    _check_rank(regressors)
    return PanelData(
        outcome.to_numpy(float),
        regressors.to_numpy(float),
        str(outcome.name),
        tuple(regressors.columns),
        unit_codes,
        time_codes,
        tuple(unit_labels),
        tuple(int(label) for label in time_labels),
        dropped,
        dict(Counter(str(name) for name, _ in holes)),
    )


def require_columns(frame: pd.DataFrame, columns: Iterable[str]) -> None:
    """Refuse a frame that lacks one of the named columns."""
    for column in columns:
        choose("column", column, [str(name) for name in frame.columns])


def sorted_panel(frame: pd.DataFrame, unit: str, time: str) -> pd.DataFrame:
    """Return the frame sorted by unit and year, years as integers, each unit-year once."""
    years = pd.to_numeric(frame[time], errors="coerce")
    bad = years.isna() | (years % 1 != 0)
    if bad.any() or frame[time].map(lambda value: isinstance(value, str)).any():
        first = frame[time][bad].iloc[0] if bad.any() else frame[time].iloc[0]
        raise refuse(time, first, "whole numbers, one year a row")
    if frame[unit].isna().any():
        raise refuse(unit, "an empty cell", "a name in every row")
    frame = frame.assign(**{time: years.astype(int)}).sort_values([unit, time])
    twice = frame.duplicated([unit, time])
    if twice.any():
        row = frame[twice].iloc[0]
        raise refuse("unit and year", f"{row[unit]} {row[time]} twice", "each unit-year once")
    return frame.reset_index(drop=True)


def require_balanced(panel: PanelData, what: str) -> None:
    """Refuse a panel in which some unit lacks a year, for `what`."""
    if not panel.balanced:
        seen = np.bincount(panel.unit, minlength=panel.units)
        short = panel.unit_labels[int(seen.argmin())]
        raise refuse(
            f"panel for {what}",
            f"{seen.min()} of {panel.periods} years for {short}",
            "a balanced panel, every unit in every year",
        )


def _within_unit(frame: pd.DataFrame, unit: str, time: str) -> dict[str, Callable]:
    """Return lag and diff that never reach into another unit or across a gap."""

    def lag(column: pd.Series, years: int = 1) -> pd.Series:
        shifted = pd.Series(column, frame.index).groupby(frame[unit]).shift(years)
        return shifted.where(frame[time] - frame.groupby(unit)[time].shift(years) == years)

    def diff(column: pd.Series) -> pd.Series:
        return column - lag(column)

    return {"lag": lag, "diff": diff, "np": np}


def _evaluate(
    formula: str, frame: pd.DataFrame, unit: str, time: str
) -> tuple[pd.Series, pd.DataFrame]:
    if formula.count("~") != 1:
        raise refuse("formula", formula, "'outcome ~ regressor + regressor'")
    parsed = Formula(formula)
    needed = {str(name) for name in parsed.required_variables if "." not in str(name)}
    require_columns(frame, sorted(needed - {"log", "exp", "np", "lag", "diff"}))
    for column in sorted(needed & set(frame.columns)):
        _require_values(column, frame[column])
        if not pd.api.types.is_numeric_dtype(frame[column]):
            raise refuse(column, frame[column].iloc[0], "numbers in every row")
    try:
        with np.errstate(divide="ignore", invalid="ignore"):
            matrices = parsed.get_model_matrix(
                frame, na_action="ignore", context=_within_unit(frame, unit, time)
            )
    except FactorEvaluationError as error:
        raise InputError(f"formula: {error}") from error
    regressors = pd.DataFrame(matrices.rhs).drop(columns="Intercept", errors="ignore")
    if regressors.shape[1] == 0:
        raise refuse("formula", formula, "at least one regressor besides the constant")
    return pd.DataFrame(matrices.lhs).iloc[:, 0], regressors


def _require_values(name: str, column: pd.Series) -> None:
    if column.isna().all():
        raise refuse(name, "a missing value in every row", "a column with numbers")


def _complete_rows(outcome: pd.Series, regressors: pd.DataFrame) -> pd.Series:
    """Return which rows have outcome and all regressors; refuse by name where none has."""
    columns = [(str(outcome.name), outcome), *regressors.items()]
    for name, column in columns:
        _require_values(name, column)
    complete = outcome.notna() & regressors.notna().all(axis=1)
    if not complete.any():
        names = ", ".join(name for name, _ in columns)
        raise refuse("rows", "a missing value in each of them", f"rows with all of {names}")
    return complete


def _check_values(outcome: pd.Series, regressors: pd.DataFrame) -> None:
    for name, column in [(outcome.name, outcome), *regressors.items()]:
        if not np.isfinite(column).all():
            raise refuse(str(name), "an infinite value (a log of zero?)", "finite values")
    if outcome.nunique() < 2:
        raise refuse(str(outcome.name), f"{outcome.iloc[0]:g} in every row", "a varying outcome")
    for name, column in regressors.items():
        if np.ptp(column) <= 1e-12 * max(1.0, float(column.abs().max())):
            raise refuse(str(name), f"{column.iloc[0]:g} in every row", "a regressor that varies")


def _holes(frame: pd.DataFrame, unit: str, time: str) -> list[tuple]:
    steps = frame.groupby(unit)[time].diff()
    rows = frame[steps > 1]
    return [
        (name, f"a gap before {year}") for name, year in zip(rows[unit], rows[time], strict=True)
    ]


def _check_rank(regressors: pd.DataFrame) -> None:
    centred = regressors - regressors.mean()
    scaled = (centred / centred.std(ddof=0)).to_numpy()
    for k in range(2, scaled.shape[1] + 1):
        if np.linalg.matrix_rank(scaled[:, :k], tol=1e-9 * np.sqrt(len(scaled))) < k:
            name = str(regressors.columns[k - 1])
            raise refuse(name, "a linear combination of the others", "independent regressors")
