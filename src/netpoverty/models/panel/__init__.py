"""Panel regressions of prefectures and years, and what their tests can say."""

from netpoverty.models.panel.compare import Comparison, compare_estimators
from netpoverty.models.panel.components import VarianceComponents, variance_components
from netpoverty.models.panel.data import PanelData, prepare_panel
from netpoverty.models.panel.diagnostics import (
    breusch_pagan_cross,
    pesaran_cd,
    wooldridge_autocorrelation,
)
from netpoverty.models.panel.elasticity import compare_outcomes, elasticities
from netpoverty.models.panel.estimate import PanelEstimate, estimate_panel
from netpoverty.models.panel.specification import breusch_pagan, f_effects, hausman, honda

__all__ = [
    "Comparison",
    "PanelData",
    "PanelEstimate",
    "VarianceComponents",
    "breusch_pagan",
    "breusch_pagan_cross",
    "compare_estimators",
    "compare_outcomes",
    "elasticities",
    "estimate_panel",
    "f_effects",
    "hausman",
    "honda",
    "pesaran_cd",
    "prepare_panel",
    "variance_components",
    "wooldridge_autocorrelation",
]
