"""What every result object shares: a frame, a summary that states its convention, a repr."""

from __future__ import annotations

import html
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    import pandas as pd


def format_number(value: object, digits: int = 4) -> str:
    """Return a number with `digits` significant digits, stable across processors.

    Integers are printed whole, missing values as an empty string, anything else as text.

    >>> format_number(0.123456), format_number(12345.678), format_number(3), format_number(None)
    ('0.1235', '12350', '3', '')
    >>> format_number(2 + 1e-12), format_number(1e-10), format_number(1e-17)
    ('2', '1.000e-10', '0')
    """
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool) or not hasattr(value, "__float__"):
        return str(value)
    number = float(value)
    if math.isinf(number):
        return "∞" if number > 0 else "−∞"
    # Whole up to noise: an exact test would print 2 on one processor and 2.000 on another.
    noise = 1e-9 * abs(number) if abs(number) > 0.5 else 1e-12
    if isinstance(value, int) or (abs(number - round(number)) <= noise and abs(number) < 1e15):
        return str(round(number))
    rounded = float(f"{number:.{digits - 1}e}")
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(rounded)))) if rounded else 0
    if abs(rounded) < 1e-5 or abs(rounded) >= 1e9:
        return f"{number:.{digits - 1}e}"
    return f"{rounded:.{decimals}f}"


# A smaller p-value is told as below this: no p is zero, and its digits mean nothing.
SMALLEST_P = 0.0001
# The order p of an autoregression is none: "lags p".
P_HEADING = re.compile(
    r"""
    (?:^|(?<=[\s·_])) (?<!\blags[\s_]) (?<!\blag[\s_]) (?<!\border[\s_])
    (?<!\borders[\s_]) (?<!\blags,\s) (?<!\blag,\s)
    p (?: $ | , | \s\( | [-_.\s]?values?\b | [_\s](?:low|high|adjusted)\b )
    | \bpr?\s?\(?>\s?\|[tz]\|
    | \bHolm\b
    """,
    re.IGNORECASE | re.VERBOSE,
)


def format_p(value: object, digits: int = 4) -> str:
    """Return a p-value; one below 0.0001, or printed as zero by software, as "< 0.0001".

    >>> format_p(0.0), format_p(3e-12), format_p(0.01234, 2), format_p(float("nan"))
    ('< 0.0001', '< 0.0001', '0.012', '')
    """
    known = hasattr(value, "__float__") and not isinstance(value, bool)
    if known and 0 <= float(value) < SMALLEST_P:
        return f"< {SMALLEST_P}"
    return format_number(value, digits)


def equals_p(value: object, digits: int = 2) -> str:
    """Return a p-value with its relation, for use in a sentence.

    >>> f"(p {equals_p(0.751)})", f"(p {equals_p(0.0)})"
    ('(p = 0.75)', '(p < 0.0001)')
    >>> f"(p {equals_p(float('nan'))})"
    '(p not computed)'
    """
    told = format_p(value, digits)
    if not told:
        return "not computed"
    return told if told.startswith("<") else f"= {told}"


def format_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame as text: numbers with four digits, columns of p-values by `format_p`.

    A column holds p-values if some level of its heading says so: "p", "p_value", "p, panel",
    "smallest p", "Holm p", "p (simulated)", "pvalue", "P>|t|", "f_p".

    >>> import pandas as pd
    >>> format_frame(pd.DataFrame({"p": [0.0], "smallest p": [0.25], "poor": [0.0]})).iloc[0].tolist()
    ['< 0.0001', '0.2500', '0']
    """
    shown = frame.astype(object)
    for place, heading in enumerate(frame.columns):
        levels = heading if isinstance(heading, tuple) else (heading,)
        is_p = any(P_HEADING.search(str(level)) for level in levels)
        told = [(format_p if is_p else format_number)(value) for value in frame.iloc[:, place]]
        shown.isetitem(place, told)
    return shown


class Result:
    """Base of the result objects: subclasses give `to_frame` and name their conventions.

    `title` heads the summary; `convention` says in words how errors were computed.
    """

    title: ClassVar[str] = ""
    convention: str = ""

    def to_frame(self) -> pd.DataFrame:
        """Return the estimates as a tidy frame, one row an estimate."""
        raise NotImplementedError

    def notes(self) -> list[str]:
        """Return the sentences that belong under the table (n, dropped cases, convention)."""
        return [self.convention] if self.convention else []

    def _formatted(self) -> pd.DataFrame:
        return format_frame(self.to_frame())

    def summary(self) -> str:
        """Return title, table (four significant digits) and notes as text."""
        return "\n".join([self.title, self._formatted().to_string(), *self.notes()]).strip()

    def _repr_html_(self) -> str:
        notes = "".join(f"<p class='np-note'>{html.escape(note)}</p>" for note in self.notes())
        caption = f"<p class='np-title'>{html.escape(self.title)}</p>" if self.title else ""
        return f"<div class='np-result'>{caption}{self._formatted().to_html(border=0)}{notes}</div>"


@dataclass(frozen=True)
class NotComputable(Result):
    """A result that could not be computed, with the reason in words; false when tested."""

    what: str
    reason: str
    title: ClassVar[str] = "Not computable"

    def __bool__(self) -> bool:
        return False

    def to_frame(self) -> pd.DataFrame:
        """Return one row: what was asked and why there is no answer."""
        import pandas as pd  # here, so that the command line does not wait for it

        return pd.DataFrame({"what": [self.what], "reason": [self.reason]})
