"""The units a printed number may carry, with the values that each of them allows."""

from __future__ import annotations

from dataclasses import dataclass

from netpoverty.errors import choose

_INFINITY = float("inf")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: what it counts or measures, its admissible values, and whether it is whole.

    `low` and `high` bound the value and clip its rounding interval; `whole` means that only
    integers can be printed; `percent` means that a printed % sign is part of the number.
    """

    name: str
    meaning: str
    low: float = -_INFINITY
    high: float = _INFINITY
    whole: bool = False
    percent: bool = False

    @property
    def allowed(self) -> str:
        """Say in words which numbers the unit admits."""
        kind = "a whole number" if self.whole else "a number"
        sign = " with or without a % sign" if self.percent else ""
        if self.low == -_INFINITY and self.high == _INFINITY:
            return kind + sign
        if self.high == _INFINITY:
            return f"{kind}{sign}, at least {self.low:g}"
        return f"{kind}{sign} from {self.low:g} to {self.high:g}"


def _counted(*names: str) -> list[Unit]:
    return [Unit(name, f"number of {name}", low=0, whole=True) for name in names]


_ALL = [
    Unit("coefficient", "regression coefficient, in the units of its two variables"),
    Unit("log-coefficient", "coefficient between variables in logarithms: an elasticity"),
    Unit("R2", "coefficient of determination or its adjusted form", high=1),
    Unit("F", "F statistic", low=0),
    Unit("p", "p-value", low=0, high=1),
    Unit("%", "per cent of the whole that the entry names", low=0, percent=True),
    Unit("% growth", "per cent change from the year before", percent=True),
    Unit("share", "share of the whole that the entry names", low=0, high=1),
    Unit("index", "index without a unit", low=0),
    Unit("points", "percentage points", percent=True),
    Unit("years", "age or duration in years", low=0),
    Unit("year", "calendar year", low=1900, high=2100, whole=True),
    Unit("code", "code of a survey answer (0/1 included)"),
    Unit("yuan", "yuan (CNY) at current prices unless the entry says otherwise"),
    Unit("yuan a year", "yuan (CNY) a person a year, at the prices that the entry names"),
    Unit("yuan a month", "yuan (CNY) a month"),
    Unit("10k yuan", "ten thousand yuan (CNY)"),
    Unit("100m yuan", "hundred million yuan (CNY)"),
    Unit("USD a day", "dollars a person a day, at the prices that the entry names", low=0),
    Unit("10k persons", "ten thousand persons", low=0),
    Unit("hectares", "hectares", low=0),
    *_counted("persons", "households", "farmers", "visitors", "villages", "projects"),
    *_counted(
        "sites", "enterprises", "trainings", "graphs", "variables", "respondents", "cities", "rows"
    ),
]
UNITS: dict[str, Unit] = {unit.name: unit for unit in _ALL}


def unit_of(name: str) -> Unit:
    """Return the unit called `name`, else refuse it with the nearest name.

    >>> unit_of("p").high
    1
    """
    return UNITS[choose("unit", name, UNITS)]
