"""Checks of claims on equations, tables, words and method."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from netpoverty.data.published.checks import Check
from netpoverty.data.published.schema import Table
from netpoverty.data.published.values import PrintedCell
from netpoverty.ledger.book import Book
from netpoverty.ledger.descriptive import code_end, codes_of, slips_of_codes
from netpoverty.ledger.implied_tests import poolable
from netpoverty.ledger.verdict import Finding, heaviest, weigh


def _found(fine: bool, yes: str, no: str) -> Finding:
    severity = "" if fine else "conclusion"
    return Finding((), "agrees" if fine else "disagrees", yes if fine else no, severity=severity)


def contains(book: Book, check: Check) -> Finding:
    """The variable appears in the system of equations."""
    names = book.paper.system(str(check["system"])).variables
    words = f"the printed equations hold {', '.join(names)}"
    return _found(check["variable"] in names, f"Yes: {words}.", f"No {check['variable']}: {words}.")


def dependent(book: Book, check: Check) -> Finding:
    """The variable stands on the left of the equations."""
    left = {book.paper.equations[name].dependent for name in check["equations"]}
    words = f"on the left stands {', '.join(sorted(left))}"
    fine = left == {check["variable"]}
    return _found(fine, f"Yes: {words}.", f"Not {check['variable']}: {words}.")


def graphs(book: Book, check: Check) -> Finding:
    """The system has that many impulse responses."""
    count = len(book.paper.system(str(check["system"])).variables) ** 2
    words = f"The system has {count} responses; the text says {check['number']}."
    return _found(count == float(str(check["number"])), words, words)


def shown_in(book: Book, check: Check) -> Finding:
    """The table has a row or column of that name."""
    table = book.paper.tables[str(check["table"])]
    labels = {label.lower() for label in (*table.rows, *table.columns)}
    fine = str(check["label"]).lower() in labels
    place = table.label or str(check["table"])
    return _found(fine, f"{place} has it.", f"{place} has no such row or column.")


def reads_as(book: Book, check: Check) -> Finding:
    """The text reads a cell as one kind of quantity, the table prints another."""
    cell = book.cell(str(check["cell"]))
    reason = (
        f"The text reads {cell.printed} as {check['text']}; the table prints a {check['table']}."
    )
    return Finding((cell.id,), "disagrees", reason, severity="conclusion")


def codes_match(book: Book, check: Check) -> Finding:
    """Minimum and maximum are the lowest and highest code that the table of codes gives.

    Where they are not, the slips named are those of the line that prints them (see
    `descriptive.slips_of_codes`); for ends printed in the text, the codes themselves.
    """
    listed = codes_of(book.paper, str(check["variable"]))
    ends = [(book.cell(str(check["minimum"])), 0), (book.cell(str(check["maximum"])), -1)]
    if not listed:
        return Finding(tuple(c.id for c, _ in ends), "not checkable", "No codes are listed.")

    hints = _slips(book, listed, {cell.id for cell, _ in ends})

    def judge(*printed: PrintedCell) -> Finding:
        found = [
            code_end(listed, end, hints, number, place=str(cell.place))
            for number, (cell, end) in zip(printed, ends, strict=True)
        ]
        worst = heaviest(found)
        told = " ".join(one.reason for one in found if one.verdict == worst.verdict)
        return replace(worst, reason=told)

    return weigh([cell for cell, _ in ends], judge)


def _slips(book: Book, listed: tuple[Table, tuple[int, ...], str], ends: set[str]) -> tuple:
    for sheet in book.sheets.values():
        for line in sheet.moments:
            if ends & {entry.cell.id for entry in line.all("minimum", "maximum")}:
                return slips_of_codes(sheet, line, listed)
    return (f"{listed[1][0]} to {listed[1][-1]} in the text",)


def _plain(verdict: str, words: str, severity: str = "") -> Callable[[Book, Check], Finding]:
    """Return a check whose verdict follows from its kind; `words` are filled from its fields."""

    def check_of_kind(book: Book, check: Check) -> Finding:
        return Finding((), verdict, words.format(**check.fields), severity=severity)

    return check_of_kind


STATEMENTS: dict[str, Callable[[Book, Check], Finding]] = {
    "contains": contains,
    "dependent": dependent,
    "graphs": graphs,
    "shown-in": shown_in,
    "poolable": poolable,
    "reads-as": reads_as,
    "codes-match": codes_match,
    "arithmetic": _plain("method only", "It holds in any data, so it is no finding: {why}."),
    "causal": _plain("method only", "Causal words; the design is: {design}.", "conclusion"),
    "method": _plain(
        "method only", "The test does not test what it is read for: {why}.", "conclusion"
    ),
    "needs": _plain("not checkable", "Not checkable without: {what}."),
    "defines": _plain("not checkable", "A definition: {variable} is {as}."),
    "advice": _plain("not checkable", "A recommendation; there is nothing to check."),
}
