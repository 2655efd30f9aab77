"""The coding sheet of the county case, and what a sheet may not hold."""

import pytest

from netpoverty.data import published
from netpoverty.data.published.coding import claim_names, read_coding
from netpoverty.data.published.registry import data_folder
from netpoverty.errors import InputError

SHEET = """\
sheet: small
title: A small sheet
outcome: use
concepts:
  law: {element: policy, name: law}
  use: {element: outcome, name: use}
assertions:
  weak:
    says: The law is weak.
    section: Findings
    sentence: "1.1"
    element: policy
    concept: law
    sign: deficiency
    acts_on: [use]
    strength: "2"
    reason: Stated once.
paths:
  enact:
    says: Pass a law.
    section: Advice
    sentence: "1"
    levers: [law]
    difficulty: law
"""


def read(folder, text, **more):
    path = folder / "small.yml"
    path.write_text(text, encoding="utf-8")
    return read_coding(path, **more)


def test_the_small_sheet_reads(tmp_path):
    sheet = read(tmp_path, SHEET)
    assert sheet.coding.assertions[0].place == "Findings, sentence 1.1"
    assert sheet.evidence == () and sheet.coding.advice == ()


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("    element: policy", "    element: polity", r"line 12: .*element: got 'polity'"),
        (
            "    element: policy",
            "    element: agency",
            r"line 12: .*the element of the concept law",
        ),
        ("{element: policy", "{element: laws", r"line 5: .*element: got 'laws'"),
        ("    section: Findings\n", "", r"line 8: assertions > weak: section: is missing"),
        ("section: Findings", 'section: ""', r"line 10: .*allowed: a place"),
        ('    sentence: "1.1"\n', "", r"line 8: assertions > weak: sentence: is missing"),
        ('strength: "2"', 'strength: "4"', r"line 16: .*strength: got '4'; allowed: 1, 2 or 3"),
        ('strength: "2"', "strength: 2", r"line 16: unquoted number"),
        ("reason: Stated once.", "reason: ' '", r"line 17: .*reason: got 'nothing'"),
        ("acts_on: [use]", "acts_on: [usage]", r"line 15: .*did you mean 'use'"),
        ("acts_on: [use]", "acts_on: use", r"line 15: .*a list of names is expected"),
        ("concept: law", "concept: lore", r"line 13: .*concept: got 'lore'"),
        (
            "    reason:",
            "    about_people: 'yes'\n    reason:",
            r"line 9: .*According to the paper",
        ),
        (
            "    reason:",
            "    against: [strong]\n    reason:",
            r"line 17: .*assertion: got 'strong'",
        ),
        ("    reason:", "    colour: red\n    reason:", r"line 17: .*key: got 'colour'"),
        ("levers: [law]", "levers: []", r"line 23: .*levers: got 'none'"),
        ("outcome: use", "outcome: income", r"line 3: outcome: outcome: got 'income'"),
        ("title: A small sheet\n", "", r"line 1: title: is missing"),
    ],
)
def test_a_fault_is_refused_by_file_and_line(tmp_path, before, after, says):
    assert SHEET.count(before) >= 1
    with pytest.raises(InputError, match=r"small\.yml " + says):
        read(tmp_path, SHEET.replace(before, after, 1))


def test_a_claim_that_the_registry_does_not_hold_is_refused(tmp_path):
    text = SHEET.replace("    reason:", "    claim: weak-law\n    reason:", 1)
    assert read(tmp_path, text, claims={"small.weak-law"})
    with pytest.raises(InputError, match=r"line 17: .*claim: got 'small.weak-law'"):
        read(tmp_path, text, claims=set())


def test_a_missing_file_is_refused_in_one_sentence(tmp_path):
    with pytest.raises(InputError, match=r"coding: got .*allowed: a YAML file that exists"):
        read_coding(tmp_path / "none.yml")


@pytest.fixture(scope="module")
def county():
    return read_coding("", claim_names(published.load())).coding


def test_the_registry_does_not_read_the_sheet_as_a_paper():
    assert (data_folder() / "published" / "changting_coding.yml").exists()
    assert "changting_coding" not in published.load().papers


def test_places_agree_with_the_registry(county):
    claims = published.load().paper("changting").claims
    for one in [*county.assertions, *county.paths.values()]:
        if one.claim:
            assert claims[one.claim].place.section == one.section, one


def test_every_contradiction_that_the_registry_knows_is_linked(county):
    """Where both sides of a contradiction are coded, the sheet links them too."""
    claims = published.load().paper("changting").claims
    linked = {frozenset((a.claim, b.claim)) for a, b in county.contradictions()}
    coded = {a.claim for a in county.assertions}
    for claim in claims.values():
        for other in claim.contradicts:
            if {claim.id, other} <= coded and other != "low-awareness":
                assert frozenset((claim.id, other)) in linked, (claim.id, other)


def test_statements_about_the_target_group_are_attributed(county):
    about = [a for a in county.assertions if a.element == "target-group"]
    assert about and all(a.about_people for a in about)


def test_all_advice_of_the_four_papers_is_coded(county):
    registry = published.load()
    given = {
        f"{paper.id}.{name}"
        for paper in registry.papers.values()
        for name, claim in paper.claims.items()
        if any(check.kind == "advice" for check in claim.checks)
    }
    assert given == {piece.claim for piece in county.advice}
