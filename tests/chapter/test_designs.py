"""Designs read from columns are those of the formulas."""

import numpy as np
import pandas as pd
import pytest

from netpoverty.chapter import working_poor_models as models
from netpoverty.chapter.designs import PlainDesign, fit_or_linear, read_plain
from netpoverty.chapter.working_poor import analysis_frame
from netpoverty.data.load import load
from netpoverty.errors import InputError
from netpoverty.models import binary
from netpoverty.models.binary.sample import read_sample

CONTROLS = " + ".join(models.CONTROLS)
FORMULAS = [
    "poor ~ internet_frequency",
    "poor ~ internet_frequency + age_years + I(age_years**2) + C(region)",
    "poor ~ frequent * C(region) + age_years + married + I(age_years**2)",
    f"poor ~ internet_rank + {CONTROLS}",
    f"poor ~ C(internet_frequency) + {CONTROLS}",
    f"low_income ~ frequent + {CONTROLS}",
    f"poor ~ internet_frequency * C(region) + {CONTROLS}",
    "poor ~ internet_frequency * C(gender) + age_years + married + C(health) + C(education)",
    "poor ~ internet_frequency * C(education) + age_years + female + married + C(health)",
]


@pytest.fixture(scope="module")
def frame():
    data = load("cgss", world="effect", worked_codes=(1, 2, 3, 4))
    rules = {"line_share": 0.5, "median_of": "all", "income_unit": "individual"}
    made = analysis_frame(data, "good", "college", **rules)
    return made.assign(**{by: made[by].astype(str) for by in ("region", "gender")})


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_plain_design_is_that_of_the_formula(frame, formula):
    made, whole = read_plain(formula, frame), read_sample(formula, frame)
    assert isinstance(made.rule, PlainDesign)
    assert made.terms == whole.terms
    assert np.array_equal(made.design, whole.design)
    assert np.array_equal(made.outcome, whole.outcome)
    moved = made.frame.assign(age_years=40.0, health="poor", internet_frequency=3.0)
    moved["health"] = moved["health"].astype(frame["health"].dtype)
    if {"age_years", "health"} <= made.rule.variables:
        assert np.array_equal(made.evaluate(moved), whole.evaluate(moved))


def test_effects_are_those_of_the_formula(frame):
    formula = f"poor ~ internet_frequency + {CONTROLS}"
    made, word = models.fit_finite(formula, frame)
    whole = binary.fit(formula, frame)
    assert word == "logit"
    names = ["internet_frequency", "health", "female"]
    found, wanted = (binary.marginal_effects(m, names).to_frame() for m in (made, whole))
    assert found.equals(wanted)


def test_clustered_effects_are_those_of_the_formula(frame):
    formula = "poor ~ frequent + age_years + I(age_years**2) + C(region)"
    made = fit_or_linear(formula, frame, "gender")
    whole = binary.fit(formula, frame, errors="cluster", clusters="gender")
    found, wanted = (binary.marginal_effects(m).to_frame() for m in (made, whole))
    assert found.sort_index().equals(wanted.sort_index())
    separated = frame.assign(told=frame["poor"])
    assert fit_or_linear("poor ~ told + age_years", separated, "region").link.name == "linear"


def test_other_formulas_and_empty_levels_go_the_general_way(frame):
    assert not isinstance(read_plain("poor ~ np.log(age_years) + married", frame).rule, PlainDesign)
    few = frame[frame["health"] != "poor"]
    assert not isinstance(read_plain("poor ~ C(health)", few).rule, PlainDesign)


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_plain_design_answers_as_a_formula(frame, formula):
    made, whole = read_plain(formula, frame), read_sample(formula, frame)
    assert made.rule.variables == whole.rule.variables
    for name in made.rule.variables:
        assert made.rule.columns_of(name) == sorted(whole.rule.columns_of(name))
    assert made.rule.levels(made.frame) == whole.rule.levels(whole.frame)


@pytest.mark.parametrize(
    "formula",
    [
        "poor ~ health + C(health)",
        "poor ~ age_years * C(health) + health",
        "poor ~ levels + age_years",
        "poor ~ text",
        "poor ~ huge + I(huge**2)",
        "poor ~ age_years + 0",
    ],
)
def test_what_is_not_plain_goes_the_general_way(frame, formula):
    data = frame.assign(
        levels=pd.Categorical(frame["age_years"] % 3),
        text=np.where(frame["married"] == 1, "a", "b"),
        huge=1e200 * (1 + frame["age_years"]),
    )
    try:
        wanted = read_sample(formula, data)
    except InputError as error:
        with pytest.raises(InputError) as caught:
            read_plain(formula, data)
        assert str(caught.value) == str(error)
    else:
        made = read_plain(formula, data)
        assert made.terms == wanted.terms and np.array_equal(made.design, wanted.design)


def test_products_written_twice_count_once_and_missing_clusters_are_named(frame):
    twice = "poor ~ age_years * C(region) + age_years * C(region)"
    made, wanted = read_plain(twice, frame), read_sample(twice, frame)
    assert made.terms == wanted.terms
    with pytest.raises(InputError, match="column: got 'regoin'"):
        read_plain("poor ~ age_years", frame, "regoin")
    named = read_plain("poor ~ age_years + C(region)", frame.assign(I=1.0))
    assert not isinstance(named.rule, PlainDesign)
