"""Figures of the chapter on working poverty: the rule, the scales of use, the mixer."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from .figures import LINES, MARKERS, PALETTE

ANSWERS = {1: "never", 2: "rarely", 3: "sometimes", 4: "often", 5: "very often"}


def draw_rates_by_line(rates: pd.DataFrame, chosen: float):
    """Draw the per cent of working poor along the line, a panel a data set; return the figure."""
    import matplotlib.pyplot as plt

    names = list(dict.fromkeys(rates.columns.get_level_values(0)))
    size = {"figsize": (5.6, 3.8), "sharey": True, "squeeze": False}
    figure, panels = plt.subplots(1, len(names), **size)
    words = {"individual": "own income", "household": "household income per head"}
    for ax, name in zip(panels[0], names, strict=True):
        for i, (unit, label) in enumerate(words.items()):
            style = {"marker": MARKERS[i], "linestyle": LINES[i], "color": PALETTE[i]}
            ax.plot(100 * rates.index, rates[name, unit], label=label, markersize=5, **style)
        ax.axvline(100 * chosen, color="0.5", linestyle=":", linewidth=1.2)
        ax.set(title=name)
    figure.supxlabel("line, % of the median (dotted: the one chosen)", fontsize=11)
    panels[0][0].set(ylabel="working poor, % of the sample", ylim=(0, None))
    handles, labels = panels[0][0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=2, fontsize=10)
    return figure


def draw_scales(gaps: Mapping[str, pd.DataFrame], truths: Mapping[str, pd.Series | None]):
    """Draw gaps to the least frequent use by three scales, one panel a data set.

    gaps : rows (scale, use) with estimate, low, high; truths : built-in gap by use, or None
    """
    import matplotlib.pyplot as plt

    size = {"figsize": (5.6, 2.5 * len(gaps) + 1.3), "sharex": True, "squeeze": False}
    figure, panels = plt.subplots(len(gaps), 1, sharey=True, **size)
    for ax, (name, frame) in zip(panels[:, 0], gaps.items(), strict=True):
        for i, scale in enumerate(frame.index.get_level_values("scale").unique()):
            part = 100 * frame.loc[scale]
            x = part.index.to_numpy(dtype=float) + 0.17 * (i - 1)
            ax.vlines(x, part["low"], part["high"], color=PALETTE[i], linestyle=LINES[i])
            ax.plot(x, part["estimate"], MARKERS[i], color=PALETTE[i], label=scale)
        if truths.get(name) is not None:
            ax.plot(truths[name].index, 100 * truths[name], "k_", markersize=26, label="built in")
        ax.axhline(0, color="0.5", linewidth=0.8)
        ax.set(title=name, ylabel="gap, points")
    ticks = sorted({int(use) for frame in gaps.values() for _, use in frame.index})
    panels[-1, 0].set_xticks(ticks, [ANSWERS[tick] for tick in ticks])
    panels[-1, 0].set_xlabel("frequency of use, compared with the least frequent")
    handles, labels = panels[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=2, fontsize=10)
    return figure
