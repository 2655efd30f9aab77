"""Single natural slips under which a claim on a printed VAR would hold."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from netpoverty.errors import InputError, choose
from netpoverty.models.var.formulas import Formula
from netpoverty.models.var.printed import PrintedVar
from netpoverty.models.var.responses import (
    FIRST_PERIOD,
    ResponseFamily,
    orderings_of,
    response_family,
)
from netpoverty.models.var.settling import Answer, settle, status_of
from netpoverty.models.var.verdicts import Case, Claim, lambda_bounds
from netpoverty.results import Result

KINDS = ("sign", "lags", "accumulated", "period", "exchanged")
"""The slips searched: one sign turned, two lags of one variable exchanged in one equation,
accumulated responses read for plain ones, a period off by one, shock read for response."""


@dataclass(frozen=True)
class Slip:
    """One slip and one case in which the claim holds after it; fields as in `Case`."""

    kind: str
    words: str
    case: Case


@dataclass(frozen=True)
class SlipSearch(Result):
    """Every single slip tried, with those under which the claim can hold.

    Parameters
    ----------
    claim : what was asked. tried : number of slips × cases solved. found : the slips that work,
        those that need no λ first, then by the smallest λ they need.
    """

    claim: Claim
    tried: int
    found: tuple[Slip, ...]

    title = "Single slips that would make the claim true"
    convention = (
        "A slip is shown because it would reconcile sentence and equations, not because it is "
        "known to have happened; printed values, rounding not varied."
    )

    def notes(self) -> list[str]:
        """Return claim, count and what a slip does not prove."""
        head = f"Claim: {self.claim.words}. {self.tried} slip–case pairs tried"
        return [f"{head}, {len(self.found)} work.", self.convention]

    def to_frame(self) -> pd.DataFrame:
        """Return one row a slip and case in which the claim holds."""
        columns = [
            "kind",
            "slip",
            "reading",
            "ordering",
            "convention",
            "status",
            "holds for",
            "least λ",
        ]
        rows = [
            (slip.kind, slip.words, slip.case.reading, " → ".join(slip.case.ordering),
             slip.case.convention, slip.case.status, slip.case.region(), slip.case.least)
            for slip in self.found
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=columns)


Change = Callable[[PrintedVar, Claim, dict], tuple[ResponseFamily, Formula]]


def search_slips(
    claim: Claim,
    readings: PrintedVar | Mapping[str, PrintedVar],
    horizon: int = 10,
    orderings: str | Sequence[Sequence[str]] = "all",
    conventions: Sequence[str] = tuple(FIRST_PERIOD),
    kinds: Sequence[str] = KINDS,
    scale_bounds: Mapping[str, float] | None = None,
) -> SlipSearch:
    """Return the single slips that would make a claim true, and where.

    Parameters
    ----------
    claim, readings, horizon, orderings, conventions, scale_bounds : as for `assess`.
    kinds : which slips to try, some of `KINDS`.

    >>> from netpoverty.models.var.predicates import negative
    >>> system = PrintedVar.from_equations({"x": {"x": ["0.5"]}})
    >>> claim = Claim("x falls below zero after a year", "x", negative("x", 2, 2))
    >>> search_slips(claim, system, 4, conventions=["eviews"]).to_frame()["slip"].tolist()
    ['sign of x(−1) in the equation of x']
    """
    systems = {"as printed": readings} if isinstance(readings, PrintedVar) else dict(readings)
    kinds = [choose("kind of slip", kind, KINDS) for kind in kinds]
    names = next(iter(systems.values())).names
    grid = itertools.product(orderings_of(names, orderings), conventions)
    grid, found, tried = list(grid), [], 0
    for reading, system in systems.items():
        solved: dict = {}
        for (kind, words, change), (ordering, convention) in itertools.product(
            _slips(system, claim, kinds), grid
        ):
            where = {"ordering": ordering, "convention": convention, "horizon": horizon}
            try:
                family, formula = change(system, claim, where)
            except InputError:  # the shifted period falls outside the horizon
                continue
            tried += 1
            key = (words, convention, family.shock, family.followers)
            if key not in solved:
                solved[key] = _settled(formula, family, scale_bounds or {})
            if solved[key].status != "never":
                case = Case(
                    reading, ordering, convention, family.followers, rounding="not varied",
                    settled=False, **vars(solved[key]),
                )  # fmt: skip
                found.append(Slip(kind, words, case))
    found.sort(key=lambda slip: (slip.case.status != "always", slip.case.least))
    return SlipSearch(claim, tried, tuple(found))


def _settled(formula: Formula, family: ResponseFamily, scale_bounds: Mapping[str, float]) -> Answer:
    """Solve fully only where the claim can hold: most slips do not help."""
    bounds = lambda_bounds(family.followers, family.names, scale_bounds)
    if status_of(formula, bounds) == "never":
        return Answer("never", None, None, None, np.nan, np.inf)
    return settle(formula, bounds)


def _slips(system: PrintedVar, claim: Claim, kinds) -> Iterator[tuple[str, str, Change]]:
    pairs = list(itertools.product(system.names, repeat=2))
    lags = range(1, system.order + 1)
    for (left, right), lag in itertools.product(pairs, lags if "sign" in kinds else ()):
        words = f"sign of {right}(−{lag}) in the equation of {left}"
        yield "sign", words, _plain(system.flip_sign(left, right, lag))
    two = itertools.combinations(lags if "lags" in kinds else (), 2)
    for (a, b), (left, right) in itertools.product(two, pairs):
        words = f"{right}(−{a}) exchanged with {right}(−{b}) in the equation of {left}"
        yield "lags", words, _plain(system.swap_lags(left, right, a, b))
    if "accumulated" in kinds:
        yield "accumulated", "accumulated response read as the response", _accumulated
    for shift in (-1, 1) if "period" in kinds else ():
        yield (
            "period",
            f"periods counted {'one later' if shift > 0 else 'one earlier'}",
            _shifted(shift),
        )
    if "exchanged" in kinds and len(claim.predicate.variables) == 1:
        yield "exchanged", "response of the shock variable read instead", _exchanged


def _plain(changed: PrintedVar) -> Change:
    def change(system: PrintedVar, claim: Claim, where: dict):
        family = response_family(changed, claim.shock, rounding=False, **where)
        return family, claim.predicate.formula(family)

    return change


def _accumulated(system: PrintedVar, claim: Claim, where: dict):
    family = response_family(system, claim.shock, accumulated=True, rounding=False, **where)
    return family, claim.predicate.formula(family)


def _shifted(shift: int) -> Change:
    def change(system: PrintedVar, claim: Claim, where: dict):
        family = response_family(system, claim.shock, rounding=False, **where)
        return family, claim.predicate.formula(family, shift)

    return change


def _exchanged(system: PrintedVar, claim: Claim, where: dict):
    """Trace the response of the shock variable to a shock in the variable the claim names."""
    (variable,) = claim.predicate.variables
    family = response_family(system, variable, rounding=False, **where)
    other = {variable: claim.shock, claim.shock: variable}
    relabelled = replace(family, names=tuple(other.get(name, name) for name in family.names))
    return family, claim.predicate.formula(relabelled)
