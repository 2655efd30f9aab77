"""A yearbook table as it lies in a CSV or Excel file."""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
from pathlib import Path

import pandas as pd

from netpoverty.data.real.panel_headings import keys_of
from netpoverty.data.real.stata_file import check_exists
from netpoverty.errors import InputError

_TITLE_ROWS = 15  # yearbook tables carry titles and notes above their headings
_NO_VALUE = {"", "-", "—", "–", "…", "...", "..", "/", "na", "n/a", "nan", "none", "null"}


def read_table(path: Path) -> pd.DataFrame:
    """Return the table in a CSV or Excel file, headings found below any title rows.

    Raises
    ------
    InputError
        If the file is missing, empty, of another kind, in an unknown encoding or has no row with
        a heading for the unit and one for the year.
    """
    check_exists(path)
    content = path.read_bytes()
    start = content[:512].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith((b"<!doctype", b"<html")):
        raise InputError(f"{path.name}: expected a CSV or Excel table, found a web page.")
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise InputError(
            f"{path.name}: expected .xlsx or CSV, found an old or encrypted Office document."
        )
    cells = _workbook(path) if content.startswith(b"PK\x03\x04") else _text(path.name, content)
    return _below_headings(path.name, cells)


def _workbook(path: Path) -> pd.DataFrame:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return pd.read_excel(path, header=None, dtype=object, engine="openpyxl")
    except (ValueError, KeyError, OSError, zipfile.BadZipFile, EOFError, IndexError) as problem:
        raise InputError(
            f"{path.name}: cannot be read as a workbook ({type(problem).__name__})."
        ) from None
    except Exception as problem:  # openpyxl lets parser errors of any kind through
        raise InputError(
            f"{path.name}: the workbook is damaged ({type(problem).__name__})."
        ) from None


def _text(name: str, content: bytes) -> pd.DataFrame:
    if b"\x00" in content:
        raise InputError(f"{name}: expected a CSV or Excel table, found a binary file.")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise InputError(f"{name}: the encoding is unknown; expected: UTF-8 or GB18030.")
    head = "\n".join(text.splitlines()[:_TITLE_ROWS])
    separator = max(",;\t", key=head.count)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=separator))
    except csv.Error as problem:
        raise InputError(f"{name}: cannot be read as a table ({problem}).") from None
    return pd.DataFrame(rows, dtype=object)


def _below_headings(name: str, cells: pd.DataFrame) -> pd.DataFrame:
    for number in range(min(_TITLE_ROWS, len(cells))):
        headings = cells.iloc[number]
        if keys_of(headings.dropna()) is not None:
            table = cells.iloc[number + 1 :].reset_index(drop=True)
            table.columns = [str(heading).strip() for heading in headings]
            repeated = sorted({c for c in table if list(table).count(c) > 1} - {"nan", "None", ""})
            if repeated:
                raise InputError(f"{name}: the heading {repeated[0]!r} stands over two columns.")
            return table.loc[:, [c not in ("nan", "None", "") for c in table]]
    years = cells.head(_TITLE_ROWS).stack().astype(str).str.fullmatch(r"(19|20)\d\d").sum()
    wide = " (years stand across: turn the table so that a row is a unit in a year)"
    raise InputError(
        f"{name}: no row of headings with a unit (prefecture, city, 地区) and a year (year, 年份) "
        f"was found{wide if years > 5 else ''}."
    )


def numbers(name: str, column: str, values: pd.Series) -> pd.Series:
    """Return cells as numbers; dashes and blanks are missing.

    Raises
    ------
    InputError
        If more than 1% of the cells hold words.
    """
    words = values.map(lambda cell: "" if cell is None else str(cell).strip())
    words = words.mask(words.str.lower().isin(_NO_VALUE), "")
    parsed = pd.to_numeric(words.str.replace(r"[,,\s]", "", regex=True), errors="coerce")
    unread = words[(words != "") & parsed.isna()]
    if len(unread) > 0.01 * len(values):
        raise InputError(
            f"{name}: {column} holds {unread.iloc[0]!r}, no number, in {len(unread)} of "
            f"{len(values)} rows; expected: numbers."
        )
    return parsed.astype("float64")
