"""Least squares on transformed data, in units in which no digit is lost.

A regressor in yuan beside one that is a share, or values that all lie near 1e12, leave a cross
product that no computer can invert: its columns differ in size as the square of theirs.
"""

from __future__ import annotations

import numpy as np
from linearmodels.iv import IV2SLS

from netpoverty.models.panel.transform import Transformed


def least_squares(data: Transformed) -> np.ndarray:
    """Return the coefficients of outcome on design, shape (k,), the constant first if there is one.

    The constant is partialled out (Frisch and Waugh 1933, doi:10.2307/1907330) and each regressor
    divided by a power of two, which rounds nothing. IV2SLS without instruments is least squares.
    """
    lead, others = np.split(data.design, [int("Constant" in data.names)], axis=1)
    table = np.column_stack([data.outcome, others])
    means = lead.T @ table / (lead**2).sum()[None] if lead.size else np.zeros((1, table.shape[1]))
    left = table - lead @ means if lead.size else table
    units = 2.0 ** np.round(np.log2(np.abs(left[:, 1:]).max(axis=0)))
    slopes = IV2SLS(left[:, 0], left[:, 1:] / units, None, None).fit().params.to_numpy() / units
    constant = means[0, :1] - means[0, 1:] @ slopes
    return np.r_[constant, slopes] if lead.size else slopes


def inverse_product(design: np.ndarray) -> np.ndarray:
    """Return the inverse of X'X, shape (k, k), without making X'X.

    >>> inverse_product(np.array([[1.0, 0.0], [1.0, 2.0]])).round(2).tolist()
    [[1.0, -0.5], [-0.5, 0.5]]
    """
    inverse = np.linalg.inv(np.linalg.qr(design, mode="r"))
    return inverse @ inverse.T
