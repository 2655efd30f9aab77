"""Sentences of the chapter on working poverty, each chosen by the results it tells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from ..data.dataset import Dataset
from ..data.sample_flow import SampleFlow
from ..results import equals_p
from .kinds import kind_of
from .working_poor_tables import COLUMNS, NOT_SHOWN, rows_at_fault


def interval(row: pd.Series) -> str:
    """Return an estimate with its interval in points.

    >>> interval(pd.Series({"estimate": -0.0265, "low": -0.0371, "high": -0.0159}))
    '−2.6 (−3.7 to −1.6)'
    """
    told = [f"{100 * row[part]:.1f}".replace("-", "−") for part in ("estimate", "low", "high")]
    told = [text.replace("−0.0", "0.0") for text in told]
    return f"{told[0]} ({told[1]} to {told[2]})"


def points(share: float) -> str:
    """Return a share in points, with a true minus sign."""
    return f"{100 * share:.1f}".replace("-", "−").replace("−0.0", "0.0")


def place(worlds: Mapping[str, Dataset]) -> str:
    """Return the words with which a sentence says which data speak."""
    data = next(iter(worlds.values()))
    if data.truth is not None:
        return "In these simulated worlds" if len(worlds) > 1 else "In this simulated world"
    return "In this simulated file" if data.is_simulated else "In this file"


def data_said(worlds: Mapping[str, Dataset]) -> str:
    """Return what the page is computed from: two worlds, or one file, real or simulated."""
    first = next(iter(worlds.values()))
    if first.truth is None:
        made = "◇ simulated" if first.is_simulated else "● real"
        return (
            f"It repeats the analysis, step by step, on a {made} file that you gave "
            f"({len(first.frame):,} respondents). What is found there holds for that file, under "
            "the assumptions of each method."
        )
    if len(worlds) == 1:
        built = "no" if "twin none" in worlds else "an"
        return (
            "It repeats the analysis, step by step, on data whose truth is known: a ◇ simulated "
            f"world made to match the same printed table, with {built} effect of Internet use built in. "
            "A ● real file that you name takes its place."
        )
    return (
        "It repeats the analysis, step by step, on data whose truth is known: two ◇ simulated "
        "worlds, **twins** made to match the same printed table, one with an effect of Internet "
        "use built in, one with none. A ● real file that you name takes the place of both."
    )


def gate_said(flow: SampleFlow, first: str, where: str) -> str:
    """Return which gate takes the most people, and how many come to it."""
    steps = flow.to_frame().dropna()
    most = steps.iloc[1:]["dropped"].astype(int).idxmax()
    rule, dropped = steps.loc[most, "rule"], int(steps.loc[most, "dropped"])
    return (
        f"{where}, the gate “{rule}” takes the most people: {dropped:,} of the {dropped + int(steps.loc[most, 'left']):,} "
        f"who come to it ({first})."
    )


def who_said(groups: pd.DataFrame, where: str) -> str:
    """Return which share of those poor by either rule is poor by both."""
    if (groups == NOT_SHOWN).any(axis=None):
        return f"{where}, some of these groups are too small to be shown."
    shares = 100 * groups.loc["by both"] / groups.sum()
    told = ", ".join(f"{share:.0f}% ({name})" for name, share in shares.items())
    return f"{where}, of those poor by either income, this share is poor by both: {told}."


def rule_said(rates: pd.DataFrame, first: str, where: str) -> str:
    """Return how the rate moves from a line of 40 to one of 60% of the median."""
    low, high = rates[first, "individual"].loc[[0.4, 0.6]]
    if not low > 0:
        return f"{where}, too few are poor at a line of 40% for a comparison."
    times = high / low
    size = "more than doubles" if times > 2.05 else "about doubles"
    size = size if times > 1.9 else f"rises by {100 * (times - 1):.0f}%"
    return (
        f"{where}, the share of working poor by own income {size} from {low:.1f}% at a line of 40% "
        f"of the median to {high:.1f}% at 60% ({first})."
    )


def near_said(near: pd.DataFrame, poor: int, first: str, where: str) -> str:
    """Return how many stand near the line, held against the number of poor."""
    count = near[first].iloc[1]
    if count == NOT_SHOWN:
        return f"{where}, too few stand within a tenth of the line to be shown."
    return (
        f"{where}, {count:.0f} workers stand within a tenth of the line ({first}), where {poor} "
        "are counted as working poor."
    )


def effects_told(steps: Mapping[str, pd.DataFrame]) -> str:
    """Return the effect with all controls in each data set, as words."""
    return "; ".join(f"{interval(s.iloc[-1])} in {name}" for name, s in steps.items())


def effect_said(
    steps: Mapping[str, pd.DataFrame], truths: Mapping[str, float], per: str, where: str
) -> str:
    """Return what the logits found with all controls, and what was built in."""
    clear = [name for name, made in steps.items() if made["high"].iloc[-1] < 0]
    seen = "no fall clear of zero is found"
    if clear:
        seen = f"a fall clear of zero is found in {' and in '.join(clear)}"
    text = f"{where}, with all controls {seen}: {effects_told(steps)} (points, {per})."
    firths = [name for name, made in steps.items() if (made["model"] == "Firth").any()]
    if firths:
        text += (
            f" Where too few are poor for a finite logit, Firth's is used ({', '.join(firths)})."
        )
    if truths:
        built = "; ".join(f"{points(truth)} in {name}" for name, truth in truths.items())
        text += f" Built in: {built}."
    return text


# A truth this near to an end of an interval, by its width, is held or missed by a hair.
JUST = 0.02


def lesson_said(steps: Mapping[str, pd.DataFrame], truths: Mapping[str, float]) -> str:
    """Return what the gap between an estimate and the truth teaches."""
    if not truths:
        return (
            "Whether such a gap is an effect depends on what the controls leave out, and no table "
            "of this file can say that."
        )
    parts = []
    for name, truth in truths.items():
        first, last = steps[name].iloc[0], steps[name].iloc[-1]
        alone = "a fall" if first["high"] < 0 else "no fall"
        after = "a fall" if last["high"] < 0 else "no fall"
        held = "holds" if last["low"] <= truth <= last["high"] else "misses"
        nearest = min(abs(truth - last["low"]), abs(truth - last["high"]))
        held = f"just {held}" if nearest < JUST * (last["high"] - last["low"]) else held
        parts.append(
            f"In {name}, with {points(truth)} points built in, the Internet alone shows {alone} "
            f"clear of zero and with all controls {after}; the last interval {held} the truth."
        )
    others = [name for name in steps if name not in truths]
    if others:
        parts.append(
            f"What was built into {' and '.join(others)} counts by the study's own rule of who is "
            "poor, so it is not held against the rule chosen here."
        )
    return " ".join(parts)


def table_said(found: pd.DataFrame, where: str) -> str:
    """Return what one printed table can tell apart."""
    met = "; ".join(f"{row['printed figures met']} in {name}" for name, row in found.iterrows())
    text = (
        f"{where}, this many of the printed means and deviations are met to the digit, the mean of "
        f"health with its decimal point restored: {met}."
    )
    if "built in, points" not in found:
        return f"{text} A table of means and deviations says nothing on effects."
    if len(found) == 1:
        return f"{text} A table of means and deviations does not say what was built in."
    if found["printed figures met"].nunique() == 1:
        return f"{text} So the printed table cannot tell in which of them one lives."
    return f"{text} A table of means and deviations cannot tell in which of them one lives."


def printed_said(possible: Mapping[str, bool], rate: str, n: int, poor: Sequence[int]) -> str:
    """Return how many rows and readings of the printed table no counts fit.

    Parameters
    ----------
    possible : by reading, of `printed_readings`; rate, n : the printed rate and number of answers
    poor : the numbers of working poor that the printed rate fits
    """
    faults = rows_at_fault(possible)
    saved = sum(any(ok for what, ok in possible.items() if what.startswith(f)) for f in faults)
    return (
        f"Of the {len(COLUMNS)} rows, {len(faults)} cannot be as printed if the first codes or range "
        f"that the paper gives them hold ({', '.join(faults)}); {saved} of these can under another "
        f"reading. No counts exist for {sum(not ok for ok in possible.values())} of {len(possible)} "
        f"readings tried. The printed rate of {rate} of {n:,} fits {' or '.join(map(str, poor))} "
        "working poor."
    )


def gates_said(
    gates: Mapping[str, pd.DataFrame],
    ability: Mapping[str, dict],
    truths: Mapping[str, float],
    where: str,
) -> str:
    """Return whether use goes with having work, what is a false alarm, and what gates do to ability.

    truths : what was built into a world, by name; where that is nothing, what is clear of zero is
    a false alarm
    """
    gates = {name: made for name, made in gates.items() if "has work" in made.index}
    if not gates:
        return f"{where}, everybody in the sample counts as at work, so no gate of work is left."
    told = "; ".join(f"{interval(g.iloc[0])} in {name}" for name, g in gates.items())
    more = [name for name, made in gates.items() if made["low"].iloc[0] > 0]
    less = [name for name, made in gates.items() if made["high"].iloc[0] < 0]
    seen = [f"more use goes with having work more often in {' and in '.join(more)}"] * bool(more)
    seen += [f"more use goes with having work less often in {' and in '.join(less)}"] * bool(less)
    seen = "; ".join(seen) or "no clear link of use with having work is seen"
    text = f"{where}, {seen} (points: {told})."
    idle = [name for name, truth in truths.items() if name in gates and abs(truth) < 0.0005]
    text += "".join(f" {_alarms(name, gates[name])}" for name in idle)
    if ability:
        name, pair = next(iter(ability.items()))
        text += (
            f" In a simulated world ability is known too: in {name} its correlation with use is "
            f"{pair['before']:.2f} before the gates and {pair['after']:.2f} after them."
        )
    return text


def _alarms(name: str, gates: pd.DataFrame) -> str:
    clear = gates[(gates["low"] > 0) | (gates["high"] < 0)]
    told = "; ".join(f"{outcome}, {interval(row)}" for outcome, row in clear.iterrows())
    if not told:
        return f"In {name}, where nothing is built in, no row is clear of zero."
    are, alarm = ("is", "a false alarm") if len(clear) == 1 else ("are", "false alarms")
    return (
        f"In {name}, where nothing is built in, {len(clear)} of {len(gates)} rows {are} clear of zero all "
        f"the same, {alarm}: {told}."
    )


def backwards_said(table: pd.DataFrame | None, draws: int, data: Dataset) -> str:
    """Return how much of an effect a reversed arrow can feign.

    table : None where there is no world without any effect; data : what the page is run on
    """
    if table is None and data.truth is not None:
        return "This is tried out in the twin without any effect (`world=both` or `world=none`)."
    if table is None:
        return "On a file this cannot be tried out, because what drives what is not known there."
    lot, most = table.iloc[0], table.iloc[-1]
    return (
        "In this simulated world without any effect, the same regression reports, on average over "
        f"{draws} draws (± the Monte Carlo error), {_mean_told(lot)} points when use is dealt by lot, "
        f"{_luck(lot, draws)}, and {_mean_told(most)} points when it follows income with a correlation of "
        f"{table.index[-1]:g}, {_luck(most, draws)}; {most['clear falls, %']:.0f}% of the draws then show "
        "a fall clear of zero."
    )


def _mean_told(row: pd.Series) -> str:
    mean = f"{row['mean effect, points']:.2f}".replace("-", "−")
    return f"{mean} ± {row['Monte Carlo error']:.2f}"


def _luck(row: pd.Series, draws: int) -> str:
    """Return whether the mean of the draws stands out of their luck, by t at 1%."""
    from scipy import stats

    reach = stats.t.ppf(0.995, draws - 1) * row["Monte Carlo error"]
    if abs(row["mean effect, points"]) <= reach:
        return "which the luck of the draws may explain (a t-test at 1%)"
    return "which is more than the luck of the draws"


def scales_said(fits: Mapping[str, pd.DataFrame], where: str) -> str:
    """Return which scale fits best in each data set, and by how little.

    The gap is that of the AICs as the table prints them, with one digit.
    """
    parts = []
    for name, frame in fits.items():
        aic = frame["AIC"].astype(float).sort_values()
        gap = round(aic.iloc[1], 1) - round(aic.iloc[0], 1)
        parts.append(f"{aic.index[0]} by {gap:.1f} in {name}")
    return f"{where}, this scale has the smallest AIC: {'; '.join(parts)}. Less than 2 is no difference."


def rare_said(rare: pd.DataFrame, truths: Mapping[str, float], where: str) -> str:
    """Return the smallest effect that the design would find, against what there is to find."""
    reach = rare["detectable, points"].astype(float)
    told = "; ".join(f"{value:.2f} points in {name}" for name, value in reach.items())
    text = f"{where}, the smallest effect that would be found four times in five: {told}."
    for name, truth in truths.items():
        if abs(truth) > 0.0005:
            built = f"{100 * truth:.2f}".replace("-", "−")
            size = "more" if abs(100 * truth) > reach[name] else "less"
            text += f" What was built into {name}, {built} points, is {size} than its {reach[name]:.2f}."
    return text


def found_said(rare: pd.DataFrame, where: str, kind: str) -> str:
    """Return what the design can see in a line that another page can quote, with its badge."""
    reach = rare["detectable, points"].astype(float)
    told = " and ".join(f"{value:.2f} points in {name}" for name, value in reach.items())
    return (
        f"{kind_of(kind).badge}: {where[0].lower()}{where[1:]}, the smallest effect seen four times in "
        f"five is {told}"
    )


def regions_said(p_values: Mapping[str, float], where: str) -> str:
    """Return whether the effect of use differs between regions."""
    told = "; ".join(f"p {equals_p(p)} in {name}" for name, p in p_values.items())
    differ = [name for name, p in p_values.items() if p < 0.05]
    if differ:
        return f"{where}, equal effects in all regions are rejected in {' and in '.join(differ)} ({told})."
    return f"{where}, equal effects in all regions are not rejected ({told})."


def hours_said(paths: Mapping[str, pd.DataFrame], truths: Mapping[str, float], where: str) -> str:
    """Return how much of the effect runs through weekly hours, and what was built in."""
    told = "; ".join(
        f"{interval(p.loc['indirect'])} of {points(p.loc['total', 'estimate'])} in {name}"
        for name, p in paths.items()
    )
    text = f"{where}, this part of the effect runs through weekly hours (points): {told}."
    if truths:
        built = "; ".join(f"{points(truth)} in {name}" for name, truth in truths.items())
        text += f" Built in: {built}."
    return text


def harms_said(dims: Mapping[str, pd.DataFrame], where: str) -> str:
    """Return which harms rise with use beyond chance: the level of 5% is shared among them."""
    found = []
    for name, frame in dims.items():
        harms = frame.drop(index="working poor", level="outcome").astype({"p_value": float})
        clear = harms[(harms["p_value"] < 0.05 / len(harms)) & (harms["estimate"] > 0)]
        found += [f"{outcome} with {use} ({name})" for outcome, use in clear.index]
    tests = f"{len(harms)} tests a data set, Bonferroni"
    if found:
        return f"{where}, these harms rise with use beyond chance ({tests}): {'; '.join(found)}."
    return f"{where}, no harm rises with use beyond chance ({tests}); that is no proof of none."
