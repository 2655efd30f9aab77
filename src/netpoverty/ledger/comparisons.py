"""Checks of claims that compare printed numbers: signs, sums, shares, growth, dates, levels."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

from netpoverty.data.published import Cell
from netpoverty.data.published.checks import Check
from netpoverty.data.published.units import unit_of
from netpoverty.data.published.values import PrintedCell
from netpoverty.ledger.book import Book
from netpoverty.ledger.degrees import degrees
from netpoverty.ledger.interval import Interval
from netpoverty.ledger.significance import key_of, p_of_cell
from netpoverty.ledger.verdict import Finding, weigh

# One unit for quantities that are printed in several.
_MOST_LISTED = 4
_FACTORS = {"%": 0.01, "points": 0.01, "10k persons": 1e4, "10k yuan": 1e4, "100m yuan": 1e8}


def _interval(printed: PrintedCell) -> Interval:
    return Interval.of(printed.number)


def _base(cell: Cell, printed: PrintedCell) -> Interval:
    return _counted(cell, printed) * _FACTORS.get(cell.unit, 1.0)


def _counted(cell: Cell, printed: PrintedCell) -> Interval:
    """Return a count printed to the last unit as exact, anything else as its interval."""
    number = printed.number
    plain = (number.low, number.high) == (max(number.value - 0.5, 0), number.value + 0.5)
    rounded = number.text.endswith("00")
    exact = unit_of(cell.unit).whole and number.digits == 0 and plain and not rounded
    return Interval.of(number.value) if exact else Interval.of(number)


def _cells(book: Book, check: Check, *fields: str) -> list[Cell]:
    names: list[str] = []
    for field in fields:
        given = check.get(field, "")
        names += [given] if isinstance(given, str) else given
    return [book.cell(name) for name in names if name]


def _told(verdict: bool, yes: str, no: str, implied: Interval | None = None) -> Finding:
    severity = "" if verdict else "conclusion"
    return Finding(
        (), "agrees" if verdict else "disagrees", yes if verdict else no, implied, severity
    )


def _listed(texts: Sequence[str]) -> str:
    """Return texts as a list in words; of many, how many they are.

    >>> _listed(["1", "2", "3"]), _listed(["1", "2", "3", "4", "5", "6"])
    ('1, 2 and 3', 'all 6')
    """
    if len(texts) > _MOST_LISTED:
        return f"all {len(texts)}"
    return " and ".join(filter(None, [", ".join(texts[:-1]), texts[-1]]))


def _named(book: Book, cell: Cell, printed: PrintedCell) -> str:
    """Return a printed number with its row, and with its column where the head of it says more."""
    for sheet in book.sheets.values():
        for line in sheet.lines:
            for entry in line.entries:
                if entry.cell.id == cell.id:
                    words = ", ".join([entry.label, *line.header.values()])
                    return f"{printed.number.text} ({words})"
    return printed.number.text


def sign(book: Book, check: Check) -> Finding:
    """Every cell has the sign."""

    def judge(*read: PrintedCell) -> Finding:
        ends = [_interval(r) for r in read]
        positive = check["sign"] == "positive"
        fine = [(e.high > 0 if positive else e.low < 0) for e in ends]
        wrong = [r.number.text for r, ok in zip(read, fine, strict=True) if not ok]
        cells = _listed([r.number.text for r in read])
        return _told(
            all(fine),
            f"{check['sign']}: {cells}.".capitalize(),
            f"Not {check['sign']}: {', '.join(wrong)}.",
        )

    return weigh(_cells(book, check, "cells"), judge)


def _chain(book: Book, check: Check, rises: bool) -> Finding:
    cells = _cells(book, check, "cells")

    def judge(*read: PrintedCell) -> Finding:
        values = [_base(c, r) for c, r in zip(cells, read, strict=True)]
        pairs = [(b, a) if rises else (a, b) for a, b in pairwise(values)]
        fine = all(more.high > less.low for more, less in pairs)
        texts = [r.number.text for r in read]
        word = "rise" if rises else "fall"
        path = f"from {texts[0]} {'over ' * (len(texts) > 2)}{', '.join(texts[1:-1])}"
        path = f"{path} to {texts[-1]}".replace("  ", " ")
        return _told(fine, f"The figures {word} {path}.", f"The figures do not {word} {path}.")

    return weigh(cells, judge)


def greater(book: Book, check: Check) -> Finding:
    """Each cell is greater than the next."""
    return _chain(book, check, rises=False)


def rises(book: Book, check: Check) -> Finding:
    """Each cell is smaller than the next."""
    return _chain(book, check, rises=True)


def highest_fit(book: Book, check: Check) -> Finding:
    """The first cell is the highest; ties count as highest."""

    def judge(first: PrintedCell, *others: PrintedCell) -> Finding:
        top = max(_interval(o).low for o in others)
        texts = ", ".join(o.number.text for o in others)
        fine = _interval(first).high >= top
        said = f"{first.number.text} beside {texts}"
        return _told(
            fine, f"The fit is the highest: {said}.", f"The fit is not the highest: {said}."
        )

    return weigh(_cells(book, check, "cells"), judge)


def equal(book: Book, check: Check) -> Finding:
    """The cells print one number, in one unit or in several."""
    cells = _cells(book, check, "cells", "cell", "official")

    def judge(*read: PrintedCell) -> Finding:
        values = [_base(c, r) for c, r in zip(cells, read, strict=True)]
        low, high = max(v.low for v in values), min(v.high for v in values)
        texts = list(dict.fromkeys(r.number.text for r in read))
        fine = (
            Interval(min(low, high), max(low, high)).meets(low) and low <= high * (1 + 1e-9) + 1e-12
        )
        yes = f"One number can be printed as {_listed(texts)}."
        if len(texts) == 1:
            yes = f"{'Both' if len(read) == 2 else f'All {len(read)}'} places print {texts[0]}."
        return _told(fine, yes, f"Not one number: {_listed(texts)}.")

    return weigh(cells, judge)


def total(book: Book, check: Check) -> Finding:
    """The parts add up to the total."""
    cells = _cells(book, check, "parts", "total")

    def judge(*read: PrintedCell) -> Finding:
        implied = Interval(0, 0)
        for cell, printed in zip(cells[:-1], read, strict=False):
            implied = implied + _base(cell, printed)
        fine = implied.meets(_base(cells[-1], read[-1]))
        said = f"The parts add up to {implied}; printed {read[-1].number.text}."
        return _told(fine, said, said, implied)

    return weigh(cells, judge)


def _computed(
    book: Book, check: Check, fields: Sequence[str], result: str, how: Callable, words: str
) -> Finding:
    """Compute a quantity from cells and hold it against the printed result, if there is one."""
    given, printed_result = _cells(book, check, *fields), _cells(book, check, result)

    def judge(*read: PrintedCell) -> Finding:
        values = [_base(c, r) for c, r in zip(given, read, strict=False)]
        implied = how(*values)
        unit = f" {check.get('unit', '')}".rstrip()
        if not printed_result:
            reason = f"{words}: {implied}{unit}; the page prints no such figure."
            return Finding((), "not checkable", reason, implied)
        fine = implied.meets(_base(printed_result[0], read[-1]))
        said = f"{words}: {implied}{unit}; printed {read[-1].number.text}."
        return _told(fine, said, said, implied)

    return weigh([*given, *printed_result], judge)


def difference(book: Book, check: Check) -> Finding:
    """`from` less `less` is the result."""
    return _computed(book, check, ("from", "less"), "result", lambda a, b: a - b, "The difference")


def ratio(book: Book, check: Check) -> Finding:
    """Numerator over denominator is the result."""
    fields = ("numerator", "denominator")
    return _computed(book, check, fields, "result", lambda a, b: a / b, "The ratio")


def share_of(book: Book, check: Check) -> Finding:
    """The share is the part divided by the whole."""
    return _computed(book, check, ("part", "whole"), "share", lambda a, b: a / b, "Part over whole")


def growth(book: Book, check: Check) -> Finding:
    """The figure rises or falls from start to end; the rate is told."""

    def judge(start: PrintedCell, end: PrintedCell) -> Finding:
        up = check["direction"] == "rises"
        change = _interval(end) - _interval(start)
        # Each end once: the rate is monotone in both.
        rates = Interval(
            100 * (_interval(end).low / _interval(start).high - 1),
            100 * (_interval(end).high / _interval(start).low - 1),
        )
        fine = change.high > 0 if up else change.low < 0
        said = f"From {start.number.text} to {end.number.text}: {rates} per cent."
        return _told(fine, said, said, rates)

    return weigh(_cells(book, check, "start", "end"), judge)


def count_share(book: Book, check: Check) -> Finding:
    """Some whole number of the n cases gives the printed share."""
    share_cell, n_cell = _cells(book, check, "share", "n")

    def judge(share: PrintedCell, n: PrintedCell) -> Finding:
        counts = (_base(share_cell, share) * _base(n_cell, n)).whole()
        cases = n.number.text
        yes = f"{counts[0]} of {cases} gives {share.number.text}." if len(counts) else ""
        if len(counts) > 1:
            yes = f"{counts[0]} to {counts[-1]} of {cases} give {share.number.text}."
        return _told(bool(yes), yes, f"No whole number of {cases} cases gives {share.number.text}.")

    return weigh([share_cell, n_cell], judge)


def years_between(book: Book, check: Check) -> Finding:
    """The years from start to end are as many as stated, one end or both counted."""

    def judge(start: PrintedCell, end: PrintedCell, years: PrintedCell) -> Finding:
        span = int(end.number.value - start.number.value)
        fine = any(_interval(years).meets(y) for y in (span, span + 1))
        said = f"{start.number.text} to {end.number.text}: {span} years, {span + 1} with both ends counted"
        return _told(
            fine, f"{said}.", f"{said}; printed {years.number.text}.", Interval(span, span + 1)
        )

    return weigh(_cells(book, check, "start", "end", "years"), judge)


def dated(book: Book, check: Check) -> Finding:
    """The exposure is dated before the outcome."""

    def judge(exposure: PrintedCell, outcome: PrintedCell) -> Finding:
        said = f"Exposure dated {exposure.number.text}, outcome {outcome.number.text}."
        return _told(_interval(exposure).low < _interval(outcome).high - 0.5, said, said)

    return weigh(_cells(book, check, "exposure", "outcome"), judge)


def before(book: Book, check: Check) -> Finding:
    """The first date is earlier than the second."""

    def judge(*read: PrintedCell) -> Finding:
        fine = all(a.number.value < b.number.value for a, b in pairwise(read))
        texts = ", ".join(r.number.text for r in read)
        return _told(fine, f"In this order: {texts}.", f"Not in this order: {texts}.")

    return weigh(_cells(book, check, "cells"), judge)


def bound(book: Book, check: Check) -> Finding:
    """The cell lies within bounds that a source states."""
    low, high = float(str(check.get("low", "-inf"))), float(str(check.get("high", "inf")))

    def judge(printed: PrintedCell) -> Finding:
        allowed = Interval(low, high)
        fine = allowed.meets(printed.number)
        within = f"{'is' if fine else 'is not'} {'' if math.isinf(low) else 'within '}{allowed}"
        source = str(check["source"])
        said = f"{source[:1].upper()}{source[1:]}: {printed.number.text} {within}."
        return _told(fine, said, said, allowed)

    return weigh(_cells(book, check, "cell"), judge)


def beside(book: Book, check: Check) -> Finding:
    """The cell beside an official figure: the difference is told, no verdict follows."""
    cells = _cells(book, check, "cell", "official")
    texts = [cell.printed for cell in cells]
    reason = f"{texts[0]} stands beside the official {texts[1]}; of another place or group."
    return Finding((), "not checkable", reason)


def significant(book: Book, check: Check) -> Finding:
    """Every cell is (is not) significant at the level, by its own error and by its stars."""
    level, wanted = float(str(check["level"])), check["is"] == "yes"
    cells = _cells(book, check, "cells")
    ways = "their p-values" if all(c.unit == "p" for c in cells) else "error and by stars"

    def judge(*read: PrintedCell) -> Finding:
        states = [_significance(book, c, r, level) for c, r in zip(cells, read, strict=True)]
        names = [_named(book, c, r) for c, r in zip(cells, read, strict=True)]
        against = [name for name, s in zip(names, states, strict=True) if wanted not in s]
        mixed = [name for name, s in zip(names, states, strict=True) if len(s) > 1]
        word = "significant" if wanted else "not significant"
        if against:
            other = "Not significant" if wanted else "Significant"
            reason = f"{other} at {level:g}, by {ways}: {_listed(against)}."
            return Finding((), "disagrees", reason, severity="conclusion")
        if mixed:
            reason = (
                f"Significant at {level:g} by some and not by other of error, stars and the degrees "
                f"of freedom allowed: {_listed(mixed)}."
            )
            return Finding((), "true sometimes", reason, severity="star")
        reason = f"{word.capitalize()} at {level:g}, by {ways}: {_listed(names)}."
        return Finding((), "agrees", reason)

    return weigh(cells, judge)


def _significance(book: Book, cell: Cell, printed: PrintedCell, level: float) -> set[bool]:
    """Return whether a cell is significant, by each of the ways that the page offers."""
    if cell.unit == "p":
        return {end < level for end in printed.number.interval}
    found: set[bool] = set()
    for sheet in book.sheets.values():
        for line in sheet.lines:
            if any(entry.cell.id == cell.id for entry in line.entries):
                p = p_of_cell(printed, cell.brackets, degrees(book, sheet, line))
                found |= {end < level for end in p.ends} if p else set()
                key = key_of(sheet.table.stars)
                marks = [len(mark) for mark, at in key.items() if at <= level]
                found |= {len(printed.stars) >= min(marks)} if marks else set()
    return found or {True, False}


COMPARISONS: dict[str, Callable[[Book, Check], Finding]] = {
    "sign": sign,
    "greater": greater,
    "rises": rises,
    "equal": equal,
    "same-quantity": equal,
    "official": equal,
    "sum": total,
    "difference": difference,
    "ratio": ratio,
    "growth": growth,
    "share-of": share_of,
    "count-share": count_share,
    "years-between": years_between,
    "before": before,
    "bound": bound,
    "beside": beside,
    "dated": dated,
    "significant": significant,
    "highest-fit": highest_fit,
}
