"""A vector autoregression known only from its printed coefficients."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from netpoverty.errors import choose, refuse
from netpoverty.results import Result

Printed = str | float | tuple[float, float, float]


def rounding_interval(printed: Printed) -> tuple[float, float, float]:
    """Return a printed number as point, lowest value, highest value.

    A string keeps its digits: half a unit of the last printed place lies on either side. A float
    is taken as exact; a triple is passed on.

    >>> [round(float(x), 6) for x in rounding_interval("−0.1517")]
    [-0.1517, -0.15175, -0.15165]
    >>> rounding_interval(0.5)
    (0.5, 0.5, 0.5)
    """
    if isinstance(printed, str):
        text = printed.strip().replace("−", "-").replace(" ", "")
        if not re.fullmatch(r"[+-]?\d*\.?\d+", text):
            raise refuse("printed coefficient", printed, "a decimal number with one sign")
        digits = len(text.partition(".")[2])
        half = 0.5 * 10.0**-digits
        return float(text), float(text) - half, float(text) + half
    if isinstance(printed, tuple | list):
        point, low, high = (float(x) for x in printed)
        if not low <= point <= high:
            raise refuse("printed coefficient", printed, "point, low, high with low ≤ point ≤ high")
        return point, low, high
    return float(printed), float(printed), float(printed)


@dataclass(frozen=True)
class PrintedVar(Result):
    """A VAR(p) in k variables as a page prints it, with the box its rounding leaves open.

    Parameters
    ----------
    names : the k variables, in the order of rows and columns.
    lags, low, high : arrays (p, k, k); entry [l, i, j] is the coefficient of variable j at lag
        l + 1 in the equation of variable i: its printed value, lowest and highest unrounded value.
    intercept : array (k,) of constants, in the units of the variables.

    The model is y_t = ν + A₁ y_{t−1} + … + A_p y_{t−p} + u_t. Nothing is known about Cov(u).
    """

    names: tuple[str, ...]
    lags: np.ndarray
    low: np.ndarray
    high: np.ndarray
    intercept: np.ndarray

    title = "VAR from printed coefficients"
    convention = "Coefficients as printed; no errors, since the residual covariance is unknown."

    def __post_init__(self) -> None:
        k = len(self.names)
        if len(set(self.names)) < k or k == 0:
            raise refuse("names", self.names, "distinct variable names, at least one")
        for field in ("lags", "low", "high"):
            array = np.array(getattr(self, field), dtype=float)
            if array.ndim != 3 or array.shape[1:] != (k, k):
                raise refuse(field, array.shape, f"an array of shape (p, {k}, {k})")
            if not np.isfinite(array).all():
                raise refuse(field, "a missing or infinite value", "finite numbers only")
            array.setflags(write=False)
            object.__setattr__(self, field, array)
        if (self.low > self.lags).any() or (self.high < self.lags).any():
            raise refuse("rounding box", "a point outside it", "low ≤ printed value ≤ high")

    @classmethod
    def from_equations(
        cls, equations: Mapping[str, Mapping[str, object]], names: Sequence[str] | None = None
    ) -> PrintedVar:
        """Build the system from one mapping an equation.

        Parameters
        ----------
        equations : {left-hand variable: {right-hand variable: [lag 1, lag 2, …], "const": c}}.
            Numbers as strings keep their rounding interval.
        names : order of the variables; by default the order of the equations.

        Raises
        ------
        InputError : an equation or variable is missing, or lags differ in number.

        >>> system = PrintedVar.from_equations({
        ...     "x": {"const": "0.1", "x": ["0.50"], "y": ["0.00"]},
        ...     "y": {"const": "0.0", "x": ["0.30"], "y": ["0.20"]}})
        >>> system.names, system.order, system.lags[0].tolist()
        (('x', 'y'), 1, [[0.5, 0.0], [0.3, 0.2]])
        """
        names = tuple(names or equations)
        if set(names) != set(equations):
            raise refuse("equations", tuple(equations), f"one for each of {', '.join(names)}")
        order = len(next(iter(equations.values())).get(names[0], []))
        boxes = np.empty((order, len(names), len(names), 3))
        constants = []
        for i, left in enumerate(names):
            given = dict(equations[left])
            constants.append(rounding_interval(given.pop("const", 0.0))[0])
            if set(given) != set(names):
                raise refuse(f"equation of {left}", tuple(given), f"terms in {', '.join(names)}")
            for j, right in enumerate(names):
                cells = list(given[right])
                if len(cells) != order or order == 0:
                    raise refuse(
                        f"lags of {right} in {left}", len(cells), f"{order or 'some'} lags"
                    )
                boxes[:, i, j] = [rounding_interval(cell) for cell in cells]
        return cls(names, boxes[..., 0], boxes[..., 1], boxes[..., 2], np.array(constants))

    @property
    def order(self) -> int:
        """Number of lags p."""
        return self.lags.shape[0]

    def index(self, variable: str) -> int:
        """Return the row of a variable, or refuse an unknown name."""
        return self.names.index(choose("variable", variable, self.names))

    def with_lags(self, lags: np.ndarray) -> PrintedVar:
        """Return the same system at other coefficients, each moved with its own box."""
        shift = np.asarray(lags, dtype=float) - self.lags
        return replace(self, lags=lags, low=self.low + shift, high=self.high + shift)

    def flip_sign(self, equation: str, variable: str, lag: int) -> PrintedVar:
        """Return the system with the sign of one coefficient turned (`lag` counts from 1).

        >>> one = PrintedVar.from_equations({"x": {"x": ["0.50"]}})
        >>> float(one.flip_sign("x", "x", 1).lags[0, 0, 0])
        -0.5
        """
        if not 1 <= lag <= self.order:
            raise refuse("lag", lag, f"a whole number from 1 to {self.order}")
        lags, low, high = self.lags.copy(), self.low.copy(), self.high.copy()
        cell = (lag - 1, self.index(equation), self.index(variable))
        lags[cell], low[cell], high[cell] = -lags[cell], -high[cell], -low[cell]
        return replace(self, lags=lags, low=low, high=high)

    def swap_lags(self, equation: str, variable: str, first: int, second: int) -> PrintedVar:
        """Return the system with two lags of one variable exchanged in one equation."""
        for lag in (first, second):
            if not 1 <= lag <= self.order:
                raise refuse("lag", lag, f"a whole number from 1 to {self.order}")
        i, j = self.index(equation), self.index(variable)
        changed = {}
        for field in ("lags", "low", "high"):
            array = getattr(self, field).copy()
            array[[first - 1, second - 1], i, j] = array[[second - 1, first - 1], i, j]
            changed[field] = array
        return replace(self, **changed)

    def to_frame(self) -> pd.DataFrame:
        """Return one row a coefficient: equation, variable, lag, value, low, high."""
        rows = [
            (self.names[i], self.names[j], lag + 1, *(a[lag, i, j] for a in self._arrays()))
            for i in range(len(self.names))
            for j in range(len(self.names))
            for lag in range(self.order)
        ]
        return pd.DataFrame(rows, columns=["equation", "variable", "lag", "value", "low", "high"])

    def _arrays(self) -> tuple[np.ndarray, ...]:
        return self.lags, self.low, self.high


def readings(
    equations: Mapping[str, Mapping[str, object]],
    doubtful: Mapping[str, tuple[str, str, int]],
    names: Sequence[str] | None = None,
) -> dict[str, PrintedVar]:
    """Return every reading of a system in which some printed signs are in doubt.

    Parameters
    ----------
    equations : as for `PrintedVar.from_equations`, one reading of each doubtful sign.
    doubtful : {label: (equation, variable, lag)} for each doubtful sign, lag counted from 1.

    Returns a mapping from the reading's name (the sign each doubtful coefficient has in it) to
    the system; the first is the one given.

    >>> both = readings({"x": {"x": ["-0.50"]}}, {"x(−1)": ("x", "x", 1)})
    >>> {name: float(system.lags[0, 0, 0]) for name, system in both.items()}
    {'x(−1) −': -0.5, 'x(−1) +': 0.5}
    """
    systems = [PrintedVar.from_equations(equations, names)]
    for place in doubtful.values():
        systems += [system.flip_sign(*place) for system in systems]
    if not doubtful:
        return {"as printed": systems[0]}

    def name(system: PrintedVar) -> str:
        cells = [
            (label, system.lags[lag - 1, system.index(equation), system.index(variable)])
            for label, (equation, variable, lag) in doubtful.items()
        ]
        return ", ".join(f"{label} {'−' if value < 0 else '+'}" for label, value in cells)

    return {name(system): system for system in systems}
