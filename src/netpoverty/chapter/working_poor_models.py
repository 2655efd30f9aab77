"""Regressions of the chapter on working poverty, finite even where few are poor."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from ..data.dataset import Dataset
from ..errors import InputError
from ..models import binary, mediation
from ..models.binary.effects import Contrast, average
from ..models.binary.firth import penalised
from ..models.binary.fit import fit_sample
from ..models.binary.inference import tidy
from ..models.binary.links import LINEAR, LOGIT
from ..models.binary.sample import Sample
from .designs import read_plain
from .working_poor import built_in
from .working_poor_tables import counted

CONTROLS = ("age_years", "female", "married", "C(health)", "C(education)")
EFFECT = ["estimate", "low", "high"]
SCALES = {
    "linear": "internet_frequency",
    "ordered": "internet_rank",
    "categorical": "C(internet_frequency)",
}


def fit_finite(formula: str, frame: pd.DataFrame) -> tuple[binary.BinaryModel, str]:
    """Return a logit with the word for it; Firth's where separation leaves no finite logit.

    Where Firth's likelihood does not converge either, a linear probability model.

    Firth's slopes come with FLIC's intercept, so that probabilities have the right mean, and
    with the errors of the inverse information.
    Source: Firth (1993), doi 10.1093/biomet/80.1.27; Puhr et al. (2017), doi 10.1002/sim.7273.

    >>> made = pd.DataFrame({"poor": [0, 0, 1, 1], "age": [1, 2, 3, 4]})
    >>> fit_finite("poor ~ age", made)[1]
    'Firth'
    """
    # effects evaluate the formula on copies of the frame: the fewer columns, the faster
    words = set(re.findall(r"\w+", formula))
    used = frame[[name for name in frame if name in words]]
    sample = read_plain(formula, used)
    try:
        return fit_sample(formula, sample, LOGIT, "HC0"), "logit"
    except InputError:
        pass
    try:
        return _as_model(binary.firth(formula, used, intervals=False)), "Firth"
    except InputError:
        return fit_sample(formula, sample, LINEAR, "HC0"), "linear"


def _as_model(made: binary.FirthModel) -> binary.BinaryModel:
    beta = made.coefficients.copy()
    _, _, information, _ = penalised(made.sample, beta.to_numpy())
    beta["Intercept"] = made.flic_intercept
    y, w = made.sample.outcome, made.sample.weights
    share = np.average(y, weights=w)
    eta = made.sample.design @ beta.to_numpy()
    names = list(beta.index)
    return binary.BinaryModel(
        made.formula,
        LOGIT,
        beta,
        pd.DataFrame(np.linalg.inv(information), index=names, columns=names),
        np.inf,
        float(w @ LOGIT.log_likelihood(y, eta)),
        float(w @ LOGIT.log_likelihood(y, np.full(len(y), np.log(share / (1 - share))))),
        made.sample,
        "Firth's penalised logit; errors of the inverse information.",
    )


def effect_row(frame: pd.DataFrame, formula: str, variable: str) -> pd.Series:
    """Return the average marginal effect of one variable, with the model that gave it."""
    model, word = fit_finite(formula, frame)
    row = binary.marginal_effects(model, [variable]).to_frame().iloc[0]
    extra = {"mcfadden": model.mcfadden if word == "logit" else np.nan, "model": word}
    return pd.concat([row[[*EFFECT, "p_value"]], pd.Series(extra)])


def steps_of_controls(frame: pd.DataFrame, use: str) -> pd.DataFrame:
    """Return the effect of use alone, then with one control more in every row."""
    rows = {}
    for k in range(len(CONTROLS) + 1):
        name = f"+ {CONTROLS[k - 1]}" if k else "Internet alone"
        name = name.replace("C(", "").replace(")", "").replace("_years", "")
        rows[name] = effect_row(frame, f"poor ~ {' + '.join([use, *CONTROLS[:k]])}", use)
    return pd.DataFrame(rows).T.rename_axis("model")


def scales_of_use(frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return gaps to the least frequent use, by scale and answer, with the fit of each scale.

    Linear: every step alike. Ordered: only the rank among the sample counts (ridit). Categorical:
    every answer has its own gap. All controls; changes in probability.
    Source: Bross (1958), doi 10.2307/2527727, on ridits.
    """
    place = frame.groupby("internet_frequency")["internet_rank"].first()
    first, *others = place.index
    gaps, fits = [], {}
    for scale, term in SCALES.items():
        model, word = fit_finite(f"poor ~ {' + '.join([term, *CONTROLS])}", frame)
        column = "internet_rank" if scale == "ordered" else "internet_frequency"
        at = place if scale == "ordered" else pd.Series(place.index, place.index)
        contrasts = _gaps_to(model, column, at[first], at[others])
        made = average(model, contrasts, model.sample.weights).to_frame()[EFFECT]
        gaps.append(made.set_index(pd.MultiIndex.from_product([[scale], others])))
        k = len(model.coefficients)
        fits[scale] = {"model": word, "parameters": k, "AIC": 2 * k - 2 * model.log_likelihood}
    return pd.concat(gaps).rename_axis(["scale", "use"]), pd.DataFrame(fits).T


