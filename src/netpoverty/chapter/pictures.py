"""Pictures as small as they can be: what a figure of a few inks needs, and no more."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from ..errors import InputError

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.transforms import BboxBase
    from PIL import Image

# Lines, bars and letters on no ground: a palette holds every shade of their edges.
COLOURS = 256


def draw(figure: Figure, inches: BboxBase, dpi: int) -> bytes:
    """Return the part `inches` of a figure (in inches from its lower left) as a small PNG.

    The figure is drawn once, and its pixels go to the palette as they are.
    """
    from matplotlib.transforms import Bbox
    from PIL import Image

    width, height = (max(1, round(length * dpi)) for length in (inches.width, inches.height))
    # A whole number of pixels, a hair above: the canvas cuts off fractions.
    whole = Bbox.from_bounds(inches.x0, inches.y0, (width + 0.01) / dpi, (height + 0.01) / dpi)
    raw = io.BytesIO()
    figure.savefig(raw, format="rgba", dpi=dpi, bbox_inches=whole)
    pixels = raw.getvalue()
    if len(pixels) != 4 * width * height:
        raise InputError(
            f"picture: {len(pixels) // 4} pixels were drawn where {width} × {height} were meant."
        )
    return packed(Image.frombuffer("RGBA", (width, height), pixels))


def repacked(png: bytes) -> bytes:
    """Return a PNG of somebody else's with a palette of 256 colours, transparency included."""
    from PIL import Image

    return packed(Image.open(io.BytesIO(png)).convert("RGBA"))


def packed(picture: Image.Image) -> bytes:
    """Return an RGBA picture as a PNG with a palette; the same picture gives the same bytes."""
    from PIL import Image

    out = io.BytesIO()
    few = picture.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.putpalette(_settled(few.getpalette("RGBA")), "RGBA")
    few.save(out, "PNG")
    return out.getvalue()


def _settled(palette: list[int]) -> list[int]:
    """Return a palette whose averaged shades are wholly there or wholly away where they were."""
    alphas = [255 if alpha > 247 else 0 if alpha < 8 else alpha for alpha in palette[3::4]]
    return [alphas[n // 4] if n % 4 == 3 else value for n, value in enumerate(palette)]
