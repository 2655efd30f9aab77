"""The choices behind a headcount of the working poor, each with a name."""

from __future__ import annotations

from dataclasses import dataclass

from netpoverty.errors import choose, refuse

INCOME_UNITS = ("individual", "household")
SCALES = ("per_capita", "square_root", "none")
REFERENCES = ("last week", "last year", "usual")


@dataclass(frozen=True)
class WorkingPoorRules:
    """Who works, whose income counts, where the line lies.

    Parameters
    ----------
    line_share : float in (0, 2]
        Share of the median or mean.
    line_of : {"median", "mean"}
    weighted_line : bool
        Whether the line weighs rows by the design.
    convention : {"midpoint", "inverse", "interpolated"}
        Of the weighted median.
    zero_incomes_in_line : bool
        Whether incomes of zero take part in the line.
    absolute : float, optional
        A given line in its place.
    minimum_hours : float, optional
        Hours in the reference period from which somebody works; any work when omitted.
    reference : {"last week", "last year", "usual"}
        The period that the work question asks about; told in the result.
    income_unit : {"individual", "household"}
        The worker's own income, or the household's divided by `scale`.
    scale : {"per_capita", "square_root", "none"}

    >>> WorkingPoorRules(line_share=0.6).line_share
    0.6
    """

    line_share: float = 0.5
    line_of: str = "median"
    weighted_line: bool = True
    convention: str = "midpoint"
    zero_incomes_in_line: bool = True
    absolute: float | None = None
    minimum_hours: float | None = None
    reference: str = "last week"
    income_unit: str = "individual"
    scale: str = "per_capita"

    def __post_init__(self) -> None:
        choose("income_unit", self.income_unit, INCOME_UNITS)
        choose("scale", self.scale, SCALES)
        choose("reference", self.reference, REFERENCES)
        if self.minimum_hours is not None and not self.minimum_hours >= 0:
            raise refuse("minimum_hours", self.minimum_hours, "hours of at least 0, or None")
