"""A closed language of statements on one whole response curve."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from netpoverty.errors import choose, refuse
from netpoverty.models.var.envelope import could_be_largest
from netpoverty.models.var.formulas import Affine, AllOf, AnyOf, Formula, Inequality, negate
from netpoverty.models.var.responses import ResponseFamily


@dataclass(frozen=True)
class Predicate:
    """A statement on the responses to one shock, true or false of each whole set of curves.

    Join with `&`, `|` and `~`; joined parts are read at one common λ. `needs` is the last period
    the statement names; `variables` those whose response it reads.
    """

    words: str
    build: Callable[[ResponseFamily, int], Formula]
    needs: int = 0
    variables: tuple[str, ...] = ()

    def formula(self, family: ResponseFamily, shift: int = 0) -> Formula:
        """Return the statement as linear inequalities in λ, read on one family of curves.

        Parameters
        ----------
        shift : added to every period the statement names (a slip of one period: ±1).
        """
        for variable in self.variables:
            choose("variable in claim", variable, family.names)
        if self.needs + shift > family.periods[-1]:
            allowed = f"at least {self.needs + shift}, the last period the claim names"
            raise refuse("horizon", int(family.periods[-1]), allowed)
        return self.build(family, shift)

    def __and__(self, other: Predicate) -> Predicate:
        return _join(self, other, AllOf, "and")

    def __or__(self, other: Predicate) -> Predicate:
        return _join(self, other, AnyOf, "or")

    def __invert__(self) -> Predicate:
        build = self.build
        return Predicate(
            f"not ({self.words})",
            lambda family, shift: negate(build(family, shift)),
            self.needs,
            self.variables,
        )

    def __str__(self) -> str:
        return self.words


def _join(left: Predicate, right: Predicate, kind: type, word: str) -> Predicate:
    def build(family: ResponseFamily, shift: int) -> Formula:
        return kind((left.build(family, shift), right.build(family, shift)))

    variables = tuple(dict.fromkeys(left.variables + right.variables))
    words = f"{left.words} {word} {right.words}"
    return Predicate(words, build, max(left.needs, right.needs), variables)


def _value(family: ResponseFamily, variable: str, period: int) -> Affine:
    if not family.periods[0] <= period <= family.periods[-1]:
        allowed = f"{family.periods[0]} to {family.periods[-1]} ({family.counting})"
        raise refuse("period", int(period), allowed)
    row, i = int(period - family.periods[0]), family.names.index(variable)
    return Affine(
        float(family.fixed[row, i]),
        family.slope[row, i],
        float(family.fixed_radius[row, i]),
        family.slope_radius[row, i],
    )


def _span(family: ResponseFamily, start: int | None, stop: int | None, shift: int) -> range:
    first = family.periods[0] if start is None else max(start + shift, family.periods[0])
    last = family.periods[-1] if stop is None else stop + shift
    if last < first:
        raise refuse("periods", f"{first} to {last}", "a first period no later than the last")
    return range(int(first), int(last) + 1)


def _over(start: int | None, stop: int | None) -> str:
    if start is None and stop is None:
        return "in every period"
    return f"from {'the impact' if start is None else start} to {stop or 'the horizon'}"


def _all(*rows: Affine, strict: bool = True) -> AllOf:
    return AllOf(tuple(Inequality(row, strict) for row in rows))


def peak(variable: str, period: int, of: str = "response") -> Predicate:
    """The response is strictly largest in one period of all shown; a tie is no peak.

    Parameters
    ----------
    of : "response" (its value), "trough" (its negative) or "size" (its absolute value).
    """
    choose("of", of, ("response", "trough", "size"))

    def build(family: ResponseFamily, shift: int) -> Formula:
        top = _value(family, variable, period + shift)
        rest = [_value(family, variable, t) for t in family.periods if t != period + shift]
        up, down = _all(*(top - y for y in rest)), _all(*(y - top for y in rest))
        if of == "size":
            up = _all(top, *(top - y for y in rest), *(top + y for y in rest))
            down = _all(-top, *(y - top for y in rest), *(-y - top for y in rest))
        return {"response": up, "trough": down, "size": AnyOf((up, down))}[of]

    name = {"response": "peaks", "trough": "has its trough", "size": "is largest in size"}[of]
    return Predicate(f"{variable} {name} in period {period}", build, period, (variable,))


def local_peak(variable: str, period: int) -> Predicate:
    """The response is strictly larger than in the periods next to it (those that are shown)."""

    def build(family: ResponseFamily, shift: int) -> Formula:
        top = _value(family, variable, period + shift)
        beside = [t for t in (period + shift - 1, period + shift + 1) if t in family.periods]
        return _all(*(top - _value(family, variable, t) for t in beside))

    return Predicate(f"{variable} has a local peak in period {period}", build, period, (variable,))


def same_peak(first: str, second: str) -> Predicate:
    """Two responses peak in the same period, whichever it is."""

    def build(family: ResponseFamily, shift: int) -> Formula:
        return AnyOf(
            tuple(
                AllOf((peak(first, t).build(family, 0), peak(second, t).build(family, 0)))
                for t in family.periods
            )
        )

    return Predicate(f"{first} and {second} peak together", build, 0, (first, second))


def positive(variable: str, start: int | None = None, stop: int | None = None) -> Predicate:
    """The response is above zero in every period from `start` to `stop` (None: to the edge)."""
    return _signed(variable, start, stop, 1.0, "positive")


def negative(variable: str, start: int | None = None, stop: int | None = None) -> Predicate:
    """The response is below zero in every period from `start` to `stop` (None: to the edge)."""
    return _signed(variable, start, stop, -1.0, "negative")


def _signed(variable, start, stop, sign, word) -> Predicate:
    def build(family: ResponseFamily, shift: int) -> Formula:
        span = _span(family, start, stop, shift)
        return _all(*(sign * _value(family, variable, t) for t in span))

    words = f"{variable} is {word} {_over(start, stop)}"
    return Predicate(words, build, stop or start or 0, (variable,))


def increases(variable: str, start: int | None = None, stop: int | None = None) -> Predicate:
    """The response rises strictly from each period to the next, from `start` to `stop`."""
    return _monotone(variable, start, stop, 1.0, "rises")


def decreases(variable: str, start: int | None = None, stop: int | None = None) -> Predicate:
    """The response falls strictly from each period to the next, from `start` to `stop`."""
    return _monotone(variable, start, stop, -1.0, "falls")


def _monotone(variable, start, stop, sign, word) -> Predicate:
    def build(family: ResponseFamily, shift: int) -> Formula:
        span = _span(family, start, stop, shift)
        values = [_value(family, variable, t) for t in span]
        return _all(*(sign * (b - a) for a, b in itertools.pairwise(values)))

    words = f"{variable} {word} {_over(start, stop)}"
    return Predicate(words, build, stop or (start or 0) + 1, (variable,))


def small(
    variable: str, start: int | None = None, stop: int | None = None, share: float = 0.1
) -> Predicate:
    """The response stays within a share of its own largest size ("subtle", "almost zero").

    |y_t| ≤ share · max |y| over all periods shown, for each t from `start` to `stop`.

    Parameters
    ----------
    share : of the largest absolute response over the horizon; in (0, 1).
    """
    if not 0 < share < 1:
        raise refuse("share", share, "a share in (0, 1)")

    def build(family: ResponseFamily, shift: int) -> Formula:
        few = [_value(family, variable, t) for t in _span(family, start, stop, shift)]
        return _within_share(few, [_value(family, variable, t) for t in family.periods], share)

    words = f"{variable} is within {share:.0%} of its largest size {_over(start, stop)}"
    return Predicate(words, build, stop or start or 0, (variable,))


def _within_share(few: list[Affine], tops: list[Affine], share: float) -> AnyOf:
    """max |few| ≤ share · max |tops|, with its exact negation (some |few| beats every top)."""
    lower = could_be_largest([sign * y for y in few for sign in (1.0, -1.0)])
    upper = could_be_largest([sign * y for y in tops for sign in (1.0, -1.0)])

    def below(top: Affine) -> AllOf:
        return _all(*(share * top - y for y in lower), strict=False)

    def above(y: Affine) -> AllOf:
        return _all(*(y - share * top for top in upper))

    return AnyOf(tuple(map(below, upper)), AnyOf(tuple(map(above, lower))))


def near_zero(variable: str, after: int, share: float = 0.05) -> Predicate:
    """The response is small in every period later than `after`; see `small`."""
    later = small(variable, after + 1, None, share)
    words = f"{variable} is within {share:.0%} of its largest size after period {after}"
    return Predicate(words, later.build, after + 1, (variable,))


def immediate(variable: str, share: float = 0.1) -> Predicate:
    """The response at the impact is more than a share of its largest size."""
    if not 0 < share < 1:
        raise refuse("share", share, "a share in (0, 1)")

    def build(family: ResponseFamily, shift: int) -> Formula:
        at = int(family.periods[0])
        return negate(small(variable, at, at, share).build(family, 0))

    words = f"{variable} responds at the impact by more than {share:.0%} of its largest size"
    return Predicate(words, build, 0, (variable,))


def nonzero_at_impact(variable: str) -> Predicate:
    """The response at the impact is not exactly zero."""

    def build(family: ResponseFamily, shift: int) -> Formula:
        first = _value(family, variable, int(family.periods[0]))
        return AnyOf((Inequality(first), Inequality(-first)))

    return Predicate(f"{variable} responds at the impact", build, 0, (variable,))


def steepest_rise(variable: str, period: int) -> Predicate:
    """The rise into one period is positive, and larger than the rise into any other."""

    def build(family: ResponseFamily, shift: int) -> Formula:
        steps = {
            int(t): _value(family, variable, int(t)) - _value(family, variable, int(t) - 1)
            for t in family.periods[1:]
        }
        if period + shift not in steps:
            raise refuse("period", period + shift, f"{min(steps)} to {max(steps)}")
        own = steps.pop(period + shift)
        return _all(own, *(own - other for other in steps.values()))

    return Predicate(f"{variable} rises fastest into period {period}", build, period, (variable,))


def larger(first: str, second: str, start: int | None = None, stop: int | None = None) -> Predicate:
    """One response is above another in every period from `start` to `stop`, at a common λ."""

    def build(family: ResponseFamily, shift: int) -> Formula:
        span = _span(family, start, stop, shift)
        return _all(*(_value(family, first, t) - _value(family, second, t) for t in span))

    words = f"{first} is above {second} {_over(start, stop)}"
    return Predicate(words, build, stop or start or 0, (first, second))


def converges() -> Predicate:
    """Every response dies out: all companion roots lie inside the unit circle, whatever λ is."""

    def build(family: ResponseFamily, shift: int) -> Formula:
        none = np.zeros(len(family.followers))
        return Inequality(Affine(1.0 - family.spectral_radius, none, family.root_radius, none))

    return Predicate("responses die out", build)
