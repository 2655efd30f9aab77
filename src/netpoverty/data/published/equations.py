"""Printed equations, alone and as the systems that a VAR is made of, under every reading."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass

from netpoverty.data.published.cells import Cell
from netpoverty.data.published.values import Printed
from netpoverty.errors import choose, refuse

CONSTANT = "constant"
Choice = str | Mapping[str, str]
_LAGGED = re.compile(r"(?:log|ln)?(?P<name>\w+?)\((?P<lag>[−-]\d+)\)")


def lagged(term: str) -> tuple[str, int]:
    """Return variable and lag of a term's printed name.

    >>> lagged("logCII(-2)"), lagged("CII")
    (('CII', 2), ('CII', 0))
    """
    found = _LAGGED.fullmatch(term)
    return (found["name"], -int(found["lag"].replace("−", "-"))) if found else (term, 0)


@dataclass(frozen=True)
class Equation:
    """One printed equation: its dependent variable and its terms in printed order.

    `terms` maps the printed name of a regressor ("logCII(-1)", "constant") to its cell.
    `dependent_printed` is the left side as the page has it, where it differs in name.
    """

    id: str
    paper: str
    label: str
    section: str
    dependent: str
    dependent_printed: str
    logs: bool
    model: str
    system: str
    terms: Mapping[str, Cell]
    note: str = ""

    @property
    def doubts(self) -> dict[str, tuple[str, ...]]:
        """The readings of each doubtful term, by "equation.term" (for `reading` below)."""
        return {
            f"{self.id}.{name}": tuple(cell.readings)
            for name, cell in self.terms.items()
            if cell.doubtful
        }

    def numbers(self, reading: Choice = "") -> dict[str, Printed]:
        """Return the printed number of each term under `reading`.

        `reading` is one name for all doubts ("minus") or a name for each ("equation.term");
        with a doubt left open it is refused, so that none is settled in silence.
        """
        return {name: self._one(name, cell, reading) for name, cell in self.terms.items()}

    def _one(self, name: str, cell: Cell, reading: Choice) -> Printed:
        if not cell.doubtful:
            return cell.reading().number
        key = f"{self.id}.{name}"
        given = reading if isinstance(reading, str) else reading.get(key, "")
        return cell.reading(choose(f"reading of {key}", given, cell.readings)).number

    def values(self, reading: Choice = "") -> dict[str, float]:
        """Return the value of each term under `reading`."""
        return {name: number.value for name, number in self.numbers(reading).items()}

    def intervals(self, reading: Choice = "") -> dict[str, tuple[float, float]]:
        """Return the rounding interval of each term under `reading`."""
        return {name: number.interval for name, number in self.numbers(reading).items()}


@dataclass(frozen=True)
class System:
    """The equations of one printed vector autoregression.

    `variables` stand in the order of their equations; coefficients are keyed
    (response, regressor, lag).
    """

    id: str
    equations: tuple[Equation, ...]

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables, in the order in which their equations are printed."""
        return tuple(equation.dependent for equation in self.equations)

    @property
    def order(self) -> int:
        """The number of lags."""
        return max(lag for _, _, lag in self._keys())

    def _keys(self) -> list[tuple[str, str, int]]:
        terms = [(eq.dependent, name) for eq in self.equations for name in eq.terms]
        return [(left, *lagged(name)) for left, name in terms if name != CONSTANT]

    @property
    def doubts(self) -> dict[str, tuple[str, ...]]:
        """The readings of every doubtful coefficient, by "equation.term"."""
        return {key: names for eq in self.equations for key, names in eq.doubts.items()}

    def readings(self) -> list[dict[str, str]]:
        """Return every combination of readings: one empty choice where nothing is doubtful."""
        doubts = self.doubts
        return [
            dict(zip(doubts, names, strict=True)) for names in itertools.product(*doubts.values())
        ]

    def coefficients(self, reading: Choice = "") -> dict[tuple[str, str, int], float]:
        """Return the lag coefficients as {(response, regressor, lag): value}."""
        return {key: number.value for key, number in self.numbers(reading).items()}

    def intervals(self, reading: Choice = "") -> dict[tuple[str, str, int], tuple[float, float]]:
        """Return the rounding intervals as {(response, regressor, lag): (low, high)}."""
        return {key: number.interval for key, number in self.numbers(reading).items()}

    def numbers(self, reading: Choice = "") -> dict[tuple[str, str, int], Printed]:
        """Return the printed lag coefficients under `reading`."""
        return {
            (equation.dependent, *lagged(name)): number
            for equation in self.equations
            for name, number in equation.numbers(reading).items()
            if name != CONSTANT
        }

    def constants(self, reading: Choice = "") -> dict[str, float]:
        """Return the constant of each equation by its dependent variable."""
        return {eq.dependent: eq.values(reading).get(CONSTANT, 0.0) for eq in self.equations}


def system_of(equations: Mapping[str, Equation], name: str) -> System:
    """Return the system called `name`, else refuse it with the nearest name."""
    names = list(dict.fromkeys(eq.system for eq in equations.values() if eq.system))
    if not names:
        raise refuse("system", name, "nothing: this paper prints no system of equations")
    choose("system", name, names)
    return System(name, tuple(eq for eq in equations.values() if eq.system == name))
