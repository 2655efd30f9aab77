"""Figures of the chapter on relative poverty."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ..data.privacy import few, with_partner
from ..models.matching.balance import Balance
from ..survey.estimate import mean
from .figures import LINES, MARKERS, PALETTE
from .household_shown import bins_shown
from .household_study import HouseholdStudy

HATCHES = ["", "//", "", "..", "", "xx", "", "--"]
SHORT = {
    "age_years": "age",
    "I(age_years ** 2)": "age squared",
    "schooling_years": "schooling",
    "household_size": "size",
}


def points(share: float) -> str:
    """Return a change in a share as percentage points, with its sign.

    >>> points(-0.0312), points(0.0001)
    ('−3.1 points', '0.0 points')
    """
    rounded = round(100 * share, 1) + 0.0
    return f"{rounded:+.1f} points".replace("-", "−") if rounded else "0.0 points"


def draw_official(incidence: pd.Series):
    """Draw rural poverty at the national standard by year, in per cent; return the figure."""
    import matplotlib.pyplot as plt

    figure, ax = plt.subplots(figsize=(5.4, 3.2))
    ax.plot(incidence.index, incidence, marker="o")
    ax.set(xlabel="year", ylabel="% of rural people", ylim=(0, None))
    ax.set_xticks([2000, 2005, 2010, 2015, 2020])
    return figure


def draw_purposes(ever: pd.Series):
    """Draw the per cent of users who ever go online for a purpose; return the figure."""
    import matplotlib.pyplot as plt

    figure, ax = plt.subplots(figsize=(5.4, 2.8))
    ax.barh(ever.index, ever, color=PALETTE[0])
    ax.set(xlabel="% of users who ever do", xlim=(0, 100))
    return figure


def rates(study: HouseholdStudy, column: str, by: str) -> pd.DataFrame:
    """Return the weighted mean of a column by group, with its interval, in per cent.

    Groups with an order of their own keep it; others stand by name. Of a real file, a group in
    which 1 to 9 households have what the column counts, or lack it, is left out.
    """
    labels = study.frame[by].astype(str).to_numpy()
    made = mean(study.frame[[column]], study.design, by=labels, share=True).to_frame()
    made.index = [name[0] for name in made.index]
    if isinstance(study.frame[by].dtype, pd.CategoricalDtype):
        made = made.loc[list(study.frame[by].cat.categories)]
    if study.kind == "real":
        counts = study.frame[column].groupby(labels).agg(["sum", "size"])
        small = with_partner(few(counts["sum"], counts["size"]), counts["sum"], counts["size"])
        made = made.loc[[name for name in made.index if not small[name]]]
    return 100 * made[["estimate", "low", "high"]]


def draw_rates(frames: Mapping[str, pd.DataFrame], label: str):
    """Draw rates in per cent with intervals, a block a grouping; return the figure."""
    import matplotlib.pyplot as plt

    figure, ax = plt.subplots(figsize=(5.4, 0.3 * sum(map(len, frames.values())) + 1.4))
    row, ticks = 0, []
    for number, (name, frame) in enumerate(frames.items()):
        rows = range(row, row + len(frame))
        ax.hlines(rows, frame["low"], frame["high"], color=PALETTE[number], linewidth=2)
        ax.plot(frame["estimate"], rows, MARKERS[number], color=PALETTE[number], label=name)
        ticks += [str(group) for group in frame.index]
        row += len(frame)
    ax.set_yticks(range(row), ticks)
    ax.invert_yaxis()
    ax.set(xlabel=label)
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, 1.16), ncols=len(frames), fontsize=9)
    return figure


def draw_along_k(measures: Mapping[str, pd.DataFrame]):
    """Draw H, A, M0 along k, a line a group; return the figure.

    measures : by name, tables of k by group (`household_shown.along_k`)
    """
    import matplotlib.pyplot as plt

    figure, panels = plt.subplots(1, 3, figsize=(5.6, 3.6), sharex=True)
    for ax, (name, series) in zip(panels, measures.items(), strict=True):
        for i, group in enumerate(series):
            style = {"linestyle": LINES[i], "color": PALETTE[i], "marker": MARKERS[i]}
            ax.plot(series.index, series[group], label=str(group), markersize=4, **style)
        ax.set_title(name)
        ax.set(xlabel="k", ylim=(0, None))
    panels[0].set_ylabel("share")
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=3, fontsize=9)
    return figure


def draw_contributions(parts: pd.DataFrame):
    """Draw the share of each indicator in M0, a bar a region; return the figure."""
    import matplotlib.pyplot as plt

    figure, ax = plt.subplots(figsize=(5.6, 3.6))
    style = {"color": [*PALETTE, "0.6"], "edgecolor": "white", "width": 0.75}
    (100 * parts).plot.barh(stacked=True, ax=ax, **style)
    for bars, hatch in zip(ax.containers, HATCHES, strict=False):
        for patch in bars:
            patch.set_hatch(hatch)
    ax.set(xlabel="% of M0")
    ax.legend(ncols=3, fontsize=9, loc="upper center", bbox_to_anchor=(0.45, -0.18))
    return figure


def draw_balance(balance: Balance):
    """Draw the standardised differences of users and others, in short names."""
    import matplotlib.pyplot as plt

    figure, ax = plt.subplots(figsize=(5.4, 4))
    balance.plot(ax)
    names = [label.get_text() for label in ax.get_yticklabels()]
    plain = [SHORT.get(n, n.replace("C(region)[T.", "").rstrip("]")) for n in names]
    ax.set_yticks(ax.get_yticks(), plain)
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.18), ncols=3, fontsize=9)
    return figure


def draw_chances(chance: pd.Series, online: pd.Series, threshold: float, kind: str):
    """Draw the chance of poverty of those online and of the others; return the figure.

    chance : a share by household; online : 1 or 0; threshold : who counts as vulnerable; kind :
    of number: of real households, no bin holds fewer than ten
    """
    import matplotlib.pyplot as plt

    figure, ax = plt.subplots(figsize=(5.4, 3.4))
    style = {"density": True, "histtype": "step", "linewidth": 2}
    for use, label, line in ((0, "not online", "-"), (1, "online", "--")):
        values = 100 * chance[online == use]
        # A data-driven edge would be the chance of one household.
        real = kind == "real"
        edges = np.linspace(0, 100, 41) if real else np.histogram_bin_edges(values, 40)
        bins = bins_shown(values, edges, kind)
        ax.hist(values, bins, linestyle=line, label=label, **style)
    mark = {"color": "0.4", "linewidth": 1, "linestyle": ":", "label": "vulnerable above"}
    ax.axvline(100 * threshold, **mark)
    ax.set(xlabel="estimated chance of income poverty, %", ylabel="density of households")
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2), ncols=3, fontsize=9)
    return figure


def draw_effects(
    frames: Mapping[str, pd.DataFrame],
    truths: Mapping[str, float | None],
    label: str,
    of: str = "",
):
    """Draw estimates in points with intervals, a panel a data set, the truth as a line if known.

    frames : estimate, low, high (shares) by row; truths : by the same names, of all rows or of
    the row `of`
    """
    import matplotlib.pyplot as plt

    height = 0.36 * max(len(frame) for frame in frames.values()) + 1.7
    size = {"figsize": (5.6, height), "sharey": True, "sharex": True, "squeeze": False}
    figure, panels = plt.subplots(1, len(frames), **size)
    for i, (ax, (name, frame)) in enumerate(zip(panels[0], frames.items(), strict=True)):
        rows, shown = range(len(frame)), 100 * frame[["estimate", "low", "high"]]
        ax.axvline(0, color="0.5", linewidth=0.8, linestyle="-")
        if truths.get(name) is not None:
            row = list(frame.index).index(of) if of else None
            reach = (-0.5, len(frame) - 0.5) if row is None else (row - 0.4, row + 0.4)
            built = [100 * truths[name]] * 2
            ax.plot(built, reach, marker="", color=PALETTE[1], linestyle="--", label="built in")
        ax.hlines(rows, shown["low"], shown["high"], color=PALETTE[0])
        ax.plot(shown["estimate"], rows, MARKERS[i], color=PALETTE[0], label="estimate, 95%")
        ax.set_yticks(rows, [str(row) for row in frame.index])
        ax.set(title=name, xlabel=label)
    panels[0][0].set_ylim(max(map(len, frames.values())) - 0.5, -0.5)
    handles, labels = panels[0][0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=2, fontsize=9)
    return figure


def draw_spread(curves: Mapping[str, Mapping[str, pd.DataFrame]]):
    """Draw poverty while use spreads: a panel a data set, a pair of lines an order.

    Marks of the lines stand side by side, and a note says where lines coincide.
    """
    import matplotlib.pyplot as plt

    size = {"figsize": (5.6, 3.9), "sharey": True, "squeeze": False}
    figure, panels = plt.subplots(1, len(curves), **size)
    for ax, (name, orders) in zip(panels[0], curves.items(), strict=True):
        drawn = []
        for i, (order, frame) in enumerate(orders.items()):
            for j, rule in enumerate(("line fixed", "line moving")):
                style = {"color": PALETTE[j], "linestyle": LINES[i], "marker": MARKERS[i + 2 * j]}
                label = f"{rule.removeprefix('line ')} line, {order}"
                every = (len(drawn), 5)
                drawn.append(100 * frame[rule].to_numpy())
                ax.plot(100 * frame.index, drawn[-1], label=label, **style, markevery=every)
        ax.set(title=name, xlabel="% online")
    highest = max(ax.dataLim.y1 for ax in panels[0])
    panels[0][0].set(ylabel="% below the income line", ylim=(0, 1.08 * highest or 1))
    for ax in panels[0]:
        _note_coinciding(ax)
    handles, labels = panels[0][0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=2, fontsize=9)
    return figure


def _note_coinciding(ax) -> None:
    """Say in a panel how many of its lines coincide: beside them if all do, else in free room."""
    drawn = np.array([line.get_ydata() for line in ax.get_lines()])
    found, heights = coinciding(drawn), np.array([0.1, 0.3, 0.5, 0.7, 0.92])
    if found < 2:
        return
    reach = drawn / ax.get_ylim()[1]
    if found == len(drawn):
        said = f"all {found} lines coincide"
        height = reach.min() - 0.08 if reach.min() > 0.5 else reach.max() + 0.08
    else:
        said = f"{found} lines coincide"
        height = heights[np.abs(reach.reshape(1, -1) - heights[:, None]).min(axis=1).argmax()]
    ax.text(0.5, height, said, transform=ax.transAxes, fontsize=9, ha="center", va="center")


def coinciding(lines: np.ndarray, apart: float = 0.05) -> int:
    """Return how many lines have another one that is nowhere more than `apart` away.

    >>> coinciding(np.array([[1.0, 2], [1, 2.01], [1, 5]]))
    2
    """
    far = np.abs(lines[:, None] - lines[None]).max(axis=2)
    return int(((far <= apart).sum(axis=1) > 1).sum())
