"""The design of rows that the sample does not know: missing values, unseen levels, other types."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
from formulaic.errors import DataMismatchWarning, FormulaicError

from netpoverty.errors import InputError, refuse
from netpoverty.models.binary.sample import Sample, first_line, need_column, refuse_infinite

# So many levels are named when another one is refused.
SHOWN = 12


def evaluate_new(sample: Sample, frame: pd.DataFrame) -> np.ndarray:
    """Return the (m, k) design of new rows; a missing value in a used column gives a NaN row.

    Raises InputError for a column that is absent or of another type, a level that the sample does
    not have, an infinite value, a value outside the range of a spline.
    """
    columns = [need_column(frame, name) for name in sorted(sample.rule.variables)]
    complete = frame[columns].notna().all(axis=1).to_numpy()
    rows = frame.loc[complete, columns].infer_objects()
    design = np.full((len(frame), len(sample.terms)), np.nan)
    if complete.any():
        _refuse_unknown(sample, rows)
        design[complete] = _evaluate_strictly(sample, _as_sampled(sample, rows))
    return design


def _as_sampled(sample: Sample, rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows whose factors hold the sample's own levels, in the sample's type.

    True is 1 to Python and no level 1 to formulaic, which would score it as the reference level.
    Objects, such as True and False beside a gap, are a factor, and as booleans were a number.
    """
    own = {}
    for name, levels in sample.rule.levels(sample.frame).items():
        known = {level: level for level in levels}
        values = [known[value] for value in rows[name]]
        own[name] = pd.Series(values, rows.index, sample.frame[name].dtype)
    objects = {name: object for name in rows if sample.frame[name].dtype == object}
    return rows.astype(objects).assign(**own)


def _refuse_unknown(sample: Sample, rows: pd.DataFrame) -> None:
    levels = sample.rule.levels(sample.frame)
    for name in rows:
        if name in levels:
            refuse_unseen(name, rows[name], levels[name])
        else:
            # formulaic would code the other type in its own way, and keep to it from then on
            refuse_other_type(name, rows[name], sample.frame[name].infer_objects())
    refuse_infinite(rows, rows.columns)


def _evaluate_strictly(sample: Sample, rows: pd.DataFrame) -> np.ndarray:
    with warnings.catch_warnings():
        # formulaic would score an unseen level of an expression as the reference level
        warnings.simplefilter("error", DataMismatchWarning)
        try:
            return sample.evaluate(rows)
        except (ValueError, FormulaicError, DataMismatchWarning) as error:
            raise InputError(
                f"rows to predict: {first_line(error)}; allowed: values such as the formula was "
                "fitted to."
            ) from error


def refuse_unseen(name: str, column: pd.Series, levels: list[object]) -> None:
    """Refuse a value that is none of the levels; a missing one passes."""
    unseen = [value for value in column.dropna().unique().tolist() if value not in levels]
    if unseen:
        some = ", ".join(map(str, levels[:SHOWN]))
        others = f" … ({len(levels)} in all)" if len(levels) > SHOWN else ""
        raise refuse(f"column {name}", unseen[0], f"levels seen: {some}{others}")


def refuse_other_type(name: str, column: pd.Series, fitted: pd.Series) -> None:
    """Refuse text where the sample has numbers, or numbers where it has text."""
    kinds = {True: "numbers", False: "text"}
    given, known = (pd.api.types.is_numeric_dtype(values) for values in (column, fitted))
    if given != known:
        raise refuse(
            f"column {name}", f"a column of {kinds[given]}", f"{kinds[known]}, as in the sample"
        )
