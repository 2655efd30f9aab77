"""Fuzzy cognitive maps: a coding run forward, and how the run ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from netpoverty.errors import choose, refuse
from netpoverty.results import Result

ACTIVATIONS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "tanh": np.tanh,
    "sigmoid": lambda x: 1 / (1 + np.exp(-np.clip(x, -700, 700))),
    "bivalent": lambda x: (x > 0).astype(float),
    "trivalent": np.sign,
    "saturated": lambda x: np.clip(x, -1, 1),
    "linear": lambda x: x,
}
"""How a concept answers the sum of what reaches it. Levels lie in [-1, 1] for tanh, trivalent
and saturated, in [0, 1] for sigmoid and bivalent, and anywhere for linear."""

ENDINGS = {
    "converged": "settles on one state",
    "cycling": "goes round the same states for ever",
    "diverging": "grows without end",
    "unsettled": "had not settled when the steps ran out",
}
TOLERANCE = 1e-6
BOUND = 1e6
LONGEST_CYCLE = 40


@dataclass(frozen=True)
class Run(Result):
    """One run of a map.

    Parameters
    ----------
    names : concepts, n. levels : array (steps + 1, n), the first row being the start.
    status : one of `ENDINGS`. step : the step at which that was seen. period : length of the
    cycle in steps (1 if converged), 0 if there is none. activation : as given.
    """

    names: tuple[str, ...]
    levels: np.ndarray
    status: str
    step: int
    period: int
    activation: str

    title = "Run of the map"

    @property
    def convention(self) -> str:
        """What the status rests on."""
        return (
            f"Activation {self.activation}; {self.status} at step {self.step}: "
            f"it {ENDINGS[self.status]}; tolerance {TOLERANCE:g}."
        )

    @property
    def final(self) -> np.ndarray:
        """The end, (n,): the settled state, the mean over a cycle, NaN if there is no end."""
        if self.status in ("diverging", "unsettled"):
            return np.full(len(self.names), np.nan)
        return self.levels[len(self.levels) - self.period :].mean(axis=0)

    def to_frame(self) -> pd.DataFrame:
        """Return start and end of every concept."""
        index = pd.Index(self.names, name="concept")
        return pd.DataFrame({"start": self.levels[0], "end": self.final}, index=index)

    def plot(self, ax=None):
        """Draw the level of every concept by step."""
        from netpoverty.policy.drawing import draw_run

        return draw_run(self, ax)


@dataclass(frozen=True)
class CognitiveMap:
    r"""A fuzzy cognitive map.

    $$ A_j(t+1) = f\Big(\lambda\,\big[b_j + u_j + \sum_i w_{ij} A_i(t)\big]\Big) $$

    Parameters
    ----------
    names : concepts, n. weights : array (n, n), w_ij the weight of i on j, in [-1, 1].
    evidence : array (n,), b, what is said of each concept's own state; it stays throughout.
    activation : f, one of `ACTIVATIONS`. slope : λ, above 0; a steep map sits at its ends.

    Source: Kosko (1986), Fuzzy cognitive maps, doi 10.1016/S0020-7373(86)80040-2; here with
    the constant input b in place of a concept's memory of itself.

    >>> chain = CognitiveMap(("law", "trust"), [[0, 0.5], [0, 0]], [-1, 0], "saturated")
    >>> chain.run(steps=10).final.tolist()
    [-1.0, -0.5]
    """

    names: Sequence[str]
    weights: np.ndarray
    evidence: np.ndarray
    activation: str = "tanh"
    slope: float = 1.0

    def __post_init__(self) -> None:
        choose("activation", self.activation, ACTIVATIONS)
        if not 0 < self.slope < np.inf:
            raise refuse("slope", self.slope, "a finite number above 0")
        size = len(self.names)
        shapes = {"weights": (size, size), "evidence": (size,)}
        for field, shape in shapes.items():
            array = np.asarray(getattr(self, field), dtype=float)
            if array.shape != shape or not np.isfinite(array).all():
                raise refuse(field, array.shape, f"finite numbers of shape {shape}")
            object.__setattr__(self, field, array)
        if np.abs(self.weights).max(initial=0) > 1:
            raise refuse("weights", np.abs(self.weights).max(), "weights in [-1, 1]")

    def run(self, steps: int = 50, push: np.ndarray | None = None) -> Run:
        """Run the map and say how the run ends.

        Parameters: `steps` at least 1; `push`, array (n,), u, an input held throughout.
        The run stops early when its end is known. The linear map is called diverging when the
        spectral radius of its weights times the slope exceeds 1.
        """
        if steps < 1:
            raise refuse("steps", steps, "at least 1")
        given = self.evidence + (0 if push is None else np.asarray(push, dtype=float))
        answer = ACTIVATIONS[self.activation]
        states = [answer(self.slope * self.evidence)]
        ending = ("unsettled", steps, 0)
        for step in range(1, steps + 1):
            states.append(answer(self.slope * (given + states[-1] @ self.weights)))
            if found := _ending(states):
                ending = (found[0], step, found[1])
                break
        if ending[0] == "unsettled" and self._explodes():
            ending = ("diverging", steps, 0)
        return Run(tuple(self.names), np.array(states), *ending, self.activation)

    def _explodes(self) -> bool:
        radius = self.slope * np.abs(np.linalg.eigvals(self.weights)).max(initial=0)
        return self.activation == "linear" and radius > 1


def _ending(states: list[np.ndarray]) -> tuple[str, int] | None:
    last = states[-1]
    if np.abs(last).max(initial=0) > BOUND:
        return "diverging", 0
    if np.abs(last - states[-2]).max(initial=0) < TOLERANCE:
        return "converged", 1
    recent = np.array(states[-2 * LONGEST_CYCLE :])
    for period in range(2, len(recent) // 2 + 1):
        if np.abs(last - recent[-1 - period]).max() < TOLERANCE and _repeats(recent, period):
            return "cycling", period
    return None


def _repeats(recent: np.ndarray, period: int) -> bool:
    """Say whether the last two rounds agree, next to the size of the cycle itself.

    A slow spiral towards a point nearly repeats itself, but shrinks by more than this.
    """
    before, now = recent[-2 * period : -period], recent[-period:]
    return np.abs(now - before).max() <= 1e-4 * np.ptp(now, axis=0).max()


def run_many(
    weights: np.ndarray,
    inputs: np.ndarray,
    start: np.ndarray,
    activation: str = "tanh",
    steps: int = 50,
    slope: float = 1.0,
) -> np.ndarray:
    """Return where many maps settle, NaN for a map that does not settle on one state.

    Parameters: `weights` (draws, n, n); `inputs` and `start`, evidence and push added up, and
    the first levels: both (draws, n), or (draws, plans, n) for several pushes of each map;
    `activation`, `steps`, `slope` as for `CognitiveMap`.
    """
    answer = ACTIVATIONS[choose("activation", activation, ACTIVATIONS)]
    if inputs.ndim == 2:
        one = run_many(weights, inputs[:, None], start[:, None], activation, steps, slope)
        return one[:, 0]
    state, before = start, start
    for _ in range(steps):
        before = state
        moved = np.matmul(state, weights)
        state = answer(np.clip(slope * (inputs + moved), -BOUND, BOUND))
        if np.abs(state - before).max(initial=0) < TOLERANCE:
            break
    moving = np.abs(state - before).max(axis=-1) >= TOLERANCE
    beyond = np.abs(state).max(axis=-1) >= BOUND
    return np.where((moving | beyond)[..., None], np.nan, state)
