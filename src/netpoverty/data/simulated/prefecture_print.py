"""The printed regressions of three prefectures, laid out for the recovery of their moments.

Tables 2 and 3 and the LGDP lines of Yin, Meng, Yi, Wang & Hua (2021),
10.1186/s40854-021-00236-2. Units as printed: incomes in 10,000 yuan, GDP and revenue in 100
million yuan, Internet users as a share of residents.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

OUTCOMES = ("PCIR", "PCIV", "LGR")
METHODS = ("pooled", "within", "random")
QUANTITIES = ("CII", "se CII", "LGDP", "se LGDP", "constant", "se constant", "R2", "F")
PREFECTURES = 3
REGRESSORS = 2
# The fits of LGR agree with its F statistics only as adjusted R², those of the incomes only as
# unadjusted R²; `implied_sizes` shows it.
ADJUSTED = {
    ("PCIR", "pooled"): False,
    ("PCIV", "pooled"): False,
    ("LGR", "pooled"): True,
    ("PCIR", "within"): False,
    ("PCIV", "within"): False,
    ("LGR", "within"): True,
    ("PCIR", "random"): False,
    ("PCIV", "random"): False,
    ("LGR", "random"): False,
}
_TABLES = {
    ("PCIR", "pooled"): "8.4548 0.6777 0.0005 0.0001 1.0160 0.0901 0.8336 90.2041",
    ("PCIV", "pooled"): "3.9889 0.2073 0.0004 0.0000 0.1250 0.0276 0.9314 244.3164",
    ("LGR", "pooled"): "32.1492 13.1255 0.0847 0.0021 0.3914 1.7459 0.9772 815.6414",
    ("PCIR", "within"): "7.4813 0.6328 0.0012 0.0002 0.7839 0.0821 0.9118 87.8219",
    ("PCIV", "within"): "3.8728 0.2299 0.0005 0.0001 0.0801 0.0298 0.9486 156.9828",
    ("LGR", "within"): "0.6714 11.2323 0.1021 0.0032 -4.9541 1.4567 0.9893 875.1880",
    ("PCIR", "random"): "8.4548 0.5079 0.0005 0.0001 1.0160 0.0676 0.8336 90.2041",
    ("PCIV", "random"): "3.9888 0.1846 0.0004 0.0000 0.1250 0.0246 0.9314 244.3164",
    ("LGR", "random"): "32.1492 9.0145 0.0847 0.0014 0.3914 1.1991 0.9784 815.6414",
}
_LINES = {
    "pooled": {
        "constant": "460.6304",
        "CII": "-29.5320",
        "p constant": "0.0003",
        "p CII": "0.9772",
    },
    "within": {"constant": "315.4503", "CII": "1718.668", "p constant": "0.00", "p CII": "0.002"},
    "random": {
        "constant": "318.1920",
        "CII": "1685.654",
        "p constant": "0.2589",
        "p CII": "0.0023",
    },
}


@dataclass(frozen=True)
class Print:
    """One printed number: outcome, method, quantity and the digits as printed."""

    outcome: str
    method: str
    quantity: str
    digits: str

    @property
    def value(self) -> float:
        """Return the printed number."""
        return float(self.digits)

    @property
    def decimals(self) -> int:
        """Return how many decimals are printed."""
        return len(self.digits.partition(".")[2])

    @property
    def half_width(self) -> float:
        """Return half the width of the rounding interval."""
        return float(Fraction(1, 2 * 10**self.decimals))

    def shows(self, value: float) -> bool:
        """Return whether a value prints as these digits, a zero without its sign."""
        return f"{value + 0.0:.{self.decimals}f}".lstrip("-") == self.digits.lstrip("-") and (
            value >= 0 or self.value <= 0
        )


def printed_numbers() -> tuple[Print, ...]:
    """Return every printed number of Tables 2 and 3 and of the LGDP lines.

    >>> len(printed_numbers())
    84
    """
    tables = [
        Print(outcome, method, quantity, digits)
        for (outcome, method), row in _TABLES.items()
        for quantity, digits in zip(QUANTITIES, row.split(), strict=True)
    ]
    lines = [
        Print("LGDP", method, quantity, digits)
        for method, row in _LINES.items()
        for quantity, digits in row.items()
    ]
    return (*tables, *lines)


def readings() -> dict[str, tuple[Print, ...]]:
    """Return the printed numbers under other readings of the extracted text, by name.

    A minus before the within slope of LGR, which the text calls negative; a plus before the pooled
    slope of LGDP, extracted as +−; the second and third LGDP line under each other's heading.
    """
    numbers = printed_numbers()
    order = ("pooled", "random", "within")
    swapped = tuple(_reordered(p, order) for p in numbers)
    return {
        "as printed": numbers,
        "minus before the within slope of LGR": _turned(numbers, "LGR", "within"),
        "plus before the pooled slope of LGDP": _turned(numbers, "LGDP", "pooled"),
        "LGDP lines of fixed and random effects exchanged": swapped,
    }


def _turned(numbers: tuple[Print, ...], outcome: str, method: str) -> tuple[Print, ...]:
    """Return the numbers with the sign of one slope on CII turned."""

    def turn(number: Print) -> Print:
        if (number.outcome, number.method, number.quantity) != (outcome, method, "CII"):
            return number
        digits = number.digits
        return replace(number, digits=digits[1:] if digits.startswith("-") else f"-{digits}")

    return tuple(turn(number) for number in numbers)


def _reordered(number: Print, order: tuple[str, ...]) -> Print:
    """Return a coefficient of an LGDP line under another heading; p-values stay where they are."""
    if number.outcome != "LGDP" or number.quantity.startswith("p "):
        return number
    return replace(number, method=order[METHODS.index(number.method)])


def implied_sizes(digits_r2: str, digits_f: str, slopes: int, dummies: int = 0) -> dict:
    """Return the sample sizes that a printed R² and F allow, by reading of the R².

    F = (R²/m)/((1 − R²)/(n − m − 1)) with m = slopes + dummies gives n from R² and F; if the
    printed R² is the adjusted one, 1 − R² = (1 − adjusted)(n − m − 1)/(n − 1).

    Returns
    -------
    {"unadjusted": (low, high), "adjusted": (low, high)}, bounds from the rounding intervals.

    >>> {k: [round(x, 1) for x in v] for k, v in implied_sizes("0.8336", "90.2041", 2).items()}
    {'unadjusted': [39.0, 39.0], 'adjusted': [36.6, 36.6]}
    """
    m = slopes + dummies
    r2, f = (Print("", "", "", digits) for digits in (digits_r2, digits_f))
    corners = [
        (r2.value + a * r2.half_width, f.value + b * f.half_width) for a in (-1, 1) for b in (-1, 1)
    ]
    plain = [m * f_ * (1 - r) / r + m + 1 for r, f_ in corners]
    # Adjusted: m F (1 − r) = (n − 1) − (1 − r)(n − m − 1), solved for n.
    adjusted = [(m * f_ * (1 - r) + 1 - (1 - r) * (m + 1)) / r for r, f_ in corners]
    return {
        "unadjusted": (min(plain), max(plain)),
        "adjusted": (min(adjusted), max(adjusted)),
    }
