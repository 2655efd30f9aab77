"""Poverty and inequality measures under a survey design.

`alkire_foster` is a subpackage; its main function has the same name:
`from netpoverty.poverty.alkire_foster import alkire_foster`.
"""

from netpoverty.poverty.alkire_foster import (
    AlkireFoster,
    Deprivations,
    Dimension,
    Indicator,
    Relative,
    Specification,
    deprive,
    independent_difference,
)
from netpoverty.poverty.lines import Line, absolute_line, relative_line

__all__ = [
    "AlkireFoster",
    "Deprivations",
    "Dimension",
    "Indicator",
    "Line",
    "Relative",
    "Specification",
    "absolute_line",
    "deprive",
    "independent_difference",
    "relative_line",
]
