"""Figures derived from printed ones, with the range of their rounding."""

import pytest

from netpoverty.data import published
from netpoverty.data.published.derived import derive
from netpoverty.errors import InputError

PAPER = published.load().paper("changting")


def test_a_ratio_of_rounded_figures_by_hand():
    """60 million within half a million, of 415 million within half a million."""
    cells = [PAPER.cell("hetian-chicken.income"), PAPER.cell("hetian-chicken.output")]
    found = derive(lambda income, output: income / output, cells)
    assert found.value == pytest.approx(60 / 415)
    assert (found.low, found.high) == pytest.approx((59.5 / 415.5, 60.5 / 414.5))


def test_counts_are_exact_and_a_hedge_is_not():
    people, families = PAPER.cell("county-2018.people"), PAPER.cell("county-2018.families")
    exact = derive(lambda a, b: a / b, [people, families])
    assert exact.low == exact.value == exact.high
    spent = [PAPER.cell("tourism.turnover"), PAPER.cell("tourism.visitors")]
    open_end = derive(lambda turnover, visitors: turnover / visitors, spent)
    assert open_end.low == 0 and open_end.high == pytest.approx(350_000 / 30_000)


def test_a_total_is_held_against_its_parts():
    parts = [PAPER.cell(f"e-commerce.{name}-sites") for name in ("taobao", "mail", "supply")]
    assert derive(lambda *n: sum(n), parts).holds(PAPER.cell("e-commerce.sites"))
    assert not derive(lambda *n: sum(n), parts[:2]).holds(PAPER.cell("e-commerce.sites"))


def test_a_figure_with_two_readings_is_refused():
    doubtful = published.load().paper("sichuan").equations["eq-3"].terms["logCII(-2)"]
    with pytest.raises(InputError, match="single reading"):
        derive(lambda x: x, [doubtful])
