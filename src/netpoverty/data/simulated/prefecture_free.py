"""A prefecture world without forced moments: any number of units and years."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from netpoverty.data.schemas import tidy
from netpoverty.data.simulated.declared import Declared, calibration_row
from netpoverty.data.simulated.prefecture import GRAPH, POINT
from netpoverty.data.simulated.streams import Streams
from netpoverty.data.simulated.world import CONFOUNDING, World
from netpoverty.errors import refuse

_OWN = "chosen for this world"
CONSTANTS: Mapping[str, Declared] = {
    "log_gdp": Declared((5.6, 0.8), "mean and sd of log GDP (100 million yuan)", "assumed", _OWN),
    "growth": Declared((0.10, 0.015), "mean and sd of yearly log growth", "assumed", _OWN),
    "growth_shock": Declared(0.02, "sd of the yearly shock to development", "assumed", _OWN),
    "internet_start": Declared(-4.2, "logit of Internet use in the first year", "assumed", _OWN),
    "internet_rise": Declared(0.22, "yearly rise of that logit, everywhere", "assumed", _OWN),
    "internet_shock": Declared(0.15, "sd of the yearly shock to that logit", "assumed", _OWN),
    "follow": Declared(
        1.5,
        "how far Internet use follows local development; 0 without confounding",
        "assumed",
        _OWN,
    ),
    "income": Declared((9.2, 8.2), "log income in towns and villages, first year", "assumed", _OWN),
    "income_rise": Declared(0.07, "yearly log growth of incomes, everywhere", "assumed", _OWN),
    "income_follow": Declared(
        0.5, "how far incomes follow local development, times strong confounding", "assumed", _OWN
    ),
    "noise": Declared(0.03, "sd of the irregular part of log incomes", "assumed", _OWN),
    "effect": Declared(
        (0.40, 0.60),
        "change of log income for a share from 0 to 1: towns, villages",
        "assumed",
        _OWN,
    ),
}


def free_prefecture_world(
    world: str = "effect",
    seed: int = 1,
    *,
    units: int = 18,
    start: int = 2000,
    end: int = 2018,
    confounding: str = "default",
    effect_size: float = 1.0,
) -> World:
    """Return a panel of any size in which Internet use follows local development.

    Development of unit i is a random walk with drift, D_it; the logit of Internet use rises
    everywhere alike and follows D_it unless confounding is none; log incomes rise everywhere
    alike, follow D_it (more so under strong confounding), and gain effect · share.

    Parameters
    ----------
    world
        effect or none.
    units, start, end
        Size of the panel; at least 2 units and 4 years.
    confounding
        none, default or strong.
    effect_size
        Multiple of the declared effect.
    """
    if units < 2 or end - start < 3:
        raise refuse("units and years", (units, start, end), "2 units and 4 years at the least")
    draws, years = Streams(seed), np.arange(start, end + 1)
    value = {name: entry.value for name, entry in CONSTANTS.items()}
    shape = (units, len(years))
    time = (years - start).astype(float)
    development = _development(draws, shape, value)
    strength = CONFOUNDING[confounding]
    value["income_follow"] *= max(strength, 1.0)
    local = development - development.mean(axis=0)
    share = _internet(draws, time, local, value["follow"] * (strength > 0), value)
    size = float(world == "effect") * effect_size
    effects = np.array(value["effect"]) * size
    incomes = _incomes(draws, time, local, share, effects, value)
    level = value["log_gdp"][0] + value["log_gdp"][1] * draws.normal("size", (units, 1))
    frame = tidy("panel", _columns(years, share, level + development, incomes), is_simulated=True)
    return World(
        name="panel",
        world=world,
        frame=frame,
        truth=_truth(frame, effects),
        effects={
            "log income_town per share": float(effects[0]),
            "log income_village per share": float(effects[1]),
        },
        graph=GRAPH,
        calibration=_calibration(frame),
        constants=CONSTANTS,
        settings={
            "seed": seed,
            "units": units,
            "start": start,
            "end": end,
            "confounding": confounding,
            "effect_size": effect_size,
            "forced": False,
        },
    )


def _development(draws: Streams, shape: tuple[int, int], value: dict) -> np.ndarray:
    mean, spread = value["growth"]
    drift = mean + spread * draws.normal("growth", (shape[0], 1))
    steps = drift + value["growth_shock"] * draws.normal("growth shocks", shape)
    return np.cumsum(steps, axis=1) - steps[:, :1]


def _internet(draws, time, local, follow: float, value: dict) -> np.ndarray:
    shocks = value["internet_shock"] * draws.normal("internet", local.shape)
    logit = value["internet_start"] + value["internet_rise"] * time + follow * local + shocks
    return 1 / (1 + np.exp(-logit))


def _incomes(draws, time, local, share, effects, value: dict) -> np.ndarray:
    incomes = []
    for index, name in enumerate(("towns", "villages")):
        noise = value["noise"] * draws.normal(f"income {name}", local.shape)
        place = 0.1 * draws.normal(f"place {name}", (local.shape[0], 1))
        rise = value["income_rise"] * time + value["income_follow"] * local
        incomes.append(value["income"][index] + place + rise + effects[index] * share + noise)
    return np.exp(np.array(incomes))


def _columns(years, share, log_gdp, incomes) -> dict[str, object]:
    units = share.shape[0]
    gdp = np.exp(log_gdp)
    return {
        "prefecture": np.repeat(
            [f"unit {i + 1:02d} (simulated)" for i in range(units)], len(years)
        ),
        "year": np.tile(years, units),
        "gdp_100m_cny": gdp.ravel().round(4),
        "budget_revenue_100m_cny": (0.09 * gdp**1.02).ravel().round(4),
        "internet_share": share.ravel().round(6),
        "internet_measure": np.repeat("Internet users per resident (simulated)", share.size),
        "income_town_pc_year_cny": incomes[0].ravel().round(2),
        "income_village_pc_year_cny": incomes[1].ravel().round(2),
    }


def _truth(frame: pd.DataFrame, effects: np.ndarray) -> pd.DataFrame:
    """Return incomes as they were, with one point more of use, and with none."""
    truth = frame[["prefecture", "year"]].copy()
    for name, effect in zip(("town", "village"), effects, strict=True):
        income = frame[f"income_{name}_pc_year_cny"]
        truth[f"income_{name}_one_point_more"] = income * np.exp(effect * POINT)
        truth[f"income_{name}_no_internet"] = income * np.exp(-effect * frame["internet_share"])
    return truth


def _calibration(frame: pd.DataFrame) -> pd.DataFrame:
    last = frame[frame["year"] == frame["year"].max()]
    rows = [
        calibration_row(
            "mean Internet share in the last year",
            "0.4 to 0.6",
            f"{last['internet_share'].mean():.2f}",
            "assumed",
            _OWN,
        ),
        calibration_row(
            "mean rural income in the last year, yuan",
            "10000 to 20000",
            f"{last['income_village_pc_year_cny'].mean():.0f}",
            "assumed",
            _OWN,
        ),
    ]
    return pd.DataFrame(rows)
