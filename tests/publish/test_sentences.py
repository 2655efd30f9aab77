"""Sentences say what their numbers say: on other seeds, in both twins, with and without bias.

A few settings run always; the whole grid belongs to the slow tests. What a sentence says is
computed again by other code (`told_households` to `told_county`), and that code is tested in
turn: every value with one of its numbers moved, or a word of direction flipped, must be noticed.
"""

from itertools import product
from pathlib import Path
from typing import NamedTuple

import pytest
import told_county
import told_households
import told_prefectures
import told_workers
from extremes import QUICK
from held import Fill, Is, Says, hold, unnoticed
from told import Told, check_subjects

from netpoverty.publish.execute import execute
from netpoverty.publish.parameters import check_parameters
from netpoverty.publish.project import find_project

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ("0", "3", "7")


class Chapter(NamedTuple):
    """What computes a chapter again, which of its values, and the settings that are tried."""

    checker: object
    held: object
    grid: dict
    always: set
    small: dict


TWINS = {"seed": SEEDS, "world": ("both", "effect", "none"), "confounding": ("strong", "none")}
TWINS_ALWAYS = {("3", "both", "strong"), ("7", "none", "none")}
# Chapters 1 and 2 tell many numbers of tables, whose four digits cannot always decide between two
# neighbours: no false version passes in the runs of `always`, and in the others of chapters 3 and 4.
# Chapter 4 has no worlds; the two readings of its coding stand for them.
CHAPTERS = {
    "relative-poverty": Chapter(
        told_households, Told.answers, TWINS, TWINS_ALWAYS,
        {"households": "800", "bootstrap_draws": "50"},
    ),
    "working-poverty": Chapter(told_workers, Told.answers, TWINS, TWINS_ALWAYS, {"draws": "2"}),
    "sichuan": Chapter(
        told_prefectures, Told.texts, {"seed": SEEDS, "world": ("both", "effect", "none")},
        {("3", "both")}, {"replications": "50", "draws": "0", "horizon": "8"},
    ),
    "changting": Chapter(
        told_county, Told.texts, {"seed": SEEDS, "rival": ("attitudes", "barriers")},
        {("7", "barriers")}, {"draws": "10"},
    ),
}  # fmt: skip


def settings():
    for name, chapter in CHAPTERS.items():
        for values in product(*chapter.grid.values()):
            marks = [] if values in chapter.always else [pytest.mark.slow]
            given = dict(zip(chapter.grid, values, strict=True)) | chapter.small
            yield pytest.param(name, given, marks=marks, id="-".join((name, *values)))


def run(name, given):
    page = find_project(ROOT).chapter(name)
    parameters = check_parameters(page.parameters, given, name)
    return Told(execute(page, parameters, ROOT, lambda *_: None, dpi=QUICK).notebook)


@pytest.mark.parametrize(("name", "given"), list(settings()))
def test_every_sentence_is_computed_again_and_no_false_version_passes(name, given):
    told, chapter = run(name, given), CHAPTERS[name]
    values, checks = chapter.held(told), chapter.checker.checks(told, given)
    hold(values, checks, chapter.checker.EXEMPT)
    if chapter.held is Told.texts or tuple(given[key] for key in chapter.grid) in chapter.always:
        assert unnoticed(values, checks) == []
    check_subjects(told)
    _a_false_subject_is_noticed(told)


def _a_false_subject_is_noticed(told):
    told.records["answer"] = "Farmers of the twin gain. Farmers in China gain by being online too."
    told.kinds["answer"] = "simulated"
    with pytest.raises(AssertionError):
        check_subjects(told)


def test_what_a_checker_lets_pass_is_named():
    """A value without a check is refused, and a false version that fits a check with a hole."""
    values = {"a": "It rises by 3 points to 1,200.", "b": 2}
    whole = {"a": Says(values["a"]), "b": Is(2)}
    hold(values, whole, {})
    assert unnoticed(values, whole) == []
    with pytest.raises(AssertionError, match="no check and no reason for b"):
        hold(values, {"a": whole["a"]}, {})
    hold(values, {"a": whole["a"]}, {"b": "a reason"})
    with pytest.raises(AssertionError, match="what no run told"):
        hold({"a": values["a"]}, whole, {})
    assert unnoticed(values, whole | {"a": Says("It rises by 3 points")}) == [
        "a: It rises by 3 points to 1,201."
    ]
    assert unnoticed(values, whole | {"a": Says("3 points to 1,200.")}) == [
        "a: It falls by 3 points to 1,200."
    ]


def test_a_number_read_off_a_table_is_held_to_its_digits():
    for words, value, right in (("F = 1.3", 1.349, True), ("F = 1.4", 1.349, False),
                                ("F = −149.0", -149.0, True), ("F = −149.1", -149.0, False)):  # fmt: skip
        if right:
            Says(Fill("F = {}", value))(words)
        else:
            with pytest.raises(AssertionError):
                Says(Fill("F = {}", value))(words)
