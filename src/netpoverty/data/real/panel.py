"""Yearbook panels: one row a prefecture or city in a year, units declared, jumps flagged."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from netpoverty.data.build import build
from netpoverty.data.columns import column, columns_of
from netpoverty.data.dataset import Dataset, Source
from netpoverty.data.real.panel_file import numbers, read_table
from netpoverty.data.real.panel_headings import Match, keys_of, match
from netpoverty.data.real.panel_suspects import boundary_changes, suspect_cells
from netpoverty.data.real.stata_file import file_hash
from netpoverty.data.real.survey_files import paths_of
from netpoverty.data.sample_flow import SampleFlow
from netpoverty.data.schemas import tidy
from netpoverty.errors import InputError, choose, refuse

OUTCOMES = ("budget_revenue_100m_cny", "income_town_pc_year_cny", "income_village_pc_year_cny")
_POSITIVE = (
    "gdp_100m_cny",
    "budget_revenue_100m_cny",
    "internet_share",
    "income_town_pc_year_cny",
    "income_village_pc_year_cny",
    "population_10k",
    "retail_sales_100m_cny",
)
_USERS = "Internet users per resident"
_HOUSEHOLDS = "households with broadband per resident"
_SHARE = "share of residents online"


def read(source: str | Path, choices: Mapping[str, object]) -> Dataset:
    """Return the panel in the CSV or Excel file at `source`.

    The unit of each column is read from its heading or declared; money is converted. Suspect
    cells are named in `suspect` by the rule of `netpoverty.data.real.panel_suspects`.

    Raises
    ------
    InputError
        Naming the file, the column and what was expected.
    """
    paths = paths_of(source)
    if len(paths) != 1:
        raise InputError(f"panel: {len(paths)} paths were given; expected: one file.")
    path = paths[0]
    table = read_table(path)
    found = match(table.columns, choices["declared"], path.name)
    frame, repairs = _frame(path.name, table, found)
    flow = SampleFlow("prefecture-years", len(frame))
    frame, cells, flow, moved = _cleaned(path.name, frame, flow, choices)
    simulated = _is_simulated(path, table)
    return build(
        "panel",
        "simulated" if simulated else "real",
        tidy("panel", dict(frame.items()), is_simulated=simulated),
        flow,
        choices,
        sources=(Source(path.name, file_hash(path), len(table), table.shape[1]),),
        world="read from a table" if simulated else "",
        remarks=(*_remarks(found, cells, moved), *repairs),
    )


def _frame(name: str, table: pd.DataFrame, found: list[Match]) -> tuple[pd.DataFrame, list[str]]:
    unit, year = keys_of(table.columns)
    frame = pd.DataFrame({"prefecture": table[unit].map(_word)})
    frame["year"] = numbers(name, str(year), table[year])
    for entry in found:
        frame[entry.tidy] = numbers(name, str(entry.column), table[entry.column]) * entry.factor
    frame = frame[(frame["prefecture"] != "") & frame["year"].notna()].reset_index(drop=True)
    _check_keys(name, frame)
    frame = _internet(name, frame, table).astype({"year": "int64"})
    _check_outcomes(name, frame)
    frame, repairs = _within_bounds(name, frame)
    return frame.sort_values(["prefecture", "year"], ignore_index=True), repairs


def _word(cell: object) -> str:
    words = "" if cell is None else str(cell).strip()
    return "" if words.lower() == "nan" else words


def _check_keys(name: str, frame: pd.DataFrame) -> None:
    if frame.empty:
        raise InputError(f"{name}: no row has a unit and a year.")
    wrong = frame.loc[~frame["year"].between(1978, 2100) | (frame["year"] % 1 != 0), "year"]
    if len(wrong):
        raise refuse(f"{name}, year", wrong.iloc[0], "a calendar year from 1978 to 2100")
    twice = frame[frame.duplicated(["prefecture", "year"])]
    if len(twice):
        case = twice.iloc[0]
        raise InputError(
            f"{name}: {case['prefecture']} {case['year']:.0f} stands in two rows; "
            "expected: one row a unit and year."
        )


def _internet(name: str, frame: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    measure = table.get("internet_measure")
    if "internet_share" in frame:
        told = measure is not None and len(measure) == len(frame)
        return frame.assign(internet_measure=list(measure) if told else _SHARE)
    for source, words in (("internet_users", _USERS), ("internet_households", _HOUSEHOLDS)):
        if source in frame and "population_10k" in frame:
            share = frame[source] / frame["population_10k"].where(frame["population_10k"] > 0)
            return frame.drop(columns=source).assign(internet_share=share, internet_measure=words)
    raise InputError(
        f"{name}: no column of Internet use was found; expected: a share of residents online, or "
        "users or broadband households together with the population."
    )


def _check_outcomes(name: str, frame: pd.DataFrame) -> None:
    if "gdp_100m_cny" not in frame:
        raise InputError(f"{name}: no column of GDP (生产总值) was found, with its unit.")
    if not any(outcome in frame for outcome in OUTCOMES):
        raise InputError(
            f"{name}: no outcome was found; expected: budget revenue (财政收入), income of town "
            "residents (城镇收入) or of villagers (农村收入)."
        )


def _within_bounds(name: str, frame: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    known = [entry.name for entry in columns_of("panel") if entry.name in frame]
    frame, repairs = frame[known].copy(), []
    for variable in frame.select_dtypes("float64"):
        declared = column("panel", variable)
        low = -np.inf if declared.low is None else declared.low
        high = np.inf if declared.high is None else declared.high
        outside = frame[variable].notna() & ~frame[variable].between(low, high)
        if outside.mean() > 0.01:
            raise refuse(
                f"{name}, {variable}",
                f"{frame.loc[outside, variable].iloc[0]:g}",
                f"{low:g} to {high:g} {declared.unit}: is the unit right?",
            )
        if outside.any():
            frame.loc[outside, variable] = np.nan
            repairs.append(f"{variable}: {int(outside.sum())} impossible cells set to missing.")
    return frame, repairs


def _cleaned(
    name: str, frame: pd.DataFrame, flow: SampleFlow, choices: Mapping[str, object]
) -> tuple[pd.DataFrame, pd.DataFrame, SampleFlow, dict[str, int]]:
    cells = suspect_cells(frame, [variable for variable in _POSITIVE if variable in frame])
    moved = _boundary_units(name, frame, cells, str(choices["boundary_units"]))
    words = cells.groupby(["prefecture", "year"])["variable"].agg(", ".join)
    keys = pd.MultiIndex.from_frame(frame[["prefecture", "year"]])
    frame = frame.assign(suspect=words.reindex(keys).fillna("").to_numpy())
    if choices["suspect_cells"] == "drop":
        for variable in set(cells["variable"]):
            frame[variable] = frame[variable].mask(frame["suspect"].str.contains(variable))
    if choices["boundary"] == "drop":
        stays = ~frame["prefecture"].isin(moved)
        frame, flow = flow.keep(frame, "borders unchanged", stays)
    elif choices["boundary"] == "split":
        since = frame["prefecture"].map(moved)
        later = frame["year"] >= since
        new = frame["prefecture"] + since.map("{:.0f}".format).radd(" since ")
        frame = frame.assign(prefecture=frame["prefecture"].mask(later, new))
    return frame, cells, flow, moved


def _boundary_units(
    name: str, frame: pd.DataFrame, cells: pd.DataFrame, given: str
) -> dict[str, int]:
    if not given.strip():
        return boundary_changes(cells)
    moved = {}
    for part in re.split(r"[,;,;]", given):
        words = part.strip().rsplit(maxsplit=1)
        if len(words) != 2 or not words[1].isdigit():
            raise refuse("boundary_units", part.strip(), "a unit with a year, as in 'Ziyang 2016'")
        unit = choose(f"{name}, unit", words[0], frame["prefecture"].unique())
        moved[unit] = int(words[1])
    return moved


def _is_simulated(path: Path, table: pd.DataFrame) -> bool:
    return "simulated" in path.name.lower() or "is_simulated" in table


def _remarks(found: list[Match], cells: pd.DataFrame, moved: dict[str, int]) -> list[str]:
    units = ", ".join(f"{entry.tidy} from {entry.column}" for entry in found)
    remarks = [f"Columns: {units}."]
    if len(cells):
        shown = "; ".join(
            f"{row.prefecture} {row.year} {row.variable} ({row.pattern})"
            for row in cells.itertuples()
        )
        remarks.append(f"Suspect cells by the jump rule: {shown}.")
    if moved:
        shown = ", ".join(f"{unit} {year}" for unit, year in moved.items())
        remarks.append(f"Boundary changes: {shown}.")
    return remarks
