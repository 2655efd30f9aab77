"""Interactive figures: the reader predicts first, then asks what if."""

from __future__ import annotations

import html
import json
import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..errors import choose, refuse
from ..results import format_number
from .controls import Control
from .display import emit, emit_chart
from .figures import check_alt, hashed
from .kinds import kind_of
from .record import UNOBSERVED, check_simulated_sentence
from .tables import table
from .vega import live_spec, static_png, to_columns

if TYPE_CHECKING:
    import pandas as pd

LARGEST = 60_000
MOST_SETTINGS = 800
PLACE = re.compile(r"\{([^{}]+)\}")


def explore(
    chart: object,
    settings: pd.DataFrame,
    controls: Sequence[Control],
    *,
    reading: str,
    ask: str,
    guesses: Sequence[str],
    answer: str,
    because: str,
    alt: str,
    kind: str,
    name: str,
    caption: str = "",
    total: float | None = None,
) -> None:
    """Display an interactive figure that is uncovered by a prediction; end a cell with it.

    How it works: a package function computes a grid, one row a combination of the controls'
    values. The page shows the question `ask` with the `guesses` as buttons. After a guess (or
    "show without a guess") come `because`, the chart, its controls, and a reading in words that
    follows the controls. In JupyterLab, in print and with scripts off there are a static
    picture at the start values, question and answer, and the whole grid as a table.

    Parameters
    ----------
    chart : Altair chart, or a Vega-Lite specification, of one view (layers are fine, facets are
    not) with axis titles that name units and without a title. Its data are any tidy frame: the
    settings themselves for curves, or dots. Every control is a Vega parameter of its name, so
    the chart reads it in expressions: `transform_filter("datum.share == share")` keeps the row
    at the chosen share, `alt.condition("datum.income < line", …)` recolours dots. Let shape or
    dash carry what colour does. Width is the page's; set `height` if 300 is wrong.
    settings : tidy frame with one column a control (named like it) and the results, one row
    for every combination (at most 800). Text columns are welcome, such as a word chosen by
    the numbers. It is the table, so name result columns for readers: "chance of first, %".
    controls : `slider(name, label, values, start, unit)`, `select(…)`, `radio(…)`.
    reading : a sentence with columns in braces, filled from the chosen row with at most four
    significant digits: "With {share} % online, {rate} % are poor."
    ask, guesses, answer, because : the prediction: a question whose answer the run decides, 2 to
    6 possible answers, the right one **computed from the results**, and a computed
    sentence that says why.
    alt : one computed sentence for the static picture (simulated: "Simulated data: …").
    kind : of number: published, simulated or real; or judgement. name : stable; the figure is `fig-NAME`.
    caption : in Markdown.
    total : for a budget. The controls are shares of `total` that always add up to it (evenly
    spaced sliders from 0 by one step); moving one takes from or gives to the others. Then
    the settings need only the combinations that add up.

    Raises InputError where this contract is broken, for a reading with an unknown column, a
    simulated sentence about people, or more than 60 kB of data. Of a real file, only a chart
    of the settings' own columns is drawn live: dots may be people, so for them the
    controls move the reading and the static picture stays.

    Examples
    --------
    A cell of a chapter:

    >>> import altair as alt, pandas as pd
    >>> from netpoverty.chapter import explore, slider
    >>> grid = pd.DataFrame({"share": [0, 50, 100], "rate": [30.0, 24.0, 20.0]})
    >>> x = alt.X("share", title="households online, %")
    >>> curve = alt.Chart(grid).encode(x=x, y=alt.Y("rate", title="poor, %"))
    >>> here = curve.mark_point(size=150).transform_filter("datum.share == share")
    >>> explore(                                                     # doctest: +SKIP
    ...     curve.mark_line() + here,
    ...     grid,
    ...     [slider("share", "Households online", grid["share"], 50, "%")],
    ...     reading="With {share} % online, {rate} % are poor.",
    ...     ask="By how much does poverty fall if all go online?",
    ...     guesses=["less than 5 points", "5 points or more"],
    ...     answer="5 points or more",
    ...     because="In this simulated world it falls from 30 to 20 per cent.",
    ...     alt="Simulated data: the share of poor falls from 30 to 20 per cent.",
    ...     kind="simulated",
    ...     name="online",
    ... )
    """
    controls = list(controls)
    check_alt(alt, kind)
    _check_words(reading, ask, guesses, answer, because, kind)
    _check_settings(settings, controls, reading, total)
    spec = live_spec(chart, controls, kind_of(kind))
    about = {
        "figure": f"fig-{name}",
        "controls": [control.to_dict() for control in controls],
        "columns": list(map(str, settings.columns)),
        "reading": reading,
        "guesses": list(guesses),
        "answer": answer,
        "total": total,
        "alt": alt,
        "spec": to_columns(spec) if _may_be_shown(spec, settings, kind) else None,
    }
    data = json.dumps(about, ensure_ascii=False, separators=(",", ":"), default=float)
    if len(data.encode()) > LARGEST:
        raise refuse(f"the data of figure {name}", f"{len(data.encode())} bytes", f"{LARGEST}")
    fingerprint = _fingerprint(settings, controls, reading, kind)
    figure = {"alt": alt, "kind": kind, "name": name, "caption": caption}
    named = settings.rename(columns={control.name: control.heading for control in controls})
    told = {"figure": figure, "data": named.to_csv(index=False)}
    # What is drawn of a real file leaves this process as a picture only.
    emit_chart(static_png, spec, fingerprint, told, private=kind == "real")
    start = reading_of(reading, _starting(settings, controls))
    page = _html(data, named, start, ask, answer, because, kind)
    emit({"text/html": page, "text/plain": f"interactive figure {name}"}, {"explore": name})


