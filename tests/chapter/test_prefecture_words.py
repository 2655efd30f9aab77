"""Sentences of the chapter on Sichuan follow what they are given."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from netpoverty.chapter import prefecture_curves as curves
from netpoverty.chapter import prefecture_tables, prefecture_var, printed_panel, printed_tests
from netpoverty.chapter import prefecture_words as words
from netpoverty.chapter.prefecture_study import prefecture_study
from netpoverty.data import published
from netpoverty.errors import InputError

PAPER = published.load().paper("sichuan")
STUDY = prefecture_study()
REAL = SimpleNamespace(
    kind="real", where="In this file", units=4, years=9, measure="users", frames={}
)


def places(towns, villages):
    """Gains in per cent (at least, at most) of the two places; towns gain more yuan."""
    rows = {
        ("within", name): {"yuan": yuan, "% at least": low, "% at most": high}
        for name, yuan, (low, high) in (("towns", 700, towns), ("villages", 300, villages))
    }
    return pd.DataFrame(rows).T


def test_the_place_that_gains_more_is_named_only_where_no_reading_turns_it():
    villages, towns = places((3, 4), (5, 6)), places((5, 6), (3, 4))
    assert "that of villages. The conclusion turns" in words.places_said({"a": villages})
    assert "that of towns. The conclusion does not turn" in words.places_said({"a": towns})
    for tables in ({"a": places((3, 6), (5, 7))}, {"a": villages, "b": towns}):
        assert "leaves it open" in words.places_said(tables)


def test_a_doubtful_cell_needs_its_reading():
    minus, plus = (
        printed_panel.printed_number(PAPER, "LGDP", "CII", "pooled", sign).number.value
        for sign in printed_tests.SIGNS
    )
    assert minus == -plus
    for reading in ("", "neither"):
        with pytest.raises(InputError, match="minus"):
            printed_panel.printed_number(PAPER, "LGDP", "CII", "pooled", reading)
    assert printed_panel.printed_number(PAPER, "PCIR", "CII", "pooled").number.value > 0


def test_the_lesson_follows_from_the_digits_and_from_the_kind():
    same = pd.DataFrame({"compared": [60], "same": [57]}, index=["none built in"])
    assert "cannot say" in words.panel_lesson(STUDY, same)
    assert "not reproduced" in words.panel_lesson(STUDY, same.assign(same=10))
    assert "world both" in words.panel_lesson(STUDY, same.rename(index={"none built in": "effect"}))
    assert words.panel_lesson(REAL, same).startswith("What is true in your file nobody knows")
    assert "simulated" not in words.data_said(REAL, 39) + words.same_digits_said(REAL, same)


def test_systems_without_bands_are_named_with_the_reason():
    assert words.left_out_said(["a", "b"], ["a", "b"], ["a", "b"]) == ""
    told = words.left_out_said(["a", "b", "c"], ["a"], ["a", "b"])
    assert "Left out of the responses: b," in told and "singular" in told
    assert "Not fitted: c, whose series" in told


def test_a_short_panel_says_which_systems_it_drops():
    """Eight years: three variables leave some bootstrap sample without a covariance."""
    from netpoverty.chapter import prefecture_var as series

    study = prefecture_study(start=2011)
    fits = series.fit_systems(study, study.unit(), 1)
    bands = series.responses(fits, 8, 40, 0)
    held = {system for system, _ in fits}
    made = {system for system, _ in bands}
    told = words.left_out_said(list(series.SYSTEMS), sorted(made), sorted(held))
    assert made < held
    assert all(name in told for name in held - made)


def test_bands_that_leave_zero_are_counted():
    low, high = np.array([[0.1, -1.0], [-1.0, -1.0]]), np.array([[2.0, 1.0], [1.0, 1.0]])
    bands = {("s", "p"): SimpleNamespace(low=low, high=high, names=("A", "B"))}
    off = curves.off_zero(bands, {"s": ("A", "B")})
    assert off == {("s", "p", "A"): (1,), ("s", "p", "B"): ()}
    told = curves.left_said(REAL, off)
    assert told.startswith("In this file, 1 of 2 bands leaves zero: A of s in period 1 (p).")
    assert "push alone" in told and "false" not in told
    assert "0.30 points" in curves.moves_said(REAL, 0.3)


def test_a_band_off_zero_where_nothing_is_built_in_is_a_false_alarm():
    off = {("s", "effect built in", "A"): (1, 2, 5), ("s", "none built in", "A"): (3,)}
    told = curves.left_said(STUDY, off)
    assert "A of s in periods 1, 2 and 5 (effect built in); A of s in period 3" in told
    assert told.endswith("1 of these is a false alarm: in `none` one more user changes nothing.")
    assert "push alone" not in told
    assert "none of the 2 bands" in curves.left_said(STUDY, dict.fromkeys(off, ()))
    assert "no band could" in curves.left_said(STUDY, {})


def search(says, found):
    return SimpleNamespace(claim=SimpleNamespace(words=says), tried=8, found=found)


def test_slips_are_told_by_the_sentence_that_they_mend():
    one, other = search("It rises.", ("slip",)), search("It falls.", ())
    trials = pd.DataFrame({"claim": ["It rises."] * 3})
    told = curves.slips_said([one, other], trials)
    assert "16 trials in all, and in 3 of them a sentence would hold." in told
    assert told.endswith("All of these trials mend *It rises*. For the other none was found.")
    assert "mend" not in curves.slips_said([other], trials[:0])
    assert "nothing to mend" in curves.slips_said([], trials[:0])


def test_the_row_of_the_roots_follows_its_cases():
    cases = [SimpleNamespace(reading=name) for name in ("a", "a", "b", "b")]
    for kept, status in ((cases[:2], "sometimes"), (cases, "always"), ([], "never")):
        made = SimpleNamespace(status=status, cases=cases, where=lambda kept=kept: kept)
        told = curves.roots_row_said({"roots-test": made})
        assert f"holds *{status}*" in told and ("*a*" in told) == bool(kept)
    assert "no sentence on the roots" in curves.roots_row_said({})


def test_a_series_that_stands_in_two_systems_has_one_p():
    fits = prefecture_var.fit_systems(STUDY, STUDY.unit(), 2)
    made = prefecture_var.roots_and_walks(fits, 40, np.random.default_rng(0))
    by_panel = made["p, unit root in CII"].groupby("panel").nunique()
    assert len(made) == 6 and by_panel.eq(1).all()


@pytest.mark.parametrize(
    ("settling", "verb"), [([], "settle"), (["a"], "settles"), (["a", "b"], "settle")]
)
def test_readings_that_settle_are_counted(settling, verb):
    assert f"{len(settling)} certainly {verb} down" in words.roots_said(settling, 4)


def test_sentences_are_counted_by_verdict():
    made = {
        str(i): SimpleNamespace(status=status, claim=SimpleNamespace(words=f"Claim {i}."))
        for i, status in enumerate(["always", "never", "sometimes", "sometimes"])
    }
    told = words.verdicts_said(made)
    assert told.startswith(
        "Of 4 sentences, 1 holds whatever was not printed, 2 hold for some of it"
    )
    assert told.endswith("and 1 for none: *Claim 1*.")
    assert words.verdicts_said({"0": made["0"]}).endswith("0 hold for some of it, and 0 for none.")


def test_what_could_not_be_tested_is_named():
    columns = ["null", "published values", *(f"{n}, none built in" for n in ("CII", "LGDP"))]
    table = pd.DataFrame([["unit root", "usable", 0.1, 0.2]], columns=columns)
    one = prefecture_study(world="none")
    said = words.wander_said(one, table)
    assert "2 series were tested" in said and "LGR, none built in" in said
    assert "Left out" not in words.untested(one, table, ["CII"])
    for told in (words.wander_said, words.tied_said):
        assert "do not allow" in told(one, pd.DataFrame())
    tied = pd.DataFrame({"published values": ["usable"] * 2, "PCIR, none built in": [0.01, 0.2]})
    assert "1 of 2 tests" in words.tied_said(one, tied)
    assert "PCIV, none built in; LGR, none built in" in words.tied_said(one, tied)


def test_short_panels_are_told_as_they_are():
    short = prefecture_study(world="none", start=2011, seed=0)
    assert "do not allow" in words.wander_said(short, prefecture_tables.wandering(short, 40, 0))
    counted = prefecture_var.lags_against_years(prefecture_var.fit_systems(short, short.unit(), 1))
    assert "nothing to choose" in words.lags_said(short, counted)


def test_a_file_is_never_said_to_hold_made_up_controls():
    assert "made up" not in words.checks_intro(REAL) and "made up" in words.checks_intro(STUDY)


def test_roots_that_settle_are_told_with_the_unit_roots_that_stand():
    walks = pd.DataFrame({"largest root": [0.9, 1.1], "p, unit root in CII": [0.3, 0.3]})
    assert "1 of 2 fitted systems; 1 of the 1 hold" in words.walks_said(STUDY, walks)
    assert words.walks_said(STUDY, walks + 1).endswith("0 of 2 fitted systems.")


def test_doubts_and_draws_are_told_as_they_are():
    assert words.doubt_said(2, ["a", "b", "c", "d"]).startswith("2 of them")
    assert words.doubt_said(2, ["plus-plus"]).endswith("one reading, *plus-plus*.")
    assert "one way only" in words.doubt_said(0, ["as-printed"])
    assert "no band" in words.again_said(STUDY, pd.Series(dtype=float), {})
    both = words.again_said(STUDY, pd.Series({"a": 12.0}), {"a": 40.0})
    assert "12% (a)" in both and "40% (a)" in both
    assert (
        words.ranges(pd.DataFrame({"o": ["x", "x"], "e": [-1.0, 2]}), "o", "e") == "x −1.00 to 2.00"
    )


def test_false_alarms_of_other_years_are_told_with_the_reason():
    here, then = pd.Series({"a": 65.0, "b": 71.0}), pd.Series({"a": 0.73, "b": 0.83})
    told = words.years_said(here, 13, then, 19)
    assert (
        "73 to 83 of a hundred" in told and "the 13 years of the panels here, in 65 to 71" in told
    )
    assert "The longer two series rise" in told
    assert "The years are the same" in words.years_said(here, 19, then, 19)
    assert "did not mean fewer alarms" in words.years_said(here + 20, 13, then, 19)


def verdict(status, *margins):
    """Return a stand-in for a verdict with one case a margin, all of one status."""
    cases = [
        SimpleNamespace(
            status=status,
            margin=margin,
            reading=f"reading {i}",
            ordering=("CII", "GDP"),
            convention="eviews",
            rounding="proved for the whole box" if i else "the same at all 256 corners",
            settled=True,
        )
        for i, margin in enumerate(margins)
    ]
    holds = [] if status == "never" else cases
    return SimpleNamespace(status=status, cases=cases, where=lambda: holds)


def test_the_number_that_is_ours_stands_in_the_answer_with_the_closest_miss():
    never, holds = verdict("never", 0.2, 0.024), verdict("sometimes", 0.1, 0.1)
    largest = {"reading 0": 1.0, "reading 1": 0.68}
    told = words.threshold_said("cii-gdp", never, never, largest)
    assert "“Little” is read here as at most a quarter" in told and "does not hang on it" in told
    assert "*reading 1*, CII → GDP, eviews) misses by 0.024 log points" in told
    assert told.endswith("reaches 0.68, so it is a near miss.")
    hangs = words.threshold_said("cii-gdp", never, holds, {"reading 1": 0.1})
    assert "in 2 of 2 cases, so the verdict hangs on it" in hangs and "no near miss" in hangs
    can = words.threshold_said("cii-lgr-pcir", holds, holds, {})
    assert can.startswith("“At once”") and "in 2 of 2 cases, without it in 2." in can


def test_what_was_checked_of_the_roundings_is_told():
    some = verdict("never", 0.1, 0.2, 0.3)
    assert prefecture_tables.rounding_said(some) == (
        "the same: tried at all 256 corners in 1 of 3 cases, proved for the whole box in the other 2"
    )
    some.cases[0].settled = False
    assert prefecture_tables.rounding_said(some).startswith("another status in 1 cases: tried")
    some.cases = some.cases[1:]
    assert prefecture_tables.rounding_said(some) == "the same, proved for the whole box"
