"""Panel unit-root statistics against plm 2.6-2 on Grunfeld's investment, one lagged change.

Tolerance 1e-8 relative: plm's values carry ten digits. Fisher's statistic uses MacKinnon's 1994
p-values here and his 1996 ones in plm, which differ by up to 3.5% in the statistic.
"""

import numpy as np
import pandas as pd
import pytest
from panel_frames import drawn, grunfeld
from statsmodels.tsa.stattools import adfuller

from netpoverty.errors import InputError
from netpoverty.models.unit_roots import (
    adf_by_unit,
    panel_unit_root,
    size_table,
    unit_root_tests,
    wide_series,
)
from netpoverty.models.unit_roots.size import null_statistics, simulated_p, size
from netpoverty.results import NotComputable

PLM = {
    "n": {
        ("llc", "constant"): 2.015402054,
        ("llc", "trend"): -3.406629888,
        ("ips", "constant"): 2.326586931,
        ("ips", "trend"): -2.61800713,
        ("hadri", "constant"): 24.25656804,
        ("hadri", "trend"): 9.317805258,
    },
    "residual_dof": {
        ("llc", "constant"): 2.358310173,
        ("llc", "trend"): -2.682379897,
        ("ips", "constant"): 2.55019041,
        ("ips", "trend"): -1.452989778,
        ("hadri", "constant"): 22.86696294,
        ("hadri", "trend"): 7.881499753,
    },
}
CASES = [(divisor, *key, value) for divisor, rows in PLM.items() for key, value in rows.items()]


@pytest.fixture(scope="module")
def investment():
    return wide_series(grunfeld(), "invest", unit="firm", time="year")


@pytest.mark.parametrize(("divisor", "test", "terms", "value"), CASES)
def test_statistics_are_those_of_plm(investment, divisor, test, terms, value):
    ours = panel_unit_root(investment, test, terms, 1, divisor=divisor)
    assert ours == pytest.approx(value, rel=1e-8)


def test_ips_without_lags_is_plm_ztbar(investment):
    """IPS Table 1 (Z) and Table 3 (W) give the same moments at lag 0 and these T."""
    ours = panel_unit_root(investment, "ips", "constant", 0, divisor="n")
    assert ours == pytest.approx(2.504608717, rel=1e-8)


@pytest.mark.parametrize(
    ("terms", "exact", "plm"),
    [("constant", 13.87299252979967, 13.85994846), ("trend", 55.27836858739106, 55.96934994)],
)
def test_fisher_with_statsmodels_p_values(investment, terms, exact, plm):
    ours = panel_unit_root(investment, "fisher", terms, 1)
    assert ours == pytest.approx(exact, rel=1e-9)
    assert ours == pytest.approx(plm, rel=0.035)


def test_adf_by_unit_is_that_of_statsmodels(investment):
    ours = adf_by_unit(investment, "trend", 2, draws=100).to_frame()
    for firm in ("IBM", "General Motors"):
        t, p, *_ = adfuller(
            investment[firm], maxlag=2, regression="ct", autolag=None, result_object=False
        )
        assert ours.loc[firm, "t"] == pytest.approx(t, rel=1e-8)
        assert ours.loc[firm, "p (asymptotic)"] == pytest.approx(p, rel=1e-8)


@pytest.mark.parametrize(("terms", "critical"), [("constant", -2.34), ("trend", -2.88)])
def test_simulated_cips_critical_values_are_pesarans(terms, critical):
    """Pesaran (2007), Tables II(b) and II(c), N = 10, T = 20, 5%.

    T counts the changes there. Tolerance: a 5% quantile of 3,000 draws has an error of 0.02.
    """
    null = null_statistics("cips", 10, 21, terms, 0, draws=3000)
    assert np.quantile(null, 0.05) == pytest.approx(critical, abs=0.05)


