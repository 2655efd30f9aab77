"""From a tidy frame to a paper's sample: the gates, the same for files and worlds."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from netpoverty.data.sample_flow import SampleFlow

TOP_CODE_CNY = 1_000_000.0


def select(
    name: str, frame: pd.DataFrame, flow: SampleFlow, choices: Mapping[str, object]
) -> tuple[pd.DataFrame, SampleFlow]:
    """Return the rows that pass the gates of the data set `name`, with the flow behind them.

    Parameters
    ----------
    name
        cfps, cgss or panel.
    frame
        Tidy frame in the schema of `name`.
    flow
        How many units there were before `frame`; its last count is the length of `frame`.
    choices
        Settled choices, from `netpoverty.data.choices.settle`.
    """
    gates = {"cfps": rural_households, "cgss": migrant_workers, "panel": prefecture_years}
    return gates[name](frame, flow, choices)


def rural_households(
    frame: pd.DataFrame, flow: SampleFlow, choices: Mapping[str, object]
) -> tuple[pd.DataFrame, SampleFlow]:
    """Return rural households with an income and a respondent of the chosen age."""
    low, high = choices["age_min"], choices["age_max"]
    sample, flow = flow.keep(
        frame, f"respondent aged {low} to {high}", frame["age_years"].between(low, high)
    )
    sample, flow = flow.keep(sample, "income known", sample["income_pc_year_cny"].notna())
    if choices["zero_incomes"] == "drop":
        sample, flow = flow.keep(sample, "income above zero", sample["income_pc_year_cny"] > 0)
    return sample, flow


def migrant_workers(
    frame: pd.DataFrame, flow: SampleFlow, choices: Mapping[str, object]
) -> tuple[pd.DataFrame, SampleFlow]:
    """Return rural-registered people in non-farm work with complete answers.

    Adds `working` (worked last week, 1 or 0) and `income_ranked_cny` (income with the top code
    at one million: right for ranks and lines, wrong for means).
    """
    sample = with_derived(frame, choices)
    for rule, passes in _migrant_gates(choices):
        sample, flow = flow.keep(sample, rule, passes(sample))
    return sample, flow


def _migrant_gates(choices: Mapping[str, object]) -> list:
    hukou, worked = choices["hukou_codes"], choices["worked_codes"]
    low, high = choices["age_min"], choices["age_max"]
    gates = [
        (f"hukou code {_words(hukou)}", lambda f: f["hukou_code"].isin(hukou)),
        ("in non-farm work", lambda f: f["work_history_code"] == 1),
        (f"aged {low} to {high}", lambda f: f["age_years"].between(low, high)),
        ("work last week known", lambda f: f["worked_code"].notna()),
        ("income known", lambda f: f["income_ranked_cny"].notna()),
        ("Internet use known", lambda f: f["internet_frequency"].notna()),
        ("health known", lambda f: f["health_self_rated"].notna()),
        ("schooling known", lambda f: f["schooling_level"].notna()),
        ("marital status known", lambda f: f["married"].notna()),
    ]
    if choices["worked_gate"] == "sample":
        gates.insert(3, (f"worked: code {_words(worked)}", lambda f: f["working"] == 1))
    if choices["zero_incomes"] == "drop":
        gates.append(("income above zero", lambda f: f["income_ranked_cny"] > 0))
    return gates


def with_derived(frame: pd.DataFrame, choices: Mapping[str, object]) -> pd.DataFrame:
    """Return a CGSS frame with `working` and `income_ranked_cny` added."""
    worked = frame["worked_code"].isin(choices["worked_codes"]).astype("float64")
    top = frame["income_top_coded"] == 1
    return frame.assign(
        working=worked.where(frame["worked_code"].notna()),
        income_ranked_cny=frame["income_year_cny"].mask(top, TOP_CODE_CNY),
    )


def line_population(frame: pd.DataFrame, choices: Mapping[str, object]) -> pd.DataFrame:
    """Return the incomes whose median makes the poverty line of the working poor.

    All respondents of a CGSS frame with a known income; zero incomes and weights as chosen.
    Columns: `income_ranked_cny` (yuan a year), `weight` (1 when unweighted).
    """
    people = with_derived(frame, choices)
    people = people[people["income_ranked_cny"].notna()]
    if choices["zero_incomes"] == "drop":
        people = people[people["income_ranked_cny"] > 0]
    column = {"design": "weight", "raking": "weight_raking"}.get(choices["weighted_median"])
    weight = people[column] if column else pd.Series(1.0, index=people.index)
    table = pd.DataFrame({"income_ranked_cny": people["income_ranked_cny"], "weight": weight})
    return table.dropna().reset_index(drop=True)


def prefecture_years(
    frame: pd.DataFrame, flow: SampleFlow, choices: Mapping[str, object]
) -> tuple[pd.DataFrame, SampleFlow]:
    """Return prefecture-years with Internet share and GDP, which every regression needs."""
    return flow.keep(
        frame,
        "Internet share and GDP known",
        frame["internet_share"].notna() & frame["gdp_100m_cny"].notna(),
    )


def _words(codes: tuple[int, ...]) -> str:
    return " or ".join(str(code) for code in codes)
