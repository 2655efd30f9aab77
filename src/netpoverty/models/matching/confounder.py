"""The E-value: how strong a hidden confounder must be to explain a ratio away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from netpoverty.errors import choose, refuse
from netpoverty.models.binary.forest import axes
from netpoverty.results import Result


@dataclass(frozen=True)
class EValue(Result):
    """The least risk ratio that a confounder must have with both exposure and outcome.

    point : to move the estimate to one; interval : to move the nearer end of the interval there
    """

    ratio: float
    point: float
    interval: float | None
    convention: str
    title: ClassVar[str] = "E-value"

    def to_frame(self) -> pd.DataFrame:
        """Return the E-values of estimate and interval."""
        values = {"estimate": self.point, "interval": self.interval}
        return pd.DataFrame({"e_value": values}, dtype=float)

    def plot(self, ax: Any = None) -> Any:
        """Draw the confounders that would explain the estimate away, and those that would not."""
        ax = axes(ax)
        ratio = max(self.ratio, 1 / self.ratio)
        first = np.linspace(ratio * 1.001, max(3 * self.point, 2 * ratio), 300)
        ax.plot(first, ratio * (first - 1) / (first - ratio), color="#0072B2")
        ax.plot([self.point], [self.point], "o", color="#D55E00")
        ax.set(
            ylim=(1, first[-1]), xlabel="risk ratio of confounder with exposure",
            ylabel="risk ratio of confounder with outcome",
        )  # fmt: skip
        return ax


def e_value(
    ratio: float,
    low: float | None = None,
    high: float | None = None,
    *,
    measure: str = "risk ratio",
) -> EValue:
    """Return the E-value of a risk ratio or odds ratio, with that of its interval.

    Parameters
    ----------
    ratio, low, high : estimate with its interval, above 0
    measure : "risk ratio", "odds ratio, rare" (taken as a risk ratio) or "odds ratio, common"
        (its square root is)

    Notes
    -----
    E = RR + √(RR(RR−1)) for RR ≥ 1, on 1/RR otherwise; 1 for an interval that holds one.
    Source: VanderWeele and Ding (2017), doi 10.7326/M16-2607.

    Examples
    --------
    >>> found = e_value(3.9, 1.8, 8.7)
    >>> round(found.point, 2), round(found.interval, 2)
    (7.26, 3.0)
    """
    choose("measure", measure, ["risk ratio", "odds ratio, rare", "odds ratio, common"])
    given = [value for value in (ratio, low, high) if value is not None]
    if min(given) <= 0 or not (low or ratio) <= ratio <= (high or ratio):
        raise refuse("ratio", f"{ratio} in [{low}, {high}]", "numbers above 0, low ≤ ratio ≤ high")
    power = 0.5 if measure == "odds ratio, common" else 1.0
    ratio, low, high = (None if v is None else v**power for v in (ratio, low, high))
    near = low if ratio >= 1 else high
    interval = None if near is None else _e(near if (near - 1) * (ratio - 1) > 0 else 1.0)
    return EValue(ratio, _e(ratio), interval, f"Read as a risk ratio of {ratio:.3g} ({measure}).")


def _e(ratio: float) -> float:
    larger = max(ratio, 1 / ratio)
    return float(larger + np.sqrt(larger * (larger - 1)))
