"""Sentences of the chapter on relative poverty on what estimates can tell, chosen by results.

Everywhere: `truths` holds the built-in effect by data set, None for a file.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from .household_figures import points
from .household_study import TWINS
from .household_words import PLACES, number, with_interval

Truths = Mapping[str, float | None]
IDLE = TWINS["none"]
ALONE = "Whether an estimate can tell this world from its twin is asked where both are run (`world=both`)."


def known(truths: Truths) -> bool:
    """Return whether the truth is known in every data set."""
    return all(truth is not None for truth in truths.values())


def hits(answers: Mapping[str, pd.DataFrame], truths: Truths) -> dict[str, list[str]]:
    """Return the estimators whose interval holds the truth, by data set; none for a file."""
    if not known(truths):
        return {}
    holds = {n: f[(f["low"] <= truths[n]) & (truths[n] <= f["high"])] for n, f in answers.items()}
    return {name: list(frame.index) for name, frame in holds.items()}


def estimators_told(quoted: Mapping[str, pd.Series], estimator: str) -> str:
    """Return what one estimator gives in each data set."""
    gives = (f"{PLACES[n]} {estimator} gives {points(q['estimate'])}" for n, q in quoted.items())
    return "; ".join(gives)


def estimators_said(answers: Mapping[str, pd.DataFrame], truths: Truths, lead: str) -> str:
    """Return how far the estimators with controls agree, and which hold the truth."""
    four = answers[lead]["estimate"].iloc[1:]
    text = f"The four with controls lie between {points(four.min())} and {points(four.max())} {PLACES[lead]}."
    if not known(truths):
        return (
            f"{text} That they agree says that they use the same controls; it does not say that "
            "they are right."
        )
    counted = []
    for name, found in hits(answers, truths).items():
        held = f"the truth lies inside the interval of {', '.join(found)}"
        held = held if found else "no interval holds the truth"
        closest = (answers[name]["estimate"] - truths[name]).abs().idxmin()
        off = points(answers[name].loc[closest, "estimate"] - truths[name])
        counted.append(
            f"{PLACES[name]} ({points(truths[name])} built in), {held}, and the closest is "
            f"{closest}, off by {off}"
        )
    if len(answers) == 1:
        return f"{text} So: {counted[0]}. {ALONE}"
    telling = tell_apart(answers, truths)
    told = f"only {', '.join(telling)} can" if telling else "none of the five can"
    told = "all five can" if len(telling) == len(answers[lead]) else told
    return (
        f"{text} So: {'; and '.join(counted)}. Can they tell the two stories apart, that is, do the "
        f"two estimates differ by more than either errs? Here {told}."
    )


def tell_apart(answers: Mapping[str, pd.DataFrame], truths: Truths) -> list[str]:
    """Return the estimators that differ between two worlds by more than they err in either."""
    (one, first), (other, second) = answers.items()
    gap = (first["estimate"] - second["estimate"]).abs()
    errors = [(made["estimate"] - truths[n]).abs() for n, made in ((one, first), (other, second))]
    return list(gap.index[gap > np.maximum(*errors)])


def error_said(quoted: Mapping[str, pd.Series], truths: Truths, estimator: str) -> str:
    """Return how far the quoted estimator errs, against how far apart the data sets are."""
    if not known(truths):
        return (
            "With one data set and no known truth, the error cannot be computed. What can be asked "
            "is how strong a hidden cause would have to be (below)."
        )
    errors = {name: row["estimate"] - truths[name] for name, row in quoted.items()}
    told = " and ".join(f"{points(error)} {PLACES[name]}" for name, error in errors.items())
    text = f"With the estimator *{estimator}*, the error is {told}."
    if len(quoted) == 1:
        return f"{text} {ALONE}"
    one, other = (row["estimate"] for row in quoted.values())
    lesson = (
        "The larger error is at least as large as the difference between the two estimates, so "
        "neither estimate tells the two worlds apart."
    )
    if abs(one - other) > max(map(abs, errors.values())):
        lesson = (
            "The two twins differ by more than either estimate errs, so the estimate does carry "
            "some news."
        )
    return f"{text} {lesson}"


def answer_said(
    quoted: Mapping[str, pd.Series],
    answers: Mapping[str, pd.DataFrame],
    truths: Truths,
    estimator: str,
    users: str,
) -> str:
    """Return the chapter's answer: the quoted estimate, and what was built in if that is known.

    answers : every estimate of each data set; the front page quotes the logit's
    """
    (lead, q), *others = quoted.items()
    text = (
        f"Where {users}, the estimator *{estimator}* finds poverty changed by "
        f"{with_interval(q)} {PLACES[lead]}."
    )
    if not known(truths):
        return f"{text} It is an effect only if nothing unmeasured moves both use and poverty."
    told = f"{text} Built in were {points(truths[lead])}."
    for name, other in others:
        told += (
            f" In the other twin it finds {points(other['estimate'])} where {points(truths[name])} "
            "were built in."
        )
    if estimator == "logit":
        return told
    logits = " and ".join(
        f"{points(made.loc['logit', 'estimate'])} {PLACES[n]}" for n, made in answers.items()
    )
    return (
        f"{told} The *logit* with the same controls, which the front page quotes, finds {logits}."
    )


def income_said(roles: pd.DataFrame) -> str:
    """Return what the estimate is with income in the index, held constant, and left out of it.

    roles : of `household_tables.income_table`, in points; rows by data set and place of income
    """
    told = []
    for name, rows in roles.groupby(level="data", sort=False):
        inside, held, without = (row for _, row in rows.iterrows())
        clear = without["low"] > 0 or without["high"] < 0
        told.append(
            f"{PLACES[name]} the estimate is {points(inside['estimate'] / 100)} with income in the index, "
            f"{points(held['estimate'] / 100)} with income held constant and {points(without['estimate'] / 100)} "
            f"with income out of the index, which is {'' if clear else 'not '}clear of zero"
        )
    return f"So, {'; and '.join(told)}."


WEAK = 10


def instrument_said(found: pd.DataFrame) -> str:
    """Return what to make of the instrument's estimate in each data set.

    found : of `household_estimators.instrument`

    An instrument with a first-stage F below 10 is weak: Staiger and Stock (1997), doi
    10.2307/2171753. A fall larger than the poverty of those not online cannot be.
    """
    told = [f"{PLACES[name]}, {_instrument(row.dropna())}" for name, row in found.iterrows()]
    weak = found["first-stage F"] < WEAK
    lesson = "A strong first stage says nothing on whether the instrument reaches poverty by another way."
    if weak.any():
        lesson = (
            "A weak instrument blows up the smallest other way to poverty, and its interval is too sure "
            "of itself: this is no number to read as an effect."
        )
    return f"{'; '.join(told)[0].upper()}{'; '.join(told)[1:]}. {lesson}"


def _instrument(row: pd.Series) -> str:
    strength = f"its first-stage F of {row['first-stage F']:.1f} is"
    word = "below 10, so it is weak" if row["first-stage F"] < WEAK else "at least 10"
    told = (
        f"the instrument gives {points(row['points'] / 100)} (95%: {number(row['low'])} to "
        f"{number(row['high'])}) and {strength} {word}"
    )
    most = row.get("poor without use, %")
    if most is not None and -row["points"] > most:
        told += (
            f"; that is more than there is to lose, since {most:.1f} per cent of those not online are "
            "poor"
        )
    elif row["low"] <= 0 <= row["high"]:
        told += "; the interval holds zero"
    if "built in" in row:
        held = "holds" if row["low"] <= row["built in"] <= row["high"] else "misses"
        told += f"; the interval {held} what was built in, {points(row['built in'] / 100)}"
    return told


def hidden_said(
    needed: pd.DataFrame, quoted: Mapping[str, pd.Series], truths: Truths, estimator: str
) -> str:
    """Return how strong a hidden cause would have to be, and what the idle twin says of that.

    needed : of `household_estimators.hidden_causes`
    """
    told = _by_place(needed["E-value"], 1)
    bound = (
        f"The bound Γ at which the estimate tips is {_by_place(needed['Γ at which it tips'], 2)}"
    )
    delta = f"Oster's δ is {_by_place(needed[OSTER], 2)}"
    lesson = "Whether such a cause is plausible is a judgement on the field, not on the table."
    if IDLE in quoted:
        lesson = _nothing_there(quoted[IDLE], estimator)
    return (
        f"The E-value is {told}. {bound}. {delta}, where 1 would ask for as much as all measured "
        f"controls together. {lesson}"
    )


OSTER = "Oster's δ"


def _by_place(values: pd.Series, digits: int) -> str:
    """Return a value by data set in words; one that does not exist is told so."""
    told = {n: "not defined" if pd.isna(v) else number(float(v), digits) for n, v in values.items()}
    return " and ".join(f"{value} {PLACES[name]}" for name, value in told.items())


def _nothing_there(row: pd.Series, estimator: str) -> str:
    if not _clear_of_zero(row):
        return (
            "Here the interval of the estimate in the twin without any effect covers zero, so there "
            "is nothing to explain away."
        )
    causes = "hidden causes, together, did"
    if estimator == "plain difference":
        causes = "causes other than use, the measured and the hidden ones together, did"
    return (
        "The twin without any effect shows how far one may trust such a number: "
        f"{causes} all that it asks for."
    )


def vulnerability_said(
    means: Mapping[str, pd.Series], above: Mapping[str, pd.Series], threshold: float, truths: Truths
) -> str:
    """Return the mean chance of poverty by use, and the share above the threshold.

    means, above : by data set, mean chance and share above, by use (0, 1)
    """
    told = [
        f"{PLACES[n]} the mean chance is {100 * v[0]:.0f} per cent without and {100 * v[1]:.0f} with "
        f"use, and {_above(above[n])} stand above {threshold:g}"
        for n, v in means.items()
    ]
    text = f"Computed so, {'; and '.join(told)}."
    if IDLE not in means:
        return text
    gap = points(means[IDLE][1] - means[IDLE][0])
    still = "nil" if gap == points(0) else f"still {gap}"
    return f"{text} Where no effect of use on anybody's income was built in, now or later, the gap is {still}."


def _above(shares: pd.Series) -> str:
    if shares.isna().any():
        return "too few, or all but a few, to be shown"
    return f"{100 * shares[0]:.1f} against {100 * shares[1]:.1f} per cent"


def natural_told(natural: Mapping[str, pd.DataFrame]) -> str:
    """Return the indirect and the total effect of each data set."""
    return "; ".join(
        f"{PLACES[n]} {points(f.loc['indirect', 'estimate'])} of {points(f.loc['total', 'estimate'])}"
        for n, f in natural.items()
    )


def mediation_said(
    natural: Mapping[str, pd.DataFrame], true_indirect: Mapping[str, float | None]
) -> str:
    """Return the share mediated where the total is clear of zero, and a channel found in error.

    natural : by data set, estimate, low, high by effect (total, indirect, share, …)
    """
    told = []
    for name, found in natural.items():
        total, share = found.loc["total"], 100 * found.loc["share"]
        if total["low"] <= 0 <= total["high"]:
            why = "since the interval of the total covers zero"
            told.append(f"not a meaningful number {PLACES[name]}, {why}")
        else:
            middle, low, high = (number(share[part], 0) for part in ("estimate", "low", "high"))
            told.append(f"{middle} per cent (95%: {low} to {high}) {PLACES[name]}")
    text = f"The share mediated is {' and '.join(told)}."
    nil = [n for n, truth in true_indirect.items() if truth == 0]
    clear = [_clear_of_zero(natural[name].loc["indirect"]) for name in nil]
    if any(clear):
        text += (
            " A channel is found even where none was built in: the hidden causes of use move "
            "business and gifts as well."
        )
    elif nil:
        text += " Where none was built in, no channel is found that is clear of zero."
    elif known(true_indirect):
        text += (
            " Whether one is found where none was built in is asked in the twin of this world "
            "(`world=both`)."
        )
    return " ".join([text, *_truths_told(natural, true_indirect)])


def _truths_told(
    natural: Mapping[str, pd.DataFrame], true_indirect: Mapping[str, float | None]
) -> list[str]:
    """Return each channel that was built in beside what is found of it."""
    told = []
    for name, truth in true_indirect.items():
        if truth:
            row = natural[name].loc["indirect"]
            middle, low, high = (number(100 * row[c]) for c in ("estimate", "low", "high"))
            held = "holds" if row["low"] <= truth <= row["high"] else "misses"
            told.append(
                f"{PLACES[name][0].upper()}{PLACES[name][1:]}, {number(100 * truth)} points run "
                f"through the channels and {middle} (95%: {low} to {high}) are found: the interval "
                f"{held} the truth."
            )
    return told


def _clear_of_zero(row: pd.Series) -> bool:
    return bool(row["low"] > 0 or row["high"] < 0)


def twist_told(change: Mapping[str, pd.Series]) -> str:
    """Return by how much poverty changes from nobody to everybody online."""
    return "; ".join(
        f"{PLACES[n]} it changes by {_change(c['line fixed'])} at a fixed line and "
        f"{_change(c['line moving'])} at a moving one"
        for n, c in change.items()
    )


def twist_said(
    change: Mapping[str, pd.Series],
    rise: Mapping[str, float],
    halfway: Mapping[str, pd.Series],
    assumed: float | None,
) -> str:
    """Return what becomes of poverty when everybody goes online, at both kinds of line.

    rise : the most that the moving line counts above its start on the way, by data set;
    halfway : the share below the moving line when half are online, by who goes first; assumed :
    the gain assumed of a user, None where it was built in
    """
    told = [
        f"{PLACES[n]}, going from nobody to everybody changes poverty by {_change(c['line fixed'])} "
        f"at the fixed line and by {_change(c['line moving'])} at the moving one; on the way, the "
        f"moving line {_on_the_way(rise[n])}, and {_who_first(halfway[n])}"
        for n, c in change.items()
    ]
    given = (
        "" if assumed is None else f" (with an assumed gain of {assumed:.0%} for whoever is online)"
    )
    said = f"Here{given}, {'. Likewise, '.join(told)}."
    if list(change) == [IDLE]:
        said += (
            " Nobody gains by going online in this world, so nothing moves: what a gain does is asked "
            "in its twin (`world=both`)."
        )
    return said


def _who_first(shares: pd.Series) -> str:
    (one, first), (other, second) = (100 * shares).items()
    if np.isnan(first + second):
        return "whether it matters who goes first cannot be shown"
    matters = "it does not matter" if f"{first:.1f}" == f"{second:.1f}" else "it matters"
    return (
        f"{matters} who goes first: with half of all online, {first:.1f} per cent are below it "
        f"({one}) or {second:.1f} ({other})"
    )


def _change(change: float) -> str:
    return "what rests on too few to be shown" if np.isnan(change) else points(change)


def _on_the_way(rise: float) -> str:
    if np.isnan(rise):
        return "cannot be shown"
    more = points(rise).lstrip("+")
    return (
        "never counts more than at the start"
        if more == points(0)
        else f"counts up to {more} more than at the start"
    )
