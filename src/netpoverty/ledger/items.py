"""A ledger by display item: each table, equation, passage of text, and the claims."""

from __future__ import annotations

from collections import Counter

from netpoverty.ledger.runner import Ledger
from netpoverty.ledger.verdict import OPEN, VERDICTS, Verdict

LEVELS = {
    "agrees": "all agree",
    "in part": "some agree, others do not",
    "mixed": "some agree, others only sometimes",
    "sometimes": "all only sometimes",
    "differs": "none agrees",
    "open": "no number of the page decides any cell",
}


def display_items(ledger: Ledger, paper: str) -> list[dict[str, object]]:
    """Return one row a display item of a paper: its cells by verdict, and its level.

    The last column, the level, says how many of the cells that numbers of the page decide agree:
    see `LEVELS`. Cells that cannot be checked, or hang on the method alone, are decided by none.
    """
    groups: dict[str, list[Verdict]] = {}
    for verdict in ledger.select(paper).verdicts:
        groups.setdefault(_item(verdict), []).append(verdict)
    return [_row(item, verdicts) for item, verdicts in groups.items()]


def _item(verdict: Verdict) -> str:
    if verdict.kind == "claim":
        return "claims in words"
    first = verdict.place.partition(",")[0]
    labelled = first.startswith(("Table", "Equation", "Figure")) or " equation" in first
    return first if labelled else "numbers in the text"


def _row(item: str, verdicts: list[Verdict]) -> dict[str, object]:
    counts = Counter(v.verdict for v in verdicts)
    stars = sum(v.severity == "star" for v in verdicts)
    level = _level(counts)
    return {
        "display item": item,
        "cells": len(verdicts),
        **{name: counts[name] for name in VERDICTS},
        "a star depends on it": stars,
        "where numbers decide": LEVELS[level],
    }


def _level(counts: Counter[str]) -> str:
    against, sometimes = sum(counts[name] for name in OPEN), counts["true sometimes"]
    if against:
        return "in part" if counts["agrees"] else "differs"
    if sometimes:
        return "mixed" if counts["agrees"] else "sometimes"
    return "agrees" if counts["agrees"] else "open"
