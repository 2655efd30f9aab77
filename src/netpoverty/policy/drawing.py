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
# Where a name may stand beside its mark, in points and alignments, the first choice first.
BESIDE = (((7, 0), "left", "center"), ((-7, 0), "right", "center"),
          ((7, 1), "left", "bottom"), ((7, -1), "left", "top"),
          ((6, 5), "left", "bottom"), ((6, -5), "left", "top"),
          ((-6, 5), "right", "bottom"), ((-6, -5), "right", "top"),
          ((0, 7), "center", "bottom"), ((0, -7), "center", "top"))  # fmt: skip
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
    effects of one element on another; below, the stages that their tension leads to. The feedback
    counts the effects of the outcome back on the elements.

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
    ax.text(0.52, 0.405, f"{into} effects on\nthe outcome", fontsize=9, color=GREY, va="center")
    style = {"arrowstyle": "-|>", "color": GREY, "linestyle": "--"}
    elbow = style | {"connectionstyle": "angle,angleA=180,angleB=-90,rad=8", "shrinkA": 0}
    ax.annotate("", (0.06, 0.48), (0.28, 0.07), arrowprops=elbow)
    ax.text(0.075, 0.25, f"feedback:\n{back} effects", fontsize=9, color=GREY, va="center")


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
    # arc3 bends to the right of its direction; the number stands just outside the bend, that of
    # a level arrow near its start, where no slanting arrow has its own.
    along, out = (0.7, 0.145) if y1 != y0 else (0.33, 0.115)
    x = x0 + along * (x1 - x0) + 0.17 * (y1 - y0)
    y = y0 + along * (y1 - y0) - out * (x1 - x0)
    ax.text(x, y, str(number), fontsize=10, color=COLOURS[0], ha="center", va="center")


def draw_influence(found: InfluenceMap, ax=None, most: int = 12):
    """Draw dependence across and influence up, with the means as borders of the roles.

    Every driver is named, then the most extreme of the others, up to `most`, where there is room.
    """
    ax = _axes(ax, (4.9, 5.9))
    for colour, marker, element in zip(COLOURS, MARKERS, ELEMENTS.values(), strict=True):
        of = [i for i, name in enumerate(found.elements) if name == element]
        look = {"color": colour, "marker": marker, "linestyle": "none", "markersize": 7}
        ax.plot(found.dependence[of], found.influence[of], label=element, **look)
    ax.axhline(found.influence.mean(), color=GREY, linewidth=0.8, linestyle="--")
    ax.axvline(found.dependence.mean(), color=GREY, linewidth=0.8, linestyle="--")
    ax.set(xlabel="dependence (share of all)", ylabel="influence (share of all)")
    _legend(ax, -0.13)
    _name_marks(ax, found, most)
    return ax


def _legend(ax, below: float) -> None:
    """Put the legend below the axes, in letters that a phone shows legibly."""
    look = {"ncols": 2, "fontsize": 11, "frameon": False, "columnspacing": 1, "handletextpad": 0.5}
    ax.legend(loc="upper center", bbox_to_anchor=(0.42, below), **look)


def _name_marks(ax, found: InfluenceMap, most: int) -> None:
    """Name each chosen mark in the place beside it that covers least of what is drawn.

    A name stands nearer to its own mark than to another's. A driver is named in any case; another
    concept only where its name covers nothing.
    """
    from matplotlib.transforms import Bbox

    ax.figure.draw_without_rendering()  # the places of the marks, once the legend has its room
    point = ax.figure.dpi / 72
    marks = ax.transData.transform(np.column_stack([found.dependence, found.influence]))
    taken = [Bbox.from_bounds(x, y, 0, 0).padded(4.5 * point) for x, y in marks]
    middle = ax.transData.transform([found.dependence.mean(), found.influence.mean()])
    room = ax.bbox
    rules = [Bbox.from_bounds(middle[0], room.y0, point, room.height),
             Bbox.from_bounds(room.x0, middle[1], room.width, point)]  # fmt: skip
    spread = np.ptp(found.influence) or 1, np.ptp(found.dependence) or 1
    extreme = found.influence / spread[0] + found.dependence / spread[1]
    driver = np.array([role == "driver" for role in found.roles])
    for i in np.lexsort((-extreme, ~driver)):
        if most == 0:
            break
        name = ax.annotate(
            found.names[i], (found.dependence[i], found.influence[i]), fontsize=9.5,
            xytext=(0, 0), textcoords="offset points",
        )  # fmt: skip
        tried = []
        for shift, across, up in BESIDE:
            name.set(position=shift, ha=across, va=up)
            box = name.get_window_extent()
            covered = sum(_shared(box, other) for k, other in enumerate(taken) if k != i)
            covered += box.width * box.height - _shared(box, room)
            away = [_away(box, other) for other in marks]
            astray = int(np.argmin(away) != i and min(away) < away[i])
            crossed = round(sum(_shared(box, rule) for rule in rules))
            tried.append((round(covered), astray, crossed, box))
        best = min(range(len(BESIDE)), key=lambda k: tried[k][:3])
        if any(tried[best][:2]) and not driver[i]:
            name.remove()
            continue
        shift, across, up = BESIDE[best]
        name.set(position=shift, ha=across, va=up)
        taken.append(tried[best][3])
        most -= 1


def _away(box, mark) -> float:
    """Return how far a mark is from a box."""
    across = max(box.x0 - mark[0], mark[0] - box.x1, 0.0)
    return float(np.hypot(across, max(box.y0 - mark[1], mark[1] - box.y1, 0.0)))


def _shared(one, other) -> float:
    """Return the area that two boxes share."""
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.y1, other.y1) - max(one.y0, other.y0)
    return max(width, 0.0) * max(height, 0.0)


def draw_run(run: Run, ax=None, named: int = 5):
    """Draw every concept's level by step, naming those that move most."""
    ax = _axes(ax, (4.9, 3.9))
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
    _legend(ax, -0.18)
    return ax


def draw_scenarios(found: ScenarioTable, ax=None):
    """Draw the change of each difficulty and of the outcome under each scenario, as a grid."""
    frame = found.to_frame()
    ax = _axes(ax, (5.4, 1.6 + 0.5 * len(frame)))
    values = frame.to_numpy()
    finite = np.abs(values[np.isfinite(values)])
    largest = max(finite.max(initial=0), 1e-9)
    ax.imshow(values, cmap="PuOr_r", vmin=-largest, vmax=largest, aspect="auto", alpha=0.75)
    decimals = [2 + near_tie(column) for column in values.T]
    for (row, column), value in np.ndenumerate(values):
        dark = np.isfinite(value) and abs(value) > 0.6 * largest
        text = f"{value:+.{decimals[column]}f}" if np.isfinite(value) else "—"
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


def near_tie(values) -> bool:
    """Return whether two decimals would tell two values apart that are nearer than that.

    >>> near_tie([0.026, 0.0249]), near_tie([0.41, 0.02]), near_tie([0.021, 0.022])
    (True, False, False)
    """
    known = np.sort([value for value in values if np.isfinite(value)])
    return bool(np.any((np.diff(known) < 0.01 - 1e-12) & (np.diff(np.round(known, 2)) > 0)))


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
