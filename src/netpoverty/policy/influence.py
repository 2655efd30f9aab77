"""Influence and dependence: which concepts of a coding drive, and which are driven."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from netpoverty.errors import refuse
from netpoverty.policy.coding import ELEMENTS, SIGNS, Coding
from netpoverty.results import Result

ROLES = {
    (True, False): "driver",
    (True, True): "relay",
    (False, True): "result",
    (False, False): "apart",
}
"""Role by (influence above the mean, dependence above the mean)."""


@dataclass(frozen=True)
class InfluenceMap(Result):
    """Influence and dependence of every concept.

    Parameters
    ----------
    names : concepts, n. elements : their elements. influence, dependence : arrays, n; sums of
    absolute weights along paths of at most `length` arrows, as shares of the total.
    """

    names: tuple[str, ...]
    elements: tuple[str, ...]
    influence: np.ndarray
    dependence: np.ndarray
    length: int

    title = "Influence and dependence"

    @property
    def convention(self) -> str:
        """How the sums were taken."""
        return f"Sums over all paths of at most {self.length} arrows, as shares of the total."

    @property
    def roles(self) -> tuple[str, ...]:
        """Driver, relay, result or apart, the means being the borders."""
        high = self.influence > self.influence.mean()
        deep = self.dependence > self.dependence.mean()
        return tuple(ROLES[bool(i), bool(d)] for i, d in zip(high, deep, strict=True))

    def to_frame(self) -> pd.DataFrame:
        """Return one row a concept, by falling influence."""
        frame = pd.DataFrame(
            {
                "element": self.elements,
                "influence": self.influence,
                "dependence": self.dependence,
                "role": self.roles,
            },
            index=pd.Index(self.names, name="concept"),
        )
        return frame.sort_values("influence", ascending=False, kind="stable")

    def plot(self, ax=None):
        """Draw the map: dependence across, influence up, a marker for each element."""
        from netpoverty.policy.drawing import draw_influence

        return draw_influence(self, ax)


def influence_matrix(coding: Coding, factors: np.ndarray | None = None) -> np.ndarray:
    r"""Return the weights with which concepts act on each other.

    Parameters
    ----------
    coding : the sheet, with n concepts and m assertions.
    factors : array (m,) or (draws, m), a multiplier of each assertion's weight; default ones.

    Returns an array (n, n) or (draws, n, n); entry (i, j) is the weight of i on j. Where several
    assertions draw one arrow, the weights join as in a sum of probabilities,
    $1-\prod_a(1-w_a)$, helping and hindering ones apart; the result is their difference.
    """
    factors = _factors(coding, factors)
    size = len(coding.concepts)
    rest = np.ones((2, *factors.shape[:-1], size, size))
    at = {name: i for i, name in enumerate(coding.concepts)}
    for number, a in enumerate(coding.assertions):
        weight = np.clip(a.weight * factors[..., number], 0, 1)
        for link in a.acts_on:
            rest[int(link.sign < 0)][..., at[a.concept], at[link.concept]] *= 1 - weight
    return rest[1] - rest[0]


def evidence(coding: Coding, factors: np.ndarray | None = None) -> np.ndarray:
    """Return what the sheet says of each concept's state, from -1 (deficient) to 1 (strong).

    Strengths and deficiencies join separately, as arrows do; the result, an array (n,) or
    (draws, n), is their difference, and zero for a concept of which nothing is said.
    """
    factors = _factors(coding, factors)
    at = {name: i for i, name in enumerate(coding.concepts)}
    rest = np.ones((2, *factors.shape[:-1], len(at)))
    for number, a in enumerate(coding.assertions):
        weight = np.clip(a.weight * factors[..., number], 0, 1)
        rest[int(SIGNS[a.sign] < 0)][..., at[a.concept]] *= 1 - weight
    return rest[1] - rest[0]


def _factors(coding: Coding, factors: np.ndarray | None) -> np.ndarray:
    count = len(coding.assertions)
    given = np.ones(count) if factors is None else np.asarray(factors, dtype=float)
    if given.shape[-1] != count or not np.all(np.isfinite(given)) or np.any(given < 0):
        raise refuse("factors", given.shape, f"{count} finite factors of at least 0 a row")
    return given


def influence_dependence(coding: Coding, length: int = 1) -> InfluenceMap:
    r"""Return each concept's influence and dependence over paths of at most `length` arrows.

    With $M=|W|$ and $S=\sum_{k=1}^{L}M^k$, influence is the row sum of $S$ and dependence its
    column sum, both over the sum of $S$. `length` 1 counts direct arrows only; longer paths are
    the idea of MICMAC, which raises $M$ to a power until the ranking rests (Godet 1994,
    *From Anticipation to Action*).

    Raises InputError for a length below 1 and for a sheet without arrows.
    """
    if length < 1:
        raise refuse("length", length, "at least 1 arrow")
    matrix = np.abs(influence_matrix(coding))
    if not matrix.any():
        raise refuse("coding sheet", "no arrows", "assertions that act on something")
    power, total = matrix, matrix.copy()
    for _ in range(length - 1):
        power = power @ matrix
        total = total + power
    names = tuple(c.name for c in coding.concepts.values())
    elements = tuple(ELEMENTS[c.element] for c in coding.concepts.values())
    rows, columns = total.sum(axis=1), total.sum(axis=0)
    return InfluenceMap(names, elements, rows / total.sum(), columns / total.sum(), length)
