"""Figures of a coding and of its runs; matplotlib is imported only when one is drawn."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING

import numpy as np

from netpoverty.policy.coding import ELEMENTS

if TYPE_CHECKING:
    from netpoverty.policy.coding import Coding
    from netpoverty.policy.cognitive_map import Run
    from netpoverty.policy.influence import InfluenceMap
    from netpoverty.policy.judgements import Reweighting
    from netpoverty.policy.scenarios import ScenarioTable

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#a8407a", "#555555")
MARKERS = ("o", "s", "^", "D", "X")
STYLES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1)))
GREY = "#666666"
PLACES = {"policy": (0.2, 0.93), "target-group": (0.84, 0.93),
          "agency": (0.2, 0.56), "environment": (0.84, 0.56)}  # fmt: skip
STAGES = (("tension", 0.31), ("transactions", 0.19), ("institutions", 0.07))


def _axes(ax, size: tuple[float, float]):
    if ax is None:
        import matplotlib.pyplot as plt

        _, ax = plt.subplots(figsize=size, layout="constrained")
    ax.patch.set_alpha(0)
    return ax


def element_arrows(coding: Coding) -> dict[tuple[str, str], int]:
    """Return how many coded arrows run from one element to another, by pair of elements."""
    found: dict[tuple[str, str], int] = {}
    for a in coding.assertions:
        for link in a.acts_on:
            pair = (a.element, coding.concepts[link.concept].element)
            found[pair] = found.get(pair, 0) + 1
    return found


def draw_smith(coding: Coding, ax=None):
    """Draw Smith's model with what a sheet puts into it.

    Each box counts the deficiencies (−) and strengths (+) of an element, each arrow the coded
    links between two elements; below, the stages that their tension leads to. The feedback
    counts the links from the outcome back to the elements.

    Source: Smith (1973), doi 10.1007/BF01405732.
    """
    ax = _axes(ax, (4.7, 5.4))
    ax.set(xlim=(-0.03, 1.03), ylim=(0, 1))
    ax.axis("off")
    counts, arrows = coding.counts(), element_arrows(coding)
    boxes = {}
    for element, (x, y) in PLACES.items():
        bad, good = counts.loc[ELEMENTS[element]]
        boxes[element] = _box(ax, x, y, f"{ELEMENTS[element]}\n−{bad}   +{good}", "bold")
    for (one, two), number in arrows.items():
        if one in PLACES and two in PLACES and one != two:
            _arrow(ax, (one, two), boxes, number)
    _stages(ax, counts, arrows)
    return ax


def _stages(ax, counts, arrows: dict[tuple[str, str], int]) -> None:
    into = sum(n for (one, two), n in arrows.items() if two == "outcome" and one != "outcome")
    back = sum(n for (one, two), n in arrows.items() if one == "outcome" and two != "outcome")
    bad, good = counts.loc[ELEMENTS["outcome"]]
    labels = {"institutions": f"institutions: what lasts\n−{bad}   +{good}"}
    for name, y in STAGES:
        _box(ax, 0.5, y, labels.get(name, name), "normal")
    tops = [0.46, *(y - 0.035 for _, y in STAGES[:-1])]
    for (_, y), top in zip(STAGES, tops, strict=True):
        ax.annotate(
            "", (0.5, y + 0.035), (0.5, top), arrowprops={"arrowstyle": "-|>", "color": GREY}
        )
    ax.text(0.52, 0.405, f"{into} arrows", fontsize=9, color=GREY, va="center")
    style = {"arrowstyle": "-|>", "color": GREY, "linestyle": "--"}
    elbow = style | {"connectionstyle": "angle,angleA=180,angleB=-90,rad=8", "shrinkA": 0}
    ax.annotate("", (0.06, 0.48), (0.28, 0.07), arrowprops=elbow)
    ax.text(0.075, 0.25, f"feedback\n{back} arrows", fontsize=9, color=GREY, va="center")


def _box(ax, x: float, y: float, text: str, weight: str):
    edge = {"boxstyle": "round,pad=0.45", "facecolor": "none", "edgecolor": "#222222"}
    return ax.text(
        x, y, text, ha="center", va="center", fontsize=10, weight=weight, bbox=edge
    ).get_bbox_patch()


def _arrow(ax, pair: tuple[str, str], boxes: dict, number: int) -> None:
    (x0, y0), (x1, y1) = (PLACES[element] for element in pair)
    style = {"arrowstyle": "-|>", "color": COLOURS[0], "linewidth": 0.7 + 0.4 * number,
             "mutation_scale": 14, "patchA": boxes[pair[0]], "patchB": boxes[pair[1]],
             "shrinkA": 2, "shrinkB": 3, "connectionstyle": "arc3,rad=0.2"}  # fmt: skip
    ax.annotate("", (x1, y1), (x0, y0), arrowprops=style)
    # arc3 bends to the right of its direction; the number stands just outside the bend.
    along = 0.62 if y1 != y0 else 0.33
    x = x0 + along * (x1 - x0) + 0.17 * (y1 - y0)
    y = y0 + along * (y1 - y0) - 0.145 * (x1 - x0)
    ax.text(x, y, str(number), fontsize=10, color=COLOURS[0], ha="center", va="center")


def draw_influence(found: InfluenceMap, ax=None):
    """Draw dependence across and influence up, with the means as borders of the roles."""
    ax = _axes(ax, (5.4, 4.8))
    far = np.flatnonzero(found.dependence > 0.75 * found.dependence.max())
    shown = [i for i in _shown(found) if i not in far]
    for colour, marker, element in zip(COLOURS, MARKERS, ELEMENTS.values(), strict=True):
        of = [i for i, name in enumerate(found.elements) if name == element]
        look = {"color": colour, "marker": marker, "linestyle": "none", "markersize": 7}
        ax.plot(found.dependence[of], found.influence[of], label=element, **look)
    ax.axhline(found.influence.mean(), color=GREY, linewidth=0.8, linestyle="--")
    ax.axvline(found.dependence.mean(), color=GREY, linewidth=0.8, linestyle="--")
    for i in shown:
        ax.annotate(
            found.names[i], (found.dependence[i], found.influence[i]), fontsize=9,
            xytext=(7, 0), textcoords="offset points", va="center",
        )  # fmt: skip
    for number, i in enumerate(sorted(far, key=lambda i: -found.influence[i])):
        above = number % 2 == 0
        ax.annotate(
            found.names[i], (found.dependence[i], found.influence[i]), fontsize=9,
            xytext=(8, 7 if above else -7), textcoords="offset points", ha="right",
            va="bottom" if above else "top",
        )  # fmt: skip
    ax.set(xlabel="dependence (share of all)", ylabel="influence (share of all)")
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.16), ncols=2, fontsize=9, frameon=False)
    return ax


def _shown(found: InfluenceMap, most: int = 9) -> list[int]:
    """Choose the concepts to name: the most extreme ones that do not cover each other."""
    height, width = np.ptp(found.influence) or 1, np.ptp(found.dependence) or 1
    order = np.argsort(-(found.influence / height + found.dependence / width), kind="stable")
    chosen: list[int] = []
    for i in order:
        clear = all(
            abs(found.influence[i] - found.influence[j]) > 0.06 * height
            or abs(found.dependence[i] - found.dependence[j]) > 0.3 * width
            for j in chosen
        )
        if clear and len(chosen) < most:
            chosen.append(int(i))
    return chosen


def draw_run(run: Run, ax=None, named: int = 5):
    """Draw every concept's level by step, naming those that move most."""
    ax = _axes(ax, (5.4, 3.6))
    levels = run.levels[:, :]
    span = np.ptp(np.clip(levels, -1e3, 1e3), axis=0)
    first = list(np.argsort(-span, kind="stable")[:named])
    steps = np.arange(len(levels))
    for i in range(levels.shape[1]):
        if i not in first:
            ax.plot(steps, levels[:, i], color="#999999", linewidth=0.8, linestyle="-")
    for look, i in enumerate(first):
        colour, style = COLOURS[look % 5], STYLES[look % 5]
        ax.plot(steps, levels[:, i], color=colour, linestyle=style, label=run.names[i])
    ax.set(xlabel="step of the model", ylabel="level in the model", title=run.status)
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.2), ncols=2, fontsize=9, frameon=False)
    return ax


