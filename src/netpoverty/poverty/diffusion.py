"""Poverty while something spreads: the line stands still, or moves with everybody's income."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from netpoverty.errors import refuse
from netpoverty.survey.quantiles import weighted_quantile


def diffusion(
    without: object,
    having: object,
    order: object,
    *,
    line_share: float = 0.5,
    weights: object = None,
    shares: Sequence[float] = tuple(np.round(np.linspace(0, 1, 21), 2)),
) -> pd.DataFrame:
    """Return the share below the line at each share reached.

    Parameters
    ----------
    without, having : (n,) arrays
        Income of each row if not reached, and if reached; in one unit.
    order : (n,) array
        Who is reached first: the smallest value.
    line_share : float in (0, 2]
        The line as a share of the weighted median.
    weights : (n,) array, optional
    shares : shares of the rows that are reached, each in [0, 1]

    Returns
    -------
    frame indexed by share reached: `line fixed` (of the incomes when nobody is reached),
    `line moving` (of the incomes of the moment), `median`, and the rows that are below, without
    weights: `rows below line fixed`, `rows below line moving`

    Incomes that all rise by one factor leave relative poverty where it was:

    >>> income = np.array([1.0, 3.0, 4.0, 5.0, 9.0])
    >>> found = diffusion(income, 2 * income, np.arange(5), shares=[0, 1])
    >>> found["line moving"].tolist(), found["line fixed"].tolist()
    ([0.2, 0.2], [0.2, 0.0])
    """
    low, high, rank = (np.asarray(v, dtype=float) for v in (without, having, order))
    if not low.shape == high.shape == rank.shape or low.ndim != 1:
        raise refuse("incomes", f"{low.shape}, {high.shape}, {rank.shape}", "one shape (n,)")
    w = np.ones(low.size) if weights is None else np.asarray(weights, dtype=float)
    place = np.argsort(np.argsort(rank, kind="stable"), kind="stable")
    fixed = line_share * weighted_quantile(low, 0.5, w)
    rows = []
    for share in shares:
        income = np.where(place < round(share * low.size), high, low)
        median = weighted_quantile(income, 0.5, w)
        below = (income < fixed, income < line_share * median)
        poor = (float(np.average(b, weights=w)) for b in below)
        rows.append((*poor, float(median), *(int(b.sum()) for b in below)))
    lines = ["line fixed", "line moving"]
    columns = [*lines, "median", *(f"rows below {line}" for line in lines)]
    return pd.DataFrame(rows, pd.Index(shares, name="share reached"), columns)
