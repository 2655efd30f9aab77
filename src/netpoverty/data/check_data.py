"""A look at a user's files without running a chapter."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pandas as pd

from netpoverty.data.columns import columns_of
from netpoverty.data.dataset import Dataset
from netpoverty.data.load import load
from netpoverty.data.privacy import MINIMUM_CELL
from netpoverty.errors import InputError
from netpoverty.results import Result


@dataclass(frozen=True, eq=False)
class FileCheck(Result):
    """What a chapter would get from the user's files: sample flow, and answers by variable."""

    data: Dataset
    title: ClassVar[str] = "Files can be used"

    def to_frame(self) -> pd.DataFrame:
        """Return the sample flow as it may be printed."""
        return self.data.to_frame()

    def variables(self) -> pd.DataFrame:
        """Return one row a tidy variable: its unit, and the share of the sample that answered.

        Shares that fewer than ten people make up, or leave out, are not given.
        """
        sample = self.data.sample
        columns = [entry for entry in columns_of(self.data.name) if entry.name in sample]
        answers = sample[[entry.name for entry in columns]].notna().sum().to_numpy()
        gaps = len(sample) - answers
        small = ((answers > 0) & (answers < MINIMUM_CELL)) | ((gaps > 0) & (gaps < MINIMUM_CELL))
        shares = pd.Series(answers / len(sample)).mask(small & (self.data.kind == "real"))
        return pd.DataFrame(
            {
                "variable": [entry.name for entry in columns],
                "unit": [entry.unit for entry in columns],
                "answered": shares,
            }
        )

    def notes(self) -> list[str]:
        """Return badge, hashes, choices, remarks and variables that nobody answered."""
        variables = self.variables()
        empty = variables.loc[variables["answered"] == 0, "variable"]
        notes = self.data.notes()
        return notes + ([f"Without any answer: {', '.join(empty)}."] if len(empty) else [])


def check_data(kind: str, paths: str | Path | Iterable[str | Path], **choices: object) -> FileCheck:
    """Return what a chapter would get from files: the sample flow and the answers by variable.

    Parameters
    ----------
    kind
        cfps, cgss or panel.
    paths
        One path, or several (the files of cfps, or the folder that holds them).
    choices
        Choices that the paper left open, see `netpoverty.data.choices`.

    Raises
    ------
    InputError
        Naming the file, the variable and what was expected.
    """
    given = [paths] if isinstance(paths, str | Path) else list(paths)
    source = os.pathsep.join(str(path) for path in given)
    if not source:
        raise InputError(f"check-data {kind}: no path was given; expected: a file or folder.")
    return FileCheck(load(kind, source, **choices))
