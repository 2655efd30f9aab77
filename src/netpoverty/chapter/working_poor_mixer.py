"""The definition mixer: every rule for working poverty, with the people it counts."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd

from ..data.dataset import Dataset
from ..data.privacy import MINIMUM_CELL
from .controls import Control, radio, slider
from .figures import PALETTE
from .working_poor import MEDIANS, UNITS, working_poor
from .working_poor_tables import counted

SHARES = (30, 40, 50, 60, 70)
HOURS = (0, 20, 35, 48)
OF = {"all": "all respondents", "workers": "workers", "sample": "the sample"}
INCOME = {"individual": "own", "household": "household, per head"}


def mixer_settings(data: Dataset) -> pd.DataFrame:
    """Return line and rate under every rule: 5 lines, 3 medians, 4 hours, 2 incomes.

    Columns: the controls `line`, `median`, `hours`, `income`, then "line, yuan", "working poor"
    and "rate, %"; of real people a count below ten is raised to "fewer than 10", its rate too.
    """
    people, medians = _people(data), _medians(data)
    rows = []
    for share, of, hours, unit in itertools.product(SHARES, MEDIANS, HOURS, UNITS):
        z = share / 100 * medians[of, unit]
        poor = int(((people[unit] < z) & (people["hours"] >= hours)).sum())
        rows.append((share, OF[of], hours, INCOME[unit], z, poor, 100 * poor / len(data.sample)))
    names = ["line", "median", "hours", "income", "line, yuan", "working poor", "rate, %"]
    made = pd.DataFrame(rows, columns=names)
    if data.kind != "real":
        return made
    few = made["working poor"] < MINIMUM_CELL
    rounded = counted(made["working poor"], data.kind)
    made = made.assign(**{"working poor": rounded, "rate, %": 100 * rounded / len(data.sample)})
    least = f"less than {100 * MINIMUM_CELL / len(data.sample):.2g}"
    return made.assign(
        **{
            "working poor": made["working poor"].astype(object).mask(few, "fewer than 10"),
            "rate, %": made["rate, %"].astype(object).mask(few, least),
        }
    )


def mixer_controls() -> list[Control]:
    """Return the four controls of the mixer, at the rule of the study."""
    return [
        slider("line", "Line", SHARES, 50, "% of the median"),
        radio("median", "Median of", list(OF.values()), OF["all"]),
        slider("hours", "Hours a week, at least", HOURS, 0),
        radio("income", "Income", list(INCOME.values()), INCOME["individual"]),
    ]


def mixer_question(settings: pd.DataFrame, where: str) -> dict[str, object]:
    """Return guesses, answer and reason: which one change of the study's rule moves most?"""
    base = {"line": 50, "median": OF["all"], "hours": 0, "income": INCOME["individual"]}
    changes = {
        "60% instead of 50%": {"line": 60},
        "the median of the sample": {"median": OF["sample"]},
        "35 hours or more": {"hours": 35},
        "household income per head": {"income": INCOME["household"]},
    }
    start = _rate(settings, base)
    rates = {words: _rate(settings, base | change) for words, change in changes.items()}
    answer = max(rates, key=lambda words: abs(rates[words] - start))
    told = "; ".join(f"{words}: {rate:.1f}%" for words, rate in rates.items())
    because = f"{where}, the rule of the study gives {start:.1f}%. {told[0].upper()}{told[1:]}."
    return {"guesses": list(changes), "answer": answer, "because": because}


def _rate(settings: pd.DataFrame, rule: dict) -> float:
    """Return the rate under a rule; half of the least shown where it is not shown."""
    row = settings.loc[(settings[list(rule)] == pd.Series(rule)).all(axis=1), "rate, %"].iloc[0]
    return float(str(row).removeprefix("less than ")) / (2 if isinstance(row, str) else 1)


def mixer_chart(data: Dataset, settings: pd.DataFrame):
    """Return the chart: a dot a simulated worker; for real people the rates alone, no dots."""
    return _dots(data) if data.is_simulated else _curve(settings)


def _dots(data: Dataset):
    """Draw who works, at their income; colour with shape says who is poor by the rule."""
    import altair as alt

    people, medians = _people(data), _medians(data)
    dots = pd.DataFrame(
        {
            "own": np.rint(people["individual"] / 100),
            "head": np.rint(people["household"] / 100),
            "h": people["hours"],
        }
    )
    dots = dots.sample(frac=1, random_state=1)  # no row order to read anything into
    line = " : ".join(
        f"median === '{OF[of]}' && income === '{INCOME[unit]}' ? {medians[of, unit] / 100:.4f}"
        for of, unit in medians
    )
    own = INCOME["individual"]
    return (
        alt.Chart(dots)
        .transform_window(row="row_number()")
        .transform_calculate(
            yuan=f"max(10, income === '{own}' ? datum.own : datum.head) * 100",
            z=f"line * (({line} : 0))",
            place="(datum.row * 0.6180339887) % 1",
        )
        .transform_filter("isValid(datum.own) && isValid(datum.head)")
        .transform_calculate(
            who="datum.h < max(hours, 0) ? 'not counted as working' : "
            "datum.yuan < datum.z ? 'working poor' : 'working, not poor'"
        )
        .mark_point(filled=True, opacity=0.75, size=24)
        .encode(
            x=alt.X("yuan:Q", title="income, yuan a year (log scale)")
            .scale(type="log", domain=[1000, 500_000], clamp=True)
            .axis(values=[1000, 3000, 10_000, 30_000, 100_000, 300_000], grid=False),
            y=alt.Y("place:Q", axis=None),
            color=_by_group(alt.Color, [PALETTE[1], PALETTE[0], "#8a8a8a"]),
            shape=_by_group(alt.Shape, ["triangle-up", "circle", "cross"]),
        )
        .properties(height=280)
    )


def _by_group(channel, marks: list[str]):
    groups = ["working poor", "working, not poor", "not counted as working"]
    return channel("who:N", title=None).scale(domain=groups, range=marks)


def _curve(settings: pd.DataFrame):
    import altair as alt

    rates = settings.assign(rate=pd.to_numeric(settings["rate, %"], errors="coerce"))
    drawn = rates[["line", "median", "hours", "income", "rate"]].rename(
        columns={"line": "share", "median": "of", "hours": "from", "income": "unit"}
    )
    chosen = "datum.of === median && datum.from === hours && datum.unit === income"
    base = (
        alt.Chart(drawn)
        .transform_filter(chosen)
        .encode(
            x=alt.X("share:Q", title="line, % of the median"),
            y=alt.Y("rate:Q", title="working poor, % of the sample"),
        )
    )
    here = base.mark_point(size=160, filled=True).transform_filter("datum.share === line")
    return base.mark_line() + here


def _people(data: Dataset) -> pd.DataFrame:
    """Return incomes by unit and hours of the sample; hours −1 without work, 0 if unknown."""
    sample = data.sample
    hours = sample["hours_week"].fillna(0.0)
    incomes = {
        unit: pd.Series(working_poor(data, 0.5, "all", unit).income, data.frame.index)[sample.index]
        for unit in UNITS
    }
    return pd.DataFrame(incomes).assign(hours=hours.where(sample["working"] == 1, -1.0))


def _medians(data: Dataset) -> dict[tuple[str, str], float]:
    """Return the median whose share is the line, by whose and which income."""
    return {
        (of, unit): float(working_poor(data, 1.0, of, unit).line.values[0])
        for of in MEDIANS
        for unit in UNITS
    }
