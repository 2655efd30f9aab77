"""Moments of variables: range, mean, standard deviation, codes and counts."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator

from netpoverty.data.count_bounds import possible_sums
from netpoverty.data.counts import find_counts
from netpoverty.data.published import Cell, Paper
from netpoverty.data.published.schema import Table
from netpoverty.data.published.values import PrintedCell
from netpoverty.ledger.book import Book, Line, Sheet
from netpoverty.ledger.interval import Interval
from netpoverty.ledger.verdict import Finding, rule, weigh
from netpoverty.results import NotComputable

WHOLE = ("whole numbers", "binary", "ordered codes", "unordered codes")
_MOST_CODES = 130  # beyond this the exact count program is left to the bounds
_MOST_CASES = 100_000


def codes_of(paper: Paper, variable: str) -> tuple[Table, tuple[int, ...], str] | None:
    """Return the table that lists the codes of a variable, the codes, and the doubt about them."""
    for table in paper.tables.values():
        if variable in table.codes:
            texts = {code: code for code in table.codes[variable]}
            doubts = [d for k, d in table.doubts.items() if k.partition(" | ")[0] == variable]
            for key, doubt in table.doubts.items():
                name, _, code = key.partition(" | ")
                if name == variable and code in texts:
                    texts[code] = next(iter(doubt.readings.values()))
            try:
                codes = tuple(sorted(int(text) for text in texts.values()))
            except ValueError:
                return None
            return table, codes, doubts[0].note if doubts else ""
    return None


def _scale(sheet: Sheet, line: Line) -> str:
    return sheet.table.scales.get(line.label, "continuous")


@rule("mean within minimum and maximum")
def mean_in_range(book: Book) -> Iterator[Finding]:
    """Hold each mean against the printed range, or the range of the codes where that one fits."""
    for sheet in book.sheets.values():
        for line in sheet.moments:
            mean, low, high = line.one("mean"), line.one("minimum"), line.one("maximum")
            if mean and low and high and low.number and high.number:
                yield from _range(book, sheet, line, mean, low, high)


def _range(
    book: Book, sheet: Sheet, line: Line, mean: Cell, low: Cell, high: Cell
) -> Iterator[Finding]:
    span = Interval(min(low.number.low, high.number.high), max(low.number.low, high.number.high))
    if _scale(sheet, line) in WHOLE:  # codes are exact: 0 to 1 does not hold a mean of 1.3
        span = Interval(min(low.value, high.value), max(low.value, high.value))
    listed = codes_of(book.paper, sheet.table.codes_of.get(line.label, line.label))
    if low.number.low > high.number.high:
        reason = f"The minimum {low.printed} is above the maximum {high.printed}."
        yield Finding((low.id, high.id), "cannot be as printed", reason, severity="slip")
        return

    def judge(printed: PrintedCell) -> Finding:
        said = f"Mean {printed.number.text}, range {low.printed} to {high.printed}"
        if span.meets(printed.number):
            return Finding((), "agrees", f"{said}: the mean lies inside.", span)
        hint = ()
        within = listed and Interval(listed[1][0], listed[1][-1]).meets(printed.number)
        if within and fits_codes(line, listed[1]):
            hint = (f"{_range_of(listed[1], sheet)}, the codes listed in {listed[0].label}",)
        reason = f"{said}: no data have a mean outside their range."
        return Finding((), "cannot be as printed", reason, span, "slip", hint)

    found = weigh([mean], judge)
    yield found
    # A doubt about the mean is told at the mean; the range may be sound then.
    if found.verdict != "true sometimes":
        yield Finding(
            (low.id, high.id),
            found.verdict,
            found.reason,
            severity=found.severity,
            would_agree=found.would_agree,
        )


@rule("largest and smallest standard deviation for the mean, the range and n")
def spread(book: Book) -> Iterator[Finding]:
    """Hold each standard deviation against (max − mean)(mean − min) n/(n − 1), and a binary one
    against mean (1 − mean) n/(n − 1) as well from below.
    """
    for sheet in book.sheets.values():
        for line in sheet.moments:
            sd, mean = line.one("standard deviation"), line.one("mean")
            low, high, n = line.one("minimum"), line.one("maximum"), line.one("n")
            if sd and mean and low and high and low.number and high.number:
                span = Interval(low.number.value, max(low.number.value, high.number.value))
                binary = _scale(sheet, line) == "binary"
                cases = n.value if n and n.value else 2
                judge = functools.partial(_spread, span, cases, binary)
                yield weigh([sd, mean], judge)


def _spread(span: Interval, n: float, binary: bool, sd: PrintedCell, mean: PrintedCell) -> Finding:
    inside = Interval.of(mean.number).shared(span)
    if inside is None:
        reason = "The mean lies outside the range, so that no standard deviation fits it."
        return Finding((), "not checkable", reason)
    means = [*inside.ends, min(max(inside.low, (span.low + span.high) / 2), inside.high)]
    most = [max((span.high - m) * (m - span.low), 0) for m in means]
    # Divisors n and n − 1 are both in use.
    high = (max(most) * n / max(n - 1, 1)) ** 0.5
    allowed = Interval(min(most) ** 0.5 if binary else 0.0, high)
    kind = "with that mean a 0/1 variable has" if binary else "mean and range allow"
    reason = f"Standard deviation {sd.number.text}; {kind} {allowed}."
    if allowed.meets(sd.number):
        return Finding((), "agrees", reason, allowed)
    return Finding((), "cannot be as printed", reason, allowed, "slip")


@rule("GRIM: a mean of whole numbers is a fraction with denominator n")
def grim(book: Book) -> Iterator[Finding]:
    """Ask whether some whole sum of n codes has the printed mean."""
    for sheet in book.sheets.values():
        for line in sheet.moments:
            mean, n = line.one("mean"), line.one("n")
            if mean and n and n.value and _scale(sheet, line) in WHOLE:
                yield weigh([mean], functools.partial(_grim, int(n.value)))


def _grim(n: int, mean: PrintedCell) -> Finding:
    text = _plain(mean)
    if possible_sums(n, text):
        power = 10**mean.number.digits > n
        words = "" if power else "; with so many cases every mean passes"
        return Finding((), "agrees", f"A whole sum of {n} codes has the mean {text}{words}.")
    reason = f"No whole sum of {n} codes has the mean {text}."
    return Finding((), "cannot be as printed", reason, severity="slip")


def _plain(printed: PrintedCell) -> str:
    return printed.number.text.replace("−", "-").replace(",", "").replace(" ", "")


@rule("GRIMMER and exact counts: whole counts per code behind mean and standard deviation")
def exact_counts(book: Book) -> Iterator[Finding]:
    """Ask for counts per code with the printed mean and standard deviation, or a proof."""
    for sheet in book.sheets.values():
        for line in sheet.moments:
            mean, sd, n = line.one("mean"), line.one("standard deviation"), line.one("n")
            low, high = line.one("minimum"), line.one("maximum")
            if mean and sd and n and n.value and _scale(sheet, line) in WHOLE:
                spans = _spans(book, sheet, line, low, high)
                if spans and n.value <= _MOST_CASES:
                    yield weigh([mean, sd], functools.partial(_counts, int(n.value), spans))


def _spans(book: Book, sheet: Sheet, line: Line, low, high) -> dict[str, tuple[int, ...]]:
    """Return the admissible codes: of the printed range, then of the list of codes."""
    found = {}
    ends = [cell.value for cell in (low, high) if cell and cell.value is not None]
    if len(ends) == 2 and 0 <= ends[1] - ends[0] <= _MOST_CODES:
        codes = tuple(range(int(ends[0]), int(ends[1]) + 1))
        found[f"a range of {low.printed}–{high.printed}"] = codes
    listed = codes_of(book.paper, sheet.table.codes_of.get(line.label, line.label))
    if listed and listed[1] not in found.values():
        found[f"the codes {listed[1][0]}–{listed[1][-1]} listed in {listed[0].label}"] = listed[1]
    return found


def _counts(
    n: int, spans: dict[str, tuple[int, ...]], mean: PrintedCell, sd: PrintedCell
) -> Finding:
    outcomes = {name: _program(n, codes, _plain(mean), _plain(sd)) for name, codes in spans.items()}
    said = f"mean {mean.number.text} and standard deviation {sd.number.text}"
    (name, first), *others = outcomes.items()
    if first is None:
        return Finding((), "not checkable", f"The search for {said} was stopped undecided.")
    if first == "":
        return Finding((), "agrees", f"With {name} some counts of {n} cases have {said}.")
    hints = tuple(other for other, found in others if found == "")
    reason = f"With {name} no counts of {n} cases have {said}: {first}."
    return Finding((), "cannot be as printed", reason, None, "slip", hints)


@functools.lru_cache(maxsize=512)
def _program(n: int, codes: tuple[int, ...], mean: str, sd: str) -> str | None:
    """Return an empty text for a witness, the reason for a proof, None where undecided."""
    found = None
    for divisor in ("n-1", "n"):
        found = find_counts(n, codes, mean, sd, divisor=divisor)
        if isinstance(found, NotComputable):
            return None
        if found:
            return ""
    return found.reason


@rule("codes of one table against the range in another")
def codes_against_range(book: Book) -> Iterator[Finding]:
    """Hold printed minimum and maximum against the lowest and highest code that is listed."""
    for sheet in book.sheets.values():
        for line in sheet.moments:
            listed = codes_of(book.paper, sheet.table.codes_of.get(line.label, ""))
            low, high = line.one("minimum"), line.one("maximum")
            for cell, end in ((low, 0), (high, -1)):
                if listed and cell:
                    hints = slips_of_codes(sheet, line, listed)
                    told = functools.partial(code_end, listed, end, hints, place=str(cell.place))
                    yield weigh([cell], told)


def slips_of_codes(
    sheet: Sheet, line: Line, listed: tuple[Table, tuple[int, ...], str]
) -> tuple[str, ...]:
    """Return what would make a printed range and the listed codes agree with all that is printed.

    Another range, if the listed codes can have the line's mean and deviation; a longer list, if
    they cannot and the printed range can. What no search decides is not named.
    """
    table, codes, _ = listed
    low, high = line.one("minimum"), line.one("maximum")
    if fits_codes(line, codes):
        printed = f" ({low.printed}–{high.printed} printed)" if low and high else ""
        return (f"{_range_of(codes, sheet)}{printed}",)
    ends = [cell.value for cell in (low, high) if cell and cell.value is not None]
    if len(ends) < 2 or not 0 <= ends[1] - ends[0] <= _MOST_CODES:
        return ()
    wider = tuple(range(int(min(ends[0], codes[0])), int(max(ends[1], codes[-1])) + 1))
    if (wider[0], wider[-1]) != (ends[0], ends[1]) or not fits_codes(line, wider):
        return ()
    ways = [
        f"{word} {end}"
        for word, end, listed_end in (
            ("down to", wider[0], codes[0]),
            ("up to", wider[-1], codes[-1]),
        )
        if end != listed_end
    ]
    return (f"more codes in {table.label}, {' and '.join(ways)}",)


def _range_of(codes: tuple[int, ...], sheet: Sheet) -> str:
    return f"a range of {codes[0]}–{codes[-1]} in {sheet.table.label or sheet.name}"


def fits_codes(line: Line, codes: tuple[int, ...]) -> bool | None:
    """Return whether the codes can have the line's mean and deviation; None where undecided.

    A doubtful number counts under any of its readings.
    """
    mean, sd, n = line.one("mean"), line.one("standard deviation"), line.one("n")
    means = [r for r in mean.readings.values() if r.number] if mean else []
    sds = [r for r in sd.readings.values() if r.number] if sd else []
    span = Interval(codes[0], codes[-1])
    inside = [m for m in means if span.meets(m.number)]
    if not inside or not sds:
        return bool(inside) or not means
    cases = n.value if n and n.value else None
    pairs = list(itertools.product(sds, inside))
    if not any(_spread(span, cases or 2, False, *pair).verdict == "agrees" for pair in pairs):
        return False
    if not cases or cases > _MOST_CASES:
        return None
    found = {_program(int(cases), codes, _plain(m), _plain(d)) for d, m in pairs}
    return True if "" in found else None if None in found else False


def code_end(
    listed: tuple[Table, tuple[int, ...], str],
    end: int,
    hints: tuple[str, ...],
    printed: PrintedCell,
    place: str = "",
) -> Finding:
    """Hold one end of a range against the listed codes; a doubt about the list is told.

    hints : what would agree where they differ; place : where the end is printed, for the reason
    """
    table, codes, doubt = listed
    side = "lowest" if end == 0 else "highest"
    where = f" ({place})" if place else ""
    value = f"The {side} value printed{where} is {printed.number.text}"
    if Interval.of(printed.number).meets(codes[end]):
        reason = f"{value}, the {side} code listed in {table.label}."
        return Finding((), "agrees", reason)
    reason = f"{value}; the {side} code listed in {table.label} is {codes[end]}."
    if doubt:
        reason = f"{reason} The list of codes is in doubt, so it may be longer. {doubt}"
        return Finding((), "true sometimes", reason, None, "slip", hints)
    return Finding((), "disagrees", reason, None, "slip", hints)


@rule("mean of a nominal code")
def nominal(book: Book) -> Iterator[Finding]:
    """Say where a mean or standard deviation was taken of codes without an order."""
    for sheet in book.sheets.values():
        for line in sheet.moments:
            if _scale(sheet, line) == "unordered codes":
                reason = "The codes are not in an order, so that a mean of them has no meaning."
                cells = tuple(e.cell.id for e in line.all("mean", "standard deviation"))
                yield Finding(cells, "method only", reason, severity="slip")


@rule("one number of cases for all variables")
def same_cases(book: Book) -> Iterator[Finding]:
    """Hold each printed n against the others of the table."""
    for sheet in book.sheets.values():
        cells = [cell for line in sheet.moments if (cell := line.one("n"))]
        for cell in cells:
            if cell.value is not None and len(cells) > 1:
                same = sum(other.value == cell.value for other in cells) - 1
                told = "all" if same == len(cells) - 1 else f"{same}"
                reason = f"{told} of the {len(cells) - 1} other lines print the same n."
                yield Finding((cell.id,), "agrees", reason.capitalize())
