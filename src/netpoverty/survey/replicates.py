"""Bootstrap replicate weights for statistics that are not smooth."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from netpoverty.errors import refuse
from netpoverty.survey.design import Design
from netpoverty.survey.results import Estimates
from netpoverty.survey.variance import lonely_strata


@dataclass(frozen=True, eq=False)
class Replicates:
    """Replicate weights, kept as one multiplier a sampling unit, (units, draws).

    `scale` multiplies the variance (the "scale" rule for strata with one unit).
    """

    design: Design
    multipliers: np.ndarray
    scale: float = 1.0

    @property
    def draws(self) -> int:
        """Number of replicates."""
        return self.multipliers.shape[1]

    def weights(self, draw: int) -> np.ndarray:
        """Return the row weights of one replicate, (n,)."""
        return self.design.weights * self.multipliers[self.design.unit, draw]

    def __iter__(self) -> Iterator[np.ndarray]:
        return (self.weights(draw) for draw in range(self.draws))

    def estimate(
        self, statistic: Callable[[np.ndarray], np.ndarray], names: list | None = None
    ) -> Estimates:
        """Return a statistic of the weights with its bootstrap covariance.

        Deviations are taken from the full-sample estimate; a replicate in which the
        statistic is undefined is left out and said so.

        Parameters
        ----------
        statistic : callable
            Takes (n,) weights and returns a number or a vector.
        """
        values = np.atleast_1d(np.asarray(statistic(self.design.weights), dtype=float))
        drawn = np.array([np.atleast_1d(statistic(weights)) for weights in self], dtype=float)
        whole = np.isfinite(drawn).all(axis=1)
        if whole.sum() < 2:
            raise refuse("statistic", "a value in fewer than two replicates", "a defined statistic")
        off = drawn[whole] - values
        lost = int((~whole).sum())
        said = f"; {lost} replicates undefined and left out" if lost else ""
        size = values.size
        design = self.design
        return Estimates(
            names=_index(names, size),
            values=values,
            covariance=self.scale * off.T @ off / whole.sum(),
            degrees_of_freedom=np.full(size, float(design.degrees_of_freedom())),
            units=np.full(size, float(design.n_units)),
            share=np.zeros(size, dtype=bool),
            n=design.n,
            weight=float(design.weights.sum()),
            convention=f"rescaling bootstrap, {whole.sum()} draws of sampling units{said}",
            title="Bootstrap",
        )


def _index(names: list | None, size: int):
    import pandas as pd

    return pd.Index([f"f{j + 1}" for j in range(size)] if names is None else names)


def bootstrap(design: Design, draws: int = 500, *, rng: np.random.Generator) -> Replicates:
    """Return rescaling bootstrap weights of a stratified, clustered design.

    In each stratum n_h − 1 of the n_h units are drawn with replacement, and weights are
    rescaled so that the bootstrap variance of a total equals the linearised one in
    expectation, with the finite population correction where there is one.

    Parameters
    ----------
    design : Design
    draws : int
        Number of replicates, at least 2.
    rng : numpy Generator

    Notes
    -----
    w* = w [1 − λ + λ r n_h/(n_h − 1)], λ = √(1 − f_h), r = times the unit was drawn.
    Strata with one unit keep their weights: under the rule "scale" the variance is scaled
    up, "centre" has no bootstrap counterpart. Rao, Wu & Yue (1992), *Survey Methodology*
    18(2), 209–217.

    >>> made = bootstrap(Design([1, 1, 1]), 4, rng=np.random.default_rng(1))
    >>> bool(np.allclose(made.multipliers.sum(axis=0), 3))
    True
    """
    if draws < 2:
        raise refuse("draws", draws, "at least 2")
    lonely = lonely_strata(design)
    if lonely.size and design.lonely == "centre":
        raise refuse("lonely", "centre", "'scale' when errors come from the bootstrap")
    multipliers = np.ones((design.n_units, draws))
    for code, count in enumerate(design.units_per_stratum):
        if count < 2:
            continue
        units = np.flatnonzero(design.unit_stratum == code)
        times = rng.multinomial(count - 1, np.full(count, 1 / count), size=draws).T
        step = np.sqrt(1.0 - design.sampled_fraction[code])
        multipliers[units] = 1 - step + step * times * (count / (count - 1))
    scale = design.n_strata / (design.n_strata - lonely.size) if lonely.size else 1.0
    return Replicates(design, multipliers, scale)
