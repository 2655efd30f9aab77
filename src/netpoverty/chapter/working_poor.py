"""Rural-registered workers prepared for the chapter on working poverty: who is poor by a rule."""

from __future__ import annotations

import functools

import numpy as np
import pandas as pd

from ..data.dataset import Dataset
from ..data.privacy import MINIMUM_CELL
from ..data.regions import plain_region
from ..data.samples import with_derived
from ..data.simulated.cgss_calibration import paper_codes
from ..errors import choose, refuse
from ..poverty.working_poor_rules import WorkingPoorRules
from ..poverty.working_poverty import WorkingPoverty, working_poverty

HEALTH = {1: "poor", 2: "poor", 3: "fair", 4: "good", 5: "good"}
LEVELS = ("primary or below", "junior secondary", "senior secondary", "college")
MEDIANS = ("all", "workers", "sample")
UNITS = ("individual", "household")
FREQUENT = 4
FEWEST = 3


@functools.lru_cache(maxsize=64)
def working_poor(
    data: Dataset, line_share: float, median_of: str, income_unit: str, hours_min: float = 0
) -> WorkingPoverty:
    """Return the working poor of a CGSS sample by one rule; rows as in `data.frame`.

    Parameters
    ----------
    data
        From `load("cgss", …)`; its choice of weights holds for the median.
    line_share
        Line as a share of the median, in (0, 2].
    median_of
        Whose median: all respondents, workers, or the sample.
    income_unit
        individual, or household (income per head).
    hours_min
        Weekly hours from which somebody counts as working; 0 asks for no hours.
    """
    choose("median_of", median_of, MEDIANS)
    people = _people(data)
    inside = people.index.isin(data.sample.index)
    household = income_unit == "household"
    size = people["household_size"]
    weight = {"design": "weight", "raking": "weight_raking"}.get(data.choices["weighted_median"])
    groups = {
        "all": np.ones(len(people), bool),
        "workers": people["working"] == 1,
        "sample": inside,
    }
    return working_poverty(
        people["household_income_year_cny"].where(size.notna())
        if household
        else people["income_ranked_cny"],
        people["working"],
        WorkingPoorRules(
            line_share=line_share,
            income_unit=income_unit,
            zero_incomes_in_line=data.choices["zero_incomes"] == "keep",
            minimum_hours=hours_min or None,
        ),
        hours=people["hours_week"] if hours_min else None,
        household_size=size.fillna(1) if household else None,
        line_group=groups[median_of],
        population=inside,
        design=people[weight].fillna(0) if weight else None,
    )


@functools.lru_cache(maxsize=2)
def _people(data: Dataset) -> pd.DataFrame:
    return with_derived(data.frame, data.choices)


def count_poor(
    data: Dataset, line_share: float, median_of: str, income_unit: str, hours_min: float = 0
) -> pd.Series:
    """Return, for each row of a CGSS sample, whether the person works and is poor.

    Parameters as in `working_poor`.
    """
    made = working_poor(data, line_share, median_of, income_unit, hours_min)
    return pd.Series(made.poor == 1, index=data.frame.index)[data.sample.index]


def analysis_frame(
    data: Dataset, reference_health: str, reference_education: str, **rules: object
) -> pd.DataFrame:
    """Return the sample with the outcome `poor` and the groups of the models.

    `health` and `education` are categories with the reference first; `health_code` and
    `education_code_printed` are the paper's codes; `frequent` is use often or more;
    `internet_rank` the share of the sample that uses it less, half of equals included (ridit);
    `low_income` is poor by income alone, work or not. `rules` goes to `count_poor`.

    Raises
    ------
    InputError : a reference nobody has; a rule by which too few are poor, or not poor
    """
    sample, made = data.sample, working_poor(data, **rules)
    codes = paper_codes(sample)
    schooling = sample["schooling_level"].replace("postgraduate", "college")
    use = sample["internet_frequency"]
    below = pd.Series(made.income < made.line.rows, index=data.frame.index)[sample.index]
    poor = pd.Series(made.poor == 1, index=data.frame.index)[sample.index]
    _refuse_few(int(poor.sum()), len(poor), data.kind, rules)
    return sample.assign(
        poor=poor.astype(float),
        low_income=below.astype(float),
        frequent=(use >= FREQUENT).astype(float),
        internet_rank=(use.rank() - 0.5) / len(use),
        health=_first(sample["health_self_rated"].map(HEALTH), reference_health),
        education=_first(schooling, reference_education),
        health_code=codes["health"],
        education_code_printed=codes["education"],
        gender=np.where(sample["female"] == 1, "women", "men"),
        region=plain_region(sample["region"]),
    )


def built_in(data: Dataset, use: str, rows: pd.Series | None = None) -> float | None:
    """Return a world's true effect of use on working poverty, or None for a file.

    It counts by the study's own rule, per unit of the column `use`: a step of
    `internet_frequency`, the whole of `internet_rank`, or `frequent` use against less.

    Parameters
    ----------
    rows : booleans over the sample, to average over a group
    """
    truth = data.sample_truth
    if truth is None:
        return None
    chosen = truth if rows is None else truth[rows.to_numpy()]
    poor = chosen[[f"poor_{level}" for level in range(1, 6)]].mean().to_numpy(dtype=float)
    shares = data.sample["internet_frequency"].value_counts(normalize=True)
    shares = shares.reindex(range(1, 6), fill_value=0.0).to_numpy()
    if use == "frequent":
        split = FREQUENT - 1
        often, rare = shares[split:].sum(), shares[:split].sum()
        return float(poor[split:] @ shares[split:] / often - poor[:split] @ shares[:split] / rare)
    ranks = shares.cumsum() - shares / 2
    units = 4.0 if use == "internet_frequency" else ranks[-1] - ranks[0]
    return float((poor[-1] - poor[0]) / units)


def truth_applies(
    data: Dataset, line_share: float, median_of: str, income_unit: str, hours_min: float
) -> bool:
    """Return whether a world's truth holds for a rule: for the study's, or where nothing acts.

    Potential outcomes are kept by the study's own rule: half the median of all own incomes,
    any work last week. In a world in which use changes nothing, the effect is zero by any rule.
    """
    truth = data.truth
    if truth is None:
        return False
    given = (line_share, median_of, income_unit, hours_min, data.choices["weighted_median"])
    given += (data.choices["worked_codes"], data.choices["zero_incomes"])
    idle = truth["income_5"].equals(truth["income_1"]) and truth["poor_5"].equals(truth["poor_1"])
    return idle or given == (0.5, "all", "individual", 0, "no", (4,), "keep")


def _refuse_few(poor: int, people: int, kind: str, rules: dict) -> None:
    fewest = MINIMUM_CELL if kind == "real" else FEWEST
    if min(poor, people - poor) < fewest:
        of_a_file = f"fewer than {fewest} {'poor' if poor < fewest else 'not poor'}"
        raise refuse(
            f"the rule {', '.join(f'{k} {v}' for k, v in rules.items())}",
            f"{of_a_file if kind == 'real' else f'{poor} poor'} of {people}",
            f"a rule by which at least {fewest} are poor and {fewest} are not",
        )


def _first(labels: pd.Series, reference: str) -> pd.Categorical:
    found = sorted(labels.dropna().unique())
    choose("reference", reference, found)
    order = [reference, *(label for label in found if label != reference)]
    return pd.Categorical(labels, categories=order)
