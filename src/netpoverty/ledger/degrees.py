"""The degrees of freedom that a table allows for the t statistics of a column."""

from __future__ import annotations

import math

from netpoverty.ledger.book import Book, Line, Sheet
from netpoverty.ledger.interval import Interval
from netpoverty.ledger.sizes import absorbs, shared_sizes, stated

_FEWEST = 3  # degrees of freedom taken as possible where nothing says how many cases there are


def degrees(book: Book, sheet: Sheet, line: Line) -> Interval:
    """Return the degrees of freedom allowed: from the fewest cases to the normal distribution.

    The fewest cases are the printed n, the n that the stated sample implies or the one that the
    fits imply jointly, whichever is smallest; programs differ in whether they use t or normal.
    """
    found, n = shared_sizes(book).get(sheet.name), line.one("n")
    sizes = [stated(sheet), found.n if found else None]
    if n and n.number:
        sizes = [Interval.of(n.number)]
    lows = [size.low for size in sizes if size]
    fewest = min(lows) - len(line.all("coefficient", "constant")) if lows else _FEWEST
    if lows and found and absorbs(line):
        fewest -= found.effects
    return Interval(max(math.floor(fewest), 1), math.inf)
