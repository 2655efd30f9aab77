"""The sample flow: how many units a file holds, what each rule takes away, what is left."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import pandas as pd

from netpoverty.data.privacy import MINIMUM_CELL
from netpoverty.results import Result


@dataclass(frozen=True)
class Step:
    """One rule: its words, the units it took away, the units left after it."""

    rule: str
    dropped: int
    left: int


@dataclass(frozen=True)
class SampleFlow(Result):
    """The way from a file to a sample, rule by rule.

    `start` counts the units before the first rule, `unit` says what is counted; with
    `suppressed` the printed table pools rules that took fewer than ten units with the next one.

    >>> flow = SampleFlow("workers", 5).then("aged 18 to 65", 4)
    >>> flow.left, flow.to_frame()["dropped"].tolist()
    (4, [0, 1])
    """

    unit: str
    start: int
    steps: tuple[Step, ...] = ()
    suppressed: bool = False
    title: ClassVar[str] = "Sample flow"

    @property
    def left(self) -> int:
        """Return the number of units after the last rule."""
        return self.steps[-1].left if self.steps else self.start

    def then(self, rule: str, left: int) -> SampleFlow:
        """Return the flow with one more rule, after which `left` units remain."""
        return replace(self, steps=(*self.steps, Step(rule, self.left - left, left)))

    def keep(self, frame: pd.DataFrame, rule: str, passes) -> tuple[pd.DataFrame, SampleFlow]:
        """Return the rows that pass a rule, index kept, with the flow that counts the others.

        Parameters
        ----------
        frame
            One row a unit of the flow.
        rule
            The rule in words, said of the units that stay.
        passes
            Booleans, shape (n,); a missing one does not pass.
        """
        mask = np.asarray(pd.Series(passes).fillna(False), dtype=bool)
        kept = frame[mask]
        return kept, self.then(rule, len(kept))

    def published(self, minimum: int = MINIMUM_CELL) -> SampleFlow:
        """Return the flow with every small step pooled with the rule after it.

        Pooling, not blanking: what a blank hides, the two counts around it give away.

        >>> flow = SampleFlow("persons", 100).then("a", 97).then("b", 60).then("c", 58)
        >>> [(step.rule, step.dropped) for step in flow.published().steps]
        [('a; b; c', 42)]
        """
        pooled: list[Step] = []
        waiting: list[Step] = []
        for step in self.steps:
            waiting.append(step)
            dropped = sum(entry.dropped for entry in waiting)
            if dropped == 0 or dropped >= minimum:
                pooled.append(_pool(waiting))
                waiting = []
        while waiting and pooled and _pool(waiting).dropped < minimum:
            waiting.insert(0, pooled.pop())
        last = [_pool(waiting)] if waiting else []
        return replace(self, steps=(*pooled, *last), suppressed=True)

    def to_frame(self) -> pd.DataFrame:
        """Return one row a rule: the rule, units dropped, units left."""
        rows = [("start", 0, self.start)]
        rows += [
            (step.rule, None, None)
            if self.suppressed and 0 < step.dropped < MINIMUM_CELL
            else (step.rule, step.dropped, step.left)
            for step in self.steps
        ]
        return pd.DataFrame(rows, columns=["rule", "dropped", "left"])

    def notes(self) -> list[str]:
        """Return what is counted, with the rule for small steps where it was applied."""
        pooled = f"rules that took fewer than {MINIMUM_CELL} are pooled with their neighbour"
        return [f"Counted: {self.unit}" + (f"; {pooled}." if self.suppressed else ".")]

    def plot(self, ax=None):
        """Draw the units left after each rule as bars; return the axes."""
        import matplotlib.pyplot as plt

        if ax is None:
            height = 0.5 + 0.4 * (len(self.steps) + 1)
            ax = plt.subplots(figsize=(6, height), layout="constrained")[1]
            ax.figure.get_layout_engine().set(w_pad=0.12)
        table = self.to_frame()
        bars = ax.barh(range(len(table)), table["left"])
        ax.bar_label(bars, [f"{left:,}" for left in table["left"]], padding=3)
        ax.set_yticks(range(len(table)), table["rule"])
        ax.invert_yaxis()
        ax.margins(x=0.15)
        ax.set_xlabel(self.unit)
        return ax


def _pool(steps: list[Step]) -> Step:
    words = "; ".join(step.rule for step in steps)
    return Step(words, sum(step.dropped for step in steps), steps[-1].left)
