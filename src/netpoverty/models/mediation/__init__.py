"""Mediation: how much of an effect runs through what the exposure changes on its way.

`equations` reads the data once; `steps`, `khb`, `natural_effects`, `path_effects` decompose;
`bootstrap` gives intervals to any of them; `sensitivity` asks what an unobserved confounder
would have to be.

**What "partial mediation" licenses.** A significant a·b beside a significant direct effect says:
under the model's equations, exposure and outcome are associated both through this mediator and
otherwise. It licenses a causal sentence ("part of the effect runs through trust") only if nothing
unmeasured moves exposure and outcome, exposure and mediator, or mediator and outcome; if no
confounder of mediator and outcome is itself moved by the exposure; and if the mediator comes
before the outcome, which one cross-section cannot show. Randomising the exposure settles the
first two, never the third. It does not license "partial" as a quantity: a share needs an
interval, is meaningless where direct and indirect effects have opposite signs, and is unstable
where the total is near zero. A direct effect that loses significance is not "full mediation",
since two tests at one threshold are not a test of their difference. A mediator that is one of the
ingredients of the outcome (income in a poverty index) is arithmetic, not a channel.
Source: VanderWeele (2015), Explanation in Causal Inference, Oxford; Zhao, Lynch and Chen (2010),
doi 10.1086/651257.
"""

from netpoverty.models.mediation.bootstrap import Bootstrap, bootstrap
from netpoverty.models.mediation.equations import Equations, equations
from netpoverty.models.mediation.khb import Khb, khb
from netpoverty.models.mediation.natural import NaturalEffects, natural_effects
from netpoverty.models.mediation.paths import PathEffects, path_effects
from netpoverty.models.mediation.sensitivity import Sensitivity, sensitivity
from netpoverty.models.mediation.steps import Steps, steps

__all__ = [
    "Bootstrap",
    "Equations",
    "Khb",
    "NaturalEffects",
    "PathEffects",
    "Sensitivity",
    "Steps",
    "bootstrap",
    "equations",
    "khb",
    "natural_effects",
    "path_effects",
    "sensitivity",
    "steps",
]
