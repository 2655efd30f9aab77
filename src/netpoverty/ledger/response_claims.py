"""The claims of a paper on impulse responses, as statements on whole curves."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import and_

from netpoverty.data.published import Paper
from netpoverty.data.published.checks import Check
from netpoverty.errors import choose
from netpoverty.models import var


def response_claims(paper: Paper, system: str) -> dict[str, var.Claim]:
    """Return the paper's claims on the responses of one printed system, by their id.

    The checks of a claim that speak of this system are joined: they must be true of one and
    the same curve. Checks of other kinds (a method, a missing equation) are left out.

    >>> from netpoverty.data import published
    >>> claims = response_claims(published.load().paper("sichuan"), "cii-gdp")
    >>> claims["gdp-peak-sixth"].predicate.words
    'GDP peaks in period 6'
    """
    choose("system", system, {eq.system for eq in paper.equations.values() if eq.system})
    found = {}
    for name, claim in paper.claims.items():
        checks = [c for c in claim.checks if c.kind in READERS and c.get("system") == system]
        if checks:
            shock = next(
                (str(c["shock"]) for c in checks if c.get("shock")), _any_of(paper, system)
            )
            found[name] = var.Claim(claim.says, shock, reduce(and_, map(read_check, checks)))
    return found


def read_check(check: Check) -> var.Predicate:
    """Return a check on responses as a predicate on one whole curve."""
    return READERS[choose("kind of response check", check.kind, READERS)](check)


def _any_of(paper: Paper, system: str) -> str:
    """Return some variable of the system, for claims that hold or fail whatever is shocked."""
    return paper.system(system).variables[0]


def _period(check: Check, field: str) -> int | None:
    given = check.get(field)
    return int(str(given)) if given else None


def _span(check: Check) -> tuple[int | None, int | None]:
    return _period(check, "from"), _period(check, "to")


def _response(check: Check) -> str:
    return str(check["response"])


def _sign(check: Check) -> var.Predicate:
    signed = {"positive": var.positive, "negative": var.negative}[str(check["sign"])]
    return signed(_response(check), *_span(check))


def _immediate(check: Check) -> var.Predicate:
    at_once = var.immediate(_response(check))
    return at_once if check["is"] == "yes" else ~at_once


READERS: dict[str, Callable[[Check], var.Predicate]] = {
    "response-peak": lambda c: var.peak(_response(c), _period(c, "period")),
    "response-sign": _sign,
    "response-rises": lambda c: var.increases(_response(c), *_span(c)),
    "response-falls": lambda c: var.decreases(_response(c), *_span(c)),
    "response-steepest": lambda c: var.steepest_rise(_response(c), _period(c, "period")),
    "response-small": lambda c: var.small(_response(c), *_span(c), float(str(c["share"]))),
    "response-near-zero": lambda c: var.near_zero(
        _response(c), _period(c, "after"), float(str(c["share"]))
    ),
    "response-immediate": _immediate,
    "response-same-peak": lambda c: var.same_peak(*c["responses"]),
    "response-larger": lambda c: var.larger(*c["responses"], *_span(c)),
    "responses-converge": lambda c: var.converges(),
}
