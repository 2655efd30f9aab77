"""The number of cases that printed fits imply, taken jointly over the columns of a table."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import product

from netpoverty.data.published import Cell
from netpoverty.ledger.book import Book, Line, Sheet
from netpoverty.ledger.interval import Interval

FORMS = {"r2": "unadjusted", "adjusted-r2": "adjusted"}
_MOST_EFFECTS = 60  # absorbed effects tried where a column says "fixed" and no number of units
_UNUSUAL = ("robust", "cluster", "heterosk", "heterosc", "white", "newey", "weighted")


@dataclass(frozen=True)
class Fit:
    """Fit and F statistic of one column: table, label, slopes k, whether effects are absorbed."""

    table: str
    label: str
    heading: str
    r2: Cell
    f: Cell
    slopes: int
    absorbs: bool
    printed_n: Interval | None

    @property
    def key(self) -> tuple[str, str, str]:
        """Which table and column, and under which heading its fit stands."""
        return self.table, self.label, self.heading

    def sizes(self, form: str, effects: int) -> Interval | None:
        """Return the numbers of cases that reconcile R² and F, the R² read as `form`."""
        found = [
            _sizes(Interval.of(r.number), Interval.of(f.number), self._explaining(effects), form)
            for r, f in product(self.r2.readings.values(), self.f.readings.values())
        ]
        kept = [sizes for sizes in found if sizes]
        return Interval(min(s.low for s in kept), max(s.high for s in kept)) if kept else None

    def _explaining(self, effects: int) -> int:
        return self.slopes + (effects if self.absorbs else 0)


@dataclass(frozen=True)
class Joint:
    """The number of cases that explains most columns of a table at once.

    n : its interval; effects : absorbed effects that it goes with; forms : the reading of R²
    under which a column fits it, absent where none does; told : from which columns, in words.
    """

    n: Interval
    effects: int
    forms: dict[tuple[str, str, str], str]
    told: str = ""


def _sizes(r2: Interval, f: Interval, q: int, form: str) -> Interval | None:
    r"""Return n from F = (R²/q) / ((1 − R²)/d), d = n − q − 1, over the rounding intervals.

    Unadjusted: d = F q (1 − R²)/R²; adjusted a: d = q (F (1 − a) − 1)/a. Both are monotone in each
    value, so that the corners give the range.
    """
    if r2.high < 0 and form == "r2":
        return None
    # An adjusted R² of zero or below says F = 1 or less, for any n near it.
    if r2.low <= 0 <= r2.high or q < 1:
        return Interval(q + 2, math.inf)
    formula = _plain if form == "r2" else _adjusted
    corners = [formula(a, b, q) for a, b in product(r2.ends, f.ends)]
    low, high = max(min(corners), 1.0), max(corners)
    # Without a whole number of cases inside, no sample fits.
    sizes = Interval(low + q + 1, high + q + 1) if low <= high else None
    return sizes if sizes and (math.isinf(high) or len(sizes.whole())) else None


def _plain(r2: float, f: float, q: int) -> float:
    return f * q * (1 - r2) / r2


def _adjusted(r2: float, f: float, q: int) -> float:
    return q * (f * (1 - r2) - 1) / r2


def unusual_errors(sheet: Sheet) -> bool:
    """Return whether the table says that its errors are not the classical ones.

    Robust and clustered tests do not follow from R², so the fits are not held against them.
    """
    return any(word in sheet.table.method.lower() for word in _UNUSUAL)


def fits(sheet: Sheet) -> list[Fit]:
    """Return fit and F of every column that prints both and its coefficients."""
    if unusual_errors(sheet):
        return []
    found = []
    for line in sheet.regressions:
        f, slopes = line.one("f"), len(line.all("coefficient"))
        for entry in line.all("r2", "adjusted-r2"):
            if f and slopes:
                effects = absorbs(line)
                n = line.one("n")
                size = Interval.of(n.number) if n and n.number else None
                found.append(
                    Fit(sheet.name, line.label, entry.role, entry.cell, f, slopes, effects, size)
                )
    return found


def absorbs(line: Line) -> bool:
    """Return whether the head of the column speaks of fixed effects."""
    words = " ".join(line.header.values()).lower()
    return "fixed" in words or "within" in words


def stated(sheet: Sheet, fit: Fit | None = None) -> Interval | None:
    """Return the printed n of a column, else the n that the stated sample implies."""
    if fit and fit.printed_n:
        return fit.printed_n
    text = sheet.table.implied_n.replace(",", "")
    return Interval.of(float(text)) if text else None


@functools.lru_cache(maxsize=8)
def shared_sizes(book: Book) -> dict[str, Joint]:
    """Return the joint n by table; tables that state one and the same sample are taken together."""
    groups: dict[tuple[str, str], list[Sheet]] = {}
    for sheet in book.sheets.values():
        sample = sheet.table.sample or sheet.name
        groups.setdefault((sample, sheet.table.implied_n), []).append(sheet)
    found = {}
    for sheets in groups.values():
        columns = [fit for sheet in sheets for fit in fits(sheet) if not fit.printed_n]
        answer = joint(columns, stated(sheets[0])) if columns else None
        if answer:
            answer = replace(answer, told=_columns_told(sheets, columns, answer))
            found.update({sheet.name: answer for sheet in sheets})
    return found


def _columns_told(sheets: Sequence[Sheet], columns: Sequence[Fit], answer: Joint) -> str:
    """Return how many columns fit the joint n, and which do not, with the n of those alone."""
    heads = {
        (s.name, line.label): " ".join(line.header.values()) for s in sheets for line in s.lines
    }
    named = {fit.table for fit in columns}
    labels = [sheet.table.label or sheet.name for sheet in sheets if sheet.name in named]
    place = f"of {' and '.join(labels)}"
    left = [fit for fit in columns if fit.key not in answer.forms]
    if not left:
        return f"all {len(columns)} columns {place}"
    apart = []
    for fit in left:
        alone = []
        for form, name in FORMS.items():
            size = fit.sizes(form, answer.effects)
            alone.append(f"{size_words(size) if size else 'none'} as {name}")
        apart.append(f"{heads[fit.table, fit.label] or fit.label}, alone n = {', '.join(alone)}")
    return f"{len(columns) - len(left)} of {len(columns)} columns {place} (not {'; '.join(apart)})"


def size_words(n: Interval) -> str:
    """Return a number of cases, or the range of it, in words.

    >>> size_words(Interval(38.9, 41.2)), size_words(Interval(12, math.inf))
    ('39 to 41', '12 or more')
    """
    whole = n.whole() if math.isfinite(n.high) else None
    if whole is None:
        return f"{math.ceil(n.low)} or more"
    if len(whole) < 2:
        return str(whole.start)
    return f"{whole[0]:,} to {whole[-1]:,}"


def joint(columns: Sequence[Fit], stated_n: Interval | None = None) -> Joint | None:
    """Return the n that explains most columns, fewest by the other form of R² than the heading's.

    The effects absorbed by fixed-effects columns, unless printed, are one number for the table.
    Among equals the stated n wins: it disagrees only if no number of effects reconciles it.
    """
    best: tuple[tuple[float, ...], Joint] | None = None
    for effects in range(_MOST_EFFECTS + 1) if any(c.absorbs for c in columns) else (0,):
        sizes = {
            (*c.key, form): found
            for c in columns
            for form in FORMS
            if (found := c.sizes(form, effects))
        }
        starts = {math.ceil(s.low - 1e-9) for s in sizes.values()}
        for start in starts | ({int(stated_n.low)} if stated_n else set()):
            forms = {c.key: form for c in columns if (form := _form_at(c, start, sizes))}
            if not forms:
                continue
            shared = [sizes[*key, form] for key, form in forms.items()]
            other = sum(form != key[2] for key, form in forms.items())
            n = reduce(lambda a, b: a.shared(b) or a, shared)
            away = stated_n is not None and not n.meets(stated_n)
            # Few effects and narrow ranges win among equals, so that the answer is unique.
            score = (-len(forms), other, away, effects, n.high - n.low, start)
            if best is None or score < best[0]:
                best = (score, Joint(n, effects, forms))
    return best[1] if best else None


def _form_at(fit: Fit, n: int, sizes: dict[tuple[str, str, str, str], Interval]) -> str | None:
    """Return the form of R² under which a column fits n, the heading's before the other."""
    for form in (fit.heading, *(f for f in FORMS if f != fit.heading)):
        if (*fit.key, form) in sizes and sizes[*fit.key, form].meets(n):
            return form
    return None
