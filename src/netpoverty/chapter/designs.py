"""Designs of the chapters' regressions, read from columns at a tenth of a formula's cost.

Two chapters fit some hundred models whose formulas have four kinds of term: a column, `C(column)`,
`I(column**2)` and `column * C(other)`. Their designs are built here directly, and built again for
every marginal effect; any other formula, or a level that nobody has, goes the general way of
`read_sample`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..models.binary import BinaryModel
from ..models.binary.sample import (
    Sample,
    check_design,
    complete_rows,
    read_sample,
    refuse_infinite,
    split_formula,
)
from ..models.comparisons.side_by_side import finite_or_linear

NAME = r"([^\W\d]\w*)"
TERM = re.compile(rf"{NAME}|C\({NAME}\)|I\({NAME}\*\*2\)|{NAME} \* C\({NAME}\)")
SQUARE = re.compile(r"I\((\w+) \*\* 2\)")


@dataclass(frozen=True)
class PlainDesign:
    """A design of columns, their squares, factors by their levels, products of column with factor.

    parts : in order, names of columns, `I(name ** 2)` for a square; a pair stands for a product
    factors : by name, the levels, the reference first
    """

    parts: tuple[str | tuple[str, str], ...]
    factors: dict[str, list]

    @property
    def variables(self) -> frozenset[str]:
        """Names of the columns that the design uses."""
        return frozenset(_columns(self.parts))

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names of the regressors, as formulas name them."""
        return ("Intercept", *(name for term in self.parts for name in self._names(term)))

    def columns_of(self, variable: str) -> list[int]:
        """Return the positions of the regressors that use a variable."""
        found, place = [], 1
        for part in self.parts:
            count = len(self._names(part))
            if variable in _columns((part,)):
                found += range(place, place + count)
            place += count
        return found

    def levels(self, frame: pd.DataFrame) -> dict[str, list[object]]:
        """Return the levels of each factor, in the order of the design."""
        return dict(self.factors)

    def _names(self, term: str | tuple[str, str]) -> list[str]:
        if not isinstance(term, str):
            return [f"{a}:{b}" for a in self._names(term[0]) for b in self._names(term[1])]
        if term not in self.factors:
            return [term]
        return [f"C({term})[T.{level}]" for level in self.factors[term][1:]]

    def evaluate(self, frame: pd.DataFrame) -> np.ndarray:
        """Return the (n, k) regressors at the columns of a frame."""
        made = [np.ones((len(frame), 1)), *(self._block(frame, term) for term in self.parts)]
        return np.hstack(made)

    def _block(self, frame: pd.DataFrame, term: str | tuple[str, str]) -> np.ndarray:
        if not isinstance(term, str):
            one, other = (self._block(frame, part) for part in term)
            return one * other
        if square := SQUARE.fullmatch(term):
            return frame[square[1]].to_numpy(dtype=float)[:, None] ** 2
        if term not in self.factors:
            return frame[term].to_numpy(dtype=float)[:, None]
        codes = _codes(frame[term], self.factors[term])
        return (codes[:, None] == np.arange(1, len(self.factors[term]))).astype(float)


def read_plain(formula: str, data: pd.DataFrame, clusters: str | None = None) -> Sample:
    """Return the estimation sample of a formula, as `read_sample` does, without weights.

    Its frame has the columns of the formula only.

    Raises InputError as `read_sample` does.

    >>> made = read_plain("poor ~ age", pd.DataFrame({"poor": [0, 1, 1], "age": [2, 3, 5]}))
    >>> made.design.tolist()
    [[1.0, 2.0], [1.0, 3.0], [1.0, 5.0]]
    """
    made = _plain_sample(formula, data, clusters)
    return read_sample(formula, data, clusters=clusters) if made is None else made


