"""Findings of single rules, joined into one verdict a cell."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from netpoverty.data.published import Cell
from netpoverty.data.published.cells import AS_PRINTED
from netpoverty.data.published.values import PrintedCell
from netpoverty.errors import choose
from netpoverty.ledger.interval import Interval

if TYPE_CHECKING:
    from netpoverty.ledger.book import Book

# From the verdict that outweighs all others to the one that any other outweighs. A number that the
# method puts in doubt has the verdict of the numbers where they speak against it, and "method only"
# where they do not; its reason tells both (`method_beside_numbers`).
VERDICTS = (
    "cannot be as printed",
    "disagrees",
    "never",
    "true sometimes",
    "method only",
    "agrees",
    "not checkable",
)
MEANINGS = {
    "agrees": "some value inside every rounding interval satisfies each rule that applies",
    "disagrees": "no value inside the rounding intervals satisfies a rule, or another place of the "
    "same paper says otherwise",
    "cannot be as printed": "no data at all give this number beside the others of its line",
    "true sometimes": "it holds under some reading, ordering, convention or rounding, not under all",
    "never": "it holds under no reading, ordering, convention or correlation of the errors",
    "method only": "numbers do not speak against it: it stands or falls with the method",
    "not checkable": "the printed page has nothing to hold it against, or the data are needed",
}
# What one cell, and what several, of a verdict do, as a sentence on a ledger tells it.
_DO = {
    "agrees": ("agrees", "agree"),
    "disagrees": ("disagrees", "disagree"),
    "cannot be as printed": ("cannot be as printed",) * 2,
    "never": ("never holds", "never hold"),
    "true sometimes": ("holds only sometimes", "hold only sometimes"),
    "method only": ("hangs on the method alone", "hang on the method alone"),
    "not checkable": ("cannot be checked from the page",) * 2,
}
SEVERITIES = ("", "slip", "star", "conclusion")
OPEN = ("cannot be as printed", "disagrees", "never")


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule found about some cells.

    cells : full ids; verdict, reason : see `VERDICTS`; implied : the interval computed from the
    other numbers; severity : slip, star (a mark of significance depends on it) or conclusion;
    would_agree : natural slips under which the numbers agree; rule, code : stamped by `rule`.
    """

    cells: tuple[str, ...]
    verdict: str
    reason: str
    implied: Interval | None = None
    severity: str = ""
    would_agree: tuple[str, ...] = ()
    rule: str = ""
    code: str = ""

    def __post_init__(self) -> None:
        choose("verdict", self.verdict, VERDICTS)
        choose("severity", self.severity, SEVERITIES)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The one verdict on a cell, with everything the rules found about it.

    place and printed : as the registry has them; implied : interval from the deciding finding;
    readings : the readings of a doubtful cell, all of equal right; findings : every finding.
    """

    id: str
    paper: str
    place: str
    printed: str
    kind: str
    verdict: str
    reason: str
    implied: Interval | None = None
    severity: str = ""
    would_agree: tuple[str, ...] = ()
    rule: str = ""
    code: str = ""
    readings: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()

    def row(self) -> dict[str, object]:
        """Return the verdict as a plain row, ready for JSON."""
        ends = self.implied.ends if self.implied else (None, None)
        return {
            "id": self.id,
            "paper": self.paper,
            "place": self.place,
            "printed": self.printed,
            "kind": self.kind,
            "implied_low": _plain(ends[0]),
            "implied_high": _plain(ends[1]),
            "verdict": self.verdict,
            "severity": self.severity,
            "reason": self.reason,
            "would_agree": list(self.would_agree),
            "rule": self.rule,
            "code": self.code,
            "readings": list(self.readings),
            "rules_applied": sorted({finding.rule for finding in self.findings}),
        }


def _plain(end: float | None) -> float | None:
    return None if end is None or abs(end) == float("inf") else end


def counted(counts: Mapping[str, int]) -> str:
    """Return the number of cells of each verdict as one sentence.

    >>> counted({"not checkable": 14, "method only": 2, "agrees": 1})
    'Of 17 cells, 1 agrees, 2 hang on the method alone and 14 cannot be checked from the page.'
    """
    told = [f"{counts[v]} {_DO[v][counts[v] > 1]}" for v in _DO if counts.get(v)]
    listed = " and ".join(filter(None, [", ".join(told[:-1]), *told[-1:]]))
    cells = sum(counts.values())
    return f"Of {cells} cell{'s' * (cells != 1)}, {listed}."


Rule = Callable[["Book"], Iterator[Finding]]


def rule(words: str) -> Callable[[Rule], Rule]:
    """Mark a function as a rule: each of its findings carries the words and the code's name."""

    def mark(function: Rule) -> Rule:
        @functools.wraps(function)
        def run(book: Book) -> Iterator[Finding]:
            code = f"{function.__module__}.{function.__qualname__}"
            for finding in function(book):
                yield replace(finding, rule=words, code=finding.code or code)

        return run

    return mark


def weigh(cells: Sequence[Cell], judge: Callable[..., Finding]) -> Finding:
    """Return what `judge` finds about the cells, under every reading of every doubtful one.

    `judge` takes one `PrintedCell` a cell. Where readings lead to different verdicts the finding
    is "true sometimes" and tells each of them, so that none hangs on one reading silently.
    """
    ids = tuple(cell.id for cell in cells)
    outcomes: dict[str, Finding] = {}
    for choice in itertools.product(*(cell.readings.items() for cell in cells)):
        name = ", ".join(dict.fromkeys(n for n, _ in choice if n != AS_PRINTED)) or AS_PRINTED
        outcomes[name] = replace(judge(*(reading for _, reading in choice)), cells=ids)
    first = next(iter(outcomes.values()))
    if len({found.verdict for found in outcomes.values()}) == 1:
        return first
    told = " ".join(f"If read as “{name}”: {found.reason}" for name, found in outcomes.items())
    severity = max((f.severity for f in outcomes.values()), key=SEVERITIES.index)
    hints = tuple(dict.fromkeys(h for f in outcomes.values() for h in f.would_agree))
    return replace(
        first, verdict="true sometimes", reason=told, severity=severity, would_agree=hints
    )


def heaviest(findings: Iterable[Finding]) -> Finding:
    """Return the finding that outweighs the others; the first of equals."""
    return min(findings, key=lambda f: (VERDICTS.index(f.verdict), -SEVERITIES.index(f.severity)))


def method_beside_numbers(findings: Iterable[Finding]) -> Finding:
    """Return the heaviest finding, with what numbers or method say beside it in the reason.

    Where a rule finds a number a matter of method, and others decide it by numbers, the heavier of
    the two is the verdict: the other would go untold without this.
    """
    findings = list(findings)
    best = heaviest(findings)
    method = [f for f in findings if f.verdict == "method only"]
    numbers = [f for f in findings if f.verdict not in ("method only", "not checkable")]
    if not method or not numbers:
        return best
    if best.verdict == "method only":
        other = heaviest(numbers)
        return replace(best, reason=f"{best.reason} By the numbers it agrees: {other.reason}")
    return replace(best, reason=f"{best.reason} By method: {method[0].reason}")


__all__ = [
    "MEANINGS",
    "OPEN",
    "VERDICTS",
    "Finding",
    "PrintedCell",
    "Verdict",
    "counted",
    "heaviest",
    "method_beside_numbers",
    "rule",
    "weigh",
]
