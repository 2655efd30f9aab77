"""What a statement on whole response curves is, with the pieces that statements are made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from netpoverty.errors import choose, refuse
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


def value_at(family: ResponseFamily, variable: str, period: int) -> Affine:
    """Return the response of a variable in one period, as a function of λ."""
    if not family.periods[0] <= period <= family.periods[-1]:
        allowed = f"{family.periods[0]} to {family.periods[-1]} ({family.counting})"
        raise refuse("period", int(period), allowed)
    row, i = int(period - family.periods[0]), family.names.index(variable)
    return Affine(
        family.fixed[row, i],
        family.slope[row, i],
        family.fixed_radius[row, i],
        family.slope_radius[row, i],
    )


def span_of(family: ResponseFamily, start: int | None, stop: int | None, shift: int) -> range:
    """Return the periods from `start` to `stop`, None standing for the impact and the horizon."""
    first = family.periods[0] if start is None else max(start + shift, family.periods[0])
    last = family.periods[-1] if stop is None else stop + shift
    if last < first:
        raise refuse("periods", f"{first} to {last}", "a first period no later than the last")
    return range(int(first), int(last) + 1)


def over_words(start: int | None, stop: int | None) -> str:
    """Return a span of periods in words."""
    if start is None and stop is None:
        return "in every period"
    return f"from {'the impact' if start is None else start} to {stop or 'the horizon'}"


def all_rows(*rows: Affine, strict: bool = True) -> AllOf:
    """Return that every row is above zero (or not below it)."""
    return AllOf(tuple(Inequality(row, strict) for row in rows))
