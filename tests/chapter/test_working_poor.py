"""The columns of the chapter on working poverty."""

import numpy as np
import pandas as pd
import pytest

from netpoverty.chapter import working_poor
from netpoverty.chapter import working_poor_models as models
from netpoverty.chapter.working_poor import analysis_frame, built_in, count_poor, truth_applies
from netpoverty.chapter.working_poor_claims import claims
from netpoverty.chapter.working_poor_mixer import mixer_settings
from netpoverty.chapter.working_poor_tables import (
    as_shown,
    nested_as_shown,
    overlap,
    parts_as_shown,
    poor_told,
    rates_by_line,
)
from netpoverty.data.load import load
from netpoverty.errors import InputError

RULES = {"line_share": 0.5, "median_of": "all", "income_unit": "individual"}


@pytest.fixture(scope="module")
def workers():
    return load("cgss", world="none")


def test_the_default_rule_counts_the_printed_poor(workers):
    # 6.98% of 1,491, as printed in section 5.1 of the study, is 104 and no other whole number.
    poor = count_poor(workers, **RULES)
    assert (poor.sum(), len(poor)) == (104, 1491)


@pytest.mark.parametrize("median_of", ["all", "workers", "sample"])
def test_the_line_is_the_share_of_the_chosen_median(workers, median_of):
    people = workers.frame.assign(working=workers.frame["worked_code"] == 4)
    groups = {"all": people, "workers": people[people["working"]], "sample": workers.sample}
    line = 0.5 * groups[median_of]["income_year_cny"].median()
    by_hand = (workers.sample["working"] == 1) & (workers.sample["income_year_cny"] < line)
    assert count_poor(workers, 0.5, median_of, "individual").equals(by_hand)


def test_references_come_first(workers):
    frame = analysis_frame(workers, "good", "college", **RULES)
    assert frame["health"].cat.categories[0] == "good"
    assert frame["education"].cat.categories[0] == "college"
    with pytest.raises(InputError, match="reference"):
        analysis_frame(workers, "splendid", "college", **RULES)


def test_hours_are_part_of_the_rule(workers):
    sample = workers.sample
    any_hours = count_poor(workers, **RULES)
    long_hours = count_poor(workers, **RULES, hours_min=35)
    assert long_hours.equals(any_hours & (sample["hours_week"] >= 35))
    assert long_hours.sum() < any_hours.sum()


def test_a_rule_by_which_nobody_is_poor_is_refused(workers):
    with pytest.raises(InputError, match=r"line_share 0\.05"):
        analysis_frame(workers, "fair", "college", **RULES | {"line_share": 0.05})


def test_real_tables_hide_small_cells_with_their_complement(workers):
    counts = overlap({"a": workers}, line_share=0.5, median_of="all")
    assert as_shown(counts, counts, "simulated") is counts
    few = pd.DataFrame({"a": [4, 40, 60]})
    assert as_shown(few, few, "real")["a"].tolist() == ["not shown", "not shown", 60.0]


@pytest.fixture(scope="module")
def separated(workers):
    """Few poor: some health and schooling groups have none of them."""
    return analysis_frame(workers, "fair", "junior secondary", **RULES | {"line_share": 0.2})


def test_firth_takes_over_where_a_logit_has_no_finite_estimate(separated):
    steps = models.steps_of_controls(separated, "internet_frequency")
    assert steps["model"].iloc[0] == "logit"
    assert steps["model"].iloc[-1] == "Firth"
    assert np.isfinite(steps[models.EFFECT].astype(float)).all(axis=None)
    fallback = models.fit_finite("poor ~ internet_frequency + C(education)", separated)[0]
    # FLIC: the mean probability is the observed share
    assert np.isclose(fallback.fitted.mean(), separated["poor"].mean())


def test_scales_agree_where_they_must(workers):
    """With two answers only, linear, ordered and categorical are one model."""
    frame = analysis_frame(workers, "fair", "junior secondary", **RULES)
    two = frame[frame["internet_frequency"].isin([1, 5])].copy()
    two["internet_rank"] = two["internet_frequency"].rank() / len(two)
    gaps, fits = models.scales_of_use(two)
    assert np.ptp(gaps["estimate"]) < 1e-6
    assert np.ptp(fits["AIC"].astype(float)) < 1e-6


def test_the_reversed_arrow_keeps_the_printed_moments(workers):
    frame = analysis_frame(workers, "fair", "junior secondary", **RULES)
    rng = np.random.default_rng(1)
    dealt = models._dealt(frame, rng.normal(size=len(frame)))
    kept = ["internet_frequency", "frequent"]
    assert dealt[kept].mean().equals(frame[kept].mean())
    assert not dealt["internet_frequency"].equals(frame["internet_frequency"])
    score = pd.Series(np.arange(len(frame))[::-1], frame.index)
    ordered = models._dealt(frame, score.to_numpy())["internet_frequency"]
    assert ordered.is_monotonic_decreasing


