"""Sentences of the chapter on Changting that its runs choose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from .. import policy

if TYPE_CHECKING:
    from ..data.published import Claim
    from ..ledger import Verdict

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


def charged_said(deficiencies: pd.Series) -> str:
    """Return which elements are charged with most deficiencies, and how many each.

    >>> charged_said(pd.Series({"agency": 7, "target group": 7, "policy": 4}))
    'Most deficiencies fall to the agency and the target group: 7 each, of 18.'
    """
    most, whole = int(deficiencies.max()), int(deficiencies.sum())
    charged = list(deficiencies.index[deficiencies == most])
    if not whole:
        return "The sheet asserts no deficiency of any of the four."
    each = " each" * (len(charged) > 1)
    return f"Most deficiencies fall to the {' and the '.join(charged)}: {most}{each}, of {whole}."


def pairs_said(coding: policy.Coding, claims: Mapping[str, Claim]) -> str:
    """Return how many contradictions of the ledger the sheet links, and why not the others.

    Parameters
    ----------
    claims : the paper's sentences in the registry, by name; `contradicts` names what the ledger
        holds against each
    """
    known = {frozenset((name, other)) for name, c in claims.items() for other in c.contradicts}
    named = [(one.claim, two.claim) for one, two in coding.contradictions()]
    linked = {frozenset(pair) for pair in named if all(pair)}
    coded = [a.claim for a in coding.assertions]
    left = sorted(sorted(pair) for pair in known - linked)
    told = (
        f"The ledger knows {len(known)} pairs of printed sentences of this paper that stand against "
        f"each other, and the coding sheet links {len(known & linked)} of them."
    )
    outside = [pair for pair in left if not set(pair) <= set(coded)]
    parts = [p for p in left if p not in outside and max(map(coded.count, p)) > 1]
    plain = [pair for pair in left if pair not in outside and pair not in parts]
    if outside:
        missing = [next(name for name in pair if name not in coded) for pair in outside]
        told += f" {_holds(outside)} a sentence that the sheet does not code: {_quoted(missing, claims)}."
    if parts:
        split = [name for pair in parts for name in pair if coded.count(name) > 1]
        told += (
            f" {_holds(parts)} a sentence that the sheet codes in parts, none of them against the "
            f"other sentence by itself: {_quoted(split, claims)}."
        )
    if plain:
        told += f" {len(plain)} more it codes on both sides and does not link."
    if linked - known:
        told += f" Of its own pairs {len(linked - known)} are not in the ledger."
    return told


def _holds(pairs: Sequence) -> str:
    return f"{len(pairs)} of the others hold{'s' * (len(pairs) == 1)}"


def _quoted(names: Sequence[str], claims: Mapping[str, Claim]) -> str:
    return "; ".join(f"“{claims[name].says.rstrip('.')}”" for name in dict.fromkeys(names))


def marked_said(verdicts: Sequence[Verdict]) -> str:
    """Return how many disagreements of a paper set one of its sentences against another."""
    against = [v for v in verdicts if v.verdict == "disagrees"]
    ours = [v for v in against if v.code.endswith(".contradictions")]
    cells = f"{len(against)} cell{'s' * (len(against) != 1)} of this paper that "
    cells += "disagrees" if len(against) == 1 else "disagree"
    if not ours:
        return f"Of {cells}, none is a sentence that another of its sentences contradicts."
    are = "is a sentence" if len(ours) == 1 else "are sentences"
    return (
        f"Of {cells}, {len(ours)} {are} that another of its sentences contradicts, where no printed "
        "number decides between the two. That the two cannot both hold is our reading, and so it is "
        "marked here as in chapter 4."
    )


def budget_alt(paths: Sequence[str], points: Sequence[float]) -> str:
    """Return what the picture of a budget shows: the points of each path at the start.

    >>> budget_alt(["talent", "industry"], [60, 40])
    'Our judgement: the chance of each path to rank first with 60 points for talent and 40 for industry.'
    """
    given = [
        f"{point:g}{' points' * (not i)} for {path}"
        for i, (path, point) in enumerate(zip(paths, points, strict=True))
    ]
    listed = ", ".join(given[:-1]) + " and " * (len(given) > 1) + given[-1]
    return f"Our judgement: the chance of each path to rank first with {listed}."


def points_said(paths: int, push: float) -> str:
    """Return what a hundred points are worth in the efforts of the scenarios.

    >>> points_said(4, 1.0).split(", so")[0]
    'A hundred points stand for the efforts of all 4 paths of the scenarios above together (4 in the input of the model)'
    """
    return (
        f"A hundred points stand for the efforts of all {paths} paths of the scenarios above "
        f"together ({paths * push:g} in the input of the model), so that a path with {100 / paths:g} points gets "
        f"the effort that it had there ({push:g}), and one with the whole hundred {paths} times as much."
    )


def use_said(turning: Sequence[str], ranked: bool) -> str:
    """Return what a coding is good for, as the number of assertions allows that turn the order.

    Parameters
    ----------
    turning : assertions that change which path is first when they are dropped
    ranked : whether any draw of the model puts a path first
    """
    if not ranked:
        return (
            "Its use is to find the assertions on which a decision hangs; this run ranks no path "
            "first, so it names none."
        )
    if not len(turning):
        return (
            "Its use is to show on which assertions a decision hangs; here no single one turns "
            "which path is first, so one would have to look at several together."
        )
    which = "the one assertion" if len(turning) == 1 else f"the {len(turning)} assertions"
    return (
        f"Its use is to find the assertions on which a decision hangs, here {which} named above, "
        f"and to go and look at {'it' if len(turning) == 1 else 'those'}."
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
        f"In this model, most influence comes from {table.index[0]}, and "
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