def _may_be_shown(spec: dict, settings: pd.DataFrame, kind: str) -> bool:
    """Whether the page may hold the chart's data: dots of a real file may be people."""
    columns = {name for rows in spec["datasets"].values() for row in rows[:1] for name in row}
    return kind != "real" or columns <= set(settings.columns)


def reading_of(reading: str, row: pd.Series) -> str:
    """Return the reading of one row of the settings.

    >>> import pandas as pd
    >>> reading_of("At {k} it is {m0}.", pd.Series({"k": 2, "m0": 0.123456}))
    'At 2 it is 0.1235.'
    """
    return PLACE.sub(lambda found: format_number(row[found[1]]), reading)


def _starting(settings: pd.DataFrame, controls: Sequence[Control]) -> pd.Series:
    chosen = settings
    for control in controls:
        chosen = chosen[chosen[control.name] == control.start]
    return chosen.iloc[0]


def _fingerprint(
    settings: pd.DataFrame, controls: Sequence[Control], reading: str, kind: str
) -> str:
    lines = [f"{len(settings)} settings"]
    numbers = settings.select_dtypes("number")
    for column in numbers:
        low, high, mean = (format_number(numbers[column].agg(f), 3) for f in ("min", "max", "mean"))
        lines.append(f"  {column}: [{low}, {high}] mean {mean}")
    lines.append(reading_of(reading, _starting(settings, controls)))
    return hashed(lines) if kind == "real" else "\n".join(lines)


def _html(
    data: str, named: pd.DataFrame, start: str, ask: str, answer: str, because: str, kind: str
) -> str:
    """Return what stands without scripts; the page's script makes the controls from it."""
    numbers = table(named, "The numbers behind the figure", kind)
    safe = data.replace("</", "<\\/")
    return (
        f"<div class='np-explore np-frame-{kind}'>"
        f"<details class='np-ask'><summary>{html.escape(ask)}</summary>"
        f"<p class='np-because'><strong>{html.escape(answer)}.</strong> {html.escape(because)}</p>"
        f"</details><p class='np-reading'>{html.escape(start)}</p>"
        f"<details class='np-numbers'><summary>The same numbers in a table</summary>"
        f"{numbers._repr_html_()}</details>"
        f"<script type='application/json'>{safe}</script></div>"
    )


def _check_words(
    reading: str, ask: str, guesses: Sequence[str], answer: str, because: str, kind: str
) -> None:
    if not ask.rstrip().endswith("?"):
        raise refuse("what a figure asks", repr(ask), "a question")
    if not 2 <= len(guesses) <= 6:
        raise refuse("the guesses", f"{len(guesses)} of them", "2 to 6")
    choose("answer", answer, list(guesses))
    if kind in UNOBSERVED:
        check_simulated_sentence(because)
        check_simulated_sentence(reading)


def _check_settings(
    settings: pd.DataFrame, controls: Sequence[Control], reading: str, total: float | None
) -> None:
    for column in [c.name for c in controls] + PLACE.findall(reading):
        choose("column of the settings", column, list(settings.columns))
    if not 2 <= len(settings) <= MOST_SETTINGS:
        raise refuse("the settings", f"{len(settings)} rows", f"2 to {MOST_SETTINGS}")
    chosen = settings[[control.name for control in controls]]
    if chosen.duplicated().any():
        raise refuse("the settings", "a combination twice", "one row a combination")
    whole = math.prod(len(control.values) for control in controls)
    if total is not None:
        steps = len(controls[0].values) - 1
        whole = math.comb(steps + len(controls) - 1, len(controls) - 1)
    inside = [chosen[c.name].isin(c.values) for c in controls]
    if len(settings) != whole or not all(column.all() for column in inside):
        raise refuse("the settings", f"{len(settings)} rows", f"the {whole} combinations")
