"""Finding a survey's files in the folder or among the paths that a user names."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

from netpoverty.data.real.stata_file import check_exists
from netpoverty.errors import InputError


def paths_of(source: str | Path | Iterable[str | Path]) -> list[Path]:
    """Return the paths in `source`: one, several, or several joined by the path separator."""
    if isinstance(source, Path) or (isinstance(source, str) and Path(source).exists()):
        return [Path(source)]
    parts = source.split(os.pathsep) if isinstance(source, str) else list(source)
    return [Path(part).expanduser() for part in parts if str(part)]


def candidates(paths: Iterable[Path]) -> list[Path]:
    """Return the .dta files at the paths, folders searched one level deep."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(entry for entry in path.iterdir() if entry.suffix.lower() == ".dta")
        else:
            check_exists(path)
            found.append(path)
    return found


def find_one(files: list[Path], pattern: str, what: str, optional: bool = False) -> Path | None:
    """Return the one file whose name matches a regular expression, whatever its case.

    Parameters
    ----------
    files
        Candidates.
    pattern
        Expression that the name must contain, such as `cfps2018person`.
    what
        The file in words, for the error.
    optional
        Whether None is an answer.

    Raises
    ------
    InputError
        If there is none, if only another wave is there, or if several releases are.
    """
    matching = [file for file in files if re.search(pattern, file.name, re.IGNORECASE)]
    if len(matching) > 1:
        names = ", ".join(file.name for file in matching)
        raise InputError(
            f"{what}: several releases are there ({names}); name the files one by one."
        )
    if matching or optional:
        return matching[0] if matching else None
    other = [file for file in files if _other_wave(file.name, pattern)]
    seen = ", ".join(file.name for file in (other or files)[:4]) or "no .dta file"
    raise InputError(f"{what}: expected a file named like *{pattern}*.dta, found {seen}.")


def _other_wave(name: str, pattern: str) -> bool:
    return bool(re.search(re.sub(r"20\d\d", r"20\\d\\d", pattern), name, re.IGNORECASE))
