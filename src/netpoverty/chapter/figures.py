"""Showing a figure: one transparent image with its badge, alt text and fingerprint."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from ..errors import refuse
from ..results import format_number
from .display import emit_picture
from .kinds import Kind, kinds_of
from .pictures import draw
from .plotted import plotted

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Okabe and Ito's palette without its yellow, which vanishes on white; sky blue and orange are
# darkened until every colour has contrast 3:1 on white and, inverted, on the dark page.
PALETTE = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#3b94cc", "#b87a00", "#000000"]
LINES = ["-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (1, 3)), (0, (8, 3))]
# How alt text begins where what is shown was not observed.
OPENINGS = {"simulated": "Simulated data:", "judgement": "Our judgement:"}
MARKERS = ["o", "s", "^", "D", "v", "P", "X"]
DPI = 180
# Inches between a figure and its frame, and the height of the row of badges.
MARGIN, BADGE = 0.11, 0.22


def use_style() -> None:
    """Set the book's figure style: transparent, readable at phone width, colour-blind-safe."""
    import matplotlib as mpl
    from cycler import cycler

    mpl.rcParams.update(
        {
            "axes.prop_cycle": cycler(color=PALETTE) + cycler(linestyle=LINES),
            "axes.spines.right": False,
            "axes.spines.top": False,
            "figure.constrained_layout.use": True,
            "figure.figsize": (5.4, 3.6),
            "font.family": ["DejaVu Sans"],
            "font.size": 11,
            "grid.alpha": 0.35,
            "legend.frameon": False,
            "lines.linewidth": 2,
            "savefig.transparent": True,
        }
    )


def show(
    fig: Figure,
    alt: str,
    kind: str | Sequence[str] = "published",
    name: str = "",
    caption: str = "",
) -> None:
    """Display a figure as one transparent PNG with badge, alt text and data fingerprint.

    Parameters: `alt` one sentence or more computed from the data, that says what the figure
    shows; `kind` of number, or several that stand side by side; `name` stable (its anchor and number come from it); `caption`
    in Markdown. Raises InputError for alt text that is no sentence, or a figure
    whose alt text does not begin as its kind asks ("Simulated data:", "Our judgement:"). The drawn numbers are kept in the output,
    for the download as CSV; those of real data are not, because marks may be people.
    """
    import matplotlib.pyplot as plt

    check_alt(alt, kind)
    kinds = kinds_of(kind)
    names = [each.name for each in kinds]
    lines = fingerprint(fig, real="real" in names)
    data = "" if "real" in names else plotted(fig)
    about = {"alt": alt, "kind": " ".join(names), "name": name, "caption": caption}
    emit_picture(lambda: _drawn(fig, kinds), lines, {"figure": about, "data": data})
    plt.close(fig)


def check_alt(alt: str, kind: str | Sequence[str]) -> None:
    """Refuse alt text that is no sentence, or that hides that it shows no observations.

    One that shows several kinds names what is simulated, or judged, somewhere in its text.
    """
    if len(alt.split()) < 5 or not alt.rstrip().endswith((".", "!", "?")):
        raise refuse("alt text", repr(alt), "a sentence that says what the figure shows")
    kinds = kinds_of(kind)
    for each in kinds:
        opening = OPENINGS.get(each.name, "")
        found = alt.startswith(opening) if len(kinds) == 1 else each.name in alt.lower()
        if opening and not found:
            what = "our judgement" if each.name == "judgement" else f"a {each.name} figure"
            raise refuse(f"alt text of {what}", repr(alt[:40]), f"'{opening} …'")


def fingerprint(fig: Figure, real: bool = False) -> str:
    """Return a text that changes when the plotted data change: sizes, ranges and means.

    Of real data, whose extremes may be one person's, it is a hash of that text.
    """
    lines = []
    for number, ax in enumerate(fig.axes, start=1):
        labels = " | ".join(t for t in (ax.get_title(), ax.get_xlabel(), ax.get_ylabel()) if t)
        lines.append(f"axes {number}: {labels}")
        lines += [f"  {line}" for line in _artists(ax)]
    return hashed(lines) if real else "\n".join(lines)


def hashed(lines: list[str]) -> str:
    """Return what tells two versions of a text about real data apart, and nothing more.

    >>> hashed(["bars: n=2"])
    'real data, hash 606a1fdf9c44'
    """
    from hashlib import sha256

    return f"real data, hash {sha256(chr(10).join(lines).encode()).hexdigest()[:12]}"


