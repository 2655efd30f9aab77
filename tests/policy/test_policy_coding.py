"""Assertions, sheets and their schemes."""

from dataclasses import replace

import numpy as np
import pytest
from policy_sheets import assertion, small

from netpoverty.errors import InputError
from netpoverty.policy import Link, Rival, evidence, influence_dependence, influence_matrix


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("element", "agencies", "element: got 'agencies'"),
        ("sign", "minus", "sign: got 'minus'"),
        ("section", " ", "section: got 'nothing'; allowed: a place"),
        ("sentence", "", "sentence: got 'nothing'; allowed: a place"),
        ("reason", "", "reason: got 'nothing'"),
        ("strength", 4, "strength: got 4; allowed: 1, 2 or 3"),
    ],
)
def test_an_assertion_is_checked(field, value, says):
    with pytest.raises(InputError, match=says):
        replace(assertion("one", "law", ["use"]), **{field: value})


def test_a_statement_about_people_must_be_attributed():
    with pytest.raises(InputError, match='begins "According to the paper"'):
        assertion("one", "will", ["use"], about_people=True, says="The poor lack will.")
    says = "According to the paper, the poor lack will."
    assert assertion("one", "will", ["use"], about_people=True, says=says).about_people


def test_names_that_the_sheet_does_not_hold_are_refused():
    with pytest.raises(InputError, match=r"concept acted on: got 'usage'.*did you mean 'use'"):
        small(assertion("one", "law", ["usage"]))
    with pytest.raises(InputError, match="assertion contradicted: got 'two'"):
        small(assertion("one", "law", ["use"], against=("two",)))


def test_arrows_join_like_probabilities_and_hindering_ones_subtract():
    """By hand: two arrows of 0.5 and 0.75 join to 1 - 0.5·0.25 = 0.875; less a hindering 0.25."""
    sheet = small(
        assertion("a", "law", ["use"], strength=2),
        assertion("b", "law", ["use"], strength=3),
        assertion("c", "law", ["hinders use"], strength=1, sign="strength"),
    )
    matrix = influence_matrix(sheet)
    assert matrix[0, 3] == pytest.approx(0.625) and np.count_nonzero(matrix) == 1
    assert evidence(sheet).tolist() == pytest.approx([0.25 - 0.875, 0, 0, 0])


def test_factors_scale_one_assertion_and_stop_at_one():
    sheet = small(assertion("a", "law", ["use"], strength=2), assertion("b", "will", ["use"]))
    both = influence_matrix(sheet, np.array([[1.0, 1.0], [3.0, 0.0]]))
    assert both[:, 0, 3].tolist() == [0.5, 1.0] and both[:, 2, 3].tolist() == [0.5, 0.0]
    with pytest.raises(InputError, match="factors"):
        influence_matrix(sheet, np.ones(3))


def test_the_rival_scheme_replaces_readings_and_keeps_the_rest():
    rival = Rival("environment", "fees", (Link("use"),), "fees were high")
    sheet = small(assertion("a", "will", ["use"], rival=rival), assertion("b", "law", ["use"]))
    barriers = sheet.read_as("barriers")
    assert [a.concept for a in barriers.assertions] == ["fees", "law"]
    assert barriers.assertions[0].strength == sheet.assertions[0].strength
    assert sheet.read_as("attitudes") is sheet
    with pytest.raises(InputError, match="scheme"):
        sheet.read_as("blame")


def test_contradictions_are_listed_once_and_dropped_with_their_assertion():
    sheet = small(
        assertion("a", "law", ["use"], against=("b",)),
        assertion("b", "law", ["use"], sign="strength", against=("a",)),
    )
    assert [(one.id, two.id) for one, two in sheet.contradictions()] == [("a", "b")]
    assert not sheet.without("b").contradictions()
    assert sheet.counts().loc["idealised policy"].tolist() == [1, 1]


def test_influence_and_dependence_by_hand():
    """A chain law → will → use with weights 0.5: direct sums 0.5 and 0.5; over two arrows the
    path law → use adds 0.25, so law's influence is 0.75 of 1.25."""
    sheet = small(assertion("a", "law", ["will"]), assertion("b", "will", ["use"]))
    direct, longer = influence_dependence(sheet, 1), influence_dependence(sheet, 2)
    assert direct.influence.tolist() == pytest.approx([0.5, 0, 0.5, 0])
    assert longer.influence.tolist() == pytest.approx([0.6, 0, 0.4, 0])
    assert longer.dependence.tolist() == pytest.approx([0, 0, 0.4, 0.6])
    assert direct.roles == ("driver", "apart", "relay", "result")
    with pytest.raises(InputError, match="no arrows"):
        influence_dependence(small(assertion("a", "law", [])))