def draw_scenarios(found: ScenarioTable, ax=None):
    """Draw the change of each difficulty and of the outcome under each scenario, as a grid."""
    frame = found.to_frame()
    ax = _axes(ax, (5.4, 1.6 + 0.5 * len(frame)))
    values = frame.to_numpy()
    finite = np.abs(values[np.isfinite(values)])
    largest = max(finite.max(initial=0), 1e-9)
    ax.imshow(values, cmap="PuOr_r", vmin=-largest, vmax=largest, aspect="auto", alpha=0.75)
    for (row, column), value in np.ndenumerate(values):
        dark = np.isfinite(value) and abs(value) > 0.6 * largest
        text = f"{value:+.2f}" if np.isfinite(value) else "—"
        ax.text(column, row, text, ha="center", va="center", fontsize=10,
                color="white" if dark else "black")  # fmt: skip
    ax.set_xticks(
        range(values.shape[1]),
        [fill(name, 13, break_long_words=False) for name in frame.columns],
        fontsize=9,
    )
    ax.set_yticks(range(len(frame)), frame.index)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    for side in ax.spines.values():
        side.set_visible(False)
    return ax


def draw_reweighting(found: Reweighting, ax=None):
    """Draw each path's change over the draws: a line from 5% to 95%, the median as a mark."""
    ax = _axes(ax, (5.4, 0.9 + 0.55 * len(found.paths)))
    frame = found.to_frame()
    for row, (_, values) in enumerate(frame.iterrows()):
        colour = COLOURS[row % 5]
        ax.plot([values["5%"], values["95%"]], [row, row], color=colour, linewidth=3, linestyle="-")
        ax.plot(values["median"], row, marker=MARKERS[row % 5], color=colour, markersize=8)
        first = (
            f"first in {values['first in']:.0%}" if np.isfinite(values["median"]) else "unsettled"
        )
        ax.annotate(first, (values["95%"] if np.isfinite(values["95%"]) else 0, row),
                    xytext=(6, 9), textcoords="offset points", fontsize=10, ha="center")  # fmt: skip
    ax.set_yticks(range(len(frame)), frame.index)
    ax.set_ylim(len(frame) - 0.5, -0.7)
    ax.margins(x=0.15)
    ax.set_xlabel("change of the outcome in the model")
    return ax
