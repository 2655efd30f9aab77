"""Tables of the chapter on relative poverty: what people do online, what k does, who gains."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from ..data.columns import PURPOSES
from ..data.privacy import few, with_partner
from ..data.published import Paper
from ..errors import InputError
from ..models import binary, mediation
from ..poverty.alkire_foster import alkire_foster
from ..poverty.household_index import household_index
from .designs import fit_or_linear
from .household_shown import (
    NOT_SHOWN,
    along_k,
    hidden_along_k,
    in_words,
    parts_joined,
)
from .household_study import CONTROLS, EXPOSURES, HouseholdStudy

EFFECT = ["estimate", "low", "high", "p_value"]
_NO_EFFECT = pd.Series(dict.fromkeys(EFFECT, np.nan) | {"model": NOT_SHOWN})
CHANNELS = {"log_gifts": "gifts", "trusts_people": "trust", "household_business": "business"}
CUTOFFS = {
    "schooling": "under 6 years",
    "poor-health": "worst of five answers",
    "chronic-illness": "yes",
    "water": "no tap or bottled",
    "fuel": "wood or coal",
    "assets": "no car, durables under 3,000 yuan",
    "insurance": "none",
}


def official_incidence(context: Paper) -> pd.Series:
    """Return the printed rural poverty at the national standard, in per cent by year."""
    years = context.tables["nbs-incidence"].rows
    shares = {int(y): context.cell(f"nbs-incidence.{y}.incidence").value for y in years}
    return pd.Series(shares)


def printed_purposes(context: Paper) -> pd.Series:
    """Return the printed per cent of users who ever go online for a purpose, rising."""
    shares = {p: context.cell(f"cfps-purposes.{p}.ever").value for p in PURPOSES}
    return pd.Series(shares).sort_values()


def purposes_by(study: HouseholdStudy, by: str) -> pd.DataFrame:
    """Return the weighted per cent of users who ever go online for each purpose, by group.

    The last column is the per cent who do so for any purpose almost every day. Of a real
    file, a share is not shown where 1 to 9 users do, or do not, nor is the next smallest group's.
    """
    columns = [f"internet_{purpose}_frequency" for purpose in PURPOSES]
    users = study.frame[study.frame["internet_respondent"] == 1]
    answers, weight = users[columns], users["weight_household"]
    shares = (answers > 0).astype(float).where(answers.notna()).set_axis(list(PURPOSES), axis=1)
    daily = (answers == 6).any(axis=1).astype(float)
    shares["any, almost daily"] = daily.where(answers.notna().any(axis=1))
    weights = shares.notna().mul(weight, axis=0)
    groups = users[by].astype(str)
    made = 100 * shares.mul(weight, axis=0).groupby(groups).sum() / weights.groupby(groups).sum()
    if study.kind != "real":
        return made
    counts, wholes = shares.groupby(groups).sum(), shares.notna().groupby(groups).sum()
    small = few(counts, wholes)
    hidden = {name: with_partner(small[name], counts[name], wholes[name]) for name in small}
    return in_words(made.mask(pd.DataFrame(hidden)), study.kind)


def index_table(study: HouseholdStudy, line_share: float) -> pd.DataFrame:
    """Return the index with its cutoffs in words and the per cent deprived of each indicator."""
    made = study.measured
    columns = {"dimension": made.dimension_of, "indicator": made.names, "weight": made.weights}
    shown = pd.DataFrame(columns)
    words = {"income": f"below {line_share:g} of the median", **CUTOFFS}
    shown["deprived if"] = shown["indicator"].map(words)
    deprived = made.headcounts(study.k, censored=False)
    rates = 100 * deprived.values
    if study.kind == "real":
        counts = _deprived(study).sum().to_numpy()
        rates = in_words(pd.Series(rates).mask(few(counts, len(study.frame))), study.kind)
    shown[f"deprived, % ({study.kind})"] = rates
    return shown


def _deprived(study: HouseholdStudy) -> pd.DataFrame:
    """Return who is deprived of what, one row a household."""
    people = study.measured.population
    return pd.DataFrame(
        people.patterns[people.codes] > 0, study.frame.index, list(study.measured.names)
    )


def contributions(study: HouseholdStudy) -> pd.DataFrame:
    """Return the share of each indicator in M0, by region.

    Of a real file, regions with fewer than ten poor are left out, and small parts are joined.
    """
    measured = study.measured
    parts = {group: measured.contributions(study.k, group).values for group in measured.groups}
    made = pd.DataFrame(parts, list(measured.names)).T
    if study.kind != "real":
        return made
    poor = study.frame["poor"] == 1
    regions = study.frame["region"]
    hidden = hidden_along_k(measured, regions, [study.k]).loc[study.k]
    # Regions left out are one group: all less the regions shown would give it back.
    groups = regions.astype(str).where(~regions.astype(str).map(hidden.astype(bool)), NOT_SHOWN)
    counts = _deprived(study)[poor].groupby(groups).sum()
    wholes = poor.groupby(groups).sum()
    counts.loc["all"], wholes["all"] = counts.sum(), wholes.sum()
    made = made.loc[[group for group in made.index if not hidden[group]]]
    return parts_joined(made, counts, wholes)


def falls_along_k(study: HouseholdStudy, low: float, high: float) -> pd.DataFrame:
    """Return H at two cutoffs by region, with its fall in points and as a share of the start.

    Of a real file, what rests on a few households is missing (`along_k`), the fall among it.
    """
    series = along_k(study, ("H",))["H"]
    start, end = (100 * series.iloc[study.measured.place(k, None)[1]] for k in (low, high))
    return pd.DataFrame(
        {
            f"H at k = {low:g}, %": start,
            f"H at k = {high:g}, %": end,
            "fall, points": start - end,
            "fall, % of start": 100 * (start - end) / start,
        }
    ).rename_axis("region")


def effect_row(frame: pd.DataFrame, formula: str, variable: str = "online") -> pd.Series:
    """Return one average marginal effect by a logit with errors clustered by `cluster`.

    Where the logit has no finite estimate, a linear probability model takes its place, and
    `model` says so.
    """
    made = fit_or_linear(formula, frame, "cluster")
    row = binary.marginal_effects(made, [variable]).to_frame().iloc[0]
    return pd.concat([row[EFFECT], pd.Series({"model": made.link.name})])


@functools.lru_cache(maxsize=4)
def effect_with_controls(study: HouseholdStudy) -> pd.Series:
    """Return the effect of being online with all controls; several tables start from it."""
    return effect_row(study.frame, f"poor ~ online + {CONTROLS}")


def steps_of_controls(study: HouseholdStudy) -> pd.DataFrame:
    """Return the effect of being online with no controls, then more of them."""
    person = "age_years + I(age_years**2) + female"
    formulas = {
        "no controls": "1",
        "+ age, gender": person,
        "+ schooling": f"{person} + schooling_years",
    }
    rows = {n: effect_row(study.frame, f"poor ~ online + {c}") for n, c in formulas.items()}
    rows["+ household, region"] = effect_with_controls(study)
    return pd.DataFrame(rows).T


def effects_in_groups(study: HouseholdStudy, by: str) -> tuple[pd.DataFrame, float]:
    """Return the effect of being online in each group, with the p-value that all are equal.

    An interaction lets every group have its own log-odds; effects and test are on the
    probability scale. A linear model takes the logit's place where that has no finite estimate.
    Groups of `alike_in_use` have no effect and no part in the model; the test is missing where
    fewer than two others are left.
    """
    told = study.frame.assign(group=study.frame[by].astype(str))
    open_to_both = ~told["group"].isin(alike_in_use(study, by))
    frame = told[open_to_both]
    if frame["group"].nunique() < 2:
        return pd.DataFrame(columns=EFFECT[:3], dtype=float), float("nan")
    controls = CONTROLS.replace(" + female", "") if by == "gender" else CONTROLS
    controls = controls.replace(" + C(region)", "") if by == "region" else controls
    formula = f"poor ~ online * C(group) + {controls}"
    model = fit_or_linear(formula, frame, "cluster")
    made = binary.effects_by_group(model, "online", "group")
    return made.to_frame()[EFFECT[:3]], float(made.equality().p_value)


def alike_in_use(study: HouseholdStudy, by: str) -> dict[str, str]:
    """Return why a group has no effect of its own: nobody in it is online, or everybody is."""
    share = study.frame.groupby(study.frame[by].astype(str))["online"].mean()
    words = {0.0: "not estimable: nobody is online", 1.0: "not estimable: everybody is online"}
    return {group: words[value] for group, value in share.items() if value in words}


def groups_table(
    study: HouseholdStudy, groups: Mapping[str, str]
) -> tuple[pd.DataFrame, dict[str, float]]:
    """Return the effect by group in points, and Holm's p-value that all are equal by grouping.

    groups : column by the name of the grouping; one with a single group has nothing to compare

    Of a real file, a group is not shown in which 1 to 9 are users, or not, or poor, or not.
    """
    groups = {name: column for name, column in groups.items() if study.frame[column].nunique() > 1}
    made = {name: effects_in_groups(study, column) for name, column in groups.items()}
    tested = {name: p for name, (_, p) in made.items() if p == p}
    adjusted = dict(zip(tested, holm(list(tested.values())), strict=True))
    rows = [
        (name, group, *cells, p, adjusted.get(name, np.nan))
        for name, (frame, p) in made.items()
        for group, cells in _cells_by_group(study, groups[name], frame).items()
    ]
    columns = ["by", "group", "points", "low", "high", "p, all equal", "the same, Holm"]
    shown = pd.DataFrame(rows, columns=columns).set_index(["by", "group"])
    shown[columns[-2:]] = shown[columns[-2:]].apply(or_not_tested)
    return shown, adjusted


def _cells_by_group(study: HouseholdStudy, by: str, effects: pd.DataFrame) -> dict[str, tuple]:
    """Return effect and interval in points by group, in order, or why there are none."""
    labels, alike = study.frame[by], alike_in_use(study, by)
    ordered = isinstance(labels.dtype, pd.CategoricalDtype)
    order = labels.cat.categories if ordered else sorted(labels.dropna().unique())
    hidden = few_in_groups(study, by) if study.kind == "real" else set()
    cells = {}
    for group in map(str, order):
        if group in hidden:
            cells[group] = (NOT_SHOWN,) * 3
        elif group in effects.index:
            cells[group] = tuple(100 * effects.loc[group, EFFECT[:3]])
        else:
            cells[group] = (alike.get(group, "no other group to compare with"), np.nan, np.nan)
    return cells


def few_in_groups(study: HouseholdStudy, by: str) -> set[str]:
    """Return the groups in which 1 to 9 are users, or are not, or are poor, or are not."""
    groups = study.frame.groupby(study.frame[by].astype(str))
    sizes = groups.size()
    small = few(groups["online"].sum(), sizes) | few(groups["poor"].sum(), sizes)
    return set(sizes.index[small])


def or_not_tested(p_values: pd.Series) -> pd.Series:
    """Return a column of p-values in which a test that was not made says so.

    >>> or_not_tested(pd.Series([0.04321, float("nan")])).tolist()
    [0.04321, 'not tested']
    """
    return p_values.astype(object).where(p_values.notna(), "not tested")


def holm(p_values: Sequence[float]) -> np.ndarray:
    """Return p-values adjusted for being several: Holm (1979), jstor.org/stable/4615733.

    The smallest is multiplied by their number m, the next by m − 1, …; no adjusted value is
    above 1 or below that of a smaller one.

    >>> holm([0.01, 0.04, 0.03]).round(2).tolist()
    [0.03, 0.06, 0.06]
    """
    p = np.asarray(p_values, dtype=float)
    order = np.argsort(p, kind="stable")
    stepped = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    return np.minimum(stepped, 1.0)[np.argsort(order, kind="stable")]


def _holm_of(p: pd.Series) -> pd.Series:
    """Return Holm's p-values of those that were computed."""
    return pd.Series(holm(p.dropna()), p.dropna().index).reindex(p.index)


