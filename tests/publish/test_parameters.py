"""Reading the parameters cell, and refusing what does not fit it."""

import pytest

from netpoverty.errors import InputError
from netpoverty.publish.parameters import check_parameters, read_parameters
from netpoverty.publish.rules import parse_rule

CELL = """
poverty_line: float = 0.5  # share of the rural median income; in (0, 1]
system: str = "cii-gdp"  # which VAR; one of cii-gdp, cii-lgr-pcir
mark: str = "a # b = c"  # a text with a hash; any
age_cuts: list[int] = [30, 45]  # cut points; increasing, each in [16, 90]
source: str = ""  # your own file or folder; path or empty
weighted: bool = True  # weigh the median; any
draws: int = 100  # bootstrap draws; even half of them; at least 1
"""


@pytest.fixture
def parameters():
    return read_parameters(CELL, "demo")


def test_every_line_gives_name_type_default_help_and_rule(parameters):
    assert [p.name for p in parameters.values()] == [
        "poverty_line", "system", "mark", "age_cuts", "source", "weighted", "draws"
    ]  # fmt: skip
    assert parameters["mark"].default == "a # b = c"
    assert parameters["draws"].help == "bootstrap draws; even half of them"
    assert parameters["draws"].rule.text == "at least 1"
    assert parameters["source"].rule.is_path


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("poverty_line", "0.4", 0.4),
        ("poverty_line", "1", 1.0),
        ("age_cuts", "25, 60", [25, 60]),
        ("age_cuts", "[25, 60]", [25, 60]),
        ("weighted", "false", False),
        ("mark", "0.50", "0.50"),
        ("draws", "7", 7),
    ],
)
def test_words_of_the_command_line_become_values(parameters, name, text, value):
    checked = check_parameters(parameters, {name: text}, "demo")[name]
    assert checked == value and type(checked) is type(value)


@pytest.mark.parametrize(
    ("name", "text", "allowed"),
    [
        ("poverty_line", "0", r"float, in \(0, 1\]"),
        ("poverty_line", "nan", r"float, in \(0, 1\]"),
        ("poverty_line", "half", r"float, in \(0, 1\]"),
        ("system", "cii", "one of cii-gdp, cii-lgr-pcir"),
        ("age_cuts", "45,30", "increasing"),
        ("age_cuts", "30,95", r"each in \[16, 90\]"),
        ("age_cuts", "", "list"),
        ("source", "/no/such/file", "path or empty"),
        ("weighted", "maybe", "bool"),
        ("draws", "1.5", "int, at least 1"),
    ],
)
def test_a_bad_value_is_refused_with_what_is_allowed(parameters, name, text, allowed):
    with pytest.raises(InputError, match=allowed) as refusal:
        check_parameters(parameters, {name: text}, "demo")
    assert f"parameter {name} of demo: got " in str(refusal.value)


def test_an_unknown_name_is_refused_with_the_nearest(parameters):
    with pytest.raises(InputError, match="the nearest is poverty_line"):
        check_parameters(parameters, {"povertyline": "0.4"}, "demo")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("horizon: int = 12", "needs a comment"),
        ("horizon: int = 12  # periods", "needs a comment"),
        ("horizon: int = 12  # periods; in [1 60]", "rule"),
        ("horizon: int = 70  # periods; in [1, 60]", "got 70"),
        ("horizon: complex = 12  # periods; any", "complex"),
        ("horizon = 12  # periods; any", "name: type = value"),
        ("share: float = 1/3  # a share; any", "a literal"),
        ("n: int = 1  # a; any\nn: int = 2  # b; any", "defined twice"),
        ("import os", "name: type = value"),
        ("n: int = (", "line 1"),
    ],
)
def test_a_line_that_says_too_little_is_refused(line, message):
    with pytest.raises(InputError, match=message):
        read_parameters(line, "demo")


def test_a_default_is_never_executed(tmp_path):
    with pytest.raises(InputError, match="a literal"):
        read_parameters(f"n: str = open({str(tmp_path / 'x')!r}, 'w')  # x; any", "demo")
    assert list(tmp_path.iterdir()) == []


def test_interval_ends_are_open_or_closed_as_written():
    rule = parse_rule("in [0, 1)", "demo")
    assert [rule.accepts(v) for v in (0, 0.5, 1, float("nan"))] == [True, True, False, False]
