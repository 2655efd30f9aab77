"""The registry: every published number, loaded once from `data/published/`."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from netpoverty.data.published import schema
from netpoverty.data.published.build import Builder, lines_of
from netpoverty.data.published.cells import Cell, Place, flat
from netpoverty.data.published.claims import Claim, build_claims, check_references
from netpoverty.data.published.equations import Equation, System, system_of
from netpoverty.data.published.marked_yaml import MarkedFile, read_bytes
from netpoverty.data.published.names import look_up
from netpoverty.errors import InputError, choose

if TYPE_CHECKING:
    import pandas as pd

DATA_VARIABLE = "NETPOVERTY_DATA"


@dataclass(frozen=True)
class Paper:
    """One file of the registry: a paper, or the official figures (`kind` "official").

    `content` is the file as it stands; `equations`, `claims` and `cells` are read from it.
    """

    content: schema.PaperFile
    equations: Mapping[str, Equation]
    claims: Mapping[str, Claim]
    cells: tuple[Cell, ...]
    file: str = ""

    @property
    def id(self) -> str:
        """The name of the file, without its ending."""
        return self.content.paper

    @property
    def kind(self) -> str:
        """Either "paper" or "official"."""
        return self.content.kind

    @property
    def source(self) -> schema.Source:
        """Title, authors, year and where it was published."""
        return self.content.source

    @property
    def tables(self) -> Mapping[str, schema.Table]:
        """The tables as they stand on the page, with their keys, samples and methods."""
        return self.content.tables

    @property
    def sentences(self) -> Mapping[str, schema.Sentence]:
        """The sentences, captions and lines in which single numbers stand."""
        return self.content.sentences

    @property
    def assignments(self) -> Mapping[str, schema.Assignment]:
        """The doubts about which printed thing stands under which heading."""
        return self.content.assignments

    @property
    def exclusions(self) -> tuple[schema.Exclusion, ...]:
        """The digits of the text that state nothing, with the reason."""
        return tuple(self.content.exclusions)

    def __repr__(self) -> str:
        return f"Paper({self.id}: {len(self.cells)} cells, {len(self.claims)} of them claims)"

    @functools.cached_property
    def _by_id(self) -> dict[str, Cell]:
        return {cell.id: cell for cell in self.cells}

    def cell(self, name: str) -> Cell:
        """Return a cell by its id, with or without the paper's name in front."""
        full = name if name.startswith(f"{self.id}.") else f"{self.id}.{name}"
        return self._by_id[look_up("cell", full, self._by_id)]

    def system(self, name: str) -> System:
        """Return the equations of one printed vector autoregression."""
        return system_of(self.equations, name)


@dataclass(frozen=True)
class Registry:
    """All papers and the official figures."""

    papers: Mapping[str, Paper]

    def __repr__(self) -> str:
        return f"Registry({', '.join(map(repr, self.papers.values()))})"

    def paper(self, name: str) -> Paper:
        """Return one paper by its name, else refuse with the nearest name."""
        return self.papers[choose("paper", name, self.papers)]

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Every cell of every paper, in the order of the files."""
        return tuple(cell for paper in self.papers.values() for cell in paper.cells)

    def cell(self, name: str) -> Cell:
        """Return a cell by its full id."""
        return self.paper(name.partition(".")[0]).cell(name)

    def rows(self, paper: str = "") -> list[dict[str, object]]:
        """Return plain rows, one a reading of each cell, for JSON or CSV."""
        return list(flat(list(self.paper(paper).cells if paper else self.cells)))

    def to_frame(self, paper: str = "") -> pd.DataFrame:
        """Return the rows as a frame."""
        import pandas as pd

        return pd.DataFrame(self.rows(paper))


def data_folder() -> Path:
    """Return the project's `data/`: NETPOVERTY_DATA if set, else found above the package."""
    named = os.environ.get(DATA_VARIABLE)
    if named:
        return Path(named)
    for parent in Path(__file__).resolve().parents:
        if any((parent / "data" / "published").glob("*.yml")):
            return parent / "data"
    raise InputError(
        f"data: no folder data/published above the package; name it in {DATA_VARIABLE}."
    )


