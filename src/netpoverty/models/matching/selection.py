"""Oster's δ: selection on unobservables, relative to that on the controls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from netpoverty.errors import refuse
from netpoverty.models.binary.sample import dropped_note, read_sample
from netpoverty.results import Result


@dataclass(frozen=True)
class Oster(Result):
    """Selection on unobservables, relative to selection on the controls, that explains all away.

    delta : that ratio; adjusted : the effect if the ratio were one
    short, controlled : coefficient and R² without, with controls
    """

    delta: float
    adjusted: float
    short: tuple[float, float]
    controlled: tuple[float, float]
    r_max: float
    n: int
    note: str
    convention: str
    title: ClassVar[str] = "Oster's δ"

    def to_frame(self) -> pd.DataFrame:
        """Return coefficients with R², the adjusted effect, δ."""
        rows = {
            "without controls": self.short,
            "with controls": self.controlled,
            "adjusted (δ = 1)": (self.adjusted, self.r_max),
        }
        frame = pd.DataFrame(rows, index=["coefficient", "r_squared"]).T
        return frame.assign(delta=[np.nan, self.delta, 1.0])

    def notes(self) -> list[str]:
        """Return sample and convention as sentences."""
        return [self.note, self.convention]


def oster(
    data: pd.DataFrame,
    *,
    outcome: str,
    treatment: str,
    controls: str,
    r_max: float | None = None,
    target: float = 0.0,
    weights: str | None = None,
) -> Oster:
    """Return Oster's δ with the effect adjusted for equal selection, from least squares.

    Parameters
    ----------
    data, weights : as in `binary.fit`; outcome : numeric; treatment : numeric column
    controls : right-hand side of a formula
    r_max : R² with all confounders; 1.3 times the controlled R² (at most one) when None
    target : the effect that δ is to produce, nil by default

    Raises
    ------
    InputError : an r_max not above the controlled R² or beyond one

    Notes
    -----
    δ and the cubic in β are those of Oster (2019), doi 10.1080/07350015.2016.1227711, §3.2–3.3;
    of several real roots the one nearest to the controlled estimate is taken. For a 0/1
    outcome this is the linear probability model's answer.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> c = rng.normal(size=500); x = c + rng.normal(size=500)
    >>> frame = pd.DataFrame({"c": c, "x": x, "y": x + c + rng.normal(size=500)})
    >>> oster(frame, outcome="y", treatment="x", controls="c").delta > 1
    True
    """
    formula = f"{outcome} ~ {controls} + {treatment}"
    sample = read_sample(formula, data, weights=weights, binary=False)
    if treatment not in sample.terms:
        raise refuse(f"treatment {treatment}", "a column that is not numeric", "a numeric column")
    at, w = sample.terms.index(treatment), sample.weights
    x, y = sample.design[:, at], sample.outcome
    rest = np.delete(sample.design, at, axis=1)
    ones = np.ones((sample.n, 1))
    short = _regress(np.column_stack([ones, x]), y, w)
    full = _regress(np.column_stack([rest, x]), y, w)
    residual_share = 1 - _regress(rest, x, w)[1]
    r_max = min(1.0, 1.3 * full[1]) if r_max is None else r_max
    if not full[1] < r_max <= 1:
        raise refuse("r_max", r_max, f"a number above the controlled R² {full[1]:.3f}, at most 1")
    spread = [float(np.cov(v, aweights=w, ddof=0)) for v in (x, y)]
    delta, adjusted = oster_from_moments(
        short, full, spread[1], spread[0], spread[0] * residual_share, r_max, target
    )
    note = dropped_note(sample.dropped, sample.n)
    words = f"Least squares; R² with all confounders taken as {r_max:.3f}; target {target:g}."
    return Oster(delta, adjusted, short, full, r_max, sample.n, note, words)


def _regress(design: np.ndarray, y: np.ndarray, w: np.ndarray) -> tuple[float, float]:
    root = np.sqrt(w)
    beta = np.linalg.lstsq(design * root[:, None], y * root, rcond=None)[0]
    residual, centred = y - design @ beta, y - np.average(y, weights=w)
    return float(beta[-1]), float(1 - (w @ residual**2) / (w @ centred**2))


def oster_from_moments(
    short: tuple[float, float],
    controlled: tuple[float, float],
    variance_y: float,
    variance_x: float,
    residual_variance_x: float,
    r_max: float,
    target: float = 0.0,
) -> tuple[float, float]:
    """Return δ and the effect at δ = 1 from coefficients, R², variances.

    residual_variance_x : variance of the treatment given the controls
    """
    (b0, r0), (b1, r1) = short, controlled
    vx, tau = variance_x, residual_variance_x
    gap, gain, rest = b0 - b1, (r1 - r0) * variance_y, (r_max - r1) * variance_y
    # numerator and denominator as polynomials in the bias ν = controlled − true, from ν⁰ up
    top = np.array([0, gain * tau + vx * tau * gap**2, 2 * tau * gap * vx, tau * vx - tau**2])
    bottom = np.array([rest * gap * vx, rest * (vx - tau), tau * gap * vx, tau * vx - tau**2])
    powers = (b1 - target) ** np.arange(4)
    delta = float(top @ powers / (bottom @ powers))
    roots = np.roots(np.trim_zeros((top - bottom)[::-1], "f"))
    real = roots[np.abs(roots.imag) < 1e-9].real
    return delta, float(b1 - real[np.abs(real).argmin()]) if len(real) else float("nan")
