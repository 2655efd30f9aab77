"""Internet use of the others around a household: the usual instrument, and its logic."""

from __future__ import annotations

import pandas as pd

from netpoverty.errors import choose


def share_of_others(
    frame: pd.DataFrame, by: str = "county_id", variable: str = "internet_respondent"
) -> pd.Series:
    """Return the mean of a variable over the other rows of the same place.

    With n_c rows in place c, row i gets (Σ_{j in c} x_j − x_i) / (n_c − 1). Rows alone in their
    place, or without an answer, are missing. As an instrument for own use it needs others' use
    to matter for an outcome through own use only, which the data cannot show.

    Parameters
    ----------
    frame
        One row a household or person.
    by
        Column that names the place.
    variable
        Number between 0 and 1, or any other number.

    Returns
    -------
    pandas.Series
        Shape (n,), in the unit of `variable`, on the index of `frame`.

    Raises
    ------
    InputError
        If a column is not there.

    >>> import pandas as pd
    >>> homes = pd.DataFrame({"county_id": [1, 1, 1, 2], "internet_respondent": [1.0, 0.0, 0.0, 1.0]})
    >>> share_of_others(homes).tolist()
    [0.0, 0.5, 0.5, nan]
    """
    place, values = frame[choose("place", by, frame)], frame[choose("variable", variable, frame)]
    groups = values.groupby(place)
    others = groups.transform("count") - 1
    total = groups.transform("sum") - values
    return (total / others.where(others > 0)).rename(f"{variable}_of_others")
