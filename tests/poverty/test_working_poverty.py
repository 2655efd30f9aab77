"""The working poor: each rule changes what it should, the way there is counted."""

import numpy as np
import pandas as pd
import pytest

from netpoverty.errors import InputError
from netpoverty.poverty.working_poverty import WorkingPoorRules, working_poverty
from netpoverty.survey import Design, bootstrap

PEOPLE = pd.DataFrame(
    {
        "income": [0.0, 100, 200, 300, 400, 500, 1000, np.nan],
        "worked": [1, 1, 1, 0, 1, np.nan, 1, 1],
        "hours": [10, 50, 40, 0, 20, 40, 40, 40],
        "size": [1, 4, 1, 2, 4, 1, 1, 1],
        "migrant": [1, 1, 1, 1, 1, 1, 0, 1],
    }
)


def test_gates_are_counted():
    made = working_poverty(PEOPLE.income, PEOPLE.worked, population=PEOPLE.migrant == 1)
    assert made.line.values.tolist() == [150]  # half of 300, the median of all known incomes
    assert made.gates.set_index("gate")["rows"].to_dict() == {
        "all rows": 8,
        "in the population": 7,
        "work known": 6,
        "worked, last week": 5,
        "income known": 4,
        "income below the line": 2,
    }
    assert made.gates["lost"].tolist() == [0, 1, 1, 1, 1, 2]
    assert made.rate["working poor"] == 0.5
    assert np.nansum(made.poor) == 2
    assert np.isfinite(made.poor).sum() == 4


@pytest.mark.parametrize(
    ("rules", "line", "poor"),
    [
        ({"line_share": 0.8}, 240, 3),
        ({"line_share": 0.4}, 120, 2),
        ({"line_of": "mean"}, 2500 / 7 / 2, 2),
        ({"zero_incomes_in_line": False}, 175, 2),
        ({"minimum_hours": 20}, 150, 1),
        ({"absolute": 350.0}, 350, 3),
        ({"convention": "inverse"}, 150, 2),
    ],
)
def test_each_rule_does_what_it_says(rules, line, poor):
    made = working_poverty(
        PEOPLE.income, PEOPLE.worked, WorkingPoorRules(**rules), hours=PEOPLE.hours
    )
    assert made.line.values[0] == pytest.approx(line)
    assert np.nansum(made.poor) == poor


@pytest.mark.parametrize(
    ("scale", "incomes"), [("per_capita", [25, 100]), ("square_root", [50, 200])]
)
def test_household_incomes_are_scaled(scale, incomes):
    rules = WorkingPoorRules(income_unit="household", scale=scale)
    made = working_poverty(PEOPLE.income, PEOPLE.worked, rules, household_size=PEOPLE["size"])
    assert made.income[[1, 4]].tolist() == incomes
    assert "household" in made.summary()


def test_whose_median_is_a_choice():
    everyone = working_poverty(PEOPLE.income, PEOPLE.worked)
    workers = working_poverty(
        PEOPLE.income, PEOPLE.worked, line_group=PEOPLE.worked == 1, line_group_label="workers"
    )
    assert everyone.line.values[0] == 150
    assert workers.line.values[0] == 100
    assert "of workers" in workers.summary()


def test_weighted_and_unweighted_lines():
    weights = [1, 1, 1, 1, 1, 1, 20, 1]
    weighted = working_poverty(PEOPLE.income, PEOPLE.worked, design=weights)
    plain = working_poverty(
        PEOPLE.income, PEOPLE.worked, WorkingPoorRules(weighted_line=False), design=weights
    )
    assert weighted.line.values[0] == 500
    assert plain.line.values[0] == 150
    assert "unweighted median" in plain.summary()


@pytest.mark.parametrize("weighted", [True, False])
def test_the_error_includes_the_line(weighted):
    """Against 250 bootstrap draws: relative noise 4.5%, three of these."""
    rng = np.random.default_rng(13)
    n = 1500
    income = np.exp(10 + np.repeat(rng.normal(0, 0.4, n // 5), 5) + 0.7 * rng.normal(size=n))
    worked = (rng.random(n) < 0.6).astype(float)
    design = Design(rng.uniform(1, 3, n), clusters=np.arange(n) // 5)
    rules = WorkingPoorRules(weighted_line=weighted)
    made = working_poverty(income, worked, rules, design=design)

    def again(weights):
        if weighted:
            return working_poverty(income, worked, rules, design=weights).rate.values
        # an unweighted median counts how often a unit was drawn
        line = 0.5 * np.median(
            np.repeat(income, np.rint(100 * weights / design.weights).astype(int))
        )
        return weights @ (worked * (income < line)) / (weights @ worked)

    drawn = bootstrap(design, 250, rng=rng).estimate(again)
    assert made.rate.se[0] == pytest.approx(drawn.se[0], rel=0.135)


def test_groups_and_neighbours_of_the_line():
    made = working_poverty(
        PEOPLE.income, PEOPLE.worked, by=["a", "a", "b", "b", "b", "b", "b", "a"]
    )
    assert made.rate["a"] == 1
    assert made.rate["b"] == 0
    near = made.near_line([0.1, 0.5])
    assert near["workers"].tolist() == [0, 2]
    assert near["share"].tolist() == [0, pytest.approx(2 / 5)]


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: WorkingPoorRules(income_unit="family"), "one of individual, household"),
        (lambda: WorkingPoorRules(reference="today"), "one of last week"),
        (lambda: WorkingPoorRules(minimum_hours=-1), "at least 0"),
        (lambda: working_poverty([1.0, 2], [1, 4]), "0, 1 or missing"),
        (lambda: working_poverty([1.0, 2], [0, 0]), "nobody who works"),
        (
            lambda: working_poverty([1.0, 2], [1, 1], WorkingPoorRules(minimum_hours=1)),
            "hours a row",
        ),
        (
            lambda: working_poverty([1.0, 2], [1, 1], WorkingPoorRules(income_unit="household")),
            "one size a row",
        ),
        (lambda: working_poverty([1.0, 2], [1, 1], WorkingPoorRules(line_share=3)), "share in"),
        (lambda: working_poverty([1.0, 2, 3], [1, 1, 0], by=["a", "a", "b"]), "empty group b"),
    ],
)
def test_bad_input_gets_one_sentence(call, sentence):
    with pytest.raises(InputError, match=sentence):
        call()


def test_plot_returns_axes():
    axes = working_poverty(PEOPLE.income, PEOPLE.worked).plot()
    assert len(axes.patches) == 5
    axes.figure.clear()
