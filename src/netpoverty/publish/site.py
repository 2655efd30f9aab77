"""Building the static site from the staging tree, with its downloads and its archive."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from ..errors import InputError
from .archive import write_archive
from .downloads import FOLDER, SITE_ARCHIVE
from .finish import finish
from .sphinx import read_footers

BUILDER = "import netpoverty; from jupyter_book.cli.main import main; main()"


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
    if (stage / FOLDER).exists():
        shutil.copytree(stage / FOLDER, built / FOLDER)
    refuse_unsigned(built, read_footers(stage))
    write_archive(built, built / FOLDER / SITE_ARCHIVE)
    replace_folder(built, target)
    shutil.rmtree(work, ignore_errors=True)
    return target / "index.html"


def refuse_unsigned(site: Path, footers: Mapping[str, str]) -> None:
    """Refuse a site with a page that does not say what the stage says made it."""
    for place, footer in footers.items():
        page = site / f"{place}.html"
        if place and page.exists() and html.escape(footer) not in page.read_text(encoding="utf-8"):
            raise InputError(f"{place}: the page does not carry the key of what made it.")


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
