"""How runs of a map end, against closed forms."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netpoverty.errors import InputError
from netpoverty.policy import ACTIVATIONS, CognitiveMap, run_many


def test_a_linear_map_settles_at_the_solution_of_its_equations():
    """A = b + A W has the solution b (I - W)^-1, where the spectral radius is below 1."""
    weights = np.array([[0, 0.5, 0.2], [0.3, 0, 0.1], [0, 0.4, 0]])
    said = np.array([0.3, -0.5, 0.1])
    run = CognitiveMap("abc", weights, said, "linear").run(200)
    assert run.status == "converged"
    # The run stops within 1e-6 of a fixed point; its contraction leaves a few times that.
    assert run.final == pytest.approx(said @ np.linalg.inv(np.eye(3) - weights), abs=1e-5)


def test_a_steep_linear_map_diverges_however_few_the_steps():
    weights = np.array([[0, 0.9], [0.9, 0]])
    for steps in (5, 500):
        run = CognitiveMap("ab", weights, [0.1, 0.1], "linear", slope=2).run(steps)
        assert run.status == "diverging" and np.isnan(run.final).all()


def test_two_that_follow_and_flee_each_other_cycle():
    """a follows b and b flees a: under sign they go round four states."""
    run = CognitiveMap("ab", [[0, -1], [1, 0]], [0.1, 0.1], "trivalent").run(50)
    assert (run.status, run.period) == ("cycling", 4)
    assert run.final.tolist() == [0, 0]


def test_a_run_that_is_too_short_says_so():
    run = CognitiveMap("ab", [[0, 0.9], [0.9, 0]], [0.4, 0.2], "saturated", 0.9).run(3)
    assert run.status == "unsettled" and np.isnan(run.final).all()


def test_a_slow_spiral_is_no_cycle():
    run = CognitiveMap("ab", [[0, -0.99], [0.99, 0]], [0.5, 0.1], "linear").run(4000)
    assert run.status == "converged"


@settings(derandomize=True, deadline=None, max_examples=25)
@given(st.integers(0, 10_000), st.sampled_from(["tanh", "sigmoid", "saturated", "linear"]))
def test_many_maps_settle_where_each_does(seed, activation):
    rng = np.random.default_rng(seed)
    weights, said = rng.uniform(-0.4, 0.4, (3, 4, 4)), rng.uniform(-1, 1, (3, 4))
    ends = run_many(weights, said, np.zeros((3, 4)), activation, 400)
    for number in range(3):
        run = CognitiveMap("abcd", weights[number], said[number], activation).run(400)
        if run.status == "converged":
            assert ends[number] == pytest.approx(run.final, abs=1e-4)
        else:
            assert np.isnan(ends[number]).all()


def test_levels_stay_in_the_range_of_their_activation():
    ranges = {"sigmoid": (0, 1), "bivalent": (0, 1)} | dict.fromkeys(
        ["tanh", "trivalent", "saturated"], (-1, 1)
    )
    weights, said = np.full((3, 3), 0.9), np.array([1, -1, 0.5])
    for name, (low, high) in ranges.items():
        levels = CognitiveMap("abc", weights, said, name, 3).run(50).levels
        assert levels.min() >= low and levels.max() <= high
    assert set(ranges) | {"linear"} == set(ACTIVATIONS)


@pytest.mark.parametrize(
    ("field", "value"),
    [("weights", [[2.0]]), ("weights", [1.0]), ("evidence", [np.nan]), ("activation", "relu"),
     ("slope", 0.0)],
)  # fmt: skip
def test_maps_that_make_no_sense_are_refused(field, value):
    with pytest.raises(InputError, match=f"{field}: got"):
        CognitiveMap(**({"names": "a", "weights": [[0.0]], "evidence": [0.0]} | {field: value}))
