"""Unit roots in short panels, with the true size of each test."""

from netpoverty.models.unit_roots.panel_tests import (
    UnitAdf,
    UnitRootTests,
    adf_by_unit,
    panel_unit_root,
    unit_root_tests,
    wide_series,
)
from netpoverty.models.unit_roots.size import size_table

__all__ = [
    "UnitAdf",
    "UnitRootTests",
    "adf_by_unit",
    "panel_unit_root",
    "size_table",
    "unit_root_tests",
    "wide_series",
]
