"""How a survey's codes become tidy values, declared once for both directions.

A recode reads raw columns into one tidy variable, writes the variable back, says in words what
it does, and marks raw values that it does not know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import pandas as pd

CFPS_MISSING = {
    -10: "cannot judge",
    -9: "missing",
    -8: "not applicable",
    -2: "refused",
    -1: "does not know",
}
CGSS_MISSING = {98: "does not know", 99: "refused"}
CGSS_HOURS_MISSING = {998: "does not know", 999: "refused"}
CGSS_INCOME_MISSING = {9999997: "not applicable", 9999998: "does not know", 9999999: "refused"}
CGSS_TOP_CODE = 9999996
LARGEST_ID = 1e13


class Recode(Protocol):
    """What every recode can do; raw columns come as a frame in the order of the sources."""

    def read(self, raw: pd.DataFrame) -> pd.Series:
        """Return the tidy values, missing where nothing is known."""

    def write(self, values: pd.Series) -> list[pd.Series]:
        """Return one raw series a source; missing where another variable may write."""

    def strange(self, raw: pd.DataFrame) -> pd.Series:
        """Return the raw values that the codebook does not know, by row."""

    def labels(self) -> dict[int, str]:
        """Return the value labels of the raw variable."""

    def words(self) -> str:
        """Return what is done, for the codebook page."""


@dataclass(frozen=True)
class Codes:
    """A code becomes a value: `table` maps code to (value, label); `missing` maps code to reason.

    `absent` is the code written for a missing value (None writes Stata's own missing).
    """

    table: Mapping[int, tuple[object, str]]
    missing: Mapping[int, str] = field(default_factory=lambda: CFPS_MISSING)
    absent: float | None = None

    def read(self, raw: pd.DataFrame) -> pd.Series:
        """Return the value of each known code."""
        return raw.iloc[:, 0].map({code: value for code, (value, _) in self.table.items()})

    def write(self, values: pd.Series) -> list[pd.Series]:
        """Return the first code of each value."""
        codes: dict[object, int] = {}
        for code, (value, _) in self.table.items():
            codes.setdefault(value, code)
        written = values.map(codes).astype("float64")
        return [written if self.absent is None else written.fillna(self.absent)]

    def strange(self, raw: pd.DataFrame) -> pd.Series:
        """Return codes that are neither in the table nor a missing code."""
        values = raw.iloc[:, 0].dropna()
        return values[~values.isin([*self.table, *self.missing])]

    def labels(self) -> dict[int, str]:
        """Return the label of every code."""
        return {code: label for code, (_, label) in self.table.items()} | dict(self.missing)

    def words(self) -> str:
        """Return the table in words."""
        if all(value == code for code, (value, _) in self.table.items()):
            return f"codes {', '.join(map(str, self.table))}"
        return "; ".join(f"{code} → {_short(value)}" for code, (value, _) in self.table.items())


@dataclass(frozen=True)
class Number:
    """A number from `low` to `high`; codes in `missing` are no numbers.

    Where real values may be negative, `missing` must list only codes that no value can take.
    """

    low: float
    high: float
    missing: Mapping[int, str] = field(default_factory=lambda: CFPS_MISSING)
    absent: float | None = None

    def _known(self, raw: pd.DataFrame) -> pd.Series:
        values = raw.iloc[:, 0].astype("float64")
        return values.mask(values.isin(list(self.missing)))

    def read(self, raw: pd.DataFrame) -> pd.Series:
        """Return the numbers within bounds."""
        values = self._known(raw)
        return values.where(values.between(self.low, self.high))

    def write(self, values: pd.Series) -> list[pd.Series]:
        """Return the numbers as they are."""
        written = values.astype("float64")
        return [written if self.absent is None else written.fillna(self.absent)]

    def strange(self, raw: pd.DataFrame) -> pd.Series:
        """Return numbers out of bounds."""
        values = self._known(raw).dropna()
        return values[~values.between(self.low, self.high)]

    def labels(self) -> dict[int, str]:
        """Return the labels of the missing codes."""
        return dict(self.missing)

    def words(self) -> str:
        """Return the bounds in words."""
        if self.high >= LARGEST_ID:
            return "as it is"
        return f"number from {self.low:,g} to {self.high:,g}"


@dataclass(frozen=True)
class Several:
    """A multiple answer over several columns: any of `yes` counts as 1, `none` (78) as 0."""

    yes: Mapping[int, str]
    none: int = 78
    columns: int = 5
    missing: Mapping[int, str] = field(default_factory=lambda: CFPS_MISSING)

    def read(self, raw: pd.DataFrame) -> pd.Series:
        """Return 1 with any of the answers, 0 with "none of these", else missing."""
        has, none = raw.isin(list(self.yes)).any(axis=1), raw.eq(self.none).any(axis=1)
        return pd.Series(np.select([has, none], [1.0, 0.0], np.nan), index=raw.index)

    def write(self, values: pd.Series) -> list[pd.Series]:
        """Return the first answer in the first column, nothing in the others."""
        first = values.map({1.0: max(self.yes), 0.0: self.none}).astype("float64").fillna(-8)
        return [first] + [first * np.nan] * (self.columns - 1)

    def strange(self, raw: pd.DataFrame) -> pd.Series:
        """Return answers that no label explains."""
        values = raw.iloc[:, 0].dropna()
        return values[~values.isin([*self.yes, self.none, *self.missing])]

    def labels(self) -> dict[int, str]:
        """Return the label of every answer."""
        return dict(self.yes) | {self.none: "以上都没有"} | dict(self.missing)

    def words(self) -> str:
        """Return the rule in words."""
        return f"any of {', '.join(map(str, self.yes))} → 1; {self.none} (none of these) → 0"


def yes_no(yes: int = 1, no: tuple[int, ...] = (5, 0), labels=("是", "否"), **more) -> Codes:
    """Return the recode of a yes/no item; the surveys write "no" as 5, 0 or 2.

    >>> import pandas as pd
    >>> yes_no().read(pd.DataFrame({"fm1": [1, 5, 0, -8]})).tolist()
    [1.0, 0.0, 0.0, nan]
    """
    table = {yes: (1.0, labels[0])} | {code: (0.0, labels[1]) for code in no}
    return Codes(table, **more)


def reversed_scale(top: int, tidy_top: int, labels: Mapping[int, str], **more) -> Codes:
    """Return the recode of a scale whose code 1 is the most: code c becomes `tidy_top` + 1 − c.

    >>> import pandas as pd
    >>> frequency = reversed_scale(7, 6, {1: "almost daily", 7: "never"})
    >>> frequency.read(pd.DataFrame({"qu703": [1, 7, -8]})).tolist()
    [6.0, 0.0, nan]
    """
    table = {code: (float(tidy_top + 1 - code), labels.get(code, "")) for code in range(1, top + 1)}
    return Codes(table, **more)


def same_codes(labels: Mapping[int, str], **more) -> Codes:
    """Return the recode that keeps the survey's own codes.

    >>> import pandas as pd
    >>> same_codes({1: "none", 4: "yes"}).read(pd.DataFrame({"A53": [4, 98]})).tolist()
    [4.0, nan]
    """
    return Codes({code: (float(code), label) for code, label in labels.items()}, **more)


def _short(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
