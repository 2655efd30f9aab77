"""The numbers behind a figure come back as they were drawn, and never those of real people."""

import csv
import io

import matplotlib.pyplot as plt
import numpy as np
import pytest

from netpoverty.chapter import show
from netpoverty.chapter.plotted import plotted


@pytest.fixture
def axes():
    fig, ax = plt.subplots()
    yield ax
    plt.close(fig)


def rows(ax):
    return list(csv.DictReader(io.StringIO(plotted(ax.figure))))


def points(found, drawn_as):
    return [(float(r["x"]), float(r["y"])) for r in found if r["drawn_as"] == drawn_as]


def test_lines_guides_and_marks(axes):
    axes.plot([1, 2], [3, 4.5], label="users")
    axes.axvline(1.5)
    axes.scatter([7], [8])
    axes.set_xlabel("year")
    found = rows(axes)
    assert points(found, "line") == [(1, 3), (2, 4.5)]
    assert points(found, "marks") == [(7, 8)]
    assert {r["x"] for r in found if r["drawn_as"] == "guide"} == {"1.5"}
    assert found[0]["series"] == "users" and found[0]["x_axis"] == "year"


def test_named_bars_and_tiles(axes):
    axes.bar(["east", "west"], [2, 5], label="rate")
    found = [r for r in rows(axes) if r["drawn_as"] == "bar"]
    assert [float(r["y"]) for r in found] == [2, 5]
    assert {r["series"] for r in found} == {"rate"}
    axes.clear()
    axes.imshow(np.array([[1.0, np.nan], [3.0, 4.0]]))
    assert [r["value"] for r in rows(axes)] == ["1", "", "3", "4"]


def test_names_stand_beside_positions(axes):
    axes.plot([0.2, 0.4], [0, 1], "o")
    axes.set_yticks([0, 1], ["logit", "matching"])
    assert [r["y_name"] for r in rows(axes)] == ["logit", "matching"]


def test_an_area_keeps_its_corners(axes):
    axes.fill_between([0, 1], [0, 0], [1, 2])
    assert (1, 2) in points(rows(axes), "area")


@pytest.mark.parametrize(("kind", "kept"), [("published", True), ("real", False)])
def test_a_figure_of_real_data_keeps_no_numbers(axes, kind, kept, monkeypatch):
    shown = {}
    monkeypatch.setattr("IPython.display.display", lambda *a, **k: shown.update(k["metadata"]))
    axes.plot([1, 2], [123, 456])
    show(axes.figure, alt="A line that rises from 123 to 456.", kind=kind, name="rise")
    assert ("456" in shown["netpoverty"]["data"]) is kept