def test_the_truth_is_that_of_the_world():
    effect, none = load("cgss", world="effect"), load("cgss", world="none")
    told = effect.truth.attrs["effects"]["working poverty, use 5 against 1"]
    assert np.isclose(built_in(effect, "internet_frequency"), told / 4)
    assert built_in(effect, "frequent") < 0
    assert built_in(none, "internet_rank") == 0
    # without a truth, as for a file, nothing is claimed
    assert claims(none, analysis_frame(none, "fair", "junior secondary", **RULES),
                  "internet_frequency")["built_in"].dropna().eq(0).all()  # fmt: skip


def test_the_mixer_counts_as_the_chapter_does(workers):
    grid = mixer_settings(workers)
    rows = grid.sample(12, random_state=1)
    for _, row in rows.iterrows():
        of = {"all respondents": "all", "the sample": "sample"}.get(row["median"], "workers")
        unit = "individual" if row["income"] == "own" else "household"
        poor = count_poor(workers, row["line"] / 100, of, unit, row["hours"])
        assert row["working poor"] == poor.sum()


def test_rates_along_the_line_count_as_the_rule_does(workers):
    rates = rates_by_line({"a": workers}, [0.4, 0.55], median_of="workers", hours_min=20)
    for (share, unit), rate in rates["a"].stack().items():
        poor = count_poor(workers, share, "workers", unit, 20)
        assert np.isclose(rate, 100 * poor.mean())


def test_a_truth_is_held_only_against_its_own_rule():
    study = {"line_share": 0.5, "median_of": "all", "income_unit": "individual", "hours_min": 0}
    effect, none = load("cgss", world="effect"), load("cgss", world="none")
    assert truth_applies(effect, **study)
    assert not truth_applies(effect, **study | {"line_share": 0.6})
    assert truth_applies(none, **study | {"income_unit": "household"})


def test_totals_elsewhere_give_no_hidden_count_back():
    """Own only 3, both 40, household only 57: with both totals printed, one part tells all."""
    counts = pd.DataFrame({"file": [3, 40, 57], "other": [30, 40, 57]})
    shown = parts_as_shown(counts, "real")
    assert shown["file"].tolist() == ["not shown"] * 3
    assert shown["other"].tolist() == [30, 40, 57]
    assert parts_as_shown(counts, "simulated") is counts


def test_counts_that_hold_each_other_differ_by_nobody_or_by_many():
    counts = pd.DataFrame({"a": [26, 29, 62], "b": [3, 12, 12], "c": [0, 4, 30]})
    shown = nested_as_shown(counts, "real")
    assert shown["a"].tolist() == [26, "not shown", 62]
    assert shown["b"].tolist() == ["not shown", 12, 12]
    assert shown["c"].tolist() == [0, "not shown", 30]


def test_the_number_of_working_poor_of_a_file_is_told_in_fives(workers):
    frame = analysis_frame(workers, "fair", "junior secondary", **RULES)
    assert poor_told(frame, "simulated") == (104, 100 * 104 / 1491)
    assert poor_told(frame, "real") == (105, 100 * 105 / 1491)
    rare = models.rare_events(frame, "internet_frequency", "real")
    assert rare["poor, %"] == rare["with FLIC, %"] == pytest.approx(100 * 105 / 1491)


def test_a_refused_rule_of_a_file_tells_no_small_number():
    with pytest.raises(InputError, match="fewer than 10 poor of 500") as problem:
        working_poor._refuse_few(7, 500, "real", {"line_share": 0.1})
    assert " 7 " not in str(problem.value)
    with pytest.raises(InputError, match="fewer than 10 not poor of 500"):
        working_poor._refuse_few(496, 500, "real", {"line_share": 2})


def test_a_dealt_design_gives_the_effect_of_its_formula(workers):
    frame = analysis_frame(workers, "fair", "junior secondary", **RULES)
    dealt = models._dealt(frame, np.random.default_rng(1).normal(size=len(frame)))
    for use in ("internet_frequency", "internet_rank", "frequent"):
        formula = f"poor ~ {' + '.join([use, *models.CONTROLS])}"
        sample = models.read_plain(formula, frame)
        found = models._effect_dealt(sample, dealt, formula, use)[models.EFFECT].astype(float)
        wanted = models.effect_row(dealt, formula, use)[models.EFFECT].astype(float)
        assert np.allclose(found, wanted, rtol=1e-6)
