"""Tests of one panel model against another that follow from printed statistics alone."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from netpoverty.data.published import Cell
from netpoverty.data.published.checks import Check
from netpoverty.errors import InputError
from netpoverty.ledger.book import Book, Line, Sheet
from netpoverty.ledger.estimators import families
from netpoverty.ledger.interval import Interval
from netpoverty.ledger.sizes import FORMS, Joint, shared_sizes
from netpoverty.ledger.verdict import Finding
from netpoverty.models.panel.printed import Implied, hausman_single, poolability_f


@dataclass(frozen=True)
class ImpliedTest:
    """A test that a table implies without printing it.

    table, outcome : whose columns; test : its name; statistic, p : intervals that rounding leaves
    open, None where the print gives no such test; told : what stands against computing it, or the
    distribution; cells : the printed cells it rests on.
    """

    table: str
    outcome: str
    test: str
    statistic: Interval | None
    p: Interval | None
    told: str
    cells: tuple[str, ...]

    def row(self) -> dict[str, str]:
        """Return one row of words, for a table."""
        return {
            "table": self.table,
            "outcome": self.outcome,
            "test": self.test,
            "statistic": str(self.statistic) if self.statistic else "–",
            "p": str(self.p) if self.p else "–",
            "note": self.told,
        }


def implied_tests(book: Book) -> list[ImpliedTest]:
    """Return every test of pooled against fixed, and of fixed against random, that a paper implies.

    F for unit effects follows from two fits, the n and the number of units that all columns
    imply jointly; Hausman's statistic of one coefficient from two estimates and two errors. See
    `netpoverty.models.panel.printed` for the formulas.
    """
    return [test for sheet in book.sheets.values() for test in _of_sheet(book, sheet)]


def poolable(book: Book, check: Check) -> Finding:
    """The printed fits leave room for dropping unit effects at the level."""
    level = float(str(check["level"]))
    tests = [
        test
        for test in implied_tests(book)
        if test.test == POOLING and test.cells[0] in _cells_of(book, str(check["table"]))
    ]
    cells = tuple(cell for test in tests for cell in test.cells)
    known = [test for test in tests if test.p is not None]
    if not known:
        return Finding(cells, "not checkable", "The print implies no F for unit effects.")
    told = "; ".join(f"{t.outcome}: F {t.statistic.relation}, p {t.p.relation}" for t in known)
    reason = f"The printed fits imply for unit effects {told}."
    if all(test.p.low > level for test in known):
        return Finding((), "agrees", reason)
    if any(test.p.high <= level for test in known):
        told_so = f"{reason} That rejects pooled at {level:g}."
        return Finding((), "disagrees", told_so, severity="conclusion")
    return Finding((), "true sometimes", reason)


POOLING = "F for unit effects, pooled against fixed"
HAUSMAN = "Hausman, fixed against random"


def _cells_of(book: Book, table: str) -> set[str]:
    prefix = f"{book.paper.id}.{table}."
    return {cell.id for cell in book.paper.cells if cell.id.startswith(prefix)}


def _of_sheet(book: Book, sheet: Sheet) -> Iterator[ImpliedTest]:
    place = sheet.table.label or sheet.name
    sizes = shared_sizes(book).get(sheet.name)
    for family in families(sheet):
        if "fixed" not in family:
            continue
        outcome = ", ".join(v for k, v in family["fixed"].header.items() if k != "model")
        if "pooled" in family:
            yield from _pooling(place, outcome, family, sheet.name, sizes)
        if "random" in family:
            yield from _hausman(place, outcome, family)


def _pooling(
    place: str, outcome: str, family: Mapping[str, Line], table: str, sizes: Joint | None
) -> Iterator[ImpliedTest]:
    fits = {model: _fit(family[model]) for model in ("pooled", "fixed")}
    if not all(fits.values()):
        return
    cells = tuple(cell.id for _, cell in fits.values())
    if sizes is None or len(sizes.n.whole()) != 1 or not sizes.effects:
        told = "the print leaves the number of cases or of units open"
        yield ImpliedTest(place, outcome, POOLING, None, None, told, cells)
        return
    n, units = sizes.n.whole()[0], sizes.effects + 1
    slopes = len(family["pooled"].all("coefficient"))
    plain = [
        _unadjusted(table, family[m], fits[m], sizes, slopes + (sizes.effects if absorbed else 0))
        for m, absorbed in (("pooled", False), ("fixed", True))
    ]
    try:
        found = poolability_f(plain[0].ends, plain[1].ends, n=n, units=units, regressors=slopes)
    except InputError as error:
        yield ImpliedTest(place, outcome, POOLING, None, None, str(error), cells)
        return
    told = f"{found.distribution}, n = {n} and {units} units from {sizes.told}"
    yield _test(place, outcome, POOLING, [found], told, cells)


def _fit(line: Line) -> tuple[str, Cell] | None:
    entries = [e for e in line.all("r2", "adjusted-r2") if e.cell.number]
    return (entries[0].role, entries[0].cell) if entries else None


def _unadjusted(
    table: str, line: Line, fit: tuple[str, Cell], sizes: Joint, explaining: int
) -> Interval:
    """Return the unadjusted R², over both readings where F does not say which was printed."""
    heading, cell = fit
    known = sizes.forms.get((table, line.label, heading))
    read = [
        _as_plain(form, cell, sizes.n.whole()[0], explaining)
        for form in ([known] if known else FORMS)
    ]
    return Interval(min(r.low for r in read), max(r.high for r in read))


def _as_plain(form: str, cell: Cell, n: int, explaining: int) -> Interval:
    printed = Interval.of(cell.number)
    if form == "r2":
        return printed
    return Interval(1, 1) - (Interval(1, 1) - printed) * ((n - explaining - 1) / (n - 1))


def _hausman(place: str, outcome: str, family: Mapping[str, Line]) -> Iterator[ImpliedTest]:
    others = {entry.label: entry for entry in family["random"].all("coefficient")}
    for entry in family["fixed"].all("coefficient"):
        other = others.get(entry.label)
        if not other:
            continue
        cells, name = (entry.cell.id, other.cell.id), f"{HAUSMAN}: {entry.label}"
        found = list(_readings(entry.cell, other.cell))
        if not found:
            continue
        if all(math.isnan(one.low) for one in found):
            told = "does not exist: the fixed error is not the larger one"
            yield ImpliedTest(place, outcome, name, None, None, told, cells)
        else:
            real = [one for one in found if not math.isnan(one.low)]
            doubt = "" if len(found) == 1 else f", over {len(found)} readings of the cells"
            yield _test(place, outcome, name, real, real[0].distribution + doubt, cells)


def _readings(fixed: Cell, random: Cell) -> Iterator[Implied]:
    """Yield the statistic under every reading of the two cells."""
    if {fixed.brackets, random.brackets} != {"standard error"}:
        return
    for one, two in product(fixed.readings.values(), random.readings.values()):
        numbers = (one.number, one.error, two.number, two.error)
        if all(numbers):
            yield hausman_single(*(Interval.of(number).ends for number in numbers))


def _test(
    place: str, outcome: str, name: str, found: list[Implied], told: str, cells: tuple[str, ...]
) -> ImpliedTest:
    statistic = Interval(float(min(f.low for f in found)), float(max(f.high for f in found)))
    p = Interval(float(min(f.p_low for f in found)), float(max(f.p_high for f in found)))
    if p.low < 0.001 and p.high > 0.999:
        told = f"{told}; the rounding of the print leaves it open"
    return ImpliedTest(place, outcome, name, statistic, p, told, cells)
