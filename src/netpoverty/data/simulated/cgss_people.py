"""Who the respondents of the CGSS world are, before anyone goes online."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from netpoverty.data.counts import find_counts
from netpoverty.data.regions import PROVINCES
from netpoverty.data.simulated.cgss_constants import value
from netpoverty.data.simulated.ranks import by_counts, by_cuts, standardised, yes
from netpoverty.data.simulated.streams import Streams
from netpoverty.errors import refuse

HEALTH, SCHOOLING = range(1, 6), range(5)
# Level of schooling (0 primary or below … 4 postgraduate) behind each code of the paper.
LEVEL_OF_CODE = {1: 1, 2: 3, 3: 0, 4: 2, 5: 4}


@dataclass(eq=False)
class People:
    """Respondents, each array of shape (n,); `sample` marks those whom the rules leave."""

    province: np.ndarray
    community: np.ndarray
    network: np.ndarray
    urban: np.ndarray
    ability: np.ndarray
    age: np.ndarray
    female: np.ndarray
    married: np.ndarray
    schooling: np.ndarray
    health: np.ndarray
    hukou: np.ndarray
    nonfarm: np.ndarray
    answered: np.ndarray
    sample: np.ndarray

    @property
    def n(self) -> int:
        """Return the number of respondents."""
        return len(self.age)


def people(n: int, missingness: float, forced: bool, draws: Streams) -> People:
    """Return respondents; forced ones keep the printed moments of the paper's sample."""
    size = value("community_size")
    community = np.arange(n) // size
    count = community[-1] + 1
    provinces = np.array(value("provinces"))
    province = provinces[np.arange(count) * len(provinces) // count][community]
    east = np.array([PROVINCES[int(code)][2] == "East" for code in province])
    network = draws.normal("network", count)[community] + 0.3 * east
    urban = yes(np.full(count, 0.6), draws.uniform("community type", count))[community]
    ability = draws.normal("ability", n)
    age = np.clip(np.floor(17 + 76 * draws["age"].beta(1.75, 2.0, n)), 18, 93)
    female = yes(np.full(n, 0.545), draws.uniform("female", n))
    married = yes(_marriage(age), draws.uniform("married", n))
    school = _school_score(ability, age, urban, draws)
    health = standardised(-0.035 * age + draws.normal("health", n))
    rural = draws.normal("hukou", n) - 0.9 * (urban - 0.6) < _rural_cut()
    hukou = np.where(rural, 1.0, _other_hukou(draws, n))
    answered = draws.uniform("answered", (5, n)) >= missingness
    made = People(
        province=province,
        community=community,
        network=network,
        urban=urban,
        ability=ability,
        age=age,
        female=female,
        married=married,
        schooling=by_cuts(school, SCHOOLING, value("schooling_shares")),
        health=by_cuts(health, HEALTH, value("health_shares")).astype(float),
        hukou=hukou,
        nonfarm=np.zeros(n, bool),
        answered=answered,
        sample=np.zeros(n, bool),
    )
    _select(made, forced, draws)
    if forced:
        _force(made, school, health, draws)
    return made


def _rural_cut() -> float:
    # The score has variance 1 + 0.81·0.24: the share of agricultural registrations is declared.
    return 0.2533 * np.sqrt(1 + 0.81 * 0.24)


def _marriage(age: np.ndarray) -> np.ndarray:
    young = 1 / (1 + np.exp(-(age - 26) / 2.2))
    return 0.90 * young * (1 - 0.35 / (1 + np.exp(-(age - 76) / 4)))


def _school_score(ability, age, urban, draws: Streams) -> np.ndarray:
    drawn = draws.normal("schooling", len(age))
    return standardised(0.55 * ability - 0.045 * (age - 45) + 0.5 * urban + drawn)


def _other_hukou(draws: Streams, n: int) -> np.ndarray:
    return by_cuts(
        draws.normal("hukou kind", n), [2.0, 3.0, 4.0, 5.0, 6.0, 7.0], [60, 20, 18, 0.5, 1, 0.5]
    )


def _select(made: People, forced: bool, draws: Streams) -> None:
    """Mark who is in non-farm work and who is left by the rules of the paper."""
    peak = -0.0012 * (made.age - 38) ** 2
    index = 0.35 * made.ability + 0.3 * made.schooling + peak - 0.3 * made.female
    index = index + 0.4 * made.urban + draws.normal("non-farm work", made.n)
    could = (made.hukou == 1) & (made.age >= 18) & (made.age <= 65)
    complete = could & made.answered.all(axis=0)
    if forced:
        if complete.sum() < value("sample"):
            given = f"{made.answered.mean():.2f} of items answered"
            raise refuse("missingness", given, "less of it, or forced=False: 1,491 must be left")
        ordered = np.sort(index[complete])[::-1]
        cut = ordered[value("sample") - 1]
    else:
        cut = np.quantile(index[could], 1 - value("nonfarm_share"))
    made.nonfarm = np.where(could, index >= cut, (index >= cut + 0.3) & (made.age <= 68))
    made.sample = complete & made.nonfarm


def witness_counts(name: str, prior) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return codes and counts of the paper's sample that print as Table 2."""
    mean, sd, low, high = value(name)
    found = find_counts(
        value("sample"), range(low, high + 1), mean, sd, attained=(low, high), prior=prior
    )
    return found.codes, found.counts


def _force(made: People, school: np.ndarray, health: np.ndarray, draws: Streams) -> None:
    """Recode the sample, keeping every ranking, so that its moments print as Table 2."""
    inside = made.sample
    histogram = np.bincount(made.age[inside].astype(int), minlength=66)[18:66] + 1.0
    jitter = draws.uniform("age within year", made.n)
    made.age[inside] = by_counts(
        (made.age + jitter)[inside], *witness_counts("age", _smooth(histogram))
    )
    for name, score in (
        ("female", made.female + 0.01 * jitter),
        ("married", made.married + 0.01 * _marriage(made.age)),
    ):
        share = getattr(made, name)[inside].mean()
        counts = witness_counts(name, (1 - share, share))
        getattr(made, name)[inside] = by_counts(score[inside], *counts)
    made.schooling[inside] = _recoded(school[inside], "education", LEVEL_OF_CODE)
    made.health[inside] = _recoded(health[inside], "health", value("health_codes"))


def _smooth(histogram: np.ndarray) -> np.ndarray:
    return np.convolve(np.pad(histogram, 3, mode="edge"), np.ones(7) / 7, mode="valid")


def _recoded(score: np.ndarray, name: str, level_of_code: dict[int, int]) -> np.ndarray:
    """Return ordered levels with the counts of the paper's unordered codes."""
    codes, counts = witness_counts(name, value(f"{name}_prior"))
    by_level = sorted(
        (level_of_code[code], count) for code, count in zip(codes, counts, strict=True)
    )
    return by_counts(score, [level for level, _ in by_level], [count for _, count in by_level])
