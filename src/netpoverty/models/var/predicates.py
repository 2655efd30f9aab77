"""A closed language of statements on one whole response curve."""

from __future__ import annotations

import itertools

import numpy as np

from netpoverty.errors import choose, refuse
from netpoverty.models.var.envelope import could_be_largest
from netpoverty.models.var.formulas import Affine, AllOf, AnyOf, Formula, Inequality, negate
from netpoverty.models.var.predicate import Predicate, all_rows, over_words, span_of, value_at
from netpoverty.models.var.responses import ResponseFamily


def peak(variable: str, period: int, of: str = "response") -> Predicate:
    """The response is strictly largest in one period of all shown; a tie is no peak.

    Parameters
    ----------
    of : "response" (its value), "trough" (its negative) or "size" (its absolute value).
    """
    choose("of", of, ("response", "trough", "size"))

    def build(family: ResponseFamily, shift: int) -> Formula:
        top = value_at(family, variable, period + shift)
        rest = [value_at(family, variable, t) for t in family.periods if t != period + shift]
        if of == "response":
            return all_rows(*(top - y for y in rest))
        if of == "trough":
            return all_rows(*(y - top for y in rest))
        up = all_rows(top, *(top - y for y in rest), *(top + y for y in rest))
        down = all_rows(-top, *(y - top for y in rest), *(-y - top for y in rest))
        return AnyOf((up, down))

    name = {"response": "peaks", "trough": "has its trough", "size": "is largest in size"}[of]
    return Predicate(f"{variable} {name} in period {period}", build, period, (variable,))


def local_peak(variable: str, period: int) -> Predicate:
    """The response is strictly larger than in the periods next to it (those that are shown)."""

    def build(family: ResponseFamily, shift: int) -> Formula:
        top = value_at(family, variable, period + shift)
        beside = [t for t in (period + shift - 1, period + shift + 1) if t in family.periods]
        return all_rows(*(top - value_at(family, variable, t) for t in beside))

    return Predicate(f"{variable} has a local peak in period {period}", build, period, (variable,))


def same_peak(first: str, second: str) -> Predicate:
    """Two responses peak in the same period, whichever it is."""

    def build(family: ResponseFamily, shift: int) -> Formula:
        curves = [
            [value_at(family, variable, t) for t in family.periods] for variable in (first, second)
        ]

        def both(at: int) -> AllOf:
            return all_rows(
                *(curve[at] - y for curve in curves for t, y in enumerate(curve) if t != at)
            )

        return AnyOf(tuple(both(at) for at in range(len(family.periods))))

    return Predicate(f"{first} and {second} peak together", build, 0, (first, second))


def positive(variable: str, start: int | None = None, stop: int | None = None) -> Predicate:
    """The response is above zero in every period from `start` to `stop` (None: to the edge)."""
    return _signed(variable, start, stop, 1.0, "positive")


def negative(variable: str, start: int | None = None, stop: int | None = None) -> Predicate:
    """The response is below zero in every period from `start` to `stop` (None: to the edge)."""
    return _signed(variable, start, stop, -1.0, "negative")


def _signed(variable, start, stop, sign, word) -> Predicate:
    def build(family: ResponseFamily, shift: int) -> Formula:
        span = span_of(family, start, stop, shift)
        return all_rows(*(sign * value_at(family, variable, t) for t in span))

    words = f"{variable} is {word} {over_words(start, stop)}"
    return Predicate(words, build, stop or start or 0, (variable,))


def increases(variable: str, start: int | None = None, stop: int | None = None) -> Predicate:
    """The response rises strictly from each period to the next, from `start` to `stop`."""
    return _monotone(variable, start, stop, 1.0, "rises")


def decreases(variable: str, start: int | None = None, stop: int | None = None) -> Predicate:
    """The response falls strictly from each period to the next, from `start` to `stop`."""
    return _monotone(variable, start, stop, -1.0, "falls")


def _monotone(variable, start, stop, sign, word) -> Predicate:
    def build(family: ResponseFamily, shift: int) -> Formula:
        span = span_of(family, start, stop, shift)
        values = [value_at(family, variable, t) for t in span]
        return all_rows(*(sign * (b - a) for a, b in itertools.pairwise(values)))

    words = f"{variable} {word} {over_words(start, stop)}"
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
        few = [value_at(family, variable, t) for t in span_of(family, start, stop, shift)]
        return _within_share(few, [value_at(family, variable, t) for t in family.periods], share)

    words = f"{variable} is within {share:.0%} of its largest size {over_words(start, stop)}"
    return Predicate(words, build, stop or start or 0, (variable,))


def _within_share(few: list[Affine], tops: list[Affine], share: float) -> AnyOf:
    """max |few| ≤ share · max |tops|, with its exact negation (some |few| beats every top)."""
    lower = could_be_largest([sign * y for y in few for sign in (1.0, -1.0)])
    upper = could_be_largest([sign * y for y in tops for sign in (1.0, -1.0)])

    shares = [share * top for top in upper]

    def below(part: Affine) -> AllOf:
        return all_rows(*(part - y for y in lower), strict=False)

    def above(y: Affine) -> AllOf:
        return all_rows(*(y - part for part in shares))

    return AnyOf(tuple(map(below, shares)), AnyOf(tuple(map(above, lower))))


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
        first = value_at(family, variable, int(family.periods[0]))
        return AnyOf((Inequality(first), Inequality(-first)))

    return Predicate(f"{variable} responds at the impact", build, 0, (variable,))


def steepest_rise(variable: str, period: int) -> Predicate:
    """The rise into one period is positive, and larger than the rise into any other."""

    def build(family: ResponseFamily, shift: int) -> Formula:
        steps = {
            int(t): value_at(family, variable, int(t)) - value_at(family, variable, int(t) - 1)
            for t in family.periods[1:]
        }
        if period + shift not in steps:
            raise refuse("period", period + shift, f"{min(steps)} to {max(steps)}")
        own = steps.pop(period + shift)
        return all_rows(own, *(own - other for other in steps.values()))

    return Predicate(f"{variable} rises fastest into period {period}", build, period, (variable,))


def larger(first: str, second: str, start: int | None = None, stop: int | None = None) -> Predicate:
    """One response is above another in every period from `start` to `stop`, at a common λ."""

    def build(family: ResponseFamily, shift: int) -> Formula:
        span = span_of(family, start, stop, shift)
        return all_rows(*(value_at(family, first, t) - value_at(family, second, t) for t in span))

    words = f"{first} is above {second} {over_words(start, stop)}"
    return Predicate(words, build, stop or start or 0, (first, second))


def converges() -> Predicate:
    """Every response dies out: all companion roots lie inside the unit circle, whatever λ is."""

    def build(family: ResponseFamily, shift: int) -> Formula:
        none = np.zeros(len(family.followers))
        return Inequality(Affine(1.0 - family.spectral_radius, none, family.root_radius, none))

    return Predicate("responses die out", build)
