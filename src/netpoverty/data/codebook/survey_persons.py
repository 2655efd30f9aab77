"""People behind a household row: the respondent, and members who give the counts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from netpoverty.data.real.household_members import POOR_HEALTH
from netpoverty.errors import InputError

_OUT = "out of the labour force"


def people_of(frame: pd.DataFrame) -> pd.DataFrame:
    """Return one row a member: respondents with their answers, others that give the counts.

    The others are filler: enough members online, ill, uninsured and at work for the household's
    counts, and nothing else about them.

    Parameters
    ----------
    frame
        One row a household, in the schema of cfps.

    Returns
    -------
    pandas.DataFrame
        The respondent variables of the schema, with `pid` and `fid18`.

    Raises
    ------
    InputError
        Naming the household whose counts no set of members gives.
    """
    respondents = frame.assign(pid=frame["respondent_id"], fid18=frame["household_id"])
    others = _others(frame)
    people = pd.concat([respondents, others], ignore_index=True)
    return people.sort_values(["fid18", "pid"], ignore_index=True)


def _others(frame: pd.DataFrame) -> pd.DataFrame:
    number = frame["members_reporting"].astype(int) - 1
    rows = frame.index.repeat(number)
    place = pd.Series(rows).groupby(rows).cumcount().to_numpy()
    home = frame.loc[rows].reset_index(drop=True)
    first_free = int(frame["respondent_id"].max()) + 1
    return pd.DataFrame(
        {
            "fid18": home["household_id"],
            "pid": first_free + np.arange(len(rows)),
            "psu_id": home["psu_id"],
            "stratum": home["stratum"],
            "age_years": 20.0 + (place * 17) % 60,
            "female": (place % 2 == 0).astype("float64"),
            "schooling_years": _schooling(frame, rows, place),
            **_answers(frame, rows, place),
        }
    )


def _answers(frame: pd.DataFrame, rows: pd.Index, place: np.ndarray) -> dict[str, object]:
    poor = frame["health_self_rated"].eq(POOR_HEALTH)
    employed = frame["employment_status"].eq("employed")
    online = _shared(frame, "members_online", frame["internet_respondent"], rows, place)
    ill = _shared(frame, "members_poor_health", poor, rows, place)
    at_work = _shared(frame, "members_employed", employed, rows, place)
    return {
        "internet_mobile": online,
        "internet_computer": online * 0.0,
        "health_self_rated": ill.map({1.0: POOR_HEALTH, 0.0: 3.0}),
        "chronic_illness": _shared(
            frame, "members_chronic_illness", frame["chronic_illness"], rows, place
        ),
        "insured": 1.0 - _shared(frame, "members_uninsured", frame["insured"].eq(0), rows, place),
        "employment_status": at_work.map({1.0: "employed", 0.0: _OUT}),
    }


def _shared(
    frame: pd.DataFrame, name: str, own: pd.Series, rows: pd.Index, place: np.ndarray
) -> pd.Series:
    """Return for each other member 1 or 0 so that the household's count comes out."""
    left = frame[name] - own.astype("float64").fillna(0.0)
    others = frame["members_reporting"] - 1
    wrong = frame[name].notna() & ((left < 0) | (left > others))
    if wrong.any():
        case = frame[wrong].iloc[0]
        raise InputError(
            f"household {case['household_id']}: {name} is {case[name]:g} with "
            f"{case['members_reporting']:g} members reporting; the respondent's own answer "
            "does not fit."
        )
    share = left.loc[rows].to_numpy()
    return pd.Series(np.where(np.isnan(share), np.nan, (place < share).astype("float64")))


def _schooling(frame: pd.DataFrame, rows: pd.Index, place: np.ndarray) -> np.ndarray:
    most = frame["schooling_years_max"]
    own = frame["schooling_years"]
    alone = frame["members_reporting"] == 1
    wrong = (own > most) | (alone & (own.fillna(-1) != most.fillna(-1)))
    if wrong.any():
        case = frame[wrong].iloc[0]
        raise InputError(
            f"household {case['household_id']}: schooling_years_max is "
            f"{case['schooling_years_max']:g}; the respondent's own schooling does not fit."
        )
    values = most.loc[rows].to_numpy()
    return np.where(place == 0, values, np.floor(values / 2))


def trap_households(
    famecon: pd.DataFrame, person: pd.DataFrame, count: int
) -> dict[str, pd.DataFrame]:
    """Return both files with `count` extra households of each kind that cleaning must drop.

    Kinds: urban18 = 1; urban18 = −9; a proxy answered (selfrpt = 0, no Internet answer);
    the respondent's age is −8.
    """
    if len(famecon) < count:
        raise InputError(f"traps: got {count}; allowed: at most the {len(famecon)} households.")
    households, people = [famecon], [person]
    for kind in ("urban", "unknown", "proxy", "ageless"):
        start = max(frame["fid18"].max() for frame in households) + 1
        pids = max(frame["pid"].max() for frame in people) + 1
        extra = famecon.head(count).assign(
            fid18=start + np.arange(count), resp1pid=pids + np.arange(count)
        )
        first = person[person["pid"].isin(famecon["resp1pid"].head(count))]
        member = first.assign(fid18=start + np.arange(count), pid=pids + np.arange(count))
        extra["urban18"] = {"urban": 1.0, "unknown": -9.0}.get(kind, 0.0)
        if kind == "proxy":
            member = member.assign(selfrpt=0.0, qu201=np.nan, qu202=np.nan)
        if kind == "ageless":
            member = member.assign(age=-8.0)
        households.append(extra)
        people.append(member)
    return {
        "famecon": pd.concat(households, ignore_index=True),
        "person": pd.concat(people, ignore_index=True),
    }
