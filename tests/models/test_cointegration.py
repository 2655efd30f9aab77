"""Engle–Granger against statsmodels; Kao and Pedroni against plain loops and their limits."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from panel_frames import drawn, grunfeld, grunfeld_panel
from statsmodels.tsa.stattools import coint

from netpoverty.errors import InputError
from netpoverty.models.cointegration import (
    cointegration_tests,
    engle_granger,
    size_table,
)
from netpoverty.models.cointegration.kao import kao
from netpoverty.models.cointegration.panel_tests import null_statistics
from netpoverty.models.cointegration.pedroni import STATISTICS, pedroni_raw, standardise
from netpoverty.models.panel import prepare_panel


def prepared(frame, formula="y ~ x"):
    return prepare_panel(formula, frame, unit="unit", time="year")


def test_engle_granger_is_that_of_statsmodels():
    ours = engle_granger(grunfeld_panel(), draws=50).to_frame().loc["IBM"]
    ibm = grunfeld().query("firm == 'IBM'")
    t, p, _ = coint(ibm.invest, ibm[["value", "capital"]], maxlag=1, autolag=None)
    assert ours["t"] == pytest.approx(t, rel=1e-8)
    assert ours["p (asymptotic)"] == pytest.approx(p, rel=1e-8)


def test_simulated_engle_granger_values_are_near_mackinnons():
    """MacKinnon (2010), two variables, constant: -3.3377 - 5.967/T - 8.98/T² at 5%.

    T = 98 rows after one lag; a 5% quantile of 4,000 draws has an error of about 0.03.
    """
    frame = drawn(units=2, years=100)
    value = engle_granger(prepared(frame), lags=0, draws=4000).to_frame()["critical 5%"].iloc[0]
    assert value == pytest.approx(-3.3377 - 5.967 / 98 - 8.98 / 98**2, abs=0.08)


def _pedroni_rho_by_loops(y, x, bandwidth):
    """Pedroni (1999), Table 1, panel and group rho, written as printed."""
    units, periods = y.shape
    total = weighted = group = 0.0
    for i in range(units):
        design = np.column_stack([np.ones(periods), x[i]])
        e = y[i] - design @ np.linalg.lstsq(design, y[i], rcond=None)[0]
        dy, dx = np.diff(y[i]), np.diff(x[i])
        eta = dy - dx * (dx @ dy) / (dx @ dx)
        long_run = eta @ eta / len(eta)
        level, change = e[:-1], np.diff(e)
        mu = change - level * (level @ change) / (level @ level)
        lam = 0.0
        for s in range(1, bandwidth + 1):
            weight = 1 - s / (bandwidth + 1)
            long_run += 2 * weight * (eta[s:] @ eta[:-s]) / len(eta)
            lam += weight * (mu[s:] @ mu[:-s]) / len(mu)
        corrected = (level * change - lam).sum()
        total += corrected / long_run
        weighted += level @ level / long_run
        group += corrected / (level @ level)
    return periods * np.sqrt(units) * total / weighted, periods / np.sqrt(units) * group


def test_pedroni_rho_forms_equal_plain_loops():
    rng = np.random.default_rng(2)
    y, x = rng.normal(size=(2, 5, 30)).cumsum(axis=-1)
    raw = dict(zip(STATISTICS, pedroni_raw(y, x[..., None], bandwidth=3), strict=True))
    panel, group = _pedroni_rho_by_loops(y, x, 3)
    assert raw["panel rho"] == pytest.approx(panel, rel=1e-9)
    assert raw["group rho"] == pytest.approx(group, rel=1e-9)


def test_pedroni_rho_on_investment_and_saving():
    """Reference: two independent implementations, 25 OECD countries, constant, three Bartlett lags.

    Panel rho -2.723 and group rho -1.249, three decimals. The stored data are cut to two
    decimals, which moves the statistics by about 0.001: tolerance 0.002.
    """
    frame = pd.read_csv(Path(__file__).parent / "fixtures" / "investment_saving.csv")
    panel = prepare_panel("investment ~ saving", frame, unit="country", time="year")
    result = cointegration_tests(panel, bandwidth=3, draws=20).to_frame().standardised
    assert result["panel rho"] == pytest.approx(-2.723, abs=0.002)
    assert result["group rho"] == pytest.approx(-1.249, abs=0.002)


def test_pedroni_statistics_do_not_depend_on_units_of_measurement():
    rng = np.random.default_rng(3)
    y, x = rng.normal(size=(2, 4, 25)).cumsum(axis=-1)
    plain = pedroni_raw(y, x[..., None])
    scaled = pedroni_raw(1000 * y + 5, 0.01 * x[..., None] - 3)
    assert scaled == pytest.approx(plain, rel=1e-7)


def test_pedroni_moments_centre_the_statistics_in_long_wide_panels():
    """Under independent walks, standardised values have mean near 0 and variance near 1.

    At T = 150 the finite-sample bias is still up to 0.6 standard deviations.
    """
    raw = null_statistics(20, 150, 1, "constant", 0, 3, 200)[:, 2:]
    standard = standardise(raw, 20, "constant")
    assert np.abs(standard.mean(axis=0)).max() < 0.6
    assert ((standard.std(axis=0) > 0.7) & (standard.std(axis=0) < 1.4)).all()


def test_kao_statistics_are_standard_normal_in_long_wide_panels():
    """Mean and deviation over 200 draws; their errors are 0.07 and 0.05."""
    raw = null_statistics(40, 150, 1, "constant", 0, 2, 200)[:, :2]
    assert np.abs(raw.mean(axis=0)).max() < 0.4
    assert np.abs(raw.std(axis=0) - 1).max() < 0.2


def test_cointegrated_panels_are_found():
    rng = np.random.default_rng(4)
    x = rng.normal(size=(6, 60)).cumsum(axis=-1)
    y = 1 + x + 0.5 * rng.normal(size=(6, 60))
    assert (kao(y, x[..., None]) < -3).all()
    raw = pedroni_raw(y, x[..., None])
    standard = standardise(raw, 6, "constant")
    assert standard[0] > 1.64 and (standard[1:] < -1.64).all()


def test_three_prefectures_get_not_usable():
    """At N = 3 and T = 19 most published p-values miss their level even with independent units."""
    table = size_table(3, 19, draws=500)
    assert (table["independent"] > 0.075).sum() >= 4
    walks = drawn(units=3, years=19)
    walks[["y", "x"]] = walks.groupby("unit")[["y", "x"]].cumsum()
    result = cointegration_tests(prepared(walks), draws=300)
    frame = result.to_frame()
    assert (frame.usable == "not usable").sum() >= 6
    assert frame["simulated p"].between(1 / 301, 1).all()
    assert "Null: no cointegration" in result.summary()
    assert list(result.by_unit.to_frame().index) == ["unit 00", "unit 01", "unit 02"]


def test_two_regressors_keep_only_simulated_p_for_pedroni():
    frame = drawn(units=3, years=19)
    result = cointegration_tests(prepared(frame, "y ~ x + z"), draws=100)
    assert result.to_frame().loc["panel rho", "published p"] != 0
    assert np.isnan(result.to_frame().loc["panel rho", "published p"])
    assert np.isfinite(result.to_frame().loc["panel rho", "simulated p"])
    assert "one regressor only" in result.summary()


def test_panels_with_holes_are_refused():
    frame = drawn(units=3, years=12)
    with pytest.raises(InputError, match="11 of 12 years"):
        engle_granger(prepared(frame.iloc[:-1]))
    kept = prepare_panel("y ~ x", frame[frame.year != 2004], unit="unit", time="year", gaps="keep")
    with pytest.raises(InputError, match="a gap before 2005"):
        cointegration_tests(kept)


def test_plots_return_axes():
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    result = cointegration_tests(prepared(drawn(units=3, years=15)), draws=100)
    assert "nominal" in result.plot().get_xlabel()
    assert result.by_unit.plot().get_xlabel() == "Engle-Granger t"
    plt.close("all")
