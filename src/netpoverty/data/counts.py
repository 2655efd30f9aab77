"""Which counts per code can stand behind a printed mean and standard deviation.

With n units on integer codes, a printed mean leaves a few whole sums S possible, and a printed
standard deviation a few whole sums of squares Q. Either some counts have such an S and Q (a
witness, checked in exact arithmetic), or none have (a proof, by bounds or by exhaustion).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from typing import ClassVar

import numpy as np
import pandas as pd

from netpoverty.data.apportion import apportion, repaired, tilt
from netpoverty.data.count_bounds import (
    DIVISORS,
    possible_squares,
    possible_sums,
    sd_bounds,
    sorted_codes,
    square_bounds,
)
from netpoverty.errors import choose, refuse
from netpoverty.results import NotComputable, Result

_NODES = 200_000  # search steps before the program admits that it has not decided


@dataclass(frozen=True)
class Witness(Result):
    """Counts per code that have the printed mean and standard deviation.

    `codes` and `counts` have shape (k,); `mean` and `sd` are what the counts give, unrounded;
    `divisor` says which standard deviation was printed.
    """

    codes: tuple[int, ...]
    counts: tuple[int, ...]
    mean: float
    sd: float
    divisor: str
    title: ClassVar[str] = "Counts that print as published"

    def to_frame(self) -> pd.DataFrame:
        """Return one row a code: code and count."""
        return pd.DataFrame({"code": self.codes, "count": self.counts})

    def notes(self) -> list[str]:
        """Return n with the moments of the counts."""
        return [
            f"n = {sum(self.counts)}, mean = {self.mean:.5f}, sd = {self.sd:.5f} (divisor "
            f"{self.divisor})."
        ]


@dataclass(frozen=True)
class Impossible(Result):
    """A proof that no counts have the printed moments; false when tested."""

    reason: str
    proof: str
    title: ClassVar[str] = "No counts print as published"

    def __bool__(self) -> bool:
        return False

    def to_frame(self) -> pd.DataFrame:
        """Return one row: why there are no such counts and how that was shown."""
        return pd.DataFrame({"reason": [self.reason], "proof": [self.proof]})


def find_counts(
    n: int,
    codes: Iterable[int],
    mean: str,
    sd: str | None = None,
    *,
    divisor: str = "n-1",
    attained: Iterable[int] = (),
    prior: Sequence[float] | None = None,
) -> Witness | Impossible | NotComputable:
    """Return counts per code that print as the given moments, or a proof that there are none.

    Parameters
    ----------
    n
        Number of units.
    codes
        Admissible integer codes, shape (k,).
    mean, sd
        As printed, in quotes: the digits give the rounding interval. Without `sd` this is the
        GRIM question, with it the GRIMMER one.
    divisor
        n-1 or n.
    attained
        Codes that occur at least once, such as a printed minimum and maximum.
    prior
        Plausible shares, shape (k,): the witness is looked for near them.

    Returns
    -------
    A `Witness`; `Impossible` (false) with its proof; or `NotComputable` if the search was
    stopped undecided.

    Source: Brown & Heathers (2017), 10.1177/1948550616673876; Anaya (2016),
    10.7287/peerj.preprints.2400v1.

    >>> find_counts(1491, range(1, 6), "2.28", "1.20", attained=[1, 5]).codes
    (1, 2, 3, 4, 5)
    >>> find_counts(1491, [1, 2, 3], "2.28", "1.20").reason
    'on codes 1 to 3 a mean of 2.28 allows a standard deviation from 0.447 to 0.962, not 1.20'
    """
    codes = sorted_codes(codes)
    choose("divisor", divisor, DIVISORS)
    if n < 1 + DIVISORS[divisor]:
        raise refuse("n", n, f"at least {1 + DIVISORS[divisor]}")
    attained = tuple(attained)
    if set(attained) - set(codes):
        outside = min(set(attained) - set(codes))
        return Impossible(f"the code {outside} is attained but not admissible", "the codes")
    targets = _targets(n, codes, mean, sd, divisor)
    if isinstance(targets, Impossible):
        return targets
    start = _near_prior(n, codes, attained, targets, prior)
    found = start or _search(n, codes, attained, targets)
    if isinstance(found, dict):
        return _witness(n, codes, found, divisor)
    return found


def _targets(n, codes, mean, sd, divisor) -> dict[int, range] | Impossible:
    """Return the possible sums of squares of each possible sum, or why there is none."""
    sums = possible_sums(n, mean)
    if not sums:
        return Impossible(f"no whole sum of {n} codes has the mean {mean}", "arithmetic (GRIM)")
    inside = [total for total in sums if codes[0] * n <= total <= codes[-1] * n]
    if not inside:
        span = f"{codes[0]} to {codes[-1]}"
        return Impossible(f"a mean of {mean} lies outside the codes {span}", "bounds")
    targets = {}
    for total in inside:
        low, high = square_bounds(n, total, codes)
        low += (low - total) % 2
        squares = range(low, high + 1, 2) if sd is None else possible_squares(n, total, sd, divisor)
        kept = range(max(low, squares.start), min(high + 1, squares.stop), 2)
        if kept:
            targets[total] = kept
    if targets:
        return targets
    least, most = sd_bounds(n, codes, mean, divisor)
    return Impossible(
        f"on codes {codes[0]} to {codes[-1]} a mean of {mean} allows a standard deviation "
        f"from {least:.3f} to {most:.3f}, not {sd}",
        "bounds on the sum of squares",
    )


def _near_prior(n, codes, attained, targets, prior) -> dict[int, int] | None:
    """Return tilted and apportioned prior shares if they keep the targets, else None."""
    totals = sorted(targets, key=lambda total: abs(total - sum(targets) / len(targets)))
    for total in totals[:5]:
        squares = targets[total]
        square = squares[len(squares) // 2]
        sd = max(square / n - (total / n) ** 2, 0.0) ** 0.5
        shares = tilt(codes, np.ones(len(codes)) if prior is None else prior, total / n, sd)
        counts = repaired(codes, apportion(n, shares), total, square)
        summed, squared = int(counts @ np.array(codes)), int(counts @ np.array(codes) ** 2)
        seen = all(counts[codes.index(code)] > 0 for code in attained)
        if seen and squared in targets.get(summed, ()):
            return dict(zip(codes, counts.tolist(), strict=True))
    return None


def _search(n, codes, attained, targets) -> dict[int, int] | Impossible | NotComputable:
    """Decide by search over the codes from the highest down, in exact arithmetic."""
    fixed = {code: 1 for code in attained}
    taken = sum(fixed.values()), sum(fixed), sum(code * code for code in fixed)
    nodes = [0]
    for total, squares in targets.items():
        for square in squares:
            rest = (n - taken[0], total - taken[1], square - taken[2])
            found = _complete(rest, codes, nodes)
            if found is not None:
                return {code: found.get(code, 0) + fixed.get(code, 0) for code in codes}
            if nodes[0] > _NODES:
                return NotComputable("counts", f"undecided after {_NODES:,} steps of the search")
    reason = "no whole counts have a sum and a sum of squares inside the rounding intervals"
    return Impossible(reason, "exhaustive search")


def _complete(rest: tuple[int, int, int], codes: tuple[int, ...], nodes: list[int]) -> dict | None:
    """Return counts on `codes` with the given number, sum and sum of squares, or None."""
    n, total, square = rest
    nodes[0] += 1
    if nodes[0] > _NODES or n < 0:
        return None
    if n == 0:
        return {} if total == square == 0 else None
    if not codes[0] * n <= total <= codes[-1] * n:
        return None
    low, high = square_bounds(n, total, codes)
    if not low <= square <= high:
        return None
    if len(codes) == 1:
        return {codes[0]: n}
    top = codes[-1]
    for count in _guesses(rest, codes):
        left = (n - count, total - count * top, square - count * top * top)
        found = _complete(left, codes[:-1], nodes)
        if found is not None:
            return {**found, top: count}
    return None


def _guesses(rest: tuple[int, int, int], codes: tuple[int, ...]) -> range:
    """Return the counts of the highest code that the remaining sum of squares permits."""
    n, total, square = rest
    low, top = codes[0], codes[-1]
    # Deviations from the lowest code: count·(top − low)² cannot exceed what is left of them.
    spread = square - 2 * low * total + n * low * low
    most = min(n, spread // (top - low) ** 2)
    if len(codes) == 2:
        exact, remainder = divmod(total - low * n, top - low)
        return range(exact, exact + 1) if remainder == 0 else range(0)
    return range(most + 1) if most < isqrt(_NODES) else range(most, -1, -1)


def _witness(n: int, codes: tuple[int, ...], counts: dict[int, int], divisor: str) -> Witness:
    total = sum(code * count for code, count in counts.items())
    square = sum(code * code * count for code, count in counts.items())
    variance = (square - Fraction(total * total, n)) / (n - DIVISORS[divisor])
    return Witness(
        codes, tuple(counts[code] for code in codes), total / n, float(variance) ** 0.5, divisor
    )
