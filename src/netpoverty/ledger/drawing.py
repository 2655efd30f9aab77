"""A ledger as a picture: one mark a cell, in the order of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netpoverty.ledger.verdict import VERDICTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from netpoverty.ledger.runner import Ledger

# Neither red nor green: the marks sort cells, they do not grade papers. Shape is the second cue.
MARKS = {
    "cannot be as printed": ("s", "#0072b2", True),
    "disagrees": ("D", "#0072b2", False),
    "never": ("v", "#0072b2", True),
    "true sometimes": ("^", "#a35b95", False),
    "method only": ("P", "#8a6d00", True),
    "agrees": ("o", "#666666", True),
    "not checkable": (".", "#999999", True),
}
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
    for name, (shape, colour, filled) in MARKS.items():
        if points[name]:
            x, y = zip(*points[name], strict=True)
            face = colour if filled else "none"
            label = f"{name} ({len(x)})"
            ax.scatter(x, y, s=26, marker=shape, facecolors=face, edgecolors=colour, label=label)
    ax.set(xticks=[], yticks=[], xlim=(-1, _ACROSS), ylim=(row, -1))
    ax.spines[:].set_visible(False)
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=2, fontsize=9)
    return ax
