"""A sentence about an impulse response, held against every response the page allows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from netpoverty.errors import choose, refuse
from netpoverty.models.var.box_check import check_box
from netpoverty.models.var.formulas import Formula
from netpoverty.models.var.lambda_sets import LambdaSet
from netpoverty.models.var.predicate import Predicate
from netpoverty.models.var.printed import PrintedVar
from netpoverty.models.var.responses import (
    FIRST_PERIOD,
    followers_of,
    orderings_of,
    response_family,
)
from netpoverty.models.var.settling import settle
from netpoverty.models.var.stacked import families_of, family_at
from netpoverty.results import Result, format_number


@dataclass(frozen=True)
class Claim:
    """A sentence on the responses to one shock, in its own words and as a predicate.

    Parameters
    ----------
    words : the sentence in our words.
    shock : the variable whose shock is traced.
    predicate : what must be true of the curves, at one common λ.
    """

    words: str
    shock: str
    predicate: Predicate


@dataclass(frozen=True)
class Case:
    """The verdict on a claim under one reading, ordering and convention.

    Parameters
    ----------
    status : "always" (every λ), "sometimes" (some λ), "never" (no λ).
    where : the exact set of λ when there is at most one; None with two or more.
    witness, counterexample : λ at which the claim holds, and fails; None where there is none.
    margin : for "never", the least amount by which some inequality fails whatever λ is, in units
        of the response to a unit shock; else the slack at the witness.
    least : smallest max |λ| at which the claim holds; infinite for "never".
    rounding : how far the status was checked over the rounding box, in words.
    settled : whether the status is the same wherever the box was checked.
    """

    reading: str
    ordering: tuple[str, ...]
    convention: str
    followers: tuple[str, ...]
    status: str
    where: LambdaSet | None
    witness: tuple[float, ...] | None
    counterexample: tuple[float, ...] | None
    margin: float
    least: float
    rounding: str
    settled: bool

    def region(self) -> str:
        """Return in words for which λ the claim holds."""
        if self.status != "sometimes":
            return {"always": "any λ", "never": "no λ"}[self.status]
        if self.where is not None:
            return f"λ({self.followers[0]}) in {self.where}"
        at = ", ".join(
            f"λ({name}) = {format_number(value, 3)}"
            for name, value in zip(self.followers, self.witness, strict=True)
        )
        return f"for example {at}"


@dataclass(frozen=True)
class Verdict(Result):
    """Whether a claim is always, sometimes or never true of what the page prints.

    Parameters
    ----------
    claim, horizon : what was asked, over how many periods.
    cases : one `Case` a reading, ordering and convention.
    """

    claim: Claim
    horizon: int
    cases: tuple[Case, ...]

    title = "A claim held against the printed equations"
    convention = (
        "λ(k) = Cov(u_k, u_shock | earlier) / Var(u_shock | earlier): the follower's move at the "
        "impact, per unit of the shock variable. Margin: response to a unit shock."
    )

    @property
    def status(self) -> str:
        """Return "always" or "never" if every case says so, else "sometimes"."""
        found = {case.status for case in self.cases}
        return found.pop() if len(found) == 1 else "sometimes"

    @property
    def margin(self) -> float:
        """Return the smallest margin over the cases that share the overall status."""
        same = [case.margin for case in self.cases if case.status == self.status]
        return min(same, default=float("nan"))

    @property
    def settled(self) -> bool:
        """Whether no rounding that was checked changes the status of any case."""
        return all(case.settled for case in self.cases)

    def where(self) -> list[Case]:
        """Return the cases in which the claim can hold."""
        return [case for case in self.cases if case.status != "never"]

    def to_frame(self) -> pd.DataFrame:
        """Return one row a case: reading, ordering, convention, status, for which λ, margin."""
        rows = [
            {
                "reading": case.reading,
                "ordering": " → ".join(case.ordering),
                "convention": case.convention,
                "status": case.status,
                "holds for": case.region(),
                "least λ": case.least,
                "margin": case.margin,
                "rounding": case.rounding,
            }
            for case in self.cases
        ]
        return pd.DataFrame(rows)

    def notes(self) -> list[str]:
        """Return the claim, the overall verdict and the conventions."""
        head = f"Claim: {self.claim.words}. Read as: {self.claim.predicate}."
        holds = f"Verdict: {self.status}; it can hold in {len(self.where())} of {len(self.cases)}"
        return [head, f"{holds} cases, periods up to {self.horizon}.", self.convention]

    def plot(self, ax=None):
        """Draw the table of verdicts, one mark a case; returns the axes."""
        from netpoverty.models.var.drawing import draw_verdicts

        return draw_verdicts({self.claim.words: self}, ax)


def assess(
    claim: Claim,
    readings: PrintedVar | Mapping[str, PrintedVar],
    horizon: int = 10,
    orderings: str | Sequence[Sequence[str]] = "all",
    conventions: Sequence[str] = tuple(FIRST_PERIOD),
    scale_bounds: Mapping[str, float] | None = None,
    accumulated: bool = False,
    draws: int = 0,
    rng: np.random.Generator | None = None,
) -> Verdict:
    """Return whether a claim is always, sometimes or never true of printed VAR equations.

    Parameters
    ----------
    claim : sentence, shock and predicate.
    readings : one system, or several by name where printed signs are in doubt.
    horizon : last period shown.
    orderings : "all", or a list of orderings.
    conventions : any of "eviews", "zero-based".
    scale_bounds : {variable: largest |λ|} where a relative scale is known; none by default.
    accumulated : read the claim on accumulated responses.
    draws : random points of the rounding box, tried where its bounds leave the status open.
    rng : random generator for the draws.

    Returns a `Verdict`. The status is computed at the printed values, exactly for up to one λ and
    by linear programming (resolution 1e-8) for more; interval bounds then try to prove it for
    every value in the rounding box, and where they cannot, corners and draws are checked.

    Raises
    ------
    InputError : unknown variable, ordering or convention; a horizon shorter than the claim.

    >>> system = PrintedVar.from_equations({
    ...     "x": {"x": ["0.5"], "y": ["0.0"]}, "y": {"x": ["0.3"], "y": ["0.2"]}})
    >>> from netpoverty.models.var.predicates import peak
    >>> late = Claim("y peaks one year after the impact", "x", peak("y", 2))
    >>> verdict = assess(late, system, horizon=5, conventions=["eviews"])
    >>> print(verdict.to_frame()[["ordering", "status", "holds for"]].to_string(index=False))
    ordering    status                 holds for
       x → y sometimes λ(y) in (-0.5625, 0.3750)
       y → x    always                     any λ
    """
    systems = {"as printed": readings} if isinstance(readings, PrintedVar) else dict(readings)
    for system in systems.values():
        choose("shock", claim.shock, system.names)
    conventions = [choose("convention", name, FIRST_PERIOD) for name in conventions]
    options = (horizon, scale_bounds or {}, accumulated, draws, rng)
    cases = [
        case
        for reading, system in systems.items()
        for case in _cases(claim, reading, system, orderings, conventions, options)
    ]
    return Verdict(claim, horizon, tuple(cases))


def summarise(verdicts: Mapping[str, Verdict]) -> pd.DataFrame:
    """Return one row a claim: its words, the verdict, where it can hold, what that needs.

    "smallest λ needed" is the smallest same-year move (in size) under which the claim holds anywhere;
    0 means that it holds without one. "whatever the rounding" says whether the verdict of every
    case is the same over the rounding box.
    """
    rows = {
        label: {
            "claim": verdict.claim.words,
            "verdict": verdict.status,
            "can hold in": f"{len(verdict.where())} of {len(verdict.cases)} cases",
            "smallest λ needed": min((c.least for c in verdict.where()), default=np.nan),
            "whatever the rounding": "yes" if verdict.settled else "no",
        }
        for label, verdict in verdicts.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("name")


def _cases(claim, reading, system, orderings, conventions, options) -> list[Case]:
    """Solve once for each set of variables after the shock: orderings that share it agree."""
    solved, cases = {}, []
    for convention in conventions:
        for ordering in orderings_of(system.names, orderings):
            key = (convention, frozenset(ordering[ordering.index(claim.shock) :]))
            if key not in solved:
                solved[key] = _solve_case(claim, system, ordering, convention, options)
            cases.append(Case(reading, ordering, convention, **solved[key]))
    return cases


def _solve_case(claim: Claim, system: PrintedVar, ordering, convention, options) -> dict:
    horizon, scale_bounds, accumulated, draws, rng = options

    family = response_family(system, claim.shock, ordering, horizon, convention, accumulated)
    formula = claim.predicate.formula(family)
    places = (system.names, claim.shock, ordering)

    def each(lags: np.ndarray) -> Iterator[Formula]:
        families = families_of(lags, *places, horizon, convention, accumulated)
        return map(claim.predicate.formula, families)

    def stack(lags: np.ndarray, lam: Sequence[float]) -> Formula:
        stacked = family_at(lags, *places, lam, horizon, convention, accumulated)
        return claim.predicate.formula(stacked)

    followers = followers_of(system.names, claim.shock, ordering)
    bounds = lambda_bounds(followers, system.names, scale_bounds)
    answer = settle(formula, bounds)
    settled, words = check_box(system, formula, (each, stack), bounds, answer, draws, rng)
    return {**vars(answer), "followers": followers, "rounding": words, "settled": settled}


def lambda_bounds(
    followers: Sequence[str], names: Sequence[str], scale_bounds: Mapping[str, float]
) -> np.ndarray:
    """Return the admissible λ of each follower, array (m, 2): the whole line unless bounded."""
    for name, bound in scale_bounds.items():
        choose("variable in scale_bounds", name, names)
        if not bound >= 0:
            raise refuse(f"scale bound of {name}", bound, "a number of at least 0")
    ends = [scale_bounds.get(name, np.inf) for name in followers]
    return np.array([(-end, end) for end in ends]).reshape(-1, 2)
