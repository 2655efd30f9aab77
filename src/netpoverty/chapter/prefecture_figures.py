"""Figures of the panel half of the chapter on Sichuan."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ..models import var
from ..models.spurious import SpuriousLaboratory
from .figures import LINES, MARKERS, PALETTE
from .prefecture_study import PrefectureStudy, in_logs

ESTIMATORS = ("pooled", "within", "random")


def draw_scatters(study: PrefectureStudy, most: int = 3):
    """Draw log GDP against log CII, a panel a unit (the largest), a mark a data set; the figure."""
    import matplotlib.pyplot as plt

    units = study.first.groupby("prefecture")["LGDP"].mean().nlargest(most).index
    size = {"figsize": (5.6, 3.4), "squeeze": False}
    figure, panels = plt.subplots(1, len(units), sharex=True, sharey=True, **size)
    for ax, unit in zip(panels[0], sorted(units), strict=True):
        for i, (name, frame) in enumerate(study.frames.items()):
            rows = in_logs(frame).query("prefecture == @unit")
            look = {"marker": MARKERS[2 * i], "color": PALETTE[i], "linestyle": "none"}
            ax.plot(rows["CII"], rows["LGDP"], **look, fillstyle=("full", "none")[i], label=name)
        ax.set_title(unit.replace(" (simulated)", ""), fontsize=11)
    figure.supxlabel("log of CII (share of users)", fontsize=11)
    panels[0][0].set_ylabel("log of GDP (100 million yuan)")
    handles, labels = panels[0][0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=2, fontsize=10)
    return figure


def partly_demeaned(frame: pd.DataFrame, theta: float) -> pd.DataFrame:
    """Return CII and GDP of each row with θ of the unit's mean taken off, and the slope.

    θ = 0 leaves the data (pooled), θ = 1 leaves the years of one unit alone (within). Columns
    prefecture, year, CII, LGDP; `attrs["slope"]` is least squares with a constant.

    >>> made = pd.DataFrame({"prefecture": list("aabb"), "year": [1, 2, 1, 2],
    ...                      "CII": [0.0, 1, 2, 3], "LGDP": [5.0, 6, 0, 1]})
    >>> partly_demeaned(made, 1.0).attrs["slope"], partly_demeaned(made, 0.0).attrs["slope"] < 0
    (1.0, True)
    """
    known = frame.dropna(subset=["CII", "LGDP"])
    means = known.groupby("prefecture")[["CII", "LGDP"]].transform("mean")
    made = known[["prefecture", "year"]].join(known[["CII", "LGDP"]] - theta * means)
    centred = made[["CII", "LGDP"]] - made[["CII", "LGDP"]].mean()
    made.attrs["slope"] = float(
        centred["CII"] @ centred["LGDP"] / (centred["CII"] @ centred["CII"])
    )
    return made


def draw_elasticities(table: pd.DataFrame):
    """Draw elasticities with intervals, a panel a data set; filled from levels, hollow from logs."""
    import matplotlib.pyplot as plt

    names, outcomes = table["panel"].unique(), table["outcome"].unique()
    size = {"figsize": (5.6, 1.9 + 0.9 * len(outcomes)), "squeeze": False}
    figure, panels = plt.subplots(1, len(names), sharex=True, sharey=True, **size)
    for ax, name in zip(panels[0], names, strict=True):
        for i, effects in enumerate(ESTIMATORS):
            for j, scale in enumerate(("levels", "logs")):
                rows = table.query("panel == @name and estimator == @effects and scale == @scale")
                places = np.arange(len(rows)) + 0.26 * (i - 1) + 0.1 * j
                look = {"marker": MARKERS[i], "color": PALETTE[i], "markersize": 5}
                look["fillstyle"] = ("full", "none")[j]
                ax.hlines(places, rows["low"], rows["high"], color=PALETTE[i], linewidth=1.2)
                label = f"{effects}, {scale}"
                ax.plot(rows["estimate"], places, linestyle="none", **look, label=label)
        ax.axvline(0, color="0.5", linewidth=0.8, linestyle="-")
        ax.set_yticks(range(len(outcomes)), outcomes)
        ax.set_title(name, fontsize=11)
    panels[0][0].invert_yaxis()
    figure.supxlabel("% more, per 1% more users", fontsize=11)
    handles, labels = panels[0][0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=2, fontsize=9)
    return figure


def draw_places(table: pd.DataFrame):
    """Draw what a point of users adds in towns and villages, in yuan and in per cent."""
    import matplotlib.pyplot as plt

    figure, (left, right) = plt.subplots(1, 2, figsize=(5.6, 2.9), sharey=True)
    labels = [f"{place}, {columns}" for columns, place in table.index]
    rows = np.arange(len(table))
    for i, place in enumerate(("towns", "villages")):
        mine = np.array([label.startswith(place) for label in labels])
        part, look = table[mine], {"marker": MARKERS[i], "color": PALETTE[i], "linestyle": "none"}
        left.hlines(rows[mine], part["low"], part["high"], color=PALETTE[i])
        left.plot(part["yuan"], rows[mine], **look)
        right.hlines(
            rows[mine], part["% at least"], part["% at most"], color=PALETTE[i], linewidth=5
        )
        right.plot(part[["% at least", "% at most"]].mean(axis=1), rows[mine], **look)
    left.set_yticks(rows, labels)
    left.invert_yaxis()
    left.set(xlabel="yuan a head", xlim=(0, None))
    right.set(xlabel="% of mean income", xlim=(0, None))
    return figure


def draw_checks(table: pd.DataFrame, log: bool):
    """Draw each check of each outcome: filled and hollow marks for the panels, dashes for truth."""
    import matplotlib.pyplot as plt

    names = table.index.unique("panel")
    outcomes = table.index.unique("outcome")
    rows = table.index.unique("check")
    size = {"figsize": (5.6, 0.34 * len(rows) + 1.8), "squeeze": False}
    figure, panels = plt.subplots(1, len(outcomes), sharey=True, **size)
    for ax, outcome in zip(panels[0], outcomes, strict=True):
        for i, name in enumerate(names):
            part = table.loc[name].loc[outcome].reindex(rows)
            places = np.arange(len(rows)) + 0.22 * (i - 0.5) * (len(names) > 1)
            look = {"marker": MARKERS[2 * i], "color": PALETTE[i], "markersize": 5}
            look["fillstyle"] = ("full", "none")[i]
            ax.hlines(places, part["low"], part["high"], color=PALETTE[i], linewidth=1.2)
            ax.plot(part["effect"], places, linestyle="none", **look, label=name)
            if part["built"].notna().any():
                style = {"color": PALETTE[i], "linestyle": LINES[1 + 2 * i], "linewidth": 1.2}
                ax.axvline(part["built"].max(), **style, label=f"truth, {name}")
        if not np.isfinite(table["built"]).any():
            ax.axvline(0, color="0.5", linewidth=0.8, linestyle="-")
        ax.set_title(outcome, fontsize=11)
    panels[0][0].set_yticks(range(len(rows)), rows)
    panels[0][0].invert_yaxis()
    unit = "% per 1% more users" if log else "% of the mean, per point of users"
    figure.supxlabel(unit, fontsize=11)
    handles, labels = panels[0][0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=2, fontsize=9)
    return figure


def draw_laboratory(lab: SpuriousLaboratory):
    """Draw how often each estimator finds an effect that is not there, a mark an estimator."""
    import matplotlib.pyplot as plt

    found = lab.frame.pivot(index="world", columns="estimator", values="found")
    found = found.loc[lab.frame["world"].unique(), lab.frame["estimator"].unique()]
    figure, ax = plt.subplots(figsize=(5.6, 4.2))
    for i, name in enumerate(found):
        places = np.arange(len(found)) + 0.09 * (i - 2)
        look = {"marker": MARKERS[i], "color": PALETTE[i], "linestyle": "none"}
        ax.plot(100 * found[name], places, **look, label=name)
    ax.axvline(100 * lab.level, color="0.5", linestyle=":", linewidth=1.2)
    ax.set_yticks(range(len(found)), [world.replace(" ", "\n") for world in found.index])
    ax.invert_yaxis()
    ax.set(xlabel=f"% of panels with p < {lab.level:g}, no effect built in", xlim=(-3, 103))
    figure.legend(loc="outside upper center", ncols=2, fontsize=9)
    return figure


def draw_fallback(marks: pd.DataFrame):
    """Draw each printed ratio of errors on the ratio that θ = 0 implies; the figure.

    `marks` are those of `printed_tests.fallback_marks`.
    """
    import matplotlib.pyplot as plt

    figure, ax = plt.subplots(figsize=(5.6, 3.2))
    places = {name: place for place, name in enumerate(marks["outcome"].unique())}
    implied = marks.groupby("outcome", sort=False)[["implied low", "implied high"]].first()
    for name, (low, high) in implied.iterrows():
        reach = [places[name] - 0.35, places[name] + 0.35]
        ax.fill_between(reach, low, high, color="0.6", linewidth=3)
    terms = marks.groupby("term", sort=False)
    for shift, look, (term, group) in zip((-0.15, 0, 0.15), "osD", terms, strict=False):
        x = group["outcome"].map(places) + shift
        middle, half = (group["low"] + group["high"]) / 2, (group["high"] - group["low"]) / 2
        ax.errorbar(x, middle, yerr=half, fmt=look, capsize=3, label=term)
    ax.set(xticks=range(len(places)), xticklabels=places, ylabel="error, random / pooled")
    ax.legend(title="printed", fontsize=9)
    return figure


def draw_both_roots(systems: Mapping[str, Mapping], roots: Mapping[str, var.Roots]):
    """Draw the companion roots of each printed system, a panel a system, a mark a reading."""
    import matplotlib.pyplot as plt

    size = {"figsize": (5.8, 3.8), "sharex": True, "sharey": True}
    figure, panels = plt.subplots(1, len(systems), **size)
    for ax, (name, models) in zip(panels, systems.items(), strict=True):
        var.draw_roots({label: roots[f"{name}, {label}"] for label in models}, ax=ax)
        ax.set_title(name)
        ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.22), fontsize=9, frameon=False)
    return figure


def draw_responses(bands: Mapping, shown: Mapping[str, tuple[str, ...]]):
    """Draw responses to CII with joint bands: a row a variable of a system, a column a data set."""
    import matplotlib.pyplot as plt

    panels = list(dict.fromkeys(name for _, name in bands))
    rows = [(system, v) for system, names in shown.items() for v in names]
    size = {"figsize": (5.6, 1.7 * len(rows) + 0.7), "squeeze": False}
    figure, axes = plt.subplots(len(rows), len(panels), sharex=True, sharey="row", **size)
    for line, (system, variable) in zip(axes, rows, strict=True):
        for ax, name in zip(line, panels, strict=True):
            band = bands[system, name]
            i = band.names.index(variable)
            ax.fill_between(band.periods, band.low[:, i], band.high[:, i], alpha=0.25)
            ax.plot(band.periods, band.estimate[:, i], marker="o", markersize=3, linestyle="-")
            ax.axhline(0, color="0.5", linewidth=0.8, linestyle="-")
        # A joint band of an explosive fit would hide every other row.
        edges = [
            np.abs(bands[system, n].low[:, bands[system, n].names.index(variable)]) for n in panels
        ]
        edges += [
            np.abs(bands[system, n].high[:, bands[system, n].names.index(variable)]) for n in panels
        ]
        reach = 1.5 * float(np.quantile(np.concatenate(edges), 0.6))
        line[0].set_ylim(-reach, reach)
        line[0].set_ylabel(f"{variable}\n({system})", fontsize=9)
    for ax, name in zip(axes[0], panels, strict=True):
        ax.set_title(name, fontsize=11)
    figure.supxlabel("period (the push is in period 1)", fontsize=11)
    return figure


def draw_decomposition(table: pd.DataFrame):
    """Draw the share of forecast error variance due to CII, ordered first and last."""
    import matplotlib.pyplot as plt

    labels = [f"{variable}\n({system})" for system, variable in table.index]
    figure, ax = plt.subplots(figsize=(5.6, 0.75 * len(table) + 1.9))
    for i, name in enumerate(table):
        look = {"marker": MARKERS[i], "color": PALETTE[i // 2], "linestyle": "none"}
        look["fillstyle"] = ("full", "none")[i % 2]
        ax.plot(table[name], np.arange(len(table)) + 0.12 * (i - 1.5), **look, label=name)
    ax.set_yticks(range(len(table)), labels)
    ax.invert_yaxis()
    ax.set(xlabel="% of forecast error variance due to CII", xlim=(-3, 103))
    figure.legend(loc="outside upper center", ncols=2, fontsize=11, columnspacing=1)
    return figure
