"""Sentences of the chapter on Changting that its runs choose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from .. import policy

ROLES = {
    "driver": "is a driver",
    "relay": "is a relay",
    "result": "is a result",
    "apart": "stands apart",
}


def sites_said(paper: object, checks: Mapping[str, object]) -> str:
    """Return whether the three kinds of service site add up to the printed total."""
    printed = paper.cell("e-commerce.sites")
    agree = "agrees" if checks["service sites, sum of three kinds"].holds(printed) else "disagrees"
    return (
        f"The sum of the three kinds of service site {agree} with the printed total of "
        f"{printed.printed}."
    )


def influence_said(coding: policy.Coding, table: pd.DataFrame, levers: set[str]) -> str:
    """Return what drives the coded case, the role of awareness, and the drivers no path lifts.

    Parameters
    ----------
    table : influence, dependence and role by concept, most influence first
    levers : names of the concepts that some path lifts
    """
    drivers = table.index[table["role"] == "driver"]
    missed = [name for name in drivers if name not in levers]
    aware = coding.concepts[coding.paths[next(reversed(coding.paths))].difficulty].name
    tail = f": {', '.join(missed)}." if missed else "."
    told = (
        f"Of {len(drivers)} driver{'' if len(drivers) == 1 else 's'}, {len(missed)} "
        f"{'is' if len(missed) == 1 else 'are'} lifted by none of the paths{tail}"
    )
    return (
        f"In this model, {table.index[0]} has most influence and "
        f"{table['dependence'].idxmax()} depends on most; {aware} {ROLES[table.loc[aware, 'role']]}. "
        f"{told if len(drivers) else 'It has no driver.'}"
    )


def run_said(runs: policy.ScenarioTable, activation: str) -> str:
    """Return how the run without a push ends, and whether the runs with one end otherwise."""
    base = runs.baseline
    ends = {"no push": base.status, **{name: run.status for name, run in runs.runs.items()}}
    others = "Every scenario ends in the same way."
    if set(ends.values()) != {base.status}:
        others = f"By scenario: {'; '.join(f'{name} {end}' for name, end in ends.items())}."
    return (
        f"With the activation *{activation}*, the model without a push "
        f"{policy.ENDINGS[base.status]} (**{base.status}**, seen at step {base.step}). {others}"
    )


def grid_said(cells: Mapping[tuple[str, str], str], winners: Sequence[str]) -> str:
    """Return how many paths come first over readings and activations, and in how many none does."""
    if not winners:
        return f"In none of {len(cells)} pairs of reading and activation does one path come first."
    none = sum(first not in winners for first in cells.values())
    paths = "1 path" if len(winners) == 1 else f"{len(winners)} different paths"
    which = f": {', '.join(winners)}" if winners else ""
    pairs = "pair" if none == 1 else "pairs"
    return (
        f"Across {len(cells)} pairs of reading and activation, the model ranks {paths} first"
        f"{which}; in {none} {pairs} it ranks none first."
    )


def tracing_said(tests: Sequence[policy.TracingTest]) -> str:
    """Return the evidence from which most and least would be learned."""
    if not tests:
        return "The sheet names no evidence."
    best = max(tests, key=lambda test: test.expected_weight)
    worst = min(tests, key=lambda test: test.expected_weight)
    return (
        f"Most would be learned from this: *{best.evidence.says}* Least from this: "
        f"*{worst.evidence.says}*"
    )
