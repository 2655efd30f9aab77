"""Members of a household, counted: who is online, ill, insured, at work."""

from __future__ import annotations

import pandas as pd

POOR_HEALTH = 1.0  # the lowest of five answers, after the scale is turned round


def online(people: pd.DataFrame) -> pd.Series:
    """Return whether each person goes online at all: by mobile device or by computer.

    One yes is enough; a no needs both answers, since a missing answer is not a no.

    >>> import pandas as pd
    >>> answers = {"internet_mobile": [1, 0, 0, None], "internet_computer": [None, 0, None, None]}
    >>> online(pd.DataFrame(answers)).tolist()
    [1.0, 0.0, nan, nan]
    """
    both = people[["internet_mobile", "internet_computer"]].astype("float64")
    most = both.max(axis=1)
    return most.where((most == 1) | both.notna().all(axis=1))


def member_counts(people: pd.DataFrame) -> pd.DataFrame:
    """Return one row a household with counts over the given members.

    Parameters
    ----------
    people
        One row a member who answered on the Internet, with `household_id`, `online`,
        `health_self_rated`, `chronic_illness`, `insured`, `employment_status`,
        `schooling_years`.

    Returns
    -------
    pandas.DataFrame
        `members_reporting`, `members_online`, `members_poor_health`,
        `members_chronic_illness`, `members_uninsured`, `members_employed` (persons; missing
        where no member answered) and `schooling_years_max` (years).
    """
    yes = pd.DataFrame(
        {
            "household_id": people["household_id"],
            "members_online": people["online"],
            "members_poor_health": _where_known(people["health_self_rated"], POOR_HEALTH),
            "members_chronic_illness": people["chronic_illness"],
            "members_uninsured": 1 - people["insured"],
            "members_employed": _where_known(people["employment_status"], "employed"),
        }
    )
    by_household = yes.groupby("household_id")
    counts = by_household.sum(min_count=1)
    counts.insert(0, "members_reporting", by_household.size().astype("float64"))
    schooling = people.groupby("household_id")["schooling_years"].max()
    return counts.assign(schooling_years_max=schooling).reset_index()


def _where_known(values: pd.Series, wanted: object) -> pd.Series:
    return values.eq(wanted).astype("float64").where(values.notna())
