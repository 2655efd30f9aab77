"""The CGSS world: 8,148 respondents, of whom the paper's rules leave 1,491 as printed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from netpoverty.data.simulated.cgss_calibration import calibration
from netpoverty.data.simulated.cgss_constants import CONSTANTS, GRAPH, value
from netpoverty.data.simulated.cgss_frame import tidy_frame
from netpoverty.data.simulated.cgss_outcomes import LEVELS, Outcomes, internet_use, outcomes
from netpoverty.data.simulated.cgss_people import People, people
from netpoverty.data.simulated.streams import Streams
from netpoverty.data.simulated.world import CONFOUNDING, World
from netpoverty.errors import refuse


def cgss_world(
    world: str = "effect",
    seed: int = 1,
    *,
    n: int = 8148,
    confounding: str = "default",
    randomised: bool = False,
    effect_size: float = 1.0,
    missingness: float = 0.012,
) -> World:
    """Return respondents of whom the paper's rules leave 1,491 with the printed moments.

    Parameters
    ----------
    world
        effect or none.
    seed
        Seed of every draw.
    n
        Respondents; 8,148 unless the world is unforced.
    confounding
        How strongly unobserved ability drives both use and income: none, default, strong.
    randomised
        Whether use is drawn by lot: nothing but chance decides who is online.
    effect_size
        Multiple of the declared effect.
    missingness
        Share without an answer, each of five items; from 0 to 0.2.
    """
    if n != value("respondents"):
        raise refuse("n", n, f"{value('respondents')}; other sizes with forced=False")
    return _world(world, seed, n, confounding, randomised, effect_size, missingness, forced=True)


def free_cgss_world(
    world: str = "effect",
    seed: int = 1,
    *,
    n: int = 8148,
    confounding: str = "default",
    randomised: bool = False,
    effect_size: float = 1.0,
    missingness: float = 0.012,
) -> World:
    """Return respondents drawn freely: a new sample each seed, for experiments with sampling.

    The settings are those of `cgss_world`; `n` is any number from 200.
    """
    if n < 200:
        raise refuse("n", n, "200 or more respondents")
    return _world(world, seed, n, confounding, randomised, effect_size, missingness, forced=False)


def _world(world, seed, n, confounding, randomised, effect_size, missingness, forced) -> World:
    if not 0 <= missingness <= 0.2:
        raise refuse("missingness", missingness, "a share from 0 to 0.2")
    draws, strength = Streams(seed), CONFOUNDING[confounding]
    effect = effect_size * (world == "effect")
    made = people(n, missingness, forced, draws)
    use = internet_use(made, strength, randomised, forced, draws)
    made_so, income, line = outcomes(made, use, strength, effect, forced, draws)
    frame = tidy_frame(made, made_so, income, draws)
    truth = _truth(frame, made, made_so, line)
    return World(
        name="cgss",
        world=world,
        frame=frame,
        truth=truth,
        effects=true_effects(truth),
        graph=GRAPH,
        calibration=calibration(frame, made.sample, made_so.worked(use), income, line),
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


def _truth(frame: pd.DataFrame, made: People, made_so: Outcomes, line: float) -> pd.DataFrame:
    """Return each respondent's outcomes under every level of use, and who is in the sample.

    `income_5_hours_1`: income under use 5 with the hours of use 1; likewise `poor_5_hours_1`.
    """
    columns = {
        "respondent_id": frame["respondent_id"],
        "in_sample": made.sample,
        "ability": made.ability.round(2),
        "network": made.network.round(2),
    }
    for level in LEVELS:
        columns[f"income_{level}"] = made_so.income(level).round(0)
        columns[f"hours_{level}"] = made_so.hours(level)
        columns[f"poor_{level}"] = made_so.poor(level, line)
    for use, hours in ((5, 1), (1, 5)):
        columns[f"income_{use}_hours_{hours}"] = made_so.income(use, hours).round(0)
        columns[f"poor_{use}_hours_{hours}"] = made_so.poor(use, line, hours)
    truth = pd.DataFrame(columns)
    truth.attrs["line"] = line
    return truth


def true_effects(truth: pd.DataFrame) -> dict[str, float]:
    """Return true average effects in the sample: use 5 against use 1, and its parts.

    total = natural direct (hours of use 1 kept) + natural indirect (through hours).
    """
    people_in = truth[truth["in_sample"]]
    poor = {name: float(people_in[name].mean()) for name in people_in if name.startswith("poor")}
    total = poor["poor_5"] - poor["poor_1"]
    direct = poor["poor_5_hours_1"] - poor["poor_1"]
    gain = np.log(people_in["income_5"] / people_in["income_1"]).mean()
    return {
        "working poverty, use 5 against 1": total,
        "working poverty, natural direct": direct,
        "working poverty, natural indirect": total - direct,
        "log income, use 5 against 1": float(gain),
    }
