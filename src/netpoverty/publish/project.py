"""Where the book is and which chapters it has."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from ..errors import InputError, choose
from .parameters import Parameter, read_parameters


@dataclass(frozen=True)
class Page:
    """An executable page: a notebook of the table of contents."""

    name: str
    path: Path
    notebook: dict

    @property
    def parameters(self) -> dict[str, Parameter]:
        """Return the page's parameters by name; empty when it has no parameters cell."""
        cell = self.parameters_cell
        return read_parameters("".join(cell["source"]), self.name) if cell else {}

    @property
    def parameters_cell(self) -> dict | None:
        """Return the cell tagged `parameters`; more than one is refused."""
        cells = [c for c in code_cells(self.notebook) if "parameters" in tags(c)]
        if len(cells) > 1:
            raise InputError(f"{self.name}: {len(cells)} cells are tagged parameters; allowed: 1.")
        return cells[0] if cells else None

    @property
    def is_chapter(self) -> bool:
        """Whether the page is a chapter, that is, has a parameters cell."""
        return self.parameters_cell is not None

    @property
    def about(self) -> dict:
        """Return what the notebook says of itself: title, question, objectives, minutes."""
        return self.notebook["metadata"].get("netpoverty", {})


@dataclass(frozen=True)
class Project:
    """A checkout of the book: its root folder and the pages of its table of contents."""

    root: Path

    @property
    def pages(self) -> dict[str, Page]:
        """Return the executable pages by name, in the order of the table of contents."""
        files = (self.root / file for file in _files(self.toc))
        notebooks = [path.with_suffix(".ipynb") for path in files]
        return {path.stem: read_page(path) for path in notebooks if path.exists()}

    @property
    def chapters(self) -> dict[str, Page]:
        """Return the pages that have parameters."""
        return {name: page for name, page in self.pages.items() if page.is_chapter}

    def chapter(self, name: str) -> Page:
        """Return the chapter called `name`; refuse another name with the nearest one."""
        chapters = self.chapters
        return chapters[choose("chapter", name, chapters)]

    @property
    def toc(self) -> dict:
        """Return the table of contents."""
        return yaml.safe_load((self.root / "_toc.yml").read_text(encoding="utf-8"))


def find_project(start: Path | None = None) -> Project:
    """Return the book that `start` (by default the current folder) lies in.

    Looks upward for `_config.yml` beside `_toc.yml`, then at `NETPOVERTY_ROOT`, then beside
    the installed package. Raises InputError when there is none.
    """
    here = (start or Path.cwd()).resolve()
    named = os.environ.get("NETPOVERTY_ROOT")
    package = Path(__file__).resolve().parents[3]
    candidates = [here, *here.parents, *([Path(named)] if named else []), package]
    for folder in candidates:
        if (folder / "_toc.yml").exists() and (folder / "_config.yml").exists():
            return Project(folder)
    raise InputError(
        "no book here: run this inside the folder that holds _config.yml and _toc.yml."
    )


def read_page(path: Path) -> Page:
    """Return the notebook at `path` as a page; refuse one that is not readable."""
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError) as error:
        raise InputError(f"{path.name}: not a readable notebook ({error}).") from None
    return Page(path.stem, path, notebook)


def code_cells(notebook: dict) -> Iterator[dict]:
    """Yield the code cells of a notebook."""
    return (cell for cell in notebook["cells"] if cell["cell_type"] == "code")


def tags(cell: dict) -> list[str]:
    """Return the tags of a cell."""
    return cell.get("metadata", {}).get("tags", [])


def source_of(cell: dict) -> str:
    """Return a cell's source as one text, whichever of the two forms the file uses."""
    return "".join(cell["source"])


def _files(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key in ("root", "file"):
                yield value
            else:
                yield from _files(value)
    elif isinstance(node, list):
        for item in node:
            yield from _files(item)