def channels(
    study: HouseholdStudy, mediators: Sequence[str] = tuple(CHANNELS)
) -> mediation.Equations:
    """Return the equations of a mediation from `online` to `poor`, clustered by `cluster`.

    Gifts enter as log(1 + yuan). A linear outcome takes the logit's place where that has no
    finite estimate.
    """
    gifts = np.log1p(study.frame["gift_spending_year_cny"])
    frame = study.frame.assign(log_gifts=gifts)
    options = {"outcome": "poor", "exposure": "online", "mediators": list(mediators)}
    options |= {"controls": CONTROLS, "errors": "cluster", "clusters": "cluster"}
    made = mediation.equations(frame, **options)
    try:
        mediation.steps(made)
    except InputError:
        made = mediation.equations(frame, link="linear", **options)
    return made


def exposures(study: HouseholdStudy) -> pd.DataFrame:
    """Return the effect of use defined in three ways (the share: from nobody to everybody)."""
    names = {
        "respondent": "the respondent is online",
        "any": "any member is online",
        "share": "share of members online",
    }
    rows = {}
    for name, words in names.items():
        column = EXPOSURES[name]
        use = study.frame[column]
        if study.kind == "real" and any(few(s.sum(), len(use)) for s in (use > 0, use < 1)):
            rows[words] = _NO_EFFECT
        elif study.frame["online"].equals(study.frame[column]):
            rows[words] = effect_with_controls(study)
        else:
            rows[words] = effect_row(study.frame, f"poor ~ {column} + {CONTROLS}", column)
    return pd.DataFrame(rows).T


