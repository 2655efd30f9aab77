"""What printed statistics imply, on the printed figures of the Sichuan paper and on Grunfeld.

Printed figures: Yin, Meng, Yi, Wang and Hua (2021), doi:10.1186/s40854-021-00236-2, Tables 2
and 3 and the equations of its first estimation. Each enters as its rounding interval.
"""

import pytest
from panel_frames import grunfeld_panel

from netpoverty.errors import InputError
from netpoverty.models.panel import estimate_panel, f_effects
from netpoverty.models.panel.printed import (
    fallback_error_ratio,
    hausman_single,
    implied_sample_sizes,
    lines_cross,
    poolability_f,
    ratio,
)


def rounded(value: float, digits: int = 4) -> tuple[float, float]:
    half = 0.5 * 10**-digits
    return value - half, value + half


def test_f_from_two_r2_is_f_from_the_data():
    panel = grunfeld_panel()
    pooled, within = estimate_panel(panel, "pooled"), estimate_panel(panel, "within")
    exact = poolability_f(pooled.r2, within.r2, n=200, units=10, regressors=2)
    adjusted = poolability_f(
        pooled.r2_adjusted, within.r2_adjusted, n=200, units=10, regressors=2, adjusted=True
    )
    assert exact.low == exact.high == pytest.approx(f_effects(panel).statistic, rel=1e-9)
    assert adjusted.low == pytest.approx(exact.low, rel=1e-9)


@pytest.mark.parametrize(
    ("r2", "f", "explaining"),
    [(0.8336, 90.2041, 2), (0.9314, 244.3164, 2), (0.9118, 87.8219, 4), (0.9486, 156.9828, 4)],
)
def test_table_2_holds_together_only_for_39_rows_with_an_unadjusted_r2(r2, f, explaining):
    interval = rounded(f)
    assert implied_sample_sizes(rounded(r2), interval, explaining=explaining) == [39]
    assert implied_sample_sizes(rounded(r2), interval, explaining=explaining, adjusted=True) == []


@pytest.mark.parametrize(
    ("pooled", "within", "adjusted", "errors"),
    [
        (0.8336, 0.9118, False, [(0.5079, 0.6777), (0.0676, 0.0901)]),
        (0.9314, 0.9486, False, [(0.1846, 0.2073), (0.0246, 0.0276)]),
        (0.9772, 0.9893, True, [(9.0145, 13.1255), (1.1991, 1.7459), (0.0014, 0.0021)]),
    ],
)
def test_printed_random_effects_errors_are_pooled_ones_with_the_within_variance(
    pooled, within, adjusted, errors
):
    options = {"n": 39, "units": 3, "regressors": 2, "adjusted": adjusted}
    implied = fallback_error_ratio(rounded(pooled), rounded(within), **options)
    for random, plain in errors:
        quotient = ratio(rounded(random), rounded(plain))
        assert (quotient.low, quotient.high) in implied


def test_three_printed_lines_cross_at_one_point():
    first = rounded(315.4503), rounded(1718.668, 3)
    second = rounded(318.1920), rounded(1685.654, 3)
    third = rounded(460.6304), rounded(-29.5320)
    one, two = lines_cross(first, second)[0], lines_cross(first, third)[0]
    assert (two.low, two.high) in one
    assert one.low == pytest.approx(0.08305, abs=1e-4)


def test_single_hausman_bounds_contain_the_central_value():
    result = hausman_single(rounded(0.6714), rounded(11.2323), rounded(32.1492), rounded(9.0145))
    central = (0.6714 - 32.1492) ** 2 / (11.2323**2 - 9.0145**2)
    assert result.low < central < result.high
    assert result.p_low < result.p_high < 1e-4


def test_single_hausman_does_not_exist_when_the_within_error_is_smaller():
    result = hausman_single(1.0, 0.1, 2.0, 0.3)
    assert result.low != result.low


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: poolability_f((0.9, 0.8), 0.95, n=39, units=3, regressors=2), "printed value"),
        (lambda: poolability_f(0.8, 0.9, n=5, units=3, regressors=2), "n > units"),
        (lambda: lines_cross((0.0, (1.0, 2.0)), (1.0, 1.5)), "slopes"),
        (lambda: ratio(1.0, (-1.0, 1.0)), "denominator"),
    ],
)
def test_impossible_printed_values_are_refused(call, told):
    with pytest.raises(InputError, match=told):
        call()
