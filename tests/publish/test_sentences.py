"""Sentences say what their numbers say: on other seeds, in both twins, with and without bias.

A few settings run always; the whole grid belongs to the slow tests.
"""

from itertools import product
from pathlib import Path

import pytest
import told_county
import told_households
import told_prefectures
import told_workers
from told import Told, check_subjects, hold, texts, unnoticed

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
    CHAPTERS[name][0].check_claims(told, given)
    if (seed, world, confounding) == ("3", "none", "strong"):
        _false_words_are_noticed(name, told, given)


FALSE = {
    "relative-poverty": {
        "error-said": ("−", "+"),
        "falls-said": ("the same region", "one region"),
        "groups-said": ("no grouping shows", "every grouping shows"),
        "hidden-said": ("did all that it asks for", "covers zero"),
        "steps-said": ("become", "stay"),
        "twist-said": ("−", "+"),
    },
    "working-poverty": {
        "effect-said": ("a fall clear", "no fall clear"),
        "gates-said": ("less often", "more often"),
        "lesson": ("misses", "holds"),
        "regions-said": ("not rejected", "rejected"),
    },
}


def _false_words_are_noticed(name, told, given):
    for key, (true, false) in FALSE[name].items():
        kept = told.records[key]
        assert true in kept, key
        told.records[key] = kept.replace(true, false)
        with pytest.raises(AssertionError):
            CHAPTERS[name][0].check_claims(told, given)
        told.records[key] = kept
    told.records["answer"] = "Farmers of the twin gain. Farmers in China gain by being online too."
    told.kinds["answer"] = "simulated"
    with pytest.raises(AssertionError):
        check_subjects(told)


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
    hold(told, module.CHECKS, module.EXEMPT, given)
    assert unnoticed(told, module.CHECKS, given) == []
    assert all(reason for reason in module.EXEMPT.values())
    assert set(module.EXEMPT) <= set(texts(told)), "an exempt sentence that no run tells"
    assert set(module.CHECKS) <= set(texts(told)), "a check of a sentence that no run tells"
    if name == "sichuan":
        check_subjects(told)
