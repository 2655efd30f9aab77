"""What an executed chapter tells: its records, the numbers its figures draw, and its sentences.

The claims of a sentence are computed again from the drawn numbers, by other code than chose it
(`told_households` to `told_county`), and held by the checks of `held`.
"""

import csv
import html
import io
import re
from functools import partial

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

    def answers(self):
        """Return every record by name, and the reason of every prediction as `why name`."""
        return self.records | {f"why {name}": because for name, (_, because) in self.asked.items()}

    def texts(self):
        """Return every sentence by name: of records and reasons, and alt texts as `alt name`."""
        found = {
            name: value
            for name, value in self.answers().items()
            if isinstance(value, str) and (len(value.split()) > 4 or name.startswith("why "))
        }
        return found | {f"alt {name}": alt for name, (_, alt) in self.shown.items()}

    def simulated(self):
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
    for name, text in told.simulated():
        assert WORLD.search(text), f"{name} names no world: {text}"
        for sentence in re.split(r"(?<=[.!?])\s+", text):
            if PEOPLE.search(sentence):
                assert WORLD.search(sentence), f"{name}: {sentence}"
    for caption in told.captions:
        assert not PEOPLE.search(caption) or WORLD.search(caption), caption


def frame(told, cell):
    """Return the table of a cell, its cells as they stand."""
    head, *rows = told.tables[cell]
    return pd.DataFrame(rows, columns=head)


def bound(checks, told, given):
    """Return checks of a text in a run as checks of a text."""
    return {name: partial(check, told, given=given) for name, check in checks.items()}


def rows_of(table, *keys):
    """Return a table's rows as dicts of cells by heading, by the first columns joined by a space."""
    head, *rows = table
    count = len(keys) or 1
    return {" ".join(row[:count]): dict(zip(head, row, strict=True)) for row in rows}
