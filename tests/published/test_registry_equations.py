"""The printed VAR equations, read from the registry under every reading."""

import pytest

from netpoverty.data import published
from netpoverty.errors import InputError


@pytest.fixture(scope="module")
def sichuan():
    return published.load().paper("sichuan")


def test_system_lists_variables_in_printed_order(sichuan):
    assert sichuan.system("cii-gdp").variables == ("GDP", "CII")
    assert sichuan.system("cii-lgr-pcir").variables == ("LGR", "PCIR", "CII")
    assert sichuan.system("cii-lgr-pcir").order == 2


def test_equation_three_stands_as_printed(sichuan):
    # Yin et al. (2021), equation (3); exact, since these are the printed digits.
    values = sichuan.equations["eq-3"].values("minus")
    assert list(values.values()) == [1.0322, 0.1318, -0.1517, 0.8602, -0.0077]


def test_both_signs_of_a_doubtful_coefficient_are_kept(sichuan):
    system = sichuan.system("cii-gdp")
    found = {
        (values["GDP", "CII", 2], values["CII", "GDP", 1])
        for values in map(system.coefficients, system.readings())
    }
    assert found == {(s * 0.1517, t * 0.7111) for s in (-1, 1) for t in (-1, 1)}


def test_no_reading_is_chosen_in_silence(sichuan):
    with pytest.raises(InputError, match=r"eq-3.logCII\(-2\).*one of minus, plus"):
        sichuan.system("cii-gdp").coefficients()
    cell = sichuan.cell("eq-3.logCII-2")
    assert cell.value is None and cell.interval is None
    assert cell.values() == {"minus": -0.1517, "plus": 0.1517}


def test_intervals_hold_half_a_unit_on_either_side(sichuan):
    low, high = sichuan.system("cii-lgr-pcir").intervals()["LGR", "LGR", 1]
    assert (low, high) == (1.68455, 1.68465)


def test_constants_are_named_by_their_equation(sichuan):
    constants = sichuan.system("cii-lgr-pcir").constants()
    assert constants == {"LGR": 0.1257, "PCIR": -0.3909, "CII": 5.3009}


def test_unknown_system_is_refused_with_the_nearest_name(sichuan):
    with pytest.raises(InputError, match="did you mean 'cii-gdp'"):
        sichuan.system("cii-gpd")
