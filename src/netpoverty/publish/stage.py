"""The staging tree: sources and executed notebooks as the page builder gets them."""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Iterable
from pathlib import Path

from ..chapter.kinds import kind_of
from .keys import SHORT, code_version, data_key
from .project import Project
from .runs import Run, notebook_text, package_versions

SOURCES = ("_config.yml", "_toc.yml", "book")
FOOTERS = "pages.json"


def stage(project: Project, runs: Iterable[Run], folder: Path) -> None:
    """Lay out the staging tree in `folder`, which is emptied first."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in SOURCES:
        source = project.root / name
        copy_one = shutil.copytree if source.is_dir() else shutil.copy2
        copy_one(source, folder / name)
    runs = list(runs)
    footers = {"": book_footer(project, runs)}
    for run in runs:
        place = run.page.path.relative_to(project.root)
        target = folder / place
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(notebook_text(with_opening(run)), encoding="utf-8")
        footers[place.with_suffix("").as_posix()] = run_footer(project, run)
    (folder / FOOTERS).write_text(json.dumps(footers), encoding="utf-8")


def book_footer(project: Project, runs: Iterable[Run]) -> str:
    """Return what made a page of prose: code, data, changed parameters, package versions."""
    changed = [f"{run.page.name}.{told}" for run in runs for told in changes(run)]
    return made_by(project, changed)


def run_footer(project: Project, run: Run) -> str:
    """Return what made an executed page: the same, and the key of its run."""
    return f"{made_by(project, changes(run))} · run {run.key[:SHORT]}"


def made_by(project: Project, changed: list[str]) -> str:
    """Return code version, data key, parameters and the versions of the packages used."""
    versions = ", ".join(f"{name} {number}" for name, number in package_versions().items())
    return (
        f"Code {code_version()} · data {data_key(project)[:SHORT]} · "
        f"parameters: {', '.join(changed) or 'defaults'} · {versions}"
    )


def changes(run: Run) -> list[str]:
    """Return each changed parameter as pages may show it: never a path of this machine."""
    known = run.page.parameters
    return [
        f"{name} = a file of your own" if known[name].rule.is_path else f"{name} = {value}"
        for name, value in run.changed.items()
    ]


def with_opening(run: Run) -> dict:
    """Return the notebook with its opening block, built from the notebook's own metadata."""
    notebook = copy.deepcopy(run.notebook)
    opening = opening_text(run)
    if opening:
        cell = {"cell_type": "markdown", "id": "opening", "metadata": {}, "source": opening}
        notebook["cells"].insert(1, cell)
    return notebook


def opening_text(run: Run) -> str:
    """Return question, method, objectives, prerequisites, kinds of number and minutes."""
    about = run.page.about
    if "question" not in about:
        return ""
    kinds = ", ".join(kind_of(kind).badge for kind in about["kinds"])
    objectives = "\n".join(f"- {text}" for text in about["objectives"])
    lines = [
        f"**Question.** {about['question']}",
        f"**Method.** {about['method']}",
        f"**After this chapter you can**\n\n{objectives}",
        f"**You need** {about['prerequisites']}",
        f"**Numbers here are** {kinds}. **Time:** {about['minutes_read']} minutes to read, "
        f"{about['minutes_run']} to run.",
    ]
    if run.changed:
        lines.append(f"**This page was run with other parameters:** {', '.join(changes(run))}.")
    body = "\n\n".join(lines)
    return f"::::{{admonition}} Before you start\n:class: np-opening\n\n{body}\n::::"
