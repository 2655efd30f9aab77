"""What the reader moves in chapter 1 is the chapter's own computation, at every setting."""

import pandas as pd
import pytest

from netpoverty.chapter import household_explore as move
from netpoverty.chapter.household_study import household_study
from netpoverty.data.load import load
from netpoverty.poverty.diffusion import diffusion
from netpoverty.poverty.household_index import INPUTS


@pytest.fixture(scope="module")
def study():
    return household_study(load("cfps", world="effect", settings={"seed": 1, "n": 800}))


def test_the_bar_at_a_setting_is_the_index_of_the_study(study):
    grid = move.bar_settings(study, 0.5, list(INPUTS))
    assert len(grid) == 15 * 2 * 3
    at = grid[(grid["k"] == 0.4) & (grid["weights"] == "dimensions")].set_index("measure")
    for measure in ("H", "A", "M0"):
        series = study.measured.series(measure).loc[0.4].drop("all")
        for region, value in series.items():
            assert at.loc[measure, region] == pytest.approx(value, abs=5e-5)
    ranked = at.loc["M0", "from most to least"].split(" > ")
    assert list(at.loc["M0", ranked]) == sorted(at.loc["M0", ranked], reverse=True)


def test_the_answer_on_the_bar_counts_the_regions_that_lead(study):
    grid = move.bar_settings(study, 0.5, list(INPUTS))
    leading = grid.loc[grid["measure"] == "M0", [g for g in study.measured.groups if g != "all"]]
    asked = move.bar_question(grid, "here")
    assert asked["answer"] == asked["guesses"][min(leading.idxmax(axis=1).nunique(), 3) - 1]


@pytest.mark.parametrize(
    ("factors", "answer"),
    [
        ([2.0] * 6, "it does not fall"),
        ([2.0, 2.0, 1.0, 1.0, 1.0, 1.0], "it falls as much as at a fixed line"),
    ],
)
def test_the_answer_on_spread_follows_the_curves(factors, answer):
    income = pd.Series([1.0, 1.5, 4.0, 5.0, 6.0, 7.0])
    curve = diffusion(income, income * factors, range(6), shares=[0, 0.5, 1])
    grid = move.spread_settings({"poorest first": curve})
    assert len(grid) == 6 and set(grid["share"]) == {0, 50, 100}
    asked = move.spread_question(grid, "here")
    assert asked["answer"] == answer and asked["answer"] in asked["guesses"]
