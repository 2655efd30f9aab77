"""One tidy schema per data set, shared by files that people bring and by generated worlds."""

from __future__ import annotations

import functools
from collections.abc import Callable

import pandas as pd
import pandera.pandas as pa

from netpoverty.data.columns import Column, columns_of
from netpoverty.data.columns import column as declared
from netpoverty.data.regions import SIMULATED_MARK
from netpoverty.errors import InputError, refuse

_KEYS = {
    "cfps": ["household_id"],
    "cgss": ["respondent_id"],
    "panel": ["prefecture", "year"],
}


def _pandera_column(column: Column) -> pa.Column:
    checks = []
    if column.values:
        checks.append(pa.Check.isin(column.values))
    if column.low is not None:
        checks.append(pa.Check.ge(column.low))
    if column.high is not None:
        checks.append(pa.Check.le(column.high))
    return pa.Column(
        column.dtype,
        checks,
        nullable=column.nullable,
        title=column.unit,
        description=column.meaning,
    )


def _rule(holds: Callable[[pd.DataFrame], pd.Series], words: str) -> pa.Check:
    return pa.Check(lambda frame: bool(holds(frame).all()), error=words)


def _row_rules(kind: str) -> list[pa.Check]:
    rules = [
        _rule(
            lambda frame: frame["is_simulated"] == frame["is_simulated"].all(),
            "rows all simulated or all real, never mixed",
        )
    ]
    if kind != "panel":
        rules.append(
            _rule(
                lambda frame: frame["region"].str.endswith(SIMULATED_MARK) == frame["is_simulated"],
                "a region marked (simulated) exactly where is_simulated is true",
            )
        )
    return rules + (_household_rules() if kind == "cfps" else [])


def _household_rules() -> list[pa.Check]:
    def share_error(frame: pd.DataFrame) -> pd.Series:
        share = frame["members_online"] / frame["members_reporting"]
        return (share - frame["internet_member_share"]).abs()

    return [
        _rule(
            lambda frame: share_error(frame) < 1e-9,
            "internet_member_share equal to members_online / members_reporting",
        ),
        _rule(
            lambda frame: frame["internet_any_member"] == (frame["members_online"] > 0),
            "internet_any_member true exactly where members_online is above 0",
        ),
        _rule(
            lambda frame: frame["internet_respondent"] <= frame["internet_any_member"],
            "a respondent who is online counted among members online",
        ),
    ]


@functools.cache
def schema(kind: str) -> pa.DataFrameSchema:
    """Return the pandera schema of the data set `kind`: cfps, cgss or panel.

    The frame has exactly the declared columns, in that order, one row per key
    (household_id; respondent_id; prefecture with year).

    >>> list(schema("panel").columns)[:3]
    ['prefecture', 'year', 'gdp_100m_cny']
    """
    return pa.DataFrameSchema(
        {column.name: _pandera_column(column) for column in columns_of(kind)},
        checks=_row_rules(kind),
        strict=True,
        ordered=True,
        unique=_KEYS[kind],
        name=kind,
    )


def check_frame(kind: str, frame: pd.DataFrame, where: str = "frame") -> pd.DataFrame:
    """Return `frame` when it keeps the schema of `kind`, else refuse it in one sentence.

    Parameters
    ----------
    kind
        cfps, cgss or panel.
    frame
        Tidy frame, one row a household, respondent or prefecture-year.
    where
        File or world that the sentence names.

    Raises
    ------
    InputError
        Naming `where`, the variable and what was expected.
    """
    try:
        return schema(kind).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as problem:
        raise _first_failure(kind, where, problem) from None


def _first_failure(kind: str, where: str, problem: pa.errors.SchemaErrors) -> InputError:
    # A value out of bounds explains a broken rule between columns, so columns come first.
    cases = problem.failure_cases.sort_values("schema_context", kind="stable")
    case = cases.iloc[0]
    check, given = str(case["check"]), case["failure_case"]
    if check == "column_in_dataframe":
        return InputError(f"{where}: the column {given!r} of the {kind} schema is missing.")
    if check == "column_in_schema":
        return refuse(f"{where}, columns", given, f"the columns of the {kind} schema")
    if check == "multiple_fields_uniqueness":
        return refuse(f"{where}, {' and '.join(_KEYS[kind])}", "repeated", "one row each")
    if case["schema_context"] == "Column":
        given = given.item() if hasattr(given, "item") else given
        return refuse(
            f"{where}, {case['column']}", given, allowed_values(declared(kind, case["column"]))
        )
    return InputError(f"{where}: some rows break the rule: {check}.")


def allowed_values(column: Column) -> str:
    """Return in words what a variable may hold.

    >>> from netpoverty.data.columns import column
    >>> allowed_values(column("cfps", "trust_neighbours"))
    'a number from 0 to 10, or missing (unit: 0 … 10)'
    """
    if column.values:
        words = f"one of {', '.join(str(value) for value in column.values)}"
    elif column.dtype in ("str", "bool"):
        words = {"str": "a word", "bool": "True or False"}[column.dtype]
    else:
        words = "a whole number" if column.dtype == "int64" else "a number"
        words += f" from {column.low:g}" if column.low is not None else ""
        words += f" to {column.high:g}" if column.high is not None else ""
    return words + (", or missing" if column.nullable else "") + f" (unit: {column.unit})"


def tidy(kind: str, variables: dict[str, object], *, is_simulated: bool) -> pd.DataFrame:
    """Return variables as a frame with the schema's columns, order and dtypes, unchecked.

    A variable that is not given is missing throughout; give regions unmarked: simulated ones
    are marked here.

    >>> tidy("panel", {"prefecture": ["Aba"], "year": [2018]}, is_simulated=False).shape
    (1, 16)
    """
    n = len(next(iter(variables.values())))
    made = {}
    for column in columns_of(kind):
        values = variables.get(column.name)
        if column.name == "is_simulated":
            values = [is_simulated] * n
        elif values is None:
            values = [""] * n if column.name in ("suspect", "internet_measure") else [None] * n
        made[column.name] = pd.Series(list(values)).astype(column.dtype)
    frame = pd.DataFrame(made, index=range(n))
    if is_simulated and "region" in frame:
        frame["region"] = frame["region"].str.removesuffix(SIMULATED_MARK) + SIMULATED_MARK
    return frame
