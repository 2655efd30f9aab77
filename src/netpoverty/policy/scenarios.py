"""Scenarios: what a coding implies if one path, or several, are pushed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from netpoverty.errors import choose, refuse
from netpoverty.policy.coding import Coding
from netpoverty.policy.cognitive_map import CognitiveMap, Run
from netpoverty.policy.influence import evidence, influence_matrix
from netpoverty.results import Result

TOGETHER = "together"
TIE = 1e-6


@dataclass(frozen=True)
class ScenarioTable(Result):
    """The runs of a coding without a push and with each path pushed.

    Parameters
    ----------
    coding : the sheet. baseline : the run without a push. runs : the run of each scenario.
    push : the effort of one path, shared by its levers; "together" spends it on every path.
    """

    coding: Coding
    baseline: Run
    runs: Mapping[str, Run]
    push: float

    title = "What the coding implies for each path"

    @property
    def convention(self) -> str:
        """How effort was shared and what a change is."""
        return (
            f"Level at the end less level without a push; an effort of {self.push:g} a path, "
            "shared by its levers. A property of the coding, not of a policy."
        )

    @property
    def defined(self) -> bool:
        """Whether every run ends, so that changes exist."""
        runs = (self.baseline, *self.runs.values())
        return all(run.status in ("converged", "cycling") for run in runs)

    def change(self, scenario: str, concept: str) -> float:
        """Return the change of a concept's final level, NaN if a run has no end."""
        run = self.runs[choose("scenario", scenario, self.runs)]
        at = list(self.coding.concepts).index(choose("concept", concept, self.coding.concepts))
        return float(run.final[at] - self.baseline.final[at])

    def to_frame(self) -> pd.DataFrame:
        """Return the change of each path's difficulty and of the outcome, one row a scenario."""
        rows = self._targets()
        changes = [[self.change(s, concept) for concept in rows.values()] for s in self.runs]
        index = pd.Index(self.runs, name="path pushed")
        return pd.DataFrame(changes, index=index, columns=list(rows))

    def _targets(self) -> dict[str, str]:
        concepts = [path.difficulty for path in self.coding.paths.values()]
        concepts = list(dict.fromkeys([*concepts, self.coding.outcome]))
        return {self.coding.concepts[c].name: c for c in concepts}

    def ranking(self) -> list[tuple[str, float]]:
        """Return the single paths by the change of the outcome, best first; empty if undefined."""
        single = [s for s in self.runs if s != TOGETHER]
        changes = [(name, self.change(name, self.coding.outcome)) for name in single]
        return sorted(changes, key=lambda pair: -pair[1]) if self.defined else []

    def first(self) -> str:
        """Return the path ranked first; empty if undefined, or if the first two tie."""
        ranked = self.ranking()
        if not ranked or (len(ranked) > 1 and ranked[0][1] - ranked[1][1] <= TIE):
            return ""
        return ranked[0][0]

    def plot(self, ax=None):
        """Draw the changes as a grid of signed numbers."""
        from netpoverty.policy.drawing import draw_scenarios

        return draw_scenarios(self, ax)


def push_of(coding: Coding, scenario: str, push: float = 1.0) -> np.ndarray:
    """Return the input (n,) that a scenario adds: `push` a path, shared equally by its levers.

    `scenario` is the name of a path, or "together" for all of them at once.
    """
    choose("scenario", scenario, [*coding.paths, TOGETHER])
    names = list(coding.concepts)
    added = np.zeros(len(names))
    for path in coding.paths.values():
        if scenario in (path.name, TOGETHER):
            for lever in path.levers:
                added[names.index(lever)] += push / len(path.levers)
    return added


def map_of(coding: Coding, activation: str = "tanh", slope: float = 0.5) -> CognitiveMap:
    """Return the fuzzy cognitive map that a coding implies."""
    names = tuple(concept.name for concept in coding.concepts.values())
    return CognitiveMap(names, influence_matrix(coding), evidence(coding), activation, slope)


def run_scenarios(
    coding: Coding,
    scenarios: Sequence[str],
    activation: str = "tanh",
    steps: int = 50,
    push: float = 1.0,
    slope: float = 0.5,
) -> ScenarioTable:
    """Return the runs of a coding under several scenarios.

    Parameters: `scenarios`, names of paths or "together"; `activation`, `steps`, `slope` as
    for the map; `push`, the effort of a path, above 0.
    """
    if not push > 0:
        raise refuse("push", push, "above 0")
    model = map_of(coding, activation, slope)
    baseline = model.run(steps)
    runs = {name: model.run(steps, push_of(coding, name, push)) for name in scenarios}
    return ScenarioTable(coding, baseline, runs, push)
