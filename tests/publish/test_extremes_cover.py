"""Every parameter of every chapter stands at its extremes in some run, or the reason is listed."""

import ast
import re
from pathlib import Path

import pytest
from extremes import EXTREMES, NOT_RUN

from netpoverty.publish.parameters import check_parameters
from netpoverty.publish.project import find_project

ROOT = Path(__file__).resolve().parents[2]
PROJECT = find_project(ROOT)
CLOSE = 0.02  # of the range: how near a value stands to an end that the range leaves out


def values_of(chapter):
    """Return, by parameter, every value of some run, the default's run among them."""
    page = PROJECT.chapter(chapter)
    runs = [{}, *EXTREMES[chapter]]
    defaults = {name: parameter.default for name, parameter in page.parameters.items()}
    made = [defaults | check_parameters(page.parameters, given, chapter) for given in runs]
    found = {}
    for name in page.parameters:
        for run in made:
            items = run[name] if isinstance(run[name], list) else [run[name]]
            found.setdefault(name, set()).update(items)
    return found


def ends_of(parameter):
    """Yield each extreme that a rule declares, with how near a value must come to it."""
    rule = parameter.rule.text.removeprefix("increasing, ").removeprefix("each ")
    if parameter.type == "bool":
        yield from ((value, 0) for value in (False, True))
    elif rule.startswith("one of "):
        yield from ((option.strip(), 0) for option in rule.removeprefix("one of ").split(","))
    elif match := re.fullmatch(r"in ([\[(])(.+), (.+)([\])])", rule):
        low, high = ast.literal_eval(match[2]), ast.literal_eval(match[3])
        near = CLOSE * (high - low)
        yield low, near if match[1] == "(" else 0
        yield high, near if match[4] == ")" else 0
    elif match := re.fullmatch(r"at least (\S+)", rule):
        yield ast.literal_eval(match[1]), 0
    else:
        assert rule in ("any", "path or empty"), f"{parameter.name}: how far does {rule!r} reach?"
        yield None, 0


def stands_at(end, near, values, default):
    """Return whether some value is at an end; without ends, whether some run leaves the default."""
    if end is None:
        plain = default if isinstance(default, list) else [default]
        return bool(values - set(plain))
    if isinstance(end, str | bool):
        return end in values
    return any(abs(value - end) <= near for value in values)


@pytest.mark.parametrize("chapter", EXTREMES)
def test_every_parameter_stands_at_its_extremes(chapter):
    values, missed = values_of(chapter), []
    for name, parameter in PROJECT.chapter(chapter).parameters.items():
        for end, near in ends_of(parameter):
            reasons = {(chapter, name), (chapter, name, end)} & set(NOT_RUN)
            if not stands_at(end, near, values[name], parameter.default) and not reasons:
                missed.append(f"{name} at {end}")
    assert missed == []


def test_every_chapter_has_extremes():
    assert set(PROJECT.chapters) == set(EXTREMES)


def test_reasons_are_given_only_for_ends_that_no_run_stands_at():
    for chapter, name, *end in NOT_RUN:
        parameter = PROJECT.chapter(chapter).parameters[name]
        ends = dict(ends_of(parameter))
        wanted = end or [None]
        assert wanted[0] in ends
        assert not stands_at(wanted[0], 0, values_of(chapter)[name], parameter.default)
