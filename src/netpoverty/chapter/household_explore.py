"""Interactive figures of the chapter on relative poverty: use that spreads, a bar that rises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..poverty.alkire_foster import AlkireFoster, Relative, alkire_foster
from ..poverty.household_index import household_index
from .controls import Control, radio, slider
from .figures import PALETTE
from .household_figures import points
from .household_shown import few_more, hidden_along_k, poor_from
from .household_study import HouseholdStudy

if TYPE_CHECKING:
    import altair

LINES = ("moving", "fixed")
WEIGHTS = ("dimensions", "indicators")
MEASURES = ("H", "A", "M0")
RANK_HIDDEN = "not shown, a region has too few"


def spread_settings(orders: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return poverty at each share online, for each line and each order of going online.

    orders : by the order's name, frames of `poverty.diffusion.diffusion`
    """
    rows = [
        (100 * share, line, order, 100 * row[f"line {line}"])
        for order, frame in orders.items()
        for line in LINES
        for share, row in frame.iterrows()
    ]
    return pd.DataFrame(rows, columns=["share", "line", "order", "poor, %"]).round(4)


def spread_controls(grid: pd.DataFrame) -> list[Control]:
    """Return the controls of the figure on use that spreads."""
    return [
        slider("share", "Households online", sorted(grid["share"].unique()), 50.0, "%"),
        radio("line", "The poverty line is", list(LINES), "moving"),
        radio("order", "Who goes online first", list(grid["order"].unique())),
    ]


def spread_chart(grid: pd.DataFrame) -> altair.LayerChart:
    """Return the curve of the chosen line and order, the chosen share marked."""
    import altair as alt

    high = float(grid["poor, %"].max()) * 1.15
    poor = alt.Y("poor, %", title="below the income line, %", scale=alt.Scale(domain=[0, high]))
    base = alt.Chart(grid).transform_filter("datum.order == order")
    curves = base.mark_line().encode(
        x=alt.X("share", title="households online, %"),
        y=poor,
        strokeDash=alt.StrokeDash("line", title="line", sort=list(LINES)),
        opacity=alt.condition("datum.line == line", alt.value(1), alt.value(0.3)),
        color=alt.value(PALETTE[0]),
    )
    here = base.transform_filter("datum.line == line && datum.share == share")
    return curves + here.mark_point(size=160, filled=True, color=PALETTE[1]).encode(
        x="share", y=poor
    )


def spread_question(grid: pd.DataFrame, where: str) -> dict:
    """Return answer, guesses and reason of the prediction, chosen by the run.

    where : which data speak, as words that end a sentence
    """
    first = grid["order"].iloc[0]
    ends = (
        grid[grid["order"] == first]
        .groupby("line")["poor, %"]
        .agg(first=lambda s: s.iloc[0], last=lambda s: s.iloc[-1])
    )
    change = ends["last"] - ends["first"]
    guesses = ["it falls as much as at a fixed line", "it falls less", "it does not fall"]
    if change.isna().any():
        guesses.append("it cannot be shown")
        because = f"At an end of the curve, too few are below the line to be shown {where}."
        return {"guesses": guesses, "answer": guesses[-1], "because": because}
    if change["moving"] >= -0.05:
        answer = guesses[2]
    else:
        answer = guesses[1 if change["moving"] > 0.9 * change["fixed"] else 0]
    because = (
        f"From nobody to everybody, the share below the line changes by {points(change['fixed'] / 100)} at the "
        f"fixed line and by {points(change['moving'] / 100)} at the moving one {where}."
    )
    return {"guesses": guesses, "answer": answer, "because": because}


def bar_settings(
    study: HouseholdStudy,
    line_share: float,
    indicators: Sequence[str],
    cutoffs: Sequence[float] = tuple(np.round(np.arange(0.1, 0.81, 0.05), 2)),
) -> pd.DataFrame:
    """Return H, A and M0 of each region at each k under both weightings, with the ranking.

    line_share, indicators : as in `household_study`; cutoffs : k, each in (0, 1]

    A measure is a share; A is missing where nobody is poor, and then 0 stands for it. Of a real
    file, a measure that rests on a few households is missing, and the ranking with it.
    """
    rows, made = [], {}
    for weights in WEIGHTS:
        index = household_index(Relative(line_share), indicators, weights)
        options = {"design": study.design, "by": "region"}
        made[weights] = alkire_foster(study.frame, index, list(cutoffs), **options)
    hidden = _hidden(study, made)
    for weights, found in made.items():
        for measure in MEASURES:
            table = found.series(measure).drop(columns="all", errors="ignore").fillna(0.0)
            for k, row, out in zip(cutoffs, table.to_numpy(), hidden[weights], strict=True):
                ranked = table.columns[np.argsort(-row, kind="stable")]
                ranking = RANK_HIDDEN if out.any() else " > ".join(map(str, ranked))
                shown = np.where(out, None, np.round(row, 4)) if out.any() else np.round(row, 4)
                rows.append((float(k), weights, measure, *shown, ranking))
    regions = [str(name) for name in table.columns]
    return pd.DataFrame(rows, columns=["k", "weights", "measure", *regions, "from most to least"])


