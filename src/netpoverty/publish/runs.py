"""Runs: executing what has changed, keeping what has not, and telling what came out."""

from __future__ import annotations

import json
import os
import platform
import tempfile
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ..chapter.record import records_in
from .execute import CellFailed, execute
from .graft import graft
from .keys import code_version, data_key, hash_paths, run_key
from .project import Page, Project

PACKAGES = ("numpy", "pandas", "scipy", "statsmodels", "linearmodels", "matplotlib")
KEPT_RUNS = 6
Report = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Run:
    """One execution of a page: its notebook with outputs, its key, and whether it was kept.

    `parameters` holds only the values that were given, whose paths start in `folder`;
    `seconds` is the time of the execution itself, also when its result was kept from before.
    """

    page: Page
    parameters: dict[str, Any]
    key: str
    notebook: dict
    seconds: float
    kept: bool
    folder: Path

    @property
    def changed(self) -> dict[str, Any]:
        """Return the parameters that differ from their defaults."""
        known = self.page.parameters
        return {n: v for n, v in self.parameters.items() if v != known[n].default}


def run_pages(
    project: Project,
    requests: Iterable[tuple[Page, dict[str, Any]]],
    report: Report,
    folder: Path,
    jobs: int = 2,
) -> list[Run]:
    """Run pages, `jobs` at a time, re-executing only those whose key is new.

    Raises CellFailed for the first page that fails, after the others have ended.
    """
    with ThreadPoolExecutor(jobs) as pool:
        futures = [
            pool.submit(run_page, project, page, parameters, report, folder)
            for page, parameters in requests
        ]
    return [future.result() for future in futures]


def run_page(
    project: Project, page: Page, parameters: dict[str, Any], report: Report, folder: Path
) -> Run:
    """Run one page, or take its result from a former run with the same key.

    `report(name, done, total)` is told of every cell; a kept result is 0 of 0.
    """
    key = run_key(project, page, parameters, folder)
    shelf = project.root / "_build" / "runs" / page.name
    file = shelf / f"{key[:24]}.json"
    kept = file.exists()
    if kept:
        stored = json.loads(file.read_text(encoding="utf-8"))
        report(page.name, 0, 0)
    else:
        done = execute(page, parameters, folder, lambda n, total: report(page.name, n, total))
        stored = {"seconds": round(done.seconds, 1), "notebook": done.notebook}
        write_aside(file, json.dumps(stored))
        _prune(shelf)
    notebook = graft(page, stored["notebook"], parameters)
    return Run(page, parameters, key, notebook, stored["seconds"], kept, folder)


def results_of(project: Project, run: Run, folder: Path) -> dict:
    """Return what `results.json` holds: everything another program needs to use the run."""
    defaults = {name: p.default for name, p in run.page.parameters.items()}
    results = {
        r["name"]: {"value": r["value"], "unit": r["unit"], "kind": r["kind"]}
        for r in records_in(run.notebook)
    }
    return {
        "chapter": run.page.name,
        "parameters": defaults | run.parameters,
        "changed": run.changed,
        "results": results,
        "data": {"book": data_key(project), **hash_paths(run.page, run.parameters, folder)},
        "code": code_version(),
        "key": run.key,
        "packages": package_versions(),
        "seconds": run.seconds,
    }


def package_versions() -> dict[str, str]:
    """Return the versions that numbers depend on."""
    return {"python": platform.python_version(), **{name: version(name) for name in PACKAGES}}


def write_aside(file: Path, content: str) -> None:
    """Write a file completely or not at all: aside first, then moved into place."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(content)
        Path(aside).chmod(0o644)
        Path(aside).replace(file)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise


def notebook_text(notebook: Mapping[str, Any]) -> str:
    """Return a notebook as the text of its file, in the order that git diffs well."""
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _prune(shelf: Path) -> None:
    files = sorted(shelf.glob("*.json"), key=lambda file: file.stat().st_mtime, reverse=True)
    for file in files[KEPT_RUNS:]:
        file.unlink(missing_ok=True)


__all__ = [
    "CellFailed",
    "Run",
    "notebook_text",
    "package_versions",
    "results_of",
    "run_page",
    "run_pages",
    "write_aside",
]
