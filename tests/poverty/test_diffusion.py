"""Poverty while something spreads: cases that can be counted by hand."""

import numpy as np
import pytest

from netpoverty.errors import InputError
from netpoverty.poverty.diffusion import diffusion

INCOME = np.array([1.0, 2.0, 4.0, 5.0, 6.0])


def test_by_hand_when_the_rich_are_reached_first():
    # lines: fixed 2; at 3/5 reached the incomes are 1 2 8 10 12, median 8, line 4
    found = diffusion(INCOME, 2 * INCOME, -INCOME, shares=[0.0, 0.6, 1.0])
    assert found["line fixed"].tolist() == [0.2, 0.2, 0.0]
    assert found["line moving"].tolist() == [0.2, 0.4, 0.2]


def test_the_poorest_first_leave_the_fixed_line_at_once():
    found = diffusion(INCOME, 2 * INCOME, INCOME, shares=[0.0, 0.2])
    assert found["line fixed"].tolist() == [0.2, 0.0]


def test_weights_count_households():
    found = diffusion(INCOME, INCOME, INCOME, weights=[3, 1, 1, 1, 4], shares=[1.0])
    assert found["line moving"].iloc[0] == pytest.approx(0.4)  # median 4.5: line 2.25
    assert found["rows below line moving"].iloc[0] == 2


def test_incomes_of_other_shapes_are_refused():
    with pytest.raises(InputError, match="one shape"):
        diffusion(INCOME, INCOME[:3], INCOME)
