"""What an executed chapter tells: its records, the numbers its figures draw, and its sentences.

The claims of a sentence are computed again from the drawn numbers, by other code than chose it.
"""

import csv
import html
import io
import re

import pandas as pd

from netpoverty.chapter.record import records_in
from netpoverty.publish.project import code_cells

PEOPLE = re.compile(
    r"\b(?:China|Chinese|farmers?|peasants?|villagers?|migrants?|rural (?:people|households))\b",
    re.I,
)
WORLD = re.compile(r"\b(?:twins?|simulated|made-up|worlds?)\b", re.I)


class Told:
    """Records by name, figures as frames of drawn numbers, tables as rows of cells."""

    def __init__(self, notebook):
        self.records, self.kinds, self.figures, self.tables, self.asked = {}, {}, {}, {}, {}
        self.alts, self.captions, self.shown = {}, [], {}
        for record in records_in(notebook):
            self.records[record["name"]] = record["value"]
            self.kinds[record["name"]] = record["kind"]
        for cell in code_cells(notebook):
            for output in cell["outputs"]:
                self._read(cell["id"], output)

    def _read(self, cell, output):
        about = output.get("metadata", {}).get("netpoverty", {})
        page = "".join(output.get("data", {}).get("text/html", ""))
        if "figure" in about:
            figure = about["figure"]
            rows = list(csv.reader(io.StringIO(about["data"])))
            self.figures[figure["name"]] = pd.DataFrame(rows[1:], columns=rows[0])
            self.shown[figure["name"]] = (figure["kind"], figure["alt"])
            if figure["kind"] == "simulated":
                self.alts[figure["name"]] = figure["alt"]
                self.captions.append(figure["caption"])
        elif "explore" in about:
            answer, because = re.search(r"<strong>(.*?)\.</strong> (.*?)</p>", page).groups()
            self.asked[about["explore"]] = (html.unescape(answer), html.unescape(because))
        elif "np-table" in page:
            rows = re.findall(r"<tr>(.*?)</tr>", page, re.S)
            cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in rows]
            self.tables[cell] = [[html.unescape(text) for text in row] for row in cells]
            if "np-simulated" in page:
                self.captions += re.findall(r"<p class='np-caption'>.*?</span> (.*?)</p>", page)

    def sentences(self):
        """Yield the name and text of every simulated sentence, alt text and reason."""
        for name, value in self.records.items():
            if (
                self.kinds[name] == "simulated"
                and isinstance(value, str)
                and len(value.split()) > 6
            ):
                yield name, value
        yield from self.alts.items()
        for name, (_, because) in self.asked.items():
            if self.shown[name][0] == "simulated":
                yield name, because

    def panels(self, figure):
        """Return, by panel of a figure of estimates, a frame of estimate, low, high, built in."""
        drawn = self.figures[figure].astype({"panel": int, "x": float, "y": float})
        labels = drawn[drawn["y_name"] != ""].groupby("y")["y_name"].first()
        return [_panel(part, labels) for _, part in drawn.groupby("panel")]


def _panel(part, labels):
    lines = part[part["drawn_as"] == "line"].set_index("y")["x"]
    ends = part[part["drawn_as"] == "area"].groupby("y")["x"].agg(["min", "max"])
    frame = pd.DataFrame({"estimate": lines, "low": ends["min"], "high": ends["max"]})
    guides = part[(part["drawn_as"] == "guide") & (part["series"] == "built in")]["x"]
    frame["built in"] = guides.iloc[0] if len(guides) else float("nan")
    return frame.rename(index=dict(labels))


def in_points(value):
    """Return a change as the chapters print it: one digit, a true minus sign, no minus zero."""
    text = f"{abs(value):.1f}"
    return text if text == "0.0" else ("−" if value < 0 else "+") + text


def bare(value):
    """Return a number as it stands inside an interval."""
    return in_points(value).lstrip("+")


def clear(row):
    """Whether an interval leaves zero out."""
    return row["low"] > 0 or row["high"] < 0


def check_subjects(told):
    """Every simulated text names its world; one about people names it in the same sentence."""
    for name, text in told.sentences():
        assert WORLD.search(text), f"{name} names no world: {text}"
        for sentence in re.split(r"(?<=[.!?])\s+", text):
            if PEOPLE.search(sentence):
                assert WORLD.search(sentence), f"{name}: {sentence}"
    for caption in told.captions:
        assert not PEOPLE.search(caption) or WORLD.search(caption), caption


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
