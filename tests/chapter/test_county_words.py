"""Sentences of the chapter on Changting follow its runs, also where nothing moves or settles."""

import numpy as np

from netpoverty import policy
from netpoverty.chapter import county_case, county_words
from netpoverty.data import published
from netpoverty.data.published.coding import claim_names, read_coding

CASE = read_coding("", claim_names(published.load())).coding.read_as("attitudes")
EVERY = [*CASE.paths, policy.TOGETHER]


def said(**model):
    runs = policy.run_scenarios(CASE, EVERY, **{"steps": 60, "push": 1.0, "slope": 0.5} | model)
    return county_case.scenarios_said(runs, EVERY), county_words.run_said(runs, model["activation"])


def test_scenarios_that_move_do_not_move_or_never_end():
    assert "moves the outcome most" in said(activation="tanh")[0]
    still, ends = said(activation="bivalent")
    assert still == "In this model no path moves the outcome at all."
    assert "**converged**" in ends and "Every scenario ends in the same way." in ends
    lost, grows = said(activation="linear", slope=5)
    assert "nothing can be ranked" in lost and "**diverging**" in grows


def test_draws_in_which_no_path_is_first_are_told_so():
    rng = np.random.default_rng(0)
    weighed = policy.reweigh(CASE, 0.0, 10, rng, activation="bivalent", steps=60)
    told = county_case.reweigh_said(weighed, "talent", [])
    assert told.startswith("In none of the draws") and "talent" not in told


def test_first_places_are_counted():
    cells = {("tanh", "attitudes"): "talent", ("tanh", "barriers"): "no end (cycling)"}
    assert county_words.grid_said(cells, ["talent"]) == (
        "Across 2 pairs of reading and activation, the model ranks 1 path first: talent; in 1 pair "
        "it ranks none first."
    )
    assert county_words.grid_said(cells, []).startswith("In none of 2 pairs")


def test_drivers_that_no_path_lifts_are_named():
    table = policy.influence_dependence(CASE, length=3).to_frame()
    drivers = list(table.index[table["role"] == "driver"])
    assert f"{len(drivers)} are lifted by none" in county_words.influence_said(CASE, table, set())
    assert "0 are lifted by none of the paths." in county_words.influence_said(
        CASE, table, set(drivers)
    )


def test_without_evidence_nothing_is_said_to_be_learned():
    assert county_words.tracing_said([]) == "The sheet names no evidence."


def test_what_a_coding_is_good_for_follows_from_the_assertions_that_turn_the_order():
    assert "here the 2 assertions named above" in county_words.use_said(["a", "b"], True)
    assert "the one assertion named above, and to go and look at it." in county_words.use_said(
        ["a"], True
    )
    assert "no single one turns" in county_words.use_said([], True)
    assert "names none" in county_words.use_said(["a"], False)


def test_elements_charged_with_most_deficiencies_are_counted_each():
    counts = CASE.counts()["deficiency"].iloc[:4]
    told = county_words.charged_said(counts)
    assert (" each" in told) == ((counts == counts.max()).sum() > 1)
    assert told.endswith(f"of {counts.sum()}.")
    assert county_words.charged_said(counts * 0).startswith("The sheet asserts no deficiency")
