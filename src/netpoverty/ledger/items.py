"""A ledger by display item: each table, equation, passage of text, and the claims."""

from __future__ import annotations

from collections import Counter

from netpoverty.ledger.runner import Ledger
from netpoverty.ledger.verdict import OPEN, VERDICTS, Verdict

LEVELS = {
    "agrees": "every checkable cell agrees",
    "in part": "some cells agree, others do not",
    "differs": "no checkable cell agrees",
    "open": "nothing on the page to check it by",
}


def display_items(ledger: Ledger, paper: str) -> list[dict[str, object]]:
    """Return one row a display item of a paper: its cells by verdict, and its level.

    The level says how far the item can be followed from the page alone: see `LEVELS`.
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
        "level": LEVELS[level],
    }


def _level(counts: Counter[str]) -> str:
    against = sum(counts[name] for name in (*OPEN, "true sometimes"))
    if not against and not counts["agrees"]:
        return "open"
    if not against:
        return "agrees"
    return "in part" if counts["agrees"] else "differs"
