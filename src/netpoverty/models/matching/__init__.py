"""Comparing like with like: matching, weighting, and what they cannot see.

`study` fits the propensity score; `nearest`, `weighted`, `doubly_robust` estimate; `balance`,
`overlap` show whether the compared units are alike; `e_value`, `rosenbaum_bounds`, `oster` ask
how strong a hidden confounder would have to be to explain the estimate away.
"""

from netpoverty.models.matching.balance import Balance, Overlap, balance, overlap
from netpoverty.models.matching.confounder import EValue, e_value
from netpoverty.models.matching.nearest import nearest, pair_differences
from netpoverty.models.matching.rosenbaum import RosenbaumBounds, rosenbaum_bounds
from netpoverty.models.matching.selection import Oster, oster
from netpoverty.models.matching.study import Effect, Study, study
from netpoverty.models.matching.weighting import doubly_robust, weighted

__all__ = [
    "Balance",
    "EValue",
    "Effect",
    "Oster",
    "Overlap",
    "RosenbaumBounds",
    "Study",
    "balance",
    "doubly_robust",
    "e_value",
    "nearest",
    "oster",
    "overlap",
    "pair_differences",
    "rosenbaum_bounds",
    "study",
    "weighted",
]
