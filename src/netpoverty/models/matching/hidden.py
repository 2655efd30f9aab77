"""How strong a hidden confounder must be: E-value, Rosenbaum bounds, Oster's δ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from scipy import optimize, stats

from netpoverty.errors import choose, refuse
from netpoverty.models.binary.forest import axes
from netpoverty.models.binary.sample import dropped_note, read_sample
from netpoverty.results import NotComputable, Result


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


@dataclass(frozen=True, eq=False)
class RosenbaumBounds(Result):
    """Bounds of the one-sided p-value when hidden bias multiplies the odds of exposure by up to Γ.

    frame : lowest and highest p by Γ; tipping : the Γ at which the highest p reaches alpha
    """

    frame: pd.DataFrame
    tipping: float
    alpha: float
    pairs: int
    convention: str
    title: ClassVar[str] = "Rosenbaum bounds"

    def to_frame(self) -> pd.DataFrame:
        """Return the bounds by Γ."""
        return self.frame

    def notes(self) -> list[str]:
        """Return pairs, tipping point, convention as sentences."""
        told = f"The highest p reaches {self.alpha:g} at Γ = {self.tipping:.3g}."
        return [f"{self.pairs} pairs that differ.", told, self.convention]

    def plot(self, ax: Any = None) -> Any:
        """Draw the highest p over Γ."""
        ax = axes(ax)
        ax.plot(self.frame.index, self.frame["p_high"], marker="o", markersize=3, color="#0072B2")
        ax.axhline(self.alpha, color="0.5", linewidth=0.8, linestyle="--")
        ax.set(xlabel="Γ: odds of exposure within a pair", ylabel="highest one-sided p")
        return ax


def rosenbaum_bounds(
    differences: Sequence[float],
    gamma: Sequence[float] = tuple(np.arange(1, 6.01, 0.25)),
    *,
    alternative: str = "greater",
    alpha: float = 0.05,
) -> RosenbaumBounds | NotComputable:
    """Return how much hidden bias a matched comparison withstands.

    Parameters
    ----------
    differences : outcome of exposed minus control in disjoint pairs (`pair_differences`)
    gamma : values ≥ 1; alternative : "greater" or "less"; alpha : one-sided level

    Returns
    -------
    RosenbaumBounds, or NotComputable when no pair differs

    Notes
    -----
    Within a pair the exposed unit's chance of being the one exposed lies in
    [1/(1+Γ), Γ/(1+Γ)]. For differences of −1, 0, 1 the test is McNemar's, exact binomial on the
    pairs that differ; otherwise Wilcoxon's signed rank by its normal approximation, with average
    ranks for ties and zeros left out.
    Source: Rosenbaum (2002), Observational Studies, doi 10.1007/978-1-4757-3692-2, ch. 4.

    Examples
    --------
    >>> smoking = [1] * 110 + [-1] * 12  # Hammond (1964): pairs with one death from lung cancer
    >>> rosenbaum_bounds(smoking, [1, 5, 6]).frame["p_high"].round(3).tolist()
    [0.0, 0.023, 0.097]
    """
    choose("alternative", alternative, ["greater", "less"])
    if any(value < 1 for value in gamma):
        raise refuse("gamma", list(gamma), "values of 1 or more")
    values = np.asarray(differences, float) * (1 if alternative == "greater" else -1)
    values = values[values != 0]
    if not len(values):
        return NotComputable("Rosenbaum bounds", "no pair differs in the outcome")
    binary = bool(np.isin(values, [-1, 1]).all())
    test = _mcnemar if binary else _signed_rank

    def highest(odds: float) -> float:
        return test(values, odds / (1 + odds))

    rows = {g: {"p_low": test(values, 1 / (1 + g)), "p_high": highest(g)} for g in gamma}
    words = "McNemar, exact" if binary else "Wilcoxon signed rank, normal approximation"
    frame = pd.DataFrame(rows).T.rename_axis("gamma")
    return RosenbaumBounds(
        frame, _tipping(highest, alpha), alpha, len(values), f"{words}; one-sided, {alternative}."
    )


def _mcnemar(values: np.ndarray, chance: float) -> float:
    return float(stats.binom.sf((values > 0).sum() - 1, len(values), chance))


def _signed_rank(values: np.ndarray, chance: float) -> float:
    ranks = stats.rankdata(np.abs(values))
    mean = chance * ranks.sum()
    spread = np.sqrt(chance * (1 - chance) * (ranks**2).sum())
    return float(stats.norm.sf((ranks[values > 0].sum() - mean) / spread))


def _tipping(highest, alpha: float) -> float:
    if highest(1.0) > alpha:
        return 1.0
    upper = 2.0
    while highest(upper) < alpha and upper < 1e6:
        upper *= 2
    return (
        float(optimize.brentq(lambda g: highest(g) - alpha, 1.0, upper)) if upper < 1e6 else np.inf
    )


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
