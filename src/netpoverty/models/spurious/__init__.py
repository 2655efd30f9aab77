"""The spurious-regression laboratory: unrelated series, and who finds an effect in them."""

from netpoverty.models.spurious.laboratory import (
    SpuriousLaboratory,
    randomisation_sizes,
    spurious_laboratory,
)
from netpoverty.models.spurious.worlds import WORLDS, draw_world

__all__ = [
    "WORLDS",
    "SpuriousLaboratory",
    "draw_world",
    "randomisation_sizes",
    "spurious_laboratory",
]
