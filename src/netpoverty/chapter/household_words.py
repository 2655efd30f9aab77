"""Sentences of the chapter on relative poverty up to the gap between users and others."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from .household_figures import points
from .household_study import HouseholdStudy
from .kinds import kind_of

PLACES = {
    "effect built in": "in the twin with the effect built in",
    "no effect": "in the twin without any effect",
    "your file": "in this file",
    "your simulated file": "in this simulated file",
}
MODELS, LINEAR = {"logit": "a logit"}, "a linear probability model"
USERS = {
    "respondent": "the respondent is online",
    "any": "any member is online",
    "share": "at least half of the members are online",
}


def region(name: str) -> str:
    """Return a region's name as a sentence has it, after "the".

    >>> region("West"), region("Central")
    ('West', 'Centre')
    """
    return {"Central": "Centre"}.get(name, name)


def number(value: float, digits: int = 1) -> str:
    """Return a number with a true minus sign, and none before a zero.

    >>> number(-3.14), number(-0.04), number(12.6, 0)
    ('−3.1', '0.0', '13')
    """
    return f"{round(value, digits) + 0.0:.{digits}f}".replace("-", "−")


def with_interval(row: pd.Series) -> str:
    """Return a change in a share in points with its interval.

    >>> with_interval(pd.Series({"estimate": -0.03, "low": -0.04, "high": 0.001}))
    '−3.0 points (95%: −4.0 to 0.1)'
    """
    return f"{points(row['estimate'])} (95%: {number(100 * row['low'])} to {number(100 * row['high'])})"


def data_said(studies: Mapping[str, HouseholdStudy], households: int) -> str:
    """Return what the page is computed from; a marked file without a truth counts as a file."""
    lead = next(iter(studies.values()))
    if lead.true_effect is None:
        return (
            f"The page was run on a file with {len(lead.frame):,} usable households "
            f"({lead.data.badge}). Its results hold as far as the assumptions named beside them do."
        )
    made = (
        f"two made-up worlds of {households:,} households each. They are twins: both have the "
        "official median and mean of rural income, but going online lowers poverty in one and does "
        "nothing in the other."
    )
    first = "the first twin"
    if len(studies) == 1:
        made = (
            f"a made-up world of {households:,} households. It has the official median and mean of "
            f"rural income, and going online {'lowers poverty' if lead.true_effect else 'does nothing'} in it."
        )
        first = "this world"
    return (
        f"Since nobody can download these data freely, the page runs on {made} As in a "
        f"survey, answers are missing: {len(lead.frame):,} households of {first} tell all that weights, "
        "index and controls need, and only these are used. "
        "Results on them (◇) say whether a *method* can be trusted and nothing about any real "
        "household. Your own file takes their place with `-p source PATH`."
    )


def codebook_said(ever: pd.Series) -> str:
    """Return whether social life and entertainment stand first among the printed purposes.

    ever : % of users who ever do, by purpose, in increasing order
    """
    top = set(ever.index[-2:])
    agrees = "stand first" if top == {"social", "entertainment"} else "do not both stand first"
    order = ", ".join(f"{purpose} {share:.1f}" for purpose, share in ever[::-1].items())
    return (
        f"In the codebook's counts, social life and entertainment {agrees}; the order, in per cent of "
        f"users who ever do, is {order}."
    )


def ranges_told(online: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """Return the lowest and the highest rate of each grouping as words."""
    ends = {n: (g["estimate"].min(), g["estimate"].max()) for n, g in online.items() if len(g)}
    return {n: f"{low:.0f} to {high:.0f} per cent" for n, (low, high) in ends.items()}


def widest(online: Mapping[str, pd.DataFrame]) -> str:
    """Return the grouping whose highest rate stands farthest above its lowest.

    A grouping of which a real file shows no group has no part; "none" where no other is left.
    """
    shown = {name: np.ptp(rates["estimate"]) for name, rates in online.items() if len(rates)}
    return max(shown, key=shown.get, default="none")


def online_said(online: Mapping[str, pd.DataFrame], here: str) -> str:
    """Return by what the share online differs most, and how far the regions are apart."""
    rates, wide = online["region"]["estimate"], widest(online)
    if wide == "none":
        return f"Counted {here}, every group has too few users, or too few others, to be shown."
    text = f"Counted {here}, the gap is widest by **{wide}** ({ranges_told(online)[wide]}); by region, "
    if len(rates) < 2:
        return f"{text}there are no two groups large enough to be compared."
    return (
        f"{text}the {region(rates.idxmax())} leads with {rates.max():.0f} and the "
        f"{region(rates.idxmin())} closes with {rates.min():.0f} per cent."
    )


def falls_said(fall: pd.DataFrame, here: str) -> str:
    """Return where the headcount falls most along k, in points and as a share of its start."""
    regions = fall.drop(index="all", errors="ignore").dropna()
    if len(regions) < 2:
        return f"Counted {here}, no two regions have enough poor households at both cutoffs to be compared."
    falls = [regions[column].idxmax() for column in ("fall, points", "fall, % of start")]
    in_points, in_share = map(region, falls)
    same = "the same region" if in_points == in_share else "not the same region"
    return (
        f"Counted {here}, the headcount falls most *in points* in the {in_points} and most *as a "
        f"share of its start* in the {in_share}: {same}. The highest start is that of the "
        f"{region(regions.iloc[:, 0].idxmax())}."
    )


def steps_said(
    steps: Mapping[str, pd.DataFrame], truths: Mapping[str, float | None], exposure: str
) -> str:
    """Return the gap without and with controls, each with its interval, and what was built in."""
    told = [
        f"{PLACES[name]}, {with_interval(made.iloc[0])} without controls {_when_age_enters(made)} and "
        f"become {with_interval(made.iloc[-1])} with all of them"
        for name, made in steps.items()
    ]
    return f"So, {'; and '.join(told)}. {_built_in(truths, exposure)}"


def _when_age_enters(made: pd.DataFrame) -> str:
    one, other = made["estimate"].astype(float).iloc[:2]
    if points(one) == points(other):
        return "stay as they are when age and gender enter"
    word = "shrink" if abs(other) < abs(one) else "grow"
    return f"{word} to {points(other)} when age and gender enter"


def found_said(
    steps: Mapping[str, pd.DataFrame], truths: Mapping[str, float | None], kind: str
) -> str:
    """Return the finding of each data set in a line that another page can quote, with its badge."""
    parts = [
        f"by {with_interval(made.iloc[-1])} "
        + ("in the file that was given" if truths[name] is None else _where_built(truths[name]))
        for name, made in steps.items()
    ]
    models = dict.fromkeys(MODELS.get(made["model"].iloc[-1], LINEAR) for made in steps.values())
    return (
        f"{kind_of(kind).badge}: by {' or '.join(models)} with all controls, users differ from others "
        f"{', and '.join(parts)}"
    )


def _where_built(truth: float) -> str:
    built = f"{points(truth)} were built in" if truth else "nothing was built in"
    return f"in a twin world where {built}"


def _built_in(truths: Mapping[str, float | None], exposure: str) -> str:
    built = ", ".join(f"{points(t)} {PLACES[n]}" for n, t in truths.items() if t is not None)
    if not built:
        return "What the true effect is, nobody can read off such a table."
    text = f"The dashed line is what was built in: {built}."
    if exposure == "respondent":
        return text
    return f"{text[:-1]}. It is the effect of the *respondent's* use, whereas another definition of use is compared here."


def groups_said(holm: Mapping[str, float], here: str, truth: float | None) -> str:
    """Return by which groupings the effect differs after the adjustment for several tests.

    truth : the effect built in, None for a file
    """
    differ = [name for name, p in holm.items() if p < 0.05]
    if not holm:
        return f"No grouping can be tested {here}: fewer than two of its groups have both users and others."
    found = f"the estimated effects differ by {' and '.join(differ)}"
    found = found if differ else "no grouping shows a difference that survives"
    tests = "1 test" if len(holm) == 1 else f"{len(holm)} tests"
    text = f"After the adjustment for {tests}, {here}, {found} at five per cent."
    if differ and truth == 0:
        text += " Nobody there gains by being online, so what differs is bias or chance."
    return text
