"""Parts of prose pages that are made from the book itself: its state, how to cite it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from ..chapter.kinds import KINDS, kind_of
from ..chapter.record import records_in
from .changed import History
from .keys import SHORT, code_version, data_key
from .project import Project
from .runs import Run, package_versions

STATUS = "<!-- made here: status -->"
CITATION = "<!-- made here: citation -->"
STUDIES = "<!-- made here: studies -->"


def status_text(project: Project, runs: Iterable[Run], history: History) -> str:
    """Return what made this site, and a table of its pages: kinds, key, parameters, day."""
    versions = ", ".join(f"{name} {number}" for name, number in package_versions().items())
    head = (
        f"Code `{code_version()}` (changed {history.last_changed('src')}), data "
        f"`{data_key(project)[:SHORT]}` (changed {history.last_changed('data')}); {versions}."
    )
    runs = list(runs)
    pages = [
        "| page | numbers are | run | text changed |",
        "|---|---|---|---|",
        *(_page_row(project, run, history) for run in runs),
    ]
    parameters = [
        "| chapter | parameter | value | meaning; allowed |",
        "|---|---|---|---|",
        *(row for run in runs for row in _parameter_rows(run)),
    ]
    return "\n".join([head, "", "## Pages", "", *pages, "", "## Parameters", "", *parameters, ""])


def citation_text(root: Path) -> str:
    """Return how to cite the book, from its `CITATION.cff`: in words and as BibTeX."""
    cff = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    authors = " and ".join(_author(person) for person in cff["authors"])
    year = str(cff["date-released"])[:4]
    address = cff.get("doi") or cff.get("url") or cff.get("repository-code") or ""
    words = (
        f"{authors[:1].upper()}{authors[1:]} ({year}). *{cff['title']}*. Version {cff['version']}."
    )
    fields = {
        "author": f"{{{authors}}}",
        "title": f"{{{cff['title']}}}",
        "year": year,
        "version": cff["version"],
        "url": address,
    }
    lines = [f"  {name:<8}= {{{value}}}," for name, value in fields.items() if value]
    bibtex = "\n".join(["@software{netpoverty" + year + ",", *lines, "}"])
    return f"> {words} {address}".rstrip() + f"\n\n```bibtex\n{bibtex}\n```\n"


def studies_text() -> str:
    """Return the studies as the registry names them, each with what its text leaves unsaid."""
    from ..data import published

    papers = published.load().papers.values()
    studies = [p.content.source for p in papers if p.content.kind == "paper"]
    return "\n".join(f"- {_study(source)}" for source in studies) + "\n"


def _study(source: Any) -> str:
    who = f"{source.authors} ({source.year}). " if source.authors else ""
    where = f" *{source.published_in}*." if source.published_in else ""
    link = f" [doi:{source.doi}](https://doi.org/{source.doi})." if source.doi else ""
    return f"{who}{source.title}.{where}{link} {source.note}".rstrip()


def _page_row(project: Project, run: Run, history: History) -> str:
    place = run.page.path.relative_to(project.root).as_posix()
    title = run.page.about.get("title") or _heading(run) or run.page.name
    kinds = ", ".join(kind_of(kind).badge for kind in _kinds(run))
    day = history.last_changed(place)
    return _row(f"[{title}](../{place})", kinds, f"`{run.key[:SHORT]}`", day)


def _row(*cells: str) -> str:
    """Return a row of a Markdown table; a bar within a cell does not end it."""
    safe = (cell.replace("|", r"\|") for cell in cells)
    return f"| {' | '.join(safe)} |"


def _heading(run: Run) -> str:
    """Return the first heading of a page without a title of its own."""
    lines = "".join(run.page.notebook["cells"][0]["source"]).splitlines()
    return next((line.removeprefix("# ") for line in lines if line.startswith("# ")), "")


def _kinds(run: Run) -> list[str]:
    """Return the kinds of number that a page says it holds, or else those it recorded."""
    recorded = {record["kind"] for record in records_in(run.notebook)}
    return run.page.about.get("kinds") or [kind for kind in KINDS if kind in recorded]


def _parameter_rows(run: Run) -> list[str]:
    rows = []
    for name, parameter in run.page.parameters.items():
        value = run.parameters.get(name, parameter.default)
        here = "a file of your own" if parameter.rule.is_path and value else f"`{value!r}`"
        if value != parameter.default:
            here += f" (default `{parameter.default!r}`)"
        meaning = f"{parameter.help}; {parameter.to_dict()['allowed']}"
        rows.append(_row(run.page.name, f"`{name}`", here, meaning))
    return rows


def _author(person: dict) -> str:
    given, family = person.get("given-names", ""), person.get("family-names", "")
    return person.get("name") or f"{family}, {given}".strip(", ")
