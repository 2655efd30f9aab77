"""A chapter's own part of the ledger is the ledger's, and shows what does not simply agree."""

import pytest

from netpoverty import ledger
from netpoverty.chapter import verdicts_of
from netpoverty.errors import InputError


@pytest.mark.parametrize("paper", ["relative-poverty", "working-poverty", "changting"])
def test_the_part_of_a_chapter_is_the_ledgers(paper):
    part = verdicts_of(paper)
    assert part.ledger.verdicts == ledger.ledger().select(paper).verdicts
    shown = [v for v in part.ledger.verdicts if v.verdict not in ("agrees", "not checkable")]
    assert list(part.told.frame["printed"]) == [v.printed for v in shown]
    assert ledger.SCOPE in part.told.caption and part.summary in repr(part)
    assert "not truth, competence or intent" in part._repr_html_()


def test_without_curves_the_other_verdicts_stay():
    full = {v.id: v for v in ledger.ledger().select("sichuan").verdicts}
    part = verdicts_of("sichuan", curves=False).ledger.verdicts
    assert 0 < len(part) < len(full)
    assert all((v.verdict, v.reason) == (full[v.id].verdict, full[v.id].reason) for v in part)
    left_out = [full[i] for i in full.keys() - {v.id for v in part}]
    assert {v.kind for v in left_out} == {"claim"}


def test_an_unknown_paper_is_refused():
    with pytest.raises(InputError, match="did you mean 'sichuan'"):
        verdicts_of("sichan")
