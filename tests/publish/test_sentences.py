"""Sentences say what their numbers say: on other seeds, in both twins, with and without bias.

A few settings run always; the whole grid belongs to the slow tests. What a sentence says is
computed again by other code (`told_households`, `told_workers`), and that code is tested in turn:
every record with one of its numbers moved, or a word of direction flipped, must be noticed.
"""

from itertools import product
from pathlib import Path
from types import SimpleNamespace

import pytest
import told_county
import told_households
import told_prefectures
import told_sentences
import told_workers
from told import Fill, Is, Says, Told, check_subjects, unnoticed

from netpoverty.publish.execute import execute
from netpoverty.publish.parameters import check_parameters
from netpoverty.publish.project import find_project

ROOT = Path(__file__).resolve().parents[2]
CHAPTERS = {
    "relative-poverty": (told_households, {"households": "800", "bootstrap_draws": "50"}),
    "working-poverty": (told_workers, {"draws": "2"}),
}
GRID = list(product(("0", "3", "7"), ("effect", "none"), ("strong", "none")))
ALWAYS = {("3", "none", "strong"), ("7", "effect", "none")}


def settings():
    for name, (seed, world, confounding) in product(CHAPTERS, GRID):
        marks = [] if (seed, world, confounding) in ALWAYS else [pytest.mark.slow]
        label = f"{name}-{seed}-{world}-{confounding}"
        yield pytest.param(name, seed, world, confounding, marks=marks, id=label)


def run(name, **given):
    page = find_project(ROOT).chapter(name)
    fixed = CHAPTERS[name][1] if name in CHAPTERS else {}
    parameters = check_parameters(page.parameters, given | fixed, name)
    return Told(execute(page, parameters, ROOT, lambda *_: None).notebook)


@pytest.mark.parametrize(("name", "seed", "world", "confounding"), list(settings()))
def test_sentences_say_what_their_numbers_say(name, seed, world, confounding):
    given = {"seed": seed, "world": world, "confounding": confounding}
    told = run(name, **given)
    check_subjects(told)
    checker, sizes = CHAPTERS[name]
    checker.check_claims(told, given | sizes)
    if (seed, world, confounding) in ALWAYS:
        assert unnoticed(told, checker.checks(told, given | sizes), checker.EXEMPT) == []
        _a_false_subject_is_noticed(told)


def _a_false_subject_is_noticed(told):
    told.records["answer"] = "Farmers of the twin gain. Farmers in China gain by being online too."
    told.kinds["answer"] = "simulated"
    with pytest.raises(AssertionError):
        check_subjects(told)


def test_what_a_checker_lets_pass_is_named():
    """The loop over false versions finds a record without a check, and a check with a hole."""
    told = SimpleNamespace(records={"a": "It rises by 3 points to 1,200.", "b": 2}, asked={})
    whole = {"a": Says("It rises by 3 points to 1,200."), "b": Is(2)}
    assert unnoticed(told, whole, {}) == []
    assert unnoticed(told, {"a": whole["a"]}, {}) == ["b"]
    assert unnoticed(told, {"a": whole["a"]}, {"b": "a reason"}) == []
    assert unnoticed(told, whole | {"a": Says("It rises by 3 points")}, {}) == [
        "a: It rises by 3 points to 1,201."
    ]
    assert unnoticed(told, whole | {"a": Says("3 points to 1,200.")}, {}) == [
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


# The chapters whose every sentence is computed again: the settings of their runs. Chapter 4 has
# no worlds; its two readings of the coding stand for them.
PREFECTURES = {"replications": "50", "draws": "0", "horizon": "8"}
WHOLE = {
    "sichuan": (told_prefectures, "world", ("both", "effect", "none"), PREFECTURES),
    "changting": (told_county, "rival", ("attitudes", "barriers"), {"draws": "10"}),
}
RUN_ALWAYS = {("sichuan", "3", "both"), ("sichuan", "7", "none")}
RUN_ALWAYS |= {("changting", "3", "attitudes"), ("changting", "7", "barriers")}


def whole():
    for name, (_, key, values, _) in WHOLE.items():
        for seed, other in product(("0", "3", "7"), values):
            marks = [] if (name, seed, other) in RUN_ALWAYS else [pytest.mark.slow]
            yield pytest.param(
                name, {"seed": seed, key: other}, marks=marks, id=f"{name}-{seed}-{other}"
            )


@pytest.mark.parametrize(("name", "given"), list(whole()))
def test_every_sentence_is_computed_again_and_no_altered_digit_passes(name, given):
    module, _, _, small = WHOLE[name]
    given = given | small
    told = run(name, **given)
    told_sentences.hold(told, module.CHECKS, module.EXEMPT, given)
    assert told_sentences.unnoticed(told, module.CHECKS, given) == []
    assert all(reason for reason in module.EXEMPT.values())
    assert set(module.EXEMPT) <= set(told_sentences.texts(told)), (
        "an exempt sentence that no run tells"
    )
    assert set(module.CHECKS) <= set(told_sentences.texts(told)), (
        "a check of a sentence that no run tells"
    )
    if name == "sichuan":
        check_subjects(told)
