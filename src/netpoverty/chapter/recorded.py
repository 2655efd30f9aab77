"""Size simulations as recorded by `make sizes`: read, and drawn."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

import netpoverty

RESULTS = Path(netpoverty.__file__).resolve().parents[2] / "benchmarks" / "results"


def recorded_sizes(name: str) -> dict:
    """Return what a file of recorded simulations holds: `sizes_binary`, `_panel` or `_var`.

    >>> sorted(recorded_sizes("sizes_var"))[:2]
    ['bands', 'granger']
    """
    return json.loads((RESULTS / f"{name}.json").read_text(encoding="utf-8"))


def binary_rejections() -> pd.Series:
    """Return the % of samples in which a test rejects a true null, by test and setting."""
    rows = pd.DataFrame(recorded_sizes("sizes_binary")["rows"])
    return 100 * rows.set_index(["test", "setting"])["rejected"]


def draw_false_alarms(found: pd.DataFrame, ncols: int = 2):
    """Draw the share of panels with p < 0.05, a row a world and a mark a column; the figure."""
    import matplotlib.pyplot as plt

    figure, ax = plt.subplots(figsize=(5.6, 3.8))
    for name, mark in zip(found, "osD^vP", strict=True):
        ax.plot(found[name], range(len(found)), mark, label=name, alpha=0.85)
    ax.axvline(0.05, color="0.5", linestyle=":", linewidth=1)
    labels = [world.replace(" ", "\n") for world in found.index]
    ax.set(yticks=range(len(found)), yticklabels=labels, xlim=(-0.03, 1.03))
    ax.set(xlabel="share of panels with p < 0.05, no effect built in")
    ax.legend(fontsize=9, loc="upper center", bbox_to_anchor=(0.4, -0.2), ncols=ncols)
    return figure


def draw_coverage(bands: pd.DataFrame, level: float):
    """Draw how often bands hold the truth, at a period and over the whole curve; the figure.

    Parameters
    ----------
    bands : a row a band and number of years, 19 or 50; shares `by period` and `whole curve`
    level : what the bands promise
    """
    import matplotlib.pyplot as plt

    names = [name for name in bands["band"].unique() if "accumulated" not in name]
    figure, ax = plt.subplots(figsize=(6, 4), layout="constrained")
    figure.get_layout_engine().set(w_pad=0.2)  # room for the frame of the badge
    places = range(len(names))
    for years, look in ((19, "C0o"), (50, "C1s")):
        rows = 100 * bands[bands["years"] == years].set_index("band").loc[names]
        ax.plot(rows["by period"], places, look, label=f"{years} years, a period")
        ax.plot(rows["whole curve"], places, look, fillstyle="none", label=f"{years} years, curve")
    ax.set_yticks(places, [name.replace(", ", "\n").replace(" boot", "\nboot") for name in names])
    ax.axvline(100 * level, color="#767676", linestyle="--")
    ax.set(xlabel="truth inside the band, % of samples", xlim=(0, 102))
    legend = {"loc": "lower center", "bbox_to_anchor": (0.3, 1), "frameon": False}
    ax.legend(fontsize="small", ncols=2, **legend)
    return figure
