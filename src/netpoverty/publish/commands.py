"""What the commands do: each takes a project and checked words, and says what it wrote."""

from __future__ import annotations

import ast
import json
import tempfile
from collections.abc import Iterable
from pathlib import Path

from ..errors import InputError, refuse
from .execute import CellFailed
from .parameters import check_parameters
from .progress import Progress
from .project import Page, Project
from .runs import Run, notebook_text, results_of, run_page, run_pages, write_aside
from .site import build_site, replace_folder
from .stage import stage

Given = Iterable[tuple[str, str]]


def list_chapters(project: Project) -> list[dict]:
    """Return every chapter with its title, question and parameters."""
    return [
        {
            "name": page.name,
            "title": page.about.get("title", page.name),
            "question": page.about.get("question", ""),
            "parameters": [p.to_dict() for p in page.parameters.values()],
        }
        for page in project.chapters.values()
    ]


def run_chapter(project: Project, name: str, given: Given, out: Path, html: bool) -> list[Path]:
    """Run one chapter into `out`; return the files written.

    Nothing in `out` is touched unless the run succeeded, except that a failing cell leaves
    the partial notebook as `NAME.failed.ipynb`.
    """
    page = project.chapter(name)
    parameters = check_parameters(page.parameters, _unique(given), name)
    folder = Path.cwd()
    with Progress() as progress:
        try:
            run = run_page(project, page, parameters, progress.report, folder)
        except CellFailed as error:
            partial = out / f"{name}.failed.ipynb"
            write_aside(partial, notebook_text(error.notebook))
            raise InputError(f"{error} The partial notebook is {partial}.") from None
    # The page first: if it cannot be built, nothing in `out` has been touched yet.
    pages = [_publish_run(project, run, out / "html")] if html else []
    written = [out / f"{name}.ipynb", out / "results.json"]
    write_aside(written[0], notebook_text(run.notebook))
    write_aside(
        written[1], json.dumps(results_of(project, run, folder), indent=2, ensure_ascii=False)
    )
    return written + pages


def publish_book(project: Project, given: Given) -> Path:
    """Publish the whole book and return the address of its first page.

    With parameters (`chapter.name value`) the site goes to `_build/variant`, never over the
    default one.
    """
    requests = book_requests(project, given)
    build = project.root / "_build"
    changed = any(parameters for _, parameters in requests)
    with Progress() as progress:
        runs = run_book(project, requests, progress)
        progress.say("building the pages")
        tree, site = ("stage-variant", "variant") if changed else ("stage", "html")
        stage(project, runs, build / tree)
        return build_site(build / tree, build / site)


def refresh(project: Project) -> list[str]:
    """Rewrite the outputs of every notebook of the book; return their names."""
    with Progress() as progress:
        runs = run_book(project, book_requests(project, []), progress)
    for run in runs:
        write_aside(run.page.path, notebook_text(run.notebook))
    return [run.page.name for run in runs]


def run_book(project: Project, requests: list, progress: Progress) -> list[Run]:
    """Run every page of the book; a failing one leaves its partial notebook and is named."""
    try:
        return run_pages(project, requests, progress.report, project.root)
    except CellFailed as error:
        partial = project.root / "_build" / "failed.ipynb"
        write_aside(partial, notebook_text(error.notebook))
        raise InputError(f"{error} The partial notebook is _build/failed.ipynb.") from None


def book_requests(project: Project, given: Given) -> list[tuple[Page, dict]]:
    """Return each page with its checked parameters from `chapter.name value` pairs."""
    wanted: dict[str, dict[str, str]] = {}
    for key, value in _unique(given).items():
        chapter, dot, name = key.partition(".")
        if not dot:
            raise refuse("parameter", key, "chapter.name, such as sichuan.horizon")
        wanted.setdefault(project.chapter(chapter).name, {})[name] = value
    return [
        (page, check_parameters(page.parameters, wanted.get(page.name, {}), page.name))
        for page in project.pages.values()
    ]


def registry_text(paper: str, as_json: bool) -> str:
    """Return the registry's cells as JSON, or one line a cell."""
    from ..data import published

    registry = published.load()
    if as_json:
        return published.json_text(registry, paper) + "\n"
    return "\n".join(published.text_lines(registry, paper)) + "\n"


def ledger_text(paper: str, verdict: str, as_json: bool) -> str:
    """Return the ledger's verdicts as JSON, or one line a cell."""
    from .. import ledger

    if as_json:
        return ledger.json_text(paper, verdict) + "\n"
    return "\n".join(ledger.text_lines(paper, verdict)) + "\n"


def audit_text(file: Path | None, template: Path | None, as_json: bool) -> str:
    """Return the verdicts on a user's own table, or write the template it can start from."""
    from .. import ledger

    if template is not None:
        return f"{ledger.write_template(template)}\n"
    if file is None:
        raise InputError("audit: no file was given; expected: a file, or --template FILE.")
    found = ledger.audit(file)
    return found.json_text() + "\n" if as_json else "\n".join(found.text_lines()) + "\n"


def file_check(kind: str, paths: list[str], given: Given) -> str:
    """Return what a chapter would get from the user's files: sample flow, shares answered."""
    from ..data.check_data import check_data

    check = check_data(kind, paths, **{name: _plain(text) for name, text in _unique(given).items()})
    return f"{check.summary()}\n\n{check.variables().to_string(index=False)}"


def panel_estimates(panel: Path, out: Path) -> str:
    """Record the estimates of a real panel in `out`; return what was written."""
    from ..data.record_estimates import record_estimates

    made = record_estimates(panel, out)
    return f"{out}: {len(made.specifications)} specifications on {made.sample}"


def write_simulated(name: str, twin: str, seed: int, given: Given, out: Path) -> list[Path]:
    """Write a simulated world and return its files."""
    from ..data.simulated.simulate import simulate
    from ..data.simulated.write import write_world

    settings = {key: _plain(text) for key, text in _unique(given).items()}
    if name == "panel" and settings.get("confounding") == "default":
        del settings["confounding"]  # the panel's world has none
    return write_world(simulate(name, twin, seed=seed, **settings), out)


def _plain(text: str) -> object:
    """Return a word of the command line as a number, a truth value or itself."""
    try:
        return ast.literal_eval(text.title() if text.lower() in ("true", "false") else text)
    except (ValueError, SyntaxError):
        return text


def _publish_run(project: Project, run: Run, target: Path) -> Path:
    """Build the pages of the whole book around one changed chapter, and keep them beside it."""
    with tempfile.TemporaryDirectory() as scratch, Progress() as progress:
        others = [
            request for request in book_requests(project, []) if request[0].name != run.page.name
        ]
        runs = [*run_pages(project, others, progress.report, project.root), run]
        stage(project, runs, Path(scratch) / "stage")
        built = build_site(Path(scratch) / "stage", Path(scratch) / "html").parent
        replace_folder(built, target)
    return target / run.page.path.relative_to(project.root).with_suffix(".html")


def _unique(given: Given) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in given:
        if name in found:
            raise refuse(f"parameter {name}", f"{found[name]!r} and {value!r}", "one value")
        found[name] = value
    return found
