"""The command line: `netpoverty chapters | run | book | refresh | cells | ledger | audit | check-data | estimates | world`."""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from ..errors import InputError
from . import commands
from .project import find_project

app = typer.Typer(
    help="Read, re-run and question four studies of the Internet and poverty in China.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
Set = Annotated[
    list[str] | None,
    typer.Option("-p", "--parameter", metavar="NAME VALUE", help="Set a parameter; repeatable."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def chapters(as_json: AsJson = False) -> None:
    """List the chapters with the name, type, default and meaning of each parameter."""
    listed = commands.list_chapters(find_project())
    if as_json:
        typer.echo(json.dumps(listed, indent=2, ensure_ascii=False))
        return
    for chapter in listed:
        typer.echo(f"{chapter['name']}: {chapter['title']}")
        for p in chapter["parameters"]:
            typer.echo(
                f"  {p['name']}: {p['type']} = {p['default']!r}  {p['help']}; {p['allowed']}"
            )


@app.command()
def pages() -> None:
    """List the files of all executable pages, relative to the book's folder."""
    project = find_project()
    for page in project.pages.values():
        typer.echo(page.path.relative_to(project.root))


@app.command()
def run(
    chapter: Annotated[str, typer.Argument(help="A chapter's name, as `chapters` lists it.")],
    parameter: Set = None,
    out: Annotated[Path, typer.Option(help="Folder for notebook and results.")] = Path("run"),
    html: Annotated[
        bool, typer.Option("--html", help="Also publish the chapter as a page.")
    ] = False,
) -> None:
    """Run one chapter with other parameters, or on your own data."""
    for written in commands.run_chapter(find_project(), chapter, pairs(parameter), out, html):
        typer.echo(written)


@app.command()
def book(parameter: Set = None) -> None:
    """Publish the book; with `-p chapter.name value`, a variant of it beside the default site."""
    typer.echo(commands.publish_book(find_project(), pairs(parameter)))


@app.command()
def refresh() -> None:
    """Rewrite the committed outputs of every notebook, with default parameters."""
    for name in commands.refresh(find_project()):
        typer.echo(f"refreshed {name}")


@app.command()
def cells(
    paper: Annotated[str, typer.Option(help="One paper; all by default.")] = "",
    as_json: AsJson = False,
) -> None:
    """Print every number and claim of the registry, with its place and its interval."""
    typer.echo(commands.registry_text(paper, as_json), nl=False)


@app.command()
def ledger(
    paper: Annotated[str, typer.Option(help="One paper; all by default.")] = "",
    verdict: Annotated[str, typer.Option(help="One verdict; all by default.")] = "",
    as_json: AsJson = False,
) -> None:
    """Print what each number and claim of the printed pages can support, and why."""
    typer.echo(commands.ledger_text(paper, verdict, as_json), nl=False)


@app.command()
def audit(
    file: Annotated[Path | None, typer.Argument(help="A table in the registry's format.")] = None,
    template: Annotated[
        Path | None, typer.Option(help="Write an example to this file instead.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Hold anyone's printed table against the ledger's rules."""
    typer.echo(commands.audit_text(file, template, as_json), nl=False)


@app.command("check-data")
def check_data(
    kind: Annotated[str, typer.Argument(help="cfps, cgss or panel.")],
    paths: Annotated[list[str], typer.Argument(help="Your files, or the folder that holds them.")],
    parameter: Set = None,
) -> None:
    """Look at your own files: the sample flow and what is answered, without running a chapter."""
    typer.echo(commands.file_check(kind, paths, pairs(parameter)))


@app.command()
def estimates(
    panel: Annotated[Path, typer.Argument(help="A real yearbook panel: CSV or Excel.")],
    out: Annotated[Path, typer.Option(help="JSON file to write.")] = Path("estimates.json"),
) -> None:
    """Record the revenue regressions of a real panel under every specification, never its rows."""
    typer.echo(commands.panel_estimates(panel, out))


@app.command()
def world(
    name: Annotated[str, typer.Argument(help="cfps, cgss or panel.")],
    out: Annotated[
        Path, typer.Option(help="File to write: .parquet, .dta, or .csv for the panel.")
    ],
    twin: Annotated[str, typer.Option(help="effect or none.")] = "effect",
    confounding: Annotated[str, typer.Option(help="none, default or strong.")] = "default",
    seed: Annotated[int, typer.Option(help="Seed of every draw.")] = 1,
    parameter: Set = None,
) -> None:
    """Write a simulated world whose true effects are known, to practise on."""
    settings = [("confounding", confounding), *pairs(parameter)]
    for file in commands.write_simulated(name, twin, seed, settings, out):
        typer.echo(file)


def pairs(joined: list[str] | None) -> list[tuple[str, str]]:
    """Return the name and value of each parameter given as `name=value`."""
    return [(name, value) for name, _, value in (one.partition("=") for one in joined or [])]


def join_pairs(words: list[str]) -> list[str]:
    """Return the command line with each `-p NAME VALUE` joined to `-p NAME=VALUE`.

    The command-line library has no repeatable option with two values.

    >>> join_pairs(["run", "sichuan", "-p", "horizon", "30", "--html"])
    ['run', 'sichuan', '-p', 'horizon=30', '--html']
    """
    joined, rest = [], list(words)
    while rest:
        joined.append(rest.pop(0))
        if joined[-1] in ("-p", "--parameter"):
            name = rest.pop(0) if rest else ""
            if "=" not in name:
                if not name or not rest or rest[0].startswith("--"):
                    raise InputError(f"-p {name}: a parameter needs a name and a value.")
                name = f"{name}={rest.pop(0)}"
            joined.append(name)
    return joined


def _end(number: int, _frame: object) -> None:
    raise SystemExit(128 + number)


def main() -> None:
    """Run the command line; bad input ends in one sentence and exit code 2."""
    for ending in ("SIGTERM", "SIGHUP"):  # what was begun is put away, as after an interrupt
        if hasattr(signal, ending):
            signal.signal(getattr(signal, ending), _end)
    try:
        app(join_pairs(sys.argv[1:]), standalone_mode=True)
    except InputError as error:
        Console(stderr=True, highlight=False, soft_wrap=True).print(
            f"netpoverty: {error}", markup=False
        )
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()
