"""Mediators and outcomes of the CFPS world in every state that could have been.

A state is (x, m): the respondent's use x, and the mediators as they would be under use m.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from netpoverty.data.simulated.cfps_constants import value
from netpoverty.data.simulated.cfps_households import Households
from netpoverty.data.simulated.ranks import standardised
from netpoverty.data.simulated.streams import Streams

STATES = ((0, 0), (0, 1), (1, 0), (1, 1))
MEDIATORS = ("gift_spending_year_cny", "trusts_people", "household_business")
OUTCOMES = ("income_pc_year_cny", "consumption_year_cny", "durables_value_cny", "has_car")
_TYPICAL_GIFTS = 7.6  # log of yuan a year


def online(
    homes: Households, strength: float, randomised: bool, draws: Streams
) -> tuple[np.ndarray, np.ndarray]:
    """Return whether each respondent is online, and the score behind it."""
    score = draws.normal("online", homes.n)
    if not randomised:
        score = score + value("online_on_age") * (homes.age - 51)
        score = score + value("online_on_schooling") * homes.schooling
        score = score + value("online_on_wealth") * homes.wealth
        score = score + value("online_on_village") * homes.village
        score = score + strength * value("online_on_ability") * homes.ability
    score = standardised(score)
    return (score > norm.ppf(1 - value("online"))).astype(float), score


@dataclass(eq=False)
class Potential:
    """What would be under any use: scores of shape (n,) that do not depend on use.

    `effect` multiplies every effect of use; `scale` turns income scores into yuan.
    """

    homes: Households
    effect: float
    business_score: np.ndarray
    gift_score: np.ndarray
    gives: np.ndarray
    trust_score: np.ndarray
    insured_score: np.ndarray
    income_score: np.ndarray
    car_score: np.ndarray
    durables_score: np.ndarray
    consumption_score: np.ndarray
    earns: np.ndarray
    centre: float = 0.0
    spread: float = 1.0
    spread_high: float = 0.553

    def mediators(self, m: int) -> dict[str, np.ndarray]:
        """Return gifts (yuan), trust and business (1 or 0) under use m."""
        gifts = np.exp(self.gift_score + self.effect * value("effect_gifts") * m)
        trust = self.trust_score + self.effect * value("effect_trust") * m > 0
        business = self.business_score + self.effect * value("effect_business") * m > 0
        unit = np.where(gifts < 1000, 50.0, 100.0)
        return {
            "gift_spending_year_cny": np.where(self.gives, np.round(gifts / unit) * unit, 0.0),
            "trusts_people": trust.astype(float),
            "household_business": business.astype(float),
        }

    def _score(self, x: int, m: int) -> np.ndarray:
        between = self.mediators(m)
        direct = np.where(self.homes.age >= 60, value("effect_old"), 1.0)
        direct = direct * np.where(self.homes.region == "West", value("effect_west"), 1.0)
        gifts = np.log1p(between["gift_spending_year_cny"]) - np.log1p(np.exp(_TYPICAL_GIFTS))
        score = self.income_score + self.effect * value("effect_direct") * direct * x
        score = score + value("income_on_business") * between["household_business"]
        score = score + value("income_on_gifts") * np.where(self.gives, gifts, 0.0)
        return score + value("income_on_trust") * between["trusts_people"]

    def standard_score(self, x: int, m: int) -> np.ndarray:
        """Return the income score of a state, centred and scaled as in the observed world."""
        return (self._score(x, m) - self.centre) / self.spread

    def income(self, x: int, m: int) -> np.ndarray:
        """Return yearly income per head in yuan: 13,066·exp(spread · score), two spreads."""
        z = self.standard_score(x, m)
        spread = np.where(z < 0, value("income_spread_low"), self.spread_high)
        return np.where(self.earns, np.round(value("income_median") * np.exp(spread * z)), 0.0)

    def insured(self, x: int) -> np.ndarray:
        """Return whether the respondent is insured under use x (1 or 0)."""
        return (self.insured_score + self.effect * value("effect_insured") * x > 0).astype(float)

    def outcomes(self, x: int, m: int) -> dict[str, np.ndarray]:
        """Return income, consumption and assets of a state."""
        z, income = self.standard_score(x, m), self.income(x, m)
        yearly = income * self.homes.size
        spent = 0.75 * np.sqrt(np.maximum(yearly, 3000.0) * 45_000) * np.exp(self.consumption_score)
        durables = np.exp(8.9 + 0.7 * z + self.durables_score)
        return {
            "income_pc_year_cny": income,
            "consumption_year_cny": np.round(spent, -2),
            "durables_value_cny": np.round(durables, -2),
            "has_car": (0.6 * z + self.car_score > 0).astype(float),
        }


def potential(homes: Households, strength: float, effect: float, draws: Streams) -> Potential:
    """Return the potential outcomes of the households."""
    n = homes.n

    def noise(name: str) -> np.ndarray:
        return draws.normal(name, n)

    base = value("income_on_ability") * max(strength, 1.0) * homes.ability + homes.gap()
    base = base + 0.30 * homes.wealth + 0.05 * (homes.schooling - 7) + 0.10 * homes.village
    base = base - 0.0006 * (homes.age - 45) ** 2 + 0.08 * (homes.health - 3)
    base = base + 0.75 * noise("income")
    business = norm.ppf(value("business")) * 1.12 - 0.08
    return Potential(
        homes=homes,
        effect=effect,
        business_score=business + 0.30 * homes.wealth + noise("business"),
        gift_score=_TYPICAL_GIFTS - 0.1 + 0.30 * homes.wealth + 0.8 * noise("gifts"),
        gives=draws.uniform("gives", n) > 0.06,
        trust_score=norm.ppf(value("trust")) - 0.06 + noise("trust"),
        insured_score=norm.ppf(1 - value("uninsured")) - 0.05 + noise("insured"),
        income_score=base,
        car_score=norm.ppf(value("car")) * 1.15 + noise("car"),
        durables_score=noise("durables"),
        consumption_score=0.35 * noise("consumption"),
        earns=draws.uniform("earns", n) >= value("no_income"),
    )


def calibrate(made: Potential, use: np.ndarray, forced: bool) -> None:
    """Scale the income scores; forced ones give the official median and mean to the yuan."""
    observed = np.where(use == 1, made._score(1, 1), made._score(0, 0))
    made.centre, made.spread = float(np.median(observed)), float(observed.std())
    if forced:
        # The median of all, households without income at the bottom included.
        none = 1 - made.earns.mean()
        made.centre = float(np.quantile(observed[made.earns], (0.5 - none) / (1 - none)))
        made.spread_high = _high_spread(made, use)


def _high_spread(made: Potential, use: np.ndarray) -> float:
    low, high = 0.2, 1.2
    for _ in range(40):
        made.spread_high = (low + high) / 2
        income = np.where(use == 1, made.income(1, 1), made.income(0, 0))
        if income.mean() > value("income_mean"):
            high = made.spread_high
        else:
            low = made.spread_high
    return made.spread_high
