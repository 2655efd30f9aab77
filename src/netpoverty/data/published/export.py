"""The registry on paper again: tables as printed, claims and cells as frames and CSV files."""

from __future__ import annotations

import base64
import csv
import html
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from netpoverty.data.published.cells import AS_PRINTED, Cell
from netpoverty.data.published.checks import Check
from netpoverty.data.published.registry import Paper, Registry
from netpoverty.data.published.values import PrintedCell

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, object]


def printed_table(paper: Paper, name: str) -> pd.DataFrame:
    """Return a table as it stands on the page: strings only, row labels in the first column.

    Header lines (dependent variable, model) come first; a doubtful cell is marked with "?".
    """
    import pandas as pd

    table = paper.tables[name]
    body = {label: list(cells) for label, cells in {**table.header, **table.rows}.items()}
    for key in table.doubts:
        row, _, column = key.partition(" | ")
        if row in table.rows:
            body[row][table.columns.index(column)] += " ?"
    frame = pd.DataFrame.from_dict(body, orient="index", columns=table.columns)
    return frame.rename_axis("row").reset_index()


def code_rows(paper: Paper) -> list[Row]:
    """Return the codes and definitions that a paper's tables of variables give."""
    rows: list[Row] = []
    for table in paper.tables.values():
        for name, meaning in table.definitions.items():
            rows.append({"table": table.label, "variable": name, "code": "", "meaning": meaning})
        for name, codes in table.codes.items():
            for code, meaning in codes.items():
                rows.append(
                    {"table": table.label, "variable": name, "code": code, "meaning": meaning}
                )
    return rows


def equation_rows(paper: Paper) -> list[Row]:
    """Return the terms of the printed equations, one row a term, with every reading."""
    return [
        {
            "equation": equation.label,
            "left side": equation.dependent_printed,
            "term": name,
            "printed": cell.printed,
            "readings": "; ".join(f"{k}: {r.number.text}" for k, r in cell.readings.items())
            if cell.doubtful
            else "",
        }
        for equation in paper.equations.values()
        for name, cell in equation.terms.items()
    ]


def sentence_rows(paper: Paper) -> list[Row]:
    """Return the numbers that stand in sentences, captions and p-value lines."""
    return [
        {
            "section": cell.place.section or cell.place.sentence,
            "what": cell.about,
            "printed": f"{cell.hedge} {cell.printed}".strip(),
            "unit": cell.unit,
            "year": cell.year,
        }
        for cell in paper.cells
        if cell.place.kind in ("sentence", "figure", "heading")
    ]


def doubt_rows(paper: Paper) -> list[Row]:
    """Return the extraction doubts: the string in the text and each named reading of it."""
    return [*_doubtful_cells(paper), *_doubtful_headings(paper), *_doubtful_codes(paper)]


def _doubt(where: str, text: str, readings: Mapping[str, str], why: str) -> Row:
    told = "; ".join(f"{name}: {reading}" for name, reading in readings.items())
    return {"where": where, "in the text": text, "readings": told, "why": why}


def _doubtful_cells(paper: Paper) -> Iterator[Row]:
    for cell in paper.cells:
        if cell.kind != "claim" and AS_PRINTED not in cell.readings:
            readings = {name: _spelled(reading) for name, reading in cell.readings.items()}
            yield _doubt(str(cell.place), cell.printed, readings, cell.note)


def _doubtful_headings(paper: Paper) -> Iterator[Row]:
    for entry in paper.assignments.values():
        readings = {
            name: ", ".join(f"{slot} {thing}" for slot, thing in filled.items())
            for name, filled in entry.readings.items()
        }
        yield _doubt(entry.label, "", readings, entry.note)


def _doubtful_codes(paper: Paper) -> Iterator[Row]:
    for table in paper.tables.values():
        for key, doubt in table.doubts.items():
            variable, _, code = key.partition(" | ")
            if variable in table.codes:
                where = f"{table.label}, {variable}, code {code}"
                yield _doubt(where, code, doubt.readings, doubt.note)


def _spelled(reading: PrintedCell) -> str:
    error = f" ({reading.error.text})" if reading.error else ""
    return f"{reading.number.text}{reading.stars}{error}"


