"""Stata files, read column by column, and the sentences for those that cannot be read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pyreadstat

from netpoverty.data.dataset import Source
from netpoverty.errors import InputError, nearest

_FOREIGN = (
    (b"<!doctype", "a web page, probably a log-in page saved in place of the file"),
    (b"<html", "a web page, probably a log-in page saved in place of the file"),
    (b"PK\x03\x04", "a zip archive or a workbook: unpack it first"),
    (b"Rar!", "a rar archive: unpack it first"),
    (b"7z\xbc\xaf", "a 7z archive: unpack it first"),
    (b"\x1f\x8b", "a gzip archive: unpack it first"),
    (b"%PDF", "a PDF"),
    (b"\xd0\xcf\x11\xe0", "an encrypted or old Office document"),
    (b"$FL", "an SPSS file"),
)
_NEW_START, _NEW_END = b"<stata_dta>", b"</stata_dta>"
_OLD_VERSIONS, _BYTE_ORDERS = range(104, 116), (b"\x01", b"\x02", b"")


@dataclass(frozen=True, eq=False)
class StataFile:
    """What a Stata file says of itself: names, labels, size, whether it calls itself simulated."""

    path: Path
    names: dict[str, str]  # lower-case name → name in the file
    label: str
    value_labels: dict[str, dict]
    rows: int
    simulated: bool
    sha256: str = field(repr=False)
    encoding: str | None = None

    @property
    def source(self) -> Source:
        """Return the record of this file: name without folder, hash, size, label."""
        return Source(self.path.name, self.sha256, self.rows, len(self.names), self.label)

    def columns(self, wanted: Iterable[str]) -> pd.DataFrame:
        """Return the wanted columns, with lower-case names; no other column is read."""
        names = [self.names[name.lower()] for name in dict.fromkeys(wanted)]
        frame, _ = _read(self.path, usecols=names, encoding=self.encoding)
        if len(frame) != self.rows:
            raise _broken(self.path, f"{len(frame):,} of {self.rows:,} announced rows are there")
        return frame.rename(columns=str.lower)

    def has(self, name: str) -> bool:
        """Return whether a column is there, whatever its case."""
        return name.lower() in self.names

    def close_to(self, name: str) -> str:
        """Return a hint at the column with the nearest name, or nothing."""
        found = nearest(name.lower(), self.names)
        return f"; the nearest name there is {self.names[found]}" if found else ""


def open_stata(path: Path, encoding: str | None = None) -> StataFile:
    """Return what a Stata file says of itself, without reading a row.

    `encoding` is for formats before Stata 14, which do not name theirs.

    Raises
    ------
    InputError
        If the file is missing, empty, cut off, encrypted, in another format or unreadable.
    """
    _sniff(path)
    _, meta = _read(path, metadataonly=True, encoding=encoding)
    if not meta.column_names or not all(meta.column_names):
        raise _broken(path, "its columns have no names")
    labels = [meta.file_label or "", *(label or "" for label in meta.column_labels)]
    words = [path.name, *labels]
    return StataFile(
        path,
        {name.lower(): name for name in meta.column_names},
        meta.file_label or "",
        {name.lower(): labels for name, labels in meta.variable_value_labels.items()},
        int(meta.number_rows or 0),
        any("simulated" in word.lower() for word in words)
        or "is_simulated" in {name.lower() for name in meta.column_names},
        file_hash(path),
        encoding,
    )


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file's content."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _sniff(path: Path) -> None:
    check_exists(path)
    with path.open("rb") as stream:
        head = stream.read(512)
        stream.seek(max(0, path.stat().st_size - 64))
        tail = stream.read()
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for mark, what in _FOREIGN:
        if start.startswith(mark.lower()):
            raise InputError(f"{path.name}: expected a Stata file (.dta), found {what}.")
    if head.startswith(_NEW_START):
        if not tail.rstrip(b"\x00\r\n ").endswith(_NEW_END):
            raise _broken(path, "its end is missing")
    elif head[0] not in _OLD_VERSIONS or head[1:2] not in _BYTE_ORDERS:
        raise InputError(
            f"{path.name}: expected a Stata file (.dta), found unknown bytes: "
            "encrypted, damaged or of another program."
        )


def check_exists(path: Path) -> None:
    """Refuse a path where there is no file with content."""
    if path.is_dir():
        raise InputError(f"{path.name}: expected a file, found a folder.")
    if not path.exists():
        folder = path.parent.resolve().name or path.parent.as_posix()
        raise InputError(f"{path.name}: there is no such file in {folder}.")
    if path.stat().st_size == 0:
        raise InputError(f"{path.name}: the file is empty (0 bytes).")


def _read(path: Path, **options) -> tuple[pd.DataFrame, object]:
    try:
        return pyreadstat.read_dta(str(path), **options)
    except UnicodeDecodeError:
        raise _broken(path, "its text is in an unknown encoding") from None
    except MemoryError:
        raise _broken(path, "it announces more rows than it can hold") from None
    except Exception as problem:
        words = str(problem).strip().splitlines() or [type(problem).__name__]
        raise _broken(path, words[0].rstrip(".")) from None


def _broken(path: Path, why: str) -> InputError:
    return InputError(
        f"{path.name}: cannot be read as a Stata file: it is cut off, damaged or encrypted ({why})."
    )
