"""Readers of the files that people bring."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from netpoverty.data.dataset import Dataset
from netpoverty.data.real.survey_files import paths_of
from netpoverty.data.real.tidy_file import read_tidy
from netpoverty.errors import InputError, choose


def read(name: str, source: str | Path, choices: Mapping[str, object]) -> Dataset:
    """Return the data set in the file or folder at `source`, or refuse it in one sentence.

    Parameters
    ----------
    name
        cfps, cgss or panel.
    source
        A path; several paths are joined by the path separator of the system.
    choices
        Settled choices, from `netpoverty.data.choices.settle`.
    """
    from netpoverty.data.real import cfps, cgss, panel

    readers = {"cfps": cfps.read, "cgss": cgss.read, "panel": panel.read}
    reader = readers[choose("data set", name, readers)]
    paths = paths_of(source)
    try:
        if len(paths) == 1 and paths[0].suffix == ".parquet":
            return read_tidy(name, paths[0], choices)
        return reader(source, choices)
    except InputError:
        raise
    except OSError as problem:
        reason = problem.strerror or type(problem).__name__
        raise InputError(f"{Path(str(source)).name}: cannot be opened ({reason}).") from None
