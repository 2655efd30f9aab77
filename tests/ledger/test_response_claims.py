"""Claims of the registry as predicates: every response check of the vocabulary has a reader."""

import pytest

from netpoverty.data import published
from netpoverty.data.published.checks import FORMS, read_check
from netpoverty.errors import InputError
from netpoverty.ledger import response_claims as rc


@pytest.fixture(scope="module")
def paper():
    return published.load().paper("sichuan")


def test_every_response_check_of_the_vocabulary_can_be_read():
    assert {kind for kind in FORMS if kind.startswith("response")} == set(rc.READERS)


def test_the_parts_of_a_claim_share_one_curve(paper):
    claim = rc.response_claims(paper, "cii-gdp")["gdp-sharp-third"]
    assert claim.shock == "CII"
    assert claim.predicate.words == "GDP rises from 3 to 6 and GDP rises fastest into period 3"


def test_a_claim_on_two_systems_is_split(paper):
    of_gdp = rc.response_claims(paper, "cii-gdp")["margins-six-years"]
    of_revenue = rc.response_claims(paper, "cii-lgr-pcir")["margins-six-years"]
    assert "LGR" not in of_gdp.predicate.words and "GDP" not in of_revenue.predicate.words
    assert of_gdp.predicate.words.endswith("responses die out")


def test_a_negated_immediate_response():
    check = read_check(
        {"kind": "response-immediate", "system": "s", "shock": "x", "response": "y", "is": "no"}
    )
    assert rc.read_check(check).words.startswith("not (y responds at the impact")


def test_claims_that_no_curve_decides_are_left_out(paper):
    assert "nine-graphs" not in rc.response_claims(paper, "cii-lgr-pcir")
    with pytest.raises(InputError, match="did you mean 'cii-gdp'"):
        rc.response_claims(paper, "cii-gpd")
