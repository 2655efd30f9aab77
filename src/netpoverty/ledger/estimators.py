"""Pooled, fixed and random effects of one regression against one another."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from functools import reduce

from netpoverty.data.published import Equation, Printed
from netpoverty.data.published.equations import CONSTANT
from netpoverty.data.published.schema import Assignment
from netpoverty.errors import InputError
from netpoverty.ledger.book import Book, Entry, Line, Sheet
from netpoverty.ledger.interval import Interval
from netpoverty.ledger.sizes import Joint, shared_sizes
from netpoverty.ledger.verdict import Finding, rule
from netpoverty.models.panel.printed import fallback_error_ratio, lines_cross

_WORDS = {"pooled": ("pooled",), "fixed": ("fixed", "within"), "random": ("random",)}


def estimator(words: str) -> str:
    """Return which estimator a heading names: pooled, fixed, random or none.

    >>> estimator("PCIR, random effects"), estimator("logit")
    ('random', '')
    """
    low = words.lower()
    return next((name for name, keys in _WORDS.items() if any(k in low for k in keys)), "")


def families(sheet: Sheet) -> Iterator[dict[str, Line]]:
    """Yield the columns of each outcome by estimator."""
    groups: dict[tuple[str, ...], dict[str, Line]] = {}
    for line in sheet.regressions:
        name = estimator(line.header.get("model", ""))
        rest = tuple(v for k, v in line.header.items() if k != "model")
        if name:
            groups.setdefault(rest, {})[name] = line
    yield from groups.values()


@rule("random effects that repeat the pooled estimates: errors in one ratio")
def repeated_estimates(book: Book) -> Iterator[Finding]:
    """Where every random-effects estimate is the pooled one, hold the errors against theory.

    Equal estimates mean a weight of zero on the unit means (theta = 0). The errors then are the
    pooled ones times one number: 1, or the root of within over pooled variance.
    """
    for sheet in book.sheets.values():
        for family in families(sheet):
            if {"pooled", "random"} <= set(family):
                pairs = list(_pairs(family["pooled"], family["random"]))
                if len(pairs) > 1 and all(_meet(a, b) for a, b in pairs):
                    yield _repeated(sheet.name, family, pairs, shared_sizes(book).get(sheet.name))


def _pairs(first: Line, second: Line) -> Iterator[tuple[Entry, Entry]]:
    others = {entry.label: entry for entry in second.all("coefficient", "constant")}
    for entry in first.all("coefficient", "constant"):
        other = others.get(entry.label)
        if other and entry.cell.standard_error and other.cell.standard_error:
            yield entry, other


def _meet(first: Entry, second: Entry) -> bool:
    a, b = first.cell.number, second.cell.number
    # One unit of the last digit more than rounding: iterated estimates differ by as much.
    return bool(a and b) and abs(a.value - b.value) <= 1.01 * 10.0**-a.digits


def _repeated(
    table: str, family: Mapping[str, Line], pairs: list[tuple[Entry, Entry]], sizes: Joint | None
) -> Finding:
    cells = tuple(second.cell.id for _, second in pairs)
    ratios = [
        Interval.of(second.cell.standard_error) / Interval.of(first.cell.standard_error)
        for first, second in pairs
    ]
    common = reduce(lambda a, b: a and a.shared(b), ratios)
    if common is None:
        told = "; ".join(map(str, ratios))
        reason = f"The estimates are the pooled ones, but the errors are in no one ratio: {told}."
        return Finding(cells, "disagrees", reason, None, "slip")
    reason = (
        f"The estimates are the pooled ones (theta = 0); the errors are {common} of the pooled."
    )
    if common.meets(1.0):
        return Finding(cells, "agrees", reason, common)
    implied = _implied(table, family, sizes)
    if implied:
        verb = "as" if implied.meets(common) else "not as"
        reason += f" This is {verb} the within variance implies ({implied})."
    reason += " Their stars rest on that choice of variance, not on other estimates."
    return Finding(cells, "method only", reason, implied, "star")


def _implied(table: str, family: Mapping[str, Line], sizes: Joint | None) -> Interval | None:
    fits = [family[m].all("r2", "adjusted-r2") for m in ("pooled", "fixed") if m in family]
    if sizes is None or len(fits) < 2 or not all(fits) or len(sizes.n.whole()) != 1:
        return None
    numbers = [entries[0].cell.number for entries in fits]
    slopes = len(family["pooled"].all("coefficient"))
    shape = {"n": sizes.n.whole()[0], "units": sizes.effects + 1, "regressors": slopes}
    labels = (family["pooled"].label, family["fixed"].label)
    found_forms = {
        form for key, form in sizes.forms.items() if key[:2] in [(table, x) for x in labels]
    }
    # A fit that agrees under neither form is read as the other one is.
    form = found_forms.pop() if len(found_forms) == 1 else "r2"
    if not all(numbers):
        return None
    found = fallback_error_ratio(
        *(number.interval for number in numbers), adjusted=form == "adjusted-r2", **shape
    )
    return Interval(float(found.low), float(found.high))


@rule("which printed line can stand under which heading")
def lines_under_headings(book: Book) -> Iterator[Finding]:
    """Hold each doubtful assignment of one-regressor lines against two demands of theory.

    On a balanced panel the lines of the three estimators meet in one point, the common means,
    and the random-effects slope lies between the pooled and the within slope.
    """
    for entry in book.paper.assignments.values():
        named = {slot: estimator(slot) for slot in entry.slots}
        if set(named.values()) == set(_WORDS):
            yield from _assignment(book, entry, named)


def _assignment(book: Book, entry: Assignment, named: Mapping[str, str]) -> Iterator[Finding]:
    names = list(dict.fromkeys(n for filled in entry.readings.values() for n in filled.values()))
    lines = {name: book.paper.equations[name] for name in names}
    if any(len(eq.terms) != 2 or CONSTANT not in eq.terms for eq in lines.values()):
        return
    possible = [
        reading
        for reading, filled in entry.readings.items()
        if any(_fits(numbers, filled, named) for numbers in _all_readings(lines))
    ]
    cells = tuple(cell.id for eq in lines.values() for cell in eq.terms.values())
    demand = "the lines can meet in one point with the random-effects slope between the others"
    if not possible:
        reason = f"Under no heading {demand}."
        yield Finding(cells, "disagrees", reason, None, "slip")
    else:
        every = len(possible) == len(entry.readings)
        told = "every assignment" if every else "; ".join(possible)
        reason = f"Of {len(entry.readings)} assignments to the headings {demand} in: {told}."
        yield Finding(cells, "agrees" if every else "true sometimes", reason)


def _all_readings(lines: Mapping[str, Equation]) -> Iterator[dict[str, list[Printed]]]:
    doubts = {key: names for eq in lines.values() for key, names in eq.doubts.items()}
    for names in itertools.product(*doubts.values()):
        choice = dict(zip(doubts, names, strict=True))
        yield {name: _pair(eq.numbers(choice)) for name, eq in lines.items()}


def _pair(numbers: Mapping[str, Printed]) -> list[Printed]:
    slope = next(number for term, number in numbers.items() if term != CONSTANT)
    return [numbers[CONSTANT], slope]


def _fits(
    numbers: Mapping[str, list[Printed]], filled: Mapping[str, str], named: Mapping[str, str]
) -> bool:
    by = {named[slot]: [p.interval for p in numbers[name]] for slot, name in filled.items()}
    slopes = {name: pair[1] for name, pair in by.items()}
    low = min(slopes["pooled"][0], slopes["fixed"][0])
    high = max(slopes["pooled"][1], slopes["fixed"][1])
    if not Interval(*slopes["random"]).meets(Interval(low, high)):
        return False
    points = []
    for first, second in itertools.combinations(by.values(), 2):
        try:
            points.append([Interval(p.low, p.high) for p in lines_cross(first, second)])
        except InputError:  # slopes that rounding leaves equal say nothing on where lines meet
            continue
    return all(
        a.meets(b)
        for one, two in itertools.combinations(points, 2)
        for a, b in zip(one, two, strict=True)
    )
