"""A simulated world: tidy frame, known truth, causal graph, calibration, constants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

import pandas as pd

from netpoverty.data.simulated.declared import Declared, declared_frame
from netpoverty.data.simulated.graph import CausalGraph
from netpoverty.results import Result

WORLDS = ("effect", "none")
CONFOUNDING = {"none": 0.0, "default": 1.0, "strong": 2.5}


@dataclass(frozen=True, eq=False)
class World(Result):
    """One generated data set with everything its generator knows.

    `frame` keeps the schema of `name` (cfps, cgss or panel). `truth` has the same rows:
    potential outcomes, mediators, what nobody observes. `effects` are the true average effects
    on those rows, by name. `calibration` compares targets with what was achieved; `constants`
    are the declared constants behind the draws; `settings` the arguments.
    """

    name: str
    world: str
    frame: pd.DataFrame = field(repr=False)
    truth: pd.DataFrame = field(repr=False)
    effects: Mapping[str, float] = field(repr=False)
    graph: CausalGraph = field(repr=False)
    calibration: pd.DataFrame = field(repr=False)
    constants: Mapping[str, Declared] = field(repr=False)
    settings: Mapping[str, object] = field(default_factory=dict)
    title: ClassVar[str] = "Simulated world"

    @property
    def label(self) -> str:
        """Return the words that name this world beside a figure."""
        kind = "effect built in" if self.world == "effect" else "no effect built in"
        shown = [f"{key} {value}" for key, value in self.settings.items() if _is_told(key, value)]
        return ", ".join([f"{self.world} twin", kind, *shown])

    def to_frame(self) -> pd.DataFrame:
        """Return the calibration table: target, achieved, kind of target."""
        return self.calibration

    def notes(self) -> list[str]:
        """Return what kind of numbers these are and what was built in."""
        built = ", ".join(f"{name} {value:.4g}" for name, value in self.effects.items())
        return [f"◇ simulated: {self.label}. True effects: {built}."]

    def constants_frame(self) -> pd.DataFrame:
        """Return the declared constants: value, meaning, status, source."""
        return declared_frame(self.constants)

    def plot(self, ax=None):
        """Draw the causal graph; return the axes."""
        return self.graph.plot(ax)


# Settings that a label leaves out as long as they are the default.
_USUAL = {"confounding": "default", "randomised": False, "forced": True, "effect_size": 1.0}


def _is_told(key: str, value: object) -> bool:
    return key == "seed" or (key in _USUAL and value != _USUAL[key])
