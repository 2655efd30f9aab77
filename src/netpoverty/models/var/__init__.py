"""Vector autoregressions: from printed coefficients alone, and from data.

From a page: `PrintedVar`, `readings`, `ar_roots`, `response_family` (the identified set of
orthogonalised responses), predicates on whole curves, `assess` and `search_slips`.
From data: `choose_lags`, `fit_var`, `granger`, `response_bands`, `variance_shares`.
"""

from netpoverty.models.var.bands import ResponseBands, response_bands
from netpoverty.models.var.bootstrap import VarDraws, bootstrap_var, stationary_correction
from netpoverty.models.var.decomposition import (
    VarianceShares,
    orthogonalised_responses,
    variance_shares,
)
from netpoverty.models.var.drawing import (
    draw_family,
    draw_peak_map,
    draw_readings,
    draw_roots,
    draw_verdicts,
)
from netpoverty.models.var.estimate import (
    CausalityTest,
    LagChoice,
    VarFit,
    choose_lags,
    fit_var,
    granger,
    most_lags,
)
from netpoverty.models.var.predicate import Predicate
from netpoverty.models.var.predicates import (
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
from netpoverty.models.var.verdicts import Case, Claim, Verdict, assess, summarise

__all__ = [
    "FIRST_PERIOD",
    "KINDS",
    "Case",
    "CausalityTest",
    "Claim",
    "LagChoice",
    "Predicate",
    "PrintedVar",
    "ResponseBands",
    "ResponseFamily",
    "Roots",
    "Slip",
    "SlipSearch",
    "VarDraws",
    "VarFit",
    "VarianceShares",
    "Verdict",
    "ar_roots",
    "assess",
    "bootstrap_var",
    "choose_lags",
    "companion_matrix",
    "converges",
    "decreases",
    "draw_family",
    "draw_peak_map",
    "draw_readings",
    "draw_roots",
    "draw_verdicts",
    "fit_var",
    "granger",
    "immediate",
    "impulse_responses",
    "increases",
    "larger",
    "largest_modulus",
    "local_peak",
    "most_lags",
    "near_zero",
    "negative",
    "nonzero_at_impact",
    "not_identified",
    "orderings_of",
    "orthogonalised_responses",
    "peak",
    "positive",
    "readings",
    "response_bands",
    "response_family",
    "rounding_interval",
    "same_peak",
    "search_slips",
    "small",
    "stationary_correction",
    "steepest_rise",
    "summarise",
    "variance_shares",
]
