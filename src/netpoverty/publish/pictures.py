"""Smaller pictures: what a figure of a few inks needs, and no more."""

from __future__ import annotations

import io
from pathlib import Path

# Lines, bars and letters on no ground: a palette holds every shade of their edges.
COLOURS = 256


def shrink_pictures(folder: Path) -> None:
    """Rewrite each PNG of a folder with a palette where that makes it smaller.

    Transparency stays; the same picture gives the same bytes.
    """
    for file in sorted(folder.glob("*.png")):
        small = shrunk(file.read_bytes())
        if len(small) < file.stat().st_size:
            file.write_bytes(small)


def shrunk(png: bytes) -> bytes:
    """Return a PNG with a palette of 256 colours, alpha included."""
    from PIL import Image

    picture = Image.open(io.BytesIO(png)).convert("RGBA")
    packed = io.BytesIO()
    few = picture.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.putpalette(_settled(few.getpalette("RGBA")), "RGBA")
    few.save(packed, "PNG", optimize=True)
    return packed.getvalue()


def _settled(palette: list[int]) -> list[int]:
    """Return a palette whose averaged shades are wholly there or wholly away where they were."""
    alphas = [255 if alpha > 247 else 0 if alpha < 8 else alpha for alpha in palette[3::4]]
    return [alphas[n // 4] if n % 4 == 3 else value for n, value in enumerate(palette)]