def income_roles(study: HouseholdStudy, indicators: Sequence[str], weighting: str) -> pd.DataFrame:
    """Return the effect with income in the index, held constant, and taken out of the index.

    Of a real file, the last is not shown where 1 to 9 are poor without income, or are not.
    """
    log_income = np.log1p(study.frame["income_pc_year_cny"])
    frame = study.frame.assign(log_income=log_income)
    rows = {
        "income in the index": effect_with_controls(study),
        "the same, income held": effect_row(frame, f"poor ~ online + log_income + {CONTROLS}"),
    }
    rest = [name for name in indicators if name != "income"]
    try:
        index = household_index(study.line, rest, weighting)
        rest_poor = frame["poor_rest"] = alkire_foster(frame, index, study.k).poor()
        if study.kind == "real" and few(rest_poor.sum(), len(rest_poor)):
            rows["index without income"] = _NO_EFFECT
        else:
            rows["index without income"] = effect_row(frame, f"poor_rest ~ online + {CONTROLS}")
    except InputError as problem:
        reason = {"model": f"none: {problem}"}
        rows["index without income"] = pd.Series(dict.fromkeys(EFFECT, np.nan) | reason)
    return pd.DataFrame(rows).T


def exposures_table(studies: Mapping[str, HouseholdStudy]) -> pd.DataFrame:
    """Return `exposures` of each data set in points, with Holm's p-values within each."""
    rows = {}
    for name, study in studies.items():
        made = exposures(study)
        rows[name] = made.assign(**{"Holm p": _holm_of(made["p_value"].astype(float))})
    shown = pd.concat(rows, names=["data", "exposure"]).rename(columns={"p_value": "p"})
    shown[EFFECT[:3]] *= 100
    shown[["p", "Holm p"]] = shown[["p", "Holm p"]].apply(or_not_tested)
    return shown


