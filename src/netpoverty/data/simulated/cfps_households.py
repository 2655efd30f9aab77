"""Who the households of the CFPS world are, before anyone goes online."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from netpoverty.data.apportion import apportion
from netpoverty.data.regions import PROVINCES
from netpoverty.data.simulated.cfps_constants import value
from netpoverty.data.simulated.ranks import by_cuts, by_shares, standardised, yes
from netpoverty.data.simulated.streams import Streams

_COMMUNITIES = 4  # villages a county


@dataclass(eq=False)
class Households:
    """Rural households with their respondents, each array of shape (n,)."""

    province: np.ndarray
    region: np.ndarray
    county: np.ndarray
    community: np.ndarray
    village: np.ndarray
    ability: np.ndarray
    wealth: np.ndarray
    age: np.ndarray
    female: np.ndarray
    schooling: np.ndarray
    health: np.ndarray
    chronic: np.ndarray
    size: np.ndarray

    @property
    def n(self) -> int:
        """Return the number of households."""
        return len(self.age)

    def gap(self) -> np.ndarray:
        """Return the regional part of the income score."""
        return pd.Series(self.region).map(value("region_gap")).to_numpy(float)


def households(n: int, draws: Streams) -> Households:
    """Return n rural households in 162 counties of four regions."""
    province, county = _places(n)
    region = np.array([PROVINCES[code][2] for code in province])
    community = county * _COMMUNITIES + np.arange(n) % _COMMUNITIES
    village = draws.normal("village", county.max() * _COMMUNITIES + _COMMUNITIES)[community]
    village = standardised(village + 0.3 * (region == "East") - 0.3 * (region == "West"))
    ability = draws.normal("ability", n)
    age = np.clip(np.round(51 + 13.5 * draws.normal("age", n)), 18, 92)
    school = 0.5 * ability - 0.05 * (age - 51) + draws.normal("schooling", n)
    gap = pd.Series(region).map(value("region_gap")).to_numpy(float)
    wealth = standardised(0.4 * ability + gap + draws.normal("wealth", n))
    health = -0.03 * (age - 51) + draws.normal("health", n)
    sick = draws.normal("chronic", n) - 0.8 * standardised(health)
    return Households(
        province=province,
        region=region,
        county=county,
        community=community,
        village=village,
        ability=ability,
        wealth=wealth,
        age=age,
        female=yes(np.full(n, 0.47), draws.uniform("female", n)),
        schooling=by_shares(
            school, [float(k) for k in value("schooling")], list(value("schooling").values())
        ),
        health=by_shares(health, [1.0, 2.0, 3.0, 4.0, 5.0], value("health")),
        chronic=by_shares(sick, [0.0, 1.0], [1 - value("chronic"), value("chronic")]),
        size=_size(draws, n),
    )


def _size(draws: Streams, n: int) -> np.ndarray:
    shares = (10, 25, 18, 19, 13, 8, 4, 2, 1)
    return by_cuts(draws.normal("size", n), np.arange(1.0, 10.0), shares)


def _places(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Return province and county of each household; counties are shared out by persons."""
    persons = value("persons_by_province")
    rural = value("rural_share")
    weight = np.array([count * rural[PROVINCES[code][2]] for code, count in persons.items()])
    counties = 1 + apportion(value("counties") - len(weight), weight / weight.sum())
    province_of = np.repeat(list(persons), counties)
    # Within a province its households are spread evenly over its counties.
    share = np.repeat(weight / weight.sum() / counties, counties)
    county = np.repeat(np.arange(len(province_of)), apportion(n, share))
    return province_of[county], county
