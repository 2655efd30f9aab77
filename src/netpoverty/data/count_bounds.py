"""What a printed mean and standard deviation of whole codes leave possible, in exact fractions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from netpoverty.errors import choose, refuse

DIVISORS = {"n-1": 1, "n": 0}


def printed_interval(printed: str) -> tuple[Fraction, Fraction]:
    """Return the closed interval of values that round to a printed decimal.

    Both ends are included, since programs differ in how they round a five.

    >>> printed_interval("0.25")
    (Fraction(49, 200), Fraction(51, 200))
    """
    try:
        value = Fraction(printed)
    except (ValueError, TypeError):
        raise refuse("printed number", printed, "a decimal in quotes, such as '2.28'") from None
    half = Fraction(1, 2 * 10 ** len(printed.partition(".")[2]))
    return value - half, value + half


def possible_sums(n: int, mean: str) -> range:
    """Return the whole sums of n integer codes whose mean prints as `mean`.

    >>> possible_sums(28, "3.18"), len(possible_sums(28, "3.19"))
    (range(89, 90), 0)
    """
    low, high = printed_interval(mean)
    return range(ceil(low * n), floor(high * n) + 1)


def possible_squares(n: int, total: int, sd: str, divisor: str = "n-1") -> range:
    """Return the whole sums of squares that print as `sd`, given n and the sum."""
    low, high = printed_interval(sd)
    scale = n - DIVISORS[divisor]
    centre = Fraction(total * total, n)
    lowest = ceil(max(low, 0) ** 2 * scale + centre)
    # A sum of squares of integers has the parity of their sum.
    lowest += (lowest - total) % 2
    return range(lowest, floor(high**2 * scale + centre) + 1, 2)


def square_bounds(n: int, total: int, codes: Sequence[int]) -> tuple[int, int]:
    """Return bounds on the sum of squares of n values on `codes` with the given sum.

    The lower bound puts all on the two codes around the mean, the upper one all on the outermost
    codes: (x − low)(high − x) ≥ 0 gives Σx² ≤ (low + high)Σx − n·low·high.

    >>> square_bounds(10, 23, [1, 2, 3])
    (55, 62)
    """
    low, high = codes[0], codes[-1]
    most = (low + high) * total - n * low * high
    for left, right in pairwise(codes):
        if left * n <= total <= right * n:
            return (left + right) * total - n * left * right, most
    return low * total, most


def sd_bounds(n: int, codes: Iterable[int], mean: str, divisor: str = "n-1") -> tuple[float, float]:
    """Return the smallest and largest standard deviation a printed mean allows on these codes.

    Parameters
    ----------
    n
        Number of units.
    codes
        Admissible integer codes.
    mean
        The mean as printed, in quotes.
    divisor
        n-1 or n.

    Returns
    -------
    Bounds that hold for every sum the mean allows; (nan, nan) if it allows none.

    >>> [round(bound, 3) for bound in sd_bounds(1491, [1, 2, 3], "2.28")]
    [0.447, 0.962]
    """
    codes = sorted_codes(codes)
    scale = n - DIVISORS[choose("divisor", divisor, DIVISORS)]
    variances = [
        (bound - Fraction(total * total, n)) / scale
        for total in possible_sums(n, mean)
        if codes[0] * n <= total <= codes[-1] * n
        for bound in square_bounds(n, total, codes)
    ]
    if not variances:
        return float("nan"), float("nan")
    return float(min(variances)) ** 0.5, float(max(variances)) ** 0.5


def sorted_codes(codes: Iterable[int]) -> tuple[int, ...]:
    """Return integer codes in rising order, each once, or refuse them."""
    codes = tuple(sorted(set(codes)))
    if not codes or any(code != int(code) for code in codes):
        raise refuse("codes", codes, "one or more whole numbers")
    return tuple(int(code) for code in codes)
