"""R², F, n and the number of regressors against one another."""

from __future__ import annotations

from collections.abc import Iterator

from scipy import stats

from netpoverty.data.published.values import PrintedCell
from netpoverty.ledger.book import Book, Sheet
from netpoverty.ledger.degrees import degrees
from netpoverty.ledger.interval import Interval
from netpoverty.ledger.sizes import (
    FORMS,
    Fit,
    Joint,
    absorbs,
    fits,
    joint,
    shared_sizes,
    size_words,
    stated,
    unusual_errors,
)
from netpoverty.ledger.verdict import Finding, rule, weigh


@rule("R², F and the number of cases, jointly over the columns of a table")
def fit_and_size(book: Book) -> Iterator[Finding]:
    """Hold each printed fit and F against the n that all columns share, or that is printed."""
    for name, sheet in book.sheets.items():
        for fit in fits(sheet):
            answer = joint([fit]) if fit.printed_n else shared_sizes(book).get(name)
            if answer:
                yield _fit(sheet, fit, answer)


def _fit(sheet: Sheet, fit: Fit, answer: Joint) -> Finding:
    cells, n = (fit.r2.id, fit.f.id), stated(sheet, fit)
    if fit.printed_n and n:
        return _against_own(fit, cells, n)
    form, implying = answer.forms.get(fit.key), f"{len(answer.forms)} columns"
    said = f"Fit {fit.r2.printed} and F {fit.f.printed}"
    if form is None:
        reason = (
            f"{said} do not agree for n = {size_words(answer.n)}, which {implying} imply jointly."
        )
        return Finding(cells, "disagrees", reason, answer.n, "slip", tuple(_near(fit, answer)))
    if form != fit.heading:
        hint = f"the fit read as {FORMS[form]}, with n = {size_words(answer.n)}"
        alone = fit.sizes(fit.heading, answer.effects)
        alone_words = f" (alone, n = {size_words(alone)})" if alone else ""
        reason = (
            f"{said} agree for n = {size_words(answer.n)}, which {implying} imply jointly, only if the "
            f"fit is {FORMS[form]}; the heading says "
            f"{FORMS[fit.heading]}{alone_words}."
        )
        return Finding(cells, "disagrees", reason, answer.n, "slip", (hint,))
    if n and not answer.n.meets(n):
        reason = (
            f"{said} imply n = {size_words(answer.n)}; the stated sample implies {size_words(n)}."
        )
        hint = f"n = {size_words(answer.n)}, for example a shorter period"
        return Finding(cells, "disagrees", reason, answer.n, "star", (hint,))
    return Finding(cells, "agrees", f"{said} agree for n = {size_words(answer.n)}.", answer.n)


def _near(fit: Fit, answer: Joint) -> Iterator[str]:
    """Yield the fits that F implies at the joint n, if they lie within two of the last digit."""
    printed = fit.r2.number
    if printed is None or fit.f.number is None:
        return
    q = fit.slopes + (answer.effects if fit.absorbs else 0)
    sizes = answer.n.whole() if answer.n.high - answer.n.low < 100 else ()
    for n in (size for size in sizes if size > q + 1):
        plain = q * fit.f.number.value / (q * fit.f.number.value + n - q - 1)
        for form, value in (
            ("r2", plain),
            ("adjusted-r2", 1 - (1 - plain) * (n - 1) / (n - q - 1)),
        ):
            if abs(value - printed.value) < 2 * 10.0**-printed.digits:
                yield f"{value:.{printed.digits}f} as the {FORMS[form]} fit, with n = {n}"


def _against_own(fit: Fit, cells: tuple[str, ...], n: Interval) -> Finding:
    """Hold a column against the n printed in it, any number of absorbed effects allowed."""
    sizes = {form: [fit.sizes(form, e) for e in range(61 if fit.absorbs else 1)] for form in FORMS}
    fitting = {form: any(s and s.meets(n) for s in found) for form, found in sizes.items()}
    said = f"Fit {fit.r2.printed} and F {fit.f.printed}"
    if fitting[fit.heading]:
        return Finding(cells, "agrees", f"{said} agree with the printed n = {size_words(n)}.", n)
    hints = [f"the fit read as {FORMS[form]}" for form, fits_n in fitting.items() if fits_n]
    implied = next((s for s in sizes[fit.heading] if s), None)
    hints += [f"n = {size_words(implied)}"] if implied else []
    needed = f"they need n = {size_words(implied)}" if implied else "no n reconciles them"
    reason = f"{said} do not agree with the printed n = {size_words(n)}: {needed}."
    return Finding(cells, "disagrees", reason, implied, "slip", tuple(hints))


@rule("R² against adjusted R²")
def both_fits(book: Book) -> Iterator[Finding]:
    """Hold an R² against the adjusted R² printed below it: 1 − a = (1 − R²)(n − 1)/(n − k − 1)."""
    for sheet in book.sheets.values():
        for line in sheet.regressions:
            plain, adjusted = line.one("r2"), line.one("adjusted-r2")
            n, slopes = line.one("n"), len(line.all("coefficient"))
            if plain and adjusted and n and slopes and not absorbs(line):
                yield weigh([plain, adjusted, n], lambda *read, k=slopes: _both(k, *read))


def _both(slopes: int, plain: PrintedCell, adjusted: PrintedCell, n: PrintedCell) -> Finding:
    d = n.number.value - slopes - 1
    if d < 1:
        return Finding((), "cannot be as printed", "There are fewer cases than regressors.")
    ends = [1 - (1 - r) * (n.number.value - 1) / d for r in (plain.number.low, plain.number.high)]
    implied = Interval(*ends)
    if implied.meets(adjusted.number):
        return Finding((), "agrees", f"R² and n imply an adjusted R² of {implied}.", implied)
    reason = f"R² {plain.number.text} and n imply an adjusted R² of {implied}."
    same = plain.number.text == adjusted.number.text
    hints = ("an unadjusted R² under the adjusted heading",) if same else ()
    return Finding((), "disagrees", reason, implied, "slip", hints)


@rule("p-value of F")
def f_p_value(book: Book) -> Iterator[Finding]:
    """Hold a printed p-value against its F statistic, for every n that the table allows."""
    for sheet in book.sheets.values():
        for line in sheet.regressions:
            f, p, slopes = line.one("f"), line.one("f-p"), len(line.all("coefficient"))
            if f and p and slopes and not unusual_errors(sheet):
                allowed = degrees(book, sheet, line)
                yield weigh([p, f], lambda pr, fr, a=allowed, k=slopes: _p_of_f(pr, fr, a, k))


def _p_of_f(p: PrintedCell, f: PrintedCell, allowed: Interval, slopes: int) -> Finding:
    ends = [
        float(stats.f.sf(value, slopes, min(d, 1e9)))
        for value in (max(f.number.low, 0.0), f.number.high)
        for d in allowed.ends
    ]
    implied = Interval(min(ends), max(ends))
    reason = f"F {f.number.text} implies a p-value of {implied}."
    if implied.meets(p.number):
        return Finding((), "agrees", reason, implied)
    return Finding((), "disagrees", reason, implied, "slip")
