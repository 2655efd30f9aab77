"""Claims in words: each through its checks, all of which must hold together."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import replace

from netpoverty.data.published import Claim
from netpoverty.data.published.checks import Check
from netpoverty.data.published.var_readings import var_readings
from netpoverty.errors import choose
from netpoverty.ledger.book import Book
from netpoverty.ledger.comparisons import COMPARISONS
from netpoverty.ledger.response_claims import READERS, response_claims
from netpoverty.ledger.statements import STATEMENTS
from netpoverty.ledger.verdict import Finding, rule
from netpoverty.models import var

HORIZON = 12  # periods, as impulse responses are usually shown
# A claim holds only if all its parts do: what weighs against it comes first.
_PARTS = (
    "cannot be as printed",
    "disagrees",
    "never",
    "true sometimes",
    "not checkable",
    "method only",
    "agrees",
)
# Checks that hold printed numbers against one another, so that they speak of the numbers too. The
# other kinds ask whether words fit a number: that they do not is no fault of the number.
_BOTH_WAYS = (
    "equal",
    "same-quantity",
    "official",
    "sum",
    "difference",
    "ratio",
    "share-of",
    "count-share",
    "years-between",
    "bound",
)
_DECIDED = ("cannot be as printed", "disagrees", "never", "true sometimes", "agrees")


@rule("claims in words, through their machine-checkable form")
def claims(book: Book) -> Iterator[Finding]:
    """Judge every claim; what a check finds about cells is told at the cells too."""
    judged = {name: _parts(book, claim) for name, claim in book.paper.claims.items()}
    for name, parts in judged.items():
        claim = book.paper.claims[name]
        for check, part in zip(_plain_checks(claim), parts, strict=False):
            if check.kind in _BOTH_WAYS and part.verdict != "not checkable":
                own = tuple(c for c in part.cells if c.startswith(f"{book.paper.id}."))
                yield replace(part, cells=own)
        yield replace(_claim(parts), cells=(claim.cell.id,))


def _plain_checks(claim: Claim) -> list[Check]:
    return [check for check in claim.checks if check.kind not in READERS]


def _parts(book: Book, claim: Claim) -> list[Finding]:
    """Return one finding a check, and one a system for all checks on its responses together."""
    found = []
    for check in _plain_checks(claim):
        table = COMPARISONS if check.kind in COMPARISONS else STATEMENTS
        judge = table[choose("kind of check", check.kind, table)]
        code = f"{judge.__module__}.{judge.__name__}"
        found.append(replace(judge(book, check), code=code))
    systems = dict.fromkeys(str(c["system"]) for c in claim.checks if c.kind in READERS)
    return found + [_responses(book, system, claim.id) for system in systems]


def _claim(parts: list[Finding]) -> Finding:
    """Join the parts: all must hold, so the worst decides; the reason tells every part, the worst
    first, and what agrees apart from what does not.
    """
    best = min(parts, key=lambda part: _PARTS.index(part.verdict))
    parts = sorted(parts, key=lambda part: _PARTS.index(part.verdict))
    against = dict.fromkeys(part.reason for part in parts if part.verdict != "agrees")
    agreeing = dict.fromkeys(part.reason for part in parts if part.verdict == "agrees")
    told = ["What agrees:"] if against and agreeing else []
    reason = " ".join([*against, *told, *agreeing])
    severity = "conclusion" if best.verdict in _PARTS[:4] else best.severity
    return replace(best, reason=reason, severity=severity)


def _responses(book: Book, system: str, name: str) -> Finding:
    answer = response_verdict(book, system, name)
    cases = f"it can hold in {len(answer.where())} of {len(answer.cases)} cases"
    settled = "" if answer.settled else "; within rounding some cases stay open"
    least = min((case.least for case in answer.where()), default=0.0)
    needs = f", with a same-period move of at least {least:.3g}" if least else ""
    reason = (
        f"{answer.status.capitalize()} true of the equations of {system} over {HORIZON} periods: over "
        f"orderings, readings, conventions and correlations of the errors {cases}{needs}{settled}."
    )
    verdict = {"always": "agrees", "sometimes": "true sometimes", "never": "never"}[answer.status]
    severity = "" if verdict == "agrees" else "conclusion"
    return Finding((), verdict, reason, severity=severity, code="netpoverty.models.var.assess")


@functools.lru_cache(maxsize=256)
def response_verdict(book: Book, system: str, name: str) -> var.Verdict:
    """Return the verdict of `models.var.assess` on one claim about a printed system."""
    claim = response_claims(book.paper, system)[name]
    return var.assess(claim, var_readings(book.paper.system(system)), horizon=HORIZON)


@rule("a claim that another place of the same paper contradicts")
def contradictions(book: Book) -> Iterator[Finding]:
    """Mark claims that stand against one another, unless printed numbers decide between them."""
    papers_claims = book.paper.claims
    pairs = {frozenset((n, o)) for n, claim in papers_claims.items() for o in claim.contradicts}
    parts = {name: _claim(_parts(book, papers_claims[name])) for pair in pairs for name in pair}
    for pair in sorted(map(sorted, pairs)):
        for name, other in (pair, pair[::-1]):
            if parts[name].verdict not in _DECIDED:
                against = papers_claims[other]
                place = ", ".join(filter(None, (against.place.section, against.place.sentence)))
                reason = f"Another place of the paper says otherwise ({place}): {against.says}"
                cell = (papers_claims[name].cell.id,)
                yield Finding(cell, "disagrees", reason, severity="conclusion")
