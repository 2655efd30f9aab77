"""From the keys of a file to cells: each printed string parsed, each fault told by its line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from netpoverty.data.published import schema
from netpoverty.data.published.cells import AS_PRINTED, Cell, Place, hedged, slug
from netpoverty.data.published.equations import Equation
from netpoverty.data.published.marked_yaml import MarkedFile
from netpoverty.data.published.names import look_up
from netpoverty.data.published.units import unit_of
from netpoverty.data.published.values import PrintedCell, read_cell
from netpoverty.errors import InputError, choose, refuse

_EMPTY = ("", "–")


def lines_of(at: str) -> tuple[int, int] | None:
    """Return first and last line of "280-341" or "12"; None where no place is given.

    >>> lines_of("280-341"), lines_of("12"), lines_of("")
    ((280, 341), (12, 12), None)
    """
    if not at:
        return None
    found = re.fullmatch(r"([1-9]\d*)(?:-([1-9]\d*))?", at)
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
    if first > last:
        raise refuse("at", at, 'a line of the text or a range of lines, as in "280-341"')
    return first, last


class Builder:
    """Makes the cells of one file; every refusal names the line of the entry at fault."""

    def __init__(self, file: MarkedFile, content: schema.PaperFile) -> None:
        self.file, self.content, self.paper = file, content, content.paper

    def attempt(self, path: tuple[Any, ...], work: Any, *given: Any) -> Any:
        """Return work(*given), its refusal told with the line of the entry at `path`."""
        try:
            return work(*given)
        except InputError as fault:
            raise self.file.error(path, fault) from None

    def _readings(
        self,
        path: tuple[Any, ...],
        printed: str,
        readings: Mapping[str, str],
        unit: str,
        brackets: str = "standard error",
    ) -> dict[str, PrintedCell]:
        texts = readings or {AS_PRINTED: printed}
        rule = self.attempt(path, unit_of, unit)
        return {
            name: self.attempt(path, read_cell, text, rule, brackets)
            for name, text in texts.items()
        }

    def place(self, path: tuple[Any, ...], kind: str, entry: schema.Place, **where: str) -> Place:
        """Return the place of an entry, its lines checked."""
        lines = self.attempt((*path, "at"), lines_of, entry.at)
        sourced = bool(entry.source and entry.grade)
        if self.content.kind == "official" and kind != "claim" and not sourced:
            raise self.file.error(path, "an official figure needs its source and its grade.")
        return Place(kind, entry.label, section=entry.section, lines=lines, **where)

    def table(self, name: str, table: schema.Table) -> Iterable[Cell]:
        """Yield the cells of a table in printed order."""
        path = ("tables", name)
        self.place(path, "table", table)
        self._known_labels(path, table)
        for row, texts in table.rows.items():
            self._one_a_column((*path, "rows", row), "row", texts, table)
            for position, (column, text) in enumerate(zip(table.columns, texts, strict=True)):
                if text not in _EMPTY:
                    yield self._table_cell(name, table, row, column, text, position)

    def _known_labels(self, path: tuple[Any, ...], table: schema.Table) -> None:
        keys = {f"{row} | {column}" for row in table.rows for column in table.columns}
        keys |= {f"{name} | {code}" for name, codes in table.codes.items() for code in codes}
        for part in ("doubts", "notes"):
            for key in getattr(table, part):
                self.attempt((*path, part, key), look_up, 'key "row | column"', key, keys)
        labels = [*table.columns, *table.rows]
        for part in ("units", "kinds", "roles", "scales", "codes_of"):
            for key in getattr(table, part):
                self.attempt((*path, part, key), look_up, "row or column", key, labels)
        for key, entries in table.header.items():
            self._one_a_column((*path, "header", key), "header", entries, table)

    def _one_a_column(
        self, path: tuple[Any, ...], thing: str, entries: list[str], table: schema.Table
    ) -> None:
        if len(entries) != len(table.columns):
            wanted = f"{len(table.columns)}, one a column"
            raise self.file.error(path, refuse(thing, f"{len(entries)} cells", wanted))

    def _table_cell(
        self, name: str, table: schema.Table, row: str, column: str, text: str, position: int
    ) -> Cell:
        path, key = ("tables", name, "rows", row, position), f"{row} | {column}"
        unit = table.units.get(column, table.units.get(row, table.unit))
        doubt = table.doubts.get(key)
        readings = self._readings(path, text, doubt.readings if doubt else {}, unit, table.brackets)
        return Cell(
            id=f"{self.paper}.{name}.{slug(row)}.{slug(column)}",
            paper=self.paper,
            place=self.place(("tables", name), "table", table, row=row, column=column),
            printed=text,
            unit=unit,
            kind=table.kinds.get(column, table.kinds.get(row, table.kind)),
            readings=readings,
            brackets=table.brackets,
            source=table.source,
            grade=table.grade,
            note=doubt.note if doubt else table.notes.get(key, ""),
        )

    def equation(self, name: str, entry: schema.Equation) -> Equation:
        """Return one equation with the cells of its terms."""
        terms = {
            term: self._term(name, entry, term, printed) for term, printed in entry.terms.items()
        }
        return Equation(
            id=name,
            paper=self.paper,
            label=entry.label,
            section=entry.section,
            dependent=entry.dependent,
            dependent_printed=entry.dependent_printed or entry.dependent,
            logs=entry.logs == "yes",
            model=entry.model,
            system=entry.system,
            terms=terms,
            note=entry.note,
        )

    def _term(
        self, name: str, entry: schema.Equation, term: str, text: str | schema.Doubtful
    ) -> Cell:
        path = ("equations", name, "terms", term)
        unit = "log-coefficient" if entry.logs == "yes" else "coefficient"
        printed = text if isinstance(text, str) else text.printed
        readings = {} if isinstance(text, str) else text.readings
        return Cell(
            id=f"{self.paper}.{name}.{slug(term)}",
            paper=self.paper,
            place=self.place(("equations", name), "equation", entry, row=term),
            printed=printed,
            unit=unit,
            kind="estimate",
            readings=self._readings(path, printed, readings, unit),
            about=f"coefficient of {term} in the equation of {entry.dependent}",
            note="" if isinstance(text, str) else text.note,
        )

    def sentence(self, name: str, entry: schema.Sentence) -> Iterable[Cell]:
        """Yield the numbers of one sentence."""
        place = self.place(("sentences", name), entry.kind, entry, sentence=entry.sentence)
        for key, figure in entry.figures.items():
            path = ("sentences", name, "figures", key)
            readings = self._readings(path, figure.printed, figure.readings, figure.unit)
            unit = unit_of(figure.unit)
            yield Cell(
                id=f"{self.paper}.{name}.{key}",
                paper=self.paper,
                place=place,
                printed=figure.printed,
                unit=figure.unit,
                kind=figure.kind,
                readings={k: hedged(cell, figure.hedge, unit) for k, cell in readings.items()},
                about=figure.about,
                hedge=figure.hedge,
                year=figure.year,
                source=entry.source,
                grade=entry.grade,
                note=figure.note or entry.note,
            )

    def assignment(
        self, name: str, entry: schema.Assignment, equations: Mapping[str, Equation]
    ) -> None:
        """Check that every reading of an assignment fills every slot with a known equation."""
        path = ("assignments", name)
        self.place(path, "assignment", entry)
        for reading, filled in entry.readings.items():
            where = (*path, "readings", reading)
            if sorted(filled) != sorted(entry.slots):
                fault = refuse("slots", ", ".join(filled), ", ".join(entry.slots))
                raise self.file.error(where, fault)
            for equation in filled.values():
                self.attempt(where, choose, "equation", equation, equations)
