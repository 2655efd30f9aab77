"""What an executed chapter tells: its records, the numbers its figures draw, and its sentences.

The claims of a sentence are computed again from the drawn numbers, by other code than chose it.
"""

import csv
import html
import io
import re

import numpy as np
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
    truth = part["series"] == "built in"
    lines = part[(part["drawn_as"] == "line") & ~truth].set_index("y")["x"]
    ends = part[part["drawn_as"] == "area"].groupby("y")["x"].agg(["min", "max"])
    frame = pd.DataFrame({"estimate": lines, "low": ends["min"], "high": ends["max"]})
    frame["built in"] = part["x"][truth].iloc[0] if truth.any() else float("nan")
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
    return bool(row["low"] > 0 or row["high"] < 0)


def check_subjects(told):
    """Every simulated text names its world; one about people names it in the same sentence."""
    for name, text in told.sentences():
        assert WORLD.search(text), f"{name} names no world: {text}"
        for sentence in re.split(r"(?<=[.!?])\s+", text):
            if PEOPLE.search(sentence):
                assert WORLD.search(sentence), f"{name}: {sentence}"
    for caption in told.captions:
        assert not PEOPLE.search(caption) or WORLD.search(caption), caption


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


class Is:
    """The value that a record must have; a number to the digits that its source shows."""

    def __init__(self, value, unit=0.0):
        self.value, self.unit = value, unit

    def __call__(self, value):
        if isinstance(self.value, float):
            assert abs(value - self.value) <= self.unit / 2 + 1e-3 * 0.51 * abs(self.value), value
        else:
            assert value == self.value


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
            own = last_digit(value)
            near = unit / 2 + own / 2 if own < unit else own / 2
            assert abs(number(printed) - value) <= near + 1e-9, (printed, value)


def number(text):
    """Return a printed number: a true minus sign, commas between thousands."""
    return float(str(text).replace("−", "-").replace(",", ""))


def last_digit(value):
    """Return a unit of the fourth significant digit."""
    return 10 ** (np.floor(np.log10(abs(value))) - 3) if value else 1e-9


def rows_of(table, *keys):
    """Return a table's rows as dicts of cells by heading, by the first columns joined by a space."""
    head, *rows = table
    count = len(keys) or 1
    return {" ".join(row[:count]): dict(zip(head, row, strict=True)) for row in rows}


NUMBER = re.compile(r"(?<![\w.`*-])\d[\d,]*(?:\.\d+)?(?![\w]|,\d)")
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


def false_versions(value):
    """Yield a record told wrongly: each number moved by one of its last digit, each word flipped."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int | float):
        yield value + (
            1 if isinstance(value, int) else 10.0 ** (np.floor(np.log10(abs(value) or 1)) - 2)
        )
    else:
        for found in NUMBER.finditer(value):
            yield value[: found.start()] + _moved(found[0]) + value[found.end() :]
        for pair in FLIPS:
            for one, other in (pair, pair[::-1]):
                for found in re.finditer(rf"\b{one}\b", value):
                    yield value[: found.start()] + other + value[found.end() :]


def _moved(printed):
    digits = len(printed.partition(".")[2])
    moved = number(printed) + 10.0**-digits
    return f"{moved:,.{digits}f}" if "," in printed else f"{moved:.{digits}f}"


def unnoticed(told, checks, exempt):
    """Return what a checker lets pass: records it does not hold, and false versions of others."""
    passed = [name for name in told.records if name not in checks and name not in exempt]
    for name, check in checks.items():
        value = told.records.get(name) if name not in told.asked else told.asked[name][1]
        for wrong in false_versions(value):
            try:
                check(wrong)
            except AssertionError:
                continue
            passed.append(f"{name}: {wrong}")
    return passed


def hold(told, checks):
    """Hold each record, and each reason of a prediction, against what it must say."""
    for name, check in checks.items():
        check(told.asked[name][1] if name in told.asked else told.records[name])
