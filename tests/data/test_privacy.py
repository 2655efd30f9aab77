"""Small cells never reach a published table of real data."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netpoverty.data.privacy import suppress_small
from netpoverty.data.sample_flow import SampleFlow
from netpoverty.errors import InputError


def test_a_small_row_loses_its_count_and_its_statistics():
    table = pd.DataFrame({"region": list("abc"), "n": [50, 4, 30], "share": [0.1, 0.2, 0.3]})
    shown = suppress_small(table, "n", complementary=False)
    assert shown["share"].isna().tolist() == [False, True, False]
    assert shown["region"].tolist() == list("abc")
    assert table["n"].tolist() == [50, 4, 30]


def test_a_single_hidden_cell_takes_the_next_smallest_along():
    table = pd.DataFrame({"n": [50, 4, 30]})
    assert suppress_small(table, "n")["n"].isna().tolist() == [False, True, True]


def test_an_empty_cell_stays():
    assert suppress_small(pd.DataFrame({"n": [0, 10, 20]}), "n")["n"].tolist() == [0, 10, 20]


def test_cells_can_have_a_count_each():
    shares = pd.DataFrame({"east": [0.2, 0.8], "west": [0.5, 0.5]})
    counts = pd.DataFrame({"east": [20, 80], "west": [5, 5]})
    shown = suppress_small(shares, counts)
    assert shown["west"].isna().all()
    assert shown["east"].tolist() == [0.2, 0.8]


def test_an_unknown_count_column_is_refused():
    with pytest.raises(InputError, match="counts: got 'cases'"):
        suppress_small(pd.DataFrame({"n": [1]}), "cases")


@settings(derandomize=True, deadline=None, max_examples=100)
@given(st.lists(st.integers(0, 60), min_size=1, max_size=8))
def test_no_count_below_ten_is_left(counts):
    shown = suppress_small(pd.DataFrame({"n": counts}), "n")["n"].dropna()
    assert not shown.between(1, 9).any()


@settings(derandomize=True, deadline=None, max_examples=100)
@given(st.lists(st.integers(0, 30), max_size=8))
def test_a_published_flow_gives_no_small_step_away(drops):
    flow = SampleFlow("persons", 1000)
    for number, drop in enumerate(drops):
        flow = flow.then(f"rule {number}", flow.left - drop)
    table = flow.published().to_frame()
    shown = table["left"].dropna()
    gaps = (-shown.diff()).dropna()
    assert not gaps.between(1, 9).any()
    assert not table["dropped"].dropna().between(1, 9).any()
    # What is printed still adds up whenever enough was dropped to print it.
    assert sum(drops) < 10 or shown.iloc[-1] == flow.left


def test_keep_counts_a_missing_answer_as_not_passing():
    frame = pd.DataFrame({"x": [1.0, None, 3.0]})
    kept, flow = SampleFlow("rows", 3).keep(frame, "x is 1", pd.array([True, None, False]))
    assert kept["x"].tolist() == [1.0]
    assert flow.to_frame()["dropped"].tolist() == [0, 2]
