"""What the rules read: one paper, its tables as lines with roles, the cells of the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from netpoverty.data.published import Cell, Paper, Registry
from netpoverty.data.published.schema import Table


@dataclass(frozen=True)
class Entry:
    """One cell of a line, with its role and its label."""

    role: str
    label: str
    cell: Cell


@dataclass(frozen=True)
class Line:
    """The cells of a table that belong together: a regression, or the moments of a variable.

    label : the column of a regression or the row of a variable; header : what the head of the
    table says of it, such as the dependent variable and the model.
    """

    label: str
    entries: tuple[Entry, ...]
    header: dict[str, str] = field(default_factory=dict)

    def all(self, *roles: str) -> list[Entry]:
        """Return the entries that have one of the roles."""
        return [entry for entry in self.entries if entry.role in roles]

    def one(self, role: str) -> Cell | None:
        """Return the first cell with the role, None where there is none."""
        return next((entry.cell for entry in self.entries if entry.role == role), None)


@dataclass(frozen=True)
class Sheet:
    """A table with roles: its name, its entry in the file, its lines."""

    name: str
    table: Table
    lines: tuple[Line, ...]

    @property
    def regressions(self) -> list[Line]:
        """The lines that hold coefficients or fits."""
        return [ln for ln in self.lines if ln.all("coefficient", "r2", "adjusted-r2", "f")]

    @property
    def moments(self) -> list[Line]:
        """The lines that hold a mean."""
        return [line for line in self.lines if line.all("mean")]


class Book:
    """One paper beside the others: what every rule is given.

    paper : the paper judged; registry : where cells of other files are found, None for a user's
    own file.
    """

    def __init__(self, paper: Paper, registry: Registry | None = None) -> None:
        self.paper, self.registry = paper, registry

    def cell(self, name: str) -> Cell:
        """Return a cell named by a check: of this paper, or of another with its name in front."""
        if self.registry and name.partition(".")[0] in self.registry.papers:
            full = {cell.id for cell in self.paper.cells}
            if f"{self.paper.id}.{name}" not in full:
                return self.registry.cell(name)
        return self.paper.cell(name)

    @cached_property
    def sheets(self) -> dict[str, Sheet]:
        """The tables that say what their rows or columns hold."""
        return {
            name: Sheet(name, table, tuple(self._lines(name, table)))
            for name, table in self.paper.tables.items()
            if table.roles
        }

    def _lines(self, name: str, table: Table) -> Iterator[Line]:
        prefix = f"{self.paper.id}.{name}."
        grid = {
            (cell.place.row, cell.place.column): cell
            for cell in self.paper.cells
            if cell.place.kind == "table" and cell.id.startswith(prefix)
        }
        by_row = any(column in table.roles for column in table.columns)
        outer, inner = (table.rows, table.columns) if by_row else (table.columns, table.rows)
        for position, label in enumerate(outer):
            keys = [((label, x) if by_row else (x, label), x) for x in inner if x in table.roles]
            entries = tuple(Entry(table.roles[x], x, grid[k]) for k, x in keys if k in grid)
            header = {} if by_row else {k: v[position] for k, v in table.header.items()}
            yield Line(label, entries, header)
