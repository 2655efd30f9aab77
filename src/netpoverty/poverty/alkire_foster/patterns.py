"""Deprivation rows repeat: each row becomes the number of its pattern."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from netpoverty.errors import refuse

DENSE_COLUMNS = 16
BLOCK_ROWS = 2_048


@dataclass(frozen=True, eq=False)
class Patterns:
    """Rows of a deprivation matrix as pattern numbers.

    Attributes
    ----------
    codes : (n,) integer array
        Pattern of each row.
    rows : (patterns, J) array
        Deprivations of each pattern: 0, 1 or NaN where missing.
    """

    codes: np.ndarray
    rows: np.ndarray

    @property
    def missing(self) -> bool:
        """Whether any pattern has a missing value."""
        return bool(np.isnan(self.rows).any())


def encode(matrix: np.ndarray, names: list[str]) -> Patterns:
    """Return the patterns of a matrix of 0, 1 and NaN.

    One pass over the matrix, block by block so that each block is read once from memory
    while it is checked and coded: code = Σ_j 2^j x_ij, a matrix product.

    Raises
    ------
    InputError
        Naming the first column with another value.

    >>> made = encode(np.array([[0.0, 1.0], [1.0, 1.0]]), ["a", "b"])
    >>> made.codes.tolist(), made.rows[made.codes].tolist()
    ([2, 3], [[0.0, 1.0], [1.0, 1.0]])
    """
    columns = matrix.shape[1]
    if columns <= DENSE_COLUMNS:
        codes = _dense_codes(matrix, names)
        if codes is not None:
            table = (np.arange(2**columns)[:, None] >> np.arange(columns)) & 1
            return Patterns(codes, table.astype(float))
    return _distinct_rows(matrix, names)


def _dense_codes(matrix: np.ndarray, names: list[str]) -> np.ndarray | None:
    """Codes when nothing is missing; None hands over to the slower way."""
    n, columns = matrix.shape
    powers = 2.0 ** np.arange(columns)
    codes = np.empty(n, dtype=np.uint16)
    for start in range(0, n, BLOCK_ROWS):
        block = matrix[start : start + BLOCK_ROWS]
        if not is_binary(block):
            if block.dtype.kind == "f" and np.isnan(block).any():
                return None
            _refuse_values(block, names)
        codes[start : start + BLOCK_ROWS] = np.asarray(block, dtype=float) @ powers
    return codes


def is_binary(block: np.ndarray) -> bool:
    """Return whether all values are 0 or 1 (NaN is neither).

    >>> is_binary(np.array([[0.0, 1.0]])), is_binary(np.array([[0.5, 1.0]]))
    (True, False)
    """
    if block.dtype == bool:
        return True
    return bool(((block == 0) | (block == 1)).all())


def _refuse_values(block: np.ndarray, names: list[str]) -> None:
    values = np.asarray(block, dtype=float)
    wrong = ~((values == 0) | (values == 1) | np.isnan(values))
    if wrong.any():
        row, column = np.argwhere(wrong)[0]
        raise refuse(
            "deprivations",
            f"{values[row, column]:g} in column {names[column]}",
            "0, 1 or missing (give achievements with a Specification instead)",
        )


def _distinct_rows(matrix: np.ndarray, names: list[str]) -> Patterns:
    """Patterns of any number of columns, missing values included."""
    n, columns = matrix.shape
    codes = np.zeros(n, dtype=np.int64)
    for start in range(0, columns, 20):
        part = np.asarray(matrix[:, start : start + 20], dtype=float)
        _refuse_values(part, names[start : start + 20])
        digits = np.where(np.isnan(part), 2, part).astype(np.int64)
        packed = digits @ (3 ** np.arange(part.shape[1], dtype=np.int64))
        # numbers are renewed after each part so that they never outgrow an integer
        joined = pd.factorize(packed)[0].astype(np.int64) + codes * (packed.size + 1)
        codes = pd.factorize(joined)[0].astype(np.int64)
    first = np.zeros(int(codes.max()) + 1, dtype=np.intp)
    first[codes[::-1]] = np.arange(n)[::-1]
    return Patterns(codes, np.asarray(matrix[first], dtype=float))
