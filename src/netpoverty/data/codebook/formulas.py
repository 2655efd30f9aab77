"""Recodes that are formulas rather than tables: body mass, age, top codes, names of provinces."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from netpoverty.data.codebook.recodes import CFPS_MISSING, CGSS_TOP_CODE
from netpoverty.data.regions import PROVINCES, province_code


@dataclass(frozen=True)
class BodyMassIndex:
    """Height in cm and weight in jin (half a kilogram) become kg/m², to two decimals."""

    def read(self, raw: pd.DataFrame) -> pd.Series:
        """Return (weight / 2) / (height / 100)²."""
        height = raw.iloc[:, 0].where(raw.iloc[:, 0].between(50, 250))
        jin = raw.iloc[:, 1].where(raw.iloc[:, 1].between(20, 600))
        index = ((jin / 2) / (height / 100) ** 2).round(2)
        return index.where(index.between(5, 80))

    def write(self, values: pd.Series) -> list[pd.Series]:
        """Return heights around 165 cm with the weight that gives the index."""
        height = pd.Series(165.0 + np.arange(len(values)) % 21 - 10, index=values.index)
        jin = values * 2 * (height / 100) ** 2
        return [height.where(values.notna(), -8), jin.fillna(-8)]

    def strange(self, raw: pd.DataFrame) -> pd.Series:
        """Return heights that no person has."""
        height = raw.iloc[:, 0].dropna()
        return height[~height.between(50, 250) & ~height.isin(list(CFPS_MISSING))]

    def labels(self) -> dict[int, str]:
        """Return the labels of the missing codes."""
        return dict(CFPS_MISSING)

    def words(self) -> str:
        """Return the formula in words."""
        return "(jin / 2) / (cm / 100)²"


@dataclass(frozen=True)
class YearsSince:
    """A year of birth becomes an age: `year` less the year of birth."""

    year: int
    low: float = 16
    high: float = 110

    def read(self, raw: pd.DataFrame) -> pd.Series:
        """Return the age where it is within bounds."""
        age = self.year - raw.iloc[:, 0].astype("float64")
        return age.where(age.between(self.low, self.high))

    def write(self, values: pd.Series) -> list[pd.Series]:
        """Return the year of birth."""
        return [(self.year - values).fillna(9998)]

    def strange(self, raw: pd.DataFrame) -> pd.Series:
        """Return years that give no adult's age."""
        values = raw.iloc[:, 0].dropna()
        values = values[~values.between(9996, 9999)]
        return values[~(self.year - values).between(self.low, self.high)]

    def labels(self) -> dict[int, str]:
        """Return the labels of the missing codes."""
        return {9998: "does not know", 9999: "refused"}

    def words(self) -> str:
        """Return the formula in words."""
        return f"{self.year} − year of birth"


@dataclass(frozen=True)
class TopCode:
    """Marks incomes that were recorded only as above a million."""

    code: int = CGSS_TOP_CODE

    def read(self, raw: pd.DataFrame) -> pd.Series:
        """Return 1 where the top code stands, else 0."""
        return (raw.iloc[:, 0] == self.code).astype("float64")

    def write(self, values: pd.Series) -> list[pd.Series]:
        """Return the top code where marked; the amount is another variable's to write."""
        return [pd.Series(np.where(values == 1, self.code, np.nan), index=values.index)]

    def strange(self, raw: pd.DataFrame) -> pd.Series:
        """Return nothing: the income itself is checked with its amount."""
        return raw.iloc[:0, 0]

    def labels(self) -> dict[int, str]:
        """Return the label of the top code."""
        return {self.code: "above a million"}

    def words(self) -> str:
        """Return the rule in words."""
        return f"{self.code} → 1, else 0"


@dataclass(frozen=True)
class ProvinceName:
    """A province named in words becomes its GB/T 2260 code."""

    def read(self, raw: pd.DataFrame) -> pd.Series:
        """Return the code of each name."""
        names = raw.iloc[:, 0].astype("object").where(raw.iloc[:, 0].notna(), "")
        codes = {name: province_code(str(name)) for name in names.unique()}
        return names.map(codes).astype("float64")

    def write(self, values: pd.Series) -> list[pd.Series]:
        """Return the name in characters."""
        return [values.map({code: entry[1] for code, entry in PROVINCES.items()}).astype("str")]

    def strange(self, raw: pd.DataFrame) -> pd.Series:
        """Return names of no province."""
        names = raw.iloc[:, 0].dropna().astype("str")
        return names[(names != "") & self.read(names.to_frame()).isna()]

    def labels(self) -> dict[int, str]:
        """Return nothing: names need no label."""
        return {}

    def words(self) -> str:
        """Return the rule in words."""
        return "name → two-digit code"
