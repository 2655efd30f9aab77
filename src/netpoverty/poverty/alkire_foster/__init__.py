"""Multidimensional poverty by the dual-cutoff method of Alkire and Foster (2011)."""

from netpoverty.poverty.alkire_foster.breakdown import independent_difference
from netpoverty.poverty.alkire_foster.deprivations import Deprivations, deprive, from_matrix
from netpoverty.poverty.alkire_foster.dominance_along_k import Dominance, dominance
from netpoverty.poverty.alkire_foster.measures import alkire_foster
from netpoverty.poverty.alkire_foster.result import AlkireFoster
from netpoverty.poverty.alkire_foster.robustness import RankRobustness, rank_robustness
from netpoverty.poverty.alkire_foster.specification import (
    Dimension,
    Indicator,
    Relative,
    Specification,
)

__all__ = [
    "AlkireFoster",
    "Deprivations",
    "Dimension",
    "Dominance",
    "Indicator",
    "RankRobustness",
    "Relative",
    "Specification",
    "alkire_foster",
    "deprive",
    "dominance",
    "from_matrix",
    "independent_difference",
    "rank_robustness",
]
