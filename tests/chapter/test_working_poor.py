"""The columns of the chapter on working poverty."""

import pandas as pd
import pytest

from netpoverty.chapter.working_poor import analysis_frame, count_poor, suppressed
from netpoverty.data.load import load
from netpoverty.errors import InputError

RULES = {"line_share": 0.5, "median_of": "all", "income_unit": "individual"}


@pytest.fixture(scope="module")
def workers():
    return load("cgss", world="none")


def test_the_default_rule_counts_the_printed_poor(workers):
    # 6.98% of 1,491, as printed in section 5.1 of the study, is 104 and no other whole number.
    poor = count_poor(workers, **RULES)
    assert (poor.sum(), len(poor)) == (104, 1491)


@pytest.mark.parametrize("median_of", ["all", "workers", "sample"])
def test_the_line_is_the_share_of_the_chosen_median(workers, median_of):
    people = workers.frame.assign(working=workers.frame["worked_code"] == 4)
    groups = {"all": people, "workers": people[people["working"]], "sample": workers.sample}
    line = 0.5 * groups[median_of]["income_year_cny"].median()
    by_hand = (workers.sample["working"] == 1) & (workers.sample["income_year_cny"] < line)
    assert count_poor(workers, 0.5, median_of, "individual").equals(by_hand)


def test_references_come_first(workers):
    frame = analysis_frame(workers, "good", "college", **RULES)
    assert frame["health"].cat.categories[0] == "good"
    assert frame["education"].cat.categories[0] == "college"
    with pytest.raises(InputError, match="reference"):
        analysis_frame(workers, "splendid", "college", **RULES)


def test_only_counts_of_real_people_are_suppressed():
    counts = pd.DataFrame({"poor": [3, 40]})
    assert suppressed(counts, "simulated") is counts
    assert suppressed(counts, "real")["poor"].tolist() == ["fewer than 10", 40]
