"""The moments behind the printed tables, recovered by least squares inside rounding intervals.

26 unknowns stand against 84 printed numbers: the print over-determines its own moments.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import ClassVar
from zlib import crc32

import numpy as np
import pandas as pd
from scipy.optimize import least_squares

from netpoverty.data.simulated.prefecture_moments import Moments, regressions
from netpoverty.data.simulated.prefecture_print import (
    OUTCOMES,
    PREFECTURES,
    Print,
    printed_numbers,
)
from netpoverty.errors import refuse
from netpoverty.results import Result

YEARS = 13  # what R² and F imply: n = 39 in three prefectures
STORED = Path(__file__).with_name("recovered.json")
_EVALUATIONS = 60
_DIGITS = 10  # significant digits kept of each recovered parameter


def unpack(parameters: np.ndarray, years: int) -> Moments:
    """Return moments from their 26 unconstrained parameters (Cholesky factors in logarithms)."""
    p = list(parameters)
    means = np.array([p.pop(0), p.pop(0)])
    squares = []
    for _ in range(2):
        a, b, c = np.exp(p.pop(0)), p.pop(0), np.exp(p.pop(0))
        factor = np.array([[a, 0.0], [1e3 * b, c]])
        squares.append(factor @ factor.T)
    by = {outcome: [p.pop(0) for _ in range(6)] for outcome in OUTCOMES}
    return Moments(
        years,
        means,
        *squares,
        {outcome: row[0] for outcome, row in by.items()},
        {outcome: np.array(row[1:3]) for outcome, row in by.items()},
        {outcome: np.array(row[3:5]) for outcome, row in by.items()},
        {outcome: np.exp(row[5]) for outcome, row in by.items()},
    )


def _start(printed: dict[tuple[str, str, str], Print], years: int) -> np.ndarray:
    """Return a start from the printed slopes and the levels that they imply."""

    def value(outcome, method, quantity):
        return printed[outcome, method, quantity].value

    crossing = (value("LGDP", "pooled", "constant") - value("LGDP", "within", "constant")) / (
        value("LGDP", "within", "CII") - value("LGDP", "pooled", "CII")
    )
    gdp = value("LGDP", "pooled", "constant") + value("LGDP", "pooled", "CII") * crossing
    start = [crossing, gdp, np.log(0.42), 0.72, np.log(1280.0), np.log(0.2), -2.0, np.log(1500.0)]
    for outcome in OUTCOMES:
        slopes = [value(outcome, method, name) for method in ("within", "pooled") for name in _XS]
        mean = value(outcome, "within", "constant") + slopes[0] * crossing + slopes[1] * gdp
        residual = 34 * (value(outcome, "within", "se CII") * 0.37) ** 2
        start += [mean, *slopes, np.log(residual)]
    return np.array(start)


_XS = ("CII", "LGDP")


@dataclass(frozen=True, eq=False)
class Recovery(Result):
    """Recovered moments with the misfit of every printed number.

    `set_aside` names printed numbers that no moments can show together with the rest; they took
    no part in the last fit.
    """

    moments: Moments
    numbers: tuple[Print, ...]
    recomputed: np.ndarray
    set_aside: tuple[Print, ...]
    parameters: tuple[float, ...]
    title: ClassVar[str] = "Printed numbers against the recovered moments"

    @property
    def misfit(self) -> np.ndarray:
        """Return recomputed less printed, in half-widths of the rounding interval."""
        gaps = [
            (x - number.value) / number.half_width
            for x, number in zip(self.recomputed, self.numbers, strict=True)
        ]
        return np.array(gaps)

    @property
    def missed(self) -> tuple[Print, ...]:
        """Return the printed numbers that the moments do not show digit for digit."""
        pairs = zip(self.numbers, self.recomputed, strict=True)
        return tuple(number for number, value in pairs if not number.shows(value))

    def to_frame(self) -> pd.DataFrame:
        """Return one row a printed number: printed, recomputed, misfit in half-widths."""
        rows = [(p.outcome, p.method, p.quantity, p.digits) for p in self.numbers]
        frame = pd.DataFrame(rows, columns=["outcome", "method", "quantity", "printed"])
        shown = [p.shows(x) for p, x in zip(self.numbers, self.recomputed, strict=True)]
        return frame.assign(recomputed=self.recomputed, misfit=self.misfit, shown=shown)

    def notes(self) -> list[str]:
        """Return sample size, fit and the numbers that cannot be shown."""
        missed = ", ".join(f"{p.outcome} {p.method} {p.quantity} {p.digits}" for p in self.missed)
        return [
            f"n = {self.moments.n} ({PREFECTURES} prefectures, {self.moments.years} years); "
            f"{len(self.numbers) - len(self.missed)} of {len(self.numbers)} printed numbers shown.",
            f"Not shown: {missed or 'none'}.",
        ]


def _recompute(moments: Moments, numbers: tuple[Print, ...]) -> np.ndarray:
    lines = regressions(moments)
    return np.array([lines[p.outcome, p.method][p.quantity] for p in numbers])


def _fit(numbers, weights: np.ndarray, start: np.ndarray, years: int) -> np.ndarray:
    printed = np.array([p.value for p in numbers])
    scale = weights / np.array([p.half_width for p in numbers])

    def gaps(parameters):
        return (_recompute(unpack(parameters, years), numbers) - printed) * scale

    # A hopeless reading needs no fifteenth digit: the bound on evaluations ends its search.
    return least_squares(
        gaps, start, x_scale="jac", xtol=1e-15, ftol=1e-15, gtol=1e-15, max_nfev=_EVALUATIONS
    ).x


def _missed(parameters: np.ndarray, numbers: tuple[Print, ...], years: int) -> list[int]:
    values = _recompute(unpack(parameters, years), numbers)
    return [i for i, (p, x) in enumerate(zip(numbers, values, strict=True)) if not p.shows(x)]


@lru_cache(maxsize=16)
def recover(years: int = YEARS, numbers: tuple[Print, ...] | None = None) -> Recovery:
    """Return the moments that show the printed tables best, with the misfit of every number.

    Least squares in half-widths of the rounding intervals. Where some numbers are missed, each
    is set aside in turn, and that one is left out whose absence brings most others home.

    Parameters
    ----------
    years
        Years a prefecture; 13 is what R² and F of the tables imply (n = 39).
    numbers
        Another reading of the print, from `readings`.

    Raises
    ------
    InputError
        If there are fewer than 4 years.
    """
    if years < 4:
        raise refuse("years", years, "4 or more")
    by_place = {(p.outcome, p.method, p.quantity): p for p in printed_numbers()}
    start = recover(years).parameters if numbers else _start(by_place, years)
    numbers = numbers or printed_numbers()
    weights = np.ones(len(numbers))
    best = _fit(numbers, weights, np.array(start), years)
    best, weights = _set_aside(numbers, weights, best, years)
    best = np.array([float(f"{value:.{_DIGITS - 1}e}") for value in best])
    moments = unpack(best, years)
    left_out = tuple(p for p, weight in zip(numbers, weights, strict=True) if weight == 0)
    return Recovery(moments, numbers, _recompute(moments, numbers), left_out, tuple(best.tolist()))


def _set_aside(numbers, weights, best, years) -> tuple[np.ndarray, np.ndarray]:
    missed = _missed(best, numbers, years)
    while 0 < len(missed) <= 8:
        trials = []
        for index in missed:
            trial = weights.copy()
            trial[index] = 0.0
            fitted = _fit(numbers, trial, best, years)
            trials.append((len(_missed(fitted, numbers, years)), index, fitted, trial))
        count, _, fitted, trial = min(trials, key=lambda entry: entry[:2])
        if count >= len(missed):
            break
        best, weights, missed = fitted, trial, _missed(fitted, numbers, years)
    return best, weights


def stored_moments() -> Moments:
    """Return the recovered moments from the stored parameters, or afresh if the print changed.

    Least squares takes a second and its last digits differ between processors; the parameters
    are therefore stored beside this module, with the printed digits that they belong to.
    """
    kept = json.loads(STORED.read_text(encoding="utf-8")) if STORED.exists() else {}
    if kept.get("printed") == _fingerprint():
        return unpack(np.array(kept["parameters"]), YEARS)
    return recover(YEARS).moments


def store_moments() -> None:
    """Recover the moments and write their parameters beside this module."""
    kept = {"printed": _fingerprint(), "parameters": list(recover(YEARS).parameters)}
    STORED.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def _fingerprint() -> int:
    return crc32(repr(printed_numbers()).encode())
