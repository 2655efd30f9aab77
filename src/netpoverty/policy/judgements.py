"""Judgements under question: rankings under re-weighted strengths, and what they hang on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from netpoverty.errors import refuse
from netpoverty.policy.coding import Coding
from netpoverty.policy.cognitive_map import run_many
from netpoverty.policy.influence import evidence, influence_matrix
from netpoverty.policy.scenarios import TIE, TOGETHER, push_of, run_scenarios
from netpoverty.results import NotComputable, Result

BATCH = 500


@dataclass(frozen=True)
class Reweighting(Result):
    """The ranking of the paths under random re-weightings of every judgement.

    Parameters
    ----------
    paths : names, p. changes : array (draws, p), change of the outcome; NaN where a map does
    not settle. factors : array (draws, m), the multiplier of each assertion. assertions : their
    names, m. spread : half-width of the multipliers around 1.
    """

    paths: tuple[str, ...]
    changes: np.ndarray
    factors: np.ndarray
    assertions: tuple[str, ...]
    spread: float

    title = "Ranking of the paths under re-weighted judgements"

    @property
    def convention(self) -> str:
        """How the judgements were drawn."""
        return (
            f"{len(self.changes)} draws, each strength times a uniform factor between "
            f"{1 - self.spread:g} and {1 + self.spread:g}; {self.dropped} draws did not settle."
        )

    @property
    def settled(self) -> np.ndarray:
        """The draws (draws,) in which every map settles."""
        return np.isfinite(self.changes).all(axis=1)

    @property
    def dropped(self) -> int:
        """The number of draws that were left out because a map did not settle."""
        return int((~self.settled).sum())

    def shares(self) -> pd.DataFrame:
        """Return the share of settled draws in which each path takes each rank.

        Paths within 1e-6 of each other share the better rank.
        """
        kept = np.round(self.changes[self.settled] / TIE)
        places = range(1, len(self.paths) + 1)
        ranks = stats.rankdata(-kept, method="min", axis=1) if len(kept) else kept
        share = {f"rank {r}": (ranks == r).mean(axis=0) for r in places} if len(kept) else {}
        return pd.DataFrame(share, index=pd.Index(self.paths, name="path"))

    def first(self) -> pd.Series:
        """Return the share of settled draws in which each path alone ranks first."""
        kept = self.changes[self.settled]
        if not len(kept):
            return pd.Series(np.nan, index=self.paths)
        ahead = kept >= kept.max(axis=1, keepdims=True) - TIE
        alone = ahead & (ahead.sum(axis=1, keepdims=True) == 1)
        return pd.Series(alone.mean(axis=0), index=self.paths)

    def to_frame(self) -> pd.DataFrame:
        """Return mean change, its 5th and 95th percentile and the share of first places."""
        kept = self.changes[self.settled]
        low, middle, high = (
            np.quantile(kept, (0.05, 0.5, 0.95), axis=0)
            if len(kept)
            else np.full((3, len(self.paths)), np.nan)
        )
        columns = {"5%": low, "median": middle, "95%": high, "first in": self.first().to_numpy()}
        return pd.DataFrame(columns, index=pd.Index(self.paths, name="path"))

    def hinges(self, one: str, two: str) -> pd.DataFrame | NotComputable:
        """Return how strongly each judgement moves the lead of path `one` over path `two`.

        The measure is Spearman's rank correlation of an assertion's factor with the lead, over
        the settled draws; rows by falling absolute size.
        """
        lead = self.changes[:, self.paths.index(one)] - self.changes[:, self.paths.index(two)]
        kept = self.settled
        if kept.sum() < 10 or self.spread == 0 or np.ptp(lead[kept]) < TIE:
            return NotComputable("hinges", "fewer than ten settled draws, or a lead that is fixed")
        ranks = stats.rankdata(self.factors[kept], axis=0)
        rho = [np.corrcoef(column, stats.rankdata(lead[kept]))[0, 1] for column in ranks.T]
        frame = pd.DataFrame({"assertion": self.assertions, "rank correlation": rho})
        order = frame["rank correlation"].abs().sort_values(ascending=False, kind="stable").index
        return frame.loc[order].set_index("assertion")

    def plot(self, ax=None):
        """Draw the range of every path's change over the draws."""
        from netpoverty.policy.drawing import draw_reweighting

        return draw_reweighting(self, ax)


def reweigh(
    coding: Coding,
    spread: float,
    draws: int,
    rng: np.random.Generator,
    activation: str = "tanh",
    steps: int = 50,
    push: float = 1.0,
    slope: float = 0.5,
) -> Reweighting:
    """Return the outcome's change under each single path for many re-weightings of the sheet.

    Parameters: `spread` in [0, 1], half-width of the uniform factor that multiplies each
    assertion's weight (in its arrows and in its evidence alike); `draws` at least 1; `rng` the
    source of the draws; the rest as for `run_scenarios`.
    """
    factors = draw_factors(coding, spread, draws, rng)
    parts = [
        _changes(coding, factors[i : i + BATCH], activation, steps, push, slope)
        for i in range(0, draws, BATCH)
    ]
    names = tuple(a.id for a in coding.assertions)
    return Reweighting(tuple(coding.paths), np.concatenate(parts), factors, names, spread)


def draw_factors(coding: Coding, spread: float, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Return the multipliers of every assertion, (draws, assertions), uniform around 1."""
    if not 0 <= spread <= 1:
        raise refuse("spread", spread, "a half-width in [0, 1]")
    if draws < 1:
        raise refuse("draws", draws, "at least 1")
    return rng.uniform(1 - spread, 1 + spread, (draws, len(coding.assertions)))


def _changes(
    coding: Coding, factors: np.ndarray, activation: str, steps: int, push: float, slope: float
) -> np.ndarray:
    weights, said = influence_matrix(coding, factors), evidence(coding, factors)
    start = np.zeros_like(said)
    at = list(coding.concepts).index(coding.outcome)
    ends = [
        run_many(weights, said + added, start, activation, steps, slope)[:, at]
        for added in (0.0, *(push_of(coding, path, push) for path in coding.paths))
    ]
    return np.stack(ends[1:], axis=1) - ends[0][:, None]


def leave_one_out(
    coding: Coding, activation: str = "tanh", steps: int = 50, push: float = 1.0, slope: float = 0.5
) -> pd.DataFrame:
    """Return the ranking when one assertion is dropped, one row an assertion.

    Columns: the path that then ranks first, whether that differs from the full sheet, and the
    lead of the first over the second.
    """
    paths = [name for name in coding.paths if name != TOGETHER]

    def look(sheet: Coding) -> tuple[str, float]:
        found = run_scenarios(sheet, paths, activation, steps, push, slope)
        ranked = found.ranking()
        lead = ranked[0][1] - ranked[1][1] if len(ranked) > 1 else np.nan
        return found.first() or "none", lead

    whole, _ = look(coding)
    rows = [(a.id, *look(coding.without(a.id))) for a in coding.assertions]
    frame = pd.DataFrame(rows, columns=["assertion dropped", "then first", "lead"])
    frame.insert(2, "changes", frame["then first"] != whole)
    return frame.set_index("assertion dropped")
