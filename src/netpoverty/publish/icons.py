"""The theme's icon font, cut down to the icons that the book shows."""

from __future__ import annotations

import re
from pathlib import Path

FONT = "fa-solid-900"
ICON = re.compile(r"\\(f[0-9a-f]{3})\b")
# The theme's sheet has a rule for every icon of the font; those it uses itself are variables.
OF_THE_THEME = re.compile(r"--pst-icon-[a-z-]+:\s*[\"'](.)[\"']")
SOURCE = re.compile(r"src:url\([^)]*fa-solid-900[^}]*")


def cut_icons(site: Path) -> None:
    """Replace the icon font by one that holds only the icons of our style sheets.

    The theme's text boxes and our own rules are all that draw icons: the icon script is not
    loaded.
    """
    sheets = list(site.glob("_static/**/*.css"))
    for font in list(site.glob(f"_static/**/{FONT}.ttf")):
        cut_font(font, font.with_name("icons.woff"), icons_used(sheets))
        for packed in font.parent.glob(f"{FONT}.*"):
            packed.unlink()
    for sheet in sheets:
        text = sheet.read_text(encoding="utf-8")
        if FONT in text:
            small = 'src:url(../vendor/fontawesome/webfonts/icons.woff) format("woff")'
            sheet.write_text(SOURCE.sub(small, text), encoding="utf-8")


def icons_used(sheets: list[Path]) -> set[int]:
    """Return the code points of the icons that pages can show."""
    found: set[int] = set()
    for sheet in sheets:
        text = sheet.read_text(encoding="utf-8")
        found.update(ord(icon) for icon in OF_THE_THEME.findall(text))
        if "pydata" not in sheet.name:
            found.update(int(code, 16) for code in ICON.findall(text))
    return found


def cut_font(font: Path, target: Path, codes: set[int]) -> None:
    """Write a font with the glyphs of `codes` alone; the same bytes from the same input."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    full = TTFont(font, recalcTimestamp=False)
    subsetter = Subsetter(Options(hinting=False, desubroutinize=True, layout_features=[]))
    subsetter.populate(unicodes=sorted(codes))
    subsetter.subset(full)
    full.flavor = "woff"
    full.save(target)