def _gaps_to(
    model: binary.BinaryModel, column: str, start: float, ends: pd.Series
) -> list[Contrast]:
    """Return the change in probability from one value of a column to each of several others."""
    beta, link = model.coefficients.to_numpy(), model.link

    def at(value: float) -> tuple[np.ndarray, np.ndarray]:
        design = model.sample.evaluate(model.sample.frame.assign(**{column: value}))
        eta = design @ beta
        return link.mean(eta), link.density(eta)[:, None] * design

    low, slope = at(start)
    pairs = {str(name): at(value) for name, value in ends.items()}
    return [Contrast(name, high - low, steep - slope) for name, (high, steep) in pairs.items()]


def rare_events(frame: pd.DataFrame, use: str, kind: str) -> dict[str, float | str]:
    """Return use's log-odds by maximum likelihood and by Firth, mean predictions, detectable size.

    Of real people, shares of the sample are told in steps of five of them.
    """

    def share(poor: pd.Series) -> float:
        return (
            100 * float(counted(poor.sum(), kind)) / len(poor)
            if kind == "real"
            else 100 * poor.mean()
        )

    formula = f"poor ~ {' + '.join([use, *CONTROLS])}"
    model, word = fit_finite(formula, frame)
    penal = binary.firth(formula, frame, intervals=False)
    reach = binary.detectable_from(binary.marginal_effects(model, [use]))["detectable"].iloc[0]
    return {
        "logit": float(model.coefficients[use]) if word == "logit" else "not finite",
        "Firth": float(penal.coefficients[use]),
        "poor, %": share(frame["poor"]),
        "mean predicted, Firth, %": share(penal.predict(flic=False)),
        "with FLIC, %": share(penal.predict()),
        "detectable, points": 100 * float(reach),
    }


def group_effects(frame: pd.DataFrame, use: str, by: str) -> binary.GroupEffects:
    """Return the effect of use in each group of `by`: interacted, on the probability scale."""
    own = {"gender": "female", "health": "C(health)", "education": "C(education)"}
    others = [c for c in CONTROLS if c != own.get(by)]
    plain = frame.assign(**{by: frame[by].astype(str)})
    model, _ = fit_finite(f"poor ~ {use} * C({by}) + {' + '.join(others)}", plain)
    return binary.effects_by_group(model, use, by)


def gap_between(groups: binary.GroupEffects, one: str, other: str) -> pd.Series:
    """Return the effect in one group minus that in another: estimate, low, high, p_value."""
    names = [str(name) for name in groups.effects.estimates.index]
    contrast = np.zeros(len(names))
    contrast[names.index(one)], contrast[names.index(other)] = 1, -1
    error = float(np.sqrt(contrast @ groups.effects.covariance @ contrast))
    made = tidy(
        ["gap"],
        np.array([contrast @ groups.effects.estimates.to_numpy()]),
        np.array([error]),
        groups.effects.dof,
    )
    return made.iloc[0][[*EFFECT, "p_value"]]


def dimensions(frame: pd.DataFrame) -> pd.DataFrame:
    """Return how kinds of use go with poverty and with two possible harms, in probability.

    Rows: outcome by kind of use; harms are weeks of sixty hours or more, and little trust in
    people (1 or 2 of 5). One model a row, all controls.
    """
    kinds = {
        "any use, per step": "internet_frequency",
        "free-time use, per step": "internet_leisure_frequency",
        "main source of information": "internet_main_information",
    }
    hours, trust = frame["hours_week"], frame["trust_people"]
    outcomes = {
        "working poor": frame["poor"],
        "60 hours or more": (hours >= 60).astype(float).where(hours.notna()),
        "little trust": (trust <= 2).astype(float).where(trust.notna()),
    }
    rows = {}
    for outcome, column in outcomes.items():
        for name, use in kinds.items():
            formula = f"outcome ~ {' + '.join([use, *CONTROLS])}"
            rows[outcome, name] = effect_row(frame.assign(outcome=column), formula, use)
    return pd.DataFrame(rows).T.rename_axis(["outcome", "use"])


def through_hours(frame: pd.DataFrame, use: str) -> pd.DataFrame:
    """Return total, direct and indirect effect of use, the indirect one through weekly hours.

    From the least to the most frequent use; natural effects on the probability scale. A linear
    outcome takes the logit's place where that has no finite estimate.
    """
    levels = (float(frame[use].min()), float(frame[use].max()))
    names = {"outcome": "poor", "exposure": use, "mediators": ["hours_week"]}
    options = names | {"controls": " + ".join(CONTROLS), "errors": "HC0"}
    try:
        made = mediation.natural_effects(mediation.equations(frame, **options), levels)
    except InputError:
        linear = mediation.equations(frame, link="linear", **options)
        made = mediation.natural_effects(linear, levels)
    return made.to_frame().loc[["total", "direct", "indirect"], EFFECT]


