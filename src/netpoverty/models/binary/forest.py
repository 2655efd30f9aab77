"""Forest plots: estimates with their intervals, one row a term."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

# Okabe–Ito hues, told apart in grey by marker shape as well
HUES = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00")
MARKERS = ("o", "s", "^", "D", "v", "P")


def axes(ax: Any = None, size: tuple[float, float] = (6.0, 3.6)) -> Any:
    """Return `ax`, or new axes when None."""
    if ax is not None:
        return ax
    import matplotlib.pyplot as plt

    return plt.subplots(figsize=size, layout="constrained")[1]


def forest(
    frames: pd.DataFrame | Mapping[str, pd.DataFrame],
    ax: Any = None,
    label: str = "estimate",
    zero: float | None = 0.0,
) -> Any:
    """Draw estimates with intervals, one row a term, one marker shape a series.

    frames : a tidy frame with `estimate`, `low`, `high` indexed by term, or several by name
    label : name of the axis with its unit; zero : where the reference line stands, None for none
    """
    ax = axes(ax)
    series = {"": frames} if isinstance(frames, pd.DataFrame) else dict(frames)
    terms = list(dict.fromkeys(str(term) for frame in series.values() for term in frame.index))
    offsets = (np.arange(len(series)) - (len(series) - 1) / 2) * min(0.25, 0.7 / len(series))
    for number, (name, frame) in enumerate(series.items()):
        where = np.array([terms.index(str(term)) for term in frame.index]) + offsets[number]
        centre = frame["estimate"].to_numpy(float)
        width = np.vstack([centre - frame["low"], frame["high"] - centre])
        style = {"fmt": MARKERS[number % 6], "color": HUES[number % 6], "capsize": 2}
        ax.errorbar(centre, where, xerr=np.abs(width), label=name or None, **style)
    if zero is not None:
        ax.axvline(zero, color="0.5", linewidth=0.8, linestyle="--")
    ax.set_yticks(range(len(terms)), terms)
    ax.invert_yaxis()
    ax.set_xlabel(label)
    if len(series) > 1:
        ax.legend(frameon=False)
    return ax
