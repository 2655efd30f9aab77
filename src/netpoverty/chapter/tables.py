"""Showing a table: its badge, its caption, a frame that scrolls inside itself."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import refuse
from ..results import format_frame
from .kinds import kinds_of

if TYPE_CHECKING:
    import pandas as pd

# Ids of people, households and sampling units, in tidy and in survey files.
PERSONAL = re.compile(r"(^|_)id$|^pid$|^fid\d*$|^cid\d*$", re.IGNORECASE)
# Characters from which a cell is a text: its column gets room, so that rows stay low.
LONG = 60


@dataclass(frozen=True)
class Table:
    """A frame with its kinds and caption, as HTML for the page and text for comparison.

    `filterable` adds a search box that works from a folder on disk and without a server.
    """

    frame: pd.DataFrame
    kind: str | Sequence[str]
    caption: str
    filterable: bool = False

    def _repr_html_(self) -> str:
        kinds = kinds_of(self.kind)
        box = (
            "<label class='np-filter'>Filter rows <input type='search'></label>"
            if self.filterable
            else ""
        )
        caption = html.escape(self.caption)
        badges = " ".join(kind.html for kind in kinds)
        frames = " ".join(f"np-frame-{kind.name}" for kind in kinds)
        return (
            f"<div class='np-table {frames}'>{box}"
            f"<p class='np-caption'>{badges} {caption}</p>"
            f"<div class='np-scroll' tabindex='0' role='group' aria-label='{caption}'>"
            f"{_table_html(self.frame)}</div></div>"
        )

    def __repr__(self) -> str:
        text = format_frame(self.frame).to_string()
        badges = ", ".join(kind.badge for kind in kinds_of(self.kind))
        return f"{badges}: {self.caption}\n{text}"


def table(
    frame: pd.DataFrame,
    caption: str,
    kind: str | Sequence[str] = "published",
    filterable: bool = False,
) -> Table:
    """Return a table for the last line of a cell, with the badge of its source.

    A table that sets numbers of two kinds side by side names both: `("published", "simulated")`.

    Numbers are shown with four significant digits; strings stand as they are (printed
    figures are strings and keep every digit). Raises InputError for an unknown kind, and for
    rows of real microdata: a table of a real file may hold statistics, never people.
    """
    names = [each.name for each in kinds_of(kind)]
    ids = [c for c in (*frame.columns, *frame.index.names) if PERSONAL.search(str(c))]
    if "real" in names and ids:
        raise refuse("a table of real data", f"the columns {', '.join(ids)}", "statistics, no ids")
    return Table(frame, kind, caption, filterable)


def _table_html(frame: pd.DataFrame) -> str:
    named = frame.index.names != [None] or not _is_plain_count(frame.index)
    body = frame.reset_index() if named else frame
    columns = [_heading(column) for column in body.columns]
    # An empty header cell is an accessibility fault, so an unnamed index is called "row".
    columns = ["row" if c in ("", "index") else c for c in columns]
    head = "".join(f"<th scope='col'>{html.escape(c)}</th>" for c in columns)
    told = format_frame(body).itertuples(index=False, name=None)
    rows = "".join(f"<tr>{_cells(row)}</tr>" for row in told)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _heading(column: object) -> str:
    """Return a heading of one level or several; empty levels leave no separator behind."""
    levels = column if isinstance(column, tuple) else (column,)
    return " · ".join(text for text in map(str, levels) if text)


def _is_plain_count(index: pd.Index) -> bool:
    import pandas as pd

    return isinstance(index, pd.RangeIndex)


def _cells(row: tuple[str, ...]) -> str:
    texts = [html.escape(value) for value in row]
    marks = [" class='np-long'" * (len(text) > LONG) for text in texts]
    first, *rest = (f"{mark}>{text}" for mark, text in zip(marks, texts, strict=True))
    return f"<th scope='row'{first}</th>" + "".join(f"<td{cell}</td>" for cell in rest)
