"""Tables of the chapter on working poverty: who counts by which rule, print beside data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from ..data.counts import find_counts
from ..data.dataset import Dataset
from ..data.privacy import MINIMUM_CELL, suppress_small
from .working_poor import UNITS, count_poor, working_poor

NOT_SHOWN = "not shown"
ROUNDED_TO = 5  # people, in rates of a real file
COLUMNS = {
    "age": "age_years",
    "gender": "female",
    "Marital status": "married",
    "Health status": "health_code",
    "Educational attainment": "education_code_printed",
    "Frequency of Internet use": "internet_frequency",
    "State of working poverty": "poor",
}


def as_shown(frame: pd.DataFrame, people: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Return a table as it may be shown: of real people, no cell that rests on a few.

    `people` has the number of people behind each cell, shaped like `frame`.

    >>> counts = pd.DataFrame({"poor": [3, 40, 12]})
    >>> as_shown(counts, counts, "real")["poor"].tolist()
    ['not shown', 40.0, 'not shown']
    """
    if kind != "real":
        return frame
    shown = suppress_small(frame.astype("float64"), people)
    return shown.astype(object).where(shown.notna(), NOT_SHOWN)


def parts_as_shown(counts: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Return counts of parts whose totals stand elsewhere: of real people, all parts or none.

    >>> parts_as_shown(pd.DataFrame({"a": [3, 40, 57], "b": [30, 40, 57]}), "real")["a"].tolist()
    ['not shown', 'not shown', 'not shown']
    """
    if kind != "real":
        return counts
    few = ((counts > 0) & (counts < MINIMUM_CELL)).any()
    shown = counts.astype(object)
    shown[list(few.index[few])] = NOT_SHOWN
    return shown


def nested_as_shown(counts: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Return counts of which each row holds the former: of real people, no step of a few.

    >>> nested_as_shown(pd.DataFrame({"a": [26, 29, 62]}), "real")["a"].tolist()
    [26, 'not shown', 62]
    """
    if kind != "real":
        return counts
    shown = counts.astype(object)
    for name, column in counts.items():
        last = 0
        for place, number in enumerate(column):
            if 0 < number - last < MINIMUM_CELL:
                shown.iloc[place, shown.columns.get_loc(name)] = NOT_SHOWN
            else:
                last = number
    return shown


def _rate(poor: Sequence[int], data: Dataset) -> np.ndarray:
    return 100 * counted(poor, data.kind) / len(data.sample)


def counted(people: object, kind: str) -> np.ndarray:
    """Return counts as they may be told: of real people, to the nearest five of them.

    Counts under two rules differ by whoever one rule alone counts, who may be few.

    >>> counted([12, 104], "real").tolist(), counted([12], "simulated").tolist()
    ([10, 105], [12])
    """
    made = np.asarray(people)
    if kind != "real":
        return made
    return (ROUNDED_TO * np.round(made / ROUNDED_TO)).astype(int)


def poor_told(frame: pd.DataFrame, kind: str) -> tuple[int, float]:
    """Return the number of working poor and their per cent of the sample, as they may be told."""
    poor = int(counted(frame["poor"].sum(), kind))
    return poor, 100 * poor / len(frame)


def overlap(worlds: Mapping[str, Dataset], **rule: object) -> pd.DataFrame:
    """Return how many are poor by own income only, by both units, by the household's only."""
    made = {}
    for name, data in worlds.items():
        own, home = (count_poor(data, income_unit=unit, **rule) for unit in UNITS)
        made[name] = [(own & ~home).sum(), (own & home).sum(), (~own & home).sum()]
    groups = pd.Index(["own income only", "by both", "household only"], name="poor by")
    return pd.DataFrame(made, index=groups)


def rates_by_line(
    worlds: Mapping[str, Dataset], shares: Sequence[float], **rule: object
) -> pd.DataFrame:
    """Return the poor as per cent of the sample, by line (rows), data set and income unit.

    Of real people, a rate that rests on a few is left out, and counts are rounded to five.
    """
    made, people, kind = {}, {}, ""
    for name, data in worlds.items():
        kind = data.kind
        for unit in UNITS:
            whole = working_poor(data, 1.0, income_unit=unit, **rule)
            counted = np.isfinite(whole.poor)
            poor = [(counted & (whole.income < z * whole.line.rows)).sum() for z in shares]
            people[name, unit] = np.array(poor)
            made[name, unit] = _rate(poor, data)
    index = pd.Index(shares, name="line, share of median")
    rates, counts = pd.DataFrame(made, index=index), pd.DataFrame(people, index=index)
    return suppress_small(rates, counts) if kind == "real" else rates


def rates_by_rule(
    worlds: Mapping[str, Dataset],
    line_share: float,
    median_of: str,
    income_unit: str,
    hours_min: float,
) -> pd.DataFrame:
    """Return the per cent of working poor by the chosen rule, then with one part changed.

    Of real people, counts are rounded to five first.
    """
    chosen = (line_share, median_of, income_unit, hours_min)
    rules = {"the rule chosen": chosen}
    rules |= {f"median of: {of}": (line_share, of, *chosen[2:]) for of in ("workers", "sample")}
    rules |= {f"{hours} hours or more": (*chosen[:3], hours) for hours in (20, 35, 48)}
    rules["household income per head"] = (line_share, median_of, "household", hours_min)
    rows, people, kind = {}, {}, ""
    for name, data in worlds.items():
        kind = data.kind
        poor = [count_poor(data, *rule).sum() for rule in rules.values()]
        people[name] = poor
        rows[name] = _rate(poor, data)
    index = pd.Index(list(rules), name="rule")
    return as_shown(pd.DataFrame(rows, index=index), pd.DataFrame(people, index=index), kind)


def near_line(worlds: Mapping[str, Dataset], *rule: object) -> pd.DataFrame:
    """Return how many workers have an income within 5, 10 and 20% of the line, either side."""
    widths, made = (0.05, 0.1, 0.2), {}
    for name, data in worlds.items():
        made[name] = working_poor(data, *rule).near_line(widths)["workers"].to_numpy()
    index = pd.Index([f"within {100 * w:.0f}%" for w in widths], name="distance from the line")
    return pd.DataFrame(made, index=index)


def printed_readings(rows: Mapping[str, Sequence[str]]) -> tuple[pd.DataFrame, dict[str, bool]]:
    """Return whether any counts give each printed mean and deviation, by reading of the codes.

    rows : Table 2 of the study by variable: number, mean, deviation, smallest, largest
    """
    n = int(rows["age"][0])
    readings = [
        ("age", "age", range(18, 66), ""),
        ("gender", "gender", range(2), ""),
        ("married", "Marital status", range(2), ""),
        ("health, as extracted", "Health status", range(1, 6), ""),
        ("health, point restored", "Health status", range(1, 6), "3.42"),
        ("education, codes 1 to 3", "Educational attainment", range(1, 4), ""),
        ("education, codes 1 to 5", "Educational attainment", range(1, 6), ""),
        ("Internet, printed range 0 to 1", "Frequency of Internet use", range(2), ""),
        ("Internet, codes 1 to 5", "Frequency of Internet use", range(1, 6), ""),
        ("working poor", "State of working poverty", range(2), ""),
    ]
    verdicts, possible = {}, {}
    for what, row, codes, other in readings:
        found = find_counts(n, codes, other or rows[row][1], rows[row][2])
        possible[what] = bool(found)
        verdicts[what] = ("possible", "") if found else ("impossible", found.reason)
    frame = pd.DataFrame(verdicts, index=["counts", "why not"]).T
    return frame.rename_axis("row, as read"), possible


def rows_at_fault(possible: Mapping[str, bool]) -> list[str]:
    """Return the rows of Table 2 that cannot be as printed, codes read as the paper lists them.

    possible : by reading, of `printed_readings`; another reading of a row does not save it
    """
    first = {}
    for reading, found in possible.items():
        first.setdefault(reading.split(",")[0], found)
    return [row for row, found in first.items() if not found]


def beside_print(
    rows: Mapping[str, Sequence[str]], frames: Mapping[str, pd.DataFrame], kind: str
) -> pd.DataFrame:
    """Return Table 2 of the study, mean (sd) as printed, beside each data set's own.

    Of real people, the number of working poor is rounded to five first.
    """
    beside = {"printed mean (sd)": {r: f"{rows[r][1]} ({rows[r][2]})" for r in COLUMNS}}
    for name, frame in frames.items():
        beside[name] = {
            r: f"{frame[c].mean():.2f} ({frame[c].std():.2f})" for r, c in COLUMNS.items()
        }
        if kind == "real":
            p = poor_told(frame, kind)[1] / 100
            beside[name]["State of working poverty"] = f"{p:.2f} ({(p * (1 - p)) ** 0.5:.2f})"
    return pd.DataFrame(beside).rename_axis("variable")


def printed_and_found(
    rows: Mapping[str, Sequence[str]],
    frames: Mapping[str, pd.DataFrame],
    steps: Mapping[str, pd.DataFrame],
    truths: Mapping[str, float],
    kind: str,
) -> pd.DataFrame:
    """Return, a data set a row, how much of the printed table it meets and what is estimated.

    Columns: printed means and deviations met (of 14; the mean of health is read with its point),
    the effect of use alone and with all controls in points, and what was built in.
    """
    printed = beside_print(rows, frames, kind)
    column = printed.pop("printed mean (sd)").str.replace("342 (", "3.42 (", regex=False)
    made = {}
    for name, own in printed.items():
        met = [
            a == b
            for one in (0, 1)
            for a, b in zip(_parts(column, one), _parts(own, one), strict=True)
        ]
        ends = 100 * steps[name]["estimate"].astype(float).iloc[[0, -1]]
        made[name] = {
            "printed figures met": f"{sum(met)} of {len(met)}",
            "Internet alone, points": ends.iloc[0],
            "all controls, points": ends.iloc[1],
        }
        if name in truths:
            made[name]["built in, points"] = 100 * truths[name]
    return pd.DataFrame(made).T.rename_axis("data")


def _parts(cells: pd.Series, part: int) -> list[str]:
    return [cell.rstrip(")").split(" (")[part] for cell in cells]
