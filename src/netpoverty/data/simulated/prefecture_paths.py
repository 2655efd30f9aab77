"""Yearly paths of three prefectures with exactly the recovered moments.

Each series is its prefecture mean, plus slopes times the regressors, plus a residual that is
orthogonal to them and has the recovered length. What the residual looks like decides the twin: in
the effect twin outcomes follow every wiggle of Internet use, in the other only its trend.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from netpoverty.data.simulated.declared import Declared
from netpoverty.data.simulated.prefecture_moments import Moments
from netpoverty.data.simulated.prefecture_print import OUTCOMES, PREFECTURES
from netpoverty.data.simulated.streams import Streams

NAMES = ("Aba", "Ganzi", "Liangshan")
_YEARBOOK = "Sichuan Statistical Yearbook 2019, tables 02-10 and 08-03"
_OWN = "chosen for this world"
CONSTANTS: Mapping[str, Declared] = {
    "gdp_2018": Declared(
        (306.67, 291.20, 1533.19), "GDP of 2018, 100 million yuan", "official", _YEARBOOK
    ),
    "revenue_2018": Declared(
        (24.661, 30.0342, 146.2031),
        "budget revenue of 2018, 100 million yuan",
        "official",
        _YEARBOOK,
    ),
    "gdp_2006": Declared(
        (0.25, 0.22, 0.20), "GDP of 2006 as a share of 2018, straight between", "assumed", _OWN
    ),
    "income_growth": Declared((0.15, 0.145, 0.155), "shape of the income paths", "assumed", _OWN),
    "revenue_growth": Declared((0.15, 0.17, 0.18), "yearly growth of revenue", "assumed", _OWN),
    "internet_shape": Declared(1.8, "power of time in the trend of Internet use", "assumed", _OWN),
    "wiggle_share": Declared(
        0.014, "share of the within variation of Internet use that is no trend", "assumed", _OWN
    ),
    "wiggle_memory": Declared(0.0, "autocorrelation of these wiggles", "assumed", _OWN),
    "noise_share": Declared(0.002, "irregular part of the residual paths", "assumed", _OWN),
}

_ATTEMPTS = 500
_LOWEST = 0.001  # of every series, in the units of the print


@dataclass(frozen=True, eq=False)
class Paths:
    """Series of three prefectures, each of shape (3, years), in the units of the print.

    `trend` is Internet use without its wiggles: what moves everything in the twin without effect.
    """

    internet: np.ndarray
    trend: np.ndarray
    gdp: np.ndarray
    outcomes: dict[str, np.ndarray]

    def all(self) -> list[np.ndarray]:
        """Return every series."""
        return [self.internet, self.trend, self.gdp, *self.outcomes.values()]


def prefecture_means(moments: Moments) -> np.ndarray:
    """Return means by prefecture, shape (3, 5): CII, LGDP, PCIR, PCIV, LGR.

    The moments fix the means up to a turn of the three prefectures; GDP is turned towards the
    official levels of 2018, and which of the two mirror images holds is assumed.
    """
    root = np.linalg.cholesky(moments.between / moments.years).T
    plane = np.array([[1, 1, -2], [1, -1, 0]]).T / np.sqrt([6, 2])
    official = np.array(CONSTANTS["gdp_2018"].value)
    wanted = plane.T @ (official - official.mean())
    angle = np.arctan2(wanted[1], wanted[0]) - np.arctan2(root[1, 1], root[0, 1])
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    regressors = plane @ turn @ root
    loads = [
        np.linalg.solve(moments.between, moments.between_products(outcome)) for outcome in OUTCOMES
    ]
    centre = [*moments.regressor_means, *(moments.means[outcome] for outcome in OUTCOMES)]
    return np.column_stack([regressors, regressors @ np.array(loads).T]) + np.array(centre)


def _inside(series: np.ndarray) -> np.ndarray:
    return (series - series.mean(axis=1, keepdims=True)).ravel()


def _orthogonal(series: np.ndarray, *others: np.ndarray) -> np.ndarray:
    """Return the part of `series` orthogonal to the other series, all flat and centred inside."""
    basis = np.linalg.qr(np.column_stack(others))[0]
    for _ in range(2):  # the second pass removes what rounding left of the first
        series = series - basis @ (basis.T @ series)
    return series


def _curvature(series: np.ndarray) -> np.ndarray:
    """Return the series whose products with others are the products of yearly changes."""
    changes = np.diff(series.reshape(PREFECTURES, -1), axis=1)
    return -np.diff(changes, axis=1, prepend=0, append=0).ravel()


def _of_length(series: np.ndarray, square: float) -> np.ndarray:
    return series * np.sqrt(square / (series @ series))


def _growing(years: int, last: np.ndarray, growth: np.ndarray) -> np.ndarray:
    """Return paths that end at `last` after constant growth, shape (3, years)."""
    return last[:, None] * np.exp(growth[:, None] * np.arange(1 - years, 1))


def _straight(years: int, last: np.ndarray, start: np.ndarray) -> np.ndarray:
    """Return straight paths from a share of the last value to it, shape (3, years)."""
    passed = np.arange(years) / (years - 1)
    return last[:, None] * (start[:, None] + (1 - start[:, None]) * passed)


def _wiggles(draws: Streams, means: np.ndarray, years: int, attempt: int) -> np.ndarray:
    memory = CONSTANTS["wiggle_memory"].value
    shocks = draws.normal(f"internet wiggles {attempt}", (PREFECTURES, years))
    for year in range(1, years):
        shocks[:, year] += memory * shocks[:, year - 1]
    time = np.linspace(0.1, 1.0, years)  # larger where use is higher, so that none turns negative
    return _inside(shocks * np.sqrt(means[:, None]) * time)


def forced_paths(moments: Moments, effect: bool, seed: int) -> Paths:
    """Return paths that have exactly these moments, with or without a causal effect.

    Parameters
    ----------
    moments
        Recovered moments.
    effect
        Whether GDP and outcomes follow the wiggles of Internet use as well as its trend.
    seed
        Seed of the wiggles and of the irregular parts.
    """
    for attempt in range(_ATTEMPTS):
        paths = _drawn_paths(moments, effect, Streams(seed), attempt)
        if min(series.min() for series in paths.all()) > _LOWEST:
            return paths
    raise RuntimeError("no draw kept every series positive")


def _drawn_paths(moments: Moments, effect: bool, draws: Streams, attempt: int) -> Paths:
    years, means = moments.years, prefecture_means(moments)
    targets = _targets(means, years)
    trend, wiggle = _internet(moments, means, targets, draws, attempt)
    internet = trend + wiggle
    smooth = {
        name: _inside(target) + _irregular(draws, name, target) for name, target in targets.items()
    }
    slope = moments.within[0, 1] / moments.within[0, 0]
    left = moments.within[1, 1] - slope * moments.within[0, 1]
    undone = None if effect else wiggle
    gdp = _series([slope], [internet], left, smooth["LGDP"], wiggle, undone)
    outcomes = [
        _series(
            moments.within_slopes[outcome],
            [internet, gdp],
            moments.within_residual[outcome],
            smooth[outcome],
            wiggle,
            undone,
        )
        for outcome in OUTCOMES
    ]

    def level(column: int, inside: np.ndarray) -> np.ndarray:
        return means[:, [column]] + inside.reshape(PREFECTURES, years)

    levels = {
        name: level(k, y) for k, (name, y) in enumerate(zip(OUTCOMES, outcomes, strict=True), 2)
    }
    return Paths(level(0, internet), level(0, trend), level(1, gdp), levels)


def _internet(moments, means, targets: dict, draws: Streams, attempt: int):
    """Return the trend of Internet use and its wiggles, together of the recovered length.

    The wiggles are orthogonal to every trend, in levels and in yearly changes: so no trend stands
    for their effect, and taking them out of a trend leaves it smooth.
    """
    share, years = CONSTANTS["wiggle_share"].value, moments.years
    time = ((np.arange(years) + 0.5) / years) ** CONSTANTS["internet_shape"].value
    trend = _of_length(_inside(means[:, :1] * time), (1 - share) * moments.within[0, 0])
    trends = [trend, *map(_inside, targets.values())]
    wiggle = _wiggles(draws, means[:, 0], years, attempt)
    wiggle = _orthogonal(wiggle, *trends, *map(_curvature, trends))
    return trend, _of_length(wiggle, share * moments.within[0, 0])


def _series(slopes, regressors, square, smooth, wiggle, undone) -> np.ndarray:
    """Return a series with these within slopes and this residual sum of squares.

    `regressors` start with Internet use. With `undone` the wiggles that its slope brings in are
    taken out again by the residual, so that the series follows the trend of use alone.
    """
    rest = _orthogonal(smooth, *regressors, wiggle)
    residual = np.zeros_like(rest)
    if undone is not None:
        design = np.column_stack(regressors)
        loads = np.linalg.lstsq(design, undone, rcond=None)[0]
        # Of the part of the wiggles orthogonal to the regressors, as much as cancels the slope.
        residual = -slopes[0] * (undone - design @ loads) / (1 - loads[0])
    residual = residual + _of_length(rest, square - residual @ residual)
    return sum(slope * x for slope, x in zip(slopes, regressors, strict=True)) + residual


def _targets(means: np.ndarray, years: int) -> dict[str, np.ndarray]:
    """Return plausible paths whose shape, not whose level, the residuals take over."""
    value = {name: np.array(entry.value) for name, entry in CONSTANTS.items()}
    incomes = {
        outcome: means[:, [column]] * _growing(years, np.ones(3), value["income_growth"])
        for column, outcome in ((2, "PCIR"), (3, "PCIV"))
    }
    return {
        "LGDP": _straight(years, value["gdp_2018"], value["gdp_2006"]),
        "LGR": _growing(years, value["revenue_2018"], value["revenue_growth"]),
        **incomes,
    }


def _irregular(draws: Streams, name: str, target: np.ndarray) -> np.ndarray:
    size = CONSTANTS["noise_share"].value * target.std()
    return _inside(size * draws.normal(f"irregular {name}", target.shape))
