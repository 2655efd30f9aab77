"""Sentences of the page on poverty lines that the registry chooses."""

from __future__ import annotations

from ..data.published import Registry


def lines_said(registry: Registry) -> str:
    """Return which lines the four papers name in the text at hand.

    Only one names a median; what the others name, or leave out, is told beside it.
    """
    share = registry.cell("working-poverty.definition.line-share").printed
    dollars = registry.cell("changting.china-two-dollars.line").printed
    return (
        f"Of the four papers, one names a median in the text at hand: poor is who earns less than {share} of "
        "the median of *all* respondents of its survey, in town and country, by own income, which is none "
        "of the medians in the table. The county case names the national standard and a line of "
        f"{dollars} a day, the abstract on relative poverty says neither share nor median, and the study of "
        "Sichuan counts no poor at all: it explains incomes, output and revenue."
    )
