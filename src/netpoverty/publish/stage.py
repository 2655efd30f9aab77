"""The staging tree: sources and executed notebooks as the page builder gets them."""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from ..chapter.kinds import kind_of
from ..errors import InputError
from .changed import History, read_history
from .downloads import FOLDER as DOWNLOADS
from .downloads import Offer, downloads_block, write_downloads
from .generated import CITATION, STATUS, STUDIES, citation_text, status_text, studies_text
from .keys import SHORT, code_version, data_key, run_key
from .project import Project, code_cells, read_page, tags
from .public import with_public_links
from .runs import Run, notebook_text, package_versions

SOURCES = ("_config.yml", "_toc.yml", "book")
FOOTERS = "pages.json"
# What keeps a code cell from being folded: it is folded or gone already, or is to be read.
FOLDED = {"hide-input", "hide-cell", "remove-input", "remove-cell", "parameters"}
NOTICE = "Vega, Vega-Lite, Vega-Embed and D3, bundled by vl-convert; licences: LICENSE beside this"


def stage(project: Project, runs: Iterable[Run], folder: Path) -> None:
    """Lay out the staging tree in `folder`, which is emptied first.

    Raises InputError for a run whose key is not that of the code, data and parameters that
    stand here now.
    """
    runs = list(runs)
    refuse_stale(project, runs)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in SOURCES:
        source = project.root / name
        copy_one = shutil.copytree if source.is_dir() else shutil.copy2
        copy_one(source, folder / name)
    write_vega(folder / "book" / "static" / "vendor" / "vega" / "vega.js")
    history = read_history(project.root)
    _set_public_links(folder)
    _fill_in(project, runs, history, folder)
    footers = prose_footers(project, runs, history)
    for run in runs:
        place = run.page.path.relative_to(project.root)
        offers = write_downloads(project, run, folder / DOWNLOADS)
        target = folder / place
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(notebook_text(as_page(run, offers)), encoding="utf-8")
        footers[place.with_suffix("").as_posix()] = run_footer(project, run, history)
    (folder / FOOTERS).write_text(json.dumps(footers), encoding="utf-8")


def write_vega(target: Path) -> None:
    """Write Vega, Vega-Lite and what they need as one classic script, which any page can load.

    It comes from the installed package, so that chart and static picture are drawn alike.
    """
    bundle = _vega_bundle()
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(f"/* {NOTICE} */\n(() => {{\n{bundle}\n}})();\n", encoding="utf-8")


@cache
def _vega_bundle() -> str:
    import vl_convert

    return vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")


def refuse_stale(project: Project, runs: Iterable[Run]) -> None:
    """Refuse a run that other code, data or parameters made than those that stand here."""
    for run in runs:
        now = run_key(project, read_page(run.page.path), run.parameters, run.folder)
        if now != run.key:
            raise InputError(
                f"{run.page.name}: its outputs have key {run.key[:SHORT]}; code, data and "
                f"parameters here have {now[:SHORT]}. Publish again."
            )


def prose_footers(project: Project, runs: list[Run], history: History) -> dict[str, str]:
    """Return the footer of each page of prose, and under "" that of pages without a source."""
    changed = [f"{run.page.name}.{told}" for run in runs for told in changes(run)]
    footers = {"": made_by(project, changed, history, "book")}
    for file in sorted((project.root / "book").glob("*.md")):
        footers[f"book/{file.stem}"] = made_by(project, changed, history, f"book/{file.name}")
    return footers


def run_footer(project: Project, run: Run, history: History) -> str:
    """Return what made an executed page: the same, and the key of its run."""
    place = run.page.path.relative_to(project.root).as_posix()
    return f"{made_by(project, changes(run), history, place)} · run {run.key[:SHORT]}"


def made_by(project: Project, changed: list[str], history: History, place: str) -> str:
    """Return code version, data key, parameters, days of change and package versions."""
    versions = ", ".join(f"{name} {number}" for name, number in package_versions().items())
    days = {"page": place, "code": "src", "data": "data"}
    told = ", ".join(f"{what} {history.last_changed(where)}" for what, where in days.items())
    return (
        f"Code {code_version()} · data {data_key(project)[:SHORT]} · "
        f"parameters: {', '.join(changed) or 'defaults'} · last changed: {told} · {versions}"
    )


