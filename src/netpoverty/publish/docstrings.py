"""Docstrings made ready for the package's page.

The docstrings are written for readers of the code: parameters as `name : meaning`, prose after
them, an example at the end, |t| for an absolute value. The page builder needs a heading for each
of these, or it takes prose and examples for parameters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

BARS = re.compile(r"(?<![\\`])\|")
ENTRY = re.compile(r"\*{0,2}\w[\w.*]*(?:, \*{0,2}\w[\w.*]*)* : \S")
UNDERLINE = re.compile(r"-{3,}\s*")


def tidy(lines: Sequence[str]) -> list[str]:
    """Return the lines with a heading for entries, for prose after them and for examples.

    >>> tidy(["Sum.", "", "x : a number", "", "Returns it twice.", "", ">>> 1"])[2:4]
    ['Parameters', '----------']
    """
    made: list[str] = []
    section = ""
    for number, line in enumerate(lines):
        if UNDERLINE.fullmatch(line) and made:
            section = made[-1].strip()
        heading = _heading(lines, number, section)
        if heading:
            made += [heading, "-" * len(heading)]
            section = heading
        made.append(line if line.lstrip().startswith(">>>") else BARS.sub(r"\\|", line))
    return made


def _heading(lines: Sequence[str], number: int, section: str) -> str:
    """Return the heading that is missing before this line, or an empty text."""
    line = lines[number]
    follows_blank = number > 0 and not lines[number - 1].strip()
    if not line.strip() or line[0].isspace() or not follows_blank:
        return ""
    after = lines[number + 1] if number + 1 < len(lines) else ""
    if line.startswith(">>>"):
        return "" if section == "Examples" else "Examples"
    if UNDERLINE.fullmatch(after):
        return ""
    if ENTRY.match(line):
        return "" if section else "Parameters"
    named = after[:1].isspace() and bool(after.strip())
    return "Notes" if section and section not in ("Notes", "References") and not named else ""
