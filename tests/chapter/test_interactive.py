"""Interactive figures: what they hold, and what they refuse."""

import json
import re
from pathlib import Path

import altair as alt
import IPython.display
import pandas as pd
import pytest

from netpoverty.chapter import display, explore, radio, select, slider
from netpoverty.errors import InputError
from netpoverty.publish.drawing import Drawing

GRID = pd.DataFrame({"share": [0, 50, 100], "rate": [30.0, 24.123456, 20.0]})
WORDS = {
    "reading": "With {share} % online, {rate} % are poor.",
    "ask": "By how much does poverty fall?",
    "guesses": ["less than 5 points", "5 points or more"],
    "answer": "5 points or more",
    "because": "In this simulated world it falls by 10 points.",
    "alt": "Simulated data: the share of poor falls from 30 to 20 per cent.",
    "kind": "simulated",
    "name": "online",
}


def curve(frame=GRID):
    return alt.Chart(frame).mark_line().encode(x="share:Q", y="rate:Q")


@pytest.fixture
def shown(monkeypatch):
    outputs = []
    monkeypatch.setattr(IPython.display, "display", lambda b, **more: outputs.append((b, more)))

    def show(chart=None, settings=GRID, controls=None, **changed):
        control = slider("share", "Online", GRID["share"], 50, "%")
        explore(chart or curve(), settings, controls or [control], **(WORDS | changed))
        return outputs

    return show


def payload(page):
    return json.loads(re.search(r"<script type='application/json'>(.*)</script>", page)[1])


def test_a_picture_comes_first_then_question_reading_and_numbers(shown):
    (picture, about), (page, _) = shown()
    assert picture["image/png"] and picture["text/plain"].endswith(
        "With 50 % online, 24.12 % are poor."
    )
    assert about["metadata"]["netpoverty"]["figure"]["name"] == "online"
    assert "With 50 % online, 24.12 % are poor." in page["text/html"]
    assert page["text/html"].count("<tr>") == 1 + len(GRID)
    spec = payload(page["text/html"])["spec"]
    assert spec["title"]["text"] == "◇ simulated" and "strokeDash" in spec["config"]["view"]
    assert {"name": "share", "value": 50} in spec["params"]


def test_text_cannot_end_the_data_of_the_page(shown):
    _, (page, _) = shown(because="In this simulated world </script> is only text.")
    assert payload(page["text/html"])["answer"] == WORDS["answer"]
    assert page["text/html"].count("</script>") == 1


def test_dots_of_a_real_file_stay_out_of_the_page(shown):
    people = pd.DataFrame({"share": [1, 2], "rate": [1, 2], "income": [987654, 123456]})
    real = {"kind": "real", "alt": "The share of poor falls with the share online."}
    _, (page, _) = shown(curve(people), **real)
    assert payload(page["text/html"])["spec"] is None and "987654" not in page["text/html"]


def test_statistics_of_a_real_file_are_drawn(shown):
    _, (page, _) = shown(kind="real", alt="The share of poor falls with the share online.")
    assert payload(page["text/html"])["spec"] is not None


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"answer": "none"}, "answer"),
        ({"ask": "Guess."}, "a question"),
        ({"reading": "With {shares}."}, "did you mean 'share'"),
        ({"because": "Farmers gain."}, "never China"),
        ({"settings": GRID[:2]}, "combinations"),
        ({"settings": pd.concat([GRID, GRID])}, "one row a combination"),
        ({"chart": curve().properties(title="mine")}, "no title"),
        ({"chart": curve() | curve()}, "one view"),
        ({"chart": curve(pd.DataFrame({"share": range(4500), "rate": 1.234}).assign(b="x" * 9))}, "60000"),
    ],
)  # fmt: skip
def test_a_broken_contract_is_refused(shown, given, says):
    with pytest.raises(InputError, match=says):
        shown(**given)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: slider("a b", "x", [1, 2]), "identifier"),
        (lambda: select("a", "x", [1]), "2 to 200"),
        (lambda: radio("a", "x", [1, 1]), "different"),
        (lambda: slider("a", "x", [1, 2], 3), "one of 1, 2"),
    ],
)
def test_controls_that_make_no_sense_are_refused(make, says):
    with pytest.raises(InputError, match=says):
        make()


ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = [
    p for p in sorted((ROOT / "notebooks").glob("*.ipynb")) if "np-explore" in p.read_text()
]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_control_of_a_chapter_stands_in_its_reading(notebook):
    """A control that the reading leaves out would move the chart and say nothing."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    outputs = [o for cell in cells for o in cell.get("outputs", [])]
    pages = ["".join(o.get("data", {}).get("text/html", "")) for o in outputs]
    found = [payload(page) for page in pages if "class='np-explore" in page]
    assert found
    for figure in found:
        named = set(re.findall(r"{([^{}]+)}", figure["reading"]))
        missing = [c["name"] for c in figure["controls"] if c["name"] not in named]
        assert not missing, f"{figure['figure']}: {missing}"


class Elsewhere:
    """Takes every picture to be drawn beside, and draws none."""

    def start(self, draw):
        return "0.json"


def test_a_chart_left_to_the_caller_is_drawn_and_a_bad_one_is_named(shown, monkeypatch, tmp_path):
    monkeypatch.setattr(display, "beside", Elsewhere())
    (picture, about), _ = shown()
    assert "image/png" not in picture
    good = {"outputs": [{"data": dict(picture), "metadata": about["metadata"]}]}
    bad = {"outputs": [{"data": {}, "metadata": {"netpoverty": {"chart": {"mark": "none"}}}}]}
    with Drawing(tmp_path) as drawing:
        drawing.begin(good)
        failed = drawing.finish({"cells": [good, bad]})
    assert [number for number, _ in failed] == [1]
    assert "the chart cannot be drawn" in failed[0][1]
    assert good["outputs"][0]["data"]["image/png"] and "image/png" not in bad["outputs"][0]["data"]
    for cell in (good, bad):
        assert "chart" not in cell["outputs"][0]["metadata"]["netpoverty"]


def test_a_chart_of_a_file_never_leaves_its_kernel_undrawn(shown, monkeypatch):
    """Its specification holds rows: only a fork of its own kernel may draw it."""
    monkeypatch.setattr(display, "beside", Elsewhere())
    alt_text = "A share of poor that falls from 30 to 20 per cent."
    (_, about), _ = shown(kind="real", alt=alt_text)
    told = about["metadata"]["netpoverty"]
    assert told["picture"] == "0.json" and "chart" not in told
