"""Internet use, work, hours and income of the CGSS world, in every state that could have been."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from netpoverty.data.simulated.cgss_constants import value
from netpoverty.data.simulated.cgss_people import People, witness_counts
from netpoverty.data.simulated.ranks import by_counts, by_cuts, standardised
from netpoverty.data.simulated.streams import Streams

LEVELS = (1, 2, 3, 4, 5)
_USUAL_HOURS = 48.0


@dataclass(eq=False)
class Outcomes:
    """Observed and potential outcomes, arrays of shape (n,).

    `log_base` is log income at use 3 and usual hours; `hours_base` the hours at use 3;
    `luck` decides about work last week. Everything else follows from these and the use.
    """

    use: np.ndarray
    hours_base: np.ndarray
    luck: np.ndarray
    log_base: np.ndarray
    at_work: np.ndarray
    effect: float

    def hours(self, use) -> np.ndarray:
        """Return weekly hours under a level of use, whole and between 5 and 98."""
        hours = self.hours_base + self.effect * value("effect_hours") * (np.asarray(use) - 3)
        return np.clip(np.round(hours), 5, 98)

    def worked(self, use) -> np.ndarray:
        """Return whether someone in non-farm work worked last week, under a level of use."""
        chance = 0.93 + self.effect * value("effect_work") * (np.asarray(use) - 4)
        return (self.luck < chance) & self.at_work

    def income(self, use, hours_under=None) -> np.ndarray:
        """Return yearly income under a level of use, with the hours of another level if named."""
        hours = self.hours(use if hours_under is None else hours_under)
        log_income = self.log_base + self.effect * value("effect") * (np.asarray(use) - 3)
        return np.exp(log_income + value("income_on_hours") * np.log(hours / _USUAL_HOURS))

    def poor(self, use, line: float, hours_under=None) -> np.ndarray:
        """Return working poverty under a level of use: at work last week, income below the line."""
        return self.worked(use) & (self.income(use, hours_under) < line)


def internet_use(
    made: People, strength: float, randomised: bool, forced: bool, draws: Streams
) -> np.ndarray:
    """Return the frequency of use, 1 never to 5 very often."""
    score = draws.normal("internet", made.n)
    if not randomised:
        score = score + value("internet_on_age") * (made.age - 45)
        score = score + value("internet_on_schooling") * made.schooling
        score = score + value("internet_on_network") * made.network
        score = score + strength * value("internet_on_ability") * made.ability
    score = standardised(score)
    use = by_cuts(score, LEVELS, value("internet_shares"))
    if forced:
        counts = witness_counts("internet", value("internet_prior"))
        use[made.sample] = by_counts(score[made.sample], *counts)
    return use.astype(float)


def outcomes(
    made: People, use: np.ndarray, strength: float, effect: float, forced: bool, draws: Streams
) -> tuple[Outcomes, np.ndarray, float]:
    """Return outcomes, observed income (rounded as people answer) and the poverty line."""
    hours = np.clip(_USUAL_HOURS + 11 * draws.normal("hours", made.n), 8, 90)
    made_so = Outcomes(
        use, hours, draws.uniform("work", made.n), np.zeros(made.n), made.nonfarm, effect
    )
    # No income at all is a log income of minus infinity, whatever the use.
    without = _without_income(made, draws)
    made_so.log_base = np.where(without, -np.inf, _log_base(made, strength, draws))
    shift = _shift(made, made_so) if forced else 0.0
    made_so.log_base = made_so.log_base + shift * made.sample
    observed = as_answered(made_so.income(use))
    line = poverty_line(made, observed)
    if forced:
        observed = _nudged(made, made_so, observed, line)
    _anchor(made_so, observed)
    return made_so, observed, line


def _log_base(made: People, strength: float, draws: Streams) -> np.ndarray:
    """Return log income at use 3 and usual hours."""
    ability = value("income_on_ability") * max(strength, 1.0) * made.ability
    town = made.hukou != 1
    level = np.where(made.nonfarm, value("income_level"), value("income_level_others"))
    level = level + value("income_of_town") * town
    base = level + ability + value("income_on_schooling") * (made.schooling - 1.5)
    base = base - 0.28 * made.female - 0.0005 * (made.age - 40) ** 2 * (made.age < 66)
    base = base + 0.07 * (made.health - 3) + 0.12 * made.urban
    part_year = draws.uniform("part year", made.n) < 0.06
    return base - 0.9 * part_year + value("income_noise") * draws.normal("income", made.n)


def _without_income(made: People, draws: Streams) -> np.ndarray:
    return ~made.nonfarm & (draws.uniform("no income", made.n) < value("no_income"))


def as_answered(income: np.ndarray) -> np.ndarray:
    """Return incomes as people tell them: in hundreds, five hundreds or thousands of yuan.

    >>> as_answered(np.array([4321.0, 23456.0, 87654.0])).tolist()
    [4300.0, 23500.0, 88000.0]
    """
    unit = np.select([income < 10_000, income < 50_000], [100.0, 500.0], 1000.0)
    return np.round(income / unit) * unit


def poverty_line(made: People, observed: np.ndarray) -> float:
    """Return half the median income of all respondents who gave one."""
    return 0.5 * float(np.median(observed[made.answered[1]]))


def _poor_count(made: People, made_so: Outcomes, shift: float) -> int:
    raised = Outcomes(**vars(made_so))
    raised.log_base = made_so.log_base + shift * made.sample
    observed = as_answered(raised.income(made_so.use))
    line = poverty_line(made, observed)
    return int((made_so.worked(made_so.use) & (observed < line))[made.sample].sum())


def _poor_target() -> int:
    """Return the count of working poor: what the share in words leaves of the counts."""
    from netpoverty.data.count_bounds import possible_sums

    return possible_sums(value("sample"), value("working_poor_text"))[0]


def _shift(made: People, made_so: Outcomes) -> float:
    """Return the shift of the sample's log incomes that brings the poor nearest to the count."""
    low, high = -1.5, 1.5
    for _ in range(30):
        middle = (low + high) / 2
        if _poor_count(made, made_so, middle) > _poor_target():
            low = middle
        else:
            high = middle
    return high


def _nudged(made: People, made_so: Outcomes, observed: np.ndarray, line: float) -> np.ndarray:
    """Return incomes in which those nearest to the line cross it until the count is exact."""
    counted = made.sample & made_so.worked(made_so.use)
    poor = counted & (observed < line)
    missing = _poor_target() - int(poor.sum())
    crossing = np.flatnonzero(counted & (poor if missing < 0 else ~poor))
    nearest = crossing[np.argsort(np.abs(observed[crossing] - line), kind="stable")]
    observed = observed.copy()
    observed[nearest[: abs(missing)]] = line + 500 if missing < 0 else line - 500
    return observed


def _anchor(made_so: Outcomes, observed: np.ndarray) -> None:
    """Make the observed income exactly the potential income under the observed use."""
    known = observed > 0
    ratio = np.divide(observed, made_so.income(made_so.use), where=known, out=np.ones(len(known)))
    made_so.log_base = np.where(known, made_so.log_base + np.log(ratio), -np.inf)
