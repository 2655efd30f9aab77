"""Counts behind printed moments, against enumeration and against the published GRIM cases."""

import itertools
import statistics

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netpoverty.data.count_bounds import possible_sums, sd_bounds
from netpoverty.data.counts import Impossible, Witness, find_counts
from netpoverty.errors import InputError

# Working-poverty paper, Table 2: n, codes, mean and sd as printed.
N = 1491
PRINTED = {
    "age": (range(18, 66), "41.35", "11.17", (18, 65)),
    "gender": ((0, 1), "0.47", "0.50", (0, 1)),
    "married": ((0, 1), "0.79", "0.41", (0, 1)),
    "health": (range(1, 6), "3.42", "1.62", (1, 5)),
    "education on five codes": (range(1, 6), "2.28", "1.20", (1, 5)),
    "internet on five codes": (range(1, 6), "4.18", "1.16", (1, 5)),
    "working poor": ((0, 1), "0.07", "0.25", (0, 1)),
}


def values_of(witness):
    return [c for c, k in zip(witness.codes, witness.counts, strict=True) for _ in range(k)]


@pytest.mark.parametrize("divisor", ["n-1", "n"])
@pytest.mark.parametrize("name", PRINTED)
def test_a_witness_prints_the_table(name, divisor):
    codes, mean, sd, attained = PRINTED[name]
    witness = find_counts(N, codes, mean, sd, divisor=divisor, attained=attained)
    values = values_of(witness)
    deviation = statistics.stdev if divisor == "n-1" else statistics.pstdev
    assert len(values) == N
    assert f"{statistics.mean(values):.2f}" == mean
    assert f"{deviation(values):.2f}" == sd
    assert set(attained) <= set(values)


@pytest.mark.parametrize(
    ("codes", "mean", "sd", "words"),
    [
        ((1, 2, 3), "2.28", "1.20", "from 0.447 to 0.962"),  # education on the codes of Table 1
        ((0, 1), "4.18", "1.16", "outside the codes 0 to 1"),  # Internet on the printed range
        (range(1, 6), "342", "1.62", "outside the codes 1 to 5"),  # health as extracted
    ],
)
def test_cells_that_no_counts_can_print(codes, mean, sd, words):
    proof = find_counts(N, codes, mean, sd)
    assert isinstance(proof, Impossible)
    assert not proof
    assert words in proof.reason


def test_largest_sd_on_three_codes_by_hand():
    # (mean − 1)(3 − mean) is largest at the low end of the interval [2.275, 2.285]; S = 3393.
    mean = 3393 / N
    by_hand = ((mean - 1) * (3 - mean) * N / (N - 1)) ** 0.5
    assert sd_bounds(N, [1, 2, 3], "2.28")[1] == pytest.approx(by_hand, abs=1e-12)


def test_the_share_in_the_text_has_one_count():
    # 6.98 per cent of 1,491: 104 gives 6.975…, 103 gives 6.908…, 105 gives 7.042….
    assert possible_sums(N, "0.0698") == range(104, 105)


def test_grim_cases_of_brown_and_heathers():
    # Mean 5.19 of 28 whole numbers is their worked example of an impossible mean.
    assert not find_counts(28, range(1, 8), "5.19")
    assert find_counts(28, range(1, 8), "5.18")


@settings(derandomize=True, deadline=None, max_examples=150)
@given(
    n=st.integers(2, 8),
    mean=st.integers(10, 45),
    sd=st.integers(0, 25),
    divisor=st.sampled_from(["n-1", "n"]),
)
def test_the_answer_is_the_one_of_enumeration(n, mean, sd, divisor):
    printed = f"{mean / 10:.1f}", f"{sd / 10:.1f}"
    codes = (1, 2, 4)
    deviation = statistics.stdev if divisor == "n-1" else statistics.pstdev
    # Enumeration in decimals; ties at a half are admitted on both sides, hence the 1e-9.
    exists = any(
        abs(statistics.mean(values) - mean / 10) <= 0.05 + 1e-9
        and abs(deviation(values) - sd / 10) <= 0.05 + 1e-9
        for values in itertools.combinations_with_replacement(codes, n)
    )
    found = find_counts(n, codes, *printed, divisor=divisor)
    assert isinstance(found, Witness if exists else Impossible)


def test_bad_input_is_told_in_a_sentence():
    with pytest.raises(InputError, match="whole numbers"):
        find_counts(10, [1.5, 2], "1.7")
    with pytest.raises(InputError, match="decimal in quotes"):
        find_counts(10, [1, 2], "about one")
