"""What the page builder is told: the footer that says what made each page."""

from __future__ import annotations

import html
import json
from pathlib import Path
from typing import Any

from .. import __version__
from .docstrings import tidy
from .stage import FOOTERS


def setup(app: Any) -> dict[str, Any]:
    """Connect the extension; called by Sphinx."""
    app.connect("html-page-context", add_footer)
    app.setup_extension("sphinx.ext.autodoc")
    # before napoleon, which reads the sections
    app.connect("autodoc-process-docstring", tidy_docstring, priority=100)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}


def add_footer(app: Any, pagename: str, template: str, context: dict, doctree: Any) -> None:
    """Give each page the footer that the stage wrote for it."""
    footers = read_footers(Path(app.srcdir))
    text = footers.get(pagename, footers.get("", ""))
    context["theme_extra_footer"] = f"<p class='np-footer'>{html.escape(text)}</p>"


def tidy_docstring(app: Any, what: str, name: str, thing: Any, options: Any, lines: list) -> None:
    """Give each docstring the headings that the page needs."""
    lines[:] = tidy(lines)


def read_footers(folder: Path) -> dict[str, str]:
    """Return the footers of a staging tree; without one, say what stands in the repository."""
    file = folder / FOOTERS
    if not file.exists():
        return {"": "Built from the committed outputs, with default parameters."}
    return json.loads(file.read_text(encoding="utf-8"))
