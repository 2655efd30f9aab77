"""Simulated worlds: seeded data sets whose true effects are known.

`simulate(name, world, …)` returns a `World` of the data set cfps, cgss or panel, with the claimed
effect built in (`effect`) or without it (`none`): twins with the same printed moments. What was
never published is declared as assumed in each world's constants.
"""

from netpoverty.data.simulated.cfps import under
from netpoverty.data.simulated.graph import CausalGraph
from netpoverty.data.simulated.simulate import settings_of, simulate
from netpoverty.data.simulated.world import World
from netpoverty.data.simulated.write import write_world

__all__ = ["CausalGraph", "World", "settings_of", "simulate", "under", "write_world"]
