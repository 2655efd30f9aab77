"""What a result depends on, as one key: when the key is the same, so is the result."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from .. import __version__
from .project import Page, Project, code_cells, source_of

PACKAGE = Path(__file__).resolve().parents[1]
SHORT = 10


def run_key(project: Project, page: Page, parameters: Mapping[str, Any], folder: Path) -> str:
    """Return the key of a run of `page`: what must be unchanged for its outputs to hold.

    That is: its code cells, the package's source, the contents of `data/` and of every file
    a path parameter names (relative to `folder`), the lock, the minor version of Python
    and the parameters.
    """
    parts = {
        "code": [source_of(cell) for cell in code_cells(page.notebook)],
        "package": package_key(),
        "data": data_key(project),
        "lock": hash_files([project.root / "requirements.txt"], project.root),
        "python": list(sys.version_info[:2]),
        "parameters": dict(sorted(parameters.items())),
        "files": hash_paths(page, parameters, folder),
    }
    return _digest(json.dumps(parts, sort_keys=True).encode())


def package_key() -> str:
    """Return the key of the package's source."""
    return hash_files(PACKAGE.rglob("*.py"), PACKAGE)


def data_key(project: Project) -> str:
    """Return the key of everything that notebooks read from the project: data, recorded sizes."""
    folders = [project.root / "data", project.root / "benchmarks" / "results"]
    return hash_files([f for folder in folders for f in folder.rglob("*")], project.root)


def code_version() -> str:
    """Return version and source key, as footers and `results.json` state them."""
    return f"{__version__}+{package_key()[:SHORT]}"


def hash_paths(page: Page, parameters: Mapping[str, Any], folder: Path) -> dict[str, str]:
    """Return the content key of every file or folder that a path parameter names."""
    named = {
        name: parameters.get(name, parameter.default)
        for name, parameter in page.parameters.items()
        if parameter.rule.is_path
    }
    return {name: _hash_path(folder, value) for name, value in named.items() if value}


def hash_files(files: Iterable[Path], base: Path) -> str:
    """Return one key of the names (below `base`) and contents of `files`."""
    total = hashlib.sha256()
    for file in sorted(set(files)):
        if file.is_file() and "__pycache__" not in file.parts:
            total.update(file.relative_to(base).as_posix().encode() + b"\0")
            total.update(hash_file(file).encode())
    return total.hexdigest()


def hash_file(file: Path) -> str:
    """Return the SHA-256 of a file's contents, read in pieces."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _hash_path(folder: Path, value: str) -> str:
    path = (folder / Path(value).expanduser()).resolve()
    return hash_files(path.rglob("*"), path) if path.is_dir() else hash_file(path)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
