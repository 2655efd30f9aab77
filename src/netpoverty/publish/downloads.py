"""What a reader may take from a page: notebook, results, data, numbers behind the figures.

Only what may be published: printed figures and simulated worlds. A file that a user supplied
is never copied, nor the numbers behind a figure of real data, nor a path of this machine.
"""

from __future__ import annotations

import ast
import html
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from ..chapter.kinds import kind_of
from .graft import PATH_SHOWN, figures_in, numbers_in
from .project import Project, code_cells, source_of
from .runs import Run, notebook_text, results_of

FOLDER = "downloads"
SHARED = "data"
SITE_ARCHIVE = "online-and-out-of-poverty.zip"


@dataclass(frozen=True)
class Offer:
    """One file to take: its place below the downloads, and what it is."""

    place: str
    meaning: str


def write_downloads(project: Project, run: Run, folder: Path) -> list[Offer]:
    """Write what can be taken from a run into `folder`; return what is offered."""
    name = run.page.name
    mine = folder / name
    mine.mkdir(parents=True, exist_ok=True)
    (mine / f"{name}.ipynb").write_text(notebook_text(run.notebook), encoding="utf-8")
    text = json.dumps(public_results(project, run), indent=2, ensure_ascii=False)
    (mine / "results.json").write_text(text + "\n", encoding="utf-8")
    offers = [
        Offer(f"{name}/{name}.ipynb", "the executed notebook"),
        Offer(f"{name}/results.json", "every recorded result, with unit, kind and what made it"),
    ]
    return offers + _figures(run, mine) + _data(project, run, folder)


def public_results(project: Project, run: Run) -> dict:
    """Return a run's results without its duration and without paths of this machine."""
    found = results_of(project, run, run.folder)
    found.pop("seconds")
    for name in ("parameters", "changed"):
        found[name] = {key: _public(run, key, value) for key, value in found[name].items()}
    return found


def downloads_block(run: Run, offers: list[Offer]) -> str:
    """Return the list of downloads as it stands at the end of a page."""
    up = "../" * len(Path(run.page.name).parts)
    items = "\n".join(
        f'<li><a href="{up}{FOLDER}/{html.escape(offer.place)}" download>'
        f"{html.escape(Path(offer.place).name)}</a> – {html.escape(offer.meaning)}</li>"
        for offer in offers
    )
    return (
        "::::{admonition} Take this page with you\n:class: np-downloads\n\n"
        f"<ul>\n{items}\n</ul>\n\n::::"
    )


def _figures(run: Run, mine: Path) -> list[Offer]:
    offers = []
    for cell in code_cells(run.notebook):
        for about in figures_in({"cells": [cell]}):
            numbers = numbers_in(cell)
            if numbers and about["name"] and "real" not in about["kind"].split():
                (mine / f"{about['name']}.csv").write_text(numbers, encoding="utf-8")
                kinds = [kind_of(kind).word for kind in about["kind"].split()]
                told = f"{' and '.join(kinds)}: numbers behind the figure {about['name']}"
                offers.append(Offer(f"{run.page.name}/{about['name']}.csv", told))
    return offers


def _data(project: Project, run: Run, folder: Path) -> list[Offer]:
    words = _words(run)
    published = sorted((project.root / "data" / "published").glob("*.yml"))
    simulated = sorted((project.root / "data" / "simulated").glob("SIMULATED_*"))
    offers = []
    for file in published:
        paper = file.stem.removesuffix("_coding")
        if paper in words or paper == run.page.name:
            offers.append(_take(file, folder, "published figures, with the place of each"))
    if run.page.name in ("registry", "ledger"):
        offers = [
            _take(file, folder, "published figures, with the place of each") for file in published
        ]
    for file in simulated:
        world = file.stem.split("_")[1]
        if world in words and not file.stem.endswith("_truth"):
            offers.append(_take(file, folder, "a simulated world; it holds nobody's answers"))
    return offers


def _take(file: Path, folder: Path, meaning: str) -> Offer:
    target = folder / SHARED / file.name
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
    return Offer(f"{SHARED}/{file.name}", meaning)


def _words(run: Run) -> set[str]:
    """Return the texts that stand as constants in a page's code: names of papers and worlds."""
    found = set()
    for cell in code_cells(run.page.notebook):
        for node in ast.walk(ast.parse(source_of(cell))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


def _public(run: Run, name: str, value: object) -> object:
    is_path = run.page.parameters[name].rule.is_path
    return PATH_SHOWN if is_path and value else value