def _artists(ax: Axes) -> list[str]:
    drawn = []
    for line in ax.get_lines():
        drawn.append(_describe("line", line.get_xdata(), line.get_ydata()))
    for collection in ax.collections:
        points = np.ma.filled(np.ma.asarray(collection.get_offsets(), dtype=float), np.nan)
        paths = [path.vertices for path in collection.get_paths()]
        if len(points) < 2 and paths:
            points = np.concatenate(paths)
        if len(points):
            drawn.append(_describe("marks", points[:, 0], points[:, 1]))
    bars = [patch for patch in ax.patches if hasattr(patch, "get_height")]
    if bars:
        x = [bar.get_x() + bar.get_width() for bar in bars]
        drawn.append(_describe("bars", x, [bar.get_y() + bar.get_height() for bar in bars]))
    drawn += [f"text: {text.get_text()}" for text in ax.texts if text.get_text()]
    return drawn


def _describe(what: str, x: object, y: object) -> str:
    return f"{what}: n={np.size(y)} x {_spread(x)} y {_spread(y)}"


def _spread(values: object) -> str:
    try:
        array = np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        return f"{list(values)[:1]}…{list(values)[-1:]}"
    array = array[np.isfinite(array)]
    if not array.size:
        return "empty"
    # Noise far below the scale of the data differs between processors; it is not data.
    scale = np.abs(array).max()
    numbers = [0.0 if abs(v) < 1e-9 * scale else float(v) for v in _summary(array)]
    low, high, mean = (format_number(number, 3) for number in numbers)
    return f"[{low}, {high}] mean {mean}"


def _summary(array: np.ndarray) -> tuple[float, float, float]:
    return array.min(), array.max(), array.mean()


def _drawn(fig: Figure, kinds: Sequence[Kind]) -> bytes:
    fig.set_dpi(DPI)  # as it will be drawn: widths of words depend on it a little
    _lay_out(fig)
    _draw_badges(fig, kinds)
    return draw(fig, fig.get_tightbbox(fig.canvas.get_renderer()).padded(0.08), DPI)


def _lay_out(fig: Figure) -> None:
    """Place axes and labels once and for all: with no engine left, saving draws only once.

    A figure without an engine has its places already; its labels move with a draw alone.
    """
    import matplotlib as mpl

    engine = fig.get_layout_engine()
    if engine is None:
        fig.draw_without_rendering()
    else:
        engine.execute(fig)
    with mpl.rc_context({"figure.constrained_layout.use": False, "figure.autolayout": False}):
        fig.set_layout_engine(None)
    _pin_legends(fig)


def _pin_legends(fig: Figure) -> None:
    """Keep legends where the layout put them: by itself, a figure's legend goes to the edge of
    the picture, which is where the frame stands."""
    for legend in fig.legends:
        if legend.get_bbox_to_anchor() is fig.bbox:
            legend.set_bbox_to_anchor((0, 0, 1, 1), transform=fig.transFigure)


def _draw_badges(fig: Figure, kinds: Sequence[Kind]) -> None:
    """Draw badges below, and a frame around, all that was drawn, be it inside the figure or not.

    Lengths are inches, so that a low figure has as much room inside its frame as a high one.
    """
    from matplotlib.patches import Rectangle
    from matplotlib.transforms import Bbox

    width, height = fig.get_size_inches()
    drawn = fig.get_tightbbox(fig.canvas.get_renderer())
    inner = Bbox.union([Bbox.from_bounds(0, 0, width, height), drawn])
    right = inner.x1 - MARGIN / 2
    for kind in reversed(kinds):
        look = {"ha": "right", "va": "center", "fontsize": 10, "color": kind.colour}
        badge = fig.text(right / width, (inner.y0 - BADGE / 2) / height, kind.badge, **look)
        right -= badge.get_window_extent().width / fig.dpi + 1.5 * MARGIN
    framed = [kind for kind in kinds if kind.frame]
    if framed:
        frame = Rectangle(
            ((inner.x0 - MARGIN) / width, (inner.y0 - BADGE) / height),
            (inner.width + 2 * MARGIN) / width,
            (inner.height + BADGE + MARGIN) / height,
            fill=False,
            linestyle=framed[0].frame,
            edgecolor=framed[0].colour,
            linewidth=1.4,
        )
        frame.set_transform(fig.transFigure)
        frame.set_clip_on(False)
        fig.add_artist(frame)
