"""Budgets over the paths of a small sheet, by hand."""

import numpy as np
import pytest
from policy_sheets import assertion, small

from netpoverty.errors import InputError
from netpoverty.policy.budget import BEST, CHANGE, budget_plans, plans_of, step_of

SHEET = small(
    assertion("a", "law", ["use"], strength=3),
    assertion("b", "will", ["use"], strength=2),
)
LINEAR = {"activation": "linear", "steps": 20, "slope": 1}


def plans(spread=0.0, draws=3, sheet=SHEET, **more):
    return budget_plans(sheet, spread, draws, np.random.default_rng(1), **(LINEAR | more))


def test_a_linear_budget_by_hand():
    """Two paths share twice the push; arrows of 0.75 and 0.5: enact leads above 40 points."""
    found = plans()
    enact = found.plans[:, 0] / 100
    assert found.whole[0] == pytest.approx(2 * (0.75 * enact + 0.5 * (1 - enact)))
    first = found.first()
    assert first["enact"].tolist() == [100.0 * (points > 40) for points in found.plans[:, 0]]
    assert first["awaken"].tolist() == [100.0 * (points < 40) for points in found.plans[:, 0]]


def test_on_a_linear_map_one_path_is_best_and_the_sentence_says_so():
    found = plans()
    assert found.concentrated() == (100, 0)
    assert found.best() == ("enact 100", 100)
    right, told = found.said()
    assert right == 0 and "enact 100" in told
    frame = found.to_frame()
    assert frame.loc[frame[BEST].idxmax(), "p0"] == 100
    assert frame[CHANGE].max() == pytest.approx(1.5)


def test_where_no_draw_settles_nothing_is_ranked():
    loop = small(
        assertion("a", "use", ["law"], strength=3), assertion("b", "law", ["use"], strength=3)
    )
    found = plans(sheet=loop, slope=3)
    assert not found.settled.any()
    assert found.said() == (2, "No draw of the model settled, so no plan can be ranked.")
    assert found.to_frame()[CHANGE].isna().all()


def test_equal_shares_rank_as_the_reweighting_without_a_budget_does():
    from netpoverty.policy import reweigh

    given = {"activation": "tanh", "steps": 50, "slope": 0.5}
    single = reweigh(SHEET, 0.5, 40, np.random.default_rng(1), **given)
    found = plans(spread=0.5, draws=40, **given)
    even = found.plans.tolist().index(found.most_even)
    assert found.most_even == [50, 50]
    assert found.alone[:, even] == pytest.approx(single.changes, abs=1e-6)


@pytest.mark.parametrize("paths", [2, 3, 4, 5, 7, 12])
def test_plans_add_up_and_stay_few(paths):
    every = plans_of(paths, step_of(paths))
    assert (every.sum(axis=1) == 100).all() and len(every) <= 400
    assert len(np.unique(every, axis=0)) == len(every)


def test_a_step_that_does_not_divide_the_budget_is_refused():
    with pytest.raises(InputError, match="a divisor of 100"):
        plans(step=30)
