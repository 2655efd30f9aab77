"""The causal graph of a world, declared beside its generator and drawable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from netpoverty.errors import refuse
from netpoverty.results import Result

_BEND = 0.16


@dataclass(frozen=True)
class Node:
    """One variable of a graph: name, label, column of the frame (empty if never observed).

    `x` places it from 0 (left) to 1 (right) in its layer when drawn; spread evenly without.
    """

    name: str
    label: str
    column: str = ""
    x: float | None = None

    @property
    def observed(self) -> bool:
        """Return whether a tidy frame holds the variable."""
        return bool(self.column)


@dataclass(frozen=True)
class CausalGraph(Result):
    """Which variables of a world cause which.

    `layers` orders the nodes from first causes to outcomes; `edges` are (cause, effect, reason),
    each from an earlier layer to a later one, so that the graph has no cycle.
    """

    layers: tuple[tuple[Node, ...], ...]
    edges: tuple[tuple[str, str, str], ...]
    title: ClassVar[str] = "Causal graph"

    def __post_init__(self) -> None:
        rank = self._ranks()
        for cause, effect, _ in self.edges:
            if cause not in rank or effect not in rank:
                raise refuse("edge", f"{cause} → {effect}", f"nodes {', '.join(rank)}")
            if rank[cause] >= rank[effect]:
                raise refuse("edge", f"{cause} → {effect}", "edges to a later layer")

    def _ranks(self) -> dict[str, int]:
        return {node.name: level for level, row in enumerate(self.layers) for node in row}

    @property
    def nodes(self) -> dict[str, Node]:
        """Return the nodes by name, first causes first."""
        return {node.name: node for row in self.layers for node in row}

    def parents(self, name: str) -> tuple[str, ...]:
        """Return the direct causes of a node."""
        return tuple(cause for cause, effect, _ in self.edges if effect == name)

    def ancestors(self, name: str) -> set[str]:
        """Return every node from which a path of arrows leads to `name`."""
        found: set[str] = set()
        for parent in self.parents(name):
            found |= {parent} | self.ancestors(parent)
        return found

    def confounders(self, cause: str, effect: str) -> list[str]:
        """Return the direct causes of `cause` that reach `effect` on a way around it.

        >>> rows = ((Node("u", "ability"),), (Node("x", "use"),), (Node("y", "poor"),))
        >>> graph = CausalGraph(rows, (("u", "x", ""), ("u", "y", ""), ("x", "y", "")))
        >>> graph.confounders("x", "y")
        ['u']
        """
        kept = tuple(edge for edge in self.edges if cause not in edge[:2])
        around = CausalGraph(self.layers, kept).ancestors(effect)
        return [name for name in self.parents(cause) if name in around]

    def to_frame(self) -> pd.DataFrame:
        """Return one row an arrow: cause, effect, reason."""
        return pd.DataFrame(self.edges, columns=["cause", "effect", "why"])

    def describe(self) -> str:
        """Return the graph in a sentence per node, for alternative text."""
        nodes = self.nodes
        sentences = []
        for name, node in nodes.items():
            causes = [nodes[parent].label for parent in self.parents(name)]
            if causes:
                sentences.append(f"{node.label} depends on {', '.join(causes)}.")
        return " ".join(sentences)

    def plot(self, ax=None):
        """Draw first causes at the top, outcomes below, unobserved nodes dashed; return the axes."""
        import matplotlib.pyplot as plt

        depth = len(self.layers)
        if ax is None:
            figure = plt.figure(figsize=(5.4, 0.95 * depth + 0.4), layout="none")
            ax = figure.add_axes((0.01, 0.01, 0.98, 0.98))
        ax.set_xlim(0, 1)
        ax.set_ylim(0.6 - depth, 0.4)
        ax.axis("off")
        places = self._places()
        boxes = {name: _box(ax, places[name], node) for name, node in self.nodes.items()}
        # Arrows stop at the boxes, whose sizes are known only once they have been drawn.
        ax.figure.draw_without_rendering()
        sizes = {name: _size(ax, box) for name, box in boxes.items()}
        for cause, effect, _ in self.edges:
            _arrow(ax, places, sizes, cause, effect)
        return ax

    def _places(self) -> dict[str, tuple[float, float]]:
        places = {}
        for level, row in enumerate(self.layers):
            for index, node in enumerate(row):
                even = (index + 0.5) / len(row)
                places[node.name] = (even if node.x is None else node.x, -float(level))
        return places


def _size(ax, box) -> tuple[float, float]:
    """Return half the width and half the height of a drawn box, in data coordinates."""
    extent = box.get_bbox_patch().get_window_extent()
    corners = ax.transData.inverted().transform([(extent.x0, extent.y0), (extent.x1, extent.y1)])
    return tuple((corners[1] - corners[0]) / 2)


def _edge(place, towards, size) -> tuple[float, float]:
    """Return where the straight line from a box's centre towards a point leaves the box."""
    dx, dy = towards[0] - place[0], towards[1] - place[1]
    steps = [half / abs(d) for half, d in zip(size, (dx, dy), strict=True) if d]
    step = min(steps)
    return place[0] + dx * step, place[1] + dy * step


def _arrow(ax, places: dict, sizes: dict, cause: str, effect: str) -> None:
    start, end = places[cause], places[effect]
    long = start[1] - end[1] > 1
    ax.annotate(
        "",
        xy=_edge(end, start, sizes[effect]),
        xytext=_edge(start, end, sizes[cause]),
        arrowprops={
            "arrowstyle": "-|>",
            "color": "0.45",
            "linewidth": 0.9,
            "connectionstyle": f"arc3,rad={_BEND * (1 if end[0] < start[0] else -1) * long}",
            "shrinkA": 0,
            "shrinkB": 0,
        },
        zorder=1,
    )


def _box(ax, place: tuple[float, float], node: Node):
    return ax.text(
        *place,
        node.label,
        ha="center",
        va="center",
        fontsize=9,
        zorder=2,
        bbox={
            "boxstyle": "round,pad=0.35",
            "facecolor": "white",
            "edgecolor": "black",
            "linestyle": "-" if node.observed else "--",
        },
    )
