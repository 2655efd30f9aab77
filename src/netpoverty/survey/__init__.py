"""Design-based inference: weights, strata, clusters.

`Design` describes a sample; `mean`, `total`, `ratio`, `quantile`, `regression` and `smooth`
estimate from it with Taylor-linearised errors; `bootstrap` makes replicate weights for
statistics that are not smooth; `estimates_from_influence` is the door for measures that know
their own influence function.
"""

from netpoverty.survey.design import Design, as_design
from netpoverty.survey.estimate import estimates_from_influence, mean, ratio, smooth, total
from netpoverty.survey.quantiles import quantile, weighted_quantile
from netpoverty.survey.regression import regression
from netpoverty.survey.replicates import Replicates, bootstrap
from netpoverty.survey.results import Estimates
from netpoverty.survey.variance import covariance_of_totals

__all__ = [
    "Design",
    "Estimates",
    "Replicates",
    "as_design",
    "bootstrap",
    "covariance_of_totals",
    "estimates_from_influence",
    "mean",
    "quantile",
    "ratio",
    "regression",
    "smooth",
    "total",
    "weighted_quantile",
]
