"""Cells: every published number with its place, its text and every reading of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from netpoverty.data.published.units import Unit
from netpoverty.data.published.values import Printed, PrintedCell
from netpoverty.errors import choose

AS_PRINTED = "as printed"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a cell stands: kind of place, label, row, column, section, lines of the text."""

    kind: str
    label: str = ""
    row: str = ""
    column: str = ""
    section: str = ""
    sentence: str = ""
    lines: tuple[int, int] | None = None

    def __str__(self) -> str:
        parts = [self.label, self.row, self.column]
        if not self.label:
            parts = [self.section, f"sentence {self.sentence}" if self.sentence else ""]
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Cell:
    """One published number (or claim), never separated from the text that prints it.

    `id` is stable and readable; `printed` is the string exactly as the extracted text has it;
    `readings` names every number that string can stand for: one ("as printed") unless the
    extraction is doubtful. `value` and `interval` exist only where the readings agree on one.
    `brackets` says what the number in brackets is: `standard_error` or `p_value`.
    """

    id: str
    paper: str
    place: Place
    printed: str
    unit: str
    kind: str
    readings: Mapping[str, PrintedCell] = field(default_factory=dict)
    brackets: str = "standard error"
    about: str = ""
    hedge: str = ""
    year: str = ""
    source: str = ""
    grade: str = ""
    note: str = ""

    @property
    def doubtful(self) -> bool:
        """Whether the extraction leaves more than one reading of the number."""
        return len(self.readings) > 1

    @property
    def number(self) -> Printed | None:
        """The number, or None for a claim and where readings differ (then choose one)."""
        return self.reading().number if len(self.readings) == 1 else None

    @property
    def value(self) -> float | None:
        """The value, or None where there is no single one."""
        return self.number.value if self.number else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The rounding interval, or None where there is no single one."""
        return self.number.interval if self.number else None

    @property
    def standard_error(self) -> Printed | None:
        """The standard error printed beside the estimate, if all readings agree on it."""
        return self._bracket("standard error")

    @property
    def p_value(self) -> Printed | None:
        """The p-value printed beside the estimate, if all readings agree on it."""
        return self._bracket("p-value")

    @property
    def t_statistic(self) -> Printed | None:
        """The t statistic printed beside the estimate, if all readings agree on it."""
        return self._bracket("t statistic")

    def _bracket(self, sort: str) -> Printed | None:
        beside = {reading.error for reading in self.readings.values()}
        return beside.pop() if len(beside) == 1 and self.brackets == sort else None

    @property
    def stars(self) -> str:
        """The stars printed beside the number."""
        return next((reading.stars for reading in self.readings.values()), "")

    def reading(self, name: str = "") -> PrintedCell:
        """Return one reading by its name; the name may be left out where there is one only."""
        if not name and len(self.readings) == 1:
            return next(iter(self.readings.values()))
        return self.readings[choose(f"reading of {self.id}", name, self.readings)]

    def values(self) -> dict[str, float]:
        """Return the value of every reading by its name."""
        return {name: reading.number.value for name, reading in self.readings.items()}


def hedged(cell: PrintedCell, hedge: str, unit: Unit) -> PrintedCell:
    """Widen the interval as the word beside the number says.

    "more than" bounds from below only; "about" and "nearly" take trailing zeros of a whole
    number as rounding, "nearly" from below. "as many as" changes nothing.
    """
    number = cell.number
    if hedge == "more than":
        return replace(cell, number=replace(number, low=number.value, high=unit.high))
    zeros = re.fullmatch(r"\d*?[1-9](0+)", number.text.replace(",", ""))
    if hedge in ("about", "nearly") and zeros:
        half = 0.5 * 10 ** len(zeros[1])
        high = number.value if hedge == "nearly" else number.value + half
        return replace(cell, number=replace(number, low=number.value - half, high=high))
    return cell


def slug(text: str) -> str:
    """Return the part of an id that stands for a row or column label.

    >>> slug("Prob (F-statistic)"), slug("(1.1)"), slug("logGDP(-1)")
    ('Prob-F-statistic', '1.1', 'logGDP-1')
    """
    return re.sub(r"[^\w.%$+]+", "-", text).strip("-")


def flat(cells: list[Cell]) -> Iterator[dict[str, object]]:
    """Yield one plain row a reading of each cell, ready for JSON or CSV."""
    for cell in cells:
        for name, reading in (cell.readings or {"": None}).items():
            yield _row(cell, name, reading)


def _row(cell: Cell, name: str, reading: PrintedCell | None) -> dict[str, object]:
    number = reading.number if reading else None
    error = reading.error if reading else None
    place = cell.place
    return {
        "id": cell.id,
        "paper": cell.paper,
        "place": place.label or place.kind,
        "row": place.row,
        "column": place.column,
        "section": place.section,
        "sentence": place.sentence,
        "printed": cell.printed,
        "reading": name,
        "value": number.value if number else None,
        "low": _finite(number.low) if number else None,
        "high": _finite(number.high) if number else None,
        "unit": cell.unit,
        "kind": cell.kind,
        "in_brackets": error.text if error else "",
        "brackets": cell.brackets if error else "",
        "stars": reading.stars if reading else "",
        "about": cell.about,
        "hedge": cell.hedge,
        "year": cell.year,
        "source": cell.source,
        "grade": cell.grade,
        "note": cell.note,
    }


def _finite(bound: float) -> float | None:
    return bound if abs(bound) != float("inf") else None
