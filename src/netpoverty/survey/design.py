"""The sampling design: who stands for how many, drawn from where, with whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from netpoverty.errors import choose, refuse

LONELY_RULES = ("fail", "centre", "scale")


def label_codes(labels: object, thing: str) -> tuple[np.ndarray, pd.Index]:
    """Return integer codes with the sorted labels they stand for; a missing label is refused.

    >>> label_codes(["b", "a", "b"], "region")[0].tolist()
    [1, 0, 1]
    """
    if isinstance(getattr(labels, "dtype", None), pd.CategoricalDtype):
        categories = pd.Categorical(labels).remove_unused_categories()
        codes, index = categories.codes.astype(np.intp), pd.Index(categories.categories)
    else:
        codes, index = _factorize(np.asarray(labels) if isinstance(labels, list) else labels)
    kind = getattr(labels, "dtype", None)
    never_missing = isinstance(kind, np.dtype) and kind.kind in "iu"
    if not never_missing and codes.size and codes.min() < 0:
        raise refuse(thing, f"{int((codes < 0).sum())} missing labels", "a label for every row")
    return codes, index


def _factorize(labels: object) -> tuple[np.ndarray, pd.Index]:
    kind = getattr(labels, "dtype", None)
    whole = isinstance(kind, np.dtype) and kind.kind in "iu"
    if not whole or not len(labels):
        codes, uniques = pd.factorize(labels, sort=True)
        return codes, pd.Index(uniques)
    values = np.asarray(labels)
    low, high = int(values.min()), int(values.max())
    if high - low > 4 * values.size:
        codes, uniques = pd.factorize(values, sort=True)
        return codes, pd.Index(uniques)
    # whole numbers in a narrow range need no hash table: a look-up of the used ones is enough
    shifted = values.astype(np.intp, copy=False)
    shifted = shifted - low if low else shifted
    used = np.zeros(high - low + 1, dtype=bool)
    used[shifted] = True
    codes = shifted if used.all() else (np.cumsum(used) - 1)[shifted]
    return codes, pd.Index(np.flatnonzero(used) + low)


def checked_weights(weights: object, n: int | None = None) -> np.ndarray:
    """Return sampling weights as floats; negative, missing and all-zero weights are refused."""
    values = np.ascontiguousarray(weights, dtype=float)
    if values.ndim != 1 or (n is not None and values.size != n):
        allowed = f"one weight a row, shape ({n},)" if n is not None else "one weight a row"
        raise refuse("weights", f"an array of shape {values.shape}", allowed)
    if not values.size:
        raise refuse("weights", "an empty array", "at least one row")
    # min and max are NaN when any weight is, so two passes check everything
    low, high = values.min(), values.max()
    if not (np.isfinite(low) and np.isfinite(high)):
        bad = int((~np.isfinite(values)).sum())
        raise refuse(
            "weights", f"{bad} missing or infinite weights", "finite numbers of at least 0"
        )
    if low < 0:
        bad = int((values < 0).sum())
        raise refuse("weights", f"{bad} negative weights", "finite numbers of at least 0")
    if high == 0:
        raise refuse("weights", "weights that are all zero", "at least one weight above 0")
    return values


@dataclass(frozen=True, eq=False)
class Design:
    """A stratified, possibly clustered sample with unequal weights.

    First-stage units are treated as drawn with replacement inside their stratum (the
    "ultimate cluster" convention) unless `fpc` is given.

    Parameters
    ----------
    weights : (n,) array
        Sampling weight of each row: how many members of the population it stands for.
    strata : (n,) array, optional
        Stratum label of each row; one stratum when omitted.
    clusters : (n,) array, optional
        Label of the first-stage unit (county, village); labels are read inside their
        stratum, so the same label in two strata names two units. Each row is its own
        unit when omitted.
    fpc : float or (n,) array, optional
        Finite population correction: the number of first-stage units in the population
        of the stratum, or the sampling fraction when all values are at most 1.
    lonely : {"fail", "centre", "scale"}
        What a stratum with a single unit means for errors: refuse; centre that unit on
        the mean of all units; or give the stratum the average variance of the others.

    Raises
    ------
    InputError
        For negative, missing or misshapen weights, missing labels and impossible fpc.

    References
    ----------
    Lumley, T. (2010), *Complex Surveys*, Wiley, doi:10.1002/9780470580066.

    Examples
    --------
    >>> design = Design([1, 2, 1, 2], strata=["a", "a", "b", "b"])
    >>> design.n, design.n_units, design.n_strata, design.degrees_of_freedom()
    (4, 4, 2, 2)
    """

    weights: np.ndarray
    strata: object = field(default=None, repr=False)
    clusters: object = field(default=None, repr=False)
    fpc: object = field(default=None, repr=False)
    lonely: str = "fail"

    def __post_init__(self) -> None:
        object.__setattr__(self, "weights", checked_weights(self.weights))
        choose("lonely", self.lonely, LONELY_RULES)
        for name in ("strata", "clusters"):
            labels = getattr(self, name)
            if labels is not None and len(labels) != self.n:
                raise refuse(name, f"{len(labels)} labels", f"one label for each of {self.n} rows")

    @classmethod
    def simple(cls, n: int) -> Design:
        """Return the design of a simple random sample of n rows, each of weight one."""
        if n < 1:
            raise refuse("n", n, "at least one row")
        return cls(np.ones(n))

    @property
    def n(self) -> int:
        """Number of rows."""
        return self.weights.size

    @property
    def element(self) -> bool:
        """Whether each row is its own sampling unit."""
        return self.clusters is None

    @property
    def stratum(self) -> np.ndarray:
        """Stratum code of each row, (n,) from 0."""
        return self._strata[0]

    @cached_property
    def _strata(self) -> tuple[np.ndarray, pd.Index]:
        if self.strata is None:
            return np.zeros(self.n, dtype=np.intp), pd.Index(["all"])
        return label_codes(self.strata, "strata")

    @property
    def stratum_labels(self) -> pd.Index:
        """Label of each stratum code."""
        return self._strata[1]

    @property
    def n_strata(self) -> int:
        """Number of strata."""
        return len(self.stratum_labels)

    @cached_property
    def _units(self) -> tuple[np.ndarray, np.ndarray]:
        """Unit of each row, stratum of each unit."""
        if self.clusters is None:
            return np.arange(self.n), self.stratum
        codes, labels = label_codes(self.clusters, "clusters")
        owner = np.zeros(len(labels), dtype=np.intp)
        if self.strata is None:
            return codes, owner
        owner[codes] = self.stratum
        if np.array_equal(owner[codes], self.stratum):
            return codes, owner
        # a label that occurs in two strata names two units
        codes, pairs = pd.factorize(self.stratum * len(labels) + codes, sort=True)
        return codes, pairs // len(labels)

    @property
    def unit(self) -> np.ndarray:
        """Code of the first-stage unit of each row, (n,) from 0, unique over strata."""
        return self._units[0]

    @property
    def unit_stratum(self) -> np.ndarray:
        """Stratum code of each unit, (units,)."""
        return self._units[1]

    @property
    def n_units(self) -> int:
        """Number of first-stage units."""
        return self.n if self.clusters is None else self.unit_stratum.size

    @cached_property
    def units_per_stratum(self) -> np.ndarray:
        """Number of first-stage units in each stratum, (strata,)."""
        if self.strata is None:
            return np.array([self.n_units])
        return np.bincount(self.unit_stratum, minlength=self.n_strata)

    @cached_property
    def sampled_fraction(self) -> np.ndarray:
        """Share of the population's first-stage units that was drawn, (strata,)."""
        if self.fpc is None:
            return np.zeros(self.n_strata)
        given = np.broadcast_to(np.asarray(self.fpc, dtype=float), (self.n,))
        population = np.full(self.n_strata, np.nan)
        population[self.stratum] = given
        if not np.isfinite(given).all() or not (population[self.stratum] == given).all():
            raise refuse("fpc", "values that differ inside a stratum", "one number a stratum")
        share = population if population.max() <= 1 else self.units_per_stratum / population
        if (share > 1).any() or (population <= 0).any():
            raise refuse(
                "fpc",
                f"{population.min():g} units in the population of a stratum",
                "at least the units drawn from it, or sampling fractions in (0, 1]",
            )
        return share

    def degrees_of_freedom(self, where: np.ndarray | None = None) -> int:
        """Return units minus strata, counted among those that hold the rows of `where`."""
        if where is None:
            return int(self.n_units - self.n_strata)
        if self.element:
            units = int(np.count_nonzero(where))
        else:
            units = int(np.count_nonzero(np.bincount(self.unit[where], minlength=1)))
        strata = (
            1 if self.strata is None else int(np.count_nonzero(np.bincount(self.stratum[where])))
        )
        return units - strata

    def __repr__(self) -> str:
        parts = f"{self.n} rows, {self.n_units} sampling units, {self.n_strata} strata"
        return f"Design({parts}, lonely={self.lonely!r})"

    def describe(self) -> str:
        """Return the error convention in words.

        >>> Design([1.0, 1.0]).describe()
        'Taylor linearisation; 2 sampling units in 1 strata, with replacement; t with units minus strata'
        """
        drawn = "with replacement" if self.fpc is None else "with finite population correction"
        lonely = "" if self.lonely == "fail" else f"; strata of one unit: {self.lonely}"
        return (
            f"Taylor linearisation; {self.n_units} sampling units in {self.n_strata} strata, "
            f"{drawn}; t with units minus strata{lonely}"
        )


def as_design(design: Design | object | None, n: int) -> Design:
    """Return a design for n rows: the one given, weights alone, or equal weights."""
    if design is None:
        return Design.simple(n)
    made = design if isinstance(design, Design) else Design(design)
    if made.n != n:
        raise refuse("design", f"{made.n} rows", f"as many rows as the data, {n}")
    return made
