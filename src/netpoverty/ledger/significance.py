"""Coefficient, error, t, p and stars against one another."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping

from scipy import stats

from netpoverty.data.published import Cell
from netpoverty.data.published.values import PrintedCell
from netpoverty.errors import refuse
from netpoverty.ledger.book import Book
from netpoverty.ledger.degrees import degrees
from netpoverty.ledger.interval import Interval
from netpoverty.ledger.verdict import Finding, rule, weigh

Key = Mapping[str, float]
OTHER_KEYS: dict[str, Key] = {
    "a 10/5/1% star key": {"*": 0.1, "**": 0.05, "***": 0.01},
    "a 5/1/0.1% star key": {"*": 0.05, "**": 0.01, "***": 0.001},
}
_TEST = re.compile(
    r"\s*(?P<name>t|F|r|chi2|z)\s*(?:\(\s*(?P<dof>[\d.]+(?:\s*,\s*[\d.]+)?)\s*\))?"
    r"\s*=\s*(?P<value>[−-]?\d*\.?\d+)\s*"
)


def p_of_t(t: Interval, allowed: Interval) -> Interval:
    """Return the two-sided p-values of a t statistic over the degrees of freedom allowed.

    >>> print(p_of_t(Interval(2.0, 2.0), Interval(36, 54)))
    0.05054 to 0.05309
    """
    size = t.size
    p = [2 * float(stats.t.sf(end, d)) for end in size.ends for d in allowed.ends]
    return Interval(min(p), max(p))


def p_of_test(text: str) -> Interval:
    """Return the p-values that a reported test, such as "t(28) = 2.20", can stand for.

    text : t(dof), z, r(dof), F(dof, dof) or chi2(dof), with its value as printed.

    The value is taken over its rounding interval; tests are two-sided where they can be.
    Source: Nuijten et al. (2016), 10.3758/s13428-015-0664-2.

    >>> print(p_of_test("t(28) = 2.20"))
    0.03584 to 0.03662
    """
    found = _TEST.fullmatch(text)
    if not found:
        raise refuse("test", text, 'a test such as "t(28) = 2.20" or "F(2, 726) = 7.20"')
    dof = [float(part) for part in (found["dof"] or "").split(",") if part]
    digits = len(found["value"].partition(".")[2])
    value = float(found["value"].replace("−", "-"))
    half = 0.5 * 10**-digits
    size = Interval(value - half, value + half).size
    p = [_p(found["name"], end, dof) for end in size.ends]
    return Interval(min(p), max(p))


def _p(name: str, value: float, dof: list[float]) -> float:
    if name == "r":
        value = min(value, 1 - 1e-12)
        value *= math.sqrt(dof[0] / (1 - value**2))
    tails = {
        "t": lambda: 2 * stats.t.sf(value, *dof),
        "r": lambda: 2 * stats.t.sf(value, *dof),
        "z": lambda: 2 * stats.norm.sf(value),
        "F": lambda: stats.f.sf(value, *dof),
        "chi2": lambda: stats.chi2.sf(value, *dof),
    }
    return float(tails[name]())


def p_of_cell(printed: PrintedCell, brackets: str, allowed: Interval) -> Interval | None:
    """Return the p-values that an estimate and the number in its brackets imply."""
    if printed.error is None:
        return None
    beside = Interval.of(printed.error)
    if brackets == "p-value":
        return beside
    if brackets == "t statistic":
        return p_of_t(beside, allowed)
    return p_of_t(Interval.of(printed.number).size / beside, allowed)


def stars_of(p: float, key: Key) -> int:
    """Return how many stars a p-value earns under a key.

    >>> stars_of(0.02, {"*": 0.05, "**": 0.01})
    1
    """
    return max((len(mark) for mark, level in key.items() if p < level), default=0)


def key_of(stars: Mapping[str, str]) -> dict[str, float]:
    """Return a printed star key as levels."""
    return {mark: float(level) for mark, level in stars.items()}


@rule("stars against the error in brackets, under the table's own key")
def stars(book: Book) -> Iterator[Finding]:
    """Hold the stars of every estimate against the p-values that its brackets imply."""
    for sheet in book.sheets.values():
        key = key_of(sheet.table.stars)
        for line in sheet.regressions:
            allowed = degrees(book, sheet, line)
            for entry in line.all("coefficient", "constant"):
                if key and any(reading.error for reading in entry.cell.readings.values()):
                    yield weigh([entry.cell], _star_judge(entry.cell, key, allowed))


def _star_judge(cell: Cell, key: Key, allowed: Interval):
    def judge(printed: PrintedCell) -> Finding:
        p = p_of_cell(printed, cell.brackets, allowed)
        if p is None:
            return Finding((), "not checkable", "Nothing stands in brackets.")
        count = len(printed.stars)
        if _fits(count, p, key):
            reason = f"The brackets imply p {p.relation}, as the {_words(count)} say."
            return Finding((), "agrees", reason, p)
        earned = sorted({stars_of(p.high, key), stars_of(p.low, key)})
        wanted = " or ".join(map(str, earned))
        reason = f"The brackets imply p {p.relation}: {wanted} by the printed key, printed {count}."
        return Finding((), "disagrees", reason, p, "star", tuple(_hints(count, p, key)))

    return judge


def _fits(count: int, p: Interval, key: Key) -> bool:
    return stars_of(p.high, key) <= count <= stars_of(p.low, key)


def _hints(count: int, p: Interval, key: Key) -> Iterator[str]:
    """Yield the natural slips under which the stars agree."""
    for name, other in OTHER_KEYS.items():
        if other and dict(other) != dict(key) and _fits(count, p, other):
            yield name
    if _fits(count, Interval(p.low / 2, p.high / 2), key):
        yield "a one-sided test"


def _words(count: int) -> str:
    return {0: "missing stars", 1: "one star"}.get(count, f"{count} stars")


@rule("sign of the estimate against the sign of t")
def brackets_possible(book: Book) -> Iterator[Finding]:
    """Hold a t statistic in brackets against the sign of its estimate."""
    for sheet in book.sheets.values():
        if sheet.table.brackets == "t statistic":
            for line in sheet.regressions:
                for entry in line.all("coefficient", "constant"):
                    if any(reading.error for reading in entry.cell.readings.values()):
                        yield weigh([entry.cell], _same_sign)


def _same_sign(printed: PrintedCell) -> Finding:
    error = printed.error
    if error is None or (Interval.of(printed.number) * Interval.of(error)).high >= 0:
        return Finding((), "agrees", "Estimate and t statistic have one sign.")
    reason = "Estimate and t statistic have opposite signs."
    return Finding((), "disagrees", reason, severity="slip")
