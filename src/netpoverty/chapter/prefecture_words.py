"""Sentences of the chapter on Sichuan that its runs choose."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import pandas as pd

from ..models import var
from ..models.spurious import SpuriousLaboratory
from ..results import format_number
from .prefecture_study import PrefectureStudy

RISING = ("drifting walks", "linear trends", "national trend")
ON_THE_STORY = {
    "always": "The printed equations draw the printed story whatever was left out.",
    "sometimes": "The printed equations can draw the printed story, but only for some of what was "
    "left out, and the page does not say which.",
    "never": "The printed equations do not draw the printed story, for any residual covariance and "
    "any case tried here; equations and sentences need a correction, or something that was not "
    "printed, to agree.",
}


def data_said(study: PrefectureStudy, rows: int) -> str:
    """Return which panels stand for the unpublished ones, or whose file is read.

    rows : the number of rows that the printed fits imply
    """
    if study.kind == "real":
        return (
            f"Where methods are run on data, your own file is read: {study.units} units, "
            f"{study.years} years, the Internet measured by {study.measure}. What is true there "
            "nobody knows, so it can show how answers differ and not which one is right."
        )
    both = "in one, `effect`, the printed effect is built in; in its twin, `none`, one more user "
    both += "changes nothing at all"
    alone = {
        "effect built in": "here the one with the printed effect built in",
        "none built in": "here the one in which one more user changes nothing at all",
    }
    which = both if len(study.frames) > 1 else alone[next(iter(study.frames))]
    return (
        "Where a method is on trial, the data must have a known truth, and the series of the three "
        f"prefectures have never been published. Simulated panels stand in: {which}. They are built to "
        "print the tables of the paper, so that they print them is no finding. The printed fits imply "
        f"{rows} rows, not 57, so in these panels CII is known for {rows / study.units:g} years in each "
        f"of {study.units} places and not for nineteen{_fewer(study, rows)}."
    )


def _fewer(study: PrefectureStudy, rows: int) -> str:
    return "" if study.years * study.units == rows else f"; this run uses {study.years} of them"


def same_digits_said(study: PrefectureStudy, same: pd.DataFrame) -> str:
    """Return how many printed numbers come out digit for digit in each panel."""
    if study.kind == "real":
        return (
            f"Your file has its own numbers ({int(same['same'].sum())} of "
            f"{int(same['compared'].sum())} coincide with the print); the printed ones stand "
            "beside them for the layout alone."
        )
    told = "; ".join(
        f"{int(r['same'])} of {int(r['compared'])} in the panel with {n}"
        for n, r in same.iterrows()
    )
    return f"Of the printed coefficients and errors, the simulated panels show digit for digit: {told}."


def panel_lesson(study: PrefectureStudy, same: pd.DataFrame) -> str:
    """Return what the printed panel tables can tell apart, as this run shows it."""
    if study.kind == "real":
        return (
            "What is true in your file nobody knows, so nothing in this run says which "
            "specification is right."
        )
    if "none built in" not in same.index:
        return "Run with `world both` to see what a world without effect prints."
    idle = same.loc["none built in"]
    if idle["same"] >= 0.9 * idle["compared"]:
        return (
            "The printed panel tables cannot say: nearly every digit of them comes out just as "
            "well in a simulated world in which one more user changes nothing."
        )
    return (
        "The printed panel tables were not reproduced in the simulated panels of this run, so what "
        "they can tell apart stays open here."
    )


def places_said(tables: Mapping[str, pd.DataFrame]) -> str:
    """Return which place gains more in yuan, which in per cent, and whether that turns.

    Parameters
    ----------
    tables : from `towns_and_villages`, one a reading of the doubtful slope on output
    """
    yuan = next(iter(tables.values())).loc["within", "yuan"].idxmax()
    leads = {leader_in_per_cent(table.loc["within"]) for table in tables.values()}
    lead = leads.pop() if len(leads) == 1 else None
    if lead is None:
        per_cent = "rounding, or the sign of the doubtful slope on output, leaves it open"
    else:
        per_cent = (
            "for every value that rounds to the printed numbers used and either sign of the "
            f"doubtful slope on output, that of {lead}"
        )
    turns = "turns" if lead != yuan else "does not turn"
    if lead is None:
        turned = "Whether the conclusion turns with the unit stays open."
    else:
        turned = f"The conclusion {turns} with the unit."
    return (
        f"In yuan the larger coefficient is that of {yuan}; in per cent of the implied mean "
        f"incomes, {per_cent}. {turned}"
    )


def leader_in_per_cent(inside: pd.DataFrame) -> str | None:
    """Return the place whose gain in per cent is the larger for every rounding, or None."""
    for place, rival in (("towns", "villages"), ("villages", "towns")):
        if inside.loc[place, "% at least"] > inside.loc[rival, "% at most"]:
            return place
    return None


def found_where_all_rises(lab: SpuriousLaboratory) -> pd.Series:
    """Return the % of panels in which fixed effects find an effect, by world that rises."""
    frame = lab.frame[lab.frame["world"].isin(RISING) & (lab.frame["estimator"] == "Fixed effects")]
    return 100 * frame.set_index("world")["found"]


def lab_said(fixed: pd.Series, stars: pd.Series) -> str:
    """Return how often fixed effects find what is not there, and with three stars."""
    return (
        "In simulated worlds where everything rises and nothing is related, fixed effects report an "
        f"effect in {_span(fixed)} of a hundred panels, and in {_span(stars)} with three stars by "
        "the key of the paper."
    )


def years_said(fixed: pd.Series, years: int, recorded: pd.Series, then: int) -> str:
    """Return why the laboratory and the recorded table sound the alarm in different shares.

    Parameters
    ----------
    fixed : % of panels with a false alarm by world, in the laboratory of this run
    years : years of a panel of this run
    recorded : shares in the recorded simulations, by world, with `then` years
    """
    before = 100 * recorded
    said = (
        f"In simulated worlds of {then} years, recorded in the table of false alarms above, "
        f"conventional errors sound it in {_span(before)} of a hundred panels; in those of this "
        f"laboratory, which have the {years} years of the panels here, in {_span(fixed)}."
    )
    if years == then:
        return f"{said} The years are the same, so what differs is the draw of the panels."
    told = (fixed.mean() - before.mean()) * (years - then)
    why = "The longer two series rise, the surer an estimator is of what is not there."
    other = "The years differ, and here fewer of them did not mean fewer alarms."
    return f"{said} {why if told > 0 else other}"


def _span(values: pd.Series) -> str:
    low, high = f"{values.min():.0f}", f"{values.max():.0f}"
    return low if low == high else f"{low} to {high}"


def roots_said(settling: Sequence[str], readings: int) -> str:
    """Return how many readings of the two equations certainly settle down."""
    which = f" (*{', '.join(settling)}*)" if settling else ""
    verb = "settles" if len(settling) == 1 else "settle"
    return (
        f"Of the {readings} readings of equations (3) and (4), {len(settling)} certainly {verb} "
        f"down{which}."
    )


def plain_said(family: var.ResponseFamily, reading: str, variable: str, printed: int) -> str:
    """Return where the plain response is highest, where it is below zero, and what was printed."""
    curve = family.curve(variable, [0.0] * len(family.followers))
    peak = int(family.periods[curve.argmax()])
    below = family.periods[curve < 0]
    fall = f"first below zero in period {below[0]}" if len(below) else "never below zero"
    agrees = "peaks" if peak == printed else "does not peak"
    return (
        f"Under the reading *{reading}*, the response of {variable} is highest in period {peak} (the "
        f"impact being period 1) and {fall}. By itself, the plain response {agrees} in period "
        f"{printed}, where the text of the paper puts the peak."
    )


def left_out_said(tried: Sequence[str], bands: Sequence[str], held: Sequence[str]) -> str:
    """Return which systems have no bands, or no fit, with the reason; empty if all have.

    Parameters
    ----------
    tried, bands, held : systems of the chapter, those with bands, those whose series are held
    """
    short = [name for name in held if name not in bands]
    absent = [name for name in tried if name not in held]
    told = []
    if short:
        told.append(
            f"Left out of the responses: {', '.join(short)}, whose years are so few that the "
            "residual covariance of some bootstrap sample is singular."
        )
    if absent:
        told.append(f"Not fitted: {', '.join(absent)}, whose series these panels do not hold.")
    return " ".join(told)


def verdicts_said(verdicts: Mapping[str, var.Verdict]) -> str:
    """Return how many sentences hold always, sometimes and never, and which never do."""
    counts = pd.Series([v.status for v in verdicts.values()]).value_counts()
    always, some, none = (int(counts.get(s, 0)) for s in ("always", "sometimes", "never"))
    never = [f"*{v.claim.words.rstrip('.')}*" for v in verdicts.values() if v.status == "never"]

    def hold(number: int) -> str:
        return f"{number} hold{'s' if number == 1 else ''}"

    return (
        f"Of {len(verdicts)} sentences, {hold(always)} whatever was not printed, {hold(some)} for some "
        f"of it, and {none} for none{': ' + '; '.join(never) if never else ''}."
    )


def lags_said(study: PrefectureStudy, counted: pd.DataFrame) -> str:
    """Return how many years there are for each coefficient, and what AIC makes of them."""
    left = counted["years left for them"] / counted["coefficients an equation"]
    least = left.groupby("system").min()
    fewest = list(least.index[np.isclose(least, least.min())])
    lags = int(counted.loc[fewest, "lags"].min())
    said = (
        f"{study.where}, the fewest years for each coefficient are {left.min():.2f}, in "
        f"{' and '.join(fewest)} at {lags} lag{'s' * (lags > 1)}."
    )
    free = counted[counted["lags allowed"] > 1]
    if free.empty:
        return f"{said} The years allow no more than one lag, so criteria have nothing to choose."
    longest = int((free["AIC"] == free["lags allowed"]).sum())
    where = "fits" if len(free) == len(counted) else "fits that have a choice"
    return (
        f"{said} A criterion that may choose among all lags the years allow takes the longest in "
        f"{longest} of {len(free)} {where} (AIC)"
        f"{', where the equations nearly pass through the points' * bool(longest)}."
    )


def number(value: float, digits: int = 2) -> str:
    """Return a number with fixed decimals and a true minus sign.

    >>> number(-29.53, 1), number(-0.001)
    ('−29.5', '0.00')
    """
    shown = f"{value:.{digits}f}"
    return f"{0:.{digits}f}" if float(shown) == 0 else shown.replace("-", "−")


def ranges(table: pd.DataFrame, group: str, column: str) -> str:
    """Return the smallest and the largest value of a column by group, in words."""
    spread = table.groupby(group)[column].agg(["min", "max"])
    return "; ".join(
        f"{name} {number(row['min'])} to {number(row['max'])}" for name, row in spread.iterrows()
    )


def checks_intro(study: PrefectureStudy) -> str:
    """Return what the checks can show in these panels, and where their controls come from."""
    if study.kind == "real":
        return (
            "What your file can show is how far apart such checks lie. Controls that it does not "
            "hold are left out, and named below."
        )
    return (
        "What can be checked is whether such tests *notice* when there is nothing. In the "
        "simulated panels the further controls are made up like everything else; the study names "
        "them without figures."
    )


def untested(study: PrefectureStudy, table: pd.DataFrame, names: Sequence[str]) -> str:
    """Return which series or regressions a table of tests had to leave out; else nothing."""
    columns = [f"{name}, {panel}" for name in names for panel in study.frames]
    gone = [column for column in columns if column not in table.columns]
    if not gone:
        return ""
    return f" Left out, since too few years are whole for these tests: {'; '.join(gone)}."


def wander_said(study: PrefectureStudy, table: pd.DataFrame) -> str:
    """Return how many series were tested for a unit root, and which could not be."""
    tested = table.columns.difference(["null", "published values"])
    if not len(tested):
        return f"{study.where}, the years do not allow tests of unit roots."
    gone = untested(study, table, ["CII", "LGDP", *study.outcomes])
    rejected = (table[tested] < 0.05).sum(axis=1)
    wander = table["null"].str.contains("unit root")
    roots = ", ".join(f"{count} by {test}" for test, count in rejected[wander].items())
    none = ", ".join(f"{count} by {test}" for test, count in rejected[~wander].items())
    few = rejected[wander].max() * 2 < len(tested)
    return (
        f"{study.where}, {len(tested)} series were tested, each on its own. A unit root is rejected "
        f"(p < 0.05) for this many: {roots}."
        + f" That there is none is rejected for {none}." * bool(none)
        + " So no test spares most series the suspicion that they wander." * bool(few)
        + gone
    )


def tied_said(study: PrefectureStudy, table: pd.DataFrame) -> str:
    """Return how many cointegration tests reject, and which regressions could not be tested."""
    ps = table.drop(columns="published values", errors="ignore")
    if not ps.size:
        return f"{study.where}, the years do not allow tests of cointegration."
    return (
        f"{study.where}, {int((ps < 0.05).sum().sum())} of {ps.size} tests reject that the series "
        f"do not belong together (p < 0.05).{untested(study, table, study.outcomes)}"
    )


def tried_said(study: PrefectureStudy, tried: pd.DataFrame) -> str:
    """Return how many specifications of revenue are significant, and what their signs follow."""
    if "coefficient" not in tried:
        return f"{study.where}, there is no revenue to explain."
    above = tried["coefficient"] > 0
    said = (
        f"{study.where}, {int((tried['p'] < 0.05).sum())} of {len(tried)} specifications have a p-value "
        f"below 0.05; {int(above.sum())} coefficients are above zero and {int((~above).sum())} below."
    )
    if len(study.frames) < 2:
        return said
    keys = [tried[name] for name in ("units", "scale", "estimator")]
    same = above.groupby(keys).nunique().eq(1)
    follows = "The sign follows the specification, and not whether there is an effect."
    return (
        f"{said} {int(same.sum())} of {len(same)} specifications have the same sign with an effect and "
        f"without one. {follows if same.all() else ''}".rstrip()
    )


def doubt_said(doubts: int, readings: Sequence[str]) -> str:
    """Return whether the signs of the chosen system are in doubt, and which readings are kept."""
    if not doubts:
        return "In this system every sign can be read in one way only; in the other, two cannot."
    kept = "Both readings of both are kept all the way down."
    if len(readings) == 1:
        kept = f"This run keeps one reading, *{readings[0]}*."
    return (
        f"{doubts} of them are in doubt: a minus stands behind a plus in one place and behind a "
        f"plus-minus in another. {kept}"
    )


def joint_said(joint: var.Verdict) -> str:
    """Return whether one curve can tell the whole story."""
    cases, holds = len(joint.cases), joint.where()
    readings = ", ".join(sorted({case.reading for case in holds}))
    return {
        "always": "One curve tells the whole story whatever was not printed.",
        "sometimes": f"One curve can tell the whole story, but only in {len(holds)} of {cases} "
        f"cases (reading {readings}).",
        "never": f"In none of the {cases} cases does one curve tell the whole story, whatever λ is.",
    }[joint.status]


# The words of a story that need a number, and what the book takes them to say.
OUR_NUMBERS = {
    "cii-gdp": ("little", "at most a quarter of the largest response"),
    "cii-lgr-pcir": ("at once", "more than a tenth of the largest response at the impact"),
}
NEAR = 0.1  # a miss below this share of the largest plain response is called near


def threshold_said(
    system: str,
    joint: var.Verdict,
    without: var.Verdict,
    largest: Mapping[str, float],
    exploding: Collection[str] = (),
) -> str:
    """Return our own number in the story, whether the verdict hangs on it, and the closest miss.

    Parameters
    ----------
    joint, without : verdicts on the whole story, and on the story without the word of our number
    largest : by reading, the largest size of the plain response, to hold a miss against
    exploding : readings that the paper's stable roots rule out
    """
    word, meaning = OUR_NUMBERS[system]
    said = f"“{word.capitalize()}” is read here as {meaning}: that number is ours."
    if joint.status == without.status == "never":
        hangs = f"Without the word the rest fails in all {len(without.cases)} cases too, so the verdict does not hang on it."
    elif joint.status == "never":
        hangs = (
            f"Without the word the rest can be told in {len(without.where())} of "
            f"{len(without.cases)} cases, so the verdict hangs on it."
        )
    else:
        hangs = (
            f"With the word the story can be told in {len(joint.where())} of {len(joint.cases)} cases, "
            f"without it in {len(without.where())}."
        )
    return f"{said} {hangs} {_misses(joint, largest, exploding)}".rstrip()


def _misses(joint: var.Verdict, largest: Mapping[str, float], exploding: Collection[str]) -> str:
    """Return the closest miss, and the closest of the readings that need not explode."""
    if joint.status != "never":
        return ""
    case = min(joint.cases, key=lambda case: case.margin)
    text = f"The closest case ({_missed(case, largest)}."
    if case.reading not in exploding:
        return text
    text += " But that reading surely explodes, which the paper's stable roots rule out."
    left = [other for other in joint.cases if other.reading not in exploding]
    if left:
        closest = min(left, key=lambda other: other.margin)
        text += f" Of the readings that need not explode, the closest ({_missed(closest, largest)}."
    return text


def _missed(case: var.Case, largest: Mapping[str, float]) -> str:
    top = largest[case.reading]
    near = "a near miss" if case.margin < NEAR * top else "no near miss"
    return (
        f"reading *{case.reading}*, {' → '.join(case.ordering)}, {case.convention}) misses by "
        f"{format_number(case.margin, 2)} log points; the plain response of that reading "
        f"reaches {format_number(top, 2)}, so it is {near}"
    )


def walks_said(study: PrefectureStudy, walks: pd.DataFrame) -> str:
    """Return how many fitted systems settle although a unit root stands in one of their series."""
    settled = walks["largest root"] < 1
    stands = (walks.filter(like="p, unit root").fillna(0) > 0.05).any(axis=1)
    both, settles = int((settled & stands).sum()), int(settled.sum())
    text = f"{study.where}, all roots lie inside the circle for {settles} of {len(walks)} fitted systems"
    if not settles:
        return f"{text}."
    return (
        f"{text}; {both} of the {settles} hold a series, or more, in which a unit root is not "
        "rejected."
    )


def again_said(study: PrefectureStudy, peak: pd.Series, towns: Mapping[str, float]) -> str:
    """Return in how many draws GDP peaks in the sixth period, and PCIR responds more than PCIV.

    Parameters
    ----------
    peak, towns : % of draws by panel; empty where the system has no bands
    """
    told = []
    if len(peak):
        shares = "; ".join(f"{v:.0f}% ({n})" for n, v in peak.items())
        told.append(f"the response of GDP is highest in the sixth period in {shares} of the draws")
    if towns:
        shares = "; ".join(f"{v:.0f}% ({n})" for n, v in towns.items())
        told.append(
            "the third system, as it is read here, has PCIR respond more than PCIV in periods two "
            f"and three in {shares}"
        )
    return f"{study.where}, {', and '.join(told) or 'no band could be made to try the sentences'}."
