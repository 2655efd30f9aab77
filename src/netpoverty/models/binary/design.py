"""What an estimate asks of a design: its columns again, at other values of the variables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd
from formulaic import ModelSpec

from netpoverty.models.binary.levels import factor_levels


class Design(Protocol):
    """A rule that makes regressors from variables, with the encodings of the sample."""

    @property
    def variables(self) -> frozenset[str]:
        """Names of the variables that the rule uses."""

    def evaluate(self, frame: pd.DataFrame) -> np.ndarray:
        """Return the (n, k) regressors at the variables of a frame."""

    def columns_of(self, variable: str) -> list[int]:
        """Return the positions of the regressors that use a variable."""

    def levels(self, frame: pd.DataFrame) -> dict[str, list[object]]:
        """Return the levels of each factor, from the rows that the rule was made of."""


@dataclass(frozen=True)
class FormulaDesign:
    """The design of a formula, by formulaic's specification."""

    spec: ModelSpec

    @property
    def variables(self) -> frozenset[str]:
        """Names of the variables that the formula uses."""
        return frozenset(str(name) for name in self.spec.required_variables)

    def evaluate(self, frame: pd.DataFrame) -> np.ndarray:
        """Return the (n, k) regressors at the variables of a frame."""
        return np.asarray(self.spec.get_model_matrix(frame, na_action="ignore"), dtype=float)

    def columns_of(self, variable: str) -> list[int]:
        """Return the positions of the regressors whose terms use a variable."""
        return [
            place
            for term, used in self.spec.term_variables.items()
            if any(variable in (str(name), str(name.root)) for name in used)
            for place in self.spec.term_indices[term]
        ]

    def levels(self, frame: pd.DataFrame) -> dict[str, list[object]]:
        """Return the levels of each factor, from the rows that the formula was read with."""
        return factor_levels(self.spec, frame)
