"""A chapter's own part of the ledger."""

from __future__ import annotations

import html
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .tables import Table, table

if TYPE_CHECKING:
    from ..data import published
    from ..ledger import Ledger


# What a table of verdicts is made of: printed numbers, and our reading of printed sentences.
VERDICT_KINDS = ("published", "judgement")


@dataclass(frozen=True)
class ChapterVerdicts:
    """The verdicts on one paper's cells: how many of each, and the cells that do not just agree.

    `ledger` holds every verdict of the paper; `told` is the table of those that stand out.
    """

    ledger: Ledger
    told: Table

    @property
    def summary(self) -> str:
        """Return the counts by verdict as one sentence."""
        from ..ledger import counted

        return counted(self.ledger.counts())

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(self.summary)}</p>{self.told._repr_html_()}"

    def __repr__(self) -> str:
        return f"{self.summary}\n{self.told!r}"


def verdicts_of(paper: str, curves: bool = True) -> ChapterVerdicts:
    """Return what the ledger says of one paper, ready for the last line of a cell.

    Parameters
    ----------
    paper : name of a paper in the registry, such as `sichuan`.
    curves : whether sentences on impulse responses are judged too, which takes seconds: a chapter
        that holds them against every curve itself leaves them out here.

    Raises
    ------
    InputError : no such paper; the message names the nearest.

    Examples
    --------
    >>> part = verdicts_of("relative-poverty")
    >>> part.summary.startswith(f"Of {len(part.ledger.verdicts)} cells, ")
    True
    """
    from ..data import published
    from ..ledger import OPEN, judge_paper

    # What a reader of the chapter should know of: the rest agrees, or cannot be checked.
    told = (*OPEN, "true sometimes", "method only")
    registry = published.load()
    given = registry.paper(paper)
    found = judge_paper(given if curves else _without_curves(given), registry)
    rows = [
        {
            "place": verdict.place,
            "printed": verdict.printed,
            "verdict": verdict.verdict,
            "reason": verdict.reason,
            "would agree": "; ".join(verdict.would_agree) or "–",
        }
        for verdict in found.verdicts
        if verdict.verdict in told
    ]
    return ChapterVerdicts(found, _told(rows))


def _without_curves(paper: published.Paper) -> published.Paper:
    from ..ledger.response_claims import READERS

    drawn = {n for n, c in paper.claims.items() if any(k.kind in READERS for k in c.checks)}
    # A claim that is held against one of those cannot be decided without it.
    drawn |= {n for n, c in paper.claims.items() if drawn & set(c.contradicts)}
    left = {n: c for n, c in paper.claims.items() if n not in drawn}
    gone = {paper.claims[n].cell.id for n in drawn}
    cells = tuple(cell for cell in paper.cells if cell.id not in gone)
    return replace(paper, claims=left, cells=cells)


def _told(rows: list[dict[str, str]]) -> Table:
    import pandas as pd

    from ..ledger import SCOPE

    columns = ["place", "printed", "verdict", "reason", "would agree"]
    caption = f"What does not simply agree, from the ledger. {SCOPE}"
    # A sentence is held against others as we coded it, so a verdict may be ours.
    return table(pd.DataFrame(rows, columns=columns), caption, VERDICT_KINDS)
