"""Estimates with their joint design-based covariance: the result of every measure here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pandas as pd

from netpoverty.errors import refuse
from netpoverty.results import Result, format_number
from netpoverty.survey.intervals import edge_interval, logit_interval, plain_interval

TOO_FEW = "no error: fewer than two sampling units"
EDGE = "on the edge: linearised error is zero by construction; exact binomial bound shown"
STILL = "no error: nothing varies between sampling units, so the linearised error is zero"
UNDEFINED = "undefined"
INTERVAL_RULE = (
    "intervals: logit for shares strictly inside 0–1, exact binomial on sampling units at 0 and 1, "
    "estimate ± t·se for everything else"
)


def jacobian(function: Callable[[np.ndarray], np.ndarray], at: np.ndarray) -> np.ndarray:
    """Return the derivative matrix of a smooth function by central differences, (out, in).

    >>> jacobian(lambda t: np.array([t[0] / t[1]]), np.array([1.0, 2.0])).round(6).tolist()
    [[0.5, -0.25]]
    """
    at = np.asarray(at, dtype=float)
    steps = np.cbrt(np.finfo(float).eps) * np.maximum(np.abs(at), 1e-8)
    columns = []
    for position, step in enumerate(steps):
        up, down = at.copy(), at.copy()
        up[position] += step
        down[position] -= step
        rise = np.atleast_1d(function(up)) - np.atleast_1d(function(down))
        columns.append(rise / (up[position] - down[position]))
    return np.column_stack(columns)


def estimate_frame(
    names: pd.Index,
    values: np.ndarray,
    variances: np.ndarray,
    degrees_of_freedom: np.ndarray,
    units: np.ndarray,
    share: np.ndarray,
    level: float,
    remarks: Mapping[int, str] | None = None,
) -> pd.DataFrame:
    """Return estimate, se, low, high, note for each row, by the interval rule of this package.

    An error that cannot be computed is left out, and the note says why.

    >>> frame = estimate_frame(pd.Index(["m"]), *np.array([[2.0], [0.25], [9], [1], [0]]), 0.95)
    >>> frame.loc["m", "note"]
    'no error: fewer than two sampling units'
    """
    share = np.asarray(share, dtype=bool)
    few = (units < 2) | (degrees_of_freedom < 1)
    edge = share & ((values <= 0) | (values >= 1)) & ~few
    lost = ~np.isfinite(values)
    # the tolerance is far above rounding and far below any error of a sample
    still = ~(few | edge | lost) & (variances <= (1e-7 * np.abs(np.nan_to_num(values))) ** 2)
    se = np.where(few | edge | lost | still, np.nan, np.sqrt(np.maximum(variances, 0)))
    low, high = plain_interval(values, se, degrees_of_freedom, level)
    with np.errstate(all="ignore"):
        logit = logit_interval(values, se, degrees_of_freedom, level)
        exact = edge_interval(values, units, level)
    low = np.select([edge, share], [exact[0], logit[0]], low)
    high = np.select([edge, share], [exact[1], logit[1]], high)
    reasons = [UNDEFINED, TOO_FEW, EDGE, STILL]
    note = np.select([lost, few, edge, still], reasons, "").astype(object)
    for position, remark in (remarks or {}).items():
        note[position] = f"{remark}; {note[position]}" if note[position] else remark
    columns = {"estimate": values, "se": se, "low": low, "high": high, "note": note}
    return pd.DataFrame(columns, index=names)


@dataclass(frozen=True, eq=False)
class Estimates(Result):
    """Point estimates with a joint covariance matrix.

    Attributes
    ----------
    names : (m,) Index
        What each estimate is.
    values : (m,) array
        Estimates; NaN where the quantity is undefined.
    covariance : (m, m) array
        Design-based covariance.
    degrees_of_freedom, units : (m,) arrays
        For intervals: degrees of freedom; sampling units that hold the estimate's rows.
    share : (m,) bool array
        Whether an estimate is a share, whose interval is taken on the logit scale.
    n, weight, dropped : int, float, mapping
        Rows used, their weights' sum, rows dropped by reason.
    remarks : mapping of position to sentence
        What the caller has to know about single estimates.
    """

    names: pd.Index
    values: np.ndarray
    covariance: np.ndarray
    degrees_of_freedom: np.ndarray
    units: np.ndarray
    share: np.ndarray
    n: int
    weight: float
    convention: str = ""
    title: str = "Estimates"
    dropped: Mapping[str, int] = field(default_factory=dict)
    remarks: Mapping[int, str] = field(default_factory=dict)
    level: float = 0.95

    @cached_property
    def _table(self) -> pd.DataFrame:
        return estimate_frame(
            self.names,
            self.values,
            np.diag(self.covariance),
            self.degrees_of_freedom,
            self.units,
            self.share,
            self.level,
            self.remarks,
        )

    @property
    def reasons(self) -> np.ndarray:
        """Why an estimate has no error or an unusual one; empty where all is well, (m,)."""
        return self._table["note"].to_numpy(object)

    @property
    def se(self) -> np.ndarray:
        """Standard errors, (m,); NaN where none can be computed, for the stated reason."""
        return self._table["se"].to_numpy()

    def interval(self) -> tuple[np.ndarray, np.ndarray]:
        """Return lower and upper bounds at `level`, each (m,)."""
        return self._table["low"].to_numpy(), self._table["high"].to_numpy()

    def to_frame(self) -> pd.DataFrame:
        """Return estimate, se, low, high, note: one row an estimate."""
        return self._table.copy()

    def notes(self) -> list[str]:
        """Return n, the weights' sum, dropped rows and the conventions."""
        lost = "; ".join(f"{count} rows dropped: {why}" for why, count in self.dropped.items())
        told = [f"n = {self.n}, weights sum to {format_number(self.weight)}"]
        return told + [text for text in (lost, self.convention, INTERVAL_RULE) if text]

    def __getitem__(self, name: object) -> float:
        """Return one estimate by its name."""
        return float(self.values[self.position(name)])

    def position(self, name: object) -> int:
        """Return where the estimate of that name stands; an unknown name is refused."""
        if name not in self.names:
            shown = ", ".join(map(str, list(self.names)[:12]))
            raise refuse("name of an estimate", name, f"one of {shown}")
        return int(self.names.get_loc(name))

    def transform(
        self, function: Callable, names: list, share: bool = False, title: str = ""
    ) -> Estimates:
        """Return a smooth function of the estimates, with errors by the delta method.

        `function` takes the (m,) values; the new estimates take the smallest degrees of
        freedom of the old.
        """
        made = np.atleast_1d(function(self.values))
        slope = jacobian(function, self.values)
        size = made.size
        return replace(
            self,
            names=pd.Index(names),
            values=made,
            covariance=slope @ self.covariance @ slope.T,
            degrees_of_freedom=np.full(size, self.degrees_of_freedom.min()),
            units=np.full(size, self.units.min()),
            share=np.full(size, share),
            remarks={},
            title=title or self.title,
        )

    def difference(self, first: object, second: object, relative: bool = False) -> Estimates:
        """Return first − second, or first/second − 1, with the covariance between them."""
        one, two = self.position(first), self.position(second)
        label = f"{first} / {second} − 1" if relative else f"{first} − {second}"
        if relative:
            return self.transform(
                lambda v: v[one] / v[two] - 1, [label], title="Relative difference"
            )
        return self.transform(lambda v: v[one] - v[two], [label], title="Difference")

    def plot(self, ax=None):
        """Draw estimates with their intervals, one row each; returns the axes."""
        import matplotlib.pyplot as plt

        ax = ax if ax is not None else plt.subplots(figsize=(6, 0.4 * len(self.values) + 1))[1]
        low, high = self.interval()
        rows = np.arange(len(self.values))[::-1]
        ax.hlines(rows, low, high, color="0.4", linewidth=2)
        ax.plot(self.values, rows, "o", color="#1f4e79")
        ax.set_yticks(rows, [str(name) for name in self.names])
        ax.set_xlabel(f"estimate, {self.level:.0%} interval")
        return ax