def described(check: Check) -> str:
    """Return a check in one line: its kind and its fields.

    >>> from netpoverty.data.published.checks import read_check
    >>> described(read_check({"kind": "needs", "what": "the microdata"}))
    'needs: the microdata'
    >>> described(read_check({"kind": "sign", "cells": ["a", "b"], "sign": "positive"}))
    'sign: cells a, b; sign positive'
    """
    texts = {k: v if isinstance(v, str) else ", ".join(v) for k, v in check.fields.items()}
    parts = texts.values() if len(texts) == 1 else (f"{k} {v}" for k, v in texts.items())
    told = "; ".join(parts)
    return f"{check.kind}: {told}" if told else check.kind


def claim_rows(paper: Paper) -> list[Row]:
    """Return the claims of a paper in our words, with their place and their checks."""
    return [
        {
            "claim": claim.id,
            "place": f"{claim.place.section}, {claim.place.sentence}".strip(", "),
            "says": claim.says,
            "checks": " · ".join(map(described, claim.checks)),
            "against": ", ".join(claim.contradicts),
            "note": claim.note,
        }
        for claim in paper.claims.values()
    ]


def exclusion_rows(paper: Paper) -> list[Row]:
    """Return the digits of the text that state nothing, each with its reason, for review."""
    return [
        {
            "lines of the text": entry.at,
            "digits": ", ".join(entry.tokens),
            "reason": entry.reason,
            "context": entry.context,
        }
        for entry in paper.exclusions
    ]


def csv_text(rows: Iterable[Row]) -> str:
    """Return rows as CSV text with a header line.

    >>> csv_text([{"a": 1, "b": "x, y"}])
    'a,b\\n1,"x, y"\\n'
    """
    rows = list(rows)
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, list(rows[0]) if rows else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


def json_text(registry: Registry, paper: str = "") -> str:
    """Return the cells of one paper, or of all, as JSON text."""
    return json.dumps(registry.rows(paper), ensure_ascii=False, indent=1)


def text_lines(registry: Registry, paper: str = "") -> list[str]:
    """Return one line a cell: id, the string printed (or the claim), unit and readings."""
    cells = registry.paper(paper).cells if paper else registry.cells
    width = max(len(cell.id) for cell in cells)
    return [f"{cell.id:<{width}}  {_told(cell)}" for cell in cells]


def _told(cell: Cell) -> str:
    if cell.kind == "claim":
        return cell.about
    printed = f"{cell.hedge} {cell.printed}".strip()
    if AS_PRINTED in cell.readings:
        return f"{printed}  [{cell.unit}]"
    readings = "; ".join(f"{name}: {_spelled(r)}" for name, r in cell.readings.items())
    return f"{printed}  [{cell.unit}]  read as {readings}"


def write_csv(registry: Registry, folder: str | Path) -> list[Path]:
    """Write cells, claims and exclusions of each paper into `folder`; return the files."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, paper in registry.papers.items():
        parts = {
            "cells": registry.rows(name),
            "claims": claim_rows(paper),
            "exclusions": exclusion_rows(paper),
        }
        for part, rows in parts.items():
            if rows:
                path = folder / f"published-{name}-{part}.csv"
                path.write_text(csv_text(rows), encoding="utf-8", newline="")
                written.append(path)
    return written


@dataclass(frozen=True)
class Download:
    """Rows that a page offers as a CSV file; works without a server, the file being in the page."""

    name: str
    rows: tuple[Row, ...]

    def __repr__(self) -> str:
        return f"{self.name}: {len(self.rows)} rows"

    def _repr_html_(self) -> str:
        packed = base64.b64encode(csv_text(self.rows).encode()).decode()
        name = html.escape(self.name)
        return (
            f"<div class='np-result'><a download='{name}' href='data:text/csv;charset=utf-8;base64,{packed}'>"
            f"Download {name}</a> ({len(self.rows)} rows)</div>"
        )


def download(name: str, rows: Iterable[Row]) -> Download:
    """Return a link that saves `rows` as the CSV file `name`."""
    return Download(name, tuple(rows))
