"""Rural households prepared for the chapter on relative poverty: who is poor, who is online."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ..data.dataset import Dataset
from ..data.load import load
from ..data.privacy import MINIMUM_CELL
from ..data.regions import plain_region
from ..data.sample_flow import SampleFlow
from ..errors import choose, refuse
from ..poverty.alkire_foster import AlkireFoster, Relative, alkire_foster
from ..poverty.household_index import INPUTS, household_index, with_assets
from ..survey.design import Design
from .household_shown import pooled

EXPOSURES = {
    "respondent": "internet_respondent",
    "any": "internet_any_member",
    "share": "internet_member_share",
}
COVARIATES = ["age_years", "female", "schooling_years", "household_size", "married"]
CONTROLS = f"{' + '.join(COVARIATES)} + I(age_years**2) + C(region)"
FEWEST = 15
GROUPS = ("region", "age_group", "gender")
TWINS = {"effect": "effect built in", "none": "no effect"}


@dataclass(frozen=True, eq=False)
class HouseholdStudy:
    """One data set ready to be analysed.

    frame : rows with every answer that index and controls need; adds `poor` and `score`,
        `online` (1 or 0), `exposure` (as chosen), `age_group`, `gender`, plain `region`, `cluster`
    measured : the index along k, by region; design : weights, strata, clusters of `frame`
    line : yuan a year per head; flow : from the survey to these rows
    poor_if : for a simulated world, poverty of each row by (use, mediators' use), line fixed
    income_if : likewise the income per head
    """

    data: Dataset
    frame: pd.DataFrame = field(repr=False)
    measured: AlkireFoster = field(repr=False)
    design: Design = field(repr=False)
    line: float
    k: float
    flow: SampleFlow = field(repr=False)
    poor_if: dict[tuple[int, int], pd.Series] = field(default_factory=dict, repr=False)
    income_if: dict[int, pd.Series] = field(default_factory=dict, repr=False)

    @property
    def kind(self) -> str:
        """The kind of number that follows from these rows."""
        return self.data.kind

    @property
    def true_effect(self) -> float | None:
        """Average change in poverty if every respondent were online, or None for real data."""
        return self._mean(("total", (1, 1), (0, 0)))

    @property
    def true_indirect(self) -> float | None:
        """The part of it that runs through gifts, trust and business."""
        return self._mean(("indirect", (1, 1), (1, 0)))

    def _mean(self, states: tuple) -> float | None:
        _, one, other = states
        return float((self.poor_if[one] - self.poor_if[other]).mean()) if self.poor_if else None


def open_studies(
    source: str = "",
    world: str = "both",
    settings: Mapping[str, object] | None = None,
    indicators: Sequence[str] = ("all",),
    **options: object,
) -> dict[str, HouseholdStudy]:
    """Return the studies of a chapter: of a file where one is named, else of the twin worlds.

    source : file or folder, or empty; world : effect, none, or both, the effect first; settings :
    of the worlds; indicators : names, or all; options : of `household_study`
    """
    chosen = list(INPUTS) if "all" in indicators else list(indicators)
    if source:
        data = load("cfps", source)
        name = "your simulated file" if data.is_simulated else "your file"
        return {name: household_study(data, indicators=chosen, **options)}
    chosen_worlds = list(TWINS) if world == "both" else [world]
    twins = {TWINS[w]: load("cfps", world=w, settings=settings) for w in chosen_worlds}
    return {name: household_study(d, indicators=chosen, **options) for name, d in twins.items()}


def household_study(
    data: Dataset,
    *,
    line_share: float = 0.5,
    k: float = 1 / 3,
    weighting: str = "dimensions",
    indicators: Sequence[str] = tuple(INPUTS),
    exposure: str = "respondent",
    cluster: str = "psu_id",
    age_cuts: Sequence[int] = (45, 60),
) -> HouseholdStudy:
    """Return the study of one data set of rural households.

    Parameters
    ----------
    data : of `load("cfps", …)`
    line_share : line for income, as a share of the weighted rural median
    k : share of weighted deprivations from which a household is poor
    weighting, indicators : see `household_index`
    exposure : respondent, any or share; `online` is then the respondent's use, that of any
        member, or that of at least half of the members who answered
    cluster : column whose values are the clusters of the errors
    age_cuts : first ages of the second and later age groups

    Raises
    ------
    InputError : a choice that is not offered; a k at which too few are poor, or not poor; a
        real file in which fewer than ten are online, or are not
    """
    choose("exposure", exposure, EXPOSURES)
    frame, flow = _complete(data, indicators)
    design = Design(
        frame["weight_household"], frame["stratum"].fillna(0), frame[cluster], lonely="centre"
    )
    share = frame[EXPOSURES[exposure]]
    frame = frame.assign(
        exposure=share,
        online=(share >= 0.5).astype(float),
        age_group=age_groups(frame["age_years"], age_cuts),
        region=plain_region(frame["region"]),
        gender=frame["female"].map({1.0: "women", 0.0: "men"}),
        cluster=frame[cluster],
    )
    if data.kind == "real":
        _refuse_small_arms(frame["online"])
        frame = frame.assign(**{g: pooled(frame[g]) for g in GROUPS})
    relative = household_index(Relative(line_share), indicators, weighting)
    grid = sorted({*np.round(np.arange(0.1, 1.001, 0.1), 1), round(k, 6)})
    measured = alkire_foster(frame, relative, grid, design=design, by="region")
    frame = frame.assign(poor=measured.poor(round(k, 6)), score=measured.scores())
    _refuse_few(frame["poor"], k, data.kind)
    line = line_share * _median(frame["income_pc_year_cny"], design)
    poor_if, income_if = _states(data, frame.index, household_index(line, indicators, weighting), k)
    return HouseholdStudy(
        data, frame, measured, design, line, round(k, 6), flow, poor_if, income_if
    )


def _complete(data: Dataset, indicators: Sequence[str]) -> tuple[pd.DataFrame, SampleFlow]:
    frame, flow = with_assets(data.sample), data.flow
    needed = [INPUTS[choose("indicator", name, INPUTS)] for name in indicators]
    gates = {
        "weight known": ["weight_household", "psu_id"],
        "index known": needed,
        "controls known": COVARIATES,
    }
    for rule, columns in gates.items():
        frame, flow = flow.keep(frame, rule, frame[columns].notna().all(axis=1))
    return frame, flow


def _refuse_few(poor: pd.Series, k: float, kind: str) -> None:
    count = int(poor.sum())
    if min(count, len(poor) - count) < FEWEST:
        of_a_file = f"fewer than {FEWEST} {'poor' if count < FEWEST else 'not poor'}"
        raise refuse(
            f"k = {k:.3g} in {len(poor)} households",
            of_a_file if kind == "real" else f"{count} poor",
            f"a k at which at least {FEWEST} are poor and {FEWEST} are not",
        )


def _refuse_small_arms(online: pd.Series) -> None:
    users = int(online.sum())
    if min(users, len(online) - users) < MINIMUM_CELL:
        word = "online" if users < MINIMUM_CELL else "not online"
        raise refuse(
            f"a file with {len(online)} usable households",
            f"fewer than {MINIMUM_CELL} {word}",
            f"at least {MINIMUM_CELL} online and {MINIMUM_CELL} not",
        )


def _median(income: pd.Series, design: Design) -> float:
    from ..survey.quantiles import weighted_quantile

    return float(weighted_quantile(income.to_numpy(), 0.5, design.weights))


def _states(data: Dataset, rows: pd.Index, index, k: float) -> tuple[dict, dict]:
    if not data.is_simulated or data.truth is None:
        return {}, {}
    from ..data.simulated.cfps import under

    poor, income = {}, {}
    for use, mediators in ((0, 0), (1, 0), (1, 1)):
        state = with_assets(under(data, use, mediators)).loc[rows]
        poor[use, mediators] = alkire_foster(state, index, round(k, 6)).poor()
        if use == mediators:
            income[use] = state["income_pc_year_cny"]
    return poor, income


def age_groups(age: pd.Series, cuts: Sequence[int]) -> pd.Series:
    """Return the age group of each age as words, in order; groups without anybody are left out.

    >>> age_groups(pd.Series([20, 50, 70]), [45, 60]).tolist()
    ['under 45', '45–59', '60 and over']
    """
    middle = [f"{low}–{high - 1}" for low, high in itertools.pairwise(cuts)]
    names = [f"under {cuts[0]}", *middle, f"{cuts[-1]} and over"]
    groups = pd.cut(age, [-np.inf, *cuts, np.inf], right=False, labels=names)
    return groups.cat.remove_unused_categories()
