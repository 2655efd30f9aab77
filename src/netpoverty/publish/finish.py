"""Finishing the built pages: nothing foreign, nothing unused, everything named and numbered."""

from __future__ import annotations

import re
import shutil
import struct
from collections.abc import Callable
from pathlib import Path

from .downloads import FOLDER
from .icons import cut_icons

# Stock pages carry these although nothing here uses them; most name a third-party host.
FOREIGN = [
    re.compile(r"<script>\s*const THEBE_JS_URL.*?</script>\s*", re.DOTALL),
    re.compile(r'<script[^>]*src="[^"]*sphinx-thebe[^"]*"[^>]*></script>\s*'),
    re.compile(r'<link[^>]*href="[^"]*sphinx-thebe[^"]*"[^>]*/?>\s*'),
    re.compile(r'<script type="text/x-thebe-config">.*?</script>\s*', re.DOTALL),
    re.compile(r"<script>kernelName = .*?</script>\s*"),
    re.compile(r'<link[^>]*rel="preconnect"[^>]*/?>\s*'),
    re.compile(r'<div id="ethical-ad-placement".*?</div>', re.DOTALL),
    # 1.5 MB of icon script, replaced by a few rules of our own style sheet
    re.compile(r'<script[^>]*src="[^"]*fontawesome[^"]*"[^>]*></script>\s*'),
]
MATHJAX = re.compile(r'<script[^>]*src="[^"]*mathjax[^"]*"[^>]*></script>\s*')
SEARCHING = re.compile(
    r'<script[^>]*src="[^"]*(?:searchtools|language_data|searchindex)\.js[^"]*"[^>]*></script>\s*'
)
# What stock pages leave unnamed, or name wrongly, for readers who do not see the page.
NAMED = {
    '<div id="pst-primary-sidebar" class': '<div id="pst-primary-sidebar" role="region" '
    'aria-label="The book" class',
    ' role="doc-biblioentry"': "",
    '<div role="list" class="citation-list">': '<div class="citation-list">',
    '<summary><span class="toctree-toggle"': '<summary aria-label="Show or hide the pages below">'
    '<span class="toctree-toggle"',
}
LEFT_OUT = (
    ".buildinfo",
    "**/*.map",
    "**/locales",
    "objects.inv",
    "_sources",
    "**/sphinx-thebe*",
    "**/scripts/fontawesome*",
    "**/fa-*.ttf",
    "**/fa-brands*",
    "**/*webpack-macros.html",
)
SOURCE_LINK = re.compile(r'<li><a href="(?:\.\./)*_sources/([^"]+)".*?</li>', re.DOTALL)
PICTURE = re.compile(r'<img ([^>]*?)src="([^"]+\.png)" ?/?>')
CAPTION = re.compile(r"<p class=(['\"])np-caption\1>(<span class=(['\"])np-badge.*?</span>) ?")


def finish(site: Path) -> None:
    """Drop what differs between builds or names another host; make any static host serve it."""
    cut_icons(site)
    for pattern in LEFT_OUT:
        for path in list(site.glob(pattern)):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for page in site.rglob("*.html"):
        text = finished(page.read_text(encoding="utf-8"), page)
        page.write_text(text, encoding="utf-8")
    (site / ".nojekyll").touch()


def finished(text: str, page: Path) -> str:
    """Return the text of a page without what it does not need, with names and numbers."""
    for pattern in FOREIGN:
        text = pattern.sub("", text)
    for stock, named in NAMED.items():
        text = text.replace(stock, named)
    if 'class="math' not in text:
        text = MATHJAX.sub("", text)
    if page.name != "search.html":
        text = SEARCHING.sub("", text)
    text = SOURCE_LINK.sub(_to_download, text)
    text = CAPTION.sub(_numberer(), text)
    return PICTURE.sub(_pictures(page.parent), text)


def _to_download(link: re.Match) -> str:
    """Point the stock button at the notebook among the downloads; pages of prose have none."""
    file = Path(link[1])
    if file.suffix != ".ipynb":
        return ""
    wanted = f"{FOLDER}/{file.stem}/{file.name}"
    return link[0].replace(f"_sources/{link[1]}", wanted).replace('target="_blank"', "download")


def _numberer() -> Callable[[re.Match], str]:
    """Return what gives each table of a page its number and an anchor to refer to."""
    count = iter(range(1, 10_000))

    def number(caption: re.Match) -> str:
        n = next(count)
        quote, badge = caption[1], caption[2]
        label = f"<span class='caption-number'>Table {n}</span>"
        return f"<p class={quote}np-caption{quote} id={quote}table-{n}{quote}>{label} {badge} "

    return number


def _pictures(folder: Path) -> Callable[[re.Match], str]:
    """Return what gives pictures their size, so that text stays put while they load later."""

    def describe(picture: re.Match) -> str:
        file = folder / picture[2]
        if "loading=" in picture[1] or not file.exists():
            return picture[0]
        width, height = png_size(file)
        size = "" if "width=" in picture[1] else f'width="{width}" height="{height}" '
        return f'<img {picture[1]}{size}loading="lazy" decoding="async" src="{picture[2]}" />'

    return describe


def png_size(file: Path) -> tuple[int, int]:
    """Return width and height of a PNG in pixels of the page: half of those in the file."""
    with file.open("rb") as stream:
        width, height = struct.unpack(">II", stream.read(24)[16:])
    return round(width / 2), round(height / 2)
