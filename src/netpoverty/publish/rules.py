"""Rules that a parameter's values must meet, in the words that stand behind its default."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import refuse

FORMS = (
    "`any`, `in [a, b]` (round brackets exclude an end), `at least a`, `above a`, "
    "`one of a, b`, `path or empty`, each also after `each `, or `increasing, each …`"
)
INTERVAL = re.compile(r"in ([\[(])\s*([-+.\deinf]+)\s*,\s*([-+.\deinf]+)\s*([\])])")


@dataclass(frozen=True)
class Rule:
    """A rule as written, with the test that follows from it."""

    text: str
    accepts: Callable[[Any], bool]

    @property
    def is_path(self) -> bool:
        """Whether values name a file or folder, whose contents then belong to the run's key."""
        return "path or empty" in self.text


def parse_rule(text: str, where: str) -> Rule:
    """Return the rule that `text` states; refuse a form that is not known.

    >>> rule = parse_rule("in (0, 1]", "example")
    >>> [rule.accepts(share) for share in (0, 0.5, 1, 1.1)]
    [False, True, True, False]
    """
    return Rule(text, _test(text, where))


def _test(text: str, where: str) -> Callable[[Any], bool]:
    if text.startswith("increasing, "):
        inner = _test(text.removeprefix("increasing, "), where)
        return lambda values: inner(values) and _increasing(values)
    if text.startswith("each "):
        inner = _test(text.removeprefix("each "), where)
        return lambda values: len(values) > 0 and all(inner(value) for value in values)
    if text == "any":
        return lambda value: True
    if text == "path or empty":
        return lambda value: value == "" or Path(value).expanduser().exists()
    if text.startswith("one of "):
        options = {option.strip() for option in text.removeprefix("one of ").split(",")}
        return lambda value: str(value) in options
    return _numeric(text, where)


def _numeric(text: str, where: str) -> Callable[[Any], bool]:
    if match := INTERVAL.fullmatch(text):
        opening, low, high, closing = match.groups()
        return lambda value: (
            _above(value, float(low), opening == "[")
            and _above(-value, -float(high), closing == "]")
        )
    if match := re.fullmatch(r"(at least|above) ([-+.\de]+)", text):
        return lambda value: _above(value, float(match[2]), match[1] == "at least")
    raise refuse(f"{where}: rule", text, FORMS)


def _above(value: float, bound: float, closed: bool) -> bool:
    return math.isfinite(value) and (value >= bound if closed else value > bound)


def _increasing(values: list) -> bool:
    return all(a < b for a, b in itertools.pairwise(values))
