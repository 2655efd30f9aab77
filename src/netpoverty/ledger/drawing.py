"""A ledger as a picture: one mark a cell, in the order of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netpoverty.ledger.verdict import VERDICTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from netpoverty.ledger.runner import Ledger

# Neither red nor green: the marks sort cells, they do not grade papers. Shape is the second cue,
# and none is a square, diamond, circle or triangle: those are the badges of kinds of number.
MARKS = {
    "cannot be as printed": ("X", "#0072b2"),
    "disagrees": ("x", "#0072b2"),
    "never": (r"$\neg$", "#0072b2"),
    "true sometimes": ("+", "#a35b95"),
    "method only": ("1", "#8a6d00"),
    "agrees": ("|", "#555555"),
    "not checkable": ("_", "#999999"),
}
# Marks of a row must not touch at the size of a phone: the dash is short, the sign of "not" large.
_SIZES = {"not checkable": 9, "never": 36, "cannot be as printed": 40}
_WIDTHS = {"cannot be as printed": 0.2, "never": 0.8}
_SIZE, _WIDTH = 30, 1.4
_ACROSS = 40


def draw_cells(ledger: Ledger, names: Mapping[str, str], ax: Axes) -> Axes:
    """Draw the cells of the named papers, one below the other; return the axes.

    names : {paper: heading}, in the order to draw; ax : the axes to draw on.
    """
    points: dict[str, list[tuple[int, int]]] = {name: [] for name in VERDICTS}
    row = 0
    for paper, heading in names.items():
        verdicts = ledger.select(paper).verdicts
        ax.text(0, row, f"{heading}: {len(verdicts)} cells", va="center", fontsize=10)
        for place, verdict in enumerate(verdicts):
            points[verdict.verdict].append((place % _ACROSS, row + 1 + place // _ACROSS))
        row += 2 + -(-len(verdicts) // _ACROSS)
    for name, (shape, colour) in MARKS.items():
        if points[name]:
            x, y = zip(*points[name], strict=True)
            label = f"{name} ({len(x)})"
            size, width = _SIZES.get(name, _SIZE), _WIDTHS.get(name, _WIDTH)
            ax.scatter(x, y, s=size, marker=shape, color=colour, linewidths=width, label=label)
    ax.set(xticks=[], yticks=[], xlim=(-1, _ACROSS), ylim=(row, -1))
    ax.spines[:].set_visible(False)
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=2, fontsize=9)
    return ax
