"""A printed number keeps every digit from string to value to interval and back."""

from decimal import ROUND_HALF_EVEN, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netpoverty.data.published import read_cell, read_number
from netpoverty.data.published.units import UNITS
from netpoverty.errors import InputError

properties = settings(derandomize=True, deadline=None, max_examples=150)
# Up to 15 significant digits: what a float holds without loss.
printed = st.builds(
    lambda digits, places: Decimal(digits).scaleb(-places),
    st.integers(-(10**12), 10**12),
    st.integers(0, 10),
)


def spelled(number: Decimal, minus: str = "−", comma: bool = False) -> str:
    return f"{number:,f}".replace("-", minus) if comma else f"{number:f}".replace("-", minus)


@properties
@given(printed, st.sampled_from(["-", "−", "− "]), st.booleans())
def test_no_digit_is_lost(number, minus, comma):
    read = read_number(spelled(number, minus, comma))
    places = -number.as_tuple().exponent
    assert read.digits == places
    assert Decimal(repr(read.value)) == number
    assert f"{read.value:.{places}f}".lstrip("-").strip("0.") == f"{abs(number):f}".strip("0.")


@properties
@given(printed, st.decimals(Decimal("-0.49"), Decimal("0.49"), places=2))
def test_every_number_inside_the_interval_prints_the_same(number, share):
    read = read_number(spelled(number))
    unit = Decimal(1).scaleb(-read.digits)
    inside = number + share * unit
    assert Decimal(read.low) <= inside <= Decimal(read.high)
    assert inside.quantize(unit, ROUND_HALF_EVEN) == number


@properties
@given(printed, st.decimals(Decimal("0.51"), Decimal("3"), places=2), st.sampled_from([-1, 1]))
def test_no_number_outside_the_interval_prints_the_same(number, share, side):
    read = read_number(spelled(number))
    outside = number + side * share * Decimal(1).scaleb(-read.digits)
    assert not read.low <= float(outside) <= read.high


@properties
@given(st.integers(1, 9999), st.integers(0, 3), st.sampled_from(["thousand", "million", "billion"]))
def test_scale_words_carry_the_last_printed_digit(digits, places, word):
    exponent = {"thousand": 3, "million": 6, "billion": 9}[word]
    number = Decimal(digits).scaleb(-places)
    read = read_number(f"{number:f} {word}", "yuan")
    assert Decimal(repr(read.value)) == number.scaleb(exponent)
    half = Decimal(5).scaleb(exponent - places - 1)
    assert Decimal(repr(read.high)) - Decimal(repr(read.value)) == half


@properties
@given(printed, st.sampled_from(["", "*", "**", "***"]), st.integers(0, 10**6))
def test_cell_keeps_estimate_stars_and_error(number, stars, error):
    shown = f"{spelled(number)}{stars} ({Decimal(error).scaleb(-4):f})"
    cell = read_cell(shown)
    assert cell.number.value == float(number) and cell.stars == stars
    assert cell.error.value == float(Decimal(error).scaleb(-4))
    assert cell.error.low >= 0


@pytest.mark.parametrize(
    ("text", "unit", "says"),
    [
        ("1.5", "persons", "a whole number, at least 0"),
        ("1.5", "p", "from 0 to 1"),
        ("−3", "households", "at least 0"),
        ("12%", "yuan", "no % sign"),
        ("±−0.7111", "coefficient", "a number"),
        ("O.5", "share", "a number from 0 to 1"),
        ("1,49", "coefficient", "a number"),
        ("", "yuan", "an empty string"),
        ("$2", "yuan", "a number"),
    ],
)
def test_number_that_its_unit_does_not_allow_is_refused(text, unit, says):
    with pytest.raises(InputError, match=says):
        read_number(text, unit)


@pytest.mark.parametrize("text", ["0.5 (0.1", "*0.5", "0.5** (0.1)*", "0.5 0.1", "(0.1)"])
def test_cell_that_is_not_one_number_with_its_error_is_refused(text):
    with pytest.raises(InputError):
        read_cell(text)


def test_interval_stays_within_the_unit():
    assert read_number("0.0000", "p").interval == (0.0, 5e-05)
    assert read_number("1.00", "R2").high == 1.0
    assert all(unit.low < unit.high for unit in UNITS.values())
