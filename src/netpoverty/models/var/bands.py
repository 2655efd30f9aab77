"""Bootstrap bands around impulse responses, pointwise or for the whole curve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from netpoverty.errors import choose, refuse
from netpoverty.models.var.bootstrap import bootstrap_var
from netpoverty.models.var.decomposition import orthogonalised_responses
from netpoverty.models.var.estimate import VarFit
from netpoverty.models.var.formulas import holds_each
from netpoverty.models.var.predicate import Predicate
from netpoverty.models.var.responses import check_ordering, periods_shown
from netpoverty.models.var.roots import largest_modulus
from netpoverty.models.var.stacked import stacked_family
from netpoverty.results import Result

KINDS_OF_BAND = ("pointwise", "joint")


@dataclass(frozen=True)
class ResponseBands(Result):
    """Orthogonalised responses to one shock with bootstrap bands.

    Parameters
    ----------
    names, shock, ordering, counting : variables, shock, recursive ordering, period convention.
    periods : array (n,). estimate, low, high : arrays (n, k).
    level, kind : coverage aimed at; "pointwise" or "joint" over all periods of one curve.
    draws : array (draws, n, k) of responses the band is made of.
    """

    names: tuple[str, ...]
    shock: str
    ordering: tuple[str, ...]
    counting: str
    periods: np.ndarray
    estimate: np.ndarray
    low: np.ndarray
    high: np.ndarray
    level: float
    kind: str
    accumulated: bool
    n: int
    shrunk: float
    explosive: float
    moduli: np.ndarray = field(repr=False)
    draws: np.ndarray = field(repr=False)

    title = "Impulse responses with bootstrap bands"

    @property
    def convention(self) -> str:
        """How the band was made, in words."""
        cover = "each period on its own" if self.kind == "pointwise" else "the whole curve at once"
        summed = " Draws were summed before quantiles were taken." if self.accumulated else ""
        return (
            f"{self.level:.0%} band for {cover}: bias-corrected residual bootstrap (Kilian 1998), "
            f"{len(self.draws)} draws, n = {self.n}; correction shrunk in {self.shrunk:.1%} of "
            f"draws, {self.explosive:.1%} explosive.{summed}"
        )

    def to_frame(self) -> pd.DataFrame:
        """Return one row a variable and period: estimate, low, high."""
        n, k = self.estimate.shape
        columns = {"estimate": self.estimate, "low": self.low, "high": self.high}
        frame = pd.DataFrame({name: array.T.ravel() for name, array in columns.items()})
        frame.insert(0, "period", np.tile(self.periods, k))
        frame.insert(0, "variable", np.repeat(self.names, n))
        return frame

    def frequency(self, predicate: Predicate) -> float:
        """Return the share of bootstrap draws whose whole curves satisfy a predicate."""
        held = []
        for some in range(0, len(self.draws), 250):  # stacked curves take memory
            part = slice(some, some + 250)
            family = stacked_family(
                self.draws[part], self.moduli[part], self.names, self.shock, self.counting,
                self.periods, self.accumulated,
            )  # fmt: skip
            each = holds_each(predicate.formula(family))
            held.append(np.broadcast_to(each, len(self.draws[part])))
        return float(np.concatenate(held).mean())

    def plot(self, variable: str | None = None, ax=None):
        """Draw the response of one variable (by default the last) with its band."""
        from netpoverty.models.var.drawing_data import draw_bands

        return draw_bands(self, variable or self.names[-1], ax)


def response_bands(
    fit: VarFit,
    shock: str,
    ordering: Sequence[str] | None = None,
    horizon: int = 10,
    convention: str = "eviews",
    level: float = 0.9,
    kind: str = "pointwise",
    accumulated: bool = False,
    scale: str = "sd",
    draws: int = 999,
    correct_bias: bool = True,
    *,
    rng: np.random.Generator,
) -> ResponseBands:
    """Return orthogonalised responses to a shock with bias-corrected bootstrap bands.

    Parameters
    ----------
    ordering : recursive ordering; by default the order of the fit.
    level : coverage aimed at, in (0, 1).
    kind : "pointwise", or "joint": equal-tailed quantiles widened until the share `level` of draws
        lies inside over all periods (Montiel Olea & Plagborg-Møller 2019, doi:10.1002/jae.2656).
    accumulated : sum each draw over periods, then take quantiles: sums of the quantiles would
        treat errors of different periods as if they were one.
    scale : "sd" (one standard deviation) or "unit" (own impact is one).
    correct_bias : False gives the plain residual bootstrap around OLS.
    """
    choose("kind", kind, KINDS_OF_BAND)
    choose("shock", shock, fit.names)
    if not 0 < level < 1:
        raise refuse("level", level, "a share in (0, 1)")
    if isinstance(draws, bool) or int(draws) != draws or draws < 20:
        raise refuse("draws", draws, "a whole number of at least 20")
    ordering = check_ordering(ordering or fit.names, fit.names)
    periods = periods_shown(convention, horizon)
    sampled = bootstrap_var(fit, int(draws), rng, correct_bias)
    column = fit.names.index(shock)

    def curves(lags: np.ndarray, covariance: np.ndarray) -> np.ndarray:
        theta = orthogonalised_responses(
            lags, covariance, fit.names, ordering, len(periods) - 1, scale
        )[..., column]
        return theta.cumsum(axis=-2) if accumulated else theta

    simulated = curves(sampled.lags, sampled.covariance)
    low, high = (pointwise if kind == "pointwise" else joint)(simulated, level)
    return ResponseBands(
        fit.names, shock, ordering, convention, periods, curves(sampled.centre, fit.covariance),
        low, high, level, kind, accumulated, fit.n, sampled.shrunk, sampled.explosive,
        largest_modulus(sampled.lags), simulated,
    )  # fmt: skip


def pointwise(draws: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Return equal-tailed quantiles over the first axis."""
    tail = (1 - level) / 2
    return np.quantile(draws, tail, axis=0), np.quantile(draws, 1 - tail, axis=0)


def joint(draws: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Return, for each variable, the narrowest band of order statistics that holds whole curves.

    Parameters
    ----------
    draws : array (draws, n, k). The band of variable i contains at least the share `level` of its
        n-period curves entirely.
    """
    count = len(draws)
    ordered = np.sort(draws, axis=0)
    ranks = draws.argsort(axis=0).argsort(axis=0)
    depth = np.minimum(ranks, count - 1 - ranks)
    # Periods without variation (an impact fixed at zero) must not push any curve out.
    fixed = ordered[0] == ordered[-1]
    shallow = np.where(fixed, count, depth).min(axis=1)
    keep = np.sort(shallow, axis=0)[int(np.floor((1 - level) * count))]
    keep = np.minimum(keep, (count - 1) // 2)
    low = np.take_along_axis(ordered, np.broadcast_to(keep, (1, *draws.shape[1:])), axis=0)[0]
    high = np.take_along_axis(
        ordered, np.broadcast_to(count - 1 - keep, (1, *draws.shape[1:])), axis=0
    )[0]
    return low, high
