"""Figures of VARs fitted to data; matplotlib is imported by `new_axes` only when one is drawn."""

from __future__ import annotations

import numpy as np

from netpoverty.models.var.drawing import COLOURS, GREY, MARKERS, STYLES, new_axes


def draw_bands(bands, variable: str, ax=None):
    """Draw the response of one variable with its bootstrap band."""
    ax = new_axes(ax)
    i = bands.names.index(variable)
    low, high = bands.low[:, i], bands.high[:, i]
    label = f"{bands.level:.0%} {bands.kind} band"
    ax.fill_between(bands.periods, low, high, color=COLOURS[0], alpha=0.25, label=label)
    ax.plot(bands.periods, bands.estimate[:, i], color=COLOURS[0], marker="o", markersize=4,
            label="estimate")  # fmt: skip
    ax.axhline(0, color=GREY, linewidth=0.8)
    kind = "accumulated response" if bands.accumulated else "response"
    first = int(bands.periods[0])
    ax.set(
        xlabel=f"period (the impact is {first})", ylabel=f"{kind} of {variable} to {bands.shock}"
    )
    ax.legend(frameon=False, fontsize="small")
    return ax


def draw_shares(shares, variable: str, ax=None):
    """Draw the variance shares in one variable as stacked bars, hatched as a second cue."""
    ax = new_axes(ax)
    i = shares.names.index(variable)
    steps = np.arange(1, len(shares.shares) + 1)
    base = np.zeros(len(steps))
    for j, name in enumerate(shares.names):
        part = shares.shares[:, i, j]
        hatch = ("", "//", "..", "xx", "\\\\")[j % 5]
        ax.bar(steps, part, bottom=base, color=COLOURS[j % 5], hatch=hatch, edgecolor="white",
               label=f"shock to {name}")  # fmt: skip
        base = base + part
    ax.set(xlabel="steps ahead", ylabel=f"share of forecast error variance of {variable}")
    ax.legend(frameon=False, fontsize="small", ncols=len(shares.names), loc="lower center",
              bbox_to_anchor=(0.5, 1))  # fmt: skip
    return ax


def draw_lag_choice(choice, ax=None):
    """Draw each information criterion, above its minimum, against the number of lags."""
    ax = new_axes(ax)
    for position, name in enumerate(("aic", "bic", "hqic")):
        values = choice.criteria[name]
        ax.plot(values.index, values - values.min(), color=COLOURS[position], label=name.upper(),
                linestyle=STYLES[position], marker=MARKERS[position])  # fmt: skip
    ax.set(xlabel="lags", ylabel="criterion above its minimum")
    ax.set_xticks(list(choice.criteria.index))
    ax.legend(frameon=False, fontsize="small")
    return ax
