"""The household index: weights, cutoffs, what a missing answer means."""

import numpy as np
import pandas as pd
import pytest

from netpoverty.data.simulated import simulate
from netpoverty.data.simulated.cfps_index import poor
from netpoverty.errors import InputError
from netpoverty.poverty.alkire_foster import alkire_foster
from netpoverty.poverty.household_index import household_index, with_assets


@pytest.mark.parametrize("k", [0.2, 1 / 3, 0.6])
def test_the_index_counts_those_whom_the_world_counts(k):
    # the world states its true effects by an index coded apart from this one
    frame = simulate("cfps", "effect", n=400, missingness=0.0).frame
    ours = alkire_foster(with_assets(frame), household_index(6000.0), k).poor()
    assert ours.eq(poor(frame, 6000.0, k).astype(float)).all()


def test_weights_by_dimension_or_by_indicator():
    nested = household_index(1.0, ["income", "water", "fuel"])
    assert nested.weights.tolist() == [0.5, 0.25, 0.25]
    equal = household_index(1.0, ["income", "water", "fuel"], "indicators")
    assert equal.weights == pytest.approx([1 / 3] * 3)


def test_one_dimension_is_no_index():
    with pytest.raises(InputError, match="at least two dimensions"):
        household_index(1.0, ["water", "fuel"])


def test_assets_are_unknown_only_where_nothing_settles_them():
    nan = np.nan
    cases = {"has_car": [1, 0, nan, nan, 0], "durables_value_cny": [nan, 2999, 3000, 10, nan]}
    found = with_assets(pd.DataFrame(cases, dtype=float))["lacks_assets"]
    assert found.fillna(-1).tolist() == [0, 1, 0, -1, -1]
