"""Nothing that the papers print is missing from the registry (where their text is present)."""

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest

from netpoverty.data import published
from netpoverty.data.published import completeness
from netpoverty.errors import InputError

FOLDER = os.environ.get(completeness.PAPERS_VARIABLE, "")
PAPERS = [name for name, paper in published.load().papers.items() if paper.content.text]
needs_papers = pytest.mark.skipif(
    not FOLDER, reason=f"{completeness.PAPERS_VARIABLE} does not name the folder of the papers"
)


def text_of(name):
    paper = published.load().paper(name)
    (path,) = Path(FOLDER).glob(paper.content.text)
    return paper, path.read_text(encoding="utf-8")


@needs_papers
@pytest.mark.parametrize("name", PAPERS)
def test_every_number_of_the_text_is_accounted_for(name):
    outcome = completeness.check_paper(published.load().paper(name))
    assert outcome.complete, str(outcome)


@needs_papers
@pytest.mark.parametrize("name", PAPERS)
def test_removing_any_cell_or_exclusion_leaves_a_number_over(name):
    paper, text = text_of(name)
    found = completeness.tokens(text)
    for entry in paper.exclusions:
        others = [other for other in paper.exclusions if other is not entry]
        fewer = replace(paper, content=paper.content.model_copy(update={"exclusions": others}))
        assert completeness.match(found, completeness.accounts(fewer))[1], entry
    for cell in paper.cells:
        fewer = replace(paper, cells=tuple(c for c in paper.cells if c is not cell))
        left = completeness.match(found, completeness.accounts(fewer))[1]
        assert bool(left) == bool(completeness.tokens(cell.printed)), cell.id


@needs_papers
def test_a_changed_digit_sign_or_order_is_noticed():
    paper, text = text_of("sichuan")
    assert not completeness.check_text(paper, text.replace("3.8728***", "3.8729***")).complete
    signed = completeness.check_text(
        paper, text.replace("logCII(−1)− 0.2074", "logCII(−1)+ 0.2074")
    )
    assert signed.unlike == ("sichuan.eq-4.logCII-2",)
    swapped = text.replace("90.2041 244.3164 87.8219", "244.3164 90.2041 87.8219")
    assert "sichuan.table-2" in completeness.check_text(paper, swapped).disordered


SMALL = "In 2018 there were\n1,035 people (2018)\n"


def account(token, first, last):
    return completeness.Account(token, (first, last), "cell", "small")


def test_a_number_printed_twice_needs_two_accounts():
    found = completeness.tokens(SMALL)
    pairs, left, unfound = completeness.match(
        found, [account("2018", 1, 2), account("1,035", 2, 2)]
    )
    assert [token.text for token in left] == ["2018"] and len(pairs) == 2 and not unfound


def test_an_account_only_takes_a_number_on_its_lines():
    found = completeness.tokens(SMALL)
    _, left, unfound = completeness.match(found, [account("1,035", 1, 1)])
    assert len(left) == 3 and len(unfound) == 1


def test_narrow_accounts_are_not_starved_by_wide_ones():
    found = completeness.tokens(SMALL)
    given = [account("2018", 1, 2), account("2018", 1, 1), account("1,035", 2, 2)]
    _, left, unfound = completeness.match(found, given)
    assert not left and not unfound


def test_missing_text_is_refused_in_one_sentence(tmp_path):
    with pytest.raises(InputError, match="text of sichuan: 0 files match"):
        completeness.check_paper(published.load().paper("sichuan"), tmp_path)


def runs_of_words(text, length=6):
    words = re.findall(r"[a-z0-9]+", text.lower())
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}


def own_words(paper):
    yield from (claim.says for claim in paper.claims.values())
    yield from (cell.note for cell in paper.cells)  # labels such as "yearly output" may coincide
    yield from (table.title for table in paper.tables.values())


@needs_papers
@pytest.mark.parametrize("name", PAPERS)
def test_claims_are_told_in_our_own_words(name):
    paper, text = text_of(name)
    printed = runs_of_words(text)
    copied = [ours for ours in own_words(paper) if runs_of_words(ours) & printed]
    assert copied == []