def load(folder: str | Path | None = None) -> Registry:
    """Return the registry of `folder`, by default the project's own; read again when changed.

    Raises one sentence with file and line for anything that is not as the format wants it.

    >>> load().paper("sichuan").equations["eq-3"].dependent
    'GDP'
    """
    base = Path(folder) if folder is not None else data_folder() / "published"
    files = sorted(base.resolve().glob("*.yml")) if base.is_dir() else []
    papers = [path for path in files if not path.stem.endswith("_coding")]
    # By content: two edits within one tick of the clock may leave time and size as they were.
    states = [blake2b(read_bytes(path, _shown(path))).digest() for path in papers]
    return _load(base, tuple(papers), tuple(states))


@functools.lru_cache(maxsize=8)
def _load(base: Path, papers: tuple[Path, ...], states: tuple[bytes, ...]) -> Registry:
    read = [_read(path) for path in papers]
    if not read:
        raise InputError(f"registry: no .yml file in {base.as_posix()}.")
    cells = {cell.id for _, paper in read for cell in paper.cells}
    for file, paper in read:
        _check_references(file, paper, cells)
    return Registry({paper.id: paper for _, paper in sorted(read, key=_reading_order)})


def _reading_order(pair: tuple[MarkedFile, Paper]) -> int:
    order = ["relative-poverty", "working-poverty", "sichuan", "changting"]
    return order.index(pair[1].id) if pair[1].id in order else len(order)


def _check_references(file: MarkedFile, paper: Paper, cells: set[str]) -> None:
    systems = {equation.system for equation in paper.equations.values() if equation.system}
    equations, tables = set(paper.equations), set(paper.tables)
    known = {"cell": cells, "table": tables, "equation": equations, "system": systems}
    check_references(file, paper.id, paper.claims, known)


def read_paper(path: str | Path) -> Paper:
    """Return one file of the format, checked strictly, without the other files.

    A check that names a cell of another file is refused here; `load` knows them all.
    """
    file, paper = _read(Path(path))
    _check_references(file, paper, {cell.id for cell in paper.cells})
    return paper


def _shown(path: Path) -> str:
    return "/".join(path.parts[-3:])


def _read(path: Path) -> tuple[MarkedFile, Paper]:
    file = MarkedFile(path, _shown(path))
    content = _validated(file)
    if content.paper != path.stem:
        raise file.error(("paper",), f"the file is named {path.stem}, not {content.paper}.")
    builder = Builder(file, content)
    for number, entry in enumerate(content.exclusions):
        builder.attempt(("exclusions", number, "at"), lines_of, entry.at)
    equations = {key: builder.equation(key, entry) for key, entry in content.equations.items()}
    for key, entry in content.assignments.items():
        builder.assignment(key, entry, equations)
    claims = build_claims(builder, content.claims)
    cells = tuple(_cells(builder, content, equations, claims))
    return file, Paper(content, equations, claims, cells, file.shown)


def _cells(
    builder: Builder,
    content: schema.PaperFile,
    equations: Mapping[str, Equation],
    claims: Mapping[str, Claim],
) -> Iterator[Cell]:
    for key, table in content.tables.items():
        yield from builder.table(key, table)
    for equation in equations.values():
        yield from equation.terms.values()
    for key, sentence in content.sentences.items():
        yield from builder.sentence(key, sentence)
    yield from (claim.cell for claim in claims.values())


def _validated(file: MarkedFile) -> schema.PaperFile:
    try:
        return schema.PaperFile.model_validate(file.data)
    except ValidationError as fault:
        first = fault.errors()[0]
        steps = tuple(step for step in first["loc"] if step not in ("str", "Doubtful", "[key]"))
        if first["type"] == "extra_forbidden":
            raise file.error(steps[:-1] + steps[-1:], "unknown key.") from None
        if first["type"] == "missing":
            raise file.error(steps, "is missing.") from None
        raise file.error(steps, f"{first['msg']}.") from None


__all__ = ["Cell", "Paper", "Place", "Registry", "data_folder", "load", "read_paper"]
