"""What a design could have seen: the minimum detectable marginal effect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from scipy import optimize, stats

from netpoverty.errors import refuse
from netpoverty.models.binary.effects import MarginalEffects
from netpoverty.models.binary.forest import axes
from netpoverty.results import NotComputable, Result


@dataclass(frozen=True)
class DetectableEffect(Result):
    """The smallest change in probability that a design finds with the given power.

    rise, fall : smallest detectable change upwards or downwards from `baseline`; NaN when no
        probability within 0–1 is far enough
    """

    rise: float
    fall: float
    n: int
    baseline: float
    share_exposed: float
    alpha: float
    power: float
    design_effect: float
    explained: float
    convention: str
    title: ClassVar[str] = "Minimum detectable effect (change in probability)"

    def to_frame(self) -> pd.DataFrame:
        """Return one row a direction."""
        rows = {"rise": self.rise, "fall": self.fall}
        frame = pd.DataFrame({"effect": rows}).rename_axis("direction")
        frame["probability_reached"] = self.baseline + frame["effect"]
        return frame

    def plot(self, ax: Any = None) -> Any:
        """Draw the smallest detectable fall and rise over the sample size."""
        ax = axes(ax)
        sizes = np.unique(np.geomspace(max(20, self.n / 10), self.n * 10, 40).astype(int))
        rest = (self.baseline, self.share_exposed, self.alpha, self.power)
        extra = (self.design_effect, self.explained)
        curves = np.array([[_solve(n, *rest, *extra, s) for s in (1, -1)] for n in sizes])
        ax.plot(sizes, curves[:, 0], color="#0072B2", label="rise")
        ax.plot(sizes, -curves[:, 1], color="#D55E00", linestyle="--", label="fall (size)")
        ax.axvline(self.n, color="0.5", linewidth=0.8, linestyle=":")
        ax.set(xscale="log", xlabel="sample size", ylabel="smallest detectable change")
        ax.legend(frameon=False)
        return ax


def minimum_detectable_effect(
    n: int,
    baseline: float,
    share_exposed: float,
    *,
    alpha: float = 0.05,
    power: float = 0.8,
    design_effect: float = 1.0,
    explained: float = 0.0,
) -> DetectableEffect:
    """Return the smallest change in probability that the design detects.

    Parameters
    ----------
    n : sample size; baseline : probability without exposure; share_exposed : both in (0, 1)
    alpha : two-sided size; power : wanted chance of rejection
    design_effect : variance relative to a simple random sample, 1 + (m−1)·ICC for clusters of m
    explained : R² of the exposure on the controls; the information on it shrinks by 1 − R²

    Raises
    ------
    InputError : a share outside (0, 1), a design effect of zero or less

    Notes
    -----
    Solves |p₁ − p₀| = (z_{1−α/2} + z_power)·se with
    se² = deff/(n(1−R²))·(p₀(1−p₀)/(1−s) + p₁(1−p₁)/s): the variance moves with the effect, so
    a fall from a rare state is detected at another size than a rise.
    Source: Bloom (1995), doi 10.1177/0193841X9501900504.

    Examples
    --------
    >>> found = minimum_detectable_effect(1491, 0.10, 0.8)
    >>> round(found.rise, 4), round(found.fall, 4)
    (0.0569, -0.0517)
    """
    shares = {"baseline": baseline, "share_exposed": share_exposed, "alpha": alpha, "power": power}
    for name, value in shares.items():
        if not 0 < value < 1:
            raise refuse(name, value, "a share in (0, 1)")
    if n < 4 or design_effect <= 0 or not 0 <= explained < 1:
        given = f"n {n}, design_effect {design_effect}, explained {explained}"
        raise refuse("design", given, "n of 4 or more, design_effect above 0, explained in [0, 1)")
    rest = (n, baseline, share_exposed, alpha, power, design_effect, explained)
    words = f"Two-sided normal test at {alpha:g}, power {power:g}, design effect {design_effect:g}."
    return DetectableEffect(
        _solve(*rest, 1), _solve(*rest, -1), n, baseline, share_exposed, alpha, power,
        design_effect, explained, words,
    )  # fmt: skip


def _solve(n, baseline, exposed, alpha, power, design_effect, explained, sign) -> float:
    needed = stats.norm.ppf(1 - alpha / 2) + stats.norm.ppf(power)

    def gap(change: float) -> float:
        reached = baseline + sign * change
        spread = baseline * (1 - baseline) / (1 - exposed) + reached * (1 - reached) / exposed
        return change - needed * np.sqrt(design_effect / (n * (1 - explained)) * spread)

    room = 1 - baseline if sign > 0 else baseline
    if gap(room) <= 0:
        return float("nan")
    return float(sign * optimize.brentq(gap, 0, room))


def detectable_from(
    effects: MarginalEffects, *, alpha: float = 0.05, power: float = 0.8
) -> pd.DataFrame | NotComputable:
    """Return, for effects already estimated, the size each could have been detected at.

    (z_{1−α/2} + z_power) times the standard error: the errors carry the design (weights,
    clusters, controls), so this is the honest number for the data at hand. It is not "power at
    the observed effect", which only restates the p-value.
    Source: Hoenig and Heisey (2001), doi 10.1198/000313001300339897.
    """
    if not np.isfinite(effects.std_errors).all():
        return NotComputable("detectable effect", "an effect has no finite standard error")
    reach = effects.dof
    factor = stats.t.ppf(1 - alpha / 2, reach) + stats.t.ppf(power, reach)
    frame = pd.DataFrame({"estimate": effects.estimates, "std_error": effects.std_errors})
    return frame.assign(detectable=factor * frame["std_error"]).rename_axis("term")
