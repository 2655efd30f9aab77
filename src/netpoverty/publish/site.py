"""Building the static site from the staging tree and making it self-contained."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

from ..errors import InputError

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
# What stock pages leave unnamed, or name wrongly, for readers who do not see the page.
NAMED = {
    '<div id="pst-primary-sidebar" class': '<div id="pst-primary-sidebar" role="region" '
    'aria-label="The book" class',
    ' role="doc-biblioentry"': "",
    '<div role="list" class="citation-list">': '<div class="citation-list">',
    '<summary><span class="toctree-toggle"': '<summary aria-label="Show or hide the pages below">'
    '<span class="toctree-toggle"',
}
BUILDER = "from jupyter_book.cli.main import main; main()"
LEFT_OUT = (
    ".buildinfo",
    "**/*.map",
    "**/locales",
    "objects.inv",
    "**/sphinx-thebe*",
    "**/scripts/fontawesome*",
    "**/fa-*.ttf",
    "**/fa-brands*",
    "**/*webpack-macros.html",
)


def build_site(stage: Path, target: Path) -> Path:
    """Build the site of a staging tree into `target` and return its first page.

    Warnings are errors. The old site is replaced only when the new one is complete.
    Raises InputError with the builder's own words when the build fails.
    """
    work = stage.parent / f"{stage.name}-site"
    shutil.rmtree(work, ignore_errors=True)
    command = [sys.executable, "-c", BUILDER, "build", str(stage)]
    options = ["--path-output", str(work), "-n", "-W", "--keep-going", "-q"]
    done = subprocess.run(command + options, capture_output=True, text=True)
    built = work / "_build" / "html"
    reports = list(built.glob("reports/**/*.log"))
    if done.returncode or reports or not (built / "index.html").exists():
        said = "\n".join([done.stdout, done.stderr, *(r.read_text() for r in reports)])
        raise InputError(f"the page builder failed:\n{_only_problems(said)}")
    finish(built)
    replace_folder(built, target)
    shutil.rmtree(work, ignore_errors=True)
    return target / "index.html"


def finish(site: Path) -> None:
    """Drop what differs between builds or names another host; make any static host serve it."""
    for pattern in LEFT_OUT:
        for path in list(site.glob(pattern)):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        for pattern in FOREIGN:
            text = pattern.sub("", text)
        for stock, named in NAMED.items():
            text = text.replace(stock, named)
        page.write_text(text, encoding="utf-8")
    (site / ".nojekyll").touch()


def replace_folder(new: Path, target: Path) -> None:
    """Put `new` in the place of `target`, keeping the old one until the new one stands."""
    old = target.with_name(f".{target.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        target.rename(old)
    shutil.move(str(new), str(target))
    shutil.rmtree(old, ignore_errors=True)


def _only_problems(text: str) -> str:
    lines = [line for line in text.splitlines() if re.search(r"WARNING|ERROR|rror:", line)]
    return "\n".join(lines[-40:] or text.splitlines()[-25:])
