"""Multidimensional poverty by the dual-cutoff method of Alkire and Foster (2011)."""

from netpoverty.poverty.alkire_foster.breakdown import independent_difference
from netpoverty.poverty.alkire_foster.deprivations import Deprivations, deprive, from_matrix
from netpoverty.poverty.alkire_foster.measures import alkire_foster
from netpoverty.poverty.alkire_foster.result import AlkireFoster
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
    "Indicator",
    "Relative",
    "Specification",
    "alkire_foster",
    "deprive",
    "from_matrix",
    "independent_difference",
]