def income_table(
    studies: Mapping[str, HouseholdStudy], indicators: Sequence[str], weighting: str
) -> pd.DataFrame:
    """Return `income_roles` of each data set in points."""
    roles = {name: income_roles(study, indicators, weighting) for name, study in studies.items()}
    shown = pd.concat(roles, names=["data", "income"]).drop(columns="p_value")
    shown[EFFECT[:3]] *= 100
    return shown


def paths_table(paths: Mapping[str, mediation.Equations]) -> pd.DataFrame:
    """Return the stepwise analysis of each data set: total, use on channel, the rest."""
    steps = {name: mediation.steps(made).to_frame()[EFFECT] for name, made in paths.items()}
    shown = pd.concat(steps, names=["data", "path"]).rename(columns={"p_value": "p"})
    return shown.assign(p=or_not_tested(shown["p"]))


def natural_effects(
    paths: Mapping[str, mediation.Equations], seed: int, draws: int
) -> dict[str, pd.DataFrame]:
    """Return total, direct, indirect effect with the share mediated, bootstrap intervals.

    One generator serves all data sets in turn, so their draws are independent.
    """
    rng = np.random.default_rng(seed)
    made = {n: mediation.bootstrap(p, "natural", rng=rng, draws=draws) for n, p in paths.items()}
    return {name: found.to_frame() for name, found in made.items()}


def khb_table(paths: Mapping[str, mediation.Equations]) -> pd.DataFrame:
    """Return the decomposition of Karlson, Holm and Breen of each data set, in points."""
    parts = {n: 100 * mediation.khb(p).effects["effect"].rename(_plain) for n, p in paths.items()}
    return pd.DataFrame(parts).rename_axis("part")


def _plain(part: str) -> str:
    for column, word in CHANNELS.items():
        part = part.replace(column, word)
    return part
