"""Missing deprivations: a choice of the caller, counted in the result."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from netpoverty.errors import choose, refuse
from netpoverty.poverty.alkire_foster.deprivations import Deprivations
from netpoverty.poverty.alkire_foster.patterns import Patterns

CHOICES = ("refuse", "drop_case", "drop_indicator", "reweight")


@dataclass(frozen=True, eq=False)
class Settled:
    """Deprivations after the choice on missing values.

    Attributes
    ----------
    deprivations : Deprivations
        With the indicators and weights that remain.
    codes : (n,) pattern of each row
    patterns : (patterns, J) effective deprivations; reweighting multiplies them by one
        over the weight that was observed, so that scores and contributions still add up
    kept : (n,) bool
    dropped : rows left out, by reason
    remarks : sentences
    reweighting : (patterns,) that factor
    """

    deprivations: Deprivations
    codes: np.ndarray
    patterns: np.ndarray
    kept: np.ndarray | None
    dropped: dict[str, int]
    remarks: tuple[str, ...]
    reweighting: np.ndarray


def settle(deprivations: Deprivations, patterns: Patterns, choice: str) -> Settled:
    """Apply the choice on missing values.

    "refuse" stops with the counts; "drop_case" leaves out rows with any missing value (they
    stay in the design); "drop_indicator" leaves out indicators with any missing value and
    rescales the weights; "reweight" scores each row on what was observed of it.

    >>> from netpoverty.poverty.alkire_foster.deprivations import from_matrix
    >>> from netpoverty.poverty.alkire_foster.patterns import encode
    >>> data = from_matrix([[1.0, np.nan], [1.0, 1.0]])
    >>> made = settle(data, encode(data.matrix, list(data.names)), "reweight")
    >>> made.patterns[made.codes].tolist()
    [[2.0, 0.0], [1.0, 1.0]]
    """
    choose("missing", choice, CHOICES)
    if not patterns.missing:
        ones = np.ones(len(patterns.rows))
        return Settled(deprivations, patterns.codes, patterns.rows, None, {}, (), ones)
    unknown = np.isnan(patterns.rows)
    counts = np.bincount(patterns.codes, minlength=len(patterns.rows)) @ unknown
    lacking = {n: int(c) for n, c in zip(deprivations.names, counts, strict=True) if c}
    told = ", ".join(f"{name} {count}" for name, count in lacking.items())
    if choice == "refuse":
        raise refuse(
            "deprivations",
            f"missing values ({told})",
            "none, or missing='drop_case', 'drop_indicator' or 'reweight'",
        )
    remark = f"missing values: {told}; rule: {choice.replace('_', ' ')}"
    if choice == "drop_indicator":
        return _drop_indicators(deprivations, patterns, counts == 0, remark)
    lost = unknown.any(axis=1) if choice == "drop_case" else unknown.all(axis=1)
    kept = ~lost[patterns.codes]
    if not kept.any():
        raise refuse("deprivations", f"no row left after {choice}", "some complete rows")
    observed = (~unknown * deprivations.weights).sum(axis=1)
    factor = 1 / np.where(observed > 0, observed, 1)
    factor = factor if choice == "reweight" else np.ones(len(unknown))
    rows = np.nan_to_num(patterns.rows) * factor[:, None]
    gone = int((~kept).sum())
    why = "a missing indicator" if choice == "drop_case" else "every indicator missing"
    dropped = {why: gone} if gone else {}
    return Settled(deprivations, patterns.codes, rows, kept, dropped, (remark,), factor)


def _drop_indicators(
    deprivations: Deprivations, patterns: Patterns, whole: np.ndarray, remark: str
) -> Settled:
    if not whole.any():
        raise refuse("deprivations", "missing values in every indicator", "one complete indicator")
    positions = np.flatnonzero(whole)
    weights = deprivations.weights[positions] / deprivations.weights[positions].sum()
    renumbered = {int(old): new for new, old in enumerate(positions)}
    kept_cutoffs = tuple(
        replace(one, position=renumbered[one.position])
        for one in deprivations.estimated
        if one.position in renumbered
    )
    reduced = replace(
        deprivations,
        matrix=deprivations.matrix[:, positions],
        names=tuple(deprivations.names[p] for p in positions),
        dimension_of=tuple(deprivations.dimension_of[p] for p in positions),
        weights=weights,
        gaps=None if deprivations.gaps is None else deprivations.gaps[:, positions],
        estimated=kept_cutoffs,
    )
    gone = ", ".join(n for n, ok in zip(deprivations.names, whole, strict=True) if not ok)
    rows = patterns.rows[:, positions]
    said = (remark, f"indicators left out: {gone}")
    return Settled(reduced, patterns.codes, rows, None, {}, said, np.ones(len(rows)))