def test_cips_equals_regressions_one_by_one(investment):
    wide = investment.iloc[:, :3]
    average = wide.mean(axis=1)
    found = []
    for firm in wide:
        rows = pd.DataFrame(
            {
                "level": wide[firm].shift(),
                "lagged": wide[firm].diff().shift(),
                "average": average.shift(),
                "change": average.diff(),
                "lagged change": average.diff().shift(),
                "one": 1.0,
                "y": wide[firm].diff(),
            }
        ).dropna()
        x, y = rows.drop(columns="y").to_numpy(), rows.y.to_numpy()
        b = np.linalg.solve(x.T @ x, x.T @ y)
        s2 = ((y - x @ b) ** 2).sum() / (len(y) - 6)
        found.append(b[0] / np.sqrt(s2 * np.linalg.inv(x.T @ x)[0, 0]))
    assert panel_unit_root(wide, "cips", "constant", 1) == pytest.approx(np.mean(found), rel=1e-6)


@pytest.mark.parametrize("test", ["ips", "fisher", "hadri"])
def test_sizes_come_near_the_nominal_level_when_units_and_years_are_many(test):
    """The Monte Carlo error of 400 draws is 1.1%; Hadri converges slowly: 2% to 11%."""
    null = null_statistics(test, 20, 100, "constant", 0, draws=400)
    assert 0.02 < size(test, null, 20) < 0.11


def test_the_kernel_of_llc_rejects_too_often_and_less_so_with_years():
    """Changes without their mean have a long-run variance biased by about lags/T."""
    sizes = [
        size("llc", null_statistics("llc", 10, years, "constant", 0, draws=400), 10)
        for years in (30, 300)
    ]
    assert 0.03 < sizes[1] < sizes[0]


def test_common_shocks_break_the_first_generation():
    frame = size_table(10, 30, draws=400)
    assert frame.loc["Levin-Lin-Chu", "common shocks"] > 0.10
    assert not frame.loc["Levin-Lin-Chu", "usable"]


def test_three_units_get_an_honest_table():
    walks = np.random.default_rng(5).normal(size=(19, 3)).cumsum(axis=0)
    result = unit_root_tests(pd.DataFrame(walks, index=range(2000, 2019)), draws=300)
    frame = result.to_frame()
    assert frame.loc["CIPS", "usable"] == "not usable"
    assert np.isnan(frame.loc["CIPS", "published p"])
    assert frame["simulated p"].between(1 / 301, 1).all()
    assert "LLC's table starts at T = 25" in result.summary()
    assert set(frame.null) == {
        "every series has a unit root",
        "every series has a unit root, one common factor allowed",
        "every series is stationary",
    }


def test_simulated_p_counts_the_value_itself():
    null = np.arange(99.0)
    assert simulated_p("ips", -1.0, null) == 0.01
    assert simulated_p("hadri", 98.0, null) == 0.02


def test_tests_without_a_constant_say_why(investment):
    assert isinstance(panel_unit_root(investment, "ips", "none"), NotComputable)


BAD = {
    "a gap": (lambda f: f[f.year != 2003], "a gap before 2004"),
    "a missing cell": (lambda f: f.drop(index=5), "series of unit 00: got no value in 2005"),
    "years as text": (lambda f: f.assign(year="y" + f.year.astype(str)), "year: got"),
    "a constant series": (lambda f: f.assign(x=f.x.where(f.unit != "unit 01", 2.0)), "unit 01"),
    "words": (lambda f: f.assign(x="many"), "x: got 'many'"),
    "four years": (lambda f: f[f.year < 2004], "at least five years"),
    "infinite": (lambda f: f.assign(x=f.x.where(f.index > 0, np.inf)), "infinite"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_series_are_refused_in_one_sentence(case):
    spoil, told = BAD[case]
    with pytest.raises(InputError) as caught:
        wide_series(spoil(drawn(units=3, years=9)), "x", unit="unit", time="year")
    assert told in str(caught.value)


def test_too_many_lags_are_refused():
    wide = wide_series(drawn(units=3, years=9), "x", unit="unit", time="year")
    with pytest.raises(InputError, match="fewer lags"):
        unit_root_tests(wide, lags=5, draws=50)


def test_plots_return_axes(investment):
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    assert "nominal" in unit_root_tests(investment, draws=100).plot().get_xlabel()
    assert adf_by_unit(investment, draws=100).plot().get_xlabel() == "ADF t"
    plt.close("all")
