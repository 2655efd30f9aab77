"""A small book of one chapter, laid out in a temporary folder."""

import json
from pathlib import Path

CONFIG = Path(__file__).resolve().parents[2] / "_config.yml"

PARAMETERS = """horizon: int = 12  # periods after the shock; in [1, 60]
source: str = ""  # your own file; path or empty"""
BODY = """from netpoverty.chapter import record, sentence
from pathlib import Path

rows = len(Path(source).read_text().splitlines()) if source else 0
record("peak", horizon / 2, "years")
record("rows", rows, "rows", "real" if source else "published")
sentence("answer", f"It peaks in year **{horizon / 2:g}**.")
horizon"""
FIGURE = """import matplotlib.pyplot as plt
from netpoverty.chapter import show

fig, ax = plt.subplots()
ax.plot(range(horizon))
show(fig, alt=f"A line that rises through {horizon} periods.", name="rise", caption="A rise")"""
PROSE = "The answer: {glue:md}`answer:myst` Peak {glue:text}`peak`."


def cell(kind, name, source, **metadata):
    made = {"cell_type": kind, "id": name, "metadata": metadata, "source": source}
    return made | ({"outputs": [], "execution_count": None} if kind == "code" else {})


def notebook(body=BODY, prose=PROSE, parameters=PARAMETERS):
    about = {
        "title": "A demonstration",
        "question": "Does it rise?",
        "method": "Looking.",
        "objectives": ["see it rise"],
        "prerequisites": "nothing.",
        "kinds": ["published"],
        "minutes_read": 1,
        "minutes_run": 1,
    }
    return {
        "cells": [
            cell("markdown", "title", "# Does it rise?"),
            cell("code", "parameters", parameters, tags=["parameters"]),
            cell("markdown", "prose", prose),
            cell("code", "body", body),
            cell("code", "figure", FIGURE),
        ],
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
            "netpoverty": about,
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def write(root, **changes):
    (root / "notebooks").mkdir(exist_ok=True)
    (root / "notebooks" / "demo.ipynb").write_text(json.dumps(notebook(**changes)))


def make(root):
    """Lay out the book in `root`, with the settings of the real one."""
    (root / "_config.yml").write_text(CONFIG.read_text())
    (root / "_toc.yml").write_text(
        "format: jb-book\nroot: book/index\nchapters:\n  - file: notebooks/demo\n"
    )
    (root / "requirements.txt").write_text("")
    for folder in ("book/static", "data"):
        (root / folder).mkdir(parents=True)
    (root / "book" / "index.md").write_text("# Welcome\n\nA page of prose.\n")
    (root / "book" / "references.bib").write_text("")
    for name in ("netpoverty.css", "netpoverty.js", "favicon.svg"):
        (root / "book" / "static" / name).write_text("")
    write(root)
    return root
