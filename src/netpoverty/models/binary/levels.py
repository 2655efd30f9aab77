"""The levels of a formula's columns: which columns have any, and those that the rows hold."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd
from formulaic import ModelSpec

from netpoverty.errors import refuse


def is_factor(expression: str, column: str) -> bool:
    """Whether an expression of a formula is a column as it stands, or the column in C().

    >>> [is_factor(text, "region") for text in ("region", "C(region, levels=['a'])")]
    [True, True]
    >>> is_factor("I(region == 'a')", "region")
    False
    """
    if expression == column:
        return True
    name = re.escape(column)
    wrapped = re.fullmatch(rf"C\(\s*`?{name}`?\s*(,.*)?\)", expression, re.DOTALL)
    return wrapped is not None and not re.search(rf"(?<!\w){name}(?!\w)", wrapped[1] or "")


def is_wrapped(formula: str, column: str) -> bool:
    """Whether a formula wraps a column in C()."""
    return bool(re.search(rf"\bC\(\s*`?{re.escape(column)}`?\s*[,)]", formula))


def with_levels_present(
    frame: pd.DataFrame, columns: Iterable[str], expressions: Iterable[str]
) -> pd.DataFrame:
    """Return the frame with each formula column's levels as the rows have them.

    Parameters
    ----------
    frame : the rows that are used
    columns, expressions : those of the formula, such as "region" and "I(region == 'west')"

    Notes
    -----
    Categories that no row has are removed, the order of the others kept: a regressor made from
    one would be zero everywhere. Text that is only ever a factor becomes categories in sorted
    order, as formulas read it: the design is evaluated again and again, and would sort the text
    each time. Text inside an expression stays text. Raises InputError for categories of which
    only one is left.
    """
    inside = [text for text in expressions if not any(is_factor(text, name) for name in columns)]
    made = {}
    for name in columns:
        column = frame[name]
        if isinstance(column.dtype, pd.CategoricalDtype):
            made[name] = column.cat.remove_unused_categories()
            if len(made[name].cat.categories) < 2 <= len(column.cat.categories):
                told = f"one level {column.iloc[0]!r} in the rows used"
                raise refuse(f"variable {name}", told, "at least two levels")
        elif pd.api.types.is_string_dtype(column) and not any(
            re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) for text in inside
        ):
            made[name] = column.astype("category")
    return frame.assign(**made)


def levels_of(column: pd.Series) -> list[object]:
    """Return the values present: in the order of the categories if any, else sorted."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        present = set(column.unique())
        return [level for level in column.cat.categories if level in present]
    return sorted(column.unique().tolist())


def factor_levels(spec: ModelSpec, frame: pd.DataFrame) -> dict[str, list[object]]:
    """Return the levels by column that the design of `spec` codes, from the rows it was made of."""
    coded = [text for text, (kind, _) in spec.encoder_state.items() if kind.value == "categorical"]
    columns = [str(name) for name in spec.required_variables]
    return {
        name: levels_of(frame[name])
        for name in columns
        if any(is_factor(expression, name) for expression in coded)
    }
