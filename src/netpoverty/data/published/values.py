"""A printed number: its text, its value, and every value that would have printed the same."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from netpoverty.data.published.units import Unit, unit_of
from netpoverty.errors import choose, refuse

_SCALES = {"": 0, "thousand": 3, "million": 6, "billion": 9}
_NUMBER = re.compile(
    r"(?P<sign>[+±]?[−-]?)\s*(?P<dollar>\$?)"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
    r"(?P<percent>%?)\s*(?P<scale>thousand|million|billion)?"
)
_CELL = re.compile(
    r"(?P<estimate>[^*()]+?)(?P<stars>\**)\s*(?:\((?P<error>[^()]*)\))?\s*(?P<late>\**)"
)


@dataclass(frozen=True, slots=True)
class Printed:
    """A number as printed, with its rounding interval.

    `text` is the string on the page; `value` the number it spells; `low` and `high` the ends
    of the interval of numbers that round to it (half a unit of the last printed digit on
    either side, within what the unit allows); `digits` the printed decimal places, negative
    when a scale word makes the last digit worth more than one.
    """

    text: str
    value: float
    low: float
    high: float
    digits: int

    @property
    def interval(self) -> tuple[float, float]:
        """The numbers that would have been printed the same."""
        return (self.low, self.high)


def read_number(text: str, unit: str | Unit = "coefficient") -> Printed:
    """Return the printed number that `text` spells in `unit`.

    Thousands separators, a true minus, a sign printed after a plus, a scale word and a % sign
    are read as they stand. Refuses what does not spell a number of that unit.

    >>> read_number("0.50", "share").interval
    (0.495, 0.505)
    >>> read_number("415 million", "yuan").interval
    (414500000.0, 415500000.0)
    >>> read_number("− 4.9541").value, read_number("0.0000", "p").interval
    (-4.9541, (0.0, 5e-05))
    """
    rule = unit if isinstance(unit, Unit) else unit_of(unit)
    found = _NUMBER.fullmatch(text.strip())
    if not found or "±" in found["sign"] or bool(found["dollar"]) > (rule.name == "USD a day"):
        raise refuse("printed number", text or "an empty string", f"{rule.allowed} ({rule.name})")
    if found["percent"] and not rule.percent:
        raise refuse("printed number", text, f"{rule.allowed} ({rule.name}), no % sign")
    exponent = _SCALES[found["scale"] or ""]
    digits = found["digits"].replace(",", "")
    exact = Decimal(digits).scaleb(exponent)
    if "−" in found["sign"] or "-" in found["sign"]:
        exact = -exact
    decimals = (len(digits.partition(".")[2])) - exponent
    _check(text, exact, rule)
    low, high = interval_of(exact, decimals, rule)
    return Printed(text.strip(), float(exact), low, high, decimals)


def interval_of(exact: Decimal, decimals: int, unit: Unit) -> tuple[float, float]:
    """Return the ends of the rounding interval, clipped to what the unit allows.

    >>> interval_of(Decimal("0.07"), 2, unit_of("code"))
    (0.065, 0.075)
    """
    half = Decimal(5).scaleb(-decimals - 1)
    return max(float(exact - half), float(unit.low)), min(float(exact + half), float(unit.high))


def _check(text: str, exact: Decimal, rule: Unit) -> None:
    whole = exact == exact.to_integral_value()
    if not rule.low <= exact <= rule.high or (rule.whole and not whole):
        raise refuse("printed number", text, f"{rule.allowed} ({rule.name})")


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """A table cell: the number, with the error or p-value and the stars printed beside it."""

    number: Printed
    error: Printed | None = None
    stars: str = ""


_BRACKETS = {
    "standard error": Unit("standard error", "", low=0),
    "t statistic": Unit("t statistic", ""),
    "p-value": unit_of("p"),
}


def read_cell(
    text: str, unit: str | Unit = "coefficient", brackets: str = "standard error"
) -> PrintedCell:
    """Return number, stars and number in brackets of a cell such as "2.53 (0.80)***".

    `brackets` says what the brackets hold: a standard error, a t statistic or a p-value.

    >>> cell = read_cell("8.4548*** (0.6777)")
    >>> cell.number.value, cell.error.interval, cell.stars
    (8.4548, (0.67765, 0.67775), '***')
    """
    found = _CELL.fullmatch(text.strip())
    if not found or (found["stars"] and found["late"]):
        raise refuse("table cell", text or "an empty string", 'a number, as in "2.53 (0.80)***"')
    number = read_number(found["estimate"], unit)
    error = None
    if found["error"] is not None:
        error = read_number(found["error"], _BRACKETS[choose("brackets", brackets, _BRACKETS)])
    return PrintedCell(number, error, found["stars"] or found["late"])
