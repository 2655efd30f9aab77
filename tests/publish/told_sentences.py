"""Sentences held number by number: in order, each once, none without its check."""

import re

NUMBER = re.compile(r"(?<![\w.])[−+-]?\d+(?:\.\d+)?")


def numbers(text):
    """Return every number of a sentence as it stands, with a plain minus and without a plus.

    >>> numbers("It is −0.21 to 0.06 in 3 of 9 cases (+0.5).")
    ['-0.21', '0.06', '3', '9', '0.5']
    """
    return [found.replace("−", "-").lstrip("+") for found in NUMBER.findall(text)]


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


def altered(text):
    """Yield a sentence with the last digit of one of its numbers changed, for each number."""
    for found in NUMBER.finditer(text):
        end = found.end()
        last = str((int(text[end - 1]) + 1) % 10)
        yield text[: end - 1] + last + text[end:]


def texts(told):
    """Return every sentence of a chapter by name: records, reasons and alt texts."""
    found = {
        name: value
        for name, value in told.records.items()
        if isinstance(value, str) and len(value.split()) > 4
    }
    found |= {f"why {name}": because for name, (_, because) in told.asked.items()}
    return found | {f"alt {name}": alt for name, (_, alt) in told.shown.items()}


def hold(told, checks, exempt, given):
    """Hold every sentence by its check; one without a check must be exempt, with its reason."""
    for name, text in texts(told).items():
        if name in checks:
            checks[name](told, text, given)
        else:
            assert name in exempt, f"no check and no reason for {name}: {text}"


def unnoticed(told, checks, given):
    """Return the sentences in which some number can be altered without any check failing."""
    missed = []
    for name, text in texts(told).items():
        if name not in checks:
            continue
        for false in altered(text):
            try:
                checks[name](told, false, given)
            except AssertionError:
                continue
            missed.append((name, false))
    return missed
