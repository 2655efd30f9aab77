"""Budgets: a fixed effort shared among the paths, and how often each path then ranks first."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from netpoverty.errors import refuse
from netpoverty.policy.coding import Coding
from netpoverty.policy.cognitive_map import run_many
from netpoverty.policy.influence import evidence, influence_matrix
from netpoverty.policy.judgements import draw_factors
from netpoverty.policy.scenarios import TIE, push_of
from netpoverty.results import Result

POINTS = 100
BATCH = 50
MOST_PLANS = 400
CHANGE, BEST = "median change of the outcome", "best of all plans, %"


@dataclass(frozen=True)
class BudgetPlans(Result):
    """Every plan to share a budget among the paths, under re-weighted judgements.

    Parameters
    ----------
    paths : names, p. plans : array (m, p), points of each path, 100 a plan. whole : array
    (draws, m), change of the outcome under the whole plan, NaN where a map does not settle.
    alone : array (draws, m, p), the change when one path alone is pushed with its points.
    """

    paths: tuple[str, ...]
    plans: np.ndarray
    whole: np.ndarray
    alone: np.ndarray

    title = "Plans to share a budget among the paths"

    @property
    def convention(self) -> str:
        """What a plan is and what ranks."""
        return (
            f"{len(self.plans)} plans of {POINTS} points; {int(self.settled.sum())} of "
            f"{len(self.whole)} re-weightings settle; first: alone ahead of all others."
        )

    @property
    def settled(self) -> np.ndarray:
        """The draws (draws,) in which every map settles."""
        return np.isfinite(self.whole).all(axis=1) & np.isfinite(self.alone).all(axis=(1, 2))

    def first(self) -> pd.DataFrame:
        """Return how often each path ranks first with its points, in % of settled draws (m, p)."""
        kept = self.alone[self.settled]
        shares = [_alone_first(kept[:, plan]) for plan in range(len(self.plans))]
        return pd.DataFrame(shares, columns=list(self.paths))

    def to_frame(self) -> pd.DataFrame:
        """Return one row a plan: points, each path's chance to rank first, the plan's own worth.

        Columns: "p0", "p1", … (points of each path in order), "PATH first, %", the median change
        of the outcome under the whole plan, and how often it is the best plan of the grid.
        """
        kept = self.whole[self.settled]
        frame = pd.DataFrame(self.plans, columns=self.points)
        frame = frame.join(self.first().add_suffix(" first, %"))
        frame[CHANGE] = np.median(kept, axis=0) if len(kept) else np.nan
        return frame.assign(**{BEST: _alone_first(kept)})

    @property
    def points(self) -> list[str]:
        """The columns of the points, one a path in order: p0, p1, …"""
        return [f"p{number}" for number in range(len(self.paths))]

    @property
    def levels(self) -> list[int]:
        """The points that a path can get."""
        return np.unique(self.plans).tolist()

    @property
    def most_even(self) -> list[int]:
        """The points of the plan that is nearest to equal shares, the earlier paths ahead."""
        spread = np.ptp(self.plans, axis=1)
        return self.plans[np.flatnonzero(spread == spread.min())[-1]].tolist()

    def concentrated(self) -> tuple[float, float]:
        """Return how often a plan for one path alone is best of all, and how often a mixed one.

        Both in % of settled draws; what is missing to 100 are ties.
        """
        share, mixed = _alone_first(self.whole[self.settled]), self.plans.max(axis=1) < POINTS
        return float(share[~mixed].sum()), float(share[mixed].sum())

    def said(self) -> tuple[int, str]:
        """Return 0, 1 or 2 (one path, a mix, neither is best in most draws), and a sentence."""
        if not self.settled.any():
            return 2, "No draw of the model settled, so no plan can be ranked."
        (alone, mixed), (plan, share) = self.concentrated(), self.best()
        told = f"In this model a mix is best in {mixed:.0f}% of the draws, one path in {alone:.0f}%"
        most = f"; most often the plan {plan} ({share:.0f}%)." if share else "; the rest are ties."
        return (0 if alone > 50 else 1 if mixed > 50 else 2), told + most

    def best(self) -> tuple[str, float]:
        """Return the plan that is best most often, in words, with that share in %."""
        share = _alone_first(self.whole[self.settled])
        plan = self.plans[share.argmax()]
        told = [f"{path} {n}" for path, n in zip(self.paths, plan, strict=True) if n]
        return ", ".join(told), float(share.max())

    def reading(self) -> str:
        """Return the sentence that tells a plan, with its columns in braces."""
        points = ", ".join(f"{p} {{{c}}}" for p, c in zip(self.paths, self.points, strict=True))
        chances = ", ".join(f"{path} in {{{path} first, %}}%" for path in self.paths)
        return (
            f"Points: {points}. Alone in first place: {chances} of the re-weightings. The whole "
            f"plan is the best of {len(self.plans)} in {{{BEST}}}%."
        )

    def chart(self) -> object:
        """Return the chances as an Altair chart that follows one control a path."""
        import altair as alt

        whole = f"whole plan, of {len(self.plans)}"
        columns = [*self.paths, whole]
        chances = self.to_frame().drop(columns=CHANGE).set_axis([*self.points, *columns], axis=1)
        long = chances.melt(self.points, columns, "what", "chance").round({"chance": 1})
        chosen = " && ".join(f"datum.{column} == {column}" for column in self.points)
        is_whole = alt.condition(
            f"datum.what == '{whole}'", alt.value("#d55e00"), alt.value("#0072b2")
        )
        x = (
            alt.X("chance:Q", title="ranks first, % of re-weightings")
            .axis(values=[0, 25, 50, 75, 100])
            .scale(domain=[0, 112])
        )
        y = alt.Y("what:N", title=None, sort=columns)
        base = alt.Chart(long, height=210).transform_filter(chosen).encode(x=x, y=y)
        label = base.mark_text(align="left", dx=4).encode(text=alt.Text("chance:Q", format=".0f"))
        return base.mark_bar().encode(color=is_whole) + label


def _alone_first(changes: np.ndarray) -> np.ndarray:
    """Return the share of rows, in per cent, in which each column alone is largest."""
    if not len(changes):
        return np.zeros(changes.shape[1])
    ahead = changes >= changes.max(axis=1, keepdims=True) - TIE
    alone = ahead & (ahead.sum(axis=1, keepdims=True) == 1)
    return 100 * alone.mean(axis=0)


def plans_of(paths: int, step: int) -> np.ndarray:
    """Return every way to share 100 points among `paths` paths in steps, one row a way.

    >>> plans_of(2, 50).tolist()
    [[0, 100], [50, 50], [100, 0]]
    """
    if not 0 < step <= POINTS or POINTS % step:
        raise refuse("the step of a budget", step, f"a divisor of {POINTS}")
    parts = range(0, POINTS + 1, step)
    first = itertools.product(parts, repeat=paths - 1)
    return np.array([(*way, POINTS - sum(way)) for way in first if sum(way) <= POINTS])


def step_of(paths: int) -> int:
    """Return the finest step, of 10, 20, 25, 50 and 100 points, with at most 400 plans.

    >>> [step_of(paths) for paths in (2, 4, 5, 9)]
    [10, 10, 20, 50]
    """
    steps = (10, 20, 25, 50)
    few = (s for s in steps if math.comb(POINTS // s + paths - 1, paths - 1) <= MOST_PLANS)
    return next(few, POINTS)


def budget_plans(
    coding: Coding,
    spread: float,
    draws: int,
    rng: np.random.Generator,
    step: int = 0,
    activation: str = "tanh",
    steps: int = 50,
    push: float = 1.0,
    slope: float = 0.5,
) -> BudgetPlans:
    """Return the outcome's change under every plan, for many re-weightings of the sheet.

    Parameters: `step`, points between plans, a divisor of 100, or 0 for `step_of`; `push`, the
    effort of a path under equal shares, so that 100 points are worth `push` times the number of
    paths in every plan; the rest as for `reweigh`.
    """
    many = len(coding.paths)
    plans = plans_of(many, step or step_of(many))
    levers = many * np.array([push_of(coding, path, push) for path in coding.paths])
    each = (np.eye(many) * plans[:, None]).reshape(-1, many)
    distinct, back = np.unique(np.vstack([plans, each]), axis=0, return_inverse=True)
    factors = draw_factors(coding, spread, draws, rng)
    parts = [
        _changes(
            coding, factors[i : i + BATCH], distinct / POINTS @ levers, activation, steps, slope
        )
        for i in range(0, draws, BATCH)
    ]
    changes = np.concatenate(parts)[:, back.reshape(-1)]
    whole, alone = changes[:, : len(plans)], changes[:, len(plans) :]
    return BudgetPlans(tuple(coding.paths), plans, whole, alone.reshape(draws, -1, many))


def _changes(
    coding: Coding,
    factors: np.ndarray,
    added: np.ndarray,
    activation: str,
    steps: int,
    slope: float,
) -> np.ndarray:
    """Return the change of the outcome's final level, (draws, pushes)."""
    none = np.zeros((1, added.shape[1]))
    inputs = evidence(coding, factors)[:, None] + np.vstack([none, added])
    at = list(coding.concepts).index(coding.outcome)
    weights = influence_matrix(coding, factors)
    ends = run_many(weights, inputs, np.zeros_like(inputs), activation, steps, slope)[..., at]
    return ends[:, 1:] - ends[:, :1]
