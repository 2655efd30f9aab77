"""Vector autoregressions: from printed coefficients alone, and from data.

From a page: `PrintedVar`, `readings`, `ar_roots`, `response_family` (the identified set of
orthogonalised responses), predicates on whole curves, `assess` and `search_slips`.
"""

from netpoverty.models.var.drawing import draw_family, draw_roots, draw_verdicts
from netpoverty.models.var.predicates import (
    Predicate,
    converges,
    decreases,
    immediate,
    increases,
    larger,
    local_peak,
    near_zero,
    negative,
    nonzero_at_impact,
    peak,
    positive,
    same_peak,
    small,
    steepest_rise,
)
from netpoverty.models.var.printed import PrintedVar, readings, rounding_interval
from netpoverty.models.var.responses import (
    FIRST_PERIOD,
    ResponseFamily,
    impulse_responses,
    not_identified,
    orderings_of,
    response_family,
)
from netpoverty.models.var.roots import Roots, ar_roots, companion_matrix, largest_modulus
from netpoverty.models.var.slips import KINDS, Slip, SlipSearch, search_slips
from netpoverty.models.var.verdicts import Case, Claim, Verdict, assess

__all__ = [
    "FIRST_PERIOD",
    "KINDS",
    "Case",
    "Claim",
    "Predicate",
    "PrintedVar",
    "ResponseFamily",
    "Roots",
    "Slip",
    "SlipSearch",
    "Verdict",
    "ar_roots",
    "assess",
    "companion_matrix",
    "converges",
    "decreases",
    "draw_family",
    "draw_roots",
    "draw_verdicts",
    "immediate",
    "impulse_responses",
    "increases",
    "larger",
    "largest_modulus",
    "local_peak",
    "near_zero",
    "negative",
    "nonzero_at_impact",
    "not_identified",
    "orderings_of",
    "peak",
    "positive",
    "readings",
    "response_family",
    "rounding_interval",
    "same_peak",
    "search_slips",
    "small",
    "steepest_rise",
]
