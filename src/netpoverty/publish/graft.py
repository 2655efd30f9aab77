"""Putting outputs into source: prose always comes from the source, outputs by cell id."""

from __future__ import annotations

import ast
import copy
from collections.abc import Mapping
from typing import Any

from ..errors import InputError
from .project import Page, code_cells, source_of, tags

PATH_SHOWN = "your own file"


def graft(page: Page, executed: Mapping[str, Any], parameters: Mapping[str, Any]) -> dict:
    """Return the page's source with the outputs of its executed copy.

    The parameters cell shows the values that were used, changed ones labelled; alt text and
    captions move from a figure's output to its cell, where the page builder reads them.
    """
    result = copy.deepcopy(page.notebook)
    outputs = {cell["id"]: cell for cell in code_cells(dict(executed))}
    for cell in code_cells(result):
        ran = outputs.get(cell["id"])
        if ran is None or source_of(ran) != source_of(cell):
            raise InputError(f"{page.name}: cell {cell['id']} has no output from this source.")
        cell["outputs"] = copy.deepcopy(list(ran["outputs"]))
        cell["execution_count"] = ran["execution_count"]
        _describe_figure(cell)
        if "parameters" in tags(cell) and parameters:
            cell["source"] = shown_parameters(page, parameters)
    renumber(result)
    return result


def renumber(notebook: dict) -> None:
    """Number the code cells from one, whatever cells the runner had injected."""
    for number, cell in enumerate(code_cells(notebook), start=1):
        cell["execution_count"] = number
        for output in cell["outputs"]:
            if "execution_count" in output:
                output["execution_count"] = number


def shown_parameters(page: Page, parameters: Mapping[str, Any]) -> str:
    """Return the parameters cell with the values used, each changed line labelled."""
    source = source_of(page.parameters_cell)
    lines = source.splitlines()
    for node in reversed(ast.parse(source).body):
        name = node.target.id
        parameter = page.parameters[name]
        if name not in parameters or parameters[name] == parameter.default:
            continue
        value = PATH_SHOWN if parameter.rule.is_path else parameters[name]
        first, last = node.value.lineno - 1, node.value.end_lineno - 1
        comment = lines[last].encode()[node.value.end_col_offset :].decode()
        start = lines[first].encode()[: node.value.col_offset].decode()
        lines[first : last + 1] = [
            f"{start}{value!r}{comment}  ← changed from {parameter.default!r}"
        ]
    return "\n".join(lines)


def figures_in(notebook: Mapping[str, Any]) -> list[dict]:
    """Return what each figure says of itself: alt text, kind, name and caption."""
    outputs = [output for cell in code_cells(dict(notebook)) for output in cell["outputs"]]
    found = (output.get("metadata", {}).get("netpoverty", {}) for output in outputs)
    return [about["figure"] for about in found if "figure" in about]


def numbers_in(cell: Mapping[str, Any]) -> str:
    """Return the numbers behind a cell's figure as CSV; an empty text where none are kept."""
    found = (output.get("metadata", {}).get("netpoverty", {}) for output in cell["outputs"])
    return next((about["data"] for about in found if about.get("data")), "")


def _describe_figure(cell: dict) -> None:
    figures = figures_in({"cells": [cell]})
    if not figures:
        return
    if len(figures) > 1:
        raise InputError(f"cell {cell['id']}: {len(figures)} figures; allowed: one a cell.")
    about = figures[0]
    settings = cell["metadata"].setdefault("mystnb", {})
    kinds = " ".join(f"np-figure-{kind}" for kind in about["kind"].split())
    settings["image"] = {"alt": about["alt"], "classes": f"figure {kinds}"}
    if about["caption"]:
        settings["figure"] = {"caption": about["caption"], "name": f"fig-{about['name']}"}
