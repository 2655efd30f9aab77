"""The causal graph of a world, declared beside its generator and drawable."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from netpoverty.errors import refuse
from netpoverty.results import Result


@dataclass(frozen=True)
class Node:
    """One variable of a graph: name, label, column of the frame (empty if never observed)."""

    name: str
    label: str
    column: str = ""

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
        """Draw layers from left to right, unobserved nodes dashed; return the axes."""
        import matplotlib.pyplot as plt

        ax = ax or plt.subplots(figsize=(8, 4.2))[1]
        places = self._places()
        for cause, effect, _ in self.edges:
            _arrow(ax, places[cause], places[effect], self._skips(cause, effect))
        for name, node in self.nodes.items():
            _box(ax, places[name], node)
        ax.set_xlim(-0.55, len(self.layers) - 0.45)
        ax.set_ylim(-0.1, 1.1)
        ax.axis("off")
        return ax

    def _places(self) -> dict[str, tuple[float, float]]:
        places = {}
        for level, row in enumerate(self.layers):
            for index, node in enumerate(row):
                # Alternate layers are shifted so that long arrows miss the boxes between.
                shift = 0.035 * (-1) ** level
                places[node.name] = (level, 1 - (index + 0.5) / len(row) + shift)
        return places

    def _skips(self, cause: str, effect: str) -> bool:
        rank = self._ranks()
        return rank[effect] - rank[cause] > 1


def _arrow(ax, start: tuple[float, float], end: tuple[float, float], bent: bool) -> None:
    ax.annotate(
        "",
        xy=(end[0] - 0.36, end[1]),
        xytext=(start[0] + 0.36, start[1]),
        arrowprops={
            "arrowstyle": "-|>",
            "color": "0.45",
            "linewidth": 0.9,
            "connectionstyle": f"arc3,rad={0.12 if bent else 0.0}",
        },
        zorder=1,
    )


def _box(ax, place: tuple[float, float], node: Node) -> None:
    ax.text(
        *place,
        node.label,
        ha="center",
        va="center",
        fontsize=8,
        zorder=2,
        bbox={
            "boxstyle": "round,pad=0.35",
            "facecolor": "white",
            "edgecolor": "black",
            "linestyle": "-" if node.observed else "--",
        },
    )