def _plain_sample(formula: str, data: pd.DataFrame, clusters: str | None) -> Sample | None:
    """Return the sample of a plain formula; None for all that `read_sample` must judge."""
    outcome, right = split_formula(formula)
    parsed = _parsed(right)
    if parsed is None or not _is_plain(data, outcome, *parsed, clusters):
        return None
    terms, factors = parsed
    names = [outcome, *sorted(_columns(terms)), *([clusters] if clusters else [])]
    frame, dropped = complete_rows(data[list(dict.fromkeys(names))], names)
    texts = [name for name in factors if pd.api.types.is_string_dtype(frame[name])]
    frame = frame.assign(**{name: frame[name].astype("category") for name in texts})
    refuse_infinite(frame, names)
    plain = PlainDesign(terms, {name: _levels(frame[name]) for name in factors})
    y = frame[outcome].to_numpy(dtype=float)
    groups, labels = pd.factorize(frame[clusters]) if clusters else (None, [0, 1])
    if None in plain.factors.values() or set(np.unique(y)) != {0.0, 1.0} or len(labels) < 2:
        return None
    design, terms = plain.evaluate(frame), plain.column_names
    if not np.isfinite(design).all():
        return None
    if not _plainly_sound(design):
        check_design(design, terms)
    return Sample(y, design, terms, plain, frame, np.ones(len(y)), False, groups, None, dropped)


def fit_or_linear(formula: str, data: pd.DataFrame, clusters: str) -> BinaryModel:
    """Return a logit with clustered errors; linear where separation leaves no finite logit.

    As `models.comparisons.fit_or_linear`, with the sample read once.
    """
    return finite_or_linear(formula, read_plain(formula, data, clusters), "cluster")


def _parsed(right: str) -> tuple[tuple, list[str]] | None:
    """Return terms by rising order, as formulas sort them, with the factors; None if not plain."""
    plain, products, factors, bare = [], [], [], set()
    for text in right.split(" + "):
        found = TERM.fullmatch(text.strip())
        if not found:
            return None
        column, factor, root, one, other = found.groups()
        square = f"I({root} ** 2)" if root else None
        plain += [name for name in (column, factor, square, one, other) if name]
        factors += [name for name in (factor, other) if name]
        products += [(one, other)] if one else []
        bare |= {column, root, one}
    if bare & set(factors):
        return None  # a column as number and as factor: formulas have rules of their own
    return (*dict.fromkeys(plain), *dict.fromkeys(products)), factors


def _is_plain(
    data: pd.DataFrame, outcome: str, terms: tuple, factors: list[str], clusters: str | None
) -> bool:
    """Return whether the columns are there and are what their terms make of them: numbers, levels.

    A column named C or I stands in the way of the formula's own functions.
    """
    names = {outcome, *_columns(terms), *([clusters] if clusters else [])}
    numbers = {outcome, *_columns(terms)} - set(factors)
    return (
        names <= set(data.columns)
        and not {"C", "I"} & set(data.columns)
        and all(pd.api.types.is_numeric_dtype(data[name]) for name in numbers)
    )


def _pair(part: str | tuple[str, str]) -> tuple[str, ...]:
    return (part,) if isinstance(part, str) else part


def _columns(terms: tuple) -> set[str]:
    names = {name for term in terms for name in _pair(term)}
    return {SQUARE.sub(r"\1", name) for name in names}


def _codes(column: pd.Series, levels: list) -> np.ndarray:
    if isinstance(column.dtype, pd.CategoricalDtype) and list(column.cat.categories) == levels:
        return column.cat.codes.to_numpy()
    return pd.Categorical(column, categories=levels).codes


def _plainly_sound(design: np.ndarray) -> bool:
    """Return whether no regressor can be constant or redundant, by far: then nothing is to check.

    The smallest eigenvalue of the products of normed columns bounds from below the square of what
    the exact check looks at, which is refused below 1e-20.
    """
    size = np.linalg.norm(design, axis=0)
    if len(design) <= design.shape[1] or not size.all():
        return False
    normed = design / size
    return bool(np.linalg.eigvalsh(normed.T @ normed)[0] > 1e-8)


def _levels(column: pd.Series) -> list | None:
    """Return a factor's levels, reference first; None where a category has nobody or there is no order."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        levels = list(column.cat.categories)
        return levels if column.nunique() == len(levels) else None
    try:
        return sorted(column.unique())
    except TypeError:
        return None  # text and numbers have no order
