"""The share of others: what it leaves out, and what it does with gaps."""

import numpy as np
import pandas as pd
import pytest
from survey_frames import cfps_frame

from netpoverty.data.peers import share_of_others
from netpoverty.errors import InputError


def test_each_row_sees_the_others_and_never_itself():
    frame = cfps_frame()
    shares = share_of_others(frame)
    for row in range(len(frame)):
        others = frame["county_id"].eq(frame.loc[row, "county_id"]) & (frame.index != row)
        expected = frame.loc[others, "internet_respondent"].mean()
        np.testing.assert_allclose(shares[row], expected)


def test_a_gap_is_nobodys_use():
    frame = pd.DataFrame({"county_id": [1, 1, 1], "internet_respondent": [1.0, np.nan, 0.0]})
    assert share_of_others(frame).isna().tolist() == [False, True, False]
    assert share_of_others(frame)[0] == 0


def test_an_unknown_place_is_refused():
    with pytest.raises(InputError, match="did you mean 'county_id'"):
        share_of_others(cfps_frame(), by="countyid")
