"""The two interactive figures of the chapter on Sichuan."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..models import var
from .controls import radio, select, slider
from .interactive import explore
from .prefecture_grids import peak_grid, theta_grid
from .prefecture_study import PrefectureStudy

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

FEW_UNITS = 7  # more marks than this cannot be told apart


def watch_said(study: PrefectureStudy) -> str:
    """Return what moves as θ is slid; the rows of a reader's own file are never drawn."""
    if study.kind == "real":
        return (
            "Slide θ and watch the slope. The points behind it are the rows of your file, which "
            "this page does not publish; so it draws the slopes alone."
        )
    return "Slide θ and watch the simulated points run to their common middle."


def explore_theta(study: PrefectureStudy) -> None:
    """Display the slope of GDP on CII as θ of each unit's mean is taken off.

    Of the first panel, if it is simulated, the points are drawn too; of a file, slopes alone.
    """
    slopes, points = theta_grid(study.first)
    low, high = slopes["slope"].iloc[0], slopes["slope"].iloc[-1]
    guesses = ["it falls", "it stays within a tenth", "it rises"]
    close = abs(high - low) < 0.1 * abs(low)
    explore(
        _slopes_alone(slopes) if study.kind == "real" else _points_and_line(points),
        slopes,
        [slider("theta", "θ, the share of each mean taken off", slopes["theta"], 0.0)],
        reading="At θ = {theta}, one unit of CII goes with {slope} of GDP (100 million yuan).",
        ask="Places with more users may be larger or smaller. Which way does the slope go from "
        "pooled to within?",
        guesses=guesses,
        answer=guesses[1 if close else 2 if high > low else 0],
        because=f"{study.where} the slope is {low:.0f} for pooled and {high:.0f} for within: the "
        "first compares places of different size as well as years, the second years alone.",
        alt=f"{study.head}the slope of GDP on CII is {low:.0f} before any mean is taken off, and "
        f"{high:.0f} once all of each mean is off.",
        kind=study.kind,
        name="theta",
        caption="What each estimator compares: GDP on CII, as θ goes from pooled to within.",
    )


def _points_and_line(points: pd.DataFrame) -> alt.LayerChart:
    import altair as alt

    few = points["unit"].nunique() <= FEW_UNITS + 1
    shown = alt.Chart(points).transform_filter("datum.theta == theta")
    axes = {
        "x": alt.X("CII:Q", title="CII less θ of the unit's mean"),
        "y": alt.Y("GDP:Q", title="GDP less θ of the unit's mean"),
    }
    by_unit = {"shape": alt.Shape("unit:N"), "color": alt.Color("unit:N")} if few else {}
    dots = shown.transform_filter("datum.unit != 'line'").mark_point(size=50)
    line = shown.transform_filter("datum.unit == 'line'").mark_line(color="#555555")
    return dots.encode(**axes, **by_unit) + line.encode(**axes)


def _slopes_alone(slopes: pd.DataFrame) -> alt.LayerChart:
    import altair as alt

    curve = alt.Chart(slopes[["theta", "slope"]]).encode(
        x=alt.X("theta:Q", title="θ, the share of each unit's mean taken off"),
        y=alt.Y("slope:Q", title="slope of GDP on CII, 100 million yuan"),
    )
    here = curve.mark_point(size=150, filled=True).transform_filter("datum.theta == theta")
    return curve.mark_line() + here


def explore_peak(chosen: Mapping[str, var.PrintedVar], response: str, printed: int) -> None:
    """Display the response of one variable to CII for any reading, λ and horizon."""
    import altair as alt

    grid, curves = peak_grid(chosen, response)
    here = "datum.lam == lam && datum.period <= horizon"
    words = "With"
    controls = [
        slider("lam", "λ", list(grid["lam"].unique()), 0.0),
        radio("horizon", "Years looked at", list(grid["horizon"].unique()), 12),
    ]
    if len(chosen) > 1:
        here += " && datum.reading == reading"
        words = "With signs read as {reading},"
        controls.insert(0, select("reading", "Signs read as", list(chosen)))
    else:
        grid = grid.drop(columns="reading")
    chart = alt.Chart(curves).transform_filter(here).mark_line(point=True, color="#0072b2")
    hits = int((grid["peak"] == printed).sum())
    edge = int((grid["peak"] == grid["horizon"]).sum())
    guesses = ["in none", "in fewer than half", "in half or more"]
    explore(
        chart.encode(
            x=alt.X("period:Q", title="period (the push is in period 1)"),
            y=alt.Y("response:Q", title=f"response of {response}, log points"),
        ),
        grid,
        controls,
        reading=f"{words} λ = {{lam}} and {{horizon}} years in view, the response is highest in "
        "period {peak}.",
        ask=f"In how many of the {len(grid)} combinations is the response highest in period "
        f"{printed}, as the text says?",
        guesses=guesses,
        answer=guesses[0 if not hits else 1 if 2 * hits < len(grid) else 2],
        because=f"It is in {hits} of {len(grid)}; the others peak in periods "
        f"{grid['peak'].min()} to {grid['peak'].max()}, {edge} of all in the last year in view, where "
        "the window ends and the curve may rise on. The calendar hangs on what was not printed.",
        alt=f"Response of {response} to a push of CII with λ of 0; over all settings it is highest "
        f"in periods {grid['peak'].min()} to {grid['peak'].max()}.",
        kind="published",
        name="peak-settings",
        caption=f"The response of {response} for any reading, λ and horizon.",
    )
