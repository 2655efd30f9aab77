"""The verbal claims of the study on working poverty, each as one number with its interval."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ..data.dataset import Dataset
from ..models import binary
from ..models.binary.effects import average, difference
from .household_tables import holm
from .working_poor import built_in
from .working_poor_models import (
    CONTROLS,
    EFFECT,
    fit_finite,
    gap_between,
    group_effects,
    truths_by_group,
)
from .working_poor_words import interval, points

# Whose effect of use, minus whose, and the sign that the study's sentence gives the difference.
_GAPS = {
    "use helps women more than men": ("gender", "women", "men", -1),
    "use helps the healthy more than those in fair health": ("health", "good", "fair", -1),
    "use helps college leavers more than junior secondary": (
        "education",
        "college",
        "junior secondary",
        -1,
    ),
    "use helps less with primary schooling than junior secondary": (
        "education",
        "primary or below",
        "junior secondary",
        1,
    ),
}
_LEVELS = {
    "good health goes with less poverty than poor health": ("health", "poor", "good", -1),
    "primary schooling goes with more poverty than junior secondary": (
        "education",
        "junior secondary",
        "primary or below",
        1,
    ),
}


def claims(data: Dataset, frame: pd.DataFrame, use: str, known: bool = True) -> pd.DataFrame:
    """Return each verbal claim as a change in probability with its test and what was built in.

    known : whether the world's truth holds for the rule behind `frame` (`truth_applies`)

    Columns: estimate, low, high, p_value; claimed (the sign); built_in (NaN where a world keeps
    no truth, or for a file); alone: as claimed, the opposite, or undecided, each claim tested at
    5% as if it were the only one; fate: the same by Holm's p-values, since they are several.
    """
    right = f"poor ~ {' + '.join([use, *CONTROLS])}"
    model, _ = fit_finite(right, frame)
    whole = binary.marginal_effects(model, [use]).to_frame().iloc[0][[*EFFECT, "p_value"]]
    rows = {
        "more use goes with less poverty": {
            **whole,
            "claimed": -1,
            "built_in": built_in(data, use),
        }
    }
    rows |= {name: _level(frame, model, *given) for name, given in _LEVELS.items()}
    rows |= {name: _gap(data, frame, use, *given) for name, given in _GAPS.items()}
    made = pd.DataFrame({name: row for name, row in rows.items() if row}).T
    made = made.astype(float).rename_axis("claim")
    if not known:
        made["built_in"] = float("nan")
    adjusted = made.assign(p_value=holm(made["p_value"]))
    return made.assign(alone=made.apply(_fate, axis=1), fate=adjusted.apply(_fate, axis=1))


def _level(
    frame: pd.DataFrame, model: binary.BinaryModel, column: str, low: str, high: str, sign: int
) -> dict:
    if not {low, high} <= set(frame[column].dropna()):
        return {}
    contrast = difference(model, {column: low}, {column: high}, "gap")
    row = average(model, [contrast], model.sample.weights).to_frame().iloc[0]
    return {**row[[*EFFECT, "p_value"]], "claimed": sign, "built_in": None}


def _gap(
    data: Dataset, frame: pd.DataFrame, use: str, by: str, one: str, other: str, sign: int
) -> dict:
    if not {one, other} <= set(frame[by].dropna()):
        return {}
    row = gap_between(group_effects(frame, use, by), one, other)
    truth = truths_by_group(data, frame, use, by)
    return {**row, "claimed": sign, "built_in": truth[one] - truth[other] if truth else None}


def _fate(row: pd.Series) -> str:
    if not row["p_value"] < 0.05:
        return "undecided"
    return "as claimed" if row["estimate"] * row["claimed"] > 0 else "the opposite"


def fates_said(made: Mapping[str, pd.DataFrame], where: str) -> str:
    """Return a sentence on how many claims each data set decides, and what it missed."""
    parts = [
        f"{_counted(frame['fate'])} after Holm's adjustment and {_counted(frame['alone'])} without it ({name})"
        for name, frame in made.items()
    ]
    count = len(next(iter(made.values())))
    return f"{where}, of {count} claims put to the test: {'; '.join(parts)}."


def _counted(fates: pd.Series) -> str:
    counts = fates.value_counts()
    names = ("as claimed", "the opposite", "undecided")
    return ", ".join(f"{counts.get(fate, 0)} {fate}" for fate in names)


def missed_said(made: Mapping[str, pd.DataFrame]) -> str:
    """Return a sentence on the intervals that hold the truth, where it is known."""
    parts = []
    for name, frame in made.items():
        known = frame.dropna(subset="built_in")
        inside = known["built_in"].between(known["low"], known["high"])
        parts += [f"{inside.sum()} of {len(known)} in {name}"] if len(known) else []
    if not parts:
        return "An undecided claim is neither true nor false: it is open."
    return f"The interval holds what was built in, where that is known, for {'; '.join(parts)}."


def claims_shown(made: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the claims as a table: claimed sign, interval, built in if known, fate alone, by Holm."""
    claimed = next(iter(made.values()))["claimed"]
    sides = claimed.map(lambda sign: "below zero" if sign < 0 else "above zero")
    columns = {"as claimed if": sides}
    for name, frame in made.items():
        columns[f"{name}: points (95%)"] = frame.apply(interval, axis=1)
        if frame["built_in"].notna().any():
            known = frame["built_in"].map(lambda truth: "" if pd.isna(truth) else points(truth))
            columns[f"{name}: built in"] = known
        columns[f"{name}: alone"] = frame["alone"]
        columns[f"{name}: Holm"] = frame["fate"]
    return pd.DataFrame(columns).rename_axis("claim")
