"""The chapter on Sichuan: twins that print alike, tests from print, checks against known truth."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from netpoverty.chapter import prefecture_tables, printed_panel, printed_tests
from netpoverty.chapter.prefecture_figures import partly_demeaned
from netpoverty.chapter.prefecture_study import prefecture_study
from netpoverty.data import published
from netpoverty.errors import InputError

PAPER = published.load().paper("sichuan")
STUDY = prefecture_study()


def test_both_twins_print_the_same_table():
    same = printed_panel.same_digits(PAPER, STUDY)
    assert (same["same"] / same["compared"] > 0.9).all()
    assert same["same"].nunique() == 1
    for effects in ("pooled", "within", "random"):
        ends = [f.coefficients["CII"] for f in STUDY.fits("PCIR", effects, "conventional").values()]
        assert ends[0] == pytest.approx(ends[1], rel=1e-6)
    truths = [truth["PCIR"] for truth in STUDY.truths.values()]
    assert truths[0] > 1 and truths[1] == 0


def test_print_implies_the_means_of_data_that_print_it():
    """The twins print the lines, so the means that the lines imply must be the twins' own."""
    known = STUDY.first.dropna(subset=["CII"])
    for name, implied in printed_tests.printed_means(PAPER, "minus").items():
        assert known[name].mean() in implied


def test_the_larger_gain_turns_with_the_unit():
    table = printed_tests.towns_and_villages(PAPER, "minus").loc["within"]
    assert table["yuan"].idxmax() == "towns"
    assert table.loc["villages", "% at least"] > table.loc["towns", "% at most"]


def test_the_fallback_is_seen_in_the_errors():
    assert printed_tests.fallback_marks(PAPER)["agrees"].all()
    assert printed_tests.implied_n(PAPER) == len(STUDY.first.dropna(subset=["CII"]))


@pytest.mark.parametrize(("theta", "dummies"), [(0.0, False), (1.0, True)])
def test_the_ends_of_theta_are_pooled_and_within(theta, dummies):
    known = STUDY.first.dropna(subset=["CII"])
    design = known[["CII"]].assign(constant=1.0)
    if dummies:
        design = known[["CII"]].join(pd.get_dummies(known["prefecture"], dtype=float))
    peer = sm.OLS(known["LGDP"], design).fit().params["CII"]
    assert partly_demeaned(STUDY.first, theta).attrs["slope"] == pytest.approx(peer, rel=1e-8)


def test_a_file_brings_its_own_words_and_no_truth(tmp_path):
    made = STUDY.first[["prefecture", "year", "population_10k"]].copy()
    made["prefecture"] = made["prefecture"].str.removesuffix(" (simulated)")
    made["internet_share"] = STUDY.first["CII"]
    made["生产总值(亿元)"] = STUDY.first["LGDP"]
    made["财政收入(亿元)"] = STUDY.first["LGR"]
    made.to_csv(tmp_path / "panel.csv", index=False)
    study = prefecture_study(str(tmp_path / "panel.csv"))
    assert study.kind == "real" and not study.truths and study.outcomes == ("LGR",)
    told = prefecture_tables.told_of_checks(
        study, prefecture_tables.checks(study, "within", "conventional")
    )
    assert "simulated" not in told and told.startswith("In this file")
    with pytest.raises(InputError, match="outcome: got 'PCIR'"):
        prefecture_study(str(tmp_path / "panel.csv"), outcome="PCIR")


def test_too_few_years_are_refused():
    with pytest.raises(InputError, match="start and end: got 2014 to 2018"):
        prefecture_study(start=2014)


def test_an_elasticity_from_levels_is_the_slope_at_the_means():
    table = prefecture_tables.elasticity_table(STUDY, "conventional")
    row = table.query("outcome == 'PCIV' and estimator == 'within' and scale == 'levels'").iloc[0]
    known = STUDY.first.dropna(subset=["CII"])
    slope = STUDY.fits("PCIV", "within", "conventional")[row["panel"]].coefficients["CII"]
    assert row["estimate"] == pytest.approx(slope * known["CII"].mean() / known["PCIV"].mean())
    assert np.isfinite(table[["low", "high"]]).all().all()
