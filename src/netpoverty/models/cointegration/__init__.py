"""Cointegration in short panels: Engle–Granger by unit, Kao, Pedroni, with true sizes."""

from netpoverty.models.cointegration.panel_tests import (
    CointegrationTests,
    EngleGranger,
    cointegration_tests,
    engle_granger,
    size_table,
)

__all__ = [
    "CointegrationTests",
    "EngleGranger",
    "cointegration_tests",
    "engle_granger",
    "size_table",
]
