"""Poverty and inequality measures under a survey design.

Three rooms are named like their main function, which is therefore imported from there:
`from netpoverty.poverty.alkire_foster import alkire_foster`, and likewise `vulnerability` from
`poverty.vulnerability`, `working_poverty` from `poverty.working_poverty`.
"""

from netpoverty.poverty.alkire_foster import (
    AlkireFoster,
    Deprivations,
    Dimension,
    Indicator,
    Relative,
    Specification,
    deprive,
    dominance,
    independent_difference,
    rank_robustness,
)
from netpoverty.poverty.curves import growth_incidence, lorenz, share_ratio
from netpoverty.poverty.expected_poverty import Vulnerability
from netpoverty.poverty.fgt import fgt, headcount, watts
from netpoverty.poverty.inequality import (
    atkinson,
    generalised_entropy,
    gini,
    quantile_ratio,
    theil,
)
from netpoverty.poverty.lines import Line, absolute_line, relative_line
from netpoverty.poverty.score_vulnerability import score_vulnerability
from netpoverty.poverty.sen import sen
from netpoverty.poverty.working_poverty import WorkingPoorRules, WorkingPoverty

__all__ = [
    "AlkireFoster",
    "Deprivations",
    "Dimension",
    "Indicator",
    "Line",
    "Relative",
    "Specification",
    "Vulnerability",
    "WorkingPoorRules",
    "WorkingPoverty",
    "absolute_line",
    "atkinson",
    "deprive",
    "dominance",
    "fgt",
    "generalised_entropy",
    "gini",
    "growth_incidence",
    "headcount",
    "independent_difference",
    "lorenz",
    "quantile_ratio",
    "rank_robustness",
    "relative_line",
    "score_vulnerability",
    "sen",
    "share_ratio",
    "theil",
    "watts",
]
