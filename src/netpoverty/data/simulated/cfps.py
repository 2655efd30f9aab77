"""The CFPS world: rural households in 162 counties, online or not, and what would be otherwise."""

from __future__ import annotations

import numpy as np
import pandas as pd

from netpoverty.data.dataset import Dataset
from netpoverty.data.schemas import tidy
from netpoverty.data.simulated import cfps_index
from netpoverty.data.simulated.cfps_calibration import calibration
from netpoverty.data.simulated.cfps_constants import CONSTANTS, GRAPH
from netpoverty.data.simulated.cfps_frame import columns
from netpoverty.data.simulated.cfps_households import Households, households
from netpoverty.data.simulated.cfps_outcomes import (
    MEDIATORS,
    OUTCOMES,
    STATES,
    Potential,
    calibrate,
    online,
    potential,
)
from netpoverty.data.simulated.streams import Streams
from netpoverty.data.simulated.world import CONFOUNDING, World
from netpoverty.errors import refuse

_SPARE = ("trusts_people", "gift_spending_year_cny", "bmi_kg_m2", "health_self_rated", "insured")


def cfps_world(
    world: str = "effect",
    seed: int = 1,
    *,
    n: int = 6700,
    confounding: str = "default",
    randomised: bool = False,
    effect_size: float = 1.0,
    missingness: float = 0.01,
) -> World:
    """Return rural households whose incomes have the official median and mean.

    Parameters
    ----------
    world
        effect or none.
    seed
        Seed of every draw.
    n
        Households, 200 or more.
    confounding
        How strongly unobserved ability drives both use and income: none, default, strong.
    randomised
        Whether use is drawn by lot: nothing but chance decides who is online.
    effect_size
        Multiple of the declared effects.
    missingness
        Share without an answer, each of five items; from 0 to 0.2.
    """
    return _world(world, seed, n, confounding, randomised, effect_size, missingness, forced=True)


def free_cfps_world(
    world: str = "effect",
    seed: int = 1,
    *,
    n: int = 6700,
    confounding: str = "default",
    randomised: bool = False,
    effect_size: float = 1.0,
    missingness: float = 0.01,
) -> World:
    """Return rural households drawn freely, for experiments with sampling; see `cfps_world`."""
    return _world(world, seed, n, confounding, randomised, effect_size, missingness, forced=False)


def _world(world, seed, n, confounding, randomised, effect_size, missingness, forced) -> World:
    if n < 200:
        raise refuse("n", n, "200 or more households")
    if not 0 <= missingness <= 0.2:
        raise refuse("missingness", missingness, "a share from 0 to 0.2")
    draws, strength = Streams(seed), CONFOUNDING[confounding]
    homes = households(n, draws)
    use, score = online(homes, strength, randomised, draws)
    made = potential(homes, strength, effect_size * (world == "effect"), draws)
    calibrate(made, use, forced)
    complete = tidy("cfps", columns(homes, made, use, score, draws), is_simulated=True)
    frame = _without_answers(complete, missingness, draws)
    truth = _truth(complete, homes, made)
    return World(
        name="cfps",
        world=world,
        frame=frame,
        truth=truth,
        effects=true_effects(truth, homes.region, use),
        graph=GRAPH,
        calibration=calibration(frame),
        constants=CONSTANTS,
        settings={
            "seed": seed,
            "n": n,
            "confounding": confounding,
            "randomised": randomised,
            "effect_size": effect_size,
            "missingness": missingness,
            "forced": forced,
        },
    )


def _without_answers(frame: pd.DataFrame, missingness: float, draws: Streams) -> pd.DataFrame:
    """Return the frame in which some respondents do not answer some items."""
    frame = frame.copy()
    silent = draws.uniform("silent", (len(_SPARE), len(frame))) < missingness
    hidden = dict(zip(_SPARE, silent, strict=True))
    _forget(
        frame, hidden["health_self_rated"], "members_poor_health", frame["health_self_rated"] == 1
    )
    _forget(frame, hidden["insured"], "members_uninsured", frame["insured"] == 0)
    for name, rows in hidden.items():
        frame.loc[rows, name] = np.nan
    return frame


