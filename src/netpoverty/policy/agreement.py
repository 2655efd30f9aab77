"""Agreement of coders: do two readers put the same assertion under the same element?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from netpoverty.errors import choose, refuse
from netpoverty.results import NotComputable, Result


@dataclass(frozen=True)
class Agreement(Result):
    """Agreement of two or more coders on the same items.

    Parameters
    ----------
    coders : their names. n : items coded by all of them. observed : share on which all agree.
    kappa : Cohen's, with its 95% interval (two coders only, else NaN). alpha : Krippendorff's
    for nominal codes, over all items that two coders or more coded.
    """

    coders: tuple[str, ...]
    n: int
    observed: float
    kappa: float
    interval: tuple[float, float]
    alpha: float

    title = "Agreement of coders"
    convention = "Large-sample interval of kappa, cut at 1; with few items it is rough."

    def to_frame(self) -> pd.DataFrame:
        """Return one row: items, share agreed, kappa with its interval, alpha."""
        row = {
            "coders": " and ".join(self.coders),
            "items": self.n,
            "agree on": self.observed,
            "kappa": self.kappa,
            "at least": self.interval[0],
            "at most": self.interval[1],
            "alpha": self.alpha,
        }
        return pd.DataFrame([row]).set_index("coders")


def agreement(
    codes: Mapping[str, Sequence[str]], categories: Sequence[str]
) -> Agreement | NotComputable:
    r"""Return how far coders agree on nominal codes, beyond what chance would give.

    $$ \kappa = \frac{p_o - p_e}{1 - p_e}, \qquad \alpha = 1 - D_o / D_e $$

    Parameters
    ----------
    codes : coder to codes, all of one length; an empty text is an item not coded.
    categories : the codes allowed.

    Sources: Cohen (1960), doi 10.1177/001316446002000104, by statsmodels; Krippendorff's alpha
    (Hayes and Krippendorff 2007, doi 10.1080/19312450709336664) by the package krippendorff.
    Not computable with fewer than two items in common, or where all codes are one and the same.

    >>> agreement({"a": ["x", "y", "x"], "b": ["x", "y", "x"]}, ["x", "y"]).kappa
    1.0
    """
    if len(codes) < 2 or len({len(given) for given in codes.values()}) != 1:
        raise refuse("codes", f"{len(codes)} coders", "two coders or more, with equally many items")
    for given in codes.values():
        for code in filter(None, given):
            choose("code", code, categories)
    table = np.array([list(given) for given in codes.values()])
    common = table[:, (table != "").all(axis=0)]
    coders = " and ".join(codes)
    if common.shape[1] < 2:
        return NotComputable(f"agreement of {coders}", "fewer than two items coded by both")
    if len(set(common.ravel())) < 2:
        return NotComputable(f"agreement of {coders}", "all codes are the same")
    observed = float((common == common[0]).all(axis=0).mean())
    kappa, interval = _kappa(common, categories)
    return Agreement(
        tuple(codes), common.shape[1], observed, kappa, interval, _alpha(table, categories)
    )


def _kappa(common: np.ndarray, categories: Sequence[str]) -> tuple[float, tuple[float, float]]:
    from statsmodels.stats.inter_rater import cohens_kappa

    if len(common) != 2:
        return np.nan, (np.nan, np.nan)
    used = [c for c in categories if c in common]
    counts = np.array([[((common[0] == a) & (common[1] == b)).sum() for b in used] for a in used])
    # The test of kappa = 0 is not used; with few items its division by zero would only warn.
    with np.errstate(divide="ignore", invalid="ignore"):
        found = cohens_kappa(counts)
    return float(found.kappa), (float(found.kappa_low), min(1.0, float(found.kappa_upp)))


def _alpha(table: np.ndarray, categories: Sequence[str]) -> float:
    import krippendorff

    number = {code: float(i) for i, code in enumerate(categories)} | {"": np.nan}
    data = np.array([[number[code] for code in row] for row in table])
    return float(krippendorff.alpha(reliability_data=data, level_of_measurement="nominal"))
