"""The prefecture world that prints the paper's own tables, with or without an effect."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from netpoverty.data.schemas import tidy
from netpoverty.data.simulated.declared import Declared, calibration_row
from netpoverty.data.simulated.graph import CausalGraph, Node
from netpoverty.data.simulated.prefecture_moments import Moments
from netpoverty.data.simulated.prefecture_paths import CONSTANTS as PATH_CONSTANTS
from netpoverty.data.simulated.prefecture_paths import NAMES, Paths, forced_paths
from netpoverty.data.simulated.prefecture_print import printed_numbers
from netpoverty.data.simulated.prefecture_recovery import YEARS, stored_moments
from netpoverty.data.simulated.refit import refit
from netpoverty.data.simulated.streams import Streams
from netpoverty.data.simulated.world import World

FIRST, LAST = 2000, 2018
POINT = 0.01  # one more user among a hundred residents
_TEN_THOUSAND = 1e4
_OUTCOMES = {
    "PCIR": ("income_town_pc_year_cny", _TEN_THOUSAND, 6),
    "PCIV": ("income_village_pc_year_cny", _TEN_THOUSAND, 6),
    "LGR": ("budget_revenue_100m_cny", 1.0, 9),
}
_OWN = "chosen for this world"
CONSTANTS: Mapping[str, Declared] = {
    **PATH_CONSTANTS,
    "observed_years": Declared(
        (2006, 2018),
        "years with Internet use: 13 years a prefecture are what R² and F imply; which, nobody says",
        "assumed",
        _OWN,
    ),
    "early_growth": Declared(0.08, "yearly growth of all series before 2006", "assumed", _OWN),
    "population_2018": Declared(
        (94.4, 119.6, 490.8), "residents of 2018, 10 thousand persons", "assumed", _OWN
    ),
    "price_growth": Declared(0.022, "yearly growth of consumer prices", "assumed", _OWN),
    "urban_2018": Declared((0.40, 0.32, 0.35), "urban share of 2018", "assumed", _OWN),
    "retail_share": Declared(0.3, "retail sales as a share of GDP", "assumed", _OWN),
}
_DAILY = "Ganzi Daily, 16 February 2017"
_GANZI = (
    (2016, "income, towns, yuan", "income_town_pc_year_cny", "27101", _DAILY),
    (2016, "income, villages, yuan", "income_village_pc_year_cny", "9367", _DAILY),
    (2010, "GDP, 100 million yuan", "gdp_100m_cny", "123", "prefecture statistical communiqué"),
    (2009, "GDP, 100 million yuan", "gdp_100m_cny", "103", "State Council news page"),
)
GRAPH = CausalGraph(
    (
        (
            Node("time", "what rises with time:\nprices, roads, programmes", x=0.36),
            Node("place", "place", x=0.84),
        ),
        (Node("internet", "Internet users\nper resident", "internet_share", x=0.18),),
        (Node("gdp", "GDP", "gdp_100m_cny", x=0.6),),
        (
            Node("town", "income, towns", "income_town_pc_year_cny", x=0.13),
            Node("village", "income, villages", "income_village_pc_year_cny", x=0.5),
            Node("revenue", "budget revenue", "budget_revenue_100m_cny", x=0.86),
        ),
    ),
    (
        ("time", "internet", "networks are rolled out everywhere in the same years"),
        ("time", "gdp", "growth"),
        ("time", "town", "growth"),
        ("time", "village", "growth"),
        ("time", "revenue", "growth"),
        ("place", "internet", "density, altitude"),
        ("place", "gdp", "size"),
        ("place", "revenue", "size"),
        ("internet", "gdp", "the claimed effect; absent in the twin without effect"),
        ("internet", "town", "the claimed effect; absent in the twin without effect"),
        ("internet", "village", "the claimed effect; absent in the twin without effect"),
        ("internet", "revenue", "the claimed effect; absent in the twin without effect"),
        ("gdp", "town", "the control of the paper"),
        ("gdp", "village", "the control of the paper"),
        ("gdp", "revenue", "the control of the paper"),
    ),
)


def prefecture_world(world: str = "effect", seed: int = 1) -> World:
    """Return three prefectures, 2000 to 2018, whose regressions print the paper's tables.

    Internet use is known from 2006 on, so that 39 rows carry the regressions, the number that the
    printed R² and F imply. In the twin `effect` every income, GDP and revenue follows each change
    of Internet use with the printed within slopes; in the twin `none` they follow its trend
    alone, and one more user changes nothing.

    Parameters
    ----------
    world
        effect or none.
    seed
        Seed of the yearly wiggles.
    """
    moments = stored_moments()
    paths = forced_paths(moments, world == "effect", seed)
    frame = tidy("panel", _columns(paths, seed), is_simulated=True)
    effects = true_slopes(moments, world)
    return World(
        name="panel",
        world=world,
        frame=frame,
        truth=_truth(frame, paths, effects),
        effects=effects,
        graph=GRAPH,
        calibration=_calibration(frame),
        constants=CONSTANTS,
        settings={"seed": seed, "forced": True},
    )


def true_slopes(moments: Moments, world: str) -> dict[str, float]:
    """Return what one more point of Internet use (0.01) changes, directly and by way of GDP."""
    on = float(world == "effect") * POINT
    gdp = on * moments.within[0, 1] / moments.within[0, 0]
    effects = {"gdp_100m_cny": float(gdp)}
    for outcome, (column, unit, _) in _OUTCOMES.items():
        direct, through = moments.within_slopes[outcome]
        effects[f"{column}, direct"] = float(on * direct * unit)
        effects[f"{column}, total"] = float((on * direct + gdp * through) * unit)
    return effects


def _early(series: np.ndarray) -> np.ndarray:
    """Return a series with the years before the first known one put in front, falling back."""
    growth = np.log1p(CONSTANTS["early_growth"].value)
    back = np.exp(-growth * np.arange(LAST - FIRST + 1 - YEARS, 0, -1))
    return np.hstack([series[:, :1] * back, series])


def _columns(paths: Paths, seed: int) -> dict[str, object]:
    years = np.arange(FIRST, LAST + 1)
    early = len(years) - YEARS
    unknown = np.full((len(NAMES), early), np.nan)
    gdp = _early(paths.gdp)
    columns = {
        "prefecture": np.repeat([f"{name} (simulated)" for name in NAMES], len(years)),
        "year": np.tile(years, len(NAMES)),
        "gdp_100m_cny": gdp.ravel().round(8),
        "internet_share": np.hstack([unknown, paths.internet]).ravel().round(12),
        "internet_measure": np.repeat("Internet users per resident (simulated)", gdp.size),
    }
    for outcome, (column, unit, digits) in _OUTCOMES.items():
        columns[column] = (_early(paths.outcomes[outcome]) * unit).ravel().round(digits)
    return columns | _extra(gdp, Streams(seed))


def _extra(gdp: np.ndarray, draws: Streams) -> dict[str, np.ndarray]:
    """Return the controls that the paper names and does not print, all assumed."""
    value = {name: entry.value for name, entry in CONSTANTS.items()}
    back = np.arange(gdp.shape[1] - 1, -1, -1)
    prices = 100 * np.exp(value["price_growth"] * (gdp.shape[1] - 1 - back))
    growth = np.diff(np.log(gdp), axis=1, prepend=np.nan) - value["price_growth"]
    urban = np.array(value["urban_2018"])[:, None] - 0.011 * back
    people = np.array(value["population_2018"])[:, None] * np.exp(-0.006 * back)

    def noisy(name, level, size):
        return level * np.exp(size * draws.normal(name, gdp.shape))

    extra = {
        "gdp_real_growth_pct": (100 * growth).clip(-50, 50).round(1),
        "population_10k": people.round(2),
        "urban_share": noisy("urban", urban, 0.01).round(4),
        "retail_sales_100m_cny": noisy("retail", value["retail_share"] * gdp, 0.03).round(2),
        "road_passengers_10k": noisy("roads", people * (20 - 0.3 * back), 0.05).round(0),
        "price_index": np.broadcast_to(prices, gdp.shape).round(2),
    }
    return {name: np.asarray(values).ravel() for name, values in extra.items()}


def _truth(frame: pd.DataFrame, paths: Paths, effects: Mapping[str, float]) -> pd.DataFrame:
    """Return what stays hidden: the trend, and each outcome with one more point of use."""
    unknown = np.full((len(NAMES), LAST - FIRST + 1 - YEARS), np.nan)
    truth = frame[["prefecture", "year"]].copy()
    truth["internet_trend"] = np.hstack([unknown, paths.trend]).ravel()
    for name, change in effects.items():
        column, _, part = name.partition(", ")
        label = f"{column}_one_point_more" + (f"_{part}" if part else "")
        truth[label] = frame[column] + change
    return truth


def _calibration(frame: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(_printed_rows(frame) + _official_rows(frame))


def _printed_rows(frame: pd.DataFrame) -> list[dict]:
    lines = refit(frame.dropna(subset=["internet_share"]))
    source = "Yin et al. (2021), Tables 2 and 3, LGDP lines"
    rows = []
    for number in printed_numbers():
        value = lines[number.outcome, number.method][number.quantity]
        shown = f"{value:.{number.decimals}f}"
        name = f"{number.outcome}, {number.method}: {number.quantity}"
        rows.append(calibration_row(name, number.digits, shown, "published", source))
    return rows


def _official_rows(frame: pd.DataFrame) -> list[dict]:
    """Return the few real levels that exist beside those of the world; they were not imposed."""
    last = frame[frame["year"] == LAST]
    levels = {"gdp_2018": "gdp_100m_cny", "revenue_2018": "budget_revenue_100m_cny"}
    rows = []
    for constant, column in levels.items():
        entry = CONSTANTS[constant]
        for name, target, value in zip(NAMES, entry.value, last[column], strict=True):
            what = f"{name}: {entry.meaning}"
            rows.append(
                calibration_row(what, f"{target:.1f}", f"{value:.1f}", "official", entry.source)
            )
    ganzi = frame[frame["prefecture"].str.startswith("Ganzi")].set_index("year")
    return rows + [
        calibration_row(
            f"Ganzi {year}: {what}", target, f"{ganzi.loc[year, column]:.0f}", "official", source
        )
        for year, what, column, target, source in _GANZI
    ]