def _forget(frame: pd.DataFrame, hidden: np.ndarray, count: str, own: pd.Series) -> None:
    """Take the own answers of those who do not answer out of a count over members."""
    without = frame[count] - own.astype(float)
    alone = frame["members_reporting"] == 1
    frame[count] = frame[count].mask(hidden, without.mask(alone))


def _truth(frame: pd.DataFrame, homes: Households, made: Potential) -> pd.DataFrame:
    """Return potential mediators (…_m0, _m1) and outcomes by state (…_x0m0 to _x1m1).

    `poor_…` is poverty by the index of `cfps_index`, with the line of the observed world.
    """
    truth = {
        "household_id": frame["household_id"],
        "ability": homes.ability.round(2),
        "wealth": homes.wealth.round(2),
        "village": homes.village.round(2),
    }
    for m in (0, 1):
        for name, values in made.mediators(m).items():
            truth[f"{name}_m{m}"] = values
        truth[f"insured_x{m}"] = made.insured(m)
    line = 0.5 * float(frame["income_pc_year_cny"].median())
    for x, m in STATES:
        changed = made.outcomes(x, m)
        for name, values in changed.items():
            truth[f"{name}_x{x}m{m}"] = values
        state = frame.assign(**changed, insured=made.insured(x))
        truth[f"poor_x{x}m{m}"] = cfps_index.poor(state, line)
    result = pd.DataFrame(truth)
    result.attrs["line"] = line
    return result


def under(world: World | Dataset, use: int, mediators: int | None = None) -> pd.DataFrame:
    """Return the tidy frame of a CFPS world as it would be under a use of the Internet.

    Parameters
    ----------
    world
        A CFPS world, or the data set that `load` made of one.
    use
        1: every respondent online; 0: none.
    mediators
        Use under which gifts, trust and business take their values; the same use by default.

    >>> from netpoverty.data.simulated import simulate
    >>> none = simulate("cfps", "none", n=200)
    >>> bool((under(none, 1)["income_pc_year_cny"] == under(none, 0)["income_pc_year_cny"]).all())
    True
    """
    m = use if mediators is None else mediators
    if world.name != "cfps" or world.truth is None:
        raise refuse("world", world.name, "a simulated cfps world: of real data nobody knows this")
    for name, state in (("use", use), ("mediators", m)):
        if state not in (0, 1):
            raise refuse(name, state, "0 or 1")
    truth = world.truth
    changed = {name: truth[f"{name}_x{use}m{m}"] for name in OUTCOMES}
    changed |= {name: truth[f"{name}_m{m}"] for name in MEDIATORS}
    changed["insured"] = truth[f"insured_x{use}"]
    changed["income_household_year_cny"] = (
        changed["income_pc_year_cny"] * world.frame["income_members"]
    )
    return world.frame.assign(**changed)


def true_effects(truth: pd.DataFrame, region: np.ndarray, use: np.ndarray) -> dict[str, float]:
    """Return true average effects over the households, in total and by part, region and users.

    total = natural direct (mediators as if offline) + natural indirect (through them).
    """
    poor = {f"{x}{m}": truth[f"poor_x{x}m{m}"].astype(float) for x, m in STATES}
    change = poor["11"] - poor["00"]
    earns = truth["income_pc_year_cny_x0m0"] > 0
    income = {
        state: np.log(truth.loc[earns, f"income_pc_year_cny_x{state[0]}m{state[1]}"])
        for state in ("00", "10", "11")
    }
    effects = {
        "poverty": change.mean(),
        "poverty, natural direct": (poor["10"] - poor["00"]).mean(),
        "poverty, natural indirect": (poor["11"] - poor["10"]).mean(),
        "poverty, among those online": change[use == 1].mean(),
        "log income": (income["11"] - income["00"]).mean(),
        "log income, natural direct": (income["10"] - income["00"]).mean(),
        "log income, natural indirect": (income["11"] - income["10"]).mean(),
    }
    for name in sorted(set(region)):
        effects[f"poverty, {name}"] = change[region == name].mean()
    return {name: float(effect) for name, effect in effects.items()}
