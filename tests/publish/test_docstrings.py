"""Docstrings on the page: every part under the heading it belongs to."""

from netpoverty.publish.docstrings import tidy


def test_entries_prose_and_examples_get_their_headings():
    given = [
        "Sum.",
        "",
        "x : a number",
        "    or two",
        "y, z : more",
        "",
        "It is |x|.",
        "",
        ">>> 1",
        "1",
    ]
    assert tidy(given) == [
        "Sum.", "", "Parameters", "----------", "x : a number", "    or two", "y, z : more", "",
        "Notes", "-----", r"It is \|x\|.", "", "Examples", "--------", ">>> 1", "1",
    ]  # fmt: skip


def test_sections_that_stand_are_left_alone():
    given = [
        "Sum.", "", "Parameters", "----------", "x", "    A number.", "", "y : float", "    Another.",
        "", "Raises", "------", "InputError", "    Always.", "", "Examples", "--------", ">>> 1", "1",
        "", ">>> 2", "2",
    ]  # fmt: skip
    assert tidy(given) == given
