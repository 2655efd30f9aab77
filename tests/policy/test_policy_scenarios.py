"""Scenarios, re-weightings, agreement and process tracing."""

import numpy as np
import pytest
from policy_sheets import assertion, small

from netpoverty.data.published import load
from netpoverty.data.published.coding import claim_names, read_coding
from netpoverty.errors import InputError
from netpoverty.policy import (
    Evidence,
    agreement,
    influence_dependence,
    leave_one_out,
    push_of,
    reweigh,
    run_scenarios,
    tracing_test,
)
from netpoverty.results import NotComputable

SHEET = small(
    assertion("a", "law", ["use"], strength=3),
    assertion("b", "will", ["use"], strength=2),
)
PATHS = ["enact", "awaken"]


def test_a_linear_scenario_by_hand():
    """Slope 1: the outcome moves by push times weight, 0.75 and 0.5; together by their sum."""
    found = run_scenarios(SHEET, [*PATHS, "together"], "linear", 20, slope=1)
    outcome = found.to_frame()["use"].to_dict()
    assert outcome == pytest.approx({"enact": 0.75, "awaken": 0.5, "together": 1.25})
    assert found.first() == "enact" and found.defined
    assert [name for name, _ in found.ranking()] == PATHS


def test_a_push_is_shared_by_its_levers():
    assert push_of(SHEET, "together", 2).tolist() == [2, 0, 2, 0]
    with pytest.raises(InputError, match=r"scenario: got 'enakt'.*did you mean 'enact'"):
        push_of(SHEET, "enakt")


def test_no_path_is_first_where_none_moves_the_outcome_or_none_settles():
    level = run_scenarios(SHEET, PATHS, "trivalent", 20, push=0.1)
    assert level.first() == "" and level.ranking()[0][1] == 0
    loop = small(
        assertion("a", "use", ["law"], strength=3), assertion("b", "law", ["use"], strength=3)
    )
    wild = run_scenarios(loop, PATHS, "linear", 20, slope=3)
    assert not wild.defined and wild.first() == "" and wild.ranking() == []


def test_without_spread_every_draw_is_the_sheet():
    weighed = reweigh(SHEET, 0, 5, np.random.default_rng(1))
    single = run_scenarios(SHEET, PATHS)
    for column, name in enumerate(PATHS):
        assert weighed.changes[:, column] == pytest.approx(single.change(name, "use"), abs=1e-6)
    assert weighed.first().tolist() == [1, 0]
    assert not weighed.hinges(*PATHS)


def test_the_ranking_hangs_on_the_arrows_that_carry_it():
    weighed = reweigh(SHEET, 0.5, 400, np.random.default_rng(1), "linear", slope=1)
    hinges = weighed.hinges(*PATHS)["rank correlation"]
    assert hinges["a"] > 0.5 > -0.3 > hinges["b"]
    # Weight a is uniform on (.375, 1.125), cut at 1, and b on (.25, .75), so P(a < b) is
    # (1/.75)(1/.5) times half of .375 squared = 0.1875; four standard errors of 400 draws are .078.
    assert weighed.first()["enact"] == pytest.approx(0.8125, abs=0.078)
    assert weighed.shares().sum(axis=1).tolist() == pytest.approx([1, 1])


def test_dropping_the_arrow_of_the_first_path_changes_the_ranking():
    dropped = leave_one_out(SHEET)
    assert dropped["changes"].to_dict() == {"a": True, "b": False}
    assert dropped.loc["a", "then first"] == "awaken"


@pytest.mark.parametrize("given", [{"spread": 1.5}, {"draws": 0}])
def test_draws_that_make_no_sense_are_refused(given):
    with pytest.raises(InputError):
        reweigh(SHEET, **({"spread": 0.5, "draws": 5, "rng": np.random.default_rng(1)} | given))


def test_kappa_by_hand():
    """Ten items, 7 agreed, margins 5/5 and 6/4: chance 0.5, so kappa = (0.7 - 0.5)/0.5 = 0.4."""
    one = list("xxxxxyyyyy")
    two = list("xxxxyxxyyy")
    found = agreement({"one": one, "two": two}, ["x", "y"])
    assert (found.observed, found.n) == (0.7, 10)
    assert found.kappa == pytest.approx(0.4)
    assert found.interval[0] < 0.4 < found.interval[1]
    # Krippendorff: D_o = .3; D_e = 2·11·9/(20·19); alpha = 1 - .3/.52105.
    assert found.alpha == pytest.approx(1 - 0.3 / (2 * 11 * 9 / 380))


def test_items_left_out_do_not_count_and_too_few_are_not_computed():
    found = agreement({"one": ["x", "y", ""], "two": ["x", "x", "y"]}, ["x", "y"])
    assert found.n == 2
    assert isinstance(agreement({"a": ["x", ""], "b": ["x", "y"]}, ["x", "y"]), NotComputable)
    assert isinstance(agreement({"a": ["x", "x"], "b": ["x", "x"]}, ["x", "y"]), NotComputable)
    with pytest.raises(InputError, match="code: got 'z'"):
        agreement({"a": ["z", "x"], "b": ["x", "y"]}, ["x", "y"])


@pytest.mark.parametrize(
    ("p", "q", "kind"),
    [
        ("almost always", "even", "hoop"),
        ("even", "almost never", "smoking gun"),
        ("almost always", "almost never", "doubly decisive"),
        ("often", "even", "straw in the wind"),
    ],
)
def test_kinds_of_process_tracing_tests(p, q, kind):
    assert tracing_test(Evidence("e", "seen", {"one": p, "two": q}), "one").kind == kind


def test_odds_move_by_the_ratio_of_chances():
    found = tracing_test(Evidence("e", "seen", {"one": "often", "two": "seldom"}), "one")
    assert (found.found, found.missing) == pytest.approx((3, 1 / 3))
    assert found.expected_weight == pytest.approx(np.log10(3))


def test_the_map_names_every_driver_nearest_to_its_own_mark():
    import matplotlib

    matplotlib.use("Agg")
    found = influence_dependence(read_coding("", claim_names(load())).coding, length=3)
    ax = found.plot()
    ax.figure.draw_without_rendering()
    marks = ax.transData.transform(np.column_stack([found.dependence, found.influence]))
    drivers = {n for n, role in zip(found.names, found.roles, strict=True) if role == "driver"}
    assert drivers and drivers <= {text.get_text() for text in ax.texts}
    for text in ax.texts:
        box, (x, y) = text.get_window_extent(), marks.T
        across = np.maximum(np.maximum(box.x0 - x, x - box.x1), 0)
        away = np.hypot(across, np.maximum(np.maximum(box.y0 - y, y - box.y1), 0))
        assert away[found.names.index(text.get_text())] <= away.min() + 0.5, text.get_text()