def _hidden(study: HouseholdStudy, made: Mapping[str, AlkireFoster]) -> dict[str, np.ndarray]:
    """Return where a measure by region (columns) is left out, by k (rows), under each weighting.

    Nothing is left out but of a real file. There, what one weighting shows may not differ from what
    another shows by a few households either: the poor of one may all be poor by the other.
    """
    groups = study.frame["region"].astype(str)
    regions = [name for name in next(iter(made.values())).groups if name != "all"]
    if study.kind != "real":
        return {name: np.zeros((len(found.k), len(regions)), bool) for name, found in made.items()}

    def is_own(name: str) -> bool:
        return np.allclose(made[name].weights, study.measured.weights)

    hidden, seen = {}, {region: [] for region in regions}
    # Under the study's own weights, the figure along k shows numbers too: these come first.
    for name in sorted(made, key=lambda name: not is_own(name)):
        found, along = made[name], [study.k, *study.measured.k] if is_own(name) else []
        table = hidden_along_k(found, study.frame["region"], along)[regions].to_numpy(copy=True)
        shown = {
            region: [poor_from(found, k, groups == region) for k in along] for region in regions
        }
        for row, k in enumerate(found.k):
            for column, region in enumerate(regions):
                poor = poor_from(found, k, groups == region)
                table[row, column] |= any(few_more(poor, other) for other in seen[region])
                if not table[row, column]:
                    shown[region].append(poor)
        for region, sets in shown.items():
            seen[region] += sets
        hidden[name] = table
    return hidden


def bar_controls(grid: pd.DataFrame) -> list[Control]:
    """Return the controls of the figure on k and weights."""
    cutoffs = sorted(grid["k"].unique())
    start = min(cutoffs, key=lambda k: abs(k - 1 / 3))
    return [
        slider("k", "Poor from k", cutoffs, start),
        radio("weights", "What weighs the same", list(WEIGHTS)),
        radio("measure", "Measure", list(MEASURES), "M0"),
    ]


def bar_chart(grid: pd.DataFrame) -> altair.Chart:
    """Return a bar a region at the chosen k, weights and measure."""
    import altair as alt

    regions = list(grid.columns[3:-1])
    chosen = "datum.k == k && datum.weights == weights && datum.measure == measure"
    return (
        alt.Chart(grid)
        .transform_filter(chosen)
        .transform_fold(regions, as_=["region", "value"])
        .transform_filter("isValid(datum.value)")
        .mark_bar(color=PALETTE[0])
        .encode(
            x=alt.X("value:Q", title="share", scale=alt.Scale(domain=[0, 1])),
            y=alt.Y("region:N", title="region", sort=regions),
        )
    )


def bar_question(grid: pd.DataFrame, where: str) -> dict:
    """Return question, guesses, answer and reason: how many regions come first at some setting?

    where : which data speak, as words that end a sentence
    """
    whole = grid[grid["measure"] == "M0"]
    shown = whole[whole["from most to least"] != RANK_HIDDEN]
    orders, cutoffs = shown["from most to least"], whole["k"].drop_duplicates()
    first = orders.str.split(" > ").str[0]
    over = f"{len(cutoffs)} values of k from {cutoffs.min():g} to {cutoffs.max():g}, under either weighting"
    guesses = ["one", "two", "three or more"]
    ask = f"How many regions have the highest M0 at least once, over {over}?"
    if shown.empty:
        guesses = ["none that can be shown", *guesses]
        because = f"At every setting a region has too few poor households to be shown, {where}."
        return {"ask": ask, "guesses": guesses, "answer": guesses[0], "because": because}
    counts = first.value_counts().sort_index()
    told = ", ".join(f"{name} at {count}" for name, count in counts.items())
    left_out = f" ({len(whole) - len(shown)} are not shown)" if len(shown) < len(whole) else ""
    because = (
        f"The highest M0 is that of {told} of the {len(shown)} settings{left_out}; the whole order "
        f"of the regions takes {_forms(orders.nunique())}, {where}."
    )
    answer = guesses[min(first.nunique(), 3) - 1]
    return {"ask": ask, "guesses": guesses, "answer": answer, "because": because}


def _forms(count: int) -> str:
    return "one form" if count == 1 else f"{count} forms"
