"""Every specification side by side, against estimates made one at a time."""

import numpy as np
import pytest
import statsmodels.api as sm

from netpoverty.errors import InputError
from netpoverty.models.comparisons import try_variants

NAMES = {"unit": "firm", "time": "year"}
DATA = sm.datasets.grunfeld.load_pandas().data


def test_pooled_logs_are_least_squares_on_logs():
    # An independent library on the same rows; the tolerance is that of solving twice.
    tried = try_variants(DATA, "invest", ["value", "capital"], **NAMES)
    logs = np.log(DATA[["invest", "value", "capital"]])
    peer = sm.OLS(logs["invest"], sm.add_constant(logs[["value", "capital"]])).fit()
    found = tried.query("scale == 'logs' and estimator == 'pooled'").iloc[0]
    assert found.coefficient == pytest.approx(peer.params["value"], rel=1e-9)


def test_a_unit_is_left_out():
    tried = try_variants(DATA, "invest", ["value", "capital"], without="Chrysler", **NAMES)
    assert tried.groupby("units").clusters.first().tolist() == [11, 10]
    with pytest.raises(InputError, match="without: got 'Nobody'"):
        try_variants(DATA, "invest", ["value", "capital"], without="Nobody", **NAMES)
