"""Every rule on every paper: one verdict a cell."""

from __future__ import annotations

import functools
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from netpoverty.data import published
from netpoverty.data.published import Cell, Paper, Registry
from netpoverty.errors import choose
from netpoverty.ledger.book import Book
from netpoverty.ledger.rules import RULES
from netpoverty.ledger.verdict import (
    VERDICTS,
    Finding,
    Rule,
    Verdict,
    heaviest,
    method_beside_numbers,
)
from netpoverty.results import Result

if TYPE_CHECKING:
    import pandas as pd

SCOPE = (
    "Consistency of the printed page, not truth, competence or intent; read from extracted text, "
    "to be compared with the publisher's page before it is relied on."
)
_UNTOUCHED = {
    "claim": "no rule reads this kind of statement",
    "date": "a date; no other printed number bears on it",
    "code": "a code of a variable; nothing printed counts how often it occurs",
    "count": "a count that no other printed number bears on",
    "amount": "an amount that no other printed number bears on",
    "share": "a share that no other printed number bears on",
    "estimate": "an estimate printed without an error or a fit that it could be held against",
    "moment": "a moment that no other printed number bears on",
    "test": "a test statistic whose estimate and error are not printed together",
}


@dataclass(frozen=True)
class Ledger(Result):
    """The verdicts on the cells of one or more papers, one a cell, in the order of the registry."""

    verdicts: tuple[Verdict, ...]
    title: ClassVar[str] = "What the printed page supports"
    convention: str = SCOPE

    def select(self, paper: str = "", verdict: str = "") -> Ledger:
        """Return the verdicts of one paper, or of one kind; empty text means all."""
        if paper:
            choose("paper", paper, dict.fromkeys(v.paper for v in self.verdicts))
        if verdict:
            choose("verdict", verdict, VERDICTS)
        kept = (v for v in self.verdicts if paper in ("", v.paper))
        return Ledger(tuple(v for v in kept if verdict in ("", v.verdict)))

    def of(self, cell: str) -> Verdict:
        """Return the verdict on a cell by its full id."""
        by_id = {verdict.id: verdict for verdict in self.verdicts}
        return by_id[choose("cell", cell, by_id)]

    def counts(self) -> dict[str, int]:
        """Return how many cells have each verdict, in the order of `VERDICTS`."""
        found = Counter(verdict.verdict for verdict in self.verdicts)
        return {name: found[name] for name in VERDICTS if found[name]}

    def rows(self) -> list[dict[str, object]]:
        """Return plain rows, one a cell, ready for JSON or CSV."""
        return [verdict.row() for verdict in self.verdicts]

    def to_frame(self) -> pd.DataFrame:
        """Return the rows as a frame."""
        import pandas as pd

        return pd.DataFrame(self.rows())

    def json_text(self) -> str:
        """Return scope and rows as JSON text."""
        content = {"scope": SCOPE, "cells": self.rows()}
        return json.dumps(content, ensure_ascii=False, indent=1)

    def text_lines(self) -> list[str]:
        """Return the scope, the counts and one line a cell."""
        told = ", ".join(f"{n} {name}" for name, n in self.counts().items())
        return [SCOPE, f"{len(self.verdicts)} cells: {told or 'none'}.", *map(_line, self.verdicts)]


def _line(verdict: Verdict) -> str:
    severity = f" ({verdict.severity})" if verdict.severity else ""
    text = f"{verdict.id}  {verdict.printed}  {verdict.verdict}{severity}: {verdict.reason}"
    hints = "; ".join(verdict.would_agree)
    return f"{text} Would agree: {hints}." if hints else text


def judge_paper(
    paper: Paper, registry: Registry | None = None, rules: Iterable[Rule] = RULES
) -> Ledger:
    """Return one verdict on every cell of a paper.

    Parameters
    ----------
    paper : one file of the registry, or a user's own (`published.read_paper`).
    registry : where checks find cells of other files.
    rules : the rules to apply.

    Official figures are what papers are held against; they are not judged themselves.
    """
    found: dict[str, list[Finding]] = defaultdict(list)
    if paper.kind == "paper":
        book = Book(paper, registry)
        for rule in rules:
            for finding in rule(book):
                for cell in finding.cells:
                    found[cell].append(finding)
    return Ledger(tuple(_joined(cell, found[cell.id], paper) for cell in paper.cells))


def _joined(cell: Cell, findings: list[Finding], paper: Paper) -> Verdict:
    # A claim tells its parts itself; a number has rules that know nothing of one another.
    joined = heaviest if cell.kind == "claim" else method_beside_numbers
    best = joined(findings) if findings else _untouched(cell, paper)
    readings = tuple(f"{name}: {r.number.text}" for name, r in cell.readings.items())
    return Verdict(
        id=cell.id,
        paper=cell.paper,
        place=str(cell.place) or cell.place.kind,
        printed=cell.printed if cell.kind != "claim" else cell.about,
        kind=cell.kind,
        verdict=best.verdict,
        reason=best.reason,
        implied=best.implied,
        severity=best.severity,
        would_agree=best.would_agree,
        rule=best.rule,
        code=best.code,
        readings=readings if cell.doubtful else (),
        findings=tuple(findings),
    )


def _untouched(cell: Cell, paper: Paper) -> Finding:
    reason = _UNTOUCHED[cell.kind]
    if paper.kind == "official":
        reason = "an official or reference figure: papers are held against it"
    code = f"{__name__}.{_untouched.__name__}"
    return Finding((cell.id,), "not checkable", f"{reason}.".capitalize(), rule="none", code=code)


def judge(registry: Registry) -> Ledger:
    """Return one verdict on every cell of a registry."""
    papers = registry.papers.values()
    return Ledger(tuple(v for paper in papers for v in judge_paper(paper, registry).verdicts))


@functools.lru_cache(maxsize=1)
def ledger() -> Ledger:
    """Return the ledger of the project's own registry, computed once a process."""
    return judge(published.load())


def rows(paper: str = "", verdict: str = "") -> list[dict[str, object]]:
    """Return the ledger as plain rows, of one paper or one verdict if named."""
    return ledger().select(paper, verdict).rows()


def json_text(paper: str = "", verdict: str = "") -> str:
    """Return the ledger as JSON text, scope line first."""
    return ledger().select(paper, verdict).json_text()


def text_lines(paper: str = "", verdict: str = "") -> list[str]:
    """Return the ledger as lines of text, scope line first."""
    return ledger().select(paper, verdict).text_lines()


def audit(path: str | Path) -> Ledger:
    """Return the verdicts of the same rules on a user's own file.

    Parameters
    ----------
    path : a YAML file in the registry's format; `TEMPLATE` is one to start from. Its `paper`
        must be the file's name without the ending.

    Raises
    ------
    InputError : naming file and line of whatever is not as the format wants it.
    """
    return judge_paper(published.read_paper(path))
