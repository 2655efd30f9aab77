"""A chart's specification as the page and the static figure need it."""

from __future__ import annotations

import copy
import math
from collections.abc import Sequence

from ..errors import refuse
from .controls import Control
from .figures import PALETTE
from .kinds import Kind
from .pictures import repacked

HEIGHT = 300
STATIC_WIDTH = 480
STATIC_SCALE = 2


def live_spec(chart: object, controls: Sequence[Control], kind: Kind) -> dict:
    """Return the Vega-Lite specification of a chart with its controls, badge and style.

    `chart` is an Altair chart or a specification; every control becomes a parameter of its
    name. Numbers keep four significant digits. Raises InputError for a chart of several views
    or with a title of its own, whose place the badge takes.
    """
    spec = copy.deepcopy(chart if isinstance(chart, dict) else chart.to_dict())
    several = {"facet", "repeat", "concat", "hconcat", "vconcat"} & set(spec)
    if several or "title" in spec:
        raise refuse("an interactive chart", min(several or {"a title"}), "one view, no title")
    spec.pop("$schema", None)
    named = [{"name": c.name, "value": _plain(c.start)} for c in controls]
    spec["params"] = [*spec.get("params", []), *named]
    spec["datasets"] = {name: _rounded(rows) for name, rows in spec.get("datasets", {}).items()}
    spec["title"] = {
        "text": kind.badge,
        "anchor": "end",
        "frame": "group",
        "orient": "bottom",
        "color": kind.colour,
        "fontSize": 12,
        "fontWeight": "bold",
    }
    spec["width"], spec["height"] = "container", spec.get("height", HEIGHT)
    spec["config"] = style(kind)
    return spec


def style(kind: Kind) -> dict:
    """Return the book's chart style: transparent, legible on a phone, a frame for what was not observed."""
    dashes = {"--": [6, 4], ":": [2, 3]}.get(kind.frame)
    frame = {"stroke": kind.colour, "strokeDash": dashes, "strokeWidth": 1.4}
    return {
        "background": None,
        "font": "DejaVu Sans, Verdana, sans-serif",
        "view": frame if dashes else {"stroke": None},
        "mark": {"color": PALETTE[0]},
        "axis": {
            "labelFontSize": 12,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            # Rulings stand behind what is drawn, on a light page and on a dark one.
            "gridOpacity": 0.6,
        },
        "legend": {"labelFontSize": 12, "titleFontSize": 12, "orient": "top", "columns": 2},
        "range": {"category": PALETTE[:-1]},
        "line": {"strokeWidth": 2.5},
        "text": {"fontSize": 12},
    }


def to_columns(spec: dict) -> dict:
    """Return the specification with each dataset by column, half the size of rows.

    >>> to_columns({"datasets": {"d": [{"x": 1}, {"x": 2}]}})["datasets"]
    {'d': {'x': [1, 2]}}
    """
    packed = {}
    for name, rows in spec["datasets"].items():
        columns = dict.fromkeys(column for row in rows for column in row)
        packed[name] = {column: [row.get(column) for row in rows] for column in columns}
    return {**spec, "datasets": packed}


def static_png(spec: dict) -> bytes:
    """Return the chart at the start of its controls as a transparent PNG."""
    import vl_convert

    whole = {**spec, "width": STATIC_WIDTH}
    return repacked(vl_convert.vegalite_to_png(whole, scale=STATIC_SCALE))


def _rounded(rows: list[dict]) -> list[dict]:
    return [{name: _round(value) for name, value in row.items()} for row in rows]


def _round(value: object) -> object:
    if not isinstance(value, float):
        return value
    if not math.isfinite(value):
        return None
    rounded = float(f"{value:.3e}")
    return int(rounded) if rounded.is_integer() else rounded


def _plain(value: object) -> object:
    return value.item() if hasattr(value, "item") else value
