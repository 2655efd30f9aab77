"""What counts as deprived in what, how much it weighs: the index before any data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from netpoverty.errors import choose, refuse
from netpoverty.results import Result

WEIGHT_TOLERANCE = 1e-9


@dataclass(frozen=True)
class Relative:
    """A cutoff that is a share of a statistic, and so has an error of its own.

    Parameters
    ----------
    share : float in (0, 2]
    of : {"median", "mean"}
    where : str, optional
        Column of the frame that marks the reference group (true or 1): "half the median
        of rural residents" whoever is being measured.
    by : str, optional
        Column with groups that each face a line of their own.
    convention : str
        Of the weighted median.

    >>> Relative(0.5, where="rural")
    Relative(share=0.5, of='median', where='rural', by=None, convention='midpoint')
    """

    share: float
    of: str = "median"
    where: str | None = None
    by: str | None = None
    convention: str = "midpoint"


@dataclass(frozen=True)
class Indicator:
    """One indicator: whose column, what cutoff, which side is deprived.

    Parameters
    ----------
    name : str
    cutoff : number, Relative or callable
        Deprived strictly below (or above) the number; or a predicate that takes the column
        as a Series and returns truth values.
    direction : {"below", "above"}
    weight : float, optional
        Inside its dimension; equal weights when no indicator of the dimension has one.
    column : str, optional
        Column of the frame; the name when omitted.
    cardinal : bool
        Whether gaps mean something, so that M1 and M2 may be computed.

    >>> Indicator("years_of_schooling", cutoff=6).column_name
    'years_of_schooling'
    """

    name: str
    cutoff: float | Relative | Callable[[pd.Series], object]
    direction: str = "below"
    weight: float | None = None
    column: str | None = None
    cardinal: bool = False

    def __post_init__(self) -> None:
        choose(f"direction of {self.name}", self.direction, ("below", "above"))
        if self.cardinal and (self.direction == "above" or callable(self.cutoff)):
            raise refuse(
                f"cardinal of {self.name}", True, "only for indicators deprived below a number"
            )

    @property
    def column_name(self) -> str:
        """The column of the frame that it reads."""
        return self.column or self.name


@dataclass(frozen=True)
class Dimension:
    """A dimension: indicators that share its weight.

    >>> Dimension("education", [Indicator("schooling", 6)]).name
    'education'
    """

    name: str
    indicators: Sequence[Indicator]
    weight: float | None = None


@dataclass(frozen=True, eq=False)
class Specification(Result):
    """An index: dimensions → indicators → weight, cutoff, direction.

    Parameters
    ----------
    dimensions : sequence of Dimension
    weighting : {"nested", "equal"} or mapping of indicator to weight
        "nested": dimensions share one equally, then indicators share their dimension's
        weight; "equal": every indicator weighs the same; given weights on dimensions and
        indicators are used where they stand ("nested"). A mapping sets every weight.

    Raises
    ------
    InputError
        If weights are negative or do not sum to one, or names repeat.

    References
    ----------
    Alkire & Foster (2011), *Journal of Public Economics* 95(7–8), 476–487,
    doi:10.1016/j.jpubeco.2010.11.006.

    Examples
    --------
    >>> spec = Specification([
    ...     Dimension("income", [Indicator("income_pc", Relative(0.5, where="rural"))]),
    ...     Dimension("health", [Indicator("ill", lambda s: s == 1), Indicator("bmi", 18.5)]),
    ... ])
    >>> spec.weights.round(3).tolist()
    [0.5, 0.25, 0.25]
    """

    dimensions: Sequence[Dimension]
    weighting: str | Mapping[str, float] = "nested"
    title: str = field(default="Index", init=False)

    def __post_init__(self) -> None:
        names = self.names
        if not names or len(set(names)) != len(names):
            raise refuse("indicators", list(names), "at least one, with names that differ")
        if not isinstance(self.weighting, Mapping):
            choose("weighting", self.weighting, ("nested", "equal"))
        checked_indicator_weights(self.weights, len(names))

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """All indicators, in order."""
        return tuple(one for dimension in self.dimensions for one in dimension.indicators)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the indicators, in order."""
        return tuple(one.name for one in self.indicators)

    @property
    def dimension_of(self) -> tuple[str, ...]:
        """Dimension of each indicator, in order."""
        return tuple(d.name for d in self.dimensions for _ in d.indicators)

    @property
    def weights(self) -> np.ndarray:
        """Weight of each indicator in the index, summing to one, (J,)."""
        if isinstance(self.weighting, Mapping):
            return weights_by_name(self.weighting, self.names)
        if self.weighting == "equal":
            return np.full(len(self.names), 1 / len(self.names))
        outer = _shares([d.weight for d in self.dimensions], "dimensions")
        inner = [_shares([i.weight for i in d.indicators], d.name) for d in self.dimensions]
        return np.concatenate([o * i for o, i in zip(outer, inner, strict=True)])

    def select(self, names: Sequence[str]) -> Specification:
        """Return the index with these indicators only; empty dimensions fall away."""
        unknown = [name for name in names if name not in self.names]
        if unknown:
            raise refuse("indicators", unknown[0], f"some of {', '.join(self.names)}")
        kept = [
            Dimension(d.name, [i for i in d.indicators if i.name in names], d.weight)
            for d in self.dimensions
        ]
        return Specification([d for d in kept if d.indicators], self.weighting)

    def to_frame(self) -> pd.DataFrame:
        """Return the index as a table: dimension, indicator, weight, cutoff, direction."""
        cutoffs = ["predicate" if callable(i.cutoff) else str(i.cutoff) for i in self.indicators]
        return pd.DataFrame(
            {
                "dimension": self.dimension_of,
                "indicator": self.names,
                "weight": self.weights,
                "deprived": [i.direction for i in self.indicators],
                "cutoff": cutoffs,
                "cardinal": [i.cardinal for i in self.indicators],
            }
        )


def _shares(weights: list[float | None], whose: str) -> np.ndarray:
    given = [weight for weight in weights if weight is not None]
    if not given:
        return np.full(len(weights), 1 / len(weights))
    if len(given) != len(weights):
        raise refuse(f"weights of {whose}", "some weights only", "all of them or none")
    return np.asarray(given, dtype=float)


def weights_by_name(weights: Mapping[str, float], names: Sequence[str]) -> np.ndarray:
    """Return weights in the order of the indicators; a name too many or too few is refused.

    >>> weights_by_name({"b": 0.75, "a": 0.25}, ["a", "b"]).tolist()
    [0.25, 0.75]
    """
    if set(weights) != set(names):
        odd = sorted(map(str, set(weights) ^ set(names)))
        raise refuse("weights", f"names {odd} on one side only", f"one for each of {list(names)}")
    return np.array([float(weights[name]) for name in names])


def checked_indicator_weights(weights: object, count: int) -> np.ndarray:
    """Return indicator weights; refused unless positive, `count` of them, summing to one.

    >>> checked_indicator_weights([0.5, 0.5], 2).tolist()
    [0.5, 0.5]
    """
    values = np.asarray(weights, dtype=float)
    if values.shape != (count,):
        raise refuse("indicator weights", f"shape {values.shape}", f"one for each of {count}")
    if not np.isfinite(values).all() or (values <= 0).any():
        raise refuse("indicator weights", values.tolist(), "numbers above 0")
    if abs(values.sum() - 1) > WEIGHT_TOLERANCE:
        raise refuse("indicator weights", f"a sum of {values.sum():.6g}", "weights that sum to one")
    return values
