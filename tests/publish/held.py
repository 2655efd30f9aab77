"""Sentences held by what they must say, and the proof that no false version of one would pass.

A check takes the value of a record, or the text of a reason or a drawing, and raises
AssertionError where it is not what it must be. Checks are built from `says`, which holds the
numbers of a sentence in order, or from `Says`, which holds its words.
"""

import re

import numpy as np

NUMBER = re.compile(r"(?<![\w.])(?P<sign>[−+-]?)(?P<size>\d+(?:,\d{3})*(?:\.\d+)?)")
FLIPS = [
    ("more", "fewer"),
    ("more often", "less often"),
    ("lower", "higher"),
    ("shrink", "grow"),
    ("holds", "misses"),
    ("below", "above"),
    ("leads", "closes"),
    ("smallest", "largest"),
    ("rises", "falls"),
    ("a fall", "no fall"),
    ("not rejected", "rejected"),
    ("cannot", "can"),
    ("the same region", "another region"),
    ("widest", "narrowest"),
]


def number(text):
    """Return a printed number: a true minus sign, commas between thousands."""
    return float(str(text).replace("−", "-").replace(",", ""))


def numbers(text):
    """Return every number of a sentence as it stands, with a plain minus and without a plus.

    >>> numbers("It is −0.21 to 0.06 in 3 of 9 cases (+0.5).")
    ['-0.21', '0.06', '3', '9', '0.5']
    """
    return [found[0].replace("−", "-").lstrip("+") for found in NUMBER.finditer(text)]


class Cut(float):
    """A number read from a table, which shows four digits: what was rounded is a little off."""


def says(text, *values):
    """Hold the numbers of a sentence, one by one, against what they must be.

    An integer must stand exactly; any other value must print as the sentence has it, where a
    number read back from a drawing has lost its seventh digit, one from a table its fifth.
    """
    printed = numbers(text)
    assert len(printed) == len(values), f"{len(values)} numbers expected: {text}"
    for shown, value in zip(printed, values, strict=True):
        lost = 0.0 if isinstance(value, int) else 5e-4 if isinstance(value, Cut) else 1e-6
        digits = len(shown.partition(".")[2])
        allowed = {f"{value * (1 + sign * lost):.{digits}f}" for sign in (-1, 0, 1)}
        assert shown in allowed or float(shown) == 0 == float(min(allowed)), (
            f"{shown} is not {value}: {text}"
        )


def span(values, factor=1):
    """Return smallest and largest, once if both print as the same whole number."""
    low, high = min(values) * factor, max(values) * factor
    return [low] if f"{low:.0f}" == f"{high:.0f}" else [low, high]


class Says:
    """What a text must hold: words as they stand, or words with numbers (`Fill`), and never some."""

    def __init__(self, *parts, never=()):
        self.parts, self.never = parts, never

    def __call__(self, text):
        for part in self.parts:
            if isinstance(part, Fill):
                part.check(text)
            else:
                assert part in text, f"{part!r} is not in {text!r}"
        for part in self.never:
            assert part not in text, f"{part!r} is in {text!r}"


class Fill:
    """Words with a {} for each number, which must be the value as printed, rounded.

    A value read off a table has four digits, so rounding it again may differ by half a unit of
    its fourth.
    """

    def __init__(self, words, *values):
        whole = re.escape(words).replace(r"\{\}", r"([−+]?\d[\d,]*(?:\.\d+)?)")
        self.pattern, self.values = re.compile(whole), values

    def check(self, text):
        found = self.pattern.search(text)
        assert found, f"{self.pattern.pattern!r} is not in {text!r}"
        for printed, value in zip(found.groups(), self.values, strict=True):
            unit = 10.0 ** -len(printed.partition(".")[2])
            own = 10 ** (np.floor(np.log10(abs(value))) - 3) if value else 1e-9
            near = unit / 2 + own / 2 if own < unit else own / 2
            assert abs(number(printed) - value) <= near + 1e-9, (printed, value)


class Is:
    """The value that a record must have; a number to the digits that its source shows."""

    def __init__(self, value, unit=0.0):
        self.value, self.unit = value, unit

    def __call__(self, value):
        if isinstance(self.value, float):
            assert abs(value - self.value) <= self.unit / 2 + 1e-3 * 0.51 * abs(self.value), value
        else:
            assert value == self.value


def hold(values, checks, exempt):
    """Hold every value by its check; one without a check must be exempt, with its reason."""
    assert checks.keys() | exempt.keys() <= values.keys(), (
        "a check, or a reason, of what no run told"
    )
    assert all(exempt.values())
    for name, value in values.items():
        if name in checks:
            checks[name](value)
        else:
            assert name in exempt, f"no check and no reason for {name}: {value}"


def unnoticed(values, checks):
    """Return, by name, the false versions that a check lets pass."""
    passed = []
    for name, check in checks.items():
        for wrong in false_versions(values[name]):
            try:
                check(wrong)
            except AssertionError:
                continue
            passed.append(f"{name}: {wrong}")
    return passed


def false_versions(value):
    """Yield a value told wrongly: each number moved by one of its last digit, each word flipped."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield value + 1
    elif isinstance(value, float):
        yield value + 10.0 ** (np.floor(np.log10(abs(value) or 1)) - 2)
    else:
        for found in NUMBER.finditer(value):
            yield value[: found.start("size")] + _moved(found["size"]) + value[found.end() :]
        for pair in FLIPS:
            for one, other in (pair, pair[::-1]):
                for found in re.finditer(rf"\b{one}\b", value):
                    yield value[: found.start()] + other + value[found.end() :]


def _moved(printed):
    digits = len(printed.partition(".")[2])
    moved = number(printed) + 10.0**-digits
    return f"{moved:,.{digits}f}" if "," in printed else f"{moved:.{digits}f}"
