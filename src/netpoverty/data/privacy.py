"""Small cells: what a published table of real data leaves out."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd

from netpoverty.errors import refuse

MINIMUM_CELL = 10


def suppress_small(
    frame: pd.DataFrame,
    counts: str | Iterable[str] | pd.DataFrame,
    minimum: int = MINIMUM_CELL,
    columns: Iterable[str] | None = None,
    complementary: bool = True,
) -> pd.DataFrame:
    """Return a table with the cells that rest on fewer than `minimum` cases left out.

    A cell with 1 to `minimum` − 1 cases becomes NaN; an empty cell (0 cases) describes nobody
    and stays. Where counts are left out, the next smallest go too until there are two or more with
    `minimum` cases between them, since a total printed elsewhere would give them back.

    Parameters
    ----------
    frame
        The table to publish, one row a group; shape (rows, columns).
    counts
        Name or names of the columns of `frame` that hold the number of cases behind a row, or
        a frame of the same shape as the numeric part with the number of cases behind each cell.
    minimum
        Smallest number of cases that is published.
    columns
        Columns that a small row loses; by default every numeric column.
    complementary
        Whether a single small count takes its neighbour with it.

    Raises
    ------
    InputError
        If a count column is not in the table.

    >>> import pandas as pd
    >>> table = pd.DataFrame({"region": ["East", "West", "North"], "n": [120, 7, 64]})
    >>> suppress_small(table, "n")["n"].tolist()
    [120.0, nan, nan]
    >>> suppress_small(table, "n", complementary=False)["n"].tolist()
    [120.0, nan, 64.0]
    """
    if isinstance(counts, pd.DataFrame):
        return _hide(frame, counts.apply(_small, args=(minimum, complementary)))
    names = [counts] if isinstance(counts, str) else list(counts)
    for name in names:
        if name not in frame:
            raise refuse("counts", name, f"a column of the table: {', '.join(map(str, frame))}")
    row_is_small = pd.concat(
        [_small(frame[name], minimum, complementary) for name in names], axis=1
    ).any(axis=1)
    hidden = frame.select_dtypes("number").columns if columns is None else [*columns, *names]
    return _hide(frame, pd.DataFrame({name: row_is_small for name in hidden}))


def few(part: object, whole: object, minimum: int = MINIMUM_CELL) -> object:
    """Return whether a part of a whole, or what is left of it, is 1 to `minimum` − 1 cases.

    >>> import pandas as pd
    >>> few(pd.Series([0, 3, 40, 97]), 100).tolist()
    [False, True, False, True]
    """
    rest = whole - part
    return ((part > 0) & (part < minimum)) | ((rest > 0) & (rest < minimum))


def with_partner(
    small: pd.Series,
    counts: pd.Series,
    wholes: pd.Series | None = None,
    minimum: int = MINIMUM_CELL,
) -> pd.Series:
    """Return what to leave out: small groups, and the next smallest until they are many together.

    Otherwise the total of all groups would give the small ones back. Groups left out are at least
    two, with `minimum` cases or more (and, of their `wholes`, as many without) between them, or all
    that have any.

    >>> import pandas as pd
    >>> hidden = with_partner(pd.Series([True, False, False]), pd.Series([4, 60, 30]))
    >>> hidden.tolist()
    [True, False, True]
    >>> with_partner(pd.Series([True, True, False]), pd.Series([6, 3, 16])).tolist()
    [True, True, True]
    """
    hidden = small.astype(bool).copy()
    while hidden.any() and (hidden.sum() < 2 or rest_on_few(hidden, counts, wholes, minimum)):
        others = counts[~hidden & (counts > 0)]
        if others.empty:
            break
        hidden[others.idxmin()] = True
    return hidden


def rest_on_few(
    hidden: pd.Series,
    counts: pd.Series,
    wholes: pd.Series | None = None,
    minimum: int = MINIMUM_CELL,
) -> bool:
    """Return whether groups left out have 1 to `minimum` − 1 cases, or all but so many, between them."""
    count = counts[hidden].sum()
    return bool(few(count, wholes[hidden].sum() if wholes is not None else np.inf, minimum))


def ids_shown(text: str, frame: pd.DataFrame) -> list[int]:
    """Return the ids of a frame that stand in a text: rows of microdata on a page show them.

    Parameters
    ----------
    text
        What is about to be published: a page, or the outputs of a notebook.
    frame
        Tidy frame whose integer columns named `…_id` identify people or households. Ids of fewer
        than five digits are passed over, since any count may look like them.

    >>> import pandas as pd
    >>> ids_shown("household 100051 earns 3,000", pd.DataFrame({"household_id": [100051, 100125]}))
    [100051]
    """
    numbers = {int(digits) for digits in re.findall(r"(?<![\d.])\d{5,18}(?!\d)", text)}
    ids = frame.select_dtypes("int64").filter(regex=r"(household|respondent)_id$")
    return sorted(numbers & set(ids.to_numpy().ravel().tolist()))


def _small(counts: pd.Series, minimum: int, complementary: bool) -> pd.Series:
    small = (counts > 0) & (counts < minimum)
    return with_partner(small, counts, minimum=minimum) if complementary else small


def _hide(frame: pd.DataFrame, small: pd.DataFrame) -> pd.DataFrame:
    shown = frame.copy()
    for name in small:
        shown[name] = shown[name].astype("float64").where(~small[name])
    return shown
