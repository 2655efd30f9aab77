"""Do groups keep their ranks when k, weights or cutoffs change?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import ClassVar

import numpy as np
import pandas as pd
from scipy import stats

from netpoverty.errors import choose, refuse
from netpoverty.poverty.alkire_foster.result import AlkireFoster
from netpoverty.results import Result


@dataclass(frozen=True, eq=False)
class RankRobustness(Result):
    """Agreement of rankings between a baseline and its alternatives.

    Attributes
    ----------
    table : frame
        One row an alternative: Kendall's τ_b, Spearman's ρ, share of pairs ordered alike,
        share of robust pairs.
    ranks : frame
        Rank of each group under each choice; 1 is poorest.
    robust_pairs : float
        Share of the pairs that differ in the baseline and keep order and significance in
        every alternative.
    """

    table: pd.DataFrame
    ranks: pd.DataFrame
    robust_pairs: float
    significant_pairs: int
    level: float
    convention: str = ""
    title: ClassVar[str] = "Rank robustness"

    def to_frame(self) -> pd.DataFrame:
        """Return the agreement of each alternative with the baseline."""
        return self.table

    def notes(self) -> list[str]:
        """Return what a robust pair is and how many there are."""
        return [
            f"{self.significant_pairs} pairs differ in the baseline at level {self.level:g}; "
            f"share that keeps order and significance in every alternative: {self.robust_pairs:.4g}",
            self.convention,
        ]

    def plot(self, ax=None):
        """Draw the rank of each group across the choices; returns the axes."""
        import matplotlib.pyplot as plt

        ax = ax if ax is not None else plt.subplots(figsize=(6, 4))[1]
        for (group, row), marker in zip(self.ranks.iterrows(), "osD^vPX*" * 9, strict=False):
            ax.plot(range(len(row)), row, marker=marker, label=str(group))
        ax.set_xticks(range(len(self.ranks.columns)), self.ranks.columns, rotation=30, ha="right")
        ax.invert_yaxis()
        ax.set_ylabel("rank (1 is poorest)")
        ax.legend(title="group")
        return ax


def rank_robustness(
    choices: Mapping[str, tuple[AlkireFoster, float | None]],
    *,
    measure: str = "M0",
    level: float = 0.05,
) -> RankRobustness:
    """Compare the ranking of groups under several choices with the first of them.

    Parameters
    ----------
    choices : mapping of name to (result, k)
        The baseline first; then other k, weights or cutoffs on the same groups.
    measure : {"H", "M0"} or others measured
    level : float
        Size of the two-sided tests that call a pair different.

    Notes
    -----
    A pair is robust under an alternative when the baseline's significant difference is
    significant there with the same sign. Alkire et al. (2015), section 8.1,
    doi:10.1093/acprof:oso/9780199689491.001.0001. Pairs share the sample: their differences
    carry the covariance.

    >>> from netpoverty.poverty.alkire_foster import alkire_foster
    >>> rng = np.random.default_rng(1)
    >>> data = (rng.random((600, 3)) < np.repeat([0.2, 0.5, 0.8], 200)[:, None]).astype(float)
    >>> made = alkire_foster(data, k=[1 / 3, 2 / 3], by=np.repeat(list("abc"), 200))
    >>> checked = rank_robustness({"one": (made, 1 / 3), "two": (made, 2 / 3)})
    >>> checked.robust_pairs, checked.ranks["two"].tolist()
    (1.0, [3.0, 2.0, 1.0])
    """
    if len(choices) < 2:
        raise refuse("choices", f"{len(choices)}", "a baseline with at least one alternative")
    names, results = list(choices), list(choices.values())
    groups = results[0][0].groups[:-1]
    if len(groups) < 2 or any(one.groups[:-1] != groups for one, _ in results):
        raise refuse("choices", "groups that differ", "the same two or more groups everywhere")
    choose("measure", measure, results[0][0].measures)
    levels = {name: _levels(one, k, groups, measure) for name, (one, k) in choices.items()}
    orders = {name: _orders(one, k, groups, measure, level) for name, (one, k) in choices.items()}
    base = orders[names[0]]
    differing = [pair for pair, sign in base.items() if sign]
    rows = [_agreement(levels[names[0]], levels[n], base, orders[n], differing) for n in names[1:]]
    kept = [all(orders[n][pair] == base[pair] for n in names[1:]) for pair in differing]
    table = pd.DataFrame(rows, index=pd.Index(names[1:], name="alternative"))
    ranks = pd.DataFrame(levels, index=list(groups)).rank(ascending=False)
    return RankRobustness(
        table=table,
        ranks=ranks,
        robust_pairs=float(np.mean(kept)) if kept else float("nan"),
        significant_pairs=len(differing),
        level=level,
        convention=f"{results[0][0].design.describe()}; pairwise t tests, no correction for their number",
    )


def _levels(one: AlkireFoster, k: float | None, groups: tuple, measure: str) -> np.ndarray:
    return np.array([one[measure, k, group] for group in groups])


def _orders(
    one: AlkireFoster, k: float | None, groups: tuple, measure: str, level: float
) -> dict[tuple, int]:
    """Sign of each pair's difference, 0 when it is not significant."""
    made = {}
    for pair in combinations(groups, 2):
        gap = one.difference(*pair, k=k)
        place = gap.position(measure)
        se, freedom = gap.se[place], gap.degrees_of_freedom[place]
        clear = se > 0 and abs(gap.values[place]) > stats.t.isf(level / 2, freedom) * se
        made[pair] = int(np.sign(gap.values[place])) if clear else 0
    return made


def _agreement(base, other, base_order, other_order, differing) -> dict[str, float]:
    pairs = list(combinations(range(base.size), 2))
    alike = [np.sign(base[i] - base[j]) == np.sign(other[i] - other[j]) for i, j in pairs]
    kept = [other_order[pair] == base_order[pair] for pair in differing]
    return {
        "kendall": float(stats.kendalltau(base, other).statistic),
        "spearman": float(stats.spearmanr(base, other).statistic),
        "ordered_alike": float(np.mean(alike)),
        "robust_pairs": float(np.mean(kept)) if kept else float("nan"),
    }