def work_gates(frame: pd.DataFrame, use: str) -> pd.DataFrame:
    """Return the effect of use on working, then on poverty with work treated in three ways."""
    right = " + ".join([use, *CONTROLS])
    working = frame[frame["working"] == 1]
    rows = {}
    if frame["working"].nunique() > 1:
        rows["has work"] = effect_row(frame, f"working ~ {right}", use)
    rows |= {
        "working poor, all": effect_row(frame, f"poor ~ {right}", use),
        "poor, of those at work": effect_row(working, f"poor ~ {right}", use),
        "low income, work or not": effect_row(frame, f"low_income ~ {right}", use),
    }
    return pd.DataFrame(rows).T.rename_axis("outcome")


def ability_of_users(data: Dataset) -> dict[str, float]:
    """Return, in a world, by how many deviations ability goes with use, before and after gates.

    Correlations of use with ability, which no survey sees: among all rural-registered people of
    the sample's ages, and in the sample.
    """
    choices, frame = data.choices, data.frame
    everyone = frame["hukou_code"].isin(choices["hukou_codes"]) & frame["age_years"].between(
        choices["age_min"], choices["age_max"]
    )
    rows = {"before": frame.index[everyone], "after": data.sample.index}
    ability, use = data.truth["ability"], frame["internet_frequency"]
    return {name: float(ability[row].corr(use[row])) for name, row in rows.items()}


def backwards(
    frame: pd.DataFrame, use: str, strengths: Sequence[float], draws: int, seed: int
) -> pd.DataFrame:
    """Return what the regression reports when income decides use, in a world without effect.

    The answers on use are dealt out anew, by rank of a score that correlates with log income by
    each strength: every printed mean and deviation stays as it was, incomes too.

    Returns
    -------
    frame by strength: mean effect in points, its Monte Carlo error (the deviation of a draw's
    estimate over √draws), per cent of `draws` with a fall clear of zero
    """
    rng = np.random.default_rng(seed)
    income = np.log1p(frame["income_ranked_cny"].to_numpy())
    income = (income - income.mean()) / income.std()
    noise = rng.standard_normal((draws, len(frame)))
    formula, rows = f"poor ~ {' + '.join([use, *CONTROLS])}", {}
    sample = read_plain(formula, frame)
    for r in strengths:
        made = [_dealt(frame, r * income + np.sqrt(1 - r**2) * drawn) for drawn in noise]
        found = pd.DataFrame([_effect_dealt(sample, one, formula, use) for one in made])
        clear = 100 * (found["high"] < 0).mean()
        estimates = 100 * found["estimate"].astype(float)
        rows[r] = {
            "mean effect, points": estimates.mean(),
            "Monte Carlo error": estimates.std() / np.sqrt(draws),
            "clear falls, %": clear,
        }
    return pd.DataFrame(rows).T.rename_axis("correlation of use with income")


def _effect_dealt(sample: Sample, frame: pd.DataFrame, formula: str, use: str) -> pd.Series:
    """Return the effect of use on a frame that differs from a sample in the answers on use alone.

    The design is kept but for the column of use; where that cannot be, `effect_row` answers.
    """
    place, answers = sample.terms.index(use), frame[use].to_numpy(dtype=float)
    if use == "frequent" or sample.n != len(frame):
        return effect_row(frame, formula, use)
    design = sample.design.copy()
    design[:, place] = answers
    try:
        model = fit_sample(formula, replace(sample, design=design, frame=frame), LOGIT, "HC0")
    except InputError:
        return effect_row(frame, formula, use)
    beta = model.coefficients.to_numpy()
    eta = design @ beta
    gradient = (LOGIT.slope(eta) * beta[place])[:, None] * design
    gradient[:, place] += LOGIT.density(eta)
    made = average(
        model, [Contrast(use, LOGIT.density(eta) * beta[place], gradient)], sample.weights
    )
    return made.to_frame().iloc[0]


def _dealt(frame: pd.DataFrame, score: np.ndarray) -> pd.DataFrame:
    """Return the frame with the same answers on use, given out in the order of a score."""
    columns = ["internet_frequency", "internet_rank", "frequent"]
    dealt = frame[columns].sort_values("internet_frequency").to_numpy()
    return frame.assign(**dict(zip(columns, dealt[score.argsort().argsort()].T, strict=True)))


def truths_by_group(data: Dataset, frame: pd.DataFrame, use: str, by: str) -> Mapping[str, float]:
    """Return a world's built-in effect in each group of `by`; empty for a file."""
    if data.sample_truth is None:
        return {}
    labels = frame[by].astype(str)
    return {name: built_in(data, use, labels == name) for name in labels.unique()}


def curve_built_in(data: Dataset) -> pd.Series | None:
    """Return a world's true gap to the least frequent use, by answer; None for a file."""
    truth = data.sample_truth
    if truth is None:
        return None
    poor = truth[[f"poor_{level}" for level in range(1, 6)]].mean().to_numpy(dtype=float)
    return pd.Series(poor[1:] - poor[0], index=range(2, 6))


def through_hours_built_in(data: Dataset) -> float:
    """Return the part of a world's true effect, use 5 against 1, that runs through hours."""
    truth = data.sample_truth
    return float(truth["poor_5"].mean() - truth["poor_5_hours_1"].mean())
