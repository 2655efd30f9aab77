"""One question under many estimators or specifications, side by side."""

from netpoverty.models.comparisons.robustness import check_robustness
from netpoverty.models.comparisons.side_by_side import fit_or_linear, side_by_side
from netpoverty.models.comparisons.variants import try_variants

__all__ = ["check_robustness", "fit_or_linear", "side_by_side", "try_variants"]
