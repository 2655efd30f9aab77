"""Models of a 0/1 outcome: is somebody poor, and how does that depend on what else is known?

`fit` gives logit, probit and linear probability under a stated error convention;
`marginal_effects`, `effects_by_group`, `predictions` speak on the probability scale; `nested`
sets models side by side; `separation`, `firth` deal with rare events;
`minimum_detectable_effect` says what a design could have seen; `scale_trap` shows why logit
coefficients are not compared across groups.
"""

from netpoverty.models.binary.effects import MarginalEffects, marginal_effects
from netpoverty.models.binary.firth import FirthModel, firth
from netpoverty.models.binary.fit import BinaryModel, fit
from netpoverty.models.binary.forest import forest
from netpoverty.models.binary.groups import GroupEffects, effects_by_group, scale_trap
from netpoverty.models.binary.nested import Nested, nested
from netpoverty.models.binary.power import (
    DetectableEffect,
    detectable_from,
    minimum_detectable_effect,
)
from netpoverty.models.binary.predictions import Predictions, predictions
from netpoverty.models.binary.separation import Separation, separation

__all__ = [
    "BinaryModel",
    "DetectableEffect",
    "FirthModel",
    "GroupEffects",
    "MarginalEffects",
    "Nested",
    "Predictions",
    "Separation",
    "detectable_from",
    "effects_by_group",
    "firth",
    "fit",
    "forest",
    "marginal_effects",
    "minimum_detectable_effect",
    "nested",
    "predictions",
    "scale_trap",
    "separation",
]
