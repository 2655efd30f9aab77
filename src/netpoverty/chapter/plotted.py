"""The numbers behind a figure, read back from what was drawn, as a table that anyone can open."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

COLUMNS = ("panel", "x_axis", "y_axis", "drawn_as", "series", "x", "x_name", "y", "y_name", "value")
Drawn = tuple[str, str, np.ndarray, np.ndarray, np.ndarray | None]


def plotted(fig: Figure) -> str:
    """Return the drawn numbers as CSV, one row a point, bar, corner of an area or tile.

    Columns: `panel` is the number of the axes; `x_axis`, `y_axis` their labels; `drawn_as` one
    of line, guide (a line across the whole panel), marks, area, bar, tile; `series` the label
    in the legend; `x`, `y` positions with the names that stand at them on a named axis;
    `value` what the colour of a tile stands for. A bar's `x`, `y` is its far corner.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for panel, ax in enumerate(fig.axes, start=1):
        writer.writerows([panel, *row] for row in _rows(ax))
    return text.getvalue()


def _rows(ax: Axes) -> Iterator[list]:
    labels = [" ".join(text.split()) for text in (ax.get_xlabel(), ax.get_ylabel())]
    names_x, names_y = _names(ax.xaxis), _names(ax.yaxis)
    for drawn_as, series, x, y, values in _drawn(ax):
        series = "" if series.startswith("_") else " ".join(series.split())
        shown = "" if values is None else values
        for a, b, value in zip(x, y, np.broadcast_to(shown, np.shape(x)), strict=True):
            place = [_number(a), names_x.get(float(a), ""), _number(b), names_y.get(float(b), "")]
            yield [*labels, drawn_as, series, *place, "" if values is None else _number(value)]


def _drawn(ax: Axes) -> Iterator[Drawn]:
    for line in ax.get_lines():
        x, y = (np.asarray(v, dtype=float) for v in line.get_data(orig=False))
        whole = line.get_transform() != ax.transData
        yield "guide" if whole else "line", str(line.get_label()), x, y, None
    for collection in ax.collections:
        yield from _collection(collection)
    for image in ax.images:
        values = np.ma.filled(np.ma.asarray(image.get_array(), dtype=float), np.nan)
        if values.ndim == 2:
            row, column = (index.ravel() for index in np.indices(values.shape).astype(float))
            yield "tile", "", column, row, values.ravel()
    yield from _bars(ax.patches, ax)


def _bars(patches: Iterable, ax: Axes) -> Iterator[Drawn]:
    labelled = {id(bar): str(group.get_label()) for group in ax.containers for bar in group}
    for bar in patches:
        if hasattr(bar, "get_height") and hasattr(bar, "get_x"):
            x, y = bar.get_x() + bar.get_width(), bar.get_y() + bar.get_height()
            yield "bar", labelled.get(id(bar), ""), np.array([x]), np.array([y]), None


def _collection(collection: object) -> Iterator[Drawn]:
    from matplotlib.collections import PathCollection, QuadMesh

    series = str(collection.get_label())
    if isinstance(collection, QuadMesh):
        corners = np.asarray(collection.get_coordinates(), dtype=float)
        middle = (corners[:-1, :-1] + corners[1:, 1:]) / 2
        values = np.ma.filled(np.ma.asarray(collection.get_array(), dtype=float), np.nan)
        yield "tile", series, middle[..., 0].ravel(), middle[..., 1].ravel(), values.ravel()
    elif isinstance(collection, PathCollection):
        points = np.ma.filled(np.ma.asarray(collection.get_offsets(), dtype=float), np.nan)
        yield "marks", series, points[:, 0], points[:, 1], None
    else:
        for path in collection.get_paths():
            if len(path.vertices):
                yield "area", series, path.vertices[:, 0], path.vertices[:, 1], None


def _names(axis: Axis) -> dict[float, str]:
    """Return the names that stand at positions of an axis whose ticks are words."""
    from matplotlib.category import StrCategoryFormatter
    from matplotlib.ticker import FixedFormatter, FuncFormatter

    if not isinstance(
        axis.get_major_formatter(), FixedFormatter | FuncFormatter | StrCategoryFormatter
    ):
        return {}
    ticks = zip(axis.get_majorticklocs(), axis.get_majorticklabels(), strict=False)
    return {float(place): " ".join(label.get_text().split()) for place, label in ticks}


def _number(value: object) -> str:
    number = float(value)
    if not np.isfinite(number):
        return ""
    # Noise far below any unit differs between processors; it is not data.
    return "0" if abs(number) < 1e-12 else f"{number:.6g}"