def changes(run: Run) -> list[str]:
    """Return each changed parameter as pages may show it: never a path of this machine."""
    known = run.page.parameters
    return [
        f"{name} = a file of your own" if known[name].rule.is_path else f"{name} = {value}"
        for name, value in run.changed.items()
    ]


def as_page(run: Run, offers: list[Offer]) -> dict:
    """Return the notebook with its opening, made from its metadata, and its downloads."""
    notebook = copy.deepcopy(run.notebook)
    notebook["cells"] = [part for cell in notebook["cells"] for part in split_explored(cell)]
    fold_code(notebook)
    opening = opening_text(run)
    if opening:
        notebook["cells"].insert(1, _prose("opening", opening))
    notebook["cells"].append(_prose("downloads", downloads_block(run, offers)))
    return notebook


def fold_code(notebook: dict) -> None:
    """Fold every code cell but the parameters: pages are read as prose, figures and tables."""
    for cell in code_cells(notebook):
        if not FOLDED & set(tags(cell)):
            cell["metadata"]["tags"] = [*tags(cell), "hide-input"]


def split_explored(cell: dict) -> list[dict]:
    """Return a cell, with the controls of an interactive figure in a cell of their own after it.

    The page builder would wrap every output of a figure's cell in a figure of that name.
    """
    outputs = cell.get("outputs", [])
    controls = [o for o in outputs if "explore" in o.get("metadata", {}).get("netpoverty", {})]
    if not controls:
        return [cell]
    figure = {**cell, "outputs": [o for o in outputs if o not in controls]}
    metadata = {"tags": ["remove-input"]}
    after = {**cell, "id": f"{cell['id']}-controls", "metadata": metadata, "outputs": controls}
    return [figure, after]


def opening_text(run: Run) -> str:
    """Return question, method, objectives, prerequisites, kinds of number and minutes."""
    about = run.page.about
    if "question" not in about:
        return ""
    objectives = "\n".join(f"- {text}" for text in about["objectives"])
    lines = [
        f"**Question.** {about['question']}",
        f"**Method.** {about['method']}",
        f"**After this chapter you can**\n\n{objectives}",
        f"**You need** {about['prerequisites']}",
        f"{_marks(about['kinds'])} **Time:** {about['minutes_read']} minutes to read, "
        f"{about['minutes_run']} to run.",
    ]
    if run.changed:
        lines.append(f"**This page was run with other parameters:** {', '.join(changes(run))}.")
    body = "\n\n".join(lines)
    return f"::::{{admonition}} Before you start\n:class: np-opening\n\n{body}\n::::"


def _marks(names: Sequence[str]) -> str:
    """Return what kinds of number a chapter holds, and whether judgements stand beside them."""
    kinds = [kind_of(name) for name in names]
    told = f"**Numbers here are** {', '.join(kind.badge for kind in kinds if kind.number)}."
    beside = ", ".join(kind.badge for kind in kinds if not kind.number)
    return f"{told} **Beside them** stands {beside}." if beside else told


def _prose(name: str, text: str) -> dict:
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": text}


def _set_public_links(folder: Path) -> None:
    config = folder / "_config.yml"
    config.write_text(with_public_links(config.read_text(encoding="utf-8")), encoding="utf-8")


def _fill_in(project: Project, runs: list[Run], history: History, folder: Path) -> None:
    """Put the parts that are made from the book into the pages that ask for them."""
    for file in sorted((folder / "book").glob("*.md")):
        text = file.read_text(encoding="utf-8")
        if STATUS in text:
            text = text.replace(STATUS, status_text(project, runs, history))
        if CITATION in text:
            text = text.replace(CITATION, citation_text(project.root))
        if STUDIES in text:
            text = text.replace(STUDIES, studies_text())
        file.write_text(text, encoding="utf-8")
