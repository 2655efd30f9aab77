"""The choices that the papers left open: the likely one as default, the others by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from netpoverty.errors import choose, refuse


@dataclass(frozen=True)
class Choice:
    """One open choice of a data set.

    `options` names the alternatives with their meaning (empty when any value of the default's
    type is allowed, from `low` to `high`). `needs_file` marks a choice that is taken while a
    survey file is read, which a generated world has already settled.
    """

    name: str
    default: object
    meaning: str
    options: Mapping[str, str] | None = None
    low: float | None = None
    high: float | None = None
    needs_file: bool = False

    def check(self, given: object) -> object:
        """Return the value in the default's type, or refuse it in one sentence."""
        if self.options is not None:
            return choose(self.name, str(given), self.options)
        if isinstance(self.default, tuple):
            return self._check_codes(given)
        if isinstance(self.default, str | dict):
            if not isinstance(given, type(self.default)):
                raise refuse(self.name, given, self.meaning)
            return given
        if isinstance(given, bool) or not isinstance(given, int | float):
            raise refuse(self.name, given, f"a number from {self.low} to {self.high}")
        if not self.low <= given <= self.high:
            raise refuse(self.name, given, f"a number from {self.low} to {self.high}")
        return given

    def _check_codes(self, given: object) -> tuple[int, ...]:
        codes = given if isinstance(given, list | tuple | set | frozenset) else (given,)
        allowed = range(int(self.low), int(self.high) + 1)
        wrong = [code for code in codes if code not in allowed]
        if wrong or not codes:
            raise refuse(self.name, given, f"codes from {self.low} to {self.high}, at least one")
        return tuple(sorted(int(code) for code in codes))


_ZERO_INCOMES = {"keep": "an income of zero is an income", "drop": "a zero is taken as no answer"}

CFPS = (
    Choice(
        "rural_by",
        "residence",
        "who counts as rural",
        {
            "residence": "the survey's own urban-rural code of the dwelling",
            "hukou": "agricultural registration of the respondent, wherever they live",
            "committee": "the community is run by a village committee",
        },
        needs_file=True,
    ),
    Choice(
        "respondent",
        "financial",
        "who stands for the household, since the survey has no head",
        {
            "financial": "the member who answered on the household's finances",
            "oldest": "the oldest member who answered for themselves",
            "top_earner": "the member with the highest wage income, else the financial respondent",
        },
        needs_file=True,
    ),
    Choice(
        "schooling",
        "imputed",
        "which years of schooling",
        {
            "imputed": "the survey's own imputed version, few missing",
            "reported": "the version without imputation",
        },
        needs_file=True,
    ),
    Choice("member_age_min", 16, "youngest member counted", low=9, high=60, needs_file=True),
    Choice("age_min", 16, "youngest respondent", low=9, high=60),
    Choice("age_max", 110, "oldest respondent", low=30, high=110),
    Choice("zero_incomes", "keep", "whether households with no income stay", _ZERO_INCOMES),
)

CGSS = (
    Choice(
        "hukou_codes",
        (1,),
        "registrations that count as rural; (1, 3) adds former farmers",
        low=1,
        high=7,
    ),
    Choice(
        "worked_codes", (4,), "answers that count as work; (2, 4) adds paid leave", low=1, high=4
    ),
    Choice(
        "worked_gate",
        "outcome",
        "whether work last week selects the sample",
        {
            "outcome": "no: not working means not working poor",
            "sample": "yes: only those at work are in the sample",
        },
    ),
    Choice("age_min", 18, "youngest in the sample", low=16, high=60),
    Choice("age_max", 65, "oldest in the sample", low=30, high=110),
    Choice("zero_incomes", "keep", "whether zero incomes enter median and sample", _ZERO_INCOMES),
    Choice(
        "weighted_median",
        "no",
        "weights of the median behind the line",
        {"no": "none", "design": "the design weight", "raking": "the census-raked weight"},
    ),
)

PANEL = (
    Choice(
        "suspect_cells",
        "flag",
        "what happens to a cell that the jump rule suspects",
        {"flag": "named in `suspect`, value kept", "drop": "named and set to missing"},
    ),
    Choice(
        "boundary",
        "none",
        "what happens to a unit whose borders moved",
        {
            "none": "nothing",
            "drop": "the unit leaves the panel",
            "split": "a new unit begins with the year of the change",
        },
    ),
    Choice(
        "boundary_units",
        "",
        "units with the year of the change, such as 'Ziyang 2016, Chengdu 2016'; empty: those "
        "that the jump rule finds",
    ),
    Choice(
        "declared",
        {},
        "columns that you declare: tidy name → (heading, unit), such as "
        "{'gdp_100m_cny': ('GDP', '10k yuan')}",
    ),
)

CHOICES: dict[str, tuple[Choice, ...]] = {"cfps": CFPS, "cgss": CGSS, "panel": PANEL}


def choices_of(name: str) -> dict[str, Choice]:
    """Return the open choices of a data set by name.

    >>> choices_of("cgss")["hukou_codes"].default
    (1,)
    """
    return {choice.name: choice for choice in CHOICES[choose("data set", name, CHOICES)]}


def settle(name: str, given: Mapping[str, object]) -> dict[str, object]:
    """Return every choice of a data set with the given ones checked and filled in.

    Raises
    ------
    InputError
        Naming the choice, what was given and what is allowed.

    >>> settle("cfps", {"respondent": "oldest"})["respondent"]
    'oldest'
    >>> settle("cgss", {"worked_codes": 9})
    Traceback (most recent call last):
    netpoverty.errors.InputError: worked_codes: got 9; allowed: codes from 1 to 4, at least one.
    """
    known = choices_of(name)
    for key in given:
        choose(f"choice of {name}", key, known)
    return {
        key: choice.check(given[key]) if key in given else choice.default
        for key, choice in known.items()
    }


def choices_markdown(name: str) -> str:
    """Return the open choices of a data set as a Markdown list for a page.

    >>> choices_markdown("cgss").splitlines()[0][:45]
    '- `hukou_codes` (default 1): registrations th'
    """
    return "\n".join(_told(choice) for choice in choices_of(name).values())


def _told(choice: Choice) -> str:
    default = choice.default
    if isinstance(default, tuple):
        default = ", ".join(map(str, default))
    head = f"- `{choice.name}` (default {default}): {choice.meaning}"
    head = head if default not in ("", {}) else head.replace(f" (default {default})", "")
    options = choice.options or {}
    return head + "".join(f"; *{option}*: {words}" for option, words in options.items()) + "."
